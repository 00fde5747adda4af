import type { TimeParser } from './times.ts';

/** What the last time read came to. `at` is NaN where there is no time with a clock. */
export interface ReadTime {
  /** Seconds since 1970-01-01 UTC. */
  at: number;
  /** Days since 1970-01-01 of the written date, NaN: none. */
  day: number;
  /** Minutes east of UTC. */
  offset: number;
}

const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** Days since 1970-01-01 of a date of the years 1970 to 2200; month from 1. */
export function dayNumber(year: number, month: number, day: number): number {
  const before = year - 1;
  const leapDays =
    Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 477;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return (
    (year - 1970) * 365 +
    leapDays +
    DAYS_BEFORE[month - 1]! +
    (isLeap && month > 2 ? 1 : 0) +
    day -
    1
  );
}

/**
 * Reads the times that exports write most (2026-03-01 09:05:07, 2026/3/1 9:05, with T, without seconds) from
 * bytes, for a zone whose clock is always `offsetMinutes` east of UTC. False: it is written otherwise, or is
 * no time; `readIso` reads what the parser of all forms says then. What is read is what that parser says.
 */
export function readCommonTime(
  bytes: Uint8Array,
  start: number,
  end: number,
  offsetMinutes: number,
  time: ReadTime,
): boolean {
  const length = end - start;
  if (length < 13 || length > 19) return false;
  let i = start;
  let year = 0;
  for (const stop = start + 4; i < stop; i += 1) {
    const digit = bytes[i]! - 48;
    if (digit < 0 || digit > 9) return false;
    year = year * 10 + digit;
  }
  const mark = bytes[i]!;
  if (mark !== 45 && mark !== 47) return false;
  i += 1;
  let month = bytes[i]! - 48;
  if (month < 0 || month > 9) return false;
  i += 1;
  let digit = bytes[i]! - 48;
  if (digit >= 0 && digit <= 9) {
    month = month * 10 + digit;
    i += 1;
  }
  if (bytes[i] !== mark) return false;
  i += 1;
  let day = bytes[i]! - 48;
  if (day < 0 || day > 9) return false;
  i += 1;
  digit = bytes[i]! - 48;
  if (digit >= 0 && digit <= 9) {
    day = day * 10 + digit;
    i += 1;
  }
  if (bytes[i] !== 32 && bytes[i] !== 84) return false;
  i += 1;
  let hour = bytes[i]! - 48;
  if (hour < 0 || hour > 9) return false;
  i += 1;
  digit = bytes[i]! - 48;
  if (digit >= 0 && digit <= 9) {
    hour = hour * 10 + digit;
    i += 1;
  }
  if (bytes[i] !== 58 || end - i < 3) return false;
  const tens = bytes[i + 1]! - 48;
  const ones = bytes[i + 2]! - 48;
  if (tens < 0 || tens > 5 || ones < 0 || ones > 9) return false;
  i += 3;
  let second = 0;
  if (i < end) {
    if (bytes[i] !== 58 || end - i !== 3) return false;
    const first = bytes[i + 1]! - 48;
    const last = bytes[i + 2]! - 48;
    if (first < 0 || first > 5 || last < 0 || last > 9) return false;
    second = first * 10 + last;
  }
  // What is rare or wrong is left to the parser: years, days of short months, 24:00.
  if (year < 1971 || year > 2199 || month < 1 || month > 12 || day < 1 || hour > 23) return false;
  if (day > 28 && (month === 2 || day > 31 || (day === 31 && !HAS_31[month]))) return false;
  const number = dayNumber(year, month, day);
  time.day = number;
  time.offset = offsetMinutes;
  time.at = number * 86_400 + hour * 3600 + (tens * 10 + ones - offsetMinutes) * 60 + second;
  return true;
}

const HAS_31 = [false, true, false, true, false, true, false, true, true, false, true, false, true];

/** Takes the time over that the parser of all forms gives: ISO 8601 with offset, or nothing. */
export function readIso(iso: string | undefined, time: ReadTime): void {
  if (iso === undefined) {
    time.at = Number.NaN;
    time.day = Number.NaN;
    time.offset = 0;
    return;
  }
  time.at = Date.parse(iso) / 1000;
  time.day = Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / 86_400_000;
  const sign = iso.charCodeAt(19) === 45 ? -1 : 1;
  time.offset = sign * (Number(iso.slice(20, 22)) * 60 + Number(iso.slice(23, 25)));
}

/** What the parser of all forms gives for a time that `readCommonTime` has read, from its numbers. */
export function createIsoWriter(): (at: number, offsetMinutes: number) => string {
  let lastDay = Number.NaN;
  let date = '';
  const two = (value: number): string => (value < 10 ? `0${value}` : String(value));
  return (at, offsetMinutes) => {
    const local = at + offsetMinutes * 60;
    const day = Math.floor(local / 86_400);
    if (day !== lastDay) {
      lastDay = day;
      date = new Date(day * 86_400_000).toISOString().slice(0, 10);
    }
    const second = local - day * 86_400;
    const clock = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
    const east = Math.abs(offsetMinutes);
    return `${date}T${clock}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(east / 60))}:${two(east % 60)}`;
  };
}

/** Minutes east of UTC of a zone whose clock never changes from 1971 to 2199; undefined for all others. */
export function fixedOffset(timezone: string): number | undefined {
  // The parser takes China's clock to be the same in all years.
  if (timezone === 'Asia/Shanghai') return 480;
  if (timezone === 'UTC') return 0;
  return undefined;
}

/** Reads a cell by the parser of all forms, remembering the last one: rows of one minute stand together. */
export function createSlowTimes(parse: TimeParser): (raw: string, time: ReadTime) => void {
  let last = '';
  const known: ReadTime = { at: Number.NaN, day: Number.NaN, offset: 0 };
  return (raw, time) => {
    if (raw !== last) {
      last = raw;
      readIso(parse(raw), known);
    }
    time.at = known.at;
    time.day = known.day;
    time.offset = known.offset;
  };
}
