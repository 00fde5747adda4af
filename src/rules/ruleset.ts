import type { CompiledRules } from '../match/program.ts';
import type { Replacement } from '../model/replacement.ts';
import type { ClauseRef, Rule } from '../model/rule.ts';
import type { PackedWeights } from '../model/weights.ts';
import type { VariantTables } from '../text/normalize-variants.ts';

/** Everything `check` needs, compiled: plain data that survives `structuredClone`. */
export interface Ruleset {
  /** `sha256:` and the hash of the YAML it was compiled from. */
  readonly hash: string;
  readonly rules: readonly Rule[];
  readonly clauses: Readonly<Record<string, ClauseRef>>;
  readonly compiled: CompiledRules;
  /** Whole messages, the first that fits is taken. */
  readonly replacements: readonly Replacement[];
  readonly variants: VariantTables;
  /** Absent: no rule of kind weighed is asked. */
  readonly weights?: PackedWeights;
}
