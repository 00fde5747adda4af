import { MAX_TERM_LENGTH } from './automaton.ts';
import {
  createWordReader,
  SPELLING,
  type SpelledEmoji,
  type SpellingIndex,
  WORD,
} from './spelling.ts';
import { createRuns } from './spelling-runs.ts';
import { CODE_NEIGHBOURS, MAX_SEPARATORS, NUMBER_NEIGHBOURS, TOKEN } from './spelling-tricks.ts';
import { type Alphabet, createVerifier } from './spelling-verify.ts';

const DOT = 0x2e;
const FIRST_LETTER = 0x61;
/** Of two letters, and as much as one. */
const INITIALS = new Set(['zh', 'ch', 'sh']);

function isLetter(code: number): boolean {
  return code >= SPELLING.letter && code < SPELLING.digit;
}

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
 * nothing but characters, numbers, punctuation and letters that stand for nothing, and no word that characters alone
 * may stand for. It writes
 * nothing down, so most messages cost it one step of the automaton a character.
 */
export function createSpellingGate(
  index: SpellingIndex,
  alphabet: Alphabet,
): (text: string) => boolean {
  const { code: codes, spoken } = index;
  const { base, check, fail } = index.automaton;
  const rootBase = base[0]!;
  const verifier = createVerifier(codes, alphabet);
  const wordHere = createWordReader(index);
  const size = MAX_TERM_LENGTH;
  /** Characters side by side, as the scan of sounds takes them down. */
  const scan = {
    text: '',
    start: new Int32Array(size),
    kind: new Uint8Array(size).fill(TOKEN.han),
    edge: new Uint8Array(size).fill(3),
    emojiOf: new Map<number, SpelledEmoji>(),
  };
  /** True if a word that sounds so is written there in other characters, and none of them as it is. */
  const isSpelled = (sequence: number, length: number, text: string, end: number): boolean => {
    const { wordStart } = index;
    scan.text = text;
    for (let i = 0; i < length; i++) scan.start[i] = end - length + i;
    for (let at = wordStart[sequence]!; at < wordStart[sequence + 1]!; at++) {
      const word = wordHere(at);
      if (!word.listed && verifier.isPlain(text, scan.start, word.text, 0, length)) return false;
    }
    for (let at = wordStart[sequence]!; at < wordStart[sequence + 1]!; at++)
      if (verifier.verify(scan, wordHere(at), 0, length) !== null) return true;
    return false;
  };
  /** False if the words that end there are written as they always are, or as nobody hides them, with nothing between. */
  const isSpoken = (state: number, text: string, end: number, together: number): boolean => {
    const { marks } = index;
    const { outStart, outTerms, termLength } = index.automaton;
    for (let out = outStart[state]!; out < outStart[state + 1]!; out++) {
      const sequence = outTerms[out]!;
      const mark = marks[sequence]!;
      const length = termLength[sequence]!;
      if (length > together) {
        if ((mark & (WORD.sound | WORD.risk)) !== 0) return true;
      } else if ((mark & WORD.sound) !== 0 && isSpelled(sequence, length, text, end)) return true;
    }
    return false;
  };
  const { split } = createRuns(index);
  /** Whether the letters that begin at `from` stand for nothing, as the scan of sounds reads them: a code, or no syllables. */
  const isIdle = (text: string, from: number, to: number): boolean => {
    const after = to < text.length ? text.charCodeAt(to) : 0;
    // Beyond what is passed over more of them may follow.
    if (to - from < 2 || codes[after]! >= SPELLING.skip || after === DOT) return false;
    if (
      CODE_NEIGHBOURS[after] === 1 ||
      (from > 0 && CODE_NEIGHBOURS[text.charCodeAt(from - 1)] === 1)
    )
      return true;
    let run = '';
    for (let i = from; i < to; i++)
      run += String.fromCharCode(FIRST_LETTER + codes[text.charCodeAt(i)]! - SPELLING.letter);
    return index.runs[run] === undefined && !INITIALS.has(run) && split(run) === null;
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
      } else if (code < SPELLING.digit) {
        let end = i + 1;
        while (end < length && isLetter(codes[text.charCodeAt(end)]!)) end++;
        if (!isIdle(text, i, end)) return true;
        i = end - 1;
        state = 0;
      } else if (code < SPELLING.skip) {
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
