import { createRowCounter, type RowCounter } from '../engine/row-counter.ts';
import type { AuditStart, RecordPlace } from '../model/audit.ts';
import type { EmptyReason, LogRecord, RecordFlaw } from '../model/log-record.ts';
import { ROW_EMPTY, ROW_FLAW } from '../readers/row-stream.ts';
import type { OffsetAt } from '../text/zones.ts';
import type { FileSource } from './files.ts';
import type { OpenedLog } from './log-records.ts';
import type { RecordJudge } from './record-judge.ts';

const FLAW_BITS = Object.entries(ROW_FLAW) as readonly (readonly [RecordFlaw, number])[];
/** What the numbers of a batch say of a row; the first alone, that it was judged. */
export const EMPTY_NAMES: ReadonlyMap<number, EmptyReason | 'judged'> = new Map(
  Object.entries(ROW_EMPTY).map(([name, number]) => [number, name as EmptyReason | 'judged']),
);
const DAY_MS = 86_400_000;

// The days of a log go on, and each is asked for very often.
let lastDay = Number.NaN;
let lastIso = '';

/** `2025-03-01` of a number of days since 1970; undefined of NaN. */
export function isoDay(day: number): string | undefined {
  if (Number.isNaN(day)) return undefined;
  if (day !== lastDay) {
    lastIso = new Date(day * DAY_MS).toISOString().slice(0, 10);
    lastDay = day;
  }
  return lastIso;
}

/** The flaws that stand in `bits` of a batch. */
export function flawsOf(bits: number): readonly RecordFlaw[] {
  return FLAW_BITS.flatMap(([flaw, bit]) => ((bits & bit) === 0 ? [] : [flaw]));
}

/** Counts rows by the codes of their batches, with collectors as they are named in reports. */
export function counterOf(
  books: NonNullable<OpenedLog['books']>,
  judge: RecordJudge,
  offsetAt: OffsetAt,
  file: string,
): RowCounter {
  return createRowCounter({
    file,
    offsetAt,
    name: (role, code) => {
      const value = books[role].values[code] ?? '';
      return role === 'collector'
        ? judge.collector(value)
        : judge.shown(role === 'channel' ? value.toLowerCase() : value);
    },
  });
}

/** Where a record stands, for the lists of what was not judged. */
export function placeOf(source: FileSource, { record, line, place }: LogRecord): RecordPlace {
  return {
    file: source.id,
    record,
    line,
    ...(place?.sheet === undefined ? {} : { sheet: place.sheet }),
    ...(place?.cell === undefined ? {} : { cell: place.cell }),
  };
}

/** Why a record of this day is not judged, where days are asked for. */
export function outOfRange(
  day: string | undefined,
  { from, to }: AuditStart,
): 'undated' | 'out-of-range' | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (day === undefined) return 'undated';
  return (from !== undefined && day < from) || (to !== undefined && day > to)
    ? 'out-of-range'
    : undefined;
}
