import { CuilintError, type Problem } from '../model/error.ts';
import type { SheetHead } from '../model/run-event.ts';
import {
  HIDDEN_SHEET,
  type InnerPlace,
  type MessageMeta,
  OWN_COLUMN,
  type Segment,
} from '../model/segment.ts';
import type { SourceId } from '../model/source.ts';
import { type ColumnPlan, columnLetter, planColumns } from './columns.ts';
import { buildMeta, hanCount, type RoleValues } from './meta.ts';
import type { ColumnChoice, PackedReader, ReaderOptions } from './reader.ts';
import {
  cellMeta,
  columnChoice,
  isHeaderAgain,
  MAX_TOLD,
  noTextColumn,
  recordFacts,
  rowValues,
  SAMPLE_ROWS,
  tieProblems,
} from './table.ts';
import { createTimeParser, type TimeParser } from './times.ts';
import { isTotalRow } from './totals.ts';
import { wantedFields } from './tree.ts';
import { createAstrayFinder } from './xlsx-astray.ts';
import { countBeside } from './xlsx-beside.ts';
import { readWorkbook, type Sheet, type Workbook } from './xlsx-book.ts';
import { denseRow, joinHeader } from './xlsx-header.ts';
import { type MergedRange, readMerged, readSheet, type SheetRow } from './xlsx-sheet.ts';
import type { ZipParts } from './zip-parts.ts';

/** The heads of annotated columns stand within the rows that a header may have above it. */
const OWN_WITHIN = 10;

type Item = Segment | Problem | ColumnChoice;

/** What is carried from sheet to sheet. */
interface Run {
  readonly file: SourceId;
  readonly parts: ZipParts;
  readonly book: Workbook;
  readonly options: ReaderOptions;
  readonly parseTime: TimeParser;
  record: number;
  choice: ColumnChoice | undefined;
  /** Sheets without a column of texts: told at the end. */
  readonly without: { sheet: Sheet; names: readonly string[]; first: string; count: number }[];
}

/**
 * Workbooks: the text cells of each sheet, columns found as in CSV, hidden sheets included. The line of a
 * place is the row, its column counts within the text of the cell. `main` is the part of the workbook.
 */
export function createXlsxReader(file: SourceId, parts: ZipParts, main: string): PackedReader {
  return async function* readXlsx(options) {
    let book: Workbook;
    try {
      book = await readWorkbook(parts, main);
    } catch (error) {
      yield [problemFrom(error, file)];
      return;
    }
    const run: Run = {
      file,
      parts,
      book,
      options,
      parseTime: createTimeParser(options.timezone),
      record: 0,
      choice: undefined,
      without: [],
    };
    for (const sheet of book.sheets) {
      try {
        yield* readOne(run, sheet);
        if (options.notJudged !== undefined) {
          const beside = await countBeside(parts, sheet.part);
          if (beside > 0) options.notJudged(beside);
        }
      } catch (error) {
        yield [problemFrom(error, file, sheet)];
      }
    }
    yield unjudged(run);
  };
}

/** The sentence of what kept a file, or one sheet of it, from being read. Anything but a CuilintError is our bug. */
function problemFrom(error: unknown, file: SourceId, sheet?: Sheet): Problem {
  if (!(error instanceof CuilintError)) throw error;
  const { code, reason, hint } = error;
  return {
    type: 'problem',
    code,
    file,
    reason:
      sheet === undefined
        ? reason
        : {
            zh: `工作表“${sheet.name}”没有读完：${reason.zh}`,
            en: `the sheet “${sheet.name}” was not read to its end: ${reason.en}`,
          },
    ...(hint === undefined ? {} : { hint }),
  };
}

async function* readOne(run: Run, sheet: Sheet): AsyncGenerator<readonly Item[], void, undefined> {
  const { parts, book } = run;
  const merged = await readMerged(parts, sheet.part);
  const sample: SheetRow[] = [];
  const unsaved: Unsaved = { count: 0, first: '' };
  let judge: ((row: SheetRow) => readonly Item[]) | undefined;
  for await (const rows of readSheet(parts, sheet.part, book)) {
    const items: Item[] = [];
    for (const row of rows) {
      if (judge !== undefined) {
        for (const item of judge(row)) items.push(item);
        continue;
      }
      if (row.cells.every(({ text, isUnsaved }) => text.trim() === '' && !isUnsaved)) continue;
      sample.push(row);
      if (sample.length === SAMPLE_ROWS) {
        judge = start(run, sheet, sample, merged, unsaved, items);
      }
    }
    if (items.length > 0) yield items;
  }
  if (judge === undefined && sample.length > 0) {
    const items: Item[] = [];
    judge = start(run, sheet, sample, merged, unsaved, items);
    yield items;
  }
  if (unsaved.count > 0) yield [unsavedProblem(run.file, sheet, unsaved)];
}

