import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONTACT_STATES, type Contact, contactFacts, factsOf } from '../../src/model/contact.ts';
import { buildMeta } from '../../src/readers/meta.ts';
import { createTimeParser } from '../../src/readers/times.ts';
import { contactOf } from '../../src/text/contacts.ts';
import { contactKey, foldCase, foldRecipient } from '../../src/text/recipients.ts';
import { zoneOffset } from '../../src/text/zones.ts';

const parseTime = createTimeParser('Asia/Shanghai');
const options = { clock: zoneOffset('Asia/Shanghai'), country: '86' } as const;

describe('recipients compare as people dial them', () => {
  test.each([
    { raw: '13900000001', key: '13900000001' },
    { raw: '+86 139-0000-0001', key: '13900000001' },
    { raw: '0086 13900000001', key: '13900000001' },
    { raw: '8613900000001', key: '13900000001' },
    { raw: '(+86)139 0000 0001', key: '13900000001' },
    { raw: '="13900000001"', key: '13900000001' },
    { raw: "'13900000001", key: '13900000001' },
    { raw: '13900000001.0', key: '13900000001' },
    { raw: '１３９００００００１', key: '1390000001' },
    { raw: '013900000001', key: '13900000001' },
    { raw: '0571-8888 0000', key: '57188880000' },
    { raw: '+86 571 8888 0000', key: '57188880000' },
    { raw: '+852 9123 0000', key: '0085291230000' },
    { raw: '00852 91230000', key: '0085291230000' },
    { raw: '95588', key: '95588' },
    { raw: 'WX_Zhang 0000', key: 'wx_zhang0000' },
  ])('$raw', ({ raw, key }) => {
    expect(foldRecipient(raw)).toEqual({ key });
  });

  test.each([
    { raw: '+886 912 345 000', country: '886', key: '912345000' },
    { raw: '0912-345-000', country: '886', key: '912345000' },
    { raw: '+852 9123 0000', country: '852', key: '91230000' },
    { raw: '(415) 555-0100', country: '1', key: '4155550100' },
    { raw: '+1 415 555 0100', country: '1', key: '4155550100' },
    { raw: '1-415-555-0100', country: '1', key: '4155550100' },
  ] as const)('$raw at home in $country', ({ raw, country, key }) => {
    expect(foldRecipient(raw, country)).toEqual({ key });
  });

  test.each([
    { raw: '1.39123E+10', reason: 'recipient-rounded' },
    { raw: '1.3912345678e10', reason: 'recipient-rounded' },
    { raw: '138****5678', reason: 'recipient-masked' },
    { raw: '138xxxx5678', reason: 'recipient-masked' },
    { raw: ' ', reason: 'no-recipient' },
    { raw: '-', reason: 'no-recipient' },
    { raw: '0', reason: 'no-recipient' },
    { raw: 'NULL', reason: 'no-recipient' },
    { raw: '=""', reason: 'no-recipient' },
  ])('$raw identifies nobody', ({ raw, reason }) => {
    expect(foldRecipient(raw)).toEqual({ reason });
  });

  test('keys of digits and of short codes are equal only where the texts are', () => {
    const text = fc.oneof(
      fc.stringMatching(/^\d{1,17}$/),
      fc.stringMatching(/^[0-9A-Z]{1,11}$/),
      fc.stringMatching(/^[0-9a-z]{1,11}$/),
    );
    const name = (each: string): string => {
      const { low, high } = contactKey(each, false);
      return `${high}:${low}`;
    };
    fc.assert(
      fc.property(text, text, (left, right) => {
        // A key of letters does not keep their case: recipients are in lower case, cases in capitals.
        expect(name(left) === name(right)).toBe(left.toLowerCase() === right.toLowerCase());
      }),
    );
    expect(name('1')).not.toBe(name('01'));
    expect(contactKey('123', true)).not.toEqual(contactKey('123', false));
    expect(contactKey('', true)).toEqual({ low: 0, high: 0 });
  });

  test('long keys are hashed without meeting each other', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 100_000; i += 1) {
      const { low, high } = contactKey(`HT-2026-${String(i).padStart(9, '0')}`, true);
      seen.add(`${high}:${low}`);
    }
    expect(seen.size).toBe(100_000);
  });

  test('case numbers', () => {
    expect(foldCase(' ht 2026-001 ')).toBe('HT2026-001');
    expect(foldCase('="000123"')).toBe('000123');
    expect(foldCase('1.5E+12')).toBe('');
    expect(foldCase('-')).toBe('');
  });
});

test('facts are the same after they were packed', () => {
  const facts = fc.record({
    channel: fc.constantFrom('sms', 'call', 'visit', 'chat', 'mail', 'other'),
    isInbound: fc.boolean(),
    outcome: fc.constantFrom('connected', 'unanswered', 'invalid', 'unknown'),
    relation: fc.constantFrom('debtor', 'liable', 'third-party', 'unknown'),
    states: fc.subarray([...CONTACT_STATES]),
    isRaised: fc.boolean(),
    isAgreed: fc.boolean(),
    isExempt: fc.boolean(),
  } as const);
  fc.assert(
    fc.property(facts, (each) => {
      expect(contactFacts(factsOf(each))).toEqual(each);
      expect(factsOf(each)).toBeLessThan(0x1_0000);
    }),
  );
});

const CALL = { recipient: '13900000001', sentAt: '2026-03-01 10:00:00', channel: '电话' };

