import { createTextBuilder, type Extract } from './text-builder.ts';
import { MAX_DEPTH, type TreeEntry, type TreeNode } from './tree.ts';

/** The first thing that is wrong, as an offset in the decoded file. */
export interface JsonFault {
  readonly offset: number;
  readonly what: 'syntax' | 'comment' | 'depth';
}

export interface JsonScan {
  /** One in a well-formed text, none in a blank one. What could be read when there is a fault. */
  readonly roots: readonly TreeNode[];
  readonly fault: JsonFault | undefined;
}

interface Frame {
  readonly node: { kind: 'list'; items: TreeNode[] } | { kind: 'map'; entries: TreeEntry[] };
  /** Read and still without its value. */
  key: string | undefined;
  /** What a well-formed file has next. */
  next: 'first' | 'colon' | 'value' | 'comma' | 'item';
}

/**
 * Reads one JSON value between `start` and `end` of `text`.
 *
 * Strict in what it calls well-formed (RFC 8259), lenient in what it reads: behind a fault strings go on
 * being found, so that a missing comma hides no message. `comments`: part of the syntax, as are commas behind the
 * last value (`allowed`), a fault whose text is no message (`fault`), or unknown. Linear, and without recursion.
 */
export function scanJson(
  text: string,
  start: number,
  end: number,
  comments?: 'allowed' | 'fault',
): JsonScan {
  const stack: Frame[] = [];
  const roots: TreeNode[] = [];
  let fault: JsonFault | undefined;
  const blame = (offset: number, what: JsonFault['what'] = 'syntax'): void => {
    fault ??= { offset: Math.min(offset, end), what };
  };

  const add = (value: TreeNode, offset: number): void => {
    const frame = stack[stack.length - 1];
    if (frame === undefined) {
      if (roots.length > 0) blame(offset);
      roots.push(value);
      return;
    }
    if (frame.node.kind === 'list') {
      if (frame.next === 'comma') blame(offset);
      frame.node.items.push(value);
    } else {
      if (frame.next !== 'value') blame(offset);
      frame.node.entries.push({ key: frame.key ?? '', value });
      frame.key = undefined;
    }
    frame.next = 'comma';
  };

  let i = start;
  while (i < end) {
    const unit = text.charCodeAt(i);
    if (unit === 32 || unit === 10 || unit === 13 || unit === 9) {
      i += 1;
      continue;
    }
    const frame = stack[stack.length - 1];
    switch (unit) {
      case 0x7b:
      case 0x5b: {
        if (stack.length >= MAX_DEPTH) {
          blame(i, 'depth');
          return { roots, fault };
        }
        const node: Frame['node'] =
          unit === 0x7b ? { kind: 'map', entries: [] } : { kind: 'list', items: [] };
        add(node, i);
        stack.push({ node, key: undefined, next: 'first' });
        i += 1;
        break;
      }
      case 0x7d:
      case 0x5d: {
        const kind = unit === 0x7d ? 'map' : 'list';
        const isComplete =
          frame?.next === 'first' ||
          frame?.next === 'comma' ||
          (comments === 'allowed' && frame?.next === 'item');
        if (frame?.node.kind !== kind || !isComplete) blame(i);
        if (frame?.node.kind === kind) stack.pop();
        i += 1;
        break;
      }
      case 0x2c:
        if (frame === undefined || frame.next !== 'comma') blame(i);
        if (frame !== undefined) frame.next = 'item';
        i += 1;
        break;
      case 0x3a:
        if (frame?.next !== 'colon') blame(i);
        else frame.next = 'value';
        i += 1;
        break;
      case 0x22: {
        const close = stringEnd(text, i, end);
        const wellFormed = close.closed && close.bad < 0;
        if (!wellFormed) blame(close.bad >= 0 ? close.bad : i);
        const from = i + 1;
        const to = close.closed ? close.at - 1 : close.at;
        const isKey =
          frame?.node.kind === 'map' &&
          close.closed &&
          (frame.next === 'first' || frame.next === 'item' || beforeColon(text, close.at, end));
        if (frame !== undefined && isKey) {
          if (frame.next !== 'first' && frame.next !== 'item') blame(i);
          frame.key = close.escaped ? readString(text, from, to).text : text.slice(from, to);
          frame.next = 'colon';
        } else {
          const escaped = close.escaped;
          add(
            {
              kind: 'text',
              read: () => (escaped ? readString(text, from, to) : plain(text, from, to)),
            },
            i,
          );
        }
        i = close.at;
        break;
      }
      default: {
        const from = i;
        // An address without quotes is no comment: what stands behind it in the line would pass unread.
        const isAddress = comments === 'fault' && text[i - 1] === ':';
        const comment = comments && !isAddress ? commentEnd(text, i, end) : undefined;
        if (comment?.isClosed || (comment && comments === 'allowed')) {
          if (!comment.isClosed) blame(i);
          else if (comments === 'fault') blame(i, 'comment');
          i = comment.at;
          break;
        }
        while (i < end && !isDelimiter(text.charCodeAt(i))) i += 1;
        if (i === from) i += 1;
        const word = text.slice(from, i);
        if (!WORD.test(word)) blame(from);
        add({ kind: 'other', value: word.length > 200 ? '' : word }, from);
      }
    }
  }
  if (stack.length > 0) blame(end);
  return { roots, fault };
}

