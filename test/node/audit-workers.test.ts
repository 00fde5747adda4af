import { expect, test } from 'vitest';
import { createTally } from '../../src/engine/tally.ts';
import { partsOfWorkers } from '../../src/node/audit-workers.ts';
import type { FileSource } from '../../src/node/files.ts';
import type { PartItem } from '../../src/node/part-item.ts';

const END: PartItem = {
  type: 'part',
  format: 'csv',
  encoding: 'utf-8',
  bytes: 1,
  tally: createTally(),
  columns: [],
  seenColumns: [],
  isUnread: false,
  isCut: false,
  isChanged: false,
};

test('what workers that have gone were to judge is judged in this thread, in order', async () => {
  const sources = ['a', 'b'].map(
    (id): FileSource => ({ id, name: id, isNamed: true, read: () => new Uint8Array() }),
  );
  const judged: number[] = [];
  const parts = partsOfWorkers({
    count: 2,
    // No word that the program knows: it ends at once.
    command: '--version',
    task: {},
    sources,
    cut: async function* (_, source) {
      yield { source };
      yield { source };
    },
    judge: async function* ({ number }) {
      judged.push(number);
      yield [END];
    },
    conduct: undefined,
    options: { isStopped: () => false, progress: () => {} },
  });
  try {
    const items: PartItem[] = [];
    for (const source of sources) for await (const list of parts.of(source)) items.push(...list);
    expect(items).toEqual([END, END, END, END]);
    expect(judged).toEqual([0, 1, 2, 3]);
  } finally {
    await parts.close();
  }
}, 60_000);
