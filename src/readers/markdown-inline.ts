import { characterReference } from './character-references.ts';
import { holdsHan } from './source-text.ts';
import { createTextBuilder, type Extract } from './text-builder.ts';

/** A piece of a line, half-open in UTF-16 units of the file: what is left without list marks and the like. */
export type Part = readonly [from: number, to: number];

interface Cut {
  readonly from: number;
  readonly to: number;
  /** What the reader sees in its place; '' for nothing. */
  readonly text: string;
}

const TAG =
  /<\/?(?:b|i|em|strong|span|u|font|mark|del|ins|s|code|kbd|sup|sub|a|small|big|p|div|center|br)(?:\s[^<>\n]{0,300})?\/?>/iy;
const MAX_LINK = 2000;
/** How far a partner is looked for: without a limit a line of lone marks costs its square. */
const MAX_SPAN = 5000;

/** What stands in a paragraph and is no part of its text. */
export interface Aside {
  /** Titles of links and pictures, and what attributes of tags show. */
  readonly texts: Part[];
  /** Comments with Chinese in them. */
  comments: number;
}

/** Attributes whose value is shown or read aloud. */
const SHOWN = /\s(?:title|alt|aria-label|placeholder|label)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
/** The title behind a link's target, without its quotes. */
const TITLE = /\s(?:"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|\(([^()]*)\))\s*$/;

/**
 * The text of a paragraph as its reader sees it: marks of emphasis, code and links resolved, comments and
 * tags dropped, lines joined by a line feed. A link keeps its words and loses its target. `aside` is told of what
 * is dropped and holds Chinese.
 */
export function readInline(text: string, parts: readonly Part[], aside?: Aside): Extract {
  const builder = createTextBuilder(text, parts[0]?.[0] ?? 0);
  const cuts = findCuts(text, parts, aside);
  let index = 0;
  let behind = -1;
  for (const [from, to] of parts) {
    if (behind >= 0) builder.put('\n', behind, from);
    let copied = from;
    while (index < cuts.length && cuts[index]!.from < to) {
      const cut = cuts[index]!;
      builder.copy(copied, cut.from);
      builder.put(cut.text, cut.from, cut.to);
      copied = cut.to;
      index += 1;
    }
    builder.copy(copied, to);
    behind = to;
  }
  return builder.finish();
}

function findCuts(text: string, parts: readonly Part[], aside?: Aside): readonly Cut[] {
  const cuts: Cut[] = [];
  const drop = (from: number, to: number, replacement = ''): void => {
    cuts.push({ from, to, text: replacement });
  };
  /** Openers of emphasis that still wait for their partner, by mark and length. */
  const openers = new Map<string, number[]>();
  for (const [from, to] of parts) {
    const brackets: number[] = [];
    let i = from;
    while (i < to) {
      const unit = text[i]!;
      if (unit === '\\' && i + 1 < to && /[!-/:-@[-`{-~]/.test(text[i + 1]!)) {
        drop(i, i + 1);
        i += 2;
      } else if (unit === '`') {
        i = codeSpan(text, i, to, drop);
      } else if (unit === '<') {
        const end = tagOrComment(text, i, to, drop);
        if (aside !== undefined && end > i + 1) noteTag(text, i, end, aside);
        i = end;
      } else if (unit === '&') {
        i = entity(text, i, to, drop);
      } else if (unit === '[') {
        brackets.push(i);
        i += 1;
      } else if (unit === ']') {
        const open = brackets.pop();
        const close = open !== undefined && text[i + 1] === '(' ? linkEnd(text, i + 1, to) : -1;
        if (open !== undefined && close > 0) {
          const image = open > from && text[open - 1] === '!';
          drop(image ? open - 1 : open, open + 1);
          drop(i, close);
          const title = TITLE.exec(text.slice(i + 2, close - 1));
          const shown = title?.[1] ?? title?.[2] ?? title?.[3] ?? '';
          if (title !== null && holdsHan(shown)) {
            const start = i + 2 + title.index + title[0].search(/\S/) + 1;
            aside?.texts.push([start, start + shown.length]);
          }
          i = close;
        } else {
          i += 1;
        }
      } else if (unit === '*' || unit === '_' || unit === '~') {
        i = emphasis(text, i, [from, to], openers, drop);
      } else {
        i += 1;
      }
    }
  }
  return cuts.sort((a, b) => a.from - b.from);
}

function noteTag(text: string, from: number, to: number, aside: Aside): void {
  const tag = text.slice(from, to);
  if (!holdsHan(tag)) return;
  if (tag.startsWith('<!--')) aside.comments += 1;
  else {
    for (const attribute of tag.matchAll(SHOWN)) {
      const shown = attribute[1] ?? attribute[2] ?? '';
      const start = from + attribute.index + attribute[0].length - 1 - shown.length;
      if (holdsHan(shown)) aside.texts.push([start, start + shown.length]);
    }
  }
}

type Drop = (from: number, to: number, replacement?: string) => void;

function runEnd(text: string, at: number, to: number): number {
  let end = at;
  while (end < to && text[end] === text[at]) end += 1;
  return end;
}

function codeSpan(text: string, at: number, to: number, drop: Drop): number {
  const end = runEnd(text, at, to);
  const fence = text.slice(at, end);
  let close = text.slice(end, Math.min(to, end + MAX_SPAN)).indexOf(fence);
  if (close < 0) return end;
  close += end;
  if (text[close + fence.length] === '`' && close + fence.length < to) return end;
  drop(at, end);
  drop(close, close + fence.length);
  return close + fence.length;
}

function tagOrComment(text: string, at: number, to: number, drop: Drop): number {
  if (text.startsWith('<!--', at)) {
    const close = text.slice(at, Math.min(to, at + MAX_SPAN)).indexOf('-->');
    if (close >= 0) {
      drop(at, at + close + 3);
      return at + close + 3;
    }
  }
  TAG.lastIndex = at;
  const tag = TAG.exec(text);
  if (tag === null || at + tag[0].length > to) return at + 1;
  drop(at, at + tag[0].length, /^<br/i.test(tag[0]) ? '\n' : '');
  return at + tag[0].length;
}

function entity(text: string, at: number, to: number, drop: Drop): number {
  const found = characterReference(text, at);
  if (found === undefined || found.end > to) return at + 1;
  drop(at, found.end, found.text);
  return found.end;
}

/** Behind the `)` that closes the target which opens at `open`; -1 where none does. */
function linkEnd(text: string, open: number, to: number): number {
  let depth = 0;
  for (let i = open; i < Math.min(to, open + MAX_LINK); i += 1) {
    if (text[i] === '(') depth += 1;
    else if (text[i] === ')') {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return -1;
}

/** CommonMark's flanking, with runs of equal length as partners. 138****5678 and `user_name` stay. */
function emphasis(
  text: string,
  at: number,
  [from, to]: Part,
  openers: Map<string, number[]>,
  drop: Drop,
): number {
  const end = runEnd(text, at, to);
  const mark = text[at]!;
  if (end - at > 3 || (mark === '~' && end - at !== 2)) return end;
  const before = at > from ? text[at - 1]! : ' ';
  const after = end < to ? text[end]! : ' ';
  const spaceBefore = /\s/.test(before);
  const spaceAfter = /\s/.test(after);
  const punctuationBefore = /\p{P}|\p{S}/u.test(before);
  const punctuationAfter = /\p{P}|\p{S}/u.test(after);
  // Chinese marks beside Han characters do not stop emphasis, whatever CommonMark says: writers mean it.
  const opens = !spaceAfter && (mark !== '_' || spaceBefore || punctuationBefore);
  const closes = !spaceBefore && (mark !== '_' || spaceAfter || punctuationAfter);
  const key = text.slice(at, end);
  const waiting = openers.get(key);
  const open = closes ? waiting?.pop() : undefined;
  if (open !== undefined) {
    drop(open, open + key.length);
    drop(at, end);
  } else if (opens) {
    if (waiting === undefined) openers.set(key, [at]);
    else waiting.push(at);
  }
  return end;
}
