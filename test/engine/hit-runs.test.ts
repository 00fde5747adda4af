import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareHits } from '../../src/engine/hit-order.ts';
import { createHitRuns } from '../../src/engine/hit-runs.ts';
import { createSeal } from '../../src/engine/seal.ts';
import type { ConductHit } from '../../src/model/conduct.ts';
import { memoryStore } from './contacts.ts';

const SECRET = Uint8Array.from({ length: 16 }, (_, i) => i * 11);
const number = fc.integer({ min: 0, max: 0xffff_ffff });
const hit = fc
  .record({
    row: fc.integer({ min: 1, max: 50 }),
    low: number,
    high: number,
    limit: fc.constantFrom('callsPerDay', 'messagesPerDay'),
    rows: fc.array(fc.integer({ min: 1, max: 2 ** 40 }), { maxLength: 3 }),
  })
  .map(
    ({ row, low, high, limit, rows }): ConductHit => ({
      ruleId: 'harassment/frequency',
      reason: { kind: 'limit', limit },
      severity: 'error',
      row,
      at: 1_700_000_000,
      offset: 480,
      tag: 3,
      key: { low, high },
      count: rows.length,
      most: 1,
      rows,
    }),
  );

test('hits come in their order, however few of them are held', () => {
  fc.assert(
    fc.property(
      fc.array(hit, { maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      fc.boolean(),
      (hits, most, isSealed) => {
        const runs = createHitRuns({
          most,
          compare: compareHits,
          store: memoryStore(7),
          ...(isSealed ? { seal: createSeal(SECRET) } : {}),
        });
        for (const each of hits) runs.add(each);
        const keyOf = (each: ConductHit): string => JSON.stringify(each);
        const sorted = [...runs.sorted()];
        expect(sorted.map(keyOf).toSorted()).toEqual(hits.map(keyOf).toSorted());
        for (const [at, each] of sorted.entries())
          if (at > 0) expect(compareHits(sorted[at - 1]!, each)).toBeLessThanOrEqual(0);
      },
    ),
  );
});

test('what goes into the store names nobody', () => {
  const store = memoryStore();
  const runs = createHitRuns({ most: 1, compare: compareHits, store, seal: createSeal(SECRET) });
  const [first] = fc.sample(hit, { numRuns: 1, seed: 1 });
  const known = { ...first!, key: { low: 1_390_000_000, high: 23 } };
  runs.add(known);
  const bytes = Buffer.concat([...store.read(64)]);
  expect(bytes.length).toBeGreaterThan(0);
  expect(bytes.includes('1390000000')).toBe(false);
  expect([...runs.sorted()]).toEqual([known]);
});
