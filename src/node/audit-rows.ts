import { createRowCounter, type RowCounter } from '../engine/row-counter.ts';
import type { AuditStart, RecordPlace } from '../model/audit.ts';
import type { EmptyReason, LogRecord, RecordFlaw } from '../model/log-record.ts';
import { ROW_EMPTY, ROW_FLAW, type RowBatch } from '../readers/row-stream.ts';
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
export function placeOf(
  source: FileSource,
  { record, line, place }: LogRecord,
  { named }: Pick<RecordJudge, 'named'>,
): RecordPlace {
  return {
    file: source.id,
    record,
    line,
    ...(place?.sheet === undefined ? {} : { sheet: named(place.sheet) }),
    ...(place?.cell === undefined ? {} : { cell: place.cell }),
  };
}

/** The day of a record on the clock by which days are counted, whatever offset it is written with. */
export function localDay({ meta, day }: LogRecord, offsetAt: OffsetAt): string | undefined {
  const at = meta.sentAt === undefined ? Number.NaN : Date.parse(meta.sentAt);
  return Number.isNaN(at) ? day : isoDay(Math.floor((at + offsetAt(at) * 60_000) / DAY_MS));
}

/** As `localDay`. */
export function localRowDay(
  { at, day }: Pick<RowBatch, 'at' | 'day'>,
  index: number,
  offsetAt: OffsetAt,
): string | undefined {
  const ms = at[index]! * 1000;
  return isoDay(Number.isNaN(ms) ? day[index]! : Math.floor((ms + offsetAt(ms) * 60_000) / DAY_MS));
}

/**
 * Why a record of this day is not judged. A call without a transcript on a day that was not asked for counts as
 * little as a message of that day.
 */
export function notJudged(
  empty: EmptyReason | undefined,
  day: string | undefined,
  { from, to }: AuditStart,
): EmptyReason | 'undated' | 'out-of-range' | undefined {
  if (from === undefined && to === undefined) return empty;
  if (empty !== undefined && empty !== 'no-text') return empty;
  if (day === undefined) return empty ?? 'undated';
  const isOutside = (from !== undefined && day < from) || (to !== undefined && day > to);
  return isOutside ? 'out-of-range' : empty;
}
