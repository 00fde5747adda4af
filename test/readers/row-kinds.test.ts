import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRowKinds, NO_KIND } from '../../src/readers/row-kinds.ts';
import { CELL, createRowSpans, type RowSpans } from '../../src/readers/row-scan.ts';

/** A row of plain cells, as places in bytes. */
function rowOf(cells: readonly string[]): { readonly bytes: Uint8Array; readonly row: RowSpans } {
  const row = createRowSpans();
  row.cells = cells.length;
  let at = 0;
  for (const [cell, text] of cells.entries()) {
    row.cellStart[cell] = at;
    at += Buffer.byteLength(text);
    row.cellEnd[cell] = at;
    row.form[cell] = cell % 2 === 0 ? CELL.plain : CELL.quoted;
  }
  return { bytes: new TextEncoder().encode(cells.join('')), row };
}

test('rows are of one kind where their cells are the same, and only there', () => {
  const cell = fc.constantFrom('', '短信', '电话', '坐席01', '坐席02', 'a');
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat({ max: 4 }), { maxLength: 4 }),
      fc.array(fc.array(cell, { minLength: 5, maxLength: 5 }), { maxLength: 60 }),
      (columns, rows) => {
        const kinds = createRowKinds(columns);
        const numbers = new Map<string, number>();
        for (const cells of rows) {
          const { bytes, row } = rowOf(cells);
          const said = columns.map((column) => cells[column]).join('\n');
          const known = numbers.get(said) ?? numbers.size;
          numbers.set(said, known);
          expect(kinds.of(bytes, row)).toBe(known);
        }
      },
    ),
  );
});

test('rows that lack a cell, or have one in doubled quotes, are of no kind', () => {
  const kinds = createRowKinds([0, 2]);
  const { bytes, row } = rowOf(['a', 'b', 'c']);
  expect(kinds.of(bytes, row)).toBe(0);
  row.form[2] = CELL.doubled;
  expect(kinds.of(bytes, row)).toBe(NO_KIND);
  const short = rowOf(['a', 'b']);
  expect(kinds.of(short.bytes, short.row)).toBe(NO_KIND);
});

test('rows of columns of which each says something else have no kinds', () => {
  const kinds = createRowKinds([0, 1]);
  const of = (cell: number): number => {
    const { bytes, row } = rowOf([String(cell), 'x']);
    return kinds.of(bytes, row);
  };
  const first = Array.from({ length: 4096 }, (_, cell) => of(cell));
  expect(first).toEqual(first.map((_, kind) => kind));
  expect(of(4096)).toBe(NO_KIND);
  // Nor do those that had one: they would cost a look-up that leads nowhere for nearly all.
  expect(of(0)).toBe(NO_KIND);
  const wide = rowOf(['a', 'b', 'c', 'd', 'e']);
  expect(createRowKinds([0, 1, 2, 3, 4]).of(wide.bytes, wide.row)).toBe(NO_KIND);
});
