import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeen } from '../../src/text/seen.ts';

describe('createSeen', () => {
  test('a text is seen when it comes again, and not before', () => {
    const seen = createSeen();
    const texts = Array.from({ length: 500 }, (_, i) => `您尾号${i}的账单已出，请按时还款。`);
    expect(texts.filter((text) => seen(text))).toEqual([]);
    expect(texts.slice(-20).filter((text) => !seen(text))).toEqual([]);
  });
  test('the same text with another number is another', () => {
    const seen = createSeen();
    expect([seen('a', 1), seen('a', 2), seen('a', 1), seen('a', 2)]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
  test('what comes at once again is always seen, the empty text too', () => {
    const seen = createSeen();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, number) => {
        seen(text, number);
        expect(seen(text, number)).toBe(true);
      }),
    );
  });
});
