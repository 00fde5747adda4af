import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CuilintError } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import { type ClauseRef, RANK, type RuleId, SEVERITIES } from '../model/rule.ts';
import type { RunEvent } from '../model/run-event.ts';
import { streamSink } from '../node/output.ts';
import { readSavedReport, type SavedReport } from '../readers/saved-report.ts';
import { needsOf, type ReportFormat } from '../reporters/registry.ts';
import type { ReportOptions } from '../reporters/report.ts';
import { decode } from '../text/decode.ts';
import type { Io } from './io.ts';
import type { CheckSettings } from './options.ts';
import { RUN } from './phrases.ts';
import { REPORT } from './phrases-report.ts';
import {
  activeRules,
  createListing,
  exitCode,
  feed,
  judge,
  newVerdict,
  openReports,
  problemLine,
  type Verdict,
} from './reports.ts';
import type { Services } from './services.ts';

/** A string of V8 holds 512 MB; the report is parsed whole. */
const MAX_MEGABYTES = 400;
const MEGABYTE = 1024 * 1024;

async function bytesOf(file: string, io: Io): Promise<Uint8Array> {
  if (file === '-') return io.stdin.read();
  try {
    const path = resolve(io.cwd, file);
    if (statSync(path).size > MAX_MEGABYTES * MEGABYTE) {
      throw new CuilintError('INPUT_TOO_LARGE', REPORT.tooLarge(MAX_MEGABYTES), {
        hint: REPORT.useSmaller,
        at: { file },
      });
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof CuilintError) throw error;
    throw new CuilintError('INPUT_UNREADABLE', REPORT.unreadable, {
      hint: REPORT.checkPath,
      at: { file },
      cause: error,
    });
  }
}

/**
 * Reads a JSON report; `file` as written, `-` is standard input. Windows shells write what they redirect in
 * UTF-16. Throws CuilintError for what cannot be read and for what is no report.
 */
export async function openSavedReport(file: string, io: Io): Promise<SavedReport> {
  const bytes = await bytesOf(file, io);
  if (bytes.length > MAX_MEGABYTES * MEGABYTE) {
    throw new CuilintError('INPUT_TOO_LARGE', REPORT.tooLarge(MAX_MEGABYTES), { at: { file } });
  }
  return readSavedReport(decode(bytes, {}).text, file);
}

/** In the order in which the keys first occur; Node 20 has no Map.groupBy. */
export function groupBy<Key, Item>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const own = groups.get(key);
    if (own === undefined) groups.set(key, [item]);
    else own.push(item);
  }
  return groups;
}

/**
 * The events of the run that a report tells of: start; by file its problems, findings and report; the summary.
 * In a file problems stand before findings, since the report does not say how they took turns.
 */
export function* eventsOf(saved: SavedReport): Generator<RunEvent, void, undefined> {
  yield saved.start;
  const findings = groupBy(saved.findings, ({ file }) => file);
  const finished = new Set(saved.files.map(({ file }) => file));
  // What could not be read at all comes first, as it does where paths are missing.
  for (const problem of saved.problems)
    if (problem.file === undefined || !finished.has(problem.file)) yield problem;
  const problems = groupBy(saved.problems, ({ file }) => file);
  for (const report of saved.files) {
    yield* problems.get(report.file) ?? [];
    yield* findings.get(report.file) ?? [];
    findings.delete(report.file);
    yield report;
  }
  for (const rest of findings.values()) yield* rest;
  yield saved.summary;
}

/** What the rules of this program know beside the report; nothing where the report was made with others. */
function knowledgeOf(
  saved: SavedReport,
  formats: readonly ReportFormat[],
  services: Services,
): {
  readonly isSame: boolean;
  readonly clauses: Readonly<Record<string, ClauseRef>>;
  readonly preview: ReadonlySet<RuleId>;
  readonly more: Pick<ReportOptions, 'rules'>;
} {
  const needsPages = needsOf(formats).rules === true;
  const ruleset = services.loadRuleset(needsPages ? { pages: true } : {});
  if (ruleset.hash !== saved.start.tool.ruleset)
    return { isSame: false, clauses: {}, preview: new Set(), more: {} };
  const { off = [], levels = {}, strict } = saved.start.rules ?? {};
  const chosen = new Map(Object.entries(levels));
  const retired = ruleset.rules.filter(({ id, status }) => status === 'retired' && !chosen.has(id));
  const inactive = new Set([...off, ...retired.map(({ id }) => id)]);
  const preview = ruleset.rules.filter(({ status }) => status === 'preview').map(({ id }) => id);
  return {
    isSame: true,
    clauses: needsPages ? ruleset.clauses : {},
    preview: strict ? new Set() : new Set(preview),
    more: needsPages ? { rules: activeRules(ruleset, chosen, inactive) } : {},
  };
}

/** What each clause asks, which the report does not hold. */
function withClauses(finding: Finding, known: Readonly<Record<string, ClauseRef>>): Finding {
  const clauses = finding.clauses.map((clause) => {
    const own = Object.hasOwn(known, clause.id) ? known[clause.id] : undefined;
    return own === undefined ? clause : { ...clause, text: own.text };
  });
  return { ...finding, clauses };
}

/** Findings that the report counts and does not list decide as well. */
function judgeUnlisted(
  verdict: Verdict,
  saved: SavedReport,
  failOn: CheckSettings['failOn'],
): void {
  for (const severity of SEVERITIES) {
    const listed = saved.findings.filter(
      (finding) => finding.state === 'new' && finding.severity === severity,
    ).length;
    const missing = saved.summary.counts[severity] - listed;
    if (missing <= 0) continue;
    if (severity === 'warning') verdict.warnings += missing;
    if (failOn !== 'never' && RANK[severity] >= RANK[failOn]) verdict.hasFailure = true;
  }
}

/**
 * Writes a report anew in the formats that `settings` ask for, and tells its problems on standard error. The
 * exit code is that of the run, by the settings of this one. `takes` says which events a format is shown.
 */
export async function writeSavedReport(
  saved: SavedReport,
  settings: CheckSettings,
  io: Io,
  services: Services,
  takes: (format: ReportFormat, event: RunEvent) => boolean = () => true,
): Promise<number> {
  const { lang } = settings;
  const formats = settings.targets.map(({ format }) => format);
  const { isSame, clauses, preview, more } = knowledgeOf(saved, formats, services);
  const errors = streamSink(io.stderr.stream, 'stderr');
  if (!isSame && needsOf(formats).rules === true)
    await errors.write(`${RUN.note[lang]}: ${REPORT.otherRules[lang]}\n`);
  const includesKnown = settings.showsKnown ? { includesKnown: true } : {};
  const reports = await openReports(settings, { ...more, ...includesKnown }, io);
  const verdict = newVerdict();
  judgeUnlisted(verdict, saved, settings.failOn);
  const listing = createListing(settings);
  try {
    for (const made of eventsOf(saved)) {
      let event: RunEvent = made;
      if (event.type === 'problem') {
        verdict.hasProblem = true;
        await errors.write(problemLine(event, lang));
      } else if (event.type === 'finding') {
        judge(verdict, event, preview, settings.failOn);
        if (!listing.isShown(event)) continue;
        event = withClauses(event, clauses);
      } else if (event.type === 'summary') event = listing.completed(event);
      for (const report of reports) if (takes(report.format, event)) await feed(report, event);
    }
    await errors.close();
    for (const { sink } of reports) await sink.close();
  } catch (error) {
    for (const { sink } of reports) sink.discard();
    await errors.close();
    throw error;
  }
  return exitCode(verdict, settings);
}
