import { setFlagsFromString } from 'node:v8';
import type { Problem } from '../../model/error.ts';
import type { RunEvent, Summary } from '../../model/run-event.ts';
import type { FoundFiles } from '../../node/files.ts';
import { streamSink } from '../../node/output.ts';
import type { Memory } from '../../node/result-cache.ts';
import { formatOf } from '../../readers/registry.ts';
import { type Io, outputOf } from '../io.ts';
import type { RawOptions } from '../options.ts';
import { RUN } from '../phrases.ts';
import { SHARE_COMMAND } from '../program.ts';
import {
  activeRules,
  createListing,
  exitCode,
  feed,
  judge,
  newVerdict,
  openReports,
  problemLine,
} from '../reports.ts';
import { NO_TOKENIZER, type PreparedRun, prepareRun } from '../run.ts';
import type { Services } from '../services.ts';
import { startSpinner } from '../terminal.ts';

/** For who runs it again and again. */
export interface RunHooks {
  readonly memory: Memory;
  /** Called before the first file is read. */
  prepared(run: PreparedRun): void;
}

/**
 * `check`: judges what `paths` name and writes the reports. The exit code as product.md has it: 2 if
 * anything could not be judged, else 1 for findings at the fail level, else 0. Throws CuilintError for a
 * wrong option and for a report that cannot be written.
 */
export async function runCheck(
  paths: readonly string[],
  raw: RawOptions,
  io: Io,
  services: Services,
  version: string,
  hooks?: RunHooks,
): Promise<number> {
  if (raw.fix !== true && raw.fixDryRun !== true)
    return checkOnce(paths, raw, io, services, version, hooks);
  const { rereadable, runFixes } = await import('../fix.ts');
  const { createMemory } = await import('../../node/result-cache.ts');
  const memory = createMemory();
  const again = rereadable(io);
  const isWhole = await runFixes(paths, raw, again, services, version, memory);
  const code = await checkOnce(paths, raw, again, services, version, {
    memory,
    prepared: () => {},
  });
  return isWhole ? code : 2;
}

/** Where there is enough to judge, or the command line asks for it, worker threads judge the files first. */
async function shareOut(
  { settings, found, remember }: PreparedRun,
  paths: readonly string[],
  raw: RawOptions,
  io: Io,
  known: Memory | undefined,
): Promise<void> {
  // A list of files from standard input can be read once.
  if (settings.concurrency === 1 || found.sources.length < 2 || raw.filesFrom?.includes('-'))
    return;
  const { judgeInShares, workersFor } = await import('../../node/shares.ts');
  const workers = workersFor(settings.concurrency, found.sources);
  if (workers === 0) return;
  const { createMemory } = await import('../../node/result-cache.ts');
  const memory = known ?? createMemory();
  // Options are what commander read: strings, lists of them, and yes or no.
  await judgeInShares(workers, SHARE_COMMAND, { paths, raw: { ...raw }, cwd: io.cwd }, memory);
  await remember(memory);
}

/**
 * Unpacked XML is garbage at once, and V8 lets the heap grow to twice what is alive before it looks: 200,000 rows took
 * 115 to 155 MB above one small file, with this 102 to 108, in the same time.
 */
function keepHeapSmall({ sources }: FoundFiles): void {
  const formats = sources.map(({ name }) => formatOf(name));
  if (formats.includes('xlsx') || formats.includes('docx'))
    setFlagsFromString('--heap-growing-percent=30');
}

async function checkOnce(
  paths: readonly string[],
  raw: RawOptions,
  io: Io,
  services: Services,
  version: string,
  hooks: RunHooks | undefined,
): Promise<number> {
  // Loaded where it is asked for.
  const annotation =
    raw.annotate === undefined
      ? undefined
      : (await import('../annotate.ts')).createAnnotation(raw.annotate, io);
  const run = await prepareRun(
    paths,
    raw,
    io,
    services,
    version,
    'use',
    hooks?.memory,
    annotation?.remember,
  );
  hooks?.prepared(run);
  const { settings, ruleset, found, notices } = run;
  const { lang } = settings;
  const errors = streamSink(outputOf(io.stderr), 'stderr');
  if (run.problems.length > 0) {
    for (const each of run.problems) await errors.write(problemLine(each, settings.lang));
    await errors.close();
    return 2;
  }
  // To read the clauses costs a millisecond: only where they are shown.
  const more = {
    ...(run.needs.rules ? { rules: activeRules(ruleset, run.levels, run.inactive) } : {}),
    ...(settings.showsKnown ? { includesKnown: true } : {}),
  };
  keepHeapSmall(found);
  const reports = await openReports(settings, more, io);
  const verdict = newVerdict();
  const spinner = await startSpinner(
    RUN.working(found.sources.length)[lang],
    found.sources.length,
    io,
  );
  const listing = createListing(settings);
  /** Most reports take most events at once, and to wait for nothing takes its time. */
  const hand = (event: RunEvent, from = 0): void | Promise<void> => {
    for (let i = from; i < reports.length; i++) {
      const taken = feed(reports[i]!, event);
      if (taken !== undefined) return taken.then(() => hand(event, i + 1));
    }
  };
  const problem = async (event: Problem): Promise<void> => {
    verdict.hasProblem = true;
    spinner.stop();
    await errors.write(problemLine(event, settings.lang));
    await hand(event);
  };
  const meet = (event: RunEvent): void | Promise<void> => {
    switch (event.type) {
      case 'problem':
        return problem(event);
      case 'finding':
        judge(verdict, event, run.preview, settings.failOn);
        return listing.isShown(event) ? hand(event) : undefined;
      case 'summary':
        return finish(event);
      default:
        return hand(event);
    }
  };
  const finish = async (summary: Summary): Promise<void> => {
    spinner.stop();
    if (run.lacksTokenizer()) await problem(NO_TOKENIZER);
    await hand(listing.completed(summary));
  };
  try {
    const copy = await annotation?.open(run);
    if (copy !== undefined) reports.push(copy);
    await shareOut(run, paths, raw, io, hooks?.memory);
    for await (const events of run.lintTogether()) {
      for (const event of events) {
        const met = meet(event);
        if (met !== undefined) await met;
      }
    }
    for (const notice of notices()) await errors.write(`${notice}\n`);
    // Problems before the report ends: on one terminal they stand above the summary.
    await errors.close();
    for (const { sink } of reports) await sink.close();
  } catch (error) {
    spinner.stop();
    for (const { sink } of reports) sink.discard();
    await errors.close();
    throw error;
  }
  return exitCode(verdict, settings);
}
