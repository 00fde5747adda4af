import type { Source } from '../model/source.ts';
import { foreignKind } from './foreign.ts';
import type { LanguageName } from './literal-languages.ts';
import type { Packed } from './packed.ts';
import type { Reader } from './reader.ts';

export type TextFormat =
  | 'text'
  | 'markdown'
  | 'yaml'
  | 'json'
  | 'jsonc'
  | 'jsonl'
  | 'csv'
  | 'tsv'
  | 'properties'
  | 'po'
  | 'strings'
  | 'html'
  | 'xml'
  | 'freemarker'
  | 'velocity'
  | LanguageName;
/** The packed ones are no text: see `isPacked`. */
export type Format = TextFormat | 'xlsx' | 'docx';

const FORMAT_OF: Readonly<Record<string, Format>> = {
  txt: 'text',
  md: 'markdown',
  markdown: 'markdown',
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  jsonc: 'jsonc',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  csv: 'csv',
  tsv: 'tsv',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
  docx: 'docx',
  docm: 'docx',
  properties: 'properties',
  po: 'po',
  pot: 'po',
  strings: 'strings',
  stringsdict: 'xml',
  xml: 'xml',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  ftl: 'freemarker',
  ftlh: 'freemarker',
  ftlx: 'freemarker',
  vm: 'velocity',
  java: 'java',
  kt: 'kotlin',
  kts: 'kotlin',
  ts: 'javascript',
  tsx: 'javascript',
  mts: 'javascript',
  cts: 'javascript',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  py: 'python',
  sql: 'sql',
  php: 'php',
};

/** File endings that are read when a folder is walked, without the dot, lower case. */
export const ENDINGS: readonly string[] = Object.keys(FORMAT_OF);

/** What stands behind the last dot of a name, lower case; undefined where there is no dot. */
function endingOf(path: string): string | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? undefined : name.slice(dot + 1).toLowerCase();
}

/** The format of a file by its ending, whatever its case; undefined for one we do not read by itself. */
export function formatOf(path: string): Format | undefined {
  const ending = endingOf(path);
  return ending !== undefined && Object.hasOwn(FORMAT_OF, ending) ? FORMAT_OF[ending] : undefined;
}

/** Whether a file holds others: gzip and zip, by their endings. */
export function isArchive(path: string): boolean {
  return /\.(?:gz|zip)$/i.test(path);
}

const OFFICE = /\.(?:xls[xmb]?|doc[xm]?)$/i;

/**
 * Whether a file is, or calls itself, a workbook, a document, a picture or an archive: it is not decoded as text.
 * RTF and a PDF of plain characters would pass for text, and what they say stands in codes.
 */
export function isPacked(name: string, bytes: Uint8Array): boolean {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
  const isOle = bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11;
  return isZip || isOle || OFFICE.test(name) || foreignKind(bytes) !== undefined;
}

/** Opens a file for which `isPacked` holds. Throws CuilintError for what cannot be read, with the remedy. */
export async function openPacked(
  source: Pick<Source, 'id'>,
  name: string,
  bytes: Uint8Array,
): Promise<Packed> {
  const format = formatOf(name);
  const isText = format !== undefined && format !== 'xlsx' && format !== 'docx';
  const { openPacked: open } = await import('./packed.ts');
  return open(source.id, bytes, endingOf(name) ?? '', isText);
}

const loaded = new Map<TextFormat, Promise<Reader>>();

/** The reader of a format, loaded at its first use: a run over text never pays for a YAML parser. */
export function loadReader(format: TextFormat): Promise<Reader> {
  const known = loaded.get(format);
  if (known !== undefined) return known;
  const reader = load(format);
  loaded.set(format, reader);
  return reader;
}

async function load(format: TextFormat): Promise<Reader> {
  switch (format) {
    case 'text':
      return (await import('./txt.ts')).readText;
    case 'markdown':
      return (await import('./markdown.ts')).readMarkdown;
    case 'yaml':
      return (await import('./yaml.ts')).readYaml;
    case 'json':
      return (await import('./json.ts')).readJson;
    case 'jsonc':
      return (await import('./json.ts')).readJsonc;
    case 'jsonl':
      return (await import('./jsonl.ts')).readJsonl;
    case 'csv':
      return (await import('./csv.ts')).readCsv;
    case 'tsv':
      return (await import('./csv.ts')).readTsv;
    case 'properties':
      return (await import('./properties.ts')).readProperties;
    case 'po':
      return (await import('./po.ts')).readPo;
    case 'strings':
      return (await import('./ios-strings.ts')).readIosStrings;
    case 'html':
      return (await import('./html.ts')).readHtml;
    case 'xml':
      return (await import('./xml.ts')).readXml;
    case 'freemarker':
      return (await import('./templates.ts')).readFreemarkerFile;
    case 'velocity':
      return (await import('./templates.ts')).readVelocityFile;
    case 'java':
    case 'kotlin':
    case 'javascript':
    case 'python':
    case 'sql':
      return (await import('./literals.ts')).createLiteralReader(format);
    case 'php':
      return (await import('./php.ts')).readPhp;
    default:
      return format satisfies never;
  }
}
