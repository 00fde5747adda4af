import type { RowCounter } from '../engine/row-counter.ts';
import type { Tally } from '../engine/tally.ts';
import type { FileSource } from './files.ts';
import type { LogMeter, OpenedLog } from './log-records.ts';

/** What is known of a part while it is read. */
export interface OpenPart {
  readonly source: FileSource;
  readonly tally: Tally;
  readonly meter: LogMeter;
  format: string | undefined;
  /** Counts rows that come in batches. */
  counter: RowCounter | undefined;
  books: OpenedLog['books'];
  readonly columns: { text: readonly string[]; roles: Readonly<Record<string, string>> }[];
  readonly seenColumns: Set<string>;
  isCut: boolean;
  /** Rows that the counter has and the tally has not yet. */
  clean: number;
}
