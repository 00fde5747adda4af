/**
 * Characters that make no grapheme with their neighbours and are no emoji: ASCII that prints, and of Latin,
 * punctuation, box drawing, CJK marks, kana, Han and full-width forms those that combine with nothing.
 */
export function standsAlone(unit: number): boolean {
  return (
    (unit >= 0x20 && unit < 0x7f) ||
    (unit >= 0x4e00 && unit <= 0x9fff) ||
    (unit >= 0xff01 && unit <= 0xff5e) ||
    (unit >= 0x3000 && unit <= 0x3029) ||
    (unit >= 0x3041 && unit <= 0x3096) ||
    (unit >= 0x30a1 && unit <= 0x30fa) ||
    (unit >= 0x2010 && unit <= 0x2027) ||
    (unit >= 0x2500 && unit <= 0x257f) ||
    (unit >= 0xb7 && unit <= 0x17f)
  );
}

let exactWidth: ((text: string) => number) | undefined;

/** Thrown where only string-width knows how wide a text is, and it has not been loaded. */
const NOT_LOADED = new Error('string-width is not loaded');

/**
 * Columns that a text takes on a terminal: those of string-width, summed without it where a text holds nothing
 * but characters that stand alone. It divides every text into graphemes and holds each against all emoji: of
 * 58 s for 100,000 findings that took 50. For `withTextWidth`.
 */
export function textWidth(text: string): number {
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (!standsAlone(unit)) {
      if (exactWidth === undefined) throw NOT_LOADED;
      return exactWidth(text);
    }
    // Of those that stand alone, all from the marks of CJK on are wide and none before.
    width += unit < 0x3000 ? 1 : 2;
  }
  return width;
}

/**
 * Runs what asks for the widths of texts, a second time where it met one that only string-width knows: to
 * load that takes 20 ms, and most reports do without it.
 */
export async function withTextWidth<T>(layOut: () => T): Promise<T> {
  try {
    return layOut();
  } catch (error) {
    if (error !== NOT_LOADED) throw error;
    exactWidth = (await import('string-width')).default;
    return layOut();
  }
}
