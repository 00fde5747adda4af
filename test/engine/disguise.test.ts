import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createJudge } from '../../src/engine/judge.ts';
import { viewsOf } from '../../src/engine/views.ts';
import { createRespeller } from '../../src/match/respell.ts';
import { normalizer } from '../text/normalize-fixture.ts';
import { builtInRuleset, builtInTokenizer, JUDGE_OPTIONS } from './ruleset-fixture.ts';

function lines(name: string): string[] {
  return readFileSync(new URL(`../../fixtures/messages/${name}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
}

test('disguises that the views see through', () => {
  const ruleset = builtInRuleset();
  const judge = createJudge(ruleset, normalizer, JUDGE_OPTIONS);
  const respeller = createRespeller(ruleset.compiled, builtInTokenizer);
  const rows = lines('disguise.tsv')
    .slice(1)
    .map((line) => line.split('\t'));
  const missed = rows
    .filter(([text, meant]) => {
      const views = viewsOf(text!, normalizer, respeller);
      // Read as the word that is meant, or flagged as what it is (cnm, 草泥马 are terms themselves).
      return (
        !views.some((view) => view.text.includes(meant!)) && judge(text!, {}).matches.length === 0
      );
    })
    .map(([text]) => text);
  expect(rows.length).toBeGreaterThan(45);
  expect(missed).toEqual([]);
});

test('what only looks like a disguise is not flagged', () => {
  const judge = createJudge(builtInRuleset(), normalizer, JUDGE_OPTIONS);
  const flagged = lines('not-disguised.txt').filter((text) =>
    judge(text, {}).matches.some((match) => match.suppressed === null && match.severity !== 'info'),
  );
  expect(flagged).toEqual([]);
});
