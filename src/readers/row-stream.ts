import type { Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { EmptyReason, RecordFlaw } from '../model/log-record.ts';
import type { Segment } from '../model/segment.ts';
import type { EncodingName } from '../model/source.ts';
import type { ColumnChoice, ReaderOptions } from './reader.ts';
import type { RowMemos } from './row-memos.ts';

/** Formats that are read row by row, whatever their size. */
export type RowFormat = 'csv' | 'tsv' | 'jsonl';

/** Why a row holds nothing to judge, by number in `RowBatch.empty`; 0: it was judged. */
export const ROW_EMPTY: Readonly<Record<EmptyReason, number>> = {
  'no-text': 1,
  total: 2,
  header: 3,
  unreadable: 4,
};

/** Bits of `RowBatch.flaws`: what the values of a row cannot serve for. */
export const ROW_FLAW: Readonly<Record<RecordFlaw, number>> = {
  'time-unreadable': 1,
  'time-without-clock': 2,
  'recipient-rounded': 4,
  'recipient-ambiguous': 8,
};

/** Roles whose cells are handed on as numbers: few different values in many rows. */
export const CODED_ROLES = [
  'channel',
  'direction',
  'status',
  'relation',
  'collector',
  'agency',
  'templateId',
  'overdue',
] as const;
export type CodedRole = (typeof CODED_ROLES)[number];

/** The values of one role met so far: `values[code]` as written, without blanks around; code 0 is ''. */
export interface CodeBook {
  readonly values: readonly string[];
}

/** A person or case as a number of 64 bits; 0, 0 is nobody. */
export interface RowKey {
  readonly low: number;
  readonly high: number;
}

/**
 * Rows in the order of the file, as columns of numbers; entries from `count` on mean nothing. The arrays
 * belong to the stream and are filled anew for the next batch: what is wanted later must be copied.
 */
export interface RowBatch {
  readonly type: 'rows';
  readonly count: number;
  /** 1-based, the header not counted: row i is record `firstRecord` + i. */
  readonly firstRecord: number;
  /** 1-based line and byte offset at which the row begins. Bytes are those handed in. */
  readonly line: Float64Array;
  readonly offset: Float64Array;
  /** One of `ROW_EMPTY`, 0 for a row that was judged. */
  readonly empty: Uint8Array;
  /** Bits of `ROW_FLAW`. */
  readonly flaws: Uint8Array;
  /** Seconds since 1970-01-01 UTC; NaN where there is no time with a clock. */
  readonly at: Float64Array;
  /** Days since 1970-01-01 as the row's own clock writes them, also of a date without a clock; NaN: none. */
  readonly day: Float64Array;
  /** Minutes east of UTC of the row's clock. */
  readonly utcOffset: Int16Array;
  /** Keys of the recipient and of the case, by the functions handed in. */
  readonly recipientLow: Uint32Array;
  readonly recipientHigh: Uint32Array;
  readonly caseLow: Uint32Array;
  readonly caseHigh: Uint32Array;
  /** What kind of contact it is, by the bits of `FACT` (model/contact.ts); exempt by what its texts say. */
  readonly facts: Uint16Array;
  /** Codes into `RowStream.books`; all 0 where there is no such column. */
  readonly codes: Readonly<Record<CodedRole, Uint32Array>>;
  /** What was found in the rows, by rising `row`; several of one row stand in the order of their columns. */
  readonly results: readonly RowResult[];
  /** What is wrong with the rows, by rising `row`; -1: with what stands before the first. */
  readonly told: readonly RowProblem[];
}

/**
 * Problems that very many rows of a file may have: told of the first of them, then counted. In the order in which
 * the counts are told.
 */
export const REPEATED = ['ragged', 'open-quote', 'undecodable', 'too-long'] as const;
export type Repeated = (typeof REPEATED)[number];

/** What is wrong with a row; `repeated`: it is one of a kind that is limited. */
export interface RowProblem {
  readonly row: number;
  readonly problem: Problem;
  readonly repeated?: Repeated;
}

/** So many problems of a kind were not told by a stream. Its last items. */
export interface FurtherProblems {
  readonly type: 'further';
  readonly repeated: Repeated;
  readonly count: number;
}

/** Where a row begins, and all that has to be known of what stands before it. */
export interface RowMark {
  readonly type: 'mark';
  /** In bytes of the file. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** Number of records before it. */
  readonly record: number;
  /** Where the header stands that holds for it; -1: at the head of the file. */
  readonly header: number;
}

/**
 * The rows that begin at byte `from` or later and before `to`. All rows before them are read as well, to know
 * where a row begins, and passed over; with `mark`, which stands at `from`, nothing before has to be read but the
 * head of the file.
 */
export interface RowRange {
  readonly from: number;
  readonly to: number;
  readonly mark?: RowMark;
}

/** A text in which something was found, or which could be judged in part only. */
export interface RowResult {
  /** Index in the batch. */
  readonly row: number;
  readonly segment: Segment;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  /** The same object for texts that are equal, and read alike but for their places: what is made of one holds for all. */
  readonly alike?: object;
}

/** How much of the work the shortcuts have saved; the results are the same without them. */
export interface RowStats {
  /** Texts judged, and those of them that were decoded and handed to the engine. */
  readonly texts: number;
  readonly candidates: number;
  /** Texts that were settled by an equal one before. */
  readonly remembered: number;
}

export interface RowStreamOptions extends ReaderOptions {
  readonly format: RowFormat;
  /** Absent: found by the first bytes. */
  readonly encoding?: EncodingName;
  readonly judge: RowJudge;
  readonly recipientKey?: (raw: string) => RowKey;
  readonly caseKey?: (raw: string) => RowKey;
  /** Absent: all rows. A file that is neither UTF-8 nor GB18030 belongs whole to the range that begins at 0. */
  readonly range?: RowRange;
  /** A mark is yielded at the first row behind each multiple of so many bytes; among rows passed over alone. */
  readonly markEvery?: number;
  /** The bytes of the file from an offset on; needed for a range with a mark. */
  readonly chunksFrom?: (offset: number) => AsyncIterable<Uint8Array>;
  /** What is remembered of other files that this judge has judged; absent: nothing is. */
  readonly memos?: RowMemos;
  /** False: every text is decoded and handed to the engine (the obvious path). */
  readonly shortcuts?: boolean;
}

/** What was found in one text. */
export interface Checked {
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
}

/** The words of what was found in a text, for all records that hold it and of which the judge is told the same. */
export interface Wordings {
  /**
   * All in which the name of a record is looked for: whoever has another that is not in it either has these words
   * too. Null: none but the name of the record judged.
   */
  readonly names: string | null;
  readonly place: (segment: Segment) => Checked;
}

/** What is read of the digits of a number, all of them ASCII. */
export interface NumberQuestions {
  /** Does it begin so? Of each digit those that are meant, as bits; of a longer one as many as the number has. */
  readonly heads: readonly (readonly number[])[];
  /** Numbers none of which stands within it, nor may. */
  readonly barred: readonly string[];
}

/** What stands in a text in the place of which something else might stand without changing its verdict. */
export interface Holes {
  /** Of each UTF-16 unit of the text the digits that may stand there, as bits; 0: it alone. */
  readonly digits: Uint16Array;
  /** Where any digits may stand that answer all questions as those do that stand there; half-open in units. */
  readonly numbers: readonly {
    readonly start: number;
    readonly end: number;
    readonly questions: NumberQuestions;
  }[];
  /** Where the name of the row stands, half-open in units, and the number of its surroundings; null: it must stay. */
  readonly names: {
    readonly names: readonly { readonly start: number; readonly end: number }[];
    readonly context: number;
  } | null;
}

/**
 * What the stream asks of the engine, made by `createRowJudge`. A verdict is what was found whatever the row
 * is called: `report` puts it into the words and places of a segment that differs from the one judged in its
 * holes alone.
 */
export interface RowJudge<V = unknown> {
  readonly judge: (segment: Segment) => V;
  /** `mayBreak` false: the fields of the record are known to break nothing. */
  readonly report: (segment: Segment, verdict: V, mayBreak?: boolean) => Checked;
  /** What `report` puts into the places of a segment whose record breaks nothing by its fields; null: ask it. */
  readonly wordings: (segment: Segment, verdict: V) => Wordings | null;
  /** True where `report` gives nothing for any segment. */
  readonly isClean: (verdict: V) => boolean;
  /** A receipt, a code, an answer: a text that is no collection. */
  readonly isExempt: (segment: Segment) => boolean;
  /** False: the fields of the row break nothing. `at` in seconds UTC, NaN without a time; all but texts is in `facts`. */
  readonly mayBreak: (facts: number, at: number) => boolean;
  /** The verdict on any text in which nothing is found and of which `holes` is not null. */
  readonly clean: V;
  /** Null: the text must stay as it is. */
  readonly holes: (segment: Segment, verdict: V) => Holes | null;
  /** Names of one kind may stand for one another in surroundings; 0: this one for none. */
  readonly nameKind: (name: string, context: number) => number;
}

/** What a stream yields, in the order of the file. A batch may have no rows, and problems all the same. */
export type RowItem = RowBatch | Problem | ColumnChoice | FurtherProblems | RowMark;

export interface RowStream {
  readonly items: AsyncIterable<RowItem>;
  /** By role; they grow while the stream is read. */
  readonly books: Readonly<Record<CodedRole, CodeBook>>;
  /** Null before the first bytes have been read. */
  readonly encoding: () => EncodingName | null;
  readonly stats: () => RowStats;
  /** Bytes of the file that belong to the range, when all items have come. */
  readonly bytes: () => number;
}
