import { resolve } from 'node:path';
import { type AuditStart, DIMENSIONS, type Dimension } from '../model/audit.ts';
import type { Shard } from '../node/shard-cut.ts';
import type { Role } from '../readers/meta.ts';
import { parseRole } from '../readers/meta.ts';
import { AUDIT_FORMATS, type AuditFormat } from '../reporters/audit-report.ts';
import {
  type CheckSettings,
  hintFor,
  parseCheckOptions,
  type RawOptions,
  usageError,
} from './options.ts';
import { USAGE } from './phrases.ts';
import { AUDIT } from './phrases-audit.ts';
import { SHARD } from './phrases-shard.ts';

/** As commander hands them over. */
export interface RawAuditOptions extends RawOptions {
  readonly map?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: string;
  readonly sample?: string;
  readonly seed?: string;
  readonly groupBy?: string;
  readonly key?: string;
  readonly memory?: string;
  readonly resume?: string;
  readonly manifest?: string;
  readonly timestamp?: boolean;
  /** false: --no-shortcuts. */
  readonly shortcuts?: boolean;
  readonly shard?: string;
  readonly emit?: string;
}

export interface AuditTarget {
  readonly format: AuditFormat;
  /** As written; undefined: standard output. */
  readonly file: string | undefined;
}

export interface AuditSettings
  extends Pick<AuditStart, 'from' | 'to' | 'limit' | 'sample' | 'groupBy'> {
  readonly check: CheckSettings;
  readonly targets: readonly AuditTarget[];
  /** `role=column`, for the readers. */
  readonly fields: readonly string[] | undefined;
  /** As written. */
  readonly key: string | undefined;
  readonly manifest: string | undefined;
  readonly timestamp: boolean;
  readonly shortcuts: boolean;
  /** As written: the state from which a run goes on. */
  readonly resume: string | undefined;
  /** What counting contacts may take. */
  readonly memoryBytes: number;
  /** Only this part is audited, and written into a file as written. */
  readonly shard?: Shard & { readonly file: string };
  /** Lines to be merged are written, in the place of reports: into a file as written, else to standard output. */
  readonly emit?: { readonly file: string | undefined };
}

const ROLE_NAMES =
  'text, recipient, sentAt, collector, agency, channel, status, overdue, case, name';

function fieldsOf(map: string | undefined): readonly string[] | undefined {
  if (map === undefined) return undefined;
  const fields = map
    .split(/[,，]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (fields.length === 0) throw usageError(AUDIT.badMap(map), AUDIT.someRoles(ROLE_NAMES));
  return fields.map((field) => {
    const equals = field.indexOf('=');
    const role: Role | undefined = equals > 0 ? parseRole(field.slice(0, equals)) : undefined;
    const column = field.slice(equals + 1).trim();
    if (role === undefined || column === '')
      throw usageError(AUDIT.badMap(field), AUDIT.someRoles(ROLE_NAMES));
    return `${role}=${column}`;
  });
}

function dayOf(option: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value)
    throw usageError(AUDIT.badDay(option, value));
  return value;
}

function numberOf(option: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,10}$/.test(value) || Number(value) < least)
    throw usageError(AUDIT.badNumber(option, value, least));
  return Number(value);
}

const MEGABYTE = 1 << 20;
const DEFAULT_MEMORY = 512 * MEGABYTE;
const UNITS: Readonly<Record<string, number>> = { K: 1024, M: MEGABYTE, G: 1024 * MEGABYTE };

/** 512MB, 2g, 800M. */
function bytesOf(value: string | undefined): number {
  if (value === undefined) return DEFAULT_MEMORY;
  const parts = /^(\d{1,6})([KMG])(?:i?B)?$/i.exec(value);
  const bytes = parts ? Number(parts[1]) * UNITS[parts[2]!.toUpperCase()]! : 0;
  if (bytes < MEGABYTE) throw usageError(AUDIT.badMemory(value));
  return bytes;
}

/** More would not fit into memory: they wait until all records have been seen. */
const MAX_SAMPLE = 200_000;

function sampleOf({ sample, seed }: RawAuditOptions): AuditStart['sample'] {
  const records = numberOf('--sample', sample, 1);
  const number = numberOf('--seed', seed, 0);
  if (records === undefined) {
    if (number !== undefined) throw usageError(AUDIT.seedAlone);
    return undefined;
  }
  if (records > MAX_SAMPLE) throw usageError(AUDIT.bigSample(MAX_SAMPLE));
  return { records, seed: number ?? 1 };
}

