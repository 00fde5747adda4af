import { type ByteWords, createByteWords } from './byte-words.ts';
import { CELL, type RowSpans } from './row-scan.ts';

/** What is the same for all rows that say the same in a few columns. */
export interface RowKinds {
  /** The number of the kind of a row, `NO_KIND`: there is none. */
  readonly of: (bytes: Uint8Array, row: RowSpans) => number;
}

export const NO_KIND = -1;

/** Different cells of a column, and columns, that make one kind together: 48 bits. */
const WORD_BITS = 12;
const MAX_COLUMNS = 4;
/** Kinds that are told apart. */
const MAX_KINDS = 1 << 13;

/**
 * Builds what numbers the kinds of rows by the bytes in `columns`, from 0. Rows with other than plain cells there,
 * and all beyond the bounds, are of none.
 */
export function createRowKinds(columns: readonly number[]): RowKinds {
  const parts = columns.map((column): { column: number; words: ByteWords } => ({
    column,
    words: createByteWords(),
  }));
  // Open addressing: with a Map of numbers the look-up took three times as long.
  const slots = new Int32Array(MAX_KINDS * 2).fill(-1);
  const lows = new Int32Array(MAX_KINDS);
  const highs = new Int32Array(MAX_KINDS);
  const mask = slots.length - 1;
  let count = 0;
  let isOver = columns.length > MAX_COLUMNS;
  return {
    of: (bytes, row) => {
      if (isOver) return NO_KIND;
      let low = 0;
      let high = 0;
      for (let i = 0; i < parts.length; i += 1) {
        const { column, words } = parts[i]!;
        if (column >= row.cells || row.form[column]! > CELL.quoted) return NO_KIND;
        const word = words.number(bytes, row.cellStart[column]!, row.cellEnd[column]!);
        if (word >> WORD_BITS !== 0) {
          isOver = true;
          return NO_KIND;
        }
        if (i < 2) low = (low << WORD_BITS) | word;
        else high = (high << WORD_BITS) | word;
      }
      const hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
      for (let slot = (hash >>> 16) & mask; ; slot = (slot + 1) & mask) {
        const kind = slots[slot]!;
        if (kind < 0) {
          if (count === MAX_KINDS) return NO_KIND;
          lows[count] = low;
          highs[count] = high;
          slots[slot] = count;
          count += 1;
          return count - 1;
        }
        if (lows[kind] === low && highs[kind] === high) return kind;
      }
    },
  };
}
