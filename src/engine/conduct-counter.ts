import type { ConductHit, ConductPlan, ConductReason, ConductStats } from '../model/conduct.ts';
import {
  type Contact,
  type ContactBatch,
  createContactBatch,
  FACT,
  FACT_OF,
  pushContact,
} from '../model/contact.ts';
import { type ContactGroup, createGroupJudge, isCounted, maskOf } from './conduct-judge.ts';
import {
  CONTACT_BYTES,
  clockIn,
  createBlock,
  DEBTOR_BIT,
  keyHash,
  type LogBlock,
  readContact,
  rowIn,
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

export interface ConductCounterOptions {
  readonly plan: ConductPlan;
  /** What the arrays of the counter may take; kept but for what the contacts of a single key need. */
  readonly memoryBytes: number;
  /** Absent: everything stays in memory, whatever it takes. */
  readonly spill?: SpillStore;
  /** Keys are sealed in what is spilled and drained; absent: they stand there as they are. */
  readonly seal?: Seal;
}

export interface ConductCounter {
  readonly add: (contact: Contact) => void;
  /** Takes over the first `length` contacts of a batch, which may be filled again afterwards. */
  readonly addBatch: (batch: ContactBatch) => void;
  /** Adds what another counter has drained with the same seal: a shard, a worker. */
  readonly absorb: (store: Pick<SpillStore, 'read'>) => void;
  /** Writes all contacts, spilled or not, into the partitions of `store`. The counter is not to be used afterwards. */
  readonly drain: (store: Pick<SpillStore, 'append'>) => void;
  /**
   * What the contacts break, by row, then rule, reason and key: the same for any order in which they came,
   * any division among workers and shards, and any memory. The counter is not to be used afterwards.
   */
  readonly finish: () => readonly ConductHit[];
  readonly stats: () => ConductStats;
}

/** Of a contact in memory: 22 in the log, 4 for the chain of its key, 5 for the table at a load of 0.8. */
const BYTES_IN_ALL = CONTACT_BYTES + 9;
const SLOTS_PER_CONTACT = 1.25;
const MAX_BLOCK = 8192;
const MIN_BLOCK = 64;
/** Sealed contacts of a partition are written together. */
const PIECE = 32_768;

/** Counts contacts over many records. Holds numbers alone: keys, times, rows and facts. */
export function createConductCounter(options: ConductCounterOptions): ConductCounter {
  const { plan, spill, seal } = options;
  const judge = createGroupJudge(plan);
  const masks = plan.limits.map(maskOf);
  const room = Math.max(1, Math.floor(options.memoryBytes / BYTES_IN_ALL));
  // A power of two, so that an index is a block and a place by two bit operations.
  let shift = Math.log2(MIN_BLOCK);
  while (1 << (shift + 1) <= MAX_BLOCK && 1 << (shift + 1) <= room / 4) shift += 1;
  const capacity = 1 << shift;

  let blocks: LogBlock[] = [];
  let held = 0;
  let hasSpilled = false;
  let contacts = 0;
  let withoutCase = 0;
  let keys = 0;
  let peakBytes = 0;
  let spilledBytes = 0;
  const sealed = new Uint32Array(2);

  const last = (): LogBlock => {
    let block = blocks.at(-1);
    if (block === undefined || block.length === capacity) {
      if (spill !== undefined && held + capacity > room && held > 0) {
        writeAll(spill);
        hasSpilled = true;
      }
      block = createBlock(capacity);
      blocks.push(block);
      peakBytes = Math.max(peakBytes, blocks.length * capacity * CONTACT_BYTES);
    }
    return block;
  };

  const put = (
    low: number,
    high: number,
    at: number,
    row: number,
    clock: number,
    facts: number,
    tag: number,
  ): void => {
    const block = last();
    const index = block.length;
    block.low[index] = low;
    block.high[index] = high;
    block.at[index] = at;
    block.rowLow[index] = row;
    block.rowHigh[index] = Math.floor(row / 0x1_0000_0000);
    block.clock[index] = clock;
    block.facts[index] = facts;
    block.tag[index] = tag;
    block.length = index + 1;
    held += 1;
  };

  const addBatch = (batch: ContactBatch): void => {
    const { recipientLow, recipientHigh, debtorLow, debtorHigh, at, row, offset } = batch;
    for (let i = 0; i < batch.length; i += 1) {
      const facts = batch.facts[i]!;
      const tag = batch.tag[i]!;
      const clock = (Math.round(offset[i]! / 15) + 64) & 0x7f;
      const isKnown = recipientLow[i] !== 0 || recipientHigh[i] !== 0;
      const isOne = recipientLow[i] === debtorLow[i] && recipientHigh[i] === debtorHigh[i];
      const isThird = (facts & FACT.relation) === FACT_OF.relation['third-party'];
      contacts += 1;
      if (isOne && isThird) withoutCase += 1;
      if (!isOne)
        put(debtorLow[i]!, debtorHigh[i]!, at[i]!, row[i]!, clock | DEBTOR_BIT, facts, tag);
      // Without a case a third party stands for nobody's debt: it counts as a number alone.
      if (isKnown)
        put(
          recipientLow[i]!,
          recipientHigh[i]!,
          at[i]!,
          row[i]!,
          isOne && !isThird ? clock | DEBTOR_BIT : clock,
          facts,
          tag,
        );
    }
  };

  const one = createContactBatch(1);
  const add = (contact: Contact): void => {
    one.length = 0;
    pushContact(one, contact);
    addBatch(one);
  };

  /** Writes the contacts in memory into their partitions and lets go of them. */
  function writeAll(store: Pick<SpillStore, 'append'>): void {
    const size = Math.max(1, Math.min(PIECE, held)) * CONTACT_BYTES;
    const perPartition = Math.max(CONTACT_BYTES, size - (size % CONTACT_BYTES));
    const buffers = new Map<number, { bytes: Uint8Array; view: DataView; used: number }>();
    const limit = Math.max(
      CONTACT_BYTES * 16,
      Math.floor(perPartition / PARTITIONS / CONTACT_BYTES) * CONTACT_BYTES,
    );
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
          spilledBytes += buffer.used;
          buffer.used = 0;
        }
      }
    }
    for (const [partition, { bytes, used }] of buffers) {
      if (used === 0) continue;
      store.append(partition, bytes.subarray(0, used));
      spilledBytes += used;
    }
    blocks = [];
    held = 0;
  }

  /** The contacts of a partition, opened, one block after the other; `take` says which keys are meant. */
  function readPartition(
    store: Pick<SpillStore, 'read'>,
    partition: number,
    take: (low: number, high: number) => boolean,
    into: (block: LogBlock) => void,
  ): void {
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
          seal.open(single.low[0]!, single.high[0]!, sealed);
          single.low[0] = sealed[0]!;
          single.high[0] = sealed[1]!;
        }
        if (take(single.low[0]!, single.high[0]!)) into(single);
      }
      rest = bytes.slice(whole);
    }
    if (rest.length > 0) throw new RangeError(`partition ${partition} ends within a contact`);
  }

  const append = (from: LogBlock): void => {
    put(
      from.low[0]!,
      from.high[0]!,
      from.at[0]!,
      rowIn(from, 0),
      from.clock[0]!,
      from.facts[0]!,
      from.tag[0]!,
    );
  };

  /** Groups what is in memory by key and judges each group that may break something. */
  function judgeHeld(emit: (hit: ConductHit) => void): void {
    if (held === 0) return;
    const size = Math.ceil(held * SLOTS_PER_CONTACT) + 1;
    const slots = new Int32Array(size).fill(-1);
    const next = new Int32Array((blocks.length - 1) * capacity + blocks.at(-1)!.length);
    peakBytes = Math.max(
      peakBytes,
      blocks.length * capacity * CONTACT_BYTES + slots.byteLength + next.byteLength,
    );
    const mask = capacity - 1;
    for (const [number, block] of blocks.entries()) {
      for (let i = 0; i < block.length; i += 1) {
        const low = block.low[i]!;
        const high = block.high[i]!;
        let slot = Math.floor((keyHash(low, high, 1) / 0x1_0000_0000) * size);
        const index = (number << shift) | i;
        for (;;) {
          const head = slots[slot]!;
          if (head < 0) {
            next[index] = -1;
            keys += 1;
            break;
          }
          const other = blocks[head >> shift]!;
          if (other.low[head & mask] === low && other.high[head & mask] === high) {
            next[index] = head;
            break;
          }
          slot = slot + 1 === size ? 0 : slot + 1;
        }
        slots[slot] = index;
      }
    }
    const counts = new Int32Array(masks.length);
    for (let slot = 0; slot < size; slot += 1) {
      const head = slots[slot]!;
      if (head < 0 || !mayBreak(head, next, counts)) continue;
      judge(groupOf(head, next), emit);
    }
  }

  /** Whether the contacts of a key are enough for any limit, or say something that other rules read. */
  function mayBreak(head: number, next: Int32Array, counts: Int32Array): boolean {
    counts.fill(0);
    const mask = capacity - 1;
    for (let index = head; index >= 0; index = next[index]!) {
      const facts = blocks[index >> shift]!.facts[index & mask]!;
      if ((facts & FACT.states) !== 0 && plan.states !== undefined) return true;
      if (
        plan.thirdParty !== undefined &&
        (facts & FACT.relation) === FACT_OF.relation['third-party']
      )
        return true;
      for (const [at, each] of masks.entries()) if (isCounted(each, facts)) counts[at]! += 1;
    }
    return masks.some(({ limit }, at) =>
      limit.measure === 'count' ? counts[at]! > limit.most : counts[at]! > 0,
    );
  }

  function groupOf(head: number, next: Int32Array): ContactGroup {
    const mask = capacity - 1;
    const members: number[] = [];
    for (let index = head; index >= 0; index = next[index]!) members.push(index);
    const blockOf = (index: number): LogBlock => blocks[index >> shift]!;
    const at = (index: number): number => blockOf(index).at[index & mask]!;
    const row = (index: number): number => rowIn(blockOf(index), index & mask);
    members.sort((a, b) => at(a) - at(b) || row(a) - row(b));
    return {
      low: blockOf(head).low[head & mask]!,
      high: blockOf(head).high[head & mask]!,
      at: members.map(at),
      row: members.map(row),
      clock: members.map((index) => clockIn(blockOf(index), index & mask)),
      facts: members.map((index) => blockOf(index).facts[index & mask]!),
      tag: members.map((index) => blockOf(index).tag[index & mask]!),
      isDebtor: members.map((index) => (blockOf(index).clock[index & mask]! & DEBTOR_BIT) !== 0),
    };
  }

  const finish = (): readonly ConductHit[] => {
    const hits: ConductHit[] = [];
    const emit = (hit: ConductHit): void => {
      hits.push(hit);
    };
    if (spill === undefined || !hasSpilled) judgeHeld(emit);
    else {
      writeAll(spill);
      for (let partition = 0; partition < PARTITIONS; partition += 1) {
        let size = 0;
        for (const piece of spill.read(partition)) size += piece.length / CONTACT_BYTES;
        // A partition beyond the memory is read more than once, each time for other keys.
        const rounds = Math.ceil(size / room);
        for (let round = 0; round < rounds; round += 1) {
          readPartition(
            spill,
            partition,
            (low, high) => rounds === 1 || keyHash(low, high, 2) % rounds === round,
            appendUnbounded,
          );
          judgeHeld(emit);
          blocks = [];
          held = 0;
        }
      }
    }
    blocks = [];
    held = 0;
    return hits.sort(compareHits);
  };

  /** While counting there is nowhere else to go: the rest is still in the partitions. */
  function appendUnbounded(from: LogBlock): void {
    let block = blocks.at(-1);
    if (block === undefined || block.length === capacity) {
      block = createBlock(capacity);
      blocks.push(block);
    }
    const index = block.length;
    block.low[index] = from.low[0]!;
    block.high[index] = from.high[0]!;
    block.at[index] = from.at[0]!;
    block.rowLow[index] = from.rowLow[0]!;
    block.rowHigh[index] = from.rowHigh[0]!;
    block.clock[index] = from.clock[0]!;
    block.facts[index] = from.facts[0]!;
    block.tag[index] = from.tag[0]!;
    block.length = index + 1;
    held += 1;
  }

  return {
    add,
    addBatch,
    absorb: (store) => {
      for (let partition = 0; partition < PARTITIONS; partition += 1)
        readPartition(store, partition, () => true, append);
    },
    drain: (store) => {
      writeAll(store);
      if (spill === undefined || !hasSpilled) return;
      for (let partition = 0; partition < PARTITIONS; partition += 1)
        for (const piece of spill.read(partition)) store.append(partition, piece);
      hasSpilled = false;
    },
    finish,
    stats: () => ({ contacts, withoutCase, keys, peakBytes, spilledBytes }),
  };
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

/** The limit, state or condition in question: a short name. */
export function reasonName(reason: ConductReason): string {
  if (reason.kind === 'limit') return reason.limit;
  if (reason.kind === 'hours') return 'hours';
  return reason.kind === 'state' ? reason.state : reason.why;
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** By row, rule, reason and key: a whole order over the hits of an audit. */
export function compareHits(left: ConductHit, right: ConductHit): number {
  return (
    left.row - right.row ||
    compareTexts(left.ruleId, right.ruleId) ||
    compareTexts(reasonName(left.reason), reasonName(right.reason)) ||
    left.key.high - right.key.high ||
    left.key.low - right.key.low
  );
}
