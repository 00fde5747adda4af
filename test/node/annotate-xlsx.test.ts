import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { read, utils } from '@e965/xlsx';
import exceljs from 'exceljs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openZip } from '../../src/readers/zip-parts.ts';
import { type RunOutput, run } from '../cli/harness.ts';
import { zip } from '../readers/office.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-annotate-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const bytesOf = (name: string): Buffer => readFileSync(join(folder, name));
const annotate = (...more: readonly string[]): Promise<RunOutput> =>
  run(['in.xlsx', '--annotate', 'out.xlsx', '--format', 'json', ...more], { cwd: folder });

/** Every part of a zip as text. */
async function partsOf(bytes: Uint8Array): Promise<Record<string, string>> {
  const zipped = await openZip(bytes);
  const parts: Record<string, string> = {};
  for (const name of zipped.names) {
    if (name.endsWith('/')) continue;
    const chunks: Uint8Array[] = [];
    for await (const chunk of zipped.open(name)) chunks.push(chunk);
    parts[name] = Buffer.concat(chunks).toString('latin1');
  }
  return parts;
}

async function load(bytes: Buffer): Promise<exceljs.Workbook> {
  const book = new exceljs.Workbook();
  // exceljs has its own idea of a Buffer.
  await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0]);
  return book;
}

