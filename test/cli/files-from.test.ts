import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from './harness.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-'));
  writeFileSync(join(folder, 'a.txt'), '我们上门\n');
  writeFileSync(join(folder, 'b.txt'), '你是老赖\n');
  writeFileSync(join(folder, '话术 2.txt'), '我们上门\n');
  writeFileSync(join(folder, 'c.txt'), '我们上门\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function filesOf(
  argv: readonly string[],
  stdin: string | Uint8Array = '',
): Promise<{ code: number; files: readonly string[]; stderr: string }> {
  const { code, stdout, stderr } = await run([...argv, '--format', 'json'], { cwd: folder, stdin });
  const findings: { file: string }[] = stdout === '' ? [] : JSON.parse(stdout).findings;
  return { code, files: findings.map(({ file }) => file), stderr };
}

describe('--files-from', () => {
  test.each([
    { name: 'a line each', list: 'a.txt\n话术 2.txt\n' },
    {
      name: 'lines of Windows, blank ones between, none at the end',
      list: 'a.txt\r\n\r\n话术 2.txt',
    },
    { name: 'a byte-order mark', list: '\ufeffa.txt\n话术 2.txt\n' },
    { name: 'NUL, as git -z writes it', list: 'a.txt\0话术 2.txt\0' },
    { name: 'a path twice', list: 'a.txt\na.txt\n./话术 2.txt\n' },
  ])('$name, from a file and from standard input', async ({ list }) => {
    writeFileSync(join(folder, 'list'), list);
    const expected = { code: 1, files: ['a.txt', '话术 2.txt'], stderr: '' };
    expect(await filesOf(['--files-from', 'list'])).toEqual(expected);
    expect(await filesOf(['--files-from', '-'], list)).toEqual(expected);
  });

  test.each([
    { name: 'octal bytes', list: '"\\350\\257\\235\\346\\234\\257 2.txt"\na.txt\n' },
    { name: 'a byte and plain letters', list: '"\\350\\257\\235术 2.txt"\r\na.txt\r\n' },
  ])('reads names that git has quoted: $name', async ({ list }) => {
    const expected = { code: 1, files: ['a.txt', '话术 2.txt'], stderr: '' };
    expect(await filesOf(['--files-from', '-'], list)).toEqual(expected);
  });

  test.skipIf(process.platform === 'win32')(
    'a name with quotes of its own is no quoting',
    async () => {
      writeFileSync(join(folder, '"a"'), '我们上门\n');
      writeFileSync(join(folder, '"\\346"'), '我们上门\n');
      writeFileSync(join(folder, '"\\x"'), '我们上门\n');
      const { code, files } = await filesOf(['--files-from', '-'], '"a"\n"\\346"\n"\\x"\n');
      expect({ code, files }).toEqual({ code: 1, files: ['"\\346"', '"\\x"', '"a"'] });
      expect((await filesOf(['--files-from', '-'], '"\\"a\\""\0')).code).toBe(2);
    },
  );

  test('several lists count together', async () => {
    writeFileSync(join(folder, 'one'), 'a.txt\n');
    writeFileSync(join(folder, 'two'), 'b.txt\n');
    writeFileSync(join(folder, 'none'), '\n');
    const lists = ['one', 'none', 'two', '-'].flatMap((name) => ['--files-from', name]);
    expect(await filesOf(lists, 'c.txt\n')).toEqual({
      code: 1,
      files: ['a.txt', 'b.txt', 'c.txt'],
      stderr: '',
    });
    expect((await filesOf(['--files-from', '-', '--files-from', '-'], 'a.txt')).code).toBe(2);
  });

  test('stands beside paths of the command line', async () => {
    expect((await filesOf(['b.txt', '--files-from', '-'], 'a.txt\n')).files).toEqual([
      'a.txt',
      'b.txt',
    ]);
  });

  test.skipIf(process.platform === 'win32')(
    'takes paths as they are: no glob, no standard input',
    async () => {
      writeFileSync(join(folder, 'd\n.txt'), '我们上门\n');
      writeFileSync(join(folder, '-'), '我们上门\n');
      const { code, files, stderr } = await filesOf(['--files-from', '-'], 'd\n.txt\0-\0?.txt\0');
      expect({ code, files }).toEqual({ code: 2, files: ['-', 'd\n.txt'] });
      expect(stderr).toBe('错误: ?.txt: 路径不存在（检查拼写和当前目录）\n');
    },
  );

  test.each([
    {
      name: 'an empty list',
      args: ['--files-from', '-'],
      stderr: '错误: --files-from 的清单里没有路径（清单里每行一个路径，或用 NUL 分隔）\n',
    },
    {
      name: 'no such list',
      args: ['--files-from', 'gone', '--lang', 'en'],
      stderr: 'error: gone: no such file (the list has a path a line, or paths separated by NUL)\n',
    },
    {
      name: 'standard input twice',
      args: ['-', '--files-from', '-'],
      stderr: '错误: 标准输入不能既是要检查的内容又是文件清单（运行 cuilint --help 查看用法）\n',
    },
    {
      name: 'bytes that are not UTF-8',
      args: ['--files-from', '-', '--lang', 'en'],
      stdin: Uint8Array.of(0xff, 0x41),
      stderr: 'error: the list of --files-from is not encoded in UTF-8\n',
    },
  ])('$name is exit 2 and one line', async ({ args, stdin, stderr }) => {
    expect(await filesOf(args, stdin)).toEqual({ code: 2, files: [], stderr });
  });
});
