import type { Tokenizer } from '../model/token.ts';
import { childOf, type Dictionary, frequencyOf } from './dictionary-pack.ts';

/** Engine specification, section 6. */
const LONGEST_WORD_OF_COST = 12;
const FREQUENCY_OF_UNKNOWN_CHARACTER = 0.5;
const FREQUENCY_OF_UNKNOWN_TERM = 3;

/** nodejieba cuts at these before anything else: a word holds none of them. */
function isSeparator(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0xff0c || unit === 0x3002;
}

/** True at the second half of a well-formed pair; a lone half is a character of its own. */
function isInsidePair(text: string, at: number): boolean {
  if ((text.charCodeAt(at) & 0xfc00) !== 0xdc00 || at === 0) return false;
  return (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
}

function characterEnd(text: string, at: number): number {
  return at + 1 < text.length && isInsidePair(text, at + 1) ? at + 2 : at + 1;
}

/**
 * The borders of the most probable cut, as nodejieba's `cut(text, false)` has them, to the last tie:
 * from right to left, the single character first, and a longer word only where it is strictly better.
 */
function cutBorders(dictionary: Dictionary, text: string): readonly number[] {
  const { roots, frequencyOf: frequencies, weights, unknownWeight } = dictionary;
  const length = text.length;
  const score = new Float64Array(length + 1);
  const next = new Uint32Array(length);
  for (let at = length - 1; at >= 0; at--) {
    const unit = text.charCodeAt(at);
    if (isSeparator(unit)) {
      // The stretch to the left starts from 0 again: sums round as nodejieba's do.
      next[at] = at + 1;
      continue;
    }
    if (isInsidePair(text, at)) continue;
    let node = roots[unit]!;
    let end = characterEnd(text, at);
    if (end === at + 2) node = node && childOf(dictionary, node, text.charCodeAt(at + 1));
    const alone = frequencies[node]!;
    let best = score[end]! + (alone === 0 ? unknownWeight : weights[alone]!);
    let bestEnd = end;
    for (; node !== 0 && end < length; end++) {
      node = childOf(dictionary, node, text.charCodeAt(end));
      const frequency = frequencies[node]!;
      if (frequency === 0) continue;
      const sum = score[end + 1]! + weights[frequency]!;
      if (sum > best) {
        best = sum;
        bestEnd = end + 1;
      }
    }
    score[at] = best;
    next[at] = bestEnd;
  }
  const borders = [0];
  for (let at = 0; at < length; ) {
    at = next[at]!;
    borders.push(at);
  }
  return borders;
}

interface CostTable {
  /** ln P of the best cut of [0, i); -Infinity inside a pair. */
  readonly before: Float64Array;
  /** ln P of the best cut of [i, length). */
  readonly after: Float64Array;
}

/** Both directions at once, so that every further term of a clause costs two look-ups and no new pass. */
function costTable(dictionary: Dictionary, text: string, unknown: number): CostTable {
  const { roots, frequencyOf: frequencies, weights } = dictionary;
  const length = text.length;
  const before = new Float64Array(length + 1).fill(-Infinity);
  const after = new Float64Array(length + 1).fill(-Infinity);
  before[0] = 0;
  after[length] = 0;
  const eachWord = (at: number, visit: (end: number, weight: number) => void): void => {
    let node = roots[text.charCodeAt(at)]!;
    const single = characterEnd(text, at);
    if (single === at + 2) node = node && childOf(dictionary, node, text.charCodeAt(at + 1));
    const alone = frequencies[node]!;
    visit(single, alone === 0 ? unknown : weights[alone]!);
    const limit = Math.min(length, at + LONGEST_WORD_OF_COST);
    for (let end = single; node !== 0 && end < limit; end++) {
      node = childOf(dictionary, node, text.charCodeAt(end));
      if (frequencies[node] !== 0) visit(end + 1, weights[frequencies[node]!]!);
    }
  };
  for (let at = length - 1; at >= 0; at--) {
    if (isInsidePair(text, at)) continue;
    eachWord(at, (end, weight) => {
      after[at] = Math.max(after[at]!, after[end]! + weight);
    });
  }
  for (let at = 0; at < length; at++) {
    if (isInsidePair(text, at)) continue;
    eachWord(at, (end, weight) => {
      before[end] = Math.max(before[end]!, before[at]! + weight);
    });
  }
  return { before, after };
}

/**
 * The plain segmenter: maximum probability over the dictionary, no guessing of new words. Its borders
 * are those of nodejieba's `cut(text, false)`; a placeholder or any other unknown character stands alone.
 *
 * `forcingCost` is counted over the text handed in (a clause), and throws a RangeError where
 * [start, end) is empty or leaves it. It is Infinity where a border lies inside a surrogate pair.
 * The last text is remembered, since several terms of one clause are asked for in turn.
 */
export function createSegmenter(dictionary: Dictionary): Tokenizer {
  const unknown = Math.log(FREQUENCY_OF_UNKNOWN_CHARACTER / dictionary.sum);
  let cut: { readonly text: string; readonly borders: readonly number[] } | undefined;
  let costs: { readonly text: string; readonly table: CostTable } | undefined;
  return {
    name: 'builtin',
    boundaries(text) {
      if (cut?.text !== text) cut = { text, borders: cutBorders(dictionary, text) };
      return cut.borders;
    },
    forcingCost(text, start, end) {
      if (!(start >= 0 && start < end && end <= text.length)) {
        throw new RangeError(`[${start}, ${end}) is no part of a text of ${text.length} units`);
      }
      if (costs?.text !== text) costs = { text, table: costTable(dictionary, text, unknown) };
      const { before, after } = costs.table;
      const frequency = frequencyOf(dictionary, text, start, end) || FREQUENCY_OF_UNKNOWN_TERM;
      const forced = before[start]! + Math.log(frequency / dictionary.sum) + after[end]!;
      return Math.max(0, after[0]! - forced);
    },
  };
}
