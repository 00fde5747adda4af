import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultServices } from '../../src/cli/services.ts';
import { run } from './harness.ts';

const services = defaultServices();
const FORMATS = ['json', 'jsonl', 'csv', 'markdown', 'stylish'] as const;
let folder: string;

type Run = Awaited<ReturnType<typeof run>>;
const cli = (argv: readonly string[], stdin?: string): Promise<Run> =>
  run(argv, { cwd: folder, services, ...(stdin === undefined ? {} : { stdin }) });
const into = (name: string): readonly string[] =>
  FORMATS.flatMap((format) => ['--format', `${format}:${name}.${format}`]);
const reports = (name: string): readonly string[] =>
  FORMATS.map((format) => readFileSync(join(folder, `${name}.${format}`), 'utf8'));

const HEAD = '发送时间,手机号,姓名,内容,催收员,渠道';
function log(from: number): string {
  const rows = Array.from({ length: 120 }, (_, at) => {
    const text = (from + at) % 9 === 0 ? '再不还钱就让你坐牢' : '您好，请按时还款';
    return `2025-03-01 ${10 + (at % 8)}:${10 + (at % 50)}:00,139111100${10 + (at % 20)},欧阳某某,${text},欧阳某某,短信`;
  });
  rows.splice(7, 0, '2025-03-01 09:00:00,1,,少了几列', '', '"没有闭合');
  return [HEAD, ...rows].join('\n');
}

/** What a pipe-style engine does with one input. */
async function emit(name: string): Promise<string> {
  const text = readFileSync(join(folder, name), 'utf8');
  const { stdout, code } = await cli(
    ['audit', '-', '--stdin-filename', name, '--emit', 'kv'],
    text,
  );
  expect(code).toBe(2);
  return stdout;
}

let lines: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-kv-'));
  for (const [at, name] of ['a.csv', 'b.csv', 'c.csv'].entries())
    writeFileSync(join(folder, name), log(at * 5));
  lines = [await emit('c.csv'), await emit('a.csv'), await emit('b.csv')].flatMap((text) =>
    text.trimEnd().split('\n'),
  );
  await cli(['audit', 'a.csv', 'b.csv', 'c.csv', ...into('whole')]);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const byBytes = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left), Buffer.from(right));

describe('lines of single inputs make up one run, byte for byte, in every format', () => {
  test.each([
    { name: 'put together', order: () => [lines] },
    { name: 'sorted', order: () => [lines.toSorted(byBytes)] },
    {
      name: 'in several files, of which each is sorted',
      order: () => {
        const isC = (line: string): boolean => line.includes('"c.csv"');
        return [
          lines.filter((line) => !isC(line)).toSorted(byBytes),
          lines.filter(isC).toSorted(byBytes),
        ];
      },
    },
  ])(
    '$name',
    async ({ order }) => {
      const names = order().map((each, at) => {
        writeFileSync(join(folder, `lines-${at}.kv`), `${each.join('\n')}\n`);
        return `lines-${at}.kv`;
      });
      const { code } = await cli(['merge', ...names, ...into('merged')]);
      expect(code).toBe(2);
      expect(reports('merged')).toEqual(reports('whole'));
      expect(reports('merged')[0]).toContain('"ruleId":"harassment/frequency"');
    },
    60_000,
  );
});

test('keys and values are parted by a tab, and the contacts of a person have one key', () => {
  expect(lines.every((line) => line.split('\t').length === 2)).toBe(true);
  const persons = new Set(
    lines.filter((line) => line.startsWith('c ')).map((line) => line.split(' ')[2]),
  );
  // Twenty numbers, and what stands for one in the row of too few cells.
  expect(persons.size).toBe(21);
});

test('no number, name or text of the data stands in them', () => {
  const all = lines.join('\n');
  for (const secret of ['13911110010', '欧阳某某']) expect(all).not.toContain(secret);
});

describe('what is not whole is one line and exit 2', () => {
  const first = (kind: string): number => lines.findIndex((line) => line.startsWith(`${kind} `));
  test.each([
    {
      name: 'a contact is lost',
      change: () => lines.toSpliced(first('c'), 1),
      says: 'c.csv 的行不全',
    },
    {
      name: 'an item is lost',
      change: () => lines.toSpliced(first('i') + 1, 1),
      says: '不连续或缺失',
    },
    { name: 'an input comes twice', change: () => [...lines, ...lines], says: '的结果出现两次' },
    {
      name: 'the end of an input is lost',
      change: () => lines.toSpliced(first('t'), 1),
      says: 'c.csv 的行不全',
    },
    {
      name: 'a line is cut',
      change: () => lines.toSpliced(first('c'), 1, lines[first('c')]!.slice(0, 20)),
      says: '不是 audit --emit kv 写出的',
    },
  ])('$name', async ({ change, says }) => {
    writeFileSync(join(folder, 'broken.kv'), `${change().join('\n')}\n`);
    const { code, stdout, stderr } = await cli(['merge', 'broken.kv']);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test.each([
    { args: ['--emit', 'json'], says: '--emit 的值 json 无效（可用：kv）' },
    { args: ['--emit', 'kv', '--shard', '1/2', '-o', 'x'], says: '--emit 不能与 --shard 一起用' },
    { args: ['--emit', 'kv', '--limit', '3'], says: '--emit 不能与 --limit 一起用' },
  ])('$args', async ({ args, says }) => {
    const { code, stderr } = await cli(['audit', 'a.csv', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});
