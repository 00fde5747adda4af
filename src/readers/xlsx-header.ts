import type { MergedRange, SheetCell, SheetRow } from './xlsx-sheet.ts';

/** Names stand within the first rows, as in CSV. */
const HEADER_WITHIN = 10;
const MAX_HEADER_ROWS = 3;
/** A name is short: what is longer is content that spans rows. */
const MAX_NAME = 20;

/** The cells of a row as an array, '' where there is none. */
export function denseRow({ cells }: SheetRow): readonly string[] {
  const width = cells.reduce((most, { column }) => Math.max(most, column + 1), 0);
  const row = new Array<string>(width).fill('');
  for (const { column, text } of cells) row[column] = text;
  return row;
}

function covers(range: MergedRange, row: number, column: number): boolean {
  return range.top <= row && row <= range.bottom && range.left <= column && column <= range.right;
}

/**
 * The rows of a sheet with a header over two or three rows brought into its last one: names that span rows
 * move down to it, names that span columns (a group of columns) stay above. Other rows stay as they are.
 */
export function joinHeader(
  rows: readonly SheetRow[],
  merged: readonly MergedRange[],
): readonly SheetRow[] {
  const lastRow = rows[Math.min(rows.length, HEADER_WITHIN) - 1]?.row ?? 0;
  const near = merged.filter(({ top }) => top <= lastRow);
  const group = near.find(
    ({ top, bottom, left, right }) =>
      top === bottom &&
      right > left &&
      near.some(
        (other) => other.top === top && other.bottom > top && other.bottom - top < MAX_HEADER_ROWS,
      ),
  );
  if (group === undefined) return rows;
  const { top } = group;
  const spanning = near.filter(
    (range) => range.top === top && range.bottom > top && range.bottom - top < MAX_HEADER_ROWS,
  );
  const bottom = Math.max(...spanning.map((range) => range.bottom));
  const head = rows.find(({ row }) => row === top);
  const target = rows.find(({ row }) => row === bottom);
  if (head === undefined || target === undefined) return rows;
  const isMoved = ({ column, text }: SheetCell): boolean =>
    text.length <= MAX_NAME &&
    spanning.some((range) => range.bottom === bottom && covers(range, top, column));
  const moved = head.cells.filter(isMoved);
  return rows.map((row) => {
    if (row === head) return { row: top, cells: head.cells.filter((cell) => !isMoved(cell)) };
    if (row !== target) return row;
    const own = target.cells.filter(({ text }) => text.trim() !== '');
    const columns = new Set(own.map(({ column }) => column));
    const added = moved.filter(({ column }) => !columns.has(column));
    return { row: bottom, cells: [...own, ...added].sort((a, b) => a.column - b.column) };
  });
}
