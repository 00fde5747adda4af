import { describe, expect, test } from 'vitest';
import { createConductCounter } from '../../src/engine/conduct-counter.ts';
import {
  type ConductSettings,
  HOME,
  MAINLAND,
  planConduct,
} from '../../src/engine/conduct-plan.ts';
import type { Contact } from '../../src/model/contact.ts';
import { contactKey } from '../../src/text/recipients.ts';
import { instantOf, zoneOffset } from '../../src/text/zones.ts';
import { CONTACT } from './contacts.ts';
import { builtInRuleset } from './ruleset-fixture.ts';

const US: ConductSettings = { jurisdiction: 'us', timezone: HOME.us.timezone };
type Fields = Partial<Omit<Contact, 'row' | 'at' | 'offset'>>;
const CALL: Fields = { channel: 'call', outcome: 'connected' };
const MISSED: Fields = { channel: 'call', outcome: 'unanswered' };
const SMS: Fields = { channel: 'sms', outcome: 'unknown' };
const VISIT: Fields = { channel: 'visit', outcome: 'connected' };
const CASE: Fields = { debtor: contactKey('A-1', true) };
const SISTER: Fields = {
  ...CASE,
  relation: 'third-party',
  recipient: contactKey('13900000077', false),
};

/** `limit: row (count)` of each hit; contacts are given by their times on the clock of the settings. */
function broken(
  contacts: readonly (readonly [time: string, fields: Fields])[],
  settings: ConductSettings = MAINLAND,
): readonly string[] {
  const clock = zoneOffset(settings.timezone);
  const counter = createConductCounter({
    plan: planConduct(builtInRuleset().rules, settings),
    memoryBytes: 1 << 20,
  });
  for (const [row, [time, fields]] of contacts.entries()) {
    const milliseconds = instantOf(time, clock);
    counter.add({
      ...CONTACT,
      row,
      at: milliseconds / 1000,
      offset: clock(milliseconds),
      ...fields,
    });
  }
  return [...counter.finish()].map(({ reason, row, count, severity }) => {
    const name =
      reason.kind === 'limit'
        ? reason.limit
        : reason.kind === 'state'
          ? reason.state
          : reason.kind === 'hours'
            ? 'hours'
            : reason.why;
    return `${name}: ${row} (${count})${severity === 'error' ? '' : ` ${severity}`}`;
  });
}

/** So many contacts, `seconds` apart. */
function every(count: number, seconds: number, from: string, fields: Fields) {
  const start = Date.parse(`${from}Z`);
  return Array.from(
    { length: count },
    (_, i) => [new Date(start + i * seconds * 1000).toISOString().slice(0, 19), fields] as const,
  );
}

