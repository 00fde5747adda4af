import { isScalar } from 'yaml';
import {
  CONTACT_CHANNELS,
  CONTACT_STATES,
  type ContactChannel,
  type ContactOutcome,
} from '../model/contact.ts';
import {
  type ConductDemand,
  type ConductGround,
  type ConductHours,
  type ConductLimit,
  type Jurisdiction,
  SEVERITIES,
  type Severity,
} from '../model/rule.ts';
import {
  type RuleFile,
  readChoice,
  readChoices,
  readList,
  readMap,
  readText,
  report,
  reportUnknown,
  type Value,
} from './parse-document.ts';
import { JURISDICTIONS } from './parse-names.ts';
import type { MessageReader } from './parse-structure.ts';

const DEMANDS = ['hours', 'limits', 'states', 'third-party'] as const;
const GROUND = ['clauses', 'house', 'severity'] as const;
const OUTCOMES: readonly ContactOutcome[] = ['connected', 'unanswered', 'invalid', 'unknown'];

type Entries = ReadonlyMap<string, Value & { readonly keyOffset: number }>;

/** One conduct rule while it is read: clauses named in it must be among those of the rule. */
interface Draft {
  readonly file: RuleFile;
  readonly clauses: readonly string[];
  readonly message: MessageReader;
}

/**
 * What a rule of kind `conduct` asks, one of:
 *
 * ```yaml
 * conduct:
 *   hours:                        # by jurisdiction: when people may be contacted, in their own time
 *     cn: {from: "08:00", to: "22:00", clauses: [CBA2026-TIME]}
 *     hk: {from: "08:00", to: "22:00", clauses: [HKCBP-36], house: true}   # the number stands in no law
 *   limits:                       # at most so many contacts in a window
 *     - {id: visitsPerDay, in: [cn], count: [visit], by: debtor, days: 1, most: 1, clauses: [GBT45251-FREQ],
 *        message: {zh: "上门 {count} 次", en: "{count} visits"}}
 *   states:                       # by jurisdiction: after what nobody may be contacted any more
 *     cn: {of: [settled, stopped], clauses: [GBT45251-5.6]}
 *   third-party:                  # by jurisdiction: when others than the debtor may be contacted
 *     cn: {attempts: 3, days: 3, clauses: [CBA2026-3RD]}
 * ```
 *
 * A limit has `by: debtor` (the case, else the number) or `recipient` (the number); `days: N` or `per: hour`;
 * `outcomes` and `of: debtor` where not every contact counts; `most: none` where only the configuration sets
 * one; `since: conversation` where no contact at all may follow within `most` days.
 */
export function parseConduct(
  file: RuleFile,
  value: Value,
  clauses: readonly string[],
  message: MessageReader,
): ConductDemand {
  const draft: Draft = { file, clauses, message };
  const entries = readMap(file, value, 'conduct', DEMANDS);
  if (!entries) return {};
  if (entries.size !== 1) {
    report(file, value.offset, {
      zh: `conduct 应写且只写一项：${DEMANDS.join('、')}`,
      en: `conduct needs exactly one of ${DEMANDS.join(', ')}`,
    });
  }
  const hours = entries.get('hours');
  const limits = entries.get('limits');
  const states = entries.get('states');
  const third = entries.get('third-party');
  return {
    ...(hours && { hours: byJurisdiction(draft, hours, 'hours', ['from', 'to'], readHours) }),
    ...(limits && { limits: readLimits(draft, limits) }),
    ...(states && {
      states: byJurisdiction(draft, states, 'states', ['of'], (_, found) => {
        const of = found.get('of');
        const what = { zh: '状态', en: 'state' };
        return of ? { states: readChoices(file, of, what, CONTACT_STATES) } : undefined;
      }),
    }),
    ...(third && {
      thirdParty: byJurisdiction(draft, third, 'third-party', ['attempts', 'days'], (_, found) => {
        const attempts = count(file, found.get('attempts'), 'attempts');
        const days = count(file, found.get('days'), 'days');
        return attempts === undefined || days === undefined ? undefined : { attempts, days };
      }),
    }),
  };
}

