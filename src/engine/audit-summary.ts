import type { AuditFile, AuditStart, AuditSummary, Group } from '../model/audit.ts';
import type { Tally } from './tally.ts';
import { FLAWS, groupList, placedCounts, skippedOf, templateList } from './tally-lists.ts';

/** The counts of one file as its report tells them. */
export function fileCounts(
  tally: Tally,
): Omit<AuditFile, 'type' | 'file' | 'format' | 'encoding' | 'bytes' | 'columns'> {
  return {
    rows: tally.rows,
    judged: tally.judged,
    flagged: tally.flagged,
    skipped: skippedOf(tally),
    flaws: placedCounts(tally.flaws, FLAWS),
    ...(tally.firstDay === '' ? {} : { firstDay: tally.firstDay }),
    ...(tally.lastDay === '' ? {} : { lastDay: tally.lastDay }),
  };
}

/** The counts of a run as its reports tell them. `run` is what the counts do not know. */
export function auditSummary(
  total: Tally,
  run: Pick<AuditSummary, 'files' | 'bytes' | 'encodings' | 'ignored' | 'unread' | 'problems'> & {
    readonly isPartial: boolean;
    readonly start: AuditStart;
  },
): AuditSummary {
  const { start, isPartial, ...facts } = run;
  const counted = (
    groups: ReadonlyMap<string, { readonly findings: number }>,
  ): Record<string, number> =>
    Object.fromEntries(
      [...groups].map(([key, { findings }]) => [key, findings] as const).sort(byKey),
    );
  const { groups } = total;
  return {
    type: 'summary',
    ...facts,
    encodings: Object.fromEntries(Object.entries(facts.encodings).sort(byKey)),
    ignored: Object.fromEntries(Object.entries(facts.ignored).sort(byKey)),
    rows: total.rows,
    judged: total.judged,
    flagged: total.flagged,
    skipped: skippedOf(total),
    flaws: placedCounts(total.flaws, FLAWS),
    ...(total.firstDay === '' ? {} : { firstDay: total.firstDay }),
    ...(total.lastDay === '' ? {} : { lastDay: total.lastDay }),
    counts: { ...total.counts },
    byRule: counted(groups.rule),
    byCategory: counted(groups.category),
    groups: {
      rule: groupList(groups.rule),
      category: groupList(groups.category),
      severity: groupList(groups.severity),
      collector: said(groups.collector),
      agency: said(groups.agency),
      channel: said(groups.channel),
      hour: said(groups.hour),
      day: said(groups.day),
      month: said(groups.month),
      overdue: said(groups.overdue),
      file: groupList(groups.file),
    },
    ...(start.groupBy.length === 0
      ? {}
      : { grouped: { by: start.groupBy, groups: groupList(total.grouped) } }),
    templates: templateList(total),
    merged: total.merged,
    ...(isPartial ? { isPartial: true } : {}),
  };
}

/** Nothing where no record says it. */
function said(groups: Tally['groups']['collector']): readonly Group[] {
  return groups.size === 1 && groups.has('') ? [] : groupList(groups);
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}
