import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A sentence, a term that occurs in it, and whether it is really that word there. */
export interface BoundaryCase {
  readonly sentence: string;
  readonly term: string;
  readonly expected: boolean;
}

/** The 224 cases of `fixtures/messages/boundary.tsv`; each term occurs exactly once in its sentence. */
export const BOUNDARY_CASES: readonly BoundaryCase[] = readFileSync(
  join(import.meta.dirname, '../../fixtures/messages/boundary.tsv'),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [sentence, term, word] = line.split('\t');
    if (sentence === undefined || term === undefined || !/^[01]$/.test(word ?? '')) {
      throw new Error(`boundary.tsv: not "sentence, term, 0 or 1": ${line}`);
    }
    return { sentence, term, expected: word === '1' };
  });
