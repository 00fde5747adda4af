import { isMap, isSeq, parseDocument } from 'yaml';

/** What `allow` writes down. The order of the keys is that of the file. */
export interface NewSuppression {
  readonly fingerprint: string;
  readonly rule: string;
  /** Pattern relative to the folder of the list; absent where the text stands outside of it. */
  readonly file?: string;
  readonly reason: string;
  readonly reviewer: string;
  /** ISO date. */
  readonly date: string;
  readonly expires?: string;
}

/**
 * A text as a scalar in quotes, as JSON has it, which YAML reads the same; line ends and what else could
 * steer a terminal become escapes. Everything is quoted: `no`, `1e3` and `2026-03-01` are other things bare.
 */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}\ufeff]/gu,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function fieldsOf(entry: NewSuppression): readonly string[] {
  return Object.entries(entry).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${quoted(value)}`],
  );
}

/** Just behind the line end at or after `offset`; a last line without one counts as ended. */
function lineEndAfter(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}

/**
 * The list of suppressions with more entries, last; everything else stays as it is to the letter, with its
 * comments, order, indentation and line ends. `text` is a list that could be read, or empty; there is at least
 * one entry. undefined where no place for them can be told: then they have to be written by hand.
 */
export function addSuppressions(
  text: string,
  entries: readonly NewSuppression[],
): string | undefined {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const block = (indent: string): string =>
    entries
      .flatMap((entry) =>
        fieldsOf(entry).map(
          (field, index) => `${indent}${index === 0 ? '- ' : '  '}${field}${newline}`,
        ),
      )
      .join('');
  const ended = (part: string): string =>
    part === '' || part.endsWith('\n') ? part : part + newline;
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true });
  const root = document.contents;
  if (document.errors.length > 0) return undefined;
  if (root === null) return `${ended(text)}suppressions:${newline}${block('  ')}`;
  if (!isMap(root) || root.flow === true) return undefined;
  const pair = root.items.find(({ key }) => String(key) === 'suppressions');
  const list = pair?.value;
  const [start, end] = (isSeq(list) && list.range) || [0, 0];
  if (!isSeq(list)) return undefined;
  if (list.flow === true) {
    const close = end - 1;
    if (text[close] !== ']') return undefined;
    const inside = text.slice(start + 1, close);
    const last = inside.trimEnd();
    // A comment before the bracket would swallow what is put behind it.
    if (/(?:^|\s)#/.test(last.slice(last.lastIndexOf('\n') + 1))) return undefined;
    const comma = last === '' || last.endsWith(',') ? '' : ', ';
    const at = start + 1 + last.length;
    const added = entries.map((entry) => `{${fieldsOf(entry).join(', ')}}`).join(', ');
    return `${text.slice(0, at)}${comma}${added}${text.slice(at)}`;
  }
  const item = list.items.at(-1);
  const first = text.lastIndexOf('\n', start) + 1;
  const indent = text.slice(first, start);
  const node: unknown = item;
  const range =
    typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
      ? node.range
      : undefined;
  if (range === undefined || /[^ ]/.test(indent)) return undefined;
  // range[1]: the end of the value; a comment on the same line belongs to it.
  const valueEnd = Number(range[1]);
  const at = text[valueEnd - 1] === '\n' ? valueEnd : lineEndAfter(text, valueEnd);
  return `${ended(text.slice(0, at))}${block(indent)}${text.slice(at)}`;
}

/** The list with one more entry. */
export function addSuppression(text: string, entry: NewSuppression): string | undefined {
  return addSuppressions(text, [entry]);
}
