import { resolve } from 'node:path';
import { CuilintError } from '../model/error.ts';
import { readOwnFile } from '../node/read-own-file.ts';
import type { Io } from './io.ts';
import { usageError } from './options.ts';
import { DAILY } from './phrases-daily.ts';

const OPTION = '--files-from';
/** Half a million paths. */
const MAX_BYTES = 64 * 1024 * 1024;

/** NUL between the paths where there is one (`git diff -z`), else a line each; no quoting, no comments. */
export function splitPaths(text: string): readonly string[] {
  const parts = text.includes('\0') ? text.split('\0') : text.split(/\r?\n/);
  // A file that is called - must not become standard input.
  return parts.filter((path) => path !== '').map((path) => (path === '-' ? './-' : path));
}

/**
 * The paths that `--files-from` names, `-` for standard input. Throws CuilintError where the list cannot be
 * read or names nothing.
 */
export async function readPaths(
  list: string,
  paths: readonly string[],
  io: Io,
): Promise<readonly string[]> {
  if (list === '-' && paths.includes('-')) throw usageError(DAILY.stdinTwice);
  let text: string;
  if (list === '-') {
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(await io.stdin.read());
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new CuilintError('INPUT_ENCODING', DAILY.notUtf8(OPTION), { cause: error });
    }
  } else {
    const read = readOwnFile(resolve(io.cwd, list), null, MAX_BYTES);
    if ('reason' in read) {
      const hint = read.hint ?? DAILY.listFile;
      throw new CuilintError('INPUT_UNREADABLE', read.reason, { at: { file: list }, hint });
    }
    text = read.text;
  }
  const named = splitPaths(text);
  if (named.length === 0 && paths.length === 0)
    throw new CuilintError('INPUT_EMPTY', DAILY.emptyList(OPTION), { hint: DAILY.listFile });
  return named;
}
