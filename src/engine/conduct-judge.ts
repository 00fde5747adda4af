import {
  type ConductHit,
  type ConductPlan,
  type ConductReason,
  MAX_RELATED,
} from '../model/conduct.ts';
import { CONTACT_STATES, type ContactState, FACT, FACT_OF } from '../model/contact.ts';
import type { ConductLimit, Severity } from '../model/rule.ts';

/** All contacts of one key, by time and then by row; arrays of equal length. */
export interface ContactGroup {
  readonly low: number;
  readonly high: number;
  /** Seconds since 1970 UTC. */
  readonly at: readonly number[];
  /** Quarters of an hour east of UTC. */
  readonly clock: readonly number[];
  readonly row: readonly number[];
  readonly facts: readonly number[];
  readonly tag: readonly number[];
  /** The contact belongs to the key as the debtor it is about; every one belongs to it as a recipient. */
  readonly isDebtor: readonly boolean[];
}

const DAY = 86_400;
const HOUR = 3600;
const QUARTER = 900;
/** Within a day of a question of the debtor's an answer is no collection (harassment/after-stop). */
const ANSWER_SECONDS = DAY;
/** Written into the third bit of a key by `contactKey`. */
const CASE = 0x2000_0000;

/** A limit as masks over facts: a contact counts where the bit of its channel, outcome and relation is set. */
export interface LimitMask {
  readonly limit: ConductPlan['limits'][number];
  readonly channels: number;
  readonly outcomes: number;
  readonly relations: number;
}

export function maskOf(limit: ConductPlan['limits'][number]): LimitMask {
  const { channels, outcomes, of } = limit.counts;
  let channelMask = 0;
  for (const channel of channels) channelMask |= 1 << FACT_OF.channel[channel];
  // A channel that nothing names is one of the others.
  if (channels.includes('other')) channelMask |= 1;
  let outcomeMask = outcomes === undefined ? 0xf : 0;
  for (const outcome of outcomes ?? []) outcomeMask |= 1 << (FACT_OF.outcome[outcome] >> 4);
  return {
    limit,
    channels: channelMask,
    outcomes: outcomeMask,
    relations:
      of === undefined
        ? 0xf
        : (1 << (FACT_OF.relation.unknown >> 6)) | (1 << (FACT_OF.relation.debtor >> 6)),
  };
}

/** Whether a contact counts towards the limit. What came in or is exempt counts towards none. */
export function isCounted(mask: LimitMask, facts: number): boolean {
  return (
    (facts & (FACT.inbound | FACT.exempt)) === 0 &&
    ((mask.channels >> (facts & FACT.channel)) & 1) === 1 &&
    ((mask.outcomes >> ((facts & FACT.outcome) >> 4)) & 1) === 1 &&
    ((mask.relations >> ((facts & FACT.relation) >> 6)) & 1) === 1
  );
}

/** Indices of the limits towards which a contact counts, by its facts: few combinations occur, each is worked out once. */
export function createCountedBy(masks: readonly LimitMask[]): (facts: number) => readonly number[] {
  const known: (readonly number[] | undefined)[] = new Array(1 << 16).fill(undefined);
  return (facts) => {
    const before = known[facts];
    if (before !== undefined) return before;
    const limits = [...masks.keys()].filter((at) => isCounted(masks[at]!, facts));
    known[facts] = limits;
    return limits;
  };
}

/**
 * Whether more contacts than a limit of number allows may stand within its window; the first `count` of `times` in seconds, sorted
 * by this where they do not fall, as they do in most logs from the last record on. A day is taken two longer than it
 * is: one for the hour at which it begins, one for clocks that differ.
 */
export function mayExceed(
  { most, window }: LimitMask['limit'],
  times: Uint32Array,
  count: number,
): boolean {
  for (let i = 1; i < count; i += 1) {
    if (times[i]! <= times[i - 1]!) continue;
    times.subarray(0, count).sort().reverse();
    break;
  }
  const span = window === 'hour' ? HOUR : (window + 2) * DAY;
  for (let i = most; i < count; i += 1) if (times[i - most]! - times[i]! < span) return true;
  return false;
}

function relationOf(facts: number): number {
  return facts & FACT.relation;
}

function isThirdParty(facts: number): boolean {
  return relationOf(facts) === FACT_OF.relation['third-party'];
}

function isOutbound(facts: number): boolean {
  return (facts & (FACT.inbound | FACT.exempt)) === 0;
}

function stateIn(facts: number): ContactState {
  // Callers ask only where one is set.
  return CONTACT_STATES.find((state) => (facts & FACT_OF.state[state]) !== 0) ?? 'stopped';
}

