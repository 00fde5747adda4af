import type { Checker } from '../engine/check.ts';
import { mayHoldDirective } from '../engine/directives.ts';
import { createOncePerRecord } from '../engine/once-per-record.ts';
import { mayBeScript } from '../engine/script.ts';
import type { Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { FileReport, RunEvent } from '../model/run-event.ts';
import type { Segment } from '../model/segment.ts';
import type { ColumnChoice, Reader } from '../readers/reader.ts';
import { lineHashes } from '../text/line-hashes.ts';
import { damageProblem } from './file-problems.ts';
import type { FileGate } from './gate.ts';
import type { LintOptions } from './lint.ts';
import type { LintRun, OpenFile } from './lint-run.ts';
import { createPlaceOrder } from './place-order.ts';
import { countFile, countUnjudged, smsPartsOf } from './run-tally.ts';
import { maskedColumns } from './shown-columns.ts';

/** The work on one file. */
export interface FileJob {
  /** Goes on for a while; true when there is no more to do. A promise where it had to wait. */
  readonly step: () => boolean | Promise<boolean>;
  /** Puts the events since it was asked last behind these. */
  readonly take: (events: RunEvent[]) => void;
}

type Item = Segment | Problem | ColumnChoice;

/** So many events are handed on together. */
const MANY_EVENTS = 64;

/** Begins to judge a file with its reader. The run has its gate. */
export function createFileJob(run: LintRun, file: OpenFile, reader: Reader): FileJob {
  const { options, checker, tally, finish } = run;
  const { source, bytes, text, packed, cached } = file;
  let events: RunEvent[] = [];
  const format = packed?.format ?? file.textFormat;
  const partsBefore = tally.smsParts;
  const first = text.damage[0];
  // Suppressions in its text are settled anew in every run.
  if (first !== undefined || options.variables !== undefined || mayHoldDirective(text.text))
    cached?.spoil();
  if (first !== undefined) events.push(damageProblem(source.id, text.damaged, first));
  let segments = 0;
  const gate = run.gate?.open({ id: source.id, text: text.text, format });
  const check = gate?.check ?? checker;
  const held: Finding[] = [];
  const order = createPlaceOrder();
  const oncePerRecord = createOncePerRecord();
  // While a script may be going on, findings wait for those of the whole of it.
  const script = { segments: [] as Segment[], findings: [] as Finding[] };
  const closeScript = (): readonly Finding[] => {
    const judged = (gate?.documents ?? options.documents)?.(script.segments.splice(0)) ?? [];
    if (judged.length > 0) cached?.spoil();
    const whole = gate === undefined ? judged : gate.settle(judged, undefined);
    const waiting = script.findings.splice(0);
    return whole.length === 0 ? waiting : [...waiting, ...whole].sort(order.compare);
  };
  const tell = (findings: readonly Finding[]): void => {
    if (gate?.holdsBack) held.push(...findings);
    else for (const finding of findings) events.push(finish(finding));
  };
  let columns: FileReport['columns'];
  const asked = readerOptions(options, gate);
  const passed = { unjudged: 0, unfollowed: 0 };
  const notJudged = (places: number, unfollowed = 0): void => {
    passed.unjudged += places;
    passed.unfollowed += unfollowed;
    countUnjudged(tally, format, places, unfollowed);
  };
  const fields = asked.fields === undefined ? undefined : options.watchFields?.open(asked.fields);
  // What was asked for and what there is have to be seen each time.
  if (fields !== undefined) cached?.spoil();
  const telling = {
    ...asked,
    notJudged,
    ...(fields && { leftOut: fields.leftOut, asked: fields.asked }),
  };
  const unpacked = packed?.read(telling)[Symbol.asyncIterator]();
  const read = { id: source.id, text: text.text };
  let items: Iterator<Item> | undefined =
    unpacked === undefined ? reader(read, telling)[Symbol.iterator]() : undefined;

  const judge = (segment: Segment): void => {
    segments += 1;
    order.see(segment);
    if (segment.field !== undefined) fields?.met();
    options.variables?.see(segment.text);
    if (script.segments[0]?.record !== segment.record) tell(closeScript());
    gate?.see(segment);
    if (options.documents !== undefined && mayBeScript(segment)) script.segments.push(segment);
    if (isMessage(segment)) tally.smsParts += smsPartsOf(segment.text.length);
    const result = cached?.isClean(segments - 1) ? NOTHING_FOUND : check(segment);
    if (result.findings.length + result.problems.length > 0) cached?.note(segments - 1);
    events.push(...result.problems);
    if (result.findings.length === 0) return;
    options.fixes?.see(result.findings, segment);
    const settled = gate === undefined ? result.findings : gate.settle(result.findings, segment);
    const findings = oncePerRecord(settled, segment);
    if (script.segments.length > 0) script.findings.push(...findings);
    else tell(findings);
  };
  const meet = (item: Item): void => {
    switch (item.type) {
      case 'columns':
        cached?.name(item, text);
        fields?.columns(item);
        columns = maskedColumns(item, run.redactColumn);
        break;
      case 'problem':
        cached?.spoil();
        events.push(item);
        break;
      case 'segment':
        judge(item);
        break;
      default:
        item satisfies never;
    }
  };
  const close = (): void => {
    const last = closeScript();
    if (gate?.holdsBack) {
      held.push(...last, ...gate.close());
      for (const finding of held.sort(order.compare)) events.push(finish(finding));
    } else tell(last);
    options.fixes?.close({
      source,
      bytes,
      decoded: text,
      ...(packed === undefined ? { read: (id, again) => reader({ id, text: again }, asked) } : {}),
      check,
    });
    const counts = { format, encoding: text.encoding, segments };
    countFile(tally, bytes.length, counts);
    cached?.close({ ...counts, ...passed, smsParts: tally.smsParts - partsBefore });
    events.push({
      type: 'file',
      file: source.id,
      bytes: bytes.length,
      ...counts,
      ...(columns === undefined ? {} : { columns }),
      ...(run.linesHit.size === 0 || text.encoding !== 'utf-8'
        ? {}
        : { lineHashes: lineHashes(withMark(bytes, text.text), run.linesHit) }),
    });
  };
  /** What was unpacked next, as items; false when that was all. */
  const unpack = async (): Promise<boolean> => {
    const next = await unpacked!.next();
    if (next.done === true) {
      close();
      return true;
    }
    items = next.value[Symbol.iterator]();
    return false;
  };

  return {
    take: (taken) => {
      if (events.length === 0) return;
      for (const event of events) taken.push(event);
      events = [];
    },
    step: () => {
      while (items !== undefined) {
        const next = items.next();
        if (next.done === true) {
          items = undefined;
          break;
        }
        meet(next.value);
        if (events.length >= MANY_EVENTS) return false;
        const pause = run.pauses();
        if (pause !== undefined) return pause.then(() => false);
      }
      if (unpacked !== undefined) return unpack();
      close();
      return true;
    },
  };
}

/** The text as the upload action reads it, which keeps the byte-order mark. */
function withMark(bytes: Uint8Array, text: string): string {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? `\ufeff${text}` : text;
}

const NOTHING_FOUND: ReturnType<Checker> = { findings: [], problems: [] };

function isMessage(segment: Segment): boolean {
  return segment.meta.kind === undefined || segment.meta.kind === 'sms';
}

function readerOptions(options: LintOptions, gate: FileGate | undefined): Parameters<Reader>[1] {
  const fields = gate === undefined ? options.fields : gate.fields;
  const kind = gate === undefined ? options.kind : gate.kind;
  return {
    timezone: options.timezone,
    ...(fields === undefined ? {} : { fields }),
    ...(kind === undefined ? {} : { kind }),
  };
}
