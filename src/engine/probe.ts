import type { Program } from '../match/program.ts';
import { createRespeller } from '../match/respell.ts';
import { matchProgram } from '../match/sequence.ts';
import type { MessageMeta } from '../model/segment.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import type { Normalizer } from '../text/normalize.ts';
import type { JudgeOptions } from './judge.ts';
import { createScene, reachOf } from './scene.ts';
import { viewsOf } from './views.ts';

/**
 * Answers whether a pattern matches anywhere in a text, whatever word borders and context say: for the
 * test that every alternative of a pattern is borne out by an example.
 */
export function createProbe(
  ruleset: Ruleset,
  normalizer: Normalizer,
  options: JudgeOptions,
): (program: Program, text: string, meta: MessageMeta) => boolean {
  const respeller = createRespeller(ruleset.compiled, options.tokenizer);
  return (program, text, meta) => {
    return viewsOf(text, normalizer, respeller).some((view) => {
      const scene = createScene(ruleset.compiled, view, meta, options);
      return scene.structure.clauses.some((_, clause) =>
        (['clause', 'sentence', 'message'] as const).some(
          (scope) => matchProgram(scene.loose, program, reachOf(scene, clause, scope)).length > 0,
        ),
      );
    });
  };
}
