import type { Problem } from '../model/error.ts';
import type { LogRecord } from '../model/log-record.ts';
import type { SheetHead } from '../model/run-event.ts';
import type { Kind, Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';

export interface ReaderOptions {
  /** Names of columns, fields or keys to judge, instead of those found. */
  readonly fields?: readonly string[];
  readonly kind?: Kind;
  /** IANA zone of times without an offset. */
  readonly timezone: string;
  /**
   * Is told how many places with Chinese are no text to judge (comments and names in source code, comments and text
   * boxes of sheets), and how many texts go on in a way that could not be followed.
   */
  readonly notJudged?: (places: number, unfollowed?: number) => void;
  /** Is told of every text with Chinese that is left out because its field is none of `fields`. */
  readonly leftOut?: (field: string) => void;
  /**
   * Is told of every value whose field is one of `fields`, whether or not there is a text in it; `path` where
   * fields stand within each other. Columns are told by the choice of them.
   */
  readonly asked?: (field: string, path: string) => void;
  /** Is told of every record of a table or of JSON Lines, before its segments are yielded. */
  readonly onRecord?: (record: LogRecord) => void;
}

/** What was chosen among columns or fields: reported once a file, before its first segment. */
export interface ColumnChoice {
  readonly type: 'columns';
  readonly text: readonly string[];
  /** Role (sentAt, recipient …) to the name of its column. */
  readonly roles: Readonly<Record<string, string>>;
  /** Columns or fields that were used, by their own names, where `text` and `roles` name them with sheet or path. */
  readonly used?: readonly string[];
  /** In workbooks. */
  readonly heads?: readonly SheetHead[];
}

/** Yields what it finds in the order of the file; a broken part is a `Problem`, and reading goes on behind it. */
export type Reader = (
  file: TextFile,
  options: ReaderOptions,
) => Iterable<Segment | Problem | ColumnChoice>;

/** As `Reader`, for files that are not text; in pieces as they are unpacked. Throws nothing but our own bugs. */
export type PackedReader = (
  options: ReaderOptions,
) => AsyncIterable<readonly (Segment | Problem | ColumnChoice)[]>;
