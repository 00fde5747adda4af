/** A figure, or what hides one in a number that is masked in part. */
const FIGURE = '[\\dx×*]';
/** A group of a number that is written in several: what is longer stands by itself. */
const GROUP = `${FIGURE}{1,8}`;
const NUMBERS = new RegExp(
  `(?<!${FIGURE})(?:${GROUP}(?:[ ·‐‑–—-]{1,2}${GROUP}){1,7}|${FIGURE}{7,64})(?!${FIGURE})`,
  'g',
);
/** Telephone, identity card, bank card: of 11 to 19 figures. */
const LEAST = 11;
const MOST = 19;
/** Further than this no number reaches, in units. */
const REACH = 64;

/**
 * A span of folded text with the whole of the numbers in the midst of which it begins or ends: half a card number is
 * nothing to show. It goes by where figures stand and not by which: what was decided about a text holds for all that
 * differ from it in figures alone.
 */
export function withWholeNumbers(
  text: string,
  start: number,
  end: number,
): { readonly start: number; readonly end: number } {
  return {
    start: numberAt(text, start)?.start ?? start,
    end: numberAt(text, end)?.end ?? end,
  };
}

/** The number that has figures on both sides of `at`. */
function numberAt(
  text: string,
  at: number,
): { readonly start: number; readonly end: number } | undefined {
  if (!/[\dx×* ·‐‑–—-]/.test(text.charAt(at)) || !/[\dx×* ·‐‑–—-]/.test(text.charAt(at - 1)))
    return undefined;
  const from = Math.max(0, at - REACH);
  for (const { 0: number, index } of text.slice(from, at + REACH).matchAll(NUMBERS)) {
    const start = from + index;
    const end = start + number.length;
    if (start >= at || end <= at) continue;
    const figures = number.replace(/[^\dx×*]/g, '').length;
    const isGrouped = figures !== number.length;
    return isGrouped && (figures < LEAST || figures > MOST) ? undefined : { start, end };
  }
  return undefined;
}
