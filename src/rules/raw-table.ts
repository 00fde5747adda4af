import { isUncounted, RAW_BLANK, RAW_CLAUSE, RAW_SKIP, RAW_SUSPECT } from '../match/raw-scan.ts';
import type { FoldTable } from '../text/fold-table.ts';
import { kindOf, SLOW } from '../text/fold-table.ts';
import { CLAUSE_MARKS, SEPARATORS } from '../text/normalize-squeeze.ts';

/** What the scanner of raw text does with each of the 65,536 units. `classOf` is the automaton's alphabet. */
export function rawCodes(table: FoldTable, classOf: Uint16Array): Uint16Array {
  const code = new Uint16Array(65536);
  const inAlphabet = (text: string): boolean =>
    [...text].some((unit) => classOf[unit.charCodeAt(0)] !== 0);
  for (let unit = 0; unit < 65536; unit++) {
    // Looking a unit up resolves it: rare ones are left open until they are met.
    kindOf(table, unit);
    const folded = table.unit[unit]!;
    const char = String.fromCharCode(folded);
    if (folded === 0) code[unit] = RAW_SKIP;
    else if (folded === SLOW) {
      // Units such as … give several that no term holds: they only part what stands beside them.
      const several = table.several.get(unit);
      code[unit] = several !== undefined && !inAlphabet(several) ? 0 : RAW_SUSPECT;
    } else if (CLAUSE_MARKS.includes(char)) code[unit] = RAW_CLAUSE;
    else if (SEPARATORS.includes(char)) {
      // A separator that is also a part of some term may be dropped or stay: only the views can tell.
      code[unit] = classOf[folded] === 0 ? RAW_SKIP : RAW_SUSPECT;
    } else if (char === '<') code[unit] = RAW_SUSPECT;
    else code[unit] = classOf[folded] === 0 && isUncounted(unit) ? RAW_BLANK : classOf[folded]!;
  }
  return code;
}
