import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible } from '../../src/reporters/visible.ts';

describe('visible', () => {
  test.each([
    { name: 'plain', text: '您好 abc 😀', shown: '您好 abc 😀' },
    { name: 'escape sequence', text: '\u001b[31m', shown: '\\u001b[31m' },
    { name: 'C1 control', text: '\u009b31m', shown: '\\u009b31m' },
    { name: 'bidirectional mark', text: 'a\u202eb', shown: 'a<U+202E>b' },
    { name: 'zero width', text: '上\u200b门\ufeff', shown: '上<U+200B>门<U+FEFF>' },
    { name: 'tag character', text: '\u{e0041}', shown: '<U+E0041>' },
    { name: 'line ends', text: 'a\r\nb\tc', shown: 'a\\r\\nb\\tc' },
    { name: 'lone surrogates', text: '\ud800a\udc00', shown: '\\ud800a\\udc00' },
    { name: 'pipeline command', text: '##[error]', shown: '#\\u0023[error]' },
    { name: 'empty', text: '', shown: '' },
  ])('$name', ({ text, shown }) => {
    expect(visible(text)).toBe(shown);
  });

  test('nothing that a terminal obeys is left, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visible(text);
        expect(shown).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(shown.isWellFormed()).toBe(true);
        expect(visible(shown)).toBe(shown);
      }),
      { numRuns: 300 },
    );
  });
});
