import type { AuditEvent } from '../model/audit.ts';
import { addParts } from './audit.ts';
import { countBreaches } from './audit-conduct.ts';
import { createPartJudge, type PartOptions } from './audit-part.ts';
import type { Checkpoint } from './audit-state.ts';
import type { FileSource, FoundFiles } from './files.ts';
import type { LogOptions } from './log-records.ts';
import type { PartItem } from './part-item.ts';
import { cutAtMarks } from './shard-cut.ts';

/** What is judged between two places to go on from: the head of the file is looked at again for each. */
const PART_BYTES = 1 << 22;

/** How the rows of an input are read, before anything is judged. */
export function readingOf(
  { start, gate, rowJudge, encoding, ...run }: PartOptions,
  source: FileSource,
): Omit<LogOptions, 'meter'> {
  const own = gate?.open({ id: source.id, text: '', format: '' });
  const [fields, kind] = own === undefined ? [run.fields, run.kind] : [own.fields, own.kind];
  return {
    timezone: start.timezone,
    ...rowJudge?.(own),
    ...(fields === undefined ? {} : { fields }),
    ...(kind === undefined ? {} : { kind }),
    ...(encoding === undefined ? {} : { encoding }),
  };
}

/**
 * As `audit`, in parts, between which it is written down where it stands. With a checkpoint to go on from, the
 * events are those that another run had not told yet: no start either. What cannot be divided is one part.
 */
export async function* auditInParts(
  found: FoundFiles,
  options: PartOptions,
  checkpoint: Checkpoint,
): AsyncGenerator<readonly AuditEvent[], void, undefined> {
  const closing: (() => void)[] = [];
  const { from } = checkpoint;
  try {
    const judge = createPartJudge(
      { ...options, ...(from?.conduct === undefined ? {} : { counted: from.conduct }) },
      closing,
    );
    const { conduct } = judge;
    if (from?.gate !== undefined) options.gate?.addUsage(from.gate);
    const partsOf = async function* (
      source: FileSource,
      skip = 0,
    ): AsyncGenerator<readonly PartItem[], void, undefined> {
      let number = 0;
      const cuts = cutAtMarks(source, PART_BYTES, readingOf(options, source), options.wantsHashes);
      for await (const { sha256, ...part } of cuts) {
        number += 1;
        if (number <= skip) continue;
        for await (const items of judge.judge({ source, ...part })) {
          const last = items.at(-1);
          if (last?.type !== 'part') yield items;
          else {
            yield sha256 === undefined ? items : [...items.slice(0, -1), { ...last, sha256 }];
            if (last.isCut) return;
          }
        }
      }
    };
    yield* addParts(
      found,
      options,
      {
        of: partsOf,
        drawn: judge.drawn,
        breaches: (tally, groupBy) =>
          conduct === undefined ? [] : countBreaches(tally, conduct.finish(), groupBy),
        problems: () => conduct?.problems() ?? [],
        counted: () => conduct?.state(),
      },
      checkpoint,
    );
  } finally {
    for (const close of closing) close();
  }
}
