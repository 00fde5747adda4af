import { resolve } from 'node:path';
import type { CheckOptions } from '../../engine/check.ts';
import { BUILT_IN_KEY } from '../../engine/fingerprint.ts';
import { createDocumentChecker } from '../../engine/script.ts';
import { createNameReader } from '../../engine/template.ts';
import { formatProblem, type Problem } from '../../model/error.ts';
import type { Finding } from '../../model/finding.ts';
import type { RuleId, Severity } from '../../model/rule.ts';
import type { RunEvent, RunStart, Summary } from '../../model/run-event.ts';
import { type FoundFiles, findFiles } from '../../node/files.ts';
import { type LintOptions, lint } from '../../node/lint.ts';
import { fileSink, type Sink, streamSink } from '../../node/output.ts';
import type { VariableFile } from '../../node/variables.ts';
import { loadReport } from '../../reporters/registry.ts';
import type { Report } from '../../reporters/report.ts';
import { visible } from '../../reporters/visible.ts';
import type { Ruleset } from '../../rules/ruleset.ts';
import { createNormalizer } from '../../text/normalize.ts';
import type { Io } from '../io.ts';
import { type CheckSettings, chooseRules, parseCheckOptions, type RawOptions } from '../options.ts';
import { RUN } from '../phrases.ts';
import type { Services } from '../services.ts';
import { showsColor, startSpinner } from '../terminal.ts';

interface OpenReport {
  readonly report: Report;
  readonly sink: Sink;
}

const RANK: Readonly<Record<Severity, number>> = { info: 1, warning: 2, error: 3 };
const DEFAULT_WIDTH = 100;

/** Problems and preview findings apart, which never and always decide. */
interface Verdict {
  hasProblem: boolean;
  hasFailure: boolean;
  warnings: number;
}

async function openReports(settings: CheckSettings, io: Io): Promise<OpenReport[]> {
  const opened: OpenReport[] = [];
  try {
    for (const { format, file } of settings.targets) {
      const isTerminal = file === undefined && io.stdout.isTerminal;
      const create = await loadReport(format);
      const report = create({
        lang: settings.lang,
        color: file === undefined && showsColor(settings.color, io),
        width: (isTerminal ? io.stdout.columns : undefined) ?? DEFAULT_WIDTH,
        statistics: settings.statistics,
        showsProblems: !(isTerminal && io.stderr.isTerminal),
      });
      const sink =
        file === undefined
          ? streamSink(io.stdout.stream, 'stdout')
          : fileSink(resolve(io.cwd, file), file);
      opened.push({ report, sink });
    }
  } catch (error) {
    for (const { sink } of opened) sink.discard();
    throw error;
  }
  return opened;
}

/** The file path of a problem comes from the disk: it may hold anything but NUL. */
function problemLine(problem: Problem, settings: CheckSettings): string {
  return `${RUN.error[settings.lang]}: ${visible(formatProblem(problem, settings.lang))}\n`;
}

function exitCode(verdict: Verdict, settings: CheckSettings): 0 | 1 | 2 {
  if (verdict.hasProblem) return 2;
  return verdict.hasFailure || verdict.warnings > settings.maxWarnings ? 1 : 0;
}

function judge(
  verdict: Verdict,
  finding: Finding,
  preview: ReadonlySet<RuleId>,
  failOn: CheckSettings['failOn'],
): void {
  if (finding.state !== 'new' || preview.has(finding.ruleId)) return;
  if (finding.severity === 'warning') verdict.warnings += 1;
  if (failOn !== 'never' && RANK[finding.severity] >= RANK[failOn]) verdict.hasFailure = true;
}

