import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeSections, encodeSections } from '../../src/engine/sections.ts';
import { CuilintError } from '../../src/model/error.ts';

const section = fc.record({
  name: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
  bytes: fc.uint8Array({ maxLength: 300 }),
});
const sections = fc.array(section, { maxLength: 6 });

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test('what is written is read back, in pieces of any size', () => {
  fc.assert(
    fc.property(sections, fc.integer({ min: 1, max: 50 }), (all, size) => {
      const bytes = Buffer.concat([...encodeSections(all)]);
      const read = [...decodeSections(pieces(bytes, size))];
      expect(read.map(({ name, bytes: content }) => ({ name, bytes: [...content] }))).toEqual(
        all.map(({ name, bytes: content }) => ({ name, bytes: [...content] })),
      );
    }),
  );
});

test('no byte can be altered, none cut off and none added', () => {
  fc.assert(
    fc.property(sections, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, at, other) => {
      const bytes = Buffer.concat([...encodeSections(all)]);
      const altered = Buffer.from(bytes);
      altered[at % bytes.length]! ^= other;
      for (const wrong of [
        altered,
        bytes.subarray(0, at % bytes.length),
        Buffer.concat([bytes, Uint8Array.of(other)]),
      ])
        expect(() => [...decodeSections([wrong])]).toThrow(CuilintError);
    }),
  );
});

test('a file of another kind is named as such', () => {
  expect(() => [...decodeSections([Buffer.from('时间,内容\n')])]).toThrow(/不是|no state/);
});
