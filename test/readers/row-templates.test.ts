import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRandom } from '../bench/generate.ts';
import { encode } from '../text/encode.ts';
import { makeRowJudge, readStream, readWhole } from './row-equality.ts';

const judge = makeRowJudge();
const HEADER = '发送时间,手机号,姓名,内容,催收员,渠道';

function templates(): readonly string[] {
  return [
    'rounds/round-2.jsonl',
    'development/templates.jsonl',
    'development/evasion.jsonl',
  ].flatMap((file) =>
    readFileSync(`fixtures/messages/${file}`, 'utf8')
      .trim()
      .split('\n')
      // Each line of a labelled file has a text.
      .map((line) => (JSON.parse(line) as { readonly text: string }).text),
  );
}

const NAMES =
  '王伟,李娜,张秀英,刘某某,陈某,杨某某,赵丽华,孙某某,死某,周 伟,欧阳静,吴打打,徐*,"郑""某"'.split(
    ',',
  );

/** Messages of few templates, with other figures and names in each: what is remembered is used again and again. */
function rowsOf(seed: number, count: number): readonly (readonly [name: string, text: string])[] {
  const random = createRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const all = templates();
  const some = Array.from({ length: 12 }, () => pick(all));
  const digits = (): string => {
    const length = 1 + Math.floor(random() * 5);
    return Array.from({ length }, () => String(Math.floor(random() * 10))).join('');
  };
  const row = (): readonly [name: string, text: string] => {
    const name = pick(NAMES).replace(/^"|"$/g, '').replaceAll('""', '"');
    const text = pick(some)
      .replace(/[$#]?\{+[^{}]*(?:name|姓名|客户|称呼)[^{}]*\}+|张某某|王某某/gi, name)
      .replace(/[$#]?\{+[^{}]{1,16}\}+/g, digits)
      .replace(/[0-9]/g, (digit) => (random() < 0.7 ? String(Math.floor(random() * 10)) : digit));
    const chance = random();
    if (chance < 0.1) return [name, text.replace(/[，,。]/, '$&\n')];
    if (chance < 0.2) return [name, text.replace(/[，,。]/, '$&"')];
    if (chance < 0.3) return [name, text.replace(/[，,。]/, '$&😀')];
    return [name, text];
  };
  const rows: (readonly [name: string, text: string])[] = [];
  // Some come again word for word.
  while (rows.length < count) rows.push(random() < 0.3 && rows.length > 0 ? pick(rows) : row());
  return rows;
}

/** As exports write them, and as they do not. */
const TIMES =
  '2026-03-01 10:00:00|2026/3/1 9:05|2026-03-01T10:00:00Z|2026-03-01|20260301100000|"2026-03-01 10:00:07"|"2026-03-01\n10:00"|bald|'.split(
    '|',
  );

function cell(text: string, always: boolean): string {
  return always || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

test.each([1, 2, 3, 4])(
  'texts that differ from remembered ones in figures and names are what the checker says (%i)',
  async (seed) => {
    const rows = rowsOf(seed, 350);
    const csv = [
      HEADER,
      ...rows.map(
        ([name, text], row) =>
          `${TIMES[row % 7 === 0 ? row % TIMES.length : 0]},139000000${String(row % 100).padStart(2, '0')},${cell(name, false)},${cell(text, row % 2 === 0)},坐席${row % 3},短信`,
      ),
    ].join('\n');
    const json = rows
      .map(([name, text], row) => {
        const line = JSON.stringify({
          发送时间: `2026-03-01 1${row % 10}:00:00`,
          手机号: '13900000000',
          姓名: name,
          内容: text,
        });
        return row % 4 === 0
          ? line.replace(/[0-9元，]/g, (unit) =>
              row % 8 === 0 && unit >= '一' ? `\\u${unit.charCodeAt(0).toString(16)}` : unit,
            )
          : line;
      })
      .join('\n');
    const inputs = [
      ['csv', new TextEncoder().encode(csv), 'utf-8'],
      ['csv', encode(csv, 'gb18030'), 'gb18030'],
      ['jsonl', new TextEncoder().encode(json), 'utf-8'],
    ] as const;
    for (const [format, bytes, encoding] of inputs) {
      const whole = readWhole(bytes, format, encoding);
      const streamed = await readStream(bytes, format, {
        chunkSize: 5000,
        judge,
        encoding,
      });
      expect(streamed).toEqual(whole);
    }
  },
);

test('an equal text beside another name, or none, is what the checker says', async () => {
  // Their verdicts hang on whether the name in them is that of the record: the second reading passes over it.
  const texts = ['【亿点花】王某某您好，王某某', '赶紧把窟窿补了，你个&王某某36182;'];
  const names = [
    '李某',
    '王某某',
    '',
    '王某某',
    ' 王某某 ',
    "'王某某",
    '"=""王某某"""',
    '您好',
    '李某',
  ];
  const csv = [
    HEADER.replace('催收员', '说话人'),
    ...texts.flatMap((text) =>
      [...names, ...names.toReversed()].map(
        (name) => `2026-03-01 10:00:00,13900000001,${name},${text},催收员,短信`,
      ),
    ),
  ].join('\n');
  const bytes = new TextEncoder().encode(csv);
  const whole = readWhole(bytes, 'csv', 'utf-8');
  const flagged = new Set(whole.findings.map(({ record }) => record)).size;
  expect(flagged).toBeGreaterThan(4);
  expect(flagged).toBeLessThan(whole.records.length);
  const streamed = await readStream(bytes, 'csv', { chunkSize: 5000, judge, encoding: 'utf-8' });
  expect(streamed).toEqual(whole);
});
