import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { CuilintError } from '../model/error.ts';
import type { RowMark, RowRange } from '../readers/row-stream.ts';
import { fileState } from './audit-problems.ts';
import type { FileSource } from './files.ts';
import { type LogMeter, type LogOptions, readMarks } from './log-records.ts';
import type { Part } from './part-item.ts';

/** One of `of` equal parts of an audit, from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** What a member of an archive counts for, whose size is not known before it is unpacked. */
const PACKED_BYTES = 1 << 20;

/** Bytes of an input; null where it is no file of the disk, or none that can be asked. */
export function sizeOf({ path }: FileSource): number | null {
  if (path === undefined) return null;
  try {
    return statSync(path).size;
  } catch {
    // It is named as unreadable by whoever reads it.
    return null;
  }
}

/**
 * The parts of the inputs that belong to a shard: all bytes of all inputs, in their order, are divided evenly. A
 * file of the disk is divided anywhere; whoever reads a range finds the rows that begin in it. What is packed, or
 * is no file, belongs to the shard in which it begins. Each byte belongs to one shard, and each input to one at
 * least.
 */
export function cutShard(sources: readonly FileSource[], { index, of }: Shard): readonly Part[] {
  const sizes = sources.map((source) => sizeOf(source));
  const total = sizes.reduce<number>((sum, size) => sum + (size ?? PACKED_BYTES), 0);
  const bound = (at: number): number => Math.floor((total * at) / of);
  const low = bound(index - 1);
  const high = index === of ? Number.POSITIVE_INFINITY : bound(index);
  let base = 0;
  return sources.flatMap((source, at): Part[] => {
    const size = sizes[at] ?? null;
    const from = Math.max(0, low - base);
    const to = high - base;
    const begins = base >= low && base < high;
    base += size ?? PACKED_BYTES;
    if (size === null || size === 0) return begins ? [{ source }] : [];
    if (to <= 0 || from >= size) return [];
    // The last range goes on to the end, wherever that is by then.
    const isLast = to >= size;
    if (from === 0 && isLast) return [{ source }];
    return [{ source, range: { from, to: isLast ? Number.POSITIVE_INFINITY : to } }];
  });
}

/** Each worker loads the rules and learns the templates for itself: less is judged sooner by one thread. */
const WORTH_WORKERS_BYTES = 256 * 1024 * 1024;
const MAX_WORKERS = 8;
/** What a worker judges at once: of more the main thread would have to hold the findings. */
const MAX_PART_BYTES = 16 * 1024 * 1024;
const MIN_PART_BYTES = 1 << 16;

/** Bytes of all inputs, as far as they are known. */
function totalOf(sources: readonly FileSource[]): number {
  return sources.reduce((sum, source) => sum + (sizeOf(source) ?? PACKED_BYTES), 0);
}

/** Worker threads for an audit of these inputs; 0: the main thread alone. `auto` asks whether they are worth it. */
export function auditWorkers(concurrency: number | 'auto', sources: readonly FileSource[]): number {
  if (concurrency === 1 || sources.length === 0) return 0;
  if (concurrency !== 'auto') return concurrency;
  const processors = Math.min(availableParallelism(), MAX_WORKERS);
  return processors < 2 || totalOf(sources) < WORTH_WORKERS_BYTES ? 0 : processors;
}

/** How much so many workers are given at once. */
export function partBytes(workers: number, sources: readonly FileSource[]): number {
  const share = Math.ceil(totalOf(sources) / (workers * 4));
  return Math.min(MAX_PART_BYTES, Math.max(MIN_PART_BYTES, share));
}

/** A part of an input, with the hash of the whole where it is the last. */
export interface Cut extends Pick<Part, 'range' | 'state'> {
  readonly sha256?: string;
}

/**
 * Divides an input for workers, each of which can begin in the middle: the main thread passes over its rows first,
 * which takes a fraction of what judging them takes.
 */
export async function* cutAtMarks(
  source: FileSource,
  bytes: number,
  options: Omit<LogOptions, 'meter'>,
  wantsHash: boolean,
): AsyncGenerator<Cut, void, undefined> {
  const state = fileState(source);
  const divided = state === undefined ? {} : { state };
  if ((sizeOf(source) ?? 0) < bytes * 2) {
    yield divided;
    return;
  }
  const hash = createHash('sha256');
  const meter: LogMeter = { bytes: 0, encoding: null, ...(wantsHash ? { hash } : {}) };
  let last: RowMark | undefined;
  const rangeTo = (to: number): RowRange =>
    last === undefined ? { from: 0, to } : { from: last.offset, to, mark: last };
  try {
    for await (const mark of readMarks(source, bytes, { ...options, meter })) {
      yield { range: rangeTo(mark.offset), ...divided };
      last = mark;
    }
  } catch (error) {
    // Whoever judges the rest will find and tell the same.
    if (!(error instanceof CuilintError)) throw error;
  }
  if (last === undefined) yield divided;
  else
    yield {
      range: rangeTo(Number.POSITIVE_INFINITY),
      ...divided,
      ...(wantsHash ? { sha256: hash.digest('hex') } : {}),
    };
}
