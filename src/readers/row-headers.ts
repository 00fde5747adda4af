import { createByteWords } from './byte-words.ts';
import { readCell } from './csv-scan.ts';
import { roleOf } from './meta.ts';
import type { RowDecoder } from './row-encoding.ts';
import type { RowSpans } from './row-scan.ts';
import { firstRow } from './row-text.ts';
import { isHeaderAgain } from './table.ts';

/** Tells whether a row is a header once more; nearly all are none by their bytes. */
export interface HeaderWatch {
  readonly isHeader: (bytes: Uint8Array, row: RowSpans, rowText: () => string) => boolean;
}

/** A name has 16 units at most. */
const MAX_NAME_BYTES = 64;
/** First cells that are remembered for no names; what is beyond is looked at each time. */
const MAX_KNOWN = 1 << 16;

/** Longest name, in units, with quotes around it. */
const MAX_NAME_UNITS = 18;

/** Whether bytes [start, end) are nothing but figures and what stands between those of a date: no name. */
function isFigures(bytes: Uint8Array, start: number, end: number): boolean {
  let isBlank = true;
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i]!;
    if (byte === 32) continue;
    // - . / 0 to 9 :
    if (byte < 45 || byte > 58) return false;
    isBlank = false;
  }
  return !isBlank;
}

/** Builds the watch over a table whose columns are called `names`, and its texts stand in `texts`. */
export function createHeaderWatch(
  names: readonly string[],
  texts: readonly number[],
  delimiter: string,
  decoder: Pick<RowDecoder, 'text'>,
): HeaderWatch {
  const words = createByteWords();
  const known: boolean[] = [];
  const firstName = names[0] ?? '';
  const isDigitName = /^[0-9]/.test(firstName);
  const isName = (bytes: Uint8Array, start: number, end: number): boolean => {
    const text = decoder.text(bytes, start, end).trim();
    return text !== '' && (text === firstName || roleOf(text) !== undefined);
  };
  const mayBe = (bytes: Uint8Array, row: RowSpans): boolean => {
    if (row.cells < 2) return false;
    const start = row.cellStart[0]!;
    const end = row.cellEnd[0]!;
    // A text that is as short as a name: whether it is one, the row as text tells. One with a cell of figures is none.
    for (const column of texts) {
      if (column >= row.cells) continue;
      const length = row.cellEnd[column]! - row.cellStart[column]!;
      if (length > 0 && length <= MAX_NAME_BYTES) return !isFigures(bytes, start, end);
    }
    if (end === start || end - start > MAX_NAME_BYTES) return false;
    const first = bytes[start]!;
    // No name that we know begins with a digit.
    if (first >= 48 && first <= 57 && !isDigitName) return false;
    if (isFigures(bytes, start, end)) return false;
    if (words.size() >= MAX_KNOWN) return isName(bytes, start, end);
    const word = words.number(bytes, start, end);
    let answer = known[word];
    if (answer === undefined) {
      answer = isName(bytes, start, end);
      known[word] = answer;
    }
    return answer;
  };
  return {
    isHeader: (bytes, row, rowText) => {
      if (!mayBe(bytes, row)) return false;
      const text = rowText();
      const { cells } = firstRow(text, delimiter);
      const isLong = (cell: number): boolean =>
        cells[cell]!.end - cells[cell]!.start > MAX_NAME_UNITS;
      if (isLong(0) || isLong(1)) return false;
      return isHeaderAgain(
        names,
        texts,
        cells.map((cell) => readCell(text, cell).text),
      );
    },
  };
}
