import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Disk, type FoundFiles, findFiles } from '../../src/node/files.ts';
import { zip } from '../readers/office.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const find = (...args: string[]): Promise<FoundFiles> => findFiles(args, { cwd: folder });
const ids = ({ sources }: FoundFiles): string[] => sources.map(({ id }) => id);

describe('walking', () => {
  test('takes known endings in the order of their paths, and counts the others', async () => {
    put({
      'b.txt': '',
      'a/z.CSV': '',
      'a.json': '',
      'x.pdf': '',
      'y.pdf': '',
      Makefile: '',
      '.hidden/c.md': '',
    });
    const found = await find('.');
    expect(ids(found)).toEqual(['.hidden/c.md', 'a.json', 'a/z.CSV', 'b.txt']);
    expect(found.ignored).toEqual({ '': 1, '.pdf': 2 });
    expect(found.problems).toEqual([]);
  });

  test('leaves out .git, node_modules, own configuration and the reports of this run', async () => {
    put({
      '.git/a.txt': '',
      'node_modules/a.txt': '',
      'cuilint.config.yaml': '',
      'cuilint.suppressions.yaml': '',
      'out.json': '',
      'a.txt': '',
    });
    const found = await findFiles(['.'], { cwd: folder, leaveOut: [join(folder, 'out.json')] });
    expect(ids(found)).toEqual(['a.txt']);
  });

  test('a glob honours .gitignore as a walk does', async () => {
    put({
      'a/x.txt': '',
      'a/y.txt': '',
      'a/.gitignore': 'y.txt\n',
      'old/z.txt': '',
      'old/deep/w.txt': '',
      '.gitignore': 'old/\n',
    });
    mkdirSync(join(folder, '.git'));
    expect(ids(await find('**/*.txt'))).toEqual(ids(await find('.')));
    expect(ids(await find('**/*.txt'))).toEqual(['a/x.txt']);
    // Asked for by name.
    expect(ids(await find('old/*.txt'))).toEqual(['old/z.txt']);
    expect(ids(await find(`${folder}/a/*.txt`))).toEqual(['a/x.txt']);
  });

  test('a glob and a zip leave the locks of Office out as a walk does, and a glob own files too', async () => {
    put({
      '短信.xlsx': '',
      '~$短信.xlsx': '',
      'cuilint.config.yaml': '',
      'a.yaml': '',
      'out.json': '',
    });
    const asked = { cwd: folder, leaveOut: [join(folder, 'out.json')] };
    expect(ids(await findFiles(['*.{xlsx,yaml,json}'], asked))).toEqual(['a.yaml', '短信.xlsx']);
    const packed = await zip({ 'in/~$短信.xlsx': 'x', 'in/短信.xlsx': 'x', '~$b.docx': 'x' });
    writeFileSync(join(folder, 'a.zip'), packed);
    const found = await find('a.zip');
    expect(ids(found)).toEqual(['a.zip!in/短信.xlsx']);
    expect(found.ignored).toEqual({});
  });

  test('honours .gitignore, nested, negated and from above', async () => {
    put({
      '.git/HEAD': '',
      '.gitignore': '*.tmp.txt\nold/\n/top.txt\n',
      'top.txt': '',
      'a.tmp.txt': '',
      'old/a.txt': '',
      'sub/top.txt': '',
      'sub/.gitignore': '!b.tmp.txt\nc.txt\n',
      'sub/b.tmp.txt': '',
      'sub/c.txt': '',
      'sub/deep/d.tmp.txt': '',
    });
    expect(ids(await find('.'))).toEqual(['sub/b.tmp.txt', 'sub/top.txt']);
    expect(ids(await find('sub'))).toEqual(['sub/b.tmp.txt', 'sub/top.txt']);
    // Two files and a folder at the top, two files in sub: git may hold them all the same, so they are counted.
    expect((await find('.')).ignored).toMatchObject({ gitignore: 5 });
    expect((await find('sub')).ignored).toMatchObject({ gitignore: 2 });
    expect((await find('sub/**/*.txt')).ignored).toEqual({ gitignore: 2 });
    // Named: what is left out of a walk is read all the same.
    expect(ids(await find('a.tmp.txt', 'old'))).toEqual(['a.tmp.txt', 'old/a.txt']);
  });

  test('does not follow links, whether out of the folder or round in a circle', async () => {
    put({ 'in/a.txt': '', 'out/b.txt': '' });
    symlinkSync('..', join(folder, 'in/up'));
    symlinkSync('../out/b.txt', join(folder, 'in/b.txt'));
    symlinkSync('self', join(folder, 'in/self'));
    const found = await find('in');
    expect(ids(found)).toEqual(['in/a.txt']);
    expect(found.ignored).toEqual({ symlink: 3 });
  });

  test('takes each file once, however often it is named', async () => {
    put({ 'a/b.txt': '' });
    const found = await find('a', 'a/b.txt', './a/../a/b.txt', '**/*.txt');
    expect(ids(found)).toEqual(['a/b.txt']);
    expect(found.problems).toEqual([]);
  });

  test('expands a glob only where no such path exists', async () => {
    put({ '[1].txt': '', '1.txt': '', 'a/2.txt': '', 'a/3.bin': '' });
    expect(ids(await find('[1].txt'))).toEqual(['[1].txt']);
    const found = await find('a/*');
    expect(ids(found)).toEqual(['a/2.txt']);
    expect(found.ignored).toEqual({ '.bin': 1 });
  });
});

