import type { Entity, EntityKind } from '../model/view.ts';
import { rawStart, scanFolded, scanRaw } from './automaton.ts';
import { type ChainGround, clausesOfChain, entityOccurrences, type Occurrences } from './chain.ts';
import type { CompiledRules, Program, Trigger, TriggerIndex } from './program.ts';
import { isTransparent } from './sequence.ts';

/**
 * Index of the patterns that can start a finding, by the symbols of their trigger group: what finds
 * findings is looked up by what occurs, so that the number of rules does not decide the speed. `when`
 * indexes the patterns that say which messages a rule of absence means.
 */
export function indexTriggers(
  rules: CompiledRules,
  isActive: (rule: number) => boolean,
  part: 'any' | 'when' = 'any',
): TriggerIndex {
  const bySymbol: Trigger[][] = rules.symbols.map(() => []);
  let id = 0;
  for (const [rule, compiled] of rules.rules.entries()) {
    // What is asked of whole scripts starts nothing in a single message.
    if (!isActive(rule) || compiled.document) continue;
    for (const program of compiled[part]) {
      const trigger: Trigger = { rule, program, id: id++ };
      for (const symbol of program.groups[0] ?? []) bySymbol[symbol]!.push(trigger);
    }
  }
  return { bySymbol, count: id };
}

function holds(program: Program, has: (symbol: number) => boolean): boolean {
  // The trigger group is met: only the others are left.
  for (let g = 1; g < program.groups.length; g++) {
    if (!program.groups[g]!.some(has)) return false;
  }
  return true;
}

/** What the normaliser drops whole: control tags of templates, and readings with a tone digit in brackets. */
const INVISIBLE = '\\p{Cf}\\p{M}\\p{Default_Ignorable_Code_Point}';
const DROPPED = new RegExp(
  `[{｛][${INVISIBLE}]{0,9}[%％]|[（(][a-zａ-ｚA-ZＡ-Ｚ:${INVISIBLE}]{1,30}[1-5１-５][${INVISIBLE}]{0,9}[)）]`,
  'u',
);
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
  phone: /[0-9０-９xX*＊][0-9０-９xX*＊ ()（）-]{3}/,
};

/** Calls `visit` with each term found, its end in counted units and the number of its clause; see `scanRaw`. */
type Scan = (visit: (term: number, end: number, clause: number) => void) => void;

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

function createSurvivors(rules: CompiledRules, index: TriggerIndex): Survivors {
  const symbols = rules.symbols.length;
  const seen = new Int32Array(symbols);
  const wanted = new Int32Array(symbols);
  const filled = new Int32Array(symbols);
  const met = new Int32Array(rules.terms.length);
  const looked = new Int32Array(index.count);
  const isTrigger = Uint8Array.from(rules.symbols, (_, symbol) =>
    index.bySymbol[symbol]!.length > 0 ? 1 : 0,
  );
  const { entryStart, entrySymbol } = rules;
  const { termLength } = rules.automaton;
  // Lists are kept and filled again: a message has tens of hits, and most are looked at once.
  const found: Occurrences[] = [];
  const hitTerms: number[] = [];
  const hitEnds: number[] = [];
  const hitClauses: number[] = [];
  let round = 0;
  const keep = (term: number, end: number, clause: number): void => {
    hitTerms.push(term);
    hitEnds.push(end);
    hitClauses.push(clause);
  };
  const has = (symbol: number): boolean => seen[symbol] === round;
  const symbol = (id: number): Occurrences | undefined =>
    filled[id] === round ? found[id] : undefined;

  const begin = (scan: Scan): void => {
    round++;
    hitTerms.length = 0;
    hitEnds.length = 0;
    hitClauses.length = 0;
    scan(keep);
  };
  const candidatesAmongAll = (): Trigger[] => {
    const candidates: Trigger[] = [];
    const fresh: number[] = [];
    for (const term of hitTerms) {
      if (met[term] === round) continue;
      met[term] = round;
      for (let entry = entryStart[term]!; entry < entryStart[term + 1]!; entry++) {
        const id = entrySymbol[entry]!;
        if (seen[id] === round) continue;
        seen[id] = round;
        if (isTrigger[id] === 1) fresh.push(id);
      }
    }
    for (const id of fresh) {
      for (const trigger of index.bySymbol[id]!) {
        if (looked[trigger.id] === round) continue;
        looked[trigger.id] = round;
        if (holds(trigger.program, has)) candidates.push(trigger);
      }
    }
    return candidates;
  };
  const occur = (hit: number, id: number): void => {
    let list = found[id];
    if (!list) {
      list = { starts: [], ends: [], clauses: [] };
      found[id] = list;
    }
    if (filled[id] !== round) {
      filled[id] = round;
      list.starts.length = 0;
      list.ends.length = 0;
      list.clauses.length = 0;
    }
    list.starts.push(hitEnds[hit]! - termLength[hitTerms[hit]!]!);
    list.ends.push(hitEnds[hit]!);
    list.clauses.push(hitClauses[hit]!);
  };
  const surviving = (
    candidates: readonly Trigger[],
    ground: () => Omit<ChainGround, 'symbol'>,
  ): Trigger[] => {
    for (const { program } of candidates) {
      for (const link of program.chain) for (const id of link.symbols) wanted[id] = round;
    }
    for (let hit = 0; hit < hitTerms.length; hit++) {
      const term = hitTerms[hit]!;
      for (let entry = entryStart[term]!; entry < entryStart[term + 1]!; entry++) {
        const id = entrySymbol[entry]!;
        if (wanted[id] === round) occur(hit, id);
      }
    }
    const whole = { ...ground(), symbol };
    const kept = candidates.filter(({ program }) => clausesOfChain(program, whole).length > 0);
    return kept.length < 2 ? kept : kept.sort((a, b) => a.id - b.id);
  };
  return {
    among: (scan, ground) => {
      begin(scan);
      const candidates = candidatesAmongAll();
      return candidates.length === 0 ? candidates : surviving(candidates, ground);
    },
    of: (candidates, scan, ground) => {
      begin(scan);
      return surviving(candidates, ground);
    },
  };
}

