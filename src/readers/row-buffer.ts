/** Bytes that have arrived and are not read yet: [from, end) of `bytes`, behind which always stands an LF. */
export interface RowBuffer {
  bytes: Uint8Array;
  from: number;
  end: number;
  /** Place of bytes[0] in the whole of what has arrived. */
  base: number;
}

const LF = 10;

export function createRowBuffer(): RowBuffer {
  const bytes = new Uint8Array(1 << 16);
  bytes[0] = LF;
  return { bytes, from: 0, end: 0, base: 0 };
}

/** Adds a chunk; what was read before `from` may be given up for it. */
export function pushBytes(buffer: RowBuffer, chunk: Uint8Array): void {
  const left = buffer.end - buffer.from;
  const needed = left + chunk.length + 1;
  if (needed > buffer.bytes.length) {
    const wider = new Uint8Array(Math.max(needed, Math.min(buffer.bytes.length * 2, 1 << 26)));
    wider.set(buffer.bytes.subarray(buffer.from, buffer.end));
    buffer.bytes = wider;
  } else if (buffer.from > 0) buffer.bytes.copyWithin(0, buffer.from, buffer.end);
  buffer.bytes.set(chunk, left);
  buffer.base += buffer.from;
  buffer.from = 0;
  buffer.end = left + chunk.length;
  buffer.bytes[buffer.end] = LF;
}