/** Text cells that hold a formula without its result. */
interface Unsaved {
  count: number;
  first: string;
}

/** Chooses the columns, judges the rows seen so far into `items`, and returns what judges the others. */
function start(
  run: Run,
  sheet: Sheet,
  sample: readonly SheetRow[],
  merged: readonly MergedRange[],
  unsaved: Unsaved,
  items: Item[],
): (row: SheetRow) => readonly Item[] {
  const { file, options } = run;
  const own = ownColumns(sample);
  const foreign = (row: SheetRow): SheetRow =>
    own.size === 0
      ? row
      : { row: row.row, cells: row.cells.filter(({ column }) => !own.has(column)) };
  const rows = joinHeader(sample.map(foreign), merged);
  const plan = planColumns(rows.map(denseRow), wantedFields(options));
  let judge: (row: SheetRow) => readonly Item[];
  if (plan.text.length === 0) {
    const lost = { sheet, names: plan.names, first: '', count: 0 };
    run.without.push(lost);
    judge = (row) => {
      for (const { column, text } of row.cells) {
        if (hanCount(text, 8) < 8) continue;
        lost.count += 1;
        if (lost.first === '') lost.first = `${columnLetter(column)}${row.row}`;
      }
      return [];
    };
  } else {
    const head: SheetHead = {
      sheet: sheet.name,
      row: rows[plan.header]?.row ?? 0,
      isAnnotated: own.size > 0,
    };
    items.push(addChoice(run, sheet, plan, head), ...tieProblems(file, plan));
    judge = createRowJudge(run, sheet, plan, merged, unsaved);
  }
  const judgeForeign = (row: SheetRow): readonly Item[] => judge(foreign(row));
  for (const row of sample.slice(plan.header + 1))
    for (const item of judgeForeign(row)) items.push(item);
  return judgeForeign;
}

/** Columns that an annotated copy has been given: they repeat what was found. */
function ownColumns(sample: readonly SheetRow[]): ReadonlySet<number> {
  const own = new Set<number>();
  for (const { cells } of sample.slice(0, OWN_WITHIN))
    for (const { column, text } of cells) if (text.startsWith(OWN_COLUMN)) own.add(column);
  return own;
}

/** With several sheets the names of the columns say of which. */
function addChoice(run: Run, sheet: Sheet, plan: ColumnPlan, head: SheetHead): ColumnChoice {
  const own = columnChoice(plan);
  const isOne = run.book.sheets.length === 1 && !sheet.isHidden;
  const title = sheet.isHidden ? sheet.name + HIDDEN_SHEET : sheet.name;
  const named = (name: string): string => (isOne ? name : `${title}!${name}`);
  const roles: Record<string, string> = { ...run.choice?.roles };
  for (const [role, name] of Object.entries(own.roles)) {
    roles[role] = roles[role] === undefined ? named(name) : `${roles[role]}, ${named(name)}`;
  }
  run.choice = {
    type: 'columns',
    text: [...(run.choice?.text ?? []), ...own.text.map(named)],
    roles,
    used: [
      ...(run.choice?.used ?? []),
      ...own.text,
      ...[...plan.roles.values()].flat().map((column) => plan.names[column]!),
    ],
    heads: [...(run.choice?.heads ?? []), head],
  };
  return run.choice;
}

