import { SaxesParser } from 'saxes';
import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { androidText } from './android-text.ts';
import { attributeText, holdsTags, readHtmlTexts } from './html-text.ts';
import { mapperSql } from './literal-languages.ts';
import { scanLiterals } from './literal-scan.ts';
import { createFlow, type FlowStyle } from './markup-flow.ts';
import { type Mark, scanMarkup } from './markup-scan.ts';
import type { ReaderOptions } from './reader.ts';
import { createSourceText, holdsHan, mayHoldHan } from './source-text.ts';
import { type Extract, withinExtract } from './text-builder.ts';

type OpenTag = Mark & { readonly kind: 'open' };

/** A text with the name under which it stands. */
interface Named {
  readonly extract: Extract;
  readonly key: string | undefined;
}

interface Element {
  readonly name: string;
  readonly key: string | undefined;
  /** Elements called `item` so far in it. */
  items: number;
  /** What the last `<key>` of a property list in it said. */
  next?: string;
}

const FOLDED: FlowStyle = { hasReferences: true, isFolded: true };
const KEPT: FlowStyle = { hasReferences: true, isFolded: false };
const CDATA: FlowStyle = { hasReferences: false, isFolded: false };
const MAX_STEPS_UP = 50;
/** They mark a part of a text; others of the names that HTML has so (code, data, time) hold values here. */
const INLINE = /^(?:b|i|u|em|strong|font|span|small|big|sub|sup|tt|br|annotation|(?:\w+:)?g)$/;
/** Attributes that name things. */
const NAMES = /^(?:\w+:)?(?:name|key|id|ref|type|class|comment)$/;
/** Statements of MyBatis and iBatis. */
const STATEMENT = /^(?:select|insert|update|delete|sql|selectKey|statement|procedure)$/;

function attributeValue(text: string, tag: OpenTag, name: string): string | undefined {
  const attribute = tag.attributes.find((each) => each.name === name);
  return attribute === undefined ? undefined : text.slice(attribute.from, attribute.to);
}

type Dialect = 'android' | 'mybatis' | 'plist' | 'other';

/** What kind of XML it is, by its first element. */
function dialectOf(text: string, marks: readonly Mark[]): Dialect {
  const root = marks.find((mark): mark is OpenTag => mark.kind === 'open');
  if (root?.name === 'plist') return 'plist';
  if (root?.name === 'resources') return 'android';
  if (root?.name === 'sqlMap') return 'mybatis';
  return root?.name === 'mapper' && attributeValue(text, root, 'namespace') !== undefined
    ? 'mybatis'
    : 'other';
}

/** Ends the parser at its first error: behind it there may be one more for every tag. */
class Broken extends Error {}

/** Not told: an entity may be declared elsewhere, and two hyphens in a comment hide nothing. */
const TOLERATED = /undefined entity|malformed comment/;
/** So many tolerated faults, and no other is looked for: each costs the parser an error with its stack. */
const MAX_TOLERATED = 1000;

/** Where what is no XML first breaks off; undefined for well-formed XML. */
function firstFault(text: string): { readonly offset: number } | undefined {
  const parser = new SaxesParser();
  let offset: number | undefined;
  let tolerated = 0;
  parser.on('error', ({ message }) => {
    if (TOLERATED.test(message)) {
      tolerated += 1;
      if (tolerated > MAX_TOLERATED) throw new Broken();
      return;
    }
    const at = Math.max(0, parser.position - 1);
    offset = text[at] === '>' ? Math.max(0, text.lastIndexOf('<', at)) : at;
    throw new Broken();
  });
  try {
    parser.write(text).close();
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
  }
  return offset === undefined ? undefined : { offset: Math.min(offset, text.length) };
}

interface XmlTexts {
  readonly texts: readonly Named[];
  readonly unjudged: number;
}

/**
 * Text between tags and values of attributes; HTML within them is resolved as well. In a property list of Apple a
 * `<key>` is the name of what follows it, and no text.
 */
