import { ASTRAL } from '../model/view.ts';
import type { PackedFolds, VariantTables } from './normalize-variants.ts';

/** In `FoldTable.unit`: what the unit folds to needs `Normalizer.fold`. */
export const SLOW = 0xffff;

/** What a unit is to the folder, as values of `FoldTable.kind`; `closes` is a bit beside them. */
export const KIND = {
  plain: 0,
  width: 1,
  variant: 2,
  accent: 3,
  toned: 4,
  invisible: 5,
  mark: 6,
  toneMark: 7,
  several: 8,
  surrogate: 9,
  carriageReturn: 10,
  lookalike: 11,
  /** Not looked at yet: ask `kindOf`. */
  unresolved: 12,
  /** The folded unit can end a placeholder, a control tag or a reading. */
  closes: 16,
} as const;

/** What every unit of the Basic Multilingual Plane folds to (N1 to N5), one entry for each of the 65,536. */
export interface FoldTable {
  /**
   * For scanners of raw text: the folded unit, 0 = dropped, `SLOW` = depends on more than this unit or
   * gives several (marks, surrogates, letters with accents, look-alike letters, `㈱`), or is rare.
   * U+000D gives U+000A; a line end of two units is the scanner's business.
   */
  readonly unit: Uint16Array;
  /** As `unit`, but with the base of an accented letter, and without `SLOW` for look-alikes and bopomofo. */
  readonly single: Uint16Array;
  /** One of `KIND`, with the bit `closes`. */
  readonly kind: Uint8Array;
  /** What units of kind `several` fold to; never empty. */
  readonly several: ReadonlyMap<number, string>;
  /** Look-alike letter to Latin letter (N17). */
  readonly lookalike: ReadonlyMap<number, number>;
  /** Fills in `single`, `kind` and `several` of a unit that is not looked at yet. */
  readonly resolve: (unit: number) => void;
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufffe\uffff]/u;
const MARK = /\p{M}/u;
const SPACE = /[\p{Zs}\u2800]/u;
/** Macron, acute, caron, grave; the breve is often typed for the caron. */
const TONE_MARK = /[\u0300\u0301\u0304\u0306\u030c]/;
/** Letters whose accents are dropped with the marks: Latin, Greek and Cyrillic, not kana or Hangul. */
const ACCENTED = /[\u00c0-\u052f\u1e00-\u1fff]/;
/** Surely folded: saves the second round for nine of ten forms. */
const SETTLED = /^[a-z0-9\u3400-\ud7a3]*$/;
const CLOSERS = '}])】#>sd';

/**
 * Units that messages are made of, looked at when the table is built. To look at all 18,000 that are no
 * Han takes 60 ms of every start; the others are looked at when they are first met.
 */
const COMMON_RANGES: readonly (readonly [number, number])[] = [
  [0x0000, 0x00ff],
  [0x2000, 0x206f],
  [0x2460, 0x24ff],
  [0x2500, 0x27bf],
  [0x3000, 0x303f],
  [0xfe00, 0xfe6f],
  [0xff00, 0xffef],
];
/** Units that no step changes but for the variant tables: Han, Yi, Hangul, private use. */
const PLAIN_RANGES: readonly (readonly [number, number])[] = [
  [0x3400, 0xa4cf],
  [0xac00, 0xf8ff],
];

/**
 * What one character folds to by N1 to N3, variants aside: '' if it is invisible or a mark.
 * `nfkc` is the character after NFKC and lower case.
 */
function strip(nfkc: string): string {
  let result = '';
  for (const char of nfkc) {
    if (char === '\t' || char === '\n') result += char;
    else if (SPACE.test(char)) result += ' ';
    else if (!MARK.test(char) && !INVISIBLE.test(char)) {
      result += ACCENTED.test(char) ? char.normalize('NFD').replace(/\p{M}/gu, '') : char;
    }
  }
  return result;
}

/** Every character outside the Basic Multilingual Plane as one `ASTRAL`. */
function toPlane(text: string): string {
  return text.replace(/[\u{10000}-\u{10ffff}]/gu, ASTRAL);
}

function setVariants(table: { single: Uint16Array; kind: Uint8Array }, pairs: string): void {
  const { single, kind } = table;
  for (let i = 0; i < pairs.length; i += 2) {
    const unit = pairs.charCodeAt(i);
    single[unit] = pairs.charCodeAt(i + 1);
    kind[unit] = KIND.variant;
  }
  for (let i = 0; i < pairs.length; i += 2) {
    const unit = pairs.charCodeAt(i);
    while (kind[single[unit]!] === KIND.variant) single[unit] = single[single[unit]!]!;
  }
}

/** Folds until nothing changes, which is what makes folding twice the same as once. */
function settle(single: Uint16Array, char: string): string {
  let now = char;
  for (let step = 0; step < 8; step++) {
    const before = now;
    now = '';
    for (const part of strip(before.normalize('NFKC').toLowerCase())) {
      now += part.length === 1 ? String.fromCharCode(single[part.charCodeAt(0)]!) : part;
    }
    if (now === before || SETTLED.test(now)) break;
  }
  return toPlane(now);
}

