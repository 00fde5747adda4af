import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CuilintError, formatProblem, type Message } from '../../model/error.ts';
import type { Finding } from '../../model/finding.ts';
import type { NewSuppression } from '../../node/add-suppression.ts';
import { findConfig, SUPPRESSIONS_NAME } from '../../node/find-config.ts';
import { askGit } from '../../node/git-facts.ts';
import { fileSink } from '../../node/output.ts';
import { type ReviewedRow, readReview } from '../../readers/xlsx-review.ts';
import { safeJson } from '../../reporters/safe-json.ts';
import { visible } from '../../reporters/visible.ts';
import { type Verdict, verdictNamed } from '../../reporters/xlsx-phrases.ts';
import type { Io } from '../io.ts';
import { RUN } from '../phrases.ts';
import { REPORT } from '../phrases-report.ts';
import { REVIEW } from '../phrases-review.ts';
import { prepareHere } from '../prepare-here.ts';
import { print } from '../print.ts';
import type { ReviewOptions } from '../program-setup.ts';
import { refuseReadFile } from '../report-files.ts';
import type { Services } from '../services.ts';
import { patternOf, writeEntries } from '../suppression-list.ts';

/** A verdict on one finding, and the cell in which it stands. */
interface Decision {
  readonly fingerprint: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly reviewer: string;
  readonly place: string;
}

const FINGERPRINT = /^[0-9a-f]{16}$/;

function bytesOf(file: string, io: Io): Uint8Array {
  try {
    return readFileSync(resolve(io.cwd, file));
  } catch (error) {
    throw new CuilintError('INPUT_UNREADABLE', REVIEW.unreadable, {
      at: { file },
      hint: REPORT.checkPath,
      cause: error,
    });
  }
}

/** What the rows say, one decision a fingerprint; what cannot be understood is told. */
function decide(
  rows: readonly ReviewedRow[],
  tell: (place: string, reason: Message) => void,
): { readonly decisions: readonly Decision[]; readonly open: number } {
  const decisions = new Map<string, Decision>();
  let open = 0;
  for (const row of rows) {
    if (row.verdict.text.trim() === '') {
      open += row.fingerprints.text.trim() === '' ? 0 : 1;
      continue;
    }
    const verdict = verdictNamed(row.verdict.text);
    const place = `${row.sheet}!${row.verdict.cell}`;
    if (verdict === undefined) {
      tell(place, REVIEW.unknownVerdict(row.verdict.text.trim()));
      continue;
    }
    const prints = row.fingerprints.text.trim().split(/[\s,，、]+/);
    for (const fingerprint of prints) {
      if (!FINGERPRINT.test(fingerprint)) {
        tell(`${row.sheet}!${row.fingerprints.cell}`, REVIEW.badFingerprint(fingerprint));
        continue;
      }
      const before = decisions.get(fingerprint);
      if (before !== undefined && before.verdict !== verdict) {
        tell(place, REVIEW.twoVerdicts(fingerprint, before.place));
        continue;
      }
      const { reason, reviewer } = row;
      decisions.set(fingerprint, { fingerprint, verdict, reason, reviewer, place });
    }
  }
  return { decisions: [...decisions.values()], open };
}

