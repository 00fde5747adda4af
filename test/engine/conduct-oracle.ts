import { DuckDBInstance } from '@duckdb/node-api';
import { createConductCounter } from '../../src/engine/conduct-counter.ts';
import { type ConductSettings, planConduct } from '../../src/engine/conduct-plan.ts';
import { mayBreakAlone } from '../../src/engine/conduct-record.ts';
import type { ConductHit } from '../../src/model/conduct.ts';
import { createContactBatch, factsOf, pushContact } from '../../src/model/contact.ts';
import { buildMeta } from '../../src/readers/meta.ts';
import { createTimeParser } from '../../src/readers/times.ts';
import type { Ruleset } from '../../src/rules/ruleset.ts';
import { contactOf } from '../../src/text/contacts.ts';
import { contactKey, foldCase, foldRecipient } from '../../src/text/recipients.ts';
import { zoneOffset } from '../../src/text/zones.ts';

/** One line of an exported log, as text cells: time, phone, case, channel, direction, outcome, relation, result, settled. */
export type LogLine = readonly string[];

export const SETTINGS: ConductSettings = {
  jurisdiction: 'cn',
  timezone: 'Asia/Shanghai',
  limits: { perWeek: 12, perMonth: 30 },
};

const CHANNELS = ['短信', '短信', '短信', '电话', '电话', '电话', '电话', '外访', '微信'];
const START = Date.UTC(2026, 0, 1) / 1000;

/**
 * A log of so many lines: nine of ten are about `people` recipients, whose contacts crowd into a few hours of a
 * few days, so that every limit is reached and stayed below; the others are about one person each.
 */
export function makeLog(lines: number, people: number, seed = 1): readonly LogLine[] {
  let state = seed >>> 0;
  const random = (below: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x9e37_79b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a_2d39) >>> 0;
    return ((mixed ^ (mixed >>> 16)) >>> 0) % below;
  };
  const two = (value: number): string => String(value).padStart(2, '0');
  // Some forty contacts a person, whatever the number of lines, so that days are neither all full nor all empty.
  const days = Math.max(8, Math.min(300, Math.ceil(lines / people / 3)));
  return Array.from({ length: lines }, (_, row): LogLine => {
    const isRepeated = random(10) > 0;
    const person = isRepeated ? random(people) : people + row;
    const number = String(13_900_000_000 + person);
    const hasCase = person % 5 < 3;
    const isThird = random(30) === 0;
    const dialled = isThird ? String(18_800_000_000 + person) : number;
    const channel = CHANNELS[random(CHANNELS.length)]!;
    // A quarter of what a person gets comes within one hour of one day.
    const isHot = isRepeated && random(4) === 0;
    const day = isHot ? person % days : random(days);
    const hour = isHot ? [9, 14, 21][person % 3]! : [7, 9, 9, 9, 10, 14, 21, 22][random(8)]!;
    const time = new Date(
      (START + day * 86_400 + hour * 3600 + random(12) * 300 + random(3)) * 1000,
    );
    const date = `${time.getUTCFullYear()}-${two(time.getUTCMonth() + 1)}-${two(time.getUTCDate())}`;
    const clock = `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}`;
    const written = [
      dialled,
      `+86 ${dialled.slice(0, 3)}-${dialled.slice(3, 7)}-${dialled.slice(7)}`,
      `0086${dialled}`,
      `${dialled}.0`,
      `'${dialled}`,
    ][random(5)]!;
    const outcome =
      channel === '电话' || channel === '外访'
        ? ['接通', '未接通', '未接通', '空号', ''][random(random(40) === 0 ? 5 : 3)]!
        : '';
    return [
      `${date} ${clock}`,
      random(200) === 0 ? '1.39E+10' : written,
      hasCase ? `HT-${person}` : '',
      channel,
      random(25) === 0 ? '呼入' : '呼出',
      outcome,
      isThird ? '同事' : ['本人', ''][random(2)]!,
      random(400) === 0 ? (isThird ? '拒绝联系' : '客户投诉') : '',
      random(300) === 0 ? `2026-01-${two(1 + random(28))}` : '',
    ];
  });
}

/** What is broken, a line each: rule or limit, who or which row, day or number. Sorted. */
export interface Broken {
  readonly rows: readonly string[];
  readonly limits: readonly string[];
  readonly bursts: readonly string[];
  readonly afterStop: readonly string[];
  readonly thirdParty: readonly string[];
}

const COLUMNS = [
  'sentAt',
  'recipient',
  'case',
  'channel',
  'direction',
  'connected',
  'relation',
  'status',
  'settledAt',
] as const;

function dayOf(at: number, offset: number): string {
  return new Date((at + offset * 60) * 1000).toISOString().slice(0, 10);
}