function createRowJudge(
  run: Run,
  sheet: Sheet,
  plan: ColumnPlan,
  merged: readonly MergedRange[],
  unsaved: Unsaved,
): (row: SheetRow) => readonly Item[] {
  const { file, options, parseTime } = run;
  const isText = new Set(plan.text);
  const fill = createFill(plan, merged);
  const width = plan.names.length;
  const findAstray = createAstrayFinder(plan, options.fields !== undefined);
  return ({ row, cells }) => {
    run.record += 1;
    const segments: Segment[] = [];
    let meta: MessageMeta | undefined;
    fill?.see({ row, cells });
    const astray = findAstray(cells);
    const isTotal =
      !cells.some((each) => each.column >= width && astray.has(each)) &&
      isTotalRow(
        plan,
        (cells.at(-1)?.column ?? -1) + 1,
        (wanted) => cells.find((each) => each.column === wanted)?.text ?? '',
      );
    const valuesOf = (): RoleValues =>
      rowValues(plan, (wanted) => {
        const cell = cells.find((each) => each.column === wanted);
        if (cell === undefined) return fill?.at(wanted, row) ?? '';
        return astray.has(cell) ? '' : cell.text;
      });
    if (options.onRecord !== undefined) {
      const isHeader = isHeaderAgain(plan.names, plan.text, denseRow({ row, cells }));
      const values = isHeader ? {} : valuesOf();
      const hasText = cells.some(
        (each) => (isText.has(each.column) || astray.has(each)) && each.text.trim() !== '',
      );
      meta = buildMeta(values, parseTime);
      const first = cells[0];
      options.onRecord({
        record: run.record,
        line: row,
        place: {
          sheet: sheet.name,
          ...(first === undefined ? {} : { cell: `${columnLetter(first.column)}${row}` }),
        },
        meta,
        ...recordFacts(values, meta),
        ...(isHeader
          ? { empty: 'header' }
          : isTotal
            ? { empty: 'total' }
            : hasText
              ? {}
              : { empty: 'no-text' }),
      });
      if (isHeader) return [];
    }
    if (isTotal) return [];
    for (const each of cells) {
      const { column, text, isUnsaved } = each;
      if (!astray.has(each) && !isText.has(column)) continue;
      const cell = `${columnLetter(column)}${row}`;
      if (isUnsaved) {
        unsaved.count += 1;
        if (unsaved.first === '') unsaved.first = cell;
        continue;
      }
      if (text.trim() === '') continue;
      meta ??= buildMeta(valuesOf(), parseTime);
      const place: InnerPlace = { sheet: sheet.name, cell };
      segments.push({
        type: 'segment',
        source: file,
        text,
        origin: { start: 0, end: text.length, line: row, lineStart: 0, lineStarts: [] },
        meta: cellMeta(plan, column, text, meta, options),
        record: run.record,
        field: plan.names[column] ?? columnLetter(column),
        place,
      });
    }
    return segments;
  };
}

/** Gives the value of a merged cell to every row that it covers; undefined where no column of a role has any. */
function createFill(
  plan: ColumnPlan,
  merged: readonly MergedRange[],
): { see(row: SheetRow): void; at(column: number, row: number): string | undefined } | undefined {
  const columns = new Set([...plan.roles.values()].flat());
  const starts = new Map<string, number>();
  for (const { top, bottom, left } of merged) {
    if (bottom > top && columns.has(left)) starts.set(`${left} ${top}`, bottom);
  }
  if (starts.size === 0) return undefined;
  const open = new Map<number, { readonly until: number; readonly text: string }>();
  return {
    see: ({ row, cells }) => {
      for (const { column, text } of cells) {
        const until = columns.has(column) ? starts.get(`${column} ${row}`) : undefined;
        if (until !== undefined) open.set(column, { until, text });
      }
    },
    at: (column, row) => {
      const held = open.get(column);
      return held !== undefined && row <= held.until ? held.text : undefined;
    },
  };
}

function unsavedProblem(file: SourceId, sheet: Sheet, { count, first }: Unsaved): Problem {
  return {
    type: 'problem',
    code: 'INPUT_SYNTAX',
    file,
    reason: {
      zh: `工作表“${sheet.name}”有 ${count} 个公式单元格没有保存结果（首个 ${first}），未检查`,
      en: `${count} formula cell(s) of the sheet “${sheet.name}” hold no stored result (first ${first}) and were not judged`,
    },
    hint: {
      zh: '请在 Excel 里打开并保存一次',
      en: 'open it in Excel and save it',
    },
  };
}

/** Sheets without a column of texts: all of them where no sheet has one, else those that hold sentences. */
function unjudged({ file, options, choice, without }: Run): readonly Problem[] {
  const isAsked = options.fields !== undefined;
  if (choice === undefined) {
    return without
      .slice(0, MAX_TOLD)
      .map(({ sheet, names }) => noTextColumn(`${file}!${sheet.name}`, names, isAsked));
  }
  return without.flatMap(({ sheet, first, count }): readonly Problem[] =>
    count === 0 || isAsked
      ? []
      : [
          {
            type: 'problem',
            code: 'INPUT_COLUMNS',
            file,
            reason: {
              zh: `工作表“${sheet.name}”没有找到文本列，但有 ${count} 个单元格含长句（首个 ${first}），未检查`,
              en: `no column of texts was found in the sheet “${sheet.name}”, yet ${count} cell(s) hold sentences (first ${first}); they were not judged`,
            },
            hint: { zh: '请用 --fields 指定文本列', en: 'name the column of texts with --fields' },
          },
        ],
  );
}
