import type { ConductHit } from '../model/conduct.ts';
import { PARTITIONS, type SpillStore } from './contact-partitions.ts';
import type { Seal } from './seal.ts';

export interface HitRunsOptions {
  /** So many are held; where there is a store, more go into it. */
  readonly most: number;
  readonly compare: (left: ConductHit, right: ConductHit) => number;
  /** Its partitions behind those of contacts are used. */
  readonly store?: SpillStore;
  /** Keys are sealed in the store; absent: they stand there as they are. */
  readonly seal?: Seal;
}

/** Sorts hits, however many there are. */
export interface HitRuns {
  readonly add: (hit: ConductHit) => void;
  /** All of them in their order; to be called once. */
  readonly sorted: () => Iterable<ConductHit>;
}

export function createHitRuns({ most, compare, store, seal }: HitRunsOptions): HitRuns {
  let held: ConductHit[] = [];
  let runs = 0;
  const turned = new Uint32Array(2);

  const write = (to: SpillStore): void => {
    held.sort(compare);
    let lines: string[] = [];
    const flush = (): void => {
      to.append(PARTITIONS + runs, new TextEncoder().encode(lines.join('')));
      lines = [];
    };
    for (const hit of held) {
      const { low, high } = hit.key;
      turned.set([low, high]);
      seal?.seal(low, high, turned);
      lines.push(`${JSON.stringify({ ...hit, key: { low: turned[0], high: turned[1] } })}\n`);
      if (lines.length === 1024) flush();
    }
    if (lines.length > 0) flush();
    runs += 1;
    held = [];
  };

  function* read(from: SpillStore, run: number): Generator<ConductHit, void, undefined> {
    const decoder = new TextDecoder();
    let rest = '';
    for (const piece of from.read(PARTITIONS + run)) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        // As it was written above.
        const hit = JSON.parse(line) as ConductHit;
        const { low, high } = hit.key;
        turned.set([low, high]);
        seal?.open(low, high, turned);
        yield { ...hit, key: { low: turned[0]!, high: turned[1]! } };
      }
    }
  }

  function* merged(from: SpillStore): Generator<ConductHit, void, undefined> {
    const heads: { next: ConductHit; readonly run: Iterator<ConductHit> }[] = [];
    const open = (hits: Iterable<ConductHit>): void => {
      const run = hits[Symbol.iterator]();
      const first = run.next();
      if (first.done !== true) heads.push({ next: first.value, run });
    };
    for (let run = 0; run < runs; run += 1) open(read(from, run));
    open(held);
    while (heads.length > 0) {
      let least = 0;
      for (let at = 1; at < heads.length; at += 1)
        if (compare(heads[at]!.next, heads[least]!.next) < 0) least = at;
      const head = heads[least]!;
      yield head.next;
      const next = head.run.next();
      if (next.done === true) heads.splice(least, 1);
      else head.next = next.value;
    }
  }

  return {
    add: (hit) => {
      held.push(hit);
      if (held.length >= most && store !== undefined) write(store);
    },
    sorted: () => {
      held.sort(compare);
      return store === undefined || runs === 0 ? held : merged(store);
    },
  };
}
