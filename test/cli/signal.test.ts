import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const BIN = join(import.meta.dirname, '../../bin/cuilint.js');

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const unfinished = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.tmp'));

describe.skipIf(process.platform === 'win32')('a signal in the middle of a run', () => {
  test.each([
    { name: 'waiting for its input', path: '-', signal: 'SIGINT' as const },
    { name: 'in the middle of a large file', path: 'large.txt', signal: 'SIGTERM' as const },
  ])(
    'leaves no half-written report: $name',
    async ({ path, signal }) => {
      if (!existsSync(join(BIN, '../../dist/program.cjs')))
        throw new Error('dist/ is missing: run npm run build');
      // Long enough that the signal comes before its end: half a minute of work.
      if (path !== '-') writeFileSync(join(folder, path), '再不还钱就让你坐牢！\n'.repeat(300_000));
      writeFileSync(join(folder, 'report.jsonl'), 'the report of yesterday\n');
      const child = spawn(
        process.execPath,
        [BIN, path, '--format', 'jsonl', '-o', 'report.jsonl', '--no-config'],
        { cwd: folder, stdio: ['pipe', 'ignore', 'ignore'] },
      );
      const ended = new Promise<NodeJS.Signals | null>((done) =>
        child.on('exit', (_, by) => done(by)),
      );
      while (unfinished().length === 0) await after(20);
      child.kill(signal);
      expect(await ended).toBe(signal);
      expect(unfinished()).toEqual([]);
      expect(readdirSync(folder)).toContain('report.jsonl');
    },
    60_000,
  );
});
