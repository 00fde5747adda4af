import type { LexiconClass, Rule, RuleId } from '../model/rule.ts';

/** What a change of a rule is about. */
export type ChangedPart =
  | 'severity'
  | 'status'
  | 'matching'
  | 'exceptions'
  | 'clauses'
  | 'wording'
  | 'examples';

export interface ChangedRule {
  readonly before: Rule;
  readonly after: Rule;
  /** In the order of `ChangedPart`. */
  readonly parts: readonly ChangedPart[];
}

export interface RuleChanges {
  /** Each sorted by id. */
  readonly added: readonly Rule[];
  readonly removed: readonly Rule[];
  /** Also a rule with a new id that goes on under its old one as an alias. */
  readonly changed: readonly ChangedRule[];
  /** Word classes with the number of terms gained and lost, sorted; they change what rules find. */
  readonly classes: readonly {
    readonly id: string;
    readonly gained: number;
    readonly lost: number;
  }[];
}

const PARTS: readonly (readonly [part: ChangedPart, of: (rule: Rule) => unknown])[] = [
  ['severity', ({ severity, adjust }) => [severity, adjust]],
  ['status', ({ status }) => status],
  [
    'matching',
    ({ kind, scope, polarity, any, with: scoped, when, absent, applies, ...rest }) => [
      [kind, scope, polarity, any, scoped, when, absent, applies],
      [rest.tricks, rest.document, rest.variables, rest.conduct],
    ],
  ],
  ['exceptions', ({ unless }) => unless],
  ['clauses', ({ clauses }) => clauses],
  [
    'wording',
    ({ title, message, rationale, rewrite, fix }) => [title, message, rationale, rewrite, fix],
  ],
  ['examples', ({ examples }) => examples],
];

/** The same text for the same value, whatever the order of its keys. */
function written(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function byId<Item extends { readonly id: string }>(items: readonly Item[]): readonly Item[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function compareClasses(
  before: readonly LexiconClass[],
  after: readonly LexiconClass[],
): RuleChanges['classes'] {
  const termsOf = (classes: readonly LexiconClass[]): ReadonlyMap<string, ReadonlySet<string>> =>
    new Map(
      classes.map(({ id, terms, includes }) => [
        id,
        new Set([...terms.map(written), ...includes.map((name) => `<${name}>`)]),
      ]),
    );
  const [old, now] = [termsOf(before), termsOf(after)];
  const none: ReadonlySet<string> = new Set();
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((id) => {
    const [had, has] = [old.get(id) ?? none, now.get(id) ?? none];
    const gained = [...has].filter((term) => !had.has(term)).length;
    const lost = [...had].filter((term) => !has.has(term)).length;
    return gained + lost === 0 ? [] : [{ id, gained, lost }];
  });
}

/** What lies between two rule sets. Files, order and comments make no difference; equal sets give empty lists. */
export function compareRules(
  before: { readonly rules: readonly Rule[]; readonly classes: readonly LexiconClass[] },
  after: { readonly rules: readonly Rule[]; readonly classes: readonly LexiconClass[] },
): RuleChanges {
  const old = new Map<RuleId, Rule>(before.rules.map((rule) => [rule.id, rule]));
  const kept = new Set<RuleId>();
  const added: Rule[] = [];
  const changed: ChangedRule[] = [];
  const ids = new Set(after.rules.map(({ id }) => id));
  for (const rule of byId(after.rules)) {
    const name = old.has(rule.id)
      ? rule.id
      : rule.aliases.find((alias) => old.has(alias) && !ids.has(alias) && !kept.has(alias));
    const was = name === undefined ? undefined : old.get(name);
    if (was === undefined) {
      added.push(rule);
      continue;
    }
    kept.add(was.id);
    const parts = PARTS.flatMap(([part, of]) =>
      written(of(was)) === written(of(rule)) ? [] : [part],
    );
    if (parts.length > 0 || was.id !== rule.id) changed.push({ before: was, after: rule, parts });
  }
  return {
    added,
    changed,
    removed: byId(before.rules.filter(({ id }) => !kept.has(id))),
    classes: compareClasses(before.classes, after.classes),
  };
}
