/** A word of the plain segmentation, half-open in UTF-16 units of the text that was cut. */
export interface Token {
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts folded text into words: dictionary only, no guessing of new words.
 *
 * `boundaries` gives the borders between words, rising, first 0 and last `text.length` (empty text: [0]).
 * `forcingCost` is ln P(best cut) - ln P(best cut in which [start, end) is one word), >= 0; words of at
 * most 12 characters, an unknown character at frequency 0.5, an unknown forced word at 3.
 */
export interface Tokenizer {
  readonly name: 'nodejieba' | 'builtin';
  boundaries(text: string): readonly number[];
  forcingCost(text: string, start: number, end: number): number;
}
