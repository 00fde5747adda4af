import type { Problem } from '../model/error.ts';
import { type FurtherProblems, REPEATED, type Repeated } from '../readers/row-stream.ts';
import { furtherOf } from '../readers/row-told.ts';
import { MAX_TOLD } from '../readers/table.ts';

/** By kind how many problems of a file there are: plain data. */
export type ToldState = Readonly<Partial<Record<Repeated, number>>>;

/** Problems of which a file may have very many, over all parts in which it is read. */
export interface Told {
  /** True: it is to be told. */
  readonly see: (repeated: Repeated | undefined) => boolean;
  readonly further: (item: FurtherProblems) => void;
  /** What is said at the end of the file of those that were not told. */
  readonly rest: (file: string) => readonly Problem[];
  readonly state: () => ToldState;
}

/** Goes on from what `state` gave. */
export function createTold(from: ToldState = {}): Told {
  const counts: Partial<Record<Repeated, number>> = { ...from };
  const add = (repeated: Repeated, count: number): number => {
    const known = (counts[repeated] ?? 0) + count;
    counts[repeated] = known;
    return known;
  };
  return {
    see: (repeated) => repeated === undefined || add(repeated, 1) <= MAX_TOLD,
    further: ({ repeated, count }) => {
      add(repeated, count);
    },
    rest: (file) =>
      REPEATED.flatMap((repeated) => {
        const count = (counts[repeated] ?? 0) - MAX_TOLD;
        return count > 0 ? [furtherOf(file, { repeated, count })] : [];
      }),
    state: () => ({ ...counts }),
  };
}
