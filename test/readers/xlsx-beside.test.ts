import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countBeside } from '../../src/readers/xlsx-beside.ts';
import { openZip } from '../../src/readers/zip-parts.ts';
import { run } from '../cli/harness.ts';
import { zip } from './office.ts';

const TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** How many are counted in a sheet to which one part of `type` belongs. */
async function counted(type: string, content: string): Promise<number> {
  const relations = `<Relationships><Relationship Id="r1" Type="${TYPES}/${type}" Target="../part.xml"/></Relationships>`;
  const bytes = await zip({
    'xl/worksheets/_rels/sheet1.xml.rels': relations,
    ...(content === '' ? {} : { 'xl/part.xml': content }),
  });
  return countBeside(await openZip(bytes), 'xl/worksheets/sheet1.xml');
}

const comments = (author: string, ...texts: readonly string[]): string =>
  `<comments><authors><author>甲</author><author>${author}</author></authors><commentList>${texts
    .map((text) => `<comment ref="A1" authorId="1"><text><r><t>${text}</t></r></text></comment>`)
    .join('')}</commentList></comments>`;
const shapes = (...texts: readonly string[]): string =>
  `<xdr:wsDr xmlns:xdr="x" xmlns:a="a">${texts
    .map(
      (text) =>
        `<xdr:sp><xdr:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>`,
    )
    .join('')}<xdr:pic/></xdr:wsDr>`;

describe('comments and text boxes of a sheet', () => {
  test.each([
    {
      name: 'comments with Chinese',
      type: 'comments',
      content: comments('王某', '上门', 'ok', '您好'),
      count: 2,
    },
    { name: 'our own comments', type: 'comments', content: comments('cuilint', '上门'), count: 0 },
    {
      name: 'a comment that stands in for a thread',
      type: 'comments',
      content: comments('tc={1}', '[线程批注]'),
      count: 0,
    },
    {
      name: 'a thread',
      type: 'threadedComment',
      content:
        '<ThreadedComments><threadedComment><text>上门</text></threadedComment></ThreadedComments>',
      count: 1,
    },
    { name: 'text boxes', type: 'drawing', content: shapes('上门', '1', '您好'), count: 2 },
    { name: 'pictures alone', type: 'drawing', content: shapes(), count: 0 },
    { name: 'a part that cannot be read', type: 'drawing', content: '<xdr:wsDr', count: 1 },
    { name: 'a part that is not there', type: 'drawing', content: '', count: 0 },
    { name: 'anything else', type: 'image', content: '<a>上门</a>', count: 0 },
  ])('$name', async ({ type, content, count }) => {
    expect(await counted(type, content)).toBe(count);
  });

  describe('are told and not judged', () => {
    let folder = '';
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'cuilint-beside-'));
    });
    afterEach(() => {
      rmSync(folder, { recursive: true, force: true });
    });

    test('in the workbook and in its annotated copy, whose own comments do not count', async () => {
      const book = new exceljs.Workbook();
      const sheet = book.addWorksheet('表');
      sheet.addRows([['内容'], ['我们上门'], ['您好']]);
      sheet.getCell('A3').note = '这句改成：我们上门';
      await book.xlsx.writeFile(join(folder, 'a.xlsx'));
      const first = await run(['a.xlsx', '--annotate', 'b.xlsx'], { cwd: folder });
      expect(first.stdout).toContain('发现 1 处错误');
      expect(first.stdout).toContain('未读取：工作表的批注、文本框 1\n');
      const again = await run(['b.xlsx', '--format', 'json', '--lang', 'en'], { cwd: folder });
      expect(JSON.parse(again.stdout).coverage.ignored).toEqual({ 'beside-cells': 1 });
      expect(again.code).toBe(1);
    });
  });
});
