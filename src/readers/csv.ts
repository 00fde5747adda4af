import type { Message, Problem } from '../model/error.ts';
import type { MessageMeta, Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { createPlaces } from '../text/lines.ts';
import { type ColumnPlan, planColumns } from './columns.ts';
import { type CsvCell, type CsvRow, readCell, scanCsv } from './csv-scan.ts';
import { buildMeta, hasSpeakerLabel, type Role, withKind } from './meta.ts';
import type { ColumnChoice, ReaderOptions } from './reader.ts';
import { createTimeParser } from './times.ts';
import { wantedFields } from './tree.ts';

/** Rows looked at to choose columns: 200 of data, and a header with titles above it. */
const SAMPLE = 211;
/** Problems of one sort that are told one by one; the others are counted in one more. */
const MAX_TOLD = 20;
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
  const sample: CsvRow[] = [];
  for (let next = rows.next(); next.done !== true; next = rows.next()) {
    sample.push(next.value);
    if (sample.length === SAMPLE) break;
  }
  if (sample.length === 0) return;
  const plan = planColumns(
    sample.map((row) => row.cells.map((cell) => readCell(text, cell).text)),
    wantedFields(options),
  );
  const { names, roles } = plan;
  const choice: ColumnChoice = {
    type: 'columns',
    text: plan.text.map((column) => names[column]!),
    roles: Object.fromEntries(
      [...roles].map(([role, columns]) => [
        role,
        columns.map((column) => names[column]!).join(' + '),
      ]),
    ),
  };
  yield choice;
  for (const [role, columns] of plan.ties)
    yield tie(
      file.id,
      role,
      columns.map((column) => names[column]!),
    );
  if (plan.text.length === 0) {
    yield noText(file.id, names, options.fields !== undefined);
    return;
  }

  const places = createPlaces(text);
  const parseTime = createTimeParser(options.timezone);
  const isLog = roles.has('sentAt') && roles.has('recipient');
  const width = plan.header >= 0 ? names.length : usualWidth(sample);
  let record = 0;
  let ragged = 0;
  let open = 0;
  const metaOf = (row: CsvRow): MessageMeta => {
    const values: { [R in Role]?: string } = {};
    for (const [role, columns] of roles) {
      const parts = columns.map((column) => {
        const cell = row.cells[column];
        return cell === undefined ? '' : readCell(text, cell).text;
      });
      values[role] = parts.length === 1 ? parts[0]! : parts.join(' ');
    }
    return buildMeta(values, parseTime);
  };

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
    for (const column of plan.text) {
      const cell = row.cells[column];
      if (cell === undefined) continue;
      const extract = readCell(text, isRagged ? spilled(row, column, cell, width) : cell);
      if (extract.text.trim() === '') continue;
      meta ??= metaOf(row);
      let own = meta;
      if (plan.forbidden.has(column)) own = { ...own, forbidden: true };
      if (plan.customer.has(column)) own = { ...own, speaker: 'customer' };
      const isScript = roles.has('speaker') || hasSpeakerLabel(extract.text);
      yield {
        type: 'segment',
        source: file.id,
        text: extract.text,
        origin: places.origin(extract.start, extract.end, extract.map),
        meta: withKind(own, options, { isScript, isLog }),
        record,
        field: names[column]!,
      };
    }
  }

  for (const row of sample.slice(plan.header + 1)) yield* judge(row);
  for (let next = rows.next(); next.done !== true; next = rows.next()) yield* judge(next.value);
  if (ragged > MAX_TOLD) yield furtherProblems(file.id, ragged - MAX_TOLD, RAGGED);
  if (open > MAX_TOLD) yield furtherProblems(file.id, open - MAX_TOLD, OPEN_QUOTE.reason);
}

