import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CI_FILES, CI_NAMES, CI_TEXTS, configText } from '../../src/cli/init-files.ts';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { WORD_SERVICES } from './harness.ts';
import { createRepository, type Repository } from './repository.ts';

let repository: Repository;
afterEach(() => repository.dispose());

const CONFIG = 'cuilint.config.yaml';
const BASELINE = 'cuilint.baseline.jsonl';
const text = (path: string): string => readFileSync(join(repository.root, path), 'utf8');
const isThere = (path: string): boolean => existsSync(join(repository.root, path));
const entries = (): number => text(BASELINE).trimEnd().split('\n').length - 1;

/** A person who gives one answer to each question; `null` ends the input there. */
async function type(
  answers: readonly (string | null)[],
  args: readonly string[] = [],
): Promise<{ code: number; out: string; asked: string; left: number }> {
  const input = new PassThrough();
  const queue = [...answers];
  const out: string[] = [];
  const asked: string[] = [];
  const take = (parts: string[], onChunk: (text: string) => void): Writable =>
    new Writable({
      write: (chunk, _encoding, done) => {
        parts.push(String(chunk));
        onChunk(String(chunk));
        done();
      },
    });
  const answer = (question: string): void => {
    if (!question.endsWith(' ')) return;
    const next = queue.shift();
    if (next === null || next === undefined) input.end();
    else setImmediate(() => input.write(`${next}\n`));
  };
  const io: Io = {
    stdin: { isTerminal: true, read: () => new Uint8Array(), stream: () => input },
    stdout: { stream: take(out, () => {}), isTerminal: false, columns: undefined },
    stderr: { stream: take(asked, answer), isTerminal: false, columns: undefined },
    env: {},
    cwd: repository.root,
    now: () => new Date('2026-03-01T10:00:00+08:00'),
  };
  const code = await main(['init', ...args], io, WORD_SERVICES);
  return { code, out: out.join(''), asked: asked.join(''), left: queue.length };
}

const OLD = { '模板/a.txt': '上门\n', 'notes.txt': '老赖\n', 'src/b.txt': '立案\n' };

