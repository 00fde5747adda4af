import type { Problem } from '../model/error.ts';
import { CATEGORIES, type RuleId, SEVERITIES, type Severity } from '../model/rule.ts';
import type { FileReport, RunStart, Summary } from '../model/run-event.ts';
import { clauseText } from './clause-text.ts';
import { columnTexts } from './column-text.ts';
import { gatePhrases } from './gate-phrases.ts';
import { cleanVerdict, reportPhrases } from './phrases.ts';
import { problemRemark, startRemarks, summaryRemarks } from './remark.ts';
import type { ReportOptions } from './report.ts';
import { columnName } from './sheet-cells.ts';
import { STYLE } from './sheet-styles.ts';
import { sheetHead, sheetTail, stringRow } from './xlsx-book.ts';
import { xlsxPhrases } from './xlsx-phrases.ts';

/** New findings, counted as they came. */
export interface Counted {
  readonly byFile: Map<string, Record<Severity, number>>;
  readonly byRule: Map<RuleId, number>;
}

/** What is known when a run is over. */
export interface WholeRun {
  readonly start: RunStart;
  readonly summary: Summary;
  readonly counted: Counted;
  readonly files: readonly FileReport[];
  readonly problems: readonly Problem[];
  readonly options: ReportOptions;
}

/** What a sheet of the whole run lists at most; more is told by its number. */
const MAX_LISTED = 500_000;
const SUMMARY_WIDTHS = [48, 16, 36, 16];
const RULES_WIDTHS = [9, 8, 8, 14, 24, 28, 48, 44, 62];
const COVERAGE_WIDTHS = [40, 28, 18, 56, 10, 12, 44];

/** Rows under one another, each with the number that its place gives it. */
function createRows(widths: readonly number[]): {
  add(values: readonly (string | undefined)[], style: number | readonly number[]): void;
  /** One text over the columns of the sheet, which are joined for it. */
  wide(text: string, style: number): void;
  skip(): void;
  readonly merged: readonly string[];
  readonly count: () => number;
  readonly xml: () => string;
} {
  const rows: string[] = [];
  const merged: string[] = [];
  const last = Math.min(4, widths.length) - 1;
  const whole = widths.slice(0, last + 1).reduce((sum, width) => sum + width, 0);
  let row = 0;
  return {
    merged,
    wide: (text, style) => {
      row += 1;
      rows.push(stringRow(row, [text], style, [whole]));
      merged.push(`A${row}:${columnName(last)}${row}`);
    },
    add: (values, style) => {
      row += 1;
      rows.push(stringRow(row, values, style, widths));
    },
    skip: () => {
      row += 1;
    },
    count: () => row,
    xml: () => rows.join(''),
  };
}

/** How often a rule found something that counts. */
function foundBy({ summary, counted }: WholeRun, rule: RuleId): number {
  return summary.byRule[rule] ?? counted.byRule.get(rule) ?? 0;
}

/** The verdict, the counts, and where to sign. */
export function summarySheet(run: WholeRun): string {
  const { start, summary, counted, problems, options } = run;
  const { lang } = options;
  const words = xlsxPhrases(lang);
  const names = reportPhrases(lang);
  const { counts, coverage } = summary;
  const { error, warning, info } = counts;
  const verdict =
    error + warning + info === 0
      ? cleanVerdict(coverage, problems.length, names)
      : names.summary(error, warning, info);
  const encodings = Object.entries(coverage.encodings).map(([name, count]) => `${name} ${count}`);
  const rows = createRows(SUMMARY_WIDTHS);
  rows.wide(words.title, STYLE.title);
  rows.wide(coverage.files === 0 ? names.nothing : verdict, STYLE.section);
  const remarks = [...startRemarks(start, lang), ...summaryRemarks(summary, lang)];
  const sentences = [
    ...remarks.map(({ message }) => message),
    ...(summary.compared === undefined ? [] : [names.compared(summary.compared)]),
    ...(problems.length === 0 ? [] : [names.problems(problems.length).replace(/[:：]$/, '')]),
    names.head(start.tool.version, start.tool.ruleset.slice(0, 'sha256:'.length + 8), start.today),
    names.covered(coverage.files, coverage.segments, coverage.bytes),
    ...(encodings.length === 0 ? [] : [names.encodings(encodings.join(names.separator))]),
    names.notJudged,
    ...(options.statistics ? [names.smsParts(summary.smsParts)] : []),
  ];
  for (const sentence of sentences) rows.wide(sentence, STYLE.sentence);

  const table = (
    title: string,
    head: readonly string[],
    lines: readonly (readonly string[])[],
  ): void => {
    if (lines.length === 0) return;
    rows.skip();
    rows.wide(title, STYLE.section);
    rows.add(head, STYLE.head);
    for (const line of lines.slice(0, MAX_LISTED)) rows.add(line, STYLE.text);
    const left = lines.length - MAX_LISTED;
    if (left > 0) rows.wide(gatePhrases(lang).leftOut(left), STYLE.sentence);
  };
  table(
    words.bySeverity,
    [words.level, words.count],
    [
      ...SEVERITIES.map((severity) => [names.severity[severity], String(counts[severity])]),
      [words.state.baselined, String(counts.baselined)],
      [words.state.suppressed, String(counts.suppressed)],
    ],
  );
  table(
    words.byCategory,
    [words.category, words.count],
    CATEGORIES.flatMap((category) => {
      const count = summary.byCategory[category] ?? 0;
      return count === 0 ? [] : [[names.category[category], String(count)]];
    }),
  );
  const titles = new Map(options.rules?.list.map(({ id, title }) => [id, title[lang]]));
  const found = Object.entries(summary.byRule).sort(
    ([a, many], [b, more]) => more - many || (a < b ? -1 : 1),
  );
  table(
    words.byRule,
    [words.rule, words.count, words.ruleId],
    found.map(([id, count]) => [titles.get(id) ?? id, String(count), id]),
  );
  table(
    words.byFile,
    [words.file, ...SEVERITIES.map((severity) => names.severity[severity])],
    [...counted.byFile].map(([file, own]) => [
      file,
      ...SEVERITIES.map((severity) => String(own[severity])),
    ]),
  );
  rows.skip();
  rows.wide(words.signOff, STYLE.section);
  for (const label of [words.signer, words.date, words.opinion])
    rows.add([label, ''], [STYLE.text, STYLE.input]);
  return `${sheetHead(SUMMARY_WIDTHS, { grid: false })}${rows.xml()}${sheetTail({ merged: rows.merged, page: words.page, isUpright: true })}`;
}

