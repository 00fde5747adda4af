import type { Finding } from '../model/finding.ts';
import type { Severity } from '../model/rule.ts';
import type { FileReport, Summary } from '../model/run-event.ts';
import type { EncodingName } from '../model/source.ts';

/** SMS parts: 70 UTF-16 units, 67 in longer messages (product.md). Empty text has none. */
export function smsPartsOf(length: number): number {
  return length <= 70 ? Math.min(1, length) : Math.ceil(length / 67);
}

/** What a run has counted so far. */
export interface RunTally {
  files: number;
  segments: number;
  bytes: number;
  smsParts: number;
  readonly skipped: { file: string; reason: string }[];
  readonly ignored: Record<string, number>;
  readonly encodings: Partial<Record<EncodingName, number>>;
  readonly counts: Record<Severity | 'baselined' | 'suppressed', number>;
  readonly byRule: Record<string, number>;
  readonly byCategory: Record<string, number>;
}

/** `ignored`: files that were passed over before any was opened, by reason. */
export function createRunTally(ignored: Readonly<Record<string, number>>): RunTally {
  return {
    files: 0,
    segments: 0,
    bytes: 0,
    smsParts: 0,
    skipped: [],
    ignored: { ...ignored },
    encodings: {},
    counts: { error: 0, warning: 0, info: 0, baselined: 0, suppressed: 0 },
    byRule: {},
    byCategory: {},
  };
}

function sorted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
}

export function summarize(tally: RunTally): Summary {
  return {
    type: 'summary',
    coverage: {
      files: tally.files,
      segments: tally.segments,
      bytes: tally.bytes,
      skipped: tally.skipped,
      ignored: sorted(tally.ignored),
      encodings: sorted(tally.encodings),
    },
    counts: { ...tally.counts },
    byRule: sorted(tally.byRule),
    byCategory: sorted(tally.byCategory),
    smsParts: tally.smsParts,
  };
}

export function countFinding(
  tally: RunTally,
  {
    state,
    severity,
    ruleId,
    category,
  }: Pick<Finding, 'state' | 'severity' | 'ruleId' | 'category'>,
): void {
  tally.counts[state === 'new' ? severity : state] += 1;
  if (state !== 'new') return;
  tally.byRule[ruleId] = (tally.byRule[ruleId] ?? 0) + 1;
  tally.byCategory[category] = (tally.byCategory[category] ?? 0) + 1;
}

/** What is passed over in a format that is no source code. */
const UNJUDGED: Readonly<Record<string, string>> = {
  xlsx: 'beside-cells',
  markdown: 'beside-text',
};

/**
 * Places of a file that hold text which is not judged, by what they are in its format, and joins of literals that could
 * not be followed.
 */
export function countUnjudged(
  tally: RunTally,
  format: string,
  places: number,
  unfollowed: number,
): void {
  const kind = UNJUDGED[format] ?? 'code';
  if (places > 0) tally.ignored[kind] = (tally.ignored[kind] ?? 0) + places;
  if (unfollowed > 0) tally.ignored['joins'] = (tally.ignored['joins'] ?? 0) + unfollowed;
}

export function countFile(
  tally: RunTally,
  bytes: number,
  { segments, encoding }: Pick<FileReport, 'segments' | 'encoding'>,
): void {
  tally.files += 1;
  tally.bytes += bytes;
  tally.segments += segments;
  if (encoding !== null) tally.encodings[encoding] = (tally.encodings[encoding] ?? 0) + 1;
}
