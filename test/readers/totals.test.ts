import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../src/model/log-record.ts';
import { readCsv } from '../../src/readers/csv.ts';
import { readStream } from './row-equality.ts';

const HEAD = '发送时间,手机号,内容,条数';

/** What became of the last row: why it was not judged, or the texts judged in it. */
function last(row: string, head = HEAD): string | readonly string[] {
  const records: LogRecord[] = [];
  const texts = [
    ...readCsv(
      {
        id: 'a.csv',
        text: `${head}\n2026-03-01 10:00:00,13900000001,您本期账单100元，请按时还款。,1\n${row}\n`,
      },
      { timezone: 'Asia/Shanghai', onRecord: (record) => records.push(record) },
    ),
  ].flatMap((item) => (item.type === 'segment' && item.record === 2 ? [item.text] : []));
  return records[1]!.empty ?? texts;
}

describe('a row of totals is told as one', () => {
  test.each([
    '合计,,,128',
    ',,合计,128',
    ',,"合 计",128',
    ',,合　计：,128',
    '合计,,128 条,',
    '总计：,128,共128条,',
    ',,小计 128条,',
    '2026-03-31,,本页小计,128',
    ',128,合计,',
    ',-,总计,128',
    ',,Total,128',
    ',,Grand total: 128,',
    ',,"共 128 条",',
    ',,合计',
  ])('%s', (row) => {
    expect(last(row)).toBe('total');
  });
});

describe('a message is judged, whatever it says of totals', () => {
  test.each([
    { row: ',,合计欠款5000元，请今日还清,', is: ['合计欠款5000元，请今日还清'] },
    { row: '合计,,请今日还清,', is: ['请今日还清'] },
    { row: '2026-03-01 10:00:00,13900000002,合计,', is: ['合计'] },
    { row: ',13900000002,合计：128元,', is: ['合计：128元'] },
    { row: ',139****0002,合计,', is: ['合计'] },
    { row: '2026-03-01 10:00:00,,合计,', is: ['合计'] },
    { row: ',,总计划如下,', is: ['总计划如下'] },
    { row: ',,128条,', is: ['128条'] },
    { row: ',,,128', is: 'no-text' },
  ])('$row', ({ row, is }) => {
    expect(last(row)).toEqual(is);
  });
});

test('row by row it is the same, also where the text of a total was a message before', async () => {
  const rows = [
    '2026-03-01 10:00:00,13900000001,合计：128条,1',
    ',,合计：128条,1',
    '2026-03-01 10:00:00,13900000001,合计：256条,1',
    ',,合计：256条,1',
    '合计,,128条,',
    ',,128条,',
    '合计,,128条,',
  ];
  const bytes = new TextEncoder().encode([HEAD, ...rows].join('\n'));
  const { records } = await readStream(bytes, 'csv', { chunkSize: 64 });
  expect(records.map(({ empty }) => empty)).toEqual([
    '',
    'total',
    '',
    'total',
    'total',
    '',
    'total',
  ]);
});
