import { OP } from '../model/view.ts';
import {
  SPELLING,
  type SpelledEmoji,
  type SpelledWord,
  type SpellingIndex,
  splitRun,
} from './spelling.ts';

/** What a syllable of a text is written with. */
export const TOKEN = {
  none: 0,
  han: 1,
  syllable: 2,
  run: 3,
  initial: 4,
  digit: 5,
  emoji: 6,
  mask: 7,
} as const;

/** A word found behind other characters; half-open in the tokens of the scan. */
export interface Spelling {
  readonly first: number;
  readonly last: number;
  readonly word: SpelledWord;
  /** Bit of `OP` of each token that is not the character itself, else 0. */
  readonly ops: readonly number[];
  readonly cost: number;
  /** Written with characters alone: none of those that differ may be part of another word. */
  readonly isHan: boolean;
}

/** How raw or folded units are compared: equal values mean the same character after folding. */
export interface Alphabet {
  /** Class of a raw unit in the automaton over characters. */
  readonly raw: Uint16Array;
  /** The same of a folded unit. */
  readonly folded: Uint16Array;
}

/** The tokens of the text scanned last, as parallel arrays; half-open in its units. */
export interface SpellingTokens {
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly kind: Uint8Array;
}

export interface SpellingScan {
  readonly tokens: SpellingTokens;
  readonly spellings: readonly Spelling[];
  /** The text holds characters taken apart, or what looks so. */
  readonly hasParts: boolean;
}

export interface Speller {
  /**
   * All words of the index that folded text holds in disguise, in no order, some over one another.
   * `emojiAt` names the emoji behind a unit.
   */
  readonly scan: (text: string, emojiAt: (at: number) => SpelledEmoji | undefined) => SpellingScan;
  /** A fast test on raw text: false if no view of it can hold a word in disguise. */
  readonly mayHold: (text: string) => boolean;
}

const MAX_SEPARATORS = 3;
/** Syllables from which on a word may stand inside a run of letters. */
const LONG_RUN = 4;
const MAX_KNOWN_RUNS = 4096;
/** Longest stretch looked at on each side of a token that may be read in several ways. */
const MAX_WORD = 12;
/** Beside a digit, these make it a number, a date, an amount, an address. */
const NUMBER_NEIGHBOUR = /[0-9月日号點点期楼栋元年%块天个次折万千百时分秒层室倍岁位份:.]/;
/** Beside letters, these make them an account, an address of a page or a code. */
const CODE_NEIGHBOUR = /[0-9@_/\\=&%]/;
/** English words and abbreviations that are also syllables: alone, they stand for nothing. */
const COMMON_SYLLABLES = new Set('ai pin me he long sun fan you can she die ban song'.split(' '));
/** Names and English words that split into syllables. */
const COMMON_RUNS = new Set(['shanghai', 'women']);

/** Characters that are words of grammar: they stand for themselves. */
const PARTICLES =
  '吗吧的了呢啊呀嘛着过在是有会就都也还和与及或你我他她它们这那不没到去来给无得再又已以向说说要想叫借接换里今天月号码点时事买卖';

/** What each trick costs a character (N10 to N16). */
const TRICK_COST: ReadonlyMap<number, number> = new Map([
  [OP.pinyin, 0.1],
  [OP.sound, 0.12],
  [OP.initial, 0.2],
  [OP.digit, 0.15],
  [OP.emoji, 0.15],
  [OP.parts, 0.1],
  [OP.masked, 0.15],
]);

/** Sum of what the tricks cost that `ops` names, one set of bits for each character. */
export function trickCost(ops: number): number {
  let cost = 0;
  for (const [bit, price] of TRICK_COST) if ((ops & bit) !== 0) cost += price;
  return cost;
}

/** Whether so many tricks may be read as a word of `size` characters (3.1, and the limits of N10 to N16). */
function isAllowed(
  word: SpelledWord,
  size: number,
  count: (kind: number) => number,
  other: number,
): boolean {
  const literal = count(TOKEN.han) - other;
  const single = count(TOKEN.initial) + count(TOKEN.digit);
  const masked = count(TOKEN.mask);
  const typed = count(TOKEN.syllable);
  const emoji = count(TOKEN.emoji);
  if (single + masked > 0) {
    return (
      single + masked === 1 && literal === size - 1 && size >= 3 && (masked === 0 || word.risk)
    );
  }
  if (emoji > 0) return literal >= 1 && emoji <= 2 && literal + emoji === size;
  if (typed > 0) {
    if (size === 2) return other === 0 && (literal === 1 || word.risk || word.sound);
    return other <= 1 && other < literal + typed;
  }
  if (size === 2) return word.sound && other === 1;
  return other > 0 && other * 2 <= size;
}

