import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scanCsv } from '../../src/readers/csv-scan.ts';
import { CELL, createRowScanner, createRowSpans } from '../../src/readers/row-scan.ts';

/** Marks, and what stands beside them in value or is four of a kind: all that a look at four bytes could take for one. */
const unit = fc.constantFrom(
  ...['"', ',', ';', '|', '\t', '\n', '\r', ' ', '!', '#', '-', '0', 'a', '~', '\x7f', '\0'],
  ...['0000', 'aaaa', '\u0080', '还', '请还款', '，', '😀'],
);

interface Cells {
  readonly start: number;
  readonly end: number;
  readonly openQuote: number;
  readonly cells: readonly (readonly [start: number, end: number, form: number])[];
}

/** The rows of ASCII or other bytes, read from a place of any alignment in a wider buffer. */
function scanned(bytes: Uint8Array, delimiter: string, shift: number, lead: number): Cells[] {
  const wide = new Uint8Array(shift + lead + bytes.length + 1);
  const buffer = wide.subarray(shift);
  buffer.set(bytes, lead);
  const end = lead + bytes.length;
  buffer[end] = 10;
  const scan = createRowScanner(delimiter.charCodeAt(0));
  const row = createRowSpans();
  const rows: Cells[] = [];
  for (let at = lead; at < end; at = row.next) {
    expect(scan(buffer, at, end, true, row)).toBe(true);
    rows.push({
      start: row.start - lead,
      end: row.end - lead,
      openQuote: row.openQuote < 0 ? -1 : row.openQuote - lead,
      cells: Array.from({ length: row.cells }, (_, cell) => [
        row.cellStart[cell]! - lead,
        row.cellEnd[cell]! - lead,
        row.form[cell]!,
      ]),
    });
  }
  return rows;
}

test('rows of bytes are those of the text, wherever in a buffer they stand', () => {
  fc.assert(
    fc.property(
      fc.string({ unit, maxLength: 60 }),
      fc.constantFrom(',', ';', '\t', '|', '~'),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 5 }),
      (text, delimiter, shift, lead) => {
        const bytes = new TextEncoder().encode(text);
        /** Units to bytes. */
        const at = (offset: number): number => Buffer.byteLength(text.slice(0, offset));
        const expected = [...scanCsv(text, delimiter, 0)].map(
          ({ start, end, openQuote, cells }): Cells => ({
            start: at(start),
            end: at(end),
            openQuote: openQuote < 0 ? -1 : at(openQuote),
            cells: cells.map((cell) => [
              at(cell.start),
              at(cell.end),
              cell.quoted ? CELL.quoted + cell.form : CELL.plain,
            ]),
          }),
        );
        const rows = scanned(bytes, delimiter, shift, lead);
        // Blank lines are left out by the one and told by the other.
        const isBlank = ({ cells, start, end }: Cells): boolean =>
          cells.length === 1 &&
          cells[0]![2] === CELL.plain &&
          bytes.subarray(start, end).every((byte) => byte <= 32);
        expect(rows.filter((row) => !isBlank(row))).toEqual(expected);
      },
    ),
    { numRuns: 2000 },
  );
});
