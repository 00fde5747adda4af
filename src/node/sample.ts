import type { RecordPlace } from '../model/audit.ts';

/** A record that has been drawn so far; `file` counts the files of the run. */
interface Candidate<T> {
  readonly file: number;
  readonly place: RecordPlace;
  readonly priority: number;
  readonly drawn: T;
}

type Rank = Omit<Candidate<unknown>, 'drawn'>;

/** A random sample of the records of a run, drawn while they pass. */
export interface Sample<T> {
  /**
   * What is left out by this record, if anything is: the record itself or one taken before. `draw` is called where
   * it is taken, at once.
   */
  add(
    file: number,
    place: RecordPlace,
    draw: () => T,
  ): Pick<Candidate<T>, 'file' | 'place'> | undefined;
  /** Those taken, in the order of files and records. */
  taken(): readonly Candidate<T>[];
}

/** Two numbers of 26 bits from the seed, the name of the file and the number of the record, as one. */
function priorityOf(seed: number, place: RecordPlace): number {
  let a = (seed ^ 0x9e37_79b9) | 0;
  let b = (seed + place.record) | 0;
  const mix = (value: number): void => {
    a = Math.imul(a ^ value, 0x85eb_ca6b);
    a ^= a >>> 13;
    b = Math.imul(b ^ a ^ value, 0xc2b2_ae35);
    b ^= b >>> 16;
  };
  for (let at = 0; at < place.file.length; at += 1) mix(place.file.charCodeAt(at));
  mix(place.record);
  mix(place.record ^ seed);
  return (a >>> 6) * 67_108_864 + (b >>> 6);
}

/**
 * Keeps the records with the lowest priorities, which a hash gives: every record has the same chance, the same
 * seed takes the same records, and it makes no difference in which parts they were read.
 */
export function createSample<T>(options: {
  readonly records: number;
  readonly seed: number;
}): Sample<T> {
  const { records, seed } = options;
  /** A heap with the highest priority on top. */
  const heap: Candidate<T>[] = [];
  const above = (a: Rank, b: Rank): boolean =>
    a.priority > b.priority ||
    (a.priority === b.priority &&
      (a.file > b.file || (a.file === b.file && a.place.record > b.place.record)));
  const rise = (start: number): void => {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!above(heap[at]!, heap[parent]!)) return;
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  };
  const sink = (): void => {
    let at = 0;
    for (;;) {
      let top = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && above(heap[child]!, heap[top]!)) top = child;
      if (top === at) return;
      [heap[at], heap[top]] = [heap[top]!, heap[at]!];
      at = top;
    }
  };
  return {
    add: (file, place, draw) => {
      const rank: Rank = { file, place, priority: priorityOf(seed, place) };
      if (heap.length < records) {
        heap.push({ ...rank, drawn: draw() });
        rise(heap.length - 1);
        return undefined;
      }
      const [top] = heap;
      if (top === undefined || !above(top, rank)) return rank;
      heap[0] = { ...rank, drawn: draw() };
      sink();
      return top;
    },
    taken: () => heap.toSorted((a, b) => a.file - b.file || a.place.record - b.place.record),
  };
}
