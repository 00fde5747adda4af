import type { Problem } from '../model/error.ts';
import type { Kind, Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';

export interface ReaderOptions {
  /** Names of columns, fields or keys to judge, instead of those found. */
  readonly fields?: readonly string[];
  readonly kind?: Kind;
  /** IANA zone of times without an offset. */
  readonly timezone: string;
}

/** What was chosen among columns or fields: reported once a file, before its first segment. */
export interface ColumnChoice {
  readonly type: 'columns';
  readonly text: readonly string[];
  /** Role (sentAt, recipient …) to the name of its column. */
  readonly roles: Readonly<Record<string, string>>;
}

/** Yields what it finds in the order of the file; a broken part is a `Problem`, and reading goes on behind it. */
export type Reader = (
  file: TextFile,
  options: ReaderOptions,
) => Iterable<Segment | Problem | ColumnChoice>;
