import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type RunOutput, run } from './harness.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-review-'));
  writeFileSync(join(folder, 'a.txt'), '我们上门\n\n你是老赖\n');
  writeFileSync(join(folder, 'b.txt'), '已经立案，请回电13812340000\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const cuilint = (...argv: readonly string[]): Promise<RunOutput> => run(argv, { cwd: folder });
const LIST = 'cuilint.suppressions.yaml';
const listed = (): readonly Readonly<Record<string, string>>[] =>
  parse(readFileSync(join(folder, LIST), 'utf8')).suppressions;

/** What the reviewer does in Excel: writes into the cells of a column by its name, row by row. */
async function fill(
  name: string,
  sheetName: string,
  headRow: number,
  rows: Readonly<Record<number, Readonly<Record<string, string>>>>,
): Promise<void> {
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(join(folder, name));
  const sheet = book.getWorksheet(sheetName)!;
  const columns = new Map<string, number>();
  sheet.getRow(headRow).eachCell((cell, column) => {
    columns.set(cell.text.replace('cuilint·', ''), column);
  });
  for (const [row, values] of Object.entries(rows))
    for (const [column, value] of Object.entries(values))
      sheet.getRow(Number(row)).getCell(columns.get(column)!).value = value;
  await book.xlsx.writeFile(join(folder, name));
}

describe('review of a report', () => {
  beforeEach(async () => {
    await cuilint('a.txt', 'b.txt', '--format', 'xlsx:r.xlsx');
  });

  test('false alarms and what was accepted go on the list, with reason and reviewer; the next check is clean of them', async () => {
    await fill('r.xlsx', '明细', 1, {
      2: { 处理意见: '误报', 处理人: '张某某', 理由: '此处指上门自提' },
      3: { 处理意见: ' 接受 ', 处理人: '李某' },
    });
    const { code, stdout, stderr } = await cuilint('review', 'r.xlsx');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`误报 1 处、接受 1 处、已改 0 处，未填 1 行；已写入 ${LIST} 2 条。\n`);
    expect(listed()).toMatchObject([
      {
        rule: 'threat/word',
        file: '/a.txt',
        reason: '此处指上门自提',
        reviewer: '张某某',
        date: '2026-03-01',
      },
      { rule: 'insult/word', file: '/a.txt', reason: '复核后接受', reviewer: '李某' },
    ]);
    const again = await cuilint('a.txt', 'b.txt', '--format', 'json');
    expect(JSON.parse(again.stdout).summary).toMatchObject({
      error: 0,
      warning: 0,
      info: 1,
      suppressed: 2,
    });
    // A second time there is nothing to add.
    const second = await cuilint('review', 'r.xlsx');
    expect(second.stdout).toContain('没有要写入的豁免');
    expect(listed()).toHaveLength(2);
  });

  test('what was changed is gone, or told to be there still', async () => {
    await fill('r.xlsx', '明细', 1, { 2: { 处理意见: '已改' }, 3: { 处理意见: '已改' } });
    writeFileSync(join(folder, 'a.txt'), '请与我们联系\n\n你是老赖\n');
    const { code, stdout, stderr } = await cuilint('review', 'r.xlsx');
    expect(code).toBe(0);
    expect(stderr).toBe('提示: r.xlsx › 明细!I3: 标为已改，但仍能查出 insult/word\n');
    expect(stdout).toContain('已改 2 处');
    expect(existsSync(join(folder, LIST))).toBe(false);
  });

  test('unknown verdicts, altered fingerprints and missing names are told with their cell; the rest is taken over', async () => {
    await fill('r.xlsx', '明细', 1, {
      2: { 处理意见: '同意', 处理人: '甲' },
      3: { 处理意见: '误报', 处理人: '甲', 指纹: '0123456789abcdef' },
      4: { 处理意见: '误报', 处理人: '甲' },
    });
    const { code, stderr } = await cuilint('review', 'r.xlsx');
    expect(code).toBe(2);
    expect(stderr).toBe(
      '错误: r.xlsx › 明细!I2: 处理意见“同意”无法识别，应为误报、接受或已改\n' +
        '错误: r.xlsx › 明细!I3: 现在没有指纹为 0123456789abcdef 的发现：文字已经改过，或指纹被改动\n',
    );
    expect(listed().map(({ rule }) => rule)).toEqual(['misleading/word']);
    await fill('r.xlsx', '明细', 1, {
      2: { 处理意见: '误报', 处理人: '', 指纹: '指纹' },
      3: { 处理意见: '' },
    });
    const second = await cuilint('review', 'r.xlsx');
    expect(second.code).toBe(2);
    expect(second.stderr).toContain('r.xlsx › 明细!P2: 指纹“指纹”被改动');
  });

  test('two verdicts on one finding are told', async () => {
    const book = new exceljs.Workbook();
    await book.xlsx.readFile(join(folder, 'r.xlsx'));
    const sheet = book.getWorksheet('明细')!;
    sheet.getRow(3).values = sheet.getRow(2).values;
    sheet.getCell('I2').value = '误报';
    sheet.getCell('I3').value = '接受';
    for (const cell of ['J2', 'J3']) sheet.getCell(cell).value = '甲';
    await book.xlsx.writeFile(join(folder, 'r.xlsx'));
    const { code, stderr } = await cuilint('review', 'r.xlsx');
    expect(code).toBe(2);
    expect(stderr).toContain('明细!I3: ');
    expect(stderr).toContain('在 明细!I2 已有另一处理意见');
  });

  test('a labelled set for the authors of the rules: masked, one message a line, nothing suppressed', async () => {
    await fill('r.xlsx', '明细', 1, {
      2: { 处理意见: '误报', 理由: '上门自提' },
      3: { 处理意见: '接受' },
      4: { 处理意见: '已改' },
    });
    const { code, stdout } = await cuilint('review', 'r.xlsx', '--labelled', 'set.jsonl');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '误报 1 处、接受 1 处、已改 1 处，未填 0 行；3 处已写入 set.jsonl。\n',
    });
    const lines = readFileSync(join(folder, 'set.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        id: 'review-0001',
        text: '我们上门',
        violation: false,
        rules: [],
        falseAlarms: ['threat/word'],
        note: '上门自提',
        group: 'hard-negative',
      },
      {
        text: '你是老赖',
        violation: true,
        categories: ['insult'],
        rules: ['insult/word'],
        spans: [{ quote: '老赖', category: 'insult' }],
        severity: 'warning',
      },
      { text: '已经立案，请回电138****0000', violation: true, rules: ['misleading/word'] },
    ]);
    expect(existsSync(join(folder, LIST))).toBe(false);
  });
});

