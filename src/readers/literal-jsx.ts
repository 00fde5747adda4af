import { groupEnd } from './brackets.ts';
import { attributeText, isInline } from './html-text.ts';
import { createFlow } from './markup-flow.ts';
import { placeholderFor } from './template-text.ts';
import type { Extract } from './text-builder.ts';

/** Half-open, in UTF-16 units of the file. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** An element in the code of a page and all that stands in it. */
export interface JsxElement {
  /** Offset behind its closing tag. */
  readonly end: number;
  /** Text between tags, in which expressions are placeholders, and the quoted values of attributes. */
  readonly texts: readonly Extract[];
  /** Expressions: code, in which strings and elements may stand. */
  readonly code: readonly Range[];
}

const OPEN = /<([A-Za-z_$][\w$.:-]*)?/y;
const CLOSE = /<\/\s*([\w$.:-]*)\s*>/y;
const CHILD = /[<{]/g;
const FOLDED = { hasReferences: true, isFolded: true } as const;
const STRING = /^\s*(?:"[^"\\{}\r\n]*"|'[^'\\{}\r\n]*')\s*$/;
const COMMENT = /^\s*\/[*/]/;
/** What a tag is made of: quoted values, expressions, comments and its end. */
const PART = /["'{>]|\/\*[\s\S]{0,2000}?\*\/|\/\/[^\r\n]*/g;
const MAX_DEPTH = 500;
/** Longest tag or expression, in UTF-16 units. */
const FAR = 50_000;

/** Whether an element may begin at a `<`, by what stands before it: an expression is due. */
export function mayBeginJsx(before: string): boolean {
  return /(?:[(,=:[!&|?{};>]|\b(?:return|default|case))\s*$|^\s*$/.test(before);
}

/**
 * Offset behind the tag whose inside begins at `from`, and its quoted values without their quotes: as in HTML a backslash
 * is a character in them, and so is a line end. Undefined where the tag does not end before `limit`.
 */
function readTag(
  file: string,
  from: number,
  limit: number,
): { readonly end: number; readonly values: readonly Range[] } | undefined {
  const values: Range[] = [];
  PART.lastIndex = from;
  for (let part = PART.exec(file); part !== null && part.index < limit; part = PART.exec(file)) {
    const start = PART.lastIndex;
    const [sign] = part;
    if (sign === '>') return { end: start, values };
    if (sign === '{') {
      const end = groupEnd(file, start, '}', limit);
      if (end < 0) return undefined;
      PART.lastIndex = end;
    } else if (sign === '"' || sign === "'") {
      const length = file.slice(start, limit).indexOf(sign);
      if (length < 0) return undefined;
      PART.lastIndex = start + length + 1;
      values.push({ from: start, to: start + length });
    }
  }
  return undefined;
}

/** The element that begins at `from` (a `<`); the offset where it breaks off where there is none. */
export function readJsx(file: string, from: number, limit: number): JsxElement | number {
  const flow = createFlow(file, {});
  const texts: Extract[] = [];
  const code: Range[] = [];
  const open: string[] = [];
  const cut = (name: string): void => {
    if (isInline(name) || name === 'Text') return;
    const extract = flow.finish();
    if (extract !== undefined) texts.push(extract);
  };
  const done = (end: number): JsxElement => {
    cut('');
    return { end, texts, code };
  };
  let at = from;
  for (;;) {
    CLOSE.lastIndex = at;
    const close = open.length > 0 ? CLOSE.exec(file) : null;
    if (close !== null) {
      const name = open.pop();
      if (name !== close[1]) return at;
      cut(name ?? '');
      at = CLOSE.lastIndex;
    } else {
      OPEN.lastIndex = at;
      const tag = OPEN.exec(file);
      if (tag === null || open.length >= MAX_DEPTH) return at;
      const name = tag[1] ?? '';
      const start = OPEN.lastIndex;
      const far = Math.min(limit, start + FAR);
      const inside = readTag(file, start, far);
      if (inside === undefined) return far;
      const { end, values } = inside;
      if (name === '' && end !== start + 1) return at;
      let copied = start;
      for (const value of values) {
        const extract = attributeText(file, value, {});
        if (extract !== undefined) texts.push(extract);
        code.push({ from: copied, to: value.from - 1 });
        copied = value.to + 1;
      }
      if (end > copied + 1) code.push({ from: copied, to: end - 1 });
      const isEmpty = file[end - 2] === '/';
      if (name === 'br') flow.put('\n', at, end);
      else cut(name);
      if (!isEmpty) open.push(name);
      at = end;
    }
    if (open.length === 0) return done(at);
    // Up to the next tag.
    for (;;) {
      CHILD.lastIndex = at;
      const child = CHILD.exec(file);
      if (child === null || child.index >= limit) return at;
      flow.add(at, child.index, FOLDED);
      at = child.index;
      if (child[0] === '<') break;
      const far = Math.min(limit, at + FAR);
      const end = groupEnd(file, at + 1, '}', far);
      if (end < 0) return far;
      const inner = file.slice(at + 1, end - 1);
      if (STRING.test(inner)) {
        const quote = at + 1 + inner.search(/["']/);
        flow.add(quote + 1, at + 1 + inner.trimEnd().length - 1, {
          hasReferences: false,
          isFolded: false,
        });
      } else {
        code.push({ from: at + 1, to: end - 1 });
        if (!COMMENT.test(inner)) flow.put(placeholderFor(inner), at, end);
      }
      at = end;
    }
  }
}
