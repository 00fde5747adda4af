import { type Level, RANK, type Rule, type Severity } from '../model/rule.ts';

/** Below it a match is dropped (engine specification, section 10). */
export const MIN_CONFIDENCE = 0.6;
/** Below it a finding is suspected, and one level lower. */
const SURE_CONFIDENCE = 0.85;
const MAX_COST = 0.9;

const LOWER: Readonly<Record<Severity, Severity>> = {
  error: 'warning',
  warning: 'info',
  info: 'info',
};

/** Compares two levels: positive if `a` is the more severe. */
export function compareLevels(a: Level, b: Level): number {
  return RANK[a] - RANK[b];
}

/** Insults and threats to life keep their level however they are spelt; of disguise, the spelling is the proof. */
function keepsLevel(rule: Rule): boolean {
  return (
    rule.kind === 'disguise' ||
    rule.category === 'insult' ||
    rule.id === 'threat/violence' ||
    rule.id === 'threat/self-harm'
  );
}

/**
 * Severity and confidence of a match: the rule's level, or the user's (`override`, which also caps what
 * conditions of the rule ask for), and one level lower where the spelling leaves doubt. Null: off.
 */
export function grade(
  rule: Rule,
  override: Level | undefined,
  adjusted: Level | undefined,
  cost: number,
): {
  readonly severity: Severity;
  readonly confidence: number;
  readonly suspected: boolean;
} | null {
  let level: Level = adjusted ?? override ?? rule.severity;
  if (override !== undefined && compareLevels(level, override) > 0) level = override;
  if (level === 'off') return null;
  const confidence = Math.round((1 - Math.min(cost, MAX_COST)) * 100) / 100;
  const suspected = confidence < SURE_CONFIDENCE;
  return { severity: suspected && !keepsLevel(rule) ? LOWER[level] : level, confidence, suspected };
}
