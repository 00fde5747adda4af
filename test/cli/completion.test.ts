import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { complete } from '../../src/cli/commands/completion.ts';
import { type Actions, createProgram } from '../../src/cli/program.ts';
import { FORMATS } from '../../src/reporters/registry.ts';
import { ROOT } from '../command-line.ts';
import { RULES, run } from './harness.ts';

// Safe: nothing is run, the commands are only looked at.
const program = createProgram('zh', '0', {} as Actions, () => {});
const RULE_NAMES = RULES.map(({ id }) => ({ value: id, description: '' }));

function reply(...words: readonly string[]): { values: readonly string[]; takesFiles: boolean } {
  const { candidates, takesFiles } = complete(
    program,
    words.slice(0, -1),
    words.at(-1)!,
    () => RULE_NAMES,
  );
  return { values: candidates.map(({ value }) => value), takesFiles };
}

function everyCommand(command: Command, path: readonly string[] = []): (readonly string[])[] {
  return [path, ...command.commands.flatMap((each) => everyCommand(each, [...path, each.name()]))];
}

function at(path: readonly string[]): Command {
  return path.reduce(
    (command, name) => command.commands.find((each) => each.name() === name)!,
    program as Command,
  );
}

describe('what may be typed next', () => {
  test('is every command and every option that the program has', () => {
    const paths = everyCommand(program);
    expect(paths.length).toBeGreaterThan(12);
    for (const path of paths) {
      const command = at(path);
      const names = command.commands.map((each) => each.name());
      expect(reply(...path, '').values).toEqual(expect.arrayContaining(names));
      const longs = command.options.map(({ long }) => long);
      expect(reply(...path, '--').values).toEqual(expect.arrayContaining(longs));
    }
    expect(reply('--').values).toContain('--fail-on');
  });

  const rows = [
    { words: ['ch'], values: ['check'], takesFiles: true },
    { words: ['check', '--format', 'sa'], values: ['sarif'], takesFiles: false },
    { words: ['--format=sa'], values: ['--format=sarif'], takesFiles: false },
    { words: ['audit', '--format', 's'], values: ['stylish'], takesFiles: false },
    { words: ['audit', '--format=c'], values: ['--format=csv'], takesFiles: false },
    { words: ['audit', '--jurisdiction', ''], values: ['cn', 'hk', 'tw', 'us'], takesFiles: false },
    { words: ['--format', 'sarif:'], values: [], takesFiles: true },
    { words: ['--mask', 'pa', '--kind', 's'], values: ['sms', 'script'], takesFiles: false },
    { words: ['--baseline', ''], values: [], takesFiles: true },
    { words: ['--max-findings', ''], values: [], takesFiles: false },
    { words: ['explain', 'threat/'], values: ['threat/word'], takesFiles: false },
    { words: ['--only', 'threat,insult/'], values: ['threat,insult/word'], takesFiles: false },
    { words: ['--rule', 'threat/word=e'], values: ['threat/word=error'], takesFiles: false },
    { words: ['completion', 'p'], values: ['pwsh'], takesFiles: false },
    { words: ['check', 'a', 'ch'], values: [], takesFiles: true },
    { words: ['--', '--f'], values: [], takesFiles: true },
    { words: ['config', 'print', '--fo'], values: ['--for'], takesFiles: false },
    { words: ['--no-such=x'], values: [], takesFiles: false },
  ];
  test.each(rows)('after $words', ({ words, values, takesFiles }) => {
    expect(reply(...words)).toEqual({ values, takesFiles });
  });

  test('always begins with what was typed', () => {
    for (const word of ['', '-', '--', '--f', '--format=', 'c', 'é', ':', '=', '\t'])
      for (const value of reply(word).values) expect(value.startsWith(word)).toBe(true);
  });
});

describe('cuilint completion', () => {
  test('refuses another shell in one line', async () => {
    const { code, stderr } = await run(['completion', 'tcsh'], { cwd: ROOT });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^错误: 没有为 tcsh 准备的补全脚本[^\n]*\n$/);
  });

  test('has descriptions in the language asked for', async () => {
    const { stdout } = await run(['completion', 'fish', '--lang', 'en'], { cwd: ROOT });
    expect(stdout).toContain('cuilint completion fish --lang en --');
    const answer = await run(['completion', 'zsh', '--lang', 'en', '--', ':bas'], { cwd: ROOT });
    expect(answer.stdout).toMatch(/^baseline\tbaseline: note/);
  });
});

