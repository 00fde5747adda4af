import { setFlagsFromString } from 'node:v8';
import { createChecker } from '../../engine/check.ts';
import type { AuditEvent, AuditFinding } from '../../model/audit.ts';
import type { Problem } from '../../model/error.ts';
import { type AuditOptions, addParts, audit } from '../../node/audit.ts';
import { createPartJudge } from '../../node/audit-part.ts';
import { auditInParts, readingOf } from '../../node/audit-resumed.ts';
import type { Checkpoint } from '../../node/audit-state.ts';
import { partsOfWorkers } from '../../node/audit-workers.ts';
import { streamSink } from '../../node/output.ts';
import { auditWorkers, cutAtMarks, partBytes } from '../../node/shard-cut.ts';
import { visible } from '../../reporters/visible.ts';
import type { Evidence } from '../audit-evidence.ts';
import type { RawAuditOptions } from '../audit-options.ts';
import { type PreparedAudit, prepareAudit } from '../audit-plan.ts';
import { listenForStop, startAuditProgress } from '../audit-progress.ts';
import { lastWords, note, type OpenReport, openReports } from '../audit-reports.ts';
import type { Resumption } from '../audit-resume.ts';
import type { AuditTask } from '../audit-worker.ts';
import type { Io } from '../io.ts';
import { AUDIT } from '../phrases-audit.ts';
import { PART_COMMAND } from '../program.ts';
import { exitCode, judge, newVerdict, problemLine } from '../reports.ts';
import { NO_TOKENIZER } from '../run.ts';
import type { Services } from '../services.ts';

/**
 * Nearly all that an audit allocates is garbage at once. Left alone, V8 takes 33 MB more for the young and 20 for the
 * old of it, and is no faster.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
}

/**
 * `audit`: judges every record of the logs that `paths` name and writes the reports. The exit code as
 * product.md has it. Throws CuilintError for a wrong option and for a report that cannot be written.
 */
export async function runAudit(
  paths: readonly string[],
  given: RawAuditOptions,
  io: Io,
  services: Services,
  version: string,
  argv: readonly string[],
): Promise<number> {
  keepHeapSmall();
  const resumption =
    given.resume === undefined
      ? undefined
      : (await import('../audit-resume.ts')).openResumption(given, given.resume, io);
  const raw = resumption?.raw ?? given;
  const run = await prepareAudit(paths, raw, io, services, version);
  if (run.problems.length === 0 && run.settings.shard !== undefined)
    return (await import('../audit-shard.ts')).writeShard(run, run.settings.shard, raw, io);
  if (run.problems.length === 0 && run.settings.emit !== undefined)
    return (await import('../audit-kv.ts')).writeLines(run, run.settings.emit.file, raw, io);
  if (resumption !== undefined)
    return reportAudit(
      run,
      io,
      argv,
      (options, checkpoint) => ({
        events: auditInParts(run.found, options, checkpoint!),
        lacksTokenizer: run.lacksTokenizer,
      }),
      resumption,
    );
  const workers = workersFor(run, paths, raw, services);
  return reportAudit(run, io, argv, (options) =>
    workers > 0
      ? auditWithWorkers(run, options, workers, {
          paths,
          raw: { ...raw, today: options.start.today },
          cwd: io.cwd,
          inputs: run.found.sources.map(({ id }) => id),
        })
      : { events: audit(run.found, options), lacksTokenizer: run.lacksTokenizer },
  );
}

/** Worker threads make their own engine out of the command line: none where that is not all. */
function workersFor(
  { settings, found, problems }: PreparedAudit,
  paths: readonly string[],
  raw: RawAuditOptions,
  services: Services,
): number {
  const { check, shortcuts, sample, limit } = settings;
  const needsOne = !shortcuts || sample !== undefined || limit !== undefined;
  const isOwn = services.createChecker !== createChecker || services.dictionaries !== undefined;
  if (problems.length > 0 || needsOne || isOwn) return 0;
  if (paths.includes('-') || raw.filesFrom !== undefined) return 0;
  return auditWorkers(check.concurrency, found.sources);
}

function auditWithWorkers(
  run: PreparedAudit,
  options: AuditOptions,
  count: number,
  task: AuditTask,
): AuditRun {
  const { sources } = run.found;
  const bytes = partBytes(count, sources);
  const closing: (() => void)[] = [];
  const judge = createPartJudge(options, closing);
  const parts = partsOfWorkers({
    count,
    command: PART_COMMAND,
    task: { ...task },
    sources,
    cut: async function* (source, index) {
      const reading = readingOf(options, source);
      for await (const cut of cutAtMarks(source, bytes, reading, options.wantsHashes))
        yield { source: index, ...cut };
    },
    judge: ({ source, sha256: _, ...part }) => judge.judge({ source: sources[source]!, ...part }),
    conduct: judge.conduct,
    options,
  });
  return {
    events: closingAfter(addParts(run.found, options, parts), async () => {
      await parts.close();
      for (const close of closing) close();
    }),
    lacksTokenizer: () => run.lacksTokenizer() || parts.lacksTokenizer(),
  };
}

/** Hands on all that comes, and closes what it came from, whatever happens. */
export async function* closingAfter<T>(
  items: AsyncIterable<T>,
  close: () => void | Promise<void>,
): AsyncGenerator<T, void, undefined> {
  try {
    yield* items;
  } finally {
    await close();
  }
}

/** The events of an audit, and whether sentences were judged without a tokeniser, known before the last of them. */
export interface AuditRun {
  /** In lists. */
  readonly events: AsyncIterable<readonly AuditEvent[]>;
  readonly lacksTokenizer: () => boolean;
}

