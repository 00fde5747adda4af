import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortHmac } from '../../src/engine/hmac.ts';

function expected(key: string, parts: readonly string[]): string {
  const text = parts.map((part) => `${part.length}:${part}`).join('');
  return createHmac('sha256', key).update(text).digest('hex').slice(0, 16);
}

test('the code of any text and key is that of node:crypto', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 700 }),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
  );
  const texts = fc.array(text, { maxLength: 4 });
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), texts, (key, parts) => {
      expect(shortHmac(key, parts)).toBe(expected(key, parts));
    }),
    { numRuns: 500 },
  );
});

test('texts of all lengths around those of blocks, one after the other', () => {
  for (let length = 0; length <= 520; length += 1) {
    const text = '贷a'.repeat(length).slice(0, length);
    expect(shortHmac('k', [text])).toBe(expected('k', [text]));
  }
});
