import { auditSummary, fileCounts } from '../engine/audit-summary.ts';
import { createTally, mergeTally, type Tally } from '../engine/tally.ts';
import type { AuditEvent, AuditFile, AuditFinding } from '../model/audit.ts';
import type { Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { EncodingName } from '../model/source.ts';
import { countBreaches, createPartJudge, type PartOptions } from './audit-part.ts';
import { finalProblems, unknownColumns } from './audit-problems.ts';
import { createTold, type Told } from './audit-told.ts';
import type { FileSource, FoundFiles } from './files.ts';
import type { PartEnd, PartItem } from './part-item.ts';

export type AuditOptions = PartOptions;

/** What the parts of an audit came to, wherever they were judged. */
export interface JudgedParts {
  /** Of one input all its parts in their order. */
  readonly of: (source: FileSource) => AsyncIterable<PartItem>;
  /** What was drawn, when all inputs have been asked for. */
  readonly drawn: () => Iterable<PartItem>;
  /** What the records break together, when all have been seen; counted into `tally`. */
  readonly breaches: (tally: Tally) => Iterable<AuditFinding>;
  readonly problems: () => readonly Problem[];
}

/** An input of which parts have been added up. */
interface OpenFile {
  readonly source: FileSource;
  readonly told: Told;
  /** The first part and those added to it; undefined before it has ended. */
  whole: PartEnd | undefined;
  problems: number;
}

/**
 * Audits logs one after the other: start; for each file its findings and problems in the order of its records,
 * then what became of it; the summary last. A file that cannot be read is a problem and the others go on.
 * Same input, same events. With a sample, findings come when all records have been seen.
 */
export async function* audit(
  found: FoundFiles,
  options: AuditOptions,
): AsyncGenerator<AuditEvent, void, undefined> {
  const closing: (() => void)[] = [];
  try {
    const judge = createPartJudge(options, closing);
    const { conduct } = judge;
    yield* addParts(found, options, {
      of: (source) => judge.judge({ source }),
      drawn: judge.drawn,
      breaches: (tally) => (conduct === undefined ? [] : countBreaches(tally, conduct.finish())),
      problems: () => conduct?.problems() ?? [],
    });
  } finally {
    for (const close of closing) close();
  }
}

/** Adds up what the parts of an audit came to: the events are the same, however the inputs were divided. */
export async function* addParts(
  found: FoundFiles,
  options: Pick<PartOptions, 'start' | 'fields' | 'gate' | 'isStopped' | 'wantsHashes'>,
  parts: JudgedParts,
): AsyncGenerator<AuditEvent, void, undefined> {
  const { start } = options;
  const total = createTally();
  const ignored: Record<string, number> = { ...found.ignored };
  const encodings: Partial<Record<EncodingName, number>> = {};
  const unread: string[] = [];
  const seenColumns = new Set<string>();
  let bytes = 0;
  let files = 0;
  let problems = 0;
  let isPartial = false;
  yield start;
  for (const problem of found.problems) {
    problems += 1;
    unread.push(problem.file ?? '');
    yield problem;
  }

  const tell = function* (file: OpenFile, told: Iterable<Problem>): Generator<AuditEvent> {
    for (const problem of told) {
      problems += 1;
      file.problems += 1;
      yield problem;
    }
  };
  const take = function* (file: OpenFile, item: PartItem): Generator<AuditEvent> {
    switch (item.type) {
      case 'finding':
        yield item;
        break;
      case 'problem':
        yield* tell(file, [item]);
        break;
      case 'told':
        if (file.told.see(item.repeated)) yield* tell(file, [item.problem]);
        break;
      case 'further':
        file.told.further(item);
        break;
      case 'part':
        file.whole = file.whole === undefined ? item : added(file.whole, item);
        break;
      default:
        item satisfies never;
    }
  };
  const close = function* (file: OpenFile): Generator<AuditEvent> {
    const { source, told, whole } = file;
    if (whole?.format === undefined) return;
    const { tally, format, encoding, columns, isCut } = whole;
    yield* tell(file, told.rest(source.id));
    yield* tell(file, finalProblems(source.id, whole, file.problems));
    files += 1;
    bytes += whole.bytes;
    if (encoding !== null) encodings[encoding] = (encodings[encoding] ?? 0) + 1;
    mergeTally(total, tally);
    const event: AuditFile = {
      type: 'file',
      file: source.id,
      format,
      encoding,
      bytes: whole.bytes,
      ...(whole.sha256 !== undefined && options.wantsHashes ? { sha256: whole.sha256 } : {}),
      ...fileCounts(tally),
      columns,
      ...(isCut ? { isCut: true } : {}),
    };
    yield event;
  };

  const held: OpenFile[] = [];
  for (const source of found.sources) {
    const file: OpenFile = { source, told: createTold(), whole: undefined, problems: 0 };
    for await (const item of parts.of(source)) {
      // What cannot be read at its head is said once.
      if (file.whole?.isUnread !== true) yield* take(file, item);
    }
    const { whole } = file;
    if (whole === undefined) {
      isPartial = options.isStopped();
      if (isPartial) break;
      continue;
    }
    for (const column of whole.seenColumns) seenColumns.add(column);
    if (whole.isUnread) {
      unread.push(source.id);
      continue;
    }
    if (whole.format === undefined) {
      ignored['report'] = (ignored['report'] ?? 0) + 1;
      continue;
    }
    if (start.sample === undefined) yield* close(file);
    else held.push(file);
    if (!whole.isCut) continue;
    isPartial = options.isStopped();
    if (isPartial || (start.limit !== undefined && total.judged >= start.limit)) break;
  }
  const [first] = held;
  if (first !== undefined) {
    for (const item of parts.drawn()) yield* take(first, item);
    for (const file of held) yield* close(file);
  }
  yield* parts.breaches(total);
  for (const problem of parts.problems()) {
    problems += 1;
    yield problem;
  }
  for (const finding of options.gate?.close() ?? []) yield* metaFinding(finding, total);
  for (const problem of unknownColumns(options.fields ?? [], seenColumns)) {
    problems += 1;
    yield problem;
  }
  yield auditSummary(total, {
    files,
    bytes,
    encodings,
    ignored,
    unread,
    problems,
    isPartial,
    start,
  });
}

/** A part of a file and the one behind it, as one. */
function added(first: PartEnd, next: PartEnd): PartEnd {
  mergeTally(first.tally, next.tally);
  const sha256 = next.sha256 ?? first.sha256;
  return {
    ...first,
    bytes: first.bytes + next.bytes,
    ...(sha256 === undefined ? {} : { sha256 }),
    columns: [...first.columns, ...next.columns],
    seenColumns: [...new Set([...first.seenColumns, ...next.seenColumns])],
    isCut: first.isCut || next.isCut,
    isChanged: first.isChanged || next.isChanged,
  };
}

/** What the side file of suppressions has to say of itself belongs to no record. */
function* metaFinding(finding: Finding, total: Tally): Generator<AuditFinding> {
  if (finding.state === 'new') total.counts[finding.severity] += 1;
  yield { ...finding, log: { template: '' } };
}
