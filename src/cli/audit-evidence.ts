import type { Hash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { pseudonym } from '../engine/fingerprint.ts';
import type { AuditEvent, AuditFile, AuditStart, AuditSummary } from '../model/audit.ts';
import type { Problem } from '../model/error.ts';
import { shownFrom } from '../node/config.ts';
import { hashFile } from '../node/hash-file.ts';
import { fileSink, type Sink } from '../node/output.ts';
import { auditManifest, sealManifest } from '../reporters/audit-manifest.ts';
import type { Io } from './io.ts';

/** A report that is being written into a file. */
export interface Written {
  readonly format: string;
  /** As written on the command line. */
  readonly file: string;
  bytes: number;
  readonly hash: Hash;
}

/** Collects what the manifest tells, and writes it. */
export interface Evidence {
  see(event: AuditEvent): void;
  /** All reports are closed. */
  close(): Promise<void>;
  discard(): void;
}

const MAX_PROBLEMS = 1000;

/** What the manifest is made of beside the events. */
export interface EvidenceOf {
  readonly options: { readonly start: AuditStart; readonly key: string };
  readonly settings: { readonly timestamp: boolean };
  /** Absolute paths. */
  readonly configFiles: readonly string[];
  /** As written. */
  readonly manifest: string;
  readonly argv: readonly string[];
  readonly outputs: readonly { readonly written?: Written }[];
  /** Where it goes; absent: into its file. */
  readonly sink?: Sink;
}

/** Throws CuilintError OUTPUT_FAILED at once where the manifest cannot be written. */
export async function openEvidence(
  { settings, options, configFiles, manifest, argv, outputs, sink: given }: EvidenceOf,
  io: Io,
): Promise<Evidence> {
  const path = resolve(io.cwd, manifest);
  const sink = given ?? fileSink(path, manifest);
  const files: AuditFile[] = [];
  const problems: Problem[] = [];
  let summary: AuditSummary | undefined;
  return {
    see: (event) => {
      if (event.type === 'file') files.push(event);
      else if (event.type === 'summary') summary = event;
      else if (event.type === 'problem' && problems.length < MAX_PROBLEMS) problems.push(event);
    },
    close: async () => {
      if (summary === undefined) return;
      const made = auditManifest(options.start, files, problems, summary, {
        commandLine: argv,
        configuration: configFiles.map((file) => ({
          file: shownFrom(io.cwd, file),
          sha256: hashFile(file).sha256,
        })),
        base: shownFrom(dirname(path), io.cwd) || '.',
        keyId: pseudonym(options.key, 'key', ''),
        outputs: outputs.flatMap(({ written }) =>
          written === undefined
            ? []
            : [
                {
                  format: written.format,
                  file: written.file,
                  bytes: written.bytes,
                  sha256: written.hash.digest('hex'),
                },
              ],
        ),
        ...(settings.timestamp ? { createdAt: io.now().toISOString() } : {}),
      });
      await sink.write(sealManifest(made, options.key));
      await sink.close();
    },
    discard: () => sink.discard(),
  };
}
