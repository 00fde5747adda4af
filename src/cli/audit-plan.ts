import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { type CheckOptions, createChecker } from '../engine/check.ts';
import { type ConductSettings, HOME } from '../engine/conduct-plan.ts';
import { createRowJudge } from '../engine/row-judge.ts';
import type { AuditStart } from '../model/audit.ts';
import { CuilintError, type Problem } from '../model/error.ts';
import type { RuleId } from '../model/rule.ts';
import type { AuditOptions } from '../node/audit.ts';
import { DEFAULT_KEY_FILE, readOrCreateKey } from '../node/audit-key.ts';
import { type FoundFiles, findFiles } from '../node/files.ts';
import { findConfig } from '../node/find-config.ts';
import { hashFile } from '../node/hash-file.ts';
import { isLog } from '../node/log-records.ts';
import { stateFolder } from '../node/state-file.ts';
import { createRowMemos, type RememberingJudge } from '../readers/row-memos.ts';
import type { RowJudge } from '../readers/row-stream.ts';
import { AUDIT_FORMATS } from '../reporters/audit-report.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { type AuditSettings, parseAuditOptions, type RawAuditOptions } from './audit-options.ts';
import type { Io } from './io.ts';
import { chooseRules, usageError } from './options.ts';
import { USAGE } from './phrases.ts';
import { AUDIT } from './phrases-audit.ts';
import type { Plan } from './plan.ts';
import { endingNotice, refuseOwnInput } from './report-files.ts';
import type { Services } from './services.ts';

/** Everything that is settled before the first file is read. */
export interface PreparedAudit {
  readonly settings: AuditSettings;
  readonly problems: readonly Problem[];
  readonly found: FoundFiles;
  readonly options: Omit<AuditOptions, 'isStopped' | 'progress'>;
  readonly preview: ReadonlySet<RuleId>;
  /** Absolute paths of the configuration, what it extends first. */
  readonly configFiles: readonly string[];
  readonly lacksTokenizer: () => boolean;
  /** What else is to be said on standard error, when the run is over. */
  readonly notice: string | undefined;
  /** Hash of all that decides what is found, and how it is shown. */
  readonly settingsHash: string;
}

/**
 * What judges rows as they pass: the engine in two halves, of which texts of one template need the first only once.
 * Where the configuration speaks of files, its checker: then equal texts alone are remembered, and those clean.
 */
function rowJudgeOf(
  ruleset: Ruleset,
  options: CheckOptions,
  services: Services,
): NonNullable<AuditOptions['rowJudge']> {
  const isEngine = services.createChecker === createChecker;
  const engine: Pick<RowJudge, 'isExempt' | 'mayBreak'> = isEngine
    ? createRowJudge(ruleset, options)
    : { isExempt: () => false, mayBreak: () => false };
  // Safe: a judge is handed no verdicts but its own.
  const shared = remembering(engine as RowJudge);
  const own = isEngine ? undefined : services.createChecker(ruleset, options);
  return (gate) => {
    const check = gate?.check ?? own;
    if (check === undefined) return shared;
    const judge: RowJudge<boolean> = {
      judge: (segment) => {
        const { findings, problems } = check(segment);
        return findings.length + problems.length === 0;
      },
      // What is asked again may stand in another row, with another time.
      report: (segment) => check(segment),
      wordings: () => ({ names: null, place: check }),
      isClean: (isClean) => isClean,
      clean: true,
      isExempt: engine.isExempt,
      mayBreak: engine.mayBreak,
      holes: () => null,
      nameKind: () => 0,
    };
    return remembering(judge as RowJudge);
  };
}

function remembering(judge: RowJudge): RememberingJudge {
  return { judge, memos: createRowMemos(judge) };
}

const NO_FILES: FoundFiles = { sources: [], problems: [], ignored: {} };

/** Of the files of a folder or a `.zip`, the logs; the others are counted by their endings. */
function logsOf(found: FoundFiles): FoundFiles {
  const ignored: Record<string, number> = { ...found.ignored };
  const sources = found.sources.filter(({ name, isNamed, isMember }) => {
    if ((isNamed && isMember !== true) || isLog(name)) return true;
    const dot = name.lastIndexOf('.');
    const ending = dot < 0 ? '' : name.slice(dot).toLowerCase();
    ignored[ending] = (ignored[ending] ?? 0) + 1;
    return false;
  });
  if (sources.length > 0 || found.problems.length > 0) return { ...found, sources, ignored };
  return { ...found, sources, ignored, problems: [NO_LOGS] };
}

const NO_LOGS: Problem = {
  type: 'problem',
  code: 'INPUT_EMPTY',
  reason: { zh: '没有找到触达记录', en: 'no log of messages was found' },
  hint: {
    zh: '可读取 csv、tsv、jsonl、xlsx；其他后缀的文件请直接写出文件名',
    en: 'read are csv, tsv, jsonl and xlsx; name a file of another kind to have it read',
  },
};

