import type { Span } from '../model/span.ts';
import type { View } from '../model/view.ts';

/** Stands for whatever is neither Han character nor digit, however long: marks, Latin, emoji, placeholders, names. */
export const REST = '_';
const IS_HAN = /\p{Script=Han}/u;

/** A text as it is weighed, and where each of its characters stands in the view. */
export interface Readable {
  readonly text: string;
  readonly at: readonly number[];
}

/**
 * The Han characters of a folded text: Latin says how it is spelled and not what it says, numbers are one `0`, politeness is no evidence (您 is 你), all else is one
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

/** Marks before the first word, and a number that they part from it. */
const HEAD = new RegExp(`^(?:0?${REST})+`);

/**
 * The same text between two `REST`, whatever marks, emoji and numbers it begins and ends with: what stands around a
 * message is none of it. Empty for empty text.
 */
export function framed({ text, at }: Readable): Readable {
  if (text === '') return { text, at };
  const head = HEAD.exec(text)?.[0].length ?? 0;
  const words = text.slice(head);
  const places = at.slice(head);
  return words.endsWith(REST) || words === ''
    ? { text: REST + words, at: [0, ...places] }
    : { text: REST + words + REST, at: [0, ...places, at.at(-1)!] };
}

function readUnit(unit: string): string {
  if (unit >= '\u4e00' && unit <= '\u9fff' && unit !== '您' && unit !== '妳') return unit;
  if (unit >= '0' && unit <= '9') return '0';
  if (unit === '您' || unit === '妳') return '你';
  return IS_HAN.test(unit) ? unit : REST;
}

/** Stretches of the view, in order, with where each begins and ends in the readable text, half-open. */
export function readStretches(
  { at }: Readable,
  stretches: readonly Span<'normalized'>[],
): readonly (Span<'normalized'> & { readonly from: number; readonly to: number })[] {
  let to = 0;
  return stretches.map(({ start, end }) => {
    const from = to;
    while (to < at.length && at[to]! < end) to += 1;
    return { start, end, from, to };
  });
}
