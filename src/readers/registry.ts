import type { Reader } from './reader.ts';

export type Format = 'text' | 'markdown' | 'yaml' | 'json' | 'jsonl' | 'csv' | 'tsv';

const FORMAT_OF: Readonly<Record<string, Format>> = {
  txt: 'text',
  md: 'markdown',
  markdown: 'markdown',
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  csv: 'csv',
  tsv: 'tsv',
};

/** File endings that are read when a folder is walked, without the dot, lower case. */
export const ENDINGS: readonly string[] = Object.keys(FORMAT_OF);

/** The format of a file by its ending, whatever its case; undefined for one we do not read by itself. */
export function formatOf(path: string): Format | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const dot = name.lastIndexOf('.');
  if (dot < 0) return undefined;
  const ending = name.slice(dot + 1).toLowerCase();
  return Object.hasOwn(FORMAT_OF, ending) ? FORMAT_OF[ending] : undefined;
}

const loaded = new Map<Format, Promise<Reader>>();

/** The reader of a format, loaded at its first use: a run over text never pays for a YAML parser. */
export function loadReader(format: Format): Promise<Reader> {
  const known = loaded.get(format);
  if (known !== undefined) return known;
  const reader = load(format);
  loaded.set(format, reader);
  return reader;
}

/** Format and reader by file ending, undefined where the ending is not one of `ENDINGS`. */
export function readerFor(
  path: string,
): { readonly format: Format; readonly load: () => Promise<Reader> } | undefined {
  const format = formatOf(path);
  return format === undefined ? undefined : { format, load: () => loadReader(format) };
}

async function load(format: Format): Promise<Reader> {
  switch (format) {
    case 'text':
      return (await import('./txt.ts')).readText;
    case 'markdown':
      return (await import('./markdown.ts')).readMarkdown;
    case 'yaml':
      return (await import('./yaml.ts')).readYaml;
    case 'json':
      return (await import('./json.ts')).readJson;
    case 'jsonl':
      return (await import('./jsonl.ts')).readJsonl;
    case 'csv':
      return (await import('./csv.ts')).readCsv;
    case 'tsv':
      return (await import('./csv.ts')).readTsv;
    default:
      return format satisfies never;
  }
}
