import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../command-line.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-threads-'));
  cpSync(join(ROOT, 'fixtures/templates'), join(folder, 'a'), { recursive: true });
  // The same texts again: fingerprints are numbered over all files.
  cpSync(join(ROOT, 'fixtures/templates'), join(folder, 'b'), { recursive: true });
  cpSync(join(ROOT, 'fixtures/readers'), join(folder, 'd'), { recursive: true });
  mkdirSync(join(folder, 'c'));
  for (let i = 0; i < 30; i++)
    writeFileSync(
      join(folder, `c/${i}.txt`),
      `您本期应还${i}元\n我们${i % 3 ? '' : '会'}上门找你家人\n`,
    );
});

afterAll(() => rmSync(folder, { recursive: true }));

function check(...args: readonly string[]): {
  readonly status: number | null;
  readonly out: string;
} {
  const argv = [join(ROOT, 'bin/cuilint.js'), 'check', ...args, '--today', '2026-03-01'];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, CI: '1' },
  });
  return { status, out: `${stdout}\n${stderr}` };
}

describe.each(['stylish', 'json', 'sarif'])('%s', (format) => {
  test('is the same with any number of threads, and in any order of the paths', () => {
    const one = check('a', 'b', 'c', '--format', format, '--concurrency', '1');
    expect(one.status).toBe(1);
    for (const threads of ['2', '4']) {
      expect(check('a', 'b', 'c', '--format', format, '--concurrency', threads)).toEqual(one);
    }
    expect(check('c', 'b', 'a', '--format', format, '--concurrency', '2')).toEqual(one);
  }, 60_000);
});

test('no number of threads is refused in one line', () => {
  const { status, out } = check('a', '--concurrency', '0');
  expect(status).toBe(2);
  expect(out.trim().split('\n')).toHaveLength(1);
});
