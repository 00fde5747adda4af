import { type OffsetMap, pieceAt, toOriginal } from '../model/offset-map.ts';

/** A text taken out of a file with escapes resolved, and the way back; without `map` it stands there as it is. */
export interface Extract {
  readonly text: string;
  /** Half-open, in UTF-16 units of the decoded file. */
  readonly start: number;
  readonly end: number;
  readonly map?: OffsetMap;
}

/**
 * What was taken out of the text of `outer`, as if it had been taken out of the file itself: so one syntax can
 * be read within another (SQL in XML, HTML in a template).
 */
export function withinExtract(inner: Extract, outer: Extract): Extract {
  if (inner.text === '') {
    const at = originalAt(outer, inner.start);
    return { text: '', start: at, end: at };
  }
  const at: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const put = (length: number, begin: number, end: number): void => {
    at.push(length);
    from.push(begin);
    to.push(end);
  };
  const outerMap = outer.map ?? { at: [0], from: [outer.start], to: [outer.end] };
  const innerMap = inner.map ?? { at: [0], from: [inner.start], to: [inner.end] };
  let outerPiece = pieceAt(outerMap, innerMap.from[0]!);
  innerMap.at.forEach((begin, index) => {
    const source = { start: innerMap.from[index]!, end: innerMap.to[index]! };
    const length = (innerMap.at[index + 1] ?? inner.text.length) - begin;
    if (length !== source.end - source.start) {
      const span = toOriginal(outerMap, source, outer.text.length);
      put(begin, span.start, span.end);
      return;
    }
    // Unit by unit: cut where the pieces of the outer text meet.
    let unit = source.start;
    while ((outerMap.at[outerPiece + 1] ?? outer.text.length) <= unit) outerPiece += 1;
    for (let piece = outerPiece; unit < source.end; piece += 1) {
      const next = Math.min(outerMap.at[piece + 1] ?? outer.text.length, source.end);
      const span = toOriginal(outerMap, { start: unit, end: next }, outer.text.length);
      put(begin + unit - source.start, span.start, span.end);
      unit = next;
    }
  });
  return { text: inner.text, start: from[0]!, end: to[to.length - 1]!, map: { at, from, to } };
}

function originalAt({ text, start, end, map }: Extract, at: number): number {
  if (map === undefined) return start + at;
  return at < text.length ? toOriginal(map, { start: at, end: at + 1 }, text.length).start : end;
}

/** Collects the pieces of an `Extract`; offsets must not go back. */
export interface TextBuilder {
  /** Takes [from, to) of the file as it is. */
  copy(from: number, to: number): void;
  /** Lets `text` stand for [from, to) of the file, as a whole. Empty text: the source is dropped. */
  put(text: string, from: number, to: number): void;
  finish(): Extract;
}

/** `start` is where the text begins in the file, used only where nothing is ever added. */
export function createTextBuilder(file: string, start: number): TextBuilder {
  const at: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const parts: string[] = [];
  let length = 0;
  /** Whether the last piece was copied: only those may grow. */
  let open = false;
  return {
    copy(begin, end) {
      if (begin >= end) return;
      const last = to.length - 1;
      if (open && to[last] === begin) {
        to[last] = end;
      } else {
        at.push(length);
        from.push(begin);
        to.push(end);
      }
      open = true;
      parts.push(file.slice(begin, end));
      length += end - begin;
    },
    put(text, begin, end) {
      if (text.length === 0) return;
      at.push(length);
      from.push(begin);
      to.push(end);
      open = false;
      parts.push(text);
      length += text.length;
    },
    finish() {
      const text = parts.length === 1 ? parts[0]! : parts.join('');
      const first = from[0] ?? start;
      const end = to[to.length - 1] ?? start;
      if (at.length === 0 || (at.length === 1 && end - first === length && open)) {
        return { text, start: first, end };
      }
      return { text, start: first, end, map: { at, from, to } };
    },
  };
}
