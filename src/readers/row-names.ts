import { createByteWords } from './byte-words.ts';
import type { RowDecoder } from './row-encoding.ts';
import { CELL, type RowSpans } from './row-scan.ts';
import type { RowJudge } from './row-stream.ts';
import type { RowName } from './text-memo.ts';

/** The name that the row at hand brings in a column of its own. */
export interface RowNames {
  readonly name: RowName;
  /** -1: there is no such column. */
  readonly open: (column: number) => void;
  readonly see: (bytes: Uint8Array, row: RowSpans) => void;
}

/** Names whose kinds are remembered; beyond, all are looked at anew. */
const MAX_NAMES = 1 << 18;
/** Longer cells hold no name that could be exchanged: four characters of four bytes. */
const MAX_NAME_BYTES = 16;
const BLANK = 32;
const QUOTE = 34;
const APOSTROPHE = 39;
const EQUALS = 61;

export function createRowNames(decoder: Pick<RowDecoder, 'text'>, judge: RowJudge): RowNames {
  let column = -1;
  let words = createByteWords();
  /** By number of the surroundings, then of the name. */
  let kinds = new Map<number, (number | undefined)[]>();
  let count = 0;
  let from: Uint8Array = new Uint8Array(0);
  const name: RowName = {
    start: 0,
    end: 0,
    isKnown: true,
    kind: (context) => {
      if (name.end === name.start || name.end - name.start > MAX_NAME_BYTES) return 0;
      if (words.size() > MAX_NAMES || count > MAX_NAMES) {
        words = createByteWords();
        kinds = new Map();
        count = 0;
      }
      let known = kinds.get(context);
      if (known === undefined) {
        known = [];
        kinds.set(context, known);
      }
      const word = words.number(from, name.start, name.end);
      const before = known[word];
      if (before !== undefined) return before;
      const kind = judge.nameKind(decoder.text(from, name.start, name.end), context);
      known[word] = kind;
      count += 1;
      return kind;
    },
  };
  return {
    name,
    open: (at) => {
      column = at;
    },
    see: (bytes, row) => {
      from = bytes;
      const isThere = column >= 0 && column < row.cells;
      name.start = isThere ? row.cellStart[column]! : 0;
      name.end = isThere ? row.cellEnd[column]! : 0;
      const form = isThere ? row.form[column]! : CELL.plain;
      name.isKnown = form <= CELL.quoted || (form === CELL.doubled && isFormula(bytes, name));
      if (name.isKnown) unwrap(bytes, name);
      else name.end = name.start;
    },
  };
}

/** Whether a cell in doubled quotes is `=""…""` around a name without any; then only the name is left. */
function isFormula(bytes: Uint8Array, name: { start: number; end: number }): boolean {
  trim(bytes, name);
  const [start, end] = [name.start + 3, name.end - 2];
  if (end < start || bytes[name.start] !== EQUALS) return false;
  for (let i = name.start + 1; i < name.end; i += 1)
    if ((bytes[i] === QUOTE) !== (i < start || i >= end)) return false;
  name.start = start;
  name.end = end;
  return true;
}

/** Takes off what `unwrapCell` takes off: blanks, and what keeps a cell from being read as a number. */
function unwrap(bytes: Uint8Array, name: { start: number; end: number }): void {
  trim(bytes, name);
  const { start, end } = name;
  if (bytes[start] === APOSTROPHE) name.start += 1;
  else if (end - start > 3 && bytes[start] === EQUALS && bytes[start + 1] === QUOTE) {
    if (bytes[end - 1] !== QUOTE) return;
    name.start += 2;
    name.end -= 1;
  } else return;
  trim(bytes, name);
}

function trim(bytes: Uint8Array, name: { start: number; end: number }): void {
  while (name.start < name.end && bytes[name.start]! <= BLANK) name.start += 1;
  while (name.start < name.end && bytes[name.end - 1]! <= BLANK) name.end -= 1;
}
