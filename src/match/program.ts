import type { Bound } from '../model/rule.ts';
import type { EntityKind } from '../model/view.ts';
import type { Automaton, RawTable } from './automaton.ts';
import type { SpellingIndex } from './spelling.ts';

/** A compiled pattern: classes and literals have become symbol numbers. */
export type Instruction =
  | { readonly op: 'symbol'; readonly symbol: number }
  | { readonly op: 'entity'; readonly kind: EntityKind }
  | { readonly op: 'gap'; readonly min: number; readonly max: number }
  | { readonly op: 'start' }
  | { readonly op: 'end' }
  | { readonly op: 'cross' }
  | { readonly op: 'any'; readonly options: readonly (readonly Step[])[] };

export interface Step {
  readonly instruction: Instruction;
  readonly optional: boolean;
  readonly negated: boolean;
  readonly capture?: string;
}

export interface Program {
  /** The pattern as written. */
  readonly source: string;
  readonly steps: readonly Step[];
  /** Conjunctive normal form of what must occur: of each group at least one symbol. The first is the trigger. */
  readonly groups: readonly (readonly number[])[];
  /** The same in the order of the pattern, with the distances that it allows. */
  readonly chain: readonly ChainLink[];
  /** A match may begin at a place where no term begins (gap, entity or anchor in front). */
  readonly startsAnywhere: boolean;
}

export interface ChainLink {
  /** One of these symbols, or an entity of one of these kinds. */
  readonly symbols: readonly number[];
  readonly entities: readonly EntityKind[];
  /** Most units between the end of the link before and the start of this one; blanks and quote marks do not count. */
  readonly reach: number;
  /** A clause border may lie between. */
  readonly crosses: boolean;
}

export type CompiledScopes = Readonly<
  Partial<Record<'over' | 'clause' | 'sentence' | 'message', readonly Program[]>>
>;

export interface CompiledException {
  readonly id: string;
  readonly scopes: CompiledScopes;
}

/** The patterns of one rule; index as in `Ruleset.rules`. */
export interface CompiledRule {
  readonly any: readonly Program[];
  readonly with: CompiledScopes;
  readonly unless: readonly CompiledException[];
  readonly when: readonly Program[];
  readonly absent: readonly Program[];
  /** Scopes of each adjustment's condition. */
  readonly adjust: readonly CompiledScopes[];
  /** kind document; lists as in `Rule.document`. */
  readonly document?: CompiledDocument;
}

export interface CompiledDocument {
  readonly require: readonly (readonly Program[])[];
  readonly first: readonly Program[];
  readonly answered: readonly Program[];
  readonly later: readonly Program[];
  readonly branches: readonly {
    readonly when: readonly Program[];
    readonly forbid: readonly Program[];
  }[];
}

export interface CompiledRules {
  readonly terms: readonly string[];
  /** `<class>` or `=literal` by symbol number. */
  readonly symbols: readonly string[];
  /** Entries of term t: entryStart[t] to entryStart[t + 1] of entrySymbol and entryBound (index into BOUNDS). */
  readonly entryStart: Int32Array;
  readonly entrySymbol: Int32Array;
  readonly entryBound: Uint8Array;
  /** Terms that are harmless words: for all terms, or for the listed ones (indices into terms). */
  readonly shields: Readonly<Record<number, 'all' | readonly number[]>>;
  readonly automaton: Automaton;
  readonly raw: RawTable;
  readonly rules: readonly CompiledRule[];
  /** 1 for terms that rules of kind `disguise` name. */
  readonly risky: Uint8Array;
  /** Absent: words are not looked for by their sound. */
  readonly spelling?: SpellingIndex;
}

export const BOUNDS: readonly Bound[] = ['check', 'word', 'free'];

/** Patterns that can start a finding, by the symbols of their trigger group. */
export interface TriggerIndex {
  /** For each symbol the patterns (rule, program) of which it is in the trigger group. */
  readonly bySymbol: readonly (readonly Trigger[])[];
  /** Number of triggers; their ids are below it. */
  readonly count: number;
}

export interface Trigger {
  readonly rule: number;
  readonly program: Program;
  /** Ordinal over all triggers, for marking those that were looked at. */
  readonly id: number;
}
