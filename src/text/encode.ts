import type { EncodingName } from '../model/source.ts';

/** Puts `text` in the place of [start, end), in UTF-16 units of the decoded file without its byte-order mark. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const tables = new Map<EncodingName, ReadonlyMap<string, Uint8Array>>();

/** Characters of two bytes. Node decodes these encodings and encodes none of them. */
function tableOf(encoding: 'gb18030' | 'big5'): ReadonlyMap<string, Uint8Array> {
  const known = tables.get(encoding);
  if (known !== undefined) return known;
  const table = new Map<string, Uint8Array>();
  const pairs: [number, number][] = [];
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) pairs.push([lead, trail]);
  const bytes = Uint8Array.from(pairs.flatMap(([lead, trail]) => [lead, trail, 0x0a]));
  const decoded = new TextDecoder(encoding).decode(bytes).split('\n');
  for (const [index, pair] of pairs.entries()) {
    const char = decoded[index]!;
    if (char.length === 1 && char !== '\ufffd' && !table.has(char))
      table.set(char, Uint8Array.from(pair));
  }
  tables.set(encoding, table);
  return table;
}

/** undefined where the encoding has no such character. */
function encode(text: string, encoding: EncodingName): Uint8Array | undefined {
  switch (encoding) {
    case 'utf-8':
      return new TextEncoder().encode(text);
    case 'utf-16le':
    case 'utf-16be': {
      const bytes = new Uint8Array(text.length * 2);
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < text.length; i += 1)
        view.setUint16(2 * i, text.charCodeAt(i), encoding === 'utf-16le');
      return bytes;
    }
    case 'gb18030':
    case 'big5': {
      const parts: number[] = [];
      for (const char of text) {
        const code = char.codePointAt(0)!;
        const pair = code < 0x80 ? [code] : tableOf(encoding).get(char);
        if (pair === undefined) return undefined;
        parts.push(...pair);
      }
      return Uint8Array.from(parts);
    }
    default:
      return encoding satisfies never;
  }
}

/** Bytes and UTF-16 units of the character that begins at `at`. */
function charAt(bytes: Uint8Array, at: number, encoding: EncodingName): readonly [number, number] {
  const lead = bytes[at]!;
  switch (encoding) {
    case 'utf-8':
      return lead < 0x80 ? [1, 1] : lead < 0xe0 ? [2, 1] : lead < 0xf0 ? [3, 1] : [4, 2];
    case 'utf-16le':
    case 'utf-16be':
      return [2, 1];
    case 'gb18030': {
      if (lead < 0x80) return [1, 1];
      const next = bytes[at + 1] ?? 0;
      return next >= 0x30 && next <= 0x39 ? [4, lead >= 0x90 ? 2 : 1] : [2, 1];
    }
    case 'big5':
      return lead < 0x80 ? [1, 1] : [2, 1];
    default:
      return encoding satisfies never;
  }
}

function markLength(bytes: Uint8Array, encoding: EncodingName): number {
  const [a, b, c] = bytes;
  if (encoding === 'utf-8') return a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
  if (encoding === 'utf-16le') return a === 0xff && b === 0xfe ? 2 : 0;
  if (encoding === 'utf-16be') return a === 0xfe && b === 0xff ? 2 : 0;
  return encoding === 'gb18030' && a === 0x84 && b === 0x31 && c === 0x95 ? 4 : 0;
}

/**
 * To be asked with offsets that do not fall: where in the bytes of a file each of them, in UTF-16 units of the
 * decoded file without its byte-order mark, stands. undefined within a character, and behind the end. The bytes must
 * decode without damage.
 */
export function createByteWalk(
  bytes: Uint8Array,
  encoding: EncodingName,
): (offset: number) => number | undefined {
  let at = markLength(bytes, encoding);
  let unit = 0;
  return (offset) => {
    while (unit < offset && at < bytes.length) {
      const [length, units] = charAt(bytes, at, encoding);
      at += length;
      unit += units;
    }
    return unit === offset ? at : undefined;
  };
}

/**
 * The bytes of a file with edits made in it, every byte outside of them as it was. `edits` rise and do not
 * overlap. undefined where the encoding lacks a character, or an edit does not fall between two characters. The
 * bytes must decode without damage; who writes the result decodes it again.
 */
export function editBytes(
  bytes: Uint8Array,
  encoding: EncodingName,
  edits: readonly TextEdit[],
): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  const byteAt = createByteWalk(bytes, encoding);
  let copied = 0;
  for (const { start, end, text } of edits) {
    const encoded = encode(text, encoding);
    const from = byteAt(start);
    const to = byteAt(end);
    if (encoded === undefined || from === undefined || to === undefined) return undefined;
    parts.push(bytes.subarray(copied, from), encoded);
    copied = to;
  }
  parts.push(bytes.subarray(copied));
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
