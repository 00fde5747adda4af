import { rememberLast } from '../match/remember.ts';
import type { Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { Segment } from '../model/segment.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { createNormalizer, type Normalizer } from '../text/normalize.ts';
import type { ConductSettings } from './conduct-plan.ts';
import { createRecordJudge, type RecordJudge } from './conduct-record.ts';
import { createFindingMaker, type FindingMaker, type Wording } from './finding-maker.ts';
import { messageForFingerprints } from './fingerprint.ts';
import {
  createJudge,
  createWorkshop,
  type JudgedMatch,
  type JudgeOptions,
  type Workshop,
} from './judge.ts';
import { createRedactor, type MaskMode } from './redact.ts';
import { createReplacer } from './replacement.ts';
import { createTemplateJudge, MAX_RENDERED } from './template.ts';

export interface CheckOptions extends JudgeOptions {
  readonly lang: 'zh' | 'en';
  readonly mask: MaskMode;
  /** ISO date: clauses in force on it are named where the message has no date. */
  readonly today: string;
  /** Key of the fingerprints. */
  readonly key: string;
  /** Absent: the mainland. */
  readonly conduct?: ConductSettings;
}

export interface CheckResult {
  /** In the order of their places. Fingerprints lack the occurrence, which is counted over a run. */
  readonly findings: readonly Finding[];
  /** Limits of the engine that were reached (a clause over 2,000 units …). */
  readonly problems: readonly Problem[];
}

export type Checker = (segment: Segment) => CheckResult;

const CLEAN: CheckResult = { findings: [], problems: [] };
const NOTHING_BROKEN: readonly JudgedMatch[] = [];

/** What was decided about a text, before it is put into the words and the place of its segment. */
export type Verdict = ReturnType<ReturnType<typeof createTemplateJudge>>;

/** The parts of a checker. */
export interface CheckParts {
  readonly judge: (segment: Segment) => Verdict;
  /** What the fields of the record break: other records with the same text need not. */
  readonly broken: (segment: Segment) => readonly JudgedMatch[];
  readonly report: (
    segment: Segment,
    verdict: Verdict,
    broken?: readonly JudgedMatch[],
  ) => CheckResult;
  /** The words of the findings of a verdict that is no part of one, and their places in any record with the text. */
  readonly word: (segment: Segment, verdict: Verdict) => readonly Wording[];
  readonly place: FindingMaker['place'];
  /** Keeps what the last text was folded to. */
  readonly normalizer: Normalizer;
  readonly workshop: Workshop;
}

/** True where `report` gives nothing for a record that breaks nothing by its fields. */
export function isClean({ matches, truncated, cut }: Verdict): boolean {
  if (truncated > 0 || cut === true) return false;
  return matches.length === 0 || matches.every((match) => match.suppressed !== null);
}

/**
 * Builds the function that judges one segment. Pure: same segment, same ruleset, same options, same
 * result, on any thread. The normaliser is made when the first message needs it.
 */
export function createChecker(ruleset: Ruleset, options: CheckOptions): Checker {
  const { judge, broken, report } = createCheckParts(ruleset, {
    ...options,
    onlyFlagged: true,
  });
  return (segment) => report(segment, judge(segment), broken(segment));
}

/** As `createChecker`, for who remembers what was decided. */
export function createCheckParts(ruleset: Ruleset, options: CheckOptions): CheckParts {
  const redact = createRedactor(options.mask);
  const own = createNormalizer(ruleset.variants);
  const normalizer: Normalizer = {
    fold: rememberLast(own.fold),
    squeeze: own.squeeze,
    get table() {
      return own.table;
    },
  };
  const workshop = createWorkshop(ruleset, normalizer, options);
  const judge = createTemplateJudge(
    createJudge(ruleset, normalizer, options, workshop),
    normalizer,
    options.listed ?? new Map(),
  );

  const { word: wordOf, place } = createFindingMaker(ruleset, options);
  const replace = createReplacer(
    () => ruleset.replacements,
    (text) => normalizer.fold(text).text,
    options.lang,
  );

  // Made for the first record with a time: texts without one pay nothing.
  let recordJudge: RecordJudge | undefined;
  const broken = ({ text, meta }: Segment): readonly JudgedMatch[] => {
    if (meta.sentAt === undefined) return NOTHING_BROKEN;
    recordJudge ??= createRecordJudge(ruleset, normalizer, options);
    return recordJudge(text, meta);
  };

  const report: CheckParts['report'] = (segment, verdict, conduct = NOTHING_BROKEN) => {
    if (conduct.length === 0 && isClean(verdict)) return CLEAN;
    const { truncated, cut } = verdict;
    const matches = [...conduct, ...verdict.matches];
    // Where nothing is wrong with the words they have not been folded.
    const folded =
      verdict.folded === '' && conduct.length > 0
        ? normalizer.fold(segment.text).text
        : verdict.folded;
    const flagged = matches.filter((match) => match.suppressed === null);
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
        hint: {
          zh: '请给长句加上标点或分行',
          en: 'divide long sentences by marks or line ends',
        },
      });
    }
    return {
      findings: worded(segment, flagged, folded).map((each) => place(each, segment)),
      problems,
    };
  };
  const worded = (
    segment: Segment,
    flagged: readonly JudgedMatch[],
    folded: string,
  ): readonly Wording[] => {
    if (flagged.length === 0) return [];
    const message = messageForFingerprints(folded);
    const masked = redact(segment.text, segment.meta.name === undefined ? [] : [segment.meta.name]);
    const wordings = flagged.map((match) => wordOf(segment, message, masked, match));
    const replacement = replace(flagged, segment.meta, folded, masked);
    return replacement === undefined
      ? wordings
      : wordings.map((wording) => ({ ...wording, replacement }));
  };
  const word: CheckParts['word'] = (segment, { matches, folded }) =>
    worded(
      segment,
      matches.filter((match) => match.suppressed === null),
      folded,
    );
  return {
    judge: (segment) => judge(segment.text, segment.meta),
    broken,
    report,
    word,
    place,
    normalizer,
    workshop,
  };
}
