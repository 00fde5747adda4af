import { resolve } from 'node:path';
import { HOME } from '../engine/conduct-plan.ts';
import { META_RULE_IDS } from '../engine/meta-rules.ts';
import type { MaskMode } from '../engine/redact.ts';
import { CuilintError, type Message } from '../model/error.ts';
import {
  CATEGORIES,
  type Category,
  type Jurisdiction,
  type Level,
  type Profile,
  type RuleId,
  type Severity,
} from '../model/rule.ts';
import type { Kind } from '../model/segment.ts';
import type { EncodingName } from '../model/source.ts';
import { FORMATS, isBinary, isReportFormat, type ReportFormat } from '../reporters/registry.ts';
import { nearest } from '../rules/nearest.ts';
import { JURISDICTIONS } from '../rules/parse-names.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { parseEncodingName } from '../text/decode.ts';
import { type Language, USAGE } from './phrases.ts';
import { DAILY } from './phrases-daily.ts';
import { OFFICE } from './phrases-office.ts';

/** As commander hands them over: text, not yet believed. */
export interface RawOptions {
  readonly format?: readonly string[];
  readonly output?: string;
  readonly failOn?: string;
  readonly maxWarnings?: string;
  readonly kind?: string;
  readonly fields?: readonly string[];
  readonly encoding?: string;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly rule?: readonly string[];
  readonly profile?: string;
  readonly vars?: string;
  readonly jurisdiction?: string;
  readonly timezone?: string;
  readonly today?: string;
  readonly mask?: string;
  readonly stdinFilename?: string;
  readonly filesFrom?: readonly string[];
  readonly annotate?: string;
  readonly fix?: boolean;
  readonly fixDryRun?: boolean;
  readonly watch?: boolean;
  readonly cache?: boolean;
  readonly cacheLocation?: string;
  readonly concurrency?: string;
  readonly quiet?: boolean;
  readonly statistics?: boolean;
  readonly maxFindings?: string;
  readonly lang?: string;
  readonly color?: boolean;
  readonly debug?: boolean;
  /** false: --no-config. */
  readonly config?: string | false;
  /** false: --no-inline-config. */
  readonly inlineConfig?: boolean;
  readonly reportSuppressed?: boolean;
  readonly baseline?: string;
  readonly since?: string;
  readonly staged?: boolean;
  readonly changed?: boolean;
}

export interface ReportTarget {
  readonly format: ReportFormat;
  /** As written; undefined: standard output. */
  readonly file: string | undefined;
}

export interface CheckSettings {
  readonly targets: readonly ReportTarget[];
  readonly failOn: Severity | 'never';
  readonly maxWarnings: number;
  readonly maxFindings: number;
  readonly kind: Kind | undefined;
  readonly fields: readonly string[] | undefined;
  readonly encoding: EncodingName | undefined;
  readonly profile: Profile | undefined;
  readonly jurisdiction: Jurisdiction | undefined;
  /** As written. */
  readonly vars: string | undefined;
  readonly timezone: string;
  readonly today: string;
  readonly mask: MaskMode;
  readonly stdinFilename: string | undefined;
  /** As written. */
  readonly cache: string | undefined;
  /** Threads that judge. */
  readonly concurrency: number | 'auto';
  readonly isQuiet: boolean;
  readonly statistics: boolean;
  /** Suppressed and baselined findings are shown as well. */
  readonly showsKnown: boolean;
  readonly lang: Language;
  /** undefined: as the terminal wants it. */
  readonly color: boolean | undefined;
}

const KINDS: readonly Kind[] = ['sms', 'script', 'log'];
const MASKS: readonly MaskMode[] = ['full', 'partial', 'none'];
const LANGUAGES: readonly Language[] = ['zh', 'en'];
const FAIL_LEVELS: readonly (Severity | 'never')[] = ['error', 'warning', 'info', 'never'];
const LEVELS: readonly Level[] = ['off', 'info', 'warning', 'error'];
const PROFILES: readonly Profile[] = [
  'bank',
  'consumer-finance',
  'micro-loan',
  'agency',
  'law-firm',
  'property-fee',
  'utility',
  'telecom',
  'court',
  'police',
];
/** Closed sets of values, for who lists them. */
export const CHOICES: {
  readonly kinds: readonly Kind[];
  readonly masks: readonly MaskMode[];
  readonly languages: readonly Language[];
  readonly failLevels: readonly (Severity | 'never')[];
  readonly levels: readonly Level[];
  readonly profiles: readonly Profile[];
} = {
  kinds: KINDS,
  masks: MASKS,
  languages: LANGUAGES,
  failLevels: FAIL_LEVELS,
  levels: LEVELS,
  profiles: PROFILES,
};
/** Left out when walking (node/files.ts). */
export const DEFAULT_CACHE = '.cuilintcache';
const DEFAULT_ZONE = 'Asia/Shanghai';
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** A wrong command line. */
export function usageError(reason: Message, hint: Message = USAGE.seeHelp): CuilintError {
  return new CuilintError('USAGE', reason, { hint });
}

