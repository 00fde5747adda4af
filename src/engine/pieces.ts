import type { MessageMeta, Speaker } from '../model/segment.ts';
import { speakerLabel } from '../text/speakers.ts';

/** Longest text judged as one, in UTF-16 units. What is compared pairwise within it stays small. */
export const MAX_PIECE = 8000;
/** A piece ends at a line end or sentence mark in its last part, else it is cut there. */
const SEARCH = 2000;

export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly meta: MessageMeta;
}

function cutBefore(text: string, limit: number): number {
  const tail = text.slice(limit - SEARCH, limit);
  for (const mark of [/\n(?=[^\n]*$)/, /[。！？!?；;](?=[^。！？!?；;]*$)/, /[，,](?=[^，,]*$)/]) {
    const found = mark.exec(tail);
    if (found) return limit - SEARCH + found.index + 1;
  }
  // No half of a surrogate pair.
  return (text.charCodeAt(limit) & 0xfc00) === 0xdc00 ? limit - 1 : limit;
}

function lastSpeaker(text: string, before: Speaker | undefined): Speaker | undefined {
  let speaker = before;
  for (const line of text.split('\n')) speaker = speakerLabel(line)?.speaker ?? speaker;
  return speaker;
}

/**
 * A text in pieces of at most 8,000 units, so that time grows no faster than length; a text that is not
 * longer is one piece. Who spoke last goes on speaking in the next piece. Conditions over the whole
 * message (`with`, `unless`) see their own piece of such a text.
 */
export function piecesOf(text: string, meta: MessageMeta): readonly Piece[] {
  if (text.length <= MAX_PIECE) return [{ start: 0, end: text.length, meta }];
  const pieces: Piece[] = [];
  let speaker = meta.speaker;
  for (let start = 0; start < text.length; ) {
    const end = text.length - start <= MAX_PIECE ? text.length : cutBefore(text, start + MAX_PIECE);
    pieces.push({ start, end, meta: speaker === undefined ? meta : { ...meta, speaker } });
    speaker = lastSpeaker(text.slice(start, end), speaker);
    start = end;
  }
  return pieces;
}
