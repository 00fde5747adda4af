import type { Hash } from 'node:crypto';
import { CuilintError, type Message, type Problem } from '../model/error.ts';
import type { LogRecord } from '../model/log-record.ts';
import type { Segment } from '../model/segment.ts';
import type { EncodingName } from '../model/source.ts';
import type { ColumnChoice, ReaderOptions } from '../readers/reader.ts';
import { formatOf, isPacked, loadReader, openPacked } from '../readers/registry.ts';
import type { RowMemos } from '../readers/row-memos.ts';
import { damagedPlace } from '../readers/row-sink.ts';
import type {
  FurtherProblems,
  RowBatch,
  RowJudge,
  RowMark,
  RowRange,
  RowStream,
  RowStreamOptions,
} from '../readers/row-stream.ts';
import { createRowStream } from '../readers/rows.ts';
import { isOwnReport } from '../reporters/own-report.ts';
import { decode } from '../text/decode.ts';
import type { FileSource } from './files.ts';

/** What is known of a log when it has been opened: before its first record. */
export interface OpenedLog {
  readonly type: 'opened';
  readonly format: string;
  /** Where its rows come as batches: what their codes mean. */
  readonly books?: RowStream['books'];
}

/** Counts along while a log is read; what it says at the end, or where reading broke off, is so. */
export interface LogMeter {
  bytes: number;
  encoding: EncodingName | null;
  /** Absent: nobody wants it. */
  readonly hash?: Hash;
}

/** A record with the texts in it. */
export interface LogEntry {
  readonly type: 'entry';
  readonly record: LogRecord;
  readonly segments: readonly Segment[];
}

export type LogItem = OpenedLog | LogEntry | RowBatch | ColumnChoice | Problem | FurtherProblems;

export interface LogOptions extends Omit<ReaderOptions, 'onRecord' | 'notJudged'> {
  readonly encoding?: EncodingName;
  readonly meter: LogMeter;
  /** Tables are read row by row and judged by it; absent: the file is read whole. */
  readonly judge?: RowJudge;
  readonly memos?: RowMemos;
  readonly recipientKey?: NonNullable<RowStreamOptions['recipientKey']>;
  readonly caseKey?: NonNullable<RowStreamOptions['caseKey']>;
  /** Of a file that can be read from any place, and row by row. */
  readonly range?: RowRange;
}

/** Formats of logs. What else stands in a folder is counted and left alone. */
const LOG_FORMATS: ReadonlySet<string> = new Set(['csv', 'tsv', 'jsonl', 'xlsx']);
/** Formats that are read and are no logs. */
const OTHERS: ReadonlySet<string> = new Set(['yaml', 'json', 'docx', 'markdown']);

/** Whether a file is read when a folder is walked. */
export function isLog(name: string): boolean {
  return LOG_FORMATS.has(formatOf(name) ?? '');
}

const NO_LOG: Message = {
  zh: '不是触达记录：audit 读取 csv、tsv、jsonl、xlsx',
  en: 'no log of messages: audit reads csv, tsv, jsonl and xlsx',
};
const USE_CHECK: Message = {
  zh: '模板和话术请用 cuilint check 检查',
  en: 'use cuilint check for templates and scripts',
};

/** A named file without a telling ending: JSON Lines where it begins with a brace, else a table. */
function sniff(text: string): 'jsonl' | 'csv' {
  return /^\s*\{/.test(text.slice(0, 1000)) ? 'jsonl' : 'csv';
}

const BATCH = 512;

/** Whole, for a source that cannot be had in pieces. */
async function* atOnce(source: FileSource): AsyncGenerator<Uint8Array, void, undefined> {
  yield await source.read();
}

/** Counts and hashes what passes. */
async function* metered(
  chunks: AsyncIterable<Uint8Array>,
  meter: LogMeter,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    meter.bytes += chunk.length;
    meter.hash?.update(chunk);
    yield chunk;
  }
}

const HEAD_BYTES = 4096;
/** What is read whole has to fit into one text. */
const MAX_WHOLE_BYTES = 512 * 1024 * 1024;

