/**
 * Different short cells as numbers, told apart by their bytes: no string is made for one that was met before.
 * Numbers count from 0 in the order in which the cells were met.
 */
export interface ByteWords {
  /** The number of bytes [start, end), or `size` of before where they are new. */
  readonly number: (bytes: Uint8Array, start: number, end: number) => number;
  readonly size: () => number;
}

/** Builds an empty set. Open addressing over a hash of the bytes, which are kept and compared. */
export function createByteWords(): ByteWords {
  let slots = new Int32Array(256).fill(-1);
  let hashes = new Int32Array(128);
  let starts = new Int32Array(129);
  let kept = new Uint8Array(2048);
  let count = 0;
  /** The word that was asked for last: many columns say the same row after row. */
  let last = 0;

  const isSame = (word: number, bytes: Uint8Array, start: number, length: number): boolean => {
    const from = starts[word]!;
    if (starts[word + 1]! - from !== length) return false;
    for (let i = 0; i < length; i += 1) if (kept[from + i] !== bytes[start + i]) return false;
    return true;
  };
  const add = (bytes: Uint8Array, start: number, length: number, hash: number): void => {
    if (count + 1 === hashes.length) {
      const widerHashes = new Int32Array(hashes.length * 2);
      widerHashes.set(hashes);
      hashes = widerHashes;
      const widerStarts = new Int32Array(hashes.length + 1);
      widerStarts.set(starts);
      starts = widerStarts;
      slots = new Int32Array(hashes.length * 2).fill(-1);
      for (let word = 0; word < count; word += 1) place(word, hashes[word]!);
    }
    const from = starts[count]!;
    if (from + length > kept.length) {
      const wider = new Uint8Array(Math.max(kept.length * 2, from + length));
      wider.set(kept);
      kept = wider;
    }
    for (let i = 0; i < length; i += 1) kept[from + i] = bytes[start + i]!;
    hashes[count] = hash;
    starts[count + 1] = from + length;
    place(count, hash);
    count += 1;
  };
  const place = (word: number, hash: number): void => {
    const mask = slots.length - 1;
    let slot = hash & mask;
    while (slots[slot] !== -1) slot = (slot + 1) & mask;
    slots[slot] = word;
  };

  return {
    size: () => count,
    number: (bytes, start, end) => {
      const length = end - start;
      if (count > 0 && isSame(last, bytes, start, length)) return last;
      let hash = length;
      for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
      hash ^= hash >>> 15;
      const mask = slots.length - 1;
      for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
        const word = slots[slot]!;
        if (word === -1) break;
        if (hashes[word] === hash && isSame(word, bytes, start, length)) {
          last = word;
          return word;
        }
      }
      add(bytes, start, length, hash);
      last = count - 1;
      return last;
    },
  };
}
