import { isCustomerSender, parseSpeaker } from '../text/speakers.ts';
import { createByteWords } from './byte-words.ts';
import type { ColumnPlan } from './columns.ts';
import { type Role, unwrapCell } from './meta.ts';
import type { RowDecoder } from './row-encoding.ts';
import { CELL, type RowSpans } from './row-scan.ts';

/** Roles of which the judge reads what their cells say. */
const TELLING: readonly Role[] = [
  'channel',
  'direction',
  'speaker',
  'kind',
  'profile',
  'signature',
  'collector',
];

/** Groups whose names are kept: of further ones nothing is remembered. */
const MAX_NAMED = 1 << 16;

/** Of rows about which too much is told to remember it. */
export const NO_GROUP = -1;
/** Different values of a role; with more, rows make no group. */
const MAX_VALUES = 1 << 20;

/** Numbers for all that the judge is told of rows beside their texts, times and recipients, from 0. */
export interface RowGrouping {
  /** `NO_GROUP`: too much is told. */
  readonly of: (bytes: Uint8Array, row: RowSpans, cellText: (column: number) => string) => number;
  /** What the judge is told of the rows of a group, in words; undefined: of too many groups. */
  readonly nameOf: (group: number) => string | undefined;
  readonly columns: readonly number[];
}

export function createRowGrouping(
  plan: ColumnPlan,
  decoder: Pick<RowDecoder, 'isWhole'>,
): RowGrouping {
  const columnOf = (role: Role): number => plan.roles.get(role)?.[0] ?? -1;
  const telling = TELLING.filter((role) => columnOf(role) >= 0).map((role) => ({
    role,
    column: columnOf(role),
    words: createByteWords(),
    senseOfWord: [] as number[],
    senses: new Map<string, number>(),
    said: [] as string[],
    last: -1,
    lastFrom: -1,
    lastTo: -1,
    next: new Map<number, number>(),
  }));
  let groups = 0;
  const groupNames = [''];
  const of: RowGrouping['of'] = (bytes, row, cellText) => {
    let group = 0;
    for (const entry of telling) {
      const { column } = entry;
      // Cells that are written in rare ways make no group: their rows are judged one by one.
      if (column < row.cells && row.form[column]! > CELL.quoted) return NO_GROUP;
      let sense: number | undefined;
      if (column >= row.cells) sense = senseOf(entry, '');
      else {
        const word = entry.words.number(bytes, row.cellStart[column]!, row.cellEnd[column]!);
        sense = entry.senseOfWord[word];
        if (sense === undefined) {
          // What cannot be decoded is told of each row: no word of that is remembered.
          if (!decoder.isWhole(bytes, row.cellStart[column]!, row.cellEnd[column]!))
            return NO_GROUP;
          sense = senseOf(entry, unwrapCell(cellText(column)));
          entry.senseOfWord[word] = sense;
        }
      }
      if (sense === NO_GROUP) return NO_GROUP;
      if (entry.last === sense && entry.lastFrom === group) {
        group = entry.lastTo;
        continue;
      }
      const key = group * MAX_VALUES + sense;
      let next = entry.next.get(key);
      if (next === undefined) {
        groups += 1;
        next = groups;
        entry.next.set(key, next);
        const before = groupNames[group];
        if (before !== undefined && next < MAX_NAMED)
          groupNames[next] = `${before}\u0001${entry.role}\u0001${entry.said[sense]}`;
      }
      entry.last = sense;
      entry.lastFrom = group;
      entry.lastTo = next;
      group = next;
    }
    return group;
  };
  return {
    of,
    nameOf: (group) => groupNames[group],
    columns: telling.map(({ column }) => column),
  };
}

/** A number for what the judge may read in a cell: of who sent it, only whether it was the customer. */
function senseOf(
  { senses, role, said: known }: { senses: Map<string, number>; role: Role; said: string[] },
  value: string,
): number {
  const said =
    role === 'speaker'
      ? (parseSpeaker(value) ?? '')
      : role === 'collector'
        ? String(isCustomerSender(value))
        : value;
  let sense = senses.get(said);
  if (sense === undefined) {
    if (senses.size >= MAX_VALUES) return NO_GROUP;
    sense = senses.size;
    senses.set(said, sense);
    known[sense] = said;
  }
  return sense;
}
