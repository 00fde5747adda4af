import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSpellingGate } from '../../src/match/spelling-gate.ts';
import { createSpeller } from '../../src/match/spelling-scan.ts';
import { builtInRuleset } from '../engine/ruleset-fixture.ts';

const { compiled, rules } = builtInRuleset();
const spelling = compiled.spelling!;
const alphabet = { raw: compiled.raw.code, folded: compiled.automaton.classOf };
const gate = createSpellingGate(spelling, alphabet);
const speller = createSpeller(spelling, alphabet);

test('letters that stand for nothing open no gate, those that may do', () => {
  expect(['您的App已更新', '尾号nimab的卡', '编号lose62251'].filter(gate)).toEqual([]);
  const words = ['cuishou', 'c收', 'txl', 'zh收', 'cui shou', 'nimab cui', 'cui.shou', '催shou'];
  expect(words.filter((text) => !gate(text))).toEqual([]);
});

test('behind a closed gate no word is in disguise', () => {
  const texts = rules.flatMap(({ examples: { bad, good } }) =>
    [...bad, ...good].map(({ text }) => text),
  );
  texts.push(
    ...readFileSync(new URL('../../fixtures/messages/disguise.tsv', import.meta.url), 'utf8').split(
      '\n',
    ),
  );
  expect(texts.filter((text) => !gate(text) && speller.mayHold(text))).toEqual([]);
  const pieces = [
    ...'催 收 老 赖 爆 通 讯 录 崔 cui shou c s zh txl app nimab lose sb x 1 62251 ， 。 . @ / * - ｃ S'.split(
      ' ',
    ),
    ' ',
    '\u200b',
  ];
  const pieced = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(pieced, (parts) => {
      const text = parts.join('');
      if (!gate(text)) expect(speller.mayHold(text)).toBe(false);
    }),
    { numRuns: 20_000 },
  );
});
