import type { Problem } from '../../src/model/error.ts';
import type { Segment } from '../../src/model/segment.ts';
import type { ColumnChoice, Reader, ReaderOptions } from '../../src/readers/reader.ts';
import { formatOf, loadReader, type TextFormat } from '../../src/readers/registry.ts';
import { fileSpan, lineStarts, locate } from '../../src/text/lines.ts';

/** Format and reader by file ending, undefined where the ending is none of text. */
export function readerFor(
  path: string,
): { readonly format: TextFormat; readonly load: () => Promise<Reader> } | undefined {
  const format = formatOf(path);
  if (format === undefined || format === 'xlsx' || format === 'docx') return undefined;
  return { format, load: () => loadReader(format) };
}

export interface Read {
  readonly segments: readonly Segment[];
  readonly problems: readonly Problem[];
  readonly columns: readonly ColumnChoice[];
}

/** All that a reader yields for `text`, by type. */
export function read(reader: Reader, text: string, options: Partial<ReaderOptions> = {}): Read {
  const segments: Segment[] = [];
  const problems: Problem[] = [];
  const columns: ColumnChoice[] = [];
  for (const item of reader({ id: 'file', text }, { timezone: 'Asia/Shanghai', ...options })) {
    if (item.type === 'segment') segments.push(item);
    else if (item.type === 'problem') problems.push(item);
    else columns.push(item);
  }
  return { segments, problems, columns };
}

export function texts(
  reader: Reader,
  text: string,
  options: Partial<ReaderOptions> = {},
): string[] {
  return read(reader, text, options).segments.map((segment) => segment.text);
}

/** The piece of the file at 1-based lines and columns. */
export function cut(
  text: string,
  place: { line: number; column: number; endLine: number; endColumn: number },
): string {
  const starts = lineStarts(text);
  return text.slice(
    starts[place.line - 1]! + place.column - 1,
    starts[place.endLine - 1]! + place.endColumn - 1,
  );
}

/**
 * The law of places: every unit of the segment, and the whole, lies where the file decodes to it.
 * `decodes` says whether a piece of source means a piece of text. Throws with the place that is wrong.
 */
export function checkPlaces(
  text: string,
  segment: Segment,
  decodes: (source: string, value: string) => boolean,
): void {
  const { length } = segment.text;
  let behind = -1;
  for (let i = 0; i < length; i += 1) {
    const span = fileSpan(segment.origin, i, i + 1, length);
    const source = cut(text, locate(segment.origin, i, i + 1, length));
    if (source !== text.slice(span.start, span.end))
      throw new Error(`line and column of unit ${i} are wrong`);
    if (span.start < behind) throw new Error(`unit ${i} goes back`);
    behind = span.start;
    // A source that gives several units lends itself to each of them.
    let from = i;
    let to = i + 1;
    const same = (unit: number): boolean => {
      const other = fileSpan(segment.origin, unit, unit + 1, length);
      return other.start === span.start && other.end === span.end;
    };
    while (from > 0 && same(from - 1)) from -= 1;
    while (to < length && same(to)) to += 1;
    const value = segment.text.slice(from, to);
    if (!decodes(source, value)) {
      throw new Error(`unit ${i}: ${JSON.stringify(source)} is not ${JSON.stringify(value)}`);
    }
  }
}