/** Builds the scanner of one index; its buffers are used again for every text. */
export function createSpeller(index: SpellingIndex, alphabet: Alphabet): Speller {
  const { code: codes, automaton, words, wordStart, wordOf } = index;
  const { base, check, fail, outStart, outTerms, termLength } = automaton;
  /** 1 for sequences that characters alone may stand for. */
  const isHanEnough = Uint8Array.from(termLength, (size, sequence) =>
    size > 2 ||
    Array.from(wordOf.subarray(wordStart[sequence]!, wordStart[sequence + 1]!)).some(
      (word) => words[word]!.sound || words[word]!.listed !== undefined,
    )
      ? 1
      : 0,
  );
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
  /** How runs of letters split: most messages hold the same few. */
  const runs = new Map<string, readonly number[] | null>();
  const initials = new Map<string, readonly number[]>();
  const classesOf = (chars: Iterable<string>): ReadonlySet<number> =>
    new Set(
      Array.from(chars, (char) => alphabet.folded[char.charCodeAt(0)]!).filter(
        (code) => code !== 0,
      ),
    );
  const particles = classesOf(PARTICLES);
  /** Words that may be masked, with the place of the mask, by what stands before it, or else behind it. */
  const maskedAfter = new Map<number, (readonly [SpelledWord, number])[]>();
  const maskedBefore = new Map<number, (readonly [SpelledWord, number])[]>();
  for (const word of words) {
    if (!word.risk || (word.listed ? word.listed.op !== OP.masked : word.text.length < 3)) continue;
    for (let at = 0; at < word.text.length; at++) {
      const lists = at > 0 ? maskedAfter : maskedBefore;
      const unit = alphabet.folded[word.text.charCodeAt(at > 0 ? at - 1 : 1)]!;
      const list = lists.get(unit) ?? [];
      list.push([word, at]);
      lists.set(unit, list);
    }
  }

  const ensureSize = (needed: number): void => {
    if (needed <= start.length) return;
    const size = Math.max(needed, start.length * 2);
    start = new Int32Array(size);
    end = new Int32Array(size);
    kind = new Uint8Array(size);
    edge = new Uint8Array(size);
    cls = new Uint16Array(size);
  };

  const isLiteral = (token: number, unit: number): boolean =>
    alphabet.raw[text.charCodeAt(start[token]!)] === alphabet.folded[unit];

  /** Most words found by their sound are simply there. */
  const isPlain = (meant: string, first: number, size: number): boolean => {
    for (let i = 0; i < size; i++) if (!isLiteral(first + i, meant.charCodeAt(i))) return false;
    return true;
  };

  const verify = (word: SpelledWord, first: number, size: number): Spelling | null => {
    const { text: meant, listed } = word;
    const form = listed?.form ?? meant;
    let other = 0;
    let isHan = true;
    for (let i = 0; i < size; i++) {
      const token = first + i;
      if (kind[token] !== TOKEN.han) {
        isHan = false;
        if (listed && !isListedKind(kind[token]!, listed.op, codes[form.charCodeAt(i)]!))
          return null;
      } else if (!isLiteral(token, form.charCodeAt(i))) {
        if (particles.has(alphabet.raw[text.charCodeAt(start[token]!)]!)) return null;
        if (PARTICLES.includes(form[i]!)) return null;
        other++;
      }
    }
    if (listed) {
      if (other > 0) return null;
      if (listed.op === OP.masked && kind[first + form.indexOf('*')] !== TOKEN.mask) return null;
      const ops = Array.from(meant, (char, i) => (char === form[i] ? 0 : listed.op));
      return { first, last: first + size, word, ops, cost: trickCost(listed.op), isHan };
    }
    if (isHan && other === 0) return null;
    if ((edge[first]! & 1) === 0 || (edge[first + size - 1]! & 2) === 0) return null;
    const counts = new Uint8Array(8);
    for (let i = 0; i < size; i++) counts[kind[first + i]!]!++;
    if (counts[TOKEN.run]! > 0 || !isAllowed(word, size, (which) => counts[which]!, other))
      return null;
    const ops: number[] = [];
    for (let i = 0; i < size; i++) {
      const token = first + i;
      const which = kind[token]!;
      if (which === TOKEN.emoji && !emojiOf.get(token)!.chars.includes(meant[i]!)) return null;
      if (which === TOKEN.han) ops.push(isLiteral(token, meant.charCodeAt(i)) ? 0 : OP.sound);
      else ops.push(OP_OF_TOKEN[which]!);
    }
    const cost = ops.reduce((sum, op) => sum + trickCost(op), 0);
    return { first, last: first + size, word, ops, cost, isHan };
  };

  const add = (sequence: number, first: number): void => {
    // 身份证 is no disguise of 身分证.
    for (let at = wordStart[sequence]!; foreign < first && at < wordStart[sequence + 1]!; at++) {
      const word = words[wordOf[at]!]!;
      if (!word.listed && isPlain(word.text, first, termLength[sequence]!)) return;
    }
    for (let at = wordStart[sequence]!; at < wordStart[sequence + 1]!; at++) {
      const found = verify(words[wordOf[at]!]!, first, termLength[sequence]!);
      if (found) spellings.push(found);
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
    for (let o = outStart[state]!; o < outStart[state + 1]!; o++) {
      const sequence = outTerms[o]!;
      const first = count - termLength[sequence]!;
      // Words of two characters abound, and only a few of them are looked for in characters alone.
      if (foreign >= first || isHanEnough[sequence] === 1) add(sequence, first);
    }
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

  const initialsOf = (letters: string): readonly number[] => {
    let found = initials.get(letters);
    if (!found) {
      found = Object.entries(index.syllables)
        .filter(([syllable, code]) => code !== 0 && syllable.startsWith(letters))
        .map(([, code]) => code);
      initials.set(letters, found);
    }
    return found;
  };

  const split = (run: string): readonly number[] | null => {
    let lengths = runs.get(run);
    if (lengths === undefined) {
      const isCommon = COMMON_RUNS.has(run) || COMMON_SYLLABLES.has(run);
      lengths = isCommon ? null : splitRun(index.syllables, run);
      if (runs.size >= MAX_KNOWN_RUNS) runs.clear();
      runs.set(run, lengths);
    }
    return lengths;
  };

  /** Tokens of the run of letters that begins at `from`; returns where it ends. */
  const pushRun = (from: number): number => {
    let run = '';
    let to = from;
    for (; to < text.length; to++) {
      const letter = letterAt(to);
      if (letter < 0) break;
      run += String.fromCharCode(97 + letter);
    }
    const before = from > 0 ? text[from - 1]! : '';
    const after = text[to] ?? '';
    const isDotted =
      (before === '.' && letterAt(from - 2) >= 0) || (after === '.' && letterAt(to + 1) >= 0);
    const listed = index.runs[run] ?? 0;
    if (isDotted || CODE_NEIGHBOUR.test(before) || CODE_NEIGHBOUR.test(after)) {
      push(TOKEN.none, 0, from, to, 3);
    } else if (run === 'x') {
      // As often a mask as a letter: x安机关.
      wild.set(count, null);
      push(TOKEN.mask, 0, from, to, 3);
    } else if (run.length === 1 || run === 'zh' || run === 'ch' || run === 'sh') {
      wild.set(count, initialsOf(run));
      push(TOKEN.initial, listed, from, to, 3);
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
      ...(maskedAfter.get(unitAt(mask - 1)) ?? []),
      ...(maskedBefore.get(unitAt(mask + 1)) ?? []),
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
    if (wild.size > 0) wild.clear();
    if (emojiOf.size > 0) emojiOf.clear();
  };

  const pushOther = (code: number, at: number): void => {
    if (code < SPELLING.skip) {
      const before = at > 0 ? text[at - 1]! : '';
      const isNumber = NUMBER_NEIGHBOUR.test(before) || NUMBER_NEIGHBOUR.test(text[at + 1] ?? '');
      if (!isNumber) wild.set(count, index.digits[code - SPELLING.digit]!);
      push(isNumber ? TOKEN.none : TOKEN.digit, 0, at, at + 1, 3);
    } else if (code === SPELLING.skip) {
      gap++;
      if (gap > MAX_SEPARATORS) stop(at);
    } else if (code === SPELLING.drop) {
      // Folding takes it out.
    } else if (code === SPELLING.mask) {
      wild.set(count, null);
      push(TOKEN.mask, 0, at, at + 1, 3);
    } else stop(at);
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
      let previous = 0;
      let repeats = 0;
      let doubledAt = -9;
      for (let i = 0; i < of.length; i++) {
        const unit = of.charCodeAt(i);
        const code = codes[unit]!;
        if (code === 0) {
          if (state !== 0 || foreign === count - 1) stop(i);
          else if (count > 0 && kind[count - 1] !== TOKEN.none) stop(i);
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
          push(TOKEN.han, code, i, i + 1, 3);
          if (spellings.length > 0) return true;
        } else if (code < SPELLING.digit) {
          const from = i;
          i = pushRun(i) - 1;
          if (spellings.length > 0 || goesOn(from, i + 1)) return true;
        } else if (code >= SPELLING.emoji) return true;
        else pushOther(code, i);
      }
      walkWilds();
      return spellings.length > 0;
    },
  };
}

/** True if a token that is no character may stand where a listed form has a unit of this code. */
function isListedKind(kind: number, op: number, code: number): boolean {
  if (kind === TOKEN.mask) return op === OP.masked && code >= SPELLING.letter;
  if (kind === TOKEN.digit)
    return op === OP.digit && code >= SPELLING.digit && code < SPELLING.skip;
  return (
    (kind === TOKEN.run || kind === TOKEN.initial) && op === OP.initial && code >= SPELLING.letter
  );
}

const OP_OF_TOKEN: readonly number[] = [
  0,
  0,
  OP.pinyin,
  OP.initial,
  OP.initial,
  OP.digit,
  OP.emoji,
  OP.masked,
];
