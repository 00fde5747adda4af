import type { RunEvent } from '../model/run-event.ts';

export type Language = 'zh' | 'en';

export interface ReportOptions {
  readonly lang: Language;
  /** ANSI colours. */
  readonly color: boolean;
  /** Columns of the terminal; text is cut to them. */
  readonly width: number;
  /** Counts by rule and category, and SMS parts. */
  readonly statistics: boolean;
  /** False: problems go elsewhere on the same terminal, once is enough. */
  readonly showsProblems: boolean;
}

/**
 * Fed with every event of a run in order, returns what is to be written, '' for nothing. The last event is
 * the summary; a report that holds everything back returns it there.
 */
export type Report = (event: RunEvent) => string | Promise<string>;
export type CreateReport = (options: ReportOptions) => Report;
