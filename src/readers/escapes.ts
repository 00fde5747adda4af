import type { TextBuilder } from './text-builder.ts';

/**
 * How a backslash speaks: `c` as Java, Kotlin, Python and PHP have it in common with octal and \x, `js` without
 * octal and with \u{…}, `quote` only \\ and the quote itself (PHP's single quotes), `properties` where an
 * unknown escape loses its backslash, `none` where it is a character like any other, `raw` where it is one that
 * keeps a quote behind it from ending the text (Python's r'…').
 */
export type EscapeStyle = 'c' | 'js' | 'quote' | 'properties' | 'none' | 'raw';

const NAMED: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  s: ' ',
};
const CODED =
  /\\(?:u+([\da-f]{4})|u\{([\da-f]{1,6})\}|U([\da-f]{8})|x([\da-f]{1,4})|([0-7]{1,3}))/iy;
const LINE_END = /\\(?:\r\n|\r|\n)/y;

/**
 * Puts what the escape at `from` (a backslash) stands for, and returns the offset behind it, at most `end`.
 * An escape that the style does not know is kept as it is written, backslash included, but for `js` and
 * `properties`, which drop it.
 */
export function putEscape(
  file: string,
  from: number,
  end: number,
  style: EscapeStyle,
  builder: TextBuilder,
): number {
  const next = file[from + 1] ?? '';
  const put = (text: string, to: number): number => {
    const last = Math.min(to, end);
    builder.put(text, from, last);
    return last;
  };
  if (from + 1 >= end) {
    builder.copy(from, end);
    return end;
  }
  if (style === 'quote') {
    if (next === '\\' || next === "'") return put(next, from + 2);
    builder.copy(from, from + 1);
    return from + 1;
  }
  LINE_END.lastIndex = from;
  if (LINE_END.test(file)) {
    let to = LINE_END.lastIndex;
    if (style === 'properties') while (/[ \t\f]/.test(file[to] ?? '') && to < end) to += 1;
    return Math.min(to, end);
  }
  CODED.lastIndex = from;
  const coded = CODED.exec(file);
  if (coded !== null && CODED.lastIndex <= end) {
    const hex = coded[1] ?? coded[2] ?? coded[3] ?? coded[4];
    const point =
      hex === undefined ? Number.parseInt(coded[5] ?? '0', 8) : Number.parseInt(hex, 16);
    const isPlain = style !== 'properties' || coded[1] !== undefined;
    if (isPlain && point <= 0x10ffff) return put(String.fromCodePoint(point), CODED.lastIndex);
  }
  const named = NAMED[next];
  if (named !== undefined) return put(named, from + 2);
  if (style === 'js' || style === 'properties' || /[\\'"`$/{}]/.test(next))
    return put(next, from + 2);
  builder.copy(from, from + 2 > end ? end : from + 2);
  return Math.min(from + 2, end);
}

/** Puts [from, end) of the file with its escapes resolved. */
export function putEscaped(
  file: string,
  from: number,
  end: number,
  style: EscapeStyle,
  builder: TextBuilder,
): void {
  // Sought in the piece alone: a file without a backslash would be searched to its end for every text in it.
  const piece = file.slice(from, end);
  for (let at = from; at < end; ) {
    const slash = piece.indexOf('\\', at - from);
    const stop = slash < 0 ? end : from + slash;
    builder.copy(at, stop);
    at = stop < end ? putEscape(file, stop, end, style, builder) : stop;
  }
}
