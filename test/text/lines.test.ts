import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPlaces, lineStarts, locate, positionAt } from '../../src/text/lines.ts';

describe('lineStarts', () => {
  test.each([
    { name: 'empty', text: '', starts: [0] },
    { name: 'one line', text: '催收', starts: [0] },
    { name: 'LF', text: 'a\nb\n', starts: [0, 2, 4] },
    { name: 'CRLF', text: 'a\r\nb', starts: [0, 3] },
    { name: 'lone CR', text: 'a\rb', starts: [0, 2] },
    { name: 'CR CR LF', text: 'a\r\r\nb', starts: [0, 2, 4] },
    { name: 'CR at the end', text: 'a\r', starts: [0, 2] },
    { name: 'U+2028, U+0085 and form feed end nothing', text: 'a\u2028b\u0085c\fd', starts: [0] },
  ])('$name', ({ text, starts }) => {
    expect(lineStarts(text)).toEqual(starts);
  });

  test('agrees with splitting', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '债', '\n', '\r', '😀') }), (text) => {
        const lengths = text.split(/(?<=\r\n|\n|\r(?!\n))/);
        let at = 0;
        const starts = [0];
        for (const line of lengths) {
          at += line.length;
          if (/[\r\n]$/.test(line)) starts.push(at);
        }
        expect(lineStarts(text)).toEqual(starts);
      }),
    );
  });
});

describe('positionAt', () => {
  test.each([
    { name: 'start', offset: 0, line: 1, column: 1 },
    { name: 'behind an astral character: two units', offset: 2, line: 1, column: 3 },
    { name: 'second line', offset: 4, line: 2, column: 1 },
    { name: 'end', offset: 5, line: 2, column: 2 },
  ])('$name', ({ offset, line, column }) => {
    expect(positionAt(lineStarts('😀\r\n债'), offset)).toEqual({ line, column });
  });
});

describe('locate', () => {
  const text = 'ab\r\ncd\nef';
  const places = createPlaces(text);

  test.each([
    { name: 'within a line', start: 0, end: 1, at: [1, 2, 1, 3] },
    { name: 'over a line end', start: 0, end: 5, at: [1, 2, 2, 3] },
    { name: 'to the last line', start: 3, end: 8, at: [2, 1, 3, 3] },
    { name: 'empty', start: 3, end: 3, at: [2, 1, 2, 1] },
  ])('$name', ({ start, end, at }) => {
    const origin = places.origin(1, text.length);
    const place = locate(origin, start, end, text.length - 1);
    expect([place.line, place.column, place.endLine, place.endColumn]).toEqual(at);
  });

  test('a span that ends with its line end ends at the head of the next line', () => {
    expect(locate(places.origin(0, 4), 0, 4, 4)).toEqual({
      line: 1,
      column: 1,
      endLine: 2,
      endColumn: 1,
    });
  });

  test('an escape is taken whole', () => {
    // x"y from `x""y`
    const doubled = createPlaces('x""y').origin(0, 4, {
      at: [0, 1, 2],
      from: [0, 1, 3],
      to: [1, 3, 4],
    });
    expect(locate(doubled, 1, 2, 3)).toEqual({ line: 1, column: 2, endLine: 1, endColumn: 4 });
    expect(locate(doubled, 2, 3, 3)).toEqual({ line: 1, column: 4, endLine: 1, endColumn: 5 });
    expect(locate(doubled, 3, 3, 3)).toEqual({ line: 1, column: 5, endLine: 1, endColumn: 5 });
  });
});
