import type { Entity, EntityKind } from '../model/view.ts';
import type { ChainLink, Program } from './program.ts';

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

/** Several lists of occurrences in one, by their ends. */
function together(lists: readonly Occurrences[]): Occurrences | undefined {
  if (lists.length < 2) return lists[0];
  const order: (readonly [list: Occurrences, index: number])[] = [];
  for (const list of lists) for (let i = 0; i < list.ends.length; i++) order.push([list, i]);
  order.sort(([a, i], [b, j]) => a.ends[i]! - b.ends[j]!);
  return {
    starts: order.map(([list, i]) => list.starts[i]!),
    ends: order.map(([list, i]) => list.ends[i]!),
    clauses: order.map(([list, i]) => list.clauses[i]!),
  };
}

/** Entities as occurrences, in units of the view and with the clause number 0 or what `clauseOf` says. */
export function entityOccurrences(
  entities: readonly Entity[],
  count: (unit: number) => number = (unit) => unit,
  clauseOf: (unit: number) => number = () => 0,
): Occurrences {
  const byEnd = [...entities].sort((a, b) => a.end - b.end);
  return {
    starts: byEnd.map(({ start }) => count(start)),
    ends: byEnd.map(({ end }) => count(end)),
    clauses: byEnd.map(({ start }) => clauseOf(start)),
  };
}

/** What a chain is held against. */
export interface ChainGround {
  readonly symbol: (symbol: number) => Occurrences | undefined;
  /** Null: entities are not known here, and every link that an entity may serve counts as met. */
  readonly entity: ((kind: EntityKind) => Occurrences) | null;
  /** Where entities are not known: false if none of the kind can be there. */
  readonly mayHold: (kind: EntityKind) => boolean;
  /** Ask for the order alone: positions cannot be trusted. */
  readonly loose: boolean;
  /** Ask for the order and the distance alone: clauses are not known. */
  readonly anyClause: boolean;
  /** Units that may have been counted although they do not count. */
  readonly slack: number;
}

/** Occurrences of whatever serves a link. Most links are one class: then nothing is copied. */
function occurrencesOf(link: ChainLink, ground: ChainGround): Occurrences | undefined {
  if (link.symbols.length === 1 && link.entities.length === 0)
    return ground.symbol(link.symbols[0]!);
  const lists: Occurrences[] = [];
  for (const symbol of link.symbols) {
    const list = ground.symbol(symbol);
    if (list) lists.push(list);
  }
  for (const kind of link.entities) lists.push(ground.entity!(kind));
  return together(lists);
}

/** Longest entity that is passed over where entities are not known. */
const MAX_ENTITY = 60;

/**
 * The clauses in which a pattern may match: its required terms and entities occur there in their order
 * and no farther apart than its gaps and options allow. Necessary, not sufficient, and far cheaper than
 * the verifier. For a pattern that crosses clause borders these are the clauses in which its last link
 * stands. Each clause once, rising.
 */
export function clausesOfChain(program: Program, ground: ChainGround): readonly number[] {
  let front: Occurrences | undefined;
  let carried = ground.slack;
  let crosses = false;
  for (const link of program.chain) {
    if (link.entities.length > 0 && ground.entity === null) {
      if (link.symbols.length === 0 && !link.entities.some(ground.mayHold)) return [];
      carried +=
        link.reach + (link.entities.includes('url') ? Number.MAX_SAFE_INTEGER / 8 : MAX_ENTITY);
      crosses ||= link.crosses;
      continue;
    }
    const found = occurrencesOf(link, ground);
    if (!found || found.ends.length === 0) return [];
    if (front === undefined) {
      front = found;
      carried = ground.slack;
      crosses = false;
      continue;
    }
    let next: Occurrences | undefined;
    const mayCross = crosses || link.crosses || ground.anyClause;
    for (let i = 0; i < found.ends.length; i++) {
      const start = found.starts[i]!;
      const before = lastAtMost(front.ends, start);
      if (before < 0) continue;
      const isNear =
        ground.loose ||
        ((mayCross || front.clauses[before] === found.clauses[i]) &&
          start - front.ends[before]! <= link.reach + carried);
      if (!isNear) continue;
      next ??= { starts: [], ends: [], clauses: [] };
      next.starts.push(start);
      next.ends.push(found.ends[i]!);
      next.clauses.push(found.clauses[i]!);
    }
    if (!next) return [];
    front = next;
    carried = ground.slack;
    crosses = false;
  }
  return front === undefined ? [] : [...new Set(front.clauses)];
}
