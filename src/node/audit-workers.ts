import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { createTally } from '../engine/tally.ts';
import type { JudgedParts } from './audit.ts';
import { type AuditConduct, countBreaches } from './audit-conduct.ts';
import {
  type Crew,
  type PartReply,
  type PartTask,
  type StopFlag,
  startCrew,
} from './audit-crew.ts';
import type { PartOptions } from './audit-part.ts';
import type { FileSource } from './files.ts';
import type { PartEnd, PartItem, Progress } from './part-item.ts';

/** A part that is waited for, in the order of the inputs. */
interface Pending {
  readonly task: PartTask;
  /** What has come and was not handed on. */
  items: PartItem[];
  /** How many have been handed on. */
  handed: number;
  end: Extract<PartReply, { type: 'end' }> | undefined;
  /** Whoever was to judge it is gone. */
  isOrphan: boolean;
}

export interface WorkerPartsOptions {
  readonly count: number;
  readonly command: string;
  readonly task: Readonly<Record<string, unknown>>;
  readonly sources: readonly FileSource[];
  /** The parts of an input, in their order; at least one. */
  readonly cut: (source: FileSource, index: number) => AsyncIterable<Omit<PartTask, 'number'>>;
  /** Judges a part in this thread. */
  readonly judge: (task: PartTask) => AsyncIterable<readonly PartItem[]>;
  readonly conduct: AuditConduct | undefined;
  readonly options: Pick<PartOptions, 'isStopped' | 'progress' | 'gate'>;
}

/** How soon a signal is noticed while nothing comes. */
const LOOK_MS = 200;

/** In the place of parts that nobody judged. */
const CUT_OFF: PartEnd = {
  type: 'part',
  format: undefined,
  encoding: null,
  bytes: 0,
  tally: createTally(),
  columns: [],
  seenColumns: [],
  isUnread: false,
  isCut: true,
  isChanged: false,
};

/** Parts that may be judged and wait to be handed on, for each worker. */
const AHEAD = 3;

/**
 * The parts of an audit, judged by worker threads and handed on in the order of the inputs. The events are those
 * of one thread: what a worker that has gone was to judge is judged by this one.
 */
