import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from './cli/harness.ts';

const RUNS = join(import.meta.dirname, '../fixtures/runs');

/** `cmd.json` of a case: the command line, what stands on standard input, and the exit code. */
interface Command {
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly exit: number;
}

const cases = readdirSync(RUNS).sort();
// Outside of our own repository, from whose root some formats count their paths.
const copies = mkdtempSync(join(tmpdir(), 'cuilint-runs-'));
afterAll(() => {
  rmSync(copies, { recursive: true });
});

describe('fixtures/runs: a command line, its inputs, output and exit code', () => {
  test('there are cases', () => {
    expect(cases.length).toBeGreaterThan(15);
  });

  test.each(cases)('%s', async (name) => {
    const folder = join(RUNS, name);
    // Written by hand; a wrong field shows as a wrong run.
    const command = JSON.parse(readFileSync(join(folder, 'cmd.json'), 'utf8')) as Command;
    const { args, exit, ...input } = command;
    const cwd = join(copies, name);
    cpSync(join(folder, 'in'), cwd, { recursive: true });
    const { code, stdout, stderr } = await run(args, { cwd, ...input });
    // By the version alone a release would change every file.
    const actual = {
      'stdout.txt': stdout
        .replaceAll(/cuilint \d+\.\d+\.\d+/g, 'cuilint X')
        .replaceAll(/"(version|semanticVersion)":"[\d.]+"/g, '"$1":"X"')
        .replaceAll(/name="version" value="[\d.]+"/g, 'name="version" value="X"'),
      'stderr.txt': stderr,
    };
    for (const [file, text] of Object.entries(actual)) {
      const path = join(folder, file);
      // UPDATE_RUNS=1 npx vitest run test/runs.test.ts: to be read before it is committed.
      if (process.env['UPDATE_RUNS'] === '1') writeFileSync(path, text);
      expect(existsSync(path), `${name}/${file} is there`).toBe(true);
      expect(text).toBe(readFileSync(path, 'utf8'));
    }
    expect(code).toBe(exit);
  });
});