/** The kind of a character that folds to another single one. */
function kindOfChange(char: string): number {
  const marks = ACCENTED.test(char) ? char.normalize('NFD').slice(1) : '';
  if (marks === '') return KIND.width;
  return TONE_MARK.test(marks) ? KIND.toned : KIND.accent;
}

/** One of `KIND` for a unit, never `unresolved`. */
export function kindOf(table: FoldTable, unit: number): number {
  if (table.kind[unit] === KIND.unresolved) table.resolve(unit);
  return table.kind[unit]!;
}

/** What `createFoldTable` makes of the tables before any text is seen. */
export function packFolds({ traditional, variants, lookalikes }: VariantTables): PackedFolds {
  const { unit, single, kind, several } = createFoldTable({ traditional, variants, lookalikes });
  return { unit, single, kind, several: [...several] };
}

/** Opens the table that a build has left, or builds it from the committed variant tables, which takes 10 ms. */
export function createFoldTable(variants: VariantTables): FoldTable {
  const { packed } = variants;
  const single = packed?.single ?? new Uint16Array(65_536);
  const kind = packed?.kind ?? new Uint8Array(65_536).fill(KIND.unresolved);
  const several = new Map<number, string>(packed?.several);
  const lookalike = new Map<number, number>();
  for (let i = 0; i < variants.lookalikes.length; i += 2) {
    lookalike.set(variants.lookalikes.charCodeAt(i), variants.lookalikes.charCodeAt(i + 1));
  }

  const resolve = (unit: number): void => {
    const char = String.fromCharCode(unit);
    if (MARK.test(char) && !INVISIBLE.test(char)) {
      kind[unit] = TONE_MARK.test(char) ? KIND.toneMark : KIND.mark;
      single[unit] = 0;
      return;
    }
    const folded = settle(single, char);
    const result = folded.length === 1 ? folded.charCodeAt(0) : 0;
    single[unit] = result;
    if (folded === char) kind[unit] = KIND.plain;
    else if (folded.length === 0) kind[unit] = KIND.invisible;
    else if (folded.length === 1) kind[unit] = kindOfChange(char);
    else {
      kind[unit] = KIND.several;
      several.set(unit, folded);
    }
    if (kind[unit]! > KIND.width) return;
    if (lookalike.has(result)) kind[unit] = KIND.lookalike;
    else if (CLOSERS.includes(String.fromCharCode(result))) kind[unit]! |= KIND.closes;
  };
  if (packed !== undefined) return { unit: packed.unit, single, kind, several, lookalike, resolve };
  for (let unit = 0; unit < 65_536; unit++) single[unit] = unit;
  for (const [first, last] of PLAIN_RANGES) kind.fill(KIND.plain, first, last + 1);
  kind.fill(KIND.surrogate, 0xd800, 0xe000);
  setVariants({ single, kind }, variants.traditional + variants.variants);
  for (const [first, last] of COMMON_RANGES) {
    for (let unit = first; unit <= last; unit++) resolve(unit);
  }
  kind[13] = KIND.carriageReturn;
  single[13] = 10;
  return { unit: scannerUnits({ single, kind }), single, kind, several, lookalike, resolve };
}

/** The kinds whose `single` is all that a scanner has to know. */
const SIMPLE_KINDS: readonly number[] = [
  KIND.plain,
  KIND.width,
  KIND.variant,
  KIND.invisible,
  KIND.carriageReturn,
];

function scannerUnits(table: Pick<FoldTable, 'single' | 'kind'>): Uint16Array {
  const isSimple = new Uint8Array(256);
  for (const kind of SIMPLE_KINDS)
    isSimple.fill(1, kind, kind + 1).fill(1, kind | KIND.closes, (kind | KIND.closes) + 1);
  const unit = Uint16Array.from(table.single);
  for (let code = 0; code < 65_536; code++) {
    if (isSimple[table.kind[code]!] === 0) unit[code] = SLOW;
  }
  return unit;
}

/**
 * What a character outside the Basic Multilingual Plane folds to: '' if it is dropped, `ASTRAL` if
 * nothing in the plane stands for it.
 */
export function foldAstral(table: FoldTable, char: string): string {
  const code = char.codePointAt(0)!;
  // Letters in negative circles and squares have no NFKC form.
  if ((code >= 0x1f150 && code <= 0x1f169) || (code >= 0x1f170 && code <= 0x1f189)) {
    return String.fromCharCode(97 + ((code - 0x1f150) % 32));
  }
  let result = '';
  for (const part of strip(char.normalize('NFKC').toLowerCase())) {
    const unit = part.charCodeAt(0);
    if (part.length > 1) result += part;
    else if (kindOf(table, unit) === KIND.several) result += table.several.get(unit)!;
    else if (table.single[unit] !== 0) result += String.fromCharCode(table.single[unit]!);
  }
  return toPlane(result);
}
