import type { RuleId } from '../model/rule.ts';
import type { Weights } from '../model/weights.ts';

const HEAD =
  '# Piece of text (_ for all that is no letter, 0 for a number), weight in thousandths; without a piece: the bias.\n' +
  '# Learned from fixtures/messages by test/generate/weights.mjs; do not edit.\n';

/** Weights as a table: a line each, sorted by the piece. `parseWeights` reads it back equal. */
export function formatWeights({ bias, pieces, weights }: Omit<Weights, 'rules'>): string {
  const line = (piece: string, weight: number): string =>
    `${piece}\t${Math.round(weight * 1000)}\n`;
  return HEAD + line('', bias) + pieces.map((piece, i) => line(piece, weights[i]!)).join('');
}

/** Reads what `formatWeights` wrote. `rules` are those that were there when it was learned. */
export function parseWeights(table: string, rules: readonly RuleId[]): Weights {
  const rows = table
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .map(([piece = '', weight]) => ({ piece, weight: Number(weight) / 1000 }));
  const known = rows.filter(({ piece }) => piece !== '');
  return {
    bias: rows.find(({ piece }) => piece === '')?.weight ?? 0,
    pieces: known.map(({ piece }) => piece),
    weights: known.map(({ weight }) => weight),
    rules,
  };
}
