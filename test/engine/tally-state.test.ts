import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditSummary } from '../../src/engine/audit-summary.ts';
import { createRowCounter } from '../../src/engine/row-counter.ts';
import {
  addBreach,
  addFlaw,
  addMessage,
  addSkipped,
  createTally,
  mergeTally,
  type Tally,
} from '../../src/engine/tally.ts';
import { type TallyState, tallyOf, tallyState } from '../../src/engine/tally-state.ts';
import { type AuditStart, type Dimension, SKIP_REASONS } from '../../src/model/audit.ts';
import type { Finding } from '../../src/model/finding.ts';
import { zoneOffset } from '../../src/text/zones.ts';

const GROUP_BY: readonly Dimension[] = ['agency', 'rule'];
// Names that objects treat in their own way, numbers, marks of more than one unit, half of one.
const word = fc.constantFrom(
  '',
  '__proto__',
  'constructor',
  '10',
  '9',
  '坐席01',
  '😀',
  '\ud83d',
  'a',
);
const place = fc.record(
  {
    file: fc.constantFrom('a.csv', 'b.csv'),
    record: fc.integer({ min: 1, max: 9000 }),
    line: fc.integer({ min: 1, max: 9000 }),
  },
  { noNullPrototype: true },
);
const finding = fc
  .record({
    ruleId: fc.constantFrom('threat/a', 'insult/b', '__proto__'),
    category: fc.constantFrom('threat', 'insult'),
    severity: fc.constantFrom('error', 'warning', 'info'),
    state: fc.constantFrom('new', 'new', 'suppressed'),
  })
  // Safe: a tally reads nothing else of a finding.
  .map((value) => value as unknown as Finding);
const keys = fc.record({
  collector: word,
  agency: word,
  channel: word,
  overdue: word,
  hour: fc.constantFrom('', '09', '22'),
  day: fc.constantFrom('', '2025-03-01', '2025-02-28'),
  month: fc.constantFrom('', '2025-03'),
  template: word,
  file: fc.constantFrom('a.csv', 'b.csv'),
});
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(place, keys, fc.array(finding, { maxLength: 3 }), word).map(
      ([at, by, found, text]) =>
        (tally: Tally): void =>
          addMessage(tally, at, by, found, GROUP_BY, () => text),
    ),
  },
  fc.tuple(keys, finding).map(
    ([by, found]) =>
      (tally: Tally): void =>
        addBreach(tally, by, found, GROUP_BY),
  ),
  fc.tuple(fc.constantFrom(...SKIP_REASONS), place).map(
    ([reason, at]) =>
      (tally: Tally): void =>
        addSkipped(tally, reason, at),
  ),
  fc.tuple(fc.constantFrom('time-unreadable' as const, 'recipient-rounded' as const), place).map(
    ([flaw, at]) =>
      (tally: Tally): void =>
        addFlaw(tally, flaw, at),
  ),
);
const steps = fc.array(step, { maxLength: 40 });

function counted(all: readonly ((tally: Tally) => void)[]): Tally {
  const tally = createTally();
  for (const each of all) each(tally);
  return tally;
}

function throughText(tally: Tally): Tally {
  // Safe: it has just been made of one.
  return tallyOf(JSON.parse(JSON.stringify(tallyState(tally))) as TallyState);
}

/** What a report shows of it. */
function told(tally: Tally): string {
  // Safe: a summary reads nothing else of the start.
  const start = { groupBy: GROUP_BY } as unknown as AuditStart;
  return JSON.stringify(
    auditSummary(tally, {
      files: 1,
      bytes: 0,
      encodings: {},
      ignored: {},
      unread: [],
      problems: 0,
      isPartial: false,
      start,
    }),
  );
}

test('a tally read back is the tally, and counts on as it would have', () => {
  fc.assert(
    fc.property(steps, steps, (before, after) => {
      const tally = counted(before);
      const again = throughText(tally);
      expect(again).toStrictEqual(tally);
      for (const each of after) {
        each(tally);
        each(again);
      }
      expect(again).toStrictEqual(tally);
      expect(told(again)).toBe(told(tally));
    }),
  );
});

test('a state shares nothing with the tally that is counted on', () => {
  fc.assert(
    fc.property(steps, steps, (before, after) => {
      const tally = counted(before);
      const state = tallyState(tally);
      const text = JSON.stringify(state);
      for (const each of after) each(tally);
      expect(JSON.stringify(state)).toBe(text);
    }),
  );
});

test('parts add up to the same, in any order and grouping, read back or not', () => {
  fc.assert(
    fc.property(steps, steps, steps, (a, b, c) => {
      const sum = (...parts: readonly Tally[]): Tally => {
        const total = createTally();
        for (const part of parts) mergeTally(total, throughText(part));
        return total;
      };
      const [left, middle, right] = [counted(a), counted(b), counted(c)];
      const whole = told(sum(left, middle, right));
      expect(told(sum(right, left, middle))).toBe(whole);
      expect(told(sum(left, sum(middle, right)))).toBe(whole);
      expect(told(sum(sum(right, middle), left))).toBe(whole);
    }),
  );
});

const ROLES = ['collector', 'agency', 'channel', 'overdue'] as const;

test('rows counted before and after a stop are rows counted, in the order in which names came first', () => {
  const row = fc.record({
    at: fc.constantFrom(Number.NaN, 1_741_000_000, 1_741_060_000, -9e9, 9e10),
    day: fc.constantFrom(Number.NaN, 20_000, -40_000, 2_000_000),
    values: fc.tuple(word, word, word, word),
  });
  const books = () => ROLES.map(() => ['']);
  const optionsOf = (of: string[][]) => ({
    file: 'a.csv',
    offsetAt: zoneOffset('Asia/Shanghai'),
    // Two values may be shown alike.
    name: (role: (typeof ROLES)[number], code: number) =>
      of[ROLES.indexOf(role)]![code]!.replace('10', '9'),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), fc.nat(40), (rows, cut) => {
      let own = books();
      const whole = books();
      const once = createRowCounter(optionsOf(whole));
      let twice = createRowCounter(optionsOf(own));
      for (const [index, { at, day, values }] of rows.entries()) {
        if (index === cut) {
          // Safe: it has just been made of one.
          const from = JSON.parse(JSON.stringify(twice.state())) as ReturnType<typeof twice.state>;
          own = books();
          twice = createRowCounter({ ...optionsOf(own), from });
        }
        const batchOf = (of: string[][]) => ({
          at: Float64Array.of(at),
          day: Float64Array.of(day),
          // Safe: these are all the names of the type.
          codes: Object.fromEntries(
            ROLES.map((role, number) => {
              const book = of[number]!;
              if (!book.includes(values[number]!)) book.push(values[number]!);
              return [role, Uint32Array.of(book.indexOf(values[number]!))];
            }),
          ) as Record<(typeof ROLES)[number], Uint32Array>,
        });
        once.clean(batchOf(whole), 0);
        twice.clean(batchOf(own), 0);
      }
      const [left, right] = [once, twice].map((counter) => {
        const tally = createTally();
        counter.flush(tally);
        return JSON.stringify(tallyState(tally));
      });
      expect(right).toBe(left);
    }),
  );
});
