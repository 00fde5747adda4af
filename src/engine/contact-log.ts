/** Contacts by key, one array for each part, in blocks: 22 bytes a contact. */
export interface ContactLog {
  readonly length: number;
  readonly blocks: readonly LogBlock[];
}

export interface LogBlock {
  length: number;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly at: Uint32Array;
  readonly rowLow: Uint32Array;
  readonly rowHigh: Uint8Array;
  /** Quarters of an hour east of UTC + 64 in the lower seven bits, above them whether the key is the debtor's. */
  readonly clock: Uint8Array;
  readonly facts: Uint16Array;
  readonly tag: Uint16Array;
}

/** Bytes of a contact in a block, and as it is spilled. */
export const CONTACT_BYTES = 22;
const HALF = 0x1_0000_0000;
export const DEBTOR_BIT = 0x80;

export function createBlock(capacity: number): LogBlock {
  return {
    length: 0,
    low: new Uint32Array(capacity),
    high: new Uint32Array(capacity),
    at: new Uint32Array(capacity),
    rowLow: new Uint32Array(capacity),
    rowHigh: new Uint8Array(capacity),
    clock: new Uint8Array(capacity),
    facts: new Uint16Array(capacity),
    tag: new Uint16Array(capacity),
  };
}

export function rowIn(block: LogBlock, index: number): number {
  return block.rowHigh[index]! * HALF + block.rowLow[index]!;
}

/** Quarters of an hour east of UTC. */
export function clockIn(block: LogBlock, index: number): number {
  return (block.clock[index]! & 0x7f) - 64;
}

/** 32 bits of a key in which each of its 64 counts; `round` gives others, for a second division. */
export function keyHash(low: number, high: number, round = 0): number {
  let hash = Math.imul(low ^ (round + 1), 0x9e37_79b1) ^ Math.imul(high, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
  hash = Math.imul(hash ^ (hash >>> 12) ^ high, 0x297a_2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** Writes one contact at `offset`, little-endian. */
export function writeContact(
  view: DataView,
  offset: number,
  block: LogBlock,
  index: number,
  low: number,
  high: number,
): void {
  view.setUint32(offset, low, true);
  view.setUint32(offset + 4, high, true);
  view.setUint32(offset + 8, block.at[index]!, true);
  view.setUint32(offset + 12, block.rowLow[index]!, true);
  view.setUint8(offset + 16, block.rowHigh[index]!);
  view.setUint8(offset + 17, block.clock[index]!);
  view.setUint16(offset + 18, block.facts[index]!, true);
  view.setUint16(offset + 20, block.tag[index]!, true);
}

/** Reads one contact into the next place of a block that has room. */
export function readContact(view: DataView, offset: number, block: LogBlock): void {
  const at = block.length;
  block.low[at] = view.getUint32(offset, true);
  block.high[at] = view.getUint32(offset + 4, true);
  block.at[at] = view.getUint32(offset + 8, true);
  block.rowLow[at] = view.getUint32(offset + 12, true);
  block.rowHigh[at] = view.getUint8(offset + 16);
  block.clock[at] = view.getUint8(offset + 17);
  block.facts[at] = view.getUint16(offset + 18, true);
  block.tag[at] = view.getUint16(offset + 20, true);
  block.length = at + 1;
}
