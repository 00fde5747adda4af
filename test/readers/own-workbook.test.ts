import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OWN_SHEETS } from '../../src/readers/own-workbook.ts';
import { xlsxPhrases } from '../../src/reporters/xlsx-phrases.ts';
import { run } from '../cli/harness.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-own-'));
  mkdirSync(join(folder, 'in'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function judged(): Promise<{ files: number; ignored: Record<string, number> }> {
  const { stdout } = await run(['in', '--format', 'json'], { cwd: folder });
  return (JSON.parse(stdout) as { coverage: { files: number; ignored: Record<string, number> } })
    .coverage;
}

describe('a report in a folder', () => {
  test.each(['zh', 'en'] as const)('is known by its sheets and heads, in %s', async (lang) => {
    const { sheets, columns } = xlsxPhrases(lang);
    const own = OWN_SHEETS[lang === 'zh' ? 0 : 1]!;
    expect(own.sheets).toEqual(Object.values(sheets));
    expect(own.heads).toEqual([columns.text, columns.fingerprint]);
    writeFileSync(join(folder, 'a.txt'), '我们上门找你。\n');
    await run(['a.txt', '--format', 'xlsx:report.xlsx', '--lang', lang], { cwd: folder });
    const book = new exceljs.Workbook();
    await book.xlsx.readFile(join(folder, 'report.xlsx'));
    // Saved by a program that leaves out the properties.
    await book.xlsx.writeFile(join(folder, 'in/saved.xlsx'));
    expect(await judged()).toMatchObject({ files: 0, ignored: { report: 1 } });
  });

  test("sheets of the same names with somebody's own columns are judged", async () => {
    const book = new exceljs.Workbook();
    for (const name of OWN_SHEETS[0]!.sheets)
      book.addWorksheet(name).addRows([
        ['编号', '短信内容'],
        ['1', '您好，我们上门找你。'],
      ]);
    await book.xlsx.writeFile(join(folder, 'in/a.xlsx'));
    expect(await judged()).toMatchObject({ files: 1 });
  });
});
