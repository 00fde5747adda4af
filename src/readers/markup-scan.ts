/** The value of an attribute, without its quotes; half-open, in UTF-16 units of the text. */
export interface MarkupAttribute {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * A piece of HTML or XML. `dropped` are comments, declarations, processing instructions and, in HTML, what
 * stands in `<script>` and `<style>`; `cdata` comes without its brackets.
 */
export type Mark =
  | { readonly kind: 'text' | 'cdata' | 'dropped'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly from: number;
      readonly to: number;
      readonly attributes: readonly MarkupAttribute[];
      /** Ends itself: `<br/>`. */
      readonly isEmpty: boolean;
    }
  | { readonly kind: 'close'; readonly name: string; readonly from: number; readonly to: number };

/** Names of HTML are ASCII, so that 金额<上限 stays text. */
const HTML_NAME = /<(\/?)([a-z][\w:.-]*)/iy;
const XML_NAME = /<(\/?)([\p{L}_][\p{L}\p{N}\p{M}_:.-]*)/uy;
const ATTRIBUTE = /[\s/]*([^\s=>"'/<]+)\s*(?:=\s*(?:(["'])|([^\s"'=<>`]+)))?/y;
const TAG_END = /\s*(?:(\/)\s*)?>/y;
const SECTIONS = [
  ['<!--', '-->', 'dropped'],
  ['<![CDATA[', ']]>', 'cdata'],
  ['<?', '?>', 'dropped'],
] as const;
const DOCTYPE =
  /<!doctype[^[>"']{0,200}(?:(?:"[^"]{0,300}"|'[^']{0,300}')[^[>"']{0,200}){0,4}(\[)?/iy;
const RAW = /^(?:script|style)$/;

/** Finds where `close` stands next; -1 where it does not, and then it is not looked for again. */
export function createEndFinder(text: string): (close: string, from: number) => number {
  const lacking = new Set<string>();
  return (close, from) => {
    if (lacking.has(close)) return -1;
    const at = text.indexOf(close, from);
    if (at < 0) lacking.add(close);
    return at;
  };
}

/**
 * The pieces of HTML or XML in their order, as leniently as a browser reads: what is no tag is text, and what is
 * never closed is read on. Attributes and names keep their case in XML. Takes time in proportion to the length.
 */
export function* scanMarkup(text: string, isHtml: boolean): Iterable<Mark> {
  const find = createEndFinder(text);
  /** What was read as a tag and then was none: quotes that lead astray again and again must have an end. */
  let wasted = 0;
  const tagAt = (at: number): Extract<Mark, { kind: 'open' | 'close' }> | undefined => {
    const pattern = isHtml ? HTML_NAME : XML_NAME;
    pattern.lastIndex = at;
    const head = pattern.exec(text);
    if (head === null) return undefined;
    const name = isHtml ? head[2]!.toLowerCase() : head[2]!;
    const attributes: MarkupAttribute[] = [];
    let here = pattern.lastIndex;
    for (;;) {
      TAG_END.lastIndex = here;
      const end = TAG_END.exec(text);
      if (end !== null) {
        const to = TAG_END.lastIndex;
        if (head[1] === '/') return { kind: 'close', name, from: at, to };
        return { kind: 'open', name, from: at, to, attributes, isEmpty: end[1] === '/' };
      }
      ATTRIBUTE.lastIndex = here;
      const found = ATTRIBUTE.exec(text);
      if (found === null) {
        wasted += here - at;
        return undefined;
      }
      here = ATTRIBUTE.lastIndex;
      const attribute = isHtml ? found[1]!.toLowerCase() : found[1]!;
      if (found[2] !== undefined) {
        const close = find(found[2], here);
        if (close < 0) {
          wasted += here - at;
          return undefined;
        }
        attributes.push({ name: attribute, from: here, to: close });
        here = close + 1;
      } else if (found[3] !== undefined)
        attributes.push({ name: attribute, from: here - found[3].length, to: here });
    }
  };
  let at = 0;
  let from = 0;
  while (at < text.length) {
    const open = text.indexOf('<', at);
    if (open < 0) break;
    let mark: Mark | undefined;
    let end = open + 1;
    const section = SECTIONS.find(([begin]) => text.startsWith(begin, open));
    if (section !== undefined) {
      const [begin, close, kind] = section;
      const inner = open + begin.length;
      const to = find(close, inner);
      if (to >= 0) {
        end = to + close.length;
        mark = kind === 'cdata' ? { kind, from: inner, to } : { kind, from: open, to: end };
      } else {
        // Never closed: what follows is read rather than hidden.
        end = inner;
        mark = { kind: 'dropped', from: open, to: inner };
      }
    } else if (text[open + 1] === '!') {
      DOCTYPE.lastIndex = open;
      const doctype = DOCTYPE.exec(text);
      const close = doctype?.[1] === '[' ? ']' : '>';
      const to = find(close, doctype === null ? open : DOCTYPE.lastIndex);
      const last = to < 0 || close === '>' ? to : find('>', to);
      if (last >= 0) {
        end = last + 1;
        mark = { kind: 'dropped', from: open, to: end };
      }
    } else if (wasted <= 4 * text.length + 100_000) {
      mark = tagAt(open);
      end = mark?.to ?? end;
    }
    at = end;
    if (mark === undefined) continue;
    if (open > from) yield { kind: 'text', from, to: open };
    from = end;
    yield mark;
    if (isHtml && mark.kind === 'open' && RAW.test(mark.name)) {
      const close = new RegExp(`</${mark.name}(?=[\\s/>])`, 'gi');
      close.lastIndex = end;
      const to = close.exec(text)?.index ?? text.length;
      if (to > end) yield { kind: 'dropped', from: end, to };
      at = to;
      from = to;
    }
  }
  if (text.length > from) yield { kind: 'text', from, to: text.length };
}