function readTexts(text: string, marks: readonly Mark[], dialect: Dialect): XmlTexts {
  const isAndroid = dialect === 'android';
  const texts: Named[] = [];
  const stack: Element[] = [];
  let unjudged = 0;
  const flow = createFlow(text, { isXml: true });
  const push = (found: Extract | undefined, key: string | undefined): void => {
    const extract = found !== undefined && isAndroid ? androidText(found) : found;
    if (extract === undefined) return;
    if (!holdsTags(extract.text)) {
      texts.push({ extract, key });
      return;
    }
    const inner = readHtmlTexts(extract.text);
    unjudged += inner.unjudged;
    for (const each of inner.texts) texts.push({ extract: withinExtract(each, extract), key });
  };
  const cut = (): void => {
    const found = flow.finish();
    const at = stack.at(-1);
    const parent = stack.at(-2);
    if (dialect !== 'plist' || at?.name !== 'key' || parent === undefined) push(found, at?.key);
    else if (found !== undefined) {
      parent.next = found.text.trim();
      if (holdsHan(found.text)) unjudged += 1;
    }
  };
  const keyOf = (tag: OpenTag): string => {
    const parent = stack.at(-1);
    if (dialect === 'plist') return parent?.next ?? parent?.key ?? tag.name;
    const own = ['name', 'key', 'id'].map((name) => attributeValue(text, tag, name)).find(Boolean);
    if (own !== undefined) return own;
    if (tag.name === 'item' && parent?.key !== undefined) {
      const which = attributeValue(text, tag, 'quantity') ?? String(parent.items);
      parent.items += 1;
      return `${parent.key}[${which}]`;
    }
    // <entry key="…"><value>…</value></entry>: the name stands above.
    return tag.name === 'value' ? (parent?.key ?? tag.name) : tag.name;
  };
  for (const mark of marks) {
    switch (mark.kind) {
      case 'text':
        // Android folds it itself, but within its quotes.
        flow.add(mark.from, mark.to, isAndroid ? KEPT : FOLDED);
        break;
      case 'cdata':
        flow.add(mark.from, mark.to, CDATA);
        break;
      case 'dropped':
        if (holdsHan(text.slice(mark.from, mark.to))) unjudged += 1;
        break;
      case 'open': {
        const isWithin = INLINE.test(mark.name);
        if (mark.name === 'br') flow.put('\n', mark.from, mark.to);
        else if (!isWithin) cut();
        const key = keyOf(mark);
        for (const attribute of mark.attributes) {
          if (!mayHoldHan(text.slice(attribute.from, attribute.to))) continue;
          if (isAndroid || NAMES.test(attribute.name)) unjudged += 1;
          else
            push(
              attributeText(text, attribute, { isXml: true }),
              attribute.name === 'value' ? key : attribute.name,
            );
        }
        if (!isWithin && !mark.isEmpty) stack.push({ name: mark.name, key, items: 0 });
        break;
      }
      case 'close': {
        if (INLINE.test(mark.name)) break;
        cut();
        const from = Math.max(0, stack.length - MAX_STEPS_UP);
        const above = stack.slice(from).findLastIndex(({ name }) => name === mark.name);
        if (above >= 0) stack.length = from + above;
        break;
      }
      default:
        mark satisfies never;
    }
  }
  cut();
  return { texts: texts.sort((a, b) => a.extract.start - b.extract.start), unjudged };
}

/** The literals of the SQL in a mapper: tags within a statement are blanks to it. */
function readStatements(text: string, marks: readonly Mark[]): XmlTexts {
  const texts: Named[] = [];
  let unjudged = 0;
  let statement: { readonly name: string; readonly key: string | undefined } | undefined;
  const flow = createFlow(text, { isXml: true });
  const finish = (): void => {
    const sql = flow.finish();
    const key = statement?.key;
    statement = undefined;
    if (sql === undefined) return;
    const found = scanLiterals(sql.text, mapperSql(sql.text), {
      from: 0,
      to: sql.text.length,
    });
    unjudged += found.unjudged;
    for (const each of found.texts) texts.push({ extract: withinExtract(each, sql), key });
  };
  for (const mark of marks) {
    switch (mark.kind) {
      case 'text':
      case 'cdata':
        if (statement !== undefined)
          flow.add(mark.from, mark.to, mark.kind === 'text' ? KEPT : CDATA);
        else if (holdsHan(text.slice(mark.from, mark.to))) unjudged += 1;
        break;
      case 'dropped':
        if (holdsHan(text.slice(mark.from, mark.to))) unjudged += 1;
        break;
      case 'open':
        if (holdsHan(text.slice(mark.from, mark.to))) unjudged += 1;
        if (statement !== undefined) flow.put(' ', mark.from, mark.to);
        else if (STATEMENT.test(mark.name) && !mark.isEmpty)
          statement = { name: mark.name, key: attributeValue(text, mark, 'id') };
        break;
      case 'close':
        if (statement?.name === mark.name) finish();
        else if (statement !== undefined) flow.put(' ', mark.from, mark.to);
        break;
      default:
        mark satisfies never;
    }
  }
  finish();
  return { texts, unjudged };
}

/**
 * Texts and attributes of XML with Chinese in them; of Android's resources the strings, of a MyBatis mapper the
 * literals of its SQL. What is no XML is told once, and read as far as it goes.
 */
export function* readXml(file: TextFile, options: ReaderOptions): Iterable<Segment | Problem> {
  const { text } = file;
  if (!mayHoldHan(text)) return;
  const source = createSourceText(file, options);
  const fault = firstFault(text);
  if (fault !== undefined) {
    const told = source.broken(
      fault.offset,
      '此处不是合法的 XML（标签没有配对，或有未转义的 < 或 &）',
      'This is no well-formed XML (tags that do not pair, or a bare < or &)',
    );
    if (told !== undefined) yield told;
  }
  const marks = [...scanMarkup(text, false)];
  const dialect = dialectOf(text, marks);
  const { texts, unjudged } =
    dialect === 'mybatis' ? readStatements(text, marks) : readTexts(text, marks, dialect);
  for (const { extract, key } of texts) {
    const segment = source.segment(extract, key);
    if (segment !== undefined) yield segment;
  }
  if (unjudged > 0) options.notJudged?.(unjudged);
}
