import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { FoundFiles } from '../node/files.ts';
import type { Io } from './io.ts';
import type { RawOptions } from './options.ts';
import { prepareRun } from './run.ts';
import type { Services } from './services.ts';

/** A text in an editor, perhaps not saved yet. */
export interface EditorDocument {
  /** Absolute; where there is no such file, what its name says counts. */
  readonly path: string;
  readonly text: string;
}

export interface EditorVerdict {
  /** New ones, with lines and columns (1-based, UTF-16 units) of the text as the editor shows it. */
  readonly findings: readonly Finding[];
  /** What in the text could not be judged. */
  readonly problems: readonly Problem[];
  /** What is wrong with the configuration or what it names: then nothing was judged. */
  readonly faults: readonly Problem[];
  /** `text`, `yaml` …; undefined where the file is not judged (left out by the configuration). */
  readonly format: string | undefined;
}

/** Judges the text of one document as `check` would judge its file. Throws CuilintError for a wrong option. */
export async function judgeDocument(
  { path, text }: EditorDocument,
  raw: RawOptions,
  io: Io,
  services: Services,
  version: string,
): Promise<EditorVerdict> {
  const isSaved = existsSync(path);
  const inEditor = (found: FoundFiles): FoundFiles => {
    const [saved] = found.sources;
    // Left out by the configuration.
    if (saved === undefined && isSaved) return { ...found, problems: [] };
    const id = isSaved ? (saved?.id ?? basename(path)) : basename(path);
    const read = (): Uint8Array => new TextEncoder().encode(text);
    return { sources: [{ id, name: id, isNamed: true, path, read }], problems: [], ignored: {} };
  };
  // Standard input stands for a file that is not there yet; nobody reads it.
  const asked = isSaved ? path : '-';
  const run = await prepareRun([asked], raw, io, services, version, 'use', undefined, inEditor);
  const findings: Finding[] = [];
  const problems: Problem[] = [];
  let format: string | undefined;
  if (run.problems.length === 0) {
    for await (const event of run.lint()) {
      if (event.type === 'finding' && event.state === 'new') findings.push(event);
      else if (event.type === 'problem') problems.push(event);
      else if (event.type === 'file') format = event.format;
    }
  }
  return { findings, problems, faults: run.problems, format };
}
