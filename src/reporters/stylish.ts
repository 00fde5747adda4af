import { formatProblem, type Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import { CATEGORIES } from '../model/rule.ts';
import type { FileReport, RunStart, Summary } from '../model/run-event.ts';
import { columnTexts } from './column-text.ts';
import { ignoredText } from './ignored-text.ts';
import { loadPaint, type Paint } from './paint.ts';
import { cleanVerdict, type ReportPhrases, reportPhrases } from './phrases.ts';
import { knownRemarks } from './remark.ts';
import type { Report, ReportOptions } from './report.ts';
import { withTextWidth } from './text-width.ts';
import { visibleAtLineStart } from './visible.ts';
import { MIN_WIDTH, wrap } from './wrap.ts';

/** Files whose columns are told, or that have no text; of the columns the rest is in the JSON report. */
const MAX_COLUMN_FILES = 10;
const HASH_DIGITS = 8;

function counted(
  counts: Readonly<Record<string, number>>,
  names: (key: string) => string,
): string[] {
  return Object.entries(counts).map(([key, count]) => `${names(key)} ${count}`);
}

function coverageLines(
  summary: Summary,
  files: readonly FileReport[],
  textless: readonly string[],
  problems: readonly Problem[],
  phrases: ReportPhrases,
  options: ReportOptions,
): string[] {
  const { coverage } = summary;
  const lines: string[] = [];
  if (coverage.files === 0) lines.push(phrases.nothing);
  else {
    const encodings = counted(coverage.encodings, (name) => name).join(phrases.separator);
    const [and, end] = options.lang === 'zh' ? ['；', '。'] : ['; ', '.'];
    // Workbooks and documents have none of their own.
    const shown = encodings === '' ? '' : `${and}${phrases.encodings(encodings)}`;
    const covered = phrases.covered(coverage.files, coverage.segments, coverage.bytes);
    lines.push(`${covered}${shown}${end}`);
  }
  for (const { file, columns } of files.slice(0, MAX_COLUMN_FILES)) {
    if (columns === undefined) continue;
    const { judged, used } = columnTexts(columns, phrases);
    const told = visibleAtLineStart(phrases.columns(file, judged, used));
    const wrapped = wrap(told, Math.max(MIN_WIDTH, options.width) - 4);
    for (const [index, line] of wrapped.entries())
      lines.push(`${' '.repeat(index === 0 ? 2 : 4)}${line}`);
  }
  if (files.length > MAX_COLUMN_FILES)
    lines.push(`  ${phrases.moreColumns(files.length - MAX_COLUMN_FILES)}`);
  // Where no file has any, the verdict says so.
  if (textless.length > 0 && coverage.segments > 0) {
    const listed = textless.slice(0, MAX_COLUMN_FILES).map(visibleAtLineStart);
    if (textless.length > MAX_COLUMN_FILES) listed.push('…');
    lines.push(phrases.textless(textless.length, listed.join(phrases.separator)));
  }
  const ignored = ignoredText(coverage.ignored, phrases);
  if (ignored !== '') lines.push(ignored);
  if (problems.length > 0) {
    if (options.showsProblems) {
      lines.push(phrases.problems(problems.length));
      for (const problem of problems)
        lines.push(`  ${visibleAtLineStart(formatProblem(problem, options.lang))}`);
    } else lines.push(phrases.skipped(problems.length));
  }
  lines.push(phrases.notJudged);
  return lines;
}

function statisticsLines(summary: Summary, phrases: ReportPhrases): string[] {
  const { counts } = summary;
  const table = (title: string, rows: readonly (readonly [string, number])[]): string[] => {
    const width = Math.max(0, ...rows.map(([, count]) => String(count).length));
    return [
      `  ${title}`,
      ...rows.map(([name, count]) => `    ${String(count).padStart(width)}  ${name}`),
    ];
  };
  const byCount = (a: readonly [string, number], b: readonly [string, number]): number =>
    b[1] - a[1];
  const categories = CATEGORIES.flatMap((category): (readonly [string, number])[] => {
    const count = summary.byCategory[category];
    return count === undefined ? [] : [[phrases.category[category], count]];
  });
  return [
    '',
    phrases.statistics,
    ...table(phrases.bySeverity, [
      [phrases.severity.error, counts.error],
      [phrases.severity.warning, counts.warning],
      [phrases.severity.info, counts.info],
    ]),
    ...(categories.length === 0 ? [] : table(phrases.byCategory, categories.toSorted(byCount))),
    ...(categories.length === 0
      ? []
      : table(phrases.byRule, Object.entries(summary.byRule).toSorted(byCount))),
    `  ${phrases.smsParts(summary.smsParts)}`,
  ];
}

function headLines(start: RunStart, phrases: ReportPhrases, paint: Paint): string {
  const [algorithm, digits = ''] = start.tool.ruleset.split(':');
  const hash = `${algorithm}:${digits.slice(0, HASH_DIGITS)}`;
  // Its beginning tells a later run that this is a report (node/lint.ts): no colour before it.
  const head = phrases.head(start.tool.version, hash, start.today);
  return `${head}\n${start.mask === 'none' ? `${paint.severity.warning(phrases.unmasked)}\n` : ''}\n`;
}

/** For people, on a terminal or in a file: findings by file with the hit marked in its line, then what was covered. */
export function createStylish(options: ReportOptions): Report {
  const phrases = reportPhrases(options.lang);
  const loading = loadPaint(options.color);
  let pending: Finding[] = [];
  const files: FileReport[] = [];
  /** A document of nothing but pictures is one; of source code most files have no text. */
  const textless: string[] = [];
  const problems: Problem[] = [];

  const flush = async (): Promise<string> => {
    if (pending.length === 0) return '';
    const { renderFindings } = await import('./stylish-finding.ts');
    const findings = pending;
    pending = [];
    const paint = await loading;
    return withTextWidth(() => renderFindings(findings, options.lang, paint, options.width));
  };
  const finish = (summary: Summary, paint: Paint): string => {
    const { error, warning, info } = summary.counts;
    const total = error + warning + info;
    const verdict = (): string => {
      if (summary.coverage.files === 0) return '';
      if (total === 0) {
        const clean = cleanVerdict(summary.coverage, problems.length, phrases);
        return clean === phrases.clean ? paint.good(clean) : clean;
      }
      const worst = error > 0 ? 'error' : warning > 0 ? 'warning' : 'info';
      return paint.severity[worst](phrases.summary(error, warning, info));
    };
    const lines = [
      verdict(),
      summary.compared === undefined ? '' : phrases.compared(summary.compared),
      ...knownRemarks(summary, options.lang).map(({ message }) => message),
      summary.omitted === undefined ? '' : phrases.omitted(summary.omitted),
      ...coverageLines(summary, files, textless, problems, phrases, options),
    ].filter((line) => line !== '');
    if (options.statistics) lines.push(...statisticsLines(summary, phrases));
    return `${lines.join('\n')}\n`;
  };

  return (event) => {
    switch (event.type) {
      case 'start':
        return loading.then((paint) => headLines(event, phrases, paint));
      case 'finding':
        // Findings without the report of their file between them: a file that broke off.
        if (pending.length > 0 && pending[0]!.file !== event.file) {
          return flush().then((text) => {
            pending = [event];
            return text;
          });
        }
        pending.push(event);
        return '';
      case 'problem':
        problems.push(event);
        return '';
      case 'file':
        if (event.columns !== undefined) files.push(event);
        if (event.segments === 0 && event.encoding === null) textless.push(event.file);
        return pending.length === 0 ? '' : flush();
      case 'summary':
        return flush().then(async (text) => {
          const paint = await loading;
          return text + (await withTextWidth(() => finish(event, paint)));
        });
      default:
        return event satisfies never;
    }
  };
}
