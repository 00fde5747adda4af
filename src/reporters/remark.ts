import { formatProblem, type Problem } from '../model/error.ts';
import { CATEGORIES, type Severity } from '../model/rule.ts';
import type { RunStart, Summary } from '../model/run-event.ts';
import { gatePhrases } from './gate-phrases.ts';
import { reportPhrases } from './phrases.ts';
import type { Language } from './report.ts';
import { visible } from './visible.ts';

/** What a report has to say beside its findings: what was not judged, what was left out, what is not masked. */
export interface Remark {
  /** Code of a problem, or of what a report says of itself. */
  readonly code:
    | Problem['code']
    | 'OMITTED'
    | 'COMPARED'
    | 'KNOWN'
    | 'UNMASKED'
    | 'LEFT_OUT'
    | 'STATISTICS';
  readonly severity: Severity;
  /** One visible line, without the place. */
  readonly message: string;
  /** As it stands on the disk. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** A problem makes exit 2: it is an error in every format. */
export function problemRemark(problem: Problem, lang: Language): Remark {
  const { code, file, line, column, reason, hint } = problem;
  const sentence = formatProblem({ code, reason, ...(hint === undefined ? {} : { hint }) }, lang);
  return {
    code,
    severity: 'error',
    message: visible(sentence),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}

/** `--mask none` is told in every report. */
export function startRemarks(start: RunStart, lang: Language): readonly Remark[] {
  if (start.mask !== 'none') return [];
  return [{ code: 'UNMASKED', severity: 'warning', message: reportPhrases(lang).unmasked }];
}

/** Findings that `--max-findings` kept out of the report, and how it compares to an earlier one. */
export function summaryRemarks(summary: Summary, lang: Language): readonly Remark[] {
  const { omitted, compared } = summary;
  const phrases = reportPhrases(lang);
  const remarks: Remark[] = [];
  if (compared !== undefined)
    remarks.push({ code: 'COMPARED', severity: 'info', message: phrases.compared(compared) });
  if (omitted !== undefined)
    remarks.push({ code: 'OMITTED', severity: 'warning', message: phrases.omitted(omitted) });
  return remarks;
}

/** For people to read: what a baseline and suppressions keep out of the counts. Build servers ask for new ones. */
export function knownRemarks({ counts }: Summary, lang: Language): readonly Remark[] {
  const { baselined, suppressed } = counts;
  if (baselined + suppressed === 0) return [];
  const message = reportPhrases(lang).notCounted(baselined, suppressed);
  return [{ code: 'KNOWN', severity: 'info', message }];
}

/** What `--statistics` asks for, a sentence for each count that a report without a table can say. */
export function statisticsSentences(summary: Summary, lang: Language): readonly string[] {
  const phrases = reportPhrases(lang);
  const { labelled } = gatePhrases(lang);
  const { error, warning, info } = summary.counts;
  const { severity, category } = phrases;
  const listed = (title: string, counts: readonly (readonly [string, number])[]): string[] => {
    const parts = counts.toSorted((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count}`);
    return parts.length === 0 ? [] : [labelled(title, parts.join(phrases.separator))];
  };
  const byCategory = CATEGORIES.flatMap((each) => {
    const count = summary.byCategory[each];
    return count === undefined ? [] : [[category[each], count] as const];
  });
  return [
    labelled(
      phrases.bySeverity,
      [
        `${severity.error} ${error}`,
        `${severity.warning} ${warning}`,
        `${severity.info} ${info}`,
      ].join(phrases.separator),
    ),
    ...listed(phrases.byCategory, byCategory),
    ...listed(phrases.byRule, Object.entries(summary.byRule)),
    phrases.smsParts(summary.smsParts),
  ];
}