describe('cuilint init --yes', () => {
  test('writes configuration, CI file and baseline, after which a check is clean', async () => {
    repository = createRepository({ ...OLD, '.github/CODEOWNERS.txt': '', 'package.json': '{}' });
    const { code, stdout, stderr } = await repository.check(['init', '--yes']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`已写入 ${CONFIG}\n已写入 .github/workflows/cuilint.yml\n`);
    expect(stdout).toContain('devDependencies');
    expect(parse(text(CONFIG))).toEqual({
      extends: 'recommended',
      include: ['模板'],
      baseline: BASELINE,
      failOn: 'error',
    });
    expect(text('.github/workflows/cuilint.yml')).toBe(CI_TEXTS.github);
    expect(entries()).toBe(1);
    expect(await repository.check(['config', 'validate'])).toMatchObject({ code: 0, stderr: '' });
    expect((await repository.check(['check'])).code).toBe(0);
    repository.write('模板/b.txt', '上门\n');
    expect((await repository.check(['check'])).code).toBe(1);
  });

  test('takes paths, profile and build server from the command line, from any folder', async () => {
    repository = createRepository(OLD);
    const args = ['init', '--yes', '../notes.txt', '.', '--profile', 'agency', '--ci', 'jenkins'];
    expect((await repository.check(args, 'src')).code).toBe(0);
    expect(parse(text(CONFIG))).toMatchObject({
      include: ['notes.txt', 'src'],
      sender: { profile: 'agency' },
    });
    expect(text('Jenkinsfile')).toBe(CI_TEXTS.jenkins);
    expect(entries()).toBe(2);
  });

  test('leaves what is there as it is, to the letter, and says what to add', async () => {
    repository = createRepository({
      ...OLD,
      [CONFIG]: '# 我的\ninclude: [src]\n',
      '.gitlab-ci.yml': 'x: 1\n',
      [BASELINE]: 'mine\n',
    });
    const { code, stdout } = await repository.check(['init', '--yes']);
    expect(code).toBe(0);
    expect(text(CONFIG)).toBe('# 我的\ninclude: [src]\n');
    expect(text('.gitlab-ci.yml')).toBe('x: 1\n');
    expect(text(BASELINE)).toBe('mine\n');
    expect(stdout).toContain(`${CONFIG} 已存在，保持不变`);
    expect(stdout).toContain(CI_TEXTS.gitlab);
  });

  const refused = [
    { name: 'a path that is missing', args: ['no-such'], says: '没有 no-such' },
    { name: 'a path outside of the repository', args: ['..'], says: '没有 ..' },
    { name: 'another build server', args: ['--ci', 'travis'], says: '--ci 没有 travis' },
    { name: 'another profile', args: ['--profile', 'pirate'], says: '--profile 没有 pirate' },
  ];
  test.each(refused)('refuses $name in one line, and writes nothing', async ({ args, says }) => {
    repository = createRepository(OLD);
    const { code, stdout, stderr } = await repository.check(['init', '--yes', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^错误: [^\n]*\n$/);
    expect(stderr).toContain(says);
    expect(isThere(CONFIG)).toBe(false);
  });
});

describe('cuilint init', () => {
  test('without a terminal is one line and exit 2', async () => {
    repository = createRepository(OLD);
    expect(await repository.check(['init'])).toEqual({
      code: 2,
      stdout: '',
      stderr: '错误: 标准输入不是终端，无法提问（加 --yes 按默认值生成）\n',
    });
  });

  test('asks in Chinese, and Enter takes what stands in brackets', async () => {
    repository = createRepository(OLD);
    const { code, asked, left } = await type(['', '', '', '']);
    expect({ code, left }).toEqual({ code: 0, left: 0 });
    expect(asked.match(/[^[\]]*\[/g)).toHaveLength(3);
    expect(asked).toContain('检查哪些文件或文件夹？多个用逗号隔开 [模板] ');
    expect(parse(text(CONFIG)).include).toEqual(['模板']);
    expect(CI_NAMES.filter((name) => name !== 'none' && isThere(CI_FILES[name]))).toEqual([]);
    expect(entries()).toBe(1);
  });

  test('takes answers, and asks again for what it does not understand', async () => {
    repository = createRepository(OLD);
    const answers = [
      '不存在',
      '模板，notes.txt',
      'pirate',
      'Bank',
      'travis',
      'gitlab',
      'vielleicht',
      '否',
    ];
    const { code, asked, left } = await type(answers);
    expect({ code, left }).toEqual({ code: 0, left: 0 });
    expect(asked).toContain('没有 不存在，或它在仓库之外');
    expect(parse(text(CONFIG))).toEqual({
      extends: 'recommended',
      include: ['模板', 'notes.txt'],
      sender: { profile: 'bank' },
      failOn: 'error',
    });
    expect(text('.gitlab-ci.yml')).toBe(CI_TEXTS.gitlab);
    expect(isThere(BASELINE)).toBe(false);
  });

  test('asks in English', async () => {
    repository = createRepository({ 'sms/a.txt': '您好\n' });
    const { asked, out } = await type(['', '', '', ''], ['--lang', 'en']);
    expect(asked + out).not.toMatch(/[\u4e00-\u9fff]/);
    expect(asked).toContain('Which files or folders are to be judged?');
  });

  test('overwrites only where the answer is yes', async () => {
    const files = { ...OLD, [CONFIG]: 'include: [src]\n', Jenkinsfile: 'x\n' };
    repository = createRepository(files);
    expect((await type(['', 'jenkins', ''])).code).toBe(0);
    expect([text(CONFIG), text('Jenkinsfile')]).toEqual(['include: [src]\n', 'x\n']);
    expect(isThere(BASELINE)).toBe(false);
    expect((await type(['y', 'src', '', 'jenkins', 'y', 'y'])).code).toBe(0);
    expect(parse(text(CONFIG)).include).toEqual(['src']);
    expect(text('Jenkinsfile')).toBe(CI_TEXTS.jenkins);
    expect(entries()).toBe(1);
  });

  test('updates a baseline that is there, keeping its key, where the answer is yes', async () => {
    repository = createRepository(OLD);
    await repository.check(['baseline', 'create', '模板']);
    const head = JSON.parse(text(BASELINE).split('\n')[0]!);
    expect((await type(['模板, notes.txt', '', '', 'y'])).code).toBe(0);
    expect(JSON.parse(text(BASELINE).split('\n')[0]!).key).toBe(head.key);
    expect((await repository.check(['check', '--max-warnings', '0'])).code).toBe(0);
    expect(entries()).toBe(2);
  });

  test.each([0, 1, 2, 3])('writes nothing where the input ends after %i answers', async (count) => {
    repository = createRepository(OLD);
    const { code, asked, out } = await type([...['', '', 'github'].slice(0, count), null]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(asked).toContain('什么都没有写');
    expect([CONFIG, BASELINE, '.github'].filter(isThere)).toEqual([]);
  });

  test('says what could not be judged, with exit 2', async () => {
    repository = createRepository({ 'sms/a.txt': '上门\n', 'sms/b.json': '{"a": ' });
    const { code, stderr } = await repository.check(['init', '--yes']);
    expect(code).toBe(2);
    expect(stderr).toContain('sms/b.json');
    expect(isThere(CONFIG)).toBe(true);
  });

  test('writes any path so that it is read again', async () => {
    repository = createRepository();
    const paths = [
      '模板',
      'a b',
      '- x',
      '#y',
      'no',
      'null',
      'True',
      '123',
      'a: b',
      '"q"',
      '*.txt',
      'é{1}',
    ];
    for (const path of paths) mkdirSync(join(repository.root, path), { recursive: true });
    expect(parse(configText({ paths })).include).toEqual(paths);
    repository.write(CONFIG, configText({ paths, profile: 'bank', baseline: BASELINE }));
    expect(await repository.check(['config', 'validate'])).toMatchObject({ code: 0, stderr: '' });
  });

  test('writes YAML that its readers can read', () => {
    repository = createRepository();
    for (const name of ['github', 'gitlab', 'pre-commit'] as const)
      expect(JSON.stringify(parse(CI_TEXTS[name]))).toContain('npx --no-install cuilint check');
  });
});
