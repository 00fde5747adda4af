import { expect, test } from 'vitest';
import { brokenByDuckDb, brokenByUs, makeLog } from './conduct-oracle.ts';
import { memoryStore } from './contacts.ts';
import { builtInRuleset } from './ruleset-fixture.ts';

test('DuckDB finds the same in 20,000 contacts of 400 people', { timeout: 60_000 }, async () => {
  const log = makeLog(20_000, 400);
  const expected = await brokenByDuckDb(log);
  const found = brokenByUs(log, builtInRuleset(), 1 << 26);
  for (const kind of ['rows', 'limits', 'bursts', 'afterStop', 'thirdParty'] as const) {
    expect(expected[kind].length, kind).toBeGreaterThan(20);
    expect(found[kind], kind).toEqual(expected[kind]);
  }
  const names = new Set(expected.limits.map((line) => line.split(' ')[0]));
  expect([...names].sort()).toEqual([
    'attemptsPerDay',
    'connectedCallsPerDay',
    'messagesPerDay',
    'messagesPerDayMost',
    'perMonth',
    'perWeek',
    'visitsPerDay',
  ]);
  expect(brokenByUs(log, builtInRuleset(), 1 << 16, memoryStore(1 << 16))).toEqual(found);
});
