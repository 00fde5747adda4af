import { resolve } from 'node:path';
import { createPartJudge } from '../node/audit-part.ts';
import { contactLines, headLine, itemLine, tailLine } from '../node/kv-lines.ts';
import type { KvTail } from '../node/kv-merge.ts';
import { fileSink, streamSink } from '../node/output.ts';
import { eachOf } from '../node/part-item.ts';
import { storedItem } from '../node/shard-file.ts';
import { createFileStore } from '../node/spill-store.ts';
import type { RawAuditOptions } from './audit-options.ts';
import type { PreparedAudit } from './audit-plan.ts';
import { shardHead } from './audit-shard.ts';
import type { Io } from './io.ts';
import { writePartialResult } from './partial-result.ts';

/**
 * `audit --emit kv`: judges the inputs and writes what each came to as lines `key<TAB>value`, into `file` or to
 * standard output. The exit code is that of what was found in them.
 */
export function writeLines(
  run: PreparedAudit,
  file: string | undefined,
  raw: RawAuditOptions,
  io: Io,
): Promise<number> {
  const sink =
    file === undefined
      ? streamSink(io.stdout.stream, 'stdout')
      : fileSink(resolve(io.cwd, file), file);
  return writePartialResult(run, sink, io, async ({ part, isStopped, see, closing }) => {
    const { conduct, gate } = run.options;
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
          ...part,
          ...(conduct === undefined ? {} : { conduct: { ...conduct, store } }),
        },
        closing,
      );
      await sink.write(headLine(source.id, shardHead(run, found, { index: 1, of: 1 }, raw)));
      let items = 0;
      for await (const item of eachOf(parts.judge({ source }))) {
        await see(item);
        await sink.write(itemLine(source.id, items, storedItem(item)));
        items += 1;
      }
      if (isStopped()) return;
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
  });
}
