import type { InnerPlace, MessageMeta } from './segment.ts';

/** Why a record holds nothing to judge. `header`: the names of the columns once more. */
export type EmptyReason = 'no-text' | 'total' | 'header' | 'unreadable';

/**
 * What a value of a record cannot serve for: a time that is none, a date without its clock, a number whose
 * digits a spreadsheet has rounded away, or two of which it is not known whose is meant.
 */
export type RecordFlaw =
  | 'time-unreadable'
  | 'time-without-clock'
  | 'recipient-rounded'
  | 'recipient-ambiguous';

/** One record of a log, with what its columns say, whether or not it has a text. */
export interface LogRecord {
  /** 1-based, the header not counted; over the sheets of a workbook. */
  readonly record: number;
  /** 1-based; the row in a workbook. */
  readonly line: number;
  readonly place?: InnerPlace;
  readonly meta: MessageMeta;
  /** ISO date, also of a time without a clock. */
  readonly day?: string;
  readonly flaws: readonly RecordFlaw[];
  readonly empty?: EmptyReason;
}
