import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EncodingName } from '../../src/model/source.ts';
import { encode } from '../text/encode.ts';
import { makeRowJudge, readStream, readWhole } from './row-equality.ts';

const judge = makeRowJudge();
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Labelled {
  readonly text: string;
}

function messages(file: string): readonly string[] {
  return readFileSync(`fixtures/messages/${file}`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as Labelled).text);
}

const TEXTS = [
  ...messages('rounds/round-1.jsonl'),
  ...messages('development/templates.jsonl').filter((_, index) => index % 3 === 0),
];
const HEADER = '发送时间,手机号,姓名,内容,发送人,渠道';

function rowOf(text: string, index: number): string {
  const quoted =
    /[",\r\n]/.test(text) || index % 3 === 0 ? `"${text.replaceAll('"', '""')}"` : text;
  const day = String(1 + (index % 28)).padStart(2, '0');
  return `2026-03-${day} 1${index % 10}:05:07,139000000${String(index % 100).padStart(2, '0')},张某某,${quoted},坐席0${index % 9},短信`;
}

async function expectEqual(
  bytes: Uint8Array,
  format: 'csv' | 'tsv' | 'jsonl',
  chunkSizes: readonly number[],
  encoding?: EncodingName,
): Promise<void> {
  const whole = readWhole(bytes, format, encoding);
  for (const chunkSize of chunkSizes) {
    for (const shortcuts of [true, false]) {
      const streamed = await readStream(bytes, format, {
        chunkSize,
        shortcuts,
        judge,
        ...(encoding === undefined ? {} : { encoding }),
      });
      expect(streamed).toEqual(whole);
    }
  }
}

describe('a table read row by row is what it is as a whole', () => {
  const lines = TEXTS.map((text, index) => rowOf(text, index));
  test.each([
    { name: 'LF', end: '\n' },
    { name: 'CRLF', end: '\r\n' },
    { name: 'CR', end: '\r' },
  ])('messages of the corpus, $name', async ({ end }) => {
    const bytes = utf8(`\ufeff${[HEADER, ...lines, ...lines].join(end)}${end}`);
    await expectEqual(bytes, 'csv', [1 << 20, 4099]);
  });
  test('GB18030', async () => {
    const bytes = encode([HEADER, ...lines].join('\n'), 'gb18030');
    await expectEqual(bytes, 'csv', [1 << 20, 777]);
  });
  test.each([
    { name: 'empty', text: '' },
    { name: 'header alone', text: `${HEADER}\n` },
    { name: 'no text column', text: '手机号,金额\n13900000000,3\n13900000001,4\n' },
    {
      name: 'open quote',
      text: `${HEADER}\n${lines[0]}\n2026-03-01 10:00:00,139,张,"再不还钱就打死你,坐席,短信\n${lines[1]}\n`,
    },
    { name: 'open quote at the end', text: `${HEADER}\n${lines[0]}\n2026-03-01,"打死你` },
    { name: 'text behind the quote', text: `${HEADER}\n1,139,张,"再不还钱"就打死你,坐席,短信\n` },
    {
      name: 'ragged',
      text: `${HEADER}\n1,139\n1,139,张,打死你,坐席,短信,多,余\n\n  \n${lines[3]}\n`,
    },
    { name: 'sep', text: `sep=;\n时间;内容\n2026;打死你全家\n` },
    { name: 'titles', text: `三月报表\n\n${HEADER}\n${lines[5]}\n合计,2\n` },
    {
      name: 'no header',
      text: `13900000000,您好再不还钱就打死你全家的人\n13900000001,您好请您尽快还款谢谢您的配合\n`,
    },
    { name: 'two texts', text: `内容,话术\n打死你全家,你等着坐牢\n请还款,"打""死你"\n` },
    {
      name: 'newline in quotes',
      text: `${HEADER}\n1,139,张,"您好\n打死你\r\n全家",坐席,短信\n${lines[1]}`,
    },
    { name: 'ends in CR', text: `${HEADER}\n${lines[0]}\r` },
    {
      name: 'the header again',
      text: `${HEADER}\n${lines[0]}\n${HEADER}\n${lines[1]}\n${lines[2]}\n`,
    },
    {
      name: 'another header',
      text: `${HEADER}\n${lines[0]}\n${lines[1]}\n内容,手机号,时间\n打死你,13900000000,2026-03-01 10:00\n上门打断你的腿,139,2026\n`,
    },
    {
      name: 'times',
      text: `内容,时间,账龄,坐席\n打死你,2026-03-01,M1,a\n打死你,2026-02-30 10:00,M2,a\n打死你,2024/2/29T1:05,M1,b\n打死你,今天,,\n打死你,20260301100500,,\n打死你,2026-03-01T10:00:00+09:00,,\n打死你,2026年3月1日 下午3时,,\n打死你,2026-03-01 24:00:00,,\n打死你,46082.5,,\n,2026-3-1 9:05:07,M1,\n合计,,,\n`,
    },
    { name: 'blanks before a quote', text: `内容,时间\n  "打死你,全家"  ,1\n` },
  ])('$name', async ({ text }) => {
    await expectEqual(utf8(text), 'csv', [1, 2, 3, 7, 64, 1 << 20]);
  });
  test('undecodable bytes: the rows are named, the rest is judged', async () => {
    const bytes = utf8([HEADER, ...lines.slice(0, 40)].join('\n'));
    for (const at of [900, 1500, 1501, 3000]) bytes[at] = 0xff;
    await expectEqual(bytes, 'csv', [1, 50, 1 << 20], 'utf-8');
    bytes[1000] = 0;
    await expectEqual(bytes, 'csv', [50, 1 << 20], 'utf-8');
  });
});

test('fuzzed tables are read the same way', async () => {
  const cell = fc.oneof(
    fc.constantFrom(...TEXTS.slice(0, 200)),
    fc.constantFrom(
      '',
      ' ',
      '"',
      '""',
      '打死你',
      'a"b',
      '"打死你"',
      '"打,死"',
      '"打\n死你"',
      '\u3000',
      '短信',
      '2026-01-01 10:00',
      '13900000000',
      '上门',
      '\ufeff',
      '1.39E+10',
    ),
    fc.string({
      unit: fc.constantFrom('"', ',', '\n', '\r', ' ', '死', '打', '你', 'a', '１', '😀'),
      maxLength: 8,
    }),
  );
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.boolean(),
      fc.constantFrom(1, 2, 5, 17, 1000),
      fc.constantFrom('utf-8', 'gb18030', 'utf-16be', 'utf-16le'),
      async (rows, end, hasHeader, chunkSize, encoding) => {
        const text = [...(hasHeader ? [HEADER] : []), ...rows.map((cells) => cells.join(','))].join(
          end,
        );
        const bytes = encode(text, encoding as EncodingName);
        await expectEqual(bytes, 'csv', [chunkSize], encoding as EncodingName);
      },
    ),
    { numRuns: 100 },
  );
});

