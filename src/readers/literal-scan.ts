import { goesOnElsewhere, isDocstring, methodsEnd, operandAt } from './literal-context.ts';
import { mayBeginJsx, readJsx } from './literal-jsx.ts';
import { dollarForm, heredocForm, type Language, type StringForm } from './literal-languages.ts';
import {
  commonIndent,
  createMemory,
  type Indent,
  insertsWithin,
  literalBounds,
  type Memory,
  putLiteral,
  type Range,
} from './literal-text.ts';
import { holdsHan } from './source-text.ts';
import { createTextBuilder, type Extract, type TextBuilder } from './text-builder.ts';

/** What is written in the code of a file. */
export interface Literals {
  /** In the order of the file; joined ones as one. */
  readonly texts: readonly Extract[];
  /** Where a string or comment begins that has no end, and what it is. */
  readonly faults: readonly { readonly offset: number; readonly isComment: boolean }[];
  /** Comments, names and other places with Chinese that are no text. */
  readonly unjudged: number;
  /** Texts that go on in a way which is not followed: behind a ternary, in the next call of `append`. */
  readonly unfollowed: number;
  /** Where the code ends: before the rest of a page around it. */
  readonly end: number;
}

const HAN_RUN = '[\\u3400-\\u9fff\\uf900-\\ufaff]+';
const MAX_NESTING = 20;
/** So many marks of dollars without an end, and none is looked for any more. */
const MAX_DOLLARS = 200;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n]){0,200}\]|[^/\\\n[]){1,500}\/[a-z]*/y;
const BEFORE_REGEX = /(?:[(,=:[!&|?{};+*%>~^-]|\b(?:return|typeof|case))\s*$|^\s*$/;
const HEREDOC = /<<<[ \t]*(["']?)([A-Za-z_]\w*)\1[ \t]*(?:\r\n|\r|\n)/y;
const DOLLAR_QUOTE = '(?<![\\w$])\\$(?:[A-Za-z_\\u0080-\\uffff][\\w\\u0080-\\uffff]*)?\\$';
/** What stands before the body of a function or block: code, with strings of its own. */
const BEFORE_BODY = /\b(?:AS|DO|LANGUAGE\s+\w+)\s*$/i;
const BLANKS = /\s*/y;

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function openingOf(form: StringForm): string {
  // The f of buf"…" belongs to the name.
  return (/^\w/.test(form.open) ? '(?<!\\w)' : '') + escaped(form.open);
}

const patterns = new Map<Language, { readonly any: RegExp; readonly opening: RegExp }>();

function patternsOf(language: Language): { readonly any: RegExp; readonly opening: RegExp } {
  const known = patterns.get(language);
  if (known !== undefined) return known;
  const openings = [
    ...language.forms.map(openingOf),
    ...(language.dollarQuotes ? [DOLLAR_QUOTE] : []),
  ].join('|');
  const comments = [...language.lineComments, ...(language.blockComment?.slice(0, 1) ?? [])];
  const others = [
    ...comments.map(escaped),
    HAN_RUN,
    ...(language.hasRegexes ? ['/', '<(?=[A-Za-z>])'] : []),
    ...(language.codeEnd === undefined ? [] : [escaped(language.codeEnd)]),
    ...(language.heredocs ? ['<<<'] : []),
  ];
  const made = {
    any: new RegExp([openings, ...others].join('|'), 'g'),
    opening: new RegExp(openings, 'y'),
  };
  patterns.set(language, made);
  return made;
}

/** Every text literal between `from` and `to`; takes time in proportion to their distance. */
export function scanLiterals(
  file: string,
  language: Language,
  whole: Range,
  memory: Memory = createMemory(),
): Literals {
  const { any, opening } = patternsOf(language);
  const forms = new Map(language.forms.map((form) => [form.open, form]));
  const formOf = (mark: string): StringForm | undefined =>
    forms.get(mark) ??
    (language.dollarQuotes && mark.startsWith('$') ? dollarForm(mark) : undefined);
  const texts: Extract[] = [];
  const faults: { offset: number; isComment: boolean }[] = [];
  let unjudged = 0;
  const counted = new Set<number>();
  let unfollowed = 0;
  let codeEnd = whole.to;
  let wasted = 0;
  let dollarsLack = 0;
  const holdsElements = language.hasRegexes === true && /<\/|\/>/.test(file);
  const waiting: (Range & { readonly depth: number })[] = [{ ...whole, depth: 0 }];

  const passOver = (from: number, to: number): number => {
    // What stands behind a literal is seen twice: by what may be joined to it, and after it.
    if (!counted.has(from) && holdsHan(file.slice(from, to))) {
      counted.add(from);
      unjudged += 1;
    }
    return to;
  };
  const lineEnd = (from: number, limit: number): number => {
    let i = from;
    while (i < limit && file[i] !== '\n' && file[i] !== '\r') i += 1;
    return i;
  };
  const behindBlanks = (from: number): number => {
    BLANKS.lastIndex = from;
    BLANKS.test(file);
    return BLANKS.lastIndex;
  };
  /** The comment at `from`, passed over; -1 where there is none. */
  const behindComment = (from: number, limit: number): number => {
    const { attribute, codeEnd } = language;
    if (attribute !== undefined && file.startsWith(attribute, from)) return -1;
    if (language.lineComments.some((mark) => file.startsWith(mark, from))) {
      const end = lineEnd(from, limit);
      const close = codeEnd === undefined ? -1 : file.slice(from, end).indexOf(codeEnd);
      return passOver(from, close < 0 ? end : from + close);
    }
    const [open, close] = language.blockComment ?? [];
    if (open === undefined || close === undefined || !file.startsWith(open, from)) return -1;
    if ((memory.lacking.get(close) ?? -1) > from) return from + open.length;
    const end = file.indexOf(close, from + open.length);
    if (end >= 0 && end < limit) return passOver(from, end + close.length);
    memory.lacking.set(close, limit);
    if (holdsHan(file.slice(from, limit))) faults.push({ offset: from, isComment: true });
    return from + open.length;
  };
  const behindGaps = (from: number, limit: number): number => {
    let at = behindBlanks(from);
    for (let to = behindComment(at, limit); to >= 0 && at < limit; to = behindComment(at, limit))
      at = behindBlanks(to);
    return at;
  };
  /** Puts the literal at `from` and returns the offset behind it; -1 where it is not closed. */
  const literal = (
    from: number,
    form: StringForm,
    at: Range & { readonly depth: number },
    builder: TextBuilder,
  ): number => {
    const start = from + form.open.length;
    const bounds = literalBounds(file, form, start, at.to, memory);
    if (bounds === undefined) return -1;
    const behind = bounds.end + form.close.length;
    let indent: Indent | undefined;
    if (form.dedents) {
      const trim = /^\s*\.trim(Indent|Margin)\(/.exec(file.slice(behind, behind + 200));
      if (form.escapes === 'c' || trim?.[1] === 'Indent')
        indent = commonIndent(file, start, bounds.end);
      else if (trim !== null) indent = { width: 0, margin: '|' };
    }
    putLiteral(file, form, start, bounds, builder, indent);
    for (const insert of bounds.inserts) {
      if (at.depth < MAX_NESTING)
        waiting.push({ from: insert.from + 1, to: insert.to - 1, depth: at.depth + 1 });
      else passOver(insert.from, insert.to);
    }
    return behind;
  };
  const formAt = (at: number): StringForm | undefined => {
    opening.lastIndex = at;
    const found = opening.exec(file);
    const form = found === null ? undefined : formOf(found[0]);
    return form?.isNoText ? undefined : form;
  };
  /** Code between joined texts, in which strings may stand. */
  const inner = (from: number, to: number, depth: number): void => {
    if (depth < MAX_NESTING && holdsHan(file.slice(from, to)))
      waiting.push({ from, to, depth: depth + 1 });
  };
  /** Where `close` stands between `from` and `limit`, -1 if nowhere; marks of their own kind each are sought so often. */
  const endOfDollars = (close: string, from: number, limit: number): number => {
    if (dollarsLack > MAX_DOLLARS || (memory.lacking.get(close) ?? -1) > from) return -1;
    const end = file.indexOf(close, from);
    if (end >= 0 && end < limit) return end;
    dollarsLack += 1;
    memory.lacking.set(close, limit);
    return -1;
  };
  /** Goes on with what is joined to a literal that ends at `from`; returns where the joined text ends. */
  const joined = (
    from: number,
    at: Range & { readonly depth: number },
    builder: TextBuilder,
  ): { readonly end: number; readonly isWhole: boolean } => {
    let end = from;
    let isBehindLiteral = true;
    for (;;) {
      const called =
        isBehindLiteral && language.join === '+' ? methodsEnd(file, end, at.to, memory) : end;
      if (called > end && file[behindGaps(called, at.to)] === language.join) {
        inner(end, called, at.depth);
        end = called;
      }
      const next = behindGaps(end, at.to);
      if (next >= at.to) return { end, isWhole: true };
      const isJoined =
        file.startsWith(language.join, next) &&
        !/[+=.|]/.test(file[next + language.join.length] ?? '');
      const beside = isJoined || !language.adjacent || !isBehindLiteral ? undefined : formAt(next);
      if (!isJoined && beside === undefined) return { end, isWhole: true };
      const place = isJoined ? behindGaps(next + language.join.length, at.to) : next;
      const form = beside ?? formAt(place);
      if (form !== undefined) {
        const behind = literal(place, form, at, builder);
        if (behind < 0) return { end, isWhole: false };
        end = behind;
        isBehindLiteral = true;
        continue;
      }
      const operand = operandAt(file, place, at.to, memory);
      if (operand === undefined) return { end, isWhole: false };
      inner(place, operand.end, at.depth);
      end = operand.end;
      isBehindLiteral = false;
      builder.put(`{${operand.name}}`, place, end);
    }
  };
  /** Takes the element at `from`, and returns the offset behind it; -1 where there is none. */
  const element = (from: number, at: Range & { readonly depth: number }): number => {
    if (!holdsElements || wasted > 4 * file.length + 100_000 || at.depth >= MAX_NESTING) return -1;
    if (!mayBeginJsx(file.slice(Math.max(at.from, from - 40), from))) return -1;
    const found = readJsx(file, from, at.to);
    if (typeof found === 'number') {
      wasted += found - from;
      return -1;
    }
    for (const each of found.texts) texts.push(each);
    for (const range of found.code) waiting.push({ ...range, depth: at.depth + 1 });
    return found.end;
  };

  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    let here = at.from;
    let quietUntil = here;
    while (here < at.to) {
      any.lastIndex = here;
      const mark = any.exec(file);
      if (mark === null || mark.index >= at.to) break;
      const from = mark.index;
      const behind = behindComment(from, at.to);
      if (behind >= 0) {
        here = behind;
        continue;
      }
      const form = formOf(mark[0]);
      if (form === undefined) {
        here = from + mark[0].length;
        if (mark[0] === '<') {
          const behindIt = element(from, at);
          if (behindIt >= 0) here = behindIt;
        } else if (mark[0] === language.codeEnd) {
          if (at.depth === 0) codeEnd = from;
          break;
        } else if (mark[0] === '/') {
          REGEX.lastIndex = from;
          if (BEFORE_REGEX.test(file.slice(Math.max(at.from, from - 40), from)) && REGEX.test(file))
            here = passOver(from, Math.min(REGEX.lastIndex, at.to));
        } else if (mark[0] === '<<<') {
          HEREDOC.lastIndex = from;
          const head = HEREDOC.exec(file);
          if (head === null) continue;
          const start = HEREDOC.lastIndex;
          const close = `<<<${head[2]}`;
          if (memory.lacking.has(close)) continue;
          const foot = new RegExp(`^([ \\t]*)${head[2]}\\b`, 'gm');
          foot.lastIndex = start;
          const end = foot.exec(file);
          if (end === null || end.index > at.to) {
            faults.push({ offset: from, isComment: false });
            memory.lacking.set(close, at.to);
            continue;
          }
          const built = createTextBuilder(file, start);
          const heredoc = heredocForm(head[1] !== "'");
          const last = Math.max(start, end.index - 1);
          const width = end[1]?.length ?? 0;
          const first =
            start + Math.min(width, file.slice(start, start + width).search(/[^ \t]|$/));
          const inserts = insertsWithin(file, heredoc, first, last);
          putLiteral(file, heredoc, first, { end: last, inserts }, built, { width });
          texts.push(built.finish());
          here = foot.lastIndex;
        } else unjudged += 1;
        continue;
      }
      if (form.open.startsWith('$')) {
        const body = from + form.open.length;
        const close = endOfDollars(form.close, body, at.to);
        // A mark without its like is something else; the body of a function is searched for its strings.
        if (close < 0 || BEFORE_BODY.test(file.slice(Math.max(at.from, from - 60), from))) {
          if (close >= 0) inner(body, close, at.depth);
          here = close < 0 ? body : close + form.close.length;
          continue;
        }
      }
      const built = createTextBuilder(file, from);
      const end = literal(from, form, at, built);
      if (end < 0) {
        here = from + form.open.length;
        if (from < quietUntil || form.isNoText || language.hasRegexes) continue;
        // Told once for all that a line leaves open: an apostrophe between tags opens nothing.
        const stop = form.long ? at.to : lineEnd(from, at.to);
        const isTold = holdsHan(file.slice(from, stop));
        if (isTold) faults.push({ offset: from, isComment: false });
        quietUntil = isTold ? lineEnd(from, at.to) : stop;
        continue;
      }
      if (form.isNoText || (language.docstrings && isDocstring(file, from))) {
        here = passOver(from, end);
        continue;
      }
      const whole = joined(end, at, built);
      here = whole.end;
      const extract = built.finish();
      texts.push(extract);
      if (holdsHan(extract.text) && (!whole.isWhole || goesOnElsewhere(file, from, here)))
        unfollowed += 1;
    }
  }
  texts.sort((a, b) => a.start - b.start);
  return { texts, faults, unjudged, unfollowed, end: codeEnd };
}
