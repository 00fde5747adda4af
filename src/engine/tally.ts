import { DIMENSIONS, type Dimension, type RecordPlace, type SkipReason } from '../model/audit.ts';
import type { Finding } from '../model/finding.ts';
import type { RecordFlaw } from '../model/log-record.ts';
import { RANK, type Severity } from '../model/rule.ts';
import {
  groupedKey,
  isAmong,
  isFlaggedBy,
  isSevere,
  type MessageKeys,
  OF_FINDING,
  perFinding,
} from './tally-keys.ts';

/** Groups of one dimension, and templates, that are kept apart; what comes later is counted under `REST`. */
export const MAX_GROUPS = 20_000;
const MAX_COLLECTORS = 1000;
const MAX_PLACES = 3;
/** The key of what is beyond the limit. */
export const REST = '…';
export interface MutableGroup {
  messages: number;
  flagged: number;
  findings: number;
}

export interface MutableCount {
  count: number;
  first: RecordPlace[];
}

export interface MutableTemplate {
  messages: number;
  findings: number;
  severity: Severity;
  readonly rules: Map<string, number>;
  firstDay: string;
  lastDay: string;
  readonly collectors: Map<string, number>;
  example: RecordPlace & { text: string };
}

/**
 * The counts of an audit or of a part of one; `tally-state.ts` makes plain data of them. Adding two of them is
 * commutative and associative as long as no dimension has more than `MAX_GROUPS` keys.
 */
export interface Tally {
  rows: number;
  judged: number;
  flagged: number;
  readonly skipped: Partial<Record<SkipReason, MutableCount>>;
  readonly flaws: Partial<Record<RecordFlaw, MutableCount>>;
  firstDay: string;
  lastDay: string;
  readonly counts: Record<Severity | 'suppressed', number>;
  readonly groups: Record<Exclude<Dimension, 'template'>, Map<string, MutableGroup>>;
  readonly grouped: Map<string, MutableGroup>;
  readonly templates: Map<string, MutableTemplate>;
  /** Messages that were counted under `REST`. */
  merged: number;
}

export function createTally(): Tally {
  const groups = Object.fromEntries(
    DIMENSIONS.filter((name) => name !== 'template').map((name) => [name, new Map()]),
    // Safe: these are all the names of the type.
  ) as unknown as Tally['groups'];
  return {
    rows: 0,
    judged: 0,
    flagged: 0,
    skipped: {},
    flaws: {},
    firstDay: '',
    lastDay: '',
    counts: { error: 0, warning: 0, info: 0, suppressed: 0 },
    groups,
    grouped: new Map(),
    templates: new Map(),
    merged: 0,
  };
}

function addPlace(
  counts: Partial<Record<string, MutableCount>>,
  key: string,
  place: RecordPlace,
): void {
  const known = counts[key];
  if (known === undefined) counts[key] = { count: 1, first: [place] };
  else {
    known.count += 1;
    if (known.first.length < MAX_PLACES) known.first.push(place);
  }
}

/** Counts a record that is not judged. */
export function addSkipped(tally: Tally, reason: SkipReason, place: RecordPlace): void {
  tally.rows += 1;
  addPlace(tally.skipped, reason, place);
}

/** Counts what the values of a judged record could not serve for. */
export function addFlaw(tally: Tally, flaw: RecordFlaw, place: RecordPlace): void {
  addPlace(tally.flaws, flaw, place);
}

function widen(tally: Pick<Tally, 'firstDay' | 'lastDay'>, first: string, last: string): void {
  if (first !== '' && (tally.firstDay === '' || first < tally.firstDay)) tally.firstDay = first;
  if (last > tally.lastDay) tally.lastDay = last;
}

function groupIn(tally: Tally, groups: Map<string, MutableGroup>, key: string): MutableGroup {
  let group = groups.get(key);
  if (group !== undefined) return group;
  let name = key;
  if (groups.size >= MAX_GROUPS) {
    tally.merged += 1;
    name = REST;
    group = groups.get(REST);
    if (group !== undefined) return group;
  }
  group = { messages: 0, flagged: 0, findings: 0 };
  groups.set(name, group);
  return group;
}

