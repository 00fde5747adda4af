import { OP } from '../model/view.ts';
import { SPELLING, type SpelledWord } from './spelling.ts';

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

/** Characters that are words of grammar: they stand for themselves. */
export const PARTICLES =
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
export function isAllowed(
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
  // One letter beside one character is too little, but for the words that are hidden often.
  if (single === 1 && size === 2 && count(TOKEN.initial) === 1 && word.risk && word.sound)
    return literal === 1;
  if (single + masked > 0) {
    return (
      single + masked === 1 && literal === size - 1 && size >= 3 && (masked === 0 || word.risk)
    );
  }
  if (emoji > 0) return literal >= 1 && emoji <= 2 && literal + emoji === size;
  if (typed > 0) {
    if (size === 2) return other === 0 && (literal === 1 || word.typed || word.risk || word.sound);
    return other <= 1 && other < literal + typed;
  }
  if (size === 2) return word.sound && other === 1;
  return word.sound && other > 0 && other * 2 <= size;
}

/** True if a token that is no character may stand where a listed form has a unit of this code. */
export function isListedKind(kind: number, op: number, code: number): boolean {
  if (kind === TOKEN.mask) return op === OP.masked && code >= SPELLING.letter;
  if (kind === TOKEN.digit)
    return op === OP.digit && code >= SPELLING.digit && code < SPELLING.skip;
  return (
    (kind === TOKEN.run || kind === TOKEN.initial) && op === OP.initial && code >= SPELLING.letter
  );
}

/** Bit of `OP` of each kind of token. */
export const OP_OF_TOKEN: readonly number[] = [
  0,
  0,
  OP.pinyin,
  OP.initial,
  OP.initial,
  OP.digit,
  OP.emoji,
  OP.masked,
];

/** 1 for the units listed: a table is asked five times as fast as a set. */
function unitsOf(chars: string): Uint8Array {
  const units = new Uint8Array(65536);
  for (const char of chars) units[char.charCodeAt(0)] = 1;
  return units;
}

/** Most separators in a row inside a word. */
export const MAX_SEPARATORS = 3;

/** Beside a digit, these make it a number, a date, an amount, an address. */
export const NUMBER_NEIGHBOURS: Uint8Array = unitsOf(
  '0123456789月日号點点期楼栋元年%块天个次折万千百时分秒层室倍岁位份:.',
);
/** Beside letters, these make them an account, an address of a page or a code. */
export const CODE_NEIGHBOURS: Uint8Array = unitsOf('0123456789@_/\\=&%');
