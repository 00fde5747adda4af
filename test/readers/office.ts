import { ZipFile } from 'yazl';
import { CuilintError, type Problem } from '../../src/model/error.ts';
import type { Segment } from '../../src/model/segment.ts';
import type { ReaderOptions } from '../../src/readers/reader.ts';
import { openPacked } from '../../src/readers/registry.ts';
import type { Read } from './read.ts';

/** A zip of parts by name, made by a library that the readers do not use; `mtime` makes it the same each time. */
export async function zip(
  parts: Readonly<Record<string, string | Uint8Array>>,
): Promise<Uint8Array> {
  const file = new ZipFile();
  for (const [name, content] of Object.entries(parts)) {
    file.addBuffer(Buffer.from(content), name, { mtime: new Date(Date.UTC(2026, 0, 1)) });
  }
  file.end();
  const chunks: Uint8Array[] = [];
  // The output stream of yazl gives bytes.
  for await (const chunk of file.outputStream) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const SPACES = [
  `xmlns:w="${WORD}"`,
  `xmlns:r="${RELATIONS}"`,
  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
  'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
  'xmlns:v="urn:schemas-microsoft-com:vml"',
].join(' ');

function relationList(entries: readonly (readonly [type: string, target: string])[]): string {
  const items = entries.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.join('')}</Relationships>`;
}

/** Parts of a document whose body holds `body`; `others` by name of the part, with their root element. */
export function wordParts(
  body: string,
  others: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const typeOf = (name: string): string => name.replace(/\d*\.xml$/, '');
  const named = Object.keys(others);
  const parts: Record<string, string> = {
    '[Content_Types].xml': `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>${named.map((name) => `<Override PartName="/word/${name}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.${typeOf(name)}+xml"/>`).join('')}</Types>`,
    '_rels/.rels': relationList([['officeDocument', 'word/document.xml']]),
    'word/document.xml': `${HEAD}<w:document ${SPACES}><w:body>${body}</w:body></w:document>`,
    'word/_rels/document.xml.rels': relationList(named.map((name) => [typeOf(name), name])),
  };
  for (const [name, content] of Object.entries(others)) {
    parts[`word/${name}`] = `${HEAD}${content.replace(/^<(w:\w+)/, `<$1 ${SPACES}`)}`;
  }
  return parts;
}

export function word(
  body: string,
  others: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  return zip(wordParts(body, others));
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A run of text. */
export function run(text: string, properties = ''): string {
  const own = properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`;
  return `<w:r>${own}<w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r>`;
}

/** A paragraph of plain text, or of `content` that begins with a tag. */
export function paragraph(content: string, properties = ''): string {
  const own = properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`;
  return `<w:p>${own}${content.startsWith('<w:') ? content : run(content)}</w:p>`;
}

export function table(...rows: readonly (readonly string[])[]): string {
  const cell = (content: string): string =>
    `<w:tc>${content.startsWith('<w:') ? content : paragraph(content)}</w:tc>`;
  return `<w:tbl>${rows.map((row) => `<w:tr>${row.map(cell).join('')}</w:tr>`).join('')}</w:tbl>`;
}

/** All that is read of a workbook or document. */
export async function readOffice(
  bytes: Uint8Array,
  name = 'file.docx',
  options: Partial<ReaderOptions> = {},
): Promise<Read> {
  const read: { segments: Segment[]; problems: Problem[]; columns: Read['columns'][number][] } = {
    segments: [],
    problems: [],
    columns: [],
  };
  const packed = await openPacked({ id: name }, name, bytes);
  for await (const items of packed.read({ timezone: 'Asia/Shanghai', ...options })) {
    for (const item of items) {
      if (item.type === 'segment') read.segments.push(item);
      else if (item.type === 'problem') read.problems.push(item);
      else read.columns.push(item);
    }
  }
  return read;
}

/** The one line with which a file is refused, or with which its reading broke off; '' for one that is read. */
export async function refusal(bytes: Uint8Array, name: string): Promise<string> {
  try {
    const { problems } = await readOffice(bytes, name);
    return problems.map(({ reason }) => reason.zh).join('\n');
  } catch (error) {
    if (!(error instanceof CuilintError)) throw error;
    return `${error.reason.zh}${error.hint === undefined ? '' : `（${error.hint.zh}）`}`;
  }
}
