import type { Problem } from './error.ts';
import type { Finding } from './finding.ts';
import type { EmptyReason, RecordFlaw } from './log-record.ts';
import type { Category, RuleId, Severity } from './rule.ts';
import type { RunStart } from './run-event.ts';
import type { EncodingName } from './source.ts';

/** Why a record was not judged: what it lacks, or what the command line left out. */
export type SkipReason = EmptyReason | 'out-of-range' | 'undated' | 'not-sampled';

export const SKIP_REASONS: readonly SkipReason[] = [
  'no-text',
  'total',
  'header',
  'unreadable',
  'out-of-range',
  'undated',
  'not-sampled',
];

/** What messages are counted by. */
export const DIMENSIONS = [
  'rule',
  'category',
  'severity',
  'collector',
  'agency',
  'channel',
  'hour',
  'day',
  'month',
  'overdue',
  'template',
  'file',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Where a record stands. Holds no text of it. */
export interface RecordPlace {
  readonly file: string;
  readonly record: number;
  readonly line: number;
  readonly sheet?: string;
  readonly cell?: string;
}

/** A number of records, and where the first of them stand (at most three). */
export interface PlacedCount {
  readonly count: number;
  readonly first: readonly RecordPlace[];
}

export interface AuditStart extends RunStart {
  /** IANA zone of hours, days and months. */
  readonly timezone: string;
  /** ISO dates, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly sample?: { readonly records: number; readonly seed: number };
  readonly groupBy: readonly Dimension[];
}

/** What the record of a finding says beside its text and beside what `Finding` itself has of it. */
export interface MessageFacts {
  /** Keyed pseudonym: equal for equal numbers within an audit. */
  readonly recipient?: string;
  readonly channel?: string;
  readonly overdue?: string;
  /** Id of its template. */
  readonly template: string;
}

export interface AuditFinding extends Finding {
  readonly log: MessageFacts;
}

/** What became of one input. `rows` = `judged` + all of `skipped`. */
export interface AuditFile {
  readonly type: 'file';
  readonly file: string;
  readonly format: string;
  readonly encoding: EncodingName | null;
  readonly bytes: number;
  /** Hexadecimal; only where evidence is asked for. */
  readonly sha256?: string;
  readonly rows: number;
  readonly judged: number;
  /** Records with a finding at warning or above. */
  readonly flagged: number;
  readonly skipped: Readonly<Partial<Record<SkipReason, PlacedCount>>>;
  /** Of the judged records: what their values could not serve for. */
  readonly flaws: Readonly<Partial<Record<RecordFlaw, PlacedCount>>>;
  /** Each time that columns were chosen: more than once where they change within the file. */
  readonly columns: readonly {
    readonly text: readonly string[];
    readonly roles: Readonly<Record<string, string>>;
  }[];
  /** Earliest and latest day of its records, ISO. */
  readonly firstDay?: string;
  readonly lastDay?: string;
  /** Reading ended before the end of the file: `--limit` was reached, or somebody stopped the run. */
  readonly isCut?: true;
}

/** Messages that share something, and those of them that have findings. */
export interface Group {
  readonly key: readonly string[];
  readonly messages: number;
  /** With a finding at warning or above. */
  readonly flagged: number;
  readonly findings: number;
}

/** Messages that differ in figures and names alone. */
export interface Template {
  readonly id: string;
  readonly messages: number;
  readonly findings: number;
  readonly severity: Severity;
  readonly rules: Readonly<Record<RuleId, number>>;
  readonly firstDay?: string;
  readonly lastDay?: string;
  /** Messages by collector; '' where none is named. */
  readonly collectors: Readonly<Record<string, number>>;
  /** The first of them, masked. */
  readonly example: RecordPlace & { readonly text: string };
}

export interface AuditSummary {
  readonly type: 'summary';
  readonly files: number;
  readonly bytes: number;
  readonly rows: number;
  readonly judged: number;
  readonly flagged: number;
  readonly skipped: Readonly<Partial<Record<SkipReason, PlacedCount>>>;
  readonly flaws: Readonly<Partial<Record<RecordFlaw, PlacedCount>>>;
  readonly firstDay?: string;
  readonly lastDay?: string;
  readonly encodings: Readonly<Partial<Record<EncodingName, number>>>;
  /** Left out when walking folders, by ending. */
  readonly ignored: Readonly<Record<string, number>>;
  /** Inputs that could not be read at all. */
  readonly unread: readonly string[];
  readonly problems: number;
  readonly counts: Readonly<Record<Severity, number>> & { readonly suppressed: number };
  readonly byRule: Readonly<Record<RuleId, number>>;
  readonly byCategory: Readonly<Partial<Record<Category, number>>>;
  /** Most flagged messages first. Empty where nothing in the data says it. */
  readonly groups: Readonly<Record<Exclude<Dimension, 'template'>, readonly Group[]>>;
  /** What `--group-by` asked for. */
  readonly grouped?: { readonly by: readonly Dimension[]; readonly groups: readonly Group[] };
  /** Templates with findings, most messages first. */
  readonly templates: readonly Template[];
  /** Groups and templates beyond what is kept apart: counted as one under the key `…`. */
  readonly merged: number;
  /** Somebody stopped the run. */
  readonly isPartial?: true;
}

/** What a report of an audit is fed, in order: start; per file findings and problems, then the file; summary. */
export type AuditEvent = AuditStart | AuditFile | AuditFinding | Problem | AuditSummary;
