import type { Clause } from '../model/structure.ts';
import type { Tokenizer } from '../model/token.ts';
import { OP, type View } from '../model/view.ts';
import { scanFolded } from './automaton.ts';
import { BOUNDS, type CompiledRules } from './program.ts';
import { trickCost } from './spelling-scan.ts';

/** Occurrences of terms in one view, by rising start and then by falling end; half-open in its units. */
export interface Hits {
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly term: Int32Array;
  /** Hits that begin at unit p: first[p] to first[p + 1]. */
  readonly first: Int32Array;
  /** What shields took away, for the trace. */
  readonly shielded: readonly {
    readonly term: number;
    readonly start: number;
    readonly end: number;
  }[];
}

/** True if `shield` covers the hit with something to spare, or cuts one of its borders. */
function shieldsHit(shieldStart: number, shieldEnd: number, start: number, end: number): boolean {
  const overlaps = shieldStart < end && start < shieldEnd;
  const inside = start <= shieldStart && shieldEnd <= end;
  return overlaps && !inside;
}

/**
 * Finds all terms of the ruleset in a view. Hits that a harmless word contains or cuts are left out,
 * unless `keepShielded` is set.
 */
export function findHits(rules: CompiledRules, view: View, keepShielded: boolean): Hits {
  const { entryStart, shields, automaton } = rules;
  const { termLength } = automaton;
  // Term and end of each hit, in the order of the ends: a message has tens of them, so no objects.
  const terms: number[] = [];
  const ends: number[] = [];
  const shieldTerms: number[] = [];
  const shieldEnds: number[] = [];
  scanFolded(automaton, view.text, (term, end) => {
    if (shields[term] !== undefined && !keepShielded) {
      shieldTerms.push(term);
      shieldEnds.push(end);
    }
    if (entryStart[term]! < entryStart[term + 1]!) {
      terms.push(term);
      ends.push(end);
    }
  });
  const shielded: { term: number; start: number; end: number }[] = [];
  const isShielded = (term: number, start: number, end: number): boolean =>
    shieldTerms.some((shield, i) => {
      const applies = shields[shield]!;
      const shieldEnd = shieldEnds[i]!;
      return (
        (applies === 'all' || applies.includes(term)) &&
        shieldsHit(shieldEnd - termLength[shield]!, shieldEnd, start, end)
      );
    });
  const first = new Int32Array(view.text.length + 2);
  let count = 0;
  for (let i = 0; i < terms.length; i++) {
    const start = ends[i]! - termLength[terms[i]!]!;
    if (shieldTerms.length > 0 && isShielded(terms[i]!, start, ends[i]!)) {
      shielded.push({ term: terms[i]!, start, end: ends[i]! });
      terms[i] = -1;
    } else {
      first[start + 1]!++;
      count++;
    }
  }
  for (let p = 0; p <= view.text.length; p++) first[p + 1]! += first[p]!;
  // Sorted by counting: filled from behind, so that of hits with one start the longest comes first.
  const next = first.slice(0, view.text.length + 1);
  const order = new Int32Array(count);
  for (let i = terms.length - 1; i >= 0; i--) {
    if (terms[i]! >= 0) order[next[ends[i]! - termLength[terms[i]!]!]!++] = i;
  }
  return {
    start: order.map((i) => ends[i]! - termLength[terms[i]!]!),
    end: order.map((i) => ends[i]!),
    term: order.map((i) => terms[i]!),
    first,
    shielded,
  };
}

/** Δ up to which a term may cut through a word of the plain segmentation (section 6). */
const MAX_FORCING_COST = 1.0;
/** Subtracted from the confidence where a term was accepted although a word crosses its border. */
export const CROSSING_COST = 0.05;

const SEPARATOR_COST = 0.05;
const MAX_SEPARATOR_COST = 0.15;
const REPEAT_COST = 0.1;
const LOOKALIKE_COST = 0.05;

/** What it costs that the term was written in disguise: separators and repetitions inside it, look-alikes. */
function disguiseCost(view: View, start: number, end: number): number {
  let separators = 0;
  let other = 0;
  for (let i = start; i < end; i++) {
    const op = view.ops[i]!;
    if (op === 0) continue;
    if (i > start && (op & OP.separator) !== 0) separators += SEPARATOR_COST;
    if ((op & OP.repeat) !== 0) other += REPEAT_COST;
    if ((op & OP.lookalike) !== 0) other += LOOKALIKE_COST;
    const isShared = i > start && view.from[i] === view.from[i - 1];
    if (op >= OP.pinyin && !isShared) other += trickCost(op);
  }
  // Letters that stand for several characters, and an emoji for a word, are one trick each.
  return Math.min(separators, MAX_SEPARATOR_COST) + other;
}

/** -1: the hit is rejected; else the cost of accepting it, 0 for a plain word. */
export type Settle = (hit: number, bound: number) => number;

/**
 * Holds hits against the borders of the tokeniser's words, clause by clause and only when asked. Without a
 * tokeniser every hit is accepted (shields have spoken before).
 */
export function createSettle(
  hits: Hits,
  view: View,
  clauses: readonly Clause[],
  tokenizer: () => Tokenizer | null,
): Settle {
  const memo = new Map<number, number>();
  const bordersOf = new Map<Clause, ReadonlySet<number>>();
  return (hit, bound) => {
    const kind = BOUNDS[bound]!;
    const start = hits.start[hit]!;
    const end = hits.end[hit]!;
    const disguise = disguiseCost(view, start, end);
    if (kind === 'free') return disguise;
    if (!/\p{Script=Han}/u.test(view.text.slice(start, end))) {
      return latinBorder(view.text, start, end) < 0 ? -1 : disguise;
    }
    const key = hit * BOUNDS.length + bound;
    const known = memo.get(key);
    if (known !== undefined) return known;
    const cutter = tokenizer();
    const clause = clauses.find((candidate) => candidate.start <= start && end <= candidate.end);
    let cost = disguise;
    if (cutter && clause) {
      let borders = bordersOf.get(clause);
      if (!borders) {
        borders = new Set(cutter.boundaries(view.text.slice(clause.start, clause.end)));
        bordersOf.set(clause, borders);
      }
      const crossing = settleInClause(
        view.text.slice(clause.start, clause.end),
        start - clause.start,
        end - clause.start,
        borders,
        cutter,
      );
      cost = crossing < 0 ? -1 : crossing + disguise;
    }
    memo.set(key, cost);
    return cost;
  };
}

/** A Latin term (hr, sb, app) must not be a part of a longer run of letters or digits. */
function latinBorder(text: string, start: number, end: number): number {
  const letter = /[a-z0-9]/;
  if (!letter.test(text[start]!)) return 0;
  if (start > 0 && letter.test(text[start - 1]!)) return -1;
  if (end < text.length && letter.test(text[end]!) && letter.test(text[end - 1]!)) return -1;
  return 0;
}

function settleInClause(
  clause: string,
  start: number,
  end: number,
  borders: ReadonlySet<number>,
  tokenizer: Tokenizer,
): number {
  const left = borders.has(start);
  const right = borders.has(end);
  if (left && right) return 0;
  let divided = false;
  for (let i = start + 1; i < end; i++) if (borders.has(i)) divided = true;
  if (end - start === 1) return -1;
  // Inside one longer word (强制 in 强制执行): wanted, unless a shield says otherwise.
  if (!divided) return 0;
  return tokenizer.forcingCost(clause, start, end) <= MAX_FORCING_COST ? CROSSING_COST : -1;
}
