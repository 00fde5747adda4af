import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { decodeSections, encodeSections } from '../engine/sections.ts';
import { CuilintError } from '../model/error.ts';

/** A state on the disk, and the folder beside it in which stands what is too much to be written each time. */
export interface StateFile {
  /** Absolute. */
  readonly folder: string;
  /** The parts by name, as JSON; undefined where there is no state. Throws CuilintError for what is none. */
  read(): ReadonlyMap<string, unknown> | undefined;
  /** Replaces the state, which is the old one or the new one at any moment. Throws OUTPUT_FAILED. */
  write(parts: Readonly<Record<string, unknown>>): void;
  /** Empties the folder, but for `LOCK`. */
  clear(): void;
  /** Removes the state, then its folder. */
  remove(): void;
}

/** Says, in the folder, who goes on with the state. */
export const LOCK = 'lock';

/** Of its folder; beside the state, so that renaming never goes from disk to disk. */
const FOLDER_ENDING = '.parts';
const NEXT = 'next';

export function stateFolder(path: string): string {
  return `${path}${FOLDER_ENDING}`;
}

/** `path` is absolute, `shown` as the user wrote it. Both are for their owner alone. */
export function openStateFile(path: string, shown: string): StateFile {
  const folder = stateFolder(path);
  return {
    folder,
    read: () => {
      let bytes: Uint8Array;
      try {
        bytes = readFileSync(path);
      } catch (error) {
        const code = codeOf(error);
        if (code === 'ENOENT') return undefined;
        throw new CuilintError(
          'INPUT_UNREADABLE',
          { zh: `无法读取审计状态（${code}）`, en: `the state cannot be read (${code})` },
          { at: { file: shown }, cause: error },
        );
      }
      try {
        const parts = [...decodeSections([bytes])];
        return new Map(
          parts.map(({ name, bytes: json }) => [name, JSON.parse(new TextDecoder().decode(json))]),
        );
      } catch (error) {
        if (!(error instanceof CuilintError)) throw error;
        const { code, reason, hint } = error;
        throw new CuilintError(code, reason, { at: { file: shown }, ...(hint && { hint }) });
      }
    },
    write: (parts) => {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const next = join(folder, NEXT);
        const descriptor = openSync(next, 'w', 0o600);
        try {
          const sections = Object.entries(parts).map(([name, value]) => ({
            name,
            bytes: new TextEncoder().encode(JSON.stringify(value)),
          }));
          for (const bytes of encodeSections(sections))
            for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
          fsyncSync(descriptor);
        } finally {
          closeSync(descriptor);
        }
        renameSync(next, path);
      } catch (error) {
        throw notWritten(shown, error);
      }
    },
    clear: () => {
      for (const name of readdirSync(folder))
        if (name !== LOCK) rmSync(join(folder, name), { recursive: true, force: true });
    },
    remove: () => {
      rmSync(path, { force: true });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function notWritten(shown: string, error: unknown): CuilintError {
  const code = codeOf(error);
  return new CuilintError(
    'OUTPUT_FAILED',
    code === 'ENOSPC'
      ? {
          zh: '磁盘已满，无法保存审计状态',
          en: 'the disk is full: the state of the audit could not be saved',
        }
      : {
          zh: `无法保存审计状态（${code}）`,
          en: `the state of the audit cannot be saved (${code})`,
        },
    {
      at: { file: shown },
      hint: {
        zh: '腾出空间或换一个位置；腾出后用同样的命令从上次保存处继续',
        en: 'make room or choose another place; the same command then goes on from what was saved last',
      },
      cause: error,
    },
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '?';
}
