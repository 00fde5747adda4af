import { CuilintError } from '../model/error.ts';

/** Minutes east of UTC at an instant. */
export type OffsetAt = (utcMs: number) => number;

const HOUR = 3_600_000;

/**
 * The clock of an IANA zone. China has kept +08:00 since 1992 without summer time, and needs no Intl.
 *
 * Throws `USAGE` for a zone that does not exist.
 */
export function zoneOffset(timezone: string): OffsetAt {
  if (timezone === 'Asia/Shanghai') return () => 480;
  let formatter: Intl.DateTimeFormat;
  try {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new CuilintError(
      'USAGE',
      { zh: `没有名为 ${timezone} 的时区。`, en: `There is no time zone named ${timezone}.` },
      {
        hint: {
          zh: '请用 IANA 名称，例如 --timezone Asia/Shanghai。',
          en: 'Use an IANA name, e.g. --timezone Asia/Shanghai.',
        },
        cause,
      },
    );
  }
  const cache = new Map<number, number>();
  return (utcMs) => {
    const hour = Math.floor(utcMs / HOUR) * HOUR;
    const known = cache.get(hour);
    if (known !== undefined) return known;
    const parts: Record<string, number> = {};
    for (const part of formatter.formatToParts(hour)) parts[part.type] = Number(part.value);
    const wall = Date.UTC(
      parts['year'] ?? 1970,
      (parts['month'] ?? 1) - 1,
      parts['day'] ?? 1,
      parts['hour'] ?? 0,
      parts['minute'] ?? 0,
      parts['second'] ?? 0,
    );
    const offset = Math.round((wall - hour) / 60_000);
    cache.set(hour, offset);
    return offset;
  };
}

/**
 * Milliseconds since 1970 UTC of a time in ISO 8601; one without an offset stands on the clock of `offsetAt`.
 * NaN for what is no time.
 */
export function instantOf(time: string, offsetAt: OffsetAt): number {
  if (/(?:z|[+-]\d{2}:?\d{2})$/i.test(time)) return Date.parse(time);
  const wall = Date.parse(`${time.trim().replace(' ', 'T')}Z`);
  if (Number.isNaN(wall)) return wall;
  // Asked twice: the first guess may lie on the other side of a change of the clock.
  const first = offsetAt(wall - offsetAt(wall) * 60_000);
  return wall - offsetAt(wall - first * 60_000) * 60_000;
}
