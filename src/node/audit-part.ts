import { createHash } from 'node:crypto';
import type { Checker } from '../engine/check.ts';
import { HOME } from '../engine/conduct-plan.ts';
import { addFlaw, addMessage, addSkipped, createTally, type Tally } from '../engine/tally.ts';
import type { AuditStart, RecordPlace, SkipReason } from '../model/audit.ts';
import { CuilintError } from '../model/error.ts';
import type { EmptyReason, RecordFlaw } from '../model/log-record.ts';
import type { Kind } from '../model/segment.ts';
import type { EncodingName } from '../model/source.ts';
import type { RememberingJudge } from '../readers/row-memos.ts';
import type { RowBatch, RowResult } from '../readers/row-stream.ts';
import { createTimeParser } from '../readers/times.ts';
import { zoneOffset } from '../text/zones.ts';
import {
  type AuditConduct,
  type AuditConductOptions,
  type AuditConductState,
  type Breach,
  countBreaches,
  createAuditConduct,
} from './audit-conduct.ts';
import { fileState, masked } from './audit-problems.ts';
import {
  counterOf,
  EMPTY_NAMES,
  flawsOf,
  isoDay,
  localDay,
  localRowDay,
  notJudged,
  placeOf,
} from './audit-rows.ts';
import { problemFrom } from './file-problems.ts';
import type { FileGate, Gate } from './gate.ts';
import { type LogEntry, readLog } from './log-records.ts';
import type { OpenPart } from './open-part.ts';
import {
  createOutbox,
  isToTheEnd,
  type Part,
  type PartEnd,
  type PartItem,
  type Progress,
} from './part-item.ts';
import { createRecordJudge, type JudgedRecord } from './record-judge.ts';
import { createSample } from './sample.ts';
import { maskedColumns, usedColumns } from './shown-columns.ts';
import { createPauses } from './unfinished.ts';

export interface PartOptions {
  readonly start: AuditStart;
  readonly key: string;
  readonly checker: Checker;
  readonly gate?: Gate;
  readonly kind?: Kind;
  readonly fields?: readonly string[];
  readonly encoding?: EncodingName;
  /** Judges rows as they pass, for a file with this gate; absent: files are read whole. */
  readonly rowJudge?: (gate: FileGate | undefined) => RememberingJudge;
  /** Counts contacts over records; absent: nothing is counted. */
  readonly conduct?: AuditConductOptions;
  /** Contacts that have been counted before; they are in the store. */
  readonly counted?: AuditConductState;
  /** Hashes of the inputs, for the manifest. */
  readonly wantsHashes: boolean;
  /** Asked now and then: true ends the run, which tells what it has got to. */
  readonly isStopped: () => boolean;
  /** Told now and then, for whoever waits. */
  readonly progress: (done: Progress) => void;
}

/** Judges parts of logs one after the other. */
export interface PartJudge {
  /** In lists, as the rows come: to wait for each by itself takes longer than to judge it. */
  readonly judge: (part: Part) => AsyncGenerator<readonly PartItem[], void, undefined>;
  /** Judges what was drawn, when all parts have been seen: it belongs to the parts that have been ended. */
  readonly drawn: () => Generator<PartItem, void, undefined>;
  readonly conduct: AuditConduct | undefined;
}

/** A judged record that is to be counted. */
interface Counted {
  readonly place: RecordPlace;
  readonly flaws: readonly RecordFlaw[];
  readonly result: JudgedRecord;
}

const NO_FLAWS: readonly RecordFlaw[] = [];
const NO_RESULTS: readonly RowResult[] = [];

/** Errors of the head of a file, which whoever reads its first rows tells. */
const OF_HEAD: ReadonlySet<string> = new Set(['INPUT_ENCODING', 'INPUT_SYNTAX']);

