import { resolve } from 'node:path';
import type { CheckOptions } from '../engine/check.ts';
import { mayHoldDirective } from '../engine/directives.ts';
import { BUILT_IN_KEY, numberFingerprints } from '../engine/fingerprint.ts';
import { createDocumentChecker } from '../engine/script.ts';
import { createNameReader } from '../engine/template.ts';
import type { Problem } from '../model/error.ts';
import type { Level, RuleId } from '../model/rule.ts';
import type { RunEvent, RunStart } from '../model/run-event.ts';
import { createFieldWatch } from '../node/field-watch.ts';
import { type FoundFiles, findFiles } from '../node/files.ts';
import { type FoundConfig, findConfig } from '../node/find-config.ts';
import type { FixCollector } from '../node/fixes.ts';
import type { Gate } from '../node/gate.ts';
import { type LintOptions, lintTogether, oneByOne } from '../node/lint.ts';
import type { Memory, OpenCache } from '../node/result-cache.ts';
import type { VariableFile } from '../node/variables.ts';
import { type FormatNeeds, needsOf } from '../reporters/registry.ts';
import { visible } from '../reporters/visible.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { createNormalizer } from '../text/normalize.ts';
import type { Io } from './io.ts';
import {
  type CheckSettings,
  chooseRules,
  parseCheckOptions,
  type RawOptions,
  usageError,
} from './options.ts';
import { RUN, USAGE } from './phrases.ts';
import type { BaselineUse, Plan } from './plan.ts';
import { endingNotice, refuseOwnInput, refuseReviewed } from './report-files.ts';
import type { Services } from './services.ts';

/** Everything that is settled before the first file is read. */
export interface PreparedRun {
  readonly settings: CheckSettings;
  /** What was asked for: by the command line, a list of files or the configuration. */
  readonly paths: readonly string[];
  /** Absent where nothing but the command line speaks. */
  readonly plan: Plan | undefined;
  /** With any of them there is nothing to run. */
  readonly problems: readonly Problem[];
  readonly ruleset: Ruleset;
  readonly levels: ReadonlyMap<RuleId, Level>;
  readonly inactive: ReadonlySet<RuleId>;
  /** Rules whose findings do not decide. */
  readonly preview: ReadonlySet<RuleId>;
  readonly needs: FormatNeeds;
  readonly found: FoundFiles;
  /** Before `lint`: what is known of texts is used, and what is learned is kept. */
  remember(memory: Memory): Promise<void>;
  /** To be called once, or `lintTogether` in its place. */
  lint(fixes?: FixCollector): AsyncGenerator<RunEvent, void, undefined>;
  lintTogether(fixes?: FixCollector): AsyncGenerator<readonly RunEvent[], void, undefined>;
  /** Whether word borders had to do without a dictionary; known when the run is over. */
  lacksTokenizer(): boolean;
  /** What else is to be said on standard error, when the run is over. */
  notices(): readonly string[];
}

async function findSources(
  paths: readonly string[],
  listed: ReadonlySet<string>,
  settings: CheckSettings,
  plan: Plan | undefined,
  io: Io,
): Promise<FoundFiles> {
  const { stdinFilename, targets } = settings;
  const cache = settings.cache === undefined ? undefined : resolve(io.cwd, settings.cache);
  // A file of somebody else in the place of the cache stays what it is, and is judged.
  const isCache =
    cache !== undefined && !(await import('../node/result-cache.ts')).isForeign(cache);
  const own = plan?.baseline === undefined ? [] : [plan.baseline.path];
  const found = await findFiles(paths, {
    cwd: io.cwd,
    listed,
    leaveOut: [
      ...(isCache ? [cache] : []),
      ...targets.flatMap(({ file }) => (file === undefined ? [] : [resolve(io.cwd, file)])),
      ...own,
    ],
    stdin: { read: io.stdin.read, ...(stdinFilename === undefined ? {} : { name: stdinFilename }) },
  });
  const outputs = targets.map(({ file }) => file);
  await refuseOwnInput(found, outputs, io.cwd);
  await refuseReviewed(outputs, io.cwd);
  return found;
}

