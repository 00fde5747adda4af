import type { EntityKind } from '../model/view.ts';
import { ENTITY_KINDS } from './program.ts';

/** A pattern as a tree (engine specification, section 7.2). */
export type PatternNode =
  | { readonly type: 'class'; readonly name: string }
  | { readonly type: 'literal'; readonly text: string }
  | { readonly type: 'entity'; readonly kind: EntityKind }
  | { readonly type: 'gap'; readonly min: number; readonly max: number }
  | { readonly type: 'start' }
  | { readonly type: 'end' }
  | { readonly type: 'cross' }
  | { readonly type: 'any'; readonly options: readonly (readonly PatternItem[])[] };

export interface PatternItem {
  readonly node: PatternNode;
  readonly optional: boolean;
  readonly negated: boolean;
  readonly capture?: string;
}

/** Thrown for a pattern that does not follow the grammar; `offset` is 0-based in the pattern. */
export class PatternError extends Error {
  readonly offset: number;
  readonly zh: string;

  constructor(offset: number, zh: string, en: string) {
    super(en);
    this.name = 'PatternError';
    this.offset = offset;
    this.zh = zh;
  }
}

const ENTITIES: ReadonlySet<string> = new Set(ENTITY_KINDS);
const MAX_ITEMS = 12;
const MAX_GAPS = 4;
const MAX_GAP = 20;
const SPECIAL = /[\s<>()|?~!$^#/]/;

interface Cursor {
  readonly text: string;
  at: number;
}

function skipBlanks(cursor: Cursor): void {
  while (cursor.at < cursor.text.length && /\s/.test(cursor.text[cursor.at]!)) cursor.at++;
}

function parseGap(cursor: Cursor): PatternNode {
  const found = /^~(\d+)(?:-(\d+))?/.exec(cursor.text.slice(cursor.at));
  if (!found)
    throw new PatternError(
      cursor.at,
      '~ 后面要写数字，如 ~6 或 ~2-6',
      'a number must follow ~, as in ~6 or ~2-6',
    );
  const first = Number(found[1]);
  const second = found[2] === undefined ? undefined : Number(found[2]);
  const min = second === undefined ? 0 : first;
  const max = second ?? first;
  if (max > MAX_GAP || min > max) {
    throw new PatternError(
      cursor.at,
      `间隔最多 ${MAX_GAP} 个字，且下限不大于上限`,
      `a gap is at most ${MAX_GAP} characters, and its minimum not above its maximum`,
    );
  }
  cursor.at += found[0].length;
  return { type: 'gap', min, max };
}

function parseAtom(cursor: Cursor, depth: number): PatternNode {
  const { text } = cursor;
  const mark = text[cursor.at]!;
  if (mark === '<') {
    const end = text.indexOf('>', cursor.at);
    const name = end < 0 ? '' : text.slice(cursor.at + 1, end);
    if (!/^[a-z][a-z0-9-]*$/.test(name)) {
      throw new PatternError(
        cursor.at,
        '词类要写成 <名称>，名称用小写英文',
        'a class is written <name>, in lower case',
      );
    }
    cursor.at = end + 1;
    return { type: 'class', name };
  }
  if (mark === '(') {
    if (depth >= 2)
      throw new PatternError(cursor.at, '括号最多嵌套两层', 'parentheses nest at most two deep');
    cursor.at++;
    const options: PatternItem[][] = [];
    for (;;) {
      options.push(parseItems(cursor, depth + 1));
      if (text[cursor.at] === '|') {
        cursor.at++;
        continue;
      }
      if (text[cursor.at] !== ')')
        throw new PatternError(cursor.at, '括号没有关上', 'the parenthesis is not closed');
      cursor.at++;
      return { type: 'any', options };
    }
  }
  if (mark === '~') return parseGap(cursor);
  if (mark === '^') {
    cursor.at++;
    return { type: 'start' };
  }
  if (mark === '$') {
    cursor.at++;
    return { type: 'end' };
  }
  if (mark === '#') {
    const kind = /^#([a-z]+)/.exec(text.slice(cursor.at))?.[1] ?? '';
    if (!ENTITIES.has(kind)) {
      throw new PatternError(
        cursor.at,
        `没有 #${kind}；可用 ${[...ENTITIES].map((e) => `#${e}`).join(' ')}`,
        `there is no #${kind}; known are ${[...ENTITIES].map((e) => `#${e}`).join(' ')}`,
      );
    }
    cursor.at += kind.length + 1;
    // Safe: the set holds exactly the members of the union.
    return { type: 'entity', kind: kind as EntityKind };
  }
  if (text.startsWith('//', cursor.at)) {
    cursor.at += 2;
    return { type: 'cross' };
  }
  const start = cursor.at;
  while (cursor.at < text.length && !SPECIAL.test(text[cursor.at]!)) cursor.at++;
  if (cursor.at === start) {
    throw new PatternError(start, `这里不能用“${mark}”`, `"${mark}" cannot stand here`);
  }
  return { type: 'literal', text: text.slice(start, cursor.at) };
}

function parseItem(cursor: Cursor, depth: number): PatternItem {
  const { text } = cursor;
  let negated = false;
  let capture: string | undefined;
  const start = cursor.at;
  if (text[cursor.at] === '!') {
    negated = true;
    cursor.at++;
  }
  const named = /^\$([a-z][a-z0-9]*):/.exec(text.slice(cursor.at));
  if (named) {
    capture = named[1]!;
    cursor.at += named[0].length;
    skipBlanks(cursor);
  }
  if (cursor.at >= text.length)
    throw new PatternError(start, '模式在这里中断', 'the pattern breaks off here');
  const node = parseAtom(cursor, depth);
  let optional = false;
  if (text[cursor.at] === '?') {
    optional = true;
    cursor.at++;
  }
  if (negated && !onlyTerms(node)) {
    throw new PatternError(
      start,
      '! 后面只能是词、词类或它们的选择',
      '! may hold only literals, classes and alternatives of them',
    );
  }
  return capture === undefined ? { node, optional, negated } : { node, optional, negated, capture };
}

function onlyTerms(node: PatternNode): boolean {
  if (node.type === 'any')
    return node.options.every((option) => option.length === 1 && onlyTerms(option[0]!.node));
  return node.type === 'class' || node.type === 'literal';
}

function parseItems(cursor: Cursor, depth: number): PatternItem[] {
  const items: PatternItem[] = [];
  for (;;) {
    skipBlanks(cursor);
    const mark = cursor.text[cursor.at];
    if (mark === undefined || mark === '|' || mark === ')') {
      if (items.length === 0)
        throw new PatternError(cursor.at, '空的选择', 'an alternative is empty');
      return items;
    }
    items.push(parseItem(cursor, depth));
  }
}

/** True if every way through the items passes a class or a literal that is neither optional nor negated. */
export function hasRequiredTerm(items: readonly PatternItem[]): boolean {
  return items.some(
    ({ node, optional, negated }) =>
      !optional &&
      !negated &&
      (node.type === 'class' ||
        node.type === 'literal' ||
        (node.type === 'any' && node.options.every(hasRequiredTerm))),
  );
}

/**
 * Parses one pattern. Throws `PatternError` with the offset where it goes wrong: unknown sign, unclosed
 * parenthesis, more than 12 items or 4 gaps, a gap over 20, or nothing that must occur.
 */
export function parsePattern(text: string): readonly PatternItem[] {
  const cursor: Cursor = { text, at: 0 };
  const items = parseItems(cursor, 0);
  if (cursor.at < text.length)
    throw new PatternError(cursor.at, '多出一个括号或竖线', 'a parenthesis or bar too many');
  if (items.length > MAX_ITEMS)
    throw new PatternError(
      0,
      `一条模式最多 ${MAX_ITEMS} 项`,
      `a pattern has at most ${MAX_ITEMS} items`,
    );
  if (items.filter((item) => item.node.type === 'gap').length > MAX_GAPS) {
    throw new PatternError(
      0,
      `一条模式最多 ${MAX_GAPS} 个间隔`,
      `a pattern has at most ${MAX_GAPS} gaps`,
    );
  }
  if (!hasRequiredTerm(items)) {
    throw new PatternError(
      0,
      '模式里至少要有一个必须出现的词或词类',
      'a pattern needs at least one literal or class that must occur',
    );
  }
  return items;
}
