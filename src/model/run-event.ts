import type { Problem } from './error.ts';
import type { Change, Finding } from './finding.ts';
import type { Level, RuleId, Severity } from './rule.ts';
import type { EncodingName } from './source.ts';

/** Where the columns of a sheet are named. */
export interface SheetHead {
  readonly sheet: string;
  /** From 1; 0 where nothing names them. */
  readonly row: number;
  /** Has columns that an annotated copy was given. */
  readonly isAnnotated: boolean;
}

/** What a reader chose for one file. */
export interface FileReport {
  readonly type: 'file';
  readonly file: string;
  readonly format: string;
  readonly encoding: EncodingName | null;
  readonly bytes: number;
  readonly segments: number;
  /** Columns or fields that were judged, and the roles found for others. */
  readonly columns?: {
    readonly text: readonly string[];
    readonly roles: Readonly<Record<string, string>>;
    readonly heads?: readonly SheetHead[];
  };
  /**
   * By number of the lines with findings: GitHub's hash of what follows the line's start. Only where a report
   * wants them, and the source is UTF-8.
   */
  readonly lineHashes?: Readonly<Record<number, string>>;
}

export interface Coverage {
  readonly files: number;
  readonly segments: number;
  readonly bytes: number;
  /** Not judged although asked for. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  /** Left out when walking folders, by file ending. */
  readonly ignored: Readonly<Record<string, number>>;
  readonly encodings: Readonly<Partial<Record<EncodingName, number>>>;
}

export interface Summary {
  readonly type: 'summary';
  readonly coverage: Coverage;
  readonly counts: Readonly<Record<Severity, number>> & {
    readonly baselined: number;
    readonly suppressed: number;
  };
  readonly byRule: Readonly<Record<string, number>>;
  readonly byCategory: Readonly<Record<string, number>>;
  /** SMS parts of the judged messages (70 UTF-16 units, 67 in longer ones). */
  readonly smsParts: number;
  readonly durationMs?: number;
  /** Findings counted above and left out of the report (--max-findings). */
  readonly omitted?: number;
  /** Against an earlier report (`cuilint diff`). */
  readonly compared?: Readonly<Record<Change, number>>;
}

export interface RunStart {
  readonly type: 'start';
  readonly tool: { readonly name: 'cuilint'; readonly version: string; readonly ruleset: string };
  readonly today: string;
  readonly mask: 'full' | 'partial' | 'none';
  /** In what the rules of this run differ from those of the set; absent: in nothing. */
  readonly rules?: RuleChoice;
}

export interface RuleChoice {
  readonly off: readonly RuleId[];
  readonly levels: Readonly<Record<RuleId, Level>>;
  /** Preview rules decide as well. */
  readonly strict?: true;
}

/** What a reporter is fed, in order: start, then per file its findings and problems and its report, then summary. */
export type RunEvent = RunStart | FileReport | Finding | Problem | Summary;
