import type { Problem } from '../model/error.ts';
import type { Finding, SuppressionReason } from '../model/finding.ts';
import type { ClauseRef, RuleId } from '../model/rule.ts';
import type { Segment } from '../model/segment.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { locate } from '../text/lines.ts';
import { createNormalizer } from '../text/normalize.ts';
import { baseFingerprint } from './fingerprint.ts';
import { createJudge, type Judge, type JudgedMatch, type JudgeOptions } from './judge.ts';
import { createRedactor, type MaskMode } from './redact.ts';

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
/** Longest message shown whole as the context of a finding, in UTF-16 units. */
const CONTEXT_LENGTH = 200;

/** Clauses in force on a day (ISO date), of the jurisdiction asked for. */
function clausesOn(ruleset: Ruleset, ids: readonly string[], day: string): ClauseRef[] {
  return ids.flatMap((id) => {
    const clause = ruleset.clauses[id];
    if (clause?.jurisdiction !== 'cn') return [];
    if (clause.inForceSince !== '' && day < clause.inForceSince) return [];
    if (clause.inForceUntil !== undefined && day > clause.inForceUntil) return [];
    return [clause];
  });
}

function fill(template: string, match: string, captures: Readonly<Record<string, string>>): string {
  return template.replace(/\{([a-z][a-z0-9]*)\}/g, (whole, name: string) =>
    name === 'match' ? match : (captures[name] ?? whole),
  );
}

/** Start of the context window around a hit, so that the hit stands in its middle. */
function windowStart(length: number, start: number, end: number): number {
  if (length <= CONTEXT_LENGTH) return 0;
  const room = Math.max(0, CONTEXT_LENGTH - (end - start));
  return Math.max(0, Math.min(start - Math.floor(room / 2), length - CONTEXT_LENGTH));
}

/** A lone half of a surrogate pair must not be shown: the window takes the pair whole. */
function wholePairs(text: string, from: number, to: number): readonly [number, number] {
  const isLow = (at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  return [from > 0 && isLow(from) ? from - 1 : from, to < text.length && isLow(to) ? to + 1 : to];
}

/**
 * Builds the function that judges one segment. Pure: same segment, same ruleset, same options, same
 * result, on any thread. The normaliser is made when the first message needs it.
 */
export function createChecker(ruleset: Ruleset, options: CheckOptions): Checker {
  const redact = createRedactor(options.mask);
  const judge: Judge = createJudge(ruleset, createNormalizer(ruleset.variants), options);

  const toFinding = (
    segment: Segment,
    folded: string,
    masked: string,
    match: JudgedMatch,
  ): Finding => {
    const { rule, start, end } = match;
    const { text, meta } = segment;
    const names = meta.name === undefined ? [] : [meta.name];
    const excerpt = masked.slice(start, end);
    const captures = Object.fromEntries(
      Object.entries(match.captures).map(([name, value]) => [name, redact(value, names)]),
    );
    const from = windowStart(text.length, start, end);
    const [left, right] = wholePairs(
      text,
      from,
      Math.max(end, Math.min(text.length, from + CONTEXT_LENGTH)),
    );
    const day = meta.sentAt?.slice(0, 10) ?? options.today;
    return {
      type: 'finding',
      ruleId: rule.id,
      category: rule.category,
      severity: match.severity,
      title: rule.title[options.lang],
      message: fill(rule.message[options.lang], excerpt, captures),
      rewrite: rule.rewrite,
      confidence: match.confidence,
      suspected: match.suspected,
      file: segment.source,
      location: locate(segment.origin, start, end, text.length),
      ...(segment.record === undefined ? {} : { record: segment.record }),
      ...(meta.recordId === undefined ? {} : { recordId: meta.recordId }),
      ...(segment.field === undefined ? {} : { field: segment.field }),
      ...(segment.keyPath === undefined ? {} : { keyPath: segment.keyPath }),
      segmentStart: start,
      segmentEnd: end,
      excerpt,
      context: masked.slice(left, right),
      normalized: redact(match.normalized, names),
      speaker: match.speaker,
      clauses: clausesOn(ruleset, rule.clauses, day),
      fingerprint: baseFingerprint(options.key, rule.id, match.normalized, folded),
      state: 'new',
    };
  };

  return (segment) => {
    const { matches, folded, truncated } = judge(segment.text, segment.meta);
    if (matches.length === 0 && truncated === 0) return CLEAN;
    const masked = redact(segment.text, segment.meta.name === undefined ? [] : [segment.meta.name]);
    const problems: Problem[] = [];
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
        .map((match) => toFinding(segment, folded, masked, match)),
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
