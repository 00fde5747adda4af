import { createPresence } from '../match/presence.ts';
import type { CompiledScopes, Program } from '../match/program.ts';
import type { ConductPlan, ConductReason } from '../model/conduct.ts';
import { CONTACT_STATES, type ContactState, FACT, FACT_OF } from '../model/contact.ts';
import type { Message } from '../model/error.ts';
import type { Rule, Severity } from '../model/rule.ts';
import type { Kind, MessageMeta, Segment } from '../model/segment.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { metaFacts } from '../text/contacts.ts';
import type { Normalizer } from '../text/normalize.ts';
import { speakerLabel } from '../text/speakers.ts';
import { instantOf, zoneOffset } from '../text/zones.ts';
import { type ConductSettings, HOUSE_NOTE, MAINLAND, planConduct } from './conduct-plan.ts';
import type { JudgedMatch, JudgeOptions } from './judge.ts';
import { createStage, occursIn, type Stage, speakerOf } from './scene.ts';

/** What the fields of one record break, as matches over its whole text. */
export type RecordJudge = (text: string, meta: MessageMeta) => readonly JudgedMatch[];

const NOTHING: readonly JudgedMatch[] = [];
/** Most of a text that is shown as the place, in UTF-16 units. */
const SHOWN = 200;

export const STATE_NAMES: Readonly<Record<ContactState, Message>> = {
  stopped: { zh: '停催', en: 'a stop' },
  settled: { zh: '结清', en: 'a settlement' },
  disputed: { zh: '争议', en: 'a dispute' },
  complained: { zh: '投诉', en: 'a complaint' },
  identity: { zh: '错号、冒名或死亡', en: 'a wrong number, a stolen identity or a death' },
};

/** 0 where the contact lies within the hours, else the minute of the day on the recipient's clock, + 1. */
function offHours(plan: ConductPlan, at: number, offset: number): number {
  if (plan.hours === undefined) return 0;
  const local = at + offset * 60;
  // Asked of every record: a division takes half the time of a remainder.
  const seconds = local - Math.floor(local / 86_400) * 86_400;
  const { from, to } = plan.hours;
  return seconds >= from * 60 && seconds < to * 60 ? 0 : Math.floor(seconds / 60) + 1;
}

/** States of the record that had begun before it and after which nobody may be contacted. */
function heldStates(plan: ConductPlan, facts: number): readonly ContactState[] {
  if (plan.states === undefined || (facts & FACT.states) === 0 || (facts & FACT.raised) !== 0)
    return [];
  const { states } = plan.states;
  return CONTACT_STATES.filter(
    (state) => states.includes(state) && (facts & FACT_OF.state[state]) !== 0,
  );
}

const NO_BREACH = FACT.inbound | FACT.agreed | FACT.exempt;

/**
 * Whether a record may break a rule by its own fields, by the numbers that a batch holds (`ContactBatch`): false
 * for nearly all, so that the others alone have to be read. `at` in seconds UTC, `offset` minutes.
 */
export function mayBreakAlone(
  plan: ConductPlan,
  facts: number,
  at: number,
  offset: number,
): boolean {
  if ((facts & NO_BREACH) !== 0) return false;
  // Asked of every record: of most the facts say already that there is no state.
  if ((facts & FACT.states) !== 0 && heldStates(plan, facts).length > 0) return true;
  return offHours(plan, at, offset) !== 0;
}

/** Rules that a record breaks by its own fields, with the reason; for records without a text. */
export function reasonsAlone(
  plan: ConductPlan,
  facts: number,
  at: number,
  offset: number,
): readonly {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly reason: ConductReason;
}[] {
  if (!mayBreakAlone(plan, facts, at, offset)) return [];
  const { hours, states } = plan;
  const [state] = heldStates(plan, facts);
  return [
    ...(hours && offHours(plan, at, offset) !== 0
      ? [{ ...leveled(hours), reason: { kind: 'hours' } as const }]
      : []),
    ...(states && state !== undefined
      ? [{ ...leveled(states), reason: { kind: 'state', state } as const }]
      : []),
  ];
}

function leveled({ ruleId, severity }: { readonly ruleId: string; readonly severity?: Severity }): {
  readonly ruleId: string;
  readonly severity: Severity;
} {
  // planConduct has settled it.
  return { ruleId, severity: severity ?? 'error' };
}

