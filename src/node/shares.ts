import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from './built-in.ts';
import type { FileSource } from './files.ts';
import type { Memory } from './result-cache.ts';

/** What a worker thread is told beside the command line: its share of the files, and the salt of the memory. */
export interface Share {
  readonly index: number;
  readonly of: number;
  readonly salt: string;
}

/** A worker takes 0.2 s to load the rules and to run fast: less than this is judged sooner by one thread. */
const WORTH_SHARING_BYTES = 24 * 1024 * 1024;
const MAX_WORKERS = 8;
/** So many tell about how large all are. */
const SAMPLE_FILES = 128;

function sizeOf({ path }: FileSource): number {
  try {
    return path === undefined ? 0 : statSync(path).size;
  } catch {
    // It is named as unreadable when its turn comes.
    return 0;
  }
}

/** Worker threads for these files; 0: the main thread alone. `auto` asks whether they are worth it. */
export function workersFor(concurrency: number | 'auto', sources: readonly FileSource[]): number {
  if (sources.length < 2 || concurrency === 1) return 0;
  if (concurrency !== 'auto') return Math.min(concurrency, sources.length);
  const processors = availableParallelism();
  if (processors < 2) return 0;
  const total = (step: number): number => {
    let bytes = 0;
    for (let at = 0; at < sources.length; at += step) bytes += sizeOf(sources[at]!);
    return bytes;
  };
  // Where a sample of many files is far too small, the rest is not asked: that is a fiftieth of such a run.
  const step = Math.ceil(sources.length / SAMPLE_FILES);
  if (step > 1 && total(step) * step < WORTH_SHARING_BYTES / 16) return 0;
  if (total(1) < WORTH_SHARING_BYTES) return 0;
  return Math.min(processors, sources.length, MAX_WORKERS);
}

/** The files of one share: the largest first to whoever has least, so that all end at about the same time. */
export function shareOf(
  sources: readonly FileSource[],
  { index, of }: Pick<Share, 'index' | 'of'>,
): readonly FileSource[] {
  const bySize = sources
    .map((source) => ({ source, size: sizeOf(source) }))
    .sort((a, b) => b.size - a.size || (a.source.id < b.source.id ? -1 : 1));
  const loads = new Array<number>(of).fill(0);
  const own = new Set<FileSource>();
  for (const { source, size } of bySize) {
    const least = loads.indexOf(Math.min(...loads));
    // A small file costs its opening, too.
    loads[least]! += size + 1024;
    if (least === index) own.add(source);
  }
  return sources.filter((source) => own.has(source));
}

/**
 * Has worker threads judge the files first and remember which texts are clean; who judges them afterwards with
 * this memory judges only the rest. The report is thereby that of one thread, whatever the workers do: one that
 * fails or is killed leaves its share to be judged. `command` is the word by which the program knows that it is
 * one of them; `task` is plain data for `workerData`.
 */
export async function judgeInShares(
  count: number,
  command: string,
  task: Readonly<Record<string, unknown>>,
  memory: Memory,
): Promise<void> {
  const program = join(packageRoot(), 'bin/cuilint.js');
  await Promise.all(
    Array.from(
      { length: count },
      (_, index) =>
        new Promise<void>((done) => {
          const share: Share = { index, of: count, salt: memory.salt };
          const worker = new Worker(program, {
            argv: [command],
            workerData: { ...task, share },
          });
          worker.on('message', (entries: readonly (readonly [string, string])[]) => {
            for (const [hash, value] of entries) memory.entries.set(hash, value);
          });
          // What it could not judge is judged, and told of, by the main thread.
          worker.on('error', () => done());
          worker.on('exit', () => done());
        }),
    ),
  );
}
