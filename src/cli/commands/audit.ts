import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { AuditEvent } from '../../model/audit.ts';
import type { Problem } from '../../model/error.ts';
import { type AuditOptions, audit } from '../../node/audit.ts';
import { fileSink, type Sink, streamSink } from '../../node/output.ts';
import { type AuditReport, loadAuditReport } from '../../reporters/audit-report.ts';
import type { Written } from '../audit-evidence.ts';
import type { AuditSettings, RawAuditOptions } from '../audit-options.ts';
import { type PreparedAudit, prepareAudit } from '../audit-plan.ts';
import { listenForStop, startAuditProgress } from '../audit-progress.ts';
import type { Io } from '../io.ts';
import { exitCode, judge, newVerdict, problemLine } from '../reports.ts';
import { NO_TOKENIZER } from '../run.ts';
import type { Services } from '../services.ts';
import { showsColor } from '../terminal.ts';

const DEFAULT_WIDTH = 100;

interface OpenReport {
  readonly report: AuditReport;
  readonly sink: Sink;
  readonly isFile: boolean;
  /** Of what was written into a file, where evidence is asked for. */
  readonly written?: Written;
}

async function openReports(settings: AuditSettings, io: Io): Promise<OpenReport[]> {
  const { check, targets } = settings;
  const opened: OpenReport[] = [];
  try {
    for (const { format, file } of targets) {
      const isTerminal = file === undefined && io.stdout.isTerminal;
      const create = await loadAuditReport(format);
      const report = create({
        lang: check.lang,
        color: file === undefined && showsColor(check.color, io),
        width: (isTerminal ? io.stdout.columns : undefined) ?? DEFAULT_WIDTH,
        showsProblems: !(isTerminal && io.stderr.isTerminal),
      });
      const sink =
        file === undefined
          ? streamSink(io.stdout.stream, 'stdout')
          : fileSink(resolve(io.cwd, file), file);
      const written =
        file === undefined || settings.manifest === undefined
          ? undefined
          : { format, file, bytes: 0, hash: createHash('sha256') };
      opened.push({
        report,
        sink,
        isFile: file !== undefined,
        ...(written === undefined ? {} : { written }),
      });
    }
  } catch (error) {
    for (const { sink } of opened) sink.discard();
    throw error;
  }
  return opened;
}

/** A summary for standard error, where no report goes to standard output. */
async function lastWords(
  settings: AuditSettings,
  io: Io,
): Promise<{ see(event: AuditEvent): Promise<void>; text(): string }> {
  if (settings.targets.some(({ file }) => file === undefined))
    return { see: async () => {}, text: () => '' };
  const create = await loadAuditReport('stylish');
  const report = create({
    lang: settings.check.lang,
    color: false,
    width: io.stderr.columns ?? DEFAULT_WIDTH,
    showsProblems: false,
  });
  const parts: string[] = [];
  return {
    see: async (event) => {
      if (event.type !== 'finding') parts.push(await report(event));
    },
    text: () => parts.join(''),
  };
}

/**
 * `audit`: judges every record of the logs that `paths` name and writes the reports. The exit code as
 * product.md has it. Throws CuilintError for a wrong option and for a report that cannot be written.
 */
/**
 * Nearly all that an audit allocates is garbage at once. Left alone, V8 takes 33 MB more for the young and 20 for the
 * old of it, and is no faster.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
}

export async function runAudit(
  paths: readonly string[],
  raw: RawAuditOptions,
  io: Io,
  services: Services,
  version: string,
  argv: readonly string[],
): Promise<number> {
  keepHeapSmall();
  const run = await prepareAudit(paths, raw, io, services, version);
  if (run.problems.length === 0 && run.settings.shard !== undefined)
    return (await import('../audit-shard.ts')).writeShard(run, run.settings.shard, raw, io);
  return reportAudit(run, io, argv, (options) => ({
    events: audit(run.found, options),
    lacksTokenizer: run.lacksTokenizer,
  }));
}

/** The events of an audit, and whether sentences were judged without a tokeniser, known before the last of them. */
export interface AuditRun {
  readonly events: AsyncIterable<AuditEvent>;
  readonly lacksTokenizer: () => boolean;
}

/** Writes the reports of an audit, and the evidence; returns the exit code. Throws CuilintError. */
export async function reportAudit(
  run: PreparedAudit,
  io: Io,
  argv: readonly string[],
  open: (options: AuditOptions) => AuditRun,
): Promise<number> {
  const { settings } = run;
  const { check } = settings;
  const errors = streamSink(io.stderr.stream, 'stderr');
  if (run.problems.length > 0) {
    for (const problem of run.problems) await errors.write(problemLine(problem, check.lang));
    await errors.close();
    return 2;
  }
  const reports = await openReports(settings, io);
  const evidence =
    settings.manifest === undefined
      ? undefined
      : await (await import('../audit-evidence.ts'))
          .openEvidence({ ...run, manifest: settings.manifest, argv, outputs: reports }, io)
          .catch((error: unknown) => {
            for (const { sink } of reports) sink.discard();
            throw error;
          });
  const verdict = newVerdict();
  const send = async (event: AuditEvent): Promise<void> => {
    await last.see(event);
    for (const { report, sink, written: noted } of reports) {
      const made = report(event);
      const text = typeof made === 'string' ? made : await made;
      if (text === '') continue;
      if (noted !== undefined) {
        noted.bytes += Buffer.byteLength(text);
        noted.hash.update(text);
      }
      const written = sink.write(text);
      if (written !== undefined) await written;
    }
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
  try {
    const { events, lacksTokenizer } = open({
      ...run.options,
      isStopped: () => stop.signal() !== undefined,
      progress: progress.report,
    });
    for await (const event of events) {
      switch (event.type) {
        case 'problem':
          await problem(event);
          break;
        case 'finding':
          judge(verdict, event, run.preview, check.failOn);
          await send(event);
          break;
        case 'summary':
          progress.stop();
          if (lacksTokenizer()) await problem(NO_TOKENIZER);
          evidence?.see(event);
          await send(event);
          break;
        default:
          evidence?.see(event);
          await send(event);
      }
    }
    await errors.close();
    const signal = stop.signal();
    if (signal !== undefined) {
      for (const { sink, isFile } of reports) {
        if (isFile) sink.discard();
        else await sink.close();
      }
      evidence?.discard();
      io.stderr.stream.write(last.text());
      return signal === 'SIGINT' ? 130 : 143;
    }
    for (const { sink } of reports) await sink.close();
    // Last: what it vouches for is there.
    await evidence?.close();
  } catch (error) {
    for (const { sink } of reports) sink.discard();
    evidence?.discard();
    await errors.close();
    throw error;
  } finally {
    progress.stop();
    stop.close();
  }
  return exitCode(verdict, check);
}
