import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../src/cli/library.ts';
import { CuilintError } from '../../src/model/error.ts';
import { ROOT } from '../command-line.ts';

describe('check', () => {
  test('gives findings with their places in the text', () => {
    const text = '😀您好。\n你这种老赖我见多了。';
    const [finding, ...others] = check(text);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ ruleId: 'insult/discredit-label', file: 'message' });
    expect(text.slice(finding!.segmentStart, finding!.segmentEnd)).toBe(finding!.excerpt);
    expect(finding!.location).toMatchObject({ line: 2, column: 1 });
  });

  test('heeds what is known of the message, and levels', () => {
    const text = '你这种老赖我见多了。';
    expect(check({ text, meta: { speaker: 'customer' } })).toEqual([]);
    expect(check(text, { levels: { 'insult/discredit-label': 'off' } })).toEqual([]);
    expect(() => check(text, { levels: { 'insult/none': 'off' } })).toThrow(/insult\/none/);
  });

  // As a caller without types may write them; by an unknown kind or speaker no rule would ask for the message.
  test.each<[string, unknown, unknown, RegExp]>([
    ['kind', { text: '老赖', meta: { kind: 'SMS' } }, {}, /SMS of meta\.kind/],
    ['speaker', { text: '老赖', meta: { speaker: 'agent' } }, {}, /agent of meta\.speaker/],
    ['direction', { text: '老赖', meta: { direction: 'out' } }, {}, /out of meta\.direction/],
    ['text', { text: 1 }, {}, /text/],
    ['no text', {}, {}, /text/],
    ['nothing', undefined, {}, /text/],
    ['null', null, {}, /text/],
    ['language', '老赖', { lang: 'fr' }, /fr of lang/],
    ['mask', '老赖', { mask: 'half' }, /half of mask/],
    ['profile', '老赖', { profile: 'banc' }, /banc of profile/],
    ['level', '老赖', { levels: { 'insult/abuse': 'warn' } }, /warn of levels\.insult\/abuse/],
    ['day', '老赖', { today: '2026-02-30' }, /2026-02-30 of today/],
  ])('an unknown value is refused: %s', (_, message, options, says) => {
    // Safe: what the types forbid is what is tried here.
    const judge = check as (message: unknown, options: unknown) => unknown;
    expect(() => judge(message, options)).toThrow(says);
    expect(() => judge(message, options)).toThrow(CuilintError);
  });
});

/** The package as npm would publish it, in a project of somebody else. */
describe('the package', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cuilint-package-'));
    const output = execFileSync(
      'npm',
      ['pack', '--ignore-scripts', '--json', '--pack-destination', folder],
      { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    // Safe: what npm pack --json prints; newer versions of npm name the package.
    const packed = JSON.parse(output) as
      | { filename: string }[]
      | Record<string, { filename: string }>;
    const [{ filename }] = Object.values(packed) as [{ filename: string }];
    const installed = join(folder, 'node_modules/cuilint');
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components=1']);
    // What npm would have installed with it.
    for (const name of ['@types', 'undici-types', 'yaml'])
      symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('has an example that runs', () => {
    const example = readFileSync(join(ROOT, 'README.md'), 'utf8').match(
      /<!-- example:library -->\n```js\n([\s\S]*?)```/,
    )![1]!;
    writeFileSync(join(folder, 'example.js'), example);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['example.js'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('insult/discredit-label');
  });

  test.each(['node16', 'bundler'])('has types under moduleResolution %s', (resolution) => {
    const source = `import { check, type Finding } from 'cuilint';
const findings: readonly Finding[] = check('您好', { lang: 'en' });
// @ts-expect-error: there is no such language
check('您好', { lang: 'fr' });
console.log(findings.length);
`;
    writeFileSync(join(folder, 'use.ts'), source);
    const options = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      module: resolution === 'node16' ? 'node16' : 'esnext',
      moduleResolution: resolution,
      types: ['node'],
    };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['use.ts'] }),
    );
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder],
      { encoding: 'utf8' },
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
