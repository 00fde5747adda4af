import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { putEscaped } from './escapes.ts';
import type { ReaderOptions } from './reader.ts';
import { createSourceText, holdsHan, mayHoldHan } from './source-text.ts';
import { createTextBuilder, type Extract, type TextBuilder } from './text-builder.ts';

const LINE = /[ \t]*([^\r\n]*)(?:\r\n|\r|\n|$)/y;
const STATEMENT = /^(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d{1,3}\])?)[ \t]*)?"/;
const COMMENT = '#';

/** One message of a catalogue. */
interface Entry {
  readonly context: TextBuilder;
  readonly ids: TextBuilder[];
  readonly strings: TextBuilder[];
}

/**
 * The translations of a gettext catalogue with Chinese in them, pieces joined and escapes resolved. Where no
 * translation of a message holds Chinese, what is translated is the Chinese that is sent, and judged instead.
 * The head of the catalogue names its translators and is not judged; nor are comments and obsolete messages.
 */
export function* readPo(file: TextFile, options: ReaderOptions): Iterable<Segment | Problem> {
  const { text } = file;
  if (!mayHoldHan(text)) return;
  const source = createSourceText(file, options);
  let unjudged = 0;
  const create = (): Entry => ({ context: createTextBuilder(text, 0), ids: [], strings: [] });
  let entry = create();
  let builder: TextBuilder | undefined;
  const finish = function* (): Iterable<Segment> {
    const { context, ids, strings } = entry;
    entry = create();
    builder = undefined;
    const sources = ids.map((each) => each.finish());
    const translations = strings.map((each) => each.finish());
    const key = context.finish().text;
    const isHead = sources.length > 0 && sources.every((each) => each.text === '') && key === '';
    const judged = isHead ? [] : judgedOf(sources, translations);
    for (const extract of [...sources, ...translations])
      if (!judged.includes(extract) && holdsHan(extract.text)) unjudged += 1;
    for (const extract of judged) {
      const segment = source.segment(extract, key === '' ? undefined : key);
      if (segment !== undefined) yield segment;
    }
  };
  for (let at = 0; at < text.length; ) {
    LINE.lastIndex = at;
    const line = LINE.exec(text);
    if (line === null) break;
    const body = line[1]!.trimEnd();
    const begin = at + line[0].indexOf(line[1]!);
    at = Math.max(LINE.lastIndex, at + 1);
    if (body === '' || body[0] === COMMENT) {
      if (holdsHan(body)) unjudged += 1;
      continue;
    }
    const statement = STATEMENT.exec(body);
    const keyword = statement?.[1];
    if (keyword === 'msgctxt' || (keyword === 'msgid' && entry.ids.length > 0)) yield* finish();
    if (keyword !== undefined) {
      builder = keyword === 'msgctxt' ? entry.context : createTextBuilder(text, begin);
      if (keyword.startsWith('msgid')) entry.ids.push(builder);
      else if (keyword.startsWith('msgstr')) entry.strings.push(builder);
    }
    const end = statement === null ? -1 : closingQuote(body, statement[0].length);
    if (statement === null || builder === undefined || end < 0) {
      const told = source.broken(
        begin,
        '不是 gettext 的写法（缺少关键字或引号）',
        'This is no gettext statement (a keyword or a quote is missing)',
      );
      if (told !== undefined) yield told;
    }
    if (statement !== null && builder !== undefined)
      putEscaped(
        text,
        begin + statement[0].length,
        begin + (end < 0 ? body.length : end),
        'c',
        builder,
      );
  }
  yield* finish();
  if (unjudged > 0) options.notJudged?.(unjudged);
}

function judgedOf(
  sources: readonly Extract[],
  translations: readonly Extract[],
): readonly Extract[] {
  return translations.some(({ text }) => holdsHan(text)) ? translations : sources;
}

/** Index of the quote that ends the line; -1 where none does. */
function closingQuote(body: string, from: number): number {
  const at = body.length - 1;
  if (at < from || body[at] !== '"') return -1;
  let slashes = 0;
  while (body[at - 1 - slashes] === '\\') slashes += 1;
  return slashes % 2 === 0 ? at : -1;
}
