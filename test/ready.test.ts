import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CI_TEXTS } from '../src/cli/init-files.ts';
import { ENDINGS } from '../src/readers/registry.ts';
import { createRepository, type Repository } from './cli/repository.ts';
import { ROOT } from './command-line.ts';

let repository: Repository;
afterEach(() => repository.dispose());

const THREAT = '再不还款，我们会上门找你家人。\n';

beforeAll(() => {
  if (!existsSync(join(ROOT, 'dist'))) throw new Error('dist/ is missing: run npm run build');
});

/** The last step of action.yml, run as GitHub's runner does: bash -e with the inputs in the environment. */
function runAction(inputs: Readonly<Record<string, string>>): {
  code: number | null;
  stdout: string;
} {
  const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));
  const step = action.runs.steps.at(-1);
  const env = Object.fromEntries(
    Object.entries<string>(step.env).map(([name, written]) => {
      const input = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(written)?.[1] ?? '';
      return [name, inputs[input] ?? action.inputs[input].default];
    }),
  );
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', step.run],
    {
      cwd: repository.root,
      encoding: 'utf8',
      env: {
        ...process.env,
        ...env,
        GITHUB_ACTION_PATH: ROOT,
        GITHUB_ACTIONS: 'true',
        GITHUB_STEP_SUMMARY: '',
      },
    },
  );
  return { code: status, stdout: stdout + stderr };
}

