import { createHash } from 'node:crypto';
import { shortHmac } from './hmac.ts';

/** Used where no baseline brings a key of its own. A fixed key: equal input gives equal output. */
export const BUILT_IN_KEY = 'cuilint/v1';

/** Longest folded message that a fingerprint takes in as it is, in UTF-16 units. */
const MAX_MESSAGE = 4096;

/**
 * The folded message as fingerprints take it in: without blanks and line ends, and a long one as its hash,
 * so that each of many findings in one text does not hash it again.
 */
export function messageForFingerprints(folded: string): string {
  const bare = withoutBlanks(folded);
  if (bare.length <= MAX_MESSAGE) return bare;
  return createHash('sha256').update(bare).digest('hex');
}

/** A message that is wrapped at other places in its file, or indented, is the same message. */
function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, '');
}

/**
 * What a finding is, without its place: 16 hexadecimal digits of a keyed SHA-256 over the rule, the folded
 * hit and the folded message (of `messageForFingerprints`). Computed before masking, so that two phone
 * numbers do not become one; keyed, so that a number cannot be guessed back. Two equal hits have the same
 * base: `numberFingerprints` tells them apart.
 */
export function baseFingerprint(
  key: string,
  ruleId: string,
  foldedHit: string,
  foldedMessage: string,
): string {
  return shortHmac(key, [ruleId, withoutBlanks(foldedHit), foldedMessage]);
}

/**
 * Returns the function that turns base fingerprints, in the order of the run, into final ones: the n-th
 * occurrence of a base is hashed with n. The number of occurrences is the only state, and it grows with
 * the number of different findings.
 */
export function numberFingerprints(key: string): (base: string) => string {
  const seen = new Map<string, number>();
  return (base) => {
    const occurrence = (seen.get(base) ?? 0) + 1;
    seen.set(base, occurrence);
    return shortHmac(key, [base, String(occurrence)]);
  };
}

/**
 * Final fingerprint of a finding in a log, where records stay in their places: of its base, its record, and
 * which of equal findings in that record it is (from 1). Needs no count over the run, so that any part of an
 * audit can be judged by itself.
 */
export function recordFingerprint(
  key: string,
  base: string,
  record: { readonly file: string; readonly record: number },
  occurrence: number,
): string {
  return shortHmac(key, [base, record.file, String(record.record), String(occurrence)]);
}

/** Keyed pseudonym of a person, or id of a template: 12 hexadecimal digits behind the first letter of its kind. */
export function pseudonym(
  key: string,
  kind: 'recipient' | 'template' | 'collector' | 'key',
  value: string,
): string {
  return `${kind[0]}:${shortHmac(key, [kind, value]).slice(0, 12)}`;
}
