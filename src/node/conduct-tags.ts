import type { CodeBook, RowBatch } from '../readers/row-stream.ts';

/** Who made a contact, and how, as reports show it. */
export type TagNames = readonly [collector: string, agency: string, channel: string];

/** The books of the roles that a tag is of. */
export type TagBooks = Readonly<Record<'collector' | 'agency' | 'channel', CodeBook>>;

/** Numbers below 65,536 for who made a contact; 0 is nobody of whom anything is known. */
export interface ConductTags {
  /** Before the first row of a file: its codes are its own. */
  readonly open: () => void;
  readonly of: (collector: string, agency: string, channel: string) => number;
  readonly ofRow: (batch: RowBatch, index: number, books: TagBooks) => number;
  readonly at: (tag: number) => TagNames;
  readonly state: () => readonly TagNames[];
  /** Adds what `state` of others gave; returns what their numbers are here. */
  readonly absorb: (others: readonly TagNames[]) => (tag: number) => number;
}

/** Number of different collectors, agencies and channels that are told apart; further ones are not named. */
const MAX_TAGS = 0xffff;
const NOBODY: TagNames = ['', '', ''];

/** Goes on from the names that `state` gave. What is kept is what is shown, never a value of the data. */
export function createConductTags(
  {
    shown,
    collector,
  }: {
    readonly shown: (value: string) => string;
    readonly collector: (value: string) => string;
  },
  from: readonly TagNames[] = [NOBODY],
): ConductTags {
  const names = [...from];
  const nameOf = (parts: TagNames): string => parts.join('\u0001');
  const known = new Map(names.map((parts, tag) => [nameOf(parts), tag] as const));
  const of = (who: string, agency: string, channel: string): number =>
    add([collector(who), shown(agency), shown(channel)]);
  const add = (parts: TagNames): number => {
    const name = nameOf(parts);
    let tag = known.get(name);
    if (tag === undefined) {
      if (names.length > MAX_TAGS) return 0;
      tag = names.length;
      names.push(parts);
      known.set(name, tag);
    }
    return tag;
  };
  /** By the codes of their cells: a text for each row costs more than all else here. */
  let tagOfCodes = new Map<number, number>();
  return {
    open: () => {
      tagOfCodes = new Map();
    },
    of,
    ofRow: ({ codes }, index, books) => {
      const who = codes.collector[index]!;
      const agency = codes.agency[index]!;
      const channel = codes.channel[index]!;
      // Codes are below 2^20: with many agencies and channels they are not told apart by one number.
      const isSmall = agency < 0x1000 && channel < 0x400;
      const name = isSmall ? (who * 0x1000 + agency) * 0x400 + channel : -1;
      const old = isSmall ? tagOfCodes.get(name) : undefined;
      if (old !== undefined) return old;
      const made = of(
        books.collector.values[who] ?? '',
        books.agency.values[agency] ?? '',
        (books.channel.values[channel] ?? '').toLowerCase(),
      );
      if (isSmall) tagOfCodes.set(name, made);
      return made;
    },
    at: (tag) => names[tag]!,
    state: () => [...names],
    absorb: (others) => {
      const here = others.map(add);
      return (tag) => here[tag] ?? 0;
    },
  };
}
