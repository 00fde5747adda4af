import type { NumberQuestions } from './row-stream.ts';

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

/**
 * The name that the row itself brings, as bytes, in the buffer of its texts; `kind` 0: none that may be exchanged
 * there. It is read in texts (the second reading passes over it), so that an equal text beside another is another.
 */
export interface RowName {
  start: number;
  end: number;
  /** False: it is written in a way in which its bytes are not its text, and nothing can be said of it. */
  isKnown: boolean;
  kind: (context: number) => number;
}

/** A number within a text, by its place in bytes from the text's start. */
export interface MemoNumber {
  readonly at: number;
  readonly length: number;
  readonly questions: NumberQuestions;
}

/** Verdicts on texts by their bytes, with holes for what does not count. */
export interface TextMemo<V> {
  /**
   * The verdict on bytes [start, end) in a group (all that counts beside the text): undefined where no text
   * is known from which it differs in its holes alone.
   */
  readonly find: (
    bytes: Uint8Array,
    start: number,
    end: number,
    group: number,
    name: RowName,
  ) => V | undefined;
  /**
   * Remembers a verdict. `mask`: of each byte what may stand there instead; the row's name is `MEMO_NAME` at all its
   * bytes, and of the kind `nameKind` (0: it must stay where it is) in the surroundings `context`. Other digits than
   * the mask has may stand in `numbers`, where these answer as they do now; null: nowhere.
   */
  readonly learn: (
    bytes: Uint8Array,
    start: number,
    end: number,
    group: number,
    verdict: V,
    mask: Uint8Array | null,
    numbers: readonly MemoNumber[] | null,
    nameKind: number,
    context: number,
    name: RowName,
  ) => void;
}

/** Longer texts are no templates. */
export const MAX_MEMO_BYTES = 4096;
/** Bytes of texts that are kept; beyond, everything is forgotten and learnt anew. */
const BUDGET = 8 * 1024 * 1024;
const MAX_ENTRIES = 1 << 16;
const MAX_HOLES = 1 << 20;
const BUCKETS = 1 << 14;
/** Bytes at the end of a text by which it is looked up. */
const TAIL = 16;
/** Longest list of one look-up: hostile texts with one end do not make it a search. */
const MAX_CHAIN = 256;

const NO_PLACES: readonly number[] = [];
/** Words of 32 bits that say of each text which three bytes stand in it beside names: nearly no name has to be looked for. */
const SIGN_WORDS = 32;
const SIGN_BYTES = 3;
/** Bit of the three bytes at `at`. */
function signOf(bytes: Uint8Array, at: number): number {
  const three = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
  return Math.imul(three, 0x9e3779b1) >>> 22;
}

/** Whether digits that are others are some of those that may stand there; maybe: the numbers tell. */
const FILLED = { not: 0, maybe: 1, surely: 2 } as const;
/** Bytes of a text that are compared at once. */
const WORD = 4;
/** A word in which what begins as a digit does is one: a hole must not decide where a text is looked for. */
function withoutDigits(word: number): number {
  const others = word ^ 0x30303030;
  // 0x10 in each byte whose upper half is not that of a digit.
  const kept = (((others >>> 4) & 0x0f0f0f0f) + 0x0f0f0f0f) & 0x10101010;
  return word & (0xf0f0f0f0 | (kept - (kept >>> 4)));
}

