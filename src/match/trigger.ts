import { scanRaw } from './automaton.ts';
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

/**
 * A fast test on raw text: false if no pattern of the index can match in any view of it. It folds while
 * it scans and looks at the whole message, so it says yes too often and never no wrongly; a property
 * test holds it to that.
 */
export function createPrefilter(
  rules: CompiledRules,
  index: TriggerIndex,
): (text: string) => boolean {
  const seen = new Int32Array(rules.symbols.length);
  let round = 0;
  const { entryStart, entrySymbol, automaton, raw } = rules;
  const relevant = relevantSymbols(rules, index);
  const fresh: number[] = [];
  const visit = (term: number): void => {
    for (let entry = entryStart[term]!; entry < entryStart[term + 1]!; entry++) {
      const symbol = entrySymbol[entry]!;
      if (seen[symbol] === round) continue;
      seen[symbol] = round;
      if (relevant[symbol]) fresh.push(symbol);
    }
  };
  const has = (symbol: number): boolean => seen[symbol] === round;
  return (text) => {
    round++;
    fresh.length = 0;
    if (scanRaw(automaton, raw, text, visit) || DROPPED.test(text)) return true;
    for (const symbol of fresh) {
      for (const trigger of index.bySymbol[symbol]!) if (holds(trigger.program, has)) return true;
    }
    return false;
  };
}

/** 1 for symbols that trigger something. */
function relevantSymbols(rules: CompiledRules, index: TriggerIndex): Uint8Array {
  return Uint8Array.from(rules.symbols, (_, symbol) =>
    index.bySymbol[symbol]!.length > 0 ? 1 : 0,
  );
}
