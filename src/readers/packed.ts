import { CuilintError, type Message } from '../model/error.ts';
import type { SourceId } from '../model/source.ts';
import { type ForeignKind, foreignKind } from './foreign.ts';
import { readRelations } from './office-parts.ts';
import type { PackedReader } from './reader.ts';
import type { Format } from './registry.ts';
import { attribute, readXml } from './xml-events.ts';
import { damaged, openZip, type ZipParts } from './zip-parts.ts';

/** A file that is not text, opened. */
export interface Packed {
  readonly format: Format;
  /** A report that an earlier run has written. */
  readonly isReport: boolean;
  readonly parts: ZipParts;
  /** Name of the part of the workbook or the document. */
  readonly main: string;
  readonly read: PackedReader;
}

const SAVE_AS: Message = {
  zh: '请用 Excel 或 WPS 另存为 .xlsx（Word 文档另存为 .docx）后再检查',
  en: 'save it as .xlsx with Excel or WPS (a Word document as .docx) and check that',
};

const SAVE_AS_DOCX: Message = {
  zh: '请用 Word 或 WPS 另存为 .docx 后再检查',
  en: 'save it as .docx with Word or WPS and check that',
};

const UNPACK: Message = {
  zh: '请解压后检查里面的文件，或重新压缩为 .zip',
  en: 'unpack it and check the files in it, or pack them as .zip',
};

const COPY_OUT: Message = {
  zh: '请把文字复制到 .docx 或 .txt 文件里再检查',
  en: 'copy its words into a .docx or .txt file and check that',
};

/** What each kind is, and what can be done about it. */
const FOREIGN: Readonly<Record<ForeignKind, readonly [reason: Message, hint: Message]>> = {
  pdf: [
    { zh: 'PDF 文件，无法读取', en: 'a PDF file, which is not read' },
    {
      zh: '请用 Word 或 WPS 打开并另存为 .docx，或把文字复制到 .txt 文件里再检查',
      en: 'open it in Word or WPS and save it as .docx, or copy its words into a .txt file and check that',
    },
  ],
  rtf: [{ zh: 'RTF 文档，无法读取', en: 'an RTF document, which is not read' }, SAVE_AS_DOCX],
  picture: [
    { zh: '是图片，图里的文字无法检查', en: 'a picture, whose words cannot be judged' },
    {
      zh: '请把图里的文字录入 .docx 或 .txt 文件再检查',
      en: 'type its words into a .docx or .txt file and check that',
    },
  ],
  rar: [{ zh: 'RAR 压缩文件，无法读取', en: 'a RAR archive, which is not read' }, UNPACK],
  '7z': [{ zh: '7z 压缩文件，无法读取', en: 'a 7z archive, which is not read' }, UNPACK],
  gzip: [
    {
      zh: '是 gzip 压缩文件，扩展名却不是 .gz',
      en: 'a gzip file, whose ending is not .gz',
    },
    { zh: '请把扩展名改为 .gz', en: 'rename it to .gz' },
  ],
};

function refused(reason: Message, hint: Message): CuilintError {
  return new CuilintError('INPUT_UNREADABLE', reason, { hint });
}

/** What Office keeps beside a file while it is open, as the shell may name it for `*.xlsx`. */
const LOCK = /(?:^|[\\/!])~\$[^\\/]*$/;

function refuseLock(): CuilintError {
  return refused(
    {
      zh: 'Office 打开文件时留下的临时文件，里面没有内容',
      en: 'what Office keeps beside a file while it is open; it holds no content',
    },
    {
      zh: '请检查去掉“~$”的那个文件；若它正打开着，先保存并关闭',
      en: 'check the file without “~$” in its name; save and close it first if it is open',
    },
  );
}

