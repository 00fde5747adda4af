import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/reporters/registry.ts';
import { run, WORD_SERVICES } from './harness.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-'));
  writeFileSync(join(folder, 'a.txt'), '我们上门\n');
  writeFileSync(join(folder, 'clean.txt'), '请按时还款\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A stream that fails with `code` at its first write. */
function failing(code: string): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })),
  });
}

// Names are no bytes on other systems.
test.skipIf(process.platform !== 'linux')(
  'a file whose name is in GBK is told as that',
  async () => {
    const name = [Buffer.from(`${folder}/`), Buffer.of(0xce, 0xc4), Buffer.from('.txt')];
    writeFileSync(Buffer.concat(name), '我们上门\n');
    const { code, stderr } = await run(['.'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^错误: \ufffd\ufffd\.txt: 文件名不是 UTF-8 编码，无法打开（.*\n$/);
  },
);

describe('where reports go', () => {
  test('-o and two formats write whole files and change no exit code', async () => {
    const { code, stdout } = await run(
      ['a.txt', '--format', 'json', '-o', 'out.json', '--format', 'jsonl:out.jsonl'],
      { cwd: folder },
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')).findings).toHaveLength(1);
    expect(readFileSync(join(folder, 'out.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(2);
    expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  test.each([
    { name: 'check -o', argv: ['check', 'log.csv', '-o', 'log.csv'] },
    { name: 'check --format', argv: ['check', 'log.csv', '--format', 'csv:./log.csv'] },
    { name: 'audit -o', argv: ['audit', 'log.csv', '-o', 'log.csv'] },
    { name: 'audit --manifest', argv: ['audit', 'log.csv', '--manifest', 'log.csv'] },
  ])('a file that is to be judged is not written over: $name', async ({ argv }) => {
    const text = '手机号,内容\n13800000000,我们上门\n';
    writeFileSync(join(folder, 'log.csv'), text);
    const { code, stderr } = await run([...argv, '--lang', 'en'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: (?:\.\/)?log\.csv is a file to check: the report cannot be written over it \(give the report another name\)\n$/,
    );
    expect(readFileSync(join(folder, 'log.csv'), 'utf8')).toBe(text);
  });

  test.each([
    { name: 'a folder', argv: ['check', '.', '-o', 'log.csv'] },
    { name: 'a pattern', argv: ['check', '*.csv', '--format', 'json:log.csv'] },
    { name: 'audit', argv: ['audit', '.', '-o', 'log.csv'] },
    { name: 'audit --manifest', argv: ['audit', '.', '--manifest', 'log.csv'] },
    { name: 'a part of an audit', argv: ['audit', '.', '--shard', '1/2', '-o', 'log.csv'] },
  ])('nor is one that a walk meets: $name', async ({ argv }) => {
    const text = '手机号,内容\n13800000000,我们上门\n';
    writeFileSync(join(folder, 'log.csv'), text);
    const { code, stderr } = await run([...argv, '--lang', 'en'], { cwd: folder });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'error: log.csv is a file to check: the report cannot be written over it (give the report another name)\n',
    });
    expect(readFileSync(join(folder, 'log.csv'), 'utf8')).toBe(text);
  });

  test.each(FORMATS)('an earlier %s report in a folder is written anew', async (format) => {
    for (const text of ['我们上门\n', '请按时还款\n']) {
      writeFileSync(join(folder, 'a.txt'), text);
      for (const ending of ['txt', 'json', 'xlsx']) {
        if ((ending === 'xlsx') !== (format === 'xlsx')) continue;
        const first = await run(['.', '--format', `${format}:out.${ending}`], { cwd: folder });
        const again = await run(['.', '--format', `${format}:out.${ending}`], { cwd: folder });
        expect(again).toEqual(first);
        rmSync(join(folder, `out.${ending}`));
      }
    }
  });

  test('a part of an audit is written anew, and read by no audit', async () => {
    writeFileSync(join(folder, 'log.csv'), '手机号,内容\n13800000000,我们上门\n');
    const argv = ['audit', '.', '--shard', '1/2', '-o', 'part.jsonl', '--lang', 'en'];
    for (let times = 0; times < 2; times += 1)
      expect(await run(argv, { cwd: folder })).toMatchObject({ code: 1, stderr: '' });
    const { code, stderr } = await run(['audit', '.', '--lang', 'en'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  test.each([
    { name: 'report -o', argv: ['report', 'a.json', '-o', 'a.json'] },
    { name: 'report --format', argv: ['report', 'a.json', '--format', 'html:./a.json'] },
    { name: 'diff', argv: ['diff', 'b.json', 'a.json', '-o', 'a.json'] },
    { name: 'merge -o', argv: ['merge', 'a.json', '-o', 'a.json'] },
    { name: 'merge --manifest', argv: ['merge', 'a.json', '--manifest', 'a.json'] },
    { name: 'review', argv: ['review', 'a.json', '--labelled', 'a.json'] },
    { name: 'review of a file', argv: ['review', 'b.json', 'a.json', '--labelled', 'a.json'] },
  ])('what a command reads is not written over: $name', async ({ argv }) => {
    writeFileSync(join(folder, 'a.json'), '{}');
    const { code, stderr } = await run([...argv, '--lang', 'en'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: (?:\.\/)?a\.json is a file to read: nothing can be written over it \(give the report another name\)\n$/,
    );
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('{}');
  });

  test('nor by another name of its folder', async () => {
    symlinkSync(folder, join(folder, 'link'));
    const { code, stderr } = await run(['a.txt', '-o', 'link/a.txt'], { cwd: folder });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: '错误: link/a.txt 是要检查的文件，不能把报告写到它上面（请给报告另取文件名）\n',
    });
  });

  test('an ending that speaks of another format than the one nobody asked for is told', async () => {
    const argv = (file: string) => ['a.txt', '-o', file, '--lang', 'en'];
    expect(await run(argv('out.HTML'), { cwd: folder })).toMatchObject({
      code: 1,
      stderr:
        'note: out.HTML holds the text of the terminal (stylish), whatever its ending; for html use --format html:out.HTML\n',
    });
    for (const file of ['out.txt', 'out', 'out.log'])
      expect(await run(argv(file), { cwd: folder })).toMatchObject({ code: 1, stderr: '' });
    const asked = await run([...argv('out.json'), '--format', 'gitlab'], { cwd: folder });
    expect(asked).toMatchObject({ code: 1, stderr: '' });
  });

  test.each([
    { name: 'one of those of audit', file: 'out.csv', hint: 'use --format csv:out.csv' },
    {
      name: 'one that is rendered from JSON',
      file: 'out.html',
      hint: 'use --format json:out.json and then run cuilint report out.json --format html:out.html',
    },
    {
      name: 'one of another program',
      file: 'a.b.docx',
      hint: 'use --format json:a.b.json and then run cuilint report a.b.json --format html:a.b.html',
    },
  ])('audit tells of such an ending as well: $name', async ({ file, hint }) => {
    writeFileSync(join(folder, 'log.csv'), '手机号,内容\n13800000000,我们上门\n');
    const { code, stderr } = await run(['audit', 'log.csv', '-o', file, '--lang', 'en'], {
      cwd: folder,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^note: .* holds the text of the terminal \(stylish\), .*\n/);
    expect(stderr.split('\n')[0]!.endsWith(hint)).toBe(true);
  });

  test('a second run over the same folder leaves its own reports out', async () => {
    const args = [
      '.',
      '--format',
      'json:out.json',
      '--format',
      'stylish:out.txt',
      '--format',
      'jsonl:old.jsonl',
    ];
    await run(args, { cwd: folder });
    const first = readFileSync(join(folder, 'out.json'), 'utf8');
    await run(args, { cwd: folder });
    expect(readFileSync(join(folder, 'out.json'), 'utf8')).toBe(first);
    // Without -o the old reports lie in the folder like any other file.
    const { stdout } = await run(['.', '--format', 'json'], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({
      coverage: { files: 2, ignored: { report: 3 } },
      summary: { error: 1 },
    });
  });

  test.each([
    { name: 'findings', file: 'a.txt', code: 1 },
    { name: 'none', file: 'clean.txt', code: 0 },
  ])('a closed pipe ends quietly, with the exit code of the run: $name', async ({ file, code }) => {
    const result = await run([file], { cwd: folder, stdout: failing('EPIPE') });
    expect(result).toMatchObject({ code, stderr: '' });
  });

  test('a full disk under standard output is exit 2 and one line', async () => {
    const { code, stderr } = await run(['clean.txt'], { cwd: folder, stdout: failing('ENOSPC') });
    expect(code).toBe(2);
    expect(stderr).toBe('错误: stdout: 磁盘已满，报告没有写完（换一个位置，或腾出空间后重试）\n');
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk under -o is exit 2 and one line', async () => {
    const { code, stderr } = await run(['clean.txt', '-o', '/dev/full'], { cwd: folder });
    expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 2, lines: 1 });
    expect(stderr).toContain('磁盘已满');
  });

  test.each([
    { name: 'no such folder', file: 'gone/out.json', reason: '文件夹不存在' },
    { name: 'a folder', file: '.', reason: '是文件夹' },
  ])('unwritable output is exit 2 before anything is judged: $name', async ({ file, reason }) => {
    const { code, stdout, stderr } = await run(['a.txt', '-o', file], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(reason);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a failing run leaves the earlier report as it was, and no half-written file', async () => {
    writeFileSync(join(folder, 'out.json'), 'before');
    const services = {
      ...WORD_SERVICES,
      createChecker: () => () => {
        throw new TypeError('secret 13800000000');
      },
    };
    const { code, stderr } = await run(['a.txt', '--format', 'json:out.json'], {
      cwd: folder,
      services,
    });
    expect(code).toBe(2);
    expect(readFileSync(join(folder, 'out.json'), 'utf8')).toBe('before');
    expect(readdirSync(folder).sort()).toEqual(['a.txt', 'clean.txt', 'out.json']);
    expect(stderr).toBe('错误: 程序内部错误（TypeError），请报告此问题（加 --debug 查看详情）\n');
  });

  test('the stack of our own error is shown with --debug', async () => {
    const services = {
      ...WORD_SERVICES,
      createChecker: () => {
        throw new TypeError('told');
      },
    };
    expect((await run(['a.txt', '--debug'], { cwd: folder, services })).stderr).toContain(
      'TypeError: told\n    at ',
    );
  });

  test('a report much larger than one block arrives whole', async () => {
    writeFileSync(join(folder, 'many.txt'), '我们上门找你\n'.repeat(2000));
    const { stdout } = await run(['many.txt', '--format', 'jsonl'], { cwd: folder });
    expect(stdout.trimEnd().split('\n')).toHaveLength(2001);
  });
});

describe('help', () => {
  test.each([
    ['--help'],
    ['check', '--help'],
    ['rules', '--help'],
    ['help', 'check'],
    ['--version'],
  ])('%s %s is exit 0', async (...args) => {
    const { code, stdout, stderr } = await run(
      args.filter((arg) => arg !== undefined),
      { cwd: folder },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toBe('');
  });

  test('every option of check is described in both languages', async () => {
    for (const lang of ['zh', 'en']) {
      const { stdout } = await run(['check', '--help', '--lang', lang], { cwd: folder });
      const options = stdout.split('\n').filter((line) => /^ +(?:-\w, )?--[a-z]/.test(line));
      expect(options.length).toBeGreaterThan(18);
      for (const line of options) expect(line).toMatch(/--\S+(?: <\S+>)? {2,}\S/);
    }
  });
});
