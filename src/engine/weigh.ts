import { NO_PIECE, type PackedWeights, type PieceTree } from '../model/weights.ts';
import type { Readable } from '../text/readable.ts';

/** Longest piece, in characters. */
export const MAX_PIECE = 3;

/** A piece of the text that counts: it begins at `at` of the readable text; `weight` is its share of the score. */
export interface WeighedPiece {
  readonly piece: string;
  readonly at: number;
  readonly weight: number;
}

export interface Weighed {
  /** Above zero it reads like a violation, below like a lawful message. 0 where no piece is known. */
  readonly score: number;
  /** How many pieces were known. */
  readonly count: number;
  /** In the order of the text, each at its first place. */
  readonly pieces: () => readonly WeighedPiece[];
}

/** Weighs [from, to) of a readable text, by itself the whole. */
export type Weigher = (read: Readable, from?: number, to?: number) => Weighed;

/** The number of the child of a node that a code unit leads to, or 0. */
function childOf({ start, unit }: PieceTree, node: number, wanted: number): number {
  let low = start[node]!;
  let high = start[node + 1]! - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const here = unit[middle]!;
    if (here === wanted) return middle;
    if (here < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}

/** Builds what weighs readable texts. */
export function createWeigher({ bias, tree }: Pick<PackedWeights, 'bias' | 'tree'>): Weigher {
  const { weight } = tree;
  const seen = new Int32Array(weight.length);
  // Every place of a text asks for a child of the root, which has some thousands: node 0 is nobody's child.
  const firstOf = new Uint16Array(0x10000);
  for (let node = tree.start[0]!; node < tree.start[1]!; node++) firstOf[tree.unit[node]!] = node;
  let round = 0;
  /** Calls `each` with the place, the size and the weight of every different piece that is known. */
  const walk = (
    { text }: Readable,
    from: number,
    to: number,
    each: (at: number, size: number, weight: number) => void,
  ): void => {
    round += 1;
    for (let at = from; at < to; at++) {
      let node = firstOf[text.charCodeAt(at)]!;
      for (let size = 1; node !== 0; size++) {
        if (seen[node] !== round && weight[node] !== NO_PIECE) {
          seen[node] = round;
          each(at, size, weight[node]! / 1000);
        }
        if (size === MAX_PIECE || at + size === to) break;
        node = childOf(tree, node, text.charCodeAt(at + size));
      }
    }
  };
  return (read, from = 0, to = read.text.length) => {
    let count = 0;
    let sum = 0;
    walk(read, from, to, (_at, _size, own) => {
      count += 1;
      sum += own;
    });
    const length = Math.sqrt(count);
    return {
      score: count === 0 ? 0 : bias + sum / length,
      count,
      pieces: () => {
        const pieces: WeighedPiece[] = [];
        walk(read, from, to, (at, size, own) =>
          pieces.push({ piece: read.text.slice(at, at + size), at, weight: own / length }),
        );
        return pieces;
      },
    };
  };
}
