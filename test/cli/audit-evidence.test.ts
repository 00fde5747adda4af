import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from './harness.ts';

const A =
  '发送时间,手机号,内容\n2025-03-01 09:00:00,13900000001,明天上门\n2025-03-02 09:00:00,13900000002,您好\n合计,,\n';
const B = '{"content":"老赖","sendTime":"2025-04-01 08:00:00"}\n';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-evidence-'));
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(folder, 'in/a.csv'), A);
  writeFileSync(join(folder, 'in/b.jsonl'), B);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MANIFEST = ['--format', 'jsonl:out/findings.jsonl', '--manifest', 'out/manifest.json'];

async function audit(more: readonly string[] = []): Promise<Record<string, unknown>> {
  mkdirSync(join(folder, 'out'), { recursive: true });
  const { code, stderr } = await run(['audit', 'in', ...MANIFEST, ...more], { cwd: folder });
  expect([code, stderr]).toEqual([1, '']);
  return JSON.parse(readFileSync(join(folder, 'out/manifest.json'), 'utf8')) as Record<
    string,
    unknown
  >;
}

const verify = (more: readonly string[] = []) =>
  run(['verify', 'out/manifest.json', ...more], { cwd: folder });

function sha(file: string): string {
  return createHash('sha256')
    .update(readFileSync(join(folder, file)))
    .digest('hex');
}

describe('the manifest', () => {
  test('tells what was audited, by what, and that the rows balance', async () => {
    writeFileSync(join(folder, 'cuilint.config.yaml'), 'failOn: error\n');
    const manifest = await audit();
    expect(manifest).toMatchObject({
      commandLine: ['audit', 'in', ...MANIFEST],
      base: '..',
      configuration: [{ file: 'cuilint.config.yaml', sha256: sha('cuilint.config.yaml') }],
      settings: { timezone: 'Asia/Shanghai', today: '2026-03-01', mask: 'partial' },
      inputs: [
        {
          file: 'in/a.csv',
          bytes: Buffer.byteLength(A),
          sha256: sha('in/a.csv'),
          encoding: 'utf-8',
          rows: 3,
          judged: 2,
          flagged: 1,
          skipped: { total: 1 },
          firstDay: '2025-03-01',
          lastDay: '2025-03-02',
          columns: [{ text: ['内容'], roles: { sentAt: '发送时间', recipient: '手机号' } }],
        },
        {
          file: 'in/b.jsonl',
          sha256: sha('in/b.jsonl'),
          rows: 1,
          judged: 1,
          firstDay: '2025-04-01',
        },
      ],
      reconciliation: { rows: 4, judged: 3, notJudged: 1, skipped: { total: 1 }, balanced: true },
      findings: { error: 1, warning: 1, info: 0, suppressed: 0, flagged: 2 },
      outputs: [{ format: 'jsonl', file: 'out/findings.jsonl', sha256: sha('out/findings.jsonl') }],
    });
    expect(manifest).not.toHaveProperty('createdAt');
  });

  test('is equal byte for byte in the next run, and holds a time only where one is asked for', async () => {
    await audit();
    const first = readFileSync(join(folder, 'out/manifest.json'), 'utf8');
    await audit();
    expect(readFileSync(join(folder, 'out/manifest.json'), 'utf8')).toBe(first);
    expect(await audit(['--timestamp'])).toMatchObject({ createdAt: '2026-03-01T02:00:00.000Z' });
  });
});

describe('verify', () => {
  test('finds everything as it was, from any folder', async () => {
    await audit();
    expect(await verify()).toEqual({
      code: 0,
      stdout: '一致：2 个输入、1 份报告、4 行。\n',
      stderr: '',
    });
    const elsewhere = await run(['verify', join(folder, 'out/manifest.json'), '--lang', 'en'], {
      cwd: tmpdir(),
    });
    expect(elsewhere).toMatchObject({
      code: 0,
      stdout: 'Everything matches: 2 inputs, 1 reports, 4 rows.\n',
    });
  });

  test.each([
    {
      name: 'a row was added',
      change: () => appendFileSync(join(folder, 'in/a.csv'), '2025-03-03 09:00:00,1,您好\n'),
      says: '输入 in/a.csv：内容已变（大小或哈希不符）',
    },
    {
      name: 'a byte was changed',
      change: () => writeFileSync(join(folder, 'in/a.csv'), A.replace('明天', '后天')),
      says: '输入 in/a.csv：内容已变（大小或哈希不符）',
    },
    {
      name: 'an input is gone',
      change: () => rmSync(join(folder, 'in/b.jsonl')),
      says: '输入 in/b.jsonl：已不存在',
    },
    {
      name: 'a finding was taken out of the report',
      change: () => {
        const file = join(folder, 'out/findings.jsonl');
        writeFileSync(file, readFileSync(file, 'utf8').split('\n').slice(1).join('\n'));
      },
      says: '报告 out/findings.jsonl：内容已变（大小或哈希不符）',
    },
    {
      name: 'the manifest itself was changed',
      change: () => {
        const file = join(folder, 'out/manifest.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"error": 1', '"error": 0'));
      },
      says: '清单的封印不符：写出之后被改动过',
    },
    {
      name: 'the rows of the manifest were changed',
      change: () => {
        const file = join(folder, 'out/manifest.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"judged": 2', '"judged": 3'));
      },
      says: '清单的行数对不上：读入不等于已判断加未判断',
    },
  ])('$name', async ({ change, says }) => {
    await audit();
    change();
    const { code, stdout, stderr } = await verify();
    expect(stdout.split('\n')).toContain(says);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('不一致。');
    expect([code, stderr]).toEqual([1, '']);
  });

  test('without the key, and with another one, says that the seal was not checked', async () => {
    await audit();
    rmSync(join(folder, '.cuilint-audit.key'));
    expect(await verify()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('未核对清单的封印') as string,
    });
    writeFileSync(join(folder, 'other.key'), `${'a'.repeat(64)}\n`);
    expect(await verify(['--key', 'other.key'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('密钥不是审计时的那一个') as string,
    });
    expect(await verify(['--key', 'none.key'])).toMatchObject({ code: 2, stdout: '' });
  });

  test.each([
    { name: 'no file', content: undefined, says: 'm.json: 无法读取审计清单' },
    { name: 'no JSON', content: '{', says: 'm.json: 不是审计清单，或已损坏' },
    { name: 'another JSON', content: '{"version":1}', says: 'm.json: 不是审计清单，或已损坏' },
  ])('$name is exit 2', async ({ content, says }) => {
    if (content !== undefined) writeFileSync(join(folder, 'm.json'), content);
    const { code, stderr, stdout } = await run(['verify', 'm.json'], { cwd: folder });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

test('a manifest that cannot be written stops the audit before it begins', async () => {
  const { code, stderr } = await run(['audit', 'in', '--manifest', 'none/m.json'], { cwd: folder });
  expect(code).toBe(2);
  expect(stderr).toContain('none/m.json: 无法写入：文件夹不存在');
});
