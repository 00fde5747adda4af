import type { Speaker } from '../model/segment.ts';
import type { Block, TableCell, TableRow } from './docx-part.ts';
import { isDialogue, isForbiddenName, normalizeName, roleOf } from './meta.ts';

/** What a table says about one of its rows. */
export interface RowPlan {
  /** Who speaks in the row; undefined where the table does not say. */
  readonly speaker: Speaker | undefined;
  /** Name of the stage that the row belongs to, and the column that says so. */
  readonly stage: string | undefined;
  readonly stageColumn: number | undefined;
  /** Columns whose words are said to nobody: names, numbers of turns, who speaks. */
  readonly asides: ReadonlySet<number>;
  /** Columns that show what must not be said. */
  readonly forbidden: ReadonlySet<number>;
}

const STAGE_NAMES: ReadonlySet<string> = new Set(
  '环节 環節 阶段 階段 节点 節點 步骤 步驟 流程 场景 場景 话术环节 通话环节 催收阶段 通话阶段 流程节点 stage step'.split(
    ' ',
  ),
);
const MAX_NAME = 12;
/** What is longer is said, whatever its column is called. */
const MAX_LABEL = 20;

/** All that stands in a cell, '' for an empty one. */
export function textOf({ blocks }: TableCell): string {
  const lines = (block: Block): string =>
    block.kind === 'lines'
      ? block.paragraphs.map(({ text }) => text).join('\n')
      : block.rows.flatMap(({ cells }) => cells.map(textOf)).join('\n');
  return blocks.map(lines).join('\n').trim();
}

/** Whether the cell above, in that column, goes on in the row. */
export function goesOn({ cells }: TableRow, column: number): boolean {
  return cells.some((cell) => cell.column === column && cell.isContinued);
}

/**
 * The index of a row of short names above longer texts, or one that Word repeats on every page; -1 where there is none.
 * Above it stand rows of a single cell at most: titles.
 */
function headerIndex(
  rows: readonly TableRow[],
  texts: readonly ReadonlyMap<number, string>[],
): number {
  const index = texts.findIndex(
    (row) => [...row.values()].filter((text) => text !== '').length > 1,
  );
  const named = [...(texts[index] ?? [])];
  if (index < 0 || rows.length < index + 2) return -1;
  const isShort = named.every(
    ([, name]) => name !== '' && name.length <= MAX_NAME && !/[。！？!?；;，,：:你您]/.test(name),
  );
  if (!isShort) return -1;
  // A cell that goes on below is the label of its rows.
  const isLabel = (column: number): boolean => goesOn(rows[index + 1]!, column);
  const isHead =
    rows[index]!.isHeader ||
    named.some(
      ([column, name]) =>
        roleOf(name) !== undefined ||
        (isForbiddenName(name) && !isLabel(column)) ||
        STAGE_NAMES.has(normalizeName(name)),
    );
  return isHead ? index : -1;
}

/** The column in which every row names a side of the conversation: named so in the header, or without one. */
function sideColumn(
  names: ReadonlyMap<number, string>,
  body: readonly ReadonlyMap<number, string>[],
  parse: (value: string) => Speaker | undefined,
): number | undefined {
  for (const [column, name] of names) if (roleOf(name)?.role === 'speaker') return column;
  const columns = new Set(body.flatMap((row) => [...row.keys()]));
  return [...columns].find((column) => {
    const values = body.map((row) => row.get(column) ?? '').filter((value) => value !== '');
    if (values.length === 0) return false;
    const sides = values.map((value) => parse(value.replace(/[:：]$/, '')));
    return sides.every((side) => side !== undefined) && sides.some((side) => isDialogue(side));
  });
}

/** What the header and the columns of a table say about each of its rows. */
export function planTable(
  rows: readonly TableRow[],
  parse: (value: string) => Speaker | undefined,
): readonly RowPlan[] {
  const texts = rows.map(
    ({ cells }) => new Map(cells.map((cell) => [cell.column, textOf(cell)] as const)),
  );
  const head = headerIndex(rows, texts);
  const names: ReadonlyMap<number, string> = texts[head] ?? new Map();
  const body = texts.slice(head + 1);
  const side = sideColumn(names, body, parse);
  const stageColumn = [...names].find(([, name]) => STAGE_NAMES.has(normalizeName(name)))?.[0];
  const forbidden = new Set(
    [...names].filter(([, name]) => isForbiddenName(name)).map(([column]) => column),
  );
  const sides: ReadonlySet<number> = new Set(side === undefined ? [] : [side]);
  const none: ReadonlySet<number> = new Set();
  let speaker: Speaker | undefined;
  return rows.map(({ cells }, index): RowPlan => {
    if (index === head) {
      const all = new Set(cells.map(({ column }) => column));
      return {
        speaker: undefined,
        stage: undefined,
        stageColumn: undefined,
        asides: all,
        forbidden,
      };
    }
    const at = (column: number): string => texts[index]?.get(column) ?? '';
    if (side !== undefined && !goesOn(rows[index]!, side))
      speaker = parse(at(side).replace(/[:：]$/, ''));
    const stage = stageColumn === undefined ? '' : at(stageColumn);
    const asides = side !== undefined && at(side).length <= MAX_LABEL ? sides : none;
    return {
      speaker,
      stage: stage === '' || stage.length > MAX_LABEL ? undefined : stage,
      stageColumn,
      asides,
      forbidden,
    };
  });
}
