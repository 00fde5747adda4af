import type { CreateReport } from './report.ts';

export const FORMATS = ['stylish', 'json', 'jsonl'] as const;
export type ReportFormat = (typeof FORMATS)[number];

export function isReportFormat(name: string): name is ReportFormat {
  return FORMATS.some((format) => format === name);
}

/** The reporter of a format, loaded at its first use. */
export async function loadReport(format: ReportFormat): Promise<CreateReport> {
  switch (format) {
    case 'stylish':
      return (await import('./stylish.ts')).createStylish;
    case 'json':
      return (await import('./json.ts')).createJson;
    case 'jsonl':
      return (await import('./jsonl.ts')).createJsonl;
    default:
      return format satisfies never;
  }
}