/** Builds the function that finds what the contacts of one key break; hits in the order of their rows per rule. */
export function createGroupJudge(
  plan: ConductPlan,
): (group: ContactGroup, emit: (hit: ConductHit) => void) => void {
  const masks = plan.limits.map(maskOf);
  return (group, emit) => {
    const { at, clock, row, facts, isDebtor } = group;
    const size = at.length;
    const day: number[] = [];
    for (let i = 0; i < size; i += 1) day.push(Math.floor((at[i]! + clock[i]! * QUARTER) / DAY));

    const hit: Hit = (ruleId, reason, severity, index, contributing, most) => {
      const rows = contributing.map((each) => row[each]!).sort((a, b) => a - b);
      const shown = rows.slice(0, MAX_RELATED);
      if (!shown.includes(row[index]!)) {
        if (shown.length === MAX_RELATED) shown.pop();
        shown.push(row[index]!);
        shown.sort((a, b) => a - b);
      }
      emit({
        ruleId,
        reason,
        severity,
        row: row[index]!,
        at: at[index]!,
        offset: clock[index]! * 15,
        tag: group.tag[index]!,
        key: { low: group.low, high: group.high },
        count: rows.length,
        most,
        rows: shown,
      });
    };

    for (const mask of masks) {
      const { limit } = mask;
      const counted: number[] = [];
      for (let i = 0; i < size; i += 1)
        if (
          (limit.by === 'recipient' ? !isCase(group) : isDebtor[i]!) &&
          isCounted(mask, facts[i]!)
        )
          counted.push(i);
      if (limit.measure === 'since-conversation') {
        sinceConversation(limit, counted, group, day, hit);
        continue;
      }
      if (counted.length <= limit.most) continue;
      if (limit.window === 'hour') inHours(limit, counted, at, hit);
      else inDays(limit, limit.window, counted, day, hit);
    }
    if (plan.states !== undefined) afterStates(plan.states, group, hit);
    if (plan.thirdParty !== undefined && isCase(group))
      thirdParties(plan.thirdParty, group, day, hit);
  };
}

type Hit = (
  ruleId: string,
  reason: ConductReason,
  severity: Severity,
  index: number,
  contributing: readonly number[],
  most: number,
) => void;
type Limit = ConductLimit & { readonly ruleId: string; readonly most: number };

export function isCase({ high }: { readonly high: number }): boolean {
  return (high & CASE) !== 0;
}

function inDays(limit: Limit, days: number, counted: number[], day: number[], hit: Hit): void {
  // Where a clock is put back over midnight a later contact stands on an earlier day.
  const byDay = counted.toSorted((a, b) => day[a]! - day[b]! || a - b);
  const reason = { kind: 'limit', limit: limit.id } as const;
  let from = 0;
  for (let first = 0; first < byDay.length; ) {
    const today = day[byDay[first]!]!;
    let end = first;
    while (end < byDay.length && day[byDay[end]!]! === today) end += 1;
    while (day[byDay[from]!]! <= today - days) from += 1;
    if (end - from > limit.most) {
      // The first contact of the day with which there are too many.
      const over = byDay[Math.max(first, from + limit.most)]!;
      hit(limit.ruleId, reason, limit.severity, over, byDay.slice(from, end), limit.most);
    }
    first = end;
  }
}

function inHours(limit: Limit, counted: number[], at: readonly number[], hit: Hit): void {
  const reason = { kind: 'limit', limit: limit.id } as const;
  const isOver = (index: number): boolean =>
    index >= limit.most && at[counted[index]!]! - at[counted[index - limit.most]!]! < HOUR;
  // Contacts one after the other that each go too far are one burst.
  for (let first = 0; first < counted.length; first += 1) {
    if (!isOver(first)) continue;
    let last = first;
    while (last + 1 < counted.length && isOver(last + 1)) last += 1;
    const burst = counted.slice(first - limit.most, last + 1);
    hit(limit.ruleId, reason, limit.severity, counted[first]!, burst, limit.most);
    first = last;
  }
}

/** A call within so many days after a conversation, the day of the conversation being the first. */
function sinceConversation(
  limit: Limit,
  counted: readonly number[],
  { at, facts, isDebtor }: ContactGroup,
  day: readonly number[],
  hit: Hit,
): void {
  if (counted.length === 0) return;
  const spoken: number[] = [];
  const conversation = FACT_OF.channel.call | FACT_OF.outcome.connected;
  for (let i = 0; i < at.length; i += 1)
    if (
      isDebtor[i]! &&
      (facts[i]! & (FACT.channel | FACT.outcome)) === conversation &&
      !isThirdParty(facts[i]!)
    )
      spoken.push(i);
  let next = 0;
  let last = -1;
  for (const index of counted) {
    while (next < spoken.length && at[spoken[next]!]! < at[index]!) {
      last = spoken[next]!;
      next += 1;
    }
    if (last < 0 || day[index]! - day[last]! >= limit.most) continue;
    const reason = { kind: 'limit', limit: limit.id } as const;
    hit(limit.ruleId, reason, limit.severity, index, [last, index], limit.most);
  }
}

