import type { Span } from '../model/span.ts';
import type { View } from '../model/view.ts';
import type { JudgedMatch } from './judge.ts';

/** What is decided of a match beside its place. */
export type Decided = Pick<
  JudgedMatch,
  'rule' | 'severity' | 'confidence' | 'suspected' | 'speaker' | 'suppressed'
>;

/** The match of a rule that has no pattern, at units [start, end) of a view; they must not be empty. */
export function plainMatch(
  view: View,
  { start, end }: Span<'normalized'>,
  decided: Decided,
): JudgedMatch {
  return {
    ...decided,
    pattern: '',
    start: view.from[start]!,
    end: view.to[end - 1]!,
    normalized: view.text.slice(start, end),
    captures: {},
    view: view.kind,
  };
}
