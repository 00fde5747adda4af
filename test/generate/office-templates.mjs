// Writes fixtures/templates/overdue/ledger.xlsx and fixtures/templates/scripts/outbound.docx, the same each time:
//   node test/generate/office-templates.mjs
// What has to be found in them stands in fixtures/templates-office-expected.json, written by hand.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';

// Times of zip entries are local ones.
process.env.TZ = 'UTC';
const WRITTEN = new Date('2026-01-05T08:00:00Z');
const FOLDER = join(import.meta.dirname, '../../fixtures/templates');

async function zip(parts) {
  const file = new ZipFile();
  for (const [name, content] of parts) file.addBuffer(content, name, { mtime: WRITTEN });
  file.end();
  const chunks = [];
  for await (const chunk of file.outputStream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** exceljs stamps the entries with the time of day: they are packed again. */
async function repacked(bytes) {
  const file = await fromBufferPromise(Buffer.from(bytes), { lazyEntries: true, autoClose: false });
  const parts = [];
  for await (const entry of file.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const chunks = [];
    for await (const chunk of await file.openReadStreamPromise(entry)) chunks.push(chunk);
    parts.push([entry.fileName, Buffer.concat(chunks)]);
  }
  return zip(parts);
}

function workbook() {
  const book = new ExcelJS.Workbook();
  Object.assign(book, {
    creator: '运营部',
    lastModifiedBy: '运营部',
    created: WRITTEN,
    modified: WRITTEN,
  });
  const ledger = book.addWorksheet('逾期短信');
  ledger.mergeCells('A1:E1');
  ledger.getCell('A1').value = '星禾消费金融 · 逾期短信台账（2026年1月）';
  ledger.getCell('A1').font = { bold: true, size: 14 };
  ledger.addRow([]);
  ledger.addRow(['模板编号', '账龄', '渠道', '启用日期', '短信内容']);
  ledger.addRow([
    'X0001',
    'M1',
    'sms',
    new Date('2026-01-05T00:00:00Z'),
    '【星禾消费金融】{name}您好，您尾号0000的账户应还{amount}元，已过还款日，请于{due_date}前还款。如已还款请忽略。客服400-000-0000。',
  ]);
  ledger.addRow([
    'X0002',
    'M2',
    'sms',
    new Date('2026-01-05T00:00:00Z'),
    {
      richText: [
        { text: '【星禾消费金融】{name}，您的借款已逾期，如不处理，我们将' },
        { text: '上门', font: { color: { argb: 'FFFF0000' } } },
        { text: '催收并告知您的邻居。客服400-000-0000。' },
      ],
    },
  ]);
  ledger.addRow([
    'X0003',
    'M2',
    'sms',
    new Date('2026-01-06T00:00:00Z'),
    '【星禾消费金融】{name}您好，如您遇到困难，可致电400-000-0000申请协商还款方案。',
  ]);
  ledger.getColumn(4).numFmt = 'yyyy-mm-dd';
  ledger.getColumn(5).width = 60;
  ledger.views = [{ state: 'frozen', ySplit: 3 }];
  ledger.autoFilter = 'A3:E6';
  const old = book.addWorksheet('停用', { state: 'hidden' });
  old.addRow(['模板编号', '短信内容']);
  old.addRow(['X0900', '{name}，你这种老赖，再不还钱就让你全家不得安宁。']);
  return book;
}

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const run = (text, properties = '') =>
  `<w:r>${properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;
const paragraph = (content, properties = '') =>
  `<w:p>${properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`}${content.startsWith('<') ? content : run(content)}</w:p>`;
const heading = (text) => paragraph(text, '<w:pStyle w:val="1"/>');
const cell = (text) =>
  `<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr>${paragraph(text)}</w:tc>`;
const table = (rows) =>
  `<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>${rows[0].map(() => '<w:gridCol w:w="3000"/>').join('')}</w:tblGrid>${rows.map((row) => `<w:tr>${row.map(cell).join('')}</w:tr>`).join('')}</w:tbl>`;
const revision = 'w:author="合规岗" w:date="2026-01-05T08:00:00Z"';

const BODY = [
  heading('开场与核实身份'),
  paragraph(
    '坐席：您好，我是星禾消费金融的坐席，工号1001，请问是张某某先生本人吗？本次通话将被录音。',
  ),
  paragraph('客户：是我，什么事？'),
  heading('非本人接听'),
  paragraph('坐席：抱歉打扰，麻烦您转告张某某先生方便时回电400-000-0000，谢谢，再见。'),
  heading('告知欠款'),
  paragraph(
    '坐席：您在我司的借款尾号0000，应还{amount}元，已逾期{days}天，请问您打算什么时候处理？',
  ),
  paragraph('客户：最近手头紧，没有钱。'),
  paragraph(
    `${run('坐席：您先别急，')}<w:del w:id="1" ${revision}><w:r><w:delText>再不还我们就去你家泼油漆</w:delText></w:r></w:del><w:ins w:id="2" ${revision}>${run('我可以帮您登记协商申请')}</w:ins>${run('。')}`,
  ),
  heading('异议处理'),
  table([
    ['角色', '话术'],
    ['客户', '你们再打电话我就投诉。'],
    ['坐席', '您再不处理，您的案件已在法院立案。'],
    ['坐席', '您有任何意见，都可以拨打400-000-0000反映。'],
  ]),
  heading('结束语'),
  paragraph(
    `${run('坐席：如果明天还没到账，我们就打电话给您单', '<w:b/>')}${run('位领导，让同事都知道您欠钱')}${run('。')}`,
  ),
  paragraph('坐席：感谢您的接听，再见。'),
].join('');

function wordParts() {
  const roots = `xmlns:w="${WORD}" xmlns:r="${OFFICE}"`;
  const relation = (id, type, target) =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const override = (name, type) =>
    `<Override PartName="/word/${name}" ContentType="${TYPE}.${type}+xml"/>`;
  const parts = {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('document.xml', 'document.main')}${override('styles.xml', 'styles')}${override('header1.xml', 'header')}${override('comments.xml', 'comments')}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships">${relation('rId1', 'officeDocument', 'word/document.xml')}</Relationships>`,
    'word/_rels/document.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships">${relation('rId1', 'styles', 'styles.xml')}${relation('rId2', 'header', 'header1.xml')}${relation('rId3', 'comments', 'comments.xml')}</Relationships>`,
    'word/document.xml': `<w:document ${roots}><w:body>${BODY}<w:sectPr><w:headerReference w:type="default" r:id="rId2"/></w:sectPr></w:body></w:document>`,
    'word/styles.xml': `<w:styles ${roots}><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>`,
    'word/header1.xml': `<w:hdr ${roots}>${paragraph('星禾消费金融 · 外呼话术')}</w:hdr>`,
    'word/comments.xml': `<w:comments ${roots}><w:comment w:id="0" ${revision}>${paragraph('此处原有威胁用语，已删除。')}</w:comment></w:comments>`,
  };
  return Object.entries(parts).map(([name, content]) => [name, Buffer.from(HEAD + content)]);
}

writeFileSync(
  join(FOLDER, 'overdue/ledger.xlsx'),
  await repacked(await workbook().xlsx.writeBuffer()),
);
writeFileSync(join(FOLDER, 'scripts/outbound.docx'), await zip(wordParts()));
