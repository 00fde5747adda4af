import type { AuditEvent, AuditFinding } from '../model/audit.ts';
import { auditPhrases } from './audit-phrases.ts';
import type { AuditReport, AuditReportOptions } from './audit-report.ts';
import { csvRow, csvRows } from './csv.ts';
import { gatePhrases } from './gate-phrases.ts';
import { problemRemark, type Remark, startRemarks } from './remark.ts';

/** As the CSV of `check`, with what the record of each finding says in columns at the end. Written as they come. */
export function createAuditCsv({ lang }: AuditReportOptions): AuditReport {
  const rows = csvRows(lang);
  const phrases = auditPhrases(lang);
  const blank = phrases.csvHead.map(() => '');
  const remarkRow = (remark: Remark): string => csvRow([...rows.remark(remark), ...blank]);
  const findingRow = (finding: AuditFinding): string => {
    const { sentAt, collector, agency } = finding;
    const { recipient, channel, overdue, template } = finding.log;
    const log = [sentAt, recipient, collector, agency, channel, overdue, template];
    return csvRow([...rows.finding(finding), ...log]);
  };
  return (event: AuditEvent) => {
    switch (event.type) {
      case 'start':
        return `\ufeff${csvRow([...gatePhrases(lang).csvHead, ...phrases.csvHead])}${startRemarks(event, lang).map(remarkRow).join('')}`;
      case 'finding':
        return findingRow(event);
      case 'problem':
        return remarkRow(problemRemark(event, lang));
      case 'file':
      case 'summary':
        return '';
      default:
        return event satisfies never;
    }
  };
}
