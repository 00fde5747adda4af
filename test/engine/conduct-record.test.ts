import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CheckOptions, createChecker } from '../../src/engine/check.ts';
import { type ConductSettings, MAINLAND, planConduct } from '../../src/engine/conduct-plan.ts';
import { mayBreakAlone } from '../../src/engine/conduct-record.ts';
import { factsOf } from '../../src/model/contact.ts';
import type { MessageMeta, Segment } from '../../src/model/segment.ts';
import { buildMeta } from '../../src/readers/meta.ts';
import { createTimeParser } from '../../src/readers/times.ts';
import { contactOf } from '../../src/text/contacts.ts';
import { createPlaces } from '../../src/text/lines.ts';
import { instantOf, zoneOffset } from '../../src/text/zones.ts';
import { ROOT } from '../command-line.ts';
import { builtInRuleset, builtInTokenizer } from './ruleset-fixture.ts';

const ruleset = builtInRuleset();
const OPTIONS: CheckOptions = {
  lang: 'zh',
  mask: 'partial',
  today: '2026-11-29',
  key: 'test',
  levels: new Map(),
  inactive: new Set(),
  tokenizer: builtInTokenizer,
};
const TEXT = '【示例银行】您本期账单100元，请按时还款。';

function segment(text: string, meta: MessageMeta): Segment {
  const origin = createPlaces(text).origin(0, text.length);
  return { type: 'segment', source: 'log.csv', text, origin, meta };
}

function found(
  meta: MessageMeta,
  options: Partial<CheckOptions> & { readonly text?: string } = {},
) {
  const { text = TEXT, ...rest } = options;
  return createChecker(ruleset, { ...OPTIONS, ...rest })(
    segment(text, { kind: 'log', kindKnown: true, channel: 'sms', ...meta }),
  ).findings;
}

function ids(...given: Parameters<typeof found>): readonly string[] {
  return found(...given).map(({ ruleId }) => ruleId);
}

function settings(
  jurisdiction: ConductSettings['jurisdiction'],
  timezone: string,
): { readonly conduct: ConductSettings } {
  return { conduct: { jurisdiction, timezone } };
}

const HOURS = ['harassment/off-hours'];
const SHANGHAI = settings('cn', 'Asia/Shanghai');
const NEW_YORK = settings('us', 'America/New_York');

describe('the hour, to the second, on the recipient clock', () => {
  test.each<{ at: string; is: readonly string[]; conduct?: ConductSettings }>([
    { at: '2026-03-01T21:59:59+08:00', is: [] },
    { at: '2026-03-01T22:00:00+08:00', is: HOURS },
    { at: '2026-03-01T23:59:59+08:00', is: HOURS },
    { at: '2026-03-02T00:00:00+08:00', is: HOURS },
    { at: '2026-03-02T07:59:59+08:00', is: HOURS },
    { at: '2026-03-02T08:00:00+08:00', is: [] },
    { at: '2026-03-01T14:00:00Z', is: HOURS },
    { at: '2026-03-01T13:59:59Z', is: [] },
    { at: '2026-03-01T22:00:00-05:00', is: [] },
    { at: '2026-03-01T22:00:00', is: HOURS },
    { at: '2026-03-01 21:59:59', is: [] },
    { at: 'no time', is: [] },
    // 07:00 to 22:00, 08:00 to 21:00.
    { at: '2026-03-02T06:59:59', is: HOURS, ...settings('tw', 'Asia/Taipei') },
    { at: '2026-03-02T07:00:00', is: [], ...settings('tw', 'Asia/Taipei') },
    { at: '2026-03-02T22:00:00', is: HOURS, ...settings('tw', 'Asia/Taipei') },
    { at: '2026-03-02T22:00:00', is: HOURS, ...settings('hk', 'Asia/Hong_Kong') },
    { at: '2026-03-02T21:00:00', is: HOURS, ...NEW_YORK },
    { at: '2026-03-02T20:59:59', is: [], ...NEW_YORK },
    // The clock of New York goes forward on 2026-03-08 and back on 2026-11-01.
    { at: '2026-03-07T12:59:59Z', is: HOURS, ...NEW_YORK },
    { at: '2026-03-07T13:00:00Z', is: [], ...NEW_YORK },
    { at: '2026-03-08T11:59:59Z', is: HOURS, ...NEW_YORK },
    { at: '2026-03-08T12:00:00Z', is: [], ...NEW_YORK },
    { at: '2026-10-31T12:00:00Z', is: [], ...NEW_YORK },
    { at: '2026-11-01T12:59:59Z', is: HOURS, ...NEW_YORK },
    { at: '2026-11-01T13:00:00Z', is: [], ...NEW_YORK },
  ])('$at in $conduct.jurisdiction', ({ at, is, conduct = SHANGHAI.conduct }) => {
    expect(ids({ sentAt: at }, { conduct })).toEqual(is);
  });
});

