import { resolve } from 'node:path';
import type { Problem } from '../model/error.ts';
import { createPartJudge } from '../node/audit-part.ts';
import { contactLines, headLine, itemLine, tailLine } from '../node/kv-lines.ts';
import type { KvTail } from '../node/kv-merge.ts';
import { fileSink, streamSink } from '../node/output.ts';
import { storedItem } from '../node/shard-file.ts';
import { createFileStore } from '../node/spill-store.ts';
import type { RawAuditOptions } from './audit-options.ts';
import type { PreparedAudit } from './audit-plan.ts';
import { listenForStop, startAuditProgress } from './audit-progress.ts';
import { shardHead } from './audit-shard.ts';
import type { Io } from './io.ts';
import { exitCode, judge, newVerdict, problemLine } from './reports.ts';

/**
 * `audit --emit kv`: judges the inputs and writes what each came to as lines `key<TAB>value`, into `file` or to
 * standard output. The exit code is that of what was found in them.
 */
export async function writeLines(
  run: PreparedAudit,
  file: string | undefined,
  raw: RawAuditOptions,
  io: Io,
): Promise<number> {
  const { check } = run.settings;
  const sink =
    file === undefined
      ? streamSink(io.stdout.stream, 'stdout')
      : fileSink(resolve(io.cwd, file), file);
  const errors = streamSink(io.stderr.stream, 'stderr');
  const progress = await startAuditProgress(run.found, check.lang, io);
  const stop = listenForStop();
  const closing: (() => void)[] = [];
  const verdict = newVerdict();
  const tell = async (problem: Problem): Promise<void> => {
    verdict.hasProblem = true;
    await errors.write(problemLine(problem, check.lang));
  };
  try {
    const { conduct, gate } = run.options;
    for (const problem of run.found.problems) await tell(problem);
    for (const [index, source] of run.found.sources.entries()) {
      const found =
        index === 0
          ? { ...run.found, sources: [source] }
          : { sources: [source], problems: [], ignored: {} };
      const store = createFileStore();
      closing.push(store.close);
      const parts = createPartJudge(
        {
          ...run.options,
          ...(conduct === undefined ? {} : { conduct: { ...conduct, store } }),
          wantsHashes: true,
          isStopped: () => stop.signal() !== undefined,
          progress: progress.report,
        },
        closing,
      );
      await sink.write(headLine(source.id, shardHead(run, found, { index: 1, of: 1 }, raw)));
      let items = 0;
      for await (const item of parts.judge({ source })) {
        if (item.type === 'finding') judge(verdict, item, run.preview, check.failOn);
        else if (item.type === 'problem') await tell(item);
        else if (item.type === 'told') await tell(item.problem);
        await sink.write(itemLine(source.id, items, storedItem(item)));
        items += 1;
      }
      if (stop.signal() !== undefined) break;
      const counted = parts.conduct?.state();
      let contacts = 0;
      for (const line of contactLines(source.id, store)) {
        await sink.write(line);
        contacts += 1;
      }
      const tail: KvTail = {
        items,
        contacts,
        ...(gate === undefined ? {} : { usage: gate.usage() }),
        ...(counted === undefined ? {} : { conduct: counted }),
        lacksTokenizer: run.lacksTokenizer(),
      };
      await sink.write(tailLine(source.id, tail));
    }
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
