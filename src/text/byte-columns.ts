import type { Location } from '../model/finding.ts';
import { lineStarts } from './lines.ts';

/** Bytes of [start, end) of `text` as UTF-8; half a surrogate pair counts as the U+FFFD it is written as. */
function byteLength(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let i = start; i < end; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < end) {
      const next = text.charCodeAt(i + 1);
      const isPair = next >= 0xdc00 && next < 0xe000;
      bytes += isPair ? 4 : 3;
      if (isPair) i += 1;
    } else bytes += 3;
  }
  return bytes;
}

export type ByteColumns = (location: Location) => {
  readonly column: number;
  readonly endColumn: number;
};

/**
 * For one decoded file (without byte-order mark): columns in UTF-16 units to columns in bytes of the same
 * line as UTF-8, whatever the encoding of the file. Both 1-based; a column behind the text's end is cut to
 * it. Places asked for in rising order cost one pass, also in a file of one long line.
 */
export function createByteColumns(text: string): ByteColumns {
  const starts = lineStarts(text);
  let last = { line: 0, offset: 0, bytes: 0 };
  const columnAt = (line: number, column: number): number => {
    const start = starts[line - 1] ?? text.length;
    const offset = Math.min(start + column - 1, text.length);
    const known = last.line === line && last.offset <= offset ? last : { offset: start, bytes: 0 };
    const bytes = known.bytes + byteLength(text, known.offset, offset);
    last = { line, offset, bytes };
    return bytes + 1;
  };
  return ({ line, column, endLine, endColumn }) => {
    const from = columnAt(line, column);
    const before = last;
    const to = columnAt(endLine, endColumn);
    // The next finding may begin before this one ends.
    last = before;
    return { column: from, endColumn: to };
  };
}
