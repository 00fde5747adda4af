import { describeRule } from '../../rules/describe.ts';
import type { Io } from '../io.ts';
import { hintFor, usageError } from '../options.ts';
import { type Language, USAGE } from '../phrases.ts';
import { print } from '../print.ts';
import type { Services } from '../services.ts';

/** `explain`: the page of one rule, as in the rules page. Throws CuilintError USAGE for an unknown rule. */
export async function runExplain(
  name: string,
  lang: Language,
  io: Io,
  services: Services,
): Promise<number> {
  const { rules, clauses } = services.loadRuleset({ pages: true });
  const rule = rules.find(({ id, aliases }) => id === name || aliases.includes(name));
  if (rule === undefined) {
    const known = rules.flatMap(({ id, aliases }) => [id, ...aliases]);
    throw usageError(USAGE.noRuleNamed(name), hintFor(name, known, USAGE.seeRules));
  }
  await print(io, describeRule(rule, clauses, lang));
  return 0;
}
