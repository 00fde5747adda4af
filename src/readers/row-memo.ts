import type { OffsetMap } from '../model/offset-map.ts';
import { toOriginal } from '../model/offset-map.ts';
import type { Segment } from '../model/segment.ts';
import type { NativeEncoding } from './row-encoding.ts';
import type { Checked, Holes, RowJudge, Wordings } from './row-stream.ts';
import { createDigitSets, MEMO_NAME, type MemoNumber } from './text-blocks.ts';
import type { Extract } from './text-builder.ts';
import { createTextMemo, MAX_MEMO_BYTES, type RowName } from './text-memo.ts';
import { mayBeTotalText } from './totals.ts';

/** What is remembered of a text: its verdict, null for that on any text in which nothing is found. */
interface Known {
  readonly verdict: unknown;
  readonly isClean: boolean;
  readonly isExempt: boolean;
}

/** Where a text of a row stands in the bytes, with what the row says beside it. */
export interface TextPlace {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** `NOT_REMEMBERED`: nothing is remembered. */
  readonly group: number;
  /** Offset of the text's first byte in the text of the row, in its units. */
  readonly rowStart: number;
}

/** Judges texts, each kind of them once. */
export interface RowMemo {
  /** True if nothing is found in the text at [start, end), for it was found out before. */
  readonly isClean: (
    bytes: Uint8Array,
    start: number,
    end: number,
    group: number,
    name: RowName,
  ) => boolean;
  /** Judges a text, or tells from the bytes what was found in one like it. */
  readonly check: (
    segment: Segment,
    extract: Extract,
    place: TextPlace | null,
    name: RowName,
    /** The record may break a rule by its fields, which is not remembered with its text. */
    mayBreak: boolean,
  ) => Checked;
  /**
   * What is known of the text asked for last, if something is found in it: the same object for all texts of one
   * kind. Undefined: nothing is found, or it is not remembered.
   */
  readonly flagged: () => object | undefined;
  /** The words of what is found in a segment of that kind. */
  readonly wordings: (segment: Segment) => Wordings | null;
  /** A text of that kind needed not even be asked for. */
  readonly again: () => void;
  readonly remembered: () => number;
  /** Whether the text asked for last is no collection. */
  readonly isExempt: () => boolean;
}

/** A group of which nothing is remembered. */
export const NOT_REMEMBERED = -1;

/** So many texts are learnt in any case; then one in so many, while what was learnt does not come back. */
const FIRST_TEXTS = 4096;
const ONE_IN = 16;

const NOTHING: Checked = { findings: [], problems: [] };

