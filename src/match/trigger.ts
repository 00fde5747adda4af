import type { Entity, EntityKind } from '../model/view.ts';
import { createHitList, scanFolded } from './automaton.ts';
import { createCandidates, dropShielded } from './candidates.ts';
import {
  addOccurrence,
  type ChainGround,
  entityOccurrences,
  holdsChain,
  noOccurrences,
  type Occurrences,
} from './chain.ts';
import {
  type ChainLink,
  type CompiledRules,
  ENTITY_KINDS,
  GROUP_END,
  type Trigger,
  type TriggerIndex,
  type TriggerPart,
  type TriggerTable,
} from './program.ts';
import { isTransparent } from './sequence.ts';

/** Lists of numbers in one: list i is at[start[i]] to at[start[i + 1]]. */
function inRows(lists: readonly (readonly number[])[]): { start: Int32Array; at: Int32Array } {
  const start = new Int32Array(lists.length + 1);
  for (let i = 0; i < lists.length; i++) start[i + 1] = start[i]! + lists[i]!.length;
  const at = new Int32Array(start[lists.length]!);
  for (let i = 0; i < lists.length; i++) at.set(lists[i]!, start[i]!);
  return { start, at };
}

/** The table of one part, made by reading every pattern. */
export function tableTriggers(rules: CompiledRules, part: TriggerPart): TriggerTable {
  const bySymbol: number[][] = rules.symbols.map(() => []);
  const ruleOf: number[] = [];
  const programOf: number[] = [];
  const groupsOf: number[][] = [];
  const links: ChainLink[] = [];
  const linkStart = [0];
  const crosses: boolean[] = [];
  for (const [rule, compiled] of rules.rules.entries()) {
    // What is asked of whole scripts starts nothing in a single message.
    if (compiled.document) continue;
    for (const [at, program] of compiled[part].entries()) {
      const [first, ...others] = program.groups;
      for (const symbol of first ?? []) bySymbol[symbol]!.push(ruleOf.length);
      groupsOf.push(others.flatMap((group) => [...group, GROUP_END]));
      ruleOf.push(rule);
      programOf.push(at);
      links.push(...program.chain);
      linkStart.push(links.length);
      crosses.push(program.chain.some((link) => link.crosses));
    }
  }
  const triggers = inRows(bySymbol);
  const groups = inRows(groupsOf);
  const chains = inRows(links.map((link) => link.symbols));
  return {
    start: triggers.start,
    trigger: triggers.at,
    rule: Int32Array.from(ruleOf),
    program: Int32Array.from(programOf),
    groupStart: groups.start,
    group: groups.at,
    linkStart: Int32Array.from(linkStart),
    symbolStart: chains.start,
    linkSymbol: chains.at,
    linkEntity: Uint16Array.from(links, ({ entities }) =>
      entities.reduce((bits, kind) => bits | (1 << ENTITY_KINDS.indexOf(kind)), 0),
    ),
    linkReach: Int32Array.from(links, ({ reach }) => Math.min(reach, 1 << 30)),
    linkCrosses: Uint8Array.from(links, (link) => (link.crosses ? 1 : 0)),
    crosses: Uint8Array.from(crosses, (does) => (does ? 1 : 0)),
  };
}

/**
 * Index of the patterns that can start a finding, by the symbols of their trigger group: what finds
 * findings is looked up by what occurs, so that the number of rules does not decide the speed. `when`
 * indexes the patterns that say which messages a rule of absence means.
 */