/** The first bytes, and all of them again from the start. */
async function peek(chunks: AsyncIterator<Uint8Array>): Promise<{
  readonly head: Uint8Array;
  readonly all: AsyncIterable<Uint8Array>;
}> {
  const first: Uint8Array[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    // Copied: a piece is good only until the next one.
    first.push(Uint8Array.from(next.value));
    size += next.value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* first;
    for (;;) {
      const next = await chunks.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
  return { head: Buffer.concat(first).subarray(0, HEAD_BYTES), all: all() };
}

async function whole(source: FileSource, chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > MAX_WHOLE_BYTES)
      throw new CuilintError(
        'INPUT_TOO_LARGE',
        { zh: '超过 512 MiB', en: 'it is larger than 512 MiB' },
        {
          at: { file: source.id },
          hint: { zh: '请拆分后再审计', en: 'split it and audit the parts' },
        },
      );
    parts.push(Uint8Array.from(chunk));
  }
  return Buffer.concat(parts, bytes);
}

function formatFor(source: FileSource, head: Uint8Array): 'csv' | 'tsv' | 'jsonl' {
  const named = formatOf(source.name);
  if (named !== undefined && OTHERS.has(named))
    throw new CuilintError('INPUT_UNREADABLE', NO_LOG, { hint: USE_CHECK });
  if (named === 'csv' || named === 'tsv' || named === 'jsonl') return named;
  return sniff(new TextDecoder().decode(head));
}

/**
 * The records of one log in its order: batches of rows as they pass, with what was found in them, where there is
 * a `judge` for it; else each record with its texts, of a file that is read whole. What was chosen of its columns
 * and what is wrong with it comes where it shows. Yields nothing for a report of ours that a folder holds. Throws
 * CuilintError where it cannot be read, or no further.
 */
export async function* readLog(
  source: FileSource,
  options: LogOptions,
): AsyncGenerator<readonly LogItem[], void, undefined> {
  const { meter, judge } = options;
  const chunks = metered((source.chunks ?? (() => atOnce(source)))(), meter);
  const { head, all } = await peek(chunks[Symbol.asyncIterator]());
  const isWorkbook = isPacked(source.name, head);
  if (!isWorkbook && !source.isNamed && isOwnReport(new TextDecoder().decode(head))) {
    await chunks.return();
    return;
  }
  const format = isWorkbook ? undefined : formatFor(source, head);
  if ((format === undefined || judge === undefined) && (options.range?.from ?? 0) > 0) {
    // What cannot be divided belongs to whoever begins with its first record.
    meter.bytes = 0;
    yield [{ type: 'opened', format: format ?? 'xlsx' }];
    return;
  }
  if (format !== undefined && judge !== undefined) {
    yield* readRows(source, all, format, judge, options);
    return;
  }
  yield* readWhole(source, await whole(source, all), format, options);
}

/**
 * Where rows begin, at every so many bytes of a log that can be divided; nothing of any other. All of it passes
 * through `options.meter`. Throws as `readLog` does.
 */
export async function* readMarks(
  source: FileSource,
  markEvery: number,
  options: LogOptions,
): AsyncGenerator<RowMark, void, undefined> {
  const { meter, judge, ...reader } = options;
  if (source.chunks === undefined || judge === undefined) return;
  const chunks = metered(source.chunks(), meter);
  const { head, all } = await peek(chunks[Symbol.asyncIterator]());
  if (isPacked(source.name, head)) {
    await chunks.return();
    return;
  }
  const nothing = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const stream = createRowStream(source.id, all, {
    ...reader,
    format: formatFor(source, head),
    judge,
    onRecord: () => {},
    range: nothing,
    markEvery,
  });
  for await (const item of stream.items) if (item.type === 'mark') yield item;
}

