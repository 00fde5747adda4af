import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ConductCounterOptions,
  createConductCounter,
} from '../../src/engine/conduct-counter.ts';
import { PARTITIONS } from '../../src/engine/contact-partitions.ts';
import { createSeal } from '../../src/engine/seal.ts';
import type { ConductHit, ConductPlan, ConductStats } from '../../src/model/conduct.ts';
import { type Contact, createContactBatch, pushContact } from '../../src/model/contact.ts';
import type { ConductLimit } from '../../src/model/rule.ts';
import { contactKey } from '../../src/text/recipients.ts';
import { CONTACT, contacts, memoryStore } from './contacts.ts';

const GROUND = { jurisdiction: 'cn', clauses: [], isHouse: false } as const;

function limit(id: string, rest: Partial<ConductLimit> & { most: number }): PlanLimit {
  return {
    ...GROUND,
    ruleId: 'harassment/frequency',
    id,
    counts: { channels: ['call'], outcomes: ['connected'], of: 'debtor' },
    by: 'debtor',
    window: 1,
    measure: 'count',
    severity: 'error',
    message: { zh: '', en: '' },
    ...rest,
  };
}
type PlanLimit = ConductPlan['limits'][number];

const PLAN: ConductPlan = {
  jurisdiction: 'cn',
  limits: [
    limit('connected', { most: 3 }),
    limit('attempts', {
      most: 6,
      by: 'recipient',
      counts: { channels: ['call'], outcomes: ['unanswered', 'invalid'] },
    }),
    limit('visits', { most: 1, counts: { channels: ['visit'] } }),
    limit('hourly', { most: 5, window: 'hour', counts: { channels: ['sms'], of: 'debtor' } }),
    limit('week', { most: 7, window: 7, counts: { channels: ['call'] } }),
    limit('month', {
      most: 20,
      window: 30,
      counts: { channels: ['call', 'sms', 'chat', 'visit'] },
    }),
    limit('talked', { most: 7, measure: 'since-conversation', counts: { channels: ['call'] } }),
  ],
  states: {
    ...GROUND,
    ruleId: 'harassment/after-stop',
    states: ['stopped', 'settled', 'disputed', 'complained', 'identity'],
  },
  thirdParty: { ...GROUND, ruleId: 'privacy/third-party-contact', attempts: 3, days: 3 },
};

function hitsOf(
  all: readonly Contact[],
  options: Partial<ConductCounterOptions> = {},
): readonly ConductHit[] {
  const counter = createConductCounter({ plan: PLAN, memoryBytes: 1 << 24, ...options });
  for (const contact of all) counter.add(contact);
  return [...counter.finish()];
}

const SECRET = Uint8Array.from({ length: 16 }, (_, i) => i * 11);