const BY_MESSAGE = [
  'collector',
  'agency',
  'channel',
  'hour',
  'day',
  'month',
  'overdue',
  'file',
] as const;

/** Whether the message counts as flagged: an unsuppressed finding at warning or above. */
export function isFlagged(findings: readonly Finding[]): boolean {
  return findings.some(({ state, severity }) => state === 'new' && severity !== 'info');
}

/** Among so many findings those with one key are looked for one by one. */
const FEW = 8;

/**
 * Counts a judged record. `findings` with their state; `text` gives the message, masked, when it is the
 * first of its template.
 */
export function addMessage(
  tally: Tally,
  place: RecordPlace,
  keys: MessageKeys,
  findings: readonly Finding[],
  groupBy: readonly Dimension[],
  text: () => string,
): void {
  const isAllNew = findings.every(({ state }) => state === 'new');
  const counted = isAllNew ? findings : findings.filter(({ state }) => state === 'new');
  const flagged = isFlagged(findings) ? 1 : 0;
  tally.rows += 1;
  tally.judged += 1;
  tally.flagged += flagged;
  widen(tally, keys.day, keys.day);
  for (const name of BY_MESSAGE) {
    const group = groupIn(tally, tally.groups[name], keys[name]);
    group.messages += 1;
    group.flagged += flagged;
    group.findings += counted.length;
  }
  if (groupBy.length > 0) addGrouped(tally, keys, counted, flagged, groupBy);
  if (findings.length === 0) return;
  tally.counts.suppressed += findings.length - counted.length;
  if (counted.length === 0) return;
  for (const finding of counted) tally.counts[finding.severity] += 1;
  for (const [name, read] of OF_FINDING) {
    const groups = tally.groups[name];
    // Of few findings, as most messages have them, it is looked up among those before which are new.
    const seen = counted.length > FEW ? new Set<string>() : undefined;
    for (let i = 0; i < counted.length; i += 1) {
      const key = read(counted[i]!);
      const group = groupIn(tally, groups, key);
      group.findings += 1;
      if (seen === undefined ? isAmong(counted, i, read, key) : seen.has(key)) continue;
      seen?.add(key);
      group.messages += 1;
      if (isFlaggedBy(counted, i, read, key)) group.flagged += 1;
    }
  }
  addTemplate(tally, place, keys, counted, text);
}

/**
 * Counts a finding that is about records counted elsewhere: no message is added, nor is one flagged. Of the rules
 * and severities it is one message, since nothing else stands for it there.
 */
export function addBreach(
  tally: Tally,
  keys: MessageKeys,
  finding: Finding,
  groupBy: readonly Dimension[],
): void {
  if (finding.state !== 'new') {
    tally.counts.suppressed += 1;
    return;
  }
  tally.counts[finding.severity] += 1;
  for (const name of BY_MESSAGE) groupIn(tally, tally.groups[name], keys[name]).findings += 1;
  for (const [name, read] of OF_FINDING) {
    const group = groupIn(tally, tally.groups[name], read(finding));
    group.findings += 1;
    group.messages += 1;
    group.flagged += isSevere(finding) ? 1 : 0;
  }
  if (groupBy.length === 0) return;
  const group = groupIn(tally, tally.grouped, groupedKey(keys, finding, groupBy));
  group.findings += 1;
  if (!perFinding(groupBy)) return;
  group.messages += 1;
  group.flagged += isSevere(finding) ? 1 : 0;
}

/** Counts messages without findings in one group. Rows and judged messages are counted apart. */
export function addMessages(
  tally: Tally,
  name: Exclude<Dimension, 'rule' | 'category' | 'severity' | 'template'>,
  key: string,
  messages: number,
): void {
  groupIn(tally, tally.groups[name], key).messages += messages;
  if (name === 'day') widen(tally, key, key);
}

