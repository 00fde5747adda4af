import type { Category, ClauseRef, RuleId, Severity } from './rule.ts';
import type { Speaker } from './segment.ts';

/** Why a match is not a finding. An exception of the rule itself is `exception:<its id>`. */
export type SuppressionReason =
  | 'negated'
  | 'prohibited'
  | 'reported'
  | 'fraud-warning'
  | 'narrated'
  | 'forbidden-list'
  | 'quoted-example'
  | 'customer-turn'
  | 'statute'
  | 'boundary'
  | 'shield'
  | 'low-confidence'
  | 'overlap'
  | `exception:${string}`;

/** Lines and columns are 1-based, columns in UTF-16 units, the end is exclusive. */
export interface Location {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
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
  /** 0.1 to 1; below 0.85 the finding is `suspected` and one level lower. */
  readonly confidence: number;
  readonly suspected: boolean;
  readonly file: string;
  readonly location: Location;
  readonly record?: number;
  readonly recordId?: string;
  readonly field?: string;
  readonly keyPath?: string;
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
  readonly clauses: readonly ClauseRef[];
  readonly fingerprint: string;
  readonly state: 'new' | 'baselined' | 'suppressed';
}
