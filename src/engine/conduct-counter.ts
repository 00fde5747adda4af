import type { ConductHit, ConductPlan, ConductStats } from '../model/conduct.ts';
import {
  type Contact,
  type ContactBatch,
  createContactBatch,
  FACT,
  FACT_OF,
  pushContact,
} from '../model/contact.ts';
import {
  type ContactGroup,
  createCountedBy,
  createGroupJudge,
  maskOf,
  mayExceed,
} from './conduct-judge.ts';
import {
  CONTACT_BYTES,
  clockIn,
  createBlock,
  DEBTOR_BIT,
  keyHash,
  type LogBlock,
  rowIn,
} from './contact-log.ts';
import {
  PARTITIONS,
  readPartition,
  type SpillStore,
  writePartitions,
} from './contact-partitions.ts';
import { compareHits } from './hit-order.ts';
import { createHitRuns } from './hit-runs.ts';
import type { Seal } from './seal.ts';

export interface ConductCounterOptions {
  readonly plan: ConductPlan;
  /** What the arrays of the counter may take; kept but for what the contacts of a single key need. */
  readonly memoryBytes: number;
  /** Absent: everything stays in memory, whatever it takes. */
  readonly spill?: SpillStore;
  /** Keys are sealed in what is spilled and drained; absent: they stand there as they are. */
  readonly seal?: Seal;
  /** Goes on from there: what `settle` gave, with a store that holds what it held then. */
  readonly from?: ConductStats;
}

/** What numbers of another counter are in this one. */
export interface Renumber {
  readonly row: (row: number) => number;
  readonly tag: (tag: number) => number;
}

export interface ConductCounter {
  readonly add: (contact: Contact) => void;
  /** Takes over the first `length` contacts of a batch, which may be filled again afterwards. */
  readonly addBatch: (batch: ContactBatch) => void;
  /** Adds what another counter has drained with the same seal: a shard, a worker; with its rows and tags as ours. */
  readonly absorb: (store: Pick<SpillStore, 'read'>, ours?: Renumber) => void;
  /** Spills all contacts that are in memory, for which there has to be a store. The counter goes on counting. */
  readonly settle: () => ConductStats;
  /** Writes all contacts, spilled or not, into the partitions of `store`. The counter is not to be used afterwards. */
  readonly drain: (store: Pick<SpillStore, 'append'>) => void;
  /**
   * What the contacts break, by row, then rule, reason and key: the same for any order in which they came, any
   * division among workers and shards, and any memory. What is more than memory holds is kept in the store until it
   * is asked for. The counter is not to be used afterwards.
   */
  readonly finish: () => Iterable<ConductHit>;
  readonly stats: () => ConductStats;
}

/** Of a contact in memory: 22 in the log, 4 for the chain of its key, 5 for the table at a load of 0.8. */
const BYTES_IN_ALL = CONTACT_BYTES + 9;
/** Of a hit, with the records that make it; an eighth of the memory is theirs, and room for so many in any case. */
const HIT_BYTES = 1024;
const LEAST_HITS = 1000;
const SLOTS_PER_CONTACT = 1.25;
const MAX_BLOCK = 8192;
const MIN_BLOCK = 64;