/** Builds an empty memo. Bounded: some 30 MB whatever it is fed. */
export function createTextMemo<V>(sets: DigitSets): TextMemo<V> {
  const { holds } = sets;
  const heads = new Int32Array(BUCKETS).fill(-1);
  const nexts = new Int32Array(MAX_ENTRIES);
  const starts = new Int32Array(MAX_ENTRIES);
  const lengths = new Int32Array(MAX_ENTRIES);
  const groups = new Int32Array(MAX_ENTRIES);
  const kinds = new Int32Array(MAX_ENTRIES);
  const contexts = new Int32Array(MAX_ENTRIES);
  const nameLengths = new Int32Array(MAX_ENTRIES);
  /** Where names that may be others stand in each text, counted from its start. */
  let nameStarts: (readonly number[])[] = [];
  /** Where the name of its row stands in each text if it must stay; -1: nowhere. */
  const stays = new Int32Array(MAX_ENTRIES);
  let numbersIn: (readonly MemoNumber[] | null)[] = [];
  const signs = new Int32Array(MAX_ENTRIES * SIGN_WORDS);
  let verdicts: V[] = [];
  let literal = new Uint8Array(1 << 16);
  let literalWords = new DataView(literal.buffer);
  /** 0 where a byte may be another, else 0xff. */
  let cares = new Uint8Array(1 << 16);
  let careWords = new DataView(cares.buffer);
  let used = 0;
  /** Where digits may be others: of each text the holes from `holeStarts` on, with place and set. */
  const holeStarts = new Int32Array(MAX_ENTRIES + 1);
  let holePlaces = new Uint16Array(1 << 12);
  let holeSets = new Uint8Array(1 << 12);
  let holes = 0;
  let count = 0;

  let viewed: Uint8Array = literal;
  let view: DataView = literalWords;
  /** The bytes asked for, by words: one look-up takes half the time of one byte by byte. */
  const wordsOf = (bytes: Uint8Array): DataView => {
    if (bytes !== viewed) {
      viewed = bytes;
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    return view;
  };
  const bucketOf = (bytes: Uint8Array, start: number, end: number, group: number): number => {
    const words = wordsOf(bytes);
    let hash = Math.imul(end - start, 0x9e3779b1) ^ Math.imul(group + 1, 0x85ebca6b);
    for (let i = Math.max(start, end - TAIL); i + WORD <= end; i += WORD)
      hash = Math.imul(hash ^ withoutDigits(words.getInt32(i, true)), 0x01000193) ^ (hash >>> 13);
    return (hash ^ (hash >>> 15)) & (BUCKETS - 1);
  };

  /** Whether the bytes from `start` on are those of an entry but for its holes. */
  const isAlike = (entry: number, bytes: Uint8Array, start: number): boolean => {
    const words = wordsOf(bytes);
    const from = starts[entry]!;
    const length = lengths[entry]!;
    const last = length - WORD;
    for (let i = 0; i < last; i += WORD) {
      const other = words.getInt32(start + i, true) ^ literalWords.getInt32(from + i, true);
      if ((other & careWords.getInt32(from + i, true)) !== 0) return false;
    }
    if (last >= 0) {
      const other = words.getInt32(start + last, true) ^ literalWords.getInt32(from + last, true);
      return (other & careWords.getInt32(from + last, true)) === 0;
    }
    for (let i = 0; i < length; i += 1)
      if (((bytes[start + i]! ^ literal[from + i]!) & cares[from + i]!) !== 0) return false;
    return true;
  };
  /** How the digits in the holes of an entry are those that may stand there: `FILLED`. */
  const fillingOf = (entry: number, bytes: Uint8Array, start: number): number => {
    const from = starts[entry]!;
    const end = holeStarts[entry + 1]!;
    let filling: number = FILLED.surely;
    for (let hole = holeStarts[entry]!; hole < end; hole += 1) {
      const place = holePlaces[hole]!;
      const byte = bytes[start + place]!;
      const digit = byte - 48;
      if (digit >= 0 && digit <= 9 && holds[holeSets[hole]! * 16 + digit] === 1) continue;
      if (byte === literal[from + place]) continue;
      if (digit < 0 || digit > 9) return FILLED.not;
      filling = FILLED.maybe;
    }
    return filling;
  };
  const matches = (entry: number, bytes: Uint8Array, start: number, name: RowName): boolean => {
    // Most of what has the length of a text and its end, and is another, has no digits where it has.
    const filling = fillingOf(entry, bytes, start);
    if (filling === FILLED.not || !isAlike(entry, bytes, start)) return false;
    if (filling === FILLED.maybe && !answersAlike(entry, bytes, start)) return false;
    if (kinds[entry] !== 0) return hasName(entry, bytes, start, name);
    const place = stays[entry]!;
    if (place < 0) return name.end === name.start || isAlone(entry, bytes, start, name);
    return name.end - name.start === nameLengths[entry] && isAt(bytes, start + place, name);
  };
  const answersAlike = (entry: number, bytes: Uint8Array, start: number): boolean => {
    const numbers = numbersIn[entry]!;
    if (numbers === null) return false;
    const from = starts[entry]!;
    for (const { at, length, questions } of numbers) {
      for (const head of questions.heads)
        if (begins(bytes, start + at, length, head) !== begins(literal, from + at, length, head))
          return false;
      for (const number of questions.barred)
        if (holdsNumber(bytes, start + at, length, number)) return false;
    }
    return true;
  };
  const isAt = (bytes: Uint8Array, at: number, { start, end }: RowName): boolean => {
    for (let i = start; i < end; i += 1) if (bytes[at + i - start] !== bytes[i]) return false;
    return true;
  };
  /** Places of a name from `from` to `to`, none within another. */
  const placesIn = (bytes: Uint8Array, from: number, to: number, name: RowName): number[] => {
    const places: number[] = [];
    const length = name.end - name.start;
    for (let at = from; length > 0 && at + length <= to; at += 1) {
      if (!isAt(bytes, at, name)) continue;
      places.push(at - from);
      at += length - 1;
    }
    return places;
  };
  /** Whether a name ends as it begins, so that it can stand in a text twice within its own length. */
  const mayOverlap = (bytes: Uint8Array, { start, end }: RowName): boolean => {
    for (let from = start + 1; from < end; from += 1) {
      let at = from;
      while (at < end && bytes[at] === bytes[at - from + start]) at += 1;
      if (at === end) return true;
    }
    return false;
  };
  const hasSign = (entry: number, sign: number): boolean =>
    ((signs[entry * SIGN_WORDS + (sign >> 5)]! >> (sign & 31)) & 1) === 1;
  /** True if the row's name stands in the text at most where another may. */
  const isAlone = (entry: number, bytes: Uint8Array, start: number, name: RowName): boolean => {
    const from = name.start;
    const last = name.end - SIGN_BYTES;
    // Where names may be exchanged the signs beside them are those of another name: no overlap may need one.
    let isSure = last >= from && !(nameStarts[entry]!.length > 0 && mayOverlap(bytes, name));
    for (let i = from; isSure && i < name.end; i += 1)
      if (bytes[i]! >= 48 && bytes[i]! <= 57) isSure = false;
    // A text has a hundred signs: of ten names that are not in it one has such a beginning, hardly one such an end too.
    if (isSure && !(hasSign(entry, signOf(bytes, from)) && hasSign(entry, signOf(bytes, last))))
      return true;
    const places = placesIn(bytes, start, start + lengths[entry]!, name);
    return places.length === nameStarts[entry]!.length;
  };
  /** Whether the row's own name stands wherever the text has that of its row, and is one of the same kind. */
  const hasName = (entry: number, bytes: Uint8Array, start: number, name: RowName): boolean => {
    const length = name.end - name.start;
    if (length !== nameLengths[entry]) return false;
    for (const place of nameStarts[entry]!) if (!isAt(bytes, start + place, name)) return false;
    return isAlone(entry, bytes, start, name) && name.kind(contexts[entry]!) === kinds[entry];
  };

  const forget = (): void => {
    heads.fill(-1);
    verdicts = [];
    nameStarts = [];
    numbersIn = [];
    used = 0;
    holes = 0;
    count = 0;
  };
  const ensure = (needed: number): void => {
    if (needed <= literal.length) return;
    const size = Math.max(needed, literal.length * 2);
    const widerLiteral = new Uint8Array(size);
    widerLiteral.set(literal);
    literal = widerLiteral;
    literalWords = new DataView(literal.buffer);
    const widerCares = new Uint8Array(size);
    widerCares.set(cares);
    cares = widerCares;
    careWords = new DataView(cares.buffer);
  };
  const addHole = (place: number, set: number): void => {
    if (holes === holeSets.length) {
      const widerPlaces = new Uint16Array(holes * 2);
      widerPlaces.set(holePlaces);
      holePlaces = widerPlaces;
      const widerSets = new Uint8Array(holes * 2);
      widerSets.set(holeSets);
      holeSets = widerSets;
    }
    holePlaces[holes] = place;
    holeSets[holes] = set;
    holes += 1;
  };

  return {
    find: (bytes, start, end, group, name) => {
      const bucket = bucketOf(bytes, start, end, group);
      const length = end - start;
      let before = -1;
      for (let entry = heads[bucket]!; entry !== -1; entry = nexts[entry]!) {
        if (
          lengths[entry] === length &&
          groups[entry] === group &&
          matches(entry, bytes, start, name)
        ) {
          if (before !== -1) {
            // To the front: what comes often is found first.
            nexts[before] = nexts[entry]!;
            nexts[entry] = heads[bucket]!;
            heads[bucket] = entry;
          }
          return verdicts[entry];
        }
        before = entry;
      }
      return undefined;
    },
    learn: (bytes, start, end, group, verdict, mask, numbers, nameKind, context, name) => {
      const length = end - start;
      const nameLength = name.end - name.start;
      if (length > MAX_MEMO_BYTES) return;
      if (count === MAX_ENTRIES || used + length > BUDGET || holes + length > MAX_HOLES) forget();
      ensure(used + length);
      for (let i = 0; i < length; i += 1) {
        const may = mask === null ? 0 : mask[i]!;
        literal[used + i] = bytes[start + i]!;
        cares[used + i] = may === 0 ? 0xff : 0;
        if (may !== 0 && may !== MEMO_NAME) addHole(i, may);
      }
      holeStarts[count + 1] = holes;
      const bucket = bucketOf(bytes, start, end, group);
      let last = heads[bucket]!;
      for (let depth = 1; last !== -1 && depth < MAX_CHAIN; depth += 1) last = nexts[last]!;
      if (last !== -1) nexts[last] = -1;
      starts[count] = used;
      lengths[count] = length;
      groups[count] = group;
      kinds[count] = nameKind;
      contexts[count] = context;
      numbersIn[count] = numbers;
      nameLengths[count] = nameLength;
      nameStarts[count] =
        nameKind === 0 || mask === null ? NO_PLACES : namePlaces(mask, nameLength);
      stays[count] = nameKind === 0 ? (placesIn(bytes, start, end, name)[0] ?? -1) : -1;
      signs.fill(0, count * SIGN_WORDS, (count + 1) * SIGN_WORDS);
      for (let i = 0; i + SIGN_BYTES <= length; i += 1) {
        if (mask?.[i] === MEMO_NAME && mask[i + 1] === MEMO_NAME && mask[i + 2] === MEMO_NAME)
          continue;
        const sign = signOf(bytes, start + i);
        signs[count * SIGN_WORDS + (sign >> 5)]! |= 1 << (sign & 31);
      }
      verdicts[count] = verdict;
      nexts[count] = heads[bucket]!;
      heads[bucket] = count;
      used += length;
      count += 1;
    },
  };
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

/** Where the names of a mask begin. */
function namePlaces(mask: Uint8Array, nameLength: number): readonly number[] {
  const places: number[] = [];
  for (let at = 0; at < mask.length; at += 1) {
    if (mask[at] !== MEMO_NAME) continue;
    places.push(at);
    at += nameLength - 1;
  }
  return places;
}
