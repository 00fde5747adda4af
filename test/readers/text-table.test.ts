import { describe, expect, test } from 'vitest';
import { tableFormatOf } from '../../src/readers/text-table.ts';
import { createRepository } from '../cli/repository.ts';

const ROWS = [
  ['手机号', '短信内容', '发送时间'],
  ['13800000000', '您好，我们明天上门', '2026/2/1 9:03'],
  ['13800000001', '请尽快还款，\n谢谢', '2026/2/1 9:04'],
];

function table(delimiter: string, rows: readonly (readonly string[])[] = ROWS): string {
  const cell = (text: string): string => (text.includes('\n') ? `"${text}"` : text);
  return rows.map((row) => `${row.map(cell).join(delimiter)}\r\n`).join('');
}

describe('a table that is called text', () => {
  test.each([
    { name: 'tabs', text: table('\t'), format: 'tsv' },
    { name: 'commas', text: table(','), format: 'csv' },
    { name: 'semicolons', text: table(';'), format: 'csv' },
    { name: 'bars', text: table('|'), format: 'csv' },
    { name: 'titles above the header', text: `短信清单\t\t\r\n${table('\t')}`, format: 'tsv' },
    { name: 'quoted names', text: '"内容","渠道"\n"您好","短信"\n', format: 'csv' },
    { name: 'two columns, one of them known', text: '内容\t来源\n您好\t甲\n', format: 'tsv' },
    {
      name: 'a row that is broken among many',
      text: `${table(',')}13800000002,您好,再见,2026/2/1 9:03\n`,
      format: 'csv',
    },
    {
      name: 'a log of contacts, whoever speaks in it',
      text: table('\t', [
        ['时间', '坐席', '手机号', '内容'],
        ['10:00', '客服', '13800000000', '您好，这里是某某银行'],
        ['10:01', '客户', '13800000000', '好的'],
      ]),
      format: 'tsv',
    },
  ])('$name', ({ text, format }) => {
    expect(tableFormatOf(text)).toBe(format);
  });

  test.each([
    { name: 'nothing', text: '' },
    { name: 'a header alone', text: '手机号\t短信内容\n' },
    { name: 'names that say nothing', text: '甲\t乙\n您好\t再见\n' },
    { name: 'names without one of texts', text: '手机号,姓名\n13800000000,张某某\n' },
    { name: 'two texts set off by a comma', text: '您好,请还款\n谢谢,再见\n' },
    { name: 'rows that have no such columns', text: '内容,备注\n您好,请还款,谢谢\n好\n' },
    { name: 'a heading in a text', text: '话术,话术1\n一、您好，请还款。\n二、谢谢。\n' },
    {
      name: 'a record of a conversation',
      text: table('\t', [
        ['时间', '发言人', '内容'],
        ['10:00', '王某', '您好，我是某某银行的客服'],
        ['10:01', '李某', '你好'],
        ['10:02', '王某', '您的欠款请尽快还给我行'],
        ['10:03', '李某', '好的'],
      ]),
    },
  ])('lines: $name', ({ text }) => {
    expect(tableFormatOf(text)).toBeUndefined();
  });

  test('is judged by its columns, in the encoding that Excel gives it', async () => {
    const { check, write, dispose } = createRepository();
    write('a.txt', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(table('\t'), 'utf16le')]));
    const { stdout } = await check(['a.txt', '--format', 'json', '-o', '-']);
    dispose();
    const report: unknown = JSON.parse(stdout);
    expect(report).toMatchObject({
      coverage: { segments: 2, encodings: { 'utf-16le': 1 } },
      findings: [{ line: 2, column: 20, field: '短信内容', record: 1 }],
    });
  });
});
