import { settleContext } from '../match/context.ts';
import type { Trigger } from '../match/program.ts';
import type { PatternMatch } from '../match/sequence.ts';
import { withWholeNumbers } from '../match/whole-number.ts';
import type { SuppressionReason } from '../model/finding.ts';
import type { Profile } from '../model/rule.ts';
import type { Kind } from '../model/segment.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { grade, MIN_CONFIDENCE } from './grade.ts';
import type { JudgedMatch, JudgeOptions } from './judge.ts';
import { holdsBeside, type Scene, scopesHold, termsOf } from './scene.ts';

/** Decides what becomes of a match of a pattern. */
export interface Settler {
  /** Null: something that the rule asks for beside it is missing, or its level is off. */
  readonly settle: (
    scene: Scene,
    kind: Kind,
    profile: Profile | undefined,
    trigger: Trigger,
    clauseIndex: number,
    match: PatternMatch,
  ) => JudgedMatch | null;
  /** True if whatever the rule (by its index) finds in that clause is suppressed. */
  readonly isExcepted: (scene: Scene, rule: number, clause: number) => boolean;
}

export function createSettler(ruleset: Ruleset, options: JudgeOptions): Settler {
  const { rules, compiled } = ruleset;
  const without = options.without ?? new Set<string>();
  const settle: Settler['settle'] = (scene, kind, profile, trigger, clauseIndex, match) => {
    const rule = rules[trigger.rule]!;
    const patterns = compiled.rules[trigger.rule]!;
    if (!scopesHold(scene, patterns.with, clauseIndex, match, 'all')) return null;
    const clause = scene.structure.clauses[clauseIndex]!;
    let reason: SuppressionReason | null = null;
    for (const exception of patterns.unless) {
      if (
        !without.has(exception.id) &&
        scopesHold(scene, exception.scopes, clauseIndex, match, 'any')
      ) {
        reason = `exception:${exception.id}`;
        break;
      }
    }
    reason =
      settleContext(
        {
          text: scene.view.text,
          structure: scene.structure,
          clause,
          start: match.start,
          end: match.end,
          ownTerms: termsOf(compiled, scene, trigger.program, match),
          speaker: rule.applies.speaker,
          polarity: rule.polarity,
        },
        without,
      ) ?? reason;
    const adjusted = rule.adjust.find(
      (adjustment, i) =>
        (!adjustment.if.profiles ||
          (profile !== undefined && adjustment.if.profiles.includes(profile))) &&
        (!adjustment.if.kinds || adjustment.if.kinds.includes(kind)) &&
        scopesHold(scene, patterns.adjust[i]!, clauseIndex, match, 'all'),
    );
    const graded = grade(rule, options.levels.get(rule.id), adjusted?.to, match.cost);
    if (graded === null) return null;
    const mark = match.captures.find((capture) => capture.name === 'mark') ?? match;
    const shown = withWholeNumbers(scene.view.text, mark.start, mark.end);
    if (graded.confidence < MIN_CONFIDENCE) reason ??= 'low-confidence';
    return {
      rule,
      pattern: trigger.program.source,
      start: scene.view.from[shown.start]!,
      end: scene.view.to[shown.end - 1]!,
      normalized: scene.view.text.slice(mark.start, mark.end),
      captures: Object.fromEntries(
        match.captures.map((capture) => [
          capture.name,
          scene.view.text.slice(capture.start, capture.end),
        ]),
      ),
      ...graded,
      speaker: clause.speaker,
      view: scene.view.kind,
      suppressed: reason,
      inView: { start: mark.start, end: mark.end, captures: match.captures },
    };
  };

  const isExcepted: Settler['isExcepted'] = (scene, rule, clause) => {
    for (const exception of compiled.rules[rule]!.unless)
      if (!without.has(exception.id) && holdsBeside(scene, exception.scopes, clause)) return true;
    return false;
  };

  return { settle, isExcepted };
}
