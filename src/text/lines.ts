import type { Location } from '../model/finding.ts';
import { toOriginal } from '../model/offset-map.ts';
import type { Origin } from '../model/segment.ts';

/**
 * Offsets at which the lines of `text` begin, rising, in UTF-16 units; the first is 0, also for empty text.
 *
 * A line ends at LF, CRLF or a lone CR and at nothing else (U+2028 is a character like any other).
 */
export function lineStarts(text: string): number[] {
  const starts = [0];
  if (text.indexOf('\r') < 0) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}

/** Index of the line that holds `offset`: the last one that begins at or before it. */
export function lineIndexAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle + 1;
    else high = middle - 1;
  }
  return Math.max(0, high);
}

/** 1-based line and column (UTF-16 units) of `offset`; an offset behind the last line counts on in it. */
export function positionAt(
  starts: readonly number[],
  offset: number,
): { readonly line: number; readonly column: number } {
  const index = lineIndexAt(starts, offset);
  return { line: index + 1, column: offset - starts[index]! + 1 };
}

/** Builds origins and positions for one decoded file. */
export interface Places {
  /** The origin of a segment that came from [start, end) of the file. */
  origin(start: number, end: number, map?: Origin['map']): Origin;
  position(offset: number): { readonly line: number; readonly column: number };
  /** Offsets at which lines begin. */
  readonly starts: readonly number[];
}

/** One pass over `text` for its line starts; every question after it is a binary search. */
export function createPlaces(text: string): Places {
  const starts = lineStarts(text);
  return {
    starts,
    position: (offset) => positionAt(starts, offset),
    origin: (start, end, map) => {
      const index = lineIndexAt(starts, start);
      let next = index + 1;
      const further: number[] = [];
      while (next < starts.length && starts[next]! <= end) {
        further.push(starts[next]!);
        next += 1;
      }
      const origin = {
        start,
        end,
        line: index + 1,
        lineStart: starts[index]!,
        lineStarts: further,
      };
      return map === undefined ? origin : { ...origin, map };
    },
  };
}

/** Half-open [start, end) of the decoded file from which [start, end) of the segment's text came. */
export function fileSpan(
  origin: Origin,
  start: number,
  end: number,
  textLength: number,
): { readonly start: number; readonly end: number } {
  const { map } = origin;
  if (map === undefined) return { start: origin.start + start, end: origin.start + end };
  if (textLength === 0) return { start: origin.start, end: origin.start };
  if (start < end) return toOriginal(map, { start, end }, textLength);
  // An empty span stands before the unit at `start`, or behind the last one.
  const at =
    start < textLength
      ? toOriginal(map, { start, end: start + 1 }, textLength).start
      : toOriginal(map, { start: textLength - 1, end: textLength }, textLength).end;
  return { start: at, end: at };
}

/**
 * The place in the file of [start, end) of a segment's text, whose length is `textLength`.
 *
 * All in UTF-16 units; lines and columns of the result are 1-based, the end is exclusive. An escape or
 * a folded line break of which a part is asked is taken whole.
 */
export function locate(origin: Origin, start: number, end: number, textLength: number): Location {
  const { map, lineStarts: further, line } = origin;
  if (map === undefined && further.length === 0) {
    const column = origin.start - origin.lineStart + 1;
    return { line, column: column + start, endLine: line, endColumn: column + end };
  }
  const span = fileSpan(origin, start, end, textLength);
  const from = placeIn(origin, span.start);
  const to = placeIn(origin, span.end);
  return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

function placeIn(origin: Origin, offset: number): { line: number; column: number } {
  const further = origin.lineStarts;
  if (further.length === 0 || offset < further[0]!) {
    return { line: origin.line, column: offset - origin.lineStart + 1 };
  }
  const index = lineIndexAt(further, offset);
  return { line: origin.line + 1 + index, column: offset - further[index]! + 1 };
}
