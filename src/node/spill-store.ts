import {
  closeSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SpillStore } from '../engine/contact-partitions.ts';
import { CuilintError } from '../model/error.ts';

const PIECE = 1 << 20;

export interface FileStore extends SpillStore {
  /** Bytes in each partition, up to the last that holds any. */
  readonly lengths: () => readonly number[];
  /** Removes all files, unless they stand in a folder that was named. */
  readonly close: () => void;
}

/** A folder that outlives the run, and what of its partitions counts: the rest is cut off. */
export interface KeptFolder {
  /** Absolute. */
  readonly folder: string;
  readonly lengths: readonly number[];
}

/**
 * Partitions as files, in a folder of their own that only their owner may read; it is made with the first
 * of them. `append` and `read` throw CuilintError OUTPUT_FAILED, a full disk included.
 */
export function createFileStore(parent: string = tmpdir(), kept?: KeptFolder): FileStore {
  let folder: string | undefined;
  const descriptors = new Map<number, number>();
  const lengths: number[] = [];

  const failed = (cause: unknown): CuilintError => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '?';
    return new CuilintError(
      'OUTPUT_FAILED',
      code === 'ENOSPC'
        ? {
            zh: '磁盘已满，无法写入频次统计的临时文件',
            en: 'the disk is full: contacts that are counted could not be written beside',
          }
        : {
            zh: `无法读写频次统计的临时文件（${code}）`,
            en: `files for counting contacts cannot be written or read (${code})`,
          },
      {
        hint:
          kept === undefined
            ? {
                zh: `在 ${parent} 留出空间，或设置 TMPDIR，或加大 --memory`,
                en: `make room in ${parent}, set TMPDIR, or allow more with --memory`,
              }
            : {
                zh: `在 ${dirname(kept.folder)} 留出空间，再用同样的命令继续`,
                en: `make room in ${dirname(kept.folder)}; the same command then goes on`,
              },
        cause,
      },
    );
  };

  const close = (): void => {
    for (const descriptor of descriptors.values()) closeSync(descriptor);
    descriptors.clear();
    if (kept !== undefined) return;
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    folder = undefined;
  };

  const descriptorOf = (partition: number): number => {
    let descriptor = descriptors.get(partition);
    if (descriptor === undefined) {
      folder ??= kept?.folder ?? mkdtempSync(join(parent, 'cuilint-counts-'));
      descriptor = openSync(
        join(folder, `${partition}.bin`),
        kept === undefined ? 'wx+' : 'w+',
        0o600,
      );
      descriptors.set(partition, descriptor);
    }
    return descriptor;
  };

  try {
    for (const [partition, length] of (kept?.lengths ?? []).entries()) {
      lengths[partition] = length;
      if (length === 0) continue;
      const path = join(kept!.folder, `${partition}.bin`);
      // What is longer was written behind the state; what is shorter is not what the state speaks of.
      if (statSync(path).size < length) throw tooShort(path);
      truncateSync(path, length);
      descriptors.set(partition, openSync(path, 'r+'));
    }
  } catch (error) {
    close();
    throw error instanceof CuilintError ? error : failed(error);
  }

  return {
    append: (partition, bytes) => {
      try {
        const descriptor = descriptorOf(partition);
        const end = lengths[partition] ?? 0;
        for (let at = 0; at < bytes.length; )
          at += writeSync(descriptor, bytes, at, bytes.length - at, end + at);
        lengths[partition] = end + bytes.length;
      } catch (error) {
        close();
        throw failed(error);
      }
    },
    *read(partition) {
      const descriptor = descriptors.get(partition);
      if (descriptor === undefined) return;
      for (let at = 0; ; ) {
        // Handed out, so not used again.
        const bytes = new Uint8Array(PIECE);
        let size: number;
        try {
          size = readSync(descriptor, bytes, 0, PIECE, at);
        } catch (error) {
          close();
          throw failed(error);
        }
        if (size === 0) return;
        yield bytes.subarray(0, size);
        at += size;
      }
    },
    lengths: () =>
      Array.from({ length: lengths.length }, (_, partition) => lengths[partition] ?? 0),
    close,
  };
}

function tooShort(path: string): CuilintError {
  return new CuilintError(
    'INPUT_UNREADABLE',
    {
      zh: '续跑所需的统计文件不完整',
      en: 'a file of counts is shorter than the state says',
    },
    {
      at: { file: path },
      hint: {
        zh: '删除状态文件，从头审计',
        en: 'delete the state and audit from the start',
      },
    },
  );
}
