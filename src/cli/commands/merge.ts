import { resolve } from 'node:path';
import { pseudonym } from '../../engine/fingerprint.ts';
import { createSectionEncoder } from '../../engine/sections.ts';
import type { SuppressionUsage } from '../../engine/suppress.ts';
import { CuilintError, type Message } from '../../model/error.ts';
import { addParts, type JudgedParts } from '../../node/audit.ts';
import { type AuditConduct, createAuditConduct } from '../../node/audit-conduct.ts';
import type { FoundFiles } from '../../node/files.ts';
import { isLines } from '../../node/kv-lines.ts';
import { indexLines, partsOfLines } from '../../node/kv-merge.ts';
import { partsOfShards } from '../../node/merge-shards.ts';
import { fileSink } from '../../node/output.ts';
import {
  readShards,
  type ShardHead,
  type StoredShard,
  shardSections,
} from '../../node/shard-file.ts';
import { parseAuditOptions, type RawAuditOptions } from '../audit-options.ts';
import { prepareAudit } from '../audit-plan.ts';
import type { Io } from '../io.ts';
import { usageError } from '../options.ts';
import { MERGE } from '../phrases-shard.ts';
import { refuseReadFile } from '../report-files.ts';
import type { Services } from '../services.ts';
import { type AuditRun, closingAfter, reportAudit } from './audit.ts';

export interface RawMergeOptions extends RawAuditOptions {
  /** As written. */
  readonly partial?: string;
}

function refused(shard: Pick<StoredShard, 'shown'>, reason: Message, hint: Message): CuilintError {
  return new CuilintError('INPUT_UNREADABLE', reason, { at: { file: shard.shown }, hint });
}

type Comparison = readonly [Message, (head: ShardHead) => unknown];

/** What has to be the same wherever parts of one audit were judged, in the order in which it is compared. */
const OF_RUN: readonly Comparison[] = [
  [MERGE.version, ({ tool }) => tool.version],
  [MERGE.ruleset, ({ tool }) => tool.ruleset],
  [MERGE.key, ({ keyId }) => keyId],
  [MERGE.settings, ({ settings }) => settings],
];
const COMPARED: readonly Comparison[] = [
  ...OF_RUN.slice(0, 3),
  [MERGE.count, ({ shard }) => shard.of],
  ...OF_RUN.slice(3),
  // What was left out when walking is not compared: other shards may have been written beside the inputs.
  [MERGE.inputs, ({ inputs, problems }) => [inputs, problems]],
];

/** Refuses what does not belong together, and what comes twice; by number. Throws CuilintError. */
function together(shards: readonly StoredShard[]): readonly StoredShard[] {
  const [first, ...others] = shards;
  for (const shard of others)
    for (const [what, read] of COMPARED)
      if (JSON.stringify(read(shard.head)) !== JSON.stringify(read(first!.head)))
        throw refused(shard, MERGE.differs(what, first!.shown), MERGE.sameRun);
  const sorted = shards.toSorted((a, b) => a.head.shard.index - b.head.shard.index);
  for (const [at, shard] of sorted.entries()) {
    const before = sorted[at - 1];
    const { index } = shard.head.shard;
    if (before?.head.shard.index === index)
      throw refused(shard, MERGE.twice(index, before.shown, shard.shown), MERGE.giveAll);
  }
  return sorted;
}

function refuseMissing(shards: readonly StoredShard[]): void {
  const { of } = shards[0]!.head.shard;
  const there = new Set(shards.map(({ head }) => head.shard.index));
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((at) => !there.has(at));
  if (missing.length === 0) return;
  const named = missing.slice(0, 10).join(', ') + (missing.length > 10 ? ' …' : '');
  throw new CuilintError('INPUT_UNREADABLE', MERGE.missing(named, of), { hint: MERGE.giveAll });
}

async function writePartial(shards: readonly StoredShard[], file: string, io: Io): Promise<number> {
  const sink = fileSink(resolve(io.cwd, file), file);
  try {
    const encoder = createSectionEncoder();
    await sink.write(encoder.first);
    for (const shard of shards)
      for (const section of shardSections(shard))
        for (const bytes of encoder.encode(section)) await sink.write(bytes);
    for (const bytes of encoder.end()) await sink.write(bytes);
    await sink.close();
  } catch (error) {
    sink.discard();
    throw error;
  }
  return 0;
}

/** The files that parts were made of, which need not be here. */
function foundOf(heads: readonly ShardHead[]): FoundFiles {
  const ignored: Record<string, number> = {};
  for (const head of heads)
    for (const [ending, count] of Object.entries(head.ignored))
      ignored[ending] = (ignored[ending] ?? 0) + count;
  return {
    sources: heads
      .flatMap(({ inputs }) => inputs)
      .map(([id]) => ({
        id,
        name: id,
        isNamed: true,
        read: () => {
          throw new Error('parts hold what their inputs came to');
        },
      })),
    problems: heads.flatMap(({ problems }) => problems),
    ignored,
  };
}

