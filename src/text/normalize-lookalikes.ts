import { OP } from '../model/view.ts';
import type { FoldTable } from './fold-table.ts';

/** Folded units with the places in `text` where they come from; the first `count` are in use. */
export interface FoldedUnits {
  readonly text: string;
  readonly units: Uint16Array;
  readonly from: Uint32Array;
  readonly ops: Uint16Array;
  readonly count: number;
}

/** Letters that make a run Latin: a to z, and the look-alikes which are Latin letters themselves. */
function isLatin(unit: number, isLookalike: boolean): boolean {
  if (unit >= 97 && unit <= 122) return true;
  return isLookalike && (unit < 0x2b0 || (unit >= 0x1d00 && unit < 0x1dc0) || unit >= 0xa700);
}

/** The Latin letter that a unit from `source` looks like, or else the unit. Ν is an n, but ν is a v. */
export function letterOf(table: FoldTable, text: string, unit: number, source: number): number {
  if (unit < 0x80) return unit;
  const { lookalike } = table;
  return lookalike.get(text.charCodeAt(source)) ?? lookalike.get(unit) ?? unit;
}

/** N17, in place: a run of Latin letters and look-alikes with at least one Latin letter becomes Latin. */
export function foldLookalikes(table: FoldTable, work: FoldedUnits): void {
  const { text, units, from, ops, count } = work;
  for (let start = 0; start < count; start++) {
    let hasLatin = false;
    let end = start;
    for (; end < count; end++) {
      const unit = units[end]!;
      const isLookalike = table.lookalike.has(unit);
      if (!isLookalike && !(unit >= 97 && unit <= 122)) break;
      hasLatin ||= isLatin(unit, isLookalike);
    }
    for (let i = start; hasLatin && i < end; i++) {
      const letter = letterOf(table, text, units[i]!, from[i]!);
      if (letter === units[i]) continue;
      units[i] = letter;
      ops[i]! |= OP.lookalike;
    }
    start = Math.max(start, end - 1);
  }
}
