import { describe, expect, test } from 'vitest';
import { CuilintError } from '../../src/model/error.ts';
import { createTimeParser, looksLikeTime } from '../../src/readers/times.ts';

describe('createTimeParser', () => {
  const shanghai = createTimeParser('Asia/Shanghai');

  test.each([
    { raw: '2024-05-01T09:03:00', iso: '2024-05-01T09:03:00+08:00' },
    { raw: '2024-05-01T09:03:00.123Z', iso: '2024-05-01T09:03:00+00:00' },
    { raw: '2024-05-01 22:10:05+0900', iso: '2024-05-01T22:10:05+09:00' },
    { raw: '2024-05-01T22:10-05:30', iso: '2024-05-01T22:10:00-05:30' },
    { raw: '2024/5/1 9:03', iso: '2024-05-01T09:03:00+08:00' },
    { raw: '2024/5/1 上午9:03', iso: '2024-05-01T09:03:00+08:00' },
    { raw: '2024/5/1 下午12:03', iso: '2024-05-01T12:03:00+08:00' },
    { raw: '2024/5/1 上午12:03', iso: '2024-05-01T00:03:00+08:00' },
    { raw: '2024/5/1 10:15 PM', iso: '2024-05-01T22:15:00+08:00' },
    { raw: '2024年5月1日 星期三 晚上9点', iso: '2024-05-01T21:00:00+08:00' },
    { raw: '2024年5月1日9时3分5秒', iso: '2024-05-01T09:03:05+08:00' },
    { raw: '２０２４－０５－０１　０９：０３', iso: '2024-05-01T09:03:00+08:00' },
    { raw: '20240501090305', iso: '2024-05-01T09:03:05+08:00' },
    { raw: '20240501 09:03', iso: '2024-05-01T09:03:00+08:00' },
    { raw: '45413.377083333', iso: '2024-05-01T09:03:00+08:00' },
    { raw: '1714525380', iso: '2024-05-01T09:03:00+08:00' },
    { raw: '1714525380000', iso: '2024-05-01T09:03:00+08:00' },
    // Midnight, of whichever day; no noon.
    { raw: '2024-05-01 晚上12:05', iso: undefined },
    { raw: '2024-05-01 中午12:05', iso: '2024-05-01T12:05:00+08:00' },
    { raw: '', iso: undefined },
    { raw: '昨天', iso: undefined },
    { raw: '上午9:03', iso: undefined },
    { raw: '2024-05-01', iso: undefined },
    { raw: '2024年5月1日', iso: undefined },
    { raw: '45413', iso: undefined },
    { raw: '2024-02-30 09:03', iso: undefined },
    { raw: '2024-05-01 25:03', iso: undefined },
    { raw: '13900000000', iso: undefined },
  ])('$raw', ({ raw, iso }) => {
    expect(shanghai(raw)).toBe(iso);
  });

  test('other zones, in summer and in winter, and on the day of the change', () => {
    const berlin = createTimeParser('Europe/Berlin');
    expect(berlin('2024-07-01 09:00')).toBe('2024-07-01T09:00:00+02:00');
    expect(berlin('2024-01-01 09:00')).toBe('2024-01-01T09:00:00+01:00');
    expect(berlin('2024-03-31 01:59')).toBe('2024-03-31T01:59:00+01:00');
    expect(berlin('2024-03-31 03:00')).toBe('2024-03-31T03:00:00+02:00');
    expect(createTimeParser('Asia/Hong_Kong')('2024-05-01 09:03')).toBe(
      '2024-05-01T09:03:00+08:00',
    );
  });

  test('a zone that does not exist', () => {
    expect(() => createTimeParser('Mars/Olympus')).toThrow(CuilintError);
  });
});

test.each([
  { raw: '2024/5/1', kind: 'date' },
  { raw: '2024年5月1日', kind: 'date' },
  { raw: '20240501', kind: 'date' },
  { raw: '9:03', kind: 'clock' },
  { raw: '上午9:03', kind: 'clock' },
  { raw: '2024/5/1 9:03', kind: 'both' },
  { raw: '2024-05-01T09:03:00+08:00', kind: 'both' },
  { raw: '13900000000', kind: null },
  { raw: '12345678', kind: null },
  { raw: '请还款', kind: null },
])('looksLikeTime $raw', ({ raw, kind }) => {
  expect(looksLikeTime(raw)).toBe(kind);
});