/** A workbook as people keep them: merged title, formulas, a comment, a filter, a table, a list, a protected sheet. */
async function peoplesWorkbook(): Promise<Buffer> {
  const book = new exceljs.Workbook();
  const sheet = book.addWorksheet('逾期短信', { views: [{ state: 'frozen', ySplit: 2 }] });
  sheet.mergeCells('A1:E1');
  sheet.getCell('A1').value = '2026 年短信模板';
  sheet.getRow(2).values = ['编号', '短信内容', '字数', '渠道'];
  sheet.getRow(2).eachCell((cell) => {
    cell.font = { bold: true, color: { argb: 'FFFFFFFF' } };
  });
  const texts = [
    '您好，我们上门找你。',
    '您的账单已出，请按时还款。',
    '你是老赖，我们上门。',
    '请致电客服。',
  ];
  for (const [index, text] of texts.entries()) {
    const formula = { formula: `LEN(B${index + 3})`, result: text.length };
    sheet.getRow(index + 3).values = [`T${index}`, text, formula, '短信'];
  }
  sheet.getColumn(2).width = 60;
  sheet.getRow(4).height = 40;
  sheet.autoFilter = 'A2:D6';
  sheet.getCell('B3').note = '原有批注';
  sheet.getCell('D3').dataValidation = {
    type: 'list',
    allowBlank: true,
    formulae: ['"短信,微信"'],
  };
  sheet.getCell('G3').fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFFFF00' } };
  const other = book.addWorksheet('汇总表');
  other.getCell('A1').value = '合计';
  other.getCell('B1').value = { formula: "SUM('逾期短信'!C3:C6)", result: 40 };
  const locked = book.addWorksheet('受保护');
  locked.addRow(['编号', '内容']);
  locked.addRow(['X', '我们已经立案，请您注意。']);
  locked.addTable({
    name: 'T1',
    ref: 'D1',
    headerRow: true,
    columns: [{ name: '甲' }, { name: '乙' }],
    rows: [['1', '2']],
  });
  await locked.protect('secret', {});
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** The added elements of a sheet taken out again. `first` is the number of the first added column, from 1. */
function withoutAdded(sheet: string, first: number): string {
  const letters = Array.from({ length: 7 }, (_, index) => String.fromCharCode(64 + first + index));
  const own = letters.join('');
  return sheet
    .replace(
      new RegExp(`<c r="[${own}]\\d+" s="\\d+"(?: t="inlineStr"><is>.*?</is></c>|/>)`, 'gs'),
      '',
    )
    .replace(/<col min="(\d+)"[^>]*?\/>/g, (col, min) => (Number(min) >= first ? '' : col))
    .replace(/<dataValidation [^>]*promptTitle="处理意见".*?<\/dataValidation>/gs, '')
    .replace(/<legacyDrawing [^>]*rIdCuilint\d+"\/>/, '')
    .replace(/<cols><\/cols>|<dataValidations count="1"><\/dataValidations>/g, '')
    .replace(/(<dataValidations count=)"\d+"/, '$1""')
    .replace(/(<dimension ref=)"[^"]*"/, '$1""')
    .replace(/ spans="[^"]*"/g, '');
}

describe('an annotated copy', () => {
  test('differs from its original in the added columns and comments alone', async () => {
    const original = await peoplesWorkbook();
    writeFileSync(join(folder, 'in.xlsx'), original);
    const { code, stderr } = await annotate();
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(bytesOf('in.xlsx').equals(original)).toBe(true);

    const before = await partsOf(original);
    const after = await partsOf(bytesOf('out.xlsx'));
    const added = Object.keys(after).filter((name) => before[name] === undefined);
    expect(added.sort()).toEqual(['xl/comments2.xml', 'xl/drawings/vmlDrawing2.vml']);
    const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
    expect(changed.sort()).toEqual([
      '[Content_Types].xml',
      'xl/comments1.xml',
      'xl/drawings/vmlDrawing1.vml',
      'xl/styles.xml',
      'xl/worksheets/_rels/sheet3.xml.rels',
      'xl/worksheets/sheet1.xml',
      'xl/worksheets/sheet3.xml',
    ]);
    const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');
    for (const [name, first] of [
      ['xl/worksheets/sheet1.xml', 8],
      ['xl/worksheets/sheet3.xml', 6],
    ] as const)
      expect(withoutAdded(utf8(after[name]!), first)).toBe(withoutAdded(utf8(before[name]!), 99));
    // Lists keep what they had, in its order, and their new entries follow.
    for (const [name, end] of [
      ['xl/comments1.xml', '</commentList>'],
      ['xl/drawings/vmlDrawing1.vml', '</xml>'],
      ['xl/worksheets/_rels/sheet3.xml.rels', '</Relationships>'],
      ['[Content_Types].xml', '</Types>'],
    ] as const) {
      const head = before[name]!.slice(
        before[name]!.indexOf('>', 60),
        before[name]!.lastIndexOf(end),
      );
      expect(
        after[name]!.replace(
          '<author xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">cuilint</author>',
          '',
        ),
      ).toContain(head);
    }
  });

  test('is read by exceljs as the original with columns at its right', async () => {
    const original = await peoplesWorkbook();
    writeFileSync(join(folder, 'in.xlsx'), original);
    await annotate();
    const [before, after] = [await load(original), await load(bytesOf('out.xlsx'))];
    for (const sheet of before.worksheets) {
      const copy = after.getWorksheet(sheet.name)!;
      sheet.eachRow((row, number) => {
        expect(copy.getRow(number).height).toBe(row.height);
        row.eachCell((cell) => {
          const other = copy.getCell(cell.address);
          expect(other.value).toEqual(cell.value);
          expect(other.style).toEqual(cell.style);
        });
      });
      for (let column = 1; column <= 5; column += 1)
        expect(copy.getColumn(column).width).toBe(sheet.getColumn(column).width);
    }
    const sheet = after.getWorksheet('逾期短信')!;
    const texts = (row: number): unknown[] =>
      [8, 9, 10, 11, 12, 13, 14].map((column) => sheet.getRow(row).getCell(column).value);
    expect(texts(2)).toEqual([
      'cuilint·发现',
      'cuilint·改写建议',
      'cuilint·依据',
      'cuilint·处理意见',
      'cuilint·处理人',
      'cuilint·理由',
      'cuilint·指纹',
    ]);
    expect(texts(3).slice(0, 2)).toEqual(['【错误】含有上门：“上门”不可使用。', '请与我司联系。']);
    expect(String(texts(5)[0]).split('\n')).toHaveLength(2);
    expect(texts(4)).toEqual([null, null, null, null, null, null, null]);
    expect(sheet.getCell('K3').dataValidation.formulae).toEqual(['"误报,接受,已改"']);
    expect(sheet.getCell('D3').dataValidation.formulae).toEqual(['"短信,微信"']);
    const note = (cell: exceljs.Cell): string =>
      typeof cell.note === 'string'
        ? cell.note
        : (cell.note?.texts ?? []).map(({ text }) => text).join('');
    expect(note(sheet.getCell('B3'))).toBe('原有批注');
    expect(note(sheet.getCell('B5'))).toContain('【警告】含有老赖');
    expect(note(after.getWorksheet('受保护')!.getCell('B2'))).toContain('【提示】含有立案');
  });

  test('is read by another library, holds no formula that was not there, and is the same every time', async () => {
    writeFileSync(join(folder, 'in.xlsx'), await peoplesWorkbook());
    await annotate();
    const first = bytesOf('out.xlsx');
    await annotate();
    expect(bytesOf('out.xlsx').equals(first)).toBe(true);
    const book = read(first, { cellFormula: true });
    const formulas = book.SheetNames.flatMap((name) =>
      Object.entries(book.Sheets[name]!).flatMap(([cell, { f }]) =>
        f === undefined ? [] : [`${name}!${cell}`],
      ),
    );
    expect(formulas).toEqual([
      '逾期短信!C3',
      '逾期短信!C4',
      '逾期短信!C5',
      '逾期短信!C6',
      '汇总表!B1',
    ]);
  });

  test('is checked without its added columns, and not annotated twice', async () => {
    writeFileSync(join(folder, 'in.xlsx'), await peoplesWorkbook());
    const places = async (name: string): Promise<readonly string[]> => {
      const { stdout } = await run([name, '--format', 'json'], { cwd: folder });
      return JSON.parse(stdout).findings.map(
        ({ sheet, cell, ruleId }: Record<string, string>) => `${sheet}!${cell} ${ruleId}`,
      );
    };
    await annotate();
    expect(await places('out.xlsx')).toEqual(await places('in.xlsx'));
    const again = await run(['out.xlsx', '--annotate', 'third.xlsx'], { cwd: folder });
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('已有标注列');
    expect(readdirSync(folder).sort()).toEqual(['in.xlsx', 'out.xlsx']);
  });

  test('says how many findings --max-findings has kept out of it', async () => {
    writeFileSync(join(folder, 'in.xlsx'), await peoplesWorkbook());
    expect((await annotate('--max-findings', '1')).stderr).toBe(
      '提示: in.xlsx: 因 --max-findings，另有 3 处发现没有写入标注副本\n',
    );
  });

  test('beyond 5,000 comments in a sheet has the others in the columns alone, and tells it', async () => {
    const book = new exceljs.Workbook();
    const sheet = book.addWorksheet('短信');
    sheet.addRow(['编号', '短信内容']);
    for (let row = 1; row <= 5_003; row += 1)
      sheet.addRow([String(row), `第${row}条，我们上门找你。`]);
    writeFileSync(join(folder, 'in.xlsx'), Buffer.from(await book.xlsx.writeBuffer()));
    const { stderr, stdout } = await annotate();
    expect(JSON.parse(stdout).findings).toHaveLength(5_003);
    expect(stderr).toContain(
      'in.xlsx: 工作表“短信”批注太多，Excel 会变慢：另有 3 个单元格只写在右侧的标注列里',
    );
    const copy = (await load(bytesOf('out.xlsx'))).worksheets[0]!;
    const notes = Array.from({ length: 5_003 }, (_, row) => copy.getCell(row + 2, 2).note);
    expect(notes.filter((note) => note !== undefined)).toHaveLength(5_000);
    expect(copy.getCell('C5004').text).toContain('上门');
  }, 60_000);

  test('of a workbook without findings is the workbook', async () => {
    const book = new exceljs.Workbook();
    book.addWorksheet('表').addRows([['内容'], ['您的账单已出，请按时还款。']]);
    const original = Buffer.from(await book.xlsx.writeBuffer());
    writeFileSync(join(folder, 'in.xlsx'), original);
    expect((await annotate()).code).toBe(0);
    expect(await partsOf(bytesOf('out.xlsx'))).toEqual(await partsOf(original));
  });

  test('masks what it repeats, as every report does', async () => {
    const book = new exceljs.Workbook();
    book.addWorksheet('表13812340000').addRows([['内容'], ['我们上门，请回电13812340000。']]);
    writeFileSync(join(folder, 'in.xlsx'), Buffer.from(await book.xlsx.writeBuffer()));
    expect((await annotate()).code).toBe(1);
    const sheet = (await load(bytesOf('out.xlsx'))).worksheets[0]!;
    expect(sheet.getCell('A2').value).toBe('我们上门，请回电13812340000。');
    const added = JSON.stringify(sheet.getRow(2).values).replace(/.*?13812340000。"/, '');
    expect(added).toContain('上门');
    expect(added).not.toContain('13812340000');
  });
});

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The least that is a workbook, with a sheet as it is given. */
function handMade(sheet: string | Uint8Array): Promise<Uint8Array> {
  return zip({
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${REL}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': sheet,
  });
}

const text = (content: string, reference = ''): string =>
  `<c${reference === '' ? '' : ` r="${reference}"`} t="inlineStr"><is><t>${content}</t></is></c>`;

describe('sheets of other programs', () => {
  test.each([
    {
      name: 'elements with a prefix, no styles, no references',
      sheet: `<x:worksheet xmlns:x="${MAIN}"><x:sheetData><x:row>${text('内容').replace(/<(\/?)/g, '<$1x:')}</x:row><x:row>${text('我们上门').replace(/<(\/?)/g, '<$1x:')}</x:row></x:sheetData></x:worksheet>`,
      head: 'B1',
      cell: 'B2',
    },
    {
      name: 'empty cells with a style in the way, and beyond',
      sheet: `<worksheet xmlns="${MAIN}"><sheetData><row r="1">${text('内容', 'A1')}<c r="B1" s="0"/></row><row r="2">${text('我们上门', 'A2')}<c r="B2" s="0"/><c r="C2" s="0"></c><c r="AZ2" s="0"/></row></sheetData></worksheet>`,
      head: 'B1',
      cell: 'B2',
    },
    {
      name: 'a width over all columns, and extensions of a rule before the lists',
      sheet: `<worksheet xmlns="${MAIN}"><cols><col min="1" max="16384" width="9" customWidth="1"/></cols><sheetData><row r="1">${text('内容', 'A1')}</row><row r="2">${text('我们上门', 'A2')}</row></sheetData><conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>1</formula><extLst><ext uri="x"/></extLst></cfRule></conditionalFormatting><pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/></worksheet>`,
      head: 'B1',
      cell: 'B2',
    },
    {
      name: 'no row of names',
      sheet: `<worksheet xmlns="${MAIN}"><sheetData><row r="3">${text('我们上门，请您尽快与我们联系处理', 'B3')}</row><row r="4">${text('我们上门，请您尽快与我们联系处理。', 'B4')}</row></sheetData></worksheet>`,
      head: 'C3',
      cell: 'C4',
    },
  ])('$name', async ({ sheet, head, cell }) => {
    writeFileSync(join(folder, 'in.xlsx'), await handMade(sheet));
    const { code, stderr } = await annotate();
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const book = read(bytesOf('out.xlsx'));
    const shown = book.Sheets['表']!;
    expect(shown[head]?.v).toMatch(/^cuilint·发现/);
    expect(shown[cell]?.v).toContain('【错误】含有上门');
    const xml = Buffer.from(
      (await partsOf(bytesOf('out.xlsx')))['xl/worksheets/sheet1.xml']!,
      'latin1',
    ).toString();
    // No cell twice, cells from left to right, and the elements behind the rows in the order of the standard.
    for (const [, row] of xml.matchAll(/<(?:x:)?row\b[^>]*>(.*?)<\/(?:x:)?row>/gs)) {
      const columns = [...row!.matchAll(/<(?:x:)?c r="([A-Z]+)\d+"/g)].map(([, letters]) =>
        utils.decode_col(letters!),
      );
      expect(columns).toEqual([...new Set(columns)].sort((a, b) => a - b));
    }
    const order = [
      ...xml.matchAll(
        /<(?:x:)?(cols|sheetData|conditionalFormatting|dataValidations|pageMargins|legacyDrawing)\b/g,
      ),
    ].map(([, name]) => name!);
    const standard = [
      'cols',
      'sheetData',
      'conditionalFormatting',
      'dataValidations',
      'pageMargins',
      'legacyDrawing',
    ];
    expect(order).toEqual(standard.filter((name) => order.includes(name)));
    expect(order).toContain('legacyDrawing');
    const again = await run(['out.xlsx', '--format', 'json'], { cwd: folder });
    const count = JSON.parse((await run(['in.xlsx', '--format', 'json'], { cwd: folder })).stdout)
      .findings.length;
    expect(JSON.parse(again.stdout).findings).toHaveLength(count);
  });
});

describe('one clear line, exit 2 and no copy', () => {
  const refuse = async (...argv: readonly string[]): Promise<string> => {
    const before = readdirSync(folder).sort();
    const { code, stdout, stderr } = await run(argv, { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(readdirSync(folder).sort()).toEqual(before);
    return stderr;
  };

  beforeEach(async () => {
    writeFileSync(join(folder, 'in.xlsx'), await peoplesWorkbook());
    writeFileSync(join(folder, 'a.txt'), '我们上门\n');
  });

  test.each([
    { name: 'a text', argv: ['a.txt', '--annotate', 'out.xlsx'], told: '不是 Excel 或 Word 文件' },
    {
      name: 'two files',
      argv: ['a.txt', 'in.xlsx', '--annotate', 'out.xlsx'],
      told: '有 2 个文件',
    },
    {
      name: 'the file itself',
      argv: ['in.xlsx', '--annotate', './in.xlsx'],
      told: '不能写到原文件',
    },
    {
      name: 'the file of a report',
      argv: ['in.xlsx', '--annotate', 'out.xlsx', '--format', 'xlsx:./out.xlsx'],
      told: '两个报告都要写入 out.xlsx',
    },
    { name: 'another ending', argv: ['in.xlsx', '--annotate', 'out.docx'], told: '.xlsx' },
    {
      name: 'no such folder',
      argv: ['in.xlsx', '--annotate', 'no/out.xlsx'],
      told: '文件夹不存在',
    },
    {
      name: 'no such file',
      argv: ['no.xlsx', '--annotate', 'out.xlsx', '--format', 'json:r.json'],
      told: 'no.xlsx',
    },
  ])('$name', async ({ argv, told }) => {
    if (argv.includes('json:r.json')) {
      const { code, stderr } = await run(argv, { cwd: folder });
      expect(code).toBe(2);
      expect(stderr).toContain(told);
      expect(readdirSync(folder)).not.toContain('out.xlsx');
    } else expect(await refuse(...argv)).toContain(told);
  });

  test('a folder in its place', async () => {
    mkdirSync(join(folder, 'out.xlsx'));
    expect(await refuse('in.xlsx', '--annotate', 'out.xlsx')).toContain('out.xlsx');
  });

  test('an old workbook, and one behind a password', async () => {
    const ole = (name: string): Buffer =>
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.alloc(600),
        Buffer.from(name, 'utf16le'),
      ]);
    writeFileSync(join(folder, 'old.xls'), ole('Workbook'));
    writeFileSync(join(folder, 'secret.xlsx'), ole('EncryptedPackage'));
    expect(await refuse('old.xls', '--annotate', 'out.xls')).toContain('旧版 Excel');
    expect(await refuse('secret.xlsx', '--annotate', 'out.xlsx')).toContain('密码');
  });

  test('a workbook in the strict spelling', async () => {
    const sheet = `<worksheet xmlns="${MAIN}"><sheetData><row r="1">${text('内容', 'A1')}</row><row r="2">${text('我们上门', 'A2')}</row></sheetData></worksheet>`;
    const parts = await partsOf(await handMade(sheet));
    const strict = Object.entries(parts).map(([name, content]) => [
      name,
      Buffer.from(
        content
          .replaceAll(MAIN, 'http://purl.oclc.org/ooxml/spreadsheetml/main')
          .replaceAll(REL, 'http://purl.oclc.org/ooxml/officeDocument/relationships'),
        'latin1',
      ),
    ]);
    writeFileSync(join(folder, 'strict.xlsx'), await zip(Object.fromEntries(strict)));
    const { stdout } = await run(['strict.xlsx', '--format', 'json'], { cwd: folder });
    expect(JSON.parse(stdout).findings).toHaveLength(1);
    expect(await refuse('strict.xlsx', '--annotate', 'out.xlsx')).toContain('Strict Open XML');
  });

  test('a sheet in another encoding, and a signed workbook', async () => {
    const sheet = `\ufeff<worksheet xmlns="${MAIN}"><sheetData><row r="1">${text('内容', 'A1')}</row><row r="2">${text('我们上门', 'A2')}</row></sheetData></worksheet>`;
    writeFileSync(join(folder, 'wide.xlsx'), await handMade(Buffer.from(sheet, 'utf16le')));
    expect(await refuse('wide.xlsx', '--annotate', 'out.xlsx')).toContain('UTF-8');
    const signed = await partsOf(await handMade(sheet.slice(1)));
    const utf8 = Object.entries(signed).map(([name, content]) => [
      name,
      Buffer.from(content, 'latin1'),
    ]);
    const parts = Object.fromEntries([...utf8, ['_xmlsignatures/origin.sigs', Buffer.from('x')]]);
    writeFileSync(join(folder, 'signed.xlsx'), await zip(parts));
    expect(await refuse('signed.xlsx', '--annotate', 'out.xlsx')).toMatch(
      /数字签名.*请在 Excel、WPS 或 Word 里打开并另存一份/,
    );
  });
});
