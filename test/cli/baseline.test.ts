import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createRepository, type Repository } from './repository.ts';

let repository: Repository;
afterEach(() => repository.dispose());

const FILE = 'cuilint.baseline.jsonl';

async function withBaseline(
  files: Readonly<Record<string, string>>,
  withGit = false,
): Promise<void> {
  const config = { 'cuilint.config.yaml': `baseline: ${FILE}\n` };
  repository = createRepository({ ...config, ...files }, withGit);
  const { code, stderr } = await repository.check(['baseline', 'create', '.']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

function lines(): string[] {
  return readFileSync(join(repository.root, FILE), 'utf8').trimEnd().split('\n');
}

describe('a baseline', () => {
  test('lets what was there pass, and holds no text of it', async () => {
    await withBaseline({ 'a.txt': '上门 13800138000\n老赖\n', 'b.yaml': 'x: 上门\n' });
    expect((await repository.check(['.'])).code).toBe(0);
    expect(await repository.findings()).toEqual([]);
    expect(await repository.findings(['.', '--report-suppressed'])).toEqual([
      'a.txt:1 threat/word baselined',
      'a.txt:2 insult/word baselined',
      'b.yaml:1 threat/word baselined',
    ]);
    const text = lines().join('\n');
    expect(text).not.toMatch(/[\u4e00-\u9fff]|13800138000|\.txt/);
    expect(lines().slice(1)).toEqual(lines().slice(1).toSorted());
    expect(lines()).toHaveLength(4);
  });

  const harmless = [
    {
      name: 'moved lines',
      before: { 'a.txt': '上门一\n上门二\n' },
      after: { 'a.txt': '您好\n\n上门二\n您好\n上门一\n' },
    },
    {
      name: 'a renamed file',
      before: { 'a.txt': '上门一\n' },
      after: { 'z/b.txt': '上门一\n' },
    },
    {
      name: 'YAML wrapped anew',
      before: { 'a.yaml': 'a:\n  b: >\n    您好，\n    我们会上门\n    找您\n' },
      after: { 'a.yaml': 'a:\n    b: |-\n        您好，我们会上门找\n        您\n' },
    },
    {
      name: 'YAML in another style',
      before: { 'a.yaml': 'a: "您好，\\\n  我们会上门"\n' },
      after: { 'a.yaml': "a:   '您好，我们会上门'\n" },
    },
    {
      name: 'other line ends',
      before: { 'a.txt': '上门\n老赖\n' },
      after: { 'a.txt': '上门\r\n老赖\r\n' },
    },
    {
      name: 'a file divided, with the same words twice',
      before: { 'a.txt': '上门\n上门\n' },
      after: { 'b.txt': '上门\n', 'c.txt': '上门\n' },
    },
  ];
  test.each(harmless)('stays good for $name', async ({ before, after }) => {
    await withBaseline(before);
    for (const path of Object.keys(before)) repository.remove(path);
    for (const [path, text] of Object.entries(after)) repository.write(path, text);
    const { code, stderr } = await repository.check(['.']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await repository.findings()).toEqual([]);
  });

  const harmful = [
    { name: 'one more', text: '上门一\n上门二\n', found: ['a.txt:2 threat/word'], isStale: false },
    { name: 'a swap', text: '上门二\n', found: ['a.txt:1 threat/word'], isStale: true },
    { name: 'a copy', text: '上门一\n上门一\n', found: ['a.txt:2 threat/word'], isStale: false },
    {
      name: 'a copy beside one that is suppressed',
      text: '上门一\n上门一\n上门一\n',
      found: ['a.txt:2 threat/word', 'a.txt:3 threat/word'],
      isStale: false,
    },
    { name: 'none any more', text: '您好\n', found: [], isStale: true },
  ];
  test.each(harmful)('tells $name', async ({ text, found, isStale }) => {
    await withBaseline({ 'a.txt': '上门一\n' });
    repository.write('a.txt', text);
    expect(await repository.findings()).toEqual(found);
    const { code, stderr } = await repository.check(['.']);
    expect(code).toBe(found.length > 0 ? 1 : 0);
    expect(stderr.includes('有 1 条旧发现已不存在')).toBe(isStale);
  });

  test('a suppressed copy does not take the place of an old finding', async () => {
    await withBaseline({ 'b.yaml': 'a: 上门\n' });
    repository.write('a.yaml', '# cuilint-disable-next-line threat/word -- 快递\na: 上门\n');
    expect(await repository.findings()).toEqual([]);
  });

  test('tells a copy and a swap where less is judged than it was written of', async () => {
    await withBaseline({ 't/a.txt': '上门\n', 't/b.txt': '老赖\n', 'c.csv': '内容\n上门\n' }, true);
    repository.git('add', '-A');
    repository.git('commit', '-q', '-m', 'x');
    for (const path of ['t', 't/a.txt', 'c.csv', 't/?.txt'])
      expect(await repository.findings([path])).toEqual([]);
    const fromWithin = ['a.txt', '../c.csv', join(repository.root, 't')];
    expect((await repository.check(fromWithin, 't')).code).toBe(0);
    repository.write('t/a.txt', '老赖\n');
    repository.write('new.txt', '您好\n上门\n');
    const swapped = ['t/a.txt:1 insult/word'];
    expect(await repository.findings(['t/a.txt'])).toEqual(swapped);
    expect(await repository.findings(['t/a.txt', '--since', 'HEAD'])).toEqual(swapped);
    // What went from one file may stand in another.
    expect(await repository.findings(['new.txt'])).toEqual([]);
    repository.git('checkout', '-q', 't');
    expect(await repository.findings(['new.txt'])).toEqual(['new.txt:2 threat/word']);
    expect((await repository.check(['new.txt'])).code).toBe(1);
  });

  test('says nothing of stale entries where less was judged', async () => {
    await withBaseline({ 'a.txt': '上门一\n', 'b.txt': '上门二\n' });
    for (const args of [['a.txt'], ['.', '--skip', 'threat']])
      expect((await repository.check(args)).stderr).toBe('');
  });

  test('only shrinks', async () => {
    await withBaseline({ 'a.txt': '上门一\n上门二\n', 'b.txt': '老赖\n' });
    const before = lines();
    repository.write('a.txt', '上门二\n上门三\n');
    const updated = await repository.check(['baseline', 'update']);
    expect(updated).toMatchObject({ code: 0, stderr: expect.stringContaining('1 处新发现') });
    expect(lines()).toHaveLength(before.length - 1);
    expect(before).toEqual(expect.arrayContaining(lines()));
    expect(await repository.findings()).toEqual(['a.txt:2 threat/word']);
    await repository.check(['baseline', 'update', '--add-new']);
    expect(await repository.findings()).toEqual([]);
    repository.write('b.txt', '您好\n');
    await repository.check(['baseline', 'prune', '--skip', 'insult']);
    expect(lines()).toHaveLength(4);
    expect((await repository.check(['baseline', 'prune'])).code).toBe(0);
    expect(lines()).toHaveLength(3);
  });

  test('is not overwritten by create, nor shrunk by what could not be read', async () => {
    await withBaseline({ 'a.txt': '上门一\n' });
    const before = lines();
    expect(await repository.check(['baseline', 'create', '.'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('已存在'),
    });
    repository.write('a.txt', new Uint8Array([0, 1, 2, 3, 0, 0, 0, 255]));
    expect((await repository.check(['baseline', 'prune'])).code).toBe(2);
    expect(lines()).toEqual(before);
  });

  test('merged by git from two branches is good again', async () => {
    await withBaseline({ 'a.txt': '上门一\n' });
    const [head, entry] = lines();
    repository.write('a.txt', '上门一\n上门二\n');
    await repository.check(['baseline', 'update', '--add-new']);
    const other = lines().find((line) => line !== head && line !== entry);
    repository.write(FILE, [head, other, entry, other, head, ''].join('\n'));
    expect((await repository.check(['.'])).code).toBe(0);
  });

  const broken = [
    { name: 'empty', text: '', line: 1 },
    { name: 'no JSON', text: 'hello\n', line: 1 },
    { name: 'cut in the middle', text: '{"version":1,"tool":"cuilint","ke', line: 1 },
    { name: 'without a head', text: '{"fingerprint":"0123456789abcdef","rule":"a/b"}\n', line: 1 },
    { name: 'with marks of a conflict', text: `HEAD\n<<<<<<< ours\n`, line: 2 },
    { name: 'of two keys', text: `HEAD\n${'HEAD'.replace('HEAD', 'OTHER')}\n`, line: 2 },
    { name: 'with a wrong fingerprint', text: 'HEAD\n{"fingerprint":"x","rule":"a/b"}\n', line: 2 },
    { name: 'of a later version', text: '{"version":2}\n', line: 1 },
  ];
  test.each(broken)('that is $name is one line and exit 2', async ({ text, line }) => {
    await withBaseline({ 'a.txt': '上门一\n' });
    const head = lines()[0]!;
    const other = head.replace(
      /"key":"./,
      (start) => `${start.slice(0, -1)}${head.includes('"key":"0') ? '1' : '0'}`,
    );
    repository.write(FILE, text.replace('HEAD', head).replace('OTHER', other));
    const { code, stderr, stdout } = await repository.check(['.']);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(`${FILE}:${line}: `);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('that is not there is exit 2 with what to do', async () => {
    repository = createRepository({ 'a.txt': '您好\n' });
    expect(await repository.check(['.', '--baseline', 'no.jsonl'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('baseline create'),
    });
  });
});
