import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../cli/harness.ts';
import { paragraph, word } from '../readers/office.ts';

let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-copies-'));
  const book = new exceljs.Workbook();
  book.addWorksheet('台账').addRows([
    ['编号', '短信内容'],
    ['1', '您好，我们明天上门找你。'],
  ]);
  await book.xlsx.writeFile(join(folder, '短信.xlsx'));
  await run(['短信.xlsx', '--annotate', '短信-标注.xlsx'], { cwd: folder });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Coverage {
  readonly files: number;
  readonly ignored: Readonly<Record<string, number>>;
}

async function coverage(...argv: readonly string[]): Promise<Coverage> {
  const { stdout } = await run([...argv, '--format', 'json'], { cwd: folder });
  return (JSON.parse(stdout) as { coverage: Coverage }).coverage;
}

/** What somebody does in Excel. */
async function edit(name: string, cell: string, value: string): Promise<void> {
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(join(folder, name));
  book.getWorksheet('台账')!.getCell(cell).value = value;
  await book.xlsx.writeFile(join(folder, name));
}

describe('an annotated copy in a folder', () => {
  test.each(['check', 'audit'])('is not judged beside its original: %s', async (command) => {
    await edit('短信-标注.xlsx', 'F2', '误报');
    expect(await coverage(command, '.')).toMatchObject({ files: 1, ignored: { copy: 1 } });
    expect(await coverage(command, '短信.xlsx', '短信-标注.xlsx')).toMatchObject({
      files: 2,
      ignored: {},
    });
  });

  test('is judged when a text of it has been changed, or when its original is not there', async () => {
    copyFileSync(join(folder, '短信-标注.xlsx'), join(folder, '另存.xlsx'));
    await edit('短信-标注.xlsx', 'B2', '您好，请联系我司客服。');
    expect(await coverage('.')).toMatchObject({ files: 3, ignored: {} });
  });

  test('without annotations is a file like any other', async () => {
    copyFileSync(join(folder, '短信.xlsx'), join(folder, '短信 - 副本.xlsx'));
    expect(await coverage('.')).toMatchObject({ files: 2, ignored: { copy: 1 } });
  });

  test('of a document is known by its comments', async () => {
    rmSync(join(folder, '短信-标注.xlsx'));
    writeFileSync(join(folder, '话术.docx'), await word(paragraph('我们明天上门找你。')));
    await run(['话术.docx', '--annotate', '话术-批注.docx'], { cwd: folder });
    expect(await coverage('.')).toMatchObject({ files: 2, ignored: { copy: 1 } });
  });
});

test('a report of ours in a folder is no log of an audit', async () => {
  await run(['短信.xlsx', '--format', 'xlsx:报告.xlsx'], { cwd: folder });
  expect(await coverage('audit', '.')).toMatchObject({ files: 1, ignored: { copy: 1, report: 1 } });
});
