import { OP, PLACEHOLDER } from '../model/view.ts';
import type { FoldedUnits } from './normalize-lookalikes.ts';
import { isHan } from './normalize-reading.ts';

const STOP = 0x2e;
const FULL_STOP = '。'.charCodeAt(0);
const HOLDER = PLACEHOLDER.charCodeAt(0);
/** So many Han characters, digits or letters side by side are no single character of a word that is taken apart. */
const MIN_HAN = 2;
/** One digit or two are the number of a list, and one letter or two begin an abbreviation or a title (No.1, Dr.王). */
const MIN_OTHERS = 3;
const NUMERALS = '〇零一二三四五六七八九十百点';
const CLOSERS = new Set([...'”’」』》】]})\'"'].map((mark) => mark.charCodeAt(0)));

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isLetter(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a;
}

function isNumeral(unit: number): boolean {
  return isDigit(unit) || NUMERALS.includes(String.fromCharCode(unit));
}

/** How many units of one sort stand side by side from `at` on, `most` at most. */
function runOf(
  { units, count }: FoldedUnits,
  at: number,
  step: 1 | -1,
  most: number,
  isOfSort: (unit: number) => boolean,
): number {
  let length = 0;
  for (let i = at; length < most && i >= 0 && i < count && isOfSort(units[i]!); i += step)
    length += 1;
  return length;
}

/** Words end there: no number, no address, and no character that stands alone. */
function endsWords(folded: FoldedUnits, at: number): boolean {
  const unit = folded.units[at]!;
  if (unit === HOLDER || CLOSERS.has(unit)) return true;
  const [isOfSort, least] = isHan(unit)
    ? ([isHan, MIN_HAN] as const)
    : ([isDigit(unit) ? isDigit : isLetter, MIN_OTHERS] as const);
  return runOf(folded, at, -1, least, isOfSort) === least;
}

function isWww({ units }: FoldedUnits, at: number): boolean {
  return [0, 1, 2].every((back) => units[at - back] === 0x77);
}

/** A sentence begins there, blanks aside, or the line ends. */
function beginsWords(folded: FoldedUnits, at: number): boolean {
  const { units, count } = folded;
  let next = at;
  while (next < count && units[next] === 0x20) next += 1;
  if (next === count) return true;
  const unit = units[next]!;
  if (unit === 0x0a || unit === HOLDER || '【[“「『《('.includes(String.fromCharCode(unit)))
    return true;
  if (isDigit(unit)) return true;
  return isHan(unit) && (next > at || runOf(folded, next, 1, MIN_HAN, isHan) === MIN_HAN);
}

/** Whether the full stop at `at` is meant as 。: not that of 3.5, 三.八, 1.请, www.中国, {年}.{月} or 上.门. */
function isStop(folded: FoldedUnits, at: number): boolean {
  const { units, count } = folded;
  if (at === 0) return false;
  const before = units[at - 1]!;
  const after = at + 1 < count ? units[at + 1]! : 0x0a;
  if (before === STOP || after === STOP || (before === HOLDER && after === HOLDER)) return false;
  if (isNumeral(before) && isNumeral(after)) return false;
  if ((!isHan(before) && !isHan(after)) || isWww(folded, at - 1)) return false;
  return endsWords(folded, at - 1) && beginsWords(folded, at + 1);
}

/**
 * In place: the full stop of Latin text as 。 where it ends a Chinese sentence (请还款.谢谢), which `OP.variant` tells.
 * True if there is one.
 */
export function foldStops(folded: FoldedUnits): boolean {
  const { units, ops, count } = folded;
  let any = false;
  for (let at = 0; at < count; at++) {
    if (units[at] !== STOP || !isStop(folded, at)) continue;
    units[at] = FULL_STOP;
    ops[at]! |= OP.variant;
    any = true;
  }
  return any;
}

/** Whether a unit of a view is a 。 that was written as a full stop of Latin text. */
export function isFoldedStop(unit: number, op: number): boolean {
  return unit === FULL_STOP && (op & OP.variant) !== 0;
}
