import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { isPacked } from '../../src/readers/registry.ts';
import { paragraph, readOffice, refusal, word, wordParts, zip } from './office.ts';

async function workbook(): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('S');
  sheet.addRow(['短信内容']);
  sheet.addRow(['尊敬的客户，您的账单已逾期，请尽快还款。']);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

/** The container of the old formats: its mark, and the names of its streams. */
function ole(...names: readonly string[]): Uint8Array {
  const head = Buffer.from('d0cf11e0a1b11ae1', 'hex');
  return Buffer.concat([
    head,
    Buffer.alloc(504),
    ...names.map((name) => Buffer.from(name, 'utf16le')),
  ]);
}

/** A workbook of exceljs with its parts changed; undefined takes one away. */
async function changed(parts: Readonly<Record<string, string | undefined>>): Promise<Uint8Array> {
  const all: Record<string, string> = {};
  const { fromBufferPromise } = await import('yauzl');
  const file = await fromBufferPromise(Buffer.from(await workbook()), {
    lazyEntries: true,
    autoClose: false,
  });
  for await (const entry of file.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    let text = '';
    // The streams of yauzl give bytes.
    for await (const chunk of await file.openReadStreamPromise(entry))
      text += (chunk as Buffer).toString('utf8');
    all[entry.fileName] = text;
  }
  for (const [name, content] of Object.entries(parts)) {
    if (content === undefined) delete all[name];
    else all[name] = content;
  }
  return zip(all);
}

const SHEET = 'xl/worksheets/sheet1.xml';

describe('files that are refused, each with the line that helps', () => {
  test.each([
    ['a.xls', ole('Workbook'), /旧版 Excel 格式（\.xls）.*另存为 \.xlsx/],
    ['a.doc', ole('WordDocument'), /旧版 Word 格式（\.doc）.*\.docx/],
    ['a.xlsx', ole('EncryptionInfo', 'EncryptedPackage'), /密码保护.*取消密码/],
    ['a.xls', Buffer.from('<html><table><tr><td>短信</td></tr></table></html>'), /HTML 网页表格/],
    ['a.docx', new Uint8Array(), /空的（0 字节）/],
    ['库/~$短信.xlsx', Buffer.from('\u0005Admin   '), /临时文件.*去掉“~\$”/],
    ['a.docx', Buffer.from('{\\rtf1 text}'), /RTF.*另存为 \.docx/],
    ['a.rtf', Buffer.from("{\\rtf1\\ansi \\'c4\\'fa}"), /RTF.*另存为 \.docx/],
    ['a.pdf', Buffer.from('%PDF-1.7\n1 0 obj'), /PDF.*另存为 \.docx/],
    ['a.docx', Buffer.from('%PDF-1.7\n1 0 obj'), /PDF.*另存为 \.docx/],
    ['a.png', Buffer.from('89504e470d0a1a0a', 'hex'), /图片.*录入/],
    ['a.jpg', Buffer.from('ffd8ffe0', 'hex'), /图片.*录入/],
    ['a.gif', Buffer.from('GIF89a'), /图片.*录入/],
    ['a.rar', Buffer.from('526172211a0700', 'hex'), /RAR.*解压/],
    ['a.7z', Buffer.from('377abcaf271c', 'hex'), /7z.*解压/],
    ['a.csv', Buffer.from('1f8b0800', 'hex'), /gzip.*\.gz/],
    ['a.xlsx', Buffer.from('编号,内容\n1,您好\n'), /扩展名与内容不符.*\.csv/],
    ['a.docx', Buffer.from('PK\u0003\u0004 cut off'), /已损坏或不完整/],
  ])('%s: %#', async (name, bytes, expected) => {
    expect(isPacked(name, bytes)).toBe(true);
    const line = await refusal(bytes, name);
    expect(line).toMatch(expected);
    expect(line).not.toContain('\n');
  });

  test('every cut of a file says that it is damaged', async () => {
    for (const bytes of [await workbook(), await word(paragraph('您好'))]) {
      for (const share of [0.2, 0.5, 0.9, 0.99]) {
        const cut = bytes.subarray(0, Math.floor(bytes.length * share));
        expect(await refusal(cut, 'a.xlsx')).toMatch(/已损坏或不完整/);
      }
    }
  });

  test('any changed byte leaves a text, or a line: never an error of our own', async () => {
    const bytes = await word(paragraph('您好，请尽快还款。'));
    for (let at = 0; at < bytes.length; at += 7) {
      const broken = Uint8Array.from(bytes);
      broken[at] = (broken[at]! ^ 0x55) & 0xff;
      expect(typeof (await refusal(broken, 'a.docx'))).toBe('string');
    }
  });

  test.each([
    ['a.csv', '.csv'],
    ['a.txt', '.txt'],
    ['a.docx', '.docx'],
    ['a.xls', '.xls'],
  ])('a workbook that calls itself %s', async (name, ending) => {
    expect(await refusal(await workbook(), name)).toBe(
      `扩展名是 ${ending}，内容却是 Excel 工作簿（请把扩展名改为 .xlsx）`,
    );
  });

  test('a document that calls itself .xlsx, and a zip that is neither', async () => {
    expect(await refusal(await word(paragraph('您好')), 'a.xlsx')).toMatch(
      /内容却是 Word 文档（.*\.docx/,
    );
    expect(await refusal(await zip({ 'a.txt': 'x' }), 'a.xlsx')).toMatch(
      /不是 Excel 工作簿或 Word 文档/,
    );
  });

  test.each([
    ['a.ods', { mimetype: 'application/vnd…', 'content.xml': '<x/>' }, /OpenDocument.*\.xlsx/],
    ['a.odt', { mimetype: 'application/vnd…', 'content.xml': '<x/>' }, /OpenDocument.*\.docx/],
    ['a.pages', { 'Index/Document.iwa': 'x' }, /iWork.*导出为 \.xlsx 或 \.docx/],
    ['a.numbers', { 'Index.zip': 'x', 'preview.jpg': 'x' }, /iWork.*导出为 \.xlsx 或 \.docx/],
    ['a.docx', { mimetype: 'text' }, /解压后检查/],
  ])('an office file of others: %s', async (name, parts, expected) => {
    expect(await refusal(await zip(parts), name)).toMatch(expected);
  });

  test('slides', async () => {
    const parts = wordParts(paragraph('您好'));
    const relations = parts['_rels/.rels']!.replace('word/document', 'ppt/presentation');
    const slides = { '_rels/.rels': relations, 'ppt/presentation.xml': '<p/>' };
    expect(await refusal(await zip(slides), 'a.pptx')).toMatch(/PowerPoint.*复制/);
  });

  test.each(['%PDF', '{rtf}', 'GIF', '7z', '\ufeff%PDF-1.7', '【%PDF-】'])(
    'a text that begins with %s is one',
    (text) => {
      expect(isPacked('a.txt', Buffer.from(text))).toBe(false);
    },
  );

  test('missing parts', async () => {
    expect(await refusal(await changed({ 'xl/workbook.xml': undefined }), 'a.xlsx')).toMatch(
      /缺少部件|缺少主要部件/,
    );
    expect(await refusal(await changed({ [SHEET]: undefined }), 'a.xlsx')).toMatch(
      /缺少部件 xl\/worksheets/,
    );
    expect(await refusal(await changed({ 'xl/sharedStrings.xml': undefined }), 'a.xlsx')).toMatch(
      /缺少部件/,
    );
    const parts = wordParts(paragraph('您好'));
    delete parts['word/document.xml'];
    expect(await refusal(await zip(parts), 'a.docx')).toMatch(/缺少部件 word\/document\.xml/);
  });
});