const OF_REPORTS = ['format', 'output', 'manifest', 'timestamp', 'failOn', 'maxWarnings'] as const;

/**
 * `merge`: adds up what the shards of an audit came to, in whatever order they are named, and writes the reports of
 * a single run; with `--partial` puts some of them into one file. Throws CuilintError for what does not belong
 * together, and where one is missing.
 */
export async function runMerge(
  files: readonly string[],
  raw: RawMergeOptions,
  io: Io,
  services: Services,
  version: string,
  argv: readonly string[],
): Promise<number> {
  const { targets, manifest } = parseAuditOptions(raw, io.cwd, io.now());
  refuseReadFile(files, [...targets.map(({ file }) => file), manifest, raw.partial], io.cwd);
  if (files.every((file) => isLines(resolve(io.cwd, file), file))) {
    if (raw.partial !== undefined) throw usageError(MERGE.linesArePartial, MERGE.putTogether);
    return mergeLines(files, raw, io, services, version, argv);
  }
  const shards = together(files.flatMap((file) => readShards(resolve(io.cwd, file), file)));
  if (raw.partial !== undefined) {
    if (OF_REPORTS.some((name) => raw[name] !== undefined))
      throw usageError(MERGE.partialAndReport);
    return writePartial(shards, raw.partial, io);
  }
  refuseMissing(shards);
  const [first] = shards;
  return reportMerged(
    first!,
    foundOf([first!.head]),
    raw,
    io,
    services,
    version,
    argv,
    (conduct, addUsage) => partsOfShards({ shards, conduct, addUsage }),
  );
}

/** Lines of pipe-style engines: each input was audited by itself. */
function mergeLines(
  files: readonly string[],
  raw: RawMergeOptions,
  io: Io,
  services: Services,
  version: string,
  argv: readonly string[],
): Promise<number> {
  const index = indexLines(files.map((file) => ({ path: resolve(io.cwd, file), shown: file })));
  const stored = [...index.inputs.values()].map(({ head, file }) => ({ head, shown: file.shown }));
  const [first] = stored;
  for (const each of stored)
    for (const [what, read] of OF_RUN)
      if (JSON.stringify(read(each.head)) !== JSON.stringify(read(first!.head)))
        throw refused(each, MERGE.differs(what, first!.head.inputs[0]![0]), MERGE.sameRun);
  return reportMerged(
    first!,
    foundOf(stored.map(({ head }) => head)),
    raw,
    io,
    services,
    version,
    argv,
    (conduct, addUsage) => partsOfLines(index, conduct, addUsage),
  );
}

/** Writes the reports of what was audited in parts, by the options of the first of them and this program's rules. */
async function reportMerged(
  first: Pick<StoredShard, 'head' | 'shown'>,
  found: FoundFiles,
  raw: RawMergeOptions,
  io: Io,
  services: Services,
  version: string,
  argv: readonly string[],
  partsOf: (
    conduct: AuditConduct | undefined,
    addUsage: (usage: SuppressionUsage) => void,
  ) => JudgedParts & Pick<AuditRun, 'lacksTokenizer'>,
): Promise<number> {
  const { head } = first;
  // Safe: they were options of `audit`, which wrote them.
  const given = head.options as RawAuditOptions;
  const { partial: _, ...own } = raw;
  const settled = Object.fromEntries(
    Object.entries(own).filter(([, value]) => value !== undefined),
  );
  const run = await prepareAudit([], { ...given, ...settled }, io, services, version, found);
  const here: Partial<ShardHead> = {
    tool: run.options.start.tool,
    keyId: pseudonym(run.options.key, 'key', ''),
    settings: run.settingsHash,
  };
  if (run.problems.length === 0)
    for (const [what, read] of OF_RUN)
      if (JSON.stringify(read({ ...head, ...here })) !== JSON.stringify(read(head)))
        throw refused(first, MERGE.differsHere(what), MERGE.sameRun);
  return reportAudit(run, io, argv, (options) => {
    const { start, key, gate } = options;
    const asIs = (value: string): string => value;
    const conduct =
      options.conduct &&
      createAuditConduct(
        options.conduct,
        { shown: asIs, collector: asIs, redact: asIs },
        { key, mask: start.mask, stateOf: (finding) => gate?.stateOf(finding) ?? 'new' },
      );
    const parts = partsOf(conduct, (usage) => gate?.addUsage(usage));
    return {
      events: closingAfter(addParts(found, options, parts), () => conduct?.close()),
      lacksTokenizer: parts.lacksTokenizer,
    };
  });
}
