import { dirname, join } from 'node:path';
import { isInForce } from '../../engine/suppress.ts';
import { formatProblem } from '../../model/error.ts';
import type { Finding } from '../../model/finding.ts';
import type { NewSuppression } from '../../node/add-suppression.ts';
import { findConfig, SUPPRESSIONS_NAME } from '../../node/find-config.ts';
import { askGit } from '../../node/git-facts.ts';
import { visible } from '../../reporters/visible.ts';
import type { Io } from '../io.ts';
import { usageError } from '../options.ts';
import { RUN } from '../phrases.ts';
import { SETUP } from '../phrases-setup.ts';
import { prepareHere } from '../prepare-here.ts';
import { print } from '../print.ts';
import type { AllowOptions } from '../program-setup.ts';
import type { Services } from '../services.ts';
import { patternOf, writeEntries } from '../suppression-list.ts';

/** A last day that the calendar has and that is not over. */
function lastDay(value: string | undefined, today: string): string | undefined {
  if (value === undefined || isInForce(value, today)) return value;
  throw usageError(SETUP.badDay('--expires', value));
}

function theOne(found: readonly Finding[], fingerprint: string): Finding {
  const [first] = found;
  if (first === undefined) throw usageError(SETUP.unknownFingerprint(fingerprint), SETUP.samePaths);
  if (found.length > 1)
    throw usageError(SETUP.severalFingerprints(fingerprint, found.length), SETUP.moreDigits);
  if (first.state === 'suppressed')
    throw usageError(SETUP.allowedAlready(fingerprint), SETUP.seeSuppressed);
  return first;
}

/**
 * `allow`: puts one finding on the list of suppressions. The fingerprint is looked for among what a check finds
 * now, so that a slip of the pen is no entry that nobody needs. Exit 2 also where something could not be
 * judged and the finding is not among the rest.
 */
export async function runAllow(
  given: string,
  paths: readonly string[],
  options: AllowOptions,
  io: Io,
  services: Services,
  version: string,
): Promise<number> {
  const fingerprint = given.trim().toLowerCase();
  if (!/^[0-9a-f]{8,16}$/.test(fingerprint))
    throw usageError(SETUP.badFingerprint(given), SETUP.whatFingerprint);
  const reason = options.reason?.trim() ?? '';
  if (reason === '') throw usageError(SETUP.needsReason, SETUP.giveReason);
  const { reason: _reason, reviewer: _reviewer, expires: _expires, ...raw } = options;
  const run = await prepareHere(paths, raw, io, services, version);
  const { lang, today } = run.settings;
  const expires = lastDay(options.expires, today);
  const reviewer = options.reviewer?.trim() || askGit(io.cwd, ['config', 'user.name']);
  if (reviewer === undefined) throw usageError(SETUP.noReviewer, SETUP.giveReviewer);
  const complain = (problem: Parameters<typeof formatProblem>[0]): void =>
    void io.stderr.stream.write(`${RUN.error[lang]}: ${visible(formatProblem(problem, lang))}\n`);
  for (const problem of run.problems) complain(problem);
  if (run.problems.length > 0) return 2;
  const found: Finding[] = [];
  for await (const event of run.lint()) {
    if (event.type === 'problem') complain(event);
    if (event.type === 'finding' && event.fingerprint.startsWith(fingerprint)) found.push(event);
  }
  const finding = theOne(found, fingerprint);
  const where = findConfig(io.cwd);
  const path = where.suppressions ?? join(where.root, SUPPRESSIONS_NAME);
  const file = patternOf(dirname(path), io.cwd, finding.file);
  const entry: NewSuppression = {
    fingerprint: finding.fingerprint,
    rule: finding.ruleId,
    ...(file === undefined ? {} : { file }),
    reason,
    reviewer,
    date: today,
    ...(expires === undefined ? {} : { expires }),
  };
  const shown = await writeEntries(path, where.root, io.cwd, [entry]);
  const { line, column } = finding.location;
  const place = `${finding.file}:${line}:${column}`;
  await print(
    io,
    visible(SETUP.allowed(shown, finding.ruleId, place)[lang].trimEnd()).concat('\n'),
  );
  return 0;
}
