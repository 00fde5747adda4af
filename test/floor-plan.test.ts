import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultsOf, importsOf, machineTraces, withoutTextAndComments } from './floor-plan.ts';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

/** What may stand at the top of the repository. */
const TOP_LEVEL = [
  '.ci',
  '.dockerignore',
  '.editorconfig',
  '.gitattributes',
  '.gitignore',
  '.npmrc',
  '.pre-commit-hooks.yaml',
  'CHANGELOG.md',
  'Dockerfile',
  'LICENSE',
  'README.md',
  'action.yml',
  'bin',
  'biome.json',
  'dictionaries',
  'esbuild.config.mjs',
  'fixtures',
  'package-lock.json',
  'package.json',
  'portable',
  'src',
  'test',
  'tsconfig.json',
  'vitest.config.ts',
];

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.[cm]?[jt]sx?$/.test(path))
  .sort();

/** Files of the repository, tracked or about to be; null outside of a clone (an unpacked archive). */
function repositoryFiles(): readonly string[] | null {
  if (!existsSync(join(ROOT, '.git'))) return null;
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)));
}

describe('the sources keep the plan', () => {
  test('there are sources to look at', () => {
    expect(sources).toContain('model/span.ts');
  });

  test.each(sources)('%s', (path) => {
    expect(faultsOf(path, readFileSync(join(SRC, path), 'utf8'))).toEqual([]);
  });
});

describe('the repository', () => {
  const files = repositoryFiles();

  test.skipIf(files === null)('holds nothing unexpected at its top', () => {
    const top = new Set((files ?? []).map((path) => path.split('/')[0] ?? ''));
    expect([...top].filter((name) => !TOP_LEVEL.includes(name))).toEqual([]);
  });

  test.skipIf(files === null)('names no place of a machine and no registry', () => {
    const traces = (files ?? [])
      .filter((path) => !path.startsWith('.ci/') && path !== 'test/floor-plan.test.ts')
      .flatMap((path) =>
        machineTraces(readFileSync(join(ROOT, path), 'latin1')).map((line) => `${path}:${line}`),
      );
    expect(traces).toEqual([]);
  });

  test('has a lock file without addresses', () => {
    const lock: unknown = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    expect(lock).toHaveProperty('packages');
    expect(JSON.stringify(lock)).not.toMatch(/"resolved"\s*:/);
  });
});

describe('faultsOf finds', () => {
  const cases = [
    {
      name: 'an import upward',
      path: 'model/a.ts',
      code: "import { x } from '../text/x.ts';",
      fault: 'imports up: model (0) -> text (1)',
    },
    {
      name: 'an import of a type upward',
      path: 'text/a.ts',
      code: "import type { R } from '../rules/r.ts';",
      fault: 'imports up: text (1) -> rules (2)',
    },
    {
      name: 'an import sideways',
      path: 'match/a.ts',
      code: "import { x } from '../text/x.ts';",
      fault: 'imports sideways: match -> text (both 1)',
    },
    {
      name: 'a re-export sideways',
      path: 'engine/a.ts',
      code: "export { x } from '../readers/x.ts';",
      fault: 'imports sideways: engine -> readers (both 3)',
    },
    {
      name: 'a dynamic import upward',
      path: 'reporters/a.ts',
      code: "const m = await import('../node/x.ts');",
      fault: 'imports up: reporters (3) -> node (4)',
    },
    {
      name: 'an import upward from a deeper folder',
      path: 'node/a/b/c.ts',
      code: "import { x } from '../../../cli/main.ts';",
      fault: 'imports up: node (4) -> cli (5)',
    },
    {
      name: 'an import over several lines',
      path: 'rules/a.ts',
      code: "import {\n  x,\n  y,\n} from\n  '../engine/x.ts';",
      fault: 'imports up: rules (2) -> engine (3)',
    },
    {
      name: 'an import out of src',
      path: 'cli/a.ts',
      code: "import x from '../../test/x.ts';",
      fault: 'imports ../../test/x.ts, which stands in no room',
    },
    {
      name: 'the public door used inside',
      path: 'cli/a.ts',
      code: "import { check } from '../index.ts';",
      fault: 'imports ../index.ts, which stands in no room',
    },
    {
      name: 'the disk on a pure floor',
      path: 'readers/a.ts',
      code: "import { readFile } from 'node:fs/promises';",
      fault: 'floor 3 imports node:fs/promises',
    },
    {
      name: 'a bare import for its effect',
      path: 'text/a.ts',
      code: "import 'node:process';",
      fault: 'floor 1 imports node:process',
    },
    {
      name: 'nodejieba outside of its room',
      path: 'match/a.ts',
      code: "import { cut } from 'nodejieba';",
      fault: 'nodejieba belongs to node',
    },
    {
      name: 'the environment',
      path: 'engine/a.ts',
      code: 'const tz = process.env.TZ;',
      fault: 'floor 3 uses process',
    },
    {
      name: 'the console',
      path: 'rules/a.ts',
      code: "console.log('x');",
      fault: 'floor 2 uses console',
    },
    {
      name: 'the clock',
      path: 'model/a.ts',
      code: 'const t = Date.now();',
      fault: 'floor 0 uses Date.now',
    },
    {
      name: 'the clock in another dress',
      path: 'model/a.ts',
      code: 'const t = new Date( );',
      fault: 'floor 0 uses new Date()',
    },
    {
      name: 'the clock without parentheses',
      path: 'model/a.ts',
      code: 'const t = new Date;',
      fault: 'floor 0 uses new Date()',
    },
    {
      name: 'the clock inside a template literal',
      path: 'model/a.ts',
      code: 'const t = `at ${Date.now()} o`;',
      fault: 'floor 0 uses Date.now',
    },
    {
      name: 'chance',
      path: 'match/a.ts',
      code: 'const r = Math.random();',
      fault: 'floor 1 uses Math.random',
    },
    {
      name: 'a timer',
      path: 'reporters/a.ts',
      code: 'setTimeout(() => {}, 1);',
      fault: 'floor 3 uses timer',
    },
    {
      name: 'a room that is not on the plan',
      path: 'shared/a.ts',
      code: '',
      fault: 'stands in no known room',
    },
    {
      name: 'a file beside the rooms',
      path: 'extra.ts',
      code: '',
      fault: 'stands in no known room',
    },
    {
      name: 'a name in camel case',
      path: 'text/offsetMap.ts',
      code: '',
      fault: 'offsetMap.ts is not kebab-case',
    },
    {
      name: 'a drawer for everything',
      path: 'text/utils.ts',
      code: '',
      fault: 'utils.ts says nothing',
    },
    {
      name: 'a folder for everything',
      path: 'cli/helpers/x.ts',
      code: '',
      fault: 'helpers says nothing',
    },
  ];

  test.each(cases)('$name', ({ path, code, fault }) => {
    expect(faultsOf(path, code)).toEqual([fault]);
  });
});

