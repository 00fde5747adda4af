import type { Rule } from '../model/rule.ts';
import type { RunEvent } from '../model/run-event.ts';
import type { Ruleset } from '../rules/ruleset.ts';

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
  /** Suppressed and baselined findings as well, in formats that leave them out. */
  readonly includesKnown?: boolean;
  /** Rows beyond this are counted and not written (markdown). Absent: all. */
  readonly maxBytes?: number;
  /** The active rules with the level they have in this run, and their clauses (sarif). */
  readonly rules?: { readonly list: readonly Rule[]; readonly clauses: Ruleset['clauses'] };
}

/**
 * Fed with every event of a run in order, returns what is to be written, '' for nothing. The last event is
 * the summary; a report that holds everything back returns it there. Bytes where the format is no text.
 */
export type Report = (event: RunEvent) => string | Uint8Array | Promise<string | Uint8Array>;
export type CreateReport = (options: ReportOptions) => Report;