/** Only the views can tell. */
export const UNKNOWN: Screening = { among: null, isApart: true };

/** What a fast look at raw text leaves. */
export interface Screening {
  /** The patterns that may match in its folded or squeezed view; null where only the views can tell. */
  readonly among: readonly Trigger[] | null;
  /** Something stands between the characters of a word that rules on disguise name. */
  readonly isApart: boolean;
}

/**
 * A fast look at raw text: the patterns of the index that may match in a view of it, or null where only
 * the views can tell. It folds while it scans, and looks at the order and distance of the terms that a
 * pattern needs, so it names too many and never too few; a property test holds it to that.
 */
export function createPrefilter(
  rules: CompiledRules,
  index: TriggerIndex,
): (text: string) => Screening {
  const survivors = createSurvivors(rules, index);
  const { automaton, raw, risky } = rules;
  return (text) => {
    if (DROPPED.test(text)) return UNKNOWN;
    let isSuspect = false;
    let isApart = false;
    const found = survivors.among(
      (visit) => {
        isSuspect = scanRaw(automaton, raw, text, (term, end, clause, rawEnd) => {
          visit(term, end, clause);
          if (risky[term] !== 1 || isApart) return;
          const length = automaton.termLength[term]!;
          isApart = rawEnd - rawStart(raw, text, rawEnd, length) > length;
        });
      },
      () => ({
        entity: null,
        mayHold: (kind) => ENTITY_MARK[kind]?.test(text) ?? true,
        loose: holdsPlaceholder(text),
        anyClause: false,
        slack: 0,
      }),
    );
    return isSuspect ? UNKNOWN : { among: found, isApart };
  };
}

/**
 * The patterns that may match in a view, before it is divided and its terms are settled: entities are
 * known here, clauses are not. `among` are those that the raw text has left; null: all.
 */
export function createSelection(
  rules: CompiledRules,
  index: TriggerIndex,
): (
  text: string,
  among: readonly Trigger[] | null,
  entity: (kind: EntityKind) => readonly Entity[],
) => readonly Trigger[] {
  const survivors = createSurvivors(rules, index);
  return (text, among, entity) => {
    const scan: Scan = (visit) =>
      scanFolded(rules.automaton, text, (term, end) => visit(term, end, 0));
    const ground = (): Omit<ChainGround, 'symbol'> => {
      let slack = 0;
      for (let i = 0; i < text.length; i++) if (isTransparent(text[i])) slack++;
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
