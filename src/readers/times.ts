import { type OffsetAt, zoneOffset } from '../text/zones.ts';

/** Parses a time as exports write it to ISO 8601 with offset; undefined where it is none or lacks its date. */
export type TimeParser = (raw: string) => string | undefined;

const DAY_MS = 86_400_000;
/** Days of Excel's serial numbers before 1970-01-01 (the 1900 calendar, with its false leap day). */
const EXCEL_EPOCH_DAYS = 25_569;

const DATE = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2}):?(\d{2})?)?$/;
const WEEKDAY = /^[,，]?\s*[(（]?(?:星期|周|週)[一二三四五六日天][)）]?/;
const CLOCK =
  /^(凌晨|早上|早晨|清晨|上午|中午|下午|傍晚|晚上|夜间|am|pm)?\s*(\d{1,2})(?:[:：时時点點](\d{1,2})?)(?:分?(?:[:：]?(\d{1,2})(?:[.,]\d{1,9})?秒?)?)?\s*(am|pm)?$/i;
const OFFSET = /\s*(z|[+-]\d{2}:?\d{2}|[+-]\d{2})$/i;

/**
 * A parser for times without an offset in `timezone` (an IANA name).
 *
 * Understands ISO 8601, `2024/5/1 9:03`, `2024/5/1 上午9:03`, `2024年5月1日 9时3分`, `20240501090300`, Excel
 * serial numbers (1900) and Unix seconds or milliseconds. A date without a clock gives midnight only for
 * `dateOnly` readers: it says nothing about the hour, so it is undefined here.
 *
 * Throws `USAGE` for a zone that does not exist.
 */
export function createTimeParser(timezone: string): TimeParser {
  const offsetAt = zoneOffset(timezone);
  return (raw) => {
    const text = raw.normalize('NFKC').trim();
    if (text.length === 0 || text.length > 48) return undefined;
    const number = fromNumber(text, offsetAt);
    if (number !== undefined) return number;
    const compact = COMPACT.exec(text);
    if (compact !== null && compact[4] !== undefined) {
      const [, year, month, day, hour, minute, second] = compact.map(Number);
      return local(
        year!,
        month!,
        day!,
        hour!,
        minute!,
        Number.isNaN(second) ? 0 : second!,
        offsetAt,
      );
    }
    const date = DATE.exec(text);
    if (date === null) return undefined;
    let rest = text.slice(date[0].length).replace(/^T/, '').trim().replace(WEEKDAY, '').trim();
    const offset = rest.length > 2 ? OFFSET.exec(rest) : null;
    if (offset !== null) rest = rest.slice(0, offset.index);
    const clock = CLOCK.exec(rest);
    if (clock === null) return undefined;
    const hour = hourOf(Number(clock[2]), clock[1] ?? clock[5]);
    const [year, month, day] = [Number(date[1]), Number(date[2]), Number(date[3])];
    const [minute, second] = [Number(clock[3] ?? 0), Number(clock[4] ?? 0)];
    if (offset === null) return local(year, month, day, hour, minute, second, offsetAt);
    const minutes = offsetMinutes(offset[1]!);
    return stamp(year, month, day, hour, minute, second, minutes);
  };
}

const MAY_BE_TIME = /^\s*[\d\uff10-\uff19凌早清上中下傍晚夜apAP][\s\S]{3}/;

/** Whether `raw` is a date, with or without a clock, or a clock alone: how a column of times is known. */
export function looksLikeTime(raw: string): 'date' | 'clock' | 'both' | null {
  // Most cells are no times: they are told by their first character.
  if (!MAY_BE_TIME.test(raw)) return null;
  const text = raw.normalize('NFKC').trim();
  if (text.length < 4 || text.length > 48) return null;
  const compact = COMPACT.exec(text);
  if (compact !== null) {
    const [, year, month, day] = compact.map(Number);
    if (year! < 1990 || year! > 2100 || month! < 1 || month! > 12 || day! < 1 || day! > 31)
      return null;
    return compact[4] === undefined ? 'date' : 'both';
  }
  const date = DATE.exec(text);
  if (date === null) return CLOCK.test(text) ? 'clock' : null;
  const rest = text.slice(date[0].length).replace(/^T/, '').trim().replace(WEEKDAY, '').trim();
  if (rest === '') return 'date';
  return CLOCK.test(rest.replace(OFFSET, '')) ? 'both' : null;
}

