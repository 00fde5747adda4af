import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exceljs from 'exceljs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openZip } from '../../src/readers/zip-parts.ts';
import { run } from '../cli/harness.ts';
import { paragraph, word, wordParts, zip } from '../readers/office.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-damaged-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Annotates what may be broken: a line or a copy that opens, never an error of our own and never half a copy. */
async function annotated(
  ending: string,
  bytes: Uint8Array,
): Promise<{ code: number; stderr: string }> {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  writeFileSync(join(folder, `in.${ending}`), bytes);
  const argv = [`in.${ending}`, '--annotate', `out.${ending}`, '--format', 'json'];
  const { code, stderr } = await run(argv, { cwd: folder });
  expect(stderr).not.toContain('内部错误');
  for (const line of stderr.trimEnd().split('\n'))
    expect(line).toMatch(new RegExp(`^$|^(?:错误|提示): in\\.${ending}: `));
  const left = readdirSync(folder).filter((name) => name !== `in.${ending}`);
  expect(left.filter((name) => name !== `out.${ending}`)).toEqual([]);
  if (existsSync(join(folder, `out.${ending}`)))
    expect(
      (await openZip(readFileSync(join(folder, `out.${ending}`)))).names.length,
    ).toBeGreaterThan(2);
  else {
    expect(code).toBe(2);
    expect(stderr).toMatch(/^错误: /);
  }
  return { code, stderr };
}

async function workbook(): Promise<Uint8Array> {
  const book = new exceljs.Workbook();
  const sheet = book.addWorksheet('表');
  sheet.addRows([
    ['编号', '内容'],
    ['1', '我们上门'],
    ['2', '你是老赖'],
  ]);
  sheet.getCell('B2').note = '原有';
  return new Uint8Array(await book.xlsx.writeBuffer());
}

describe.each([
  { ending: 'xlsx', make: workbook },
  { ending: 'docx', make: () => word(paragraph('我们上门') + paragraph('你是老赖')) },
])('$ending', ({ ending, make }) => {
  test('any changed byte and every cut', async () => {
    const whole = await make();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, by, cuts) => {
          const bytes = cuts ? whole.slice(0, at) : Uint8Array.from(whole);
          if (!cuts) bytes[at] = bytes[at]! ^ by;
          await annotated(ending, bytes);
        },
      ),
      { numRuns: 120 },
    );
  });
});

test.each([
  {
    name: 'a DOCTYPE with entities',
    part: (xml: string) =>
      xml.replace('<w:document', '<!DOCTYPE w [<!ENTITY a "上门">]><w:document'),
  },
  { name: 'an unknown entity', part: (xml: string) => xml.replace('上门', '&bomb;上门') },
  { name: 'a tag that never ends', part: (xml: string) => xml.slice(0, xml.indexOf('上门') + 2) },
])('one line and no copy for $name', async ({ part }) => {
  const parts = wordParts(paragraph('我们上门'));
  const broken = { ...parts, 'word/document.xml': part(parts['word/document.xml']!) };
  const { code, stderr } = await annotated('docx', await zip(broken));
  expect(code).toBe(2);
  expect(stderr).toMatch(/^错误: /);
});
