import type { Program } from './program.ts';

/** Where the terms of one symbol occur: parallel lists, ends rising. */
export interface Occurrences {
  readonly starts: number[];
  readonly ends: number[];
  /** Number of the clause, rising. */
  readonly clauses: number[];
}

/** Largest value of a rising list that is at most `limit`; its index, or -1. */
function lastAtMost(list: readonly number[], limit: number): number {
  let low = 0;
  let high = list.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (list[middle]! <= limit) low = middle + 1;
    else high = middle - 1;
  }
  return high;
}

interface Front {
  readonly ends: number[];
  readonly clauses: number[];
}

/** The occurrences of several symbols in one list by their ends. */
function together(
  symbols: readonly number[],
  occurrences: (symbol: number) => Occurrences | undefined,
): Occurrences | undefined {
  if (symbols.length === 1) return occurrences(symbols[0]!);
  const starts: number[] = [];
  const ends: number[] = [];
  const clauses: number[] = [];
  const order: number[] = [];
  for (const symbol of symbols) {
    const found = occurrences(symbol);
    if (!found) continue;
    for (let i = 0; i < found.ends.length; i++) {
      order.push(starts.length);
      starts.push(found.starts[i]!);
      ends.push(found.ends[i]!);
      clauses.push(found.clauses[i]!);
    }
  }
  order.sort((a, b) => ends[a]! - ends[b]!);
  return {
    starts: order.map((i) => starts[i]!),
    ends: order.map((i) => ends[i]!),
    clauses: order.map((i) => clauses[i]!),
  };
}

/**
 * The clauses in which a pattern may match: its required terms occur there in their order and no farther
 * apart than its gaps, options and entities allow. Necessary, not sufficient, and far cheaper than the
 * verifier. For a pattern that crosses clause borders these are the clauses in which its last term stands.
 * Each clause once, rising. `loose` asks for the order alone: where positions cannot be trusted.
 */
export function clausesOfChain(
  program: Program,
  occurrences: (symbol: number) => Occurrences | undefined,
  loose: boolean,
): readonly number[] {
  let front: Front | undefined;
  for (const link of program.chain) {
    const found = together(link.symbols, occurrences);
    if (!found || found.ends.length === 0) return [];
    if (front === undefined) {
      front = found;
      continue;
    }
    const next: Front = { ends: [], clauses: [] };
    for (let i = 0; i < found.ends.length; i++) {
      const start = found.starts[i]!;
      const before = lastAtMost(front.ends, start);
      if (before < 0) continue;
      const isNear =
        loose ||
        ((link.crosses || front.clauses[before] === found.clauses[i]) &&
          start - front.ends[before]! <= link.reach);
      if (!isNear) continue;
      next.ends.push(found.ends[i]!);
      next.clauses.push(found.clauses[i]!);
    }
    if (next.ends.length === 0) return [];
    front = next;
  }
  return [...new Set(front?.clauses ?? [])];
}
