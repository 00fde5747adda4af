declare const space: unique symbol;

/** The three coordinate systems: decoded file, message as its receiver reads it, normalised view. */
export type TextSpace = 'file' | 'segment' | 'normalized';

/** Half-open [start, end), in UTF-16 code units of the text named by `Text`. */
export interface Span<Text extends TextSpace> {
  readonly start: number;
  readonly end: number;
  /** For the type checker alone, so that two coordinate systems cannot be mixed. */
  readonly [space]?: Text;
}
