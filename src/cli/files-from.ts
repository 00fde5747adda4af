import { resolve } from 'node:path';
import { CuilintError } from '../model/error.ts';
import { readOwnFile } from '../node/read-own-file.ts';
import type { Io } from './io.ts';
import { usageError } from './options.ts';
import { DAILY } from './phrases-daily.ts';

const OPTION = '--files-from';
/** Half a million paths. */
const MAX_BYTES = 64 * 1024 * 1024;

/** What git writes for a path with other than ASCII in it, or with a quote, where it is not asked for `-z`. */
const QUOTED = /^"(?:[^"\\]|\\(?:[abtnvfr"\\]|[0-3][0-7]{2}))*"$/;
const ESCAPED: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  '\\': 92,
};

/** `"\\346\\226\\207.txt"` as 文.txt; any other line as it is, one without an escape or that is no UTF-8 too. */
function withoutQuotes(line: string): string {
  if (!QUOTED.test(line) || !line.includes('\\')) return line;
  const bytes = [...line.slice(1, -1).matchAll(/\\([0-3][0-7]{2})|\\(.)|([^\\]+)/g)].flatMap(
    ([, octal, mark, plain]) => {
      if (octal !== undefined) return [Number.parseInt(octal, 8)];
      return mark !== undefined ? [ESCAPED[mark]!] : [...new TextEncoder().encode(plain)];
    },
  );
  const path = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
  return path.includes('\ufffd') ? line : path;
}

/**
 * NUL between the paths where there is one (`git diff -z`), else a line each, of which git quotes those that are not
 * ASCII; no comments.
 */
export function splitPaths(text: string): readonly string[] {
  const parts = text.includes('\0')
    ? text.split('\0')
    : text.split(/\r?\n/).map((line) => withoutQuotes(line));
  // A file that is called - must not become standard input.
  return parts.filter((path) => path !== '').map((path) => (path === '-' ? './-' : path));
}

async function readList(list: string, io: Io): Promise<readonly string[]> {
  if (list === '-') {
    try {
      return splitPaths(new TextDecoder('utf-8', { fatal: true }).decode(await io.stdin.read()));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new CuilintError('INPUT_ENCODING', DAILY.notUtf8(OPTION), { cause: error });
    }
  }
  const read = readOwnFile(resolve(io.cwd, list), null, MAX_BYTES);
  if ('reason' in read) {
    const hint = read.hint ?? DAILY.listFile;
    throw new CuilintError('INPUT_UNREADABLE', read.reason, { at: { file: list }, hint });
  }
  return splitPaths(read.text);
}

/**
 * The paths that the lists of `--files-from` name, `-` for standard input. Throws CuilintError where one of them
 * cannot be read or all of them name nothing.
 */
export async function readPaths(
  lists: readonly string[],
  paths: readonly string[],
  io: Io,
): Promise<readonly string[]> {
  if ([...lists, ...paths].filter((each) => each === '-').length > 1 && lists.includes('-'))
    throw usageError(DAILY.stdinTwice);
  const named: string[] = [];
  for (const list of lists) named.push(...(await readList(list, io)));
  if (named.length === 0 && paths.length === 0)
    throw new CuilintError('INPUT_EMPTY', DAILY.emptyList(OPTION), { hint: DAILY.listFile });
  return named;
}
