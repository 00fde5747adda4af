import { createTextBlocks, type DigitSets, MEMO_NAME, type MemoNumber } from './text-blocks.ts';
import { createWordsOf, WORD } from './word-view.ts';

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
const MAX_ENTRIES = 1 << 16;
const BUCKETS = 1 << 14;
/** Bytes at the end of a text by which it is looked up. */
const TAIL = 16;
/** Longest list of one look-up: hostile texts with one end do not make it a search. */
const MAX_CHAIN = 256;

/** What stands of an entry in `entries`, in one piece: a look-up waits for the memory more than for anything else. */
const NEXT = 0;
const LENGTH = 1;
const GROUP = 2;
const BLOCK = 3;
/** 0: no name may be another. */
const KIND = 4;
const CONTEXT = 5;
const NAME_LENGTH = 6;
/** Where the name of its row stands in the text if it must stay; -1: nowhere. */
const STAY = 7;
/** Places of names that may be others, in `places`. */
const PLACES = 8;
const PLACES_END = 9;
const FIELDS = 12;

/** Words of 32 bits that say of each text which three bytes stand in it beside names: nearly no name has to be looked for. */
const SIGN_WORDS = 32;
const SIGN_BYTES = 3;
/** Bit of the three bytes at `at`. */
function signOf(bytes: Uint8Array, at: number): number {
  const three = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
  return Math.imul(three, 0x9e3779b1) >>> 22;
}

/** A word in which what begins as a digit does is one: a hole must not decide where a text is looked for. */
function withoutDigits(word: number): number {
  const others = word ^ 0x30303030;
  // 0x10 in each byte whose upper half is not that of a digit.
  const kept = (((others >>> 4) & 0x0f0f0f0f) + 0x0f0f0f0f) & 0x10101010;
  return word & (0xf0f0f0f0 | (kept - (kept >>> 4)));
}

