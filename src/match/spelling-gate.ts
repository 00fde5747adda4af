import { SPELLING, type SpellingIndex, WORD, wordAt } from './spelling.ts';
import { MAX_SEPARATORS, NUMBER_NEIGHBOURS } from './spelling-tricks.ts';

/** `SpellingIndex.spoken` of an automaton whose sequences have these marks. */
export function indexSpoken(
  { outStart, outTerms, termLength }: SpellingIndex['automaton'],
  marks: Uint8Array,
): Uint8Array {
  return Uint8Array.from({ length: outStart.length - 1 }, (_, state) => {
    let longest = 0;
    for (let out = outStart[state]!; out < outStart[state + 1]!; out++) {
      const mark = marks[outTerms[out]!]!;
      if ((mark & WORD.sound) !== 0) return 255;
      if ((mark & WORD.risk) !== 0) longest = Math.max(longest, termLength[outTerms[out]!]!);
    }
    return longest;
  });
}

/**
 * A quick look at raw text: false where the passes over sounds and parts can find nothing, because it holds
 * nothing but characters, numbers and punctuation, and no word that characters alone may stand for. It writes
 * nothing down, so most messages cost it one step of the automaton a character.
 */
export function createSpellingGate(index: SpellingIndex): (text: string) => boolean {
  const { code: codes, spoken } = index;
  const { base, check, fail } = index.automaton;
  const rootBase = base[0]!;
  const wordsOf = new Map<number, readonly string[]>();
  /** True if a word of the sequence stands there as it is; `end` is behind it. */
  const isWord = (sequence: number, text: string, end: number): boolean => {
    let words = wordsOf.get(sequence);
    if (words === undefined) {
      words = Array.from(
        index.wordOf.subarray(index.wordStart[sequence]!, index.wordStart[sequence + 1]!),
        (word) => wordAt(index.words, word).text,
      );
      wordsOf.set(sequence, words);
    }
    for (const word of words) {
      let at = word.length;
      while (at > 0 && word.charCodeAt(at - 1) === text.charCodeAt(end - word.length + at - 1))
        at--;
      if (at === 0) return true;
    }
    return false;
  };
  /** False if the words that end there are written as they always are, with nothing between. */
  const isSpoken = (state: number, text: string, end: number, together: number): boolean => {
    const { marks } = index;
    const { outStart, outTerms, termLength } = index.automaton;
    for (let out = outStart[state]!; out < outStart[state + 1]!; out++) {
      const sequence = outTerms[out]!;
      if ((marks[sequence]! & (WORD.sound | WORD.risk)) === 0) continue;
      const length = termLength[sequence]!;
      if (length > together || !isWord(sequence, text, end)) return true;
    }
    return false;
  };
  return (text) => {
    const { length } = text;
    let state = 0;
    let previous = 0;
    let doubles = 0;
    let gap = 0;
    // Characters since the last separator.
    let together = 254;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      const code = codes[unit]!;
      if (code === 0) {
        state = 0;
      } else if (code < SPELLING.letter) {
        // 伤伤伤门 and 伤伤门门 are taken together by the squeezed view.
        if (unit === previous && ++doubles > 1) return true;
        previous = unit;
        let next = base[state]! + code;
        while (check[next] !== state) {
          if (state === 0) {
            next = 0;
            break;
          }
          state = fail[state]!;
          next = (state === 0 ? rootBase : base[state]!) + code;
        }
        state = next;
        gap = 0;
        if (together < 254) together++;
        if (spoken[state]! > together) {
          if (spoken[state] !== 255 || isSpoken(state, text, i + 1, together)) return true;
        }
      } else if (code >= SPELLING.digit && code < SPELLING.skip) {
        let end = i + 1;
        while (
          end < length &&
          codes[text.charCodeAt(end)]! >= SPELLING.digit &&
          codes[text.charCodeAt(end)]! < SPELLING.skip
        )
          end++;
        // A number of several digits stands for nothing, nor does one beside a unit of measure.
        const isNumber =
          end > i + 1 ||
          (i > 0 && NUMBER_NEIGHBOURS[text.charCodeAt(i - 1)] === 1) ||
          (end < length && NUMBER_NEIGHBOURS[text.charCodeAt(end)] === 1);
        if (!isNumber) return true;
        i = end - 1;
        state = 0;
      } else if (code === SPELLING.skip) {
        together = 0;
        if (++gap > MAX_SEPARATORS) state = 0;
      } else return true;
    }
    return false;
  };
}
