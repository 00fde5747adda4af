import type { HitList } from './automaton.ts';
import { isShielded } from './hits.ts';
import { type CompiledRules, GROUP_END, type TriggerIndex } from './program.ts';

/** The classes of each term: start[t] to start[t + 1] of `at`. */
export interface Entries {
  readonly start: Int32Array;
  readonly at: Int32Array;
}

/** From here on it pays to leave out the classes that no pattern of the index needs; to find them takes 1 ms. */
const MANY_TEXTS = 200;

/** The classes of each term that start a pattern of the index, or without which one cannot match. */
function neededEntries(
  { entryStart, entrySymbol }: CompiledRules,
  { start: triggerStart, table: { group } }: TriggerIndex,
): Entries {
  const symbols = triggerStart.length - 1;
  const isNeeded = new Uint8Array(symbols);
  for (const symbol of group) if (symbol !== GROUP_END) isNeeded[symbol] = 1;
  for (let symbol = 0; symbol < symbols; symbol++)
    if (triggerStart[symbol]! < triggerStart[symbol + 1]!) isNeeded[symbol] = 1;
  const start = new Int32Array(entryStart.length);
  const at = new Int32Array(entrySymbol.length);
  let count = 0;
  for (let term = 0; term + 1 < entryStart.length; term++) {
    for (let entry = entryStart[term]!; entry < entryStart[term + 1]!; entry++)
      if (isNeeded[entrySymbol[entry]!] === 1) at[count++] = entrySymbol[entry]!;
    start[term + 1] = count;
  }
  return { start, at };
}

/** Finds the patterns of an index of which all that they need occurs. */
export interface Candidates {
  /**
   * How many there are: their numbers are the first of `ids` until the next call. What a pattern needs has to stand
   * in one clause unless it crosses, or, where the clauses of the hits are not to be trusted, anywhere.
   */
  readonly among: (hits: HitList, anyClause: boolean) => number;
  readonly ids: Int32Array;
  /** The classes that have to be looked at for what these patterns need. */
  readonly needed: () => Entries;
  /** Whether harmless words are among the hits, for `dropShielded`: in most texts there are none. */
  readonly hasShields: () => boolean;
}

export function createCandidates(rules: CompiledRules, index: TriggerIndex): Candidates {
  const { start: triggerStart, trigger: triggerAt } = index;
  const { groupStart, group, crosses } = index.table;
  const symbols = triggerStart.length - 1;
  const patterns = index.table.rule.length;
  // Each holds the number of the clause in which that was last so; all clauses of all texts are counted in one.
  const seen = new Int32Array(symbols);
  const met = new Int32Array(rules.automaton.termLength.length);
  const looked = new Int32Array(patterns);
  const taken = new Int32Array(patterns);
  /** Classes that start patterns: those new in the clause, and those new in the text. */
  const fresh = new Int32Array(symbols);
  const started = new Int32Array(symbols);
  const ids = new Int32Array(patterns);
  let needed: Entries = { start: rules.entryStart, at: rules.entrySymbol };
  let texts = 0;
  /** The first clause of the text, and the one under hand. */
  let begin = 0;
  let clause = 0;
  let found = 0;
  let hasShields = false;

  /** True if of every group but the first at least one symbol has occurred since that clause. */
  const holds = (id: number, since: number): boolean => {
    let isMet = false;
    for (let i = groupStart[id]!; i < groupStart[id + 1]!; i++) {
      const wanted = group[i]!;
      if (wanted === GROUP_END) {
        if (!isMet) return false;
        isMet = false;
      } else if (seen[wanted]! >= since) isMet = true;
    }
    return true;
  };
  /** Takes the patterns that these start, those that cross or the others, if all they need has occurred since. */
  const take = (starters: Int32Array, count: number, since: number, crossing: 0 | 1): void => {
    for (let i = 0; i < count; i++) {
      const symbol = starters[i]!;
      for (let each = triggerStart[symbol]!; each < triggerStart[symbol + 1]!; each++) {
        const id = triggerAt[each]!;
        if (crosses[id] !== crossing || looked[id] === clause) continue;
        looked[id] = clause;
        if (taken[id]! >= begin || !holds(id, since)) continue;
        taken[id] = clause;
        ids[found++] = id;
      }
    }
  };
  return {
    ids,
    needed: () => needed,
    hasShields: () => hasShields,
    among: (hits, anyClause) => {
      if (++texts === MANY_TEXTS) needed = neededEntries(rules, index);
      const { start, at } = needed;
      const { count, term: terms, clause: clauses } = hits;
      begin = ++clause;
      found = 0;
      hasShields = false;
      let here = count > 0 ? clauses[0]! : 0;
      let inClause = 0;
      let inText = 0;
      for (let hit = 0; hit < count; hit++) {
        if (clauses[hit] !== here && !anyClause) {
          take(fresh, inClause, clause, 0);
          inClause = 0;
          clause++;
          here = clauses[hit]!;
        }
        const term = terms[hit]!;
        if (met[term] === clause) continue;
        met[term] = clause;
        if (isShield(rules, term)) hasShields = true;
        for (let entry = start[term]!; entry < start[term + 1]!; entry++) {
          const id = at[entry]!;
          const before = seen[id]!;
          if (before === clause) continue;
          seen[id] = clause;
          if (triggerStart[id]! === triggerStart[id + 1]!) continue;
          fresh[inClause++] = id;
          if (before < begin) started[inText++] = id;
        }
      }
      take(fresh, inClause, clause, 0);
      take(started, inText, begin, 1);
      return found;
    },
  };
}

/** Harmless words are the terms without an entry. */
function isShield({ entryStart }: CompiledRules, term: number): boolean {
  return entryStart[term] === entryStart[term + 1];
}

/**
 * Takes away what a harmless word contains or cuts. `isWhole` is false
 * where something was passed over within an occurrence: views may show it otherwise.
 */
export function dropShielded(
  rules: CompiledRules,
  hits: HitList,
  isWhole: (hit: number) => boolean,
): void {
  const { automaton } = rules;
  const shieldTerms: number[] = [];
  const shieldEnds: number[] = [];
  for (let hit = 0; hit < hits.count; hit++) {
    const term = hits.term[hit]!;
    if (isShield(rules, term) && isWhole(hit)) {
      shieldTerms.push(term);
      shieldEnds.push(hits.end[hit]!);
    }
  }
  if (shieldTerms.length === 0) return;
  let kept = 0;
  for (let hit = 0; hit < hits.count; hit++) {
    const term = hits.term[hit]!;
    const end = hits.end[hit]!;
    const start = end - automaton.termLength[term]!;
    if (isShielded(rules, shieldTerms, shieldEnds, term, start, end)) continue;
    hits.term[kept] = term;
    hits.end[kept] = end;
    hits.clause[kept++] = hits.clause[hit]!;
  }
  hits.count = kept;
}
