import { createHash } from 'node:crypto';
import { auditSummary, fileCounts } from '../engine/audit-summary.ts';
import type { Checker } from '../engine/check.ts';
import type { RowCounter } from '../engine/row-counter.ts';
import {
  addBreach,
  addFlaw,
  addMessage,
  addSkipped,
  createTally,
  mergeTally,
  type Tally,
} from '../engine/tally.ts';
import type { AuditEvent, AuditFinding, AuditStart, RecordPlace } from '../model/audit.ts';
import { CuilintError } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { EmptyReason, RecordFlaw } from '../model/log-record.ts';
import type { Kind } from '../model/segment.ts';
import type { EncodingName } from '../model/source.ts';
import type { RowBatch, RowJudge, RowResult } from '../readers/row-stream.ts';
import { createTimeParser } from '../readers/times.ts';
import { fieldKey } from '../readers/tree.ts';
import { zoneOffset } from '../text/zones.ts';
import { type AuditConductOptions, type Breach, createAuditConduct } from './audit-conduct.ts';
import { fileState, finalProblems, masked, unknownColumns } from './audit-problems.ts';
import { counterOf, EMPTY_NAMES, flawsOf, isoDay, outOfRange, placeOf } from './audit-rows.ts';
import { createTold, type Told } from './audit-told.ts';
import type { FileSource, FoundFiles } from './files.ts';
import type { FileGate, Gate } from './gate.ts';
import { problemFrom } from './lint.ts';
import { type LogEntry, type LogMeter, type OpenedLog, readLog } from './log-records.ts';
import { createRecordJudge, type JudgedRecord } from './record-judge.ts';
import { createSample } from './sample.ts';
import { createPauses } from './unfinished.ts';

export interface AuditOptions {
  readonly start: AuditStart;
  readonly key: string;
  readonly checker: Checker;
  readonly gate?: Gate;
  readonly kind?: Kind;
  readonly fields?: readonly string[];
  readonly encoding?: EncodingName;
  /** Judges rows as they pass, for a file with this gate; absent: files are read whole. */
  readonly rowJudge?: (gate: FileGate | undefined) => RowJudge;
  /** Counts contacts over records; absent: nothing is counted. */
  readonly conduct?: AuditConductOptions;
  /** Hashes of the inputs, for the manifest. */
  readonly wantsHashes: boolean;
  /** Asked now and then: true ends the run, which tells what it has got to. */
  readonly isStopped: () => boolean;
  /** Told now and then, for whoever waits. */
  readonly progress: (done: Progress) => void;
}

export interface Progress {
  readonly bytes: number;
  readonly rows: number;
  readonly findings: number;
}

/** What is known of a file while it is read. */
interface OpenFile {
  readonly source: FileSource;
  readonly tally: Tally;
  readonly meter: LogMeter;
  format: string | undefined;
  /** Counts rows that come in batches. */
  counter: RowCounter | undefined;
  books: OpenedLog['books'];
  readonly columns: { text: readonly string[]; roles: Readonly<Record<string, string>> }[];
  problems: number;
  readonly told: Told;
  isCut: boolean;
  /** Rows that the counter has and the tally has not yet. */
  clean: number;
}

/** A judged record that is to be counted. */
interface Counted {
  readonly place: RecordPlace;
  readonly flaws: readonly RecordFlaw[];
  readonly result: JudgedRecord;
}

const NO_FLAWS: readonly RecordFlaw[] = [];
const NO_RESULTS: readonly RowResult[] = [];

/**
 * Audits logs one after the other: start; for each file its findings and problems in the order of its records,
 * then what became of it; the summary last. A file that cannot be read is a problem and the others go on.
 * Same input, same events. With a sample, findings come when all records have been seen.
 */
export async function* audit(
  found: FoundFiles,
  options: AuditOptions,
): AsyncGenerator<AuditEvent, void, undefined> {
  const closing: (() => void)[] = [];
  try {
    yield* auditFiles(found, options, closing);
  } finally {
    for (const close of closing) close();
  }
}

