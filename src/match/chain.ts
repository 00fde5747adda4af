import type { Entity, EntityKind } from '../model/view.ts';
import type { ChainLink, Program } from './program.ts';

/**
 * Where the terms of one symbol occur: parallel lists, ends rising, of which the first `count` entries hold.
 * A list may be filled again and again: to cut it to nothing would give its memory back each time.
 */
export interface Occurrences {
  count: number;
  readonly starts: number[];
  readonly ends: number[];
  /** Number of the clause, rising. */
  readonly clauses: number[];
}

export function noOccurrences(): Occurrences {
  return { count: 0, starts: [], ends: [], clauses: [] };
}

export function addOccurrence(list: Occurrences, start: number, end: number, clause: number): void {
  list.starts[list.count] = start;
  list.ends[list.count] = end;
  list.clauses[list.count++] = clause;
}

/** Index of the last end that is at most `limit`, or -1. */
function lastEndAtMost({ ends, count }: Occurrences, limit: number): number {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! <= limit) low = middle + 1;
    else high = middle - 1;
  }
  return high;
}

/** Several lists of occurrences in one, by their ends. */
export function together(lists: readonly Occurrences[]): Occurrences | undefined {
  if (lists.length < 2) return lists[0];
  const order: (readonly [list: Occurrences, index: number])[] = [];
  for (const list of lists) for (let i = 0; i < list.count; i++) order.push([list, i]);
  order.sort(([a, i], [b, j]) => a.ends[i]! - b.ends[j]!);
  const whole = noOccurrences();
  for (const [list, i] of order)
    addOccurrence(whole, list.starts[i]!, list.ends[i]!, list.clauses[i]!);
  return whole;
}

/** Entities as occurrences, in units of the view and with the clause number 0 or what `clauseOf` says. */
export function entityOccurrences(
  entities: readonly Entity[],
  count: (unit: number) => number = (unit) => unit,
  clauseOf: (unit: number) => number = () => 0,
): Occurrences {
  const byEnd = [...entities].sort((a, b) => a.end - b.end);
  return {
    count: byEnd.length,
    starts: byEnd.map(({ start }) => count(start)),
    ends: byEnd.map(({ end }) => count(end)),
    clauses: byEnd.map(({ start }) => clauseOf(start)),
  };
}

/** What a chain is held against. */
export interface ChainGround {
  readonly symbol: (symbol: number) => Occurrences | undefined;
  readonly entity: (kind: EntityKind) => Occurrences;
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
  for (const kind of link.entities) {
    const list = ground.entity(kind);
    if (list.count > 0) lists.push(list);
  }
  return together(lists);
}

/** Undefined where something of the chain is missing, null for a chain without links. */
function lastOfChain(program: Program, ground: ChainGround): Occurrences | null | undefined {
  let front: Occurrences | null = null;
  for (const link of program.chain) {
    const found = occurrencesOf(link, ground);
    if (!found || found.count === 0) return undefined;
    if (front === null) {
      front = found;
      continue;
    }
    const over = link.crosses || ground.anyClause ? EVERYWHERE : 0;
    const next = following(front, found, link.reach + ground.slack, over);
    if (!next) return undefined;
    front = next;
  }
  return front;
}

/** Bits of the numbers of clauses that two places anywhere may differ in. */
export const EVERYWHERE = 31;

/**
 * Those of `found` that begin at most `reach` units behind one of `front`, in a clause whose number differs in
 * nothing but the lowest `over` bits.
 */
export function following(
  front: Occurrences,
  found: Occurrences,
  reach: number,
  over: number,
): Occurrences | undefined {
  let next: Occurrences | undefined;
  for (let i = 0; i < found.count; i++) {
    const start = found.starts[i]!;
    const before = lastEndAtMost(front, start);
    if (before < 0 || start - front.ends[before]! > reach) continue;
    if ((front.clauses[before]! ^ found.clauses[i]!) >> over !== 0) continue;
    next ??= noOccurrences();
    addOccurrence(next, start, found.ends[i]!, found.clauses[i]!);
  }
  return next;
}

/** True if a pattern may match: see `clausesOfChain`. */
export function holdsChain(program: Program, ground: ChainGround): boolean {
  return (lastOfChain(program, ground)?.count ?? 0) > 0;
}

/**
 * The clauses in which a pattern may match: its required terms and entities occur there in their order
 * and no farther apart than its gaps and options allow. Necessary, not sufficient, and far cheaper than
 * the verifier. For a pattern that crosses clause borders these are the clauses in which its last link
 * stands. Each clause once, rising.
 */
export function clausesOfChain(program: Program, ground: ChainGround): readonly number[] {
  const last = lastOfChain(program, ground);
  return last ? [...new Set(last.clauses.slice(0, last.count))] : [];
}
