import { RAW_BLANK, type RawTable } from '../../src/match/raw-scan.ts';

/**
 * Raw offset at which the occurrence of a term of `length` folded units that ends at `end` begins:
 * units that are passed over do not count.
 */
export function rawStart(table: RawTable, text: string, end: number, length: number): number {
  let left = length;
  for (let i = end - 1; i >= 0; i--) {
    if (table.code[text.charCodeAt(i)]! < RAW_BLANK && --left === 0) return i;
  }
  return 0;
}
