import type { Checker } from '../engine/check.ts';
import { numberFingerprints } from '../engine/fingerprint.ts';
import { createRedactor, type MaskMode } from '../engine/redact.ts';
import { type DocumentChecker, mayBeScript } from '../engine/script.ts';
import { CuilintError, type Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { FileReport, RunEvent, RunStart } from '../model/run-event.ts';
import type { Kind, Segment } from '../model/segment.ts';
import type { EncodingName } from '../model/source.ts';
import type { Packed } from '../readers/packed.ts';
import type { Reader } from '../readers/reader.ts';
import {
  formatOf,
  isPacked,
  loadReader,
  openPacked,
  type TextFormat,
} from '../readers/registry.ts';
import { damagedPlace } from '../readers/row-sink.ts';
import { isOwnReport } from '../reporters/own-report.ts';
import { createByteColumns } from '../text/byte-columns.ts';
import { type Decoded, decode } from '../text/decode.ts';
import { lineHashes } from '../text/line-hashes.ts';
import type { FileSource, FoundFiles } from './files.ts';
import type { FixCollector } from './fixes.ts';
import type { FileGate, Gate } from './gate.ts';
import { createPlaceOrder } from './place-order.ts';
import type { CachedFile, ResultCache } from './result-cache.ts';
import {
  countFile,
  countFinding,
  countUnjudged,
  createRunTally,
  smsPartsOf,
  summarize,
} from './run-tally.ts';
import { createPauses } from './unfinished.ts';

export interface LintOptions {
  readonly start: RunStart;
  readonly lang: 'zh' | 'en';
  readonly mask: MaskMode;
  /** Key of the fingerprints: the one given to the checker. */
  readonly key: string;
  readonly kind?: Kind;
  readonly fields?: readonly string[];
  readonly encoding?: EncodingName;
  /** IANA zone of times without an offset. */
  readonly timezone: string;
  /** Settles which findings count; absent: all do. May be asked for by a file only (`gateFor`). */
  readonly gate?: Gate;
  /** The gate for a file where there is none for the run: its text may speak of suppressions. */
  readonly gateFor?: (text: string) => Promise<Gate> | undefined;
  /** Numbers equal findings; absent: from one on. */
  readonly numberOf?: (base: string) => string;
  /** Judges whole scripts; absent: single messages only. */
  readonly documents?: DocumentChecker;
  /** Is shown every text, and says in the end which variables of `--vars` none of them has. */
  readonly variables?: {
    readonly see: (text: string) => void;
    readonly unknown: () => readonly Problem[];
  };
  /** What earlier runs found out about the same bytes: it makes a run shorter and changes nothing else. */
  readonly cache?: ResultCache;
  /** Works out what may be replaced. */
  readonly fixes?: FixCollector;
  /** What the reports want to know of places beside lines and columns: paid for where it is asked. */
  readonly needs?: { readonly lineHashes?: true; readonly byteColumns?: true };
}

/** So many damaged places of a file, the first of them at `first`. */
export function damageProblem(
  file: string,
  damaged: number,
  first: { line: number; column: number },
): Problem {
  const one = damagedPlace(file, first);
  if (damaged === 1) return one;
  return {
    ...one,
    reason: {
      zh: `有 ${damaged} 处字节无法解码，首处在此；其余文字已检查`,
      en: `${damaged} places could not be decoded, the first one here; the rest has been judged`,
    },
  };
}

/** The problem of a file that could not be read. */
export function problemFrom(error: CuilintError, file: string): Problem {
  return {
    type: 'problem',
    code: error.code,
    file,
    ...(error.at?.line === undefined ? {} : { line: error.at.line }),
    ...(error.at?.column === undefined ? {} : { column: error.at.column }),
    reason: error.reason,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}

/**
 * Judges the files one after the other: start; for each file its findings and problems in the order of
 * their places, then its report; the summary last. An unreadable file is a problem and the others go on;
 * anything thrown but a CuilintError is our bug and passes through. Same input, same events.
 */
export async function* lint(
  found: FoundFiles,
  checker: Checker,
  options: LintOptions,
): AsyncGenerator<RunEvent, void, undefined> {
  const tally = createRunTally(found.ignored);
  yield options.start;
  for (const problem of found.problems) {
    tally.skipped.push({ file: problem.file ?? '', reason: problem.reason[options.lang] });
    yield problem;
  }
  const numberOf = options.numberOf ?? numberFingerprints(options.key);
  let runGate = options.gate;
  const redact = createRedactor(options.mask);
  const readers = new Map<TextFormat, Reader>();
  let byteColumns: ReturnType<typeof createByteColumns> | undefined;
  const linesHit = new Set<number>();
  const pauses = createPauses();
  const finish = (finding: Finding): Finding => {
    if (options.needs?.lineHashes) linesHit.add(finding.location.line);
    // What is suppressed is numbered apart: a copy of it must not stand for an old finding.
    const base =
      finding.state === 'new' ? finding.fingerprint : `suppressed ${finding.fingerprint}`;
    const numbered = { ...finding, fingerprint: numberOf(base) };
    const state =
      finding.state === 'new' ? (runGate?.stateOf(numbered) ?? finding.state) : finding.state;
    if (state === 'new') options.fixes?.keep(finding);
    countFinding(tally, { ...finding, state });
    return {
      ...numbered,
      state,
      // Record ids and key paths come from the data: a telephone number may serve as either.
      ...(finding.recordId === undefined ? {} : { recordId: redact(finding.recordId) }),
      ...(finding.keyPath === undefined ? {} : { keyPath: redact(finding.keyPath) }),
      ...(finding.place?.sheet === undefined
        ? {}
        : { place: { ...finding.place, sheet: redact(finding.place.sheet) } }),
      ...(byteColumns === undefined ? {} : { byteColumns: byteColumns(finding.location) }),
    };
  };
  for (const source of found.sources) {
    // A generator of its own for each file would cost 2,000 of them a sixth of the run.
    let text: Decoded | typeof NO_TEXT = NO_TEXT;
    let bytes: Uint8Array;
    let packed: Packed | undefined;
    let cached: CachedFile | undefined;
    try {
      const read = source.read();
      bytes = read instanceof Uint8Array ? read : await read;
      cached = options.cache?.open(source, bytes);
      if (cached?.clean !== undefined && options.variables === undefined) {
        const { smsParts, unjudged, unfollowed, ...rest } = cached.clean;
        countUnjudged(tally, unjudged, unfollowed);
        countFile(tally, bytes.length, rest);
        tally.smsParts += smsParts;
        runGate?.open({ id: source.id, text: '', format: rest.format });
        yield { type: 'file', file: source.id, bytes: bytes.length, ...rest };
        continue;
      }
      if (isPacked(source.name, bytes)) packed = await openPacked(source, source.name, bytes);
      else
        text = decode(bytes, options.encoding === undefined ? {} : { encoding: options.encoding });
    } catch (error) {
      if (!(error instanceof CuilintError)) throw error;
      tally.skipped.push({ file: source.id, reason: error.reason[options.lang] });
      yield problemFrom(error, source.id);
      continue;
    }
    if (!source.isNamed && (packed?.isReport ?? isOwnReport(text.text))) {
      tally.ignored['report'] = (tally.ignored['report'] ?? 0) + 1;
      continue;
    }
    const textFormat = textFormatOf(source);
    const format = packed?.format ?? textFormat;
    let reader = packed === undefined ? readers.get(textFormat) : NO_READER;
    if (reader === undefined) {
      reader = await loadReader(textFormat);
      readers.set(textFormat, reader);
    }
    const partsBefore = tally.smsParts;
    const first = text.damage[0];
    if (first !== undefined || options.variables !== undefined || mayHoldDirective(text.text))
      cached?.spoil();
    if (first !== undefined) yield damageProblem(source.id, text.damaged, first);
    linesHit.clear();
    byteColumns =
      options.needs?.byteColumns && packed === undefined ? createByteColumns(text.text) : undefined;
    let segments = 0;
    const opened = runGate === undefined ? options.gateFor?.(text.text) : undefined;
    if (opened !== undefined) runGate = await opened;
    const gate = runGate?.open({ id: source.id, text: text.text, format });
    const held: Finding[] = [];
    const order = createPlaceOrder();
    // While a script may be going on, findings wait for those of the whole of it.
    const script = { segments: [] as Segment[], findings: [] as Finding[] };
    const closeScript = (): readonly Finding[] => {
      const judged = (gate?.documents ?? options.documents)?.(script.segments.splice(0)) ?? [];
      if (judged.length > 0) cached?.spoil();
      const whole = gate === undefined ? judged : gate.settle(judged, undefined);
      const waiting = script.findings.splice(0);
      return whole.length === 0 ? waiting : [...waiting, ...whole].sort(order.compare);
    };
    let columns: FileReport['columns'];
    const asked = readerOptions(options, gate);
    const unpacked = packed?.read(asked)[Symbol.asyncIterator]();
    const passed = { unjudged: 0, unfollowed: 0 };
    const notJudged = (places: number, unfollowed = 0): void => {
      passed.unjudged += places;
      passed.unfollowed += unfollowed;
      countUnjudged(tally, places, unfollowed);
    };
    const file = { id: source.id, text: text.text };
    let items = unpacked === undefined ? reader(file, { ...asked, notJudged }) : [];
    for (;;) {
      if (unpacked !== undefined) {
        const next = await unpacked.next();
        if (next.done === true) break;
        items = next.value;
      }
      for (const item of items) {
        switch (item.type) {
          case 'columns':
            cached?.spoil();
            columns = item;
            break;
          case 'problem':
            cached?.spoil();
            yield item;
            break;
          case 'segment': {
            segments += 1;
            order.see(item);
            const pause = pauses();
            if (pause !== undefined) await pause;
            options.variables?.see(item.text);
            if (script.segments[0]?.record !== item.record)
              for (const finding of closeScript()) {
                if (gate?.holdsBack) held.push(finding);
                else yield finish(finding);
              }
            gate?.see(item);
            if (options.documents !== undefined && mayBeScript(item)) script.segments.push(item);
            if (isMessage(item)) tally.smsParts += smsPartsOf(item.text.length);
            const result = cached?.isClean(segments - 1)
              ? NOTHING_FOUND
              : (gate?.check ?? checker)(item);
            if (result.findings.length + result.problems.length > 0) cached?.note(segments - 1);
            for (const problem of result.problems) yield problem;
            if (result.findings.length === 0) break;
            options.fixes?.see(result.findings, item);
            const findings =
              gate === undefined ? result.findings : gate.settle(result.findings, item);
            if (script.segments.length > 0) script.findings.push(...findings);
            else if (gate?.holdsBack) held.push(...findings);
            else for (const finding of findings) yield finish(finding);
            break;
          }
          default:
            item satisfies never;
        }
      }
      if (unpacked === undefined) break;
    }
    const last = closeScript();
    if (gate?.holdsBack) {
      held.push(...last, ...gate.close());
      for (const finding of held.sort(order.compare)) yield finish(finding);
    } else for (const finding of last) yield finish(finding);
    const readAgain = reader;
    options.fixes?.close({
      source,
      bytes,
      decoded: text,
      ...(packed === undefined
        ? { read: (id, again) => readAgain({ id, text: again }, asked) }
        : {}),
      check: gate?.check ?? checker,
    });
    const counts = { format, encoding: text.encoding, segments };
    countFile(tally, bytes.length, counts);
    cached?.close({ ...counts, ...passed, smsParts: tally.smsParts - partsBefore });
    yield {
      type: 'file',
      file: source.id,
      bytes: bytes.length,
      ...counts,
      ...(columns === undefined ? {} : { columns }),
      ...(linesHit.size === 0 || text.encoding !== 'utf-8'
        ? {}
        : { lineHashes: lineHashes(withMark(bytes, text.text), linesHit) }),
    };
  }
  byteColumns = undefined;
  for (const finding of runGate?.close() ?? []) yield finish(finding);
  for (const problem of options.variables?.unknown() ?? []) yield problem;
  yield summarize(tally);
}

/** Suppressions in its text are settled anew in every run. */
function mayHoldDirective(text: string): boolean {
  return text.includes('cuilint-');
}

/** The text as the upload action reads it, which keeps the byte-order mark. */
function withMark(bytes: Uint8Array, text: string): string {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? `\ufeff${text}` : text;
}

const NOTHING_FOUND: ReturnType<Checker> = { findings: [], problems: [] };
/** In the place of the text of a file that is none. */
const NO_TEXT = { text: '', encoding: null, damage: [], damaged: 0 } as const;
const NO_READER: Reader = () => [];

function textFormatOf(source: FileSource): TextFormat {
  const format = formatOf(source.name);
  return format === undefined || format === 'xlsx' || format === 'docx' ? 'text' : format;
}

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
