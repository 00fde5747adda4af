import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testExamples } from '../src/engine/examples.ts';
import { parseDictionaries } from '../src/node/dictionaries.ts';
import { readExampleScript } from '../src/node/example-script.ts';
import { checkLexicons } from '../src/rules/check-lexicons.ts';
import { createNormalizer } from '../src/text/normalize.ts';
import { ROOT } from './command-line.ts';
import { builtInRuleset, builtInTokenizer } from './engine/ruleset-fixture.ts';

const ruleset = builtInRuleset();

describe('examples of every rule', () => {
  test.each(ruleset.rules.map((rule) => ({ name: rule.id, rule })))('$name', ({ rule }) => {
    expect(
      testExamples(ruleset, rule, { tokenizer: builtInTokenizer, read: readExampleScript }),
    ).toEqual([]);
  });
});

test('there are at least 30 rules, with bad and good examples each', () => {
  expect(ruleset.rules.length).toBeGreaterThanOrEqual(30);
  for (const { id, examples } of ruleset.rules) {
    expect(examples.bad.length, id).toBeGreaterThan(0);
    expect(examples.good.length, id).toBeGreaterThan(0);
  }
});

test('clauses that rules name exist', () => {
  const missing = ruleset.rules.flatMap((rule) =>
    rule.clauses.filter((id) => !(id in ruleset.clauses)),
  );
  expect(missing).toEqual([]);
});

test('nothing in the lexicons stands twice or without use', () => {
  const { source, places, variants } = parseDictionaries(join(ROOT, 'dictionaries'));
  const remarks = checkLexicons(source, createNormalizer(variants), places);
  expect(remarks.map(({ message }) => message.en)).toEqual([]);
});
