import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fileSink } from '../../src/node/output.ts';

/** What the system refuses, by call and by the flags of an opening. */
const refused = vi.hoisted(() => new Map<string, string>());

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const fail = (code: string): never => {
    throw Object.assign(new Error(code), { code });
  };
  return {
    ...fs,
    openSync: (path: string, flags: string) => {
      const code = refused.get(`open ${flags}`);
      return code === undefined ? fs.openSync(path, flags) : fail(code);
    },
    renameSync: (from: string, to: string) => {
      const code = refused.get('rename');
      return code === undefined ? fs.renameSync(from, to) : fail(code);
    },
  };
});

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-output-'));
  path = join(folder, '报告.xlsx');
});
afterEach(() => {
  refused.clear();
  rmSync(folder, { recursive: true, force: true });
});

describe('a report that somebody has open, as Windows refuses it', () => {
  test('is told before any work, and nothing is left behind', () => {
    writeFileSync(path, 'old');
    refused.set('open r+', 'EBUSY');
    expect(() => fileSink(path, '报告.xlsx')).toThrow(
      expect.objectContaining({
        code: 'OUTPUT_FAILED',
        reason: expect.objectContaining({ zh: expect.stringContaining('正被其他程序') }),
        hint: expect.objectContaining({ zh: expect.stringContaining('关闭它后重试') }),
        at: { file: '报告.xlsx' },
      }),
    );
    expect(readdirSync(folder)).toEqual(['报告.xlsx']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  test.each(['EPERM', 'EACCES', 'EBUSY'])(
    'opened while it is being written, %s: the old one stays, nothing else does',
    async (code) => {
      writeFileSync(path, 'old');
      const sink = fileSink(path, '报告.xlsx');
      sink.write('new');
      refused.set('rename', code);
      await expect(sink.close()).rejects.toMatchObject({
        code: 'OUTPUT_FAILED',
        reason: { zh: expect.stringContaining('正被其他程序') },
      });
      expect(readdirSync(folder)).toEqual(['报告.xlsx']);
      expect(readFileSync(path, 'utf8')).toBe('old');
    },
  );

  test('a file that must not be written is not replaced', () => {
    writeFileSync(path, 'old');
    refused.set('open r+', 'EACCES');
    expect(() => fileSink(path, '报告.xlsx')).toThrow(
      expect.objectContaining({ reason: expect.objectContaining({ zh: '没有写入权限' }) }),
    );
    expect(readdirSync(folder)).toEqual(['报告.xlsx']);
  });

  test('is replaced whole where nobody has it', async () => {
    writeFileSync(path, 'the old one, which is longer');
    const sink = fileSink(path, '报告.xlsx');
    sink.write('new');
    expect(readFileSync(path, 'utf8')).toBe('the old one, which is longer');
    await sink.close();
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['报告.xlsx']);
  });
});
