import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { putEscaped } from './escapes.ts';
import type { ReaderOptions } from './reader.ts';
import { createSourceText, holdsHan, mayHoldHan } from './source-text.ts';
import { createTextBuilder, type Extract } from './text-builder.ts';

const TOKEN = /[^\s"'/=;]+|\/\/[^\r\n]*|\/\*|["'/=;]/g;
const LINE_END = /[\r\n]/g;

/** The values of an iOS or macOS `.strings` file with Chinese in them, under their keys. */
export function* readIosStrings(
  file: TextFile,
  options: ReaderOptions,
): Iterable<Segment | Problem> {
  const { text } = file;
  if (!mayHoldHan(text)) return;
  const source = createSourceText(file, options);
  let unjudged = 0;
  /** What stands before the `=`, and whether that has been met. */
  let key: string | undefined;
  let isValue = false;
  const lacking = new Set<string>();
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token !== null; token = TOKEN.exec(text)) {
    const [sign] = token;
    const from = token.index;
    if (sign === '/*') {
      const end = lacking.has('*/') ? -1 : text.indexOf('*/', from + 2);
      if (end < 0) {
        if (!lacking.has('*/') && holdsHan(text.slice(from))) {
          const told = source.broken(from, '注释没有结束', 'A comment has no end');
          if (told !== undefined) yield told;
        }
        lacking.add('*/');
        continue;
      }
      if (holdsHan(text.slice(from, end))) unjudged += 1;
      TOKEN.lastIndex = end + 2;
    } else if (sign.startsWith('//')) {
      if (holdsHan(sign)) unjudged += 1;
    } else if (sign === '=') isValue = key !== undefined;
    else if (sign === ';') {
      key = undefined;
      isValue = false;
    } else if (sign === '"' || sign === "'") {
      const end = lacking.has(sign) ? -1 : endOfString(text, from + 1, sign);
      if (end < 0) {
        if (!lacking.has(sign) && holdsHan(text.slice(from))) {
          const told = source.broken(from, '字符串没有结束', 'A string has no end');
          if (told !== undefined) yield told;
        }
        lacking.add(sign);
        LINE_END.lastIndex = from;
        TOKEN.lastIndex = LINE_END.exec(text)?.index ?? text.length;
        continue;
      }
      const extract = stringText(text, from + 1, end);
      TOKEN.lastIndex = end + 1;
      if (isValue) {
        const segment = source.segment(extract, key);
        if (segment !== undefined) yield segment;
      } else {
        if (holdsHan(extract.text)) unjudged += 1;
        key = extract.text;
      }
    } else if (sign !== '/') {
      if (holdsHan(sign)) unjudged += 1;
      key ??= sign;
    }
  }
  if (unjudged > 0) options.notJudged?.(unjudged);
}

/** Offset of the closing quote; -1 where the string has no end. */
function endOfString(text: string, from: number, quote: string): number {
  for (let at = from; ; ) {
    const close = text.indexOf(quote, at);
    if (close < 0) return -1;
    let slashes = 0;
    while (close - 1 - slashes >= from && text[close - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return close;
    at = close + 1;
  }
}

function stringText(text: string, from: number, end: number): Extract {
  const builder = createTextBuilder(text, from);
  putEscaped(text, from, end, 'c', builder);
  return builder.finish();
}
