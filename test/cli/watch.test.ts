import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from './harness.ts';

const BIN = join(import.meta.dirname, '../../bin/cuilint.js');
const READY = /正在监视 (\d+) 个文件/g;

let folder = '';
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-'));
  writeFileSync(join(folder, 'a.txt'), '请按时还款\n');
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Session {
  readonly stderr: () => string;
  /** What a change made the program print on standard output. */
  after(change: () => void): Promise<string>;
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

async function watching(...argv: readonly string[]): Promise<Session> {
  if (!existsSync(join(BIN, '../../dist/program.cjs')))
    throw new Error('dist/ is missing: run npm run build');
  const started = spawn(process.execPath, [BIN, '--watch', '--format', 'compact', ...argv], {
    cwd: folder,
    env: { ...process.env, CI: '1', GITHUB_ACTIONS: '' },
  });
  child = started;
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) =>
    started.on('exit', (code, signal) => done({ code, signal })),
  );
  let out = '';
  let err = '';
  started.stdout.on('data', (part) => {
    out += part;
  });
  started.stderr.on('data', (part) => {
    err += part;
  });
  const rounds = (): number => [...err.matchAll(READY)].length;
  const untilRound = async (number: number): Promise<void> => {
    while (rounds() < number && started.exitCode === null) await after(20);
  };
  await untilRound(1);
  return {
    stderr: () => err,
    after: async (change) => {
      const before = out.length;
      const round = rounds();
      change();
      await untilRound(round + 1);
      // Both streams have to arrive.
      await after(50);
      return out.slice(before);
    },
    end: (signal) => {
      started.kill(signal);
      return ended;
    },
  };
}

describe.skipIf(process.platform === 'win32')('--watch', () => {
  test('follows changed, new, renamed and removed files, and folders that are made later', async () => {
    const session = await watching('.');
    const at = (name: string): string => join(folder, name);
    expect(await session.after(() => writeFileSync(at('a.txt'), '再不还钱就让你坐牢\n'))).toContain(
      'a.txt:1:',
    );
    expect(await session.after(() => writeFileSync(at('b.txt'), '再不还钱就让你坐牢\n'))).toMatch(
      /a\.txt:1:[\s\S]*b\.txt:1:/,
    );
    const renamed = await session.after(() => renameSync(at('b.txt'), at('c.txt')));
    expect(renamed).toContain('c.txt:1:');
    expect(renamed).not.toContain('b.txt:1:');
    const removed = await session.after(() => rmSync(at('a.txt')));
    expect(removed).not.toContain('a.txt');
    await session.after(() => mkdirSync(at('deep')));
    const deep = await session.after(() => writeFileSync(at('deep/d.txt'), '再不还钱就让你坐牢\n'));
    expect(deep).toContain('deep/d.txt:1:');
    expect(session.stderr()).toContain('有变化，重新检查：a.txt\n');
    expect(session.stderr()).not.toContain('\u001b');
    expect(await session.end('SIGINT')).toEqual({ code: 130, signal: null });
  }, 30_000);

  test('a configuration that comes, breaks and is mended holds at once', async () => {
    writeFileSync(join(folder, 'a.txt'), '再不还钱就让你坐牢\n');
    const session = await watching('a.txt');
    const config = (text: string) => () => writeFileSync(join(folder, 'cuilint.config.yaml'), text);
    expect(
      await session.after(config('rules: {misleading: off, threat: off, harassment: off}\n')),
    ).not.toContain('a.txt:1:');
    expect(await session.after(config('rule: {}\n'))).toBe('');
    expect(session.stderr()).toContain('cuilint.config.yaml:1:1: ');
    expect(await session.after(config('failOn: error\n'))).toContain('a.txt:1:');
    expect(await session.end('SIGTERM')).toEqual({ code: 143, signal: null });
  }, 30_000);

  test('its own reports and its cache do not wake it', async () => {
    const session = await watching('.', '--format', 'json:report.json', '--cache');
    await session.after(() => writeFileSync(join(folder, 'a.txt'), '再不还钱就让你坐牢\n'));
    await after(600);
    expect([...session.stderr().matchAll(READY)]).toHaveLength(2);
    expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')).findings).toHaveLength(1);
    await session.end('SIGINT');
    expect(readdirSync(folder).sort()).toEqual(['.cuilintcache', 'a.txt', 'report.json']);
  }, 30_000);

  test.each([[['-']], [['--files-from', '-']]])(
    'standard input cannot be watched: %j',
    async (argv) => {
      expect(await run(['--watch', ...argv], { cwd: folder })).toEqual({
        code: 2,
        stdout: '',
        stderr: '错误: --watch 不能监视标准输入（运行 cuilint --help 查看用法）\n',
      });
    },
  );

  test('a wrong command line ends it', async () => {
    expect(await run(['--watch', 'a.txt', '--kind', 'x'], { cwd: folder })).toMatchObject({
      code: 2,
      stdout: '',
    });
  });
});
