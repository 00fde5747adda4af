import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { CheckOptions } from '../engine/check.ts';
import { type ConductSettings, HOME } from '../engine/conduct-plan.ts';
import { createDocumentChecker } from '../engine/script.ts';
import type { ListedSuppression } from '../engine/suppress.ts';
import { CuilintError, type Problem } from '../model/error.ts';
import { CATEGORIES, type Jurisdiction, type Level, type RuleId } from '../model/rule.ts';
import type { OpenBaseline } from '../node/baseline-file.ts';
import type { Changes } from '../node/changes.ts';
import { type Config, lastOf, loadConfig, shownFrom } from '../node/config.ts';
import type { ConfigFile } from '../node/config-file.ts';
import type { Placed } from '../node/config-values.ts';
import { filePatterns } from '../node/file-patterns.ts';
import { createFileSettings, levelsOf, ruleNamesIn } from '../node/file-settings.ts';
import type { FoundFiles } from '../node/files.ts';
import type { FoundConfig } from '../node/find-config.ts';
import { createGate, type Gate } from '../node/gate.ts';
import { isInside } from '../node/read-own-file.ts';
import { readSuppressions } from '../node/suppressions-file.ts';
import { visible } from '../reporters/visible.ts';
import { nearest } from '../rules/nearest.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import type { Io } from './io.ts';
import { type CheckSettings, type RawOptions, ruleIdsNamed, usageError } from './options.ts';
import { GATE } from './phrases-gate.ts';
import type { Services } from './services.ts';

/** What a run is made of beside its command line. */
export interface Plan {
  readonly paths: readonly string[];
  /** What the configuration says filled in where the command line says nothing. */
  readonly raw: RawOptions;
  readonly config?: Config;
  readonly listed?: readonly ListedSuppression[];
  /** The run leaves out nothing that `listed` may speak of. */
  readonly judgesAll?: boolean;
  readonly baseline?: OpenBaseline;
  readonly changes?: Changes;
  /** The built-in rules and the repository's own. */
  readonly ruleset?: Ruleset;
  /** With any of them nothing can be judged as it was asked. */
  readonly problems: readonly Problem[];
}

