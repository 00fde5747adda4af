import { FACT } from '../model/contact.ts';
import type { EncodingName } from '../model/source.ts';
import { type ColumnPlan, planColumns } from './columns.ts';
import { usualWidth } from './csv.ts';
import { readCell } from './csv-scan.ts';
import type { RowBuffer } from './row-buffer.ts';
import { clearBatch, createRowColumns, type OpenBook, type RowColumns } from './row-columns.ts';
import { createRowDecoder, type NativeEncoding } from './row-encoding.ts';
import { createHeaderWatch, type HeaderWatch } from './row-headers.ts';
import { createRowLook } from './row-look.ts';
import type { RowMemo } from './row-memo.ts';
import { createRowGroups, createRowMemos } from './row-memos.ts';
import { createRowNames } from './row-names.ts';
import { createRowRepeats, type RowRepeats } from './row-repeats.ts';
import { behindLineEnd, createRowScanner, createRowSpans, MAX_ROW_BYTES } from './row-scan.ts';
import { longRow, type RowSink } from './row-sink.ts';
import {
  type CodedRole,
  ROW_EMPTY,
  type RowItem,
  type RowRange,
  type RowStreamOptions,
} from './row-stream.ts';
import { cellTexts, createRowReader, firstRow, type RowReader } from './row-text.ts';
import {
  columnChoice,
  columnsChanged,
  isSameHeader,
  noTextColumn,
  SAMPLE_ROWS,
  tieProblems,
} from './table.ts';
import { createTimeParser } from './times.ts';
import { wantedFields } from './tree.ts';

export interface RowTableOptions extends RowStreamOptions {
  readonly file: string;
  readonly native: NativeEncoding;
  /** One ASCII character; no second byte of the encoding. */
  readonly delimiter: string;
  /** What the bytes were before they were made UTF-8; as `native` where they were read as they stand. */
  readonly original: EncodingName;
  readonly books: Readonly<Record<CodedRole, OpenBook>>;
  readonly stats: { texts: number; candidates: number; remembered: number };
}

/** What has been settled about a table by its first rows, or by a header further down. */
interface Settled {
  readonly plan: ColumnPlan;
  readonly width: number;
  readonly reader: RowReader;
  readonly columns: RowColumns;
  readonly groupOf: ReturnType<typeof createRowGroups>;
  /** Columns whose bytes nothing else looks at. */
  readonly unseen: readonly number[];
  readonly headers: HeaderWatch;
  readonly repeats: RowRepeats;
}

/** Reads rows out of a buffer that is filled from outside. */
export interface RowDrain {
  /** How many bytes the buffer should hold before it is worth while to go on. */
  wanted: number;
  /** Set by `drain`: nothing more is wanted. */
  isDone: boolean;
  /** Set by `drain`: the bytes from here on are wanted next, in the place of what follows. */
  seek: number | undefined;
  /** All that can be told of what has arrived. */
  readonly drain: (isLast: boolean) => Generator<RowItem, void, undefined>;
}

export const WHOLE: RowRange = { from: 0, to: Number.POSITIVE_INFINITY };
/** Where the sample of a table could not be taken yet. */
const MORE = 'more';

