import {
  type Group,
  type PlacedCount,
  SKIP_REASONS,
  type SkipReason,
  type Template,
} from '../model/audit.ts';
import type { RecordFlaw } from '../model/log-record.ts';
import type { MutableCount, MutableGroup, Tally } from './tally.ts';
import { BETWEEN } from './tally-keys.ts';

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Most flagged messages first, then most findings, then by key. */
export function groupList(groups: ReadonlyMap<string, MutableGroup>): readonly Group[] {
  return [...groups]
    .map(([key, counts]) => ({ key: key.split(BETWEEN), ...counts }))
    .sort(
      (a, b) =>
        b.flagged - a.flagged ||
        b.findings - a.findings ||
        b.messages - a.messages ||
        byText(a.key.join(BETWEEN), b.key.join(BETWEEN)),
    );
}

function sorted<T>(counts: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...counts].sort(([a], [b]) => byText(a, b)));
}

/** Templates with findings, most messages first. */
export function templateList(tally: Tally): readonly Template[] {
  return [...tally.templates]
    .map(([id, template]): Template => {
      const { firstDay, lastDay, rules, collectors, ...rest } = template;
      return {
        id,
        ...rest,
        rules: sorted(rules),
        collectors: sorted(collectors),
        ...(firstDay === '' ? {} : { firstDay }),
        ...(lastDay === '' ? {} : { lastDay }),
      };
    })
    .sort((a, b) => b.messages - a.messages || b.findings - a.findings || byText(a.id, b.id));
}

/** Reasons in their fixed order. */
export function placedCounts<Key extends string>(
  counts: Partial<Record<Key, MutableCount>>,
  order: readonly Key[],
): Partial<Record<Key, PlacedCount>> {
  const out: Partial<Record<Key, PlacedCount>> = {};
  for (const key of order) {
    const value = counts[key];
    if (value !== undefined) out[key] = { count: value.count, first: [...value.first] };
  }
  return out;
}

export const FLAWS: readonly RecordFlaw[] = [
  'time-unreadable',
  'time-without-clock',
  'recipient-rounded',
  'recipient-ambiguous',
];

export function skippedOf(tally: Tally): Partial<Record<SkipReason, PlacedCount>> {
  return placedCounts(tally.skipped, SKIP_REASONS);
}