/** Builds an empty memo over a judge. */
export function createRowMemo(judge: RowJudge, encoding: NativeEncoding): RowMemo {
  const sets = createDigitSets();
  const memo = createTextMemo<Known>(sets);
  let remembered = 0;
  let learned = 0;
  let passed = 0;
  let isExempt = false;
  let last: Known | undefined;
  /** Whether to learn another text: not all of a log in which hardly one is like another. */
  const isWorthIt = (): boolean => {
    if (learned < FIRST_TEXTS || remembered * 2 > learned) return true;
    passed += 1;
    return passed % ONE_IN === 0;
  };

  /** What may stand at each byte; and the numbers, null where one of them is not written digit by digit. */
  const maskOf = (
    place: TextPlace,
    extract: Extract,
    holes: Holes,
  ): { readonly mask: Uint8Array; readonly numbers: readonly MemoNumber[] | null } => {
    const { bytes, start, end, rowStart } = place;
    const mask = new Uint8Array(end - start);
    const { digits, names } = holes;
    // The bytes of each unit of the row's text from `rowStart` on: of a pair the first has them all.
    const units = unitStarts(bytes, start, end, encoding);
    const textLength = extract.text.length;
    for (let i = 0; i < textLength; i += 1) {
      if (digits[i] === 0) continue;
      const at = placeOf(extract.map, extract.start, i, textLength) - rowStart;
      const byte = units[at];
      if (byte === undefined || bytes[start + byte] !== extract.text.charCodeAt(i)) continue;
      mask[byte] = sets.numberOf(digits[i]!);
    }
    let isWhole = true;
    const numbers = holes.numbers.map(({ start: first, end: behind, questions }): MemoNumber => {
      const byteOf = (unit: number): number =>
        units[placeOf(extract.map, extract.start, unit, textLength) - rowStart] ?? Number.NaN;
      const at = byteOf(first);
      for (let i = first; i < behind; i += 1)
        if (byteOf(i) !== at + i - first || mask[at + i - first] === 0) isWhole = false;
      return { at, length: behind - first, questions };
    });
    for (const name of names?.names ?? []) {
      const from = placeOf(extract.map, extract.start, name.start, textLength) - rowStart;
      const to = placeOf(extract.map, extract.start, name.end - 1, textLength) - rowStart + 1;
      mask.fill(MEMO_NAME, units[from]!, units[to] ?? end - start);
    }
    return { mask, numbers: isWhole ? numbers : null };
  };

  return {
    remembered: () => remembered,
    isExempt: () => isExempt,
    flagged: () => (last === undefined || last.isClean ? undefined : last),
    wordings: (segment) => judge.wordings(segment, last!.verdict),
    again: () => {
      remembered += 1;
    },
    isClean: (bytes, start, end, group, name) => {
      last = undefined;
      if (group === NOT_REMEMBERED || !name.isKnown || end - start > MAX_MEMO_BYTES) return false;
      last = memo.find(bytes, start, end, group, name);
      if (last === undefined) return false;
      isExempt = last.isExempt;
      if (!last.isClean) return false;
      remembered += 1;
      return true;
    },
    check: (segment, extract, place, name, mayBreak) => {
      last = undefined;
      if (
        place === null ||
        place.group === NOT_REMEMBERED ||
        !name.isKnown ||
        place.end - place.start > MAX_MEMO_BYTES ||
        // Whether 合计 is a message its row decides, which is not remembered with it.
        mayBeTotalText(segment.text)
      ) {
        isExempt = judge.isExempt(segment);
        return judge.report(segment, judge.judge(segment));
      }
      const { bytes, start, end, group } = place;
      const known = memo.find(bytes, start, end, group, name);
      if (known !== undefined) {
        last = known;
        remembered += 1;
        isExempt = known.isExempt;
        return known.isClean && !mayBreak
          ? NOTHING
          : judge.report(segment, known.verdict ?? judge.clean, mayBreak);
      }
      const verdict = judge.judge(segment);
      const isClean = judge.isClean(verdict);
      isExempt = judge.isExempt(segment);
      if (!isWorthIt())
        return isClean && !mayBreak ? NOTHING : judge.report(segment, verdict, mayBreak);
      learned += 1;
      const found = judge.holes(segment, verdict);
      const context = found?.names?.context ?? 0;
      const kind = found?.names ? name.kind(context) : 0;
      // Where the cell is not the name alone, the name stays.
      const holes = found !== null && kind === 0 ? { ...found, names: null } : found;
      const { mask, numbers } =
        holes === null ? { mask: null, numbers: null } : maskOf(place, extract, holes);
      last = { verdict: isClean && holes !== null ? null : verdict, isClean, isExempt };
      memo.learn(bytes, start, end, group, last, mask, numbers, kind, context, name);
      return isClean && !mayBreak ? NOTHING : judge.report(segment, verdict, mayBreak);
    },
  };
}

/** Offset in the text of the row of unit `at` of a text taken out of it. */
function placeOf(map: OffsetMap | undefined, start: number, at: number, length: number): number {
  return map === undefined ? start + at : toOriginal(map, { start: at, end: at + 1 }, length).start;
}

/** Where each UTF-16 unit of bytes [start, end) begins, counted from `start`; the bytes are well-formed. */
function unitStarts(
  bytes: Uint8Array,
  start: number,
  end: number,
  encoding: NativeEncoding,
): readonly number[] {
  const starts: number[] = [];
  let i = start;
  while (i < end) {
    const byte = bytes[i]!;
    starts.push(i - start);
    if (byte < 0x80) i += 1;
    else if (encoding === 'utf-8') {
      if (byte >= 0xf0) starts.push(i - start);
      i += byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    } else if (bytes[i + 1]! >= 0x30 && bytes[i + 1]! <= 0x39) {
      // Four bytes: outside the Basic Multilingual Plane from 0x90 on.
      if (byte >= 0x90) starts.push(i - start);
      i += 4;
    } else i += 2;
  }
  return starts;
}
