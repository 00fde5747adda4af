import type { Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { Severity } from '../model/rule.ts';
import type { FileReport, RunEvent, RunStart } from '../model/run-event.ts';
import { clauseTexts, findingTitle, replacementLine } from './finding-text.ts';
import { reportPhrases } from './phrases.ts';
import { innerPlace } from './place-text.ts';
import type { Report, ReportOptions } from './report.ts';
import { columnName, heightOf, markedCell, markedText, stringCell } from './sheet-cells.ts';
import { RUNS, STYLE } from './sheet-styles.ts';
import { type BookSheet, bookParts, firstParts, sheetHead, sheetTail } from './xlsx-book.ts';
import { FINDING_COLUMNS, type FindingColumn, xlsxPhrases } from './xlsx-phrases.ts';
import { type Counted, coverageSheet, rulesSheet, summarySheet } from './xlsx-sheets.ts';
import { createZipWriter } from './zip-writer.ts';

/** What Excel holds in a sheet. */
const MAX_ROWS = 1_048_576;
/** Rows go into the zip in pieces of this size. */
const FLUSH_UNITS = 1 << 16;

const WIDTHS: Readonly<Record<FindingColumn, number>> = {
  severity: 8,
  title: 18,
  text: 48,
  message: 34,
  rewrite: 40,
  clauses: 58,
  file: 22,
  place: 14,
  verdict: 11,
  reviewer: 11,
  reason: 20,
  speaker: 8,
  category: 14,
  rule: 26,
  state: 8,
  fingerprint: 19,
};

const COLUMN_WIDTHS = FINDING_COLUMNS.map((column) => WIDTHS[column]);

const STYLE_OF: Readonly<Partial<Record<FindingColumn, number>>> = {
  place: STYLE.short,
  verdict: STYLE.input,
  reviewer: STYLE.input,
  reason: STYLE.input,
  rule: STYLE.short,
  fingerprint: STYLE.small,
};

/** The cells of a row by the names of their columns, but for the text. */
function findingCells(finding: Finding, options: ReportOptions): Record<FindingColumn, string> {
  const { lang } = options;
  const names = reportPhrases(lang);
  const words = xlsxPhrases(lang);
  const { line, column } = finding.location;
  return {
    severity: names.severity[finding.severity],
    // Its state has a column of its own.
    title: findingTitle({ ...finding, state: 'new' }, lang),
    text: '',
    message: finding.message,
    rewrite: [finding.rewrite, replacementLine(finding, lang)]
      .filter((text) => text !== '')
      .join('\n'),
    clauses: clauseTexts(finding, lang).join('\n'),
    file: finding.file,
    place: innerPlace(finding, names) ?? `${line}:${column}`,
    verdict: '',
    reviewer: '',
    reason: '',
    speaker: words.speaker[finding.speaker],
    category: names.category[finding.category],
    rule: finding.ruleId,
    state: finding.change === undefined ? words.state[finding.state] : names.change[finding.change],
    fingerprint: finding.fingerprint,
  };
}

function findingRow(row: number, finding: Finding, options: ReportOptions): string {
  const values = findingCells(finding, options);
  const cells = FINDING_COLUMNS.map((name, column) => {
    const reference = `${columnName(column)}${row}`;
    if (name === 'text') return markedCell(reference, STYLE.text, markedText(finding), RUNS);
    const style = name === 'severity' ? STYLE[finding.severity] : (STYLE_OF[name] ?? STYLE.text);
    // An empty cell keeps its look and holds nothing.
    if (values[name] === '') return `<c r="${reference}" s="${style}"/>`;
    return stringCell(reference, style, values[name]);
  });
  const texts = FINDING_COLUMNS.map((name) =>
    STYLE_OF[name] === undefined ? (name === 'text' ? finding.context : values[name]) : '',
  );
  return `<row r="${row}"${heightOf(texts, COLUMN_WIDTHS)}>${cells.join('')}</row>`;
}

/** Some programs know a sheet by this name of its part alone. */
function sheetPart(number: number): string {
  return `xl/worksheets/sheet${number}.xml`;
}

/** A workbook for people; `maxRows` of a sheet, the head counted, is what Excel allows. */
export function createXlsxWith(maxRows: number, options: ReportOptions): Report {
  const { lang } = options;
  const words = xlsxPhrases(lang);
  const zip = createZipWriter();
  const findingSheets: BookSheet[] = [];
  const counted: Counted = { byFile: new Map(), byRule: new Map() };
  const files: FileReport[] = [];
  const problems: Problem[] = [];
  let begin: RunStart | undefined;
  let sheet: BookSheet;
  let rows = 0;
  let pending = '';

  const flush = async (): Promise<void> => {
    const text = pending;
    pending = '';
    await zip.write(text);
  };
  const openSheet = (): void => {
    const number = findingSheets.length + 1;
    const name = number === 1 ? words.sheets.findings : `${words.sheets.findings} ${number}`;
    const part = sheetPart(number === 1 ? 2 : number + 3);
    sheet = { part, name, titleRows: 1 };
    zip.open(part);
    const head = FINDING_COLUMNS.map((column, index) =>
      stringCell(`${columnName(index)}1`, STYLE.head, words.columns[column]),
    );
    pending += sheetHead(COLUMN_WIDTHS, { frozen: true });
    pending += `<row r="1" ht="22" customHeight="1">${head.join('')}</row>`;
    rows = 1;
  };
  const closeSheet = (): void => {
    const last = Math.max(2, rows);
    const verdict = columnName(FINDING_COLUMNS.indexOf('verdict'));
    const filter = `A1:${columnName(FINDING_COLUMNS.length - 1)}${rows}`;
    findingSheets.push({ ...sheet, filter });
    pending += sheetTail({
      filter,
      choices: [
        {
          range: `${verdict}2:${verdict}${last}`,
          values: Object.values(words.verdicts),
          title: words.verdictTitle,
          hint: words.verdictHint,
        },
      ],
      page: words.page,
    });
  };
  const count = (finding: Finding): void => {
    const { file, severity, ruleId, state, change } = finding;
    if (state !== 'new' || change === 'gone') return;
    counted.byRule.set(ruleId, (counted.byRule.get(ruleId) ?? 0) + 1);
    const own: Record<Severity, number> = counted.byFile.get(file) ?? {
      error: 0,
      warning: 0,
      info: 0,
    };
    own[severity] += 1;
    counted.byFile.set(file, own);
  };
  return async (event: RunEvent) => {
    switch (event.type) {
      case 'start':
        begin = event;
        for (const [name, content] of firstParts()) zip.add(name, content);
        openSheet();
        return zip.take();
      case 'finding':
        count(event);
        if (rows === maxRows) {
          closeSheet();
          await flush();
          openSheet();
        }
        rows += 1;
        pending += findingRow(rows, event, options);
        if (pending.length >= FLUSH_UNITS) await flush();
        return zip.take();
      case 'problem':
        problems.push(event);
        return '';
      case 'file':
        files.push(event);
        return '';
      case 'summary': {
        closeSheet();
        await flush();
        const whole = { start: begin!, summary: event, counted, files, problems, options };
        const rules = rulesSheet(whole);
        const sheets: readonly BookSheet[] = [
          { part: sheetPart(1), name: words.sheets.summary },
          ...findingSheets,
          { part: sheetPart(3), name: words.sheets.rules, titleRows: 1, filter: rules.filter },
          { part: sheetPart(4), name: words.sheets.coverage },
        ];
        zip.add(sheetPart(1), summarySheet(whole));
        zip.add(sheetPart(3), rules.xml);
        zip.add(sheetPart(4), coverageSheet(whole));
        for (const [name, content] of bookParts(sheets, begin!.tool.version))
          zip.add(name, content);
        return zip.finish();
      }
      default:
        return event satisfies never;
    }
  };
}

/** A workbook of strings: what to do, every finding, the rules that were asked, and what was judged. */
export function createXlsx(options: ReportOptions): Report {
  return createXlsxWith(MAX_ROWS, options);
}
