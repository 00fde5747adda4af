import type { ContactKey, ContactState } from './contact.ts';
import type {
  ConductHours,
  ConductLimit,
  ConductStates,
  ConductThirdParty,
  Jurisdiction,
  RuleId,
  Severity,
} from './rule.ts';

/** The demands that hold in a run: one jurisdiction, the configured limits, rules that are off left out. */
export interface ConductPlan {
  readonly jurisdiction: Jurisdiction;
  readonly hours?: ConductHours & { readonly ruleId: RuleId };
  readonly limits: readonly (ConductLimit & { readonly ruleId: RuleId; readonly most: number })[];
  readonly states?: ConductStates & { readonly ruleId: RuleId };
  readonly thirdParty?: ConductThirdParty & { readonly ruleId: RuleId };
}

/** What was broken: the id of a limit, or the state or condition in question. */
export type ConductReason =
  | { readonly kind: 'limit'; readonly limit: string }
  | { readonly kind: 'state'; readonly state: ContactState }
  /** Of a record without a text, which `check` does not see. */
  | { readonly kind: 'hours' }
  | {
      readonly kind: 'third-party';
      readonly why: 'no-attempt' | 'condition' | 'reached' | 'reached-lost';
    };

/** A breach that shows over several records. */
export interface ConductHit {
  readonly ruleId: RuleId;
  readonly reason: ConductReason;
  readonly severity: Severity;
  /** The record that goes too far. */
  readonly row: number;
  /** Its time, and minutes east of UTC of its clock. */
  readonly at: number;
  readonly offset: number;
  /** `Contact.tag` of that record. */
  readonly tag: number;
  /** The debtor or recipient counted for. */
  readonly key: ContactKey;
  /** How many records contribute, `row` among them. */
  readonly count: number;
  /** What was allowed; 0 where nothing is. */
  readonly most: number;
  /** The contributing records, rising; of more than `MAX_RELATED` the first ones and `row`. */
  readonly rows: readonly number[];
}

export const MAX_RELATED = 50;

/** What did not count, and how much memory was used. */
export interface ConductStats {
  readonly contacts: number;
  /** Contacts of third parties that name no case: whose debt it is about cannot be known. */
  readonly withoutCase: number;
  readonly keys: number;
  /** Highest number of bytes held at once, by the arrays of the counter. */
  readonly peakBytes: number;
  readonly spilledBytes: number;
}
