import type { Entity, EntityKind } from '../model/view.ts';
import { createHitList, type HitList, RAW_BLANK, scanFolded, scanRaw } from './automaton.ts';
import {
  addOccurrence,
  type ChainGround,
  entityOccurrences,
  holdsChain,
  holdsEntities,
  noOccurrences,
  type Occurrences,
} from './chain.ts';

import { isShielded } from './hits.ts';
import {
  type CompiledRules,
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
  for (const [rule, compiled] of rules.rules.entries()) {
    // What is asked of whole scripts starts nothing in a single message.
    if (compiled.document) continue;
    for (const [at, program] of compiled[part].entries()) {
      const [first, ...others] = program.groups;
      for (const symbol of first ?? []) bySymbol[symbol]!.push(ruleOf.length);
      groupsOf.push(others.flatMap((group) => [...group, GROUP_END]));
      ruleOf.push(rule);
      programOf.push(at);
    }
  }
  const triggers = inRows(bySymbol);
  const groups = inRows(groupsOf);
  return {
    start: triggers.start,
    trigger: triggers.at,
    rule: Int32Array.from(ruleOf),
    program: Int32Array.from(programOf),
    groupStart: groups.start,
    group: groups.at,
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

/** What the normaliser drops whole: control tags of templates, and readings with a tone digit in brackets. */
const INVISIBLE = '\\p{Cf}\\p{M}\\p{Default_Ignorable_Code_Point}';
const DROPPED = new RegExp(
  `[{｛][${INVISIBLE}]{0,9}[%％]|[（(][a-zａ-ｚA-ZＡ-Ｚ:${INVISIBLE}]{1,30}[1-5１-５][${INVISIBLE}]{0,9}[)）]`,
  'u',
);
/** Four searches for a character take a fifth of the time of the expression, and most texts hold none of them. */
function holdsDropped(text: string): boolean {
  const opens =
    text.includes('{') || text.includes('｛') || text.includes('(') || text.includes('（');
  return opens && DROPPED.test(text);
}

/** What it may take together to one unit: then distances in the raw text say nothing. */
const PLACEHOLDER = /[{｛[［#＃%％【]/;

/** A bracket at head or tail has terms on one side of it only: distances across it do not matter. */
function holdsPlaceholder(text: string): boolean {
  if (!PLACEHOLDER.test(text)) return false;
  const head = /^\s*【[^】]*】/.exec(text)?.[0].length ?? 0;
  const tail = /【[^【】]*】\s*$/.exec(text.slice(head, head + 4000))?.index;
  return PLACEHOLDER.test(text.slice(head, tail === undefined ? text.length : head + tail));
}

/** What every entity of a kind holds, in any width; kinds that are not listed may be anywhere. */
const ENTITY_MARK: Readonly<Partial<Record<EntityKind, RegExp>>> = {
  url: /[.．][^a-zａ-ｚ]{0,4}[a-zａ-ｚ]|http|ｈｔｔｐ|:\/\/|：／／/i,
  // A figure before 点, 时 or a colon, as one unit (㍖) too, and with whatever the squeezed view leaves out between.
  night: /[\p{N}零一二两兩三四五六七八九十][^\p{L}\p{N}]{0,9}[点點奌时時:：]|[\u3358-\u3370]/u,
  // Invisible characters may stand between the digits.
  phone:
    /[0-9０-９xX*＊](?:[\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}]*[0-9０-９xX*＊ ()（）-]){3}/u,
};

/** A text as it is scanned. */
interface Scan {
  /** Fills the list with what occurs in it. */
  readonly fill: (hits: HitList) => void;
  /** False where something was passed over within the occurrence: views may show it otherwise. */
  readonly isWhole: (hits: HitList, hit: number) => boolean;
}

/** Finds the patterns of an index whose terms occur in a text in their order and distance. */
interface Survivors {
  /** Of all patterns of the index. */
  readonly among: (scan: Scan, ground: () => Omit<ChainGround, 'symbol'>) => Trigger[];
  /** Of the given ones. */
  readonly of: (
    candidates: readonly Trigger[],
    scan: Scan,
    ground: () => Omit<ChainGround, 'symbol'>,
  ) => Trigger[];
}

/** From here on it pays to leave out the classes that no pattern of the index needs; to find them takes 1 ms. */
const MANY_TEXTS = 200;

/** The classes of each term that start a pattern of the index, or without which one cannot match. */
function neededEntries(
  { entryStart, entrySymbol, symbols }: CompiledRules,
  { start: triggerStart, table: { group } }: TriggerIndex,
): { readonly start: Int32Array; readonly at: Int32Array } {
  const isNeeded = new Uint8Array(symbols.length);
  for (const symbol of group) if (symbol !== GROUP_END) isNeeded[symbol] = 1;
  for (let symbol = 0; symbol < symbols.length; symbol++)
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

function createSurvivors(
  rules: CompiledRules,
  index: TriggerIndex,
  heedsShields: boolean,
): Survivors {
  const { start: triggerStart, trigger: triggerAt } = index;
  const { groupStart, group } = index.table;
  const symbols = triggerStart.length - 1;
  const seen = new Int32Array(symbols);
  const wanted = new Int32Array(symbols);
  const filled = new Int32Array(symbols);
  const fresh = new Int32Array(symbols);
  const met = new Int32Array(rules.automaton.termLength.length);
  const looked = new Int32Array(index.table.rule.length);
  const { entryStart, entrySymbol } = rules;
  let needed = { start: entryStart, at: entrySymbol };
  const { termLength } = rules.automaton;
  const hits = createHitList();
  // Filled at once: an array with holes would be a hash table.
  const found: (Occurrences | null)[] = new Array<Occurrences | null>(symbols).fill(null);
  let round = 0;
  const symbol = (id: number): Occurrences | undefined =>
    filled[id] === round ? (found[id] ?? undefined) : undefined;

  /** True if of every group but the first at least one symbol occurs. */
  const holds = (id: number): boolean => {
    let isMet = false;
    for (let i = groupStart[id]!; i < groupStart[id + 1]!; i++) {
      const needed = group[i]!;
      if (needed === GROUP_END) {
        if (!isMet) return false;
        isMet = false;
      } else if (seen[needed] === round) isMet = true;
    }
    return true;
  };
  const begin = (scan: Scan): void => {
    round++;
    if (round === MANY_TEXTS) needed = neededEntries(rules, index);
    scan.fill(hits);
  };
  /** Takes away what a harmless word contains or cuts: terms without an entry are such words. */
  const dropShielded = (scan: Scan): void => {
    const shieldTerms: number[] = [];
    const shieldEnds: number[] = [];
    for (let hit = 0; hit < hits.count; hit++) {
      const term = hits.term[hit]!;
      if (entryStart[term] === entryStart[term + 1] && scan.isWhole(hits, hit)) {
        shieldTerms.push(term);
        shieldEnds.push(hits.end[hit]!);
      }
    }
    if (shieldTerms.length === 0) return;
    let kept = 0;
    for (let hit = 0; hit < hits.count; hit++) {
      const term = hits.term[hit]!;
      const end = hits.end[hit]!;
      if (isShielded(rules, shieldTerms, shieldEnds, term, end - termLength[term]!, end)) continue;
      hits.term[kept] = term;
      hits.end[kept] = end;
      hits.clause[kept++] = hits.clause[hit]!;
    }
    hits.count = kept;
  };
  const candidatesAmongAll = (): Trigger[] => {
    let starts = 0;
    for (let hit = 0; hit < hits.count; hit++) {
      const term = hits.term[hit]!;
      if (met[term] === round) continue;
      met[term] = round;
      for (let entry = needed.start[term]!; entry < needed.start[term + 1]!; entry++) {
        const id = needed.at[entry]!;
        if (seen[id] === round) continue;
        seen[id] = round;
        if (triggerStart[id]! < triggerStart[id + 1]!) fresh[starts++] = id;
      }
    }
    const candidates: Trigger[] = [];
    for (let i = 0; i < starts; i++) {
      for (let at = triggerStart[fresh[i]!]!; at < triggerStart[fresh[i]! + 1]!; at++) {
        const id = triggerAt[at]!;
        if (looked[id] === round) continue;
        looked[id] = round;
        if (holds(id)) candidates.push(index.of(id));
      }
    }
    return candidates;
  };
  const occur = (hit: number, id: number): void => {
    let list = found[id];
    if (!list) {
      list = noOccurrences();
      found[id] = list;
    }
    if (filled[id] !== round) {
      filled[id] = round;
      list.count = 0;
    }
    const end = hits.end[hit]!;
    addOccurrence(list, end - termLength[hits.term[hit]!]!, end, hits.clause[hit]!);
  };
  const surviving = (
    candidates: readonly Trigger[],
    scan: Scan,
    ground: () => Omit<ChainGround, 'symbol'>,
  ): Trigger[] => {
    const base = ground();
    const possible = candidates.filter(({ program }) => holdsEntities(program, base));
    if (possible.length === 0) return [];
    if (heedsShields) dropShielded(scan);
    for (const { program } of possible) {
      for (const link of program.chain) for (const id of link.symbols) wanted[id] = round;
    }
    // Where entities are not known, links that they may serve are passed over, whatever classes they name.
    const start = base.entity === null ? needed.start : entryStart;
    const at = base.entity === null ? needed.at : entrySymbol;
    for (let hit = 0; hit < hits.count; hit++) {
      const term = hits.term[hit]!;
      for (let entry = start[term]!; entry < start[term + 1]!; entry++) {
        const id = at[entry]!;
        if (wanted[id] === round) occur(hit, id);
      }
    }
    const whole = { ...base, symbol };
    const kept = possible.filter(({ program }) => holdsChain(program, whole));
    return kept.length < 2 ? kept : kept.sort((a, b) => a.id - b.id);
  };
  return {
    among: (scan, ground) => {
      begin(scan);
      const candidates = candidatesAmongAll();
      return candidates.length === 0 ? candidates : surviving(candidates, scan, ground);
    },
    of: (candidates, scan, ground) => {
      begin(scan);
      return surviving(candidates, scan, ground);
    },
  };
}

/**
 * A fast look at raw text: the patterns of the index that may match in a view of it, or null where only
 * the views can tell. It folds while it scans, and looks at the order and distance of the terms that a
 * pattern needs, so it names too many and never too few; a property test holds it to that.
 */
export function createPrefilter(
  rules: CompiledRules,
  index: TriggerIndex,
  heedsShields = true,
): (text: string) => readonly Trigger[] | null {
  const survivors = createSurvivors(rules, index, heedsShields);
  const { code } = rules.raw;
  const { termLength } = rules.automaton;
  return (text) => {
    if (holdsDropped(text)) return null;
    let isSuspect = false;
    const found = survivors.among(
      {
        fill: (hits) => {
          isSuspect = scanRaw(rules.automaton, rules.raw, text, hits);
        },
        isWhole: (hits, hit) => {
          const end = hits.rawEnd[hit]!;
          for (let at = end - termLength[hits.term[hit]!]!; at < end; at++)
            if (code[text.charCodeAt(at)]! >= RAW_BLANK) return false;
          return true;
        },
      },
      () => ({
        entity: null,
        mayHold: (kind) => ENTITY_MARK[kind]?.test(text) ?? true,
        loose: holdsPlaceholder(text),
        anyClause: false,
        slack: 0,
      }),
    );
    return isSuspect ? null : found;
  };
}

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
  const survivors = createSurvivors(rules, index, heedsShields);
  return (text, among, entity) => {
    const scan: Scan = {
      fill: (hits) => scanFolded(rules.automaton, text, hits),
      isWhole: () => true,
    };
    const ground = (): Omit<ChainGround, 'symbol'> => {
      let slack = 0;
      for (let i = 0; i < text.length; i++) if (isTransparent(text.charCodeAt(i))) slack++;
      return {
        entity: (kind) => entityOccurrences(entity(kind)),
        mayHold: () => true,
        loose: false,
        anyClause: true,
        slack,
      };
    };
    return among ? survivors.of(among, scan, ground) : survivors.among(scan, ground);
  };
}