describe.skipIf(process.platform === 'win32')('action.yml', () => {
  test('annotates what it finds in the paths given, a line each', () => {
    repository = createRepository({ 'a b/x.txt': THREAT, 'y.txt': THREAT, 'z.txt': THREAT });
    const { code, stdout } = runAction({ paths: 'a b\ny.txt\n' });
    expect(stdout).toMatch(/^::error .*file=a b\/x\.txt/m);
    expect(stdout).toMatch(/^::error .*file=y\.txt/m);
    expect(stdout).not.toContain('z.txt');
    expect(code).toBe(1);
  });

  test('judges what a branch touched, with options of its own', () => {
    repository = createRepository({ 'x.txt': THREAT }, true);
    repository.git('add', '-A');
    repository.git('commit', '-q', '-m', 'x');
    expect(runAction({ since: 'HEAD' }).code).toBe(0);
    repository.write('y.txt', THREAT);
    expect(runAction({ since: 'HEAD' }).code).toBe(1);
    expect(runAction({ since: 'HEAD', args: '--fail-on\nnever' }).code).toBe(0);
    expect(runAction({ since: 'no-such' }).code).toBe(2);
  });

  test('takes lines with blanks around them and of a file from Windows', () => {
    repository = createRepository({ 'a b/x.txt': THREAT, 'y.txt': THREAT });
    const { code, stdout } = runAction({
      paths: '  a b\r\n\n \t\r\n\ty.txt \r\n',
      args: '--fail-on\r\n never\r\n',
    });
    expect(stdout).toContain('file=a b/x.txt');
    expect(stdout).toContain('file=y.txt');
    expect(code).toBe(0);
  });

  test('installs what builds it, whatever the job sets NODE_ENV to, and compiles nothing', () => {
    repository = createRepository();
    const { steps } = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')).runs;
    expect(steps.at(-2).run).toMatch(/npm ci .*--include=dev --ignore-scripts/);
  });

  test.each([
    { name: 'none is there', node: undefined, isFound: false },
    { name: 'the one there is too old', node: '18.20.4', isFound: false },
    { name: 'npm is not there', node: '20.0.0', hasNpm: false, isFound: false },
    { name: 'the oldest that will do is there', node: '20.0.0', isFound: true },
    { name: 'a newer one is there', node: '100.1.0', isFound: true },
  ])(
    'leaves the Node.js of the job alone ($isFound) where $name',
    ({ node, hasNpm = true, isFound }) => {
      repository = createRepository({ told: '' });
      const bin = join(repository.root, 'bin');
      mkdirSync(bin);
      const put = (name: string, script: string): void =>
        writeFileSync(join(bin, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
      // The real one, which takes itself for another.
      const versions = `Object.defineProperty(process, 'versions', {value: {node: '${node}'}})`;
      repository.write('version.cjs', versions);
      if (node !== undefined)
        put('node', `exec '${process.execPath}' -r '${join(repository.root, 'version.cjs')}' "$@"`);
      if (hasNpm) put('npm', 'echo 10');
      const { steps } = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')).runs;
      const [look, setUp] = steps;
      const told = join(repository.root, 'told');
      const { status } = spawnSync('/bin/bash', ['-e', '-o', 'pipefail', '-c', look.run], {
        env: { PATH: bin, GITHUB_OUTPUT: told },
      });
      expect(status).toBe(0);
      expect(readFileSync(told, 'utf8')).toBe(isFound ? 'found=true\n' : '');
      expect(setUp).toMatchObject({
        uses: expect.stringMatching(/^actions\/setup-node@/),
        if: `steps.${look.id}.outputs.found != 'true'`,
      });
    },
  );

  test('starts nothing that an input says', () => {
    repository = createRepository({ 'x.txt': '您好\n' });
    const hostile = '$(touch started)`touch started`;touch started';
    runAction({ paths: hostile, since: '', args: '' });
    runAction({ paths: '--config=started', since: hostile, args: hostile });
    expect(existsSync(join(repository.root, 'started'))).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('.pre-commit-hooks.yaml', () => {
  test('judges what is staged', () => {
    repository = createRepository({ 'x.txt': '您好\n', 'y.txt': THREAT }, true);
    const [hook] = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8'));
    const [program, ...args] = hook.entry.split(' ');
    expect(program).toBe('cuilint');
    const start = (): number | null =>
      spawnSync(process.execPath, [join(ROOT, 'bin/cuilint.js'), ...args], {
        cwd: repository.root,
      }).status;
    repository.git('add', 'x.txt');
    expect(start()).toBe(0);
    repository.git('add', 'y.txt');
    expect(start()).toBe(1);
    for (const ending of ENDINGS) expect(`y.${ending}`).toMatch(new RegExp(hook.files));
    expect('y.png').not.toMatch(new RegExp(hook.files));
  });

  test('npm pack prints the name of the package alone, which is what pre-commit installs', () => {
    repository = createRepository({
      'package.json': '{"name": "a", "version": "1.0.0", "scripts": {"prepare": "echo built"}}',
    });
    cpSync(join(ROOT, '.npmrc'), join(repository.root, '.npmrc'));
    const { stdout } = spawnSync('npm', ['pack'], { cwd: repository.root, encoding: 'utf8' });
    expect(stdout.trim()).toBe('a-1.0.0.tgz');
  });
});

/** A block of README.md that begins in a certain way. */
function readmeBlock(language: string, start: string): string {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))];
  const found = blocks.map((match) => match[1] ?? '').find((text) => text.startsWith(start));
  if (found === undefined)
    throw new Error(`README.md has no ${language} that begins with ${start}`);
  return found;
}

/**
 * Runs shell steps as a build server does, one after the other until one fails, with cuilint where `npm ci`
 * would have put it. That one is not run: it would fetch what is here.
 */
function runSteps(steps: readonly string[]): number | null {
  mkdirSync(join(repository.root, 'node_modules/.bin'), { recursive: true });
  symlinkSync(join(ROOT, 'bin/cuilint.js'), join(repository.root, 'node_modules/.bin/cuilint'));
  repository.write('package.json', '{"private": true}');
  expect(steps[0]).toBe('npm ci');
  for (const step of steps.slice(1)) {
    const { status } = spawnSync('sh', ['-ec', step], { cwd: repository.root, encoding: 'utf8' });
    if (status !== 0) return status;
  }
  return 0;
}

const shellSteps = (groovy: string): readonly string[] =>
  [...groovy.matchAll(/\bsh '([^']*)'/g)].map((match) => match[1] ?? '');

describe.skipIf(process.platform === 'win32')('the build servers', { timeout: 60_000 }, () => {
  const servers = [
    {
      name: 'GitLab of README.md',
      steps: () => parse(readmeBlock('yaml', 'cuilint:\n')).cuilint.script,
      report: () => parse(readmeBlock('yaml', 'cuilint:\n')).cuilint.artifacts.reports.codequality,
    },
    {
      name: 'Jenkins of README.md',
      steps: () => shellSteps(readmeBlock('groovy', 'stage')),
      report: () => /pattern: '([^']*)'/.exec(readmeBlock('groovy', 'stage'))?.[1],
    },
    {
      name: 'GitLab of init',
      steps: () => parse(CI_TEXTS.gitlab).cuilint.script,
      report: () => parse(CI_TEXTS.gitlab).cuilint.artifacts.reports.codequality,
    },
    {
      name: 'Jenkins of init',
      steps: () => shellSteps(CI_TEXTS.jenkins),
      report: () => /pattern: '([^']*)'/.exec(CI_TEXTS.jenkins)?.[1],
    },
    {
      name: 'GitHub of init',
      steps: () =>
        parse(CI_TEXTS.github).jobs.cuilint.steps.flatMap(
          (step: { run?: string }) => step.run ?? [],
        ),
      report: () => undefined,
    },
  ];
  test.each(servers)(
    '$name: the steps fail on a finding and write the report',
    ({ steps, report }) => {
      repository = createRepository({
        'templates/x.txt': THREAT,
        'cuilint.config.yaml': 'include: [templates]\n',
      });
      expect(runSteps(steps())).toBe(1);
      const file = report();
      if (file === undefined) return;
      const written = readFileSync(join(repository.root, file), 'utf8');
      expect(written).toContain('threat/family');
      expect(written).toContain('templates/x.txt');
      repository.write('templates/x.txt', '您好\n');
      repository.remove('node_modules');
      expect(runSteps(steps())).toBe(0);
    },
  );
});

