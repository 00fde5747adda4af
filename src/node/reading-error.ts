import { CuilintError, type Message, type Problem } from '../model/error.ts';

/** The code of Node's error, '' where it has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Why the system would not, in words. The message of Node itself holds absolute paths. */
function systemReason(error: unknown, isFolder: boolean): Message {
  const code = errorCode(error);
  switch (code) {
    case 'ENOENT':
      return { zh: '路径不存在', en: 'no such file or folder' };
    case 'EACCES':
    case 'EPERM':
      return isFolder
        ? { zh: '没有权限读取此文件夹', en: 'no permission to read this folder' }
        : { zh: '没有权限读取此文件', en: 'no permission to read this file' };
    case 'ELOOP':
      return { zh: '符号链接循环', en: 'symbolic links in a loop' };
    case 'ENAMETOOLONG':
      return { zh: '路径过长', en: 'the path is too long' };
    case 'EISDIR':
      return { zh: '是文件夹而不是文件', en: 'a folder, not a file' };
    default:
      return {
        zh: `无法读取（${code || '未知错误'}）`,
        en: `cannot be read (${code || 'unknown error'})`,
      };
  }
}

const READ_HINT: Readonly<Record<string, Message>> = {
  ENOENT: { zh: '检查拼写和当前目录', en: 'check the spelling and the current folder' },
  EACCES: { zh: '检查文件权限', en: 'check its permissions' },
  EPERM: { zh: '检查文件权限', en: 'check its permissions' },
  ELOOP: { zh: '改正或删除该链接', en: 'correct or remove the link' },
};

/** Node shows what is no UTF-8 in a name as U+FFFD, and nothing is found by that: archives of Windows unpack so. */
const NOT_UTF8 = {
  reason: {
    zh: '文件名不是 UTF-8 编码，无法打开',
    en: 'its name is not in UTF-8, so that it cannot be opened',
  },
  hint: {
    zh: '改名（convmv -f gbk -t utf-8 --notest），或重新解压（unzip -O gbk）',
    en: 'rename it (convmv -f gbk -t utf-8 --notest), or unpack it again (unzip -O gbk)',
  },
} as const;

/** A path that the system would not have read, with the remedy. */
export function unreadable(file: string, error: unknown, isFolder: boolean): Problem {
  if (errorCode(error) === 'ENOENT' && file.includes('\ufffd'))
    return { type: 'problem', code: 'INPUT_UNREADABLE', file, ...NOT_UTF8 };
  const hint = READ_HINT[errorCode(error)];
  return {
    type: 'problem',
    code: 'INPUT_UNREADABLE',
    file,
    reason: systemReason(error, isFolder),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** The error of a file that the system would not have read. */
export function readingError(id: string, error: unknown): CuilintError {
  if (error instanceof CuilintError) return error;
  const { code, reason, hint } = unreadable(id, error, false);
  return new CuilintError(code, reason, {
    ...(hint === undefined ? {} : { hint }),
    at: { file: id },
    cause: error,
  });
}
