import { resolve } from 'node:path';
import { pseudonym } from '../engine/fingerprint.ts';
import { createSectionEncoder, type Section } from '../engine/sections.ts';
import type { Problem } from '../model/error.ts';
import { createPartJudge } from '../node/audit-part.ts';
import type { FoundFiles } from '../node/files.ts';
import { fileSink, streamSink } from '../node/output.ts';
import type { PartItem } from '../node/part-item.ts';
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
import { listenForStop, startAuditProgress } from './audit-progress.ts';
import type { Io } from './io.ts';
import { exitCode, judge, newVerdict, problemLine } from './reports.ts';

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
export async function writeShard(
  run: PreparedAudit,
  shard: NonNullable<AuditSettings['shard']>,
  raw: RawAuditOptions,
  io: Io,
): Promise<number> {
  const { check } = run.settings;
  const sink = fileSink(resolve(io.cwd, shard.file), shard.file);
  const errors = streamSink(io.stderr.stream, 'stderr');
  const progress = await startAuditProgress(run.found, check.lang, io);
  const stop = listenForStop();
  const store = createFileStore();
  const closing: (() => void)[] = [store.close];
  const verdict = newVerdict();
  const encoder = createSectionEncoder();
  const write = async (section: Section): Promise<void> => {
    for (const bytes of encoder.encode(section)) await sink.write(bytes);
  };
  const tell = async (problem: Problem): Promise<void> => {
    verdict.hasProblem = true;
    await errors.write(problemLine(problem, check.lang));
  };
  /** Sees what passes. */
  const seen = async function* (
    items: AsyncIterable<PartItem>,
  ): AsyncGenerator<PartItem, void, undefined> {
    for await (const item of items) {
      if (item.type === 'finding') judge(verdict, item, run.preview, check.failOn);
      else if (item.type === 'problem') await tell(item);
      else if (item.type === 'told') await tell(item.problem);
      yield item;
    }
  };
  try {
    const { conduct, gate } = run.options;
    const parts = createPartJudge(
      {
        ...run.options,
        ...(conduct === undefined ? {} : { conduct: { ...conduct, store } }),
        // Whoever merges may want evidence.
        wantsHashes: true,
        isStopped: () => stop.signal() !== undefined,
        progress: progress.report,
      },
      closing,
    );
    await sink.write(encoder.first);
    await write(headSection(shardHead(run, run.found, shard, raw)));
    for (const problem of run.found.problems) await tell(problem);
    for (const part of cutShard(run.found.sources, shard)) {
      if (stop.signal() !== undefined) break;
      for await (const section of partSections(part, seen(parts.judge(part)))) await write(section);
    }
    const signal = stop.signal();
    if (signal !== undefined) {
      sink.discard();
      return signal === 'SIGINT' ? 130 : 143;
    }
    const tail: ShardTail = {
      ...(gate === undefined ? {} : { usage: gate.usage() }),
      ...(parts.conduct === undefined ? {} : { conduct: parts.conduct.state() }),
      lacksTokenizer: run.lacksTokenizer(),
    };
    for (const section of tailSections(tail, store)) await write(section);
    for (const bytes of encoder.end()) await sink.write(bytes);
    await errors.close();
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
