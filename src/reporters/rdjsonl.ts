import type { Finding } from '../model/finding.ts';
import type { RunEvent } from '../model/run-event.ts';
import { findingLines, findingTitle, isListed } from './finding-text.ts';
import { gatePhrases } from './gate-phrases.ts';
import { problemRemark, type Remark, startRemarks, summaryRemarks } from './remark.ts';
import type { Report, ReportOptions } from './report.ts';
import { safeJson } from './safe-json.ts';

const SOURCE = { name: 'cuilint' } as const;

/** Columns of this format count UTF-8 bytes; where nobody has counted them, lines alone are right. */
function rangeOf({ location, byteColumns }: Finding): unknown {
  const { line, endLine } = location;
  if (byteColumns === undefined) return { start: { line }, end: { line: endLine } };
  return {
    start: { line, column: byteColumns.column },
    end: { line: endLine, column: byteColumns.endColumn },
  };
}

/**
 * Reviewdog's diagnostic format, a line each as they come. The rewrite is advice in the message and not a
 * suggestion, which reviewdog would offer to put in place of the hit.
 */
export function createRdjsonl(options: ReportOptions): Report {
  const { lang } = options;
  const { colon } = gatePhrases(lang);
  const lineOf = (value: Readonly<Record<string, unknown>>): string =>
    `${safeJson({ source: SOURCE, ...value })}\n`;
  const remarkLine = ({ code, severity, message, file = '.', line }: Remark): string =>
    lineOf({
      message,
      location: { path: file, ...(line === undefined ? {} : { range: { start: { line } } }) },
      severity: severity.toUpperCase(),
      code: { value: code },
    });
  return (event: RunEvent) => {
    switch (event.type) {
      case 'start':
        return startRemarks(event, lang).map(remarkLine).join('');
      case 'finding':
        if (!isListed(event, options)) return '';
        return lineOf({
          message: `${findingTitle(event, lang)}${colon}${findingLines(event, lang).join('\n')}`,
          location: { path: event.file, range: rangeOf(event) },
          severity: event.severity.toUpperCase(),
          code: { value: event.ruleId },
        });
      case 'problem':
        return remarkLine(problemRemark(event, lang));
      case 'file':
        return '';
      case 'summary':
        return summaryRemarks(event, lang).map(remarkLine).join('');
      default:
        return event satisfies never;
    }
  };
}
