import { realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createRepository, type Repository } from './repository.ts';

let repository: Repository;
const others: Repository[] = [];
afterEach(() => {
  repository.dispose();
  for (const other of others.splice(0)) other.dispose();
});

/** A repository whose files are committed on main. */
function committed(files: Readonly<Record<string, string>>): void {
  repository = createRepository(files, true);
  commit();
}

function commit(): void {
  repository.git('add', '-A');
  repository.git('commit', '-q', '-m', 'x');
}

const BOOK = Array.from({ length: 20 }, (_, i) => `您好第${i}次\n`).join('');

describe('--since, --changed and --staged', () => {
  const cases = [
    { name: 'nothing changed', before: '上门\n', after: '上门\n', found: [] },
    {
      name: 'a line added',
      before: '上门\n',
      after: '上门\n老赖\n',
      found: ['a.txt:2 insult/word'],
    },
    {
      name: 'a line put first',
      before: '上门\n',
      after: '老赖\n上门\n',
      found: ['a.txt:1 insult/word'],
    },
    {
      name: 'a line beside taken out',
      before: '上门\n您好\n上门\n',
      after: '上门\n上门\n',
      found: [],
    },
    {
      name: 'the line itself',
      before: '您 上门\n',
      after: '我 上门\n',
      found: ['a.txt:1 threat/word'],
    },
  ];
  test.each(cases)('$name', async ({ before, after, found }) => {
    committed({ 'a.txt': before, 'b.txt': '上门\n' });
    repository.write('a.txt', after);
    expect(await repository.findings(['.', '--changed'])).toEqual(found);
    expect(await repository.findings(['.', '--since', 'HEAD'])).toEqual(found);
    expect(await repository.findings(['.', '--staged'])).toEqual([]);
    repository.git('add', '-A');
    expect(await repository.findings(['.', '--staged'])).toEqual(found);
    repository.git('commit', '-q', '--allow-empty', '-m', 'x');
    expect(await repository.findings(['.', '--since', 'HEAD~1'])).toEqual(found);
    expect(await repository.findings(['.', '--changed'])).toEqual([]);
  });

  test('a touched message is judged whole', async () => {
    committed({
      'a.yaml': 'a: |\n  我们会上门\n  找您\nb: 上门\n',
      'c.yaml': 'a: >-\n  不会\n  上门\nb: 上门\n',
    });
    repository.write('a.yaml', 'a: |\n  我们会上门\n  找你\nb: 上门\n');
    // What was its first line may have been what made it lawful.
    repository.write('c.yaml', 'a: >-\n  上门\nb: 上门\n');
    expect(await repository.findings(['.', '--changed'])).toEqual([
      'a.yaml:2 threat/word',
      'c.yaml:2 threat/word',
    ]);
  });

  test('counts from where the branch began, with what is not committed yet', async () => {
    committed({ 'a.txt': '您好\n', 'b.txt': '您好\n' });
    repository.git('checkout', '-q', '-b', 'branch');
    repository.write('a.txt', '上门\n');
    commit();
    repository.git('checkout', '-q', 'main');
    repository.write('b.txt', '老赖\n');
    commit();
    repository.git('checkout', '-q', 'branch');
    repository.write('new.txt', '立案\n');
    const before = repository.git('status', '--porcelain');
    expect(await repository.findings(['--since', 'main'])).toEqual([
      'a.txt:1 threat/word',
      'new.txt:1 misleading/word',
    ]);
    expect(repository.git('status', '--porcelain')).toBe(before);
    expect(repository.git('rev-parse', '--abbrev-ref', 'HEAD').trim()).toBe('branch');
  });

  test('a file that was renamed keeps its old lines', async () => {
    committed({ 'a.txt': `${BOOK}上门\n` });
    repository.git('mv', 'a.txt', '新 名\t.txt');
    expect(await repository.findings(['.', '--staged'])).toEqual([]);
    repository.write('新 名\t.txt', `${BOOK}上门\n老赖\n`);
    repository.git('add', '-A');
    const { stdout } = await repository.check(['.', '--staged', '--format', 'json']);
    const found = JSON.parse(stdout).findings;
    expect(found).toMatchObject([{ line: 22, ruleId: 'insult/word' }]);
  });

  test('--staged judges what the index has, not the disk', async () => {
    committed({ 'a.txt': '您好\n' });
    repository.write('a.txt', '上门\n');
    repository.write('b.txt', '老赖\n');
    repository.write('c.doc', '老赖\n');
    repository.write('cuilint.suppressions.yaml', 'suppressions: []\n');
    repository.git('add', '-A');
    repository.write('a.txt', '您好\n');
    rmSync(join(repository.root, 'b.txt'));
    expect(await repository.findings(['.', '--staged'])).toEqual([
      'a.txt:1 threat/word',
      'b.txt:1 insult/word',
    ]);
    expect(await repository.findings(['a.txt', '--staged'])).toEqual(['a.txt:1 threat/word']);
  });

  test('before the first commit everything is new', async () => {
    repository = createRepository({ 'a.txt': '上门\n' }, true);
    repository.git('add', '-A');
    expect(await repository.findings(['--staged'])).toEqual(['a.txt:1 threat/word']);
  });

  test('works from a folder of the repository, for that folder', async () => {
    committed({ 'in/a.txt': '您好\n', 'a.txt': '您好\n' });
    repository.write('in/a.txt', '上门\n');
    repository.write('a.txt', '上门\n');
    const { stdout } = await repository.check(['--changed', '--format', 'json'], 'in');
    expect(JSON.parse(stdout).findings).toMatchObject([{ file: 'a.txt', line: 1 }]);
  });

  test('a file of which git has no lines is judged whole', async () => {
    committed({ 'a.txt': '您好\n' });
    const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
    repository.write('w.txt', utf16('上门\n您好\n'));
    commit();
    repository.write('w.txt', utf16('上门\n您们好\n'));
    expect(await repository.findings(['--changed'])).toEqual(['w.txt:1 threat/word']);
  });

  test('lone carriage returns are lines to us and none to git', async () => {
    committed({ 'a.txt': '上门\r您好\r\n您好\n老赖\n' });
    repository.write('a.txt', '上门\r您好\r\n立案\n老赖\n');
    expect(await repository.findings(['--changed'])).toEqual(['a.txt:3 misleading/word']);
  });

  test('hostile settings and names start nothing', async () => {
    committed({ 'a.txt': '您好\n', '.gitattributes': '*.txt diff=evil\n' });
    repository.git('config', 'diff.evil.command', 'touch started');
    repository.git('config', 'diff.evil.textconv', 'touch started');
    repository.git('config', 'diff.external', 'touch started');
    repository.git('config', 'diff.noprefix', 'true');
    repository.git('config', 'diff.mnemonicPrefix', 'true');
    repository.git('config', 'color.diff', 'always');
    repository.write('a.txt', '上门\n');
    repository.write('::error::\n.txt', '老赖\n');
    repository.git('add', '-A');
    const { stdout, code } = await repository.check(['--staged', '--format', 'json']);
    expect(JSON.parse(stdout).findings).toHaveLength(2);
    expect(code).toBe(1);
    expect(repository.git('status', '--porcelain')).not.toContain('started');
    expect((await repository.check(['--since', '--output=started'])).code).toBe(2);
    expect(repository.git('status', '--porcelain')).not.toContain('started');
  });

  test('an order of files that is not there any longer stops nothing', async () => {
    committed({ 'a.txt': '您好\n' });
    repository.git('config', 'diff.orderFile', 'none');
    repository.write('a.txt', '上门\n');
    expect(await repository.findings(['.', '--changed'])).toEqual(['a.txt:1 threat/word']);
  });

  test('with a baseline a copy of an old finding is new', async () => {
    committed({ 'z.txt': '上门\n', 'b.txt': '您好\n' });
    await repository.check(['baseline', 'create', '.', '--baseline', 'x.jsonl']);
    repository.write('b.txt', '上门\n');
    const args = ['.', '--baseline', 'x.jsonl', '--changed'];
    expect(await repository.findings(args)).toEqual(['b.txt:1 threat/word']);
    repository.write('z.txt', '您好\n');
    // Moved to another file it is the old one.
    expect(await repository.findings(args)).toEqual([]);
  });

  const refusals = [
    { name: 'a revision that is not there', args: ['--since', 'no'], says: 'git fetch origin' },
    { name: 'two ways at once', args: ['--staged', '--changed'], says: '--since' },
  ];
  test.each(refusals)('refuses $name', async ({ args, says }) => {
    committed({ 'a.txt': '上门\n' });
    const { code, stderr, stdout } = await repository.check(['.', ...args]);
    expect(stderr).toContain(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('refuses a folder without git', async () => {
    repository = createRepository({ 'a.txt': '上门\n' });
    rmSync(join(repository.root, '.git'), { recursive: true });
    expect(await repository.check(['.', '--changed'])).toMatchObject({ code: 2, stdout: '' });
  });

  test('says of a repository of somebody else what to do, as in a container', async () => {
    committed({ 'a b/x.txt': '上门\n' });
    const variables = {
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_TEST_ASSUME_DIFFERENT_OWNER: '1',
    };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const { code, stderr } = await repository.check(['.', '--changed'], 'a b');
    vi.unstubAllEnvs();
    expect(code).toBe(2);
    expect(stderr).toContain('属于其他用户');
    expect(stderr).toContain(
      `git config --global --add safe.directory ${realpathSync(repository.root)}`,
    );
  });

  test('names what is staged in a merge that is not resolved, and judges the rest', async () => {
    committed({ 'a.txt': '您好\n', 'c.txt': '您好\n' });
    repository.git('checkout', '-q', '-b', 'branch');
    repository.write('a.txt', '请还款\n');
    repository.write('b.txt', '上门\n');
    commit();
    repository.git('checkout', '-q', 'main');
    repository.write('a.txt', '上门\n');
    commit();
    expect(() => repository.git('merge', '-q', 'branch')).toThrow();
    const { code, stdout, stderr } = await repository.check(['.', '--staged']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^.*a\.txt.*先解决合并冲突/m);
    expect(stdout).toContain('b.txt');
    expect(stdout).not.toContain('c.txt');
    // Who asks for something else is not stopped by it.
    expect((await repository.check(['b.txt', '--staged', '--fail-on', 'never'])).code).toBe(0);
  });

  test('refuses a clone too shallow to tell, with what to do', async () => {
    committed({ 'a.txt': '您好\n' });
    repository.git('checkout', '-q', '-b', 'branch');
    for (const text of ['一', '二', '上门']) {
      repository.write('a.txt', `${text}\n`);
      commit();
    }
    repository.git('checkout', '-q', 'main');
    repository.write('b.txt', '您好\n');
    commit();
    const clone = createRepository({}, true);
    others.push(clone);
    clone.git(
      'fetch',
      '-q',
      '--depth',
      '1',
      `file://${repository.root}`,
      'branch',
      'main:upstream',
    );
    clone.git('checkout', '-q', '-b', 'branch', 'FETCH_HEAD');
    expect(await clone.check(['.', '--since', 'upstream'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('--unshallow'),
    });
    expect(await clone.check(['.', '--since', 'HEAD~5'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('fetch-depth'),
    });
  });
});

describe('submodules', () => {
  /** A repository in which another one stands as `texts`, and the other one; both committed. */
  function withSubmodule(): Repository {
    const inner = createRepository({ 'a.txt': '上门\n' }, true);
    others.push(inner);
    inner.git('add', '-A');
    inner.git('commit', '-q', '-m', 'x');
    committed({ 'b.txt': '您好\n' });
    repository.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      'add',
      '-q',
      inner.root,
      'texts',
    );
    commit();
    return inner;
  }
  const inside = (...args: readonly string[]): string =>
    repository.git('-C', join(repository.root, 'texts'), ...args);

  test('what changed in one is found, with its place from here', async () => {
    withSubmodule();
    expect(await repository.findings(['.', '--changed'])).toEqual([]);
    repository.write('texts/a.txt', '上门\n老赖\n');
    repository.write('texts/new.txt', '上门\n');
    const found = ['texts/a.txt:2 insult/word', 'texts/new.txt:1 threat/word'];
    expect(await repository.findings(['.', '--changed'])).toEqual(found);
    expect(await repository.findings(['.', '--since', 'HEAD'])).toEqual(found);
    expect(await repository.findings(['.', '--staged'])).toEqual([]);
    inside('add', '-A');
    inside('commit', '-q', '-m', 'y');
    expect(await repository.findings(['.', '--changed'])).toEqual(found);
    expect(await repository.findings(['.', '--staged'])).toEqual([]);
    // Staged is the commit, not what the disk has beyond it.
    repository.git('add', 'texts');
    repository.write('texts/a.txt', '上门\n老赖\n立案\n');
    expect(await repository.findings(['.', '--staged'])).toEqual(found);
    repository.git('commit', '-q', '-m', 'z');
    inside('checkout', '-q', '.');
    expect(await repository.findings(['.', '--since', 'HEAD~1'])).toEqual(found);
    expect(await repository.findings(['.', '--changed'])).toEqual([]);
  });

  test('one that was added is all new', async () => {
    withSubmodule();
    expect(await repository.findings(['.', '--since', 'HEAD~1'])).toEqual([
      'texts/a.txt:1 threat/word',
    ]);
  });

  test('one that lacks the commit to compare with is named, and the rest judged', async () => {
    const inner = withSubmodule();
    inner.write('a.txt', '上门\n老赖\n');
    inner.git('commit', '-q', '-a', '-m', 'y');
    repository.remove('texts');
    repository.git(
      '-c',
      'protocol.file.allow=always',
      'clone',
      '-q',
      '--depth',
      '1',
      `file://${inner.root}`,
      join(repository.root, 'texts'),
    );
    repository.write('b.txt', '您好\n立案\n');
    const { code, stdout, stderr } = await repository.check(['.', '--changed']);
    expect(code).toBe(2);
    expect(stderr).toContain('texts');
    expect(stderr).toContain('git fetch --unshallow');
    expect(stdout).toContain('b.txt');
    // Who asks for something else is not stopped by it.
    expect((await repository.check(['b.txt', '--changed'])).code).toBe(0);
    expect((await repository.check(['texts', '--changed'])).code).toBe(2);
  });

  test('one that belongs to somebody else is told as that', async () => {
    withSubmodule();
    repository.write('texts/a.txt', '上门\n老赖\n');
    repository.write('mine.gitconfig', `[safe]\n\tdirectory = ${realpathSync(repository.root)}\n`);
    vi.stubEnv('GIT_CONFIG_GLOBAL', join(repository.root, 'mine.gitconfig'));
    vi.stubEnv('GIT_CONFIG_SYSTEM', '/dev/null');
    vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1');
    const { code, stderr } = await repository.check(['.', '--changed']);
    vi.unstubAllEnvs();
    expect(code).toBe(2);
    expect(stderr).toContain('texts: 这个 git 仓库属于其他用户');
    expect(stderr).toContain(
      `git config --global --add safe.directory ${join(realpathSync(repository.root), 'texts')}`,
    );
    expect(stderr).not.toContain('git fetch');
  });

  test('one that is not checked out is passed over like an empty folder', async () => {
    withSubmodule();
    repository.git('submodule', '-q', 'deinit', '-f', 'texts');
    expect(await repository.findings(['.', '--changed'])).toEqual([]);
  });
});
