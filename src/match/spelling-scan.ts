import { OP } from '../model/view.ts';
import {
  createWordReader,
  SPELLING,
  type SpelledEmoji,
  type SpelledWord,
  type SpellingIndex,
  WORD,
} from './spelling.ts';
import { createRuns, indexMaskable, type Maskable } from './spelling-runs.ts';
import { CODE_NEIGHBOURS, MAX_SEPARATORS, NUMBER_NEIGHBOURS, TOKEN } from './spelling-tricks.ts';
import { type Alphabet, createVerifier, type Speller, type Spelling } from './spelling-verify.ts';

/** Syllables from which on a word may stand inside a run of letters. */
const LONG_RUN = 4;
/** Longest stretch looked at on each side of a token that may be read in several ways. */
const MAX_WORD = 12;
const DOT = 0x2e;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Builds the scanner of one index; its buffers are used again for every text. */
export function createSpeller(index: SpellingIndex, alphabet: Alphabet): Speller {
  const { code: codes, automaton, marks, wordStart } = index;
  const { base, check, fail, outStart, outTerms, termLength } = automaton;
  const wordHere = createWordReader(index);
  let isApart = false;
  let start = new Int32Array(1024);
  let end = new Int32Array(1024);
  let kind = new Uint8Array(1024);
  /** 1: a word may begin there, 2: it may end there. */
  let edge = new Uint8Array(1024);
  /** Class of a token; 0 if there are several or none. */
  let cls = new Uint16Array(1024);
  let count = 0;
  let state = 0;
  let gap = 0;
  let foreign = -9;
  let text = '';
  let spellings: Spelling[] = [];
  /** Classes of the tokens that may be read in several ways; null stands for all. */
  const wild = new Map<number, readonly number[] | null>();
  const emojiOf = new Map<number, SpelledEmoji>();
  const { split, initialsOf } = createRuns(index);
  const verifier = createVerifier(codes, alphabet);
  let masks: Maskable | undefined;
  const maskable = (): Maskable => {
    masks ??= indexMaskable(index.words, alphabet.folded);
    return masks;
  };

  const ensureSize = (needed: number): void => {
    if (needed <= start.length) return;
    const size = Math.max(needed, start.length * 2);
    start = new Int32Array(size);
    end = new Int32Array(size);
    kind = new Uint8Array(size);
    edge = new Uint8Array(size);
    cls = new Uint16Array(size);
  };

  const verify = (word: SpelledWord, at: number, size: number): Spelling | null =>
    verifier.verify({ text, start, kind, edge, emojiOf }, word, at, size);

  const add = (sequence: number, first: number): void => {
    // 身份证 is no disguise of 身分证.
    for (let at = wordStart[sequence]!; foreign < first && at < wordStart[sequence + 1]!; at++) {
      const word = wordHere(at);
      if (!word.listed && verifier.isPlain(text, start, word.text, first, termLength[sequence]!))
        return;
    }
    for (let at = wordStart[sequence]!; at < wordStart[sequence + 1]!; at++) {
      const found = verify(wordHere(at), first, termLength[sequence]!);
      if (found) spellings.push(found);
    }
  };

  /** All sequences that end with the last token. */
  const visit = (): void => {
    for (let o = outStart[state]!; o < outStart[state + 1]!; o++) {
      const sequence = outTerms[o]!;
      const first = count - termLength[sequence]!;
      // Words of two characters abound, and only a few of them are looked for in characters alone.
      const mark = marks[sequence]!;
      if (foreign >= first || (mark & WORD.sound) !== 0) add(sequence, first);
      // Between the characters of words that rules on disguise name something may stand.
      if ((mark & WORD.risk) !== 0 && end[count - 1]! - start[first]! > termLength[sequence]!)
        isApart = true;
    }
  };

  const step = (code: number): void => {
    let next = base[state]! + code;
    while (check[next] !== state) {
      if (state === 0) {
        next = 0;
        break;
      }
      state = fail[state]!;
      next = base[state]! + code;
    }
    state = next;
    if (outStart[state] !== outStart[state + 1]) visit();
  };

  const push = (which: number, code: number, from: number, to: number, edges: number): void => {
    start[count] = from;
    end[count] = to;
    kind[count] = which;
    edge[count] = edges;
    cls[count] = code;
    if (which !== TOKEN.han) foreign = count;
    count++;
    gap = 0;
    if (code === 0) state = 0;
    else step(code);
  };

  const stop = (at: number): void => {
    state = 0;
    gap = 0;
    if (count > 0 && kind[count - 1] !== TOKEN.none) push(TOKEN.none, 0, at, at + 1, 3);
  };

  const letterAt = (at: number): number => {
    const code = codes[text.charCodeAt(at)] ?? 0;
    return code >= SPELLING.letter && code < SPELLING.digit ? code - SPELLING.letter : -1;
  };

  const isDigitAt = (at: number): boolean => {
    const code = at < text.length ? codes[text.charCodeAt(at)]! : 0;
    return code >= SPELLING.digit && code < SPELLING.skip;
  };

  const isHanAt = (at: number): boolean => {
    const code = at < text.length ? codes[text.charCodeAt(at)]! : 0;
    // What is behind a separator is looked at when it comes.
    return (code > 0 && code < SPELLING.letter) || code === SPELLING.skip || code === SPELLING.drop;
  };

  /** What may be read in several ways counts only beside a character: most digits and letters do not. */
  const pushWild = (
    which: number,
    ways: readonly number[],
    code: number,
    from: number,
    to: number,
  ): void => {
    const isBeside = (count > 0 && kind[count - 1] === TOKEN.han) || isHanAt(to);
    if (isBeside) wild.set(count, ways);
    push(isBeside ? which : TOKEN.none, code, from, to, 3);
  };

  const pushMask = (from: number, to: number): void => {
    const before = count > 0 && kind[count - 1] === TOKEN.han ? start[count - 1]! : -1;
    const isMaskable =
      (before >= 0 && maskable().after.has(alphabet.raw[text.charCodeAt(before)]!)) ||
      (isHanAt(to) &&
        (codes[text.charCodeAt(to)]! >= SPELLING.letter ||
          maskable().before.has(alphabet.raw[text.charCodeAt(to)]!)));
    if (isMaskable) wild.set(count, null);
    push(isMaskable ? TOKEN.mask : TOKEN.none, 0, from, to, 3);
  };

  /** Tokens of the run of letters that begins at `from`; returns where it ends. */
  const pushRun = (from: number): number => {
    let to = from;
    while (to < text.length && letterAt(to) >= 0) to++;
    const before = from > 0 ? text.charCodeAt(from - 1) : 0;
    const after = to < text.length ? text.charCodeAt(to) : 0;
    const isDotted =
      (before === DOT && letterAt(from - 2) >= 0) || (after === DOT && letterAt(to + 1) >= 0);
    if (isDotted || CODE_NEIGHBOURS[before] === 1 || CODE_NEIGHBOURS[after] === 1) {
      push(TOKEN.none, 0, from, to, 3);
      return to;
    }
    let run = '';
    for (let at = from; at < to; at++) run += LETTERS[letterAt(at)]!;
    const listed = index.runs[run] ?? 0;
    // An x is as often a mask as a letter: x安机关.
    if (run === 'x') pushMask(from, to);
    else if (run.length === 1 || run === 'zh' || run === 'ch' || run === 'sh') {
      pushWild(TOKEN.initial, initialsOf(run), listed, from, to);
    } else if (listed !== 0) push(TOKEN.run, listed, from, to, 3);
    else {
      const lengths = split(run);
      if (lengths === null) {
        push(TOKEN.none, 0, from, to, 3);
      } else {
        let at = from;
        for (const [i, length] of lengths.entries()) {
          const isLong = lengths.length >= LONG_RUN;
          const edges = (isLong || i === 0 ? 1 : 0) + (isLong || i === lengths.length - 1 ? 2 : 0);
          const syllable = run.slice(at - from, at - from + length);
          push(TOKEN.syllable, index.syllables[syllable]!, at, at + length, edges);
          at += length;
        }
      }
    }
    return to;
  };

  /** From state `at` with `token` as the next one: every word that is met on the way. */
  const walk = (first: number, token: number, at: number, seen: boolean): void => {
    if (token >= count || token - first >= MAX_WORD) return;
    const ways = wild.get(token);
    const enter = (code: number): void => {
      const next = base[at]! + code;
      if (check[next] !== at || next === 0) return;
      const met = seen || ways !== undefined;
      if (met) {
        for (let o = outStart[next]!; o < outStart[next + 1]!; o++) {
          if (termLength[outTerms[o]!] === token - first + 1) add(outTerms[o]!, first);
        }
      }
      walk(first, token + 1, next, met);
    };
    if (ways === undefined) {
      if (cls[token] !== 0) enter(cls[token]!);
    } else for (const code of ways ?? []) enter(code);
  };

  const findMasked = (mask: number): void => {
    const unitAt = (token: number): number =>
      token >= 0 && token < count && kind[token] === TOKEN.han
        ? alphabet.raw[text.charCodeAt(start[token]!)]!
        : -1;
    const near = [
      ...(maskable().after.get(unitAt(mask - 1)) ?? []),
      ...(maskable().before.get(unitAt(mask + 1)) ?? []),
    ];
    for (const [word, at] of near) {
      const first = mask - at;
      if (first < 0 || first + word.text.length > count) continue;
      const found = verify(word, first, word.text.length);
      if (found) spellings.push(found);
    }
  };

  const walkWilds = (): void => {
    for (const [token, ways] of wild) {
      if (ways === null) {
        findMasked(token);
        continue;
      }
      for (let first = token; first >= 0 && token - first < MAX_WORD; first--) {
        // An earlier token with several readings has walked over this one already.
        if (kind[first] === TOKEN.none || (first < token && wild.has(first))) break;
        walk(first, first, 0, false);
      }
    }
  };

  /** Letters that only folding (j\u200bing) or squeezing (j i n g) brings together. */
  const goesOn = (from: number, to: number): boolean => {
    let at = to;
    let dropped = false;
    for (; at < text.length; at++) {
      const code = codes[text.charCodeAt(at)]!;
      if (code === SPELLING.drop) dropped = true;
      else if (code !== SPELLING.skip) break;
    }
    if (at === to || at >= text.length || letterAt(at) < 0) return false;
    if (dropped) return true;
    const following = at + 2 < text.length ? codes[text.charCodeAt(at + 1)]! : 0;
    return to - from === 1 && following === SPELLING.skip && letterAt(at + 2) >= 0;
  };

  const begin = (of: string): void => {
    text = of;
    ensureSize(of.length * 2 + 8);
    count = 0;
    state = 0;
    gap = 0;
    foreign = -9;
    spellings = [];
    isApart = false;
    if (wild.size > 0) wild.clear();
    if (emojiOf.size > 0) emojiOf.clear();
  };

  const pushOther = (code: number, at: number): void => {
    if (code < SPELLING.skip) {
      const before = at > 0 ? text.charCodeAt(at - 1) : 0;
      const after = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
      const isNumber = NUMBER_NEIGHBOURS[before] === 1 || NUMBER_NEIGHBOURS[after] === 1;
      if (isNumber) push(TOKEN.none, 0, at, at + 1, 3);
      else pushWild(TOKEN.digit, index.digits[code - SPELLING.digit]!, 0, at, at + 1);
    } else if (code === SPELLING.skip) {
      gap++;
      if (gap > MAX_SEPARATORS) stop(at);
    } else if (code === SPELLING.mask) pushMask(at, at + 1);
    // Folding takes out what is dropped.
    else if (code !== SPELLING.drop) stop(at);
  };

  return {
    scan: (of, emojiAt) => {
      begin(of);
      let hasParts = false;
      for (let i = 0; i < of.length; i++) {
        const code = codes[of.charCodeAt(i)]!;
        if (code === SPELLING.part) hasParts = true;
        if (code === 0) stop(i);
        else if (code < SPELLING.letter) push(TOKEN.han, code, i, i + 1, 3);
        else if (code < SPELLING.digit) i = pushRun(i) - 1;
        else if (code === SPELLING.emoji) {
          const emoji = emojiAt(i);
          if (emoji === undefined) stop(i);
          else {
            emojiOf.set(count, emoji);
            wild.set(count, emoji.classes);
            push(TOKEN.emoji, 0, i, i + 1, 3);
          }
        } else pushOther(code, i);
      }
      walkWilds();
      hasParts ||= spellings.some((spelling) => spelling.word.listed?.op === OP.parts);
      return { tokens: { start, end, kind }, spellings, hasParts };
    },
    mayHold: (of) => {
      begin(of);
      const starts = start;
      const ends = end;
      const kinds = kind;
      const edges = edge;
      const classes = cls;
      let previous = 0;
      let repeats = 0;
      let doubledAt = -9;
      let drops = 0;
      for (let i = 0; i < of.length; i++) {
        const unit = of.charCodeAt(i);
        const code = codes[unit]!;
        if (code === 0) {
          if (count > 0 && kinds[count - 1] !== TOKEN.none) stop(i);
          gap = 0;
          continue;
        }
        if (code < SPELLING.letter) {
          // 伤伤伤门 and 伤伤门门 are taken together by the squeezed view.
          if (unit === previous) {
            if (repeats === 1 && count - doubledAt === 1) return true;
            if (repeats === 1 || count - doubledAt === 2) return true;
            repeats = 1;
            doubledAt = count;
          } else repeats = 0;
          previous = unit;
          starts[count] = i;
          ends[count] = i + 1;
          kinds[count] = TOKEN.han;
          edges[count] = 3;
          classes[count] = code;
          count++;
          gap = 0;
          // As in `step`; here, four of five characters end up at the root.
          let at = state;
          let next = base[at]! + code;
          while (check[next] !== at) {
            if (at === 0) {
              next = 0;
              break;
            }
            at = fail[at]!;
            next = base[at]! + code;
          }
          state = next;
          if (outStart[next] !== outStart[next + 1]) {
            visit();
            if (isApart || spellings.length > 0) return true;
          }
        } else if (code < SPELLING.digit) {
          const from = i;
          i = pushRun(i) - 1;
          if (spellings.length > 0 || goesOn(from, i + 1)) return true;
        } else if (code === SPELLING.drop) {
          // One comes with copied text; of more, some may stand within a word.
          drops++;
          if (drops > 1) return true;
        } else if (code >= SPELLING.emoji) return true;
        else if (code >= SPELLING.skip || !isDigitAt(i + 1)) pushOther(code, i);
        else {
          // A number of several digits stands for nothing.
          while (isDigitAt(i + 1)) i++;
          stop(i);
        }
      }
      if (wild.size > 0) walkWilds();
      return spellings.length > 0;
    },
  };
}
