import type { Message, Problem } from '../model/error.ts';
import type { EmptyReason } from '../model/log-record.ts';
import type { MessageMeta, Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { createPlaces } from '../text/lines.ts';
import { type ColumnPlan, planColumns } from './columns.ts';
import { type CsvCell, type CsvRow, readCell, scanCsv } from './csv-scan.ts';
import { buildMeta, type RoleValues } from './meta.ts';
import type { ColumnChoice, ReaderOptions } from './reader.ts';
import {
  cellMeta,
  columnChoice,
  columnsChanged,
  isHeaderAgain,
  isSameHeader,
  MAX_TOLD,
  noTextColumn,
  recordFacts,
  rowValues,
  SAMPLE_ROWS,
  tieProblems,
} from './table.ts';
import { createTimeParser } from './times.ts';
import { isTotalRow } from './totals.ts';
import { wantedFields } from './tree.ts';

const DELIMITERS = [',', '\t', ';', '|'] as const;

/** Comma-separated values; semicolons, tabs and bars are recognised. */
export function readCsv(
  file: TextFile,
  options: ReaderOptions,
): Iterable<Segment | Problem | ColumnChoice> {
  return readTable(file, options, ',');
}

/** Tab-separated values; another delimiter is taken where no line has a tab. */
export function readTsv(
  file: TextFile,
  options: ReaderOptions,
): Iterable<Segment | Problem | ColumnChoice> {
  return readTable(file, options, '\t');
}

function* readTable(
  file: TextFile,
  options: ReaderOptions,
  preferred: string,
): Iterable<Segment | Problem | ColumnChoice> {
  const { text } = file;
  const { delimiter, from } = findDelimiter(text, preferred);
  const rows = scanCsv(text, delimiter, from)[Symbol.iterator]();
  /** Rows that were read to choose columns by, and wait to be judged. */
  let ahead: CsvRow[] = [];
  const lookAhead = (): readonly CsvRow[] => {
    while (ahead.length < SAMPLE_ROWS) {
      const next = rows.next();
      if (next.done === true) break;
      ahead.push(next.value);
    }
    return ahead;
  };
  const cellsOf = (row: CsvRow): readonly string[] =>
    row.cells.map((cell) => readCell(text, cell).text);
  const planOf = (sample: readonly CsvRow[]): ColumnPlan =>
    planColumns(sample.map(cellsOf), wantedFields(options));
  const widthOf = (sample: readonly CsvRow[]): number =>
    plan.header >= 0 ? plan.names.length : usualWidth(sample);

  const first = lookAhead();
  if (first.length === 0) return;
  let plan = planOf(first);
  yield columnChoice(plan);
  yield* tieProblems(file.id, plan);
  if (plan.text.length === 0) {
    yield noTextColumn(file.id, plan.names, options.fields !== undefined);
    return;
  }

  const places = createPlaces(text);
  const parseTime = createTimeParser(options.timezone);
  let width = widthOf(first);
  let record = 0;
  let ragged = 0;
  let open = 0;

  function* judge(row: CsvRow): Iterable<Segment | Problem> {
    record += 1;
    if (row.openQuote >= 0) {
      open += 1;
      if (open <= MAX_TOLD)
        yield { ...OPEN_QUOTE, file: file.id, ...places.position(row.openQuote) };
    }
    const isRagged = raggedness(text, row, width, plan);
    if (isRagged) {
      ragged += 1;
      if (ragged <= MAX_TOLD)
        yield raggedRow(file.id, places.position(row.start).line, row.cells.length, width);
    }
    let meta: MessageMeta | undefined;
    const empty = emptiness(text, row, plan);
    if (options.onRecord !== undefined) meta = tellRecord(row, empty);
    if (empty === 'total') return;
    for (const column of plan.text) {
      const cell = row.cells[column];
      if (cell === undefined) continue;
      const extract = readCell(text, isRagged ? spilled(row, column, cell, width) : cell);
      if (extract.text.trim() === '') continue;
      meta ??= buildMeta(valuesOf(row), parseTime);
      yield {
        type: 'segment',
        source: file.id,
        text: extract.text,
        origin: places.origin(extract.start, extract.end, extract.map),
        meta: cellMeta(plan, column, extract.text, meta, options),
        record,
        field: plan.names[column]!,
      };
    }
  }
  const valuesOf = (row: CsvRow): RoleValues =>
    rowValues(plan, (column) => {
      const cell = row.cells[column];
      return cell === undefined ? '' : readCell(text, cell).text;
    });
  const tellRecord = (row: CsvRow, empty: EmptyReason | undefined): MessageMeta => {
    const values = empty === 'header' ? {} : valuesOf(row);
    const meta = buildMeta(values, parseTime);
    options.onRecord?.({
      record,
      line: places.position(row.start).line,
      meta,
      ...recordFacts(values, meta),
      ...(empty === undefined ? {} : { empty }),
    });
    return meta;
  };

  ahead = ahead.slice(plan.header + 1);
  for (;;) {
    let row = ahead.shift();
    if (row === undefined) {
      const next = rows.next();
      if (next.done === true) break;
      row = next.value;
    }
    if (options.onRecord === undefined || !mayBeHeader(row)) {
      yield* judge(row);
      continue;
    }
    const cells = cellsOf(row);
    if (!isHeaderAgain(plan.names, plan.text, cells)) {
      yield* judge(row);
      continue;
    }
    record += 1;
    tellRecord(row, 'header');
    if (isSameHeader(plan.names, cells)) continue;
    yield columnsChanged(file.id, places.position(row.start).line);
    const sample = [row, ...lookAhead()];
    const other = planOf(sample);
    // Names that say nothing of texts: the columns stay what they were.
    if (other.header !== 0 || other.text.length === 0) continue;
    plan = other;
    width = widthOf(sample);
    yield columnChoice(plan);
    yield* tieProblems(file.id, plan);
  }
  if (ragged > MAX_TOLD) yield furtherProblems(file.id, ragged - MAX_TOLD, RAGGED);
  if (open > MAX_TOLD) yield furtherProblems(file.id, open - MAX_TOLD, OPEN_QUOTE.reason);
}

/** Two cells at least, and the first two no longer than a name. */
function mayBeHeader({ cells }: CsvRow): boolean {
  if (cells.length < 2) return false;
  return cells[0]!.end - cells[0]!.start <= 18 && cells[1]!.end - cells[1]!.start <= 18;
}

/** Why a row has nothing to judge: none of its text cells holds anything, or it is one of totals. */
export function emptiness(text: string, row: CsvRow, plan: ColumnPlan): EmptyReason | undefined {
  if (isTotal(text, row, plan)) return 'total';
  const isEmpty = plan.text.every((column) => {
    const cell = row.cells[column];
    return cell === undefined || text.slice(cell.start, cell.end).trim() === '';
  });
  return isEmpty ? 'no-text' : undefined;
}

/** The delimiter named by a `sep=;` line, else the one which divides most of the first lines alike. */
export function findDelimiter(
  text: string,
  preferred: string,
): { readonly delimiter: string; readonly from: number } {
  const named = /^"?sep=([^\r\n])"?[ \t]*(?:\r\n|\n|\r|$)/i.exec(text.slice(0, 32));
  if (named?.[1] !== undefined) return { delimiter: named[1], from: named[0].length };
  let best = preferred;
  let bestScore = 0;
  const order = [preferred, ...DELIMITERS.filter((delimiter) => delimiter !== preferred)];
  const head = headOf(text);
  const present = order.filter((delimiter) => head.includes(delimiter));
  if (present.length === 0 || (present.length === 1 && present[0] === preferred))
    return { delimiter: preferred, from: 0 };
  for (const delimiter of present) {
    const score = evenness(head, delimiter);
    // The usual one wins unless another is clearly more even.
    if (score > bestScore + (bestScore > 0 ? 0.2 : 0)) {
      best = delimiter;
      bestScore = score;
    }
  }
  return { delimiter: best, from: 0 };
}

/** Whole lines, as far as there are any: a table of one endless line is looked at in part. */
function headOf(text: string): string {
  if (text.length <= 1 << 16) return text;
  const cut = text.lastIndexOf('\n', 1 << 16);
  return text.slice(0, cut > 0 ? cut : 1 << 16);
}

/** Share of the first 20 rows that have the most frequent number of cells, counting only numbers above one. */
function evenness(text: string, delimiter: string): number {
  const counts = new Map<number, number>();
  let rows = 0;
  for (const { cells } of scanCsv(text, delimiter, 0)) {
    rows += 1;
    if (cells.length > 1) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
    if (rows === 20) break;
  }
  return rows === 0 ? 0 : Math.max(0, ...counts.values()) / rows;
}

export function usualWidth(rows: readonly CsvRow[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let width = 0;
  let most = 0;
  for (const [cells, count] of counts) {
    if (count > most) [width, most] = [cells, count];
  }
  return width;
}

/** More cells than columns, or fewer; empty cells too many and rows of totals are no mistake. */
export function raggedness(text: string, row: CsvRow, width: number, plan: ColumnPlan): boolean {
  let filled = row.cells.length;
  while (filled > width && row.cells[filled - 1]!.start === row.cells[filled - 1]!.end) filled -= 1;
  if (filled === width) return false;
  if (filled > width) return true;
  return !isTotal(text, row, plan);
}

function isTotal(text: string, { cells }: CsvRow, plan: ColumnPlan): boolean {
  return isTotalRow(plan, cells.length, (column) => {
    const cell = cells[column];
    return cell === undefined ? '' : text.slice(cell.start, cell.end);
  });
}

/** A delimiter inside an unquoted text in the last column: what stands behind it belongs to the text. */
export function spilled(row: CsvRow, column: number, cell: CsvCell, width: number): CsvCell {
  if (column !== width - 1 || row.cells.length <= width) return cell;
  const rest = row.cells.slice(column);
  return rest.some((part) => part.quoted) ? cell : { ...cell, end: row.end };
}

export const RAGGED: Message = {
  zh: '列数与表头不符',
  en: 'the number of cells is not that of the header',
};

export function raggedRow(file: string, line: number, cells: number, width: number): Problem {
  return {
    type: 'problem',
    code: 'INPUT_SYNTAX',
    file,
    line,
    reason: {
      zh: `该行有 ${cells} 列，应为 ${width} 列；能找到的文本已检查。`,
      en: `This row has ${cells} cells instead of ${width}; the text found in it was judged.`,
    },
    hint: {
      zh: '含分隔符的文本请加英文双引号。',
      en: 'Put texts that hold the delimiter in double quotes.',
    },
  };
}

export const OPEN_QUOTE: Pick<Problem, 'type' | 'code' | 'reason' | 'hint'> = {
  type: 'problem',
  code: 'INPUT_SYNTAX',
  reason: {
    zh: '此处的双引号没有闭合，已按普通字符读取。',
    en: 'The quote opened here is never closed; it was read as a character.',
  },
  hint: {
    zh: '请补上配对的英文双引号；文本里的英文双引号要写两个。',
    en: 'Close it; a quote within a text is written twice.',
  },
};

export function furtherProblems(file: string, count: number, reason: Message): Problem {
  return {
    type: 'problem',
    code: 'INPUT_SYNTAX',
    file,
    reason: { zh: `另有 ${count} 行：${reason.zh}`, en: `${count} further rows: ${reason.en}` },
  };
}
