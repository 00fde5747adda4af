import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CuilintError } from '../../src/model/error.ts';
import { takeLock } from '../../src/node/state-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'cuilint-lock-'));
const path = join(folder, 'lock');
const take = (): (() => void) =>
  takeLock(path, 'state', {
    reason: (holder) => ({ zh: `${holder} 在用`, en: `${holder} has it` }),
    hint: { zh: '等', en: 'wait' },
  });

beforeEach(() => rmSync(path, { force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The number of a process that is over. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['-e', '0']).pid;
}

describe('a lock', () => {
  test('is held until it is given up, and leaves nothing', () => {
    const release = take();
    expect(take).toThrow(CuilintError);
    expect(take).toThrow(`${process.pid} has it`);
    release();
    expect(readdirSync(folder)).toEqual([]);
    take()();
  });

  test.each([
    { name: 'is dead', content: () => `${deadProcess()} 1\n` },
    { name: 'was killed before it had written its number', content: () => '' },
    { name: 'has written something else', content: () => 'mine\n' },
  ])('of a process that $name is taken over', ({ content }) => {
    writeFileSync(path, content());
    const release = take();
    expect(readFileSync(path, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.skipIf(!existsSync('/proc/self/stat'))(
    'of a process whose number another has by now is taken over',
    () => {
      writeFileSync(path, `${process.pid} 1\n`);
      take()();
    },
  );
});
