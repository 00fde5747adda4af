import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LineCounter } from 'yaml';
import type { ListedSuppression } from '../engine/suppress.ts';
import type { Problem } from '../model/error.ts';
import {
  openDocument,
  placeOf,
  type RuleFile,
  readList,
  readMap,
  readText,
  report,
  type Value,
} from '../rules/parse-document.ts';
import { shownFrom } from './config.ts';
import { filePatterns } from './file-patterns.ts';
import { isInside, readOwnFile } from './read-own-file.ts';

export interface SuppressionsFile {
  readonly list: readonly ListedSuppression[];
  readonly problems: readonly Problem[];
}

/** `reviewer` and `date` are for people: who let it pass, and when. */
const KEYS = [
  'rule',
  'file',
  'key',
  'record',
  'fingerprint',
  'reason',
  'reviewer',
  'date',
  'expires',
];

/**
 * Reads the side file of suppressions. `path`, `cwd` and `root` are absolute. What is badly formed is a
 * problem; a missing reason, an unknown rule and an expired entry are findings, and not told here.
 */
export function readSuppressions(
  path: string,
  options: { readonly cwd: string; readonly root: string },
): SuppressionsFile {
  const shown = shownFrom(options.cwd, path);
  const read = readOwnFile(path, options.root);
  if ('reason' in read) {
    const problem: Problem = {
      type: 'problem',
      code: 'CONFIG_INVALID',
      file: shown,
      reason: read.reason,
      ...(read.hint === undefined ? {} : { hint: read.hint }),
    };
    return { list: [], problems: [problem] };
  }
  return parseSuppressions(read.text, path, options.cwd);
}

/** The same of a text that stands, or is to stand, at `path`. */
export function parseSuppressions(text: string, path: string, cwd: string): SuppressionsFile {
  const file: RuleFile = {
    path: shownFrom(cwd, path),
    lines: new LineCounter(),
    problems: [],
    code: 'CONFIG_INVALID',
  };
  if (/^(?:\s|#[^\n]*(?:\n|$))*$/.test(text)) return { list: [], problems: [] };
  const root = openDocument(file, text);
  const entries = root && readMap(file, root, 'suppressions', ['suppressions'], ['suppressions']);
  const value = entries?.get('suppressions');
  const items = value ? (readList(file, value, 'suppressions') ?? []) : [];
  const list = items.flatMap(
    (item, index) => parseEntry(file, text, item, index, dirname(path), cwd) ?? [],
  );
  return { list, problems: file.problems };
}

/**
 * Whether a pattern means one file, and none is there. A name alone means files at any depth, and what stands in
 * an archive (`a.zip!b.csv`) is not asked for.
 */
function meansNothing(folder: string, pattern: string): boolean {
  const bare = pattern.replace(/\\./g, 'x');
  if (/[*?[\]{}!]|\/$/.test(bare) || !bare.includes('/')) return false;
  const path = resolve(folder, pattern.replace(/\\(.)/g, '$1').replace(/^\/+/, ''));
  return !isInside(folder, path) || !existsSync(path);
}

function parseEntry(
  file: RuleFile,
  text: string,
  item: Value,
  index: number,
  folder: string,
  cwd: string,
): ListedSuppression | undefined {
  const label = `suppressions[${index}]`;
  const entries = readMap(file, item, label, KEYS);
  if (!entries) return undefined;
  const get = (key: string): string | undefined => {
    const value = entries.get(key);
    return value && readText(file, value, `${label}.${key}`, { mayBeEmpty: key === 'reason' });
  };
  const [rule, pattern, keyPath, record, fingerprint, expires] = [
    get('rule'),
    get('file'),
    get('key'),
    get('record'),
    get('fingerprint'),
    get('expires'),
  ];
  // For people alone, and texts all the same.
  get('reviewer');
  get('date');
  if (!entries.has('key') && !entries.has('record') && !entries.has('fingerprint')) {
    report(file, item.offset, {
      zh: `${label} 应写明 key、record 或 fingerprint；不能豁免整个文件`,
      en: `${label} needs key, record or fingerprint: a whole file cannot be suppressed`,
    });
    return undefined;
  }
  if (entries.has('key') && !entries.has('file')) {
    report(file, item.offset, {
      zh: `${label} 写了 key，还应写明 file`,
      en: `${label} has a key and needs the file that it stands in`,
    });
    return undefined;
  }
  const start = placeOf(file, item.offset);
  const lineEnd = text.indexOf('\n', item.offset);
  const first = text.slice(item.offset, lineEnd < 0 ? text.length : lineEnd).trimEnd();
  const meant = pattern === undefined ? undefined : filePatterns(folder, [pattern]);
  return {
    ...(rule === undefined ? {} : { rule }),
    ...(meant === undefined ? {} : { isFor: (id) => meant(resolve(cwd, id)) }),
    ...(pattern !== undefined && meansNothing(folder, pattern) ? { isGone: true } : {}),
    ...(keyPath === undefined ? {} : { keyPath }),
    ...(record === undefined ? {} : { record }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    reason: get('reason') ?? '',
    ...(expires === undefined ? {} : { expires }),
    file: file.path,
    location: {
      line: start.line,
      column: start.column,
      endLine: start.line,
      endColumn: start.column + first.length,
    },
    text: first,
  };
}
