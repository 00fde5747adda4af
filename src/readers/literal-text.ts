import { groupEnd } from './brackets.ts';
import { putEscape } from './escapes.ts';
import type { StringForm } from './literal-languages.ts';
import { placeholderFor } from './template-text.ts';
import type { TextBuilder } from './text-builder.ts';

/** Half-open, in UTF-16 units of the file. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Where a literal ends, and the expressions in it. */
export interface LiteralBounds {
  /** Of the closing quote. */
  readonly end: number;
  /** Each from its opening brace, `${` or `{`, to behind its closing one. */
  readonly inserts: readonly Range[];
}

/** What one scan of a file remembers, so that nothing is sought twice in vain. */
export interface Memory {
  /** By closing quote: it is not to be found before this offset. */
  readonly lacking: Map<string, number>;
  /** An expression had no end: none is looked for any more. */
  insertsLack: boolean;
  /** So many brackets had no end near. */
  groupsLack: number;
}

export function createMemory(): Memory {
  return { lacking: new Map(), insertsLack: false, groupsLack: 0 };
}

const stops = new WeakMap<StringForm, RegExp>();

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Everything in a literal of this form that is more than itself. */
function stopOf(form: StringForm): RegExp {
  const known = stops.get(form);
  if (known !== undefined) return known;
  const marks = ['\\\\[\\s\\S]', escaped(form.close), '\\r\\n?|\\n'];
  if (form.inserts !== undefined) marks.push(escaped(form.inserts), '[{}]');
  if (form.variable !== undefined) marks.push('\\$(?=[A-Za-z_])');
  const stop = new RegExp(marks.join('|'), 'g');
  stops.set(form, stop);
  return stop;
}

/** The bounds of the literal whose text begins at `start`; undefined where it is not closed before `limit`. */
export function literalBounds(
  file: string,
  form: StringForm,
  start: number,
  limit: number,
  memory: Memory,
): LiteralBounds | undefined {
  if ((memory.lacking.get(form.close) ?? -1) > start) return undefined;
  const stop = stopOf(form);
  const inserts: Range[] = [];
  stop.lastIndex = start;
  for (let mark = stop.exec(file); mark !== null && mark.index < limit; mark = stop.exec(file)) {
    const sign = mark[0];
    if (sign === form.close) {
      const behind = stop.lastIndex;
      if (!form.doubled || !file.startsWith(form.close, behind))
        return { end: mark.index, inserts };
      stop.lastIndex = behind + form.close.length;
    } else if (sign === form.inserts) {
      if (sign === '{' && file[stop.lastIndex] === '{') {
        stop.lastIndex += 1;
        continue;
      }
      const to = memory.insertsLack ? -1 : groupEnd(file, stop.lastIndex, '}', limit);
      if (to < 0) memory.insertsLack = true;
      else {
        inserts.push({ from: mark.index, to });
        stop.lastIndex = to;
      }
    } else if (sign[0] === '\\') {
      // Without escapes the character behind a backslash may be the closing quote.
      if (form.escapes === 'none') stop.lastIndex = mark.index + 1;
      else if (!form.long && /[\r\n]/.test(sign) && form.escapes !== 'c' && form.escapes !== 'js')
        break;
    } else if (!form.long && (sign[0] === '\r' || sign[0] === '\n')) {
      memory.lacking.set(form.close, mark.index);
      return undefined;
    }
  }
  memory.lacking.set(form.close, limit);
  return undefined;
}

/** The expressions in a text whose end is known. */
export function insertsWithin(
  file: string,
  form: StringForm,
  start: number,
  end: number,
): readonly Range[] {
  const inserts: Range[] = [];
  if (form.inserts === undefined) return inserts;
  for (let at = file.indexOf(form.inserts, start); at >= 0 && at < end; ) {
    const to = groupEnd(file, at + form.inserts.length, '}', end);
    if (to < 0) break;
    inserts.push({ from: at, to });
    at = file.indexOf(form.inserts, to);
  }
  return inserts;
}

/** How much of the beginning of each line is no text, and the mark behind which it begins. */
export interface Indent {
  readonly width: number;
  readonly margin?: string;
}

/** The blanks that all lines of a text block have in common, that of the closing quotes among them. */
export function commonIndent(file: string, start: number, end: number): Indent {
  const lines = file.slice(start, end).split(/\r\n|\r|\n/);
  let width = Number.POSITIVE_INFINITY;
  lines.forEach((line, index) => {
    const blanks = line.length - line.trimStart().length;
    if (index > 0 && (blanks < line.length || index === lines.length - 1))
      width = Math.min(width, blanks);
  });
  return { width: Number.isFinite(width) ? width : 0 };
}

/** Offset behind the indentation of the line that begins at `at`. */
function behindIndent(file: string, at: number, end: number, indent: Indent): number {
  let i = at;
  if (indent.margin !== undefined) {
    while (i < end && /[ \t]/.test(file[i] ?? '')) i += 1;
    return file.startsWith(indent.margin, i) ? i + indent.margin.length : at;
  }
  while (i < end && i - at < indent.width && /[ \t]/.test(file[i] ?? '')) i += 1;
  return i;
}

const SHORT_NAME = /^(?:\$?\{)[\w$.]{1,30}\}$/;

/** Puts the text of a literal: escapes resolved, indentation dropped, expressions as placeholders. */
export function putLiteral(
  file: string,
  form: StringForm,
  start: number,
  bounds: LiteralBounds,
  builder: TextBuilder,
  indent?: Indent,
): void {
  const { end, inserts } = bounds;
  const stop = stopOf(form);
  let next = 0;
  let at = start;
  const first =
    indent === undefined ? null : /^[ \t]*(?:\r\n|\r|\n)/.exec(file.slice(start, start + 200));
  if (first !== null && indent !== undefined) {
    at = behindIndent(file, start + first[0].length, end, indent);
  }
  while (at < end) {
    stop.lastIndex = at;
    const mark = stop.exec(file);
    if (mark === null || mark.index >= end) {
      builder.copy(at, end);
      return;
    }
    const here = mark.index;
    const sign = mark[0];
    builder.copy(at, here);
    const insert = inserts[next];
    if (insert !== undefined && insert.from === here) {
      if (SHORT_NAME.test(file.slice(insert.from, Math.min(insert.to, insert.from + 40))))
        builder.copy(insert.from, insert.to);
      else builder.put('{x}', insert.from, insert.to);
      next += 1;
      at = insert.to;
    } else if (sign === '$' && form.variable !== undefined) {
      form.variable.lastIndex = here;
      const name = form.variable.exec(file)?.[0] ?? sign;
      builder.put(placeholderFor(name), here, here + name.length);
      at = here + name.length;
    } else if (sign[0] === '\\') {
      if (form.escapes === 'none' || form.escapes === 'raw') {
        // Raw, what stands behind it cannot end the text.
        const behind = here + (form.escapes === 'raw' ? sign.length : 1);
        builder.copy(here, behind);
        at = behind;
      } else {
        at = putEscape(file, here, end, form.escapes, builder);
        if (indent !== undefined && /[\r\n]/.test(sign)) at = behindIndent(file, at, end, indent);
      }
    } else if (sign === form.close) {
      builder.put(form.close, here, here + 2 * form.close.length);
      at = here + 2 * form.close.length;
    } else if (form.inserts === '{' && file[here + 1] === sign) {
      builder.put(sign, here, here + 2);
      at = here + 2;
    } else {
      builder.copy(here, stop.lastIndex);
      at = stop.lastIndex;
      if (indent !== undefined && /[\r\n]/.test(sign)) at = behindIndent(file, at, end, indent);
    }
  }
}
