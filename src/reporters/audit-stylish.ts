import type { AuditEvent, AuditFile, AuditStart, AuditSummary } from '../model/audit.ts';
import { formatProblem, type Problem } from '../model/error.ts';
import { auditPhrases } from './audit-phrases.ts';
import type { AuditReport, AuditReportOptions } from './audit-report.ts';
import { auditSections, auditSentences, type Section } from './audit-sections.ts';
import { columnTexts } from './column-text.ts';
import { ignoredText } from './ignored-text.ts';
import { loadPaint, type Paint } from './paint.ts';
import { reportPhrases } from './phrases.ts';
import { textWidth, withTextWidth } from './text-width.ts';
import { visible, visibleAtLineStart } from './visible.ts';

const HASH_DIGITS = 8;
const MAX_COLUMN_FILES = 10;
const MAX_PROBLEMS = 20;
/** A cell is never cut below this. */
const MIN_CELL = 12;
const MARGIN = 2;

function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let out = '';
  let used = 0;
  for (const char of text) {
    const next = used + textWidth(char);
    if (next > width - 1) break;
    out += char;
    used = next;
  }
  return `${out}…`;
}

function pad(text: string, width: number, isNumber: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)));
  return isNumber ? blanks + text : text + blanks;
}

/** Widths of the columns; where they are too much for the terminal, the widest column of text gives way. */
function widthsOf({ head, rows }: Section, room: number): number[] {
  const widths = head.map(({ name }, column) =>
    Math.max(textWidth(name), ...rows.map(({ cells }) => textWidth(cells[column] ?? ''))),
  );
  const total = (): number =>
    widths.reduce((sum, width) => sum + width, 0) + MARGIN * (widths.length - 1);
  for (;;) {
    const over = total() - room;
    if (over <= 0) return widths;
    const widest = head.reduce(
      (best, { isNumber }, column) =>
        !isNumber && (best < 0 || widths[column]! > widths[best]!) ? column : best,
      -1,
    );
    if (widest < 0 || widths[widest]! <= MIN_CELL) return widths;
    const others = head.flatMap(({ isNumber }, column) =>
      !isNumber && column !== widest ? [widths[column]!] : [],
    );
    // Down to the next wide one, then both.
    const floor = Math.max(MIN_CELL, widths[widest]! - over, Math.max(0, ...others) - 1);
    widths[widest] = Math.min(widths[widest]! - 1, floor);
  }
}

function renderSection(section: Section, paint: Paint, width: number): string {
  const shown: Section = {
    ...section,
    rows: section.rows.map(({ cells, below }) => ({
      cells: cells.map(visible),
      ...(below === undefined ? {} : { below: visible(below) }),
    })),
  };
  const widths = widthsOf(shown, width - MARGIN);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        pad(cut(cell, widths[column]!), widths[column]!, shown.head[column]?.isNumber === true),
      )
      .join(' '.repeat(MARGIN))
      .trimEnd();
  const indent = ' '.repeat(MARGIN);
  return [
    '',
    paint.bold(shown.title),
    indent + paint.dim(line(shown.head.map(({ name }) => name))),
    ...shown.rows.flatMap(({ cells, below }) => [
      indent + line(cells),
      ...(below === undefined
        ? []
        : [`${indent}${indent}${paint.dim(cut(below, width - 2 * MARGIN))}`]),
    ]),
    ...(shown.note === undefined ? [] : [indent + paint.dim(shown.note)]),
    '',
  ].join('\n');
}

function headLines(start: AuditStart, options: AuditReportOptions, paint: Paint): string {
  const phrases = reportPhrases(options.lang);
  const [algorithm, digits = ''] = start.tool.ruleset.split(':');
  const hash = `${algorithm}:${digits.slice(0, HASH_DIGITS)}`;
  // Its beginning tells a later run that this is a report: no colour before it.
  const head = phrases.head(start.tool.version, hash, start.today);
  return `${head}\n${start.mask === 'none' ? `${paint.severity.warning(phrases.unmasked)}\n` : ''}\n`;
}

/** The summary for a person at a terminal: what was found, of what, and the worst of each kind. */
export function createAuditStylish(options: AuditReportOptions): AuditReport {
  const { lang, width } = options;
  const loading = loadPaint(options.color);
  const names = reportPhrases(lang);
  const phrases = auditPhrases(lang);
  const files: AuditFile[] = [];
  const problems: Problem[] = [];
  let start: AuditStart | undefined;

  const finish = (summary: AuditSummary, paint: Paint): string => {
    const { error, warning } = summary.counts;
    const style =
      error > 0 ? paint.severity.error : warning > 0 ? paint.severity.warning : paint.bold;
    const [verdict = '', ...more] = auditSentences(start, files, summary, lang);
    const columns = files.slice(0, MAX_COLUMN_FILES).flatMap(({ file, columns: chosen }) =>
      chosen.map((each) => {
        const { judged, used } = columnTexts(each, names);
        return `  ${visibleAtLineStart(names.columns(file, judged, used))}\n`;
      }),
    );
    const ignored = ignoredText(summary.ignored, names);
    const told = options.showsProblems
      ? problems.map((problem) => `  ${visibleAtLineStart(formatProblem(problem, lang))}\n`)
      : [];
    return [
      `${style(visible(verdict))}\n`,
      ...more.map((line) => `${visible(line)}\n`),
      ...auditSections(files, summary, lang).map((section) => renderSection(section, paint, width)),
      ...(columns.length === 0 ? [] : [`\n${paint.bold(phrases.columnsTitle)}\n`, ...columns]),
      '\n',
      ...(ignored === '' ? [] : [`${ignored}\n`]),
      ...(summary.problems === 0
        ? []
        : [`${paint.severity.error(phrases.problems(summary.problems))}\n`, ...told]),
      `${names.notJudged}\n`,
    ].join('');
  };

  return (event: AuditEvent) => {
    switch (event.type) {
      case 'start':
        start = event;
        return loading.then((paint) => headLines(event, options, paint));
      case 'finding':
        return '';
      case 'problem':
        if (problems.length < MAX_PROBLEMS) problems.push(event);
        return '';
      case 'file':
        files.push(event);
        return '';
      case 'summary':
        return loading.then((paint) => withTextWidth(() => finish(event, paint)));
      default:
        return event satisfies never;
    }
  };
}