describe('faultsOf lets pass', () => {
  const cases = [
    {
      name: 'an import downward',
      path: 'engine/a.ts',
      code: "import type { Span } from '../model/span.ts';",
    },
    {
      name: 'a neighbour in the same room',
      path: 'text/a.ts',
      code: "import { x } from './x.ts';\nimport { y } from './deep/y.ts';",
    },
    { name: 'hashing', path: 'engine/a.ts', code: "import { createHmac } from 'node:crypto';" },
    {
      name: 'the disk on floor 4',
      path: 'node/files.ts',
      code: "import { readFile } from 'node:fs/promises';\nprocess.cwd();",
    },
    {
      name: 'a package that computes',
      path: 'readers/yaml.ts',
      code: "import { parseDocument } from 'yaml';",
    },
    {
      name: 'a date made from an argument',
      path: 'engine/a.ts',
      code: 'const d = new Date(text); const e = Date.parse(text);',
    },
    {
      name: 'forbidden words in comments and strings',
      path: 'text/a.ts',
      code: "// Date.now() and import x from '../cli/x.ts'\n/* console.log */ const s = 'process.env'; const r = /process./;",
    },
    {
      name: 'forbidden words in a template literal',
      path: 'text/a.ts',
      code: 'const s = `process.env ${s} console.log`;',
    },
    {
      name: 'a name that only begins alike',
      path: 'text/a.ts',
      code: 'preprocess.run(); const processes = [];',
    },
    { name: 'the public door', path: 'index.ts', code: "export { main } from './cli/main.ts';" },
  ];

  test.each(cases)('$name', ({ path, code }) => {
    expect(faultsOf(path, code)).toEqual([]);
  });
});

describe('the scanner beneath', () => {
  test('keeps the length of the code', () => {
    for (const path of sources) {
      const code = readFileSync(join(SRC, path), 'utf8');
      expect(withoutTextAndComments(code), path).toHaveLength(code.length);
    }
  });

  test('sees code again behind a quote in a regular expression and a nested template', () => {
    const code = "const a = /['\"`]/; const b = `x${`y${z}` + '}'}w`; Date.now();";
    expect(faultsOf('text/a.ts', code)).toEqual(['floor 1 uses Date.now']);
  });

  test('reads a division as a division', () => {
    expect(importsOf("const a = b / c;\nimport x from './x.ts'; const d = (e) / 2;")).toEqual([
      './x.ts',
    ]);
  });

  test('finds every import of a real file', () => {
    const code = readFileSync(join(SRC, 'model/segment.ts'), 'utf8');
    expect(importsOf(code)).toEqual(['./offset-map.ts', './source.ts']);
  });
});

describe('machineTraces', () => {
  const cases = [
    { name: 'nothing', text: '', lines: [] },
    { name: 'a home folder', text: 'ok\nsee /home/someone/x\r\nok', lines: [2] },
    { name: 'a path in quotes', text: '"/Users/a/b"', lines: [1] },
    { name: 'a registry', text: 'a\rregistry=https://registry.example.org/npm/', lines: [2] },
    {
      name: 'a relative path and an address',
      text: 'src/home/x and https://example.org/root/x',
      lines: [],
    },
    { name: 'a mirror', text: 'https://mirror.example.org/artifactory/api/npm', lines: [1] },
  ];

  test.each(cases)('$name', ({ text, lines }) => {
    expect(machineTraces(text)).toEqual(lines);
  });
});