async function openManifest(
  run: PreparedAudit,
  manifest: string,
  argv: readonly string[],
  outputs: readonly OpenReport[],
  resumption: Resumption | undefined,
  io: Io,
): Promise<Evidence> {
  const { openEvidence } = await import('../audit-evidence.ts');
  const sink = resumption?.sink(manifest);
  return await openEvidence({ ...run, manifest, argv, outputs, ...(sink && { sink }) }, io);
}

/** Writes the reports of an audit, and the evidence; returns the exit code. Throws CuilintError. */
export async function reportAudit(
  run: PreparedAudit,
  io: Io,
  argv: readonly string[],
  open: (options: AuditOptions, checkpoint?: Checkpoint) => AuditRun,
  resumption?: Resumption,
): Promise<number> {
  const { settings } = run;
  const { check } = settings;
  const errors = streamSink(io.stderr.stream, 'stderr');
  if (run.problems.length > 0) {
    for (const problem of run.problems) await errors.write(problemLine(problem, check.lang));
    await errors.close();
    return 2;
  }
  const begun = resumption?.begin(run);
  const files = [
    ...settings.targets.map(({ file }) => file),
    ...(settings.manifest === undefined ? [] : [settings.manifest]),
  ];
  if (begun?.finished !== undefined) {
    await resumption!.hand(files);
    return begun.finished;
  }
  const reports = await openReports(settings, io, resumption);
  const evidence =
    settings.manifest === undefined
      ? undefined
      : await openManifest(run, settings.manifest, argv, reports, resumption, io).catch(
          (error: unknown) => {
            for (const { sink } of reports) sink.discard();
            resumption?.abandon();
            throw error;
          },
        );
  const verdict = newVerdict();
  /** What reports were told by another run: they take it in, and it is not written again. */
  let isReplay = false;
  const write = (
    { sink, written: noted }: (typeof reports)[number],
    content: string | Uint8Array,
  ) => {
    if (content.length === 0 || isReplay) return undefined;
    if (noted !== undefined) note(noted, content);
    return sink.write(content);
  };
  const send = async (event: AuditEvent): Promise<void> => {
    await last.see(event);
    for (const each of reports) {
      const made = each.report(event);
      const written = write(each, made instanceof Promise ? await made : made);
      if (written !== undefined) await written;
    }
  };
  /** As `send`; findings are many, and mostly there is nothing to wait for. */
  const sendFinding = (event: AuditFinding): Promise<void> | undefined => {
    let waiting: Promise<void> | undefined;
    for (const each of reports) {
      const made = each.report(event);
      if (waiting === undefined && !(made instanceof Promise))
        waiting = write(each, made) ?? undefined;
      else waiting = Promise.all([made, waiting]).then(([content]) => write(each, content));
    }
    return waiting;
  };
  const problem = async (event: Problem): Promise<void> => {
    verdict.hasProblem = true;
    evidence?.see(event);
    await errors.write(problemLine(event, check.lang));
    await send(event);
  };
  const progress = await startAuditProgress(run.found, check.lang, io);
  const stop = listenForStop();
  // Who stops a run that writes into files alone is told what it had got to.
  const last = await lastWords(settings, io);
  const from = begun?.from;
  try {
    if (from !== undefined) {
      isReplay = true;
      await send(run.options.start);
      for (const event of from.told) {
        if (event.type === 'problem') await problem(event);
        else {
          evidence?.see(event);
          await send(event);
        }
      }
      if (from.first !== undefined) await send(from.first);
      isReplay = false;
      Object.assign(verdict, begun?.verdict);
    }
    const { conduct } = run.options;
    const { events, lacksTokenizer } = open(
      {
        ...run.options,
        ...(conduct && begun && { conduct: { ...conduct, store: begun.store } }),
        isStopped: () => stop.signal() !== undefined,
        progress: progress.report,
      },
      resumption?.checkpoint(verdict),
    );
    const take = async (event: Exclude<AuditEvent, AuditFinding>): Promise<void> => {
      if (event.type === 'problem') return await problem(event);
      if (event.type === 'summary') {
        progress.stop();
        if (lacksTokenizer()) await problem(NO_TOKENIZER);
      }
      evidence?.see(event);
      await send(event);
    };
    let waiting: Promise<void> | undefined;
    for await (const list of events)
      for (const event of list) {
        if (event.type !== 'finding') await take(event);
        else {
          judge(verdict, event, run.preview, check.failOn);
          waiting = sendFinding(event);
          if (waiting !== undefined) await waiting;
        }
      }
    if (run.notice !== undefined) await errors.write(`${run.notice}\n`);
    await errors.close();
    const signal = stop.signal();
    if (signal !== undefined) {
      for (const { sink, isFile } of reports) {
        if (isFile) sink.discard();
        else await sink.close();
      }
      evidence?.discard();
      const canGoOn = await resumption?.stop();
      io.stderr.stream.write(last.text());
      if (canGoOn === true)
        io.stderr.stream.write(`${visible(AUDIT.canGoOn(settings.resume!)[check.lang])}\n`);
      return signal === 'SIGINT' ? 130 : 143;
    }
    for (const { sink } of reports) await sink.close();
    // Last: what it vouches for is there.
    await evidence?.close();
    await resumption?.finish(verdict, exitCode(verdict, check));
  } catch (error) {
    for (const { sink } of reports) sink.discard();
    evidence?.discard();
    resumption?.abandon();
    await errors.close();
    throw error;
  } finally {
    progress.stop();
    stop.close();
  }
  return exitCode(verdict, check);
}
