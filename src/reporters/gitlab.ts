import { createHash } from 'node:crypto';
import type { Severity } from '../model/rule.ts';
import type { RunEvent } from '../model/run-event.ts';
import { findingLines, findingTitle, isListed } from './finding-text.ts';
import { gatePhrases } from './gate-phrases.ts';
import { problemRemark, type Remark, startRemarks, summaryRemarks } from './remark.ts';
import type { Report, ReportOptions } from './report.ts';
import { safeJson } from './safe-json.ts';

const SEVERITY: Readonly<Record<Severity, 'critical' | 'major' | 'minor'>> = {
  error: 'critical',
  warning: 'major',
  info: 'minor',
};

interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** GitLab Code Quality: an array, an entry a line, written as the findings come; `[]` when there is none. */
export function createGitlab(options: ReportOptions): Report {
  const { lang } = options;
  const { colon } = gatePhrases(lang);
  const seen = new Map<string, number>();
  let count = 0;
  /** GitLab drops entries whose fingerprint it has seen. */
  const unique = (fingerprint: string): string => {
    const times = (seen.get(fingerprint) ?? 0) + 1;
    seen.set(fingerprint, times);
    return times === 1 ? fingerprint : `${fingerprint}-${times}`;
  };
  const entry = (
    check: string,
    description: string,
    severity: string,
    fingerprint: string,
    file: string,
    { line, column, endLine, endColumn }: Place,
  ): string => {
    count += 1;
    const value = {
      engine_name: 'cuilint',
      type: 'issue',
      check_name: check,
      description,
      severity,
      fingerprint: unique(fingerprint),
      location: {
        path: file,
        lines: { begin: line, end: endLine },
        positions: {
          begin: { line, column },
          end: { line: endLine, column: endColumn },
        },
      },
    };
    return `${count === 1 ? '[' : ','}\n${safeJson(value)}`;
  };
  const remarkEntry = ({
    code,
    severity,
    message,
    file = '.',
    line = 1,
    column = 1,
  }: Remark): string => {
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([code, file, line]))
      .digest('hex');
    const place = { line, column, endLine: line, endColumn: column };
    // Not judged is worse than any finding; what a report says of itself should fail nothing.
    const level = severity === 'error' ? 'blocker' : 'info';
    return entry(code, message, level, fingerprint, file, place);
  };
  return (event: RunEvent) => {
    switch (event.type) {
      case 'start':
        return startRemarks(event, lang).map(remarkEntry).join('');
      case 'finding': {
        if (!isListed(event, options)) return '';
        const text = `${findingTitle(event, lang)}${colon}${findingLines(event, lang).join('\n')}`;
        const severity = SEVERITY[event.severity];
        return entry(event.ruleId, text, severity, event.fingerprint, event.file, event.location);
      }
      case 'problem':
        return remarkEntry(problemRemark(event, lang));
      case 'file':
        return '';
      case 'summary': {
        const rest = summaryRemarks(event, lang).map(remarkEntry).join('');
        return count === 0 ? '[]\n' : `${rest}\n]\n`;
      }
      default:
        return event satisfies never;
    }
  };
}
