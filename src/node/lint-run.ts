import type { Checker } from '../engine/check.ts';
import { numberFingerprints } from '../engine/fingerprint.ts';
import { createRedactor, type Redactor } from '../engine/redact.ts';
import { CuilintError } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { RunEvent } from '../model/run-event.ts';
import { headerLines } from '../readers/header-line.ts';
import type { Packed } from '../readers/packed.ts';
import type { Reader } from '../readers/reader.ts';
import {
  formatOf,
  isPacked,
  loadReader,
  openPacked,
  type TextFormat,
} from '../readers/registry.ts';
import { isOwnReport } from '../reporters/own-report.ts';
import { createByteColumns } from '../text/byte-columns.ts';
import { type Decoded, decode } from '../text/decode.ts';
import { problemFrom } from './file-problems.ts';
import type { FileSource, FoundFiles } from './files.ts';
import type { Gate } from './gate.ts';
import type { LintOptions } from './lint.ts';
import { createFileJob, type FileJob } from './lint-file.ts';
import type { CachedFile } from './result-cache.ts';
import {
  countFile,
  countFinding,
  countUnjudged,
  createRunTally,
  type RunTally,
  summarize,
} from './run-tally.ts';
import { maskedColumns } from './shown-columns.ts';
import { createPauses } from './unfinished.ts';

/** What the files of a run have in common. */
export interface LintRun {
  readonly options: LintOptions;
  readonly checker: Checker;
  readonly tally: RunTally;
  readonly pauses: () => Promise<void> | undefined;
  /** The gate of the run, as soon as there is one. */
  gate: Gate | undefined;
  /** Lines on which something was found in the file under judgement. */
  readonly linesHit: Set<number>;
  /** Of the file under judgement; undefined where nobody asks. */
  byteColumns: ReturnType<typeof createByteColumns> | undefined;
  readonly redactColumn: Redactor;
  /** The finding as it is told, counted. */
  readonly finish: (finding: Finding) => Finding;
}

/** A file whose bytes have been read. */
export interface OpenFile {
  readonly source: FileSource;
  readonly bytes: Uint8Array;
  readonly text: Decoded | typeof NO_TEXT;
  readonly packed: Packed | undefined;
  readonly cached: CachedFile | undefined;
  readonly textFormat: TextFormat;
}

/** In the place of the text of a file that is none. */
const NO_TEXT = { text: '', encoding: null, damage: [], damaged: 0 } as const;
const NO_READER: Reader = () => [];
/** So many names of columns are remembered with how they are shown. */
const MAX_NAMES = 1000;

/** Files one by one, in their order: each is done before the next is begun. */
export interface LintJobs {
  readonly open: () => Iterable<RunEvent>;
  /** A promise where something has to be waited for; most files can be judged at once. */
  readonly begin: (source: FileSource) => FileJob | Promise<FileJob>;
  readonly close: () => Iterable<RunEvent>;
}

/** A job that has nothing more to do. */
function ready(events: readonly RunEvent[]): FileJob {
  return {
    step: () => true,
    take: (taken) => {
      taken.push(...events);
    },
  };
}

/** Tables of one folder name their columns alike, and to mask a name costs as much as to read one of them. */
function rememberMasked(redact: Redactor): Redactor {
  const masked = new Map<string, string>();
  return (name) => {
    const known = masked.get(name) ?? redact(name);
    if (masked.size < MAX_NAMES) masked.set(name, known);
    return known;
  };
}

