import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { putEscaped } from './escapes.ts';
import type { ReaderOptions } from './reader.ts';
import { createSourceText } from './source-text.ts';
import { createTextBuilder } from './text-builder.ts';

/** A logical line: every line but the last ends in an odd number of backslashes, and each escape is whole. */
const ENTRY = /[ \t\f]*(?:[#!][^\r\n]*|((?:\\(?:\r\n|[\s\S])|[^\\\r\n])*))(?:\r\n|\r|\n|$)/y;
/** The key ends at the first blank, `=` or `:` that is not escaped. */
const KEY = /((?:\\[\s\S]|[^\\ \t\f=:\r\n])*)[ \t\f]*(?:[=:][ \t\f]*)?/y;

/** Every value with Chinese in a `.properties` file, escapes resolved and continued lines joined, under its key. */
export function* readProperties(
  file: TextFile,
  options: ReaderOptions,
): Iterable<Segment | Problem> {
  const { text } = file;
  const source = createSourceText(file, options);
  for (let at = 0; at < text.length; ) {
    ENTRY.lastIndex = at;
    const entry = ENTRY.exec(text);
    // A lone backslash is the last character of the file.
    if (entry === null) return;
    const body = entry[1];
    const begin = at + entry[0].search(/[^ \t\f]|$/);
    at = Math.max(ENTRY.lastIndex, at + 1);
    if (body === undefined || body === '') continue;
    const end = begin + body.length;
    KEY.lastIndex = begin;
    const key = KEY.exec(text);
    const start = KEY.lastIndex;
    const built = createTextBuilder(text, start);
    putEscaped(text, start, end, 'properties', built);
    const segment = source.segment(built.finish(), (key?.[1] ?? '').replace(/\\([\s\S])/g, '$1'));
    if (segment !== undefined) yield segment;
  }
}
