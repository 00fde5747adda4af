import { BOUNDS } from '../match/program.ts';
import type { Bound } from '../model/rule.ts';
import { FUNCTION_WORDS, frequencyOf, shareOf } from './frequency.ts';

/** Classes, literals and terms by number, while rules are compiled. */
export interface Builder {
  readonly symbols: string[];
  readonly symbolIds: Map<string, number>;
  readonly terms: string[];
  readonly termIds: Map<string, number>;
  /** Per term: symbol to bound. */
  readonly entries: Map<number, Bound>[];
  /** As in `Measures`. */
  readonly weight: number[];
  readonly share: number[];
  /** Longest term of each symbol. */
  readonly longest: number[];
  /** Terms looked for by their sound although they have two characters. */
  readonly sound: Set<number>;
}

export function createBuilder(): Builder {
  return {
    symbols: [],
    symbolIds: new Map(),
    terms: [],
    termIds: new Map(),
    entries: [],
    weight: [],
    share: [],
    longest: [],
    sound: new Set(),
  };
}

/** The number of a class (`<name`) or a literal (`=text`). */
export function symbolOf(builder: Builder, name: string): number {
  let id = builder.symbolIds.get(name);
  if (id === undefined) {
    id = builder.symbols.length;
    builder.symbols.push(name);
    builder.symbolIds.set(name, id);
    builder.weight.push(0);
    builder.share.push(0);
    builder.longest.push(0);
  }
  return id;
}

/** The number of a term, a new one where it is not known. */
export function termOf(builder: Builder, text: string): number {
  let id = builder.termIds.get(text);
  if (id === undefined) {
    id = builder.terms.length;
    builder.terms.push(text);
    builder.termIds.set(text, id);
    builder.entries.push(new Map());
  }
  return id;
}

/** Single characters stand as words unless they are function words; longer terms are checked. */
export function defaultBound(text: string): Bound {
  if (text.length > 1) return 'check';
  return FUNCTION_WORDS.has(text) || !/\p{Script=Han}/u.test(text) ? 'free' : 'word';
}

/** Takes a term into a symbol; returns its number. */
export function addEntry(builder: Builder, symbol: number, text: string, bound: Bound): number {
  const term = termOf(builder, text);
  builder.longest[symbol] = Math.max(builder.longest[symbol]!, text.length);
  const known = builder.entries[term]!.get(symbol);
  if (known === undefined) {
    builder.weight[symbol]! += frequencyOf(text);
    builder.share[symbol]! += shareOf(text);
  }
  // Named in two included classes: the more careful reading would lose what the other allows.
  if (known === undefined || BOUNDS.indexOf(bound) > BOUNDS.indexOf(known)) {
    builder.entries[term]!.set(symbol, bound);
  }
  return term;
}
