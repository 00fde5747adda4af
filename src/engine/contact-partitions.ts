import {
  CONTACT_BYTES,
  createBlock,
  keyHash,
  type LogBlock,
  readContact,
  writeContact,
} from './contact-log.ts';
import type { Seal } from './seal.ts';

/** Contacts whose keys fall into one partition are all that the rules need to see at once. */
export const PARTITIONS = 64;

/**
 * Where contacts go beyond the memory, by partition (0 to PARTITIONS - 1). What was appended to a partition is
 * read back in the same order, in pieces of any size. Both may throw, a CuilintError for a full disk; `bytes`
 * is used again after `append` has returned.
 */
export interface SpillStore {
  readonly append: (partition: number, bytes: Uint8Array) => void;
  readonly read: (partition: number) => Iterable<Uint8Array>;
}

/** Sealed contacts of a partition are written together. */
const PIECE = 32_768;

/** Appends the contacts of `blocks`, `held` of them, to their partitions. Returns the number of bytes. */
export function writePartitions(
  blocks: readonly LogBlock[],
  held: number,
  store: Pick<SpillStore, 'append'>,
  seal: Seal | undefined,
): number {
  const sealed = new Uint32Array(2);
  const size = Math.max(1, Math.min(PIECE, held)) * CONTACT_BYTES;
  const buffers = new Map<number, { bytes: Uint8Array; view: DataView; used: number }>();
  const limit = Math.max(
    CONTACT_BYTES * 16,
    Math.floor(size / PARTITIONS / CONTACT_BYTES) * CONTACT_BYTES,
  );
  let written = 0;
  for (const block of blocks) {
    for (let i = 0; i < block.length; i += 1) {
      const low = block.low[i]!;
      const high = block.high[i]!;
      const partition = keyHash(low, high) % PARTITIONS;
      let buffer = buffers.get(partition);
      if (buffer === undefined) {
        const bytes = new Uint8Array(limit);
        buffer = { bytes, view: new DataView(bytes.buffer), used: 0 };
        buffers.set(partition, buffer);
      }
      if (seal === undefined) writeContact(buffer.view, buffer.used, block, i, low, high);
      else {
        seal.seal(low, high, sealed);
        writeContact(buffer.view, buffer.used, block, i, sealed[0]!, sealed[1]!);
      }
      buffer.used += CONTACT_BYTES;
      if (buffer.used === limit) {
        store.append(partition, buffer.bytes);
        written += buffer.used;
        buffer.used = 0;
      }
    }
  }
  for (const [partition, { bytes, used }] of buffers) {
    if (used === 0) continue;
    store.append(partition, bytes.subarray(0, used));
    written += used;
  }
  return written;
}

/** The contacts of a partition, opened, one block after the other; `take` says which keys are meant. */
export function readPartition(
  store: Pick<SpillStore, 'read'>,
  partition: number,
  seal: Seal | undefined,
  take: (low: number, high: number) => boolean,
  into: (block: LogBlock) => void,
): void {
  const opened = new Uint32Array(2);
  const single = createBlock(1);
  let rest = new Uint8Array(0);
  for (const piece of store.read(partition)) {
    const bytes = rest.length === 0 ? piece : joined(rest, piece);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const whole = bytes.length - (bytes.length % CONTACT_BYTES);
    for (let offset = 0; offset < whole; offset += CONTACT_BYTES) {
      single.length = 0;
      readContact(view, offset, single);
      if (seal !== undefined) {
        seal.open(single.low[0]!, single.high[0]!, opened);
        single.low[0] = opened[0]!;
        single.high[0] = opened[1]!;
      }
      if (take(single.low[0]!, single.high[0]!)) into(single);
    }
    rest = bytes.slice(whole);
  }
  if (rest.length > 0) throw new RangeError(`partition ${partition} ends within a contact`);
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