describe('what is wrong with a path is a problem', () => {
  test.each([
    { name: 'missing', arg: 'gone.txt', code: 'INPUT_UNREADABLE', reason: '路径不存在' },
    { name: 'link in a circle', arg: 'loop.txt', code: 'INPUT_UNREADABLE', reason: '符号链接循环' },
    { name: 'empty folder', arg: 'empty', code: 'INPUT_EMPTY', reason: '文件夹里没有可检查的文件' },
    { name: 'glob without a match', arg: '*.yaml', code: 'INPUT_EMPTY', reason: '没有匹配的文件' },
    {
      name: 'file used as a folder',
      arg: 'a.txt/b.txt',
      code: 'INPUT_UNREADABLE',
      reason: '无法读取（ENOTDIR）',
    },
  ])('$name', async ({ arg, code, reason }) => {
    put({ 'a.txt': '' });
    mkdirSync(join(folder, 'empty'));
    symlinkSync('loop.txt', join(folder, 'loop.txt'));
    const { problems, sources } = await find(arg, 'a.txt');
    expect(problems).toMatchObject([{ code, file: arg, reason: { zh: reason } }]);
    expect(sources).toHaveLength(1);
  });

  const denied = (path: string): never => {
    throw Object.assign(new Error(`EACCES: permission denied, open '${path}'`), { code: 'EACCES' });
  };
  const disk: Disk = {
    stat: (path) => statSync(path),
    list: (path) =>
      path.endsWith('locked') ? denied(path) : readdirSync(path, { withFileTypes: true }),
    read: denied,
  };

  test('a folder without permission is named, and the walk goes on', async () => {
    put({ 'locked/a.txt': '', 'open/b.txt': '' });
    const found = await findFiles(['.'], { cwd: folder, disk });
    expect(ids(found)).toEqual(['open/b.txt']);
    expect(found.problems).toMatchObject([
      { file: 'locked', reason: { zh: '没有权限读取此文件夹' } },
    ]);
  });

  test('a file without permission throws INPUT_UNREADABLE when it is read, without its absolute path', async () => {
    put({ 'a.txt': '' });
    const found = await findFiles(['a.txt'], { cwd: folder, disk });
    expect(() => found.sources[0]!.read()).toThrow(
      expect.objectContaining({
        code: 'INPUT_UNREADABLE',
        reason: { zh: '没有权限读取此文件', en: 'no permission to read this file' },
      }),
    );
  });

  test.skipIf(process.getuid?.() === 0)('the same on a real disk', async () => {
    put({ 'locked/a.txt': '' });
    chmodSync(join(folder, 'locked'), 0);
    const { problems } = await find('locked');
    chmodSync(join(folder, 'locked'), 0o700);
    expect(problems).toMatchObject([{ file: 'locked', code: 'INPUT_UNREADABLE' }]);
  });
});

test.each([0, 1, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 700_000])(
  'a file of %i bytes is read whole',
  async (size) => {
    const bytes = Buffer.from(Uint8Array.from({ length: size }, (_, index) => index * 31));
    writeFileSync(join(folder, 'a.txt'), bytes);
    const found = await find('a.txt');
    expect(Buffer.compare(Buffer.from(await found.sources[0]!.read()), bytes)).toBe(0);
  },
);