/** The day of a date with or without a clock, as it is written: ISO, undefined where there is none. */
export function parseDay(raw: string): string | undefined {
  const text = raw.normalize('NFKC').trim();
  if (text.length === 0 || text.length > 48) return undefined;
  if (/^\d{5}$/.test(text)) {
    const serial = Number(text);
    if (serial < 20_000 || serial > 80_000) return undefined;
    return new Date((serial - EXCEL_EPOCH_DAYS) * DAY_MS).toISOString().slice(0, 10);
  }
  if (looksLikeTime(text) === null) return undefined;
  const parts = DATE.exec(text) ?? COMPACT.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day] = parts.map(Number);
  return stamp(year!, month!, day!, 0, 0, 0, 0)?.slice(0, 10);
}

function hourOf(hour: number, part: string | undefined): number {
  if (part === undefined) return hour;
  // Midnight, and nobody knows of which day: surely not noon. It is told as a time that is none.
  if (hour === 12 && /^(?:晚上|夜间)$/.test(part)) return Number.NaN;
  if (/^(下午|傍晚|晚上|夜间|pm)$/i.test(part)) return hour < 12 ? hour + 12 : hour;
  if (part === '中午') return hour < 3 ? hour + 12 : hour;
  return hour === 12 ? 0 : hour;
}

function fromNumber(text: string, offsetAt: OffsetAt): string | undefined {
  if (!/^\d{5}(?:\.\d+)?$|^1\d{9}$|^1\d{12}$/.test(text)) return undefined;
  const value = Number(text);
  if (text.length >= 10 && !text.includes('.')) {
    const utc = text.length === 10 ? value * 1000 : value;
    const offset = offsetAt(utc);
    return format(utc + offset * 60_000, offset);
  }
  // A whole serial number is a date without a clock.
  if (value < 20_000 || value > 80_000 || Number.isInteger(value)) return undefined;
  const naive = Math.round((value - EXCEL_EPOCH_DAYS) * DAY_MS * 0.001) * 1000;
  return format(naive, offsetOfNaive(naive, offsetAt));
}

function local(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  offsetAt: OffsetAt,
): string | undefined {
  const naive = Date.UTC(year, month - 1, day, hour, minute, second);
  if (Number.isNaN(naive)) return undefined;
  return stamp(year, month, day, hour, minute, second, offsetOfNaive(naive, offsetAt));
}

function stamp(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  offset: number,
): string | undefined {
  const naive = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(naive);
  // Rolled over: there is no 30 February and no 25 o'clock, except 24:00:00.
  const midnight = hour === 24 && minute === 0 && second === 0;
  if (Number.isNaN(naive) || year < 1970 || year > 2200 || minute > 59 || second > 60)
    return undefined;
  if (hour > 23 && !midnight) return undefined;
  if (!midnight && (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day))
    return undefined;
  return format(naive, offset);
}

function format(naiveMs: number, offset: number): string {
  const sign = offset < 0 ? '-' : '+';
  const size = Math.abs(offset);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${new Date(naiveMs).toISOString().slice(0, 19)}${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function offsetMinutes(text: string): number {
  if (/^z$/i.test(text)) return 0;
  const digits = text.replace(/[^\d]/g, '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4));
  return text.startsWith('-') ? -minutes : minutes;
}

/** Offset of a wall clock: asked twice, since the first guess may lie on the other side of a change. */
function offsetOfNaive(naiveMs: number, offsetAt: OffsetAt): number {
  const first = offsetAt(naiveMs - offsetAt(naiveMs) * 60_000);
  return offsetAt(naiveMs - first * 60_000);
}
