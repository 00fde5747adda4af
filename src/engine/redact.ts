import {
  ADDRESS_PATTERNS,
  longestNumbers,
  NAME_PATTERNS,
  NUMBER_PATTERNS,
} from './redact-patterns.ts';

export type MaskMode = 'full' | 'partial' | 'none';

/** What to hide in a text: returns the text with `*` for every hidden UTF-16 unit, so its length stays. */
export type Redactor = (text: string, names?: readonly string[]) => string;

/**
 * One kind of personal data. `keep` says, for a match, which of its units stay in partial masking: the
 * indices for which it returns true. In full masking every letter and digit of the match is hidden.
 */
export interface Sensitive {
  readonly pattern: RegExp;
  /** What a text has to hold for the pattern to match in it: most texts hold nothing of the kind, and that is quickly seen. */
  readonly needs: Need;
  /** False: the match is something else after all (a date, a hotline). */
  readonly accept?: (match: RegExpMatchArray) => boolean;
  readonly keep: (match: RegExpMatchArray) => (index: number) => boolean;
}

/** At least so many figures in a row but for marks between them, counted at its most; and, or, a match of a cheaper pattern. */
export interface Need {
  /** Of `0` to `9` in either width. */
  readonly digits?: number;
  /** Of these and of figures written as characters. */
  readonly figures?: number;
  readonly sign?: RegExp;
}

/** Punctuation inside a match stays: it shows what the thing was, and tells nothing. */
const CONTENT = /[\p{L}\p{N}]/u;

/** Enough for every text met in tests; each round only turns more units into `*`, so it ends anyway. */
const MAX_ROUNDS = 8;

function hide(match: RegExpMatchArray, isKept: (index: number) => boolean): string {
  const text = match[0];
  let out = '';
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index)!;
    const char = String.fromCodePoint(code);
    if (!CONTENT.test(char)) out += char;
    else if (isKept(index)) out += char;
    else out += '*'.repeat(char.length);
    index += char.length - 1;
  }
  return out;
}

function apply(text: string, kinds: readonly Sensitive[], isFull: boolean): string {
  let result = text;
  const { digits, figures } = longestNumbers(text);
  for (const kind of kinds) {
    const { needs } = kind;
    // What is masked grows no numbers, so those of the text at the beginning are enough to look at.
    if ((needs.digits ?? 0) > digits || (needs.figures ?? 0) > figures) continue;
    if (needs.sign?.test(result) === false) continue;
    let at = 0;
    let out = '';
    for (const match of result.matchAll(kind.pattern)) {
      if (kind.accept !== undefined && !kind.accept(match)) continue;
      out += result.slice(at, match.index) + hide(match, isFull ? () => false : kind.keep(match));
      at = match.index + match[0].length;
    }
    if (at > 0) result = out + result.slice(at);
  }
  return result;
}

/** The names that the record itself brings: all of each but its first character, or all in full masking. */
function hideNames(text: string, names: readonly string[], isFull: boolean): string {
  let result = text;
  for (const name of names) {
    const trimmed = name.trim();
    // One letter is no name, and hiding it everywhere would make the text unreadable.
    if (trimmed.length < 2) continue;
    const first = String.fromCodePoint(trimmed.codePointAt(0)!);
    const kept = isFull ? '*'.repeat(first.length) : first;
    result = result.replaceAll(trimmed, kept + '*'.repeat(trimmed.length - first.length));
  }
  return result;
}

/**
 * Hides phone, identity-card and bank-card numbers, names at a title, `names` of the record, addresses,
 * plates and e-mail addresses (product.md, Personal data).
 *
 * The length in UTF-16 units stays, so places in the masked text are places in the text; applying it twice
 * is applying it once. `partial` leaves a head and a tail (138****5678, 张**先生); `full` leaves nothing of
 * them; `none` changes nothing. Amounts, dates, hotlines (95xxx, 400-…, 12378) and what is masked already
 * stay. Give it whole messages and cut afterwards: half a number cut off at the border of a window is not
 * recognised.
 */
export function createRedactor(mode: MaskMode): Redactor {
  if (mode === 'none') return (text) => text;
  const isFull = mode === 'full';
  const kinds = [...NUMBER_PATTERNS, ...ADDRESS_PATTERNS, ...NAME_PATTERNS];
  return (text, names = []) => {
    // Masking one number may leave a tail that stands beside another: until nothing changes.
    let result = hideNames(text, names, isFull);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const next = apply(result, kinds, isFull);
      if (next === result) break;
      result = next;
    }
    return result;
  };
}
