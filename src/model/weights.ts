import type { RuleId } from './rule.ts';

/**
 * What a linear model has learned of pieces of text: a text weighs the sum over its different pieces,
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

/**
 * Pieces as a tree, level by level: node 0 is the root, the children of node n are the nodes `start[n]` to
 * `start[n + 1]`, by rising code unit.
 */
export interface PieceTree {
  /** One more than there are nodes. */
  readonly start: Int32Array;
  /** The code unit that leads to each node; the root's is 0. */
  readonly unit: Uint16Array;
  /** In thousandths; `NO_PIECE` where a node only leads on. */
  readonly weight: Int32Array;
}

export const NO_PIECE: number = -(2 ** 31);

/** Weights as they are asked: to grow the tree at every start would take longer than to weigh what a short run weighs. */
export interface PackedWeights extends Pick<Weights, 'bias' | 'rules'> {
  readonly tree: PieceTree;
}
