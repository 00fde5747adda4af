import type { AuditEvent } from '../model/audit.ts';
import type { Language } from './report.ts';

export const AUDIT_FORMATS = ['stylish', 'json', 'jsonl', 'markdown', 'csv'] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];

export interface AuditReportOptions {
  readonly lang: Language;
  /** ANSI colours. */
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** False: problems go elsewhere on the same terminal, once is enough. */
  readonly showsProblems: boolean;
  /** Findings may be written as UTF-8, which is good until the next event; absent: all is text. */
  readonly takesBytes?: boolean;
}

/**
 * Fed with every event of an audit in order, returns what is to be written, '' for nothing. Findings are
 * written as they come, and none is kept.
 */
export type AuditReport = (event: AuditEvent) => string | Uint8Array | Promise<string>;

/** The report of a format, loaded at its first use. */
export async function loadAuditReport(
  format: AuditFormat,
): Promise<(options: AuditReportOptions) => AuditReport> {
  switch (format) {
    case 'stylish':
      return (await import('./audit-stylish.ts')).createAuditStylish;
    case 'json':
      return (await import('./audit-json.ts')).createAuditJson;
    case 'jsonl':
      return (await import('./audit-json.ts')).createAuditJsonl;
    case 'markdown':
      return (await import('./audit-markdown.ts')).createAuditMarkdown;
    case 'csv':
      return (await import('./audit-csv.ts')).createAuditCsv;
    default:
      return format satisfies never;
  }
}
