import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startAuditProgress } from '../../src/cli/audit-progress.ts';
import type { Io } from '../../src/cli/io.ts';
import type { FileSource } from '../../src/node/files.ts';

const BIN = join(import.meta.dirname, '../../bin/cuilint.js');
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-progress-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Surroundings whose clock is set by hand. */
function surroundings(env: Readonly<Record<string, string>>, isTerminal: boolean) {
  const parts: string[] = [];
  let ms = 0;
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      parts.push(String(chunk));
      done();
    },
  });
  const terminal = { stream, isTerminal, columns: 100 };
  const io: Io = {
    stdin: { isTerminal: false, read: () => new Uint8Array() },
    stdout: terminal,
    stderr: terminal,
    env,
    cwd: folder,
    now: () => new Date(ms),
  };
  return {
    io,
    text: () => parts.join(''),
    at: (seconds: number) => {
      ms = seconds * 1000;
    },
  };
}

function sourceOf(bytes: number): FileSource {
  const path = join(folder, 'a.csv');
  writeFileSync(path, Buffer.alloc(bytes));
  return { id: 'a.csv', name: 'a.csv', isNamed: true, path, read: () => new Uint8Array() };
}

describe('how far an audit has got', () => {
  test('is a plain line every ten seconds on a build server', async () => {
    const { io, text, at } = surroundings({ CI: 'true' }, false);
    const found = { sources: [sourceOf(4 * 2 ** 20)], problems: [], ignored: {} };
    const progress = await startAuditProgress(found, 'zh', io);
    for (const second of [1, 9, 11, 15, 20, 22]) {
      at(second);
      progress.report({ rows: second * 1000, bytes: second * 2 ** 16, findings: second });
    }
    progress.stop();
    expect(text()).toBe(
      '已读 11,000 行 · 704.0 KB / 4.0 MB (17%) · 64.0 KB/s · 发现 11 · 剩余 0:53\n' +
        '已读 22,000 行 · 1.4 MB / 4.0 MB (34%) · 64.0 KB/s · 发现 22 · 剩余 0:42\n',
    );
  });

  test('has no share and no end where an input is no file', async () => {
    const { io, text, at } = surroundings({ CI: '1' }, true);
    const { path: _, ...source } = sourceOf(10);
    const progress = await startAuditProgress(
      { sources: [source], problems: [], ignored: {} },
      'en',
      io,
    );
    at(12);
    progress.report({ rows: 5, bytes: 1200, findings: 0 });
    expect(text()).toBe('5 rows · 1.2 KB · 100 B/s · 0 findings\n');
  });

  test('is said nowhere but on a terminal and a build server', async () => {
    const { io, text, at } = surroundings({}, false);
    const progress = await startAuditProgress({ sources: [], problems: [], ignored: {} }, 'zh', io);
    at(60);
    progress.report({ rows: 1, bytes: 1, findings: 1 });
    progress.stop();
    expect(text()).toBe('');
  });
});

describe.skipIf(process.platform === 'win32')('a signal in the middle of an audit', () => {
  test.each([
    { name: 'SIGINT', signal: 'SIGINT' as const, code: 130, more: [] },
    { name: 'SIGTERM', signal: 'SIGTERM' as const, code: 143, more: [] },
    {
      name: 'SIGINT, with two worker threads,',
      signal: 'SIGINT' as const,
      code: 130,
      more: ['--concurrency', '2'],
    },
  ])(
    '$name leaves a readable summary of what was read, and no half report',
    async ({ signal, code, more }) => {
      if (!existsSync(join(BIN, '../../dist/program.cjs')))
        throw new Error('dist/ is missing: run npm run build');
      // Texts that differ in words, so that each has to be judged: many seconds of work.
      const words = '今天 明天 后天 昨晚 上午 下午 周一 周二 周三 周四'.split(' ');
      const rows = Array.from(
        { length: 400_000 },
        (_, n) =>
          `2025-03-01 10:00:00,${[...String(n)].map((digit) => words[Number(digit)]).join('')}再不还钱就让你坐牢,坐席${n % 9}`,
      );
      writeFileSync(join(folder, 'large.csv'), `发送时间,内容,催收员\n${rows.join('\n')}\n`);
      writeFileSync(join(folder, 'report.jsonl'), 'the report of yesterday\n');
      const child = spawn(
        process.execPath,
        [
          BIN,
          'audit',
          'large.csv',
          '--format',
          'jsonl:report.jsonl',
          '--manifest',
          'm.json',
          '--no-config',
          ...more,
        ],
        { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
      );
      // A test that fails, or is given up, leaves nothing running.
      onTestFinished(() => void child.kill('SIGKILL'));
      const texts = { stdout: '', stderr: '' };
      child.stdout.on('data', (part) => {
        texts.stdout += String(part);
      });
      child.stderr.on('data', (part) => {
        texts.stderr += String(part);
      });
      const ended = new Promise<number | null>((done) =>
        child.on('close', (result) => done(result)),
      );
      // A report that has grown tells of messages that were judged; how long that takes is the machine's affair.
      const hasGrown = (): boolean =>
        readdirSync(folder).some(
          (name) => /^\.report\..*tmp$/.test(name) && statSync(join(folder, name)).size > 0,
        );
      while (child.exitCode === null && !hasGrown()) await after(20);
      child.kill(signal);
      expect(await ended).toBe(code);
      expect(texts.stderr).toContain('运行被中断：以下只是已读部分的结果，跨记录的频次没有数完。');
      const [, judged] = /已判断 ([\d,]+) 条消息/.exec(texts.stderr) ?? [];
      expect(Number(judged?.replaceAll(',', ''))).toBeGreaterThan(0);
      expect(Number(judged?.replaceAll(',', ''))).toBeLessThan(400_000);
      expect(readFileSync(join(folder, 'report.jsonl'), 'utf8')).toBe('the report of yesterday\n');
      expect(readdirSync(folder).sort()).toEqual([
        '.cuilint-audit.key',
        'large.csv',
        'report.jsonl',
      ]);
    },
  );
});
