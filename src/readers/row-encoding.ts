import type { EncodingName } from '../model/source.ts';
import { decode } from '../text/decode.ts';

/** An encoding whose rows are read as they stand. */
export type NativeEncoding = 'utf-8' | 'gb18030';

/** As much of a file as settles its encoding and its delimiter. */
export const HEAD_BYTES: number = 1 << 18;
/** Where nothing but ASCII has come by then, it is taken for UTF-8. */
export const MAX_HEAD_BYTES: number = 1 << 22;

/** Whether the first bytes say enough; `isWhole`: there are no more. */
export function isEnoughHead(head: Uint8Array, isWhole: boolean): boolean {
  if (isWhole || head.length >= MAX_HEAD_BYTES) return true;
  if (head.length < HEAD_BYTES) return false;
  return head.some((byte) => byte >= 0x80 || byte === 0);
}

/** The encoding of a file that begins so. Throws `INPUT_ENCODING` for binary data and where nothing fits. */
export function encodingOf(
  head: Uint8Array,
  isWhole: boolean,
  given: EncodingName | undefined,
): EncodingName {
  // No character is cut: the last line may be.
  const cut = isWhole ? head.length : head.lastIndexOf(10) + 1;
  const lines = cut === 0 ? head : head.subarray(0, cut);
  return decode(lines, { encoding: given }).encoding;
}

/** Length of the byte-order mark at the start of a file. */
export function markLength(head: Uint8Array, encoding: NativeEncoding): number {
  if (encoding === 'utf-8') return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const isMark = head[0] === 0x84 && head[1] === 0x31 && head[2] === 0x95 && head[3] === 0x33;
  return isMark ? 4 : 0;
}

/** Stands where bytes could not be decoded. */
export const REPLACEMENT = '\ufffd';

const NO_DAMAGE: readonly number[] = [];

/** Text of bytes, and whether all of them could be decoded. A NUL is damage, as it is for `decode`. */
export interface RowDecoder {
  readonly text: (bytes: Uint8Array, start: number, end: number) => string;
  /** Of the text decoded last: offsets at which something could not be. */
  readonly damage: () => readonly number[];
  /** Whether no byte of [start, end) is damage. False is only a doubt: `isWhole` tells. */
  readonly isSound: (bytes: Uint8Array, start: number, end: number) => boolean;
  /** Whether no byte of [start, end) is damage; the bytes begin and end with a character. */
  readonly isWhole: (bytes: Uint8Array, start: number, end: number) => boolean;
}

export function createRowDecoder(encoding: NativeEncoding, original: EncodingName): RowDecoder {
  // What was made UTF-8 has been decoded already: there is no telling whose the replacements are.
  const damaged =
    original === encoding ? null : original === 'big5' ? /[\0\ufffd\ue000-\uf8ff]/g : /[\0\ufffd]/g;
  const strict = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const lenient = new TextDecoder(encoding, { ignoreBOM: true });
  let last = '';
  let isStrict = true;
  let lastBytes: Uint8Array = new Uint8Array(0);
  const textOf = (bytes: Uint8Array, start: number, end: number): string => {
    lastBytes = bytes.subarray(start, end);
    try {
      last = strict.decode(lastBytes);
      isStrict = true;
    } catch {
      // The only error of a decoder that exists: the bytes are not of this encoding.
      last = lenient.decode(lastBytes);
      isStrict = false;
    }
    return last;
  };
  const damage = (): readonly number[] => {
    if (isStrict && damaged === null && !last.includes('\0')) return NO_DAMAGE;
    const wanted = damaged ?? (isStrict ? /\0/g : /[\0\ufffd]/g);
    const found = Array.from(last.matchAll(wanted), (match) => match.index);
    if (damaged !== null || isStrict || encoding !== 'utf-8') return found;
    const honest = honestReplacements(lastBytes);
    let seen = -1;
    return found.filter((offset) => {
      if (last[offset] !== REPLACEMENT) return true;
      seen += 1;
      return !honest.has(seen);
    });
  };
  const isSound: RowDecoder['isSound'] =
    encoding === 'gb18030'
      ? isSoundGb18030
      : damaged === null
        ? isSoundUtf8
        : (bytes, start, end) =>
            isSoundUtf8(bytes, start, end) && !mayBeReplaced(bytes, start, end);
  return {
    text: textOf,
    damage,
    isSound,
    isWhole: (bytes, start, end) => {
      if (isSound(bytes, start, end)) return true;
      textOf(bytes, start, end);
      return damage().length === 0;
    },
  };
}

/** Which of the replacement characters of damaged UTF-8, counted from 0, the file holds itself. */
function honestReplacements(bytes: Uint8Array): ReadonlySet<number> {
  // Written out in place of the honest ones, so that all others are the decoder's.
  const marked = Uint8Array.from(bytes);
  for (let i = 0; i + 2 < marked.length; i += 1)
    if (marked[i] === 0xef && marked[i + 1] === 0xbf && marked[i + 2] === 0xbd)
      marked[i + 2] = 0xbe;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(marked);
  const honest = new Set<number>();
  let count = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (text.charCodeAt(i) === 0xfffe) honest.add(count);
    if (text.charCodeAt(i) === 0xfffe || text[i] === REPLACEMENT) count += 1;
  }
  return honest;
}

function isSoundGb18030(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i]!;
    if (byte < 0x80) {
      if (byte === 0) return false;
      continue;
    }
    const next = bytes[i + 1]!;
    // Marks, full-width forms and the characters of GB2312 but for the hole behind 0xd7f9: no gap in them.
    if (i + 1 >= end || byte > 0xf7 || next < 0xa1 || next > 0xfe) return false;
    if (byte < 0xb0 && byte !== 0xa1 && byte !== 0xa3) return false;
    if (byte === 0xd7 && next > 0xf9) return false;
    i += 1;
  }
  return true;
}

function isSoundUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i]!;
    if (byte < 0x80) {
      if (byte === 0) return false;
      continue;
    }
    // Han, its marks and full-width forms: three bytes, none of which has a narrower range.
    if (byte < 0xe1 || byte > 0xef || byte === 0xed || i + 2 >= end) return false;
    if ((bytes[i + 1]! & 0xc0) !== 0x80 || (bytes[i + 2]! & 0xc0) !== 0x80) return false;
    i += 2;
  }
  return true;
}

/** True of UTF-8 that holds what was put in the place of damage when it was made of Big5 or UTF-16. */
function mayBeReplaced(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) {
    // The area for private use begins so, and U+FFFD.
    if (bytes[i] === 0xee) return true;
    if (bytes[i] === 0xef && (bytes[i + 1]! < 0xa4 || bytes[i + 1] === 0xbf)) return true;
  }
  return false;
}

/** Makes UTF-8 of another encoding, chunk by chunk, without its byte-order mark. */
export function createTranscoder(encoding: EncodingName): (chunk: Uint8Array | null) => Uint8Array {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  let isFirst = true;
  return (chunk) => {
    let text = chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true });
    if (isFirst && text !== '') {
      isFirst = false;
      // TextDecoder drops the mark of the Unicode encodings alone.
      if (encoding === 'gb18030' && text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    }
    return encoder.encode(text);
  };
}
