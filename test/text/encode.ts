import type { EncodingName } from '../../src/model/source.ts';

/** Bytes by character, turned round from what TextDecoder reads: an encoder of which Node has none. */
function table(encoding: 'gb18030' | 'big5'): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder(encoding);
  const found = new Map<string, readonly number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      const character = decoder.decode(new Uint8Array([lead, trail]));
      if (!character.includes('\ufffd') && [...character].length === 1 && !found.has(character)) {
        found.set(character, [lead, trail]);
      }
    }
  }
  return found;
}

const tables = new Map<string, ReadonlyMap<string, readonly number[]>>();

function tableOf(encoding: 'gb18030' | 'big5'): ReadonlyMap<string, readonly number[]> {
  const known = tables.get(encoding) ?? table(encoding);
  tables.set(encoding, known);
  return known;
}

/** The four-byte code of a code point beyond the table: ranges found by asking the decoder (GB18030, Annex). */
function fourBytes(point: number): readonly number[] {
  const linear = point >= 0x10000 ? point - 0x10000 + 189_000 : linearOf(point);
  return [
    0x81 + Math.floor(linear / 12_600),
    0x30 + (Math.floor(linear / 1260) % 10),
    0x81 + (Math.floor(linear / 10) % 126),
    0x30 + (linear % 10),
  ];
}

function linearOf(point: number): number {
  const decoder = new TextDecoder('gb18030');
  let low = 0;
  let high = 39_419;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const bytes = [
      0x81 + Math.floor(middle / 12_600),
      0x30 + (Math.floor(middle / 1260) % 10),
      0x81 + (Math.floor(middle / 10) % 126),
      0x30 + (middle % 10),
    ];
    const found = decoder.decode(new Uint8Array(bytes)).codePointAt(0)!;
    if (found === point) return middle;
    if (found < point) low = middle + 1;
    else high = middle - 1;
  }
  throw new Error(`no code for U+${point.toString(16)}`);
}

/** Encodes `text`; throws for a character that Big5 lacks. No byte-order mark is added. */
export function encode(text: string, encoding: EncodingName): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return new TextEncoder().encode(text);
    case 'utf-16le':
    case 'utf-16be': {
      const bytes = new Uint8Array(text.length * 2);
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < text.length; i += 1) {
        view.setUint16(2 * i, text.charCodeAt(i), encoding === 'utf-16le');
      }
      return bytes;
    }
    case 'gb18030':
    case 'big5': {
      const codes = tableOf(encoding);
      const bytes: number[] = [];
      for (const character of text) {
        const point = character.codePointAt(0)!;
        if (point < 0x80) bytes.push(point);
        else {
          const code =
            codes.get(character) ?? (encoding === 'gb18030' ? fourBytes(point) : undefined);
          if (code === undefined) throw new Error(`Big5 has no ${character}`);
          bytes.push(...code);
        }
      }
      return Uint8Array.from(bytes);
    }
    default:
      return encoding satisfies never;
  }
}
