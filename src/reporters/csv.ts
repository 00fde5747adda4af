import type { Finding } from '../model/finding.ts';
import type { RunEvent, Summary } from '../model/run-event.ts';
import { clauseTexts } from './finding-text.ts';
import { gatePhrases } from './gate-phrases.ts';
import { reportPhrases } from './phrases.ts';
import { innerPlace } from './place-text.ts';
import {
  problemRemark,
  type Remark,
  startRemarks,
  statisticsSentences,
  summaryRemarks,
} from './remark.ts';
import type { Language, Report, ReportOptions } from './report.ts';
import { visible } from './visible.ts';

/** What a spreadsheet takes for a formula, blanks before it or not; tab and CR are cut off by some. */
const FORMULA = /^(?:\s*[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r])/;

/**
 * A cell that Excel shows as written: quoted, one line, and with `'` before what it would calculate. Line
 * ends and invisible characters are shown as escapes, so that no line of the file begins with audited text.
 */
function cell(value: string | number | undefined): string {
  const text = String(value ?? '');
  const shown = FORMULA.test(text) ? `'${visible(text)}` : visible(text);
  return `"${shown.replaceAll('"', '""')}"`;
}

/** A line of the file. */
export function csvRow(values: readonly (string | number | undefined)[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

/** The rows of a CSV report: cells, not yet quoted. */
export interface CsvRows {
  finding(finding: Finding): readonly (string | number | undefined)[];
  remark(remark: Remark): readonly (string | number | undefined)[];
}

export function csvRows(lang: Language): CsvRows {
  const phrases = gatePhrases(lang);
  const names = reportPhrases(lang);
  return {
    finding: (finding) => [
      phrases.finding,
      names.severity[finding.severity],
      finding.suspected ? phrases.yes : phrases.no,
      names.category[finding.category],
      finding.ruleId,
      finding.title,
      finding.file,
      innerPlace(finding, names),
      finding.location.line,
      finding.location.column,
      finding.location.endLine,
      finding.location.endColumn,
      finding.record,
      finding.recordId,
      finding.field,
      finding.keyPath,
      finding.excerpt,
      finding.context,
      finding.message,
      finding.rewrite,
      finding.replacement?.text,
      clauseTexts(finding, lang).join(names.separator),
      finding.speaker,
      finding.confidence,
      finding.change ?? finding.state,
      finding.fingerprint,
    ],
    remark: ({ code, severity, message, file, line, column }) => {
      const kind = severity === 'error' ? phrases.problem : phrases.remark;
      const left = [kind, names.severity[severity], '', '', code, '', file, '', line, column];
      return [...left, '', '', '', '', '', '', '', '', message, '', '', '', '', '', '', ''];
    },
  };
}

/** For Excel: UTF-8 with byte-order mark, CRLF, every cell quoted; rows as they come, problems among them. */
export function createCsv(options: ReportOptions): Report {
  const { lang } = options;
  const phrases = gatePhrases(lang);
  const rows = csvRows(lang);
  const findingRow = (finding: Finding): string => csvRow(rows.finding(finding));
  const remarkRow = (remark: Remark): string => csvRow(rows.remark(remark));
  const numbers = (summary: Summary): readonly Remark[] =>
    options.statistics
      ? statisticsSentences(summary, lang).map(
          (message): Remark => ({ code: 'STATISTICS', severity: 'info', message }),
        )
      : [];
  return (event: RunEvent) => {
    switch (event.type) {
      case 'start':
        return `\ufeff${csvRow(phrases.csvHead)}${startRemarks(event, lang).map(remarkRow).join('')}`;
      case 'finding':
        // Known ones too: the column of states tells them.
        return findingRow(event);
      case 'problem':
        return remarkRow(problemRemark(event, lang));
      case 'file':
        return '';
      case 'summary':
        return [...summaryRemarks(event, lang), ...numbers(event)].map(remarkRow).join('');
      default:
        return event satisfies never;
    }
  };
}