/** Collects the names of all placeholders, to say in the end which variables nobody uses. */
function watchVariables(
  file: VariableFile,
  unknownIn: (file: VariableFile, seen: ReadonlySet<string>) => readonly Problem[],
  ruleset: Ruleset,
): NonNullable<LintOptions['variables']> {
  const seen = new Set<string>();
  const namesIn = createNameReader(createNormalizer(ruleset.variants));
  return {
    see: (text) => {
      for (const name of namesIn(text)) seen.add(name);
    },
    unknown: () => unknownIn(file, seen),
  };
}

/** Said once, at the end of a run that had no dictionary of words. */
export const NO_TOKENIZER: Problem = {
  type: 'problem',
  code: 'ENGINE_LIMIT',
  reason: RUN.noTokenizer,
  hint: RUN.runBuild,
};

const MAX_STALE_SHOWN = 5;

/** Notes which entries of the baseline a run meets, and whether it could judge everything. */
async function* watched(
  run: AsyncIterable<readonly RunEvent[]>,
  met: Set<string>,
  wasWhole: { value: boolean },
): AsyncGenerator<readonly RunEvent[], void, undefined> {
  for await (const events of run) {
    for (const event of events) {
      if (event.type === 'finding') met.add(event.fingerprint);
      else if (event.type === 'problem') wasWhole.value = false;
    }
    yield events;
  }
}

/**
 * What is untouched has been counted before what was touched, though nobody is told of it: otherwise a copy of
 * an old finding would take its number and be old itself.
 */
async function* behind(
  first: AsyncIterable<readonly RunEvent[]>,
  run: AsyncGenerator<readonly RunEvent[], void, undefined>,
): AsyncGenerator<readonly RunEvent[], void, undefined> {
  for await (const _ of first);
  yield* run;
}

/** All files but those judged, which may have been named by other paths. */
function without(all: FoundFiles, judged: FoundFiles, cwd: string): FoundFiles['sources'] {
  const own = new Set(judged.sources.map(({ id }) => resolve(cwd, id)));
  return all.sources.filter(({ id }) => !own.has(resolve(cwd, id)));
}

