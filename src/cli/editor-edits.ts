/** A change of a text. Lines and columns 0-based, columns in UTF-16 units, the end exclusive. */
export interface LineEdit {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Where a hit stands in its line, 0-based, half-open. */
export interface HitInLine {
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

const SENTENCE_END = '。！？!?；;';
/** What bounds a text in a line of its format, besides the ends of sentences. */
const BOUNDS: Readonly<Record<string, string>> = {
  text: '',
  markdown: '|',
  yaml: '"\'#',
  json: '"',
  jsonc: '"',
  jsonl: '"',
  csv: '",\t;',
  tsv: '"\t',
};
/** What stands before a text in its line and does not belong to it: keys, bullets, speakers. */
const LEAD =
  /^(?:\s*(?:[-*+]\s+|\d+[.、)]\s*|[^\s"'：:，。]{1,20}\s*(?::\s+|：)|#{1,6}\s+|>\s*))+|^\s+/;

/**
 * Puts a rewrite in the place of the sentence around a hit; undefined where the format gives no safe place for
 * it: an unknown format, a hit over several lines, or a rewrite that holds what the format bounds its texts with.
 */
export function replaceSentence(
  lineText: string,
  hit: HitInLine,
  rewrite: string,
  format: string,
): LineEdit | undefined {
  const bounds = BOUNDS[format];
  if (bounds === undefined || hit.to > lineText.length) return undefined;
  if (/[\n\r\\]/.test(rewrite) || [...bounds].some((mark) => rewrite.includes(mark)))
    return undefined;
  const stops = SENTENCE_END + bounds;
  let from = hit.from;
  while (from > 0 && !stops.includes(lineText[from - 1]!)) from -= 1;
  if (from === 0) from = Math.min(hit.from, LEAD.exec(lineText)?.[0].length ?? 0);
  while (from < hit.from && /\s/.test(lineText[from]!)) from += 1;
  let to = hit.to;
  while (to < lineText.length && !stops.includes(lineText[to]!)) to += 1;
  // The rewrite ends its sentence itself.
  if (SENTENCE_END.includes(lineText[to] ?? '\n') && SENTENCE_END.includes(rewrite.at(-1)!))
    to += 1;
  return { line: hit.line, from, to, text: rewrite };
}

/** How a comment of one line is written, and what shows that a line is no continuation of a text above it. */
interface CommentAbove {
  readonly write: (directive: string) => string;
  /** Must fit the line before the hit: a comment within a string would be a part of it. */
  readonly beginsText?: RegExp;
  /** In its place: the line above which the comment holds for the hit, behind `before` in the last of `lines`. */
  readonly placeOf?: (lines: readonly string[], before: string) => number | undefined;
}

const BLOCK_HEAD = /(?:^|[\s:-])[|>][-+\d]{0,2}[ \t]*(?:[ \t]#.*)?$/;

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The line of the value in the last line: the head of its block, undefined where it may have begun above. */
function yamlPlace(lines: readonly string[], before: string): number | undefined {
  const last = lines.length - 1;
  let indent = indentOf(lines[last]!);
  for (let at = last - 1; at >= 0 && indent > 0; at -= 1) {
    const line = lines[at]!;
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    if (BLOCK_HEAD.test(line)) return at;
    indent = indentOf(line);
  }
  return /^\s*(?:[-?]\s|["']|[^\s"'#][^:]*:\s)/.test(before) ? last : undefined;
}

/** The last line, where it begins a paragraph, an item or a row. */
function markdownPlace(lines: readonly string[], before: string): number | undefined {
  const last = lines.length - 1;
  const isFirst = (lines[last - 1] ?? '').trim() === '';
  return isFirst || /^\s*(?:[-*+>|#]|\d+[.)]\s)/.test(before) ? last : undefined;
}

const QUOTE = /["'`]/;
const LINE_COMMENT = { write: (text: string) => `// ${text}`, beginsText: /^(?!\s*<)[^"'`]*["'`]/ };
const HASH_COMMENT = { write: (text: string) => `# ${text}`, beginsText: QUOTE };
const COMMENTS: Readonly<Record<string, CommentAbove>> = {
  yaml: { write: (text) => `# ${text}`, placeOf: yamlPlace },
  markdown: { write: (text) => `<!-- ${text} -->`, placeOf: markdownPlace },
  html: { write: (text) => `<!-- ${text} -->`, beginsText: /^\s*<[^!]/ },
  // XML allows no two hyphens in a comment.
  xml: { write: (text) => `<!-- ${text.replace(' -- ', ' —— ')} -->`, beginsText: /^\s*<[^!]/ },
  freemarker: { write: (text) => `<#-- ${text} -->` },
  velocity: { write: (text) => `## ${text}` },
  properties: { write: (text) => `# ${text}`, beginsText: /^\s*[^\s=:]+\s*[=:]/ },
  strings: LINE_COMMENT,
  jsonc: LINE_COMMENT,
  java: LINE_COMMENT,
  kotlin: LINE_COMMENT,
  javascript: LINE_COMMENT,
  php: LINE_COMMENT,
  python: HASH_COMMENT,
  sql: { write: (text) => `-- ${text}`, beginsText: QUOTE },
};

/**
 * A comment above the line that suppresses a rule, with the reason left to be filled in; undefined where a format
 * has no comments, or the line may stand within a text that began above it. `lines` are those of the document up to
 * the one where the hit begins, at `from`.
 */
export function suppressAbove(
  lines: readonly string[],
  from: number,
  ruleId: string,
  reason: string,
  format: string,
): LineEdit | undefined {
  const comment = COMMENTS[format];
  if (comment === undefined) return undefined;
  const before = lines.at(-1)!.slice(0, from);
  if (comment.beginsText?.test(before) === false) return undefined;
  const line = comment.placeOf === undefined ? lines.length - 1 : comment.placeOf(lines, before);
  if (line === undefined) return undefined;
  const indent = /^[ \t]*/.exec(lines[line]!)![0];
  const text = comment.write(`cuilint-disable-next-line ${ruleId} -- ${reason}`);
  return { line, from: 0, to: 0, text: `${indent}${text}\n` };
}