function badValue(option: string, value: string, allowed: Message): CuilintError {
  return new CuilintError('USAGE', {
    zh: USAGE.badValue(option, value, allowed.zh).zh,
    en: USAGE.badValue(option, value, allowed.en).en,
  });
}

/** A hint with the nearest of the names, or the general one. */
export function hintFor(name: string, candidates: Iterable<string>, otherwise: Message): Message {
  const near = nearest(name, candidates);
  return near === undefined ? otherwise : USAGE.didYouMean(near);
}

function oneOf<Value extends string>(
  option: string,
  value: string,
  allowed: readonly Value[],
): Value {
  const found = allowed.find((candidate) => candidate === value.trim().toLowerCase());
  if (found !== undefined) return found;
  const list = allowed.join('、');
  const near = nearest(value, allowed);
  const error = badValue(option, value, { zh: `${list} 之一`, en: `one of ${allowed.join(', ')}` });
  return fail(
    near === undefined
      ? error
      : new CuilintError('USAGE', error.reason, { hint: USAGE.didYouMean(near) }),
  );
}

function fail(error: CuilintError): never {
  throw error;
}

function wholeNumber(option: string, value: string | undefined): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\d{1,15}$/.test(value)) throw badValue(option, value, USAGE.aWholeNumber);
  return Number(value);
}

/** ISO date; throws for a day that the calendar does not have. */
function dayOf(value: string): string {
  const time = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value) {
    throw badValue('--today', value, USAGE.aDay);
  }
  return value;
}

function zoneOf(value: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    // Intl tells an unknown zone by a RangeError and nothing else.
    throw badValue('--timezone', value, USAGE.aZone);
  }
}

/** The day that it is in a zone. Intl takes 4 ms to load: the usual zone does without. */
function dayIn(zone: string, now: Date): string {
  if (zone === DEFAULT_ZONE)
    return new Date(now.getTime() + CHINA_OFFSET_MS).toISOString().slice(0, 10);
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(now);
}

