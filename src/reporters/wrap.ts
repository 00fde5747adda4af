import { textWidth } from './text-width.ts';

/** A terminal that is narrower breaks lines by itself. */
export const MIN_WIDTH = 40;
/** Marks that must not begin a line. */
const CLOSING = /^[，。、；：！？）」』】》”’)\],.;:!?]/;
/** Marks that must not end one. */
const OPENING = /[（「『【《“‘([]$/;

/** The beginning of `text` that fits into `columns`. */
export function head(text: string, columns: number): string {
  let out = '';
  let width = 0;
  for (const char of text) {
    width += textWidth(char);
    if (width > columns) break;
    out += char;
  }
  return out;
}

/** `line` without its last character, where something is left then. */
function shortened(line: string): string {
  const last = [...line].at(-1) ?? '';
  return last.length < line.length ? line.slice(0, -last.length) : line;
}

/**
 * `text` in lines of at most `columns`; blanks are no better places than any other in Chinese, and none is kept at
 * a break. Latin words, numbers and rule ids stay whole where they fit into a line and leave no more than three
 * quarters of the one before it empty. For `withTextWidth`.
 */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (textWidth(rest) > columns) {
    let line = head(rest, columns);
    if (CLOSING.test(rest.slice(line.length))) line = shortened(line);
    const next = /^[\x21-\x7e]+/.exec(rest.slice(line.length))?.[0] ?? '';
    const begun = next === '' ? null : /[\x21-\x7e]+$/.exec(line);
    if (begun !== null && begun[0].length + next.length <= columns) {
      const before = line.slice(0, begun.index);
      if (textWidth(before) > columns / 4) line = before;
    }
    if (OPENING.test(line)) line = shortened(line);
    if (line === '') break;
    lines.push(line.trimEnd());
    rest = rest.slice(line.length).trimStart();
  }
  return [...lines, rest];
}
