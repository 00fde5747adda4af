import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { CuilintError } from '../model/error.ts';
import {
  createTextBuffer,
  outputFailed,
  replace,
  type Sink,
  streamSink,
  whatIsAt,
} from './output.ts';

/** A report that outlives the run in which it was begun: another run can go on with it. */
export interface KeptSink extends Sink {
  /** Writes what is pending, and gives the length in bytes so far. */
  mark(): number;
  /** Removes what was written. */
  remove(): void;
}

const BLOCK_BYTES = 1 << 20;

/** Where a report for `path` is written until it is whole: beside it, and by the same name in every run. */
export function keptPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.resume.tmp`);
}

/** Where a report goes. */
export interface KeptPlace {
  /** Absolute; undefined: the stream. */
  readonly path: string | undefined;
  readonly stream: Writable;
  /** As the user wrote it. */
  readonly shown: string;
  /** Absolute: where what goes into a stream or device is held until it is whole. */
  readonly spool: string;
}

export interface KeptOptions extends KeptPlace {
  /** Bytes that another run has written and that count; undefined: it begins anew. */
  readonly length: number | undefined;
  /** What these bytes are. */
  readonly onKnown?: (bytes: Uint8Array) => void;
}

/** Opens a report. Throws OUTPUT_FAILED where it cannot be written, INPUT_UNREADABLE where what counts is gone. */
export function keptSink(options: KeptOptions): KeptSink {
  const { shown } = options;
  const working = workingOf(options);
  let length = options.length ?? 0;
  let descriptor: number | undefined = open(working, options);
  const text = createTextBuffer((bytes) => {
    let left = bytes;
    while (left.length > 0) {
      const count = writeSync(descriptor!, left, 0, left.length, length);
      left = left.subarray(count);
      length += count;
    }
  });
  const guarded = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      throw outputFailed(shown, error);
    }
  };
  const discard = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  return {
    write: (content) => guarded(() => text.write(content)),
    mark: () => {
      guarded(text.flush);
      return length;
    },
    close: async () => {
      guarded(text.flush);
      discard();
    },
    discard,
    remove: () => {
      discard();
      rmSync(working, { force: true });
    },
  };
}

/** A device or a pipe cannot be replaced. */
function targetOf({ path }: KeptPlace): string | undefined {
  return path !== undefined && whatIsAt(path) !== 'other' ? path : undefined;
}

function workingOf(place: KeptPlace): string {
  const target = targetOf(place);
  return target === undefined ? place.spool : keptPath(target);
}

/**
 * Gives a report that is closed to where it belongs. Once more does no harm: a file has been given already then.
 * Throws OUTPUT_FAILED.
 */
export async function handOver(place: KeptPlace): Promise<void> {
  const target = targetOf(place);
  const working = workingOf(place);
  if (target === undefined) return await show(place);
  if (!existsSync(working)) return;
  replace(working, target, place.shown);
}

/** Gives what there is of a report to who waits at the other end of a stream; a file is not touched. */
export async function show(place: KeptPlace): Promise<void> {
  if (targetOf(place) !== undefined) return;
  const working = workingOf(place);
  if (place.path !== undefined) {
    try {
      copyFileSync(working, place.path);
    } catch (error) {
      throw outputFailed(place.shown, error);
    }
    return;
  }
  const out = streamSink(place.stream, place.shown);
  for (const text of textsOf(working)) {
    const written = out.write(text);
    if (written !== undefined) await written;
  }
  await out.close();
}

function open(working: string, options: KeptOptions): number {
  const { length, shown, onKnown } = options;
  if (length === undefined) {
    try {
      // A report is for whom its folder is; what only waits here is for its owner.
      return openSync(working, 'w', targetOf(options) === undefined ? 0o600 : 0o666);
    } catch (error) {
      throw outputFailed(shown, error);
    }
  }
  let descriptor: number;
  try {
    descriptor = openSync(working, 'r+');
  } catch (error) {
    throw gone(shown, error);
  }
  if (fstatSync(descriptor).size < length) {
    closeSync(descriptor);
    throw gone(shown);
  }
  // What was written behind the state is written once more.
  ftruncateSync(descriptor, length);
  if (onKnown !== undefined) {
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    for (let at = 0; at < length; ) {
      const count = readSync(descriptor, block, 0, BLOCK_BYTES, at);
      onKnown(block.subarray(0, count));
      at += count;
    }
  }
  return descriptor;
}

/** The text of a file in pieces; no character is cut. */
function* textsOf(path: string): Generator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const descriptor = openSync(path, 'r');
  try {
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    for (;;) {
      const count = readSync(descriptor, block, 0, BLOCK_BYTES, null);
      if (count === 0) break;
      yield decoder.decode(block.subarray(0, count), { stream: true });
    }
    yield decoder.decode();
  } finally {
    closeSync(descriptor);
  }
}

function gone(file: string, cause?: unknown): CuilintError {
  return new CuilintError(
    'INPUT_UNREADABLE',
    {
      zh: '续跑所需的半成品报告不在或不完整',
      en: 'the unfinished report that the state speaks of is gone or too short',
    },
    {
      at: { file },
      hint: {
        zh: '删除状态文件，从头审计',
        en: 'delete the state and audit from the start',
      },
      cause,
    },
  );
}