function byJurisdiction<Part>(
  draft: Draft,
  value: Value,
  label: string,
  keys: readonly string[],
  read: (draft: Draft, entries: Entries) => Part | undefined,
): readonly (ConductGround & Part)[] {
  const { file } = draft;
  const entries = readMap(file, value, label, JURISDICTIONS);
  return [...(entries ?? [])].flatMap(([name, item]) => {
    const found = readMap(file, item, `${label}.${name}`, [...keys, ...GROUND], keys);
    const part = found && read(draft, found);
    // readMap has let pass only names of jurisdictions.
    return part ? [{ ...readGround(draft, found, name as Jurisdiction), ...part }] : [];
  });
}

function readGround(draft: Draft, entries: Entries, jurisdiction: Jurisdiction): ConductGround {
  const { file } = draft;
  const list = entries.get('clauses');
  const house = entries.get('house');
  const level = entries.get('severity');
  const severity = level && readChoice(file, level, { zh: '级别', en: 'severity' }, SEVERITIES);
  const clauses = (list ? (readList(file, list, 'clauses') ?? []) : []).flatMap((item) => {
    const id = readText(file, item, 'clauses');
    if (id === undefined) return [];
    if (!draft.clauses.includes(id))
      reportUnknown(
        file,
        item.offset,
        { zh: '条款（规则的 clauses 里没有）', en: 'clause (it is not among those of the rule)' },
        id,
        draft.clauses,
      );
    return [id];
  });
  const isHouse = house ? yes(file, house) : false;
  // A number of which nobody can say where it comes from is not to be printed as if it were law.
  if (clauses.length === 0 && !isHouse) {
    report(
      file,
      [...entries.values()][0]?.keyOffset ?? 0,
      { zh: '没有写条款', en: 'no clause is named' },
      {
        zh: '写上 clauses，或用 house: true 说明是内部阈值',
        en: 'Name clauses, or say with house: true that it is a limit of the house',
      },
    );
  }
  return { jurisdiction, clauses, isHouse, ...(severity && { severity }) };
}

function readHours(
  { file }: Draft,
  entries: Entries,
): Pick<ConductHours, 'from' | 'to'> | undefined {
  const from = minutes(file, entries.get('from'), 'from');
  const to = minutes(file, entries.get('to'), 'to');
  if (from === undefined || to === undefined) return undefined;
  if (from < to) return { from, to };
  report(file, entries.get('to')?.offset ?? 0, {
    zh: 'to 应晚于 from',
    en: 'to must be later than from',
  });
  return undefined;
}

function minutes(file: RuleFile, value: Value | undefined, label: string): number | undefined {
  const text = value && readText(file, value, label);
  if (value === undefined || text === undefined) return undefined;
  const parts = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text);
  const found = parts ? Number(parts[1]) * 60 + Number(parts[2]) : Number.NaN;
  if (found <= 1440) return found;
  report(file, value.offset, {
    zh: `${label} 写成 "08:00"`,
    en: `write ${label} as "08:00"`,
  });
  return undefined;
}

const LIMIT_KEYS = [
  'id',
  'in',
  'count',
  'outcomes',
  'of',
  'by',
  'days',
  'per',
  'since',
  'most',
  'message',
  ...GROUND,
];

