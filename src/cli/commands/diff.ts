import { CuilintError, type Message } from '../../model/error.ts';
import type { Change, Finding } from '../../model/finding.ts';
import { SEVERITIES, type Severity } from '../../model/rule.ts';
import type { RunEvent } from '../../model/run-event.ts';
import type { SavedReport } from '../../readers/saved-report.ts';
import type { ReportFormat } from '../../reporters/registry.ts';
import type { Io } from '../io.ts';
import { parseCheckOptions, type RawOptions, usageError } from '../options.ts';
import { REPORT } from '../phrases-report.ts';
import { refuseReadFile, refuseReviewed } from '../report-files.ts';
import { groupBy, openSavedReport, writeSavedReport } from '../saved-reports.ts';
import type { Services } from '../services.ts';

/** They mark lines of the present state: what is gone has none, and what is unchanged was told before. */
const NEW_ONLY: ReadonlySet<ReportFormat> = new Set([
  'github',
  'gitlab',
  'junit',
  'checkstyle',
  'rdjsonl',
]);
/** They are read by programs, which ask for it all and can tell it apart. */
const ALL: ReadonlySet<ReportFormat> = new Set(['json', 'jsonl', 'sarif', 'csv', 'xlsx', 'html']);

function refused(reason: Message, hint: Message, file: string): CuilintError {
  return new CuilintError('INPUT_SYNTAX', reason, { hint, at: { file } });
}

/** Throws where findings were counted and not listed: they would seem to be new, or gone. */
function refuseGaps(saved: SavedReport, file: string): void {
  const counted = SEVERITIES.reduce((sum, severity) => sum + saved.summary.counts[severity], 0);
  const listed = saved.findings.filter(({ state }) => state === 'new').length;
  if (listed < counted) throw refused(REPORT.notWhole, REPORT.makeWhole, file);
}

function placeKey({ file, ruleId, location, excerpt }: Finding): string {
  return JSON.stringify([file, ruleId, location.line, location.column, excerpt]);
}

/** No fingerprint in common, and yet the same words at the same place: the fingerprints have other keys. */
function haveOtherKeys(older: readonly Finding[], newer: readonly Finding[]): boolean {
  const prints = new Set(older.map(({ fingerprint }) => fingerprint));
  if (newer.some(({ fingerprint }) => prints.has(fingerprint))) return false;
  const places = new Set(older.map(placeKey));
  return newer.some((finding) => places.has(placeKey(finding)));
}

function marked(finding: Finding, change: Change): Finding {
  return { ...finding, change, state: change === 'new' ? 'new' : 'baselined' };
}

/**
 * The newer report, each finding marked as new or unchanged, and those of the older that are gone. Only what
 * counts in its report is compared; what the newer knows by its baseline or suppresses is not gone.
 */
export function compareReports(older: SavedReport, newer: SavedReport): SavedReport {
  const before = new Set(
    older.findings
      .filter(({ state }) => state !== 'suppressed')
      .map(({ fingerprint }) => fingerprint),
  );
  const after = new Set(newer.findings.map(({ fingerprint }) => fingerprint));
  const counting = (list: readonly Finding[]): readonly Finding[] =>
    list.filter(({ state }) => state === 'new');
  const kept = counting(newer.findings).map((finding) =>
    marked(finding, before.has(finding.fingerprint) ? 'unchanged' : 'new'),
  );
  const gone = counting(older.findings)
    .filter(({ fingerprint }) => !after.has(fingerprint))
    .map((finding) => marked(finding, 'gone'));
  const fresh = kept.filter(({ change }) => change === 'new');
  const count = (severity: Severity): number =>
    fresh.filter((finding) => finding.severity === severity).length;
  const countBy = (key: (finding: Finding) => string): Readonly<Record<string, number>> =>
    Object.fromEntries([...groupBy(fresh, key)].map(([name, list]) => [name, list.length]));
  const unchanged = kept.length - fresh.length;
  return {
    ...newer,
    findings: [...kept, ...gone],
    summary: {
      ...newer.summary,
      counts: {
        ...newer.summary.counts,
        error: count('error'),
        warning: count('warning'),
        info: count('info'),
        baselined: newer.summary.counts.baselined + unchanged,
      },
      byRule: countBy(({ ruleId }) => ruleId),
      byCategory: countBy(({ category }) => category),
      compared: { new: fresh.length, gone: gone.length, unchanged },
    },
  };
}

/**
 * `diff`: what is new, gone and unchanged between two JSON reports, told by fingerprints. New findings decide
 * the exit code as in `check`; what the newer report could not judge makes it 2. Throws CuilintError where the
 * two cannot be compared.
 */
export async function runDiff(
  oldFile: string,
  newFile: string,
  raw: RawOptions,
  io: Io,
  services: Services,
): Promise<number> {
  const { targets } = parseCheckOptions(raw, io.cwd, io.now(), io.env);
  const outputs = targets.map(({ file }) => file);
  refuseReadFile([oldFile, newFile], outputs, io.cwd);
  await refuseReviewed(outputs, io.cwd);
  if (oldFile === '-' && newFile === '-') throw usageError(REPORT.stdinTwice);
  const older = await openSavedReport(oldFile, io);
  const newer = await openSavedReport(newFile, io);
  refuseGaps(older, oldFile);
  refuseGaps(newer, newFile);
  if (haveOtherKeys(older.findings, newer.findings))
    throw refused(REPORT.otherKey, REPORT.sameBaseline, newFile);
  const own = parseCheckOptions({ lang: newer.lang, ...raw }, io.cwd, io.now(), io.env);
  const takes = (format: ReportFormat, event: RunEvent): boolean => {
    if (event.type !== 'finding' || event.change === 'new') return true;
    if (NEW_ONLY.has(format)) return false;
    return event.change === 'gone' || ALL.has(format) || own.showsKnown;
  };
  const settings = { ...own, showsKnown: true };
  return writeSavedReport(compareReports(older, newer), settings, io, services, takes);
}