/** Every rule that was asked, what it found and on which clauses it rests: those that passed are proof of checking. */
export function rulesSheet(run: WholeRun): { readonly xml: string; readonly filter: string } {
  const { summary, counted, options } = run;
  const { lang } = options;
  const words = xlsxPhrases(lang);
  const names = reportPhrases(lang);
  const rows = createRows(RULES_WIDTHS);
  const head = [
    words.result,
    words.found,
    words.level,
    words.category,
    words.rule,
    words.ruleId,
    words.why,
    names.rewrite,
    names.clauses,
  ];
  rows.add(head, STYLE.head);
  const styles = (count: number): readonly number[] => [
    count === 0 ? STYLE.info : STYLE.error,
    ...head.slice(1).map(() => STYLE.text),
  ];
  const listed = new Set<RuleId>();
  for (const rule of options.rules?.list ?? []) {
    listed.add(rule.id);
    const count = foundBy(run, rule.id);
    const clauses = rule.clauses.flatMap((id) => {
      const clause = options.rules?.clauses[id];
      return clause === undefined ? [] : [clauseText(clause, names)];
    });
    rows.add(
      [
        count === 0 ? words.passed : words.hasFindings,
        String(count),
        names.severity[rule.severity],
        names.category[rule.category],
        rule.title[lang],
        rule.id,
        rule.rationale[lang],
        rule.rewrite,
        [...new Set(clauses)].join('\n'),
      ],
      styles(count),
    );
  }
  // Findings about the checking itself belong to no rule of the set.
  const others = new Set([...Object.keys(summary.byRule), ...counted.byRule.keys()]);
  for (const id of [...others].sort()) {
    const count = foundBy(run, id);
    if (listed.has(id) || count === 0) continue;
    rows.add(
      [words.hasFindings, String(count), undefined, undefined, undefined, id],
      styles(count),
    );
  }
  const filter = `A1:${columnName(head.length - 1)}${rows.count()}`;
  const tail = sheetTail({ filter, page: words.page });
  return { xml: `${sheetHead(RULES_WIDTHS, { frozen: true })}${rows.xml()}${tail}`, filter };
}

/** What was judged and how, what was not, and by which rules. */
export function coverageSheet(run: WholeRun): string {
  const { start, summary, files, problems, options } = run;
  const { lang } = options;
  const words = xlsxPhrases(lang);
  const names = reportPhrases(lang);
  const gate = gatePhrases(lang);
  const rows = createRows(COVERAGE_WIDTHS);
  const left = (count: number): void => {
    if (count > MAX_LISTED) rows.wide(gate.leftOut(count - MAX_LISTED), STYLE.sentence);
  };
  rows.wide(words.sheets.coverage, STYLE.title);
  const facts: readonly (readonly [string, string])[] = [
    [words.version, `${start.tool.name} ${start.tool.version}`],
    [words.ruleset, start.tool.ruleset],
    [words.today, start.today],
    ...Object.entries(summary.coverage.ignored).map(
      ([kind, count]) => [words.notRead, `${names.ignoredKinds[kind] ?? kind} ${count}`] as const,
    ),
  ];
  for (const fact of facts) rows.add(fact, STYLE.text);
  rows.wide(names.notJudged, STYLE.sentence);

  rows.skip();
  rows.wide(words.problems, STYLE.section);
  if (problems.length === 0) rows.wide(words.noProblems, STYLE.sentence);
  else {
    rows.add([words.file, words.line, words.code, words.sentence], STYLE.head);
    for (const problem of problems.slice(0, MAX_LISTED)) {
      const { file = '', line, code, message } = problemRemark(problem, lang);
      rows.add([file, line === undefined ? '' : String(line), code, message], STYLE.text);
    }
    left(problems.length);
  }

  rows.skip();
  rows.wide(words.files, STYLE.section);
  rows.add(
    [
      words.file,
      words.format,
      words.encoding,
      words.judged,
      words.texts,
      words.bytes,
      words.asData,
    ],
    STYLE.head,
  );
  for (const { file, format, encoding, bytes, segments, columns } of files.slice(0, MAX_LISTED)) {
    const { judged, used } = columnTexts(columns, names);
    const amounts = [String(segments), String(bytes)];
    rows.add([file, format, encoding ?? '', judged, ...amounts, used], STYLE.text);
  }
  left(files.length);
  return `${sheetHead(COVERAGE_WIDTHS, { grid: false })}${rows.xml()}${sheetTail({ merged: rows.merged, page: words.page })}`;
}
