import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDigitSets, MEMO_NAME, type MemoNumber } from '../../src/readers/text-blocks.ts';
import { createTextMemo, type RowName } from '../../src/readers/text-memo.ts';
import { encode } from '../text/encode.ts';

/** A name, wherever it stands in the text, and where it may be another. */
const NAMES = ['王', '王某', '王某王', '某某', '李某某', 'ab', 'a1a', ''] as const;
const KIND = 1;

interface Learnt {
  readonly bytes: Uint8Array;
  readonly name: Uint8Array;
  /** Digits that may stand at each byte, its own among them, as bits; 0: it alone; -1: the name. */
  readonly holes: readonly number[];
  /** Places of numbers in which any digits may stand with which they begin as they do, or not: as `head` says; null: none. */
  readonly numbers: readonly MemoNumber[] | null;
  readonly group: number;
}

const key = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Whether the verdict on a learnt text holds for another, said plainly. */
function holds(learnt: Learnt, text: Uint8Array, own: Uint8Array): boolean {
  const { bytes, name, holes, numbers, group } = learnt;
  if (text.length !== bytes.length || group !== 0) return false;
  const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
  const isSure = (byte: number, at: number): boolean =>
    holes[at]! < 0 ||
    byte === bytes[at] ||
    (isDigit(byte) && ((holes[at]! >> (byte - 48)) & 1) === 1);
  const begins = (of: Uint8Array, at: number, head: readonly number[]): boolean =>
    head.every((bits, i) => (bits >> (of[at + i]! - 48)) & 1);
  const isAlike =
    text.every(isSure) ||
    (numbers !== null &&
      text.every((byte, at) => isSure(byte, at) || (holes[at]! > 0 && isDigit(byte))) &&
      numbers.every(({ at, length, questions: { heads } }) =>
        heads.every((each) => {
          const head = each.slice(0, length);
          return begins(text, at, head) === begins(bytes, at, head);
        }),
      ));
  if (!isAlike) return false;
  const isFree = holes.some((hole) => hole < 0);
  const times = own.length === 0 ? 0 : key(text).split(key(own)).length - 1;
  if (!isFree && !key(bytes).includes(key(name))) return times === 0;
  if (!isFree && name.length === 0) return times === 0;
  if (own.length !== name.length) return false;
  const places = isFree
    ? holes.flatMap((hole, at) => (hole < 0 ? [at] : [])).filter((_, at) => at % own.length === 0)
    : [key(bytes).indexOf(key(name))];
  const stands = places.every((place) => key(text).startsWith(key(own), place));
  return stands && (!isFree || times === places.length);
}

const piece = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('还款', '请', '某', '王', '王某', '元', 'abc', '。', ' '),
  },
  { weight: 2, arbitrary: fc.constantFrom('0', '7', '12', '2026', '138') },
  { weight: 2, arbitrary: fc.constant('N') },
);
const END = '，请按时还款，谢谢';

test('a verdict is remembered for what differs from a learnt text in its holes alone', () => {
  const texts = fc.array(
    fc.record({
      pieces: fc.array(piece, { minLength: 1, maxLength: 8 }),
      name: fc.constantFrom(...NAMES),
      isFree: fc.boolean(),
      bits: fc.constantFrom(0, 0x3ff, 0x155, 0x80),
      heads: fc.array(fc.array(fc.constantFrom(0x2, 0x3e, 0x3ff), { minLength: 1, maxLength: 3 }), {
        maxLength: 3,
      }),
      group: fc.constantFrom(0, 0, 0, 1),
      last: fc.constantFrom('。', '！', '1', '23', '4。'),
      shift: fc.integer({ min: 0, max: 5 }),
    }),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(
      texts,
      fc.array(fc.nat({ max: 9 })),
      fc.constantFrom('utf-8', 'gb18030'),
      (asked, digits, encoding) => {
        const sets = createDigitSets();
        const memo = createTextMemo<Learnt>(sets);
        const learnt: Learnt[] = [];
        for (const { pieces, name, isFree, bits, heads, group, last, shift } of asked) {
          const own = encode(name, encoding);
          const bytes = encode(pieces.join('').replaceAll('N', name) + END + last, encoding);
          // What was learnt before, with other digits.
          const other = Uint8Array.from(bytes, (byte, at) =>
            byte >= 48 && byte <= 57 && digits.length > 0 ? 48 + digits[at % digits.length]! : byte,
          );
          for (const text of [bytes, other]) {
            const buffer = new Uint8Array(shift + text.length + own.length + 2);
            buffer.set(own, 1);
            buffer.set(text, shift + own.length + 1);
            const start = shift + own.length + 1;
            const row: RowName = { start: 1, end: 1 + own.length, isKnown: true, kind: () => KIND };
            const found = memo.find(buffer, start, start + text.length, 0, row);
            const all = learnt.filter((each) => holds(each, text, own));
            if (found === undefined) expect(all).toEqual([]);
            else expect(all).toContain(found);
            if (text !== bytes || found !== undefined) continue;
            const holes: number[] = Array.from(text, (byte) =>
              byte >= 48 && byte <= 57 && (bits >> (byte - 48)) & 1 ? bits : 0,
            );
            const places = key(text)
              .split(key(own))
              .slice(0, -1)
              .map((before) => before.length);
            let at = 0;
            const isExchanged = isFree && own.length > 0 && places.length > 0;
            if (isExchanged)
              for (const before of places) {
                at += before;
                holes.fill(-1, at, at + own.length);
                at += own.length;
              }
            const mask = Uint8Array.from(holes, (hole, at) => {
              if (hole < 0) return MEMO_NAME;
              // Also where its own digit is not among them: then nothing else may stand there.
              return text[at]! >= 48 && text[at]! <= 57 ? sets.numberOf(bits) : 0;
            });
            const isOpen = text.every((byte, at) => holes[at] !== 0 || byte < 48 || byte > 57);
            const numbers =
              isOpen && !isExchanged
                ? Array.from(
                    key(text).matchAll(/\d+/g),
                    ({ index, 0: run }): MemoNumber => ({
                      at: index,
                      length: run.length,
                      questions: { heads, barred: [] },
                    }),
                  )
                : null;
            const kept: Learnt = { bytes: text, name: own, holes, numbers, group };
            memo.learn(
              buffer,
              start,
              start + text.length,
              group,
              kept,
              mask,
              numbers,
              isExchanged ? KIND : 0,
              0,
              row,
            );
            learnt.push(kept);
          }
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('a name that stands in the text again across the place of the learnt one is seen', () => {
  const memo = createTextMemo<string>(createDigitSets());
  const rowOf = (name: string): { readonly bytes: Uint8Array; readonly row: RowName } => {
    const own = encode(name, 'gb18030');
    const bytes = Buffer.concat([own, encode(`某${name}某，请还款${END}`, 'gb18030')]);
    return { bytes, row: { start: 0, end: own.length, isKnown: true, kind: () => KIND } };
  };
  const { bytes, row } = rowOf('李四');
  const mask = new Uint8Array(bytes.length - 4);
  mask.fill(MEMO_NAME, 2, 6);
  memo.learn(bytes, 4, bytes.length, 0, 'known', mask, null, KIND, 0, row);
  const verdictFor = (name: string): string | undefined => {
    const asked = rowOf(name);
    return memo.find(asked.bytes, 4, asked.bytes.length, 0, asked.row);
  };
  expect(verdictFor('王五')).toBe('known');
  expect(verdictFor('某某')).toBeUndefined();
});
