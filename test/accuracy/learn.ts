// Learns the weights of pieces from labelled texts: a linear support vector machine with squared hinge loss, by dual
// coordinate descent (Hsieh et al., ICML 2008). The same texts in the same order give the same weights.
import { MAX_PIECE } from '../../src/engine/weigh.ts';
import type { Weights } from '../../src/model/weights.ts';
import { REST, type Readable } from '../../src/text/readable.ts';

/** [from, to) of a readable text, of which is known whether it violates. */
export interface Lesson {
  readonly read: Readable;
  readonly from: number;
  readonly to: number;
  readonly violation: boolean;
  /** What it counts beside others, of which each counts 1. */
  readonly worth: number;
}

/** A piece in fewer texts says nothing of the next one. */
const MIN_TEXTS = 3;
/**
 * Pieces that are kept: with 10,000 two lawful messages in a hundred more are flagged; with 30,000, since formal texts
 * are learned from, short lawful ones have too few known pieces to be called so.
 */
const KEPT = 36_000;
/** Of an example of worth 1. */
const COST = 1;
const ROUNDS = 60;

interface Example {
  readonly features: Int32Array;
  /** Value of each feature, so that every text has length one. */
  readonly value: number;
  readonly sign: 1 | -1;
  readonly slack: number;
}

/** Numbers in a fixed order that looks like none (linear congruential, Numerical Recipes). */
function createDice(): (sides: number) => number {
  let state = 1;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % sides;
  };
}

/** The weights of the features, the last one the bias. */
function descend(examples: readonly Example[], size: number): Float64Array {
  const weights = new Float64Array(size + 1);
  const alpha = new Float64Array(examples.length);
  const order = Int32Array.from(examples.keys());
  const roll = createDice();
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = roll(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    for (const i of order) {
      const { features, value, sign, slack } = examples[i]!;
      let sum = 0;
      for (const feature of features) sum += weights[feature]!;
      const gradient = sign * (sum * value + weights[size]!) - 1 + slack * alpha[i]!;
      const square = features.length * value * value + 1 + slack;
      const next = Math.max(0, alpha[i]! - gradient / square);
      const step = (next - alpha[i]!) * sign;
      if (step === 0) continue;
      alpha[i] = next;
      for (const feature of features) weights[feature]! += step * value;
      weights[size]! += step;
    }
  }
  return weights;
}

/** Numbers and marks alone tell how a text is laid out, and not what it says. */
function holdsLetter(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text[at] !== REST && text[at] !== '0') return true;
  return false;
}

/** The different pieces of [from, to) of a readable text. */
function piecesOfText({ text }: Readable, from = 0, to: number = text.length): ReadonlySet<string> {
  const pieces = new Set<string>();
  for (let at = from; at < to; at++)
    for (let size = 1; size <= MAX_PIECE && at + size <= to; size++)
      if (holdsLetter(text, at, at + size)) pieces.add(text.slice(at, at + size));
  return pieces;
}

function toExamples(lessons: readonly Lesson[], pieces: readonly string[]): Example[] {
  const numbers = new Map(pieces.map((piece, i) => [piece, i]));
  return lessons.map(({ read, from, to, violation, worth }) => {
    const features = Int32Array.from(
      [...piecesOfText(read, from, to)].flatMap((piece) => numbers.get(piece) ?? []),
    );
    return {
      features,
      value: features.length === 0 ? 0 : 1 / Math.sqrt(features.length),
      sign: violation ? 1 : -1,
      slack: 1 / (2 * COST * worth),
    };
  });
}

/** Learns twice: of all pieces, and of the weightiest `KEPT` alone. Weights are rounded to thousandths. */
export function learn(lessons: readonly Lesson[]): Omit<Weights, 'rules'> {
  const texts = new Map<string, number>();
  for (const { read, from, to } of lessons)
    for (const piece of piecesOfText(read, from, to)) texts.set(piece, (texts.get(piece) ?? 0) + 1);
  const all = [...texts].filter(([, count]) => count >= MIN_TEXTS).map(([piece]) => piece);
  all.sort();
  const first = descend(toExamples(lessons, all), all.length);
  const kept = [...all.keys()]
    .sort((a, b) => Math.abs(first[b]!) - Math.abs(first[a]!) || a - b)
    .slice(0, KEPT)
    .sort((a, b) => a - b)
    .map((i) => all[i]!);
  const weights = descend(toExamples(lessons, kept), kept.length);
  const rounded = Array.from(weights, (weight) => Math.round(weight * 1000) / 1000);
  return { bias: rounded[kept.length]!, pieces: kept, weights: rounded.slice(0, kept.length) };
}