/** Where the comment that begins at `at` ends; undefined where none begins. An open one ends with the file. */
function commentEnd(
  text: string,
  at: number,
  end: number,
): { readonly at: number; readonly isClosed: boolean } | undefined {
  if (text.startsWith('//', at)) {
    let i = at + 2;
    while (i < end && text.charCodeAt(i) !== 10 && text.charCodeAt(i) !== 13) i += 1;
    return { at: i, isClosed: true };
  }
  if (!text.startsWith('/*', at)) return undefined;
  const close = text.indexOf('*/', at + 2);
  return close < 0 || close + 2 > end
    ? { at: end, isClosed: false }
    : { at: close + 2, isClosed: true };
}

/** With a comma missing, what stands before a colon is a key all the same. */
function beforeColon(text: string, at: number, end: number): boolean {
  let i = at;
  while (i < end && text.charCodeAt(i) <= 32) i += 1;
  return i < end && text.charCodeAt(i) === 0x3a;
}

const WORD = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;

function isDelimiter(unit: number): boolean {
  return (
    unit === 32 ||
    unit === 10 ||
    unit === 13 ||
    unit === 9 ||
    unit === 0x22 ||
    unit === 0x2c ||
    unit === 0x3a ||
    unit === 0x5b ||
    unit === 0x5d ||
    unit === 0x7b ||
    unit === 0x7d
  );
}

function plain(text: string, from: number, to: number): Extract {
  return { text: text.slice(from, to), start: from, end: to };
}

/** Where the string that opens at `open` ends (behind its quote), and its first fault (-1: none). */
function stringEnd(
  text: string,
  open: number,
  end: number,
): { at: number; closed: boolean; escaped: boolean; bad: number } {
  let escaped = false;
  let bad = -1;
  for (let i = open + 1; i < end; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit === 0x22) return { at: i + 1, closed: true, escaped, bad };
    if (unit === 0x5c) {
      escaped = true;
      if (bad < 0 && !isEscape(text, i)) bad = i;
      i += 1;
    } else if (unit < 32) {
      if (bad < 0) bad = i;
      // An open quote ends with its line, so that it does not turn the rest of the file inside out.
      if (unit === 10 || unit === 13) return { at: i, closed: false, escaped, bad: open };
    }
  }
  return { at: end, closed: false, escaped, bad: open };
}

function isEscape(text: string, at: number): boolean {
  const letter = text[at + 1];
  if (letter === 'u') return /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6));
  return letter !== undefined && Object.hasOwn(ESCAPES, letter);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The value of the string whose inside is [from, to). A pair of surrogate escapes is one piece. */
function readString(text: string, from: number, to: number): Extract {
  const builder = createTextBuilder(text, from);
  let copied = from;
  let i = text.indexOf('\\', from);
  while (i >= 0 && i < to) {
    builder.copy(copied, i);
    const [value, length] = escapeAt(text, i, to);
    builder.put(value, i, i + length);
    copied = i + length;
    i = text.indexOf('\\', copied);
  }
  builder.copy(copied, to);
  return builder.finish();
}

function escapeAt(text: string, at: number, to: number): readonly [string, number] {
  const letter = text[at + 1] ?? '';
  if (letter === 'u') {
    const unit = codeOf(text, at, to);
    if (unit < 0) return ['u', Math.min(2, to - at)];
    if (unit >= 0xd800 && unit <= 0xdbff && text[at + 6] === '\\' && text[at + 7] === 'u') {
      const low = codeOf(text, at + 6, to);
      if (low >= 0xdc00 && low <= 0xdfff) return [String.fromCharCode(unit, low), 12];
    }
    return [String.fromCharCode(unit), 6];
  }
  if (at + 1 >= to) return ['\\', 1];
  return [Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter]! : letter, 2];
}

function codeOf(text: string, at: number, to: number): number {
  const digits = text.slice(at + 2, at + 6);
  return at + 6 <= to && /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}
