import { auditSummary, fileCounts } from '../engine/audit-summary.ts';
import { createTally, mergeTally, type Tally } from '../engine/tally.ts';
import { tallyOf, tallyState } from '../engine/tally-state.ts';
import type { AuditEvent, AuditFile, AuditFinding, Dimension } from '../model/audit.ts';
import type { Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { EncodingName } from '../model/source.ts';
import { type AuditConductState, countBreaches } from './audit-conduct.ts';
import { createPartJudge, type PartOptions } from './audit-part.ts';
import { finalProblems, unknownColumns } from './audit-problems.ts';
import type { AuditState, Checkpoint } from './audit-state.ts';
import { createTold, type Told } from './audit-told.ts';
import type { FileSource, FoundFiles } from './files.ts';
import { createOutbox, type PartEnd, type PartItem } from './part-item.ts';
import { createPauses } from './unfinished.ts';

export type AuditOptions = PartOptions;

/** What the parts of an audit came to, wherever they were judged. */
export interface JudgedParts {
  /** Of one input all its parts in their order, but for the first ones. */
  readonly of: (source: FileSource, skip?: number) => AsyncIterable<readonly PartItem[]>;
  /** What was drawn, when all inputs have been asked for. */
  readonly drawn: () => Iterable<PartItem>;
  /** What the records break together, when all have been seen; counted into `tally`. */
  readonly breaches: (tally: Tally, groupBy: readonly Dimension[]) => Iterable<AuditFinding>;
  readonly problems: () => readonly Problem[];
  /** What of contacts has been counted; needed for a checkpoint. */
  readonly counted?: () => AuditConductState | undefined;
}

/** An input of which parts have been added up. */
interface OpenFile {
  readonly source: FileSource;
  readonly told: Told;
  /** The first part and those added to it; undefined before it has ended. */
  whole: PartEnd | undefined;
  parts: number;
  problems: number;
}

/** Findings over records that are handed on at once. */
const BATCH = 256;

/**
 * Audits logs one after the other, and yields its events in lists: start; for each file its findings and problems
 * in the order of its records, then what became of it; the summary last. A file that cannot be read is a problem
 * and the others go on.
 * Same input, same events. With a sample, findings come when all records have been seen.
 */
export async function* audit(
  found: FoundFiles,
  options: AuditOptions,
): AsyncGenerator<readonly AuditEvent[], void, undefined> {
  const closing: (() => void)[] = [];
  try {
    const judge = createPartJudge(options, closing);
    const { conduct } = judge;
    yield* addParts(found, options, {
      of: (source) => judge.judge({ source }),
      drawn: judge.drawn,
      breaches: (tally, groupBy) =>
        conduct === undefined ? [] : countBreaches(tally, conduct.finish(), groupBy),
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
  checkpoint?: Checkpoint,
): AsyncGenerator<readonly AuditEvent[], void, undefined> {
  const { start } = options;
  const from = checkpoint?.from;
  const total = from === undefined ? createTally() : tallyOf(from.total);
  const ignored: Record<string, number> = { ...(from?.ignored ?? found.ignored) };
  const encodings: Partial<Record<EncodingName, number>> = { ...from?.encodings };
  const unread: string[] = [...(from?.unread ?? [])];
  const seenColumns = new Set<string>(from?.columns);
  let { bytes = 0, files = 0, problems = 0 }: Partial<AuditState> = from ?? {};
  let isPartial = false;
  // Kept for a checkpoint alone: what reports will have to be told again.
  const kept: (AuditFile | Problem)[] = [...(from?.told ?? [])];
  let first = from?.first;
  const keep = <T extends AuditFile | Problem>(event: T): T => {
    if (checkpoint !== undefined) kept.push(event);
    return event;
  };
  const save = (source: number, open?: OpenFile): void => {
    const conduct = parts.counted?.();
    checkpoint?.save({
      total: tallyState(total),
      bytes,
      files,
      problems,
      ignored: { ...ignored },
      encodings: { ...encodings },
      unread: [...unread],
      columns: [...seenColumns],
      told: kept,
      ...(first === undefined ? {} : { first }),
      ...(conduct === undefined ? {} : { conduct }),
      ...(options.gate === undefined ? {} : { gate: options.gate.usage() }),
      source,
      ...(open?.whole === undefined
        ? {}
        : {
            open: {
              parts: open.parts,
              told: open.told.state(),
              problems: open.problems,
              whole: { ...open.whole, tally: tallyState(open.whole.tally) },
            },
          }),
    });
  };
  const out = createOutbox<AuditEvent>();
  if (from === undefined) {
    out.push(start);
    for (const problem of found.problems) {
      problems += 1;
      unread.push(problem.file ?? '');
      out.push(keep(problem));
    }
    yield out.handOn();
  }

  const tell = (file: OpenFile, told: Iterable<Problem>): void => {
    for (const problem of told) {
      problems += 1;
      file.problems += 1;
      out.push(keep(problem));
    }
  };
  const take = (file: OpenFile, item: PartItem): void => {
    switch (item.type) {
      case 'finding':
        first ??= item;
        out.push(item);
        break;
      case 'problem':
        tell(file, [item]);
        break;
      case 'told':
        if (file.told.see(item.repeated)) tell(file, [item.problem]);
        break;
      case 'further':
        file.told.further(item);
        break;
      case 'part':
        file.whole = file.whole === undefined ? item : added(file.whole, item);
        file.parts += 1;
        break;
      default:
        item satisfies never;
    }
  };
  const close = (file: OpenFile): void => {
    const { source, told, whole } = file;
    if (whole?.format === undefined) return;
    const { tally, format, encoding, columns, isCut } = whole;
    tell(file, told.rest(source.id));
    tell(file, finalProblems(source.id, whole, file.problems));
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
    out.push(keep(event));
  };

  const held: OpenFile[] = [];
  for (const [number, source] of found.sources.entries()) {
    if (number < (from?.source ?? 0)) continue;
    const open = number === from?.source ? from.open : undefined;
    const file: OpenFile = {
      source,
      told: createTold(open?.told),
      whole: open && { ...open.whole, tally: tallyOf(open.whole.tally) },
      parts: open?.parts ?? 0,
      problems: open?.problems ?? 0,
    };
    for await (const items of parts.of(source, file.parts)) {
      let isDue = false;
      for (const item of items) {
        // What cannot be read at its head is said once.
        if (file.whole?.isUnread !== true) take(file, item);
        isDue = item.type === 'part' && !item.isCut && checkpoint?.isDue() === true;
      }
      yield out.handOn();
      // The end of a part is the last of its list.
      if (isDue) save(number, file);
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
    if (start.sample === undefined) {
      close(file);
      yield out.handOn();
    } else held.push(file);
    if (!whole.isCut) {
      if (checkpoint?.isDue() === true) save(number + 1);
      continue;
    }
    isPartial = options.isStopped();
    if (isPartial || (start.limit !== undefined && total.judged >= start.limit)) break;
  }
  const [firstHeld] = held;
  if (firstHeld !== undefined) {
    for (const item of parts.drawn()) {
      take(firstHeld, item);
      yield out.handOn();
    }
    for (const file of held) close(file);
  }
  // Who stops a run does not wait until all contacts have been compared.
  const pauses = createPauses();
  if (!isPartial)
    for (const finding of parts.breaches(total, start.groupBy)) {
      out.push(finding);
      if (out.size() >= BATCH) yield out.handOn();
      const pause = pauses();
      if (pause === undefined) continue;
      await pause;
      isPartial = options.isStopped();
      if (isPartial) break;
    }
  for (const problem of parts.problems()) {
    problems += 1;
    out.push(problem);
  }
  for (const finding of options.gate?.close() ?? []) out.push(metaFinding(finding, total));
  for (const problem of unknownColumns(options.fields ?? [], seenColumns)) {
    problems += 1;
    out.push(problem);
  }
  const summary = auditSummary(total, {
    files,
    bytes,
    encodings,
    ignored,
    unread,
    problems,
    isPartial,
    start,
  });
  yield [...out.handOn(), summary];
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
function metaFinding(finding: Finding, total: Tally): AuditFinding {
  if (finding.state === 'new') total.counts[finding.severity] += 1;
  return { ...finding, log: { template: '' } };
}