function dimensionsOf(value: string | undefined): readonly Dimension[] {
  if (value === undefined) return [];
  const names = value
    .split(/[,，]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw usageError(AUDIT.noDimension);
  return [
    ...new Set(
      names.map((name) => {
        const found = DIMENSIONS.find((dimension) => dimension === name.toLowerCase());
        if (found === undefined)
          throw usageError(
            AUDIT.badDimension(name),
            hintFor(name, DIMENSIONS, AUDIT.someDimensions(DIMENSIONS.join(', '))),
          );
        return found;
      }),
    ),
  ];
}

function isAuditFormat(name: string): name is AuditFormat {
  return AUDIT_FORMATS.some((format) => format === name);
}

const MAX_SHARDS = 10_000;

/** A partial result is no report, and no partial result shows what only the whole can. */
function refuseBeside(option: string, raw: RawAuditOptions): void {
  for (const name of ['sample', 'limit', 'manifest', 'format'] as const)
    if (raw[name] !== undefined)
      throw usageError(SHARD.notWith(option, `--${name}`), SHARD.instead(name));
}

function emitOf(raw: RawAuditOptions, file: string | undefined): AuditSettings['emit'] {
  if (raw.emit === undefined) return undefined;
  if (raw.emit !== 'kv') throw usageError(SHARD.badEmit(raw.emit), SHARD.someEmit);
  if (raw.shard !== undefined) throw usageError(SHARD.notWith('--emit', '--shard'), USAGE.seeHelp);
  refuseBeside('--emit', raw);
  return { file };
}

/** `--shard 2/4`: with `-o`, and without what needs the whole or a report. */
function shardOf(raw: RawAuditOptions, file: string | undefined): AuditSettings['shard'] {
  const { shard } = raw;
  if (shard === undefined) return undefined;
  const [, index, of] = /^(\d{1,5})\/(\d{1,5})$/.exec(shard) ?? [];
  const [at, all] = [Number(index), Number(of)];
  if (!(at >= 1 && at <= all && all <= MAX_SHARDS)) throw usageError(SHARD.bad(shard, MAX_SHARDS));
  refuseBeside('--shard', raw);
  if (file === undefined) throw usageError(SHARD.needsOutput, SHARD.output);
  return { index: at, of: all, file };
}

/** Believes or refuses what was written on the command line. Throws CuilintError USAGE. */
export function parseAuditOptions(raw: RawAuditOptions, cwd: string, now: Date): AuditSettings {
  const check = parseCheckOptions({ ...raw, format: raw.format ?? ['stylish'] }, cwd, now);
  const targets = check.targets.map(({ format, file }): AuditTarget => {
    if (!isAuditFormat(format))
      throw usageError(
        AUDIT.badFormat(format),
        AUDIT.someFormats(AUDIT_FORMATS.join(', '), format),
      );
    return { format, file };
  });
  const from = dayOf('--from', raw.from);
  const to = dayOf('--to', raw.to);
  if (from !== undefined && to !== undefined && from > to) throw usageError(AUDIT.fromAfterTo);
  const limit = numberOf('--limit', raw.limit, 1);
  const sample = sampleOf(raw);
  if (limit !== undefined && sample !== undefined)
    throw usageError(AUDIT.limitAndSample, USAGE.seeHelp);
  const { manifest } = raw;
  // What is drawn or cut off is no long run; a part of one is begun again.
  for (const name of ['sample', 'limit', 'shard', 'emit'] as const)
    if (raw.resume !== undefined && raw[name] !== undefined)
      throw usageError(AUDIT.resumeAlone(`--${name}`), AUDIT.leaveOut(`--${name}`));
  const shard = shardOf(raw, targets[0]?.file);
  const emit = emitOf(raw, targets[0]?.file);
  if (raw.timestamp === true && manifest === undefined) throw usageError(AUDIT.timestampAlone);
  if (
    manifest !== undefined &&
    targets.some(({ file }) => file !== undefined && resolve(cwd, file) === resolve(cwd, manifest))
  )
    throw usageError(AUDIT.sameFile(manifest));
  return {
    check,
    targets,
    fields: fieldsOf(raw.map),
    key: raw.key,
    resume: raw.resume,
    memoryBytes: bytesOf(raw.memory),
    manifest: raw.manifest,
    timestamp: raw.timestamp === true,
    shortcuts: raw.shortcuts !== false,
    groupBy: dimensionsOf(raw.groupBy),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(limit === undefined ? {} : { limit }),
    ...(sample === undefined ? {} : { sample }),
    ...(shard === undefined ? {} : { shard }),
    ...(emit === undefined ? {} : { emit }),
  };
}
