import type { Tally } from '../engine/tally.ts';
import type { AuditFile, AuditFinding } from '../model/audit.ts';
import type { Problem } from '../model/error.ts';
import type { EncodingName } from '../model/source.ts';
import type { FurtherProblems, RowProblem, RowRange } from '../readers/row-stream.ts';
import type { FileSource } from './files.ts';

/** One input, or the rows of it that begin within a range of its bytes. */
export interface Part {
  readonly source: FileSource;
  readonly range?: RowRange;
  /** What `fileState` said of the input when it was divided. */
  readonly state?: string;
}

/** What became of a part: plain data. */
export interface PartEnd {
  readonly type: 'part';
  /** Undefined for a report of ours, which is left alone. */
  readonly format: string | undefined;
  readonly encoding: EncodingName | null;
  readonly bytes: number;
  /** Hexadecimal; of all bytes of the file, where all have passed. */
  readonly sha256?: string;
  readonly tally: Tally;
  readonly columns: AuditFile['columns'];
  /** Of the columns that --map names those that were used, as `fieldKey` writes them. */
  readonly seenColumns: readonly string[];
  /** Nothing of it could be read, and why has been said. */
  readonly isUnread: boolean;
  /** Reading ended before its end. */
  readonly isCut: boolean;
  /** The file was not the same when it had been read. */
  readonly isChanged: boolean;
}

/** A problem of a row, which may be one of very many. */
export type ToldProblem = { readonly type: 'told' } & Pick<RowProblem, 'problem' | 'repeated'>;

/** What the judging of a part yields, in the order of its records; its end last. */
export type PartItem = AuditFinding | Problem | ToldProblem | FurtherProblems | PartEnd;

/** What has come to light and was not handed on. */
export interface Outbox<T> {
  readonly push: (item: T) => void;
  readonly size: () => number;
  readonly handOn: () => readonly T[];
}

export function createOutbox<T>(): Outbox<T> {
  let items: T[] = [];
  return {
    push: (item) => {
      items.push(item);
    },
    size: () => items.length,
    handOn: () => {
      const all = items;
      items = [];
      return all;
    },
  };
}

/** One by one what comes in lists. */
export async function* eachOf<T>(
  lists: AsyncIterable<readonly T[]>,
): AsyncGenerator<T, void, undefined> {
  for await (const items of lists) yield* items;
}

/** What has been judged so far. */
export interface Progress {
  readonly bytes: number;
  readonly rows: number;
  readonly findings: number;
}

/** All bytes of the file pass, from the first to the last. */
export function isToTheEnd(range: RowRange | undefined): boolean {
  return range === undefined || (range.to === Number.POSITIVE_INFINITY && range.mark === undefined);
}
