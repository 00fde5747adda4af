import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EncodingName } from '../../src/model/source.ts';
import { editBytes } from '../../src/text/encode.ts';

/** Characters as bytes, in each encoding, by hand: one, two, three and four bytes long. */
const CHARACTERS: Readonly<Record<EncodingName, readonly string[]>> = {
  'utf-8': ['41', '0a', 'c3a9', 'e8b596', 'f09f9880'],
  'utf-16le': ['4100', '0a00', '968d', '3dd800de'],
  'utf-16be': ['0041', '000a', '8d96', 'd83dde00'],
  gb18030: ['41', '0a', 'c0b5', '8140', '8139ee39', '9439fc36'],
  big5: ['41', '0a', 'a477', 'aed7', 'a143'],
};
const MARKS: Readonly<Record<EncodingName, string>> = {
  'utf-8': 'efbbbf',
  'utf-16le': 'fffe',
  'utf-16be': 'feff',
  gb18030: '84319533',
  big5: '',
};

function decode(bytes: Uint8Array, encoding: EncodingName): string {
  return new TextDecoder(encoding, { fatal: true }).decode(bytes).replace(/^\ufeff/, '');
}

describe('editBytes', () => {
  test.each(Object.keys(CHARACTERS) as EncodingName[])(
    'changes the words and no other byte: %s',
    (encoding) => {
      const char = fc.constantFrom(...CHARACTERS[encoding]);
      const part = fc.array(char, { maxLength: 5 }).map((chars) => chars.join(''));
      fc.assert(
        fc.property(fc.boolean(), part, part, part, part, part, (isMarked, a, b, c, d, e) => {
          const of = (hex: string): Buffer => Buffer.from(hex, 'hex');
          const mark = isMarked ? MARKS[encoding] : '';
          const text = (hex: string): string => decode(of(hex), encoding);
          const first = text(a).length;
          const second = first + text(b).length + text(c).length;
          const edited = editBytes(of(mark + a + b + c + d + e), encoding, [
            { start: first, end: first + text(b).length, text: '一中' },
            { start: second, end: second + text(d).length, text: 'x' },
          ]);
          const words = {
            'utf-8': 'e4b880e4b8ad',
            'utf-16le': '004e2d4e',
            'utf-16be': '4e004e2d',
            gb18030: 'd2bbd6d0',
            big5: 'a440a4a4',
          };
          const x = {
            'utf-8': '78',
            'utf-16le': '7800',
            'utf-16be': '0078',
            gb18030: '78',
            big5: '78',
          };
          expect(Buffer.from(edited!).toString('hex')).toBe(
            mark + a + words[encoding] + c + x[encoding] + e,
          );
        }),
      );
    },
  );

  test.each([
    {
      name: 'a character that GB18030 has in four bytes only',
      encoding: 'gb18030' as const,
      text: '㐀',
    },
    { name: 'a simplified character in Big5', encoding: 'big5' as const, text: '户' },
  ])('gives nothing for $name', ({ encoding, text }) => {
    expect(editBytes(Buffer.from('41'), encoding, [{ start: 0, end: 1, text }])).toBeUndefined();
  });

  test('gives nothing where a place falls into a character, or behind the end', () => {
    const bytes = Buffer.from('😀', 'utf8');
    expect(editBytes(bytes, 'utf-8', [{ start: 1, end: 2, text: 'x' }])).toBeUndefined();
    expect(editBytes(bytes, 'utf-8', [{ start: 2, end: 3, text: 'x' }])).toBeUndefined();
  });
});
