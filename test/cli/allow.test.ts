import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createRepository, type Repository } from './repository.ts';

let repository: Repository;
afterEach(() => repository.dispose());

const LIST = 'cuilint.suppressions.yaml';
const listText = (): string => readFileSync(join(repository.root, LIST), 'utf8');

async function fingerprints(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await repository.check(['.', '--format', 'json', ...args]);
  // Safe: the shape of product.md.
  const report = JSON.parse(stdout) as { findings: { fingerprint: string }[] };
  return report.findings.map(({ fingerprint }) => fingerprint);
}

const WHY = ['--reason', '快递用语', '--reviewer', '张某某'];

describe('cuilint allow', () => {
  test('lets one finding pass and no other, with reason, reviewer, date and last day', async () => {
    repository = createRepository({ 'a.txt': '上门\n上门\n老赖\n' });
    const [, second] = await fingerprints();
    const args = ['allow', second!, ...WHY, '--expires', '2026-03-02'];
    expect(await repository.check(args)).toEqual({
      code: 0,
      stdout: `已写入 ${LIST}：threat/word（a.txt:2:1）\n`,
      stderr: '',
    });
    expect(await repository.findings()).toEqual(['a.txt:1 threat/word', 'a.txt:3 insult/word']);
    expect(listText()).toBe(
      `suppressions:
  - fingerprint: "${second}"
    rule: "threat/word"
    file: "/a.txt"
    reason: "快递用语"
    reviewer: "张某某"
    date: "2026-03-01"
    expires: "2026-03-02"
`,
    );
    const later = await repository.check(['.', '--today', '2026-03-03', '--format', 'compact']);
    expect(later.stdout).toContain('meta/suppression-expired');
  });

  test('lets the same words in another file not pass with it', async () => {
    repository = createRepository({ 'a.txt': '上门\n', 'b.txt': '上门\n' });
    const [first] = await fingerprints();
    await repository.check(['allow', first!, ...WHY]);
    expect(await repository.findings()).toEqual(['b.txt:1 threat/word']);
    // Alone it is the first with these words, and has the same fingerprint.
    const alone = await repository.check(['b.txt', '--format', 'json']);
    expect(JSON.parse(alone.stdout).findings).toMatchObject([{ fingerprint: first, state: 'new' }]);
    expect(alone.code).toBe(1);
    // Allowed there as well, each has an entry of its own.
    await repository.check(['allow', first!, 'b.txt', ...WHY]);
    for (const file of ['a.txt', 'b.txt'])
      expect((await repository.check([file, '--max-warnings', '0'])).code).toBe(0);
  });

  test('works with the paths and the key of a baseline', async () => {
    repository = createRepository({
      'cuilint.config.yaml': 'baseline: b.jsonl\ninclude: [t]\n',
      't/a.txt': '上门\n',
      'u/b.txt': '上门\n',
    });
    await repository.check(['baseline', 'create']);
    repository.write('t/a.txt', '上门\n老赖\n');
    const { stdout } = await repository.check(['check', '--format', 'json'], 't');
    const [{ fingerprint }] = JSON.parse(stdout).findings;
    expect((await repository.check(['allow', fingerprint, ...WHY], 't')).code).toBe(0);
    expect((await repository.check(['check', '--max-warnings', '0'])).code).toBe(0);
  });

  test('does not hold for a file it was not meant for, whatever its name', async () => {
    repository = createRepository({
      'a[1]*.txt': '上门\n',
      '!#{x,y}.txt': '老赖\n',
      'c.txt': '立案\n',
    });
    for (const fingerprint of await fingerprints())
      expect((await repository.check(['allow', fingerprint, ...WHY])).code).toBe(0);
    expect(await repository.findings()).toEqual([]);
    // A run over one file says nothing of entries for others.
    const { stdout, code } = await repository.check(['c.txt', '--format', 'compact']);
    expect({ stdout, code }).toMatchObject({
      code: 0,
      stdout: expect.not.stringContaining('meta/'),
    });
    repository.write('a[1]*.txt', '您好\n');
    repository.write('!#{x,y}.txt', '您好\n');
    expect(await repository.findings()).toEqual([
      `${LIST}:2 meta/suppression-unused`,
      `${LIST}:8 meta/suppression-unused`,
    ]);
  });

  test('keeps comments, order, line ends and the byte-order mark of the list', async () => {
    repository = createRepository({ 'a.txt': '上门\n' });
    const [fingerprint] = await fingerprints();
    const before =
      '\ufeff# 头\r\nsuppressions: # 清单\r\n  - {record: h1, rule: threat/word, reason: x} # 尾\r\n';
    writeFileSync(join(repository.root, LIST), `${before}\r\n# 末\r\n`);
    expect((await repository.check(['allow', fingerprint!.slice(0, 8), ...WHY])).code).toBe(0);
    expect(listText().startsWith(before)).toBe(true);
    expect(listText().endsWith('\r\n\r\n# 末\r\n')).toBe(true);
    expect(listText()).not.toMatch(/(?<!\r)\n/);
  });

  test('takes the reviewer from git', async () => {
    repository = createRepository({ 'a.txt': '上门\n' }, true);
    repository.git('config', 'user.name', '李某某');
    const [fingerprint] = await fingerprints();
    expect((await repository.check(['allow', fingerprint!, '--reason', 'x'])).code).toBe(0);
    expect(listText()).toContain('reviewer: "李某某"');
  });

  const refused = [
    { name: 'no reason', args: ['F'], says: '豁免必须写明原因' },
    { name: 'a blank reason', args: ['F', '--reason', ' '], says: '豁免必须写明原因' },
    { name: 'no fingerprint at all', args: ['threat/word', ...WHY], says: '不是指纹' },
    { name: 'an unknown fingerprint', args: ['ffffffffffffffff', ...WHY], says: '没有指纹为' },
    { name: 'a day gone by', args: ['F', ...WHY, '--expires', '2026-02-28'], says: '--expires' },
    {
      name: 'a day that is none',
      args: ['F', ...WHY, '--expires', '2026-02-30'],
      says: '--expires',
    },
    { name: 'a baseline that is missing', args: ['F', ...WHY, '--baseline', 'no'], says: '基线' },
  ];
  test.each(refused)('refuses $name in one line, and writes nothing', async ({ args, says }) => {
    repository = createRepository({ 'a.txt': '上门\n' });
    const [fingerprint] = await fingerprints();
    const { code, stdout, stderr } = await repository.check([
      'allow',
      ...args.map((word) => (word === 'F' ? fingerprint! : word)),
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(existsSync(join(repository.root, LIST))).toBe(false);
  });

  test('refuses what is suppressed already, and a list that is broken, which stays as it is', async () => {
    repository = createRepository({ 'a.txt': '上门\n' });
    const [fingerprint] = await fingerprints();
    await repository.check(['allow', fingerprint!, ...WHY]);
    const again = await repository.check(['allow', fingerprint!, ...WHY, '--lang', 'en']);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('already') });
    for (const text of [
      'suppressions: {',
      '{suppressions: []}\n',
      'suppressions: []\nother: 1\n',
    ]) {
      writeFileSync(join(repository.root, LIST), text);
      const { code, stderr } = await repository.check(['allow', fingerprint!, ...WHY]);
      expect(code).toBe(2);
      expect(stderr).toMatch(new RegExp(`^错误: ${LIST}[^\\n]*\\n$`));
      expect(listText()).toBe(text);
    }
  });
});
