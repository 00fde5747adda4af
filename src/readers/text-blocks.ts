import type { NumberQuestions } from './row-stream.ts';
import { WORD, type WordsOf } from './word-view.ts';

/** What may stand in the place of a byte: 0 it alone, else one of `createDigitSets`, or the row's own name. */
export const MEMO_NAME = 255;

/** Sets of digits, as numbers for the mask of a memo: bit d of `bits` stands for the digit d. */
export interface DigitSets {
  /** The number of a set, from 1; 0 where there are too many different ones (the byte alone may stand). */
  readonly numberOf: (bits: number) => number;
  /** 1 at [set * 16 + digit]. */
  readonly holds: Uint8Array;
}

const MAX_SETS = 200;

export function createDigitSets(): DigitSets {
  const known = new Map<number, number>();
  const holds = new Uint8Array(256 * 16);
  return {
    holds,
    numberOf: (bits) => {
      const before = known.get(bits);
      if (before !== undefined) return before;
      if (known.size >= MAX_SETS) return 0;
      const number = known.size + 1;
      known.set(bits, number);
      for (let digit = 0; digit < 10; digit += 1)
        if ((bits >> digit) & 1) holds[number * 16 + digit] = 1;
      return number;
    },
  };
}

/** A number within a text, by its place in bytes from the text's start. */
export interface MemoNumber {
  readonly at: number;
  readonly length: number;
  readonly questions: NumberQuestions;
}

/** The bytes of texts that are remembered, with what may stand in their place. */
export interface TextBlocks {
  /** Whether another text has room; it has so many bytes. */
  readonly hasRoom: (length: number) => boolean;
  /**
   * Keeps bytes [start, start + length), returns where. `mask`: of each byte what may stand there instead; `numbers`
   * as in `TextMemo.learn`.
   */
  readonly add: (
    bytes: Uint8Array,
    start: number,
    length: number,
    mask: Uint8Array | null,
    numbers: readonly MemoNumber[] | null,
  ) => number;
  /** Whether the bytes from `start` on are those kept at `block`, but for what may be another; `length` is that of both. */
  readonly isAlike: (block: number, bytes: Uint8Array, start: number, length: number) => boolean;
  readonly clear: () => void;
}

/** Words that are kept, 20 MB; a text of 150 bytes takes a hundred. */
const MAX_WORDS = 5 * 1024 * 1024;
/** Bits of a hole that are its place; above them stands its set. */
const PLACE_BITS = 16;
const PLACE = (1 << PLACE_BITS) - 1;

/**
 * Builds an empty store. All of a text stands in one block: the number of its holes, of each word the bytes and
 * those of its bits that count, then the holes. Its last word ends where it ends and begins within the one before.
 */
