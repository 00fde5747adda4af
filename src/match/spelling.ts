import type { Automaton } from './automaton.ts';

/** A word that may hide behind its sound, or a well-known disguise of one. */
export interface SpelledWord {
  /** What is meant, folded. */
  readonly text: string;
  /** Looked for in other characters of the same sound, too. */
  readonly sound: boolean;
  /** Rules of kind `disguise` name it. */
  readonly risk: boolean;
  /** Of two characters, it may be typed in letters alone. */
  readonly typed: boolean;
  /** It denies, or says who speaks: of words of the same sound it is the one that is read. */
  readonly cue?: boolean;
  /** A listed disguise: the very form, and the bit of `OP` that it is. */
  readonly listed?: { readonly form: string; readonly op: number };
}

/** An emoji: classes it may stand for, the characters of the same, and the word it is by itself. */
export interface SpelledEmoji {
  readonly classes: readonly number[];
  readonly chars: string;
  readonly icon: string;
}

/**
 * What the passes over sounds and parts need. Every word is a sequence of classes, one for each syllable
 * without its tone; an automaton over classes finds all words that sound like a stretch of text.
 */
export interface SpellingIndex {
  /** Class of each raw unit by its first reading, or one of `SPELLING`; 0 ends a stretch. */
  readonly code: Uint16Array;
  readonly automaton: Omit<Automaton, 'classOf'>;
  /** Words that sound like sequence s: `wordOf[wordStart[s]]` to `wordStart[s + 1]`, numbers for `wordAt`. */
  readonly wordStart: Int32Array;
  readonly wordOf: Int32Array;
  readonly words: PackedWords;
  /** Of each sequence the bits of `WORD` that any of its words has. */
  readonly marks: Uint8Array;
  /**
   * Of each state of the automaton: 255 if a word ends there that characters alone may stand for; else the
   * length of the longest word that rules on disguise name, which tells only where something stands inside it.
   */
  readonly spoken: Uint8Array;
  /** Class of each syllable there is; 0 for those in no word. */
  readonly syllables: Readonly<Record<string, number>>;
  /** Characters read so first, by syllable. */
  readonly chars: Readonly<Record<string, string>>;
  /** Class of each listed run of letters (txl). */
  readonly runs: Readonly<Record<string, number>>;
  /** Classes of a digit, by digit. */
  readonly digits: readonly (readonly number[])[];
  readonly emoji: Readonly<Record<string, SpelledEmoji>>;
  /** Parts and the character that they make. */
  readonly parts: readonly (readonly [string, string])[];
  /** Classes are 1 to this number. */
  readonly classes: number;
}

/** Words as numbers alone: there are tens of thousands, of which a run meets a few. */
export interface PackedWords {
  /** Text of word w: end[w - 1] (0 for the first) to end[w] of `units`. */
  readonly units: Uint16Array;
  readonly end: Int32Array;
  /** Bits of `WORD`. */
  readonly marks: Uint8Array;
  readonly listed: Readonly<Record<number, NonNullable<SpelledWord['listed']>>>;
}

/** Bits of `PackedWords.marks` and `SpellingIndex.marks`. */
export const WORD = { sound: 1, risk: 2, typed: 4, cue: 8 } as const;

function marksOf({ sound, risk, typed, cue }: SpelledWord): number {
  return (
    (sound ? WORD.sound : 0) |
    (risk ? WORD.risk : 0) |
    (typed ? WORD.typed : 0) |
    (cue ? WORD.cue : 0)
  );
}

/** `wordAt` gives each back. */
export function packWords(words: readonly SpelledWord[]): PackedWords {
  const text = words.map((word) => word.text).join('');
  const end = new Int32Array(words.length);
  const listed: Record<number, NonNullable<SpelledWord['listed']>> = {};
  let at = 0;
  for (const [index, word] of words.entries()) {
    at += word.text.length;
    end[index] = at;
    if (word.listed) listed[index] = word.listed;
  }
  return {
    // By length: to iterate a string yields characters, not units.
    units: Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)),
    end,
    marks: Uint8Array.from(words, marksOf),
    listed,
  };
}

/** Word number `at`, below the length of `end`. */
export function wordAt({ units, end, marks, listed }: PackedWords, at: number): SpelledWord {
  const bits = marks[at]!;
  const word = {
    text: String.fromCharCode(...units.subarray(at === 0 ? 0 : end[at - 1]!, end[at]!)),
    sound: (bits & WORD.sound) !== 0,
    risk: (bits & WORD.risk) !== 0,
    typed: (bits & WORD.typed) !== 0,
    ...((bits & WORD.cue) !== 0 && { cue: true }),
  };
  const listing = listed[at];
  return listing === undefined ? word : { ...word, listed: listing };
}

/** Values of `SpellingIndex.code` above all classes. Letters and digits carry their number in the low bits. */
export const SPELLING = {
  letter: 0xfe00,
  digit: 0xfe40,
  skip: 0xff00,
  /** Dropped by folding: it counts for nothing. */
  drop: 0xff01,
  mask: 0xff02,
  /** An emoji of the Basic Multilingual Plane, or a character beyond it. */
  emoji: 0xff03,
  /** A part that is no character. */
  part: 0xff04,
  /** Raw text alone cannot tell. */
  suspect: 0xff05,
} as const;

const MAX_RUN = 40;

/** Lengths of the syllables that `run` splits into completely, the longest first; null if it does not. */
export function splitRun(
  syllables: Readonly<Record<string, number>>,
  run: string,
): readonly number[] | null {
  if (run.length > MAX_RUN) return null;
  const dead = new Set<number>();
  const lengths: number[] = [];
  const split = (at: number): boolean => {
    if (at === run.length) return true;
    if (dead.has(at)) return false;
    for (let length = Math.min(6, run.length - at); length > 0; length--) {
      if (syllables[run.slice(at, at + length)] === undefined) continue;
      lengths.push(length);
      if (split(at + length)) return true;
      lengths.pop();
    }
    dead.add(at);
    return false;
  };
  return split(0) ? lengths : null;
}

/** The words of an index by their places in `wordOf`. Read when first met: there are tens of thousands. */
export function createWordReader({ words, wordOf }: SpellingIndex): (at: number) => SpelledWord {
  const known = new Array<SpelledWord | undefined>(words.end.length);
  return (at) => {
    const number = wordOf[at]!;
    let word = known[number];
    if (word === undefined) {
      word = wordAt(words, number);
      known[number] = word;
    }
    return word;
  };
}