export function indexTriggers(
  rules: CompiledRules,
  isActive: (rule: number) => boolean,
  part: TriggerPart = 'any',
): TriggerIndex {
  const table = rules.triggers?.[part] ?? tableTriggers(rules, part);
  const isOn = Uint8Array.from(rules.rules.keys(), (index) => (isActive(index) ? 1 : 0));
  const start = new Int32Array(table.start.length);
  const trigger = new Int32Array(table.trigger.length);
  let count = 0;
  for (let symbol = 0; symbol + 1 < start.length; symbol++) {
    for (let at = table.start[symbol]!; at < table.start[symbol + 1]!; at++) {
      const id = table.trigger[at]!;
      if (isOn[table.rule[id]!] === 1) trigger[count++] = id;
    }
    start[symbol + 1] = count;
  }
  // Patterns are read when all that they need occurs: to read all takes 15 ms of every start.
  // Of full length from the start: an array filled far from its end becomes a slow one.
  const made = new Array<Trigger | undefined>(table.rule.length);
  return {
    table,
    start,
    trigger,
    of: (id) => {
      let known = made[id];
      if (known === undefined) {
        const rule = table.rule[id]!;
        known = { rule, program: rules.rules[rule]![part][table.program[id]!]!, id };
        made[id] = known;
      }
      return known;
    },
  };
}

/** Where the terms of one symbol occur, gathered anew for every text. */
export interface Gathered {
  readonly add: (symbol: number, start: number, end: number, clause: number) => void;
  readonly of: (symbol: number) => Occurrences | undefined;
  /** Forgets all. */
  readonly begin: () => void;
}

export function createGathered(symbols: number): Gathered {
  const filled = new Int32Array(symbols);
  // Filled at once: an array with holes would be a hash table.
  const found: (Occurrences | null)[] = new Array<Occurrences | null>(symbols).fill(null);
  let round = 0;
  return {
    begin: () => {
      round++;
    },
    of: (symbol) => (filled[symbol] === round ? (found[symbol] ?? undefined) : undefined),
    add: (symbol, start, end, clause) => {
      let list = found[symbol];
      if (!list) {
        list = noOccurrences();
        found[symbol] = list;
      }
      if (filled[symbol] !== round) {
        filled[symbol] = round;
        list.count = 0;
      }
      addOccurrence(list, start, end, clause);
    },
  };
}

const isWhole = (): boolean => true;

/**
 * The patterns that may match in a view, before it is divided and its terms are settled: entities are
 * known here, clauses are not. `among` are those that the raw text has left; null: all.
 */
export function createSelection(
  rules: CompiledRules,
  index: TriggerIndex,
  heedsShields = true,
): (
  text: string,
  among: readonly Trigger[] | null,
  entity: (kind: EntityKind) => readonly Entity[],
) => readonly Trigger[] {
  const { entryStart, entrySymbol, automaton } = rules;
  const symbols = index.start.length - 1;
  const candidates = createCandidates(rules, index);
  const gathered = createGathered(symbols);
  const wanted = new Int32Array(symbols);
  const hits = createHitList();
  let round = 0;
  return (text, among, entity) => {
    scanFolded(automaton, text, hits);
    const possible =
      among ?? Array.from(candidates.ids.subarray(0, candidates.among(hits, false)), index.of);
    if (possible.length === 0) return possible;
    if (heedsShields) dropShielded(rules, hits, isWhole);
    round++;
    gathered.begin();
    for (const { program } of possible) {
      for (const link of program.chain) for (const id of link.symbols) wanted[id] = round;
    }
    for (let hit = 0; hit < hits.count; hit++) {
      const term = hits.term[hit]!;
      const end = hits.end[hit]!;
      for (let entry = entryStart[term]!; entry < entryStart[term + 1]!; entry++) {
        const id = entrySymbol[entry]!;
        if (wanted[id] === round)
          gathered.add(id, end - automaton.termLength[term]!, end, hits.clause[hit]!);
      }
    }
    let slack = 0;
    for (let i = 0; i < text.length; i++) if (isTransparent(text.charCodeAt(i))) slack++;
    const ground: ChainGround = {
      symbol: gathered.of,
      entity: (kind) => entityOccurrences(entity(kind)),
      anyClause: true,
      slack,
    };
    const kept = possible.filter(({ program }) => holdsChain(program, ground));
    return kept.length < 2 ? kept : kept.sort((a, b) => a.id - b.id);
  };
}
