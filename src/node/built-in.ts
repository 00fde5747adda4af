import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CuilintError } from '../model/error.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { deserializeRuleset } from '../rules/serialize.ts';

/** Files that `npm run build` writes into dist/. */
export const BUILT = {
  json: 'ruleset.json',
  arrays: 'ruleset.bin',
  pages: 'ruleset-pages.json',
  segmentation: 'segmentation.bin',
} as const;

/** The folder of this project or package: the nearest one above that holds `dictionaries/`. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'dictionaries')))
      return folder;
    const parent = dirname(folder);
    if (parent === folder) {
      throw new CuilintError(
        'RULE_INVALID',
        { zh: '找不到 dictionaries 目录', en: 'the folder dictionaries is missing' },
        { hint: { zh: '重新安装 cuilint', en: 'install cuilint again' } },
      );
    }
    folder = parent;
  }
}

/** Bytes [offset, offset + length) of a file. Throws Node's error where it cannot be read or ends before. */
function readPart(path: string, offset: number, length: number): Uint8Array {
  // Not zeroed, and a buffer of its own.
  const bytes = Buffer.allocUnsafeSlow(length);
  const descriptor = openSync(path, 'r');
  try {
    for (let read = 0; read < length; ) {
      const count = readSync(descriptor, bytes, read, length - read, offset + read);
      if (count === 0) throw new Error(`${path} ends before byte ${offset + length}`);
      read += count;
    }
  } finally {
    closeSync(descriptor);
  }
  return bytes;
}

/**
 * The built-in ruleset, as the build left it in dist/. `pages` adds what explaining and testing rules need
 * (rationale, examples, text of the patterns). Throws CuilintError RULE_INVALID if it has not been built.
 */
export function loadRuleset(options: { readonly pages?: boolean } = {}): Ruleset {
  const dist = join(packageRoot(), 'dist');
  const file = (name: string): string => join(dist, name);
  if (!existsSync(file(BUILT.json))) {
    throw new CuilintError(
      'RULE_INVALID',
      { zh: '内置规则还没有编译', en: 'the built-in rules have not been compiled' },
      { hint: { zh: '运行 npm run build', en: 'run npm run build' } },
    );
  }
  return deserializeRuleset(
    readFileSync(file(BUILT.json), 'utf8'),
    (offset, length) => readPart(file(BUILT.arrays), offset, length),
    options.pages ? readFileSync(file(BUILT.pages), 'utf8') : undefined,
  );
}