/** A limit that holds in several jurisdictions comes out once for each. */
function readLimits(draft: Draft, value: Value): readonly ConductLimit[] {
  const { file } = draft;
  const seen = new Set<string>();
  return (readList(file, value, 'limits', true) ?? []).flatMap((item, index) => {
    const label = `limits[${index}]`;
    const entries = readMap(file, item, label, LIMIT_KEYS, [
      'id',
      'in',
      'count',
      'by',
      'most',
      'message',
    ]);
    const get = (key: string): Value | undefined => entries?.get(key);
    const idValue = get('id');
    const id = idValue && readText(file, idValue, `${label}.id`);
    const places = get('in');
    const channels = get('count');
    const by = get('by');
    if (!entries || id === undefined || !places || !channels || !by) return [];
    if (!/^[a-z][A-Za-z]*$/.test(id) || seen.has(id)) {
      report(file, idValue!.offset, {
        zh: `limits 的 id 用 visitsPerDay 这样的写法，且不重复：“${id}”`,
        en: `the id of a limit is written as visitsPerDay and not twice: “${id}”`,
      });
    }
    seen.add(id);
    const whose = readChoice(file, by, { zh: '计数对象', en: 'by' }, [
      'debtor',
      'recipient',
    ] as const);
    const measure = get('since');
    if (measure) readChoice(file, measure, { zh: '起算点', en: 'since' }, ['conversation']);
    const most = readMost(file, get('most'), `${label}.most`);
    const window = readWindow(file, entries, item, label);
    if (whose === undefined || most === undefined || window === undefined) return [];
    const outcomes = get('outcomes');
    const of = get('of');
    const what = { zh: '触达方式', en: 'channel' };
    return readChoices<Jurisdiction>(
      file,
      places,
      { zh: '法域', en: 'jurisdiction' },
      JURISDICTIONS,
    ).map(
      (jurisdiction): ConductLimit => ({
        ...readGround(draft, entries, jurisdiction),
        id,
        counts: {
          channels: readChoices<ContactChannel>(file, channels, what, CONTACT_CHANNELS),
          ...(outcomes && {
            outcomes: readChoices(file, outcomes, { zh: '结果', en: 'outcome' }, OUTCOMES),
          }),
          ...(of &&
            readChoice(file, of, { zh: '联系对象', en: 'of' }, ['debtor']) && { of: 'debtor' }),
        },
        by: whose,
        window,
        measure: measure ? 'since-conversation' : 'count',
        most,
        severity: severityOf(file, get('severity')),
        message: draft.message(file, get('message'), `${label}.message`),
      }),
    );
  });
}

function severityOf(file: RuleFile, value: Value | undefined): Severity {
  return (value && readChoice(file, value, { zh: '级别', en: 'severity' }, SEVERITIES)) ?? 'error';
}

function readWindow(
  file: RuleFile,
  entries: Entries,
  item: Value,
  label: string,
): 'hour' | number | undefined {
  const days = entries.get('days');
  const per = entries.get('per');
  if (per) return readChoice(file, per, { zh: '时间窗', en: 'window' }, ['hour'] as const);
  if (days) return count(file, days, `${label}.days`);
  if (entries.has('since')) return 1;
  report(file, item.offset, {
    zh: `${label} 缺少 days 或 per: hour`,
    en: `${label} lacks days or per: hour`,
  });
  return undefined;
}

/** Null for `none`. */
function readMost(
  file: RuleFile,
  value: Value | undefined,
  label: string,
): number | null | undefined {
  if (value && isScalar(value.node) && value.node.value === 'none') return null;
  return count(file, value, label, 0);
}

function count(
  file: RuleFile,
  value: Value | undefined,
  label: string,
  least = 1,
): number | undefined {
  if (value === undefined) return undefined;
  const number = isScalar(value.node) ? value.node.value : undefined;
  if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= 10_000)
    return number;
  report(file, value.offset, {
    zh: `${label} 应为 ${least} 到 10000 的整数`,
    en: `${label} must be a whole number from ${least} to 10,000`,
  });
  return undefined;
}

function yes(file: RuleFile, value: Value): boolean {
  if (isScalar(value.node) && typeof value.node.value === 'boolean') return value.node.value;
  report(file, value.offset, { zh: 'house 应为 true 或 false', en: 'house must be true or false' });
  return false;
}