function findSources(
  paths: readonly string[],
  settings: CheckSettings,
  io: Io,
): Promise<FoundFiles> {
  const { stdinFilename, targets } = settings;
  return findFiles(paths, {
    cwd: io.cwd,
    leaveOut: targets.flatMap(({ file }) => (file === undefined ? [] : [resolve(io.cwd, file)])),
    stdin: { read: io.stdin.read, ...(stdinFilename === undefined ? {} : { name: stdinFilename }) },
  });
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

const NO_TOKENIZER: Problem = {
  type: 'problem',
  code: 'ENGINE_LIMIT',
  reason: RUN.noTokenizer,
  hint: RUN.runBuild,
};

/**
 * `check`: judges what `paths` name and writes the reports. The exit code as product.md has it: 2 if
 * anything could not be judged, else 1 for findings at the fail level, else 0. Throws CuilintError for a
 * wrong option and for a report that cannot be written.
 */
export async function runCheck(
  paths: readonly string[],
  raw: RawOptions,
  io: Io,
  services: Services,
  version: string,
): Promise<number> {
  const settings = parseCheckOptions(raw, io.cwd, io.now());
  const ruleset = services.loadRuleset();
  const { levels, inactive } = chooseRules(ruleset, raw);
  const { lang, mask, today } = settings;
  let hasNoTokenizer = false;
  // Its parser takes 20 ms to load.
  const loader = settings.vars === undefined ? undefined : await import('../../node/variables.ts');
  const variables = loader?.readVariables(resolve(io.cwd, settings.vars!), settings.vars!);
  const checkOptions: CheckOptions = {
    lang,
    mask,
    today,
    key: BUILT_IN_KEY,
    levels,
    inactive,
    ...(variables === undefined ? {} : { listed: variables.values }),
    ...(settings.profile === undefined ? {} : { profile: settings.profile }),
    ...(settings.kind === undefined ? {} : { kind: settings.kind }),
    tokenizer: () => {
      const tokenizer = services.tokenizer();
      hasNoTokenizer ||= tokenizer === null;
      return tokenizer;
    },
  };
  const checker = services.createChecker(ruleset, checkOptions);
  const start: RunStart = {
    type: 'start',
    tool: { name: 'cuilint', version, ruleset: ruleset.hash },
    today,
    mask,
  };
  const found = await findSources(paths, settings, io);
  const reports = await openReports(settings, io);
  const preview = new Set(
    ruleset.rules.filter(({ status }) => status === 'preview').map(({ id }) => id),
  );
  const verdict: Verdict = { hasProblem: false, hasFailure: false, warnings: 0 };
  const errors = streamSink(io.stderr.stream, 'stderr');
  const spinner = await startSpinner(
    RUN.working(found.sources.length)[lang],
    found.sources.length,
    io,
  );
  let listed = 0;
  let omitted = 0;
  const isShown = (event: RunEvent): boolean => {
    if (event.type !== 'finding') return true;
    if (settings.isQuiet && event.severity !== 'error') return false;
    listed += 1;
    if (listed <= settings.maxFindings) return true;
    omitted += 1;
    return false;
  };
  const send = async (event: RunEvent): Promise<void> => {
    for (const { report, sink } of reports) {
      const made = report(event);
      const text = typeof made === 'string' ? made : await made;
      if (text === '') continue;
      const written = sink.write(text);
      if (written !== undefined) await written;
    }
  };
  const problem = async (event: Problem): Promise<void> => {
    verdict.hasProblem = true;
    spinner.stop();
    await errors.write(problemLine(event, settings));
    await send(event);
  };
  try {
    const events = lint(found, checker, {
      start,
      lang,
      mask,
      key: BUILT_IN_KEY,
      timezone: settings.timezone,
      documents: createDocumentChecker(ruleset, checkOptions),
      ...(variables === undefined
        ? {}
        : { variables: watchVariables(variables, loader!.unknownVariables, ruleset) }),
      ...(settings.kind === undefined ? {} : { kind: settings.kind }),
      ...(settings.fields === undefined ? {} : { fields: settings.fields }),
      ...(settings.encoding === undefined ? {} : { encoding: settings.encoding }),
    });
    for await (const event of events) {
      switch (event.type) {
        case 'problem':
          await problem(event);
          break;
        case 'finding':
          judge(verdict, event, preview, settings.failOn);
          if (isShown(event)) await send(event);
          break;
        case 'summary': {
          spinner.stop();
          if (hasNoTokenizer) await problem(NO_TOKENIZER);
          const summary: Summary = omitted === 0 ? event : { ...event, omitted };
          await send(summary);
          break;
        }
        default:
          await send(event);
      }
    }
    // Problems before the report ends: on one terminal they stand above the summary.
    await errors.close();
    for (const { sink } of reports) await sink.close();
  } catch (error) {
    spinner.stop();
    for (const { sink } of reports) sink.discard();
    await errors.close();
    throw error;
  }
  return exitCode(verdict, settings);
}
