import { addMessages, type Tally } from './tally.ts';
import type { MessageKeys } from './tally-keys.ts';

/** What a batch of rows gives to be counted by (`RowBatch` in readers/row-stream.ts). */
export interface CountedRows {
  /** Seconds since 1970 UTC; NaN: none. */
  readonly at: Float64Array;
  /** Days since 1970 of the row's own calendar; NaN: none. */
  readonly day: Float64Array;
  readonly codes: Readonly<Record<CountedRole, Uint32Array>>;
}

const COUNTED_ROLES = ['collector', 'agency', 'channel', 'overdue'] as const;
export type CountedRole = (typeof COUNTED_ROLES)[number];

export interface RowCounterOptions {
  /** By role: what its codes mean, as it is shown. */
  readonly name: (role: CountedRole, code: number) => string;
  /** Minutes east of UTC at an instant, of the zone in which hours and days are counted. */
  readonly offsetAt: (utcMs: number) => number;
  readonly file: string;
  /** Goes on from there: what `state` gave. */
  readonly from?: RowCounterState;
}

/** What a counter has counted and no tally has yet: plain data, with values as they are shown. */
export interface RowCounterState {
  readonly rows: number;
  readonly byName: Readonly<
    Record<CountedRole, readonly (readonly [name: string, count: number])[]>
  >;
  readonly hours: readonly number[];
  /** By days since 1970; '': without a day. */
  readonly days: readonly (readonly [day: number | '', count: number])[];
}

/** Counts rows without findings by numbers, and turns these into groups once, when the file is over. */
export interface RowCounter {
  /** A judged row in which nothing was found. */
  clean(rows: CountedRows, index: number): void;
  /** What a row is counted by, in words. */
  keys(rows: CountedRows, index: number): MessageKeys;
  /** Adds what was counted. To be called once. */
  flush(tally: Tally): void;
  state(): RowCounterState;
}

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;
const QUARTER_SECONDS = 900;
/** Index of what has no hour. */
const NO_HOUR = 24;

function widened(counts: Float64Array, index: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(Math.max(index + 1, counts.length * 2));
  wider.set(counts);
  return wider;
}

/**
 * Of a million rows in which nothing is found, words and objects for each cost 1.5 s; these counts cost 0.05 s.
 */
export function createRowCounter(options: RowCounterOptions): RowCounter {
  const { name, offsetAt, file, from } = options;
  const byCode = {
    collector: new Float64Array(64),
    agency: new Float64Array(64),
    channel: new Float64Array(64),
    overdue: new Float64Array(64),
  };
  const hours = Float64Array.from(from?.hours ?? new Float64Array(NO_HOUR + 1));
  /** Index 0: without a day. */
  let days = new Float64Array(32_768);
  /** Days before 1970 and far behind us. */
  const odd = new Map<number, number>();
  let rows = from?.rows ?? 0;

  // Zones change their offset at full quarters of an hour, and days and hours begin there where it is so many of them.
  let quarterStart = Number.NaN;
  let localDay = 0;
  let localHour = 0;
  /** Finds the day and the hour of an instant: mostly those of the one before. */
  const see = (at: number): void => {
    if (at >= quarterStart && at < quarterStart + QUARTER_SECONDS) return;
    const offset = offsetAt(at * 1000) * 60;
    quarterStart =
      offset % QUARTER_SECONDS === 0
        ? Math.floor(at / QUARTER_SECONDS) * QUARTER_SECONDS
        : Number.NaN;
    localDay = Math.floor((at + offset) / DAY_SECONDS);
    localHour = Math.floor((at + offset - localDay * DAY_SECONDS) / HOUR_SECONDS);
  };
  const dayOf = (batch: CountedRows, index: number): number => {
    const at = batch.at[index]!;
    if (Number.isNaN(at)) return batch.day[index]!;
    see(at);
    return localDay;
  };
  const hourOf = (batch: CountedRows, index: number): number => {
    const at = batch.at[index]!;
    if (Number.isNaN(at)) return NO_HOUR;
    see(at);
    return localHour;
  };
  let lastDay = Number.NaN;
  let lastIso = '';
  const isoDay = (day: number): string => {
    if (Number.isNaN(day)) return '';
    if (day !== lastDay) {
      lastIso = new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 10);
      lastDay = day;
    }
    return lastIso;
  };
  const isoHour = (hour: number): string => (hour === NO_HOUR ? '' : String(hour).padStart(2, '0'));

  const count = (role: CountedRole, code: number): void => {
    let counts = byCode[role];
    if (code >= counts.length) {
      counts = widened(counts, code);
      byCode[role] = counts;
    }
    counts[code]! += 1;
  };
  const addDay = (day: number, count: number): void => {
    const at = Number.isNaN(day) ? 0 : day + 1;
    if (at < 0 || at > 100_000) odd.set(day, (odd.get(day) ?? 0) + count);
    else {
      if (at >= days.length) days = widened(days, at);
      days[at]! += count;
    }
  };
  for (const [day, count] of from?.days ?? []) addDay(day === '' ? Number.NaN : day, count);

  /** Names in the order in which they came first, but none before all; those of codes that share one together. */
  const named = (role: CountedRole): ReadonlyMap<string, number> => {
    const counts = new Map([[name(role, 0), 0], ...(from?.byName[role] ?? [])]);
    byCode[role].forEach((count, code) => {
      if (count === 0) return;
      const shown = name(role, code);
      counts.set(shown, (counts.get(shown) ?? 0) + count);
    });
    return new Map([...counts].filter(([, count]) => count > 0));
  };
  const allDays = (): readonly (readonly [day: number, count: number])[] => [
    ...Array.from(days, (count, at) => [at === 0 ? Number.NaN : at - 1, count] as const).filter(
      ([, count]) => count > 0,
    ),
    ...odd,
  ];

  return {
    clean: (batch, index) => {
      rows += 1;
      const { collector, agency, channel, overdue } = batch.codes;
      count('collector', collector[index]!);
      count('agency', agency[index]!);
      count('channel', channel[index]!);
      count('overdue', overdue[index]!);
      hours[hourOf(batch, index)]! += 1;
      addDay(dayOf(batch, index), 1);
    },
    keys: (batch, index) => {
      const day = isoDay(dayOf(batch, index));
      return {
        collector: name('collector', batch.codes.collector[index]!),
        agency: name('agency', batch.codes.agency[index]!),
        channel: name('channel', batch.codes.channel[index]!),
        overdue: name('overdue', batch.codes.overdue[index]!),
        hour: isoHour(hourOf(batch, index)),
        day,
        month: day.slice(0, 7),
        template: '',
        file,
      };
    },
    flush: (tally) => {
      if (rows === 0) return;
      tally.rows += rows;
      tally.judged += rows;
      addMessages(tally, 'file', file, rows);
      for (const role of COUNTED_ROLES)
        for (const [shown, count] of named(role)) addMessages(tally, role, shown, count);
      hours.forEach((count, hour) => {
        if (count > 0) addMessages(tally, 'hour', isoHour(hour), count);
      });
      for (const [day, count] of allDays()) {
        const iso = isoDay(day);
        addMessages(tally, 'day', iso, count);
        addMessages(tally, 'month', iso.slice(0, 7), count);
      }
    },
    state: () => ({
      rows,
      // Safe: these are all the names of the type.
      byName: Object.fromEntries(
        COUNTED_ROLES.map((role) => [role, [...named(role)]]),
      ) as unknown as RowCounterState['byName'],
      hours: [...hours],
      days: allDays().map(([day, count]) => [Number.isNaN(day) ? '' : day, count]),
    }),
  };
}
