import { expect, test } from 'vitest';
import type { Rule } from '../../src/model/rule.ts';
import { checkLexicons } from '../../src/rules/check-lexicons.ts';
import { parseRules } from '../../src/rules/parse.ts';
import { normalizer } from '../text/normalize-fixture.ts';

/** Classes of a lexicon, and a rule that names `<used>`. */
function remarksOn(classes: string): readonly string[] {
  const text = `note: for a test\nclasses:\n${classes}`;
  const { source, places, problems } = parseRules([{ path: 'lexicons/test.yaml', text }]);
  expect(problems).toEqual([]);
  // Safe: nothing but the patterns of a rule is looked at.
  const rule = { any: ['<used> ~2 你'] } as unknown as Rule;
  return checkLexicons({ ...source, rules: [rule] }, normalizer, places).map(
    ({ what, class: id, term, place }) => `${what} ${id} ${term ?? ''} ${place?.line}`,
  );
}

test('lexicons in which everything has its place', () => {
  const classes = '  used: {note: a, terms: [上门, "<part>"]}\n  part: {note: b, terms: [登门]}\n';
  expect(remarksOn(classes)).toEqual([]);
});

test('a class that no rule uses', () => {
  const classes = '  used: {note: a, terms: [上门]}\n  idle: {note: b, terms: [登门]}\n';
  expect(remarksOn(classes)).toEqual(['unused-class idle  4']);
});

test('terms that are the same once folded', () => {
  expect(remarksOn('  used: {note: a, terms: [上门, 登门, 上門]}\n')).toEqual([
    'same-term used 上門 3',
  ]);
});

test('a term that an included class has, at any depth', () => {
  const classes =
    '  used: {note: a, terms: [上门, "<part>"]}\n  part: {note: b, terms: ["<deep>"]}\n  deep: {note: c, terms: [上门]}\n';
  expect(remarksOn(classes)).toEqual(['included-term used 上门 3']);
});
