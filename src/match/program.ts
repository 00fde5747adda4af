/** Compiled patterns and automaton; filled in by rules/compile. */
export type CompiledRules = Readonly<Record<string, unknown>>;
