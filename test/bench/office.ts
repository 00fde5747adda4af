import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createZipWriter, type ZipWriter } from '../../src/reporters/zip-writer.ts';
import { createMessages, generatePhrases } from './generate.ts';
import { formatLimit, interleave } from './measure.ts';
import { peakMegabytes, program, runProgram } from './processes.ts';

const ROWS = 200_000;
/** As in a Word script of 300 pages. */
const PARAGRAPHS = 7_500;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

function relations(...items: readonly (readonly [type: string, target: string])[]): string {
  const list = items.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${list.join('')}</Relationships>`;
}

function types(...items: readonly (readonly [part: string, type: string])[]): string {
  const list = items.map(
    ([part, type]) =>
      `<Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/>`,
  );
  return `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${list.join('')}</Types>`;
}

async function finished(zip: ZipWriter, path: string, parts: readonly Uint8Array[]): Promise<void> {
  writeFileSync(path, Buffer.concat([...parts, await zip.finish()]));
}

/** Rows as a log has them; the texts in the list that all sheets share, as Excel keeps them. */
export async function writeWorkbook(
  path: string,
  rows: readonly (readonly string[])[],
): Promise<void> {
  const zip = createZipWriter();
  const parts: Uint8Array[] = [];
  zip.add(
    '[Content_Types].xml',
    types(
      ['xl/workbook.xml', 'spreadsheetml.sheet.main'],
      ['xl/worksheets/sheet1.xml', 'spreadsheetml.worksheet'],
      ['xl/sharedStrings.xml', 'spreadsheetml.sharedStrings'],
    ),
  );
  zip.add('_rels/.rels', relations(['officeDocument', 'xl/workbook.xml']));
  zip.add(
    'xl/workbook.xml',
    `${HEAD}<workbook xmlns="${SHEET}" xmlns:r="${OFFICE}"><sheets><sheet name="日志" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  );
  zip.add(
    'xl/_rels/workbook.xml.rels',
    relations(['worksheet', 'worksheets/sheet1.xml'], ['sharedStrings', 'sharedStrings.xml']),
  );
  const numbers = new Map<string, number>();
  zip.open('xl/worksheets/sheet1.xml');
  await zip.write(`${HEAD}<worksheet xmlns="${SHEET}"><sheetData>`);
  let pending = '';
  for (const [index, row] of rows.entries()) {
    const cells = row.map((text, column) => {
      let number = numbers.get(text);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(text, number);
      }
      return `<c r="${String.fromCharCode(65 + column)}${index + 1}" t="s"><v>${number}</v></c>`;
    });
    pending += `<row r="${index + 1}">${cells.join('')}</row>`;
    if (pending.length < 1 << 16) continue;
    await zip.write(pending);
    pending = '';
    parts.push(zip.take());
  }
  await zip.write(`${pending}</sheetData></worksheet>`);
  zip.open('xl/sharedStrings.xml');
  await zip.write(`${HEAD}<sst xmlns="${SHEET}">`);
  pending = '';
  for (const text of numbers.keys()) {
    pending += `<si><t>${text}</t></si>`;
    if (pending.length < 1 << 16) continue;
    await zip.write(pending);
    pending = '';
    parts.push(zip.take());
  }
  await zip.write(`${pending}</sst>`);
  await finished(zip, path, parts);
}

