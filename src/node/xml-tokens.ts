import { CuilintError } from '../model/error.ts';

/** The file stays as it is: no findings can be written into a copy of it. */
export function notAnnotated(reason: CuilintError['reason'], cause?: unknown): CuilintError {
  return new CuilintError('OUTPUT_FAILED', reason, {
    hint: {
      zh: '请在 Excel、WPS 或 Word 里打开并另存一份，再标注新文件；或用 --format xlsx:报告.xlsx',
      en: 'open it in Excel, WPS or Word, save a copy, and annotate the copy; or write --format xlsx:report.xlsx',
    },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A piece of an XML part as it is written; all of them joined are the part. */
export interface XmlToken {
  /** `other`: declaration, comment, CDATA. */
  readonly kind: 'open' | 'close' | 'empty' | 'text' | 'other';
  /** Of the element, without its prefix; '' for what is no tag. */
  readonly name: string;
  /** With its colon, '' for none. */
  readonly prefix: string;
  readonly raw: string;
}

const UTF16: CuilintError['reason'] = {
  zh: '内部的 XML 不是 UTF-8 编码，不能写标注',
  en: 'the XML inside is not encoded in UTF-8 and cannot be annotated',
};
const BROKEN: CuilintError['reason'] = {
  zh: '内部的 XML 已损坏，不能写标注',
  en: 'the XML inside is damaged and cannot be annotated',
};

/** Just behind the `>` that ends the tag at `start`, -1 where it is not there yet. A value may hold a `>`. */
function tagEnd(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const end = text.indexOf('>', at);
    if (end < 0) return -1;
    let quote = '';
    for (let i = at; i < end; i += 1) {
      const char = text[i]!;
      if (quote === '') {
        if (char === '"' || char === "'") quote = char;
      } else if (char === quote) quote = '';
    }
    if (quote === '') return end + 1;
    const close = text.indexOf(quote, end);
    if (close < 0) return -1;
    at = close + 1;
  }
}

const SPECIAL: readonly (readonly [begin: string, end: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
];

function otherEnd(text: string, start: number): number {
  for (const [begin, end] of SPECIAL) {
    if (!text.startsWith(begin, start)) continue;
    const at = text.indexOf(end, start + begin.length);
    return at < 0 ? -1 : at + end.length;
  }
  return -1;
}

const NAME = /^<\/?([^\s/>]*)/;

function tagOf(raw: string): XmlToken {
  const whole = NAME.exec(raw)?.[1] ?? '';
  const colon = whole.indexOf(':') + 1;
  const kind = raw[1] === '/' ? 'close' : raw.endsWith('/>') ? 'empty' : 'open';
  return { kind, name: whole.slice(colon), prefix: whole.slice(0, colon), raw };
}

/**
 * The tokens of a part in pieces as it is inflated: nothing is lost, and nothing is judged, since a reader has
 * parsed the same part. Throws CuilintError for what is not UTF-8 and for a part that is cut off within a tag.
 */
export async function* xmlTokens(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly XmlToken[], void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  let isFirst = true;
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (error) {
      throw notAnnotated(UTF16, error);
    }
  };
  const cut = (isLast: boolean): readonly XmlToken[] => {
    const tokens: XmlToken[] = [];
    let at = 0;
    while (at < rest.length) {
      if (rest[at] !== '<') {
        const end = rest.indexOf('<', at);
        if (end < 0 && !isLast) break;
        const raw = rest.slice(at, end < 0 ? undefined : end);
        tokens.push({ kind: 'text', name: '', prefix: '', raw });
        at += raw.length;
        continue;
      }
      // Whether it is a comment or a CDATA section shows within its first nine characters.
      if (rest.length - at < 9 && !isLast) break;
      const isOther = rest[at + 1] === '!' || rest[at + 1] === '?';
      const end = isOther ? otherEnd(rest, at) : tagEnd(rest, at);
      if (end < 0) break;
      const raw = rest.slice(at, end);
      tokens.push(isOther ? { kind: 'other', name: '', prefix: '', raw } : tagOf(raw));
      at = end;
    }
    rest = rest.slice(at);
    return tokens;
  };
  for await (const chunk of chunks) {
    if (isFirst && chunk.length > 0) {
      if (chunk[0] === 0 || chunk[1] === 0 || chunk[0]! >= 0xfe) throw notAnnotated(UTF16);
      isFirst = false;
    }
    rest += decode(chunk);
    const tokens = cut(false);
    if (tokens.length > 0) yield tokens;
  }
  rest += decode();
  const last = cut(true);
  if (last.length > 0) yield last;
  if (rest !== '') throw notAnnotated(BROKEN);
}

/** All tokens of a small part. */
export async function allTokens(chunks: AsyncIterable<Uint8Array>): Promise<readonly XmlToken[]> {
  const all: XmlToken[] = [];
  for await (const tokens of xmlTokens(chunks)) for (const token of tokens) all.push(token);
  return all;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};
const REFERENCE = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w+));/g;

/** A reference as the character for which it stands; an unknown one stays, since a reader has refused the part. */
function resolved(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED[name] ?? whole;
  const code = Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

/** Text between tags as a parser hands it over. */
export function decodeText(raw: string): string {
  return raw.includes('&') ? raw.replace(REFERENCE, resolved) : raw;
}

/** Where the unit `offset` of `decodeText(raw)` begins in `raw`; a character is never halved. */
export function rawOffset(raw: string, offset: number): number {
  let at = 0;
  let decoded = 0;
  for (const match of raw.matchAll(REFERENCE)) {
    const plain = match.index - at;
    if (decoded + plain >= offset) return at + (offset - decoded);
    const [whole, decimal, hex, name] = match;
    decoded += plain + resolved(whole, decimal, hex, name).length;
    at = match.index + match[0].length;
    if (decoded >= offset) return at;
  }
  return at + (offset - decoded);
}

const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Attributes of a tag with their prefixes, entities resolved. */
export function attributesOf({ raw, prefix, name }: XmlToken): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [, key, double, single] of raw
    .slice(prefix.length + name.length + 1)
    .matchAll(ATTRIBUTE))
    found[key!] = decodeText(double ?? single ?? '');
  return found;
}

/** The value of an attribute whose name has no prefix; undefined where there is none. */
export function plainAttribute({ raw }: XmlToken, name: string): string | undefined {
  const at = raw.search(new RegExp(`\\s${name}\\s*=\\s*["']`));
  if (at < 0) return undefined;
  const quote = raw.indexOf('=', at) + 1;
  const begin = raw.slice(quote).search(/["']/) + quote;
  return decodeText(raw.slice(begin + 1, raw.indexOf(raw[begin]!, begin + 1)));
}

/** The tag with another value of an attribute that it has; `value` needs no escapes. */
export function withAttribute(token: XmlToken, name: string, value: string): string {
  return token.raw.replace(
    new RegExp(`(\\s${name}\\s*=\\s*)(?:"[^"]*"|'[^']*')`),
    (_, before: string) => `${before}"${value}"`,
  );
}
