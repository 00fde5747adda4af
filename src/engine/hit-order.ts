import type { ConductHit, ConductReason } from '../model/conduct.ts';

/** The limit, state or condition in question: a short name. */
export function reasonName(reason: ConductReason): string {
  if (reason.kind === 'limit') return reason.limit;
  if (reason.kind === 'hours') return 'hours';
  return reason.kind === 'state' ? reason.state : reason.why;
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** By row, rule, reason and key: a whole order over the hits of an audit. */
export function compareHits(left: ConductHit, right: ConductHit): number {
  return (
    left.row - right.row ||
    compareTexts(left.ruleId, right.ruleId) ||
    compareTexts(reasonName(left.reason), reasonName(right.reason)) ||
    left.key.high - right.key.high ||
    left.key.low - right.key.low
  );
}
