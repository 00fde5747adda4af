import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { FoundFiles } from '../node/files.ts';
import type { Memory } from '../node/result-cache.ts';
import { type Share, shareOf } from '../node/shares.ts';
import { version } from '../node/version.ts';
import { type Io, processIo } from './io.ts';
import type { RawOptions } from './options.ts';
import { prepareRun } from './run.ts';
import { defaultServices } from './services.ts';

/** What the main thread hands over: the run as it was asked for. */
export interface ShareTask {
  readonly paths: readonly string[];
  readonly raw: RawOptions;
  readonly cwd: string;
}

/** Judges one share of the files and hands back what it learned. Writes nothing. False in the main thread. */
export async function runShare(): Promise<boolean> {
  if (isMainThread || parentPort === null) return false;
  // Set by `judgeInShares` alone.
  const { paths, raw, cwd, share } = workerData as ShareTask & { readonly share: Share };
  const memory: Memory = { salt: share.salt, entries: new Map() };
  const io: Io = {
    ...processIo(),
    cwd,
    // The main thread reads it.
    stdin: { isTerminal: false, read: () => new Uint8Array() },
  };
  const own = (found: FoundFiles): FoundFiles => ({
    ...found,
    sources: shareOf(found.sources, share),
  });
  const run = await prepareRun(paths, raw, io, defaultServices(), version(), 'use', memory, own);
  for await (const _ of run.lint());
  if (!run.lacksTokenizer()) parentPort.postMessage([...memory.entries]);
  return true;
}