function splitNames(option: string, value: string): readonly string[] {
  const names = value
    .split(/[,，]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw badValue(option, value, USAGE.names);
  return names;
}

function encodingOf(value: string): EncodingName {
  const encoding = parseEncodingName(value);
  if (encoding === undefined) throw badValue('--encoding', value, USAGE.anEncoding);
  return encoding;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** In a step of GitHub Actions annotations, unless a report was asked for. */
function defaultFormat(raw: RawOptions, env: Environment): ReportFormat {
  return env['GITHUB_ACTIONS'] === 'true' && raw.output === undefined ? 'github' : 'stylish';
}

function targetsOf(raw: RawOptions, cwd: string, env: Environment): readonly ReportTarget[] {
  // Standard output has the diff.
  const isDiff = raw.fixDryRun === true && raw.output === undefined;
  const given = raw.format ?? (isDiff ? [] : [defaultFormat(raw, env)]);
  const parsed = given.map((text): ReportTarget => {
    const colon = text.indexOf(':');
    const name = colon < 0 ? text : text.slice(0, colon);
    const file = colon < 0 ? undefined : text.slice(colon + 1);
    if (!isReportFormat(name)) return { format: oneOf('--format', name, FORMATS), file };
    if (file === '') throw badValue('--format', text, { zh: '格式:文件', en: 'FORMAT:FILE' });
    return { format: name, file };
  });
  const open = parsed.filter(({ file }) => file === undefined);
  if (isDiff && open.length > 0) throw usageError(DAILY.diffIsReport);
  if (open.length > 1) throw usageError(USAGE.twoFormats);
  if (raw.output !== undefined && open.length === 0) throw usageError(USAGE.outputUnused);
  const toStdout = raw.output === undefined || raw.output === '-';
  const targets = parsed.map(({ format, file }) => ({
    format,
    file: file ?? (toStdout ? undefined : raw.output),
  }));
  const seen = new Set<string>();
  for (const { format, file } of targets) {
    if (file === undefined && isBinary(format)) throw usageError(OFFICE.needsFile(format));
    if (file === undefined) continue;
    const path = resolve(cwd, file);
    if (seen.has(path)) throw usageError(USAGE.sameFile(file));
    seen.add(path);
  }
  return targets;
}

function concurrencyOf(value: string): number | 'auto' {
  if (value === 'auto') return value;
  if (!/^[1-9]\d{0,2}$/.test(value))
    throw badValue('--concurrency', value, { zh: '1 到 999 或 auto', en: '1 to 999 or auto' });
  return Number(value);
}

/** Believes or refuses what was written on the command line. Throws CuilintError USAGE. */
export function parseCheckOptions(
  raw: RawOptions,
  cwd: string,
  now: Date,
  env: Environment = {},
): CheckSettings {
  const jurisdiction =
    raw.jurisdiction === undefined
      ? undefined
      : oneOf('--jurisdiction', raw.jurisdiction, JURISDICTIONS);
  const timezone =
    raw.timezone === undefined ? HOME[jurisdiction ?? 'cn'].timezone : zoneOf(raw.timezone);
  return {
    targets: targetsOf(raw, cwd, env),
    failOn: raw.failOn === undefined ? 'error' : oneOf('--fail-on', raw.failOn, FAIL_LEVELS),
    maxWarnings: wholeNumber('--max-warnings', raw.maxWarnings),
    maxFindings: wholeNumber('--max-findings', raw.maxFindings),
    kind: raw.kind === undefined ? undefined : oneOf('--kind', raw.kind, KINDS),
    fields: raw.fields?.flatMap((names) => splitNames('--fields', names)),
    encoding: raw.encoding === undefined ? undefined : encodingOf(raw.encoding),
    profile: raw.profile === undefined ? undefined : oneOf('--profile', raw.profile, PROFILES),
    vars: raw.vars,
    jurisdiction,
    timezone,
    today: raw.today === undefined ? dayIn(timezone, now) : dayOf(raw.today),
    mask: raw.mask === undefined ? 'partial' : oneOf('--mask', raw.mask, MASKS),
    stdinFilename: raw.stdinFilename,
    cache: raw.cacheLocation ?? (raw.cache === true ? DEFAULT_CACHE : undefined),
    concurrency: concurrencyOf(raw.concurrency ?? 'auto'),
    isQuiet: raw.quiet === true,
    statistics: raw.statistics === true,
    showsKnown: raw.reportSuppressed === true,
    lang: parseLanguage(raw.lang),
    color: raw.color,
  };
}

export function parseLanguage(value: string | undefined): Language {
  return value === undefined ? 'zh' : oneOf('--lang', value, LANGUAGES);
}

function isCategory(name: string): name is Category {
  return CATEGORIES.some((category) => category === name);
}

/** Ids of the rules that a name means: a rule, an old id of one, or a category. Throws for an unknown name. */
export function rulesNamed(ruleset: Ruleset, name: string): readonly RuleId[] {
  if (isCategory(name))
    return ruleset.rules.filter(({ category }) => category === name).map(({ id }) => id);
  const rule = ruleset.rules.find(({ id, aliases }) => id === name || aliases.includes(name));
  if (rule !== undefined) return [rule.id];
  const known = [...ruleset.rules.flatMap(({ id, aliases }) => [id, ...aliases]), ...CATEGORIES];
  throw usageError(USAGE.unknownRule(name), hintFor(name, known, USAGE.seeRules));
}

/**
 * Ids of the rules that a name means, those of the category meta too, which are no rules of the ruleset.
 * Empty for an unknown name and for a category without rules.
 */
export function ruleIdsNamed(ruleset: Ruleset, name: string): readonly RuleId[] {
  const meta = META_RULE_IDS.filter((id) => id === name || name === 'meta');
  const rules = ruleset.rules.filter(
    ({ id, category, aliases }) => id === name || category === name || aliases.includes(name),
  );
  return [...rules.map(({ id }) => id), ...meta];
}

function idsOrThrow(ruleset: Ruleset, name: string): readonly RuleId[] {
  const ids = ruleIdsNamed(ruleset, name);
  return ids.length > 0 ? ids : rulesNamed(ruleset, name);
}

function named(
  ruleset: Ruleset,
  option: string,
  values: readonly string[] | undefined,
): ReadonlySet<RuleId> | undefined {
  if (values === undefined) return undefined;
  return new Set(
    values
      .flatMap((value) => splitNames(option, value))
      .flatMap((name) => idsOrThrow(ruleset, name)),
  );
}

/** What `--only`, `--skip` and `--rule` make of a ruleset. Retired rules are off unless a level is set. */
export function chooseRules(
  ruleset: Ruleset,
  raw: RawOptions,
): { readonly levels: ReadonlyMap<RuleId, Level>; readonly inactive: ReadonlySet<RuleId> } {
  const only = named(ruleset, '--only', raw.only);
  const skip = named(ruleset, '--skip', raw.skip);
  const levels = new Map<RuleId, Level>();
  for (const value of (raw.rule ?? []).flatMap((text) => splitNames('--rule', text))) {
    const equals = value.lastIndexOf('=');
    if (equals < 1) throw badValue('--rule', value, USAGE.aRuleLevel);
    const level = oneOf('--rule', value.slice(equals + 1), LEVELS);
    for (const id of idsOrThrow(ruleset, value.slice(0, equals))) levels.set(id, level);
  }
  const inactive = new Set<RuleId>();
  const meta = META_RULE_IDS.map((id) => ({ id, status: 'stable' }));
  for (const { id, status } of [...ruleset.rules, ...meta]) {
    const isOff = levels.get(id) === 'off' || (status === 'retired' && !levels.has(id));
    if (isOff || skip?.has(id) || (only !== undefined && !only.has(id))) inactive.add(id);
  }
  return { levels, inactive };
}
