import type { RuleId } from './rule.ts';

/**
 * What a linear model has learned of pieces of text: a message weighs the sum over its different pieces,
 * by the root of their number, and the bias. Above zero it reads like a violation, below like a lawful one.
 */
export interface Weights {
  readonly bias: number;
  /** Of one to three readable characters (`readable`), each once. */
  readonly pieces: readonly string[];
  readonly weights: readonly number[];
  /** The rules that were there when it was learned: of others it knows nothing. */
  readonly rules: readonly RuleId[];
}
