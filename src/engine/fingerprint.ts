import { createHash, createHmac } from 'node:crypto';

/** Used where no baseline brings a key of its own. A fixed key: equal input gives equal output. */
export const BUILT_IN_KEY = 'cuilint/v1';

const DIGITS = 16;

function keyed(key: string, parts: readonly string[]): string {
  const hash = createHmac('sha256', key);
  // A length before each part: without it ('ab', 'c') and ('a', 'bc') would be one fingerprint.
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('hex').slice(0, DIGITS);
}

/** Longest folded message that a fingerprint takes in as it is, in UTF-16 units. */
const MAX_MESSAGE = 4096;

/**
 * The folded message as fingerprints take it in: a long one as its hash, so that each of many findings in
 * one text does not hash it again.
 */
export function messageForFingerprints(folded: string): string {
  if (folded.length <= MAX_MESSAGE) return folded;
  return createHash('sha256').update(folded).digest('hex');
}

/**
 * What a finding is, without its place: 16 hexadecimal digits of a keyed SHA-256 over the rule, the folded
 * hit and the folded message. Computed before masking, so that two phone numbers do not become one;
 * keyed, so that a number cannot be guessed back. Two equal hits have the same base: `numberFingerprints`
 * tells them apart.
 */
export function baseFingerprint(
  key: string,
  ruleId: string,
  foldedHit: string,
  foldedMessage: string,
): string {
  return keyed(key, [ruleId, foldedHit, foldedMessage]);
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
    return keyed(key, [base, String(occurrence)]);
  };
}