/** Builds the reader of a table whose bytes begin, in the buffer, behind the byte-order mark. */
export function createRowTable(
  buffer: RowBuffer,
  sink: RowSink,
  options: RowTableOptions,
): RowDrain {
  const { file, native, original, stats, judge, delimiter } = options;
  const decoder = createRowDecoder(native, original);
  const parseTime = createTimeParser(options.timezone);
  const row = createRowSpans();
  const memos = options.memos ?? createRowMemos(judge);
  const memo: RowMemo | null = options.shortcuts === false ? null : memos.of(native, original);
  const rememberedBefore = memo?.remembered() ?? 0;
  const names = createRowNames(decoder, judge);
  const scan = createRowScanner(delimiter.charCodeAt(0));
  let settled: Settled | undefined;
  /** Rows up to the header that are still to be passed over. */
  let ahead = 0;
  /** No row is wanted any more; the first is too long, which is said last: of a bomb others tell. */
  let [isOver, isLong] = [false, false];
  /** In the middle of a row that is too long: it is passed over to its line end. */
  let isSkipping = false;
  const range = options.range ?? WHOLE;
  /** What is to be read before the rows of the range: the head, the header that holds for them, nothing. */
  let stage: 'head' | 'header' | 'rows' = 'head';
  /** Where the header in force stands, and the next mark. */
  let header = -1;
  let nextMark = options.markEvery ?? Number.POSITIVE_INFINITY;

  const look = createRowLook(buffer, row, scan, decoder, sink);
  const { rowText, toldText, isBlankRow, sampleFrom } = look;

  const settle = (sample: readonly string[], plan: ColumnPlan): Settled => {
    const columns = createRowColumns({ ...options, plan, decoder, parseTime });
    const width =
      plan.header >= 0
        ? plan.names.length
        : usualWidth(sample.map((text) => firstRow(text, delimiter)));
    const looked = new Set([...plan.text, ...columns.seen]);
    names.open(plan.roles.get('name')?.[0] ?? -1);
    return {
      plan,
      width,
      columns,
      groupOf: createRowGroups(memos, plan, options, columns.nameOf),
      unseen: Array.from({ length: width }, (_, column) => column).filter((c) => !looked.has(c)),
      headers: createHeaderWatch(plan.names, plan.text, delimiter, decoder),
      repeats: createRowRepeats({ plan, columns, decoder, reader: options, parseTime, memo }),
      reader: createRowReader({ file, plan, width, delimiter, reader: options, parseTime }),
    };
  };
  const planOf = (sample: readonly string[]): ColumnPlan => {
    const rows = sample.map((text) => cellTexts(text, delimiter));
    return planColumns(rows, wantedFields(options));
  };

  /** Chooses the columns by the first rows. */
  const open = (isLast: boolean): RowItem[] | typeof MORE => {
    const sample = sampleFrom(buffer.from, SAMPLE_ROWS, isLast);
    if (sample === undefined) return MORE;
    isOver = sample.length === 0;
    isLong = isOver && buffer.end - buffer.from > MAX_ROW_BYTES;
    if (isOver) return [];
    const plan = planOf(sample);
    // What stands at the head of the file is told with its first rows.
    const isFirst = range.from === 0;
    const items: RowItem[] = isFirst ? [columnChoice(plan), ...tieProblems(file, plan)] : [];
    if (plan.text.length === 0) {
      isOver = true;
      if (isFirst) items.push(noTextColumn(file, plan.names, options.fields !== undefined));
      return items;
    }
    ahead = plan.header + 1;
    settled = settle(sample, plan);
    return items;
  };

  /** Goes from the head of the file to the rows of a range with a mark; true: they are at hand. */
  const isThere = (isLast: boolean): boolean => {
    const { mark } = range;
    if (mark === undefined || stage === 'rows') return true;
    if (stage === 'head' && mark.header >= 0) {
      stage = 'header';
      table.seek = mark.header;
      return false;
    }
    if (stage === 'header') {
      const sample = sampleFrom(buffer.from, SAMPLE_ROWS + 1, isLast);
      if (sample === undefined) {
        table.wanted = (buffer.end - buffer.from) * 2;
        return false;
      }
      settled = settle(sample, planOf(sample));
      header = mark.header;
    }
    stage = 'rows';
    ahead = 0;
    sink.start(mark);
    table.seek = mark.offset;
    return false;
  };

  /** Reads the row at hand as the header that it is; `MORE`: what follows it has to come first. */
  const readHeader = (known: Settled, isLast: boolean): RowItem[] | typeof MORE => {
    const { start, next, lineEnds } = row;
    const text = rowText();
    const damage = decoder.damage();
    const cells = cellTexts(text, delimiter);
    const isSame = isSameHeader(known.plan.names, cells);
    const sample = isSame ? [] : sampleFrom(start, SAMPLE_ROWS + 1, isLast);
    if (sample === undefined) return MORE;
    const isPassed = buffer.base + start < range.from;
    if (isPassed) sink.pass();
    else {
      sink.begin(buffer.base + start);
      row.cells = 0;
      known.columns.fill(sink.batch, sink.index, buffer.bytes, row, () => '');
      sink.batch.empty[sink.index] = ROW_EMPTY.header;
      sink.damaged(damage, text);
    }
    const items: RowItem[] = [];
    if (!isSame) {
      if (!isPassed) sink.tell(columnsChanged(file, sink.line));
      const plan = planOf(sample);
      // Names that say nothing of texts: the columns stay what they were.
      if (plan.header === 0 && plan.text.length > 0) {
        settled = settle(sample, plan);
        header = buffer.base + start;
        if (!isPassed) items.push(columnChoice(plan), ...tieProblems(file, plan));
      }
    }
    sink.line += lineEnds;
    buffer.from = next;
    return items;
  };

  let cellsOf: ((column: number) => string) | undefined;
  const cellText = (column: number): string => {
    if (cellsOf === undefined) {
      const text = rowText();
      const { cells } = firstRow(text, delimiter);
      cellsOf = (at) => (cells[at] === undefined ? '' : readCell(text, cells[at]).text);
    }
    return cellsOf(column);
  };

  /** Whether the memo knows of the row at hand what it knows. */
  let hasAsked = false;

  /** True if the row is as wide as it should be, can be decoded, and nothing is found in its texts. */
  const isClean = (known: Settled, group: number): boolean => {
    if (memo === null || row.cells !== known.width || row.openQuote >= 0) return false;
    const { bytes } = buffer;
    for (const column of known.unseen)
      if (!decoder.isSound(bytes, row.cellStart[column]!, row.cellEnd[column]!)) return false;
    let isEmpty = true;
    let isExempt = false;
    for (const column of known.plan.text) {
      const start = row.cellStart[column]!;
      const end = row.cellEnd[column]!;
      if (column >= row.cells || start === end) continue;
      isEmpty = false;
      hasAsked = true;
      if (!memo.isClean(bytes, start, end, known.groupOf(group, column), names.name)) return false;
      isExempt ||= memo.isExempt();
    }
    if (isExempt) sink.batch.facts[sink.index]! |= FACT.exempt;
    return !isEmpty;
  };

  /** True if the text of the row is, byte for byte, one that was found fault with. */
  const isRepeated = ({ plan, repeats }: Settled): boolean => {
    const like = memo?.flagged();
    if (like === undefined || !hasAsked || plan.text.length > 1) return false;
    const known = repeats.find(like, buffer.bytes, row, plan.text[0]!, names.name, sink);
    if (known === undefined) return false;
    stats.texts += 1;
    memo!.again();
    sink.found(known.segment, known.checked, known.alike);
    if (memo!.isExempt()) sink.batch.facts[sink.index]! |= FACT.exempt;
    return true;
  };

  const readRow = (known: Settled): void => {
    sink.begin(buffer.base + row.start);
    const { bytes } = buffer;
    const { batch, index } = sink;
    cellsOf = undefined;
    const group = known.columns.fill(batch, index, bytes, row, cellText);
    names.see(bytes, row);
    hasAsked = false;
    const mayBreak = judge.mayBreak(batch.facts[index]!, batch.at[index]!);
    if (!mayBreak && isClean(known, group)) {
      stats.texts += known.plan.text.length;
      return;
    }
    if (!mayBreak && isRepeated(known)) return;
    // A row whose text was asked for is as wide as it should be: written plainly, it need not be divided again.
    const plain = hasAsked ? known.repeats.read(bytes, row, names.name, sink) : undefined;
    const read = plain ?? known.reader.read(toldText(), sink.line, sink.record);
    const isDivided = row.cells === known.width && row.openQuote < 0;
    const isWhole = plain !== undefined || (isDivided && decoder.damage().length === 0);
    for (const { problem, repeated } of read.problems) sink.tell(problem, repeated);
    batch.empty[index] = read.empty === undefined ? 0 : ROW_EMPTY[read.empty];
    for (const { column, segment, extract, rowStart } of read.texts) {
      stats.texts += 1;
      stats.candidates += 1;
      const [start, end] = [row.cellStart[column]!, row.cellEnd[column]!];
      const place = isWhole
        ? { bytes, start, end, group: known.groupOf(group, column), rowStart }
        : null;
      const checked =
        memo === null
          ? judge.report(segment, judge.judge(segment))
          : memo.check(segment, extract, place, names.name, mayBreak);
      if (memo === null ? judge.isExempt(segment) : memo.isExempt())
        batch.facts[index]! |= FACT.exempt;
      const like = memo?.flagged();
      if (like !== undefined && isWhole && read.texts.length === 1)
        known.repeats.keep(like, bytes, row, column, names.name, segment, memo!.wordings(segment));
      sink.found(segment, checked);
    }
  };

  const table: RowDrain = {
    wanted: 1,
    isDone: false,
    seek: undefined,
    drain: function* (isLast) {
      if (settled === undefined && !isOver) {
        const items = open(isLast);
        if (items === MORE) {
          table.wanted = (buffer.end - buffer.from) * 2;
          return;
        }
        yield* items;
      }
      if (!isOver && !isThere(isLast)) return;
      if (isOver) buffer.from = buffer.end;
      while (buffer.from < buffer.end) {
        if (sink.isFull()) yield* sink.flush();
        if (isSkipping && !skip(isLast)) break;
        const at = buffer.base + buffer.from;
        if (at >= range.to) {
          table.isDone = true;
          break;
        }
        if (at >= nextMark && at < range.from && ahead === 0) {
          nextMark = (Math.floor(at / options.markEvery!) + 1) * options.markEvery!;
          yield { type: 'mark', offset: at, line: sink.line, record: sink.record, header };
        }
        if (!scan(buffer.bytes, buffer.from, buffer.end, isLast, row)) {
          if (buffer.end - buffer.from <= MAX_ROW_BYTES + 2) break;
          tooLong();
          continue;
        }
        // Whether it came in one piece or in many must not matter.
        if (row.end - row.start > MAX_ROW_BYTES) {
          tooLong();
          continue;
        }
        const isBlank = isBlankRow();
        if (isBlank || ahead > 0) {
          if (!isBlank) ahead -= 1;
          // A NUL is blank, and damage.
          if (at >= range.from && row.end > row.start) toldText();
          sink.line += row.lineEnds;
        } else if (settled!.headers.isHeader(buffer.bytes, row, rowText)) {
          const items = readHeader(settled!, isLast);
          if (items === MORE) break;
          yield* sink.flush();
          // Columns that are no more must not speak on.
          clearBatch(sink.batch);
          yield* items;
          continue;
        } else {
          if (at < range.from) sink.pass();
          else readRow(settled!);
          sink.line += row.lineEnds;
        }
        buffer.from = row.next;
      }
      if (isLong && isLast) sink.tell(longRow(file, sink.line, MAX_ROW_BYTES));
      yield* sink.flush();
      if (isLast || table.isDone) yield* sink.rest();
      stats.remembered = (memo?.remembered() ?? 0) - rememberedBefore;
      table.wanted = (buffer.end - buffer.from) * 2;
    },
  };

  /** Passes over the rest of a row that is too long; false: its end has not come yet, or it was the last. */
  const skip = (isLast: boolean): boolean => {
    const next = behindLineEnd(buffer.bytes, buffer.from, buffer.end, isLast);
    isSkipping = next < 0;
    buffer.from = next < 0 ? ~next : next;
    if (isSkipping) return false;
    sink.line += 1;
    return buffer.from < buffer.end;
  };

  const tooLong = (): void => {
    isSkipping = true;
    if (ahead > 0) {
      ahead -= 1;
      return;
    }
    const at = buffer.base + buffer.from;
    if (at < range.from) {
      sink.pass();
      return;
    }
    sink.begin(at);
    row.cells = 0;
    settled!.columns.fill(sink.batch, sink.index, buffer.bytes, row, () => '');
    sink.batch.empty[sink.index] = ROW_EMPTY.unreadable;
    sink.tell(longRow(file, sink.line, MAX_ROW_BYTES), 'too-long');
  };

  return table;
}
