import { CELL, type RowSpans } from './row-scan.ts';

/** A line of JSON that is one flat object: its values are the cells of the row, beside them their keys. */
export interface JsonSpans {
  readonly row: RowSpans;
  /** Content of the keys, half-open, without their quotes. */
  keyStart: Int32Array;
  keyEnd: Int32Array;
  /** 1 for strings, 0 for numbers, booleans and null. */
  isText: Uint8Array;
}

const MAX_KEYS = 64;

export function createJsonSpans(row: RowSpans): JsonSpans {
  return {
    row,
    keyStart: new Int32Array(MAX_KEYS),
    keyEnd: new Int32Array(MAX_KEYS),
    isText: new Uint8Array(MAX_KEYS),
  };
}

const QUOTE = 34;
const BACKSLASH = 92;

/** 1 for what numbers, booleans and null are written with. */
const WORD = new Uint8Array(256);
for (const char of '-+.0123456789eEtrufalsn') WORD[char.charCodeAt(0)] = 1;

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13 || byte === 10;
}

/**
 * Reads [start, end) of bytes as one flat object of JSON without line ends; bytes[end] must be one. False for
 * everything else, whether or not it is well-formed: nested values, keys with escapes, more than 64 keys, and
 * what is rare in numbers. Strings with escapes are cells of the form `doubled`, and their escapes are not looked
 * at.
 */
export function scanFlatJson(
  bytes: Uint8Array,
  start: number,
  end: number,
  spans: JsonSpans,
): boolean {
  const { row, keyStart, keyEnd, isText } = spans;
  const { cellStart, cellEnd, form } = row;
  let i = start;
  while (i < end && isBlank(bytes[i]!)) i += 1;
  if (bytes[i] !== 123) return false;
  i += 1;
  let cells = 0;
  for (;;) {
    while (i < end && isBlank(bytes[i]!)) i += 1;
    if (bytes[i] !== QUOTE || cells === MAX_KEYS) return false;
    i += 1;
    keyStart[cells] = i;
    for (let byte = bytes[i]!; byte !== QUOTE; byte = bytes[i]!) {
      if (byte < 32 || byte === BACKSLASH) return false;
      i += 1;
    }
    keyEnd[cells] = i;
    i += 1;
    while (i < end && isBlank(bytes[i]!)) i += 1;
    if (bytes[i] !== 58) return false;
    i += 1;
    while (i < end && isBlank(bytes[i]!)) i += 1;
    if (bytes[i] === QUOTE) {
      i += 1;
      cellStart[cells] = i;
      let isEscaped = false;
      for (let byte = bytes[i]!; byte !== QUOTE; byte = bytes[i]!) {
        // A line end stands behind the data.
        if (byte < 32) return false;
        if (byte === BACKSLASH) {
          isEscaped = true;
          i += 1;
          if (i >= end) return false;
        }
        i += 1;
      }
      cellEnd[cells] = i;
      form[cells] = isEscaped ? CELL.doubled : CELL.quoted;
      isText[cells] = 1;
      i += 1;
    } else {
      cellStart[cells] = i;
      while (WORD[bytes[i]!] === 1) i += 1;
      if (!isPlainWord(bytes, cellStart[cells]!, i)) return false;
      cellEnd[cells] = i;
      form[cells] = CELL.plain;
      isText[cells] = 0;
    }
    cells += 1;
    while (i < end && isBlank(bytes[i]!)) i += 1;
    if (bytes[i] === 44) {
      i += 1;
      continue;
    }
    if (bytes[i] !== 125) return false;
    i += 1;
    while (i < end && isBlank(bytes[i]!)) i += 1;
    row.start = start;
    row.end = end;
    row.cells = cells;
    return i >= end;
  }
}

const WORDS = ['true', 'false', 'null'].map((word) => new TextEncoder().encode(word));

/** A whole number without a sign, or one of the words; of the rest the long way tells whether it is right. */
function isPlainWord(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 0 || length > 20) return false;
  const first = bytes[start]!;
  if (first >= 48 && first <= 57) {
    if (first === 48 && length > 1) return false;
    for (let i = start; i < end; i += 1) if (bytes[i]! < 48 || bytes[i]! > 57) return false;
    return true;
  }
  return WORDS.some(
    (word) => word.length === length && word.every((byte, i) => byte === bytes[start + i]),
  );
}
