import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortHmac } from '../../src/engine/hmac.ts';

test('the code of any text and key is that of node:crypto', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 700 });
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), texts, (key, text) => {
      const expected = createHmac('sha256', key).update(text).digest('hex').slice(0, 16);
      expect(shortHmac(key, text)).toBe(expected);
    }),
    { numRuns: 500 },
  );
});

test('texts of all lengths around those of blocks, one after the other', () => {
  for (let length = 0; length <= 520; length += 1) {
    const text = '贷a'.repeat(length).slice(0, length);
    expect(shortHmac('k', text)).toBe(
      createHmac('sha256', 'k').update(text).digest('hex').slice(0, 16),
    );
  }
});