function withConfig(raw: RawOptions, config: Config): RawOptions {
  const failOn = raw.failOn ?? lastOf(config, (file) => file.failOn)?.value;
  const lang = raw.lang ?? lastOf(config, (file) => file.lang)?.value;
  const jurisdiction =
    raw.jurisdiction ?? lastOf(config, (file) => file.conduct.jurisdiction)?.value;
  const timezone = raw.timezone ?? lastOf(config, (file) => file.conduct.timezone)?.value;
  return {
    ...raw,
    ...(failOn === undefined ? {} : { failOn }),
    ...(lang === undefined ? {} : { lang }),
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...(timezone === undefined ? {} : { timezone }),
  };
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

/**
 * Whose rules of conduct hold, and what the configuration makes of them. Recipients have the clock of
 * `conduct.timezone`, else that of the jurisdiction, whatever zone `--timezone` gives to times without one; in the
 * United States, which have no one clock, it is that of `given`, the zone of `--timezone` if there is one.
 */
export function conductOf(
  config: Config | undefined,
  asked: Jurisdiction | undefined,
  given: string | undefined,
): ConductSettings {
  const last = <T>(read: (file: ConfigFile) => Placed<T> | undefined): T | undefined =>
    config && lastOf(config, read)?.value;
  const jurisdiction = asked ?? last((file) => file.conduct.jurisdiction) ?? 'cn';
  const hours = last((file) => file.conduct.hours);
  // Limits of several files add up: each may set others.
  const limits = Object.assign(
    {},
    ...(config?.layers.map(({ file }) => file.conduct.limits?.value ?? {}) ?? []),
  );
  return {
    jurisdiction,
    timezone:
      last((file) => file.conduct.timezone) ??
      (jurisdiction === 'us' ? given : undefined) ??
      HOME[jurisdiction].timezone,
    ...(hours && { hours: { from: minuteOf(hours.from), to: minuteOf(hours.to) } }),
    limits,
  };
}

/** `include` as paths that the command line could have named. */
function included(config: Config | undefined, cwd: string): readonly string[] {
  const include = config && lastOf(config, (file) => file.include);
  return (include?.value ?? []).map(
    (path) => shownFrom(cwd, resolve(include!.folder, path)) || '.',
  );
}

/** Whether these paths hold all that is judged without any: the `include`, else the folder of the suppressions. */
function isEverything(
  paths: readonly string[],
  config: Config | undefined,
  where: FoundConfig,
  cwd: string,
): boolean {
  const include = included(config, cwd);
  const all = include.length > 0 ? include : [dirname(where.suppressions ?? where.root)];
  const judged = paths.map((path) => resolve(cwd, path));
  return all.every((path) => judged.some((each) => isInside(each, resolve(cwd, path))));
}

function baselinePath(
  raw: RawOptions,
  config: Config | undefined,
  cwd: string,
): string | undefined {
  if (raw.baseline !== undefined) return resolve(cwd, raw.baseline);
  const written = config && lastOf(config, (file) => file.baseline);
  return written && resolve(written.folder, written.value);
}

/** What is wanted of the baseline: a run uses one, the commands of it write one. */
export type BaselineUse = 'use' | 'ignore' | 'create' | 'update';

export const BASELINE_NAME = 'cuilint.baseline.jsonl';

function refuseOverwriting(baseline: OpenBaseline): void {
  if (baseline.isNew) return;
  throw new CuilintError('USAGE', GATE.baselineExists(baseline.shown), { hint: GATE.useUpdate });
}

/**
 * Reads configuration, suppressions, baseline and changes as far as `raw` and the disk ask for them.
 * Throws CuilintError for an option that cannot be followed (no such revision) and for a baseline that is
 * broken, missing, or to be created and there.
 */
export async function makePlan(
  paths: readonly string[],
  raw: RawOptions,
  io: Io,
  where: FoundConfig,
  use: BaselineUse = 'use',
  dictionaries?: string,
): Promise<Plan> {
  const { cwd } = io;
  const problems: Problem[] = [];
  const named = typeof raw.config === 'string' ? resolve(cwd, raw.config) : undefined;
  const path = raw.config === false ? undefined : (named ?? where.config);
  let config: Config | undefined;
  if (path !== undefined) {
    const loaded = loadConfig(path, { cwd, root: where.root, isNamed: named !== undefined });
    problems.push(...loaded.problems);
    config = loaded.config;
  }
  let listed: readonly ListedSuppression[] | undefined;
  if (raw.inlineConfig !== false && where.suppressions !== undefined) {
    const read = readSuppressions(where.suppressions, { cwd, root: where.root });
    problems.push(...read.problems);
    listed = read.list;
  }
  let ruleset: Ruleset | undefined;
  if (problems.length === 0 && config?.layers.some(({ file }) => file.dictionaries.length > 0)) {
    const { loadOwnRuleset } = await import('../node/own-dictionaries.ts');
    const loaded = loadOwnRuleset(config, cwd, dictionaries);
    problems.push(...loaded.problems);
    ruleset = loaded.ruleset;
  }
  const isDiff = raw.since !== undefined || raw.staged === true || raw.changed === true;
  const asked = paths.length > 0 ? paths : included(config, cwd);
  const judged = asked.length === 0 && isDiff ? ['.'] : asked;
  let changes: Changes | undefined;
  if (isDiff) {
    if ([raw.since !== undefined, raw.staged, raw.changed].filter((on) => on === true).length > 1)
      throw usageError(GATE.oneDiff);
    const { readChanges } = await import('../node/changes.ts');
    changes = readChanges(cwd, raw);
  }
  const written = use === 'ignore' ? undefined : baselinePath(raw, config, cwd);
  const file =
    written ?? (use === 'use' || use === 'ignore' ? undefined : join(cwd, BASELINE_NAME));
  let baseline: OpenBaseline | undefined;
  if (file !== undefined && problems.length === 0) {
    const { openBaseline } = await import('../node/baseline-file.ts');
    baseline = openBaseline(file, shownFrom(cwd, file), {
      root: raw.baseline === undefined ? where.root : null,
      mustExist: use !== 'create',
    });
    if (use === 'create') refuseOverwriting(baseline);
  }
  const known =
    use === 'update' && paths.length === 0 && baseline !== undefined
      ? pathsOf(baseline).map((path) => shownFrom(cwd, path) || '.')
      : judged;
  return {
    paths: known,
    raw: config === undefined ? raw : withConfig(raw, config),
    ...(config && { config }),
    ...(listed && { listed, judgesAll: isEverything(known, config, where, cwd) }),
    ...(baseline && { baseline }),
    ...(changes && { changes }),
    ...(ruleset && { ruleset }),
    problems,
  };
}

/** Absolute paths of what a baseline was written of. */
function pathsOf({ path, baseline }: OpenBaseline): readonly string[] {
  return baseline.paths.map((each) => resolve(dirname(path), each));
}

/** Whether a run over the plan's paths judges all that its baseline was written of. */
function holdsBaseline(plan: Plan, baseline: OpenBaseline, cwd: string): boolean {
  const judged = plan.paths.map((path) => resolve(cwd, path));
  return pathsOf(baseline).every((path) => judged.some((each) => isInside(each, path)));
}

/**
 * What the baseline was written of, where the run judges less of it: old findings there have their numbers before a copy
 * of one of them, which would be old itself otherwise. Empty for a text from standard input: it may be any of the files.
 */
export function baselineBeyond(plan: Plan, cwd: string): readonly string[] {
  const { baseline, paths } = plan;
  if (baseline === undefined || baseline.baseline.entries.size === 0 || paths.includes('-'))
    return [];
  if (holdsBaseline(plan, baseline, cwd)) return [];
  return pathsOf(baseline).map((path) => shownFrom(cwd, path) || '.');
}

/**
 * Entries of the baseline that a whole run has not met, sorted; empty where it judged less than the baseline
 * was written of, so that nothing can be said. `met` are fingerprints.
 */
export function staleEntries(
  plan: Plan,
  met: ReadonlySet<string>,
  inactive: ReadonlySet<RuleId>,
  cwd: string,
): readonly (readonly [fingerprint: string, rule: RuleId])[] {
  const { baseline, changes } = plan;
  if (baseline === undefined || changes !== undefined) return [];
  if (!holdsBaseline(plan, baseline, cwd)) return [];
  return [...baseline.baseline.entries]
    .filter(([fingerprint, rule]) => !met.has(fingerprint) && !inactive.has(rule))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * The services with the rules of the repository's own dictionaries among the built-in ones. Throws the first
 * mistake of the configuration or of a dictionary as CuilintError.
 */
export async function withOwnRules(
  services: Services,
  io: Io,
  where: FoundConfig,
): Promise<Services> {
  if (where.config === undefined) return services;
  const { config, problems } = loadConfig(where.config, { cwd: io.cwd, root: where.root });
  if (config.layers.every(({ file }) => file.dictionaries.length === 0)) return services;
  const { loadOwnRuleset } = await import('../node/own-dictionaries.ts');
  const loaded = loadOwnRuleset(config, io.cwd);
  const [first] = [...problems, ...loaded.problems];
  if (first !== undefined) {
    const { code, reason, hint, file, line, column } = first;
    const at = {
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    };
    throw new CuilintError(code, reason, { at, ...(hint === undefined ? {} : { hint }) });
  }
  return { ...services, loadRuleset: () => loaded.ruleset };
}

/** Names of rules in the configuration that no rule has, each with its place and the nearest name. */
export function unknownRules(config: Config | undefined, ruleset: Ruleset): readonly Problem[] {
  if (config === undefined) return [];
  const known = [...ruleset.rules.flatMap(({ id, aliases }) => [id, ...aliases]), ...CATEGORIES];
  return ruleNamesIn(config).flatMap(({ name, place }): Problem[] => {
    const isKnown = CATEGORIES.some((category) => category === name);
    if (isKnown || ruleIdsNamed(ruleset, name).length > 0) return [];
    const near = nearest(name, known);
    return [
      {
        type: 'problem',
        code: 'CONFIG_INVALID',
        ...place,
        reason: GATE.unknownRule(name),
        hint: near === undefined ? GATE.seeRules : GATE.didYouMean(near),
      },
    ];
  });
}

/** Levels that the configuration gives to rules for every file. */
export function generalLevels(plan: Plan, ruleset: Ruleset): ReadonlyMap<RuleId, Level> {
  const levels = new Map<RuleId, Level>();
  if (plan.config === undefined) return levels;
  const layers = plan.config.layers.map(({ file, folder }) => ({
    file: { ...file, overrides: [] },
    folder,
  }));
  const settings = createFileSettings({ ...plan.config, layers }, (name) =>
    ruleIdsNamed(ruleset, name),
  )('');
  for (const [id, { value }] of levelsOf(settings, '1'.repeat(settings.steps.length)))
    levels.set(id, value);
  return levels;
}

/** The gate of a run: `check` as the command line has it. */
export function gateOf(
  plan: Plan | undefined,
  ruleset: Ruleset,
  check: CheckOptions,
  settings: CheckSettings,
  services: Services,
  io: Io,
): Gate {
  return createGate({
    ruleset,
    check,
    cwd: io.cwd,
    createChecker: services.createChecker,
    createDocumentChecker,
    names: (name) => ruleIdsNamed(ruleset, name),
    readsInline: plan?.raw.inlineConfig !== false,
    ...(settings.fields && { fields: settings.fields }),
    ...(plan?.config && { config: plan.config }),
    ...(plan?.listed && { listed: plan.listed }),
    ...(plan?.judgesAll && { judgesAll: true }),
    ...(plan?.baseline && { baseline: plan.baseline.baseline }),
    ...(plan?.changes && { touched: plan.changes.touched }),
  });
}

/** Without what the configuration ignores. */
export function narrowed(found: FoundFiles, plan: Plan, cwd: string): FoundFiles {
  const rules = (plan.config?.layers ?? []).flatMap(({ file, folder }) =>
    file.ignores === undefined ? [] : [filePatterns(folder, file.ignores.value)],
  );
  let count = 0;
  const sources = found.sources.filter(({ id }) => {
    const isLeftOut = id !== '-' && rules.some((ignores) => ignores(resolve(cwd, id)));
    if (isLeftOut) count += 1;
    return !isLeftOut;
  });
  const ignored = count === 0 ? found.ignored : { ...found.ignored, ignores: count };
  const isEmptied = sources.length === 0 && found.sources.some(({ isNamed }) => !isNamed);
  const problems = isEmptied
    ? [
        ...found.problems,
        { type: 'problem' as const, code: 'INPUT_EMPTY' as const, reason: GATE.allIgnored },
      ]
    : found.problems;
  return { ...found, sources, problems, ignored };
}

/** The same run over what was not touched. */
export function overUntouched(plan: Plan): Plan {
  const { changes } = plan;
  if (changes === undefined) return plan;
  const touched: Changes['touched'] = (file) => {
    const isTouched = changes.touched(file);
    return (segment) => !isTouched(segment);
  };
  return { ...plan, changes: { ...changes, touched } };
}

/** Tells of entries that nothing answers to any more. */
export function staleNotice(
  { shown }: OpenBaseline,
  count: number,
  entries: readonly string[],
  lang: 'zh' | 'en',
): string {
  const more = count > entries.length ? ', …' : '';
  const reason = `${GATE.stale(count, shown)[lang]}: ${entries.join(', ')}${more}`;
  const hint = lang === 'zh' ? `（${GATE.prune.zh}）` : ` (${GATE.prune.en})`;
  return visible(`${GATE.note[lang]}: ${reason}${hint}`);
}

/** Paths as a baseline keeps them: relative to its folder. */
export function baselinePaths(paths: readonly string[], folder: string, cwd: string): string[] {
  return paths.map((path) => {
    const way = relative(folder, resolve(cwd, path)).replaceAll('\\', '/');
    return way === '' ? '.' : isAbsolute(way) ? path : way;
  });
}