/** States of the debt hold for everybody; those of a person for the number that was contacted. */
function afterStates(
  plan: NonNullable<ConductPlan['states']>,
  group: ContactGroup,
  hit: Hit,
): void {
  let meant = 0;
  for (const state of plan.states) meant |= FACT_OF.state[state];
  const ofDebt = meant & ~FACT_OF.state.identity;
  const severity = plan.severity ?? 'error';
  const { at, facts, isDebtor } = group;
  let seen = 0;
  for (const each of facts) seen |= each;
  if ((seen & meant) === 0) return;
  const flagged = new Set<number>();
  const follow = (
    since: number,
    statesOf: (index: number) => number,
    isMeant: (index: number) => boolean,
  ): void => {
    const state = stateIn(statesOf(since));
    let question = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < at.length; i += 1) {
      if (at[i]! <= at[since]! || !isMeant(i)) continue;
      const fact = facts[i]!;
      if ((fact & FACT.inbound) !== 0) {
        if (statesOf(i) === 0) question = at[i]!;
        continue;
      }
      // Of a record that names such a state as held before it, `check` speaks for itself.
      const isOwn = (fact & meant) !== 0 && (fact & FACT.raised) === 0;
      if (!isOutbound(fact) || (fact & FACT.agreed) !== 0 || isOwn || flagged.has(i)) continue;
      if (at[i]! - question <= ANSWER_SECONDS) continue;
      flagged.add(i);
      hit(plan.ruleId, { kind: 'state', state }, severity, i, [since, i], 0);
    }
  };
  const debtStates = (i: number): number =>
    isDebtor[i]! && !isThirdParty(facts[i]!) ? facts[i]! & ofDebt : 0;
  const personStates = (i: number): number =>
    facts[i]! & (isThirdParty(facts[i]!) ? meant : meant & FACT_OF.state.identity);
  const firstOf = (statesOf: (index: number) => number): number =>
    facts.findIndex((_, i) => statesOf(i) !== 0);
  const debt = firstOf(debtStates);
  if (debt >= 0) follow(debt, debtStates, (i) => isDebtor[i]!);
  if (isCase(group)) return;
  const person = firstOf(personStates);
  if (person >= 0) follow(person, personStates, () => true);
}

function thirdParties(
  plan: NonNullable<ConductPlan['thirdParty']>,
  group: ContactGroup,
  day: readonly number[],
  hit: Hit,
): void {
  const { facts } = group;
  if (!facts.some((each) => isThirdParty(each) && isOutbound(each))) return;
  const most: Severity = plan.severity ?? 'error';
  /** Attempts since the debtor was last reached, all of them and in a row. */
  let failed: number[] = [];
  let isInvalid = false;
  let allowedFrom = Number.POSITIVE_INFINITY;
  let daysInRow = 0;
  let hasTried = false;
  let reached = -1;
  for (let i = 0; i < facts.length; i += 1) {
    const fact = facts[i]!;
    if (isThirdParty(fact)) {
      if (!isOutbound(fact) || (fact & FACT.agreed) !== 0) continue;
      const isLost = isInvalid || day[i]! >= allowedFrom || daysInRow >= plan.days;
      if (reached >= 0) {
        const why = isLost ? 'reached-lost' : 'reached';
        const severity = isLost ? 'warning' : most;
        hit(plan.ruleId, { kind: 'third-party', why }, severity, i, [reached, i], 0);
      } else if (!isLost) {
        const why = hasTried ? 'condition' : 'no-attempt';
        const severity = hasTried ? most : 'warning';
        hit(plan.ruleId, { kind: 'third-party', why }, severity, i, [...failed, i], 0);
      }
      continue;
    }
    if (relationOf(fact) === FACT_OF.relation.liable) continue;
    if ((fact & FACT_OF.state.identity) !== 0) isInvalid = true;
    const channel = fact & FACT.channel;
    const outcome = fact & FACT.outcome;
    const isCall = channel === FACT_OF.channel.call;
    const isAnswered =
      outcome === FACT_OF.outcome.connected && (isCall || channel === FACT_OF.channel.visit);
    if ((fact & FACT.inbound) !== 0 || isAnswered) {
      // Who answered a wrong number was not the debtor.
      if ((fact & FACT_OF.state.identity) !== 0) continue;
      reached = i;
      failed = [];
      isInvalid = false;
      allowedFrom = Number.POSITIVE_INFINITY;
      daysInRow = 0;
      continue;
    }
    if (isCall) hasTried = true;
    if (!isCall || outcome === 0) continue;
    if (outcome === FACT_OF.outcome.invalid) isInvalid = true;
    const before = failed.at(-1);
    if (before === undefined || day[i]! - day[before]! > 1) daysInRow = 1;
    else if (day[i]! - day[before]! === 1) daysInRow += 1;
    failed.push(i);
    if (failed.length >= plan.attempts) allowedFrom = Math.min(allowedFrom, day[i]! + 1);
  }
}
