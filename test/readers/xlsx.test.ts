import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { locate } from '../../src/text/lines.ts';
import { escapeXml, readOffice, zip } from './office.ts';
import type { Read } from './read.ts';

type Fill = (book: ExcelJS.Workbook) => void;

/** A workbook written by exceljs, read by us. */
async function readBook(fill: Fill): Promise<Read> {
  const book = new ExcelJS.Workbook();
  fill(book);
  return readOffice(new Uint8Array(await book.xlsx.writeBuffer()), 'file.xlsx');
}

/** Text, sheet and cell of what was read. */
function shown({ segments, problems }: Read): readonly (readonly [string, string])[] {
  expect(problems).toEqual([]);
  return segments.map(({ text, place }) => [`${place?.sheet}!${place?.cell}`, text]);
}

const LONG = '尊敬的客户，您的账单已逾期，请尽快还款。';

describe('workbooks written by exceljs', () => {
  test('title rows stand above the header, and are no texts', async () => {
    const read = await readBook((book) => {
      const sheet = book.addWorksheet('台账');
      sheet.mergeCells('A1:C1');
      sheet.getCell('A1').value = '2026年催收短信台账';
      sheet.getCell('A2').value = '制表：合规部';
      sheet.getRow(4).values = ['编号', '手机号', '短信内容'];
      sheet.getRow(5).values = ['T1', '13912345678', LONG];
      sheet.getRow(6).values = ['T2', '13912345679', '再不还款就上门'];
    });
    expect(shown(read)).toEqual([
      ['台账!C5', LONG],
      ['台账!C6', '再不还款就上门'],
    ]);
    expect(
      read.segments.map(({ meta, record, origin }) => [meta.recordId, record, origin.line]),
    ).toEqual([
      ['T1', 1, 5],
      ['T2', 2, 6],
    ]);
    expect(read.columns).toMatchObject([{ text: ['短信内容'] }]);
  });

  test('a header over two rows is one, and merged cells below it hold for all their rows', async () => {
    const read = await readBook((book) => {
      const sheet = book.addWorksheet('表');
      sheet.mergeCells('A1:A2');
      sheet.mergeCells('B1:C1');
      sheet.getCell('A1').value = '机构';
      sheet.getCell('B1').value = '模板';
      sheet.getCell('B2').value = '模板编号';
      sheet.getCell('C2').value = '短信内容';
      sheet.mergeCells('A3:A4');
      sheet.getCell('A3').value = '甲公司';
      sheet.getRow(3).getCell(2).value = 'T1';
      sheet.getRow(3).getCell(3).value = LONG;
      sheet.getRow(4).getCell(2).value = 'T2';
      sheet.getRow(4).getCell(3).value = `${LONG}谢谢。`;
    });
    expect(shown(read).map(([cell]) => cell)).toEqual(['表!C3', '表!C4']);
    expect(read.segments.map(({ meta }) => [meta.agency, meta.templateId])).toEqual([
      ['甲公司', 'T1'],
      ['甲公司', 'T2'],
    ]);
  });

  test('a second table with other columns, and a text merged over its row, are judged where they stand', async () => {
    const read = await readBook((book) => {
      const sheet = book.addWorksheet('表');
      sheet.addRow(['编号', '内容', '备注']);
      sheet.addRow(['T1', LONG, '客户说，不要再打电话给我了。']);
      sheet.addRow(['T2', '', '客户说，不要再打电话给我了。']);
      sheet.addRow([]);
      sheet.addRow(['话术', '场景']);
      sheet.addRow(['再不还款，我们就上门找你。', '开场']);
      sheet.addRow(['以下为催收话术，仅供参考。']);
      sheet.mergeCells('A7:C7');
      sheet.addRow(['合计：以上共三条，均已修改完成。']);
    });
    expect(shown(read).filter(([, text]) => text.length > 4)).toEqual([
      ['表!B2', LONG],
      ['表!A6', '再不还款，我们就上门找你。'],
      ['表!A7', '以下为催收话术，仅供参考。'],
    ]);
    expect(read.segments.find(({ place }) => place?.cell === 'A6')?.meta.recordId).toBeUndefined();
  });

  test('a call without a transcript is a record, whatever else its row says', async () => {
    const read = await readBook((book) => {
      const sheet = book.addWorksheet('表');
      sheet.addRow(['客户编号', '被叫号码', '通话文本']);
      sheet.addRow(['T1', '13912345678', LONG]);
      sheet.addRow(['客户要求投诉，不要再联系家人。', '13912345678', '']);
    });
    expect(shown(read)).toEqual([['表!C2', LONG]]);
  });

  test('hidden sheets, rows and columns are judged, and the choice of columns says so', async () => {
    const read = await readBook((book) => {
      for (const [name, state] of [
        ['一', 'visible'],
        ['二', 'hidden'],
        ['三', 'veryHidden'],
      ] as const) {
        const sheet = book.addWorksheet(name, { state });
        sheet.addRow(['内容']);
        sheet.addRow([LONG]);
        sheet.getRow(2).hidden = true;
        sheet.getColumn(1).hidden = true;
      }
    });
    expect(shown(read).map(([cell]) => cell)).toEqual(['一!A2', '二!A2', '三!A2']);
    expect(read.columns.at(-1)?.text).toEqual(['一!内容', '二 (hidden)!内容', '三 (hidden)!内容']);
  });

  test('rich text, hyperlinks and stored results of formulas are texts; a result never stored is told', async () => {
    const read = await readBook((book) => {
      const sheet = book.addWorksheet('S');
      sheet.addRow(['序号', '内容']);
      sheet.addRow([
        1,
        {
          richText: [
            { text: '我们会上' },
            { text: '门', font: { bold: true } },
            { text: '催收。' },
          ],
        },
      ]);
      sheet.addRow([2, { text: `${LONG}点此`, hyperlink: 'https://example.test/' }]);
      sheet.addRow([3, { formula: 'A1&B1', result: `${LONG}一` }]);
      sheet.addRow([4, { formula: 'A2&B2' }]);
    });
    expect(read.segments.map(({ text, place }) => [place?.cell, text])).toEqual([
      ['B2', '我们会上门催收。'],
      ['B3', `${LONG}点此`],
      ['B4', `${LONG}一`],
    ]);
    expect(read.problems.map(({ reason }) => reason.zh)).toEqual([
      '工作表“S”有 1 个公式单元格没有保存结果（首个 B5），未检查',
    ]);
  });

  test.each([
    ['1900', false],
    ['1904', true],
  ])(
    'dates are those of the calendar of %s, numbers as text keep their zeros',
    async (_, date1904) => {
      const read = await readBook((book) => {
        book.properties.date1904 = date1904;
        const sheet = book.addWorksheet('S');
        sheet.addRow(['发送时间', '手机号', '案件编号', '短信内容']);
        sheet.addRow([new Date(Date.UTC(2026, 4, 1, 22, 30, 5)), 13912345678, '00123', LONG]);
        sheet.getCell('A2').numFmt = 'yyyy"年"m"月"d"日" hh:mm:ss';
      });
      expect(read.segments.map(({ meta }) => meta)).toMatchObject([
        { sentAt: '2026-05-01T22:30:05+08:00', recipient: '13912345678', case: '00123' },
      ]);
    },
  );

  test('shared strings and strings of the cells read the same', async () => {
    const fill: Fill = (book) => {
      const sheet = book.addWorksheet('S');
      sheet.addRow(['内容']);
      sheet.addRow([LONG]);
      sheet.addRow([`${LONG}\n第二行 <b>&amp;`]);
    };
    const shared = await readBook(fill);
    const cells = shown(shared)
      .map(
        ([cell, text]) =>
          `<c r="${cell.slice(2)}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`,
      )
      .map((cell, index) => `<row r="${index + 2}">${cell}</row>`);
    const inline = await readOffice(
      await zip(
        bookParts(`<row r="1"><c t="inlineStr"><is><t>内容</t></is></c></row>${cells.join('')}`),
      ),
      'file.xlsx',
    );
    expect(shown(inline)).toEqual(shown(shared));
  });
});

