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
const MAX_CONTEXTS = 1 << 20;
/** Longer cells hold no name that could be exchanged: four characters of four bytes. */
const MAX_NAME_BYTES = 16;

export function createRowNames(decoder: Pick<RowDecoder, 'text'>, judge: RowJudge): RowNames {
  let column = -1;
  let words = createByteWords();
  /** By number of the name and of the surroundings. */
  let kinds = new Map<number, number>();
  let from: Uint8Array = new Uint8Array(0);
  const name: RowName = {
    start: 0,
    end: 0,
    kind: (context) => {
      if (name.end === name.start || name.end - name.start > MAX_NAME_BYTES) return 0;
      if (words.size() > MAX_NAMES || kinds.size > MAX_NAMES) {
        words = createByteWords();
        kinds = new Map();
      }
      const key = words.number(from, name.start, name.end) * MAX_CONTEXTS + context;
      const known = kinds.get(key);
      if (known !== undefined) return known;
      const kind = judge.nameKind(decoder.text(from, name.start, name.end), context);
      kinds.set(key, kind);
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
      const isThere = column >= 0 && column < row.cells && row.form[column]! <= CELL.quoted;
      name.start = isThere ? row.cellStart[column]! : 0;
      name.end = isThere ? row.cellEnd[column]! : 0;
    },
  };
}
