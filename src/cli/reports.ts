import { relative, resolve, sep } from 'node:path';
import { formatProblem, type Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import { type Level, RANK, type RuleId } from '../model/rule.ts';
import type { RunEvent, Summary } from '../model/run-event.ts';
import { findConfig } from '../node/find-config.ts';
import { appendSink, fileSink, type Sink, streamSink } from '../node/output.ts';
import { rebase } from '../reporters/rebase.ts';
import { loadReport, needsOf, type ReportFormat } from '../reporters/registry.ts';
import type { Report, ReportOptions } from '../reporters/report.ts';
import { visible } from '../reporters/visible.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { type Io, outputOf } from './io.ts';
import type { CheckSettings } from './options.ts';
import { type Language, RUN } from './phrases.ts';
import { showsColor } from './terminal.ts';

export interface OpenReport {
  readonly format: ReportFormat;
  readonly report: Report;
  readonly sink: Sink;
}

const DEFAULT_WIDTH = 100;
/** GitHub refuses a longer summary of a step whole; others may have written into it before us. */
const MAX_STEP_SUMMARY_BYTES = 900_000;

/** Problems and preview findings apart, which never and always decide. */
export interface Verdict {
  hasProblem: boolean;
  hasFailure: boolean;
  warnings: number;
}

export function newVerdict(): Verdict {
  return { hasProblem: false, hasFailure: false, warnings: 0 };
}

/** Beside the annotations of GitHub Actions, the table of all findings that its step summary shows. */
async function openStepSummary(options: ReportOptions, io: Io): Promise<readonly OpenReport[]> {
  const path = io.env['GITHUB_STEP_SUMMARY'];
  if (path === undefined || path === '') return [];
  const create = await loadReport('markdown');
  const report = create({ ...options, maxBytes: MAX_STEP_SUMMARY_BYTES });
  return [
    { format: 'markdown', report, sink: appendSink(resolve(io.cwd, path), 'GITHUB_STEP_SUMMARY') },
  ];
}

/** `cwd` as seen from the root of its repository, with `/`; '' at the root and outside of any. */
function folderInRepository(cwd: string): string {
  return relative(findConfig(cwd).root, cwd).replaceAll(sep, '/');
}

/** Opens every report that was asked for. Throws OUTPUT_FAILED where one cannot be written, and leaves none behind. */
export async function openReports(
  settings: CheckSettings,
  more: Pick<ReportOptions, 'rules' | 'includesKnown'>,
  io: Io,
): Promise<OpenReport[]> {
  const opened: OpenReport[] = [];
  try {
    for (const { format, file } of settings.targets) {
      const isTerminal = file === undefined && io.stdout.isTerminal;
      const create = await loadReport(format);
      const options: ReportOptions = {
        lang: settings.lang,
        color: file === undefined && showsColor(settings.color, io),
        width: (isTerminal ? io.stdout.columns : undefined) ?? DEFAULT_WIDTH,
        statistics: settings.statistics,
        showsProblems: !(isTerminal && io.stderr.isTerminal),
        ...more,
      };
      const report = needsOf([format]).rootPaths
        ? rebase(create(options), folderInRepository(io.cwd))
        : create(options);
      const sink =
        file === undefined
          ? streamSink(outputOf(io.stdout), 'stdout')
          : fileSink(resolve(io.cwd, file), file);
      opened.push({ format, report, sink });
      if (format === 'github' && file === undefined)
        opened.push(...(await openStepSummary(options, io)));
    }
  } catch (error) {
    for (const { sink } of opened) sink.discard();
    throw error;
  }
  return opened;
}

/** The file path of a problem comes from the disk: it may hold anything but NUL. */
export function problemLine(problem: Problem, lang: Language): string {
  return `${RUN.error[lang]}: ${visible(formatProblem(problem, lang))}\n`;
}

export function exitCode(verdict: Verdict, settings: CheckSettings): 0 | 1 | 2 {
  if (verdict.hasProblem) return 2;
  return verdict.hasFailure || verdict.warnings > settings.maxWarnings ? 1 : 0;
}

export function judge(
  verdict: Verdict,
  finding: Finding,
  preview: ReadonlySet<RuleId>,
  failOn: CheckSettings['failOn'],
): void {
  if (finding.state !== 'new' || preview.has(finding.ruleId)) return;
  if (finding.severity === 'warning') verdict.warnings += 1;
  if (failOn !== 'never' && RANK[finding.severity] >= RANK[failOn]) verdict.hasFailure = true;
}

/** Decides which findings are listed, and counts those left out by `--max-findings`. */
export function createListing(
  settings: Pick<CheckSettings, 'showsKnown' | 'isQuiet' | 'maxFindings'>,
): {
  isShown(finding: Finding): boolean;
  completed(summary: Summary): Summary;
} {
  let listed = 0;
  let omitted = 0;
  return {
    isShown: ({ state, change, severity }) => {
      if (state !== 'new' && change !== 'gone' && !settings.showsKnown) return false;
      if (settings.isQuiet && severity !== 'error') return false;
      listed += 1;
      if (listed <= settings.maxFindings) return true;
      omitted += 1;
      return false;
    },
    completed: (summary) =>
      omitted === 0 ? summary : { ...summary, omitted: omitted + (summary.omitted ?? 0) },
  };
}

/** The rules of this run, each with the level that it has in it. */
export function activeRules(
  { rules, clauses }: Ruleset,
  levels: ReadonlyMap<RuleId, Level>,
  inactive: ReadonlySet<RuleId>,
): NonNullable<ReportOptions['rules']> {
  const list = rules.flatMap((rule) => {
    const level = levels.get(rule.id);
    if (inactive.has(rule.id) || level === 'off') return [];
    return level === undefined ? [rule] : [{ ...rule, severity: level }];
  });
  return { list, clauses };
}

/** Hands an event to a report and writes what comes of it. */
export function feed({ report, sink }: OpenReport, event: RunEvent): void | Promise<void> {
  const put = (content: string | Uint8Array): void | Promise<void> =>
    content.length === 0 ? undefined : sink.write(content);
  const made = report(event);
  return made instanceof Promise ? made.then(put) : put(made);
}