describe('Dockerfile', () => {
  const lines = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').replace(/\\\n/g, ' ').split('\n');
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

  test('has two stages of the slim image, and runs cuilint as somebody without rights', () => {
    repository = createRepository();
    expect(lines.filter((line) => line.startsWith('FROM '))).toEqual([
      'FROM node:20-slim AS build',
      'FROM node:20-slim',
    ]);
    expect(last.filter((line) => /^(?:USER|ENTRYPOINT) /.test(line))).toEqual([
      'USER node',
      // As process 1 it would hear no signal.
      'ENTRYPOINT ["tini", "-s", "--", "cuilint"]',
    ]);
    expect(last.join('\n')).toMatch(/apt-get install .*\bgit tini\b/);
    expect(last.join('\n')).toContain("git config --system --add safe.directory '*'");
  });

  test('sends a builder what is listed, never data that lies beside it', () => {
    repository = createRepository();
    const [all, ...listed] = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(all).toBe('*');
    for (const line of listed) expect(existsSync(join(ROOT, line.replace(/^!/, '')))).toBe(true);
    expect(listed).toEqual(expect.arrayContaining(['!src', '!package-lock.json']));
  });

  test('copies all that the program needs, which is no package', () => {
    repository = createRepository({ 'x.txt': THREAT });
    const copied = last
      .filter((line) => line.startsWith('COPY --from=build '))
      .flatMap((line) => [...line.matchAll(/\/build\/(\S+)/g)].map((match) => match[1] ?? ''));
    expect(copied).not.toContain('node_modules');
    for (const path of copied)
      cpSync(join(ROOT, path), join(repository.root, 'opt', path), { recursive: true });
    const start = (args: readonly string[]): { status: number | null; stdout: string } =>
      spawnSync(process.execPath, [join(repository.root, 'opt/bin/cuilint.js'), ...args], {
        cwd: repository.root,
        encoding: 'utf8',
      });
    expect(start(['x.txt']).status).toBe(1);
    expect(start(['doctor'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('分词：内置词典'),
    });
  });
});
