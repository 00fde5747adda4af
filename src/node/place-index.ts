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
  readonly state: () => PlaceIndexState;
  /**
   * Adds the records of another index, which stand behind all that have been seen: of the same file, or of later
   * ones. Returns what its numbers are here.
   */
  readonly absorb: (other: PlaceIndexState) => (row: number) => number;
}

/** An index as plain data that survives JSON. */
export interface PlaceIndexState {
  /** Files, sheets (null: none) and columns by number, as `changes` name them. */
  readonly files: readonly string[];
  readonly columns: readonly (readonly [sheet: string | null, letters: string])[];
  /** For each change one after the other: row, base, number of the file, lines, number of the column. */
  readonly changes: readonly number[];
  /** The file at hand, the number before its first record, and that of the record seen last. */
  readonly file: string;
  readonly base: number;
  readonly last: number;
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
export function createPlaceIndex(from?: PlaceIndexState): PlaceIndex {
  const changes: Change[] = from === undefined ? [] : changesOf(from);
  let last = from?.last ?? 0;
  let file = from?.file ?? '';
  let base = from?.base ?? 0;
  let open: Change | undefined;
  return {
    open: (name) => {
      // Another part of the file at hand.
      if (name !== file) base = last;
      file = name;
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
    state: () => ({ ...listsOf(changes), file, base, last }),
    absorb: (other) => {
      const found: { readonly from: number; readonly by: number }[] = [];
      for (const change of changesOf(other)) {
        const before = found.at(-1);
        if (before?.from !== change.base) {
          // A file ends where the next one begins.
          if (before !== undefined) last = change.base + before.by;
          // Of the file at hand the number before its first record is known already.
          if (change.file !== file) base = last;
          file = change.file;
          found.push({ from: change.base, by: base - change.base });
        }
        const { by } = found.at(-1)!;
        changes.push({ ...change, row: change.row + by, base: change.base + by });
      }
      if (found.length > 0) last = other.last + found.at(-1)!.by;
      open = undefined;
      let at = 0;
      return (row) => {
        if (found[at] === undefined || row <= found[at]!.from) at = 0;
        while (at + 1 < found.length && row > found[at + 1]!.from) at += 1;
        return row + (found[at]?.by ?? 0);
      };
    },
  };
}

const NUMBERS = 5;

function listsOf(
  changes: readonly Change[],
): Pick<PlaceIndexState, 'files' | 'columns' | 'changes'> {
  const files = new Map<string, number>();
  const columns = new Map<
    string,
    readonly [number: number, sheet: string | null, letters: string]
  >();
  const numbers: number[] = [];
  for (const { row, base, file, lines, sheet, letters } of changes) {
    if (!files.has(file)) files.set(file, files.size);
    const name = sheet === undefined ? letters : `${letters}!${sheet}`;
    const column = columns.get(name) ?? [columns.size, sheet ?? null, letters];
    columns.set(name, column);
    numbers.push(row, base, files.get(file)!, lines, column[0]);
  }
  return {
    files: [...files.keys()],
    columns: [...columns.values()].map(([, sheet, letters]) => [sheet, letters]),
    changes: numbers,
  };
}

function changesOf({
  files,
  columns,
  changes,
}: Pick<PlaceIndexState, 'files' | 'columns' | 'changes'>): Change[] {
  return Array.from({ length: changes.length / NUMBERS }, (_, at): Change => {
    const [row, base, file, lines, column] = changes.slice(at * NUMBERS, (at + 1) * NUMBERS);
    const [sheet, letters] = columns[column!]!;
    return {
      row: row!,
      base: base!,
      file: files[file!]!,
      lines: lines!,
      sheet: sheet ?? undefined,
      letters,
    };
  });
}