function addGrouped(
  tally: Tally,
  keys: MessageKeys,
  counted: readonly Finding[],
  flagged: number,
  by: readonly Dimension[],
): void {
  if (!perFinding(by)) {
    const group = groupIn(tally, tally.grouped, groupedKey(keys, undefined, by));
    group.messages += 1;
    group.flagged += flagged;
    group.findings += counted.length;
    return;
  }
  // A message without a finding has no rule to be counted under.
  const seen = new Set<string>();
  for (const finding of counted) {
    const key = groupedKey(keys, finding, by);
    const group = groupIn(tally, tally.grouped, key);
    group.findings += 1;
    if (seen.has(key)) continue;
    seen.add(key);
    group.messages += 1;
    // As in the groups of one: a hint does not flag a message, whatever else is in it.
    const isFlag = counted.some((each) => isSevere(each) && groupedKey(keys, each, by) === key);
    group.flagged += isFlag ? 1 : 0;
  }
}

function addTemplate(
  tally: Tally,
  place: RecordPlace,
  keys: MessageKeys,
  counted: readonly Finding[],
  text: () => string,
): void {
  let template = tally.templates.get(keys.template);
  if (template === undefined) {
    if (tally.templates.size >= MAX_GROUPS) {
      tally.merged += 1;
      return;
    }
    template = {
      messages: 0,
      findings: 0,
      severity: 'info',
      rules: new Map(),
      firstDay: '',
      lastDay: '',
      collectors: new Map(),
      example: { ...place, text: text() },
    };
    tally.templates.set(keys.template, template);
  }
  template.messages += 1;
  template.findings += counted.length;
  widen(template, keys.day, keys.day);
  for (const { ruleId, severity } of counted) {
    template.rules.set(ruleId, (template.rules.get(ruleId) ?? 0) + 1);
    if (RANK[severity] > RANK[template.severity]) template.severity = severity;
  }
  addCollector(template.collectors, keys.collector, 1);
}

function addCollector(collectors: Map<string, number>, collector: string, count: number): void {
  const isKept = collectors.has(collector) || collectors.size < MAX_COLLECTORS;
  const name = isKept ? collector : REST;
  collectors.set(name, (collectors.get(name) ?? 0) + count);
}

function byPlace(a: RecordPlace, b: RecordPlace): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.record - b.record;
}

function mergeCounts(
  into: Partial<Record<string, MutableCount>>,
  from: Partial<Record<string, MutableCount>>,
): void {
  for (const [key, value] of Object.entries(from)) {
    if (value === undefined) continue;
    const known = into[key];
    if (known === undefined) into[key] = { count: value.count, first: [...value.first] };
    else {
      known.count += value.count;
      known.first = [...known.first, ...value.first].sort(byPlace).slice(0, MAX_PLACES);
    }
  }
}

function mergeGroups(
  tally: Tally,
  into: Map<string, MutableGroup>,
  from: ReadonlyMap<string, MutableGroup>,
): void {
  for (const [key, value] of from) {
    const group = groupIn(tally, into, key);
    group.messages += value.messages;
    group.flagged += value.flagged;
    group.findings += value.findings;
  }
}

/** Adds the counts of another part of the same audit. */
export function mergeTally(into: Tally, from: Tally): void {
  into.rows += from.rows;
  into.judged += from.judged;
  into.flagged += from.flagged;
  into.merged += from.merged;
  widen(into, from.firstDay, from.lastDay);
  mergeCounts(into.skipped, from.skipped);
  mergeCounts(into.flaws, from.flaws);
  for (const level of ['error', 'warning', 'info', 'suppressed'] as const)
    into.counts[level] += from.counts[level];
  for (const name of [...BY_MESSAGE, 'rule', 'category', 'severity'] as const)
    mergeGroups(into, into.groups[name], from.groups[name]);
  mergeGroups(into, into.grouped, from.grouped);
  for (const [id, other] of from.templates) {
    const known = into.templates.get(id);
    if (known === undefined) {
      if (into.templates.size >= MAX_GROUPS) into.merged += other.messages;
      else into.templates.set(id, structuredClone(other));
      continue;
    }
    known.messages += other.messages;
    known.findings += other.findings;
    widen(known, other.firstDay, other.lastDay);
    if (RANK[other.severity] > RANK[known.severity]) known.severity = other.severity;
    for (const [rule, count] of other.rules)
      known.rules.set(rule, (known.rules.get(rule) ?? 0) + count);
    for (const [collector, count] of other.collectors)
      addCollector(known.collectors, collector, count);
    if (byPlace(other.example, known.example) < 0) known.example = other.example;
  }
}
