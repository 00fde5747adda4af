import type { Weights } from '../model/weights.ts';
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
  /** In the order of the text, each at its first place. */
  readonly pieces: readonly WeighedPiece[];
}

export type Weigher = (read: Readable) => Weighed;

/** The different pieces of a readable text, each with its first place. */
export function piecesOfText({ text }: Readable): ReadonlyMap<string, number> {
  const pieces = new Map<string, number>();
  for (let at = 0; at < text.length; at++) {
    for (let size = 1; size <= MAX_PIECE && at + size <= text.length; size++) {
      const piece = text.slice(at, at + size);
      if (!pieces.has(piece)) pieces.set(piece, at);
    }
  }
  return pieces;
}

/** Builds what weighs readable texts. The table is made at the first one. */
export function createWeigher(weights: Pick<Weights, 'bias' | 'pieces' | 'weights'>): Weigher {
  let table: ReadonlyMap<string, number> | undefined;
  return (read) => {
    table ??= new Map(weights.pieces.map((piece, i) => [piece, weights.weights[i]!]));
    const known: WeighedPiece[] = [];
    for (const [piece, at] of piecesOfText(read)) {
      const weight = table.get(piece);
      if (weight !== undefined) known.push({ piece, at, weight });
    }
    const length = Math.sqrt(known.length);
    const pieces = known.map((each) => ({ ...each, weight: each.weight / length }));
    return {
      score:
        known.length === 0 ? 0 : pieces.reduce((sum, { weight }) => sum + weight, weights.bias),
      pieces,
    };
  };
}
