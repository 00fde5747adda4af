import {
  type ChainGround,
  clausesOfChain,
  entityOccurrences,
  noOccurrences,
  type Occurrences,
} from '../match/chain.ts';
import type { Program } from '../match/program.ts';
import { isTransparent } from '../match/sequence.ts';
import type { Scene } from './scene.ts';

const ALL_CLAUSES = -1;

/** The clauses from the 32nd on share a bit. */
export function clauseBit(index: number): number {
  return 1 << Math.min(index, 31);
}

function presentIn(scene: Scene): Int32Array {
  const { memo } = scene;
  if (memo.present === null) {
    const { hits, structure, truncated } = scene;
    const { entryStart, entrySymbol, symbols } = scene.loose.rules;
    const present = new Int32Array(symbols.length);
    const last = structure.clauses.length - 1;
    let clause = 0;
    for (let hit = 0; hit < hits.term.length; hit++) {
      // Hits come by their starts, and so do clauses; those that were cut overlap.
      while (clause < last && structure.clauses[clause]!.end <= hits.start[hit]!) clause++;
      const bit = truncated > 0 ? ALL_CLAUSES : clauseBit(clause);
      const term = hits.term[hit]!;
      for (let entry = entryStart[term]!; entry < entryStart[term + 1]!; entry++)
        present[entrySymbol[entry]!]! |= bit;
    }
    memo.present = present;
  }
  return memo.present;
}

/**
 * The clauses in which all that the pattern needs occurs, as bits: 0 if something is nowhere in the scene. What
 * crosses clause borders may begin anywhere.
 */
export function mayMatchIn(scene: Scene, program: Program): number {
  const present = presentIn(scene);
  let clauses = ALL_CLAUSES;
  for (const group of program.groups) {
    let met = 0;
    for (const symbol of group) met |= present[symbol]!;
    if (met === 0) return 0;
    clauses &= met;
  }
  return program.chain.some((link) => link.crosses) ? ALL_CLAUSES : clauses;
}

/** What chains are held against in a view: occurrences of symbols, entities, clauses. */
function groundOf(scene: Scene): ChainGround {
  scene.memo.ground ??= layGround(scene);
  return scene.memo.ground;
}

function layGround(scene: Scene): ChainGround {
  const { hits, view, structure, loose } = scene;
  const { entryStart, entrySymbol } = loose.rules;
  // Blanks and quote marks do not count: patterns pass over them.
  const rank = new Uint32Array(view.text.length + 1);
  for (let i = 0; i < view.text.length; i++) {
    rank[i + 1] = rank[i]! + (isTransparent(view.text.charCodeAt(i)) ? 0 : 1);
  }
  const last = structure.clauses.length - 1;
  const clauses = new Int32Array(hits.term.length);
  for (let hit = 0, clause = 0; hit < clauses.length; hit++) {
    while (clause < last && structure.clauses[clause]!.end <= hits.start[hit]!) clause++;
    clauses[hit] = clause;
  }
  const present = presentIn(scene);
  const holds = (term: number, symbol: number): boolean => {
    for (let entry = entryStart[term]!; entry < entryStart[term + 1]!; entry++)
      if (entrySymbol[entry] === symbol) return true;
    return false;
  };
  const occurrencesOf = (symbol: number): Occurrences => {
    const list = noOccurrences();
    for (let hit = 0; hit < clauses.length; hit++) {
      if (!holds(hits.term[hit]!, symbol)) continue;
      const start = rank[hits.start[hit]!]!;
      const end = rank[hits.end[hit]!]!;
      // Hits come by their starts: of nested ones the outer stands before the inner, its end behind it.
      let at = list.count++;
      while (at > 0 && list.ends[at - 1]! > end) at--;
      list.starts.splice(at, 0, start);
      list.ends.splice(at, 0, end);
      list.clauses.splice(at, 0, clauses[hit]!);
    }
    return list;
  };
  const found = new Map<number, Occurrences>();
  const clauseOf = (unit: number): number => {
    const at = structure.clauses.findIndex((item) => unit < item.end);
    return at < 0 ? last : at;
  };
  return {
    symbol: (symbol) => {
      if (present[symbol] === 0) return undefined;
      let list = found.get(symbol);
      if (list === undefined) {
        list = occurrencesOf(symbol);
        found.set(symbol, list);
      }
      return list;
    },
    entity: (kind) => entityOccurrences(loose.entities(kind), (unit) => rank[unit]!, clauseOf),
    anyClause: false,
    slack: 0,
  };
}

/**
 * The clauses at which a pattern may match, rising, each once. Clauses that were cut overlap, so that a term may
 * stand in two of them: then all.
 */
export function clausesFor(scene: Scene, program: Program): readonly number[] {
  const { clauses, sentences } = scene.structure;
  // Heads of turns alone, in which nobody says anything.
  if (clauses.length === 0) return [];
  if (scene.truncated > 0) return [...clauses.keys()];
  const candidates = clausesOfChain(program, groundOf(scene));
  if (!program.chain.some((link) => link.crosses)) return candidates;
  const meant = new Set(candidates.map((clause) => clauses[clause]!.sentence));
  return [...meant].flatMap((at) => {
    const { firstClause, lastClause } = sentences[at]!;
    return Array.from({ length: lastClause - firstClause }, (_, i) => firstClause + i);
  });
}