/** A document whose text goes on without end when it is inflated. */
function bomb(inflated: number): Promise<Uint8Array> {
  return zip({ ...wordParts(''), 'word/document.xml': Buffer.alloc(inflated, 0x20) });
}

describe('files made to harm', () => {
  test('a zip bomb is refused before it is inflated', async () => {
    const bytes = await bomb(64 * 2 ** 20);
    expect(bytes.length).toBeLessThan(2 ** 20);
    expect(await refusal(bytes, 'a.docx')).toMatch(/压缩比超过 250/);
  });

  test('an entry longer than it declares is damaged', async () => {
    const bytes = Buffer.from(await word(paragraph('您好'.repeat(2000))));
    const central = bytes.indexOf(Buffer.from('PK\u0001\u0002'), 0);
    const names = bytes.indexOf('word/document.xml', central);
    // The declared length stands 22 bytes before the name.
    bytes.writeUInt32LE(100, names - 22);
    expect(await refusal(bytes, 'a.docx')).toMatch(/已损坏/);
  });

  test.each([
    [
      'entities of its own',
      '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>',
      /DOCTYPE/,
    ],
    [
      'an unknown entity',
      '<w:document xmlns:w="x"><w:body><w:p><w:r><w:t>&lol;</w:t></w:r></w:p></w:body></w:document>',
      /XML 已损坏/,
    ],
    ['depth', '<a>'.repeat(5000), /嵌套过深|已损坏/],
    ['no end', '<w:document><w:p>', /XML 已损坏/],
  ])('XML with %s', async (_, content, expected) => {
    expect(
      await refusal(await zip({ ...wordParts(''), 'word/document.xml': content }), 'a.docx'),
    ).toMatch(expected);
    expect(await refusal(await changed({ [SHEET]: content }), 'a.xlsx')).toMatch(expected);
  });

  test('a million empty rows are passed over', async () => {
    const rows = Array.from({ length: 1_048_576 }, (_, index) => `<row r="${index + 1}"/>`);
    const sheet = `<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`;
    const { segments, problems } = await readOffice(await changed({ [SHEET]: sheet }), 'a.xlsx');
    expect({ segments, problems }).toEqual({ segments: [], problems: [] });
  });

  test('a row beyond the last one, and a shared text that is none', async () => {
    const sheet = (row: string): string => `<worksheet><sheetData>${row}</sheetData></worksheet>`;
    expect(
      await refusal(await changed({ [SHEET]: sheet('<row r="9999999"/>') }), 'a.xlsx'),
    ).toMatch(/超出范围/);
    for (const index of ['99', '-1', 'x', '1e9']) {
      const row = `<row r="1"><c t="s"><v>${index}</v></c></row>`;
      expect(await refusal(await changed({ [SHEET]: sheet(row) }), 'a.xlsx')).toMatch(
        /不存在的共享文本/,
      );
    }
  });

  test('shared texts within shared texts, and parts that name each other, end', async () => {
    const strings = '<sst><si><t>内容</t><si><t>甲</t><si><t>乙</t></si></si></si></sst>';
    expect(
      typeof (await refusal(await changed({ 'xl/sharedStrings.xml': strings }), 'a.xlsx')),
    ).toBe('string');
    const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const ring = `<Relationships><Relationship Id="rId1" Type="${office}/header" Target="document.xml"/><Relationship Id="rId2" Type="${office}/header" Target="../word/document.xml"/></Relationships>`;
    const parts = { ...wordParts(paragraph('您好')), 'word/_rels/document.xml.rels': ring };
    const { segments } = await readOffice(await zip(parts));
    expect(segments.map(({ text }) => text)).toEqual(['您好']);
  });
});
