import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const BIN = join(ROOT, 'bin/cuilint.js');

function cuilint(
  args: readonly string[],
  input = '',
  flags: readonly string[] = [],
): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, BIN, ...args], {
    cwd: ROOT,
    input,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

describe('the built program', () => {
  beforeAll(() => {
    // `npm ci` builds it; whoever runs one test in a fresh clone is told so.
    if (!existsSync(join(ROOT, 'dist/program.cjs')))
      throw new Error('dist/ is missing: run npm run build');
  });

  test('starts', () => {
    expect(cuilint(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  test('judges standard input: a threat is exit 1, a lawful reminder 0', () => {
    expect(cuilint(['-'], '再不还款，我们会上门找你家人。\n')).toMatchObject({
      code: 1,
      stderr: '',
    });
    expect(cuilint(['-'], '您好，您的账单已到期，请按时还款。\n')).toMatchObject({
      code: 0,
      stderr: '',
    });
  });

  test('is the same from every build: its hash decides whether a kept cache counts', () => {
    const [, table = ''] =
      /Object\.assign\(packOf,(\{[^}]*\})/.exec(
        readFileSync(join(ROOT, 'dist/program.cjs'), 'utf8'),
      ) ?? [];
    const names = Object.keys(JSON.parse(table));
    expect(names.length).toBeGreaterThan(10);
    expect(names).toEqual([...names].sort());
  });

  test('another engine than the one that built it compiles the program itself', () => {
    const text = '再不还款，我们会上门找你家人。\n';
    // V8 takes back code only under the flags under which it was made.
    expect(cuilint(['-'], text, ['--no-opt'])).toEqual(cuilint(['-'], text));
  });

  test('a path that is not there is exit 2 and one line', () => {
    const { code, stderr } = cuilint(['no/such/file.txt']);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test.skipIf(process.platform === 'win32')('a reader that goes away early is no error', () => {
    const command = `"${process.execPath}" "${BIN}" fixtures/templates | head -n 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: ROOT, encoding: 'utf8' });
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('');
  });
});