/** Opens the judging of parts; `closing` is told what to do at the end in any case. */
export function createPartJudge(options: PartOptions, closing: (() => void)[]): PartJudge {
  const { start } = options;
  const done = { bytes: 0, rows: 0, findings: 0 };
  const judge = createRecordJudge({
    ...options,
    mask: start.mask,
    parseTime: createTimeParser(start.timezone),
    country: options.conduct && HOME[options.conduct.settings.jurisdiction].country,
  });
  const offsetAt = zoneOffset(start.timezone);
  const conduct =
    options.conduct &&
    createAuditConduct(
      options.conduct,
      judge,
      {
        key: options.key,
        mask: start.mask,
        stateOf: (finding) => options.gate?.stateOf(finding) ?? 'new',
      },
      options.counted,
    );
  if (conduct !== undefined) closing.push(conduct.close);
  const sample = start.sample === undefined ? undefined : createSample<Counted>(start.sample);
  const held: OpenPart[] = [];
  const pauses = createPauses();
  /** Judged in the parts that are over. */
  let judgedBefore = 0;
  const out = createOutbox<PartItem>();

  const count = (part: OpenPart, { place, flaws, result }: Counted): void => {
    for (const problem of result.problems) out.push(problem);
    addMessage(part.tally, place, result.keys, result.findings, start.groupBy, result.text);
    for (const flaw of flaws) addFlaw(part.tally, flaw, place);
    done.findings += result.findings.length;
    for (const finding of result.findings) out.push(finding);
  };
  const breaches = (tally: Tally, found: readonly Breach[]): void => {
    done.findings += found.length;
    for (const finding of countBreaches(tally, found, start.groupBy)) out.push(finding);
  };
  /** A record that may be judged: now, or if it is drawn. */
  const take = (part: OpenPart, place: RecordPlace, make: () => Counted): void => {
    if (sample === undefined) {
      count(part, make());
      return;
    }
    const out = sample.add(held.length, place, () => {
      const counted = make();
      const text = counted.result.text();
      return { ...counted, result: { ...counted.result, text: () => text } };
    });
    if (out !== undefined) addSkipped((held[out.file] ?? part).tally, 'not-sampled', out.place);
  };
  const isFull = (part: OpenPart): boolean =>
    start.limit !== undefined && judgedBefore + judgedIn(part) >= start.limit;

  const takeEntry = (part: OpenPart, entry: LogEntry): void => {
    const { record, segments } = entry;
    const place = placeOf(part.source, record, judge);
    const reason = notJudged(record.empty, localDay(record, offsetAt), start);
    if (reason === undefined && isFull(part)) {
      part.isCut = true;
      return;
    }
    done.rows += 1;
    // A call without a transcript has been made all the same.
    if (reason === undefined || reason === 'no-text')
      if (conduct !== undefined) breaches(part.tally, conduct.entry(record, segments));
    if (reason !== undefined) {
      addSkipped(part.tally, reason, place);
      return;
    }
    take(part, place, () => ({
      place,
      flaws: record.flaws,
      result: judge.judge(record, segments, part.source.id),
    }));
  };

  /** A row that is more than a number. Apart: a function made in the loop costs every row an object. */
  const takeRow = (
    part: OpenPart,
    batch: RowBatch,
    index: number,
    results: readonly RowResult[],
    reason: SkipReason | undefined,
  ): void => {
    const { id } = part.source;
    const place = { file: id, record: batch.firstRecord + index, line: batch.line[index]! };
    if (reason !== undefined) {
      addSkipped(part.tally, reason, place);
      return;
    }
    const flaws = batch.flaws[index]!;
    take(part, place, () => {
      const day = isoDay(batch.day[index]!);
      return {
        place,
        flaws: flaws === 0 ? NO_FLAWS : flawsOf(flaws),
        result: judge.settle(
          { record: place.record, ...(day === undefined ? {} : { day }) },
          part.counter!.keys(batch, index),
          results,
          id,
        ),
      };
    });
  };

  const takeRows = (part: OpenPart, batch: RowBatch): void => {
    const counter = part.counter!;
    // Rows in which nothing was found are counted as they are, unless something asks for more.
    const isPlain = sample === undefined && start.groupBy.length === 0;
    const hasRange = start.from !== undefined || start.to !== undefined;
    let nextTold = 0;
    /** What is wrong with the rows up to this one, and was not said before. */
    const tell = (row: number): void => {
      for (; (batch.told[nextTold]?.row ?? Number.POSITIVE_INFINITY) <= row; nextTold += 1) {
        const { problem, repeated } = batch.told[nextTold]!;
        const told = masked(problem, judge);
        out.push({ type: 'told', problem: told, ...(repeated === undefined ? {} : { repeated }) });
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
      const day = hasRange ? localRowDay(batch, index, offsetAt) : undefined;
      // Safe: the first of the names alone says that it was judged.
      const isEmpty = empty === 0 ? undefined : (EMPTY_NAMES.get(empty) as EmptyReason);
      const reason = hasRange ? notJudged(isEmpty, day, start) : isEmpty;
      if (reason === undefined && isFull(part)) {
        part.isCut = true;
        return;
      }
      if (nextTold < batch.told.length) tell(index);
      done.rows += 1;
      if (conduct !== undefined && (reason === undefined || reason === 'no-text')) {
        const found = conduct.row(batch, index, part.books!);
        if (found.length > 0) breaches(part.tally, found);
      }
      const flaws = batch.flaws[index]!;
      if (isPlain && reason === undefined && results.length === 0 && flaws === 0) {
        counter.clean(batch, index);
        part.clean += 1;
        continue;
      }
      takeRow(part, batch, index, results, reason);
    }
    tell(batch.count);
  };

  const endOf = (part: OpenPart, isUnread: boolean, isChanged: boolean): PartEnd => {
    const { format, meter, tally, columns, isCut } = part;
    part.counter?.flush(tally);
    judgedBefore += tally.judged;
    return {
      type: 'part',
      format,
      encoding: meter.encoding,
      bytes: meter.bytes,
      ...(meter.hash === undefined ? {} : { sha256: meter.hash.digest('hex') }),
      tally,
      columns,
      seenColumns: [...part.seenColumns],
      isUnread,
      isCut,
      isChanged,
    };
  };

  const judgePart = async function* ({
    source,
    range,
    state = fileState(source),
  }: Part): AsyncGenerator<readonly PartItem[], void, undefined> {
    const part: OpenPart = {
      source,
      tally: createTally(),
      meter: {
        bytes: 0,
        encoding: null,
        ...(options.wantsHashes && isToTheEnd(range) ? { hash: createHash('sha256') } : {}),
      },
      format: undefined,
      counter: undefined,
      books: undefined,
      columns: [],
      seenColumns: new Set(),
      isCut: false,
      clean: 0,
    };
    const gate = options.gate?.open({ id: source.id, text: '', format: '' });
    judge.open(gate);
    conduct?.open(source.id);
    const fields = gate === undefined ? options.fields : gate.fields;
    const kind = gate === undefined ? options.kind : gate.kind;
    const doneBefore = done.bytes;
    try {
      const log = readLog(source, {
        timezone: start.timezone,
        meter: part.meter,
        ...(range === undefined ? {} : { range }),
        ...options.rowJudge?.(gate),
        ...(conduct && { recipientKey: conduct.recipientKey, caseKey: conduct.caseKey }),
        ...(fields === undefined ? {} : { fields }),
        ...(kind === undefined ? {} : { kind }),
        ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
      });
      reading: for await (const items of log) {
        for (const item of items) {
          switch (item.type) {
            case 'opened': {
              part.format = item.format;
              const { books } = item;
              part.books = books;
              if (books !== undefined) part.counter = counterOf(books, judge, offsetAt, source.id);
              break;
            }
            case 'columns':
              // Of a workbook every sheet brings the columns of those before it.
              if (item.heads !== undefined) part.columns.length = 0;
              part.columns.push(
                maskedColumns({ text: item.text, roles: item.roles }, judge.redact),
              );
              for (const name of usedColumns(item, options.fields)) part.seenColumns.add(name);
              break;
            case 'problem':
              out.push(masked(item, judge));
              break;
            case 'further':
              out.push(item);
              break;
            case 'rows':
              takeRows(part, item);
              break;
            case 'entry':
              takeEntry(part, item);
              break;
            default:
              item satisfies never;
          }
          if (out.size() > 0) yield out.handOn();
          if (part.isCut) break reading;
          const pause = pauses();
          if (pause !== undefined) {
            done.bytes = doneBefore + part.meter.bytes;
            options.progress(done);
            await pause;
            if (options.isStopped()) {
              part.isCut = true;
              break reading;
            }
          }
        }
      }
    } catch (error) {
      // A full disk is no fault of the input.
      if (!(error instanceof CuilintError) || error.code === 'OUTPUT_FAILED') throw error;
      // What had been read before it broke off has been judged, and is counted.
      const isUnread = part.format === undefined || judgedIn(part) + part.tally.rows === 0;
      const isTold = isUnread && (range?.from ?? 0) > 0 && OF_HEAD.has(error.code);
      if (!isTold) yield [...out.handOn(), masked(problemFrom(error, source.id), judge)];
      part.isCut = true;
      done.bytes = doneBefore + part.meter.bytes;
      yield [endOf(part, isUnread, false)];
      if (sample !== undefined) held.push(part);
      return;
    }
    done.bytes = doneBefore + part.meter.bytes;
    options.progress(done);
    yield [endOf(part, false, state !== fileState(source))];
    if (sample !== undefined) held.push(part);
  };

  return {
    judge: judgePart,
    drawn: function* () {
      if (sample === undefined) return;
      for (const { file, drawn } of sample.taken()) {
        count(held[file]!, drawn);
        yield* out.handOn();
      }
    },
    conduct,
  };
}

/** Rows counted by the batch reach the tally when the part is over. */
function judgedIn({ tally, clean }: OpenPart): number {
  return tally.judged + clean;
}