describe('limits, at their borders', () => {
  test.each<{
    name: string;
    contacts: ReturnType<typeof every>;
    is: readonly string[];
    settings?: ConductSettings;
  }>([
    { name: 'three connected calls', contacts: every(3, 60, '2026-03-01T09:00:00', CALL), is: [] },
    {
      name: 'four',
      contacts: every(4, 60, '2026-03-01T09:00:00', CALL),
      is: ['connectedCallsPerDay: 3 (4)'],
    },
    {
      name: 'five are one finding',
      contacts: every(5, 60, '2026-03-01T09:00:00', CALL),
      is: ['connectedCallsPerDay: 3 (5)'],
    },
    {
      name: 'two before midnight and two after it',
      contacts: every(4, 1, '2026-03-01T23:59:58', CALL),
      is: [],
    },
    {
      name: 'midnight of Shanghai, not of UTC',
      contacts: [
        ...every(2, 60, '2026-03-01T07:58:00', CALL),
        ...every(2, 60, '2026-03-01T08:00:00', CALL),
      ],
      is: ['connectedCallsPerDay: 3 (4)'],
    },
    {
      name: 'inbound calls',
      contacts: every(9, 60, '2026-03-01T09:00:00', { ...CALL, isInbound: true }),
      is: [],
    },
    {
      name: 'calls that are not known to be answered',
      contacts: every(9, 60, '2026-03-01T09:00:00', { ...CALL, outcome: 'unknown' }),
      is: [],
    },
    {
      name: 'exempt calls',
      contacts: every(9, 60, '2026-03-01T09:00:00', { ...CALL, isExempt: true }),
      is: [],
    },
    { name: 'six attempts', contacts: every(6, 60, '2026-03-01T09:00:00', MISSED), is: [] },
    {
      name: 'seven',
      contacts: every(7, 60, '2026-03-01T09:00:00', MISSED),
      is: ['attemptsPerDay: 6 (7)'],
    },
    {
      name: 'seven with a number that does not exist among them',
      contacts: [
        ...every(6, 60, '2026-03-01T09:00:00', MISSED),
        ...every(1, 60, '2026-03-01T10:00:00', { ...MISSED, outcome: 'invalid' }),
      ],
      is: ['attemptsPerDay: 6 (7)'],
    },
    {
      name: 'two counters: three answered and six not',
      contacts: [
        ...every(3, 60, '2026-03-01T09:00:00', CALL),
        ...every(6, 60, '2026-03-01T10:00:00', MISSED),
      ],
      is: [],
    },
    { name: 'one visit', contacts: every(1, 60, '2026-03-01T09:00:00', VISIT), is: [] },
    {
      name: 'two visits',
      contacts: every(2, 3600, '2026-03-01T09:00:00', VISIT),
      is: ['visitsPerDay: 1 (2)'],
    },
    { name: 'three messages', contacts: every(3, 7200, '2026-03-01T09:00:00', SMS), is: [] },
    {
      name: 'four messages',
      contacts: every(4, 7200, '2026-03-01T09:00:00', SMS),
      is: ['messagesPerDay: 3 (4) warning'],
    },
    {
      name: 'eleven messages',
      contacts: every(11, 3599, '2026-03-01T08:00:00', SMS),
      is: ['messagesPerDay: 3 (11) warning', 'messagesPerDayMost: 10 (11)'],
    },
    {
      name: 'six messages in an hour less a second',
      contacts: every(6, 719, '2026-03-01T09:00:00', SMS),
      is: ['messagesPerDay: 3 (6) warning', 'messagesPerHour: 5 (6) warning'],
    },
    {
      name: 'six messages in an hour',
      contacts: every(6, 720, '2026-03-01T09:00:00', SMS),
      is: ['messagesPerDay: 3 (6) warning'],
    },
    {
      name: 'an hour over midnight',
      contacts: every(6, 600, '2026-03-01T23:30:00', SMS),
      is: ['messagesPerHour: 5 (6) warning'],
    },
    {
      name: 'seven days of which the first is out: 7 in a row and an eighth on the eighth day',
      contacts: every(8, 86_400, '2026-07-01T09:00:00', MISSED),
      is: [],
      settings: US,
    },
    {
      name: 'eight calls in seven days',
      contacts: [
        ...every(7, 86_400, '2026-07-01T09:00:00', MISSED),
        ...every(1, 1, '2026-07-07T20:00:00', MISSED),
      ],
      is: ['callsPerWeek: 7 (8)'],
      settings: US,
    },
    {
      name: 'seven days over the change of the clock (2026-03-08)',
      contacts: [
        ...every(7, 86_400, '2026-03-05T20:30:00', MISSED),
        ...every(1, 1, '2026-03-11T20:59:59', MISSED),
      ],
      is: ['callsPerWeek: 7 (8)'],
      settings: US,
    },
    {
      name: 'a call on the seventh day of a conversation, and on the eighth',
      contacts: [
        ...every(1, 1, '2026-03-05T20:30:00', CALL),
        ...every(2, 86_400, '2026-03-11T08:00:00', MISSED),
      ],
      is: ['daysAfterConversation: 1 (2)'],
      settings: US,
    },
    {
      name: 'a conversation starts anew',
      contacts: every(3, 4 * 86_400, '2026-07-01T09:00:00', CALL),
      is: ['daysAfterConversation: 1 (2)', 'daysAfterConversation: 2 (2)'],
      settings: US,
    },
    {
      name: 'thirty days of the configuration, and the thirty-first',
      contacts: [
        ...every(2, 1, '2026-01-01T09:00:00', SMS),
        ...every(1, 1, '2026-01-30T23:59:59', SMS),
        ...every(1, 1, '2026-01-31T00:00:00', SMS),
      ],
      is: ['perMonth: 2 (3) warning'],
      settings: { ...MAINLAND, limits: { perMonth: 2 } },
    },
    {
      name: 'none at all',
      contacts: every(1, 1, '2026-01-01T09:00:00', SMS),
      is: ['perDay: 0 (1) warning'],
      settings: { ...MAINLAND, limits: { perDay: 0 } },
    },
    {
      name: 'switched off',
      contacts: every(9, 60, '2026-03-01T09:00:00', VISIT),
      is: [],
      settings: { ...MAINLAND, limits: { visitsPerDay: null } },
    },
  ])('$name', ({ contacts, is, settings }) => {
    expect(broken(contacts, settings)).toEqual(is);
  });

  test('over all numbers of a case, and apart for two cases of one number', () => {
    const other: Fields = { recipient: contactKey('13900000002', false) };
    const calls = every(4, 60, '2026-03-01T09:00:00', CALL);
    expect(
      broken(
        calls.map(([time, fields], i) => [time, { ...fields, ...CASE, ...(i > 1 ? other : {}) }]),
      ),
    ).toEqual(['connectedCallsPerDay: 3 (4)']);
    expect(
      broken(
        calls.map(([time, fields], i) => [
          time,
          { ...fields, debtor: contactKey(i > 1 ? 'A-1' : 'B-1', true) },
        ]),
      ),
    ).toEqual([]);
  });

  test('a third party is no call to the debtor', () => {
    const calls = every(4, 60, '2026-03-01T09:00:00', { ...CALL, relation: 'third-party' });
    expect(broken(calls)).toEqual([]);
  });
});