export function partsOfWorkers(given: WorkerPartsOptions): JudgedParts & {
  readonly lacksTokenizer: () => boolean;
  readonly close: () => Promise<void>;
} {
  const { count, sources, conduct, options } = given;
  const stop: StopFlag = new Int32Array(new SharedArrayBuffer(4));
  const pending: Pending[] = [];
  const queue: Pending[] = [];
  const idle: number[] = [];
  const busy = new Map<number, Pending>();
  const present = new Set<number>();
  const done = new Map<number, Progress>();
  /** Inputs all of whose parts are known. */
  const planned = new Set<number>();
  let lacksTokenizer = false;
  let isPlanned = false;
  let failure: unknown;
  /** Wakes whoever waits for something to change. */
  let wake: () => void = () => {};
  let changed = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const change = (): void => {
    wake();
    changed = new Promise<void>((resolve) => {
      wake = resolve;
    });
  };

  const hand = (): void => {
    while (queue.length > 0 && idle.length > 0) {
      const worker = idle.shift()!;
      const part = queue.shift()!;
      busy.set(worker, part);
      crew.give(worker, part.task);
    }
    if (present.size > 0) return;
    for (const part of queue.splice(0)) part.isOrphan = true;
  };
  const reply = (worker: number, message: PartReply): void => {
    if (message.type === 'progress') {
      done.set(worker, message);
      const sum = { bytes: 0, rows: 0, findings: 0 };
      for (const each of done.values()) {
        sum.bytes += each.bytes;
        sum.rows += each.rows;
        sum.findings += each.findings;
      }
      options.progress(sum);
      return;
    }
    const part = busy.get(worker);
    if (part === undefined) return;
    if (message.type === 'items') for (const item of message.items) part.items.push(item);
    else {
      part.end = message;
      busy.delete(worker);
      idle.push(worker);
      hand();
    }
    change();
  };
  const gone = (worker: number): void => {
    present.delete(worker);
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
    const part = busy.get(worker);
    busy.delete(worker);
    if (part !== undefined) part.isOrphan = true;
    hand();
    change();
  };
  const crew: Crew = startCrew({ ...given, stop, reply, gone });
  for (let worker = 0; worker < count; worker += 1) {
    idle.push(worker);
    present.add(worker);
  }

  const plan = async (): Promise<void> => {
    let number = 0;
    for (const [index, source] of sources.entries()) {
      for await (const task of given.cut(source, index)) {
        const part: Pending = {
          task: { ...task, number },
          items: [],
          handed: 0,
          end: undefined,
          isOrphan: false,
        };
        number += 1;
        pending.push(part);
        queue.push(part);
        hand();
        change();
        await nextTurn();
        while (pending.length > count * AHEAD && stop[0] === 0) await changed;
        if (stop[0] !== 0) return;
      }
      planned.add(index);
    }
  };
  plan()
    .catch((error: unknown) => {
      failure = error;
    })
    .finally(() => {
      isPlanned = true;
      change();
    });

  /** The next part, if it is one of this input. */
  const next = async (source: number): Promise<Pending | undefined> => {
    for (;;) {
      if (failure !== undefined) throw failure;
      const [first] = pending;
      if (first !== undefined) return first.task.source === source ? first : undefined;
      if (isPlanned) return undefined;
      await changed;
    }
  };

  const itemsOf = async function* (
    part: Pending,
  ): AsyncGenerator<readonly PartItem[], void, undefined> {
    while (part.end === undefined && !part.isOrphan) {
      if (options.isStopped()) stop[0] = 1;
      const items = part.items.splice(0);
      part.handed += items.length;
      if (items.length > 0) yield items;
      // While they were handed on, more may have come.
      if (part.items.length === 0 && part.end === undefined && !part.isOrphan)
        await Promise.race([changed, wait(LOOK_MS, undefined, { ref: false })]);
    }
    if (part.end === undefined) {
      let passed = 0;
      for await (const items of given.judge(part.task)) {
        const left = items.filter((item, i) => passed + i >= part.handed || item.type === 'part');
        passed += items.length;
        if (left.length > 0) yield left;
      }
      return;
    }
    const { sha256 } = part.task;
    const { end, conduct: counted, usage } = part.end;
    yield part.items.splice(0);
    lacksTokenizer ||= part.end.lacksTokenizer;
    if (usage !== undefined) options.gate?.addUsage(usage);
    if (counted !== undefined)
      conduct?.absorb(counted.state)({
        read: (partition) => counted.contacts.slice(partition, partition + 1),
      });
    yield [sha256 === undefined ? end : { ...end, sha256 }];
  };

  return {
    of: async function* (source) {
      const index = sources.indexOf(source);
      let hasBegun = false;
      for (;;) {
        const part = await next(index);
        if (part === undefined) {
          // Somebody stopped it before its last parts were given out.
          if (hasBegun && !planned.has(index)) yield [CUT_OFF];
          return;
        }
        hasBegun = true;
        yield* itemsOf(part);
        // A signal is heard between two turns alone. What has been judged ahead belongs to no summary then: to hand
        // it on would take seconds.
        await nextTurn();
        if (options.isStopped()) stop[0] = 1;
        if (stop[0] !== 0) {
          if (part.end?.end.isCut !== true) yield [CUT_OFF];
          return;
        }
        pending.shift();
        change();
      }
    },
    drawn: () => [],
    breaches: (tally, groupBy) =>
      conduct === undefined ? [] : countBreaches(tally, conduct.finish(), groupBy),
    problems: () => conduct?.problems() ?? [],
    lacksTokenizer: () => lacksTokenizer,
    close: async () => {
      stop[0] = 1;
      change();
      await crew.close();
    },
  };
}
