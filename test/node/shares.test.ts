import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FileSource } from '../../src/node/files.ts';
import { shareOf, workersFor } from '../../src/node/shares.ts';

function sourcesNamed(ids: readonly string[]): readonly FileSource[] {
  return ids.map((id) => ({ id, name: id, isNamed: true, read: () => new Uint8Array() }));
}

test('every file is in exactly one share, in the order of the run', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      (ids, of) => {
        const sources = sourcesNamed(ids);
        const shares = Array.from({ length: of }, (_, index) => shareOf(sources, { index, of }));
        expect(shares.flat().map(({ id }) => id)).toHaveLength(ids.length);
        expect(new Set(shares.flat())).toEqual(new Set(sources));
        for (const share of shares)
          expect(share).toEqual(sources.filter((source) => share.includes(source)));
      },
    ),
  );
});

test.each([
  { name: 'one file', concurrency: 4, files: 1, workers: 0 },
  { name: 'one thread asked for', concurrency: 1, files: 9, workers: 0 },
  { name: 'more threads than files', concurrency: 4, files: 3, workers: 3 },
  { name: 'little to judge', concurrency: 'auto', files: 9, workers: 0 },
] as const)('$name', ({ concurrency, files, workers }) => {
  const ids = Array.from({ length: files }, (_, index) => `${index}.txt`);
  expect(workersFor(concurrency, sourcesNamed(ids))).toBe(workers);
});
