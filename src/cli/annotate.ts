import { realpathSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { createRedactor } from '../engine/redact.ts';
import { CuilintError, type Message } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { SheetHead } from '../model/run-event.ts';
import type { FileSource, FoundFiles } from '../node/files.ts';
import { fileSink } from '../node/output.ts';
import type { Packed } from '../readers/packed.ts';
import { isPacked, openPacked } from '../readers/registry.ts';
import type { Report } from '../reporters/report.ts';
import { visible } from '../reporters/visible.ts';
import type { Io } from './io.ts';
import { usageError } from './options.ts';
import { RUN, USAGE } from './phrases.ts';
import { OFFICE } from './phrases-office.ts';
import { refuseReviewed } from './report-files.ts';
import type { OpenReport } from './reports.ts';
import type { PreparedRun } from './run.ts';

/** `--annotate`: a copy of the one file that is checked, with what was found written into it. */
export interface Annotation {
  /** Files that give the same bytes to who judges them and to who copies them. */
  remember(found: FoundFiles): FoundFiles;
  /**
   * Opens the copy; undefined where no file was found, which others tell. Throws CuilintError where the input is no
   * workbook and no document, and where the copy cannot be written.
   */
  open(run: PreparedRun): Promise<OpenReport | undefined>;
}

function remembered(source: FileSource): FileSource {
  let bytes: ReturnType<FileSource['read']> | undefined;
  return {
    ...source,
    read: () => {
      bytes ??= source.read();
      return bytes;
    },
  };
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Not there yet.
    return path;
  }
}

/** What the parts of a file say of themselves, with the file. Anything but a CuilintError is our bug. */
function named(
  error: unknown,
  source: FileSource,
  told: (reason: Message) => Message = (reason) => reason,
): unknown {
  if (!(error instanceof CuilintError)) return error;
  const { code, reason, hint, cause } = error;
  return new CuilintError(code, told(reason), {
    at: { file: source.id },
    ...(hint === undefined ? {} : { hint }),
    cause,
  });
}

/** Writes the copy when the last finding is known. */
function createAnnotator(
  packed: Packed,
  bytes: Uint8Array,
  source: FileSource,
  { settings }: PreparedRun,
  io: Io,
): Report {
  const { lang, mask } = settings;
  const findings: Finding[] = [];
  let heads: readonly SheetHead[] = [];
  const pieces = async (): Promise<AsyncIterable<Uint8Array>> => {
    const { openZip } = await import('../readers/zip-parts.ts');
    const parts = await openZip(bytes);
    if (packed.format === 'docx') {
      const { annotateDocument } = await import('../node/annotate-docx.ts');
      const collected = (count: number): void => {
        const told = OFFICE.collected(count)[lang];
        io.stderr.stream.write(`${RUN.note[lang]}: ${visible(source.id)}: ${told}\n`);
      };
      return annotateDocument(parts, packed.main, { findings, lang, collected });
    }
    const { annotateWorkbook } = await import('../node/annotate-xlsx.ts');
    const again = await openZip(bytes);
    const redact = createRedactor(mask);
    return annotateWorkbook(parts, again, packed.main, {
      findings,
      heads,
      lang,
      shownName: (name) => redact(name),
      uncommented: (sheet, count) => {
        const told = OFFICE.uncommented(visible(sheet), count)[lang];
        io.stderr.stream.write(`${RUN.note[lang]}: ${visible(source.id)}: ${told}\n`);
      },
    });
  };
  return async (event) => {
    switch (event.type) {
      case 'finding':
        if (event.file === source.id && event.place !== undefined) findings.push(event);
        return '';
      case 'file':
        heads = event.columns?.heads ?? [];
        return '';
      case 'summary': {
        if (event.omitted !== undefined) {
          const told = OFFICE.omitted(event.omitted)[lang];
          io.stderr.stream.write(`${RUN.note[lang]}: ${visible(source.id)}: ${told}\n`);
        }
        const chunks: Uint8Array[] = [];
        try {
          for await (const chunk of await pieces()) chunks.push(chunk);
        } catch (error) {
          throw named(error, source, OFFICE.noCopy);
        }
        return Buffer.concat(chunks);
      }
      default:
        return '';
    }
  };
}

/** `file` is the copy as it was written on the command line. */
export function createAnnotation(file: string, io: Io): Annotation {
  const path = resolve(io.cwd, file);
  return {
    remember: (found) => ({ ...found, sources: found.sources.map(remembered) }),
    open: async (run) => {
      const { sources, problems } = run.found;
      const [source] = sources;
      if (source === undefined && problems.length > 0) return undefined;
      if (source === undefined || sources.length > 1)
        throw usageError(OFFICE.annotateOne(sources.length));
      if (source.path !== undefined && realPath(source.path) === realPath(path))
        throw usageError(OFFICE.annotateItself(file));
      const { targets } = run.settings;
      if (
        targets.some((target) => target.file !== undefined && resolve(io.cwd, target.file) === path)
      )
        throw usageError(USAGE.sameFile(file));
      const bytes = await source.read();
      if (!isPacked(source.name, bytes)) throw usageError(OFFICE.annotateText(source.id));
      let packed: Packed;
      try {
        packed = await openPacked(source, source.name, bytes);
      } catch (error) {
        throw named(error, source);
      }
      const ending = extname(source.name).toLowerCase() || `.${packed.format}`;
      if (extname(file).toLowerCase() !== ending)
        throw usageError(OFFICE.annotateEnding(file, ending));
      await refuseReviewed([file], io.cwd);
      const report = createAnnotator(packed, bytes, source, run, io);
      return { format: 'xlsx', report, sink: fileSink(path, file) };
    },
  };
}
