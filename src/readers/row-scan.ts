/** Longest row that is judged, in bytes: what is longer is named and passed over. No message is. */
export const MAX_ROW_BYTES: number = 16 * 1024 * 1024;

/**
 * One row of delimited text as places in a buffer of bytes. The arrays belong to the scanner: of each the
 * first `cells` entries hold until the next row is scanned.
 */
export interface RowSpans {
  start: number;
  /** Behind the last cell; the line end is left out. */
  end: number;
  /** Where the next row begins. */
  next: number;
  cells: number;
  /** Content of the cells, half-open, without the quotes around it. */
  cellStart: Int32Array;
  cellEnd: Int32Array;
  /** One of `CELL`. */
  form: Uint8Array;
  /** Place of the first quote that never closes and was read as a character, or -1. */
  openQuote: number;
  /** Line ends in [start, next). */
  lineEnds: number;
}

/** How a cell is written: as it is, in quotes, in quotes with doubled ones, with text behind its quotes. */
export const CELL = { plain: 0, quoted: 1, doubled: 2, mixed: 3 } as const;

const QUOTE = 34;
const LF = 10;
const CR = 13;
const WORD = 4;
const HIGH_BITS = 0x80808080 | 0;
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

export function createRowSpans(): RowSpans {
  return {
    start: 0,
    end: 0,
    next: 0,
    cells: 0,
    cellStart: new Int32Array(64),
    cellEnd: new Int32Array(64),
    form: new Uint8Array(64),
    openQuote: -1,
    lineEnds: 0,
  };
}

function widen(row: RowSpans): void {
  const size = row.cellStart.length * 2;
  const start = new Int32Array(size);
  start.set(row.cellStart);
  row.cellStart = start;
  const end = new Int32Array(size);
  end.set(row.cellEnd);
  row.cellEnd = end;
  const form = new Uint8Array(size);
  form.set(row.form);
  row.form = form;
}

/** Where the line behind `from` begins; ~ of the place from which on its end is to be looked for where it has not come. */
export function behindLineEnd(
  bytes: Uint8Array,
  from: number,
  end: number,
  isLast: boolean,
): number {
  for (let i = from; i < end; i += 1) {
    if (bytes[i] === LF) return i + 1;
    if (bytes[i] !== CR) continue;
    if (i + 1 === end && !isLast) return ~i;
    return i + 1 < end && bytes[i + 1] === LF ? i + 2 : i + 1;
  }
  return ~end;
}

/** What `findClose` says beside a place. */
const NOT_CLOSED = -1;
const UNKNOWN_YET = -2;

/**
 * Builds the scanner of rows of one delimiter (a byte below 0x80 that is no second byte of the encoding).
 * It divides bytes as `scanCsv` divides text: UTF-8 and GB18030 have no quote, comma or line end inside a
 * character.
 *
 * `scan` reads the row at `from` of `bytes`, whose data end at `end`; bytes[end] must be LF. False: the row
 * does not end there and there may be more (`isLast` false); nothing is lost, scan it again then. A row
 * longer than `MAX_ROW_BYTES` is never asked for: see there.
 */
