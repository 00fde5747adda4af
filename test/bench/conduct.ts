import { join } from 'node:path';
import {
  type ConductCounterOptions,
  createConductCounter,
} from '../../src/engine/conduct-counter.ts';
import { MAINLAND, planConduct } from '../../src/engine/conduct-plan.ts';
import { createSeal } from '../../src/engine/seal.ts';
import type { ConductStats } from '../../src/model/conduct.ts';
import { type ContactBatch, createContactBatch } from '../../src/model/contact.ts';
import { packageRoot } from '../../src/node/built-in.ts';
import { compileDictionaries } from '../../src/node/dictionaries.ts';
import { createFileStore } from '../../src/node/spill-store.ts';
import { formatLimit, interleave } from './measure.ts';

const CONTACTS = 1_000_000;
const BATCH = 4096;
const SMALL_MEMORY = 8 << 20;
/** `performance.md`: frequency. */
const MOST_BYTES = 32;

/** A million messages to as many people as there are contacts: every key is new, which costs the most. */
function makeBatches(people: number): readonly ContactBatch[] {
  const batches: ContactBatch[] = [];
  for (let first = 0; first < CONTACTS; first += BATCH) {
    const batch = createContactBatch(BATCH);
    for (let i = 0; i < BATCH && first + i < CONTACTS; i += 1) {
      const row = first + i;
      // Spread, so that neighbours in time are no neighbours in the table.
      const number = 1e11 + 13_000_000_000 + ((row * 7919) % people);
      batch.row[i] = row;
      batch.recipientLow[i] = number % 0x1_0000_0000;
      batch.recipientHigh[i] = Math.floor(number / 0x1_0000_0000);
      batch.debtorLow[i] = batch.recipientLow[i]!;
      batch.debtorHigh[i] = batch.recipientHigh[i]!;
      batch.at[i] = 1_772_300_000 + row;
      batch.offset[i] = 480;
      batch.facts[i] = 1;
      batch.length = i + 1;
    }
    batches.push(batch);
  }
  return batches;
}

/** What counting a million contacts takes, and how many bytes a key needs. */
export function benchConduct(rounds: number): readonly string[] {
  const { ruleset } = compileDictionaries(join(packageRoot(), 'dictionaries'));
  const plan = planConduct(ruleset.rules, MAINLAND);
  const alone = makeBatches(CONTACTS);
  const repeated = makeBatches(10_000);
  const stats = new Map<string, ConductStats>();
  const count = (
    name: string,
    batches: readonly ContactBatch[],
    options: Partial<ConductCounterOptions>,
  ): void => {
    const counter = createConductCounter({ plan, memoryBytes: 1 << 30, ...options });
    for (const batch of batches) counter.addBatch(batch);
    counter.finish();
    stats.set(name, counter.stats());
  };
  const sides = [
    { name: 'a million people', run: () => count('alone', alone, {}) },
    { name: '10,000 people', run: () => count('repeated', repeated, {}) },
    {
      name: 'a million people, within 8 MB, sealed',
      run: () => {
        const spill = createFileStore();
        const seal = createSeal(Uint8Array.from({ length: 16 }, (_, i) => i));
        count('spilled', alone, { memoryBytes: SMALL_MEMORY, spill, seal });
        spill.close();
      },
    },
  ];
  const timings = interleave(sides, rounds);
  const { peakBytes, keys } = stats.get('alone')!;
  return [
    `conduct: ${CONTACTS.toLocaleString('en')} contacts counted`,
    ...timings.map(({ name, medianMs }) =>
      formatLimit({ what: name, value: medianMs / 1000, unit: 's a million' }),
    ),
    formatLimit({
      what: 'memory',
      value: peakBytes / keys,
      unit: 'bytes a key',
      atMost: MOST_BYTES,
    }),
    formatLimit({
      what: 'memory within a budget',
      value: stats.get('spilled')!.peakBytes / SMALL_MEMORY,
      unit: 'of it',
      atMost: 1.2,
    }),
  ];
}
