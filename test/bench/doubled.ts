import type { Rule, RuleSource, ScopedPatterns } from '../../src/model/rule.ts';
import { parseDictionaries } from '../../src/node/dictionaries.ts';
import { compileRules } from '../../src/rules/compile.ts';
import type { Ruleset } from '../../src/rules/ruleset.ts';
import { createNormalizer } from '../../src/text/normalize.ts';

const SUFFIX = '-doubled';
/** CJK Unified Ideographs Extension A: characters that no message of the bench holds. */
const FIRST_UNUSED = 0x3400;

/** Gives every Han character another of its own that no message holds. */
function createRenamer(): (text: string) => string {
  const renamed = new Map<string, string>();
  return (text) =>
    text.replace(/\p{Script=Han}/gu, (char) => {
      let other = renamed.get(char);
      if (other === undefined) {
        other = String.fromCharCode(FIRST_UNUSED + renamed.size);
        renamed.set(char, other);
      }
      return other;
    });
}

function renameRule(rule: Rule, rename: (text: string) => string): Rule {
  const pattern = (text: string): string =>
    rename(text.replace(/<([a-z0-9-]+)>/g, `<$1${SUFFIX}>`));
  const patterns = (list: readonly string[]): readonly string[] => list.map(pattern);
  const scoped = (scopes: ScopedPatterns): ScopedPatterns =>
    // Safe: the keys stay what they are.
    Object.fromEntries(
      Object.entries(scopes).map(([scope, list]) => [scope, patterns(list)]),
    ) as ScopedPatterns;
  return {
    ...rule,
    id: `${rule.id}${SUFFIX}`,
    any: patterns(rule.any),
    when: patterns(rule.when),
    absent: patterns(rule.absent),
    with: scoped(rule.with),
    unless: rule.unless.map(({ id, ...scopes }) => ({ id, ...scoped(scopes) })),
    adjust: rule.adjust.map((adjustment) => {
      const { profiles, kinds, ...scopes } = adjustment.if;
      return {
        ...adjustment,
        if: {
          ...(profiles && { profiles }),
          ...(kinds && { kinds }),
          ...scoped(scopes),
        },
      };
    }),
  };
}

/** The rules and classes of a source, and each once more in characters that occur nowhere. */
function double(source: RuleSource): RuleSource {
  const rename = createRenamer();
  return {
    ...source,
    // What whole scripts and variables are asked is asked of no single message.
    rules: [
      ...source.rules,
      ...source.rules
        .filter(({ kind }) => kind === 'match' || kind === 'disguise')
        .map((rule) => renameRule(rule, rename)),
    ],
    classes: [
      ...source.classes,
      ...source.classes.map((item) => ({
        ...item,
        id: `${item.id}${SUFFIX}`,
        includes: item.includes.map((id) => `${id}${SUFFIX}`),
        terms: item.terms.map((term) => ({
          ...term,
          text: rename(term.text),
          ...(term.notIn && { notIn: term.notIn.map(rename) }),
        })),
      })),
    ],
    shields: [...source.shields, ...source.shields.map(rename)],
  };
}

/** The rule set of a folder laid out as `dictionaries/`, and the same with twice the rules. */
export function compileTwice(folder: string): {
  readonly plain: Ruleset;
  readonly doubled: Ruleset;
} {
  const { source, replacements, places, hash, variants, spellings } = parseDictionaries(folder);
  const compile = (of: RuleSource): Ruleset => ({
    hash,
    rules: of.rules,
    clauses: Object.fromEntries(of.clauses.map((clause) => [clause.id, clause])),
    compiled: compileRules(of, createNormalizer(variants), places, spellings).compiled,
    replacements,
    variants,
  });
  return { plain: compile(source), doubled: compile(double(source)) };
}