test('verdicts in an annotated copy hold for every finding of their row', async () => {
  const book = new exceljs.Workbook();
  const sheet = book.addWorksheet('模板');
  sheet.addRows([
    ['编号', '内容'],
    ['1', '我们上门，你是老赖'],
    ['2', '已经立案'],
  ]);
  await book.xlsx.writeFile(join(folder, 'in.xlsx'));
  await cuilint('in.xlsx', '--annotate', 'out.xlsx', '--format', 'json');
  await fill('out.xlsx', '模板', 1, {
    2: { 处理意见: '误报', 处理人: '甲', 理由: '样例' },
    3: { 处理意见: '已改' },
  });
  const { code, stdout, stderr } = await cuilint('review', 'out.xlsx');
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: '提示: out.xlsx › 模板!F3: 标为已改，但仍能查出 misleading/word\n',
  });
  expect(stdout).toContain('误报 2 处、接受 0 处、已改 1 处');
  expect(listed().map(({ rule, file, reason }) => [rule, file, reason])).toEqual([
    ['threat/word', undefined, '样例'],
    ['insult/word', undefined, '样例'],
  ]);
  const again = await cuilint('in.xlsx', '--format', 'json');
  expect(JSON.parse(again.stdout).summary).toMatchObject({
    error: 0,
    warning: 0,
    info: 1,
    suppressed: 2,
  });
});

describe('one clear line and exit 2', () => {
  const refuse = async (...argv: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await cuilint('review', ...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(join(folder, LIST))).toBe(false);
    return stderr;
  };

  test('for what is no workbook of ours', async () => {
    const book = new exceljs.Workbook();
    book.addWorksheet('表').addRows([['内容'], ['您好']]);
    await book.xlsx.writeFile(join(folder, 'other.xlsx'));
    expect(await refuse('other.xlsx')).toContain('没有找到“处理意见”和“指纹”两列');
    expect(await refuse('a.txt')).toContain('a.txt');
    expect(await refuse('none.xlsx')).toContain('none.xlsx: 无法读取（检查路径和权限）');
  });

  test('for a reviewer that nobody names', async () => {
    await cuilint('a.txt', '--format', 'xlsx:r.xlsx', '--lang', 'en');
    await fill('r.xlsx', 'Findings', 1, { 2: { verdict: 'false alarm' } });
    const { code, stderr } = await run(['review', 'r.xlsx', '--lang', 'en'], {
      cwd: folder,
      env: {},
    });
    // Where git knows a name, that is the reviewer.
    if (code !== 0) expect(stderr).toContain('Findings!I2: there is no reviewer');
    const named = await run(['review', 'r.xlsx', '--lang', 'en', '--reviewer', 'A'], {
      cwd: folder,
    });
    expect(named.code).toBe(0);
    expect(listed()).toHaveLength(1);
  });
});

describe('a workbook that a reviewer has filled in is not written over', () => {
  test('by a report, nor by one of a saved report', async () => {
    await cuilint('a.txt', '--format', 'xlsx:r.xlsx', '--format', 'json:r.json');
    expect((await cuilint('a.txt', '--format', 'xlsx:r.xlsx')).stderr).toBe('');
    await fill('r.xlsx', '明细', 1, { 2: { 理由: '待核' } });
    const filled = readFileSync(join(folder, 'r.xlsx'));
    for (const argv of [['a.txt'], ['report', 'r.json']]) {
      const { code, stderr } = await cuilint(...argv, '--format', 'xlsx:r.xlsx');
      expect(code).toBe(2);
      expect(stderr).toContain('r.xlsx 里已填有处理意见');
    }
    expect(readFileSync(join(folder, 'r.xlsx')).equals(filled)).toBe(true);
  });

  test('by a copy', async () => {
    const book = new exceljs.Workbook();
    book.addWorksheet('表').addRows([['内容'], ['我们明天上门找你。']]);
    await book.xlsx.writeFile(join(folder, 't.xlsx'));
    await cuilint('t.xlsx', '--annotate', 'copy.xlsx');
    await fill('copy.xlsx', '表', 1, { 2: { 处理意见: '误报' } });
    expect(await cuilint('t.xlsx', '--annotate', 'copy.xlsx')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('copy.xlsx 里已填有处理意见'),
    });
  });
});
