import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { CuilintError } from '../model/error.ts';

/** In the working folder, unless another is named. Left out when walking (node/files.ts). */
export const DEFAULT_KEY_FILE = '.cuilint-audit.key';

const KEY = /^[0-9a-f]{64}$/;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * The key of an audit: 64 hexadecimal digits in a file that only its owner may read, made at random where there
 * is none. Pseudonyms and fingerprints of two runs with one key can be compared; without the key no pseudonym
 * leads back to a number. `path` is absolute, `shown` as the user wrote it. Throws CuilintError.
 */
export function readOrCreateKey(path: string, shown: string): string {
  const known = readKey(path, shown);
  if (known !== undefined) return known;
  const key = randomBytes(32).toString('hex');
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx', 0o600);
  } catch (error) {
    // Another run has just made it.
    if (codeOf(error) === 'EEXIST') return checked(readFileSync(path, 'utf8'), shown);
    throw unusable(shown, error, true);
  }
  try {
    writeSync(descriptor, `${key}\n`);
  } finally {
    closeSync(descriptor);
  }
  return key;
}

/** The key in a file, undefined where there is no such file. Throws CuilintError for what is none. */
export function readKey(path: string, shown: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unusable(shown, error, false);
  }
  return checked(text, shown);
}

function checked(text: string, shown: string): string {
  const key = text.trim();
  if (KEY.test(key)) return key;
  throw new CuilintError(
    'CONFIG_INVALID',
    {
      zh: '不是审计密钥（应为 64 位十六进制数）',
      en: 'no key of an audit (64 hexadecimal digits)',
    },
    {
      at: { file: shown },
      hint: {
        zh: '用 --key 指定另一个文件，或删除它后重新生成',
        en: 'name another file with --key, or delete it to have one made',
      },
    },
  );
}

function unusable(shown: string, cause: unknown, isNew: boolean): CuilintError {
  const code = codeOf(cause) || '?';
  return new CuilintError(
    isNew ? 'OUTPUT_FAILED' : 'INPUT_UNREADABLE',
    isNew
      ? {
          zh: `无法写入审计密钥（${code}）`,
          en: `the key of the audit cannot be written (${code})`,
        }
      : { zh: `无法读取审计密钥（${code}）`, en: `the key of the audit cannot be read (${code})` },
    {
      at: { file: shown },
      hint: {
        zh: '用 --key 指定可读写位置的文件',
        en: 'name a file in a place of your own with --key',
      },
      cause,
    },
  );
}
