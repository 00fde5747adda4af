import { ASTRAL } from '../model/view.ts';
import type { VariantTables } from './normalize-variants.ts';

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
  /** The folded unit can end a placeholder, a control tag or a reading. */
  closes: 16,
} as const;

/** What every unit of the Basic Multilingual Plane folds to (N1 to N5), one entry for each of the 65,536. */
export interface FoldTable {
  /**
   * For scanners of raw text: the folded unit, 0 = dropped, `SLOW` = depends on more than this unit or
   * gives several (marks, surrogates, letters with accents, bopomofo, look-alike letters, `㈱`).
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
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufffe\uffff]/u;
const MARK = /\p{M}/u;
const SPACE = /[\p{Zs}\u2800]/u;
/** Macron, acute, caron, grave; the breve is often typed for the caron. */
const TONE_MARK = /[\u0300\u0301\u0304\u0306\u030c]/;
/** Letters whose accents are dropped with the marks: Latin, Greek and Cyrillic, not kana or Hangul. */
const ACCENTED = /[\u00c0-\u052f\u1e00-\u1fff]/;
const SPECIAL =
  /[\p{M}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zs}\u2800\u2028\u2029\ufffe\uffff\u00c0-\u052f\u1e00-\u1fff]/gu;
/** Surely folded: saves the second round for nine of ten forms. */
const SETTLED = /^[a-z0-9\u3400-\ud7a3]*$/;
const CLOSERS = '}])】#>sd';

/** Units that no step changes but for the variant tables: Han, Yi, Hangul, surrogates, private use. */
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

/** Characters that `strip` or NFKC may change, each with what NFKC and lower case make of it. */
function compatibilityForms(): (readonly [number, string])[] {
  const units: number[] = [];
  let next = 0;
  for (const [first, last] of PLAIN_RANGES) {
    for (let unit = next; unit < first; unit++) if (unit !== 10) units.push(unit);
    next = last + 1;
  }
  for (let unit = next; unit < 65_536; unit++) units.push(unit);
  // One call for all, with line feeds between, so that neighbours do not compose: a call for each takes
  // ten times as long. A line feed is made by no character and changed by no step.
  const joined = units.map((unit) => String.fromCharCode(unit)).join('\n');
  const forms = joined.normalize('NFKC').toLowerCase().split('\n');
  const special = new Set<number>();
  for (const match of joined.matchAll(SPECIAL)) special.add(match[0].charCodeAt(0));
  const found: (readonly [number, string])[] = [];
  for (const [index, unit] of units.entries()) {
    const form = forms[index]!;
    if (special.has(unit) || form.length !== 1 || form.charCodeAt(0) !== unit) {
      found.push([unit, form]);
    }
  }
  return found;
}

function setVariants(table: { single: Uint16Array; kind: Uint8Array }, pairs: string): void {
  for (let i = 0; i < pairs.length; i += 2) {
    const unit = pairs.charCodeAt(i);
    table.single[unit] = pairs.charCodeAt(i + 1);
    table.kind[unit] = KIND.variant;
  }
}

/**
 * Builds the table from the committed variant tables; some 10 ms, so it is made once and kept.
 *
 * Every entry is folded until nothing changes, which is what makes folding twice the same as once.
 */
export function createFoldTable(variants: VariantTables): FoldTable {
  const single = new Uint16Array(65_536);
  const kind = new Uint8Array(65_536);
  const several = new Map<number, string>();
  const lookalike = new Map<number, number>();
  for (let unit = 0; unit < 65_536; unit++) single[unit] = unit;
  setVariants({ single, kind }, variants.traditional);
  setVariants({ single, kind }, variants.variants);

  const settle = (char: string): string => {
    let now = char;
    for (let step = 0; step < 8; step++) {
      const before = now;
      now = '';
      for (const part of strip(before.normalize('NFKC').toLowerCase())) {
        now += part.length === 1 ? String.fromCharCode(single[part.charCodeAt(0)]!) : part;
      }
      if (now === before || SETTLED.test(now)) break;
    }
    return now;
  };
  for (const [unit, form] of compatibilityForms()) {
    const char = String.fromCharCode(unit);
    if (MARK.test(char) && !INVISIBLE.test(char)) {
      kind[unit] = TONE_MARK.test(char) ? KIND.toneMark : KIND.mark;
      single[unit] = 0;
      continue;
    }
    const folded = toPlane(settle(form));
    if (folded === char) continue;
    single[unit] = folded.length === 1 ? folded.charCodeAt(0) : 0;
    if (folded.length === 0) kind[unit] = KIND.invisible;
    else if (folded.length > 1) {
      kind[unit] = KIND.several;
      several.set(unit, folded);
    } else if (kind[unit] !== KIND.variant) {
      const marks = ACCENTED.test(char) ? char.normalize('NFD').slice(1) : '';
      kind[unit] = marks === '' ? KIND.width : TONE_MARK.test(marks) ? KIND.toned : KIND.accent;
    }
  }
  const forms = variants.traditional + variants.variants;
  for (let i = 0; i < forms.length; i += 2) {
    const unit = forms.charCodeAt(i);
    while (kind[single[unit]!] === KIND.variant) single[unit] = single[single[unit]!]!;
  }
  for (let i = 0; i < variants.lookalikes.length; i += 2) {
    const unit = variants.lookalikes.charCodeAt(i);
    lookalike.set(unit, variants.lookalikes.charCodeAt(i + 1));
    if (kind[unit] === KIND.plain) kind[unit] = KIND.lookalike;
  }
  kind.fill(KIND.surrogate, 0xd800, 0xe000);
  kind[13] = KIND.carriageReturn;
  single[13] = 10;

  // Capitals that fold to one, too; what is plain and none is passed over.
  for (let code = 0; code < 65_536; code++) {
    if (kind[code] === KIND.width && lookalike.has(single[code]!)) kind[code] = KIND.lookalike;
  }

  const unit = scannerUnits({ single, kind });
  const closers = new Uint8Array(65_536);
  for (const char of CLOSERS) closers[char.charCodeAt(0)] = 1;
  for (let code = 0; code < 65_536; code++) {
    if (kind[code]! <= KIND.variant && closers[single[code]!] === 1) kind[code]! |= KIND.closes;
  }
  return { unit, single, kind, several, lookalike };
}

const SLOW_KINDS: ReadonlySet<number> = new Set([
  KIND.accent,
  KIND.toned,
  KIND.mark,
  KIND.toneMark,
  KIND.several,
  KIND.surrogate,
  KIND.lookalike,
]);

function scannerUnits(table: Pick<FoldTable, 'single' | 'kind'>): Uint16Array {
  const unit = Uint16Array.from(table.single);
  for (let code = 0; code < 65_536; code++)
    if (SLOW_KINDS.has(table.kind[code]!)) unit[code] = SLOW;
  // Bopomofo may be a reading in brackets.
  unit.fill(SLOW, 0x3100, 0x3130);
  unit.fill(SLOW, 0x31a0, 0x31c0);
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
    else if (table.kind[unit] === KIND.several) result += table.several.get(unit)!;
    else if (table.single[unit] !== 0) result += String.fromCharCode(table.single[unit]!);
  }
  return toPlane(result);
}