export function createLintRun(found: FoundFiles, checker: Checker, options: LintOptions): LintJobs {
  const tally = createRunTally(found.ignored);
  const numberOf = options.numberOf ?? numberFingerprints(options.key);
  const redact = createRedactor(options.mask);
  const redactColumn = rememberMasked(redact);
  const readers = new Map<TextFormat, Reader>();
  const linesHit = new Set<number>();
  const finish = (finding: Finding): Finding => {
    if (options.needs?.lineHashes) linesHit.add(finding.location.line);
    // What is suppressed is numbered apart: a copy of it must not stand for an old finding.
    const base =
      finding.state === 'new' ? finding.fingerprint : `suppressed ${finding.fingerprint}`;
    const numbered = { ...finding, fingerprint: numberOf(base) };
    const state =
      finding.state === 'new' ? (run.gate?.stateOf(numbered) ?? finding.state) : finding.state;
    if (state === 'new') options.fixes?.keep(finding);
    countFinding(tally, { ...finding, state });
    return {
      ...numbered,
      state,
      // Record ids, fields and key paths come from the data: a telephone number may serve as any of them.
      ...(finding.recordId === undefined ? {} : { recordId: redact(finding.recordId) }),
      ...(finding.field === undefined ? {} : { field: redact(finding.field) }),
      ...(finding.keyPath === undefined ? {} : { keyPath: redact(finding.keyPath) }),
      ...(finding.place?.sheet === undefined
        ? {}
        : { place: { ...finding.place, sheet: redact(finding.place.sheet) } }),
      ...(run.byteColumns === undefined ? {} : { byteColumns: run.byteColumns(finding.location) }),
    };
  };
  const run: LintRun = {
    options,
    checker,
    tally,
    pauses: createPauses(),
    gate: options.gate,
    linesHit,
    byteColumns: undefined,
    redactColumn,
    finish,
  };

  const failed = (source: FileSource, error: unknown): FileJob => {
    if (!(error instanceof CuilintError)) throw error;
    tally.skipped.push({ file: source.id, reason: error.reason[options.lang] });
    return ready([problemFrom(error, source.id)]);
  };
  /** A file in which an earlier run has found nothing. */
  const knownClean = (
    source: FileSource,
    bytes: Uint8Array,
    clean: NonNullable<CachedFile['clean']>,
  ): FileJob => {
    const { format, encoding, segments, columns } = clean;
    countUnjudged(tally, format, clean.unjudged, clean.unfollowed);
    countFile(tally, bytes.length, clean);
    tally.smsParts += clean.smsParts;
    run.gate?.open({ id: source.id, text: '', format });
    return ready([
      {
        type: 'file',
        file: source.id,
        bytes: bytes.length,
        format,
        encoding,
        segments,
        ...(columns === undefined ? {} : { columns: maskedColumns(columns, redactColumn) }),
      },
    ]);
  };
  const withGate = (file: OpenFile, reader: Reader): FileJob | Promise<FileJob> => {
    const { text, packed } = file;
    linesHit.clear();
    run.byteColumns =
      options.needs?.byteColumns && packed === undefined ? createByteColumns(text.text) : undefined;
    const opened = run.gate === undefined ? options.gateFor?.(text.text) : undefined;
    if (opened === undefined) return createFileJob(run, file, reader);
    return opened.then((gate) => {
      run.gate = gate;
      return createFileJob(run, file, reader);
    });
  };
  const withReader = (
    source: FileSource,
    bytes: Uint8Array,
    text: Decoded | typeof NO_TEXT,
    packed: Packed | undefined,
    cached: CachedFile | undefined,
  ): FileJob | Promise<FileJob> => {
    if (!source.isNamed && (packed?.isReport ?? isOwnReport(text.text))) {
      tally.ignored['report'] = (tally.ignored['report'] ?? 0) + 1;
      return ready([]);
    }
    const textFormat = textFormatOf(source);
    const file: OpenFile = { source, bytes, text, packed, cached, textFormat };
    if (textFormat !== 'text' || headerLines(text.text).length === 0) return withFormat(file);
    return import('../readers/text-table.ts').then(({ tableFormatOf }) =>
      withFormat({ ...file, textFormat: tableFormatOf(text.text) ?? textFormat }),
    );
  };
  const withFormat = (file: OpenFile): FileJob | Promise<FileJob> => {
    const { packed, textFormat } = file;
    const reader = packed === undefined ? readers.get(textFormat) : NO_READER;
    if (reader !== undefined) return withGate(file, reader);
    return loadReader(textFormat).then((loaded) => {
      readers.set(textFormat, loaded);
      return withGate(file, loaded);
    });
  };
  const withBytes = (source: FileSource, bytes: Uint8Array): FileJob | Promise<FileJob> => {
    let cached: CachedFile | undefined;
    let text: Decoded;
    try {
      cached = options.cache?.open(source, bytes);
      if (cached?.clean !== undefined && options.variables === undefined)
        return knownClean(source, bytes, cached.clean);
      if (isPacked(source.name, bytes)) {
        return openPacked(source, source.name, bytes).then(
          (packed) => withReader(source, bytes, NO_TEXT, packed, cached),
          (error: unknown) => failed(source, error),
        );
      }
      text = decode(bytes, options.encoding === undefined ? {} : { encoding: options.encoding });
    } catch (error) {
      return failed(source, error);
    }
    return withReader(source, bytes, text, undefined, cached);
  };

  return {
    *open() {
      for (const problem of found.problems) {
        tally.skipped.push({ file: problem.file ?? '', reason: problem.reason[options.lang] });
        yield problem;
      }
    },
    begin: (source) => {
      let read: Uint8Array | Promise<Uint8Array>;
      try {
        read = source.read();
      } catch (error) {
        return failed(source, error);
      }
      if (read instanceof Uint8Array) return withBytes(source, read);
      return read.then(
        (bytes) => withBytes(source, bytes),
        (error: unknown) => failed(source, error),
      );
    },
    *close() {
      run.byteColumns = undefined;
      for (const finding of run.gate?.close() ?? []) yield finish(finding);
      for (const problem of options.variables?.unknown() ?? []) yield problem;
      for (const problem of options.watchFields?.missed(redact) ?? []) yield problem;
      yield summarize(tally);
    },
  };
}

function textFormatOf(source: FileSource): TextFormat {
  const format = formatOf(source.name);
  return format === undefined || format === 'xlsx' || format === 'docx' ? 'text' : format;
}