describe('what is no collection at night', () => {
  const sentAt = '2026-03-01T23:10:00+08:00';
  test.each<{ name: string; meta: MessageMeta; text?: string; is?: readonly string[] }>([
    { name: 'a receipt', meta: {}, text: '【示例银行】您已还款100元，感谢支持。' },
    { name: 'a code', meta: {}, text: '【示例银行】验证码123456，5分钟内有效' },
    { name: 'what came in', meta: { direction: 'inbound' } },
    { name: 'the customer', meta: { speaker: 'customer' } },
    { name: 'agreed before', meta: { consent: '是' } },
    { name: 'a template', meta: { kind: 'sms', channel: 'wechat' } },
    { name: 'a script', meta: { kind: 'script' } },
    {
      name: 'a call that was written down, guessed to be a script by its speakers',
      meta: { kind: 'script', kindKnown: false, recipient: '13900000001' },
      is: HOURS,
    },
    {
      name: 'the same to a number that Excel has rounded',
      meta: { kind: 'script', kindKnown: false, unread: ['recipient'] },
      is: HOURS,
    },
    {
      name: 'what the customer says in it',
      meta: { kind: 'script', kindKnown: false, recipient: '13900000001', speaker: 'customer' },
    },
    { name: 'a script with a day of its own', meta: { kind: 'script', kindKnown: false } },
    { name: 'a conditional receipt', meta: {}, text: '如您已还款，请忽略', is: HOURS },
    { name: 'not agreed', meta: { consent: '否' }, is: HOURS },
    { name: 'a relative', meta: { relation: 'relative' }, is: HOURS },
  ])('$name', ({ meta, text, is = [] }) => {
    expect(ids({ sentAt, ...meta }, text === undefined ? {} : { text })).toEqual(is);
  });
});

test('says place, time, clauses of that day and what to write', () => {
  const [first] = found({ sentAt: '2025-12-01T22:30:00+08:00' });
  expect(first).toMatchObject({
    severity: 'error',
    category: 'harassment',
    segmentStart: 0,
    segmentEnd: TEXT.length,
    excerpt: TEXT,
    message: '在接收人当地时间 22:30 联系，只可在 08:00 到 22:00 之间联系。',
  });
  // CBA2026 is of 2026, NIFA2024 has been replaced.
  expect(first!.clauses.map(({ id }) => id)).toEqual(['GBT45251-TIME']);
  expect(first!.rewrite).toContain('时段');
  const [house] = found({ sentAt: '2026-03-02T22:30:00' }, settings('hk', 'Asia/Hong_Kong'));
  expect(house!.message).toContain('内部阈值');
  expect(house!.clauses.map(({ id }) => id)).toEqual(['HKCBP-36']);
});

test('a long text is shown by its beginning, without half a character', () => {
  const text = `${'请'.repeat(199)}😀${'好'.repeat(300)}`;
  const [first] = found({ sentAt: '2026-03-01T22:30:00+08:00' }, { text: `\n ${text}` });
  expect(first).toMatchObject({ segmentStart: 2, segmentEnd: 201 });
});

test('hours and levels of the configuration', () => {
  const conduct: ConductSettings = { ...MAINLAND, hours: { from: 540, to: 1200 } };
  const at = (sentAt: string, more: Partial<CheckOptions> = {}) =>
    found({ sentAt }, { conduct, ...more });
  expect(at('2026-03-01T08:59:59')[0]?.message).toContain('内部阈值');
  expect(at('2026-03-01T19:59:59')).toEqual([]);
  expect(at('2026-03-01T20:00:00')).toHaveLength(1);
  const off = new Map([['harassment/off-hours', 'off']] as const);
  const warning = new Map([['harassment/off-hours', 'warning']] as const);
  expect(at('2026-03-01T20:00:00', { levels: off })).toEqual([]);
  expect(at('2026-03-01T20:00:00', { levels: warning })[0]?.severity).toBe('warning');
});

