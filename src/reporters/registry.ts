import type { CreateReport } from './report.ts';

export const FORMATS = [
  'stylish',
  'compact',
  'json',
  'jsonl',
  'sarif',
  'junit',
  'checkstyle',
  'github',
  'gitlab',
  'rdjsonl',
  'markdown',
  'html',
  'csv',
  'xlsx',
] as const;
export type ReportFormat = (typeof FORMATS)[number];

/** What a format asks of a run beside its events, since it costs time that other formats need not pay. */
export interface FormatNeeds {
  /** `ReportOptions.rules`, with rationale and examples. */
  readonly rules?: true;
  /** `FileReport.lineHashes`. */
  readonly lineHashes?: true;
  /** `Finding.byteColumns`. */
  readonly byteColumns?: true;
  /** Paths from the root of the repository, wherever in it the run was started. */
  readonly rootPaths?: true;
}

const NEEDS: Readonly<Partial<Record<ReportFormat, FormatNeeds>>> = {
  sarif: { rules: true, lineHashes: true, rootPaths: true },
  github: { rootPaths: true },
  gitlab: { rootPaths: true },
  html: { rules: true },
  rdjsonl: { byteColumns: true },
  xlsx: { rules: true },
};

export function isReportFormat(name: string): name is ReportFormat {
  return FORMATS.some((format) => format === name);
}

/** Whether a report is no text: it can be written to a file, and shown on no terminal. */
export function isBinary(format: ReportFormat): boolean {
  return format === 'xlsx';
}

/** What all of `formats` need together. */
export function needsOf(formats: readonly ReportFormat[]): FormatNeeds {
  return Object.assign({}, ...formats.map((format) => NEEDS[format]));
}

/** The reporter of a format, loaded at its first use. */
export async function loadReport(format: ReportFormat): Promise<CreateReport> {
  switch (format) {
    case 'stylish':
      return (await import('./stylish.ts')).createStylish;
    case 'compact':
      return (await import('./compact.ts')).createCompact;
    case 'json':
      return (await import('./json.ts')).createJson;
    case 'jsonl':
      return (await import('./jsonl.ts')).createJsonl;
    case 'sarif':
      return (await import('./sarif.ts')).createSarif;
    case 'junit':
      return (await import('./junit.ts')).createJunit;
    case 'checkstyle':
      return (await import('./checkstyle.ts')).createCheckstyle;
    case 'github':
      return (await import('./github.ts')).createGithub;
    case 'gitlab':
      return (await import('./gitlab.ts')).createGitlab;
    case 'rdjsonl':
      return (await import('./rdjsonl.ts')).createRdjsonl;
    case 'markdown':
      return (await import('./markdown.ts')).createMarkdown;
    case 'html':
      return (await import('./html.ts')).createHtml;
    case 'csv':
      return (await import('./csv.ts')).createCsv;
    case 'xlsx':
      return (await import('./xlsx.ts')).createXlsx;
    default:
      return format satisfies never;
  }
}
