import type { Category, ClauseRef, RuleId, Severity } from './rule.ts';
import type { InnerPlace, Speaker } from './segment.ts';

/** Why a match is not a finding. An exception of the rule itself is `exception:<its id>`. */
export type SuppressionReason =
  | 'negated'
  | 'prohibited'
  | 'reported'
  | 'fraud-warning'
  | 'narrated'
  | 'answered-no'
  | 'corrected'
  | 'kept-silent'
  | 'forbidden-list'
  | 'quoted-example'
  | 'customer-turn'
  | 'statute'
  | 'boundary'
  | 'shield'
  | 'low-confidence'
  | 'overlap'
  | `exception:${string}`;

export type Change = 'new' | 'gone' | 'unchanged';

/** Lines and columns are 1-based, columns in UTF-16 units, the end is exclusive. */
export interface Location {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A record by its place; holds no text of it. */
export interface RelatedRecord {
  readonly file: string;
  readonly record: number;
  readonly line: number;
  readonly sheet?: string;
  readonly cell?: string;
}

export interface Finding {
  readonly type: 'finding';
  readonly ruleId: RuleId;
  readonly category: Category;
  readonly severity: Severity;
  /** In the language of the run. */
  readonly title: string;
  readonly message: string;
  readonly rewrite: string;
  /** A whole message in the place of this one, where it breaks three rules or more; the same for all its findings. */
  readonly replacement?: { readonly stage: string; readonly title: string; readonly text: string };
  /** 0.1 to 1; below 0.85 the finding is `suspected` and one level lower. */
  readonly confidence: number;
  readonly suspected: boolean;
  readonly file: string;
  readonly location: Location;
  /** Columns of `location` in bytes of the line as UTF-8, 1-based; counted only where a report wants them. */
  readonly byteColumns?: { readonly column: number; readonly endColumn: number };
  readonly record?: number;
  readonly recordId?: string;
  readonly field?: string;
  readonly keyPath?: string;
  /**
   * In workbooks, documents and archives. The line of `location` is then the row or the paragraph (counted
   * over all parts of a document), its columns count within the text of the cell or paragraph.
   */
  readonly place?: InnerPlace;
  /** In UTF-16 units of the message as its receiver reads it. */
  readonly segmentStart: number;
  readonly segmentEnd: number;
  /** The text cut by segmentStart and segmentEnd; masking keeps its length. */
  readonly excerpt: string;
  /** The whole message (masked), or the 200 units around the hit where it is longer. */
  readonly context: string;
  /** Where `context` begins in the message, in UTF-16 units; absent: 0. */
  readonly contextStart?: number;
  /** The hit as the engine read it: width, case, variants and insertions folded. */
  readonly normalized: string;
  readonly speaker: Speaker;
  /** From the columns beside the message. */
  readonly sentAt?: string;
  readonly agency?: string;
  /** A number of a seat as it is; a name masked. */
  readonly collector?: string;
  readonly clauses: readonly ClauseRef[];
  /** The records that make the finding together, this one among them; of many the first. */
  readonly related?: readonly RelatedRecord[];
  /** What is wrong is wrong with the record, whichever of its texts it stands at. */
  readonly ofRecord?: true;
  readonly fingerprint: string;
  readonly state: 'new' | 'baselined' | 'suppressed';
  /** Against an earlier report (`cuilint diff`). What is gone stands where it stood in that report. */
  readonly change?: Change;
}
