/** Transformations of normalisation, as bits of `View.ops` (engine specification, section 3). */
export const OP = {
  /** N1: width, compatibility form or case folded. */
  width: 1,
  /** N2: invisible characters dropped before this unit. */
  invisible: 2,
  /** N3: combining marks dropped before this unit. */
  mark: 4,
  /** N4, N5: traditional or variant form. */
  variant: 8,
  /** N6: a bracketed reading dropped before this unit. */
  reading: 16,
  /** N7: the unit stands for a placeholder, or a control tag of a template was dropped before it. */
  placeholder: 32,
  /** N8: separators dropped before this unit. */
  separator: 64,
  /** N9: repetitions of this unit dropped. */
  repeat: 128,
  /** N17: look-alike letter. */
  lookalike: 256,
  /** N10: a typed syllable for the character. */
  pinyin: 512,
  /** N12: another character of the same sound. */
  sound: 1024,
  /** N11, N15: the first letter of its sound, or of the whole word's. */
  initial: 2048,
  /** N13: a digit of the same sound. */
  digit: 4096,
  /** N14: an emoji. */
  emoji: 8192,
  /** N16: parts merged into the character. */
  parts: 16384,
  /** The character is hidden behind * or □. */
  masked: 32768,
} as const;

/** What a text does to a word to hide it (3.2); rules of kind `disguise` name them. */
export type Trick = Exclude<keyof typeof OP, 'width' | 'variant' | 'reading' | 'placeholder'>;

/** All of them. */
export const TRICKS: readonly Trick[] = [
  'separator',
  'repeat',
  'invisible',
  'mark',
  'lookalike',
  'pinyin',
  'sound',
  'initial',
  'digit',
  'emoji',
  'parts',
  'masked',
];

/** Stands for a placeholder: one unit, counted as a noun. */
export const PLACEHOLDER = '\uE000';
/** Stands for a character outside the Basic Multilingual Plane that folds to nothing we know. */
export const ASTRAL = '\uE001';

/**
 * A normalised text with an exact way back. Unit i of `text` (one UTF-16 unit) came from
 * [from[i], to[i]) of the segment's text, in UTF-16 units.
 *
 * `from` and `to` never decrease and from[i] < to[i]. A dropped character belongs to no unit; one source
 * character that gives several units lends its range to each.
 */
export interface View {
  readonly kind: 'fold' | 'squeeze' | 'sound' | 'parts';
  readonly text: string;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly ops: Uint16Array;
}

export type EntityKind =
  | 'num'
  | 'money'
  | 'date'
  | 'time'
  | 'phone'
  | 'ph'
  | 'name'
  | 'url'
  | 'night'
  | 'tick';

/** A number, amount, date … of a view, half-open in its units. */
export interface Entity {
  readonly kind: EntityKind;
  readonly start: number;
  readonly end: number;
}
