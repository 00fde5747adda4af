import type { OffsetMap } from './offset-map.ts';
import type { SourceId } from './source.ts';

export type Kind = 'sms' | 'script' | 'log';
export type Speaker = 'collector' | 'customer' | 'third-party' | 'narrator' | 'system';

/** What the columns and fields beside a message say about it. Absent = not known. */
export interface MessageMeta {
  readonly kind?: Kind;
  /** True where `kind` was found in the data or on the command line, false where it was guessed. */
  readonly kindKnown?: boolean;
  /** sms, call, wechat, email …; as in the data, lower case. */
  readonly channel?: string;
  readonly direction?: 'inbound' | 'outbound';
  readonly speaker?: Speaker;
  /** ISO 8601 with offset, e.g. 2026-03-01T22:00:00+08:00. */
  readonly sentAt?: string;
  /** As written in the data; compared after folding +86, spaces and hyphens. */
  readonly recipient?: string;
  /** The debtor's name column; masked wherever it is shown. */
  readonly name?: string;
  readonly collector?: string;
  readonly agency?: string;
  readonly case?: string;
  /** Relation of the recipient to the debtor: self, spouse, relative, colleague …; as in the data. */
  readonly relation?: string;
  readonly templateId?: string;
  readonly recordId?: string;
  /** Value of a signature column: counts as the signature of the message. */
  readonly signature?: string;
  readonly profile?: string;
  /** How long the debt has been overdue, as in the data: M1, 30-60天. */
  readonly overdue?: string;
  readonly status?: string;
  /** Whether a call was answered, and for how long; as in the data. */
  readonly connected?: string;
  readonly duration?: string;
  /** State of the case: settled, stopped, disputed …; as in the data. */
  readonly caseStatus?: string;
  /** Since when it is so; ISO 8601 with offset, the end of the day where only a day was given. */
  readonly settledAt?: string;
  readonly stoppedAt?: string;
  readonly disputedAt?: string;
  /** Whether the debtor has agreed to this time; as in the data. */
  readonly consent?: string;
  /** Fields that say something which cannot be read: an unknown form of time, a number in scientific notation. */
  readonly unread?: readonly ('sentAt' | 'recipient')[];
  /** Heading or stage of a script under which the text stands. */
  readonly stage?: string;
  /** Stands under a heading such as 禁用语 or 反面示例: shown in order to forbid it. */
  readonly forbidden?: boolean;
  /** Values of variables listed beside the template, by name; '' names its only placeholder. */
  readonly variables?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Where the text of a segment stands in its decoded file.
 *
 * `start`, `end` and the offsets of `map` and `lineStarts` are UTF-16 units of the decoded file
 * without its byte-order mark. `line` is 1-based and is the line of `start`; `lineStart` the offset at
 * which that line begins; `lineStarts` the offsets, rising, of the further lines that begin in
 * (start, end]. Without a `map` unit i of the segment stands at start + i.
 */
export interface Origin {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly lineStart: number;
  readonly lineStarts: readonly number[];
  readonly map?: OffsetMap;
}

/** Where a text stands in a file that has no lines. What is absent does not apply. */
export interface InnerPlace {
  /** Name of the sheet of a workbook. */
  readonly sheet?: string;
  /** `B12`; in a document `T2!B3`, the cell of its second table. */
  readonly cell?: string;
  /** Name of the part of a document, e.g. `word/document.xml`. */
  readonly part?: string;
  /** 1-based number of the paragraph in its part, those in tables and text boxes counted. */
  readonly paragraph?: number;
  /** Name of the file within an archive. */
  readonly member?: string;
}

/** A message as its receiver reads it: escapes, quotes and folded lines resolved. */
export interface Segment {
  readonly type: 'segment';
  readonly source: SourceId;
  readonly text: string;
  readonly origin: Origin;
  readonly meta: MessageMeta;
  /** 1-based number of the record, header not counted (CSV, TSV, JSONL). */
  readonly record?: number;
  /** Column or field that held the text. */
  readonly field?: string;
  /** Path of keys to a YAML or JSON value, e.g. `reminders[2].body`. */
  readonly keyPath?: string;
  /** In YAML and JSON: what the texts of one contact share, a path to the value that says who was contacted or when. */
  readonly contact?: string;
  /** In workbooks, documents and archives. `origin` then counts rows or paragraphs as lines. */
  readonly place?: InnerPlace;
}

/** Stands behind the name of a hidden sheet, before `!` and the name of a column; reports for people say it in their language. */
export const HIDDEN_SHEET = ' (hidden)';

/** How the names begin of the columns that are added to an annotated copy of a workbook. */
export const OWN_COLUMN = 'cuilint·';

/** Who has written the comments that are added to an annotated copy of a document. */
export const OWN_AUTHOR = 'cuilint';
