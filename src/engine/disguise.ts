import type { Tokenizer } from '../model/token.ts';
import { OP, TRICKS, type Trick, type View } from '../model/view.ts';

/** Tricks that are noted at the unit behind what was dropped: those before the first one do not count. */
const BETWEEN: readonly Trick[] = ['separator', 'invisible', 'mark'];
/** Invisible characters come with copied text: one alone says nothing. */
const MIN_INVISIBLE = 2;

/** A line in which every character stands apart, beside other lines: a heading is laid out so. */
function isSpacedHeading(text: string, start: number, end: number): boolean {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const to = next < 0 ? text.length : next;
  const line = text.slice(from, to).trim();
  const isAlone = text.slice(0, from).trim() === '' && text.slice(to).trim() === '';
  return !isAlone && /^\p{Script=Han}(?:[ \u3000\t]+\p{Script=Han})+$/u.test(line);
}

function isSeparated(
  view: View,
  text: string,
  start: number,
  end: number,
  tokenizer: Tokenizer | null,
): boolean {
  const word = view.text.slice(start, end);
  // Between two words (上门/催收) it is a list.
  const borders = new Set(word.length > 3 ? (tokenizer?.boundaries(word) ?? []) : []);
  for (let i = start + 1; i < end; i++) {
    if ((view.ops[i]! & OP.separator) === 0 || borders.has(i - start)) continue;
    const between = text.slice(view.to[i - 1], view.from[i]);
    const isLayout =
      /^\s*$/.test(between) && isSpacedHeading(text, view.from[start]!, view.to[end - 1]!);
    if (!isLayout) return true;
  }
  return false;
}

function countInvisible(view: View, start: number, end: number): number {
  let count = 0;
  for (let i = start + 1; i < end; i++) {
    if ((view.ops[i]! & OP.invisible) !== 0) count += Math.max(1, view.from[i]! - view.to[i - 1]!);
  }
  return count;
}

/** An emoji that stands for a part of what was found: a lone one stands for nothing. */
function holdsEmoji(view: View, start: number, end: number): boolean {
  const ops = view.ops.subarray(start, end);
  return ops.some((op) => (op & OP.emoji) !== 0) && ops.some((op) => (op & OP.emoji) === 0);
}

const ANY_TRICK = TRICKS.reduce((bits, trick) => bits | OP[trick], 0);

/** True if anything in the view was written with a trick. */
export function holdsTrick(view: View): boolean {
  return view.ops.some((op) => (op & ANY_TRICK) !== 0);
}

/**
 * True if units [start, end) of a view were written with one of the tricks (engine specification, 3.2).
 * `text` is what the view came from. What converters leave behind (traditional forms, width, readings, one
 * invisible character) is never a trick.
 */
export function isDisguised(
  view: View,
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  tricks: readonly Trick[],
  tokenizer: () => Tokenizer | null,
): boolean {
  return tricks.some((trick) => {
    if (trick === 'separator') return isSeparated(view, text, start, end, tokenizer());
    if (trick === 'emoji') return holdsEmoji(view, start, end);
    if (trick === 'invisible') return countInvisible(view, start, end) >= MIN_INVISIBLE;
    for (let i = start + (BETWEEN.includes(trick) ? 1 : 0); i < end; i++)
      if ((view.ops[i]! & OP[trick]) !== 0) return true;
    return false;
  });
}
