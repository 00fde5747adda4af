import type { RuleId } from '../model/rule.ts';
import { NO_PIECE, type PackedWeights, type PieceTree, type Weights } from '../model/weights.ts';

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

interface Branch {
  readonly children: Map<number, Branch>;
  weight: number;
}

function growTree({ pieces, weights }: Pick<Weights, 'pieces' | 'weights'>): PieceTree {
  const sprout = (): Branch => ({ children: new Map(), weight: NO_PIECE });
  const root = sprout();
  for (const [index, piece] of pieces.entries()) {
    let branch = root;
    for (let i = 0; i < piece.length; i++) {
      const unit = piece.charCodeAt(i);
      const next = branch.children.get(unit) ?? sprout();
      branch.children.set(unit, next);
      branch = next;
    }
    branch.weight = Math.round(weights[index]! * 1000);
  }
  const order = [{ unit: 0, branch: root }];
  const start: number[] = [];
  for (let node = 0; node < order.length; node++) {
    start.push(order.length);
    const children = [...order[node]!.branch.children].sort(([a], [b]) => a - b);
    for (const [unit, branch] of children) order.push({ unit, branch });
  }
  start.push(order.length);
  return {
    start: Int32Array.from(start),
    unit: Uint16Array.from(order, ({ unit }) => unit),
    weight: Int32Array.from(order, ({ branch }) => branch.weight),
  };
}

/** Weights as the engine asks them; what is finer than a thousandth is rounded. */
export function packWeights({ bias, rules, ...learned }: Weights): PackedWeights {
  return { bias, rules, tree: growTree(learned) };
}
