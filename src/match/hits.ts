import type { Clause } from '../model/structure.ts';
import type { Tokenizer } from '../model/token.ts';
import { OP, type View } from '../model/view.ts';
import { createHitList, MAX_TERM_LENGTH, scanFolded } from './automaton.ts';
import { BOUNDS, type CompiledRules } from './program.ts';
import { trickCost } from './spelling-tricks.ts';

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

/** True if one of the shields (terms and their ends, rising) covers the hit of a term or cuts its border. */
export function isShielded(
  { shields, automaton }: CompiledRules,
  shieldTerms: readonly number[],
  shieldEnds: readonly number[],
  term: number,
  start: number,
  end: number,
): boolean {
  for (let i = 0; i < shieldTerms.length; i++) {
    const shieldEnd = shieldEnds[i]!;
    if (shieldEnd <= start) continue;
    // None is longer than the longest term.
    if (shieldEnd - MAX_TERM_LENGTH >= end) return false;
    const shieldStart = shieldEnd - automaton.termLength[shieldTerms[i]!]!;
    if (!shieldsHit(shieldStart, shieldEnd, start, end)) continue;
    const applies = shields[shieldTerms[i]!];
    if (applies === 'all' || applies?.includes(term)) return true;
  }
  return false;
}

/** Filled anew by every scan and read before the next: kept, since it is as large as the largest message. */
const scanned = createHitList();

/**
 * Finds all terms of the ruleset in a view. Hits that a harmless word contains or cuts are left out,
 * unless `keepShielded` is set.
 */
export function findHits(rules: CompiledRules, view: View, keepShielded: boolean): Hits {
  const { entryStart, shields, automaton } = rules;
  const { termLength } = automaton;
  // Term and end of each hit, in the order of the ends: a message has tens of them, so no objects.
  scanFolded(automaton, view.text, scanned);
  let { count } = scanned;
  const terms = scanned.term.slice(0, count);
  const ends = scanned.end;
  const shieldTerms: number[] = [];
  const shieldEnds: number[] = [];
  for (let i = 0; i < count; i++) {
    const term = terms[i]!;
    if (shields[term] !== undefined && !keepShielded) {
      shieldTerms.push(term);
      shieldEnds.push(ends[i]!);
    }
    if (entryStart[term] === entryStart[term + 1]) terms[i] = -1;
  }
  const shielded: { term: number; start: number; end: number }[] = [];
  const first = new Int32Array(view.text.length + 2);
  count = 0;
  for (let i = 0; i < terms.length; i++) {
    if (terms[i]! < 0) continue;
    const start = ends[i]! - termLength[terms[i]!]!;
    if (isShielded(rules, shieldTerms, shieldEnds, terms[i]!, start, ends[i]!)) {
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
  const hits = {
    start: new Int32Array(count),
    end: new Int32Array(count),
    term: new Int32Array(count),
    first,
    shielded,
  };
  for (let i = terms.length - 1; i >= 0; i--) {
    if (terms[i]! < 0) continue;
    const start = ends[i]! - termLength[terms[i]!]!;
    const at = next[start]!++;
    hits.start[at] = start;
    hits.end[at] = ends[i]!;
    hits.term[at] = terms[i]!;
  }
  return hits;
}

/** Δ up to which a term may cut through a word of the plain segmentation (section 6). */
const MAX_FORCING_COST = 1.0;
/** Subtracted from the confidence where a term was accepted although a word crosses its border. */
export const CROSSING_COST = 0.05;

const SEPARATOR_COST = 0.05;
const MAX_SEPARATOR_COST = 0.15;
/** Once for a term, however often it is done. */
const REPEAT_COST = 0.1;
/** A word typed by its sound from end to end is no less sure for being long. */
const MAX_TYPED_COST = 0.3;
const LOOKALIKE_COST = 0.05;

/** What it costs that the term was written in disguise: separators and repetitions inside it, look-alikes. */
function disguiseCost(view: View, start: number, end: number): number {
  let separators = 0;
  let repeats = 0;
  let typed = 0;
  let other = 0;
  for (let i = start; i < end; i++) {
    const op = view.ops[i]!;
    if (op === 0) continue;
    if (i > start && (op & OP.separator) !== 0) separators += SEPARATOR_COST;
    if ((op & OP.repeat) !== 0) repeats = REPEAT_COST;
    if ((op & OP.lookalike) !== 0) other += LOOKALIKE_COST;
    const isShared = i > start && view.from[i] === view.from[i - 1];
    if ((op & OP.pinyin) !== 0) typed += trickCost(OP.pinyin);
    if (op >= OP.pinyin && !isShared) other += trickCost(op & ~OP.pinyin);
  }
  // Letters that stand for several characters, and an emoji for a word, are one trick each.
  return (
    Math.min(separators, MAX_SEPARATOR_COST) + Math.min(typed, MAX_TYPED_COST) + repeats + other
  );
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
    const key = hit * BOUNDS.length + bound;
    const known = memo.get(key);
    if (known !== undefined) return known;
    const kind = BOUNDS[bound]!;
    const start = hits.start[hit]!;
    const end = hits.end[hit]!;
    const disguise = disguiseCost(view, start, end);
    if (kind === 'free') {
      memo.set(key, disguise);
      return disguise;
    }
    if (!/\p{Script=Han}/u.test(view.text.slice(start, end))) {
      const latin = latinBorder(view.text, start, end) < 0 ? -1 : disguise;
      memo.set(key, latin);
      return latin;
    }
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
