import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import type { Message } from '../model/error.ts';

/** Larger than any file that somebody writes by hand, and read in a moment. */
const MAX_BYTES = 1024 * 1024;

export type OwnFile =
  | { readonly text: string; readonly real: string }
  | { readonly reason: Message; readonly hint?: Message };

/** True if `path` is `folder` or stands below it. Both absolute and without links. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function reasonOf(error: unknown): Message {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return { zh: '文件不存在', en: 'no such file' };
  if (code === 'EACCES' || code === 'EPERM')
    return { zh: '没有权限读取', en: 'no permission to read it' };
  if (code === 'ELOOP') return { zh: '符号链接循环', en: 'symbolic links in a loop' };
  return {
    zh: `无法读取（${code || '未知错误'}）`,
    en: `cannot be read (${code || 'unknown error'})`,
  };
}

/**
 * The text of a configuration, suppression or baseline file, which may come from a stranger's pull request:
 * a plain file of UTF-8, of a bounded size, and, links followed, inside `root` (absolute; null: anywhere,
 * since it was named on the command line). What is wrong is returned, not thrown.
 */
export function readOwnFile(
  path: string,
  root: string | null,
  maxBytes: number = MAX_BYTES,
): OwnFile {
  try {
    const real = realpathSync(path);
    if (root !== null && !isInside(realpathSync(root), real)) {
      return {
        reason: { zh: '指向仓库之外', en: 'it leads out of the repository' },
        hint: {
          zh: '只能使用仓库内的文件',
          en: 'only files inside the repository can be used',
        },
      };
    }
    const stat = statSync(real);
    if (!stat.isFile()) return { reason: { zh: '不是普通文件', en: 'it is no plain file' } };
    if (stat.size > maxBytes) {
      const kilobytes = Math.floor(maxBytes / 1024);
      return {
        reason: {
          zh: `文件过大（上限 ${kilobytes} KiB）`,
          en: `the file is too large (at most ${kilobytes} KiB)`,
        },
      };
    }
    const bytes = readFileSync(real);
    try {
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), real };
    } catch {
      // TextDecoder tells a wrong byte by a TypeError and nothing else.
      return { reason: { zh: '不是 UTF-8 编码', en: 'it is not encoded in UTF-8' } };
    }
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}
