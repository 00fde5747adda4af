import type { Finding } from '../model/finding.ts';
import type { RuleId } from '../model/rule.ts';
import type { Segment } from '../model/segment.ts';
import type { View } from '../model/view.ts';
import type { Normalizer } from '../text/normalize.ts';

/** A phrase which never counts. `rules` absent: for every rule. */
export interface Allowed {
  readonly phrase: string;
  readonly rules?: ReadonlySet<RuleId>;
}

/**
 * Builds the function that tells whether a finding lies inside of an allowed phrase: both are compared as
 * the engine reads them, so that width and traditional forms make no difference. A hit that reaches beyond
 * the phrase is none of it.
 */
export function createAllowance(
  normalizer: Normalizer,
  allowed: readonly Allowed[],
): (finding: Finding, segment: Segment) => boolean {
  const phrases = allowed.flatMap(({ phrase, rules }) => {
    const { text } = normalizer.fold(phrase);
    return text === '' ? [] : [{ text, rules }];
  });
  let folded: { readonly segment: Segment; readonly view: View } | undefined;
  return (finding, segment) => {
    if (phrases.length === 0) return false;
    // Findings of one message come together.
    if (folded?.segment !== segment) folded = { segment, view: normalizer.fold(segment.text) };
    const { view } = folded;
    return phrases.some(({ text, rules }) => {
      if (rules !== undefined && !rules.has(finding.ruleId)) return false;
      for (let at = view.text.indexOf(text); at >= 0; at = view.text.indexOf(text, at + 1)) {
        const start = view.from[at]!;
        const end = view.to[at + text.length - 1]!;
        if (start <= finding.segmentStart && finding.segmentEnd <= end) return true;
      }
      return false;
    });
  };
}