async function* readRows(
  source: FileSource,
  chunks: AsyncIterable<Uint8Array>,
  format: 'csv' | 'tsv' | 'jsonl',
  judge: RowJudge,
  options: LogOptions,
): AsyncGenerator<readonly LogItem[], void, undefined> {
  const { meter, ...reader } = options;
  const stream = createRowStream(source.id, chunks, {
    ...reader,
    format,
    judge,
    // Headers in the middle are looked for where records are counted.
    onRecord: () => {},
    ...(source.chunks === undefined ? {} : { chunksFrom: source.chunks }),
  });
  yield [{ type: 'opened', format, books: stream.books }];
  for await (const item of stream.items) {
    meter.encoding = stream.encoding();
    // Marks are for who divides a file.
    if (item.type !== 'mark') yield [item];
  }
  meter.encoding = stream.encoding() ?? 'utf-8';
  if (options.range === undefined) return;
  meter.bytes = stream.bytes();
}

/** The plain path, which every faster one has to equal. */
async function* readWhole(
  source: FileSource,
  bytes: Uint8Array,
  format: 'csv' | 'tsv' | 'jsonl' | undefined,
  options: LogOptions,
): AsyncGenerator<readonly LogItem[], void, undefined> {
  const collector = createCollector();
  const asked: ReaderOptions = { ...options, onRecord: collector.onRecord };
  if (format === undefined) {
    const packed = await openPacked(source, source.name, bytes);
    if (packed.format !== 'xlsx')
      throw new CuilintError('INPUT_UNREADABLE', NO_LOG, { hint: USE_CHECK });
    if (packed.isReport && !source.isNamed) return;
    yield [{ type: 'opened', format: packed.format }];
    for await (const items of packed.read(asked)) {
      for (const item of items) collector.add(item);
      yield collector.take(false);
    }
    yield collector.take(true);
    return;
  }
  const decoded = decode(
    bytes,
    options.encoding === undefined ? {} : { encoding: options.encoding },
  );
  const { text } = decoded;
  options.meter.encoding = decoded.encoding;
  yield [{ type: 'opened', format }];
  if (decoded.damage.length > 0) {
    yield decoded.damage.map((place) => damagedPlace(source.id, place));
    if (decoded.damaged > decoded.damage.length)
      yield [moreDamage(source.id, decoded.damaged - decoded.damage.length)];
  }
  const reader = await loadReader(format);
  for (const item of reader({ id: source.id, text }, asked)) {
    collector.add(item);
    if (collector.size() >= BATCH) yield collector.take(false);
  }
  yield collector.take(true);
}

function moreDamage(file: string, count: number): Problem {
  return {
    type: 'problem',
    code: 'INPUT_ENCODING',
    file,
    reason: {
      zh: `另有 ${count} 处字节无法解码`,
      en: `${count} further place(s) could not be decoded`,
    },
  };
}

/** Puts the records that a reader tells of together with the segments that it yields after them. */
function createCollector(): {
  readonly onRecord: (record: LogRecord) => void;
  readonly add: (item: Segment | Problem | ColumnChoice) => void;
  readonly size: () => number;
  /** What is complete; at the end, everything. */
  readonly take: (isEnd: boolean) => readonly LogItem[];
} {
  let told: LogRecord[] = [];
  let done: LogItem[] = [];
  let open: { readonly record: LogRecord; readonly segments: Segment[] } | undefined;
  const close = (): void => {
    if (open !== undefined) done.push({ type: 'entry', ...open });
    open = undefined;
  };
  /** Records before that number had no text. */
  const flushBefore = (number: number): void => {
    let next = 0;
    while (next < told.length && told[next]!.record < number) {
      done.push({ type: 'entry', record: told[next]!, segments: [] });
      next += 1;
    }
    told = told.slice(next);
  };
  return {
    onRecord: (record) => {
      told.push(record);
    },
    add: (item) => {
      if (item.type !== 'segment') {
        done.push(item);
        return;
      }
      const number = item.record ?? 0;
      if (open?.record.record === number) {
        open.segments.push(item);
        return;
      }
      close();
      flushBefore(number);
      const [record] = told;
      if (record?.record !== number)
        throw new Error(`a reader yielded record ${number} before it told of it`);
      told = told.slice(1);
      open = { record, segments: [item] };
    },
    size: () => done.length,
    take: (isEnd) => {
      if (isEnd) {
        close();
        flushBefore(Number.POSITIVE_INFINITY);
      }
      const items = done;
      done = [];
      return items;
    },
  };
}