/** Builds an empty memo. Bounded: some 40 MB whatever it is fed. */
export function createTextMemo<V>(sets: DigitSets): TextMemo<V> {
  const wordsOf = createWordsOf();
  const texts = createTextBlocks(sets, wordsOf);
  const heads = new Int32Array(BUCKETS).fill(-1);
  const entries = new Int32Array(MAX_ENTRIES * FIELDS);
  const signs = new Int32Array(MAX_ENTRIES * SIGN_WORDS);
  let places: number[] = [];
  let verdicts: V[] = [];
  let count = 0;

  const bucketOf = (bytes: Uint8Array, start: number, end: number, group: number): number => {
    const words = wordsOf(bytes);
    let hash = Math.imul(end - start, 0x9e3779b1) ^ Math.imul(group + 1, 0x85ebca6b);
    for (let i = Math.max(start, end - TAIL); i + WORD <= end; i += WORD)
      hash = Math.imul(hash ^ withoutDigits(words.getInt32(i, true)), 0x01000193) ^ (hash >>> 13);
    return (hash ^ (hash >>> 15)) & (BUCKETS - 1);
  };

  const matches = (at: number, bytes: Uint8Array, start: number, name: RowName): boolean => {
    if (!texts.isAlike(entries[at + BLOCK]!, bytes, start, entries[at + LENGTH]!)) return false;
    if (entries[at + KIND] !== 0) return hasName(at, bytes, start, name);
    const place = entries[at + STAY]!;
    if (place < 0) return name.end === name.start || isAlone(at, bytes, start, name);
    return name.end - name.start === entries[at + NAME_LENGTH] && isAt(bytes, start + place, name);
  };
  const hasSign = (at: number, sign: number): boolean =>
    ((signs[(at / FIELDS) * SIGN_WORDS + (sign >> 5)]! >> (sign & 31)) & 1) === 1;
  /** True if the row's name stands in the text at most where another may. */
  const isAlone = (at: number, bytes: Uint8Array, start: number, name: RowName): boolean => {
    const last = name.end - SIGN_BYTES;
    // A text has a hundred signs: of ten names that are not in it one has such a beginning, hardly one such an end too.
    if (
      last >= name.start &&
      !(hasSign(at, signOf(bytes, name.start)) && hasSign(at, signOf(bytes, last))) &&
      isSigned(bytes, name)
    )
      return true;
    const found = placesIn(bytes, start, start + entries[at + LENGTH]!, name);
    return found.length === entries[at + PLACES_END]! - entries[at + PLACES]!;
  };
  /** Whether the row's own name stands wherever the text has that of its row, and is one of the same kind. */
  const hasName = (at: number, bytes: Uint8Array, start: number, name: RowName): boolean => {
    if (name.end - name.start !== entries[at + NAME_LENGTH]) return false;
    const end = entries[at + PLACES_END]!;
    for (let i = entries[at + PLACES]!; i < end; i += 1)
      if (!isAt(bytes, start + places[i]!, name)) return false;
    return (
      isAlone(at, bytes, start, name) && name.kind(entries[at + CONTEXT]!) === entries[at + KIND]
    );
  };

  const forget = (): void => {
    heads.fill(-1);
    texts.clear();
    verdicts = [];
    places = [];
    count = 0;
  };

  return {
    find: (bytes, start, end, group, name) => {
      const bucket = bucketOf(bytes, start, end, group);
      const length = end - start;
      let before = -1;
      for (let at = heads[bucket]!; at !== -1; at = entries[at + NEXT]!) {
        if (
          entries[at + LENGTH] === length &&
          entries[at + GROUP] === group &&
          matches(at, bytes, start, name)
        ) {
          if (before !== -1) {
            // To the front: what comes often is found first.
            entries[before + NEXT] = entries[at + NEXT]!;
            entries[at + NEXT] = heads[bucket]!;
            heads[bucket] = at;
          }
          return verdicts[at / FIELDS];
        }
        before = at;
      }
      return undefined;
    },
    learn: (bytes, start, end, group, verdict, mask, numbers, nameKind, context, name) => {
      const length = end - start;
      if (length > MAX_MEMO_BYTES) return;
      if (count === MAX_ENTRIES || !texts.hasRoom(length)) forget();
      const bucket = bucketOf(bytes, start, end, group);
      let last = heads[bucket]!;
      for (let depth = 1; last !== -1 && depth < MAX_CHAIN; depth += 1)
        last = entries[last + NEXT]!;
      if (last !== -1) entries[last + NEXT] = -1;
      const at = count * FIELDS;
      entries[at + NEXT] = heads[bucket]!;
      entries[at + LENGTH] = length;
      entries[at + GROUP] = group;
      entries[at + BLOCK] = texts.add(bytes, start, length, mask, numbers);
      entries[at + KIND] = nameKind;
      entries[at + CONTEXT] = context;
      entries[at + NAME_LENGTH] = name.end - name.start;
      entries[at + STAY] = nameKind === 0 ? (placesIn(bytes, start, end, name)[0] ?? -1) : -1;
      entries[at + PLACES] = places.length;
      if (nameKind !== 0 && mask !== null) places.push(...namePlaces(mask, name.end - name.start));
      entries[at + PLACES_END] = places.length;
      signs.fill(0, count * SIGN_WORDS, (count + 1) * SIGN_WORDS);
      for (let i = 0; i + SIGN_BYTES <= length; i += 1) {
        if (mask?.[i] === MEMO_NAME && mask[i + 1] === MEMO_NAME && mask[i + 2] === MEMO_NAME)
          continue;
        const sign = signOf(bytes, start + i);
        signs[count * SIGN_WORDS + (sign >> 5)]! |= 1 << (sign & 31);
      }
      verdicts[count] = verdict;
      heads[bucket] = at;
      count += 1;
    },
  };
}

function isAt(bytes: Uint8Array, at: number, { start, end }: RowName): boolean {
  for (let i = start; i < end; i += 1) if (bytes[at + i - start] !== bytes[i]) return false;
  return true;
}

/** Places of a name from `from` to `to`, none within another. */
function placesIn(bytes: Uint8Array, from: number, to: number, name: RowName): number[] {
  const places: number[] = [];
  const length = name.end - name.start;
  for (let at = from; length > 0 && at + length <= to; at += 1) {
    if (!isAt(bytes, at, name)) continue;
    places.push(at - from);
    at += length - 1;
  }
  return places;
}

/**
 * Whether signs say of a name that it is not in a text: no digit in it may stand in a hole, and where another name
 * has been it cannot stand half beside that place, for it does not end as it begins.
 */
function isSigned(bytes: Uint8Array, { start, end }: RowName): boolean {
  const first = bytes[start]!;
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i]!;
    if (byte >= 48 && byte <= 57) return false;
    if (byte !== first || i === start) continue;
    let at = i;
    while (at < end && bytes[at] === bytes[at - i + start]) at += 1;
    if (at === end) return false;
  }
  return true;
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
