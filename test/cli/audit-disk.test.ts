import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const BIN = join(import.meta.dirname, '../../bin/cuilint.js');
const folder = mkdtempSync(join(tmpdir(), 'cuilint-disk-'));
const AUDIT = ['audit', 'log.csv', '--no-config', '--key', 'key', '--today', '2026-03-01'];

/**
 * The built program where no file can grow beyond so many blocks of 512 bytes, as on a disk that fills up. The
 * system tells of it by another code, which goes the same way.
 */
function run(
  args: readonly string[],
  blocks?: number,
): { readonly code: number | null; readonly stderr: string } {
  const program = [process.execPath, BIN, ...args];
  const limited = ['sh', '-c', `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`, 'sh', ...program];
  const [command, ...rest] = blocks === undefined ? program : limited;
  const { status, stderr } = spawnSync(command!, rest, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: join(folder, 'tmp') },
    maxBuffer: 1 << 28,
  });
  return { code: status, stderr };
}

beforeAll(() => {
  if (!existsSync(join(BIN, '../../dist/program.cjs')))
    throw new Error('dist/ is missing: run npm run build');
  mkdirSync(join(folder, 'tmp'));
  // More contacts than one megabyte of memory holds.
  const rows = Array.from(
    { length: 60_000 },
    (_, n) =>
      `2025-03-0${1 + (n % 9)} 10:00:00,139${String((n * 7919) % 1e8).padStart(8, '0')},张某某,${n % 50 === 0 ? '再不还钱就让你坐牢' : '您好，请还款，谢谢'},坐席${n % 5},短信`,
  );
  writeFileSync(
    join(folder, 'log.csv'),
    `发送时间,手机号,姓名,内容,催收员,渠道\n${rows.join('\n')}\n`,
  );
  for (const index of [1, 2])
    expect(run([...AUDIT, '--shard', `${index}/2`, '-o', `part${index}`]).code).toBe(1);
  for (const name of ['old.json', 'old-part']) writeFileSync(join(folder, name), 'of yesterday\n');
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MERGE = ['merge', 'part1', 'part2', '--no-config', '--key', 'key'];
const NOT_WRITTEN = /^错误: (?:\S+: )?(?:磁盘已满，报告没有写完|无法写入（EFBIG）)（[^（）]+）\n$/;
const NOT_COUNTED = /^错误: 无法读写频次统计的临时文件（EFBIG）（在 (\S+) 留出空间[^（）]+）\n$/;

describe.skipIf(process.platform === 'win32')('a disk that is full', () => {
  test.each([
    { name: 'for a report', args: [...AUDIT, '--format', 'json:old.json'], blocks: 200 },
    {
      name: 'for the second of two reports',
      args: [...AUDIT, '--format', 'stylish:new.txt', '--format', 'json:old.json'],
      blocks: 200,
    },
    { name: 'for a shard', args: [...AUDIT, '--shard', '1/2', '-o', 'old-part'], blocks: 200 },
    { name: 'for lines', args: [...AUDIT, '--emit', 'kv', '-o', 'old-part'], blocks: 200 },
    { name: 'for a merged report', args: [...MERGE, '--format', 'json:old.json'], blocks: 200 },
    {
      name: 'for merged parts',
      args: ['merge', 'part1', 'part2', '--partial', 'old-part'],
      blocks: 200,
    },
    {
      name: 'for a report that can be gone on with',
      args: [...AUDIT, '--format', 'json:old.json', '--resume', 'state'],
      blocks: 200,
    },
    {
      name: 'while contacts are counted',
      args: [...AUDIT, '--memory', '1M', '--format', 'json:/dev/null'],
      blocks: 8,
      says: NOT_COUNTED,
    },
    {
      name: 'while workers count contacts',
      args: [...AUDIT, '--memory', '1M', '--concurrency', '2', '--format', 'json:/dev/null'],
      blocks: 8,
      says: NOT_COUNTED,
    },
    {
      name: 'while contacts are counted for lines',
      args: [...AUDIT, '--memory', '1M', '--emit', 'kv'],
      blocks: 8,
      says: NOT_COUNTED,
    },
    {
      name: 'while merged contacts are counted',
      args: [...MERGE, '--memory', '1M', '--format', 'json:/dev/null'],
      blocks: 8,
      says: NOT_COUNTED,
    },
  ])(
    '$name: one line, exit 2, nothing half-written',
    ({ args, blocks, says = NOT_WRITTEN }) => {
      const before = readdirSync(folder);
      const { code, stderr } = run(args, blocks);
      expect(stderr).toMatch(says);
      expect(code).toBe(2);
      expect(readdirSync(folder)).toEqual(before);
      expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
      for (const name of ['old.json', 'old-part'])
        expect(readFileSync(join(folder, name), 'utf8')).toBe('of yesterday\n');
    },
    60_000,
  );

  test.skipIf(!existsSync('/dev/full'))(
    'is called so',
    () => {
      for (const args of [
        [...AUDIT, '--format', 'json:/dev/full'],
        [...AUDIT, '--format', 'json:/dev/null', '--manifest', '/dev/full'],
      ]) {
        const { code, stderr } = run(args);
        expect(stderr).toBe(
          '错误: /dev/full: 磁盘已满，报告没有写完（换一个位置，或腾出空间后重试）\n',
        );
        expect(code).toBe(2);
      }
    },
    60_000,
  );
});
