import type { View } from '../model/view.ts';

/** Stands for whatever is neither letter nor digit, however long: marks, brackets, emoji, placeholders, names. */
export const REST = '_';
const IS_LETTER = /\p{L}/u;

/** A text as it is weighed, and where each of its characters stands in the view. */
export interface Readable {
  readonly text: string;
  readonly at: readonly number[];
}

/**
 * The letters of a folded text: numbers are one `0`, politeness is no evidence (您 is 你), all else is one
 * `REST`. `hidden` are stretches of the segment that must not count (a name), half-open.
 */
export function readable(
  view: Pick<View, 'text' | 'from'>,
  hidden: readonly { readonly start: number; readonly end: number }[] = [],
): Readable {
  let text = '';
  const at: number[] = [];
  for (let i = 0; i < view.text.length; i++) {
    const from = view.from[i]!;
    const isHidden =
      hidden.length > 0 && hidden.some(({ start, end }) => start <= from && from < end);
    const unit = isHidden ? REST : readUnit(view.text[i]!);
    if ((unit === '0' || unit === REST) && text.endsWith(unit)) continue;
    text += unit;
    at.push(i);
  }
  return { text, at };
}

function readUnit(unit: string): string {
  if (unit >= '\u4e00' && unit <= '\u9fff' && unit !== '您' && unit !== '妳') return unit;
  if (unit >= '0' && unit <= '9') return '0';
  if (unit === '您' || unit === '妳') return '你';
  return IS_LETTER.test(unit) ? unit : REST;
}