export function createRowScanner(
  delimiter: number,
): (bytes: Uint8Array, from: number, end: number, isLast: boolean, row: RowSpans) => boolean {
  const breaks = new Uint8Array(256);
  breaks[delimiter] = 1;
  breaks[LF] = 1;
  breaks[CR] = 1;
  const quotedStops = new Uint8Array(256);
  quotedStops[QUOTE] = 1;
  quotedStops[LF] = 1;
  quotedStops[CR] = 1;
  const plainBound = Math.max(delimiter, CR) + 1;
  let contentEnd = 0;
  let form = 0;
  let linesWithin = 0;

  let viewed: Uint8Array = new Uint8Array(0);
  let words: Int32Array = new Int32Array(0);
  /** The bytes at hand by words; none where they do not begin at the border of one. */
  const see = (bytes: Uint8Array): void => {
    viewed = bytes;
    const { buffer, byteOffset, length } = bytes;
    const isEven = IS_LITTLE_ENDIAN && byteOffset % WORD === 0;
    words = isEven ? new Int32Array(buffer, byteOffset, length >> 2) : new Int32Array(0);
  };
  /**
   * The first place from `from` on at which a byte that `stops` names stands; all of them are below `bound`, which is
   * below 0x80. There must be one. Four bytes at once, without a branch for each, take a third of the time.
   */
  const stopIn = (bytes: Uint8Array, from: number, stops: Uint8Array, bound: number): number => {
    const each = bound * 0x01010101;
    const { length } = words;
    let word = from >> 2;
    if (word < length) {
      // The upper bit of each byte below `bound`, and at times of the one behind it.
      let low = (words[word]! - each) & ~words[word]! & HIGH_BITS & (-1 << ((from & 3) << 3));
      for (;;) {
        while (low === 0) {
          word += 1;
          if (word === length) break;
          const four = words[word]!;
          low = (four - each) & ~four & HIGH_BITS;
        }
        if (low === 0) break;
        const at = (word << 2) + ((31 - Math.clz32(low & -low)) >> 3);
        if (stops[bytes[at]!] === 1) return at;
        low &= low - 1;
      }
    }
    let at = Math.max(from, length << 2);
    while (stops[bytes[at]!] === 0) at += 1;
    return at;
  };

  /** Where the delimiter or line end behind a quoted cell stands, whose quote opens at `open`. */
  const findClose = (bytes: Uint8Array, open: number, end: number, isLast: boolean): number => {
    let lines = 0;
    let isDoubled = false;
    let at = open + 1;
    for (;;) {
      at = stopIn(bytes, at, quotedStops, QUOTE + 1);
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        if (at + 1 >= end && !isLast) return UNKNOWN_YET;
        if (at + 1 < end && bytes[at + 1] === QUOTE) {
          isDoubled = true;
          at += 2;
          continue;
        }
        break;
      }
      if (byte === LF) {
        if (at >= end) {
          if (isLast || end - open > MAX_ROW_BYTES) return NOT_CLOSED;
          return UNKNOWN_YET;
        }
        lines += 1;
      } else if (bytes[at + 1] !== LF) lines += 1;
      at += 1;
    }
    // Farther away no close is waited for, so none may count where it has come already.
    if (at - open > MAX_ROW_BYTES) return NOT_CLOSED;
    let next = at + 1;
    while (bytes[next] === 32) next += 1;
    if (next >= end && !isLast) return UNKNOWN_YET;
    linesWithin = lines;
    if (breaks[bytes[next]!] === 1) {
      contentEnd = at;
      form = isDoubled ? CELL.doubled : CELL.quoted;
      return next;
    }
    // Text behind the closing quote belongs to the cell; unless lines were swallowed to get there.
    if (lines > 0) return NOT_CLOSED;
    next = at + 1;
    next = stopIn(bytes, next, breaks, plainBound);
    if (next >= end && !isLast) return UNKNOWN_YET;
    contentEnd = next;
    form = CELL.mixed;
    return next;
  };

  return (bytes, from, end, isLast, row) => {
    if (bytes !== viewed) see(bytes);
    let i = from;
    let cells = 0;
    let lineEnds = 0;
    let { cellStart, cellEnd, form: forms } = row;
    row.openQuote = -1;
    for (;;) {
      if (cells === cellStart.length) {
        widen(row);
        ({ cellStart, cellEnd, form: forms } = row);
      }
      let quote = i;
      while (bytes[quote] === 32) quote += 1;
      let next: number = NOT_CLOSED;
      if (bytes[quote] === QUOTE) {
        next = findClose(bytes, quote, end, isLast);
        if (next === UNKNOWN_YET) return false;
        if (next === NOT_CLOSED && row.openQuote < 0) row.openQuote = quote;
      }
      if (next >= 0) {
        cellStart[cells] = quote + 1;
        cellEnd[cells] = contentEnd;
        forms[cells] = form;
        lineEnds += linesWithin;
        i = next;
      } else {
        cellStart[cells] = i;
        i = stopIn(bytes, i, breaks, plainBound);
        cellEnd[cells] = i;
        forms[cells] = CELL.plain;
      }
      cells += 1;
      if (i < end && bytes[i] === delimiter) {
        i += 1;
        continue;
      }
      // The sentinel behind the data is no line end.
      if (i >= end && !isLast) return false;
      row.start = from;
      row.end = i;
      row.cells = cells;
      if (i < end) {
        lineEnds += 1;
        if (bytes[i] === CR) {
          if (i + 1 >= end && !isLast) return false;
          i += 1;
          if (i < end && bytes[i] === LF) i += 1;
        } else i += 1;
      }
      row.next = i;
      row.lineEnds = lineEnds;
      return true;
    }
  };
}
