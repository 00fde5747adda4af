import {
  closeSync,
  fchmodSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Checker } from '../engine/check.ts';
import { type LeftReason, type Replacement, replacementFor } from '../engine/fix.ts';
import { planFixes, type Wanted } from '../engine/fix-file.ts';
import type { Finding } from '../model/finding.ts';
import type { Rule } from '../model/rule.ts';
import type { Segment } from '../model/segment.ts';
import type { EncodingName } from '../model/source.ts';
import type { Reader } from '../readers/reader.ts';
import { type Decoded, decode } from '../text/decode.ts';
import { editBytes } from '../text/encode.ts';
import { locate } from '../text/lines.ts';
import type { FileSource } from './files.ts';
import { keepUnfinished } from './unfinished.ts';

/** A file at the end of its run. `read` is absent where it is no text (a workbook). */
export interface ReadFile {
  readonly source: FileSource;
  readonly bytes: Uint8Array;
  readonly decoded: Pick<Decoded, 'text' | 'damaged'> & { readonly encoding: EncodingName | null };
  readonly read?: (id: string, text: string) => ReturnType<Reader>;
  readonly check: Checker;
}

/** What a file becomes. */
export interface FileFix {
  readonly id: string;
  readonly path: string;
  readonly before: { readonly bytes: Uint8Array; readonly text: string };
  readonly after: { readonly bytes: Uint8Array; readonly text: string };
  readonly count: number;
  /** Names of people in its name columns. */
  readonly names: readonly string[];
}

/** A word that a rule would replace and that stays. Line and column are 1-based, as in a finding. */
export interface Left {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly reason: LeftReason;
}

/** Follows a run and works out, file by file, what may be replaced. It writes nothing. */
export interface FixCollector {
  /** What the engine found in a segment. */
  see(findings: readonly Finding[], segment: Segment): void;
  /** A finding of `see` that counts: it is new, and neither suppressed nor in the baseline. */
  keep(finding: Finding): void;
  close(file: ReadFile): void;
  readonly fixes: readonly FileFix[];
  readonly left: readonly Left[];
}

function segmentsOf(items: ReturnType<Reader>): readonly Segment[] {
  const segments: Segment[] = [];
  for (const item of items) if (item.type === 'segment') segments.push(item);
  return segments;
}

export function createFixCollector(
  rules: readonly Rule[],
  encoding: EncodingName | undefined,
): FixCollector {
  const offering = new Map(rules.flatMap((rule) => (rule.fix ? [[rule.id, rule] as const] : [])));
  const seen = new Map<Finding, Segment>();
  let kept = new Map<Segment, Finding[]>();
  const fixes: FileFix[] = [];
  const left: Left[] = [];

  /** Those of one message, by place, without what overlaps another. */
  const wantedIn = (
    segment: Segment,
    findings: readonly Finding[],
    leave: (segment: Segment, start: number, rule: string, reason: LeftReason) => void,
  ): Wanted => {
    const found: Replacement[] = [];
    for (const { ruleId, segmentStart, segmentEnd } of findings) {
      const rule = offering.get(ruleId)!;
      const offer = replacementFor(rule, segment.text, segmentStart, segmentEnd);
      if (typeof offer === 'string') leave(segment, segmentStart, ruleId, offer);
      else if (
        offer !== undefined &&
        found.every(({ start, end }) => end <= offer.start || offer.end <= start)
      )
        found.push(offer);
    }
    return { segment, replacements: found.sort((a, b) => a.start - b.start) };
  };
  return {
    fixes,
    left,
    see: (findings, segment) => {
      for (const finding of findings) if (offering.has(finding.ruleId)) seen.set(finding, segment);
    },
    keep: (finding) => {
      const segment = seen.get(finding);
      if (segment === undefined) return;
      kept.set(segment, [...(kept.get(segment) ?? []), finding]);
    },
    close: ({ source, bytes, decoded, read: items, check }) => {
      const messages = kept;
      kept = new Map();
      seen.clear();
      if (messages.size === 0) return;
      const leave = (segment: Segment, start: number, rule: string, reason: LeftReason): void => {
        const { line, column } = locate(segment.origin, start, start + 1, segment.text.length);
        left.push({ file: source.id, line, column, rule, reason });
      };
      const leaveAll = ({ segment, replacements }: Wanted, reason: LeftReason): void => {
        for (const { rule, start } of replacements) leave(segment, start, rule, reason);
      };
      const wanted = [...messages]
        .map(([segment, findings]) => wantedIn(segment, findings, leave))
        .filter(({ replacements }) => replacements.length > 0);
      if (wanted.length === 0) return;
      if (items === undefined || source.path === undefined || decoded.encoding === null) {
        for (const each of wanted) leaveAll(each, 'not-text');
        return;
      }
      const read = (text: string): readonly Segment[] => segmentsOf(items(source.id, text));
      const plan = planFixes({ text: decoded.text, read, check }, wanted);
      for (const { reason, ...each } of plan.left) leaveAll(each, reason);
      if (plan.done.length === 0) return;
      const edited =
        decoded.damaged > 0 ? undefined : editBytes(bytes, decoded.encoding, plan.edits);
      const again = edited && decode(edited, encoding === undefined ? {} : { encoding });
      if (again?.text !== plan.text || again.encoding !== decoded.encoding || again.damaged > 0) {
        for (const each of plan.done) leaveAll(each, 'not-writable');
        return;
      }
      fixes.push({
        id: source.id,
        path: source.path,
        before: { bytes, text: decoded.text },
        after: { bytes: edited!, text: plan.text },
        count: plan.edits.length,
        names: [...new Set(read(decoded.text).flatMap(({ meta }) => meta.name ?? []))],
      });
    },
  };
}

/**
 * Writes the file beside its place and renames it, its mode kept and links followed. Returns false, and writes
 * nothing, where the file is no longer what was judged. Throws the error of the system.
 */
export function writeFix({ path, before, after }: FileFix): boolean {
  const real = realpathSync(path);
  if (!readFileSync(real).equals(before.bytes)) return false;
  const { mode } = statSync(real);
  // A file that must not be written must not be replaced either.
  closeSync(openSync(real, 'r+'));
  const target = join(dirname(real), `.${basename(real)}.${process.pid}.tmp`);
  const descriptor = openSync(target, 'wx', mode);
  const finished = keepUnfinished(target);
  try {
    try {
      fchmodSync(descriptor, mode);
      let bytes = Buffer.from(after.bytes);
      while (bytes.length > 0) bytes = bytes.subarray(writeSync(descriptor, bytes));
    } finally {
      closeSync(descriptor);
    }
    renameSync(target, real);
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  } finally {
    finished();
  }
  return true;
}