/** The least of a workbook: a sheet S with these rows, and other parts. */
function bookParts(
  rows: string,
  others: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = (entries: readonly (readonly [string, string, string])[]): string =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries.map(([id, type, target]) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`).join('')}</Relationships>`;
  return {
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook xmlns:r="${office}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
      ...Object.keys(others).map((name, index): [string, string, string] => [
        `rId${index + 2}`,
        name.replace('.xml', ''),
        name,
      ]),
    ]),
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    ...Object.fromEntries(Object.entries(others).map(([name, content]) => [`xl/${name}`, content])),
  };
}

describe('workbooks of parts', () => {
  test('phonetic readings are no part of a text, escaped characters are resolved', async () => {
    const parts = bookParts(
      '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row><row r="3"><c t="inlineStr"><is><r><t>上门</t></r><rPh sb="0" eb="1"><t>shang</t></rPh><r><t>催收_x000D__x005F_x0041_</t></r></is></c></row>',
      {
        'sharedStrings.xml':
          '<sst><si><t>内容</t></si><si><r><t>请您</t></r><rPh sb="0" eb="2"><t>qing nin</t></rPh><r><t>尽快还款</t></r><phoneticPr fontId="1"/></si></sst>',
      },
    );
    expect(shown(await readOffice(await zip(parts), 'file.xlsx'))).toEqual([
      ['S!A2', '请您尽快还款'],
      ['S!A3', '上门催收\r_x0041_'],
    ]);
  });
});

describe('laws', () => {
  const text = fc
    .array(fc.constantFrom('上门', '😀', '请还款', '\n', ' ', '<&>"', '=1+1', 'é', '。'), {
      minLength: 1,
      maxLength: 8,
    })
    .map((pieces) => `尊敬的客户您好${pieces.join('')}`);

  test('every text that exceljs wrote is read from its cell, unit by unit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(text, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 }),
        async (rows) => {
          const { segments, problems } = await readBook((book) => {
            const sheet = book.addWorksheet('表');
            sheet.addRow(['短信内容', '话术']);
            for (const row of rows) sheet.addRow(row);
          });
          expect(problems).toEqual([]);
          expect(segments.map(({ place }) => place?.cell)).toEqual(
            rows.flatMap((_, index) => [`A${index + 2}`, `B${index + 2}`]),
          );
          for (const [index, segment] of segments.entries()) {
            const written = rows.flat()[index]!;
            expect(segment.text).toBe(written);
            const place = locate(segment.origin, 7, written.length, written.length);
            expect(written.slice(place.column - 1, place.endColumn - 1)).toBe(written.slice(7));
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
