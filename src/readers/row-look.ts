import type { RowBuffer } from './row-buffer.ts';
import type { RowDecoder } from './row-encoding.ts';
import { CELL, type createRowScanner, MAX_ROW_BYTES, type RowSpans } from './row-scan.ts';
import type { RowSink } from './row-sink.ts';

/** Looks at rows of a table before they are read. */
export interface RowLook {
  /** The row at hand. */
  readonly rowText: () => string;
  /** The same, and what of it cannot be decoded is told. */
  readonly toldText: () => string;
  readonly isBlankRow: () => boolean;
  /** The texts of so many rows from `from` on; undefined: more have to come first. */
  readonly sampleFrom: (from: number, rows: number, isLast: boolean) => string[] | undefined;
}

export function createRowLook(
  buffer: RowBuffer,
  row: RowSpans,
  scan: ReturnType<typeof createRowScanner>,
  decoder: Pick<RowDecoder, 'text' | 'damage'>,
  sink: Pick<RowSink, 'damaged'>,
): RowLook {
  const rowText = (): string => decoder.text(buffer.bytes, row.start, row.end);
  const toldText = (): string => {
    const text = rowText();
    sink.damaged(decoder.damage(), text);
    return text;
  };
  const isBlankRow = (): boolean => {
    if (row.cells !== 1 || row.form[0] !== CELL.plain) return false;
    const { bytes } = buffer;
    for (let i = row.start; i < row.end; i += 1) {
      if (bytes[i]! <= 32) continue;
      // U+3000 and U+FEFF begin so, in one encoding or the other.
      if (![0xe3, 0xef, 0xa1, 0x84].includes(bytes[i]!)) return false;
      return /^[\0-\x20\u3000\ufeff]*$/.test(rowText());
    }
    return true;
  };
  return {
    rowText,
    toldText,
    isBlankRow,
    sampleFrom: (from, rows, isLast) => {
      const sample: string[] = [];
      let at = from;
      while (sample.length < rows && at < buffer.end && at - from <= MAX_ROW_BYTES) {
        if (!scan(buffer.bytes, at, buffer.end, isLast, row))
          return buffer.end - from > MAX_ROW_BYTES ? sample : undefined;
        if (!isBlankRow()) sample.push(rowText());
        at = row.next;
      }
      const isCut = sample.length < rows && !isLast && buffer.end - from <= MAX_ROW_BYTES;
      return isCut ? undefined : sample;
    },
  };
}