/** A message for the authors of the rules, as the corpus has them: what was found in it, and whether rightly. */
function labelled(decisions: readonly (Decision & { readonly finding: Finding })[]): string {
  const messages = new Map<string, (Decision & { readonly finding: Finding })[]>();
  for (const each of decisions) {
    const { file, place, record, location, context } = each.finding;
    const key = JSON.stringify([file, place, record, location.line, context]);
    messages.set(key, [...(messages.get(key) ?? []), each]);
  }
  const lines = [...messages.values()].map((list, index) => {
    const right = list
      .filter(({ verdict }) => verdict !== 'false-alarm')
      .map(({ finding }) => finding);
    const wrong = list
      .filter(({ verdict }) => verdict === 'false-alarm')
      .map(({ finding }) => finding);
    const first = list[0]!.finding;
    const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
    const severity = right.some(({ severity: level }) => level === 'error') ? 'error' : 'warning';
    const notes = list.map(({ reason }) => reason).filter((reason) => reason !== '');
    return safeJson({
      id: `review-${String(index + 1).padStart(4, '0')}`,
      text: first.context,
      violation: right.length > 0,
      categories: unique(right.map(({ category }) => category)),
      rules: unique(right.map(({ ruleId }) => ruleId)),
      spans: right.map(({ excerpt, category }) => ({ quote: excerpt, category })),
      severity,
      group: right.length > 0 ? 'reviewed' : 'hard-negative',
      falseAlarms: unique(wrong.map(({ ruleId }) => ruleId)),
      meta: { speaker: first.speaker },
      note: unique(notes).join('；'),
    });
  });
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * `review`: takes the verdicts of a returned workbook over. False alarms and what was accepted go on the list of
 * suppressions, with reason and reviewer; with `--labelled` they become a labelled set instead. Every fingerprint is
 * held against what a check finds now, so that an altered one is told and not written. Exit 2 where anything could
 * not be taken over.
 */
export async function runReview(
  file: string,
  paths: readonly string[],
  options: ReviewOptions,
  io: Io,
  services: Services,
  version: string,
): Promise<number> {
  const { labelled: target, reviewer: named, ...raw } = options;
  refuseReadFile([file, ...paths], [target], io.cwd);
  const bytes = bytesOf(file, io);
  const { rows, kind } = await readReview(file, bytes);
  // The copy holds the texts themselves; a report says in which files they stand.
  const files = [...new Set(rows.map((row) => row.file).filter((each) => each !== ''))];
  const judged = paths.length > 0 ? paths : kind === 'copy' ? [file] : files;
  const run = await prepareHere(judged, raw, io, services, version);
  const { lang, today } = run.settings;
  let isWhole = true;
  const complain = (problem: Parameters<typeof formatProblem>[0]): void => {
    isWhole = false;
    io.stderr.stream.write(`${RUN.error[lang]}: ${visible(formatProblem(problem, lang))}\n`);
  };
  const tell = (place: string, reason: Message): void =>
    complain({ code: 'INPUT_SYNTAX', file: `${file} › ${place}`, reason });
  for (const problem of run.problems) complain(problem);
  if (run.problems.length > 0) return 2;

  const { decisions, open } = decide(rows, tell);
  const found = new Map<string, Finding>();
  for await (const event of run.lint()) {
    if (event.type === 'problem') complain(event);
    if (event.type === 'finding') found.set(event.fingerprint, event);
  }
  const note = (place: string, reason: Message): void =>
    void io.stderr.stream.write(
      `${RUN.note[lang]}: ${visible(`${file} › ${place}: ${reason[lang]}`)}\n`,
    );
  const known: (Decision & { readonly finding: Finding })[] = [];
  for (const decision of decisions) {
    const { fingerprint, verdict, place } = decision;
    const finding = found.get(fingerprint);
    if (verdict === 'changed' && finding === undefined) continue;
    if (finding === undefined) {
      tell(place, REVIEW.unknownFingerprint(fingerprint));
      continue;
    }
    if (verdict === 'changed' && target === undefined)
      note(place, REVIEW.stillFound(finding.ruleId));
    known.push({ ...decision, finding });
  }

  const count = (verdict: Verdict): number =>
    decisions.filter((decision) => decision.verdict === verdict).length;
  const counts = [count('false-alarm'), count('accepted'), count('changed'), open] as const;
  if (target !== undefined) {
    const sink = fileSink(resolve(io.cwd, target), target);
    await sink.write(labelled(known));
    await sink.close();
    await print(io, `${visible(REVIEW.labelled(target, known.length, counts)[lang])}\n`);
    return isWhole ? 0 : 2;
  }

  const where = findConfig(io.cwd);
  const path = where.suppressions ?? join(where.root, SUPPRESSIONS_NAME);
  const fallback = named?.trim() || askGit(io.cwd, ['config', 'user.name']);
  const entries: NewSuppression[] = [];
  for (const { finding, verdict, reason, reviewer, fingerprint, place } of known) {
    if (verdict === 'changed' || finding.state === 'suppressed') continue;
    const who = reviewer.trim() || fallback;
    if (who === undefined) {
      tell(place, REVIEW.noReviewer);
      continue;
    }
    const pattern =
      kind === 'copy' && paths.length === 0
        ? undefined
        : patternOf(dirname(path), io.cwd, finding.file);
    entries.push({
      fingerprint,
      rule: finding.ruleId,
      ...(pattern === undefined ? {} : { file: pattern }),
      reason: reason.trim() || REVIEW.reason(verdict)[lang],
      reviewer: who,
      date: today,
    });
  }
  const shown = entries.length === 0 ? '' : await writeEntries(path, where.root, io.cwd, entries);
  await print(io, `${visible(REVIEW.taken(shown, entries.length, counts)[lang])}\n`);
  return isWhole ? 0 : 2;
}
