import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createScene } from '../../src/engine/scene.ts';
import { createNormalizer } from '../../src/text/normalize.ts';
import { builtInRuleset, builtInTokenizer, makeRuleset } from './ruleset-fixture.ts';

/** What the algorithm of section 6 gets wrong, with today's shields. */
const KNOWN_MISSES = ['此书法院藏', '依照执法院规', '治安公安全', '用单位置换'];

const rows = readFileSync(new URL('../../fixtures/messages/boundary.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'));

/** A single character must be a word; compounds that are wanted are terms of their own. */
const COMPOUNDS = ['弄死', '打死', '找死', '不得好死', '废人'];

test('terms are held against the borders of words', () => {
  const { compiled } = builtInRuleset();
  const shields = Object.entries(compiled.shields)
    .filter(([, guarded]) => guarded === 'all')
    .map(([term]) => compiled.terms[Number(term)]!);
  const wrong: string[] = [];
  for (const [sentence, term, isWord] of rows) {
    const ruleset = makeRuleset(
      [{ any: ['<term>'] }],
      { term: [term!, ...COMPOUNDS.filter((other) => other.includes(term!))] },
      shields,
    );
    const view = createNormalizer(ruleset.variants).fold(sentence!);
    const scene = createScene(ruleset.compiled, view, {}, { tokenizer: builtInTokenizer });
    const accepted = [...scene.hits.term.keys()].some((hit) => {
      const entry = ruleset.compiled.entryStart[scene.hits.term[hit]!]!;
      return scene.strict.settle!(hit, ruleset.compiled.entryBound[entry]!) >= 0;
    });
    if (accepted !== (isWord === '1')) wrong.push(sentence!);
  }
  expect(rows).toHaveLength(224);
  expect(wrong).toEqual(KNOWN_MISSES);
});
