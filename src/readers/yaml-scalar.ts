import { createTextBuilder, type Extract, type TextBuilder } from './text-builder.ts';

/** The part of a token of the `yaml` package that a scalar is read from. `source` stands at `offset` of the file. */
export interface FlowToken {
  readonly type: 'scalar' | 'single-quoted-scalar' | 'double-quoted-scalar';
  readonly offset: number;
  readonly source: string;
}

export interface BlockToken {
  readonly type: 'block-scalar';
  readonly offset: number;
  readonly indent: number;
  readonly props: readonly { readonly source: string }[];
  readonly source: string;
}

/**
 * The value of a plain or quoted scalar with the way back to `text` (YAML 1.2, chapters 6.5 and 7.3).
 *
 * Values are read here rather than taken from the package: it gives no places within a value, and it cuts
 * a folded value short at U+2028.
 */
export function readFlowScalar(text: string, token: FlowToken): Extract {
  const { offset, source, type } = token;
  const end = offset + source.length;
  const builder = createTextBuilder(text, offset);
  if (type === 'scalar') {
    unfold(builder, text, offset, end, false);
    return builder.finish();
  }
  const quote = type === 'single-quoted-scalar' ? "'" : '"';
  const close = source.length > 1 && source.endsWith(quote) ? end - 1 : end;
  if (quote === "'") unfold(builder, text, offset + 1, close, true);
  else readDouble(builder, text, offset + 1, close);
  return builder.finish();
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9;
}

/** Offset of the line end at or behind `at` (its CR where it is CRLF), or `end`. */
function lineEndFrom(text: string, at: number, end: number): number {
  const feed = text.indexOf('\n', at);
  if (feed < 0 || feed >= end) return end;
  return feed > at && text.charCodeAt(feed - 1) === 13 ? feed - 1 : feed;
}

/** One line end becomes a space, each further one a line feed; blanks around them go. */
function unfold(
  builder: TextBuilder,
  text: string,
  from: number,
  to: number,
  single: boolean,
): void {
  let lineStart = from;
  let lineEnd = lineEndFrom(text, lineStart, to);
  let begin = lineStart;
  let lastEnd = lineStart;
  let breaks = -1;
  for (;;) {
    let stop = lineEnd;
    if (lineEnd < to) while (stop > begin && isBlank(text.charCodeAt(stop - 1))) stop -= 1;
    const isLast = lineEnd >= to;
    if (breaks < 0) {
      copySingle(builder, text, begin, stop, single);
      lastEnd = stop;
      breaks = 0;
    } else if (begin === stop && !isLast) {
      breaks += 1;
    } else {
      builder.put(breaks === 0 ? ' ' : '\n'.repeat(breaks), lastEnd, begin);
      copySingle(builder, text, begin, stop, single);
      lastEnd = stop;
      breaks = 0;
    }
    if (isLast) return;
    lineStart = text.charCodeAt(lineEnd) === 13 ? lineEnd + 2 : lineEnd + 1;
    lineEnd = lineEndFrom(text, lineStart, to);
    begin = lineStart;
    while (begin < lineEnd && isBlank(text.charCodeAt(begin))) begin += 1;
  }
}

function copySingle(
  builder: TextBuilder,
  text: string,
  from: number,
  to: number,
  single: boolean,
): void {
  let copied = from;
  if (single) {
    for (
      let at = text.indexOf("''", from);
      at >= 0 && at + 1 < to;
      at = text.indexOf("''", copied)
    ) {
      builder.copy(copied, at);
      builder.put("'", at, at + 2);
      copied = at + 2;
    }
  }
  builder.copy(copied, to);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  '\t': '\t',
};

function readDouble(builder: TextBuilder, text: string, from: number, to: number): void {
  let copied = from;
  let i = from;
  while (i < to) {
    const unit = text.charCodeAt(i);
    if (unit === 0x5c) {
      builder.copy(copied, i);
      i = putEscape(builder, text, i, to);
      copied = i;
    } else if (isBlank(unit) || unit === 10 || unit === 13) {
      i = foldBlanks(builder, text, copied, i, to);
      if (i < 0) i = -i;
      else copied = i;
    } else {
      i += 1;
    }
  }
  builder.copy(copied, to);
}

/**
 * Handles the run of blanks and line ends at `at`. With a line end in it, all before is copied, the run is
 * folded and its end returned; without one nothing is done, and the end returned is negative.
 */
function foldBlanks(
  builder: TextBuilder,
  text: string,
  copied: number,
  at: number,
  to: number,
): number {
  let i = at;
  let breaks = 0;
  while (i < to) {
    const unit = text.charCodeAt(i);
    if (unit === 10) breaks += 1;
    else if (!isBlank(unit) && !(unit === 13 && text.charCodeAt(i + 1) === 10 && i + 1 < to)) break;
    i += 1;
  }
  if (breaks === 0) return -Math.max(i, at + 1);
  builder.copy(copied, at);
  builder.put(breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), at, i);
  return i;
}

