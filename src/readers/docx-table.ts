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

function textOf({ blocks }: TableCell): string {
  const lines = (block: Block): string =>
    block.kind === 'lines'
      ? block.paragraphs.map(({ text }) => text).join('\n')
      : block.rows.flatMap(({ cells }) => cells.map(textOf)).join('\n');
  return blocks.map(lines).join('\n').trim();
}

/** A first row of short names above longer texts, or one that Word repeats on every page. */
function hasHeader(
  rows: readonly TableRow[],
  texts: readonly ReadonlyMap<number, string>[],
): boolean {
  const [head] = rows;
  const names = [...(texts[0]?.values() ?? [])];
  if (head === undefined || rows.length < 2 || names.length < 2) return false;
  const isShort = names.every(
    (name) => name !== '' && name.length <= MAX_NAME && !/[。！？!?；;，,：:你您]/.test(name),
  );
  if (!isShort) return false;
  return (
    head.isHeader ||
    names.some(
      (name) =>
        roleOf(name) !== undefined || isForbiddenName(name) || STAGE_NAMES.has(normalizeName(name)),
    )
  );
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
  const isNamed = hasHeader(rows, texts);
  const names: ReadonlyMap<number, string> = (isNamed ? texts[0] : undefined) ?? new Map();
  const body = texts.slice(isNamed ? 1 : 0);
  const side = sideColumn(names, body, parse);
  const stageColumn = [...names].find(([, name]) => STAGE_NAMES.has(normalizeName(name)))?.[0];
  const forbidden = new Set(
    [...names].filter(([, name]) => isForbiddenName(name)).map(([column]) => column),
  );
  const sides: ReadonlySet<number> = new Set(side === undefined ? [] : [side]);
  const none: ReadonlySet<number> = new Set();
  let speaker: Speaker | undefined;
  return rows.map(({ cells }, index): RowPlan => {
    if (isNamed && index === 0) {
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
    const isGoingOn = (column: number): boolean =>
      cells.some((cell) => cell.column === column && cell.isContinued);
    if (side !== undefined && !isGoingOn(side)) speaker = parse(at(side).replace(/[:：]$/, ''));
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
