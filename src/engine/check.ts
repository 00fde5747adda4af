import type { Problem } from '../model/error.ts';
import type { Finding, SuppressionReason } from '../model/finding.ts';
import type { RuleId } from '../model/rule.ts';
import type { Segment } from '../model/segment.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { createNormalizer } from '../text/normalize.ts';
import { createFindingMaker } from './finding-maker.ts';
import { messageForFingerprints } from './fingerprint.ts';
import { createJudge, type JudgeOptions } from './judge.ts';
import { createRedactor, type MaskMode } from './redact.ts';
import { createTemplateJudge, MAX_RENDERED } from './template.ts';

export interface CheckOptions extends JudgeOptions {
  readonly lang: 'zh' | 'en';
  readonly mask: MaskMode;
  /** ISO date: clauses in force on it are named where the message has no date. */
  readonly today: string;
  /** Key of the fingerprints. */
  readonly key: string;
}

/** A match that is no finding, with the reason; positions in the segment, UTF-16 units. */
export interface SuppressedMatch {
  readonly ruleId: RuleId;
  readonly reason: SuppressionReason;
  readonly segmentStart: number;
  readonly segmentEnd: number;
  /** Masked as findings are. */
  readonly excerpt: string;
}

export interface CheckResult {
  /** In the order of their places. Fingerprints lack the occurrence, which is counted over a run. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedMatch[];
  /** Limits of the engine that were reached (a clause over 2,000 units …). */
  readonly problems: readonly Problem[];
}

export type Checker = (segment: Segment) => CheckResult;

const CLEAN: CheckResult = { findings: [], suppressed: [], problems: [] };
/**
 * Builds the function that judges one segment. Pure: same segment, same ruleset, same options, same
 * result, on any thread. The normaliser is made when the first message needs it.
 */
export function createChecker(ruleset: Ruleset, options: CheckOptions): Checker {
  const redact = createRedactor(options.mask);
  const normalizer = createNormalizer(ruleset.variants);
  const judge = createTemplateJudge(
    createJudge(ruleset, normalizer, options),
    normalizer,
    options.listed ?? new Map(),
  );

  const toFinding = createFindingMaker(ruleset, options);

  return (segment) => {
    const { matches, folded, truncated, cut } = judge(segment.text, segment.meta);
    if (matches.length === 0 && truncated === 0 && !cut) return CLEAN;
    const message = messageForFingerprints(folded);
    const masked = redact(segment.text, segment.meta.name === undefined ? [] : [segment.meta.name]);
    const problems: Problem[] = [];
    if (cut) {
      problems.push({
        type: 'problem',
        code: 'ENGINE_LIMIT',
        file: segment.source,
        line: segment.origin.line,
        reason: {
          zh: `变量取值的组合太多，这个模板只检查了前 ${MAX_RENDERED} 种`,
          en: `too many combinations of values: ${MAX_RENDERED} messages of this template were judged`,
        },
        hint: {
          zh: '减少取值，或把模板拆开',
          en: 'list fewer values, or divide the template',
        },
      });
    }
    if (truncated > 0) {
      problems.push({
        type: 'problem',
        code: 'ENGINE_LIMIT',
        file: segment.source,
        line: segment.origin.line,
        reason: {
          zh: `有 ${truncated} 个小句超过 2000 字，按 2000 字一段（重叠 100 字）检查`,
          en: `${truncated} clause(s) over 2,000 characters were judged in pieces of 2,000 with an overlap of 100`,
        },
      });
    }
    return {
      findings: matches
        .filter((match) => match.suppressed === null)
        .map((match) => toFinding(segment, message, masked, match)),
      suppressed: matches.flatMap((match) =>
        match.suppressed === null
          ? []
          : {
              ruleId: match.rule.id,
              reason: match.suppressed,
              segmentStart: match.start,
              segmentEnd: match.end,
              excerpt: masked.slice(match.start, match.end),
            },
      ),
      problems,
    };
  };
}
