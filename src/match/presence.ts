import { createHitList, scanFolded } from './automaton.ts';
import { holdsDropped } from './prefilter.ts';
import type { CompiledRules, Program } from './program.ts';
import { scanRaw } from './raw-scan.ts';

/** Which symbols occur in the views of a text, whatever their borders and their order. */
export interface Presence {
  /** Looks at the folded texts of all views together; what was seen before is forgotten. */
  readonly look: (views: readonly { readonly text: string }[]) => void;
  /** Looks at raw text: at least what occurs in its views; false where only these can tell, and nothing is known. */
  readonly lookRaw: (text: string) => boolean;
  readonly has: (symbol: number) => boolean;
  /** False where the program lacks something that it needs. */
  readonly mayMatch: (program: Pick<Program, 'groups'>) => boolean;
}

/** A look at what occurs, which costs one pass of the automaton and no scene. */
export function createPresence(rules: CompiledRules): Presence {
  const { automaton, raw, entryStart, entrySymbol } = rules;
  const hits = createHitList();
  const seen = new Int32Array(rules.symbols.length);
  let round = 0;
  const has = (symbol: number): boolean => seen[symbol] === round;
  const mark = (): void => {
    for (let hit = 0; hit < hits.count; hit += 1) {
      const term = hits.term[hit]!;
      for (let entry = entryStart[term]!; entry < entryStart[term + 1]!; entry += 1)
        seen[entrySymbol[entry]!] = round;
    }
  };
  return {
    look: (views) => {
      round += 1;
      for (const { text } of views) {
        scanFolded(automaton, text, hits);
        mark();
      }
    },
    lookRaw: (text) => {
      round += 1;
      if (holdsDropped(text) || scanRaw(automaton, raw, text, hits)) return false;
      mark();
      return true;
    },
    has,
    mayMatch: ({ groups }) => groups.every((group) => group.some(has)),
  };
}
