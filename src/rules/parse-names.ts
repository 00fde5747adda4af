import type { Jurisdiction, Profile, Scope } from '../model/rule.ts';
import type { Kind, Speaker } from '../model/segment.ts';
import type { Place, RuleFile } from './parse-document.ts';

export const KINDS: readonly Kind[] = ['sms', 'script', 'log'];
export const SPEAKERS: readonly Speaker[] = [
  'collector',
  'customer',
  'third-party',
  'narrator',
  'system',
];
export const PROFILES: readonly Profile[] = [
  'bank',
  'consumer-finance',
  'micro-loan',
  'agency',
  'law-firm',
  'property-fee',
  'utility',
  'telecom',
  'court',
  'police',
];
export const JURISDICTIONS: readonly Jurisdiction[] = ['cn', 'hk', 'tw', 'us'];
export const SCOPES: readonly Scope[] = ['over', 'clause', 'sentence', 'message'];
/** What a good example may name in `because` besides an exception of its rule. */
export const CONTEXTS: readonly string[] = [
  'negated',
  'prohibited',
  'reported',
  'fraud-warning',
  'narrated',
  'answered-no',
  'corrected',
  'kept-silent',
  'forbidden-list',
  'quoted-example',
  'customer-turn',
  'statute',
  'boundary',
  'shield',
];
/** Where the pieces of one rule are being written down. */
export interface RuleDraft {
  readonly file: RuleFile;
  readonly id: string;
  readonly places: Map<string, Place>;
}