/** Settles what an audit needs. Throws CuilintError for a wrong option; problems of the configuration are returned. */
export async function prepareAudit(
  named: readonly string[],
  given: RawAuditOptions,
  io: Io,
  services: Services,
  version: string,
  /** What was found before; absent: what `named` and the configuration name is looked for. */
  known?: FoundFiles,
): Promise<PreparedAudit> {
  const listed =
    given.filesFrom === undefined
      ? []
      : await (await import('./files-from.ts')).readPaths(given.filesFrom, named, io);
  const where = findConfig(io.cwd);
  const asks =
    (given.config !== false && where.config !== undefined) ||
    typeof given.config === 'string' ||
    where.suppressions !== undefined;
  const planner = asks ? await import('./plan.ts') : undefined;
  const plan: Plan | undefined = await planner?.makePlan(
    [...named, ...listed],
    given,
    io,
    where,
    'ignore',
    services.dictionaries,
  );
  const raw: RawAuditOptions = { ...given, ...plan?.raw };
  const paths = plan?.paths ?? [...named, ...listed];
  const settings = parseAuditOptions(raw, io.cwd, io.now());
  const { check } = settings;
  const place = check.jurisdiction ?? 'cn';
  // Hours by the clock of another coast would be breaches that are none.
  if (place === 'us' && raw.timezone === undefined)
    throw new CuilintError('CONFIG_INVALID', AUDIT.noClock, { hint: AUDIT.nameClock });
  const ruleset: Ruleset = plan?.ruleset ?? services.loadRuleset();
  const { levels, inactive } = chooseRules(ruleset, raw);
  const problems = [
    ...(plan?.problems ?? []),
    ...(planner?.unknownRules(plan?.config, ruleset) ?? []),
  ];
  if (problems.length === 0 && paths.length === 0 && known === undefined)
    throw usageError(USAGE.noPath);
  if (settings.resume !== undefined && paths.includes('-')) throw usageError(AUDIT.noStdinResume);
  const keyFile = settings.key ?? DEFAULT_KEY_FILE;
  const key = problems.length > 0 ? '' : readOrCreateKey(resolve(io.cwd, keyFile), keyFile);
  let hasNoTokenizer = false;
  const conduct: ConductSettings = planner?.conductOf(plan?.config, place, raw.timezone) ?? {
    jurisdiction: place,
    timezone: place === 'us' ? check.timezone : HOME[place].timezone,
  };
  const checkOptions: CheckOptions = {
    lang: check.lang,
    mask: check.mask,
    today: check.today,
    key,
    levels,
    inactive,
    ...(check.profile === undefined ? {} : { profile: check.profile }),
    conduct,
    tokenizer: () => {
      const tokenizer = services.tokenizer();
      hasNoTokenizer ||= tokenizer === null;
      return tokenizer;
    },
  };
  const find = async (): Promise<FoundFiles> => {
    const all = await findFiles(paths, {
      cwd: io.cwd,
      listed: new Set(listed),
      leaveOut: [
        ...settings.targets.map(({ file }) => file),
        settings.manifest,
        settings.resume,
        settings.resume === undefined ? undefined : stateFolder(settings.resume),
      ].flatMap((file) => (file === undefined ? [] : [resolve(io.cwd, file)])),
      stdin: {
        read: io.stdin.read,
        ...(check.stdinFilename === undefined ? {} : { name: check.stdinFilename }),
      },
    });
    const { targets, manifest } = settings;
    await refuseOwnInput(all, [...targets.map(({ file }) => file), manifest], io.cwd);
    const logs = logsOf(all);
    return plan === undefined ? logs : planner!.narrowed(logs, plan, io.cwd);
  };
  const found = problems.length > 0 ? NO_FILES : (known ?? (await find()));
  const start: AuditStart = {
    type: 'start',
    tool: { name: 'cuilint', version, ruleset: ruleset.hash },
    today: check.today,
    mask: check.mask,
    timezone: check.timezone,
    groupBy: settings.groupBy,
    ...(settings.from === undefined ? {} : { from: settings.from }),
    ...(settings.to === undefined ? {} : { to: settings.to }),
    ...(settings.limit === undefined ? {} : { limit: settings.limit }),
    ...(settings.sample === undefined ? {} : { sample: settings.sample }),
  };
  const strict = plan?.config?.strict !== undefined;
  const rowJudge = rowJudgeOf(ruleset, checkOptions, services);
  const configFiles = (plan?.config?.layers ?? []).map(({ file }) => resolve(io.cwd, file.path));
  const settled = [
    { ...start, tool: undefined },
    conduct,
    [...levels].sort(),
    [...inactive].sort(),
    [settings.fields, check.encoding, check.lang, check.profile, check.jurisdiction],
    [...configFiles, ...(where.suppressions === undefined ? [] : [where.suppressions])].map(
      (file) => hashFile(file).sha256,
    ),
  ];
  return {
    settings,
    problems,
    found,
    preview: new Set(
      strict ? [] : ruleset.rules.filter(({ status }) => status === 'preview').map(({ id }) => id),
    ),
    configFiles,
    settingsHash: createHash('sha256').update(JSON.stringify(settled)).digest('hex'),
    lacksTokenizer: () => hasNoTokenizer,
    notice: endingNotice(raw, check.lang, AUDIT_FORMATS),
    options: {
      start,
      key,
      checker: services.createChecker(ruleset, checkOptions),
      ...(settings.shortcuts ? { rowJudge } : {}),
      conduct: {
        ruleset,
        settings: conduct,
        levels:
          planner === undefined
            ? levels
            : new Map([...planner.generalLevels(plan!, ruleset), ...levels]),
        inactive,
        lang: check.lang,
        memoryBytes: settings.memoryBytes,
        isExempt: rowJudge(undefined).judge.isExempt,
      },
      wantsHashes: settings.manifest !== undefined,
      ...(plan === undefined
        ? {}
        : { gate: planner!.gateOf(plan, ruleset, checkOptions, check, services, io) }),
      ...(settings.fields === undefined ? {} : { fields: settings.fields }),
      ...(check.encoding === undefined ? {} : { encoding: check.encoding }),
    },
  };
}
