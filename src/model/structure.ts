import type { Speaker } from './segment.ts';
import type { Span } from './span.ts';

/** A stretch between two of `，,。！？；` and line ends; half-open in units of the view, without its border marks. */
export interface Clause {
  readonly start: number;
  readonly end: number;
  /** Index into `Structure.sentences`. */
  readonly sentence: number;
  readonly speaker: Speaker;
  /** Stands in a list of forbidden phrases. */
  readonly forbidden: boolean;
  /** Is the 【signature】 at head or tail. */
  readonly signature: boolean;
}

export interface Sentence {
  readonly start: number;
  readonly end: number;
  /** Indices into `Structure.clauses`, half-open. */
  readonly firstClause: number;
  readonly lastClause: number;
}

/** How a view is divided (engine specification, section 4). Everything rises and is half-open in units of the view. */
export interface Structure {
  readonly clauses: readonly Clause[];
  readonly sentences: readonly Sentence[];
  /** Inside the marks, the marks not included. */
  readonly quotes: readonly Span<'normalized'>[];
}
