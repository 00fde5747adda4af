import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type Baseline, parseBaseline } from '../engine/baseline.ts';
import { CuilintError, type Message } from '../model/error.ts';
import { readOwnFile } from './read-own-file.ts';

/** A baseline and its file. */
export interface OpenBaseline {
  /** Absolute. */
  readonly path: string;
  readonly shown: string;
  readonly isNew: boolean;
  readonly baseline: Baseline;
}

/** A million entries. */
const MAX_BYTES = 128 * 1024 * 1024;

function broken(shown: string, reason: Message, line?: number, hint?: Message): CuilintError {
  return new CuilintError('CONFIG_INVALID', reason, {
    at: { file: shown, ...(line === undefined ? {} : { line }) },
    ...(hint === undefined ? {} : { hint }),
  });
}

/**
 * Reads a baseline. `path` is absolute; `root` (absolute) bounds what may be read, null where the file was
 * named on the command line. Where it is missing and need not be there, an empty one with a key of its
 * own. Throws CuilintError CONFIG_INVALID for one that is missing or broken.
 */
export function openBaseline(
  path: string,
  shown: string,
  options: { readonly root: string | null; readonly mustExist: boolean },
): OpenBaseline {
  if (!existsSync(path)) {
    if (options.mustExist) {
      throw broken(shown, { zh: '基线文件不存在', en: 'there is no such baseline' }, undefined, {
        zh: '运行 cuilint baseline create 生成',
        en: 'run cuilint baseline create',
      });
    }
    const key = randomBytes(16).toString('hex');
    return { path, shown, isNew: true, baseline: { key, paths: [], entries: new Map() } };
  }
  const read = readOwnFile(path, options.root, MAX_BYTES);
  if ('reason' in read) throw broken(shown, read.reason, undefined, read.hint);
  const baseline = parseBaseline(read.text);
  if ('reason' in baseline) {
    throw broken(shown, baseline.reason, baseline.line, {
      zh: '解决合并冲突，或重新生成：cuilint baseline create',
      en: 'resolve the merge, or write it again: cuilint baseline create',
    });
  }
  return { path, shown, isNew: false, baseline };
}
