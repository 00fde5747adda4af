import { SaxesParser } from 'saxes';
import type { Message } from '../model/error.ts';
import { damaged } from './zip-parts.ts';

export type Attributes = Readonly<Record<string, string>>;

/** Is told of elements by their names without prefix, in the order of the part. */
export interface XmlHandlers {
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  /** Between two tags, entities resolved; may come in several pieces. */
  text?(text: string): void;
}

const MAX_DEPTH = 1000;
/** One text or tag. Excel allows 32,767 characters in a cell. */
const MAX_TOKEN_BYTES = 32 * 2 ** 20;

const DOCTYPE: Message = {
  zh: '含有 DOCTYPE 声明，Office 文件里不应出现，已拒绝读取',
  en: 'it declares a DOCTYPE, which no Office file has; it was refused',
};
const BROKEN: Message = {
  zh: '内部的 XML 已损坏',
  en: 'the XML inside is damaged',
};
const TOO_DEEP: Message = {
  zh: '内部的 XML 嵌套过深或单个文本过长',
  en: 'the XML inside is nested too deep, or one text in it is too long',
};

/** The value of an attribute, whatever the prefix of its name; undefined where there is none. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  const plain = attributes[name];
  if (plain !== undefined) return plain;
  for (const key of Object.keys(attributes))
    if (key.endsWith(name) && key[key.length - name.length - 1] === ':') return attributes[key];
  return undefined;
}

function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
  return 'utf-8';
}

/**
 * Parses an XML part as it comes, and yields behind each piece so that what the handlers have gathered can
 * be taken. Characters that straddle two pieces stay whole. A DOCTYPE is refused, and with it every entity
 * of its own; broken XML, undecodable bytes, over-deep nesting and endless texts throw CuilintError.
 */
export async function* parseXml(
  chunks: AsyncIterable<Uint8Array>,
  handlers: XmlHandlers,
): AsyncGenerator<void, void, undefined> {
  const parser = new SaxesParser();
  const names = new Map<string, string>();
  const local = (name: string): string => {
    let short = names.get(name);
    if (short === undefined) {
      short = name.slice(name.indexOf(':') + 1);
      if (names.size < 1000) names.set(name, short);
    }
    return short;
  };
  let depth = 0;
  let pending = 0;
  parser.on('error', (error) => {
    throw damaged(BROKEN, error);
  });
  parser.on('doctype', () => {
    throw damaged(DOCTYPE);
  });
  parser.on('opentag', (tag) => {
    pending = 0;
    depth += 1;
    if (depth > MAX_DEPTH) throw damaged(TOO_DEEP);
    // Without `xmlns` the values of attributes are strings.
    handlers.open(local(tag.name), tag.attributes as Attributes);
  });
  parser.on('closetag', (tag) => {
    pending = 0;
    depth -= 1;
    handlers.close(local(tag.name));
  });
  const { text } = handlers;
  if (text !== undefined) {
    parser.on('text', text);
    parser.on('cdata', text);
  }
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk === undefined
        ? (decoder?.decode() ?? '')
        : (decoder?.decode(chunk, { stream: true }) ?? '');
    } catch (error) {
      throw damaged(BROKEN, error);
    }
  };
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    pending += chunk.length;
    if (pending > MAX_TOKEN_BYTES) throw damaged(TOO_DEEP);
    parser.write(decode(chunk));
    yield;
  }
  parser.write(decode());
  parser.close();
  yield;
}

/** Parses a small part to its end. */
export async function readXml(
  chunks: AsyncIterable<Uint8Array>,
  handlers: XmlHandlers,
): Promise<void> {
  for await (const _ of parseXml(chunks, handlers));
}