/** The delimiter named by a `sep=;` line, else the one which divides most of the first lines alike. */
function findDelimiter(
  text: string,
  preferred: string,
): { readonly delimiter: string; readonly from: number } {
  const named = /^"?sep=([^\r\n])"?[ \t]*(?:\r\n|\n|\r|$)/i.exec(text.slice(0, 32));
  if (named?.[1] !== undefined) return { delimiter: named[1], from: named[0].length };
  let best = preferred;
  let bestScore = 0;
  const order = [preferred, ...DELIMITERS.filter((delimiter) => delimiter !== preferred)];
  const head = headOf(text);
  for (const delimiter of order) {
    if (!head.includes(delimiter)) continue;
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

function usualWidth(rows: readonly CsvRow[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let width = 0;
  let most = 0;
  for (const [cells, count] of counts) {
    if (count > most) [width, most] = [cells, count];
  }
  return width;
}

const TOTAL = /^(?:合计|总计|小计|共计|汇总|总数|合計|總計|total|sum|共[ \t]*\d+[ \t]*[条行笔])/i;

/** More cells than columns, or fewer; empty cells too many and rows of totals are no mistake. */
function raggedness(text: string, row: CsvRow, width: number, plan: ColumnPlan): boolean {
  let filled = row.cells.length;
  while (filled > width && row.cells[filled - 1]!.start === row.cells[filled - 1]!.end) filled -= 1;
  if (filled === width) return false;
  if (filled > width) return true;
  const isTotal = row.cells.some((cell) =>
    TOTAL.test(text.slice(cell.start, Math.min(cell.end, cell.start + 12)).trim()),
  );
  return !(
    isTotal &&
    plan.text.every(
      (column) =>
        row.cells[column] === undefined || row.cells[column]!.end === row.cells[column]!.start,
    )
  );
}

/** A delimiter inside an unquoted text in the last column: what stands behind it belongs to the text. */
function spilled(row: CsvRow, column: number, cell: CsvCell, width: number): CsvCell {
  if (column !== width - 1 || row.cells.length <= width) return cell;
  const rest = row.cells.slice(column);
  return rest.some((part) => part.quoted) ? cell : { ...cell, end: row.end };
}

const RAGGED: Message = {
  zh: '列数与表头不符',
  en: 'the number of cells is not that of the header',
};

function raggedRow(file: string, line: number, cells: number, width: number): Problem {
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

const OPEN_QUOTE = {
  type: 'problem',
  code: 'INPUT_SYNTAX',
  reason: {
    zh: '此处的双引号没有闭合，已按普通字符读取。',
    en: 'The quote opened here is never closed; it was read as a character.',
  },
} as const satisfies Problem;

function furtherProblems(file: string, count: number, reason: Message): Problem {
  return {
    type: 'problem',
    code: 'INPUT_SYNTAX',
    file,
    reason: { zh: `另有 ${count} 行：${reason.zh}`, en: `${count} further rows: ${reason.en}` },
  };
}

function tie(file: string, role: Role, columns: readonly string[]): Problem {
  return {
    type: 'problem',
    code: 'INPUT_COLUMNS',
    file,
    reason: {
      zh: `有多列都可能是 ${role}：${columns.join('、')}；没有采用其中任何一列。`,
      en: `Several columns may be ${role}: ${columns.join(', ')}; none of them was used.`,
    },
    hint: {
      zh: `请指定一列，例如 --fields ${role}=${columns[0]}。`,
      en: `Name one, e.g. --fields ${role}=${columns[0]}.`,
    },
  };
}

function noText(file: string, names: readonly string[], asked: boolean): Problem {
  return {
    type: 'problem',
    code: 'INPUT_COLUMNS',
    file,
    reason: {
      zh: `${asked ? '没有 --fields 所指的列' : '没有找到文本列'}；已有的列：${names.join('、')}。`,
      en: `${asked ? 'No column is named as in --fields' : 'No column of texts was found'}; columns: ${names.join(', ')}.`,
    },
    hint: { zh: '请用 --fields 指定文本列。', en: 'Name the column of texts with --fields.' },
  };
}
