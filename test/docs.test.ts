import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testExamples } from '../src/engine/examples.ts';
import { BUILT } from '../src/node/built-in.ts';
import { compileDictionaries } from '../src/node/dictionaries.ts';
import { readExampleScript } from '../src/node/example-script.ts';
import { loadTokenizer } from '../src/node/tokenizer.ts';
import { describeRules } from '../src/rules/describe.ts';
import { ROOT, run } from './command-line.ts';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** First cells of the rows of the table below a heading, without the marks of code. */
function firstCells(heading: string): readonly string[] {
  const section = readme.split(`\n### ${heading}\n`)[1]?.split('\n#')[0] ?? '';
  return [...section.matchAll(/^\| `?([^|`]+?)`? \|/gm)].map((match) => match[1] ?? '').slice(1);
}

describe('README.md', () => {
  test('shows what the command prints', async () => {
    const [, args, shown] =
      /<!-- output:start (.+?) -->\n```text\n([\s\S]*?)```\n<!-- output:end -->/.exec(readme) ?? [];
    const { code, stdout } = await run(args?.split(' ') ?? []);
    expect(code).toBe(1);
    // Without the head: version and hash change more often than the picture.
    expect(shown).toBe(`${stdout.slice(stdout.indexOf('\n\n') + 2).trimEnd()}\n`);
  });

  test('lists the error codes of the code, in their order', () => {
    const union = readFileSync(join(ROOT, 'src/model/error.ts'), 'utf8');
    const type = /type ErrorCode =([^;]+);/.exec(union)?.[1] ?? '';
    const codes = [...type.matchAll(/'([A-Z_]+)'/g)].map((match) => match[1]);
    expect(codes).toContain('USAGE');
    expect(firstCells('Error codes')).toEqual(codes);
  });

  test('lists the options of check, all and no others', async () => {
    const { stdout } = await run(['check', '--help']);
    const flagsOf = (text: string): readonly string[] => [
      ...new Set([...text.matchAll(/--[a-z][a-z-]+/g)].map(([flag]) => flag)),
    ];
    const table = readme.split('| Option of `check` |')[1]?.split('\n\n')[0] ?? '';
    const known = flagsOf(stdout).filter((flag) => flag !== '--help' && flag !== '--version');
    expect(known).toContain('--fail-on');
    expect(flagsOf(table).toSorted()).toEqual(known.toSorted());
  });

  test('names only npm scripts that exist', () => {
    const scripts = Object.keys(
      JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts,
    );
    const named = [...readme.matchAll(/\bnpm run ([\w:-]+)/g)].map((match) => match[1]);
    expect(named).toContain('accuracy');
    expect(named.filter((name) => !scripts.includes(name ?? ''))).toEqual([]);
  });

  test('shows a rule that compiles and whose examples hold', () => {
    const sample = /```yaml\n# dictionaries\/(rules\/\S+)\n([^`]+)```/.exec(readme);
    const folder = mkdtempSync(join(tmpdir(), 'cuilint-readme-'));
    try {
      for (const part of ['lexicons', 'regulations', 'variants']) {
        cpSync(join(ROOT, 'dictionaries', part), join(folder, part), { recursive: true });
      }
      const path = join(folder, sample?.[1] ?? 'no sample');
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, sample?.[2] ?? '');
      const { ruleset, problems } = compileDictionaries(folder);
      const [rule] = ruleset.rules;
      if (rule === undefined) throw new Error('the sample holds no rule');
      expect(problems).toEqual([]);
      expect(testExamples(ruleset, rule, { tokenizer, read: readExampleScript })).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('links only to files and headings that exist', () => {
    const anchors = [...readme.matchAll(/^#+ (.+)$/gm)].map(
      (match) =>
        `#${(match[1] ?? '')
          .toLowerCase()
          .replace(/[^\p{L}\p{N} -]/gu, '')
          .replaceAll(' ', '-')}`,
    );
    const targets = [...readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(
      (match) => match[1] ?? '',
    );
    const missing = targets.filter((target) =>
      target.startsWith('#') ? !anchors.includes(target) : !readable(target),
    );
    expect(targets).toContain('LICENSE');
    expect(missing).toEqual([]);
  });
});

describe('dictionaries/README.md', () => {
  test('is what `npm run docs` writes', () => {
    const { ruleset } = compileDictionaries(join(ROOT, 'dictionaries'));
    const page = describeRules(ruleset.rules, ruleset.clauses, 'zh');
    expect(readFileSync(join(ROOT, 'dictionaries/README.md'), 'utf8') === page).toBe(true);
  });
});

function tokenizer(): ReturnType<Parameters<typeof testExamples>[2]['tokenizer']> {
  const loaded = loadTokenizer({
    packPath: join(ROOT, 'dist', BUILT.segmentation),
    segmentationDirectory: join(ROOT, 'dictionaries/segmentation'),
  });
  if (loaded === null) throw new Error('no word list: run npm ci');
  return loaded;
}

function readable(path: string): boolean {
  try {
    readFileSync(join(ROOT, path));
    return true;
  } catch {
    // A missing file is the answer, not an error.
    return false;
  }
}
