import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPacked } from '../../src/readers/registry.ts';
import { writeWorkbook } from '../bench/office.ts';

/** Excel's last row with `CUILINT_ALL_ROWS=1`: some 20 s. */
const ROWS = process.env['CUILINT_ALL_ROWS'] === '1' ? 1_048_576 : 60_000;

/** Characters of one to four bytes in every place of a piece, and references that straddle two. */
function textOf(row: number): string {
  const tail = ['门', '😀', '&', '<', 'a', '\u00e9', '〇', '𠮷'][row % 8]!.repeat(1 + (row % 7));
  return `第${row}条：您的账单已出，请按时还款${tail}${(row * 2_654_435_761) % 1_000_003}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

test(`${ROWS.toLocaleString('en')} rows are read without an altered character`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cuilint-rows-'));
  try {
    const path = join(folder, 'rows.xlsx');
    const rows = Array.from({ length: ROWS - 1 }, (_, index) => [escaped(textOf(index + 2))]);
    await writeWorkbook(path, [['短信内容'], ...rows]);
    const packed = await openPacked({ id: 'rows.xlsx' }, 'rows.xlsx', readFileSync(path));
    let row = 1;
    const wrong: number[] = [];
    for await (const items of packed.read({ timezone: 'Asia/Shanghai' })) {
      for (const item of items) {
        if (item.type !== 'segment') continue;
        row += 1;
        if (item.text !== textOf(row) || item.place?.cell !== `A${row}`) wrong.push(row);
      }
    }
    expect({ row, wrong }).toEqual({ row: ROWS, wrong: [] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 300_000);
