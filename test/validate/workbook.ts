// A workbook with as many rows as Excel has, every text another: its texts come out as they went in, and an audit of
// it takes at most 300 MB more memory than the engine alone. npm run validate, after npm run build; with a number, so
// many rows.
import { createHash } from 'node:crypto';
import {
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { readLog } from '../../src/node/log-records.ts';
import { createRandom } from '../bench/generate.ts';
import { formatLimit } from '../bench/measure.ts';
import { peakMegabytes, program } from '../bench/processes.ts';

const ROWS = Number(process.argv[2] ?? 1_048_576);
const MOST_MEGABYTES = 300;
const HEADER = ['发送时间', '手机号', '内容', '催收员'];
const WORDS = '您好 请 尽快 还款 谢谢 理解 配合 借款 今日 逾期 客服 联系 账单 金额 办理 协商'.split(
  ' ',
);
/** What an export may hold, and a reader may alter. */
const ODD = [
  '&<>"\'',
  ' 前后空格 ',
  '换\n行',
  '回\r车',
  '表\t格',
  '𠮷野家😀',
  '零\u200b宽',
  '_x000D_ 照写',
  '繁體與ｆｕｌｌ',
  '\u00a0',
  '=1+1',
  '1.39E+10',
];

const random = createRandom(20_260_301);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

/** As a workbook writes it. */
function escaped(text: string): string {
  return text
    .replace(/_x[0-9A-Fa-f]{4}_/g, '_x005F$&')
    .replaceAll('\r', '_x000D_')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

const TYPE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** In pieces of some size: a chunk for each row would be slow. */
function* joined(parts: Iterable<string>): Generator<Buffer> {
  let held: string[] = [];
  for (const part of parts) {
    held.push(part);
    if (held.length < 4096) continue;
    yield Buffer.from(held.join(''));
    held = [];
  }
  yield Buffer.from(held.join(''));
}

function* sheetParts(): Generator<string> {
  const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetData><row r="1">${HEADER.map(cell).join('')}</row>`;
  for (let row = 2; row <= ROWS; row += 1) {
    const time = `2025-03-${String(1 + (row % 28)).padStart(2, '0')} 10:00:00`;
    const phone = `139${String((row * 7919) % 1e8).padStart(8, '0')}`;
    yield `<row r="${row}">${cell(time)}${cell(phone)}<c t="s"><v>${row - 2}</v></c>${cell(`坐席${row % 50}`)}</row>`;
  }
  yield '</sheetData></worksheet>';
}

/** The texts, as they are noted in `hash` when they are written. */
function* stringParts(hash: ReturnType<typeof createHash>): Generator<string> {
  yield `${XML}<sst xmlns="${MAIN}">`;
  for (let row = 2; row <= ROWS; row += 1) {
    const odd = row % 10 === 0 ? pick(ODD) : '';
    const text = `${odd}第${row}号客户${Array.from({ length: 12 }, () => pick(WORDS)).join('')}${odd}`;
    hash.update(`${text}\0`);
    yield `<si><t xml:space="preserve">${escaped(text)}</t></si>`;
  }
  yield '</sst>';
}

async function writeWorkbook(path: string): Promise<string> {
  const hash = createHash('sha256');
  const zip = new ZipFile();
  const add = (name: string, content: string): void => {
    zip.addBuffer(Buffer.from(XML + content), name);
  };
  add(
    '[Content_Types].xml',
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${SHEET_TYPE}.sharedStrings+xml"/></Types>`,
  );
  add(
    '_rels/.rels',
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${TYPE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  add(
    'xl/workbook.xml',
    `<workbook xmlns="${MAIN}" xmlns:r="${TYPE}"><sheets><sheet name="三月" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  );
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${TYPE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${TYPE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
  );
  zip.addReadStream(Readable.from(joined(sheetParts())), 'xl/worksheets/sheet1.xml');
  zip.addReadStream(Readable.from(joined(stringParts(hash))), 'xl/sharedStrings.xml');
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return hash.digest('hex');
}

/** The texts of all records as the reader gives them. */
async function readTexts(path: string): Promise<{ readonly hash: string; readonly rows: number }> {
  const hash = createHash('sha256');
  let rows = 0;
  const source = { id: 'book.xlsx', name: path, isNamed: true, read: () => readFileSync(path) };
  const meter = { bytes: 0, encoding: null };
  for await (const items of readLog(source, { timezone: 'Asia/Shanghai', meter }))
    for (const item of items) {
      if (item.type !== 'entry') continue;
      rows += 1;
      for (const { text } of item.segments) hash.update(`${text}\0`);
    }
  return { hash: hash.digest('hex'), rows };
}

const folder = mkdtempSync(join(tmpdir(), 'cuilint-workbook-'));
try {
  const book = join(folder, 'book.xlsx');
  const one = join(folder, 'one.csv');
  const written = await writeWorkbook(book);
  writeFileSync(one, '内容\n再不还钱就让你坐牢\n');
  const read = await readTexts(book);
  const isSame = read.hash === written && read.rows === ROWS - 1;
  process.stdout.write(
    `workbook of ${ROWS.toLocaleString('en')} rows, ${(statSync(book).size / 1e6).toFixed(0)} MB: ${read.rows.toLocaleString('en')} records, texts ${isSame ? 'unaltered' : 'ALTERED'}\n`,
  );
  const report = join(folder, 'report.json');
  const audit = (file: string): number =>
    peakMegabytes(folder, [
      program,
      'audit',
      file,
      '--no-config',
      '--key',
      join(folder, 'key'),
      '--format',
      `json:${report}`,
    ]);
  const engine = audit(one);
  const start = performance.now();
  const whole = audit(book);
  const seconds = (performance.now() - start) / 1000;
  // Safe: the program has written it.
  const { coverage } = JSON.parse(readFileSync(report, 'utf8')) as { coverage: { rows: number } };
  const limit = {
    what: `audit of it above the engine (${Math.round(engine)} MB)`,
    value: whole - engine,
    unit: 'MB',
    atMost: MOST_MEGABYTES,
  };
  process.stdout.write(
    `${formatLimit(limit)}\n  ${coverage.rows.toLocaleString('en')} rows in ${seconds.toFixed(1)} s\n`,
  );
  if (!isSame || coverage.rows !== ROWS - 1 || limit.value > MOST_MEGABYTES) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
