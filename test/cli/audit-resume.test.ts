import { spawn } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultServices } from '../../src/cli/services.ts';
import { run } from './harness.ts';

const BIN = join(import.meta.dirname, '../../bin/cuilint.js');
const ARGS = [
  'audit',
  'log.csv',
  '--no-config',
  '--format',
  'json:out.json',
  '--format',
  'csv:out.csv',
  '--format',
  'jsonl',
  '--manifest',
  'manifest.json',
  '--today',
  '2026-03-01',
  '--resume',
  'state',
];
const REPORTS = ['out.json', 'out.csv', 'manifest.json'];
const folder = mkdtempSync(join(tmpdir(), 'cuilint-resume-'));
const [whole, stopped] = [join(folder, 'whole'), join(folder, 'stopped')];
let stdout = '';
let wasKilled = false;

/** Runs the built program; killed as soon as there is a state, if that comes before its end. */
async function built(
  cwd: string,
  isKilled: boolean,
): Promise<{ code: number | null; stdout: string }> {
  const child = spawn(process.execPath, [BIN, ...ARGS], {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  let code: number | null | undefined;
  const ended = new Promise<void>((done) =>
    child.on('close', (result) => {
      code = result;
      done();
    }),
  );
  while (isKilled && code === undefined && !existsSync(join(cwd, 'state'))) await after(20);
  if (isKilled) child.kill('SIGKILL');
  await ended;
  return { code: code!, stdout: text };
}

beforeAll(async () => {
  if (!existsSync(join(BIN, '../../dist/program.cjs')))
    throw new Error('dist/ is missing: run npm run build');
  // More than two parts; texts that differ in words have to be judged each.
  const words = '今天 明天 后天 昨晚 上午 下午 周一 周二 周三 周四'.split(' ');
  const rows = Array.from(
    { length: 85_000 },
    (_, n) =>
      `2025-03-01 10:00:00,139${String(n % 700).padStart(8, '0')},张某某,${n % 10 === 0 ? `${[...String(n)].map((digit) => words[Number(digit)]).join('')}再不还钱就让你坐牢` : '您好，请尽快还款，谢谢您的理解与配合，祝您生活愉快'},坐席${n % 9}`,
  );
  for (const each of [whole, stopped]) {
    mkdirSync(each);
    writeFileSync(join(each, '.cuilint-audit.key'), '0123456789abcdef'.repeat(4));
    const log = join(each, 'log.csv');
    writeFileSync(log, `发送时间,手机号,姓名,内容,催收员\n${rows.join('\n')}\n`);
    // A whole number of seconds: a copy keeps no finer time.
    utimesSync(log, 1_700_000_000, 1_700_000_000);
  }
  ({ stdout } = await built(whole, false));
  wasKilled = (await built(stopped, true)).code === null;
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of what the killed run has left. */
function left(name: string): string {
  const copy = join(folder, name);
  cpSync(stopped, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

describe.skipIf(process.platform === 'win32')('an audit that was killed', () => {
  test('has left a state for its owner alone, in which no number and no name can be read', () => {
    expect(wasKilled).toBe(true);
    expect(existsSync(join(stopped, 'state.parts/lock'))).toBe(true);
    expect(statSync(join(stopped, 'state')).mode & 0o777).toBe(0o600);
    expect(statSync(join(stopped, 'state.parts')).mode & 0o777).toBe(0o700);
    for (const name of [
      'state',
      ...readdirSync(join(stopped, 'state.parts')).map((each) => `state.parts/${each}`),
    ]) {
      expect(statSync(join(stopped, name)).mode & 0o077, name).toBe(0);
      const text = readFileSync(join(stopped, name), 'latin1');
      expect(text, name).not.toMatch(/1390{5}\d{3}/);
      expect(text.includes(Buffer.from('张某某').toString('latin1')), name).toBe(false);
    }
    for (const name of REPORTS) expect(existsSync(join(stopped, name)), name).toBe(false);
  });

  test('is gone on with by the same command, to the same bytes', async () => {
    const cwd = left('again');
    const again = await built(cwd, false);
    expect(again.code).toBe(1);
    expect(again.stdout).toBe(stdout);
    for (const name of REPORTS)
      expect(readFileSync(join(cwd, name)).equals(readFileSync(join(whole, name))), name).toBe(
        true,
      );
    expect(readdirSync(cwd).sort()).toEqual(readdirSync(whole).sort());
  }, 120_000);

  test.each([
    {
      name: 'another input',
      spoil: (cwd: string) => appendFileSync(join(cwd, 'log.csv'), 'x\n'),
      says: '这份审计状态属于另一些输入，或输入已有变动',
    },
    {
      name: 'other options',
      more: ['--mask', 'full'],
      says: '这份审计状态用的是另一套规则、配置或选项',
    },
    {
      name: 'other rules',
      more: ['--skip', 'threat'],
      says: '这份审计状态用的是另一套规则、配置或选项',
    },
    {
      name: 'another key',
      spoil: (cwd: string) =>
        writeFileSync(join(cwd, '.cuilint-audit.key'), 'fedcba9876543210'.repeat(4)),
      says: '这份审计状态用的是另一把密钥',
    },
    {
      name: 'a cut state',
      spoil: (cwd: string) => truncateSync(join(cwd, 'state'), 1000),
      says: '审计状态已损坏或不完整',
    },
    {
      name: 'a file that is no state',
      spoil: (cwd: string) => writeFileSync(join(cwd, 'state'), 'my notes of yesterday'),
      says: '不是本版本 cuilint 写的审计状态',
    },
    {
      name: 'an unfinished report that is gone',
      spoil: (cwd: string) => rmSync(join(cwd, '.out.csv.resume.tmp')),
      says: '续跑所需的半成品报告不在或不完整',
    },
    {
      name: 'counts that are gone',
      spoil: (cwd: string) => rmSync(join(cwd, 'state.parts/3.bin')),
      says: '无法读写频次统计的临时文件（ENOENT）',
    },
    {
      name: 'another process that is going on with it',
      spoil: (cwd: string) => writeFileSync(join(cwd, 'state.parts/lock'), `${process.pid}\n`),
      says: `另一个进程（${process.pid}）正在用这份审计状态（等它结束，或用另一个状态文件）`,
    },
    { name: 'a limit', more: ['--limit', '9'], says: '--resume 不能与 --limit 一起用' },
    { name: 'a shard', more: ['--shard', '1/2'], says: '--resume 不能与 --shard 一起用' },
    {
      name: 'a sample',
      more: ['--sample', '9'],
      says: '--resume 不能与 --sample 一起用（去掉 --resume，或去掉 --sample 看完全部输入）',
    },
    { name: 'standard input', more: ['-'], says: '--resume 不能用于标准输入：它无法重读' },
  ])('and $name: one line, exit 2, and nothing is lost', async ({ name, spoil, more, says }) => {
    const cwd = left(`spoilt ${name}`);
    spoil?.(cwd);
    const before = readdirSync(cwd);
    const {
      code,
      stderr,
      stdout: out,
    } = await run([...ARGS, ...(more ?? [])], {
      cwd,
      services: defaultServices(),
    });
    expect(stderr).toContain(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(readdirSync(cwd)).toEqual(before);
  });
});

test('a state that is not there yet, of a run that ends at once, leaves nothing behind', async () => {
  const cwd = join(folder, 'short');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'log.csv'), '内容\n再不还钱就让你坐牢\n');
  const plain = ['audit', 'log.csv', '--format', 'jsonl', '--format', 'csv:out.csv'];
  const first = await run(plain, { cwd, services: defaultServices() });
  const report = readFileSync(join(cwd, 'out.csv'), 'utf8');
  const second = await run([...plain, '--resume', 'state'], { cwd, services: defaultServices() });
  expect(second).toEqual(first);
  expect(readFileSync(join(cwd, 'out.csv'), 'utf8')).toBe(report);
  expect(readdirSync(cwd).sort()).toEqual(['.cuilint-audit.key', 'log.csv', 'out.csv']);
});
