import { describe, expect, test } from 'vitest';
import { clauseBit, mayMatchIn } from '../../src/engine/ground.ts';
import { createScene, reachOf } from '../../src/engine/scene.ts';
import type { CompiledRule, Program } from '../../src/match/program.ts';
import { matchProgram } from '../../src/match/sequence.ts';
import { loadRuleset } from '../../src/node/built-in.ts';
import { createNormalizer } from '../../src/text/normalize.ts';

/** All patterns of a rule but those of whole scripts. */
function programsOf({ any, when, absent, with: needed, unless, adjust }: CompiledRule): Program[] {
  const scopes = [needed, ...adjust, ...unless.map((exception) => exception.scopes)];
  return [...any, ...when, ...absent, ...scopes.flatMap((each) => Object.values(each).flat())];
}

describe('where a pattern may match', () => {
  test('is where it does, for the patterns of every rule in its own examples', () => {
    const { rules, compiled, variants } = loadRuleset({ pages: true });
    const normalizer = createNormalizer(variants);
    let matched = 0;
    const missed: string[] = [];
    for (const [at, { id, examples }] of rules.entries()) {
      const programs = programsOf(compiled.rules[at]!);
      for (const { text } of [...examples.bad, ...examples.good]) {
        const scene = createScene(compiled, normalizer.fold(text), {}, { tokenizer: () => null });
        for (const program of programs) {
          const may = mayMatchIn(scene, program);
          for (const clause of scene.structure.clauses.keys()) {
            const reach = reachOf(scene, clause, 'message');
            if (matchProgram(scene.loose, program, reach).length === 0) continue;
            matched += 1;
            if ((may & clauseBit(clause)) === 0) missed.push(`${id}: ${program.source}: ${text}`);
          }
        }
      }
    }
    expect(missed).toEqual([]);
    expect(matched).toBeGreaterThan(1000);
  });
});
