import { compareLevels } from './grade.ts';
import type { JudgedMatch } from './judge.ts';

function better(a: JudgedMatch, b: JudgedMatch): number {
  return (
    compareLevels(b.severity, a.severity) ||
    b.end - b.start - (a.end - a.start) ||
    (a.view === b.view ? 0 : a.view === 'fold' ? -1 : 1) ||
    (a.rule.id < b.rule.id ? -1 : a.rule.id > b.rule.id ? 1 : 0) ||
    a.start - b.start
  );
}

/**
 * One finding for one place and one category: of overlapping matches the most severe stays, then the
 * longest; the others are kept as suppressed with the reason `overlap`. Result by place.
 */
export function resolveOverlaps(matches: readonly JudgedMatch[]): readonly JudgedMatch[] {
  if (matches.length < 2) return matches;
  const kept: JudgedMatch[] = [];
  const resolved: JudgedMatch[] = [];
  for (const match of [...matches].sort(better)) {
    const taken =
      match.suppressed === null &&
      kept.some(
        (other) =>
          other.rule.category === match.rule.category &&
          other.start < match.end &&
          match.start < other.end,
      );
    if (match.suppressed === null && !taken) kept.push(match);
    resolved.push(taken ? { ...match, suppressed: 'overlap' } : match);
  }
  return resolved.sort(
    (a, b) =>
      a.start - b.start ||
      a.end - b.end ||
      (a.rule.id < b.rule.id ? -1 : a.rule.id > b.rule.id ? 1 : 0),
  );
}
