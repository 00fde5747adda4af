import { groupEnd, NEAR } from './brackets.ts';
import { holdsHan } from './source-text.ts';
import { createTextBuilder, type Extract, type TextBuilder } from './text-builder.ts';

/** Stands in the output of a template where two of its branches meet: what is before and behind it is never one text. */
export const CUT = '\u001e';

/** Half-open, in UTF-16 units of the file. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** What a template puts out: directives and comments gone, interpolations as placeholders. */
export interface TemplateText {
  readonly extract: Extract;
  /** The code in directives and interpolations, which may hold strings. */
  readonly expressions: readonly Range[];
  /** Comments with Chinese. */
  readonly unjudged: number;
}

/** So many expressions without an end, and the rest of the file has none. */
const MAX_FAILURES = 200;

/** Gathers what a template puts out. */
export interface TemplateWriter {
  readonly builder: TextBuilder;
  /** Text as it stands, from where the last call ended to `to`. */
  textTo(to: number): void;
  /** Passes over [here, to), and lets `text` stand for it. */
  skip(to: number, text?: string): void;
  comment(to: number): void;
  expression(from: number, to: number): void;
  /**
   * Offset behind the bracket that closes what begins at `from`, quotes and brackets within passed over; -1 where
   * it is not to be found near.
   */
  endOf(from: number, close: ')' | '}' | ']' | '>'): number;
  finish(): TemplateText;
}

export function createTemplateWriter(text: string): TemplateWriter {
  const builder = createTextBuilder(text, 0);
  const expressions: Range[] = [];
  let unjudged = 0;
  let at = 0;
  let failures = 0;
  // In the source the character means nothing, and is dropped.
  let nextCut = text.indexOf(CUT);
  const skip = (to: number, value = ''): void => {
    builder.put(value, at, to);
    at = to;
  };
  return {
    builder,
    textTo(to) {
      for (; nextCut >= 0 && nextCut < to; nextCut = text.indexOf(CUT, nextCut + 1)) {
        builder.copy(at, nextCut);
        at = Math.max(at, nextCut + 1);
      }
      builder.copy(at, to);
      at = Math.max(at, to);
    },
    skip,
    comment(to) {
      if (holdsHan(text.slice(at, to))) unjudged += 1;
      skip(to);
    },
    expression(from, to) {
      if (holdsHan(text.slice(from, to))) expressions.push({ from, to });
    },
    endOf(from, close) {
      if (failures >= MAX_FAILURES) return -1;
      const end = groupEnd(text, from, close, from + NEAR);
      if (end < 0) failures += 1;
      return end;
    },
    finish() {
      this.textTo(text.length);
      return { extract: builder.finish(), expressions, unjudged };
    },
  };
}

/** A placeholder for an expression, by the last name in it. */
export function placeholderFor(expression: string): string {
  const path = /^[\s$!{]*([A-Za-z_][\w.]*)/.exec(expression)?.[1] ?? '';
  const name = /([A-Za-z_]\w*)\.?$/.exec(path)?.[1] ?? 'x';
  return `{${name.slice(0, 30)}}`;
}