const AFTER = ['harassment/after-stop'];
describe('a stop that the record itself names', () => {
  const parseTime = createTimeParser('Asia/Shanghai');
  test.each<{ name: string; values: Record<string, string>; is: readonly string[]; text?: string }>(
    [
      {
        name: 'settled the second before',
        values: { settledAt: '2026-03-01 09:59:59' },
        is: AFTER,
      },
      { name: 'settled that second', values: { settledAt: '2026-03-01 10:00:00' }, is: [] },
      { name: 'settled that day', values: { settledAt: '2026-03-01' }, is: [] },
      { name: 'settled the day before', values: { settledAt: '2026-02-28' }, is: AFTER },
      { name: 'a stop', values: { stoppedAt: '2026-03-01 09:12' }, is: AFTER },
      { name: 'a complaint', values: { disputedAt: '2026-02-01' }, is: AFTER },
      { name: 'a flag', values: { stopFlag: '是' }, is: AFTER },
      { name: 'a state', values: { caseStatus: '争议处理中' }, is: AFTER },
      { name: 'the debtor has died', values: { caseStatus: '已故' }, is: AFTER },
      { name: 'what came up in the call', values: { status: '客户投诉' }, is: [] },
      { name: 'collected', values: { caseStatus: '催收中' }, is: [] },
      { name: 'a delivery state', values: { status: '成功' }, is: [] },
      {
        name: 'a receipt',
        values: { caseStatus: '结清' },
        is: [],
        text: '您的贷款已结清，感谢支持',
      },
    ],
  )('$name', ({ values, is, text }) => {
    const meta = buildMeta({ sentAt: '2026-03-01 10:00:00', ...values }, parseTime);
    expect(ids(meta, text === undefined ? {} : { text })).toEqual(is);
  });

  test('names the state, and both rules where both are broken', () => {
    const [night, stop] = found({ sentAt: '2026-03-01T23:00:00+08:00', caseStatus: '停催、结清' });
    expect(night?.ruleId).toBe('harassment/off-hours');
    expect(stop?.message).toContain('（停催、结清）');
  });
});

test('what the numbers of a batch let pass breaks nothing, and the other way round', () => {
  const plan = planConduct(ruleset.rules, MAINLAND);
  const clock = zoneOffset('Asia/Shanghai');
  for (const hour of ['07:59:59', '08:00:00', '21:59:59', '22:00:00'])
    for (const caseStatus of [undefined, '结清', '催收中'])
      for (const direction of [undefined, 'inbound'] as const) {
        const meta: MessageMeta = {
          sentAt: `2026-03-01T${hour}+08:00`,
          recipient: '13900000001',
          ...(caseStatus && { caseStatus }),
          ...(direction && { direction }),
        };
        const read = contactOf(meta, 0, { clock, country: '86' });
        if ('reason' in read) throw new Error(read.reason);
        const { contact } = read;
        const may = mayBreakAlone(plan, factsOf(contact), contact.at, contact.offset);
        expect(may).toBe(found(meta).length > 0);
      }
});

test('lines of the corpus that only their hour makes violations are found; lawful ones are not', () => {
  const lines = readFileSync(join(ROOT, 'fixtures/messages/development/logs.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    // A line of our own corpus.
    .map(
      (line) =>
        JSON.parse(line) as {
          id: string;
          text: string;
          kind: MessageMeta['kind'];
          violation: boolean;
          rules: string[];
          meta?: MessageMeta & { sentAt?: string };
        },
    )
    .filter(({ meta }) => meta?.sentAt !== undefined);
  const clock = zoneOffset('Asia/Shanghai');
  const flagged = lines.filter(({ text, kind, meta }) => {
    expect(instantOf(meta!.sentAt!, clock)).toBeGreaterThan(0);
    return ids({ ...meta, ...(kind && { kind }) }, { text }).includes('harassment/off-hours');
  });
  const expected = lines.filter(
    ({ rules, kind }) => rules.includes('harassment/off-hours') && kind === 'log',
  );
  expect(flagged.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  expect(expected.length).toBeGreaterThanOrEqual(6);
});
