import type { RunEvent } from '../model/run-event.ts';
import { createFileGroups, type FileGroup } from './by-file.ts';
import { findingLines, findingTitle, isListed } from './finding-text.ts';
import { gatePhrases } from './gate-phrases.ts';
import { problemRemark, type Remark, startRemarks, summaryRemarks } from './remark.ts';
import type { Report, ReportOptions } from './report.ts';
import { attributes, xmlHead } from './xml.ts';

/** Remarks of no file: the folder that was checked. */
const NO_FILE = '.';

/**
 * Checkstyle 4.3, as Jenkins and reviewdog read it: files as they are done, each with its errors. It knows
 * no end of a place; columns are UTF-16 units. A clean file is a `<file>` without errors.
 */
export function createCheckstyle(options: ReportOptions): Report {
  const { lang } = options;
  const groups = createFileGroups();
  const { colon } = gatePhrases(lang);
  const errorOf = (values: Readonly<Record<string, string | number>>): string =>
    `    <error${attributes(values)}/>\n`;
  const fileOf = (name: string, errors: string): string =>
    `  <file${attributes({ name })}>\n${errors}  </file>\n`;
  const remarkError = ({ line, column, severity, message, code }: Remark): string =>
    errorOf({
      line: line ?? 1,
      ...(column === undefined ? {} : { column }),
      severity,
      message,
      source: `cuilint.${code}`,
    });
  const render = (group: FileGroup): string => {
    const errors = [
      ...group.problems.map((problem) => remarkError(problemRemark(problem, lang))),
      ...group.findings.map((finding) =>
        errorOf({
          line: finding.location.line,
          column: finding.location.column,
          severity: finding.severity,
          message: `${findingTitle(finding, lang)}${colon}${findingLines(finding, lang).join('\n')}`,
          source: `cuilint.${finding.ruleId}`,
        }),
      ),
    ];
    return fileOf(group.file ?? NO_FILE, errors.join(''));
  };
  const ownFile = (remarks: readonly Remark[]): string =>
    remarks.length === 0 ? '' : fileOf(NO_FILE, remarks.map(remarkError).join(''));
  return (event: RunEvent) => {
    switch (event.type) {
      case 'start':
        return `${xmlHead(event.tool.version)}<checkstyle version="4.3">\n${ownFile(startRemarks(event, lang))}`;
      case 'finding':
        return isListed(event, options) ? groups.add(event).map(render).join('') : '';
      case 'problem':
      case 'file':
        return groups.add(event).map(render).join('');
      case 'summary':
        return `${groups.rest().map(render).join('')}${ownFile(summaryRemarks(event, lang))}</checkstyle>\n`;
      default:
        return event satisfies never;
    }
  };
}
