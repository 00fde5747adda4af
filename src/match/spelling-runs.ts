import { OP } from '../model/view.ts';
import {
  type PackedWords,
  type SpelledWord,
  type SpellingIndex,
  splitRun,
  WORD,
  wordAt,
} from './spelling.ts';

/** English words and abbreviations that are also syllables: alone, they stand for nothing. */
const COMMON_SYLLABLES = new Set('ai pin me he long sun fan you can she die ban song'.split(' '));
/** Names and English words that split into syllables. */
const COMMON_RUNS = new Set(['shanghai', 'women']);
const MAX_KNOWN_RUNS = 4096;

/** How runs of letters are read. */
export interface Runs {
  /** Lengths of the syllables of a run; null if it stands for nothing. */
  readonly split: (run: string) => readonly number[] | null;
  /** Classes of the syllables that begin with these letters. */
  readonly initialsOf: (letters: string) => readonly number[];
}

/** Builds the reader of runs; it remembers what it has read, since most messages hold the same few. */
export function createRuns(index: SpellingIndex): Runs {
  const runs = new Map<string, readonly number[] | null>();
  const initials = new Map<string, readonly number[]>();
  return {
    split: (run) => {
      let lengths = runs.get(run);
      if (lengths === undefined) {
        const isCommon = COMMON_RUNS.has(run) || COMMON_SYLLABLES.has(run);
        lengths = isCommon ? null : splitRun(index.syllables, run);
        if (runs.size >= MAX_KNOWN_RUNS) runs.clear();
        runs.set(run, lengths);
      }
      return lengths;
    },
    initialsOf: (letters) => {
      let found = initials.get(letters);
      if (!found) {
        found = Object.entries(index.syllables)
          .filter(([syllable, code]) => code !== 0 && syllable.startsWith(letters))
          .map(([, code]) => code);
        initials.set(letters, found);
      }
      return found;
    },
  };
}

type MaskPlaces = ReadonlyMap<number, readonly (readonly [word: SpelledWord, at: number])[]>;

/** Words that may be masked, with the place of the mask, by the character before it, or else behind it. */
export interface Maskable {
  readonly after: MaskPlaces;
  readonly before: MaskPlaces;
}

/**
 * Amounts and dates are masked far more often than words, so a mask is looked at only beside a character
 * of a word that may be masked: one that rules on disguise name, of three characters or more, or a listed
 * one. `classOf` gives the class of a folded unit, the key of both maps.
 */
export function indexMaskable(words: PackedWords, classOf: Uint16Array): Maskable {
  const after = new Map<number, (readonly [SpelledWord, number])[]>();
  const before = new Map<number, (readonly [SpelledWord, number])[]>();
  for (const [index, bits] of words.marks.entries()) {
    if ((bits & WORD.risk) === 0) continue;
    const word = wordAt(words, index);
    const mayBeMasked = word.listed ? word.listed.op === OP.masked : word.text.length > 2;
    if (!mayBeMasked) continue;
    for (let at = 0; at < word.text.length; at++) {
      const lists = at > 0 ? after : before;
      const unit = classOf[word.text.charCodeAt(at > 0 ? at - 1 : 1)]!;
      const list = lists.get(unit) ?? [];
      list.push([word, at]);
      lists.set(unit, list);
    }
  }
  return { after, before };
}
