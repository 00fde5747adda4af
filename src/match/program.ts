import type { Bound } from '../model/rule.ts';
import type { EntityKind } from '../model/view.ts';
import type { Automaton } from './automaton.ts';
import type { RawTable } from './raw-scan.ts';
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
  /** By symbol, which patterns it can start; absent: made from the rules when first needed. */
  readonly triggers?: Readonly<Record<TriggerPart, TriggerTable>>;
  /** 1 for terms that rules of kind `disguise` name. */
  readonly risky: Uint8Array;
  /** Absent: words are not looked for by their sound. */
  readonly spelling?: SpellingIndex;
}

export const BOUNDS: readonly Bound[] = ['check', 'word', 'free'];

/** Patterns that make findings, and those that say which messages a rule of absence means. */
export type TriggerPart = 'any' | 'when';

/**
 * The patterns of one part by the symbols of their trigger group, as numbers alone: so that no pattern
 * has to be read before a word of it occurs. Rules of documents are left out.
 */
export interface TriggerTable {
  /** Triggers of symbol s: start[s] to start[s + 1] of `trigger`. */
  readonly start: Int32Array;
  readonly trigger: Int32Array;
  /** Of each trigger its rule, and the place of its pattern in the part. */
  readonly rule: Int32Array;
  readonly program: Int32Array;
  /**
   * What else it needs: groups of trigger t from groupStart[t] to groupStart[t + 1] of `group`, each a list
   * of symbols closed by GROUP_END. The trigger group itself is left out.
   */
  readonly groupStart: Int32Array;
  readonly group: Int32Array;
  /**
   * Its chain: links linkStart[t] to linkStart[t + 1], each with the symbols symbolStart[l] to symbolStart[l + 1]
   * of `linkSymbol`, the bits of `ENTITY_KINDS` in linkEntity[l], and 1 in linkCrosses[l] where it crosses.
   */
  readonly linkStart: Int32Array;
  readonly symbolStart: Int32Array;
  readonly linkSymbol: Int32Array;
  readonly linkEntity: Uint16Array;
  /** As `ChainLink.reach`, cut at 2^30: no text is longer. */
  readonly linkReach: Int32Array;
  readonly linkCrosses: Uint8Array;
  /** 1 where a link of the trigger's chain crosses; all else that matches stands in one clause. */
  readonly crosses: Uint8Array;
}

/** By bit of `TriggerTable.linkEntity`. */
export const ENTITY_KINDS: readonly EntityKind[] = [
  'num',
  'money',
  'date',
  'time',
  'phone',
  'ph',
  'name',
  'url',
  'night',
  'tick',
];

/** Closes a group in `TriggerTable.group`. */
export const GROUP_END = -1;

/** Patterns that can start a finding, by the symbols of their trigger group; rules that are off are left out. */
export interface TriggerIndex {
  readonly table: TriggerTable;
  /** The triggers of symbol s: start[s] to start[s + 1] of `trigger`. */
  readonly start: Int32Array;
  readonly trigger: Int32Array;
  /** The pattern behind a number of `trigger`: read when it is first asked for. */
  readonly of: (trigger: number) => Trigger;
}

export interface Trigger {
  readonly rule: number;
  readonly program: Program;
  /** Ordinal over all triggers, for marking those that were looked at. */
  readonly id: number;
}
