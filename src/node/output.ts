import {
  appendFileSync,
  closeSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CuilintError, type Message } from '../model/error.ts';
import { keepUnfinished } from './unfinished.ts';

/** Where a report goes. `write` buffers; `close` returns when everything has been taken. */
export interface Sink {
  write(content: string | Uint8Array): void | Promise<void>;
  /** Throws CuilintError OUTPUT_FAILED where the report could not be written. */
  close(): Promise<void>;
  /** Leaves nothing half-written behind. */
  discard(): void;
}

/** What a report can be written to: a stream of Node's, or what stands in its place. */
export interface OutputStream {
  /** May throw where it writes at once. */
  write(content: string | Uint8Array, done: (error?: Error | null) => void): unknown;
  /** Hears of what failed late. */
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/**
 * The standard output or error of the process where it is a pipe or a file: written at once, as Node's streams over
 * them do, which take 3 ms to load. Where the other side of a pipe asks to wait, `stream` does all the rest.
 */
export function descriptorStream(descriptor: number, stream: () => OutputStream): OutputStream {
  const listeners: ((error: Error) => void)[] = [];
  let handedOver: OutputStream | undefined;
  const handOver = (): OutputStream => {
    const made = stream();
    for (const listener of listeners) made.on('error', listener);
    return made;
  };
  return {
    on: (_event, listener) => {
      listeners.push(listener);
      handedOver?.on('error', listener);
    },
    write: (content, done) => {
      if (handedOver !== undefined) return handedOver.write(content, done);
      let left: Uint8Array = Buffer.from(content);
      try {
        while (left.length > 0) left = left.subarray(writeSync(descriptor, left));
      } catch (error) {
        if (codeOf(error) !== 'EAGAIN') throw error;
        handedOver = handOver();
        return handedOver.write(left, done);
      }
      return done();
    },
  };
}

const FLUSH_UNITS = 1 << 16;

/** Text on its way into a file. */
export interface TextBuffer {
  /** Encodes a piece at once: one of a few kB costs a tenth of what it does at the end of a rope of 64 kB. */
  readonly write: (content: string | Uint8Array) => void;
  readonly flush: () => void;
}

const BUFFER_BYTES = 1 << 18;

/** `out` is handed bytes that are good until it returns. */
export function createTextBuffer(out: (bytes: Uint8Array) => void): TextBuffer {
  let buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let length = 0;
  const flush = (): void => {
    const pending = buffer.subarray(0, length);
    length = 0;
    if (pending.length > 0) out(pending);
  };
  return {
    write: (content) => {
      const isText = typeof content === 'string';
      // Each unit takes three bytes at most.
      const most = content.length * (isText ? 3 : 1);
      if (length + most > buffer.length) flush();
      if (most > buffer.length) buffer = Buffer.allocUnsafe(most);
      if (isText) length += buffer.write(content, length);
      else {
        buffer.set(content, length);
        length += content.length;
      }
    },
    flush,
  };
}

/** Windows calls it a lack of permission where a file is to take the place of one that Excel has open. */
const NOT_REPLACED = 'not replaced';

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function reasonOf(code: string): Message {
  switch (code) {
    case 'ENOSPC':
      return { zh: '磁盘已满，报告没有写完', en: 'the disk is full, the report is incomplete' };
    case 'ENOENT':
      return { zh: '无法写入：文件夹不存在', en: 'cannot be written: no such folder' };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return { zh: '没有写入权限', en: 'no permission to write' };
    case 'EBUSY':
      return {
        zh: '文件正被其他程序（如 Excel、WPS）打开，无法写入',
        en: 'the file is open in another program and cannot be written',
      };
    case NOT_REPLACED:
      return {
        zh: '文件正被其他程序（如 Excel、WPS）打开，或不允许替换，没有写入',
        en: 'the file is open in another program or must not be replaced, and was not written',
      };
    case 'EISDIR':
      return { zh: '是文件夹，不能写入报告', en: 'a folder: a report cannot be written to it' };
    default:
      return {
        zh: `无法写入（${code || '未知错误'}）`,
        en: `cannot be written (${code || 'unknown error'})`,
      };
  }
}

function hintOf(code: string): Message {
  return code === 'EBUSY' || code === NOT_REPLACED
    ? { zh: '请在那里关闭它后重试，或换一个文件名', en: 'close it there, or choose another name' }
    : {
        zh: '换一个位置，或腾出空间后重试',
        en: 'choose another place, or make room and try again',
      };
}

/** The error of a report that cannot be written. `file` as the user wrote it. */
export function outputFailed(
  file: string | undefined,
  error: unknown,
  code: string = codeOf(error),
): CuilintError {
  return new CuilintError('OUTPUT_FAILED', reasonOf(code), {
    hint: hintOf(code),
    ...(file === undefined ? {} : { at: { file } }),
    cause: error,
  });
}

/** What is no text goes into files alone: the command line sees to that. */
function textOf(content: string | Uint8Array): string {
  if (typeof content === 'string') return content;
  throw new Error('bytes on a stream of text');
}

/**
 * A report on a stream that somebody else may close. A closed pipe (`| head`) ends the output quietly; any
 * other failure is OUTPUT_FAILED at `close`, since a stream tells of it late. `name` is for that message.
 */
export function streamSink(stream: OutputStream, name: string): Sink {
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
    write: (content) => {
      pending += textOf(content);
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

/** A device or a pipe is written into; a file is replaced, and so is none at all. */
export function whatIsAt(path: string): 'file' | 'nothing' | 'other' {
  try {
    return statSync(path).isFile() ? 'file' : 'other';
  } catch {
    // Not there yet. Any other trouble shows when it is opened.
    return 'nothing';
  }
}

/** Puts a report in its place. */
export function replace(target: string, path: string, shown: string): void {
  try {
    renameSync(target, path);
  } catch (error) {
    const isRefused = ['EPERM', 'EACCES'].includes(codeOf(error));
    throw outputFailed(shown, error, isRefused ? NOT_REPLACED : codeOf(error));
  }
}

/**
 * A report in a file. It is written beside its place and renamed when it is whole, so nobody finds half
 * of one. `path` is absolute, `shown` as the user wrote it. Throws OUTPUT_FAILED at once where nothing
 * can be written, before any work has been done.
 */
export function fileSink(path: string, shown: string): Sink {
  const found = whatIsAt(path);
  const target =
    found === 'other' ? path : join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const guarded = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw outputFailed(shown, error);
    }
  };
  // One that is open in Excel, or must not be written, is refused before any work.
  if (found === 'file') guarded(() => closeSync(openSync(path, 'r+')));
  const descriptor = guarded(() => openSync(target, 'w'));
  const finished = target === path ? () => {} : keepUnfinished(target);
  let isOpen = true;
  const out = (bytes: Uint8Array): void => {
    let left = bytes;
    while (left.length > 0) left = left.subarray(writeSync(descriptor, left));
  };
  const text = createTextBuffer(out);
  const discard = (): void => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
    if (target !== path) rmSync(target, { force: true });
    finished();
  };
  return {
    write: (content) => {
      try {
        if (typeof content === 'string' || content.length < BUFFER_BYTES) text.write(content);
        else {
          text.flush();
          out(content);
        }
      } catch (error) {
        discard();
        throw outputFailed(shown, error);
      }
    },
    close: async () => {
      try {
        text.flush();
        closeSync(descriptor);
        isOpen = false;
        if (target !== path) replace(target, path, shown);
        finished();
      } catch (error) {
        discard();
        throw error instanceof CuilintError ? error : outputFailed(shown, error);
      }
    },
    discard,
  };
}

/**
 * Text that is put behind what a file holds already, once and whole, when it is closed: others write there
 * too. `path` is absolute, `shown` as the user wrote it. Throws OUTPUT_FAILED at `close`.
 */
export function appendSink(path: string, shown: string): Sink {
  const parts: string[] = [];
  return {
    write: (content) => {
      parts.push(textOf(content));
    },
    close: async () => {
      try {
        appendFileSync(path, parts.join(''));
      } catch (error) {
        throw outputFailed(shown, error);
      }
    },
    discard: () => {},
  };
}
