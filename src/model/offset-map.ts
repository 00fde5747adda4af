import type { Span } from './span.ts';

/**
 * Piece i of the changed text is [at[i], at[i+1]) (the last piece runs to the end of the text) and
 * came from [from[i], to[i]) of the original, in UTF-16 code units.
 *
 * `at` and `from` rise. A piece whose two lengths are equal maps unit by unit; any other piece
 * (an escape, a folded line break) maps as a whole. Text of the original between two pieces was dropped.
 */
export interface OffsetMap {
  readonly at: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Index of the piece that holds unit `offset`: the last one that begins at or before it. -1 if none does. */
export function pieceAt(map: OffsetMap, offset: number): number {
  let low = 0;
  let high = map.at.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (map.at[middle]! <= offset) low = middle + 1;
    else high = middle - 1;
  }
  return high;
}

function originOf(map: OffsetMap, offset: number, length: number): readonly [number, number] {
  const piece = pieceAt(map, offset);
  if (piece < 0) throw new RangeError(`offset ${offset} lies before the first piece`);
  const at = map.at[piece]!;
  const from = map.from[piece]!;
  const to = map.to[piece]!;
  const pieceEnd = map.at[piece + 1] ?? length;
  if (to - from === pieceEnd - at) return [from + offset - at, from + offset - at + 1];
  return [from, to];
}

/**
 * The smallest span of the original which produced every unit of `span`.
 *
 * A mark made of two code units, or an escape that stands for one character, is taken whole: half of
 * it would show a broken character to the reader. `span` must not be empty; `length` is the length of
 * the changed text in UTF-16 units, and is only needed for the last piece.
 */
export function toOriginal(
  map: OffsetMap,
  span: { readonly start: number; readonly end: number },
  length: number,
): Span<'file'> {
  return {
    start: originOf(map, span.start, length)[0],
    end: originOf(map, span.end - 1, length)[1],
  };
}

/** Whether nothing of the original was dropped within `span` of the changed text, which must not be empty. */
export function isContiguous(
  map: OffsetMap,
  span: { readonly start: number; readonly end: number },
): boolean {
  const last = pieceAt(map, span.end - 1);
  for (let piece = pieceAt(map, span.start); piece < last; piece += 1)
    if (map.to[piece] !== map.from[piece + 1]) return false;
  return true;
}