/** Puts the escape at `at`, and returns where it ends. A line end behind the backslash is nothing at all. */
function putEscape(builder: TextBuilder, text: string, at: number, to: number): number {
  const letter = text[at + 1] ?? '';
  if (letter === '\n' || (letter === '\r' && text[at + 2] === '\n')) {
    let i = at + (letter === '\n' ? 2 : 3);
    while (i < to && isBlank(text.charCodeAt(i))) i += 1;
    return i;
  }
  if (letter === 'x' || letter === 'u' || letter === 'U') {
    const length = letter === 'x' ? 2 : letter === 'u' ? 4 : 8;
    const [value, end] = codePoint(text, at, length, to);
    builder.put(value, at, end);
    return end;
  }
  const end = Math.min(at + 2, to);
  builder.put(Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter]! : text.slice(at, end), at, end);
  return end;
}

function codePoint(
  text: string,
  at: number,
  length: number,
  to: number,
): readonly [string, number] {
  const end = at + 2 + length;
  const digits = text.slice(at + 2, end);
  const code =
    end <= to && /^[0-9a-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  if (Number.isNaN(code) || code > 0x10ffff) return [text.slice(at, at + 2), at + 2];
  // JSON's pairs of surrogates are met in YAML too, and are one character.
  if (code >= 0xd800 && code <= 0xdbff && text[end] === '\\' && text[end + 1] === 'u') {
    const low = Number.parseInt(text.slice(end + 2, end + 6), 16);
    if (low >= 0xdc00 && low <= 0xdfff && end + 6 <= to)
      return [String.fromCharCode(code, low), end + 6];
  }
  return [String.fromCodePoint(code), end];
}

interface BlockLine {
  readonly start: number;
  readonly indent: number;
  /** Content end, without the line end. */
  readonly end: number;
  /** Where the next line begins. */
  readonly next: number;
}

/** The value of a literal (`|`) or folded (`>`) block scalar with the way back (YAML 1.2, chapter 8.1). */
export function readBlockScalar(text: string, token: BlockToken): Extract {
  const header = token.props[0]?.source ?? '|';
  const start = token.props.reduce((at, prop) => at + prop.source.length, token.offset);
  const lines = blockLines(text, start, start + token.source.length);
  const given = Number(/[1-9]/.exec(header)?.[0] ?? 0);
  const chomp = /[-+]/.exec(header)?.[0];
  const builder = createTextBuilder(text, start);

  const isEmpty = (line: BlockLine): boolean => line.start + line.indent >= line.end;
  let last = lines.length - 1;
  while (last >= 0 && isEmpty(lines[last]!)) last -= 1;
  let trim = given > 0 ? token.indent + given : 0;
  let first = lines.findIndex((line) => !isEmpty(line));
  if (first < 0) first = lines.length;
  else if (given === 0) trim = lines[first]!.indent;
  // Empty lines which are indented deeper than the text belong to it.
  for (let index = lines.length - 1; index > last; index -= 1) {
    if (last >= 0 && lines[index]!.indent > trim) last = index;
  }

  const folded = header.startsWith('>');
  let separator = '';
  let behind = start;
  let wasDeeper = false;
  const add = (line: BlockLine, text_: string): void => {
    const from = Math.min(line.start + Math.min(line.indent, trim), line.end);
    builder.put(text_, behind, from);
    builder.copy(from, line.end);
    behind = line.end;
  };
  for (let index = 0; index <= last; index += 1) {
    const line = lines[index]!;
    if (index < first || !folded) {
      add(line, separator);
      separator = '\n';
      // Empty lines at the head stay, each with its line end.
      if (folded && index === first - 1) {
        builder.put('\n', line.end, line.next);
        behind = line.next;
        separator = '';
      }
    } else if (line.indent > trim || text.charCodeAt(line.start + line.indent) === 9) {
      if (separator === ' ') separator = '\n';
      else if (!wasDeeper && /^\n+$/.test(separator)) separator += '\n';
      add(line, separator);
      separator = '\n';
      wasDeeper = true;
    } else if (isEmpty(line)) {
      separator = separator.startsWith('\n') ? `${separator}\n` : '\n';
    } else {
      add(line, separator);
      separator = ' ';
      wasDeeper = false;
    }
  }
  if (chomp !== '-') {
    const until = chomp === '+' ? lines.length - 1 : Math.min(last, lines.length - 1);
    for (let index = Math.max(last, 0); index <= until && last >= 0; index += 1) {
      const line = lines[index]!;
      if (line.next > line.end) builder.put('\n', line.end, line.next);
    }
  }
  return builder.finish();
}

function blockLines(text: string, from: number, to: number): BlockLine[] {
  const lines: BlockLine[] = [];
  let start = from;
  while (start < to) {
    const feed = text.indexOf('\n', start);
    const next = feed < 0 || feed >= to ? to : feed + 1;
    let end = feed < 0 || feed >= to ? to : feed;
    if (end > start && text.charCodeAt(end - 1) === 13) end -= 1;
    let indent = 0;
    while (start + indent < end && text.charCodeAt(start + indent) === 32) indent += 1;
    lines.push({ start, indent, end, next });
    start = next;
  }
  return lines;
}