async function* auditFiles(
  found: FoundFiles,
  options: AuditOptions,
  closing: (() => void)[],
): AsyncGenerator<AuditEvent, void, undefined> {
  const { start } = options;
  const total = createTally();
  const done = { bytes: 0, rows: 0, findings: 0 };
  const ignored: Record<string, number> = { ...found.ignored };
  const encodings: Partial<Record<EncodingName, number>> = {};
  const unread: string[] = [];
  const seenColumns = new Set<string>();
  let files = 0;
  let problems = 0;
  let isPartial = false;
  yield start;
  for (const problem of found.problems) {
    problems += 1;
    unread.push(problem.file ?? '');
    yield problem;
  }
  const judge = createRecordJudge({
    ...options,
    mask: start.mask,
    parseTime: createTimeParser(start.timezone),
  });
  const offsetAt = zoneOffset(start.timezone);
  const conduct =
    options.conduct &&
    createAuditConduct(options.conduct, judge, {
      key: options.key,
      mask: start.mask,
      stateOf: (finding) => options.gate?.stateOf(finding) ?? 'new',
    });
  if (conduct !== undefined) closing.push(conduct.close);
  const sample = start.sample === undefined ? undefined : createSample<Counted>(start.sample);
  const held: OpenFile[] = [];
  const pauses = createPauses();

  const close = function* (file: OpenFile): Generator<AuditEvent> {
    const { format, tally, meter } = file;
    if (format === undefined) return;
    file.counter?.flush(tally);
    files += 1;
    if (meter.encoding !== null) encodings[meter.encoding] = (encodings[meter.encoding] ?? 0) + 1;
    mergeTally(total, tally);
    yield {
      type: 'file',
      file: file.source.id,
      format,
      encoding: meter.encoding,
      bytes: meter.bytes,
      ...(meter.hash === undefined ? {} : { sha256: meter.hash.digest('hex') }),
      ...fileCounts(tally),
      columns: file.columns,
      ...(file.isCut ? { isCut: true } : {}),
    };
  };
  const count = function* (file: OpenFile, counted: Counted): Generator<AuditEvent> {
    const { place, flaws, result } = counted;
    for (const problem of result.problems) {
      problems += 1;
      file.problems += 1;
      yield problem;
    }
    addMessage(file.tally, place, result.keys, result.findings, start.groupBy, result.text);
    for (const flaw of flaws) addFlaw(file.tally, flaw, place);
    done.findings += result.findings.length;
    yield* result.findings;
  };
  const breaches = function* (tally: Tally, found: Iterable<Breach>): Generator<AuditEvent> {
    for (const { finding, keys } of found) {
      addBreach(tally, keys, finding);
      done.findings += 1;
      yield finding;
    }
  };
  /** A record that may be judged: now, or if it is drawn. */
  const take = function* (
    file: OpenFile,
    place: RecordPlace,
    make: () => Counted,
  ): Generator<AuditEvent> {
    if (sample === undefined) {
      yield* count(file, make());
      return;
    }
    const out = sample.add(held.length, place, () => {
      const counted = make();
      const text = counted.result.text();
      return { ...counted, result: { ...counted.result, text: () => text } };
    });
    if (out !== undefined) addSkipped((held[out.file] ?? file).tally, 'not-sampled', out.place);
  };
  const isFull = (file: OpenFile): boolean =>
    start.limit !== undefined && total.judged + judgedIn(file) >= start.limit;

  const takeEntry = function* (file: OpenFile, entry: LogEntry): Generator<AuditEvent> {
    const { record, segments } = entry;
    const place = placeOf(file.source, record);
    const reason = record.empty ?? outOfRange(record.day, start);
    if (reason === undefined && isFull(file)) {
      file.isCut = true;
      return;
    }
    done.rows += 1;
    // A call without a transcript has been made all the same.
    if (reason === undefined || reason === 'no-text')
      if (conduct !== undefined) yield* breaches(file.tally, conduct.entry(record, segments));
    if (reason !== undefined) {
      addSkipped(file.tally, reason, place);
      return;
    }
    yield* take(file, place, () => ({
      place,
      flaws: record.flaws,
      result: judge.judge(record, segments, file.source.id),
    }));
  };

  const takeRows = function* (file: OpenFile, batch: RowBatch): Generator<AuditEvent> {
    const counter = file.counter!;
    const { id } = file.source;
    // Rows in which nothing was found are counted as they are, unless something asks for more.
    const isPlain = sample === undefined && start.groupBy.length === 0;
    const hasRange = start.from !== undefined || start.to !== undefined;
    let nextTold = 0;
    /** What is wrong with the rows up to this one, and was not said before. */
    const tell = function* (row: number): Generator<AuditEvent> {
      for (; (batch.told[nextTold]?.row ?? Number.POSITIVE_INFINITY) <= row; nextTold += 1) {
        const { problem, repeated } = batch.told[nextTold]!;
        file.problems += 1;
        if (!file.told.see(repeated)) continue;
        problems += 1;
        yield masked(problem, judge);
      }
    };
    let next = 0;
    for (let index = 0; index < batch.count; index += 1) {
      let results = NO_RESULTS;
      if (batch.results[next]?.row === index) {
        const first = next;
        while (batch.results[next]?.row === index) next += 1;
        results = batch.results.slice(first, next);
      }
      const empty = batch.empty[index]!;
      const day = hasRange ? isoDay(batch.day[index]!) : undefined;
      const reason =
        empty !== 0
          ? // Safe: the first of the names alone says that it was judged.
            (EMPTY_NAMES.get(empty) as EmptyReason)
          : hasRange
            ? outOfRange(day, start)
            : undefined;
      if (reason === undefined && isFull(file)) {
        file.isCut = true;
        return;
      }
      yield* tell(index);
      done.rows += 1;
      if (conduct !== undefined && (reason === undefined || reason === 'no-text')) {
        const found = conduct.row(batch, index, file.books!);
        if (found.length > 0) yield* breaches(file.tally, found);
      }
      const flaws = batch.flaws[index]!;
      if (isPlain && reason === undefined && results.length === 0 && flaws === 0) {
        counter.clean(batch, index);
        file.clean += 1;
        continue;
      }
      const place = { file: id, record: batch.firstRecord + index, line: batch.line[index]! };
      if (reason !== undefined) {
        addSkipped(file.tally, reason, place);
        continue;
      }
      const at = index;
      yield* take(file, place, () => {
        const own = isoDay(batch.day[at]!);
        return {
          place,
          flaws: flaws === 0 ? NO_FLAWS : flawsOf(flaws),
          result: judge.settle(
            { record: place.record, ...(own === undefined ? {} : { day: own }) },
            counter.keys(batch, at),
            results,
            id,
          ),
        };
      });
    }
    yield* tell(batch.count);
  };

  for (const source of found.sources) {
    if (isPartial) break;
    const file: OpenFile = {
      source,
      tally: createTally(),
      meter: {
        bytes: 0,
        encoding: null,
        ...(options.wantsHashes ? { hash: createHash('sha256') } : {}),
      },
      format: undefined,
      counter: undefined,
      books: undefined,
      columns: [],
      problems: 0,
      told: createTold(),
      isCut: false,
      clean: 0,
    };
    const before = fileState(source);
    const gate = options.gate?.open({ id: source.id, text: '', format: '' });
    judge.open(gate);
    conduct?.open(source.id);
    const fields = gate === undefined ? options.fields : gate.fields;
    const kind = gate === undefined ? options.kind : gate.kind;
    try {
      const log = readLog(source, {
        timezone: start.timezone,
        meter: file.meter,
        ...(options.rowJudge === undefined ? {} : { judge: options.rowJudge(gate) }),
        ...(conduct && { recipientKey: conduct.recipientKey, caseKey: conduct.caseKey }),
        ...(fields === undefined ? {} : { fields }),
        ...(kind === undefined ? {} : { kind }),
        ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
      });
      const doneBefore = done.bytes;
      reading: for await (const items of log) {
        for (const item of items) {
          switch (item.type) {
            case 'opened': {
              file.format = item.format;
              const { books } = item;
              file.books = books;
              if (books !== undefined) file.counter = counterOf(books, judge, offsetAt, source.id);
              break;
            }
            case 'columns':
              file.columns.push({ text: item.text, roles: item.roles });
              for (const name of [...item.text, ...Object.values(item.roles)])
                for (const part of name.split(' + ')) seenColumns.add(fieldKey(part));
              break;
            case 'problem':
              problems += 1;
              file.problems += 1;
              yield masked(item, judge);
              break;
            case 'further':
              file.told.further(item);
              break;
            case 'rows':
              yield* takeRows(file, item);
              break;
            case 'entry':
              yield* takeEntry(file, item);
              break;
            default:
              item satisfies never;
          }
          if (file.isCut) break reading;
          const pause = pauses();
          if (pause !== undefined) {
            done.bytes = doneBefore + file.meter.bytes;
            options.progress(done);
            await pause;
            if (options.isStopped()) {
              file.isCut = true;
              isPartial = true;
              break reading;
            }
          }
        }
      }
      done.bytes = doneBefore + file.meter.bytes;
    } catch (error) {
      if (!(error instanceof CuilintError)) throw error;
      problems += 1;
      file.problems += 1;
      yield masked(problemFrom(error, source.id), judge);
      // What had been read before it broke off has been judged, and is counted.
      if (file.format === undefined || judgedIn(file) + file.tally.rows === 0) {
        unread.push(source.id);
        continue;
      }
      file.isCut = true;
    }
    if (file.format === undefined) {
      ignored['report'] = (ignored['report'] ?? 0) + 1;
      continue;
    }
    options.progress(done);
    for (const problem of [...file.told.rest(source.id), ...finalProblems(file, before)]) {
      problems += 1;
      file.problems += 1;
      yield problem;
    }
    if (sample === undefined) yield* close(file);
    else held.push(file);
    if (start.limit !== undefined && total.judged >= start.limit && file.isCut) break;
  }
  if (sample !== undefined) {
    for (const { file, drawn } of sample.taken()) yield* count(held[file]!, drawn);
    for (const file of held) yield* close(file);
  }
  if (conduct !== undefined) {
    yield* breaches(total, conduct.finish());
    for (const problem of conduct.problems()) {
      problems += 1;
      yield problem;
    }
  }
  for (const finding of options.gate?.close() ?? []) yield* metaFinding(finding, total);
  for (const problem of unknownColumns(options.fields ?? [], seenColumns)) {
    problems += 1;
    yield problem;
  }
  yield auditSummary(total, {
    files,
    bytes: done.bytes,
    encodings,
    ignored,
    unread,
    problems,
    isPartial,
    start,
  });
}

/** Rows counted by the batch reach the tally when the file is over. */
function judgedIn({ tally, clean }: OpenFile): number {
  return tally.judged + clean;
}

/** What the side file of suppressions has to say of itself belongs to no record. */
function* metaFinding(finding: Finding, total: Tally): Generator<AuditFinding> {
  if (finding.state === 'new') total.counts[finding.severity] += 1;
  yield { ...finding, log: { template: '' } };
}
