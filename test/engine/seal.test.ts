import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeal } from '../../src/engine/seal.ts';

const SECRET = Uint8Array.from([
  0x00, 0x01, 0x02, 0x03, 0x08, 0x09, 0x0a, 0x0b, 0x10, 0x11, 0x12, 0x13, 0x18, 0x19, 0x1a, 0x1b,
]);

test('the vector of the paper for Speck64/128', () => {
  const out = new Uint32Array(2);
  createSeal(SECRET).seal(0x7475432d, 0x3b726574, out);
  expect([...out]).toEqual([0x454e028b, 0x8c6fa548]);
});

test('what was sealed is opened again, and with another secret is another', () => {
  const word = fc.integer({ min: 0, max: 0xffff_ffff });
  const seal = createSeal(SECRET);
  const other = createSeal(SECRET.map((byte) => byte ^ 1));
  fc.assert(
    fc.property(word, word, (low, high) => {
      const out = new Uint32Array(2);
      seal.seal(low, high, out);
      const [sealedLow, sealedHigh] = out;
      seal.open(sealedLow!, sealedHigh!, out);
      expect([...out]).toEqual([low, high]);
      other.seal(low, high, out);
      expect([...out]).not.toEqual([sealedLow, sealedHigh]);
    }),
  );
});

test('a secret of another length', () => {
  expect(() => createSeal(new Uint8Array(15))).toThrow(RangeError);
});
