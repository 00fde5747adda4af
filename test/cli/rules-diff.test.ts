import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { defaultServices } from '../../src/cli/services.ts';
import { compareVersions } from '../../src/node/other-rules.ts';
import { version } from '../../src/node/version.ts';
import { ROOT } from '../command-line.ts';
import { type RunOutput, run } from './harness.ts';
import { createRepository, type Repository } from './repository.ts';

let copies: string;
/** Another installation, in which a rule is missing, one is changed, one is new, and a class has lost a word. */
let other: string;
let repository: Repository;

/** What stands in the place of our own dictionaries: a few rules, compiled in a moment. */
let own: string;

const NOTICE = `id: threat/notice-board
severity: warning
status: stable
title: {zh: 张贴, en: Notice}
message: {zh: "“{match}”", en: "“{match}”"}
rewrite: 删除。
rationale: {zh: 测试, en: test}
clauses: [TEST-1]
applies: {kinds: [sms, script, log], speaker: collector}
any: [贴满红纸]
examples:
  bad: [{text: 给你家贴满红纸, hits: [贴满红纸]}]
  good: []
`;
const LABEL = NOTICE.replaceAll('贴满红纸', '老赖')
  .replace('threat/notice-board', 'insult/label')
  .replace('张贴', '标签');
const VISIT = NOTICE.replaceAll('贴满红纸', '上门找你')
  .replace('threat/notice-board', 'threat/visit')
  .replace('warning', 'error')
  .replace('张贴', '上门');
const REGULATION = `key: TEST
title: 《测试办法》
issuer: 测试
jurisdiction: cn
note: 测试
clauses:
  - id: TEST-1
    article: 第一条
    text: 不得恐吓
    evidence: read
`;

function writeRules(folder: string, files: Readonly<Record<string, string>>): void {
  cpSync(join(ROOT, 'dictionaries/variants'), join(folder, 'variants'), { recursive: true });
  for (const [path, text] of Object.entries({ 'regulations/TEST.yaml': REGULATION, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function setVersion(number: string): void {
  writeFileSync(join(other, 'package.json'), JSON.stringify({ name: 'cuilint', version: number }));
}

beforeAll(() => {
  copies = mkdtempSync(join(tmpdir(), 'cuilint-'));
  other = join(copies, 'node_modules/cuilint-next');
  own = join(copies, 'own');
  writeRules(own, {
    'rules/threat/visit.yaml': VISIT,
    'rules/insult/label.yaml': LABEL.replace('warning', 'error'),
  });
  writeRules(join(other, 'dictionaries'), {
    'rules/threat/notice-board.yaml': NOTICE,
    'rules/insult/label.yaml': LABEL,
  });
});
afterAll(() => rmSync(copies, { recursive: true, force: true }));
afterEach(() => repository.dispose());

const TEXTS = {
  't/a.txt': '你这种老赖\n我们明天上门找你\n给你家贴满红纸\n请按时还款\n',
  'u/b.txt': '给你家贴满红纸\n',
};

const diff = (args: readonly string[], lang = 'zh'): Promise<RunOutput> =>
  run(['rules', 'diff', ...args, '--lang', lang], {
    cwd: repository.root,
    services: { ...defaultServices(), dictionaries: own },
  });

describe('cuilint rules diff', () => {
  test('tells what a newer rule set adds, changes and removes, and newly flags here', async () => {
    repository = createRepository(TEXTS);
    setVersion('9.0.0');
    const { code, stdout, stderr } = await diff([other, 't']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head, ...lines] = stdout.trimEnd().split('\n');
    expect(head).toMatch(
      new RegExp(`^规则集 ${version()} \\(sha256:\\w{8}\\) → 9\\.0\\.0 \\(sha256:\\w{8}\\)$`),
    );
    expect(lines).toEqual([
      '新增 1 条规则',
      '  + threat/notice-board  警告  张贴',
      '改动 1 条规则',
      '  ~ insult/label  级别 错误 → 警告',
      '删去 1 条规则',
      expect.stringMatching(/^ {2}- threat\/visit {2}错误 {2}./),
      '在这里：新报 1 处，不再报 1 处，级别改变 1 处',
      '  + t/a.txt:3:4  警告  threat/notice-board',
      expect.stringMatching(/^ {2}- t\/a\.txt:2:\d+ {2}错误 {2}threat\/visit$/),
      expect.stringMatching(/^ {2}~ t\/a\.txt:1:\d+ {2}警告 {2}insult\/label {2}\(错误\)$/),
    ]);
  });

  test('reads an older one the other way about', async () => {
    repository = createRepository(TEXTS);
    setVersion('0.0.1');
    const { stdout } = await diff([join(other, 'dictionaries'), '.'], 'en');
    expect(stdout).toMatch(/^rule set 0\.0\.1 /);
    expect(stdout).toMatch(/1 rules added\n {2}\+ threat\/visit/);
    expect(stdout).toContain('severity warning → error');
    expect(stdout).toContain('here: 1 newly flagged, 2 no longer, 1 at another level');
  });

  test('finds a version among installed copies, and no difference to itself', async () => {
    repository = createRepository(TEXTS);
    setVersion('9.1.0');
    mkdirSync(join(repository.root, 'node_modules'));
    cpSync(other, join(repository.root, 'node_modules/cuilint-next'), { recursive: true });
    expect((await diff(['v9.1.0'])).stdout).toContain('→ 9.1.0');
    const same = await diff([own]);
    expect(same.stdout).toContain('没有差别');
    expect(same.stdout).toContain('新报 0 处，不再报 0 处');
    expect((await diff([copies])).code).toBe(2);
  });

  test('puts the own dictionaries of a repository behind both', async () => {
    repository = createRepository({
      ...TEXTS,
      'cuilint.config.yaml': 'include: [t]\ndictionaries: [own]\n',
      'own/rules/threat/own.yaml': NOTICE.replaceAll('threat/notice-board', 'threat/own').replace(
        '[贴满红纸]',
        '[按时还款]',
      ),
    });
    setVersion('9.0.0');
    const { code, stdout, stderr } = await diff([other]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('新报 1 处，不再报 1 处，级别改变 1 处');
    expect(stdout).not.toContain('threat/own');
  });

  test('names a rule set that is missing, and one that is broken, in one line', async () => {
    repository = createRepository(TEXTS);
    const missing = await diff(['7.7.7']);
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toMatch(/^错误: 找不到规则集 7\.7\.7（[^\n]*）\n$/);
    const broken = join(copies, 'broken');
    cpSync(join(other, 'dictionaries'), broken, { recursive: true });
    writeFileSync(join(broken, 'rules/threat/notice-board.yaml'), 'id: [');
    const { code, stderr, stdout } = await diff([broken, 't']);
    expect(code).toBe(2);
    expect(stderr).toContain('rules/threat/notice-board.yaml:1:');
    expect(stdout).toContain('threat/visit');
  });
});

describe('versions', () => {
  const rising = ['0.0.1', '0.1.0-rc.1', '0.1.0', '0.9.9', '0.10.0', '2.0.0', '10.0.0'];
  test('are ordered by their numbers', () => {
    repository = createRepository();
    for (const [at, a] of rising.entries())
      for (const [other_, b] of rising.entries())
        expect(Math.sign(compareVersions(a, b))).toBe(Math.sign(at - other_));
    expect(compareVersions('1.0.0', 'next')).toBe(0);
  });
});
