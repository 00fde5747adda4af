import { createHmac } from 'node:crypto';
import type { AuditFile, AuditStart, AuditSummary, PlacedCount } from '../model/audit.ts';
import type { Problem } from '../model/error.ts';
import { visible } from './visible.ts';

export const MANIFEST_TYPE = 'cuilint-audit-manifest';

/** A file whose content is vouched for. */
export interface HashedFile {
  readonly file: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What the events of an audit do not tell. */
export interface ManifestFacts {
  /** Arguments behind the name of the program. */
  readonly commandLine: readonly string[];
  readonly configuration: readonly Omit<HashedFile, 'bytes'>[];
  /** Way from the folder of the manifest to the one in which the audit ran, `/` between parts. */
  readonly base: string;
  /** Pseudonym of the key itself: two audits with one id can be compared. */
  readonly keyId: string;
  readonly outputs: readonly (HashedFile & { readonly format: string })[];
  /** ISO 8601; only where it was asked for. */
  readonly createdAt?: string;
}

type Json = Readonly<Record<string, unknown>>;

function counts(placed: Readonly<Partial<Record<string, PlacedCount>>>): Json {
  return Object.fromEntries(
    Object.entries(placed).map(([reason, value]) => [reason, value?.count ?? 0]),
  );
}

function inputJson(file: AuditFile): Json {
  return {
    file: file.file,
    bytes: file.bytes,
    sha256: file.sha256 ?? null,
    format: file.format,
    encoding: file.encoding,
    rows: file.rows,
    judged: file.judged,
    flagged: file.flagged,
    skipped: counts(file.skipped),
    flaws: counts(file.flaws),
    firstDay: file.firstDay ?? null,
    lastDay: file.lastDay ?? null,
    columns: file.columns,
    ...(file.isCut ? { cut: true } : {}),
  };
}

/** Evidence of an audit: what was and was not judged, by what, and with which result. */
export function auditManifest(
  start: AuditStart,
  files: readonly AuditFile[],
  problems: readonly Problem[],
  summary: AuditSummary,
  facts: ManifestFacts,
): Json {
  const skipped = summary.rows - summary.judged;
  return {
    type: MANIFEST_TYPE,
    version: 1,
    tool: start.tool,
    ...(facts.createdAt === undefined ? {} : { createdAt: facts.createdAt }),
    commandLine: facts.commandLine.map(visible),
    configuration: facts.configuration,
    keyId: facts.keyId,
    base: facts.base,
    settings: {
      today: start.today,
      mask: start.mask,
      timezone: start.timezone,
      from: start.from ?? null,
      to: start.to ?? null,
      limit: start.limit ?? null,
      sample: start.sample ?? null,
    },
    inputs: files.map(inputJson),
    unread: summary.unread,
    ignored: summary.ignored,
    problems: problems.map(({ file, line, code, reason }) => ({
      file: file ?? null,
      line: line ?? null,
      code,
      reason: reason.zh,
    })),
    moreProblems: summary.problems - problems.length,
    reconciliation: {
      rows: summary.rows,
      judged: summary.judged,
      notJudged: skipped,
      skipped: counts(summary.skipped),
      balanced:
        skipped ===
        Object.values(summary.skipped).reduce((sum, value) => sum + (value?.count ?? 0), 0),
      ...(summary.isPartial ? { partial: true } : {}),
    },
    findings: { ...summary.counts, flagged: summary.flagged },
    outputs: facts.outputs,
  };
}

function textOf(manifest: Json): string {
  return JSON.stringify(manifest, null, 1);
}

function sealOf(manifest: Json, key: string): string {
  return createHmac('sha256', key).update(textOf(manifest)).digest('hex');
}

/** The manifest as a file, with a keyed seal over all of it: who has no key cannot change it unnoticed. */
export function sealManifest(manifest: Json, key: string): string {
  return `${textOf({ ...manifest, seal: sealOf(manifest, key) })}\n`;
}

/** What `verify` needs of a manifest. */
export interface Manifest {
  readonly tool: { readonly version: string; readonly ruleset: string };
  readonly base: string;
  readonly keyId: string;
  readonly inputs: readonly (HashedFile & {
    readonly rows: number;
    readonly judged: number;
    readonly skipped: number;
  })[];
  readonly outputs: readonly HashedFile[];
  readonly rows: number;
  readonly judged: number;
  /** Whether the seal is that of this key. */
  readonly isSealedBy: (key: string) => boolean;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hashed(value: unknown): HashedFile | undefined {
  if (!isObject(value)) return undefined;
  const { file, bytes, sha256 } = value;
  return typeof file === 'string' && typeof bytes === 'number' && typeof sha256 === 'string'
    ? { file, bytes, sha256 }
    : undefined;
}

/** Reads a manifest. Undefined for what is none, or lacks a part that has to be there. */
export function readManifest(text: string): Manifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // No JSON is no manifest.
    return undefined;
  }
  if (!isObject(value) || value['type'] !== MANIFEST_TYPE || value['version'] !== 1)
    return undefined;
  const { seal, ...body } = value;
  const { tool, base, keyId, inputs, outputs, reconciliation } = body;
  if (!isObject(tool) || !Array.isArray(inputs) || !Array.isArray(outputs)) return undefined;
  if (!isObject(reconciliation) || typeof seal !== 'string' || typeof base !== 'string')
    return undefined;
  const number = (part: unknown): number => (typeof part === 'number' ? part : Number.NaN);
  const files = inputs.map((each: unknown) => {
    const file = hashed(each);
    if (file === undefined || !isObject(each)) return undefined;
    const skipped = isObject(each['skipped']) ? Object.values(each['skipped']) : [];
    return {
      ...file,
      rows: number(each['rows']),
      judged: number(each['judged']),
      skipped: skipped.reduce((sum: number, count) => sum + number(count), 0),
    };
  });
  const written = outputs.map(hashed);
  if (files.includes(undefined) || written.includes(undefined)) return undefined;
  return {
    tool: { version: String(tool['version']), ruleset: String(tool['ruleset']) },
    base,
    keyId: String(keyId),
    inputs: files.flatMap((file) => (file === undefined ? [] : [file])),
    outputs: written.flatMap((file) => (file === undefined ? [] : [file])),
    rows: number(reconciliation['rows']),
    judged: number(reconciliation['judged']),
    isSealedBy: (key) => sealOf(body, key) === seal,
  };
}