let folder: string;
beforeAll(() => {
  if (!existsSync(join(ROOT, 'dist'))) throw new Error('dist/ is missing: run npm run build');
  folder = mkdtempSync(join(tmpdir(), 'cuilint-'));
  const program = join(folder, 'cuilint');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${ROOT}/bin/cuilint.js" "$@"\n`);
  chmodSync(program, 0o755);
  writeFileSync(join(folder, 'a file.txt'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function has(shell: string): boolean {
  return spawnSync(shell, ['--version']).error === undefined;
}

/** What a shell prints, a line each; nothing may go to standard error. */
function shell(name: string, args: readonly string[], script: string): readonly string[] {
  const file = join(folder, `script.${name}`);
  writeFileSync(file, script);
  const { stdout, stderr, status } = spawnSync(name, [...args, file], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env['PATH']}`, LC_ALL: 'C.UTF-8' },
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.trimEnd().split('\n');
}

describe.skipIf(process.platform === 'win32')('the script', () => {
  test.skipIf(!has('bash'))(
    'of bash fills COMPREPLY as bash breaks the words',
    { timeout: 60_000 },
    () => {
      const asked = [
        `cuilint basel`,
        `cuilint baseline ''`,
        `cuilint --format = sar`,
        `cuilint --format =`,
        `cuilint --rule threat/home-visit = err`,
        `cuilint --baseline ''`,
      ];
      const lines = shell(
        'bash',
        ['--noprofile', '--norc'],
        `source <(cuilint completion bash) || exit 3
t() { COMP_WORDS=("$@") COMP_CWORD=$(($#-1)); COMPREPLY=(); _cuilint; (IFS=' '; echo "\${#COMPREPLY[@]} \${COMPREPLY[*]}"); }
complete -p cuilint
${asked.map((words) => `t ${words}`).join('\n')}
`,
      );
      expect(lines[0]).toBe('complete -o bashdefault -o default -F _cuilint cuilint');
      expect(lines.slice(1, 4)).toEqual(['1 baseline', '3 create update prune', '1 sarif']);
      expect(lines[4]).toBe([FORMATS.length, ...FORMATS].join(' '));
      expect(lines[5]).toBe('1 error');
      // Nothing of ours: bash then looks for files.
      expect(lines[6]!.trim()).toBe('0');
    },
  );

  test.skipIf(!has('fish'))('of fish completes, with descriptions', { timeout: 60_000 }, () => {
    const lines = shell(
      'fish',
      ['--no-config'],
      `cuilint completion fish | source
complete -C 'cuilint basel'
complete -C 'cuilint --format=sar'
complete -C 'cuilint --baseline a'
complete -C 'cuilint --kind a'
`,
    );
    expect(lines[0]).toMatch(/^baseline\t基线/);
    expect(lines[1]).toBe('--format=sarif');
    expect(lines.slice(2)).toEqual([expect.stringMatching(/^a\\? file\.txt$/)]);
  });

  test.skipIf(!has('zsh'))(
    'of zsh hands on values, descriptions and paths',
    { timeout: 60_000 },
    () => {
      const lines = shell(
        'zsh',
        ['-f'],
        `compdef() { print "compdef $*" }
_describe() { print -l "$1" "\${(@P)2}" }
_files() { print files }
source <(cuilint completion zsh)
t() { words=("$@") CURRENT=$#; _cuilint }
t cuilint basel
t cuilint --rule threat/home-visit=err
t cuilint --baseline ''
`,
      );
      expect(lines[0]).toBe('compdef _cuilint cuilint');
      expect(lines[1]).toBe('cuilint');
      expect(lines[2]).toMatch(/^baseline:基线/);
      expect(lines[3]).toBe('files');
      expect(lines[5]).toMatch(/^threat\/home-visit=error:./);
      expect(lines.at(-1)).toBe('files');
    },
  );

  test.skipIf(!has('pwsh'))('of pwsh is taken and completes', { timeout: 60_000 }, () => {
    const lines = shell(
      'pwsh',
      ['-NoProfile', '-File'],
      `cuilint completion pwsh | Out-String | Invoke-Expression
$line = 'cuilint basel'
(TabExpansion2 $line $line.Length).CompletionMatches.CompletionText
`,
    );
    expect(lines).toEqual(['baseline']);
  });
});