export function createTextBlocks({ holds }: DigitSets, wordsOf: WordsOf): TextBlocks {
  let blocks = new Int32Array(1 << 14);
  let used = 0;
  /** The numbers of a text, and what their heads answer there once it has been asked. */
  let numbersAt = new Map<
    number,
    { readonly numbers: readonly MemoNumber[]; answers: readonly boolean[][] | null }
  >();

  /** Byte `place` of a text that is kept. */
  const byteAt = (block: number, length: number, place: number): number => {
    const last = length - WORD;
    const word = place >= last ? wordsIn(length) - 1 : place >> 2;
    const within = place - Math.max(0, Math.min(word * WORD, last));
    return (blocks[block + 1 + word * 2]! >>> (within * 8)) & 0xff;
  };
  /** A word of a text shorter than one. */
  const shortWord = (bytes: Uint8Array, start: number, length: number): number => {
    let word = 0;
    for (let i = 0; i < length; i += 1) word |= bytes[start + i]! << (i * 8);
    return word;
  };
  const answersIn = (block: number, length: number, number: MemoNumber): boolean[] => {
    const digits = Uint8Array.from({ length: number.length }, (_, i) =>
      byteAt(block, length, number.at + i),
    );
    return number.questions.heads.map((head) => begins(digits, 0, digits.length, head));
  };
  const answersAlike = (
    block: number,
    bytes: Uint8Array,
    start: number,
    length: number,
  ): boolean => {
    const known = numbersAt.get(block);
    if (known === undefined) return false;
    const { numbers } = known;
    known.answers ??= numbers.map((number) => answersIn(block, length, number));
    for (const [index, { at, length: size, questions }] of numbers.entries()) {
      const answers = known.answers[index]!;
      for (let i = 0; i < answers.length; i += 1)
        if (begins(bytes, start + at, size, questions.heads[i]!) !== answers[i]) return false;
      for (const number of questions.barred)
        if (holdsNumber(bytes, start + at, size, number)) return false;
    }
    return true;
  };

  return {
    hasRoom: (length) => used + length * 2 + 8 <= MAX_WORDS,
    add: (bytes, start, length, mask, numbers) => {
      const needed = used + length * 2 + 8;
      if (needed > blocks.length) {
        const wider = new Int32Array(Math.max(needed, Math.min(blocks.length * 2, MAX_WORDS)));
        wider.set(blocks);
        blocks = wider;
      }
      const block = used;
      used += 1;
      const count = wordsIn(length);
      /** 0: the byte alone may stand there, as one must that is not among those that may. */
      const holeAt = (i: number): number => {
        const set = mask === null ? 0 : mask[i]!;
        const digit = bytes[start + i]! - 48;
        const isOwn = digit >= 0 && digit <= 9 && holds[set * 16 + digit] === 1;
        return set === MEMO_NAME || isOwn ? set : 0;
      };
      for (let word = 0; word < count; word += 1) {
        const from = Math.max(0, Math.min(word * WORD, length - WORD));
        let kept = 0;
        let cares = 0;
        for (let i = 0; i < WORD && from + i < length; i += 1) {
          kept |= bytes[start + from + i]! << (i * 8);
          if (holeAt(from + i) === 0) cares |= 0xff << (i * 8);
        }
        blocks[used] = kept;
        blocks[used + 1] = cares;
        used += 2;
      }
      for (let i = 0; mask !== null && i < length; i += 1) {
        const set = holeAt(i);
        if (set === 0 || set === MEMO_NAME) continue;
        blocks[used] = i | (set << PLACE_BITS);
        used += 1;
      }
      blocks[block] = used - block - 1 - count * 2;
      if (numbers !== null) numbersAt.set(block, { numbers, answers: null });
      return block;
    },
    isAlike: (block, bytes, start, length) => {
      const words = wordsOf(bytes);
      const last = length - WORD;
      let at = block + 1;
      for (let i = 0; i < last; i += WORD) {
        if (((words.getInt32(start + i, true) ^ blocks[at]!) & blocks[at + 1]!) !== 0) return false;
        at += 2;
      }
      if (length > 0) {
        const own =
          last >= 0 ? words.getInt32(start + last, true) : shortWord(bytes, start, length);
        if (((own ^ blocks[at]!) & blocks[at + 1]!) !== 0) return false;
        at += 2;
      }
      let isSure = true;
      for (const end = at + blocks[block]!; at < end; at += 1) {
        const hole = blocks[at]!;
        const digit = bytes[start + (hole & PLACE)]! - 48;
        if (digit < 0 || digit > 9) return false;
        if (holds[(hole >> PLACE_BITS) * 16 + digit] === 0) isSure = false;
      }
      return isSure || answersAlike(block, bytes, start, length);
    },
    clear: () => {
      used = 0;
      numbersAt = new Map();
    },
  };
}

function wordsIn(length: number): number {
  return Math.ceil(length / WORD);
}

/** Whether a number of `length` digits at `at` begins as `head` says. */
function begins(
  bytes: Uint8Array,
  at: number,
  length: number,
  head: NumberQuestions['heads'][number],
): boolean {
  for (let i = 0; i < length && i < head.length; i += 1)
    if (((head[i]! >> (bytes[at + i]! - 48)) & 1) === 0) return false;
  return true;
}

function holdsNumber(bytes: Uint8Array, at: number, length: number, number: string): boolean {
  for (let from = at; from + number.length <= at + length; from += 1) {
    let i = 0;
    while (i < number.length && bytes[from + i] === number.charCodeAt(i)) i += 1;
    if (i === number.length) return true;
  }
  return false;
}
