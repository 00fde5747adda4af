import type { RecordPlace } from '../model/audit.ts';

/** Where the records of an audit stand, by their number over all files. */
export interface PlaceIndex {
  /** Before the first record of a file. */
  readonly open: (file: string) => void;
  /** The number of a record, counted over all files; records of a file come in their order. */
  readonly see: (
    record: number,
    line: number,
    sheet: string | undefined,
    cell: string | undefined,
  ) => number;
  /** The place of a number that `see` has given. */
  readonly at: (row: number) => RecordPlace;
}

/** From `row` on a record stands `lines` lines behind its number, in that column of that sheet. */
interface Change {
  readonly row: number;
  readonly base: number;
  readonly file: string;
  readonly lines: number;
  readonly sheet: string | undefined;
  readonly letters: string;
}

/**
 * Keeps only where something changes: a record is usually the line after the one before it. A hundred million
 * rows of which one in a hundred has a line end inside are a million changes.
 */
export function createPlaceIndex(): PlaceIndex {
  const changes: Change[] = [];
  let file = '';
  let base = 0;
  let last = 0;
  let open: Change | undefined;
  return {
    open: (name) => {
      file = name;
      base = last;
      open = undefined;
    },
    see: (record, line, sheet, cell) => {
      const row = base + record;
      const lines = line - record;
      const letters = cell === undefined ? '' : cell.replace(/\d+$/, '');
      last = row;
      if (open?.lines !== lines || open.sheet !== sheet || open.letters !== letters) {
        open = { row, base, file, lines, sheet, letters };
        changes.push(open);
      }
      return row;
    },
    at: (row) => {
      let low = 0;
      let high = changes.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (changes[middle]!.row <= row) low = middle;
        else high = middle;
      }
      const { base: before, file: name, lines, sheet, letters } = changes[low]!;
      const record = row - before;
      const line = record + lines;
      return {
        file: name,
        record,
        line,
        ...(sheet === undefined ? {} : { sheet }),
        ...(letters === '' ? {} : { cell: `${letters}${line}` }),
      };
    },
  };
}
