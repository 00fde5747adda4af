// A million contacts of ten thousand people: what breaks the rules of conduct by our count, in memory and spilled
// to disk, and by DuckDB's (test/engine/conduct-oracle.ts). npm run validate
import { join } from 'node:path';
import { packageRoot } from '../../src/node/built-in.ts';
import { compileDictionaries } from '../../src/node/dictionaries.ts';
import { createFileStore } from '../../src/node/spill-store.ts';
import { type Broken, brokenByDuckDb, brokenByUs, makeLog } from '../engine/conduct-oracle.ts';

const CONTACTS = 1_000_000;
const PEOPLE = 10_000;
const SMALL_MEMORY = 4 << 20;
const KINDS = ['rows', 'limits', 'bursts', 'afterStop', 'thirdParty'] as const;

async function timed<T>(what: string, run: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await run();
  process.stdout.write(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return result;
}

/** Number of lines that only one of two sorted lists has. */
function differences(left: readonly string[], right: readonly string[]): readonly string[] {
  const count = new Map<string, number>();
  for (const line of left) count.set(line, (count.get(line) ?? 0) + 1);
  for (const line of right) count.set(line, (count.get(line) ?? 0) - 1);
  return [...count].flatMap(([line, times]) => (times === 0 ? [] : [line]));
}

const { ruleset } = compileDictionaries(join(packageRoot(), 'dictionaries'));
const log = await timed(`${CONTACTS} contacts made`, () => makeLog(CONTACTS, PEOPLE));
const expected = await timed('DuckDB', () => brokenByDuckDb(log));
const store = createFileStore();
try {
  const runs: readonly (readonly [string, () => Broken])[] = [
    ['in memory', () => brokenByUs(log, ruleset, 1 << 30)],
    [`within ${SMALL_MEMORY >> 20} MB`, () => brokenByUs(log, ruleset, SMALL_MEMORY, store)],
  ];
  for (const [what, run] of runs) {
    const found = await timed(what, run);
    for (const kind of KINDS) {
      const wrong = differences(expected[kind], found[kind]);
      process.stdout.write(
        `  ${kind}: ${expected[kind].length} by DuckDB, ${wrong.length} differ\n`,
      );
      for (const line of wrong.slice(0, 5)) process.stdout.write(`    ${line}\n`);
      if (wrong.length > 0 || expected[kind].length === 0) process.exitCode = 1;
    }
  }
} finally {
  store.close();
}
