/** What a terminal would obey, or a person cannot see: controls, bidirectional marks, invisible characters, lone halves. */
export const HARMFUL: RegExp =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]|##\[|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/gu;

function hex(code: number): string {
  return code.toString(16).padStart(4, '0');
}

function escapeOf(char: string): string {
  const code = char.codePointAt(0)!;
  switch (char) {
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    case '##[':
      // Azure and older GitHub runners obey it anywhere in a line.
      return '#\\u0023[';
    default:
      break;
  }
  if (code < 0xa0 || (code >= 0xd800 && code < 0xe000)) return `\\u${hex(code)}`;
  return `<U+${hex(code).toUpperCase()}>`;
}

/**
 * Text that may stand on a terminal: control characters, escape sequences, bidirectional marks, invisible
 * characters and lone surrogates as visible escapes, everything on one line. It may still begin with `::`
 * or `##`: who prints it puts something before it.
 */
export function visible(text: string): string {
  return text.replace(HARMFUL, escapeOf);
}

/** What the runners of GitHub and Azure obey at the beginning of a line; they pass over blanks before it. */
const COMMAND = /^\s*(?:::|##)/;

/**
 * `visible` text, such as a path, that may stand at the beginning of a line: where a build server would take
 * it for a command, `./` stands before it, which leaves a path the same path.
 */
export function visibleAtLineStart(text: string): string {
  const shown = visible(text);
  return COMMAND.test(shown) ? `./${shown}` : shown;
}