describe('JSON Lines read row by row are what they are as a whole', () => {
  const recordOf = (text: string, index: number): object => ({
    发送时间: `2026-03-${String(1 + (index % 28)).padStart(2, '0')} 10:05:07`,
    手机号:
      index % 5 === 0 ? 13_900_000_000 + index : `139000000${String(index % 100).padStart(2, '0')}`,
    姓名: ['张某某', '李某', '王秀英'][index % 3],
    ...(index % 7 === 0 ? { id: index, flag: true } : {}),
    内容: text,
    发送人: `坐席0${index % 9}`,
    渠道: '短信',
  });
  const lines = [...TEXTS, ...TEXTS.slice(0, 150)].map((text, index) =>
    JSON.stringify(recordOf(text, index)),
  );
  test.each([
    { name: 'messages of the corpus', text: lines.join('\n') },
    { name: 'CRLF and a mark', text: `\ufeff${lines.slice(0, 260).join('\r\n')}\r\n` },
    {
      name: 'escapes',
      text: lines
        .slice(0, 260)
        .map((line) => line.replace(/[上打你]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`))
        .join('\n'),
    },
    {
      name: 'blanks around',
      text: lines
        .slice(0, 230)
        .map((line) => `  ${line.replaceAll('":', '" : ')} `)
        .join('\n\n'),
    },
    {
      name: 'broken lines',
      text: lines
        .slice(0, 230)
        .map((line, i) =>
          i % 9 === 0
            ? line.slice(0, -3)
            : i % 11 === 0
              ? `${line}}`
              : i % 13 === 0
                ? line.replace('"内容"', '"内容')
                : line,
        )
        .join('\n'),
    },
    {
      name: 'nested, twice, none',
      text: lines
        .slice(0, 230)
        .map((line, i) =>
          i % 5 === 0
            ? `{"data":${line}}`
            : i % 7 === 0
              ? `[${line},${line}]`
              : i % 9 === 0
                ? '{"手机号":"1"}'
                : i % 4 === 0
                  ? line.replace('{', '{"内容":"打死你",')
                  : line,
        )
        .join('\n'),
    },
    {
      name: 'values that are none',
      text: lines
        .slice(0, 240)
        .map((line, i) =>
          line.replace(
            /"发送人":"[^"]*"/,
            `"发送人":${['null', '01', '-1.5', 'tru', '1e5', '{}', '[]', '""'][i % 8]}`,
          ),
        )
        .join('\n'),
    },
    {
      name: 'people and cases in objects, contacts without a text',
      text: Array.from({ length: 240 }, (_, i) =>
        JSON.stringify({
          id: i,
          sendTime: `2026-03-0${(i % 9) + 1} 2${i % 4}:00:00`,
          to: { mobile: `1390000${1000 + (i % 7)}`, name: '欧阳某某' },
          caseInfo: { caseNo: `C${i % 5}` },
          ...[
            { message: { body: '欧阳某某，您的账单已逾期' } },
            { content: '打死你欧阳某某' },
            { content: null, callResult: '对方正在通话中' },
          ][i % 3],
        }),
      ).join('\n'),
    },
    { name: 'few', text: lines.slice(0, 3).join('\n') },
    { name: 'empty', text: '' },
    { name: 'no texts', text: '{"a":1}\n{"b":2}\n' },
    {
      name: 'transcripts',
      text: lines
        .slice(0, 210)
        .map((line, i) =>
          i % 3 === 0
            ? `{"id":${i},"transcript":[{"role":"坐席","text":"打死你"},{"role":"客户","text":"好"}]}`
            : line,
        )
        .join('\n'),
    },
  ])('$name', async ({ text }) => {
    await expectEqual(utf8(text), 'jsonl', text.length < 2000 ? [1, 7, 1 << 20] : [4099, 1 << 20]);
  });
  test('GB18030 and damage', async () => {
    await expectEqual(encode(lines.slice(0, 220).join('\n'), 'gb18030'), 'jsonl', [997]);
    const bytes = utf8(lines.slice(0, 240).join('\n'));
    for (const at of [1000, 9000, 40_000, 40_001]) bytes[at] = 0xff;
    await expectEqual(bytes, 'jsonl', [997, 1 << 20], 'utf-8');
  });
});

test.each(['csv', 'jsonl'] as const)(
  'a row over 16 MB is named and passed over, the rest is judged (%s)',
  async (format) => {
    const long = '催'.repeat(6_000_000);
    const texts = ['再不还钱就打死你', long, '你等着坐牢吧'];
    const text =
      format === 'csv'
        ? `内容,渠道\n${texts.map((each) => `${each},短信\n`).join('')}`
        : texts.map((each) => `${JSON.stringify({ 内容: each })}\n`).join('');
    for (const chunkSize of [1 << 20, 1 << 26]) {
      const { findings, problems, records } = await readStream(utf8(text), format, {
        chunkSize,
        judge,
      });
      expect(records.map(({ record, empty }) => [record, empty])).toEqual([
        [1, ''],
        [2, 'unreadable'],
        [3, ''],
      ]);
      expect([...new Set(findings.map(({ record }) => record))]).toEqual([1, 3]);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain('INPUT_TOO_LARGE');
      expect(records[1]!.line).toBe(format === 'csv' ? 3 : 2);
    }
  },
);

test('a table whose first row is over 16 MB is named, and not called empty', async () => {
  for (const length of [6_000_000, 12_000_000]) {
    const { problems } = await readStream(utf8(`"${'催'.repeat(length)}`), 'csv', {
      chunkSize: 1 << 20,
      judge,
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('INPUT_TOO_LARGE');
  }
});
