import { scanRaw } from './automaton.ts';
import { clausesOfChain, type Occurrences } from './chain.ts';
import type { CompiledRules, Program, Trigger, TriggerIndex } from './program.ts';

/**
 * Index of the patterns that can start a finding, by the symbols of their trigger group: what finds
 * findings is looked up by what occurs, so that the number of rules does not decide the speed.
 */
export function indexTriggers(
  rules: CompiledRules,
  isActive: (rule: number) => boolean,
): TriggerIndex {
  const bySymbol: Trigger[][] = rules.symbols.map(() => []);
  let id = 0;
  for (const [rule, compiled] of rules.rules.entries()) {
    if (!isActive(rule)) continue;
    for (const program of [...compiled.any, ...compiled.when]) {
      const trigger: Trigger = { rule, program, id: id++ };
      for (const symbol of program.groups[0] ?? []) bySymbol[symbol]!.push(trigger);
    }
  }
  return { bySymbol };
}

function holds(program: Program, has: (symbol: number) => boolean): boolean {
  // The trigger group is met: only the others are left.
  for (let g = 1; g < program.groups.length; g++) {
    if (!program.groups[g]!.some(has)) return false;
  }
  return true;
}

/** The patterns whose required symbols all occur among `symbols`; each once, in a fixed order. */
export function selectTriggers(
  index: TriggerIndex,
  symbols: readonly number[],
  has: (symbol: number) => boolean,
): Trigger[] {
  const selected: Trigger[] = [];
  const looked = new Set<number>();
  for (const symbol of symbols) {
    for (const trigger of index.bySymbol[symbol]!) {
      if (looked.has(trigger.id)) continue;
      looked.add(trigger.id);
      if (holds(trigger.program, has)) selected.push(trigger);
    }
  }
  return selected.sort((a, b) => a.id - b.id);
}

/** What the normaliser drops whole: control tags of templates, and readings with a tone digit in brackets. */
const DROPPED = /[{｛][%％]|[（(][a-zA-Zａ-ｚ:]{1,6}[1-5][)）]/;
/** What it may take together to one unit: then distances in the raw text say nothing. */
const PLACEHOLDER = /[{｛[［#＃%％【]/;

/** A bracket at head or tail has terms on one side of it only: distances across it do not matter. */
function holdsPlaceholder(text: string): boolean {
  if (!PLACEHOLDER.test(text)) return false;
  const head = /^\s*【[^】]*】/.exec(text)?.[0].length ?? 0;
  const tail = /【[^【】]*】\s*$/.exec(text.slice(head, head + 4000))?.index;
  return PLACEHOLDER.test(text.slice(head, tail === undefined ? text.length : head + tail));
}

/** Without a dot of any width, or http, there is no link. */
const URL_MARK = /[.．]|http|ｈｔｔｐ/i;

/**
 * A fast test on raw text: false if no pattern of the index can match in any view of it. It folds while
 * it scans, and looks at the order and distance of the terms that a pattern needs, so it says yes too
 * often and never no wrongly; a property test holds it to that.
 */
export function createPrefilter(
  rules: CompiledRules,
  index: TriggerIndex,
): (text: string) => boolean {
  const seen = new Int32Array(rules.symbols.length);
  const wanted = new Int32Array(rules.symbols.length);
  let round = 0;
  const { entryStart, entrySymbol, automaton, raw } = rules;
  const { termLength } = automaton;
  const triggers = Uint8Array.from(rules.symbols, (_, symbol) =>
    index.bySymbol[symbol]!.length > 0 ? 1 : 0,
  );
  const fresh: number[] = [];
  const met = new Int32Array(rules.terms.length);
  const mark = (term: number): void => {
    if (met[term] === round) return;
    met[term] = round;
    for (let entry = entryStart[term]!; entry < entryStart[term + 1]!; entry++) {
      const symbol = entrySymbol[entry]!;
      if (seen[symbol] === round) continue;
      seen[symbol] = round;
      if (triggers[symbol] === 1) fresh.push(symbol);
    }
  };
  const has = (symbol: number): boolean => seen[symbol] === round;
  const found = new Map<number, Occurrences>();
  const collect = (term: number, end: number, clause: number): void => {
    for (let entry = entryStart[term]!; entry < entryStart[term + 1]!; entry++) {
      const symbol = entrySymbol[entry]!;
      if (wanted[symbol] !== round) continue;
      let list = found.get(symbol);
      if (!list) {
        list = { starts: [], ends: [], clauses: [] };
        found.set(symbol, list);
      }
      list.starts.push(end - termLength[term]!);
      list.ends.push(end);
      list.clauses.push(clause);
    }
  };
  return (text) => {
    round++;
    fresh.length = 0;
    if (scanRaw(automaton, raw, text, mark) || DROPPED.test(text)) return true;
    const candidates: Program[] = [];
    for (const symbol of fresh) {
      for (const { program } of index.bySymbol[symbol]!) {
        if (holds(program, has) && (!program.needsUrl || URL_MARK.test(text)))
          candidates.push(program);
      }
    }
    if (candidates.length === 0) return false;
    // Few messages come so far: these are scanned once more, for the places of the terms in question.
    for (const { groups } of candidates)
      for (const group of groups) for (const symbol of group) wanted[symbol] = round;
    found.clear();
    scanRaw(automaton, raw, text, collect);
    const loose = holdsPlaceholder(text);
    return candidates.some(
      (program) => clausesOfChain(program, (symbol) => found.get(symbol), loose).length > 0,
    );
  };
}