/** Counts contacts over many records. Holds numbers alone: keys, times, rows and facts. */
export function createConductCounter(options: ConductCounterOptions): ConductCounter {
  const { plan, spill, seal } = options;
  const judge = createGroupJudge(plan);
  const masks = plan.limits.map(maskOf);
  const countedBy = createCountedBy(masks);
  // Where no rule asks for more than one contact, none has to be kept.
  const isNeeded =
    plan.limits.length > 0 || plan.states !== undefined || plan.thirdParty !== undefined;
  const room = Math.max(1, Math.floor(options.memoryBytes / BYTES_IN_ALL));
  // A power of two, so that an index is a block and a place by two bit operations.
  let shift = Math.log2(MIN_BLOCK);
  while (1 << (shift + 1) <= MAX_BLOCK && 1 << (shift + 1) <= room / 4) shift += 1;
  const capacity = 1 << shift;

  let blocks: LogBlock[] = [];
  let held = 0;
  let hasSpilled = options.from !== undefined;
  let {
    contacts = 0,
    withoutCase = 0,
    keys = 0,
    peakBytes = 0,
    spilledBytes = 0,
  }: Partial<ConductStats> = options.from ?? {};

  const last = (): LogBlock => {
    let block = blocks.at(-1);
    if (block === undefined || block.length === capacity) {
      if (held + capacity > room) spillHeld();
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
    if (!isNeeded) return;
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

  /** The way out of a memory that is full; nothing where there is no store. */
  function spillHeld(): void {
    if (spill === undefined || held === 0) return;
    writeAll(spill);
    hasSpilled = true;
  }

  /** Writes the contacts in memory into their partitions and lets go of them. */
  function writeAll(store: Pick<SpillStore, 'append'>): void {
    spilledBytes += writePartitions(blocks, held, store, seal);
    blocks = [];
    held = 0;
  }

  const SAME: Renumber = { row: (row) => row, tag: (tag) => tag };
  const append = (from: LogBlock, ours: Renumber): void => {
    put(
      from.low[0]!,
      from.high[0]!,
      from.at[0]!,
      ours.row(rowIn(from, 0)),
      from.clock[0]!,
      from.facts[0]!,
      ours.tag(from.tag[0]!),
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

  /** Whether the contacts of a key are enough for a limit, or say something that other rules read. */
  function mayBreak(head: number, next: Int32Array, counts: Int32Array): boolean {
    counts.fill(0);
    const mask = capacity - 1;
    for (let index = head; index >= 0; index = next[index]!) {
      const facts = blocks[index >> shift]!.facts[index & mask]!;
      if (plan.states !== undefined && (facts & FACT.states) !== 0) return true;
      if (
        plan.thirdParty !== undefined &&
        (facts & FACT.relation) === FACT_OF.relation['third-party']
      )
        return true;
      const limits = countedBy(facts);
      for (let i = 0; i < limits.length; i += 1) counts[limits[i]!]! += 1;
    }
    for (let i = 0; i < masks.length; i += 1) {
      const { limit } = masks[i]!;
      if (limit.measure !== 'count') {
        if (counts[i]! > 0) return true;
      } else if (counts[i]! > limit.most && isDense(head, next, i, counts[i]!)) return true;
    }
    return false;
  }

  let times = new Uint32Array(64);
  /** Whether more of the contacts that count towards a limit may lie close together than it allows. */
  function isDense(head: number, next: Int32Array, number: number, count: number): boolean {
    if (count > times.length) times = new Uint32Array(count * 2);
    const mask = capacity - 1;
    let length = 0;
    for (let index = head; index >= 0; index = next[index]!) {
      const block = blocks[index >> shift]!;
      if (!countedBy(block.facts[index & mask]!).includes(number)) continue;
      times[length] = block.at[index & mask]!;
      length += 1;
    }
    return mayExceed(masks[number]!.limit, times, length);
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

  const finish = (): Iterable<ConductHit> => {
    const hits = createHitRuns({
      most: Math.max(LEAST_HITS, Math.floor(options.memoryBytes / 8 / HIT_BYTES)),
      compare: compareHits,
      ...(spill === undefined ? {} : { store: spill }),
      ...(seal === undefined ? {} : { seal }),
    });
    const emit = hits.add;
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
            seal,
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
    return hits.sorted();
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

  const stats = (): ConductStats => ({ contacts, withoutCase, keys, peakBytes, spilledBytes });

  return {
    add,
    addBatch,
    settle: () => {
      spillHeld();
      return stats();
    },
    absorb: (store, ours = SAME) => {
      for (let partition = 0; partition < PARTITIONS; partition += 1)
        readPartition(
          store,
          partition,
          seal,
          () => true,
          (block) => append(block, ours),
        );
    },
    drain: (store) => {
      writeAll(store);
      if (spill === undefined || !hasSpilled) return;
      for (let partition = 0; partition < PARTITIONS; partition += 1)
        for (const piece of spill.read(partition)) store.append(partition, piece);
      hasSpilled = false;
    },
    finish,
    stats,
  };
}
