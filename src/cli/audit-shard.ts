import { resolve } from 'node:path';
import { pseudonym } from '../engine/fingerprint.ts';
import { createSectionEncoder, type Section } from '../engine/sections.ts';
import { createPartJudge } from '../node/audit-part.ts';
import type { FoundFiles } from '../node/files.ts';
import { fileSink } from '../node/output.ts';
import { eachOf, type PartItem } from '../node/part-item.ts';
import { cutShard, type Shard, sizeOf } from '../node/shard-cut.ts';
import {
  headSection,
  partSections,
  type ShardHead,
  type ShardTail,
  tailSections,
} from '../node/shard-file.ts';
import { createFileStore } from '../node/spill-store.ts';
import type { AuditSettings, RawAuditOptions } from './audit-options.ts';
import type { PreparedAudit } from './audit-plan.ts';
import type { Io } from './io.ts';
import { writePartialResult } from './partial-result.ts';

/** What has to be the same in all shards. */
export function shardHead(
  { options, settingsHash }: PreparedAudit,
  found: FoundFiles,
  { index, of }: Shard,
  raw: RawAuditOptions,
): ShardHead {
  const {
    shard: _,
    emit: __,
    output: ___,
    key: ____,
    filesFrom: _____,
    stdinFilename: ______,
    ...given
  } = raw;
  return {
    shard: { index, of },
    tool: options.start.tool,
    keyId: pseudonym(options.key, 'key', ''),
    settings: settingsHash,
    inputs: found.sources.map((source) => [source.id, sizeOf(source)]),
    problems: found.problems,
    ignored: found.ignored,
    options: { ...given, today: options.start.today },
  };
}

/**
 * `audit --shard`: judges the part of the inputs that belongs to it and writes what it came to into a file. The exit
 * code is that of what was found in it; what records break together shows when the shards are merged.
 */
export function writeShard(
  run: PreparedAudit,
  shard: NonNullable<AuditSettings['shard']>,
  raw: RawAuditOptions,
  io: Io,
): Promise<number> {
  const sink = fileSink(resolve(io.cwd, shard.file), shard.file);
  const encoder = createSectionEncoder();
  const write = async (section: Section): Promise<void> => {
    for (const bytes of encoder.encode(section)) await sink.write(bytes);
  };
  return writePartialResult(run, sink, io, async ({ part, isStopped, see, closing }) => {
    const { conduct, gate } = run.options;
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
    const seen = async function* (
      items: AsyncIterable<PartItem>,
    ): AsyncGenerator<PartItem, void, undefined> {
      for await (const item of items) {
        await see(item);
        yield item;
      }
    };
    await sink.write(encoder.first);
    await write(headSection(shardHead(run, run.found, shard, raw)));
    for (const own of cutShard(run.found.sources, shard)) {
      for await (const section of partSections(own, seen(eachOf(parts.judge(own)))))
        await write(section);
      if (isStopped()) return;
    }
    const tail: ShardTail = {
      ...(gate === undefined ? {} : { usage: gate.usage() }),
      ...(parts.conduct === undefined ? {} : { conduct: parts.conduct.state() }),
      lacksTokenizer: run.lacksTokenizer(),
    };
    for (const section of tailSections(tail, store)) await write(section);
    for (const bytes of encoder.end()) await sink.write(bytes);
  });
}
