import type { Finding } from '../../src/model/finding.ts';
import type { Labelled } from './labelled.ts';

/** A labelled line and what the engine found in it, suppressed and baselined findings left out. */
export interface Judged {
  readonly line: Labelled;
  readonly findings: readonly Finding[];
}

export interface Counts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  /** Negatives with a finding at error level. */
  readonly falseErrors: number;
}

export interface Scores extends Counts {
  /** null where nothing was flagged. */
  readonly precision: number | null;
  /** null where there is no violation. */
  readonly recall: number | null;
  readonly f1: number | null;
}

export interface CategoryScore {
  /** Messages whose main category it is. */
  readonly messages: number;
  /** Of these, flagged for whatever reason; and flagged in this very category. */
  readonly flagged: number;
  readonly inCategory: number;
}

export interface SourceScore {
  readonly messages: number;
  readonly flagged: number;
  readonly errors: number;
}

export interface RuleScore {
  /** Violations, lawful messages and messages without a label in which the rule has a finding that counts. */
  readonly onViolations: number;
  readonly onLawful: number;
  readonly onUnlabelled: number;
  /** Violations whose label names the rule; of these, found by it, and flagged by any rule. */
  readonly labelled: number;
  readonly labelledFound: number;
  readonly labelledFlagged: number;
}

export interface SpanScore {
  /** Flagged violations whose label has spans, and those of which a finding overlaps one. */
  readonly messages: number;
  readonly overlapping: number;
  /** Share of the UTF-16 units found that are labelled, and of the labelled that are found. */
  readonly precision: number | null;
  readonly recall: number | null;
}

export interface Score {
  readonly overall: Scores;
  readonly byGroup: ReadonlyMap<string, Scores>;
  readonly byCategory: ReadonlyMap<string, CategoryScore>;
  readonly bySource: ReadonlyMap<string, SourceScore>;
  readonly byRule: ReadonlyMap<string, RuleScore>;
  readonly spans: SpanScore;
}

/** The findings that flag a message: warnings and errors, or errors alone. */
export function counting(findings: readonly Finding[], errorsOnly: boolean): readonly Finding[] {
  return findings.filter(
    ({ severity, state }) =>
      state === 'new' && (severity === 'error' || (severity === 'warning' && !errorsOnly)),
  );
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Precision, recall and F1 at message level; lines without a label count as negatives. */
export function scoreMessages(judged: readonly Judged[], errorsOnly: boolean): Scores {
  let [truePositives, falsePositives, falseNegatives, trueNegatives, falseErrors] = [0, 0, 0, 0, 0];
  for (const { line, findings } of judged) {
    const flagged = counting(findings, errorsOnly).length > 0;
    if (line.violation === true) {
      if (flagged) truePositives += 1;
      else falseNegatives += 1;
    } else {
      if (flagged) falsePositives += 1;
      else trueNegatives += 1;
      if (counting(findings, true).length > 0) falseErrors += 1;
    }
  }
  return {
    truePositives,
    falsePositives,
    falseNegatives,
    trueNegatives,
    falseErrors,
    precision: ratio(truePositives, truePositives + falsePositives),
    recall: ratio(truePositives, truePositives + falseNegatives),
    f1: ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
  };
}

/** Groups in the order of their names. */
function grouped(
  judged: readonly Judged[],
  nameOf: (line: Labelled) => string | undefined,
): [string, Judged[]][] {
  const groups = new Map<string, Judged[]>();
  for (const entry of judged) {
    const name = nameOf(entry.line);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [entry]);
    else group.push(entry);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function scoreCategories(
  judged: readonly Judged[],
  errorsOnly: boolean,
): ReadonlyMap<string, CategoryScore> {
  const violations = judged.filter(({ line }) => line.violation === true);
  return new Map(
    grouped(violations, (line) => line.categories[0]).map(([category, entries]) => {
      const found = entries.map(({ findings }) => counting(findings, errorsOnly));
      return [
        category,
        {
          messages: entries.length,
          flagged: found.filter((findings) => findings.length > 0).length,
          inCategory: found.filter((findings) => findings.some((f) => f.category === category))
            .length,
        },
      ];
    }),
  );
}

function scoreRules(
  judged: readonly Judged[],
  errorsOnly: boolean,
): ReadonlyMap<string, RuleScore> {
  const scores = new Map<string, { -readonly [K in keyof RuleScore]: number }>();
  const of = (rule: string): { -readonly [K in keyof RuleScore]: number } => {
    const known = scores.get(rule) ?? {
      onViolations: 0,
      onLawful: 0,
      onUnlabelled: 0,
      labelled: 0,
      labelledFound: 0,
      labelledFlagged: 0,
    };
    scores.set(rule, known);
    return known;
  };
  for (const { line, findings } of judged) {
    const found = new Set(counting(findings, errorsOnly).map(({ ruleId }) => ruleId));
    for (const rule of found) {
      if (line.violation === true) of(rule).onViolations += 1;
      else if (line.violation === false) of(rule).onLawful += 1;
      else of(rule).onUnlabelled += 1;
    }
    for (const rule of line.rules) {
      const score = of(rule);
      score.labelled += 1;
      if (found.has(rule)) score.labelledFound += 1;
      if (found.size > 0) score.labelledFlagged += 1;
    }
  }
  return new Map([...scores].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function marked(
  length: number,
  spans: Iterable<{ readonly start: number; readonly end: number }>,
): Uint8Array {
  const units = new Uint8Array(length);
  for (const { start, end } of spans) units.fill(1, start, end);
  return units;
}

function scoreSpans(judged: readonly Judged[], errorsOnly: boolean): SpanScore {
  let [messages, overlapping, both, found, labelled] = [0, 0, 0, 0, 0];
  for (const { line, findings } of judged) {
    const counted = counting(findings, errorsOnly);
    if (line.violation !== true || line.spans.length === 0 || counted.length === 0) continue;
    const wanted = marked(line.text.length, line.spans);
    const got = marked(
      line.text.length,
      counted.map(({ segmentStart, segmentEnd }) => ({ start: segmentStart, end: segmentEnd })),
    );
    let common = 0;
    for (const [at, unit] of wanted.entries()) {
      labelled += unit;
      found += got[at]!;
      common += unit & got[at]!;
    }
    both += common;
    messages += 1;
    if (common > 0) overlapping += 1;
  }
  return {
    messages,
    overlapping,
    precision: ratio(both, found),
    recall: ratio(both, labelled),
  };
}

/** All figures. `errorsOnly`: a warning does not flag a message. */
export function score(judged: readonly Judged[], errorsOnly: boolean): Score {
  const labelled = judged.filter(({ line }) => line.violation !== null);
  return {
    overall: scoreMessages(judged, errorsOnly),
    byGroup: new Map(
      grouped(labelled, (line) => line.group).map(([name, entries]) => [
        name,
        scoreMessages(entries, errorsOnly),
      ]),
    ),
    byCategory: scoreCategories(judged, errorsOnly),
    bySource: new Map(
      grouped(judged, (line) => (line.violation === null ? line.source : undefined)).map(
        ([name, entries]) => [
          name,
          {
            messages: entries.length,
            flagged: entries.filter((e) => counting(e.findings, errorsOnly).length > 0).length,
            errors: entries.filter((e) => counting(e.findings, true).length > 0).length,
          },
        ],
      ),
    ),
    byRule: scoreRules(judged, errorsOnly),
    spans: scoreSpans(judged, errorsOnly),
  };
}
