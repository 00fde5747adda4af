import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LexiconClass, Rule } from '../../src/model/rule.ts';
import { compareRules } from '../../src/rules/compare.ts';
import { RULES } from '../cli/harness.ts';

const [first, second] = RULES as readonly [Rule, Rule, ...Rule[]];
const classOf = (id: string, ...terms: readonly string[]): LexiconClass => ({
  id,
  note: '',
  includes: [],
  terms: terms.map((text) => ({ text })),
});
const set = (rules: readonly Rule[], classes: readonly LexiconClass[] = []) => ({ rules, classes });

describe('compareRules', () => {
  test('finds nothing between equal sets in any order', () => {
    const shuffled = fc.shuffledSubarray([...RULES], { minLength: RULES.length });
    fc.assert(
      fc.property(shuffled, shuffled, (a, b) => {
        expect(compareRules(set(a), set(b))).toEqual({
          added: [],
          changed: [],
          removed: [],
          classes: [],
        });
      }),
    );
  });

  test('what the one way adds, the other way removes', () => {
    const some = fc.subarray([...RULES]);
    fc.assert(
      fc.property(some, some, (a, b) => {
        const there = compareRules(set(a), set(b));
        const back = compareRules(set(b), set(a));
        expect(there.added).toEqual(back.removed);
        expect(there.removed).toEqual(back.added);
        expect(there.changed).toEqual([]);
      }),
    );
  });

  const changes: readonly { part: string; change: Partial<Rule> }[] = [
    { part: 'severity', change: { severity: 'error' } },
    { part: 'severity', change: { adjust: [{ if: {}, to: 'off' }] } },
    { part: 'status', change: { status: 'preview' } },
    { part: 'matching', change: { any: ['欠债'] } },
    { part: 'matching', change: { tricks: [] } },
    { part: 'matching', change: { applies: { kinds: ['sms'], speaker: 'any' } } },
    { part: 'exceptions', change: { unless: [{ id: 'x', clause: ['a'] }] } },
    { part: 'clauses', change: { clauses: [] } },
    { part: 'wording', change: { rewrite: '删除。' } },
    { part: 'wording', change: { fix: {} } },
    { part: 'examples', change: { examples: { bad: [], good: [{ text: '您好' }] } } },
  ];
  test.each(changes)('names $part of $change', ({ part, change }) => {
    const { changed } = compareRules(set([second]), set([{ ...second, ...change }]));
    expect(changed.map(({ parts }) => parts)).toEqual([[part]]);
  });

  test('has a part for every property of a rule but id, category and aliases', () => {
    const silent = new Set(['id', 'category', 'aliases']);
    for (const key of Object.keys(first)) {
      // Safe: only whether the value differs is looked at.
      const other = { ...first, [key]: 'something else' } as unknown as Rule;
      const { changed, added } = compareRules(set([first]), set([other]));
      expect([key, changed.length + added.length > 0]).toEqual([
        key,
        key === 'id' || !silent.has(key),
      ]);
    }
  });

  test('follows a rule to its new name', () => {
    const renamed: Rule = { ...first, id: 'insult/new', aliases: [first.id] };
    const { added, removed, changed } = compareRules(set([first]), set([renamed]));
    expect([added, removed]).toEqual([[], []]);
    expect(changed).toEqual([{ before: first, after: renamed, parts: [] }]);
  });

  test('counts words gained and lost by a class', () => {
    const { classes } = compareRules(
      set([], [classOf('a', 'x', 'y'), classOf('b', 'z'), classOf('gone', 'q')]),
      set([], [classOf('new', 'n'), classOf('b', 'z'), classOf('a', 'y', 'v', 'w')]),
    );
    expect(classes).toEqual([
      { id: 'a', gained: 2, lost: 1 },
      { id: 'gone', gained: 0, lost: 1 },
      { id: 'new', gained: 1, lost: 0 },
    ]);
  });
});
