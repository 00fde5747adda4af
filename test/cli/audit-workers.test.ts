import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encode } from '../text/encode.ts';

const BIN = resolve('bin/cuilint.js');
const FORMATS = ['json', 'jsonl', 'csv', 'markdown', 'stylish'] as const;
let folder: string;

interface Run {
  readonly status: number | null;
  readonly err: string;
}

function audit(name: string, ...args: readonly string[]): Run {
  const targets = FORMATS.flatMap((format) => ['--format', `${format}:${name}.${format}`]);
  const { status, stderr } = spawnSync(
    process.execPath,
    [BIN, 'audit', ...targets, '--key', 'key', '--today', '2026-01-01', ...args],
    { cwd: folder, encoding: 'utf8' },
  );
  return { status, err: stderr };
}

function reports(name: string): readonly string[] {
  return FORMATS.map((format) => readFileSync(join(folder, `${name}.${format}`), 'utf8'));
}

const HEAD = '发送时间,手机号,姓名,内容,催收员,渠道';
const TEXTS = [
  '您尾号1234的借款应还500元，请按时还款。',
  '您好，请还款',
  '再不还钱就让你坐牢',
  '"您好，\n""再不还钱""\r\n就让你坐牢"',
  '',
];

function rowAt(at: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const text = TEXTS[at % 23 < 20 ? at % 2 : 2 + (at % 3)]!;
  const time = `2025-03-${two(1 + (at % 28))} ${two(7 + (at % 16))}:${two(at % 60)}:00`;
  return `${time},139000000${two(at % 90)},张某某,${text},坐席${at % 7},短信`;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-workers-'));
  const rows = Array.from({ length: 6000 }, (_, at) => rowAt(at));
  // Other columns in the middle, rows of too few cells, a quote that never closes.
  rows.splice(
    2500,
    0,
    '手机号,短信内容,坐席',
    ...Array<string>(900).fill('13900000009,你就是个老赖,坐席09'),
    HEAD,
  );
  for (let at = 100; at < 6000; at += 200) rows.splice(at, 0, '2025-03-01 09:00:00,1,,少了几列');
  rows.splice(5000, 0, '2025-03-01 09:00:00,1,,"没有闭合，再不还钱就让你坐牢,坐席1,短信');
  writeFileSync(join(folder, 'a.csv'), rows.join('\n'));
  writeFileSync(join(folder, 'b.csv'), encode(rows.join('\r\n'), 'gb18030'));
  const lines = Array.from({ length: 3000 }, (_, at) =>
    at % 500 === 3
      ? '{oops'
      : JSON.stringify({
          content: TEXTS[at % 3],
          sendTime: '2025-03-01 09:30:00',
          mobile: `1390000${at % 9000}`,
        }),
  );
  writeFileSync(join(folder, 'c.jsonl'), lines.join('\n'));
  writeFileSync(join(folder, 'd.csv.gz'), gzipSync([HEAD, ...rows.slice(0, 100)].join('\n')));
  writeFileSync(join(folder, 'e.csv'), '');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('one worker thread and four say the same, byte for byte, in every format', () => {
  const files = ['a.csv', 'b.csv', 'c.jsonl', 'd.csv.gz', 'e.csv', 'none.csv'];
  const one = audit('one', ...files, '--concurrency', '1', '--manifest', 'one.manifest');
  expect(one.status).toBe(2);
  const four = audit('four', ...files, '--concurrency', '4', '--manifest', 'four.manifest');
  expect(four).toEqual(one);
  expect(reports('four')).toEqual(reports('one'));
  const inputs = (name: string): unknown =>
    (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { inputs: unknown }).inputs;
  expect(inputs('four.manifest')).toEqual(inputs('one.manifest'));
}, 120_000);

test('so they do with dates, groups and little memory', () => {
  const more = ['a.csv', '--from', '2025-03-05', '--group-by', 'collector,rule', '--memory', '1MB'];
  const one = audit('one', ...more, '--concurrency', '1');
  expect(audit('four', ...more, '--concurrency', '4')).toEqual(one);
  expect(reports('four')).toEqual(reports('one'));
}, 120_000);