/** What our rules say. */
export function brokenByUs(
  log: readonly LogLine[],
  ruleset: Ruleset,
  memoryBytes: number,
  store?: Parameters<typeof createConductCounter>[0]['spill'],
): Broken {
  const plan = planConduct(ruleset.rules, SETTINGS);
  const parseTime = createTimeParser('Asia/Shanghai');
  const clock = zoneOffset('Asia/Shanghai');
  const counter = createConductCounter({
    plan,
    memoryBytes,
    ...(store && { spill: store }),
  });
  const names = new Map<string, string>();
  const name = (key: { readonly low: number; readonly high: number }, text: string): void => {
    names.set(`${key.low} ${key.high}`, text);
  };
  const rows: string[] = [];
  const batch = createContactBatch(4096);
  for (const [row, cells] of log.entries()) {
    const values = Object.fromEntries(COLUMNS.map((column, at) => [column, cells[at]!]));
    const read = contactOf(buildMeta(values, parseTime), row, { clock, country: '86' });
    if ('reason' in read) continue;
    const { contact } = read;
    const person = foldRecipient(cells[1]!);
    if ('key' in person) name(contactKey(person.key, false), person.key);
    const debt = foldCase(cells[2]!);
    if (debt !== '') name(contactKey(debt, true), debt);
    if (mayBreakAlone(plan, factsOf(contact), contact.at, contact.offset)) rows.push(String(row));
    if (pushContact(batch, contact)) continue;
    counter.addBatch(batch);
    batch.length = 0;
    pushContact(batch, contact);
  }
  counter.addBatch(batch);
  const hits = [...counter.finish()];
  const of = (test: (hit: ConductHit) => string | undefined): readonly string[] =>
    hits.flatMap((hit) => test(hit) ?? []).sort();
  const who = ({ key }: ConductHit): string => names.get(`${key.low} ${key.high}`) ?? '?';
  return {
    rows: rows.sort(),
    limits: of((hit) =>
      hit.reason.kind === 'limit' && hit.reason.limit !== 'messagesPerHour'
        ? `${hit.reason.limit} ${who(hit)} ${dayOf(hit.at, hit.offset)} ${hit.count}`
        : undefined,
    ),
    bursts: of((hit) =>
      hit.reason.kind === 'limit' && hit.reason.limit === 'messagesPerHour'
        ? `${who(hit)} ${hit.row} ${hit.count}`
        : undefined,
    ),
    afterStop: of((hit) => (hit.reason.kind === 'state' ? String(hit.row) : undefined)),
    thirdParty: of((hit) => (hit.reason.kind === 'third-party' ? String(hit.row) : undefined)),
  };
}

/** Section D of the regulations, said again in SQL over the cells as they were exported. */
const CONTACTS = `
create table contact as
with cell as (
  select row, strptime(sent, '%Y-%m-%d %H:%M:%S') as t,
    case when phone like '%E+%' then null
      else regexp_replace(regexp_replace(regexp_replace(phone, '\\.0$', ''), '[^0-9]', '', 'g'), '^(0086|86)', '') end as phone,
    nullif(debt, '') as debt, channel, direction = '呼入' as inbound, outcome, relation = '同事' as third, result,
    case when settled = '' then null else strptime(settled || ' 23:59:59', '%Y-%m-%d %H:%M:%S') end as settled
  from log)
select *, cast(t as date) as day, coalesce(debt, phone) as debtor,
  settled is not null and settled < t as held
from cell where phone is not null or debt is not null`;

/** By night (22:00:00 ≤ t < 08:00:00), or settled before. */
const ROWS = `select cast(row as varchar) from contact
where not inbound and (extract(hour from t) >= 22 or extract(hour from t) < 8 or held)`;

/** A third party without a case stands for nobody's debt. */
const OWN = '(debt is not null or not third)';
const LIMITS = `
with counted as (
  select 'connectedCallsPerDay' as name, debtor as who, day, 3 as most, 1 as days from contact
    where not inbound and not third and channel = '电话' and outcome = '接通'
  union all select 'attemptsPerDay', phone, day, 6, 1 from contact
    where not inbound and phone is not null and channel = '电话' and outcome in ('未接通', '空号')
  union all select 'visitsPerDay', debtor, day, 1, 1 from contact where not inbound and channel = '外访' and ${OWN}
  union all select 'messagesPerDay', debtor, day, 3, 1 from contact where not inbound and not third and channel = '短信'
  union all select 'messagesPerDayMost', debtor, day, 10, 1 from contact where not inbound and not third and channel = '短信'
  union all select 'perWeek', debtor, day, 12, 7 from contact where not inbound and ${OWN}
  union all select 'perMonth', debtor, day, 30, 30 from contact where not inbound and ${OWN}),
daily as (select name, who, day, most, days, count(*) as n from counted group by all),
windowed as (
  select name, who, day, most, case days
    when 1 then n
    when 7 then sum(n) over (partition by name, who order by day range between interval 6 days preceding and current row)
    else sum(n) over (partition by name, who order by day range between interval 29 days preceding and current row) end as total
  from daily)
select name || ' ' || who || ' ' || cast(day as varchar) || ' ' || cast(cast(total as bigint) as varchar)
from windowed where total > most`;

