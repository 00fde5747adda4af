import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { parse } from 'csv-parse/sync';
import exceljs from 'exceljs';
import mammoth from 'mammoth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAnswers } from '../../src/cli/serve-answers.ts';
import { openZip } from '../../src/readers/zip-parts.ts';
import { currentRules, run } from '../command-line.ts';
import { paragraph, word } from '../readers/office.ts';

const SLUR = '你这个老赖，再不处理就抓你坐牢，叫人打断你的腿。';
const BROKEN = `已逾期35天，欠3,500元，${SLUR}`;
const WHOLE =
  '【{机构}】您好，您的账单已逾期35天，应还3,500元，请于{日期}前通过官方App还款。如有困难或对金额有异议，请致电{官方客服}协商。';
const LABEL = '整条改写（逾期提醒）';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-whole-'));
  // The same message twice, and one that can be mended.
  writeFileSync(join(folder, 'in.txt'), `${BROKEN}\n${BROKEN}\n【某某银行】抓你坐牢。\n`);
  const book = new exceljs.Workbook();
  const sheet = book.addWorksheet('短信');
  sheet.addRow(['编号', '短信内容']);
  sheet.addRow(['1', BROKEN]);
  sheet.addRow(['2', '【某某银行】抓你坐牢。']);
  await book.xlsx.writeFile(join(folder, 'in.xlsx'));
  writeFileSync(
    join(folder, 'in.docx'),
    await word(paragraph(BROKEN) + paragraph('【某某银行】抓你坐牢。')),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
const times = (text: string, part: string): number => text.split(part).length - 1;

async function load(name: string): Promise<exceljs.Workbook> {
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(at(name));
  return book;
}

describe('what may take the place of a message beyond repair', () => {
  test('is in JSON at every finding of it, and comes back from there', async () => {
    const { stdout } = await run(['in.txt', '--format', 'json'], { cwd: folder });
    const { findings } = JSON.parse(stdout) as {
      findings: { line: number; replacement?: { stage: string; title: string; text: string } }[];
    };
    for (const { line, replacement } of findings)
      expect(replacement).toEqual(
        line < 3 ? { stage: 'overdue', title: '逾期提醒', text: WHOLE } : undefined,
      );
    writeFileSync(at('saved.json'), stdout);
    const again = await run(['report', 'saved.json', '--format', 'markdown'], { cwd: folder });
    expect(times(again.stdout, LABEL)).toBe(2);
    const written = await run(['report', 'saved.json', '--format', 'json'], { cwd: folder });
    expect(JSON.parse(written.stdout).findings).toEqual(findings);
  });

  test('is told once for each message in Markdown', async () => {
    const { stdout } = await run(['in.txt', '--format', 'markdown'], { cwd: folder });
    expect(times(stdout, `${LABEL}：【&#123;机构&#125;】您好`)).toBe(2);
  });

  test('is told in English by its English name', async () => {
    const { stdout } = await run(['in.txt', '--format', 'markdown', '--lang', 'en'], {
      cwd: folder,
    });
    expect(times(stdout, 'The whole message instead (Overdue reminder)')).toBe(2);
  });

  test('is told on the terminal behind the last finding of each message', async () => {
    const { stdout } = await run(['in.txt', '--format', 'stylish'], { cwd: folder });
    const said = stdout.replace(/\n *│ */g, '');
    expect(times(said, `${LABEL}  ${WHOLE}`)).toBe(2);
    const [first = ''] = stdout.split('整条改写');
    const messages = first.split('\n').filter((line) => /^ +[12]:\d+ /.test(line));
    expect(messages.length).toBeGreaterThan(2);
    expect(messages.every((line) => /^ +1:/.test(line))).toBe(true);
  });

  test('has a column of its own in CSV', async () => {
    const { stdout } = await run(['in.txt', '--format', 'csv'], { cwd: folder });
    const rows: Record<string, string>[] = parse(stdout, { bom: true, columns: true });
    const found = rows.filter((row) => row['cuilint'] === '发现');
    for (const row of found) expect(row['整条改写']).toBe(Number(row['行']) < 3 ? WHOLE : '');
    expect(new Set(found.map((row) => row['行']))).toEqual(new Set(['1', '2', '3']));
  });

  test('is answered once for each message to the page of serve', async () => {
    const io = {
      stdin: { isTerminal: true, read: () => new Uint8Array() },
      stdout: { stream: new PassThrough(), isTerminal: false, columns: undefined },
      stderr: { stream: new PassThrough(), isTerminal: false, columns: undefined },
      env: {},
      cwd: folder,
      now: () => new Date('2026-03-01T10:00:00+08:00'),
    };
    const { judge } = createAnswers('zh', {}, io, currentRules(), '1.2.3');
    const { findings } = (await judge({
      name: 'in.txt',
      bytes: readFileSync(at('in.txt')),
    })) as { findings: { line: number; replacement?: { title: string; text: string } }[] };
    const told = findings.filter(({ replacement }) => replacement !== undefined);
    expect(told.map(({ line, replacement }) => [line, replacement?.title])).toEqual([
      [1, '逾期提醒'],
      [2, '逾期提醒'],
    ]);
    expect(told[0]).toBe(findings[0]);
  });

  test('stands in the card of the page, to be copied', async () => {
    await run(['in.txt', '--format', 'html:out.html'], { cwd: folder });
    const page = readFileSync(at('out.html'), 'utf8');
    expect(times(page, `<dt>${LABEL}</dt>`)).toBe(1);
    expect(page).toContain(`<span lang="zh">${WHOLE}</span> <button type="button" data-copy="">`);
  });

  test('stands beside the rewrite in every row of the workbook', async () => {
    await run(['in.txt', '--format', 'xlsx:out.xlsx'], { cwd: folder });
    const sheet = (await load('out.xlsx')).getWorksheet('明细')!;
    const heads = sheet.getRow(1).values as string[];
    const cells = Array.from(
      { length: sheet.rowCount - 1 },
      (_, row) => sheet.getRow(row + 2).getCell(heads.indexOf('改写建议')).text,
    );
    expect(cells.filter((cell) => cell.endsWith(`\n${LABEL}：${WHOLE}`)).length).toBeGreaterThan(5);
    expect(cells.some((cell) => !cell.includes('整条改写'))).toBe(true);
  });

  test('stands once in the comment and the column of an annotated workbook', async () => {
    await run(['in.xlsx', '--annotate', 'copy.xlsx'], { cwd: folder });
    const sheet = (await load('copy.xlsx')).worksheets[0]!;
    const note = sheet.getCell('B2').note;
    const texts = typeof note === 'string' ? note : note.texts?.map(({ text }) => text).join('');
    expect(times(texts ?? '', `${LABEL}：${WHOLE}`)).toBe(1);
    expect(times(sheet.getCell('D2').text, `${LABEL}：${WHOLE}`)).toBe(1);
    expect(sheet.getCell('D3').text).not.toContain('整条改写');
  });

  test('stands once among the comments of an annotated document', async () => {
    await run(['in.docx', '--annotate', 'copy.docx'], { cwd: folder });
    const parts = await openZip(readFileSync(at('copy.docx')));
    const chunks: Uint8Array[] = [];
    for await (const chunk of parts.open('word/comments.xml')) chunks.push(chunk);
    const comments = Buffer.concat(chunks).toString('utf8');
    expect(times(comments, '整条改写')).toBe(1);
    expect(times(comments, '<w:comment ')).toBeGreaterThan(3);
    const { value } = await mammoth.extractRawText({ buffer: readFileSync(at('copy.docx')) });
    expect(value).toContain(BROKEN);
  });
});
