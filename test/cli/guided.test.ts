import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import exceljs from 'exceljs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { droppedPaths, runGuided } from '../../src/cli/guided.ts';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { WORD_SERVICES } from './harness.ts';

let folder = '';
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'cuilint-guided-')), '试 用');
  mkdirSync(folder);
  writeFileSync(join(folder, '样例.txt'), '我们上门\n');
});
afterEach(() => {
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

interface Session {
  readonly code: number;
  readonly shown: string;
  readonly opened: readonly string[];
}

/** A person who drops `paths` on the program and then types `answers`, each when it is asked for. */
async function session(
  paths: readonly string[],
  answers: readonly string[] | undefined,
  canOpen = true,
): Promise<Session> {
  const shown: string[] = [];
  const opened: string[] = [];
  const input = new PassThrough();
  const left = [...(answers ?? [])];
  const screen = new Writable({
    write: (chunk, _encoding, done) => {
      shown.push(String(chunk));
      // A question ends with a blank or a colon, and no line end.
      if (
        answers !== undefined &&
        /[：: ]$/.test(String(chunk)) &&
        !String(chunk).startsWith('\r')
      ) {
        const answer = left.shift();
        setImmediate(() => (answer === undefined ? input.end() : input.write(`${answer}\n`)));
      }
      done();
    },
  });
  const io: Io = {
    stdin: { isTerminal: answers !== undefined, read: () => new Uint8Array(), stream: () => input },
    stdout: {
      stream: new Writable({ write: (_c, _e, done) => done() }),
      isTerminal: false,
      columns: undefined,
    },
    stderr: { stream: screen, isTerminal: false, columns: undefined },
    env: {},
    cwd: folder,
    now: () => new Date('2026-03-01T10:00:00+08:00'),
  };
  const code = await runGuided(paths, 'zh', io, {
    check: (argv, own) => main(argv, own, WORD_SERVICES),
    open: async (path) => {
      opened.push(path);
      return canOpen;
    },
    version: '1.2.3',
  });
  return { code, shown: shown.join(''), opened };
}

describe('the way without a command line', () => {
  test('says what a folder holds that was not read, and what to do with old files of Office', async () => {
    for (const name of ['旧.doc', '旧.xls', '图.png']) writeFileSync(join(folder, name), '');
    const { shown } = await session([folder], undefined);
    expect(shown).toContain(
      '未读取：.doc 1、.png 1、.xls 1（.doc、.xls 请用 Excel、Word 或 WPS 另存为 .xlsx、.docx 后再检查）\n',
    );
    const again = await session([join(folder, '样例.txt')], undefined);
    expect(again.shown).not.toContain('未读取');
  });

  test('asks for a file, checks it, writes the reports beside it and opens them', async () => {
    const path = join(folder, '样例.txt');
    const { code, shown, opened } = await session([], [`'${path}'`, '', '', '']);
    expect(code).toBe(1);
    expect(shown).toContain('检查完毕：1 处错误、0 处警告、0 处提示。');
    expect(readdirSync(folder).sort()).toEqual([
      '样例-检查报告.html',
      '样例-检查报告.xlsx',
      '样例.txt',
    ]);
    expect(opened).toEqual([
      join(folder, '样例-检查报告.html'),
      join(folder, '样例-检查报告.xlsx'),
    ]);
    expect(readFileSync(path, 'utf8')).toBe('我们上门\n');
    const book = new exceljs.Workbook();
    await book.xlsx.readFile(opened[1]!);
    expect(book.getWorksheet('明细')!.getRow(2).getCell(7).value).toBe('样例.txt');
  });

  test('a workbook comes back annotated as well; reports of before are kept', async () => {
    const book = new exceljs.Workbook();
    book.addWorksheet('表').addRows([['内容'], ['我们上门']]);
    await book.xlsx.writeFile(join(folder, '台账.xlsx'));
    const dropped = [join(folder, '台账.xlsx')];
    expect((await session(dropped, ['', '', ''])).code).toBe(1);
    const { code } = await session(dropped, ['2', '4', '']);
    expect(code).toBe(1);
    expect(readdirSync(folder).sort()).toEqual([
      '台账-标注-2.xlsx',
      '台账-标注.xlsx',
      '台账-检查报告-2.html',
      '台账-检查报告-2.xlsx',
      '台账-检查报告.html',
      '台账-检查报告.xlsx',
      '台账.xlsx',
      '样例.txt',
    ]);
  });

  test('several files have one report, a folder its own; without a terminal nothing is asked', async () => {
    writeFileSync(join(folder, '-b.txt'), '你是老赖\n');
    const both = await session([join(folder, '样例.txt'), join(folder, '-b.txt')], undefined);
    expect(both.code).toBe(1);
    expect(both.shown).toContain('1 处错误、1 处警告');
    expect(readdirSync(folder)).toContain('样例等2项-检查报告.xlsx');
    const whole = await session([folder], undefined);
    expect(whole.code).toBe(1);
    expect(readdirSync(folder)).toContain('试 用-检查报告.xlsx');
  });

  test('what cannot be read is one line, and no report is passed off as whole', async () => {
    writeFileSync(join(folder, '坏.xlsx'), Buffer.from('89504e470d0a1a0a', 'hex'));
    const { code, shown } = await session([join(folder, '坏.xlsx')], ['', '', '']);
    expect(code).toBe(2);
    expect(shown.match(/^错误: .*$/gm)).toHaveLength(1);
    expect(shown).toContain('有内容未能判断');
    expect(shown).toContain('检查完毕：没有可检查的文本，未作判断。');
    expect(readdirSync(folder)).not.toContain('坏-标注.xlsx');
    writeFileSync(join(folder, '好.txt'), '您好\n');
    const both = await session([join(folder, '好.txt'), join(folder, '坏.xlsx')], undefined);
    expect(both.code).toBe(2);
    expect(both.shown).toContain('检查完毕：已判断的部分没有发现问题。');
  });

  test('a wrong path and a wrong answer are asked again; Enter alone leaves', async () => {
    const { code, shown } = await session(
      [],
      ['没有这个.txt', join(folder, '样例.txt'), '7', '1', '', ''],
    );
    expect(code).toBe(1);
    expect(shown).toContain(`找不到：${join(folder, '没有这个.txt')}`);
    expect(shown).toContain('请输入列出的数字');
    const left = await session([], ['']);
    expect(left.code).toBe(2);
    expect(left.opened).toEqual([]);
    const ended = await session([], []);
    expect(ended.code).toBe(2);
  });

  test('says where the report is when nothing can open it', async () => {
    const { shown } = await session([join(folder, '样例.txt')], undefined, false);
    expect(shown).toContain(`没能自动打开，请双击打开：${join(folder, '样例-检查报告.xlsx')}`);
  });
});

describe('paths in a line into which files were dropped', () => {
  const there = new Set(['/a b/c.txt', "/a/it's.txt", 'C:\\资料 1\\a.txt', '/a/x.txt']);
  const exists = (path: string): boolean => there.has(path);
  test.each([
    { name: 'as it stands, with blanks', line: '/a b/c.txt ', paths: ['/a b/c.txt'] },
    { name: 'in quotes', line: "'/a b/c.txt'", paths: ['/a b/c.txt'] },
    { name: 'with backslashes', line: '/a\\ b/c.txt', paths: ['/a b/c.txt'] },
    { name: 'an address', line: 'file:///a%20b/c.txt', paths: ['/a b/c.txt'] },
    { name: 'two', line: "'/a b/c.txt' /a/x.txt", paths: ['/a b/c.txt', '/a/x.txt'] },
    { name: 'an apostrophe', line: '"/a/it\'s.txt" /a/x.txt', paths: ["/a/it's.txt", '/a/x.txt'] },
    {
      name: 'of Windows',
      line: '"C:\\资料 1\\a.txt"',
      isWindows: true,
      paths: ['C:\\资料 1\\a.txt'],
    },
    {
      name: 'two of Windows',
      line: '"C:\\资料 1\\a.txt" D:\\b.txt',
      isWindows: true,
      paths: ['C:\\资料 1\\a.txt', 'D:\\b.txt'],
    },
    { name: 'nothing', line: '  ', paths: [] },
  ])('$name', ({ line, isWindows = false, paths }) => {
    expect(droppedPaths(line, isWindows, exists)).toEqual(paths);
  });
});