/** A script with a run or two in every paragraph. */
async function writeDocument(path: string, lines: readonly string[]): Promise<void> {
  const zip = createZipWriter();
  zip.add('[Content_Types].xml', types(['word/document.xml', 'wordprocessingml.document.main']));
  zip.add('_rels/.rels', relations(['officeDocument', 'word/document.xml']));
  const run = (text: string, properties: string): string =>
    `<w:r><w:rPr>${properties}<w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
  const body = lines.map((line) => {
    const half = line.length >> 1;
    return `<w:p w:rsidR="00A77427"><w:pPr><w:spacing w:line="360"/></w:pPr>${run(line.slice(0, half), '<w:b/>')}${run(line.slice(half), '')}</w:p>`;
  });
  zip.add(
    'word/document.xml',
    `${HEAD}<w:document xmlns:w="${WORD}"><w:body>${body.join('')}</w:body></w:document>`,
  );
  await finished(zip, path, []);
}

/** A workbook against the same rows as CSV, a document against its text; and the copies with the findings. */
export async function benchOffice(rounds: number): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cuilint-bench-'));
  try {
    const messages = createMessages(6);
    const texts = messages.mixed(ROWS, generatePhrases(), 0.02);
    const two = (value: number): string => String(value).padStart(2, '0');
    const rows = texts.map((text, index): readonly string[] => [
      `2026-03-${two((index % 28) + 1)} ${two(8 + (index % 12))}:${two(index % 60)}:00`,
      `139${String(10_000_000 + index)}`,
      text,
      '短信',
    ]);
    const sheet = [['发送时间', '手机号', '内容', '渠道'], ...rows];
    const [xlsx, csv, docx, txt, small] = ['a.xlsx', 'a.csv', 'b.docx', 'b.txt', 's.txt'].map(
      (name) => join(folder, name),
    ) as [string, string, string, string, string];
    await writeWorkbook(xlsx, sheet);
    writeFileSync(
      csv,
      sheet.map((row) => `${row.map((cell) => `"${cell}"`).join(',')}\r\n`).join(''),
    );
    const lines = texts
      .slice(0, PARAGRAPHS)
      .map((text, index) => `${index % 3 === 2 ? '客户' : '坐席'}：${text}`);
    await writeDocument(docx, lines);
    writeFileSync(txt, `${lines.join('\n')}\n`);
    writeFileSync(small, '再不还钱我们会上门找你家人。\n');
    const check = (file: string, ...more: readonly string[]): readonly string[] => [
      program,
      'check',
      file,
      '--format',
      `compact:${join(folder, 'report.txt')}`,
      ...more,
    ];
    const side = (name: string, ...args: readonly string[]) => ({
      name,
      run: () => void runProgram(args, [0, 1]),
    });
    const sides = [
      side('the rows as CSV', ...check(csv)),
      side('the workbook', ...check(xlsx)),
      side('the workbook, annotated', ...check(xlsx, '--annotate', join(folder, 'copy.xlsx'))),
      side('the script as text', ...check(txt)),
      side('the document', ...check(docx)),
      side('the document, annotated', ...check(docx, '--annotate', join(folder, 'copy.docx'))),
    ];
    const [csvMs, xlsxMs, copyMs, txtMs, docxMs, docxCopyMs] = interleave(sides, rounds).map(
      ({ medianMs }) => medianMs,
    ) as [number, number, number, number, number, number];
    const [engine, table, book] = [small, csv, xlsx].map((file) =>
      peakMegabytes(folder, check(file)),
    ) as [number, number, number];
    return [
      `office: ${ROWS.toLocaleString('en')} rows, and ${PARAGRAPHS.toLocaleString('en')} paragraphs`,
      ...sides.map(
        ({ name }, index) =>
          `  ${name}: ${[csvMs, xlsxMs, copyMs, txtMs, docxMs, docxCopyMs][index]!.toFixed(0)} ms`,
      ),
      formatLimit({
        what: 'the workbook, in times of the CSV',
        value: xlsxMs / csvMs,
        unit: '',
        atMost: 4,
      }),
      formatLimit({
        what: 'the copy of it, in times of the check',
        value: copyMs / xlsxMs,
        unit: '',
      }),
      formatLimit({
        what: 'the document, in times of the text',
        value: docxMs / txtMs,
        unit: '',
        atMost: 3,
      }),
      formatLimit({
        what: 'the copy of it, in times of the check',
        value: docxCopyMs / docxMs,
        unit: '',
      }),
      formatLimit({
        what: `the workbook, above one small file (${engine.toFixed(0)} MB; the rows as CSV ${table.toFixed(0)} MB)`,
        value: book - engine,
        unit: ' MB',
        atMost: 150,
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