describe('the contact of a record', () => {
  test.each<{ name: string; values: Record<string, string>; is: Partial<Contact> }>([
    { name: 'a message', values: { channel: '短信' }, is: { channel: 'sms', outcome: 'unknown' } },
    { name: 'no channel', values: { channel: '' }, is: { channel: 'sms' } },
    {
      name: 'no channel, but a duration',
      values: { channel: '', duration: '0' },
      is: { channel: 'call', outcome: 'unanswered' },
    },
    { name: 'AI call', values: { channel: 'ai-voice' }, is: { channel: 'call' } },
    { name: 'visit', values: { channel: '外访' }, is: { channel: 'visit' } },
    { name: 'chat', values: { channel: 'WeChat' }, is: { channel: 'chat' } },
    { name: 'answered', values: { connected: '是' }, is: { outcome: 'connected' } },
    { name: 'not answered', values: { connected: '无人接听' }, is: { outcome: 'unanswered' } },
    { name: '未接通 is not 接通', values: { connected: '未接通' }, is: { outcome: 'unanswered' } },
    { name: 'no such number', values: { connected: '空号' }, is: { outcome: 'invalid' } },
    { name: 'seconds', values: { duration: '37' }, is: { outcome: 'connected' } },
    { name: 'a clock', values: { duration: '00:00:00' }, is: { outcome: 'unanswered' } },
    { name: 'in words', values: { duration: '1分2秒' }, is: { outcome: 'connected' } },
    { name: 'the state of a call', values: { status: '已接通' }, is: { outcome: 'connected' } },
    {
      name: 'the state of a message is no outcome',
      values: { channel: 'sms', status: '成功' },
      is: { outcome: 'unknown', states: [] },
    },
    { name: 'inbound', values: { direction: '呼入' }, is: { isInbound: true } },
    { name: 'the customer called', values: { direction: '客户来电' }, is: { isInbound: true } },
    { name: 'incoming', values: { direction: 'Incoming Call' }, is: { isInbound: true } },
    {
      name: 'a channel that came in',
      values: { channel: '呼入' },
      is: { isInbound: true, channel: 'call' },
    },
    {
      name: 'a call of the customer, in the column of channels',
      values: { channel: '客户来电' },
      is: { isInbound: true, channel: 'call' },
    },
    {
      name: 'a message of the customer, in the column of channels',
      values: { channel: '短信上行' },
      is: { isInbound: true, channel: 'sms' },
    },
    {
      name: 'a reminder of a call that was missed is sent',
      values: { channel: '来电提醒短信' },
      is: { isInbound: false, channel: 'sms' },
    },
    {
      name: 'a call that went out',
      values: { channel: '预测外呼' },
      is: { isInbound: false, channel: 'call' },
    },
    { name: 'the debtor', values: { relation: '本人' }, is: { relation: 'debtor' } },
    { name: 'a guarantor', values: { relation: '担保人' }, is: { relation: 'liable' } },
    { name: 'a sister', values: { relation: '姐姐' }, is: { relation: 'third-party' } },
    { name: 'nobody known', values: { relation: '未知' }, is: { relation: 'unknown' } },
    { name: 'agreed', values: { consent: '是' }, is: { isAgreed: true } },
    {
      name: 'a state of the case held before',
      values: { caseStatus: '停催' },
      is: { states: ['stopped'], isRaised: false },
    },
    {
      name: 'a state in the result came up in it',
      values: { status: '客户投诉' },
      is: { states: ['complained'], isRaised: true },
    },
    { name: 'not settled', values: { caseStatus: '未结清' }, is: { states: [] } },
    { name: 'a flag', values: { stopFlag: 'Y' }, is: { states: ['stopped'] } },
    { name: 'no flag', values: { stopFlag: 'N' }, is: { states: [] } },
    {
      name: 'settled before',
      values: { settledAt: '2026-02-28 09:00:00' },
      is: { states: ['settled'], isRaised: false },
    },
    { name: 'settled on that day', values: { settledAt: '2026-03-01' }, is: { states: [] } },
    {
      name: 'settled the day before',
      values: { settledAt: '2026/2/28' },
      is: { states: ['settled'] },
    },
    {
      name: 'settled later, though the case is settled by now',
      values: { settledAt: '2026-03-05 10:00:00', caseStatus: '已结清' },
      is: { states: [] },
    },
    { name: 'to UTC', values: {}, is: { at: 1_772_330_400, offset: 480 } },
    {
      name: 'another offset in the data',
      values: { sentAt: '2026-03-01T14:30:00Z' },
      is: { at: 1_772_375_400, offset: 480 },
    },
  ])('$name', ({ values, is }) => {
    const found = contactOf(buildMeta({ ...CALL, ...values }, parseTime), 7, options);
    expect('contact' in found ? found.contact : found).toMatchObject({ row: 7, ...is });
  });

  test.each([
    { name: 'scientific notation', values: { recipient: '1.39E+10' }, reason: 'recipient-rounded' },
    { name: 'masked', values: { recipient: '139****0001' }, reason: 'recipient-masked' },
    { name: 'nobody', values: { recipient: '' }, reason: 'no-recipient' },
    { name: 'no time', values: { sentAt: '' }, reason: 'no-time' },
    { name: 'no such time', values: { sentAt: '2026-02-30 10:00' }, reason: 'time-unreadable' },
    { name: 'a day alone', values: { sentAt: '2026-02-03' }, reason: 'time-unreadable' },
  ])('$name does not count', ({ values, reason }) => {
    expect(contactOf(buildMeta({ ...CALL, ...values }, parseTime), 0, options)).toEqual({ reason });
  });

  test('a case counts though its number is lost', () => {
    const meta = buildMeta({ ...CALL, recipient: '1.39E+10', case: 'A-1' }, parseTime);
    expect(contactOf(meta, 0, options)).toMatchObject({
      contact: { recipient: { low: 0, high: 0 }, debtor: contactKey('A-1', true) },
    });
  });
});
