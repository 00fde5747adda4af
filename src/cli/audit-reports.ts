import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { AuditEvent } from '../model/audit.ts';
import { fileSink, type Sink, streamSink } from '../node/output.ts';
import { type AuditReport, loadAuditReport } from '../reporters/audit-report.ts';
import type { Written } from './audit-evidence.ts';
import type { AuditSettings } from './audit-options.ts';
import type { Resumption } from './audit-resume.ts';
import type { Io } from './io.ts';
import { showsColor } from './terminal.ts';

const DEFAULT_WIDTH = 100;

export interface OpenReport {
  readonly report: AuditReport;
  readonly sink: Sink;
  readonly isFile: boolean;
  /** Of what was written into a file, where evidence is asked for. */
  readonly written?: Written;
}

/** The reports that an audit is to write, opened. Throws CuilintError where one of them cannot be, and leaves none. */
export async function openReports(
  settings: AuditSettings,
  io: Io,
  resumption: Resumption | undefined,
): Promise<OpenReport[]> {
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
        takesBytes: file !== undefined,
      });
      const written =
        file === undefined || settings.manifest === undefined
          ? undefined
          : { format, file, bytes: 0, hash: createHash('sha256') };
      const sink =
        resumption?.sink(file, written && ((bytes) => note(written, bytes))) ??
        (file === undefined
          ? streamSink(io.stdout.stream, 'stdout')
          : fileSink(resolve(io.cwd, file), file));
      opened.push({
        report,
        sink,
        isFile: file !== undefined,
        ...(written === undefined ? {} : { written }),
      });
    }
  } catch (error) {
    for (const { sink } of opened) sink.discard();
    resumption?.abandon();
    throw error;
  }
  return opened;
}

/** Takes down what is written into a file. */
export function note(written: Written, content: string | Uint8Array): void {
  written.bytes += Buffer.byteLength(content);
  written.hash.update(content);
}

/** A summary for standard error, where no report goes to standard output. */
export async function lastWords(
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
      const text = event.type === 'finding' ? '' : await report(event);
      if (typeof text === 'string') parts.push(text);
    },
    text: () => parts.join(''),
  };
}