describe('after a stop', () => {
  const stop: Fields = { ...CALL, states: ['complained'], isRaised: true };
  test.each<{
    name: string;
    contacts: readonly (readonly [string, Fields])[];
    is: readonly string[];
  }>([
    {
      name: 'the contact in which it came up, and the same second',
      contacts: [
        ['2026-03-01T09:00:00', stop],
        ['2026-03-01T09:00:00', SMS],
      ],
      is: [],
    },
    {
      name: 'a second later, and months later',
      contacts: [
        ['2026-03-01T09:00:00', stop],
        ['2026-03-01T09:00:01', SMS],
        ['2026-09-01T09:00:00', SMS],
      ],
      is: ['complained: 1 (2)', 'complained: 2 (2)'],
    },
    {
      name: 'an answer within a day of a question',
      contacts: [
        ['2026-03-01T09:00:00', stop],
        ['2026-03-05T09:00:00', { ...SMS, isInbound: true }],
        ['2026-03-06T09:00:00', SMS],
        ['2026-03-06T09:00:01', SMS],
      ],
      is: ['complained: 3 (2)'],
    },
    {
      name: 'agreed, exempt',
      contacts: [
        ['2026-03-01T09:00:00', stop],
        ['2026-03-02T09:00:00', { ...SMS, isAgreed: true }],
        ['2026-03-02T09:00:00', { ...SMS, isExempt: true }],
      ],
      is: [],
    },
    {
      name: 'a record that says so itself is found by its fields',
      contacts: [
        ['2026-03-01T09:00:00', stop],
        ['2026-03-02T09:00:00', { ...SMS, states: ['stopped'] }],
      ],
      is: [],
    },
    {
      name: 'a wrong number is this number alone',
      contacts: [
        ['2026-03-01T09:00:00', { ...CALL, ...CASE, states: ['identity'], isRaised: true }],
        ['2026-03-02T09:00:00', { ...SMS, ...CASE }],
        ['2026-03-02T09:00:00', { ...SMS, ...CASE, recipient: contactKey('13900000002', false) }],
      ],
      is: ['identity: 1 (2)'],
    },
    {
      name: 'a sister who refuses stops nobody else',
      contacts: [
        ['2026-03-01T09:00:00', { ...MISSED, ...CASE, outcome: 'invalid' }],
        ['2026-03-01T10:00:00', { ...CALL, ...SISTER, states: ['stopped'], isRaised: true }],
        ['2026-03-02T09:00:00', { ...CALL, ...SISTER }],
        ['2026-03-02T10:00:00', { ...SMS, ...CASE }],
      ],
      is: ['stopped: 2 (2)'],
    },
  ])('$name', ({ contacts, is }) => {
    expect(broken(contacts)).toEqual(is);
  });
});

