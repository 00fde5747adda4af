import type { Extract } from './text-builder.ts';
import type { TreeEntry, TreeNode } from './tree.ts';
import { type FlowToken, readFlowScalar } from './yaml-scalar.ts';

/** A tab may not indent, and further line ends and marks are another one's business. */
const UNUSUAL = /[\t\r\u0085\u2028\u2029\ufeff]/;

/**
 * One line: indentation, then a comment or a dash with its blanks, a key with its colon and blanks, and the rest.
 * A key of these characters means itself, whatever it looks like.
 */
const LINE =
  /( *)(?:#[^\n]*|(-(?: +|(?=\n|$)))?(?:([A-Za-z_\u4e00-\u9fff][\w.\u4e00-\u9fff-]{0,99}):(?: +|(?=\n|$)))?([^\n]*))(?:\n|$)/y;

const DOUBLE = /^"[^"\\]*(?:\\["\\/nrt][^"\\]*)*" *$/;
const SINGLE = /^'[^']*(?:''[^']*)*' *$/;
/** Letters, figures, and what stands behind the marks and alphabets of Europe: none of them is an indicator. */
const PLAIN_START = /^[A-Za-z0-9\u2e80-\uffff]/;
const PLAIN_STOP = /: | #|:$/;
/** What the core schema takes for no string, among what begins so. */
const NO_STRING =
  /^(?:[Nn]ull|NULL|[Tt]rue|TRUE|[Ff]alse|FALSE|0o[0-7]+|0x[0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)$/;

/** Deeper nesting is left to who measures it. */
const MAX_LEVELS = 50;

type Level =
  | { readonly at: number; readonly kind: 'map'; readonly entries: TreeEntry[] }
  | { readonly at: number; readonly kind: 'list'; readonly items: TreeNode[] };

const NOTHING: TreeNode = { kind: 'other', value: '' };

/** A scalar that is whole on its line; `offset` is where `rest` begins in `text`. Undefined for anything else. */
function scalarOf(text: string, offset: number, rest: string): TreeNode | undefined {
  let length = rest.length;
  while (rest.charCodeAt(length - 1) === 32) length -= 1;
  const source = length === rest.length ? rest : rest.slice(0, length);
  const mark = rest.charCodeAt(0);
  if (mark === 0x22 || mark === 0x27) {
    const isDouble = mark === 0x22;
    if (!(isDouble ? DOUBLE : SINGLE).test(rest)) return undefined;
    const isAsWritten =
      length > 2 && (isDouble ? !source.includes('\\') : source.indexOf("'", 1) === length - 1);
    const type = isDouble ? 'double-quoted-scalar' : 'single-quoted-scalar';
    return isAsWritten
      ? textAsWritten(text, offset + 1, offset + length - 1)
      : textOf(text, { type, offset, source });
  }
  if (!PLAIN_START.test(source) || PLAIN_STOP.test(source)) return undefined;
  if (NO_STRING.test(source)) return { kind: 'other', value: source };
  return textAsWritten(text, offset, offset + length);
}

function textAsWritten(text: string, start: number, end: number): TreeNode {
  return { kind: 'text', read: (): Extract => ({ text: text.slice(start, end), start, end }) };
}

function textOf(text: string, token: FlowToken): TreeNode {
  return { kind: 'text', read: () => readFlowScalar(text, token) };
}

/**
 * The tree of a file of nested maps and lists with one short key or dash and at most one scalar on each line, as
 * most files of templates are written; undefined for any other, broken ones among them: the package reads those,
 * which takes ten times as long. Both give the same tree (a property test holds them to it).
 */
export function readPlainYaml(text: string): TreeNode | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const levels: Level[] = [];
  let root: TreeNode | undefined;
  /** A key of the innermost level, a map, that still waits for its value. */
  let open: string | undefined;
  let hasMarker = false;

  const push = (level: Level): void => {
    const node: TreeNode =
      level.kind === 'map'
        ? { kind: 'map', entries: level.entries }
        : { kind: 'list', items: level.items };
    const outer = levels[levels.length - 1];
    if (outer === undefined) root = node;
    else if (outer.kind === 'list') outer.items.push(node);
    else outer.entries.push({ key: open ?? '', value: node });
    open = undefined;
    levels.push(level);
  };
  /** Ends levels that are indented deeper than `at`, or as deep and no list where a key follows. */
  const returnTo = (at: number, isDash: boolean): Level | undefined => {
    let top = levels[levels.length - 1];
    while (
      top !== undefined &&
      (top.at > at || (top.at === at && top.kind === 'list' && !isDash))
    ) {
      levels.pop();
      top = levels[levels.length - 1];
    }
    return top;
  };

  LINE.lastIndex = 0;
  while (LINE.lastIndex < text.length) {
    const found = LINE.exec(text);
    if (found === null) return undefined;
    const [, blanks, dash, key, rest] = found;
    // A comment, or an empty line.
    if (rest === undefined || (dash === undefined && key === undefined && rest === '')) continue;
    const at = blanks!.length;
    const inner = at + (dash === undefined ? 0 : dash.length);
    if (levels.length === 0 && rest === '---' && inner === 0 && key === undefined && !hasMarker) {
      hasMarker = true;
      continue;
    }
    if (key === undefined && (dash === undefined || rest === '')) return undefined;

    let top = levels[levels.length - 1];
    const isFirst = top === undefined;
    const isBelow = open !== undefined && (at > top!.at || (at === top!.at && dash !== undefined));
    if (isFirst ? at === 0 : isBelow) {
      if (levels.length > MAX_LEVELS) return undefined;
      push(dash === undefined ? { at, kind: 'map', entries: [] } : { at, kind: 'list', items: [] });
    } else {
      if (open !== undefined && top?.kind === 'map')
        top.entries.push({ key: open, value: NOTHING });
      open = undefined;
      if (returnTo(at, dash !== undefined)?.at !== at) return undefined;
    }
    top = levels[levels.length - 1]!;
    if ((top.kind === 'list') !== (dash !== undefined)) return undefined;
    const end = LINE.lastIndex - (text.charCodeAt(LINE.lastIndex - 1) === 10 ? 1 : 0);
    const value = rest === '' ? undefined : scalarOf(text, end - rest.length, rest);
    if (rest !== '' && value === undefined) return undefined;
    if (key === undefined) {
      if (top.kind === 'list') top.items.push(value!);
      continue;
    }
    if (dash !== undefined) {
      push({ at: inner, kind: 'map', entries: [] });
      top = levels[levels.length - 1]!;
    }
    if (value === undefined) open = key;
    else if (top.kind === 'map') top.entries.push({ key, value });
  }
  const top = levels[levels.length - 1];
  if (open !== undefined && top?.kind === 'map') top.entries.push({ key: open, value: NOTHING });
  return root;
}
