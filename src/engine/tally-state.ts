import { DIMENSIONS, type Dimension, type SkipReason } from '../model/audit.ts';
import type { RecordFlaw } from '../model/log-record.ts';
import {
  createTally,
  type MutableCount,
  type MutableGroup,
  type MutableTemplate,
  type Tally,
} from './tally.ts';

type GroupState = readonly [key: string, messages: number, flagged: number, findings: number];
type CountState = readonly (readonly [key: string, count: number])[];

interface TemplateState extends Omit<MutableTemplate, 'rules' | 'collectors'> {
  readonly id: string;
  readonly rules: CountState;
  readonly collectors: CountState;
}

/** A tally as plain data that survives JSON. The order of its keys is kept: what comes beyond a limit hangs on it. */
export interface TallyState
  extends Readonly<
    Pick<Tally, 'rows' | 'judged' | 'flagged' | 'firstDay' | 'lastDay' | 'counts' | 'merged'>
  > {
  readonly skipped: readonly (readonly [SkipReason, MutableCount])[];
  readonly flaws: readonly (readonly [RecordFlaw, MutableCount])[];
  readonly groups: Readonly<Record<Exclude<Dimension, 'template'>, readonly GroupState[]>>;
  readonly grouped: readonly GroupState[];
  readonly templates: readonly TemplateState[];
}

function groupStates(groups: ReadonlyMap<string, MutableGroup>): readonly GroupState[] {
  return [...groups].map(([key, { messages, flagged, findings }]) => [
    key,
    messages,
    flagged,
    findings,
  ]);
}

function addGroups(into: Map<string, MutableGroup>, states: readonly GroupState[]): void {
  for (const [key, messages, flagged, findings] of states)
    into.set(key, { messages, flagged, findings });
}

function placed<Key extends string>(
  counts: Partial<Record<Key, MutableCount>>,
): readonly (readonly [Key, MutableCount])[] {
  // Safe: the entries of a record have its keys.
  return Object.entries<MutableCount | undefined>(counts).map(
    ([key, value]) => [key as Key, { count: value!.count, first: [...value!.first] }] as const,
  );
}

const NAMES = DIMENSIONS.filter((name) => name !== 'template');

/** Shares nothing with the tally that changes later. */
export function tallyState(tally: Tally): TallyState {
  const { rows, judged, flagged, firstDay, lastDay, counts, merged } = tally;
  return {
    rows,
    judged,
    flagged,
    firstDay,
    lastDay,
    counts: { ...counts },
    merged,
    skipped: placed(tally.skipped),
    flaws: placed(tally.flaws),
    // Safe: these are all the names of the type.
    groups: Object.fromEntries(
      NAMES.map((name) => [name, groupStates(tally.groups[name])]),
    ) as unknown as TallyState['groups'],
    grouped: groupStates(tally.grouped),
    templates: [...tally.templates].map(([id, { rules, collectors, ...template }]) => ({
      id,
      ...template,
      rules: [...rules],
      collectors: [...collectors],
    })),
  };
}

/** The tally that `state` was made of, to be counted on. */
export function tallyOf(state: TallyState): Tally {
  const { skipped, flaws, groups, grouped, templates, counts, ...numbers } = state;
  const tally = Object.assign(createTally(), numbers);
  Object.assign(tally.counts, counts);
  for (const [key, { count, first }] of skipped) tally.skipped[key] = { count, first: [...first] };
  for (const [key, { count, first }] of flaws) tally.flaws[key] = { count, first: [...first] };
  for (const name of NAMES) addGroups(tally.groups[name], groups[name]);
  addGroups(tally.grouped, grouped);
  for (const { id, rules, collectors, ...template } of templates)
    tally.templates.set(id, {
      ...template,
      rules: new Map(rules),
      collectors: new Map(collectors),
    });
  return tally;
}