describe('third parties', () => {
  const missed = { ...MISSED, ...CASE };
  const three = every(3, 60, '2026-03-01T09:00:00', missed);
  const days = every(3, 86_400, '2026-03-01T09:00:00', missed);
  test.each<{
    name: string;
    contacts: readonly (readonly [string, Fields])[];
    is: readonly string[];
  }>([
    {
      name: 'nobody has called the debtor',
      contacts: [['2026-03-02T00:00:00', { ...CALL, ...SISTER }]],
      is: ['no-attempt: 0 (1) warning'],
    },
    {
      name: 'three calls, the same day',
      contacts: [...three, ['2026-03-01T23:59:59', { ...CALL, ...SISTER }]],
      is: ['condition: 3 (4)'],
    },
    {
      name: 'three calls, the day after',
      contacts: [...three, ['2026-03-02T00:00:00', { ...CALL, ...SISTER }]],
      is: [],
    },
    {
      name: 'two calls, the day after',
      contacts: [...three.slice(1), ['2026-03-02T00:00:00', { ...CALL, ...SISTER }]],
      is: ['condition: 2 (3)'],
    },
    {
      name: 'three days, on the third',
      contacts: [...days, ['2026-03-03T09:00:01', { ...CALL, ...SISTER }]],
      is: [],
    },
    {
      name: 'an invalid number, at once',
      contacts: [
        ['2026-03-01T09:00:00', { ...missed, outcome: 'invalid' }],
        ['2026-03-01T09:00:01', { ...CALL, ...SISTER }],
      ],
      is: [],
    },
    {
      name: 'reached in between',
      contacts: [
        ...three,
        ['2026-03-01T20:00:00', { ...CALL, ...CASE }],
        ['2026-03-02T09:00:00', { ...CALL, ...SISTER }],
      ],
      is: ['reached: 4 (2)'],
    },
    {
      name: 'the debtor has written',
      contacts: [
        ...three,
        ['2026-03-01T20:00:00', { ...SMS, ...CASE, isInbound: true }],
        ['2026-03-02T09:00:00', { ...CALL, ...SISTER }],
      ],
      is: ['reached: 4 (2)'],
    },
    {
      name: 'reached, and out of reach again: to be looked at',
      contacts: [
        ['2026-02-01T20:00:00', { ...CALL, ...CASE }],
        ...three,
        ['2026-03-02T09:00:00', { ...CALL, ...SISTER }],
      ],
      is: ['reached-lost: 4 (2) warning'],
    },
    {
      name: 'a guarantor owes as well',
      contacts: [
        ['2026-03-01T20:00:00', { ...CALL, ...CASE }],
        ['2026-03-02T09:00:00', { ...CALL, ...SISTER, relation: 'liable' }],
      ],
      is: [],
    },
    {
      name: 'without a case nobody knows whose debt it is',
      contacts: [['2026-03-02T09:00:00', { ...CALL, relation: 'third-party' }]],
      is: [],
    },
  ])('$name', ({ contacts, is }) => {
    expect(broken(contacts)).toEqual(is);
  });
});
