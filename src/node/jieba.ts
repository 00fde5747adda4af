import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Tokenizer } from '../model/token.ts';

/** What is used of the native module. */
interface Nodejieba {
  readonly DEFAULT_DICT: string;
  readonly DEFAULT_HMM_DICT: string;
  load(files: Readonly<Record<string, string>>): boolean;
  cut(text: string, guessNewWords: boolean): string[];
  insertWord(word: string): boolean;
}

export interface NodejiebaOptions {
  /** Folder of the stand-ins `user.txt`, `idf.txt` and `stop-words.txt`, and of `words.txt`. */
  readonly segmentationDirectory: string;
  readonly ownWords: readonly string[];
  /** Answers `forcingCost`, which nodejieba has no call for. Asked for when first needed. */
  readonly builtin: () => Tokenizer;
}

/** Not installed, not built, or built for another Node. Anything else is a bug of ours. */
const ABSENT: ReadonlySet<unknown> = new Set([
  'MODULE_NOT_FOUND',
  'BINDING_NOT_FOUND',
  'ERR_DLOPEN_FAILED',
]);

function ifPresent<T>(attempt: () => T): T | null {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof Error && 'code' in error && ABSENT.has(error.code)) return null;
    throw error;
  }
}

/**
 * nodejieba ends the process, without an exception, when it cannot open a file. It takes `|` and `;`
 * for borders between paths, and on Windows it reads paths in the code page of the system.
 */
function canBeOpened(path: string): boolean {
  if (/[|;]/.test(path)) return false;
  if (process.platform === 'win32' && /\P{ASCII}/u.test(path)) return false;
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    // Whatever keeps us from reading the file would abort the process: no nodejieba, then.
    return false;
  }
}

/** Path of jieba's word list, null where the package is not installed. Loads no native code. */
export function findJiebaWordList(): string | null {
  const path = ifPresent(
    () =>
      // The package's types name no constant of paths; `Nodejieba` lists what its index.js exports.
      (createRequire(import.meta.url)('nodejieba') as Nodejieba).DEFAULT_DICT,
  );
  return path !== null && canBeOpened(path) ? path : null;
}

/**
 * Loads nodejieba with its own word list and our own words: some 0.8 to 1.5 s and 250 MB, once a process.
 * null where the module is missing or was not built, or a file that it would abort over cannot be read.
 *
 * A lone surrogate comes back from it as U+FFFD, one unit for one: borders are right all the same.
 */
export function loadNodejieba(options: NodejiebaOptions): Tokenizer | null {
  // As above: the interface lists what index.js exports.
  const module = ifPresent(() => createRequire(import.meta.url)('nodejieba') as Nodejieba);
  if (module === null) return null;
  const files = {
    dict: module.DEFAULT_DICT,
    hmmDict: module.DEFAULT_HMM_DICT,
    userDict: join(options.segmentationDirectory, 'user.txt'),
    idfDict: join(options.segmentationDirectory, 'idf.txt'),
    stopWordDict: join(options.segmentationDirectory, 'stop-words.txt'),
  };
  if (!Object.values(files).every(canBeOpened)) return null;
  if (ifPresent(() => module.load(files)) === null) return null;
  for (const word of options.ownWords) module.insertWord(word);
  return {
    name: 'nodejieba',
    boundaries(text) {
      const borders = [0];
      let at = 0;
      for (const word of module.cut(text, false)) {
        at += word.length;
        borders.push(at);
      }
      return borders;
    },
    forcingCost: (text, start, end) => options.builtin().forcingCost(text, start, end),
  };
}