/** All files, the changed ones with the text that is judged (that of the index). */
function withoutChanged(all: FoundFiles, changed: FoundFiles, cwd: string): FoundFiles['sources'] {
  const sources = [...without(all, changed, cwd), ...changed.sources];
  return sources.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

const NO_FILES: FoundFiles = { sources: [], problems: [], ignored: {} };

/** What a report has to say of the rules so that it can be rendered again. */
function choiceOf(
  ruleset: Ruleset,
  inactive: ReadonlySet<RuleId>,
  levels: ReadonlyMap<RuleId, Level>,
  isStrict: boolean,
): Pick<RunStart, 'rules'> {
  const retired = new Set(
    ruleset.rules.filter(({ status }) => status === 'retired').map(({ id }) => id),
  );
  const off = [...inactive].filter((id) => !retired.has(id)).sort();
  if (off.length === 0 && levels.size === 0 && !isStrict) return {};
  const set = Object.fromEntries([...levels].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { rules: { off, levels: set, ...(isStrict ? { strict: true } : {}) } };
}

function asksForPlan(raw: RawOptions, where: FoundConfig): boolean {
  return (
    (raw.config !== false && where.config !== undefined) ||
    (raw.inlineConfig !== false && where.suppressions !== undefined) ||
    typeof raw.config === 'string' ||
    raw.baseline !== undefined ||
    raw.jurisdiction !== undefined ||
    raw.since !== undefined ||
    raw.staged === true ||
    raw.changed === true
  );
}

/**
 * Reads options, configuration, rules and what else a run depends on, and finds its files. What is wrong
 * with the configuration is in `problems`; a wrong option, a missing revision and a broken baseline throw
 * CuilintError. Without any of these files no code for them is loaded.
 */
export async function prepareRun(
  named: readonly string[],
  given: RawOptions,
  io: Io,
  services: Services,
  version: string,
  use: BaselineUse = 'use',
  memory?: Memory,
  narrow?: (found: FoundFiles) => FoundFiles,
): Promise<PreparedRun> {
  const { filesFrom } = given;
  const listed =
    filesFrom === undefined
      ? []
      : await (await import('./files-from.ts')).readPaths(filesFrom, named, io);
  const paths = [...named, ...listed];
  const where = findConfig(io.cwd);
  const planner =
    use !== 'use' || asksForPlan(given, where) ? await import('./plan.ts') : undefined;
  const plan = await planner?.makePlan(paths, given, io, where, use, services.dictionaries);
  const raw = plan?.raw ?? given;
  const judged = plan?.paths ?? paths;
  const settings = parseCheckOptions(raw, io.cwd, io.now(), io.env);
  const needs = needsOf(settings.targets.map(({ format }) => format));
  const ruleset = plan?.ruleset ?? services.loadRuleset(needs.rules ? { pages: true } : {});
  const { levels, inactive } = chooseRules(ruleset, raw);
  const problems = [
    ...(plan?.problems ?? []),
    ...(planner?.unknownRules(plan?.config, ruleset) ?? []),
  ];
  if (problems.length === 0 && judged.length === 0) throw usageError(USAGE.noPath);
  const { lang, mask, today } = settings;
  let hasNoTokenizer = false;
  // Its parser takes 20 ms to load.
  const loader = settings.vars === undefined ? undefined : await import('../node/variables.ts');
  const variables = loader?.readVariables(resolve(io.cwd, settings.vars!), settings.vars!);
  const key = plan?.baseline?.baseline.key ?? BUILT_IN_KEY;
  const checkOptions: CheckOptions = {
    lang,
    mask,
    today,
    key,
    levels,
    inactive,
    ...(variables === undefined ? {} : { listed: variables.values }),
    ...(settings.profile === undefined ? {} : { profile: settings.profile }),
    ...(settings.kind === undefined ? {} : { kind: settings.kind }),
    ...(planner && {
      conduct: planner.conductOf(plan?.config, settings.jurisdiction, raw.timezone),
    }),
    tokenizer: () => {
      const tokenizer = services.tokenizer();
      hasNoTokenizer ||= tokenizer === null;
      return tokenizer;
    },
  };
  const checker = services.createChecker(ruleset, checkOptions);
  const effective =
    planner === undefined ? levels : new Map([...planner.generalLevels(plan!, ruleset), ...levels]);
  const isStrict = plan?.config?.strict !== undefined;
  const start: RunStart = {
    type: 'start',
    tool: { name: 'cuilint', version, ruleset: ruleset.hash },
    today,
    mask,
    ...choiceOf(ruleset, inactive, effective, isStrict),
  };
  const all =
    problems.length > 0 ? NO_FILES : await findSources(judged, new Set(listed), settings, plan, io);
  const left = plan === undefined ? all : planner!.narrowed(all, plan, io.cwd);
  const changed = plan?.changes === undefined ? left : plan.changes.narrow(left, judged);
  const found = narrow?.(changed) ?? changed;
  // Not for who narrows a run to one document: an editor asks at every pause.
  const isGate = plan !== undefined && use === 'use' && narrow === undefined;
  const beyond = isGate ? planner!.baselineBeyond(plan, io.cwd) : [];
  let counted = left;
  if (plan !== undefined && beyond.length > 0) {
    const others = await findSources(beyond, new Set(), settings, plan, io);
    const more = without(planner!.narrowed(others, plan, io.cwd), left, io.cwd);
    counted = { ...left, sources: [...left.sources, ...more] };
  }
  const openGate = async (): Promise<Gate> =>
    (planner ?? (await import('./plan.ts'))).gateOf(
      plan,
      ruleset,
      checkOptions,
      settings,
      services,
      io,
    );
  const gate = plan === undefined ? undefined : await openGate();
  const readsInline = given.inlineConfig !== false;
  let cache: OpenCache | undefined;
  const remember = async (known: Memory | undefined): Promise<void> => {
    cache = (await import('./run-cache.ts')).openRunCache(
      settings.cache,
      io.cwd,
      {
        tool: start.tool,
        check: checkOptions,
        config: plan?.config,
        reading: [settings.fields, settings.encoding, settings.timezone],
      },
      known,
    );
  };
  if (settings.cache !== undefined || memory !== undefined) await remember(memory);
  const options: LintOptions = {
    start,
    lang,
    mask,
    key,
    timezone: settings.timezone,
    documents: createDocumentChecker(ruleset, checkOptions),
    needs,
    ...(gate === undefined ? {} : { gate }),
    ...(gate === undefined && readsInline
      ? { gateFor: (text) => (mayHoldDirective(text) ? openGate() : undefined) }
      : {}),
    ...(variables === undefined
      ? {}
      : { variables: watchVariables(variables, loader!.unknownVariables, ruleset) }),
    ...(settings.kind === undefined ? {} : { kind: settings.kind }),
    ...(settings.fields === undefined ? {} : { fields: settings.fields }),
    ...(settings.encoding === undefined ? {} : { encoding: settings.encoding }),
  };
  const met = new Set<string>();
  const wasWhole = { value: true };
  const preview = new Set(
    ruleset.rules.filter(({ status }) => status === 'preview').map(({ id }) => id),
  );
  const together: PreparedRun['lintTogether'] = (fixes) => {
    const own: LintOptions = {
      ...options,
      // A part of the files says nothing of the fields of the others.
      ...(plan?.changes === undefined && narrow === undefined
        ? {
            watchFields: createFieldWatch(
              settings.fields === undefined ? RUN.ownFields : RUN.fields,
              settings.fields !== undefined,
            ),
          }
        : {}),
      ...(cache === undefined ? {} : { cache }),
      ...(fixes === undefined ? {} : { fixes }),
    };
    if (plan?.baseline === undefined) return lintTogether(found, checker, own);
    const numberOf = numberFingerprints(key);
    const run = lintTogether(found, checker, { ...own, numberOf });
    if (plan.changes === undefined && counted === left) return watched(run, met, wasWhole);
    const sources =
      plan.changes === undefined
        ? without(counted, found, io.cwd)
        : withoutChanged(counted, found, io.cwd);
    const others = { ...counted, sources, problems: [] };
    const untouched = planner!.gateOf(
      planner!.overUntouched(plan),
      ruleset,
      checkOptions,
      settings,
      services,
      io,
    );
    return behind(lintTogether(others, checker, { ...options, gate: untouched, numberOf }), run);
  };
  return {
    settings,
    paths: judged,
    plan,
    problems,
    ruleset,
    levels: effective,
    inactive,
    preview: isStrict ? new Set<RuleId>() : preview,
    needs,
    found,
    remember,
    lint: (fixes) => oneByOne(together(fixes)),
    lintTogether: together,
    lacksTokenizer: () => hasNoTokenizer,
    notices: () => {
      // What nobody held against a dictionary of words must not count as clean where there is one.
      const unsaved = hasNoTokenizer ? undefined : cache?.save();
      const ending = endingNotice(raw, lang);
      const told = [cache?.notice?.[lang], unsaved?.[lang]].flatMap((sentence) =>
        sentence === undefined ? [] : [visible(`${RUN.note[lang]}: ${sentence}`)],
      );
      if (ending !== undefined) told.push(ending);
      if (plan?.baseline === undefined || !wasWhole.value) return told;
      const stale = planner!.staleEntries(plan, met, inactive, io.cwd);
      if (stale.length === 0) return told;
      const shown = stale
        .slice(0, MAX_STALE_SHOWN)
        .map(([fingerprint, rule]) => `${rule} ${fingerprint}`);
      return [...told, planner!.staleNotice(plan.baseline, stale.length, shown, lang)];
    },
  };
}
