import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createByteColumns } from '../../src/text/byte-columns.ts';
import { lineStarts, positionAt } from '../../src/text/lines.ts';

describe('createByteColumns', () => {
  test.each([
    { name: 'ASCII', text: 'abc', column: 2, endColumn: 4, bytes: [2, 4] },
    { name: 'Chinese', text: '我们上门', column: 3, endColumn: 5, bytes: [7, 13] },
    { name: 'behind an astral character', text: '😀上门', column: 3, endColumn: 5, bytes: [5, 11] },
    { name: 'two bytes', text: 'éa', column: 2, endColumn: 3, bytes: [3, 4] },
    { name: 'half a pair is three bytes', text: '\ud83da', column: 2, endColumn: 3, bytes: [4, 5] },
    { name: 'nothing', text: '', column: 1, endColumn: 1, bytes: [1, 1] },
    { name: 'behind the end', text: 'a', column: 5, endColumn: 9, bytes: [2, 2] },
  ])('$name', ({ text, column, endColumn, bytes }) => {
    const columns = createByteColumns(text)({ line: 1, column, endLine: 1, endColumn });
    expect([columns.column, columns.endColumn]).toEqual(bytes);
  });

  test('cuts the same text out of the bytes, for places in any order', () => {
    const unit = fc.constantFrom('a', 'é', '上', '😀', '\t', '\n', '\r\n', '\r');
    const value = fc.array(unit, { minLength: 1, maxLength: 60 }).map((units) => units.join(''));
    fc.assert(
      fc.property(
        value,
        fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 8 }),
        (text, pairs) => {
          const starts = lineStarts(text);
          const isWhole = (offset: number): boolean => {
            const next = text.charCodeAt(offset);
            return !(next >= 0xdc00 && next < 0xe000);
          };
          const places = createByteColumns(text);
          const lines = starts.map((start, index) => text.slice(start, starts[index + 1]));
          for (const pair of pairs) {
            const [from, to] = pair.map((n) => n % (text.length + 1)).toSorted((a, b) => a - b);
            if (!isWhole(from!) || !isWhole(to!)) continue;
            const a = positionAt(starts, from!);
            const b = positionAt(starts, to!);
            const found = places({
              line: a.line,
              column: a.column,
              endLine: b.line,
              endColumn: b.column,
            });
            const offset = (line: number, column: number): number =>
              Buffer.byteLength(lines.slice(0, line - 1).join('')) + column - 1;
            const cut = Buffer.from(text)
              .subarray(offset(a.line, found.column), offset(b.line, found.endColumn))
              .toString();
            expect(cut).toBe(text.slice(from, to));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
