import { createByteWords } from './byte-words.ts';
import { roleOf } from './meta.ts';
import type { RowDecoder } from './row-encoding.ts';
import type { RowSpans } from './row-scan.ts';

/** Tells, from the bytes of a row, whether it may be a header once more. */
export interface HeaderWatch {
  readonly mayBe: (bytes: Uint8Array, row: RowSpans, texts: readonly number[]) => boolean;
}

/** A name has 16 units at most. */
const MAX_NAME_BYTES = 64;
/** First cells that are remembered for no names; what is beyond is looked at each time. */
const MAX_KNOWN = 1 << 16;

/** Builds the watch over a table whose columns are called `names`. */
export function createHeaderWatch(
  names: readonly string[],
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
  return {
    mayBe: (bytes, row, texts) => {
      if (row.cells < 2) return false;
      // A text that is as short as a name: whether it is one, the row as text tells.
      for (const column of texts) {
        if (column >= row.cells) continue;
        const length = row.cellEnd[column]! - row.cellStart[column]!;
        if (length > 0 && length <= MAX_NAME_BYTES) return true;
      }
      const start = row.cellStart[0]!;
      const end = row.cellEnd[0]!;
      if (end === start || end - start > MAX_NAME_BYTES) return false;
      const first = bytes[start]!;
      // No name that we know begins with a digit.
      if (first >= 48 && first <= 57 && !isDigitName) return false;
      if (words.size() >= MAX_KNOWN) return isName(bytes, start, end);
      const word = words.number(bytes, start, end);
      let answer = known[word];
      if (answer === undefined) {
        answer = isName(bytes, start, end);
        known[word] = answer;
      }
      return answer;
    },
  };
}
