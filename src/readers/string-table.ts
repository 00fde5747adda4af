/** Texts by number, kept outside of the heap. */
export interface StringTable {
  /** Undefined where there is none of this number. */
  at(index: number): string | undefined;
}

const BLOCK_BYTES = 1 << 20;
/** Not in the one-byte alphabet of V8. */
const ONE_BYTE = /^[\u0000-\u00ff]*$/;

/**
 * A list of texts as bytes: 200,000 of them on the heap are marked and moved by every collection, and let it grow
 * to twice its size. Two bytes a unit, one where none is beyond U+00FF; lone surrogates come back as they were.
 */
export function createStringTable(): StringTable & { add(text: string): void } {
  const blocks: Buffer[] = [];
  /** Longer than a block. */
  const long = new Map<number, string>();
  let used = 0;
  let count = 0;
  let starts = new Float64Array(1024);
  /** Bytes, and in the lowest bit whether a unit has two. */
  let sizes = new Uint32Array(1024);
  return {
    add: (text) => {
      if (count === starts.length) {
        const [moreStarts, moreSizes] = [new Float64Array(2 * count), new Uint32Array(2 * count)];
        moreStarts.set(starts);
        moreSizes.set(sizes);
        [starts, sizes] = [moreStarts, moreSizes];
      }
      const isWide = !ONE_BYTE.test(text);
      const bytes = isWide ? 2 * text.length : text.length;
      if (bytes > BLOCK_BYTES) long.set(count, text);
      else {
        if (blocks.length === 0 || used + bytes > BLOCK_BYTES) {
          blocks.push(Buffer.allocUnsafeSlow(BLOCK_BYTES));
          used = 0;
        }
        blocks.at(-1)!.write(text, used, isWide ? 'utf16le' : 'latin1');
        starts[count] = (blocks.length - 1) * BLOCK_BYTES + used;
        sizes[count] = 2 * bytes + (isWide ? 1 : 0);
        used += bytes;
      }
      count += 1;
    },
    at: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= count) return undefined;
      const kept = long.get(index);
      if (kept !== undefined) return kept;
      const start = starts[index]!;
      const size = sizes[index]!;
      const offset = start % BLOCK_BYTES;
      const block = blocks[(start - offset) / BLOCK_BYTES]!;
      return block.toString(size & 1 ? 'utf16le' : 'latin1', offset, offset + (size >>> 1));
    },
  };
}
