/** One way to write a comment: what stands before its text in the line, and what ends it within the line. */
interface CommentForm {
  readonly before: RegExp;
  readonly close?: string;
}

const HASH: CommentForm = { before: /(?:^|\s)(#)[ \t]*$/ };
const MARKUP: CommentForm = { before: /(<!--)[ \t]*$/, close: '-->' };
const SLASHES: CommentForm = { before: /(\/\/)[ \t]*$/ };
const BLOCK: CommentForm = { before: /(\/\*)[ \t*]*$/, close: '*/' };
const DASHES: CommentForm = { before: /(--)[ \t]*$/ };
const C_LIKE = [SLASHES, BLOCK];
const COMMENTS: Readonly<Record<string, readonly CommentForm[]>> = {
  yaml: [HASH],
  markdown: [MARKUP],
  properties: [{ before: /^[ \t]*([#!])[ \t]*$/ }],
  po: [{ before: /^[ \t]*(#)\.?[ \t]*$/ }],
  strings: C_LIKE,
  jsonc: C_LIKE,
  html: [MARKUP],
  xml: [MARKUP],
  freemarker: [
    { before: /(<#--)[ \t]*$/, close: '-->' },
    { before: /(\[#--)[ \t]*$/, close: '--]' },
    MARKUP,
  ],
  velocity: [{ before: /(##)[ \t]*$/ }, { before: /(#\*)[ \t*]*$/, close: '*#' }, MARKUP],
  java: C_LIKE,
  kotlin: C_LIKE,
  javascript: C_LIKE,
  php: [...C_LIKE, HASH, MARKUP],
  python: [HASH],
  sql: [DASHES, BLOCK, HASH],
};
/** What looks like a comment in any language: a directive behind it was meant as one. */
const ANY_COMMENT = /(#|\/\/|\/\*|--|<!--|;)[ \t]*$/;
/**
 * The one directive there is, in letters of either case, and what somebody wrote who meant it: other verbs, other
 * joints. With a blank for the hyphen only where a rule, a reason or nothing follows: `# cuilint ignores this`
 * is a remark.
 */
const DIRECTIVE =
  /@?cuilint(?:[-_:：](?:disable|enable|ignore|suppress|allow|skip|off|next-?line)[a-z_-]*|[ \t]+(?:disable|enable|ignore|suppress|skip|off)[a-z_-]*(?=[ \t]*(?:$|--|——|\*\/|[a-z]+\/[a-z])))/gim;
const NEXT_LINE = 'cuilint-disable-next-line';
const ANY_MENTION = /cuilint/i;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** A suppression as it is written into a text. Offsets in UTF-16 units of the decoded file, lines 1-based. */
export interface Directive {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Names of rules as written; none for a blanket one. */
  readonly rules: readonly string[];
  readonly reason: string;
  /** ISO date as written, whether or not the calendar has it. */
  readonly expires?: string;
  /** Line of what it speaks of; 0 if nothing follows or it is no comment of this format. */
  readonly target: number;
}

/** Whether a text may hold a suppression, or what was meant as one. */
export function mayHoldDirective(text: string): boolean {
  return ANY_MENTION.test(text);
}

interface Lines {
  /** Text of the n-th line, 1-based, without its end; undefined behind the last. */
  at(line: number): string | undefined;
  lineOf(offset: number): { readonly line: number; readonly start: number };
}

function linesOf(text: string, starts: readonly number[]): Lines {
  return {
    at: (line) => {
      const start = starts[line - 1];
      if (start === undefined) return undefined;
      return text.slice(start, starts[line] ?? text.length).replace(/[\r\n]+$/, '');
    },
    lineOf: (offset) => {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle]! <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, start: starts[low]! };
    },
  };
}

/** What stands behind the word: rules, `--`, a reason and, in brackets at its end, the last day. */
export function parseDirective(text: string): Pick<Directive, 'rules' | 'reason' | 'expires'> {
  const parts = /^(.*?)(?:\s+(?:--|——|—)\s*(.*))?$/su.exec(text.trim());
  const rules = (parts?.[1] ?? '').split(/[\s,，、]+/u).filter((name) => name !== '');
  const written = (parts?.[2] ?? '').trim();
  const day = /[(（]\s*(?:到期|有效期至|expires|until)\s*[:：]?\s*([^()（）]*?)\s*[)）]\s*$/iu.exec(
    written,
  );
  const reason = day === null ? written : written.slice(0, day.index).trim();
  return { rules, reason, ...(day === null ? {} : { expires: day[1]! }) };
}

/** Lines of a Markdown text that stand in fenced code: there a suppression is shown, not meant. */
function fencedLines(lines: Lines): ReadonlySet<number> {
  const fenced = new Set<number>();
  let fence: string | undefined;
  for (let line = 1; ; line++) {
    const text = lines.at(line);
    if (text === undefined) return fenced;
    const mark = FENCE.exec(text)?.[1];
    if (fence !== undefined) {
      fenced.add(line);
      if (mark?.startsWith(fence) && text.trim() === mark) fence = undefined;
    } else if (mark !== undefined) fence = mark;
  }
}

/** The first line behind `line` that is neither blank nor a comment alone; 0 if there is none. */
function nextLine(lines: Lines, line: number, isComment: (text: string) => boolean): number {
  for (let next = line + 1; ; next++) {
    const text = lines.at(next);
    if (text === undefined) return 0;
    if (text.trim() !== '' && !isComment(text)) return next;
  }
}

/**
 * The suppressions written into a text, in its order. `starts` are the offsets of its lines. A format
 * without comments has none in force, but one that looks like a comment is told with `target` 0.
 */
export function findDirectives(
  text: string,
  format: string,
  starts: readonly number[],
): readonly Directive[] {
  const forms = COMMENTS[format] ?? [];
  const lines = linesOf(text, starts);
  const fenced = format === 'markdown' ? fencedLines(lines) : new Set<number>();
  /** Nothing else stands on the line but perhaps the braces which JSX puts around a comment. */
  const isComment = (line: string): boolean => {
    const content = line
      .trim()
      .replace(/^\{(.*)\}$/s, '$1')
      .trim();
    return forms.some(({ before, close }) => {
      const open = /^(?:<!--|<#--|\[#--|\/\*|\/\/|--|##|#\*|#|!)/.exec(content)?.[0];
      if (open === undefined || !before.test(open)) return false;
      return close === undefined || content.indexOf(close) === content.length - close.length;
    });
  };
  const found: Directive[] = [];
  for (const word of text.matchAll(DIRECTIVE)) {
    const { line, start: lineStart } = lines.lineOf(word.index);
    const whole = lines.at(line)!;
    const at = word.index - lineStart;
    const before = whole.slice(0, at);
    let form: CommentForm | undefined;
    let mark: RegExpExecArray | null = null;
    for (const each of forms) {
      form = each;
      mark = each.before.exec(before);
      if (mark !== null) break;
    }
    const anyMark = mark ?? ANY_COMMENT.exec(before);
    if (!anyMark || fenced.has(line)) continue;
    const start = lineStart + before.length - (anyMark[0].length - anyMark[0].search(/\S/));
    const rest = whole.slice(at + word[0].length);
    const closing = mark === null ? (anyMark[1] === '<!--' ? '-->' : undefined) : form?.close;
    const close = closing === undefined ? -1 : rest.indexOf(closing);
    const body = close < 0 ? rest : rest.slice(0, close);
    const isMeant =
      mark !== null && word[0].toLowerCase() === NEXT_LINE && (closing === undefined || close >= 0);
    found.push({
      start,
      end:
        word.index +
        word[0].length +
        (close < 0 ? body.trimEnd().length : close + (closing?.length ?? 0)),
      line,
      ...parseDirective(body),
      target: isMeant ? nextLine(lines, line, isComment) : 0,
    });
  }
  return found;
}
