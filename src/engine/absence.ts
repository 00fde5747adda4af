import type { Rule } from '../model/rule.ts';
import type { MessageMeta } from '../model/segment.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import type { Normalizer } from '../text/normalize.ts';
import { grade } from './grade.ts';
import type { JudgedMatch, JudgeOptions } from './judge.ts';
import { createScene, occursIn, type Scene, speakerOf } from './scene.ts';

/** What a message that went out lacks, as matches at its first character. `applies`: rules that mean it. */
export type AbsenceJudge = (
  scene: Scene,
  meta: MessageMeta,
  applies: (rule: Rule) => boolean,
) => readonly JudgedMatch[];

/** Builds the judge of the rules of absence of one ruleset. A signature in the data counts as one in the text. */
export function createAbsenceJudge(
  { rules, compiled }: Ruleset,
  normalizer: Normalizer,
  options: JudgeOptions,
  isActive: (index: number) => boolean,
): AbsenceJudge {
  return (scene, meta, applies) => {
    const found: JudgedMatch[] = [];
    if (scene.structure.clauses.length === 0) return found;
    const speaker = speakerOf(meta);
    for (const [index, rule] of rules.entries()) {
      if (rule.kind !== 'absence' || !isActive(index) || !applies(rule)) continue;
      const { when, absent } = compiled.rules[index]!;
      if (rule.applies.speaker !== 'any' && speaker !== rule.applies.speaker) continue;
      if (!occursIn(scene, when, 0, 'message')) continue;
      if (occursIn(scene, absent, 0, 'message')) continue;
      if (meta.signature) {
        const signature = normalizer.fold(`【${meta.signature}】`);
        if (occursIn(createScene(compiled, signature, meta, options), absent, 0, 'message'))
          continue;
      }
      const graded = grade(rule, options.levels.get(rule.id), undefined, 0);
      if (graded === null) continue;
      found.push({
        rule,
        pattern: '',
        start: scene.view.from[0]!,
        end: scene.view.to[0]!,
        normalized: scene.view.text.slice(0, 1),
        captures: {},
        ...graded,
        speaker,
        view: scene.view.kind,
        suppressed: null,
        inView: { start: 0, end: 1, captures: [] },
      });
    }
    return found;
  };
}