describe('the same contacts break the same', () => {
  test('in any order, in batches of any size', () => {
    fc.assert(
      fc.property(
        contacts,
        fc.integer({ min: 1, max: 40 }),
        fc.func(fc.integer()),
        (all, size, rank) => {
          const expected = hitsOf(all);
          expect(hitsOf(all.toSorted((a, b) => rank(a.row) - rank(b.row)))).toEqual(expected);
          const counter = createConductCounter({ plan: PLAN, memoryBytes: 1 << 24 });
          const batch = createContactBatch(size);
          for (const contact of all) {
            if (pushContact(batch, contact)) continue;
            counter.addBatch(batch);
            batch.length = 0;
            pushContact(batch, contact);
          }
          counter.addBatch(batch);
          expect([...counter.finish()]).toEqual(expected);
        },
      ),
    );
  });

  test('settled at any moment, and gone on with by another counter', () => {
    fc.assert(
      fc.property(
        contacts,
        fc.array(fc.nat(40), { maxLength: 4 }),
        fc.integer({ min: 1, max: 4000 }),
        (all, stops, memoryBytes) => {
          const options = {
            plan: PLAN,
            memoryBytes,
            spill: memoryStore(),
            seal: createSeal(SECRET),
          };
          let counter = createConductCounter(options);
          for (const [index, contact] of all.entries()) {
            if (stops.includes(index)) {
              const from = JSON.parse(JSON.stringify(counter.settle())) as ConductStats;
              counter = createConductCounter({ ...options, from });
            }
            counter.add(contact);
          }
          expect([...counter.finish()]).toEqual(hitsOf(all));
          expect(counter.stats().contacts).toBe(all.length);
        },
      ),
    );
  });

  test('within any memory, sealed or not', () => {
    fc.assert(
      fc.property(
        contacts,
        fc.integer({ min: 1, max: 4000 }),
        fc.boolean(),
        (all, memoryBytes, isSealed) => {
          const options = {
            memoryBytes,
            spill: memoryStore(),
            ...(isSealed ? { seal: createSeal(SECRET) } : {}),
          };
          expect(hitsOf(all, options)).toEqual(hitsOf(all));
        },
      ),
    );
  });

  test('divided among any shards', () => {
    fc.assert(
      fc.property(
        contacts,
        fc.func(fc.nat({ max: 15 })),
        fc.integer({ min: 1, max: 4000 }),
        (all, shardOf, memoryBytes) => {
          const seal = createSeal(SECRET);
          const stores = Array.from({ length: 16 }, () => memoryStore(13));
          for (const [number, store] of stores.entries()) {
            const spill = memoryStore();
            const shard = createConductCounter({ plan: PLAN, memoryBytes, seal, spill });
            for (const contact of all) if (shardOf(contact.row) === number) shard.add(contact);
            shard.drain(store);
          }
          const whole = createConductCounter({
            plan: PLAN,
            memoryBytes,
            seal,
            spill: memoryStore(),
          });
          for (const store of stores.toReversed()) whole.absorb(store);
          expect([...whole.finish()]).toEqual(hitsOf(all));
        },
      ),
    );
  });
});

test('nothing that was spilled names a number unless it may', () => {
  const all = Array.from(
    { length: 500 },
    (_, row): Contact => ({ ...CONTACT, row, at: 1_772_300_000 + row }),
  );
  const holds = (bytes: Uint8Array): boolean => {
    const { low, high } = CONTACT.recipient;
    const number = Buffer.alloc(8);
    number.writeUInt32LE(low, 0);
    number.writeUInt32LE(high, 4);
    return Buffer.from(bytes).includes(number) || Buffer.from(bytes).includes('13900000001');
  };
  const open = memoryStore();
  hitsOf(all, { memoryBytes: 2000, spill: open });
  expect(holds(open.bytes())).toBe(true);
  const sealed = memoryStore();
  hitsOf(all, { memoryBytes: 2000, spill: sealed, seal: createSeal(SECRET) });
  expect(sealed.bytes().length).toBeGreaterThan(2000);
  expect(holds(sealed.bytes())).toBe(false);
});

test('a store that fails is not silenced', () => {
  const spill = {
    ...memoryStore(),
    append: () => {
      throw new Error('no space left on device');
    },
  };
  const all = Array.from(
    { length: 500 },
    (_, row): Contact => ({ ...CONTACT, row, at: 1_772_300_000 }),
  );
  expect(() => hitsOf(all, { memoryBytes: 2000, spill })).toThrow('no space left');
});

test('memory stays within its budget and below 32 bytes a contact', () => {
  const size = 200_000;
  const fill = (options: Partial<ConductCounterOptions>) => {
    const counter = createConductCounter({ plan: PLAN, memoryBytes: 1 << 26, ...options });
    for (let row = 0; row < size; row += 1) {
      const key = contactKey(String(13_900_000_000 + row), false);
      counter.add({ ...CONTACT, recipient: key, debtor: key, row, at: 1_772_300_000 + row });
    }
    expect([...counter.finish()]).toEqual([]);
    return counter.stats();
  };
  const whole = fill({});
  expect(whole.keys).toBe(size);
  expect(whole.peakBytes / size).toBeLessThanOrEqual(32);
  const budget = 1 << 20;
  const spilled = fill({ memoryBytes: budget, spill: memoryStore(65_536) });
  expect(spilled.keys).toBe(size);
  expect(spilled.peakBytes).toBeLessThanOrEqual(budget * 1.2);
  expect(spilled.spilledBytes).toBeGreaterThanOrEqual(size * 22);
  expect(PARTITIONS).toBe(64);
});
