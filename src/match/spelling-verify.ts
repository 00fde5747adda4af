import { OP } from '../model/view.ts';
import type { SpelledEmoji, SpelledWord } from './spelling.ts';
import {
  isAllowed,
  isListedKind,
  OP_OF_TOKEN,
  PARTICLES,
  TOKEN,
  trickCost,
} from './spelling-tricks.ts';

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
  /** A fast test on raw text: false if no view of it can hold a word in disguise, or one pulled apart. */
  readonly mayHold: (text: string) => boolean;
}

/** What of a scan is looked at when one word is held against its tokens. */
export interface ScanState {
  readonly text: string;
  readonly start: Int32Array;
  readonly kind: Uint8Array;
  /** 1: a word may begin there, 2: it may end there. */
  readonly edge: Uint8Array;
  readonly emojiOf: ReadonlyMap<number, SpelledEmoji>;
}

/** Holds words that sound like a stretch of tokens against what is written there. */
export interface Verifier {
  /** Most words found by their sound are simply there. */
  readonly isPlain: (
    text: string,
    start: Int32Array,
    meant: string,
    first: number,
    size: number,
  ) => boolean;
  /** How tokens [first, first + size) spell the word; null if they do not. */
  readonly verify: (
    scan: ScanState,
    word: SpelledWord,
    first: number,
    size: number,
  ) => Spelling | null;
}

/** Builds the verifier of one alphabet; `codes` are those of the index. */
export function createVerifier(codes: Uint16Array, alphabet: Alphabet): Verifier {
  const particles = new Set(
    Array.from(PARTICLES, (char) => alphabet.folded[char.charCodeAt(0)]!).filter(
      (code) => code !== 0,
    ),
  );
  const isSame = (text: string, at: number, unit: number): boolean =>
    alphabet.raw[text.charCodeAt(at)] === alphabet.folded[unit];
  return {
    isPlain: (text, start, meant, first, size) => {
      for (let i = 0; i < size; i++)
        if (!isSame(text, start[first + i]!, meant.charCodeAt(i))) return false;
      return true;
    },
    verify: ({ text, start, kind, edge, emojiOf }, word, first, size) => {
      const isLiteral = (token: number, unit: number): boolean => isSame(text, start[token]!, unit);
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
    },
  };
}
