import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { CuilintError, type Message } from '../model/error.ts';

/** Where a report goes. `write` buffers; `close` returns when everything has been taken. */
export interface Sink {
  write(text: string): void | Promise<void>;
  /** Throws CuilintError OUTPUT_FAILED where the report could not be written. */
  close(): Promise<void>;
  /** Leaves nothing half-written behind. */
  discard(): void;
}

const FLUSH_UNITS = 1 << 16;

function reasonOf(error: unknown): Message {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOSPC':
      return { zh: '磁盘已满，报告没有写完', en: 'the disk is full, the report is incomplete' };
    case 'ENOENT':
      return { zh: '无法写入：文件夹不存在', en: 'cannot be written: no such folder' };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return { zh: '没有写入权限', en: 'no permission to write' };
    case 'EISDIR':
      return { zh: '是文件夹，不能写入报告', en: 'a folder: a report cannot be written to it' };
    default:
      return {
        zh: `无法写入（${code || '未知错误'}）`,
        en: `cannot be written (${code || 'unknown error'})`,
      };
  }
}

function outputFailed(file: string | undefined, error: unknown): CuilintError {
  return new CuilintError('OUTPUT_FAILED', reasonOf(error), {
    hint: {
      zh: '换一个位置，或腾出空间后重试',
      en: 'choose another place, or make room and try again',
    },
    ...(file === undefined ? {} : { at: { file } }),
    cause: error,
  });
}

/**
 * A report on a stream that somebody else may close. A closed pipe (`| head`) ends the output quietly; any
 * other failure is OUTPUT_FAILED at `close`, since a stream tells of it late. `name` is for that message.
 */
export function streamSink(stream: Writable, name: string): Sink {
  let pending = '';
  let failure: unknown;
  let isClosed = false;
  const onError = (error: unknown): void => {
    isClosed = true;
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_DESTROYED') failure ??= error;
  };
  // Without a listener Node would throw the error out of any function of ours.
  stream.on('error', onError);
  const flush = async (): Promise<void> => {
    const chunk = pending;
    pending = '';
    if (isClosed || chunk === '') return;
    await new Promise<void>((done) => {
      try {
        stream.write(chunk, (error) => {
          if (error) onError(error);
          done();
        });
      } catch (error) {
        // Streams over a file write at once, and throw.
        onError(error);
        done();
      }
    });
  };
  return {
    write: (text) => {
      pending += text;
      return pending.length >= FLUSH_UNITS ? flush() : undefined;
    },
    close: async () => {
      await flush();
      if (failure !== undefined) throw outputFailed(name, failure);
    },
    discard: () => {
      pending = '';
    },
  };
}

/** A device or a pipe is written into; a file is replaced. */
function isReplaced(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // Not there yet. Any other trouble shows when it is opened.
    return true;
  }
}

/**
 * A report in a file. It is written beside its place and renamed when it is whole, so nobody finds half
 * of one. `path` is absolute, `shown` as the user wrote it. Throws OUTPUT_FAILED at once where nothing
 * can be written, before any work has been done.
 */
export function fileSink(path: string, shown: string): Sink {
  const target = isReplaced(path)
    ? join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
    : path;
  const guarded = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw outputFailed(shown, error);
    }
  };
  const descriptor = guarded(() => openSync(target, 'w'));
  let pending = '';
  let isOpen = true;
  const flush = (): void => {
    let bytes = Buffer.from(pending);
    pending = '';
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(descriptor, bytes));
  };
  const discard = (): void => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
    if (target !== path) rmSync(target, { force: true });
  };
  return {
    write: (text) => {
      pending += text;
      if (pending.length >= FLUSH_UNITS) {
        try {
          flush();
        } catch (error) {
          discard();
          throw outputFailed(shown, error);
        }
      }
    },
    close: async () => {
      try {
        flush();
        closeSync(descriptor);
        isOpen = false;
        if (target !== path) renameSync(target, path);
      } catch (error) {
        discard();
        throw outputFailed(shown, error);
      }
    },
    discard,
  };
}
