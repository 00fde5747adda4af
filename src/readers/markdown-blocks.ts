import type { Part } from './markdown-inline.ts';
import { holdsHan } from './source-text.ts';

export type Block =
  | { readonly kind: 'blank' }
  | { readonly kind: 'heading'; readonly part: Part }
  /** A paragraph or a list item: its lines without their marks. */
  | { readonly kind: 'lines'; readonly parts: readonly Part[] }
  | {
      readonly kind: 'table';
      readonly header: readonly Part[];
      readonly rows: readonly (readonly Part[])[];
    };
export type MarkdownBlock = Block;

const FENCE = /^[ \t]*(?:>[ \t]?)*[ \t]*(?:[-*+][ \t]+)?(`{3,}|~{3,})([^`\r\n]*)/;
const QUOTE = /^(?:[ \t]{0,3}>[ \t]?)+/;
const HASHES = /^[ \t]{0,3}#{1,6}(?:[ \t]+|$)/;
const ITEM = /^[ \t]*(?:[-*+•]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/;
const RULE = /^[ \t]{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})[ \t]*$/;
const UNDERLINE = /^[ \t]{0,3}(?:=+|-+)[ \t]*$/;
const DELIMITERS = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
/** A footnote: its text is read like that of a list item. */
const FOOTNOTE = /^[ \t]{0,3}\[\^[^\]\s]{1,200}\]:[ \t]*/;
const REFERENCE = /^[ \t]{0,3}\[(?!\^)[^\]]{1,200}\]:[ \t]*\S+[ \t]*(?:"[^"]*")?[ \t]*$/;

/**
 * The blocks of a Markdown file in order, without fenced code, front matter and comments of whole lines.
 * `unclosed` is where a fence, a comment or front matter opens that never closes; `passed` how many of them that hold
 * Chinese were passed over.
 */
export function scanMarkdown(
  text: string,
  starts: readonly number[],
): {
  readonly blocks: readonly Block[];
  readonly unclosed: number | undefined;
  readonly passed: number;
} {
  const blocks: Block[] = [];
  let held: Part[] = [];
  const flush = (): void => {
    if (held.length > 0) blocks.push({ kind: 'lines', parts: held });
    held = [];
  };
  const contentEnd = (index: number): number => {
    let end = starts[index + 1] ?? text.length;
    while (end > starts[index]! && /[\s]/.test(text[end - 1]!)) end -= 1;
    return end;
  };
  let passed = 0;
  const pass = (from: number, to: number): void => {
    if (holdsHan(text.slice(from, to))) passed += 1;
  };
  let index = frontMatterEnd(text, starts);
  pass(0, index === 0 ? 0 : (starts[index] ?? text.length));
  let comment: number | undefined;
  while (index < starts.length) {
    let from = starts[index]!;
    const end = contentEnd(index);
    if (comment !== undefined) {
      const close = text.slice(from, end).indexOf('-->');
      if (close < 0) {
        index += 1;
        continue;
      }
      from += close + 3;
      pass(comment, from);
      comment = undefined;
    }
    let to = end;
    const head = text.slice(from, Math.min(to, from + 400));
    const fence = FENCE.exec(head);
    if (fence?.[1] !== undefined) {
      flush();
      const close = fenceEnd(text, starts, index, fence[1]);
      if (close === undefined) return { blocks, unclosed: from, passed };
      pass(from, starts[close]!);
      index = close + 1;
      continue;
    }
    const open = text.slice(from, to).lastIndexOf('<!--');
    if (open >= 0 && text.slice(from + open, to).indexOf('-->') < 0) {
      comment = from + open;
      to = from + open;
    }
    const quote = QUOTE.exec(head);
    if (quote !== null) from = Math.min(to, from + quote[0].length);
    const line = text.slice(from, Math.min(to, from + 400));
    if (line.trim() === '') {
      flush();
      if (comment === undefined) blocks.push({ kind: 'blank' });
    } else if (HASHES.test(line)) {
      flush();
      blocks.push({
        kind: 'heading',
        part: headingPart(text, from + HASHES.exec(line)![0].length, to),
      });
    } else if (held.length === 1 && UNDERLINE.test(line) && !line.includes('|')) {
      blocks.push({ kind: 'heading', part: held[0]! });
      held = [];
    } else if (RULE.test(line)) {
      flush();
      blocks.push({ kind: 'blank' });
    } else if (held.length === 0 && REFERENCE.test(line)) {
      // A link's target: the words of the link stand elsewhere, but for the title that it may have.
      const title = /"([^"]*)"[ \t]*$/.exec(line);
      if (title !== null && holdsHan(title[1]!)) {
        const start = from + title.index + 1;
        blocks.push({ kind: 'lines', parts: [[start, start + title[1]!.length]] });
      }
    } else if (line.includes('|') && isDelimiterRow(text, starts, index + 1, contentEnd)) {
      flush();
      index = table(text, starts, index, contentEnd, blocks, from);
      continue;
    } else {
      const item = ITEM.exec(line) ?? FOOTNOTE.exec(line);
      if (item !== null) flush();
      const begin = from + (item === null ? /^[ \t\u3000]*/.exec(line)![0].length : item[0].length);
      if (begin < to) held.push([begin, trimEnd(text, begin, to)]);
    }
    index += 1;
  }
  flush();
  return { blocks, unclosed: comment, passed };
}

function trimEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && /\s/.test(text[end - 1]!)) end -= 1;
  return end;
}

function headingPart(text: string, from: number, to: number): Part {
  const closing = /[ \t]+#+$/.exec(text.slice(Math.max(from, to - 40), to));
  return [from, trimEnd(text, from, closing === null ? to : to - closing[0].length)];
}

/** Index of the first line behind front matter; 0 where there is none, or none that closes. */
function frontMatterEnd(text: string, starts: readonly number[]): number {
  if (!/^---[ \t]*(?:\r|\n)/.test(text.slice(0, 64))) return 0;
  for (let index = 1; index < starts.length; index += 1) {
    const line = text.slice(
      starts[index]!,
      Math.min(starts[index + 1] ?? text.length, starts[index]! + 16),
    );
    if (/^(?:---|\.\.\.)[ \t]*[\r\n]*$/.test(line)) return index + 1;
    // Front matter is keys and values; a rule above a text is not.
    if (index === 1 && !/^[ \t]*(?:#|$|[\r\n]|[^\s:#]+[ \t]*:|-{1}[ \t])/.test(line)) return 0;
  }
  return 0;
}

function fenceEnd(
  text: string,
  starts: readonly number[],
  open: number,
  fence: string,
): number | undefined {
  for (let index = open + 1; index < starts.length; index += 1) {
    const line = text
      .slice(starts[index]!, Math.min(starts[index + 1] ?? text.length, starts[index]! + 200))
      .replace(/^[ \t>]*/, '')
      .trimEnd();
    if (line.startsWith(fence) && line === fence[0]!.repeat(line.length)) return index;
  }
  return undefined;
}

type ContentEnd = (index: number) => number;

function isDelimiterRow(
  text: string,
  starts: readonly number[],
  index: number,
  contentEnd: ContentEnd,
): boolean {
  if (index >= starts.length) return false;
  const from = starts[index]!;
  const to = contentEnd(index);
  if (to - from > 2000) return false;
  const line = text.slice(from, to).replace(QUOTE, '');
  return line.includes('-') && (line.includes('|') || line.includes(':')) && DELIMITERS.test(line);
}

/** Reads the table whose header is line `header`; returns the index of the first line behind it. */
function table(
  text: string,
  starts: readonly number[],
  header: number,
  contentEnd: ContentEnd,
  blocks: Block[],
  headerFrom: number,
): number {
  const rows: (readonly Part[])[] = [];
  let index = header + 2;
  while (index < starts.length) {
    let from = starts[index]!;
    const to = contentEnd(index);
    const quote = QUOTE.exec(text.slice(from, Math.min(to, from + 64)));
    if (quote !== null) from += quote[0].length;
    if (from >= to || !text.slice(from, to).includes('|')) break;
    rows.push(cells(text, from, to));
    index += 1;
  }
  blocks.push({ kind: 'table', header: cells(text, headerFrom, contentEnd(header)), rows });
  return index;
}

/** The cells of a row without the blanks around them; `\|` and a bar in code divide nothing. */
function cells(text: string, from: number, to: number): readonly Part[] {
  const parts: Part[] = [];
  let start = from;
  let isCode = false;
  const lastTick = text.lastIndexOf('`', to - 1);
  const push = (end: number): void => {
    let begin = start;
    while (begin < end && /\s/.test(text[begin]!)) begin += 1;
    parts.push([begin, trimEnd(text, begin, end)]);
    start = end + 1;
  };
  for (let i = from; i < to; i += 1) {
    const unit = text[i];
    if (unit === '\\') i += 1;
    else if (unit === '`') isCode = !isCode && lastTick > i;
    else if (unit === '|' && !isCode) {
      // The bar at the head of the row opens its first cell.
      if (text.slice(start, i).trim() === '' && parts.length === 0 && start === from) start = i + 1;
      else push(i);
    }
  }
  if (text.slice(start, to).trim() !== '') push(to);
  return parts;
}