/** `07:59`, of a minute of the day. */
export function clockText(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/**
 * The text without blanks around it, and not more of it than a reader wants to see; of a transcript that another side
 * begins, the first turn of the collector, if there is one.
 */
function placeOf(whole: string): readonly [start: number, end: number] {
  const [from, to] = collectorTurn(whole);
  const text = whole.slice(0, to);
  const start = text.length - text.slice(from).trimStart().length;
  const end = Math.max(start, text.trimEnd().length);
  if (end - start <= SHOWN) return [start, end];
  const cut = start + SHOWN;
  return [start, (text.charCodeAt(cut) & 0xfc00) === 0xdc00 ? cut - 1 : cut];
}

/** Where in a text the collector first speaks; all of it where nobody else speaks before, or nobody else at all. */
function collectorTurn(text: string): readonly [start: number, end: number] {
  let begun = -1;
  let isOthers = false;
  for (const { 0: line, index } of text.matchAll(/[^\r\n]*\S[^\r\n]*/g)) {
    const speaker = speakerLabel(line)?.speaker;
    if (!isOthers) {
      if (speaker !== 'customer' && speaker !== 'third-party') break;
      isOthers = true;
    }
    if (begun >= 0 && speaker !== undefined) return [begun, index];
    if (speaker === 'collector') begun = index;
  }
  return [Math.max(begun, 0), text.length];
}

/**
 * Whether a text is no collection (a receipt, a code, an answer) by the exceptions of a conduct rule; the id of
 * the exception, null where none holds.
 */
export function createExemption(
  ruleset: Ruleset,
  normalizer: Normalizer,
  options: Pick<JudgeOptions, 'tokenizer' | 'without'>,
  stage: Stage = createStage(ruleset.compiled, options),
): (rule: Rule, text: string, meta: MessageMeta) => string | null {
  const presence = createPresence(ruleset.compiled);
  /** Of each rule the patterns of its exceptions. */
  const known = new Map<Rule, readonly Program[]>();
  return (rule, text, meta) => {
    const exceptions = ruleset.compiled.rules[ruleset.rules.indexOf(rule)]!.unless;
    if (text === '' || exceptions.length === 0) return null;
    let programs = known.get(rule);
    programs ??= exceptions.flatMap(({ scopes: { message = [], clause = [] } }) => [
      ...message,
      ...clause,
    ]);
    known.set(rule, programs);
    // Nearly every text lacks a word that each of them needs: then nothing is folded, divided and tried.
    if (presence.lookRaw(text) && !programs.some(presence.mayMatch)) return null;
    const view = normalizer.fold(text);
    presence.look([view]);
    if (!programs.some(presence.mayMatch)) return null;
    const scene = stage.set(view, meta);
    if (scene.structure.clauses.length === 0) return null;
    const occurs = ({ message, clause }: CompiledScopes): boolean =>
      (message !== undefined && occursIn(scene, message, 0, 'message')) ||
      // There is no match whose clause would be meant: any will do.
      (clause !== undefined &&
        scene.structure.clauses.some((_, index) => occursIn(scene, clause, index, 'clause')));
    const held = exceptions.find(
      ({ id, scopes }) => options.without?.has(id) !== true && occurs(scopes),
    );
    return held?.id ?? null;
  };
}

/**
 * Whether a record is one of a contact: a log, by what is known or given, else by the guess. That goes by the words
 * where speakers are named, and a call that is written down reads like a script: with a time and a recipient it is one
 * that was made.
 */
function isContact(meta: MessageMeta, given: Kind | undefined): boolean {
  if (meta.kindKnown) return meta.kind === 'log';
  if (given !== undefined) return given === 'log';
  const hasRecipient = meta.recipient !== undefined || meta.unread?.includes('recipient') === true;
  return meta.kind === 'log' || (meta.kind === 'script' && hasRecipient);
}

/**
 * Builds the judge of single records: the hour of a contact, and a stop, settlement, dispute or complaint
 * which its own fields name. Without a time, of anything but a log, and of what came in it says nothing.
 */
export function createRecordJudge(
  ruleset: Ruleset,
  normalizer: Normalizer,
  options: JudgeOptions & { readonly conduct?: ConductSettings },
): RecordJudge {
  const settings = options.conduct ?? MAINLAND;
  const plan = planConduct(ruleset.rules, settings, options.levels, options.inactive);
  const ruleOf = (id: string | undefined): Rule | undefined =>
    id === undefined ? undefined : ruleset.rules.find((rule) => rule.id === id);
  const hoursRule = ruleOf(plan.hours?.ruleId);
  const statesRule = ruleOf(plan.states?.ruleId);
  if (hoursRule === undefined && statesRule === undefined) return () => NOTHING;
  const offsetAt = zoneOffset(settings.timezone);
  const exemption = createExemption(ruleset, normalizer, options);

  return (text, meta) => {
    if (meta.sentAt === undefined) return NOTHING;
    const milliseconds = instantOf(meta.sentAt, offsetAt);
    if (!isContact(meta, options.kind) || Number.isNaN(milliseconds)) return NOTHING;
    const at = Math.floor(milliseconds / 1000);
    const offset = offsetAt(milliseconds);
    const facts = metaFacts(meta, at, offsetAt);
    if (!mayBreakAlone(plan, facts, at, offset)) return NOTHING;
    const speaker = speakerOf(meta);
    if (speaker === 'customer' || speaker === 'third-party') return NOTHING;
    const [start, end] = placeOf(text);
    if (start === end) return NOTHING;
    const matchOf = (
      rule: Rule,
      ground: NonNullable<ConductPlan['hours'] | ConductPlan['states']>,
      captures: Readonly<Record<string, string>>,
      note: Message | undefined,
    ): JudgedMatch => {
      const exception = exemption(rule, text, meta);
      return {
        rule,
        pattern: '',
        start,
        end,
        normalized: text.slice(start, end),
        captures,
        // planConduct has settled it.
        severity: ground.severity ?? rule.severity,
        confidence: 1,
        suspected: false,
        speaker,
        view: 'fold',
        suppressed: exception === null ? null : `exception:${exception}`,
        clauses: ground.clauses,
        ...(note && { note }),
      };
    };
    const found: JudgedMatch[] = [];
    const minute = offHours(plan, at, offset) - 1;
    if (minute >= 0 && plan.hours !== undefined && hoursRule !== undefined) {
      const { from, to, isHouse } = plan.hours;
      const captures = { time: clockText(minute), from: clockText(from), to: clockText(to) };
      found.push(matchOf(hoursRule, plan.hours, captures, isHouse ? HOUSE_NOTE : undefined));
    }
    const states = heldStates(plan, facts);
    if (states.length > 0 && plan.states !== undefined && statesRule !== undefined)
      found.push(matchOf(statesRule, plan.states, {}, stateNote(states)));
    return found;
  };
}

/** In which states the case was. */
function stateNote(states: readonly ContactState[]): Message {
  return {
    zh: `（${states.map((state) => STATE_NAMES[state].zh).join('、')}）`,
    en: ` (${states.map((state) => STATE_NAMES[state].en).join(', ')})`,
  };
}

/** The rule whose exceptions say which texts count in no frequency. */
const COUNTING_RULE = 'harassment/frequency';

/** Whether a message counts as no collection where messages are counted. */
export function createTextExemption(
  ruleset: Ruleset,
  normalizer: Normalizer,
  options: Pick<JudgeOptions, 'tokenizer' | 'without'>,
  stage: Stage,
): (segment: Pick<Segment, 'text' | 'meta'>) => boolean {
  const rule = ruleset.rules.find(({ id }) => id === COUNTING_RULE);
  if (rule === undefined) return () => false;
  const exemption = createExemption(ruleset, normalizer, options, stage);
  return ({ text, meta }) => exemption(rule, text, meta) !== null;
}

/** As `mayBreakAlone`, for the rules and the clock of a run; `at` may be NaN. */
export function createFieldSieve(
  ruleset: Ruleset,
  options: Pick<JudgeOptions, 'levels' | 'inactive'> & { readonly conduct?: ConductSettings },
): (facts: number, at: number) => boolean {
  const settings = options.conduct ?? MAINLAND;
  const plan = planConduct(ruleset.rules, settings, options.levels, options.inactive);
  const offsetAt = zoneOffset(settings.timezone);
  return (facts, at) => !Number.isNaN(at) && mayBreakAlone(plan, facts, at, offsetAt(at * 1000));
}
