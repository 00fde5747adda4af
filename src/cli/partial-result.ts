import type { Problem } from '../model/error.ts';
import type { PartOptions } from '../node/audit-part.ts';
import { type Sink, streamSink } from '../node/output.ts';
import type { PartItem } from '../node/part-item.ts';
import type { PreparedAudit } from './audit-plan.ts';
import { listenForStop, startAuditProgress } from './audit-progress.ts';
import type { Io } from './io.ts';
import { exitCode, judge, newVerdict, problemLine } from './reports.ts';

/** What writes a partial result is handed. */
export interface PartialRun {
  /** For the judging of parts: hashes, since whoever merges may want evidence, and whoever waits or stops it. */
  readonly part: Pick<PartOptions, 'wantsHashes' | 'isStopped' | 'progress'>;
  readonly isStopped: () => boolean;
  /** Notes what an item does to the exit code, and tells of problems on standard error. */
  readonly see: (item: PartItem | Problem) => Promise<void>;
  /** Done at the end in any case, in this order. */
  readonly closing: (() => void)[];
}

/**
 * Writes into `sink` what an audit came to that others will merge: no report. The exit code is that of what was
 * found; one that is stopped, or fails, leaves nothing.
 */
export async function writePartialResult(
  { settings, found, preview }: PreparedAudit,
  sink: Sink,
  io: Io,
  write: (run: PartialRun) => Promise<void>,
): Promise<number> {
  const { check } = settings;
  const errors = streamSink(io.stderr.stream, 'stderr');
  const progress = await startAuditProgress(found, check.lang, io);
  const stop = listenForStop();
  const closing: (() => void)[] = [];
  const verdict = newVerdict();
  const isStopped = (): boolean => stop.signal() !== undefined;
  const tell = async (problem: Problem): Promise<void> => {
    verdict.hasProblem = true;
    await errors.write(problemLine(problem, check.lang));
  };
  try {
    for (const problem of found.problems) await tell(problem);
    await write({
      part: { wantsHashes: true, isStopped, progress: progress.report },
      isStopped,
      see: async (item) => {
        if (item.type === 'finding') judge(verdict, item, preview, check.failOn);
        else if (item.type === 'problem') await tell(item);
        else if (item.type === 'told') await tell(item.problem);
      },
      closing,
    });
    await errors.close();
    const signal = stop.signal();
    if (signal !== undefined) {
      sink.discard();
      return signal === 'SIGINT' ? 130 : 143;
    }
    await sink.close();
  } catch (error) {
    sink.discard();
    await errors.close();
    throw error;
  } finally {
    progress.stop();
    stop.close();
    for (const close of closing) close();
  }
  return exitCode(verdict, check);
}
