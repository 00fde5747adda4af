import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SpillStore } from '../engine/conduct-counter.ts';
import { CuilintError } from '../model/error.ts';

const PIECE = 1 << 20;

export interface FileStore extends SpillStore {
  /** Removes all files. */
  readonly close: () => void;
}

/**
 * Partitions as files, in a folder of their own that only their owner may read; it is made with the first
 * of them. `append` and `read` throw CuilintError OUTPUT_FAILED, a full disk included.
 */
export function createFileStore(parent: string = tmpdir()): FileStore {
  let folder: string | undefined;
  const descriptors = new Map<number, number>();

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
        hint: {
          zh: `在 ${parent} 留出空间，或设置 TMPDIR，或加大 --memory`,
          en: `make room in ${parent}, set TMPDIR, or allow more with --memory`,
        },
        cause,
      },
    );
  };

  const close = (): void => {
    for (const descriptor of descriptors.values()) closeSync(descriptor);
    descriptors.clear();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    folder = undefined;
  };

  const descriptorOf = (partition: number): number => {
    let descriptor = descriptors.get(partition);
    if (descriptor === undefined) {
      folder ??= mkdtempSync(join(parent, 'cuilint-counts-'));
      descriptor = openSync(join(folder, `${partition}.bin`), 'wx+', 0o600);
      descriptors.set(partition, descriptor);
    }
    return descriptor;
  };

  return {
    append: (partition, bytes) => {
      try {
        const descriptor = descriptorOf(partition);
        for (let at = 0; at < bytes.length; )
          at += writeSync(descriptor, bytes, at, bytes.length - at);
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
    close,
  };
}