function startsWith(bytes: Uint8Array, ...magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** Files in Microsoft's older container: the old formats, and the new ones behind a password. */
function refuseOle(bytes: Uint8Array): CuilintError {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const holds = (name: string): boolean => buffer.includes(Buffer.from(name, 'utf16le'));
  if (holds('EncryptedPackage')) {
    return refused(
      { zh: '文件有密码保护，无法读取', en: 'the file is protected by a password' },
      {
        zh: '请打开后取消密码，另存一份再检查',
        en: 'open it, remove the password, and check a saved copy',
      },
    );
  }
  const [zh, en, hint] = holds('WordDocument')
    ? (['旧版 Word 格式（.doc）', 'the old format of Word (.doc)', SAVE_AS_DOCX] as const)
    : holds('Workbook') || holds('Book')
      ? (['旧版 Excel 格式（.xls）', 'the old format of Excel (.xls)', SAVE_AS] as const)
      : (['旧版 Office 格式', 'an old format of Office', SAVE_AS] as const);
  return refused({ zh: `${zh}，无法读取`, en: `${en}, which is not read` }, hint);
}

/** An Office ending on something else: a web page, a table as text; or what no ending makes readable. */
function refuseText(bytes: Uint8Array): CuilintError {
  if (bytes.length === 0) {
    return refused(
      { zh: '文件是空的（0 字节）', en: 'the file is empty (0 bytes)' },
      { zh: '请重新导出', en: 'export it again' },
    );
  }
  const foreign = foreignKind(bytes);
  if (foreign !== undefined) return refused(...FOREIGN[foreign]);
  const head = Buffer.from(bytes.subarray(0, 2048)).toString('latin1').replaceAll('\0', '');
  if (/<(?:!doctype|html|head|body|table|meta|style)\b/i.test(head)) {
    return refused(
      {
        zh: '内容是 HTML 网页表格，不是 Excel 或 Word 文件',
        en: 'it holds an HTML table and no Excel or Word file',
      },
      SAVE_AS,
    );
  }
  if (/<\?xml|<\?mso/i.test(head)) {
    return refused(
      {
        zh: '内容是 XML 表格（2003 格式），不是 .xlsx 或 .docx',
        en: 'it holds XML of 2003 and no .xlsx or .docx',
      },
      SAVE_AS,
    );
  }
  return refused(
    {
      zh: '内容不是 Excel 或 Word 文件，扩展名与内容不符',
      en: 'it is no Excel or Word file, whatever its ending says',
    },
    {
      zh: '若是文本或 CSV，请把扩展名改为 .txt 或 .csv；否则请重新导出',
      en: 'if it is text or CSV, rename it to .txt or .csv; else export it again',
    },
  );
}

/** A zip that is neither; `main` is its main part, where it has one as files of Office do. */
function refuseZip(parts: ZipParts, main: string | undefined): CuilintError {
  if (main !== undefined && /^ppt\//i.test(main)) {
    return refused(
      { zh: 'PowerPoint 演示文稿，无法读取', en: 'a PowerPoint presentation, which is not read' },
      COPY_OUT,
    );
  }
  if (parts.has('mimetype') && parts.has('content.xml')) {
    return refused(
      {
        zh: 'OpenDocument 文件（.ods、.odt），无法读取',
        en: 'an OpenDocument file (.ods, .odt), which is not read',
      },
      SAVE_AS,
    );
  }
  if (parts.names.some((name) => /(?:^|\/)Index(?:\.zip$|\/.*\.iwa$)/i.test(name))) {
    return refused(
      {
        zh: '苹果 iWork 文件（.numbers、.pages），无法读取',
        en: 'an iWork file of Apple (.numbers, .pages), which is not read',
      },
      {
        zh: '请导出为 .xlsx 或 .docx 后再检查',
        en: 'export it as .xlsx or .docx and check that',
      },
    );
  }
  return refused(
    {
      zh: '是压缩文件，但里面不是 Excel 工作簿或 Word 文档',
      en: 'a zip file, but no Excel workbook or Word document',
    },
    { zh: '请解压后检查里面的文件', en: 'unpack it and check the files in it' },
  );
}

/** The main part of a workbook or document, and which of the two it is. */
async function findMain(
  parts: ZipParts,
): Promise<{ readonly format: 'xlsx' | 'docx'; readonly part: string }> {
  const relations = await readRelations(parts, '');
  const named = relations.find(({ type }) => type === 'officeDocument')?.target;
  const known = ['xl/workbook.xml', 'word/document.xml', 'xl/workbook.bin'];
  const part = named ?? known.find((name) => parts.has(name));
  if (part === undefined) {
    const office = parts.names.some((name) => /^(?:xl|word)\//i.test(name));
    throw office || parts.has('[Content_Types].xml')
      ? damaged({
          zh: '缺少主要部件（xl/workbook.xml 或 word/document.xml）',
          en: 'its main part is missing (xl/workbook.xml or word/document.xml)',
        })
      : refuseZip(parts, part);
  }
  if (/\.bin$/i.test(part)) {
    throw refused(
      { zh: '二进制工作簿（.xlsb），无法读取', en: 'a binary workbook (.xlsb), which is not read' },
      SAVE_AS,
    );
  }
  if (/(?:^|\/)workbook[^/]*\.xml$/i.test(part) || /^xl\//i.test(part)) {
    return { format: 'xlsx', part };
  }
  if (/(?:^|\/)document[^/]*\.xml$/i.test(part) || /^word\//i.test(part)) {
    return { format: 'docx', part };
  }
  throw refuseZip(parts, part);
}

const CUSTOM_PROPERTIES = 'docProps/custom.xml';

/** Our workbooks carry a property that stays when Excel saves them. Throws CuilintError for a damaged part. */
async function carriesOurMark(parts: ZipParts): Promise<boolean> {
  if (!parts.has(CUSTOM_PROPERTIES)) return false;
  let isOurs = false;
  await readXml(parts.open(CUSTOM_PROPERTIES), {
    open: (name, attributes) => {
      isOurs ||= name === 'property' && attribute(attributes, 'name') === 'cuilint';
    },
    close: () => {},
  });
  return isOurs;
}

/** A damaged workbook is told by who reads it. */
async function isMarkless(parts: ZipParts, part: string): Promise<boolean> {
  const { looksLikeOurReport } = await import('./own-workbook.ts');
  try {
    return await looksLikeOurReport(parts, part);
  } catch (error) {
    if (error instanceof CuilintError) return false;
    throw error;
  }
}

/** Endings under which people keep each format. */
const FITTING: Readonly<Record<'xlsx' | 'docx', RegExp>> = {
  xlsx: /^(?:xls[xm]|xlt[xm]|et)$/,
  docx: /^(?:doc[xm]|dot[xm]|wps)$/,
};
const OF_OTHERS = /^(?:xls[xmb]?|xlt[xm]?|doc[xm]?|dot[xm]?|et|wps|zip|gz)$/;

/**
 * Opens a workbook or a document. `ending` is that of its name, without the dot, lower case; '' where it
 * has none; `isText` says that files with it are read as text. Throws CuilintError, with the remedy, for
 * old formats, passwords, damaged files and endings that do not fit.
 */
export async function openPacked(
  file: SourceId,
  bytes: Uint8Array,
  ending: string,
  isText: boolean,
): Promise<Packed> {
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) throw refuseOle(bytes);
  if (!startsWith(bytes, 0x50, 0x4b)) throw LOCK.test(file) ? refuseLock() : refuseText(bytes);
  const parts = await openZip(bytes);
  const { format, part } = await findMain(parts);
  if ((isText || OF_OTHERS.test(ending)) && !FITTING[format].test(ending)) {
    const [zh, en] =
      format === 'xlsx' ? ['Excel 工作簿', 'an Excel workbook'] : ['Word 文档', 'a Word document'];
    throw refused(
      {
        zh: `扩展名是 .${ending}，内容却是 ${zh}`,
        en: `its ending is .${ending}, but it holds ${en}`,
      },
      { zh: `请把扩展名改为 .${format}`, en: `rename it to .${format}` },
    );
  }
  if (format === 'docx') {
    const { createDocxReader } = await import('./docx.ts');
    return {
      format,
      isReport: false,
      parts,
      main: part,
      read: createDocxReader(file, parts, part),
    };
  }
  const { createXlsxReader } = await import('./xlsx.ts');
  const isReport = (await carriesOurMark(parts)) || (await isMarkless(parts, part));
  return { format, isReport, parts, main: part, read: createXlsxReader(file, parts, part) };
}