/** More than five messages within any sixty minutes; messages that each go too far, one after the other, are one burst. */
const BURSTS = `
with message as (select row, debtor, t, row_number() over w as place, lag(t, 5) over w as earlier from contact
    where not inbound and not third and channel = '短信' window w as (partition by debtor order by t, row)),
excess as (select *, place - row_number() over (partition by debtor order by t, row) as island
    from message where earlier is not null and epoch(t) - epoch(earlier) < 3600)
select debtor || ' ' || cast(arg_min(row, place) as varchar) || ' ' || cast(count(*) + 5 as varchar)
from excess group by debtor, island`;

/**
 * After the first complaint or settlement of a debtor, and after a third party has refused, for that number; a
 * contact whose own record says that it was settled is found by its fields, and within a day of a question
 * from outside a contact is an answer.
 */
const AFTER_STOP = `
with debt_state as (select *, held or result = '客户投诉' as stated from contact where ${OWN}),
debt_since as (select debtor, min(t) as since from debt_state where stated and not third group by debtor),
debt_hit as (select x.row from debt_state x join debt_since s using (debtor)
    where x.t > s.since and not x.inbound and not x.held
      and not exists (select 1 from debt_state q where q.debtor = x.debtor and q.inbound
        and not (q.stated and not q.third) and q.t > s.since
        and (q.t < x.t or (q.t = x.t and q.row < x.row)) and epoch(x.t) - epoch(q.t) <= 86400)),
person_since as (select phone, min(t) as since from contact
    where phone is not null and third and (held or result in ('拒绝联系', '客户投诉')) group by phone),
person_hit as (select x.row from contact x join person_since s using (phone)
    where x.t > s.since and not x.inbound and not x.held
      and not exists (select 1 from contact q where q.phone = x.phone and q.inbound
        and not (q.third and (q.held or q.result in ('拒绝联系', '客户投诉'))) and q.t > s.since
        and (q.t < x.t or (q.t = x.t and q.row < x.row)) and epoch(x.t) - epoch(q.t) <= 86400))
select cast(row as varchar) from debt_hit union all select cast(row as varchar) from person_hit`;

/** Only while the debtor is out of reach, and never again once he was reached. */
const THIRD_PARTY = `
with own as (select * from contact where debt is not null and not third),
failed as (select debt, row, t, day, outcome from own
    where not inbound and channel = '电话' and outcome in ('未接通', '空号')),
numbered as (select *, row_number() over (partition by debt order by t, row) as place from failed),
first_reach as (select debt, arg_min(row, (t, row)) as row, min(t) as t from own
    where inbound or (outcome = '接通' and channel in ('电话', '外访')) group by debt),
third as (select x.debt, x.row, x.t, x.day from contact x where x.debt is not null and x.third and not x.inbound),
reached as (select x.row from third x join first_reach r using (debt) where r.t < x.t or (r.t = x.t and r.row < x.row)),
allowed as (
  select x.row from third x join failed f using (debt)
    where f.outcome = '空号' and (f.t < x.t or (f.t = x.t and f.row < x.row))
  union select x.row from third x join numbered f using (debt) where f.place = 3 and f.day < x.day
  union select x.row from third x
    join failed a on a.debt = x.debt and a.day = x.day and (a.t < x.t or (a.t = x.t and a.row < x.row))
    join failed b on b.debt = x.debt and b.day = x.day - 1
    join failed c on c.debt = x.debt and c.day = x.day - 2)
select cast(row as varchar) from third
where row in (select row from reached) or row not in (select row from allowed)`;

/** What DuckDB says. */
export async function brokenByDuckDb(log: readonly LogLine[]): Promise<Broken> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(
      'create table log (row bigint, sent varchar, phone varchar, debt varchar, channel varchar, direction varchar, outcome varchar, relation varchar, result varchar, settled varchar)',
    );
    const appender = await connection.createAppender('log');
    for (const [row, cells] of log.entries()) {
      appender.appendBigInt(BigInt(row));
      for (const cell of cells) appender.appendVarchar(cell);
      appender.endRow();
    }
    appender.closeSync();
    await connection.run(CONTACTS);
    const ask = async (sql: string): Promise<readonly string[]> => {
      const rows = (await connection.runAndReadAll(sql)).getRows();
      return rows.map(([value]) => String(value)).sort();
    };
    return {
      rows: await ask(ROWS),
      limits: await ask(LIMITS),
      bursts: await ask(BURSTS),
      afterStop: await ask(AFTER_STOP),
      thirdParty: await ask(THIRD_PARTY),
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
