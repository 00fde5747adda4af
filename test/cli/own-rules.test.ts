import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { defaultServices, type Services } from '../../src/cli/services.ts';
import { compileDictionaries } from '../../src/node/dictionaries.ts';
import { ROOT } from '../command-line.ts';
import { type RunOutput, run } from './harness.ts';
import { createRepository, type Repository } from './repository.ts';

let repository: Repository;
afterEach(() => repository.dispose());

let made: Services | undefined;
function services(): Services {
  if (made === undefined) {
    const { ruleset } = compileDictionaries(`${ROOT}/dictionaries`);
    made = { ...defaultServices(), loadRuleset: () => ruleset };
  }
  return made;
}

function cuilint(...args: readonly string[]): Promise<RunOutput> {
  return run(args, { cwd: repository.root, services: services() });
}

async function rulesFound(): Promise<readonly string[]> {
  const { stdout } = await cuilint('x.txt', '--format', 'json');
  return JSON.parse(stdout).findings.map((finding: { ruleId: string }) => finding.ruleId);
}

const RULE = `id: harassment/our-word
severity: warning
status: stable
title: {zh: 自有禁用语, en: A word of our own}
message: {zh: "“{match}”是我司禁用语。", en: "“{match}” is not to be used."}
rewrite: 请与我司联系。
rationale: {zh: 我司规定, en: House rule}
clauses: [CBA2026-BAN]
any: ["<our-words>"]
examples:
  bad: [{text: 蓝色大象来了, hits: [蓝色大象]}]
  good: [{text: 您好}]
`;

describe('dictionaries of a repository', () => {
  test('add rules, classes and words, and allow phrases over them', async () => {
    repository = createRepository({
      'cuilint.config.yaml':
        'dictionaries: [./own]\nrules: {harassment/our-word: error}\nallow: [{phrase: 绿色大象玩具, reason: 商品名}]\n',
      'own/harassment/our-word.yaml': RULE,
      'own/words.yaml': 'classes:\n  our-words:\n    terms: [蓝色大象]\n',
      'own/zz-more.yaml': 'classes:\n  our-words:\n    extend: [绿色大象]\n',
      'x.txt': '蓝色大象\n绿色大象\n绿色大象玩具\n',
    });
    expect(await rulesFound()).toEqual(['harassment/our-word', 'harassment/our-word']);
    expect((await cuilint('x.txt')).code).toBe(1);
    expect((await cuilint('explain', 'harassment/our-word')).stdout).toContain('自有禁用语');
    expect((await cuilint('rules', 'list')).stdout).toMatch(
      /^harassment\/our-word +(?:错误|警告|提示) {2}/m,
    );
    expect((await cuilint('rules', 'list', '--lang', 'en')).stdout).toMatch(
      /^harassment\/our-word +(?:error|warning|info) +/m,
    );
    expect(await cuilint('rules', 'test', 'harassment/our-word')).toMatchObject({ code: 0 });
    repository.write(
      'own/zz-more.yaml',
      'classes:\n  our-words:\n    replace: 旧词已停用\n    terms: [绿色大象]\n',
    );
    expect(await rulesFound()).toEqual(['harassment/our-word']);
  });

  const mistakes = [
    {
      name: 'an unknown class',
      text: 'classes: {no-such: {extend: [x]}}\n',
      says: 'own/w.yaml:1:11',
    },
    {
      name: 'a class there is',
      text: 'classes: {law-police: {terms: [x]}}\n',
      says: 'own/w.yaml:1:11',
    },
    {
      name: 'no reason to replace',
      text: 'classes: {law-police: {replace: "", terms: [x]}}\n',
      says: 'own/w.yaml:1:33',
    },
    { name: 'a key nobody knows', text: 'classes: {law-police: {exten: [x]}}\n', says: 'extend' },
  ];
  test.each(mistakes)('with $name are exit 2 and the place', async ({ text, says }) => {
    repository = createRepository({
      'cuilint.config.yaml': 'dictionaries: [./own]\n',
      'own/w.yaml': text,
      'x.txt': '您好\n',
    });
    const { code, stderr } = await cuilint('x.txt');
    expect(stderr).toContain(says);
    expect(code).toBe(2);
  });

  test('that are missing or outside are told at their place', async () => {
    for (const path of ['./no', '../', '/etc']) {
      repository?.dispose();
      repository = createRepository({
        'cuilint.config.yaml': `lang: zh\ndictionaries: ["${path}"]\n`,
        'x.txt': '您好\n',
      });
      expect(await cuilint('x.txt')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('cuilint.config.yaml:2:16: '),
      });
    }
  });

  test('a file among them that cannot be read is named itself, a link that was not followed too', async () => {
    repository = createRepository({
      'cuilint.config.yaml': 'dictionaries: [./own]\n',
      'shared/words.yaml': 'classes:\n  our-words:\n    terms: [蓝色大象]\n',
      'own/harassment/our-word.yaml': RULE,
      'x.txt': '蓝色大象\n',
    });
    const { root } = repository;
    // Within the repository a linked file is as good as any.
    symlinkSync(join(root, 'shared/words.yaml'), join(root, 'own/linked.yaml'));
    expect(await rulesFound()).toEqual(['harassment/our-word']);
    symlinkSync('/etc/hosts', join(root, 'own/outside.yaml'));
    symlinkSync(join(root, 'shared'), join(root, 'own/folder'));
    repository.write('own/gbk.yaml', new Uint8Array([0xb4, 0xdf]));
    const { code, stderr } = await cuilint('x.txt', '--lang', 'en');
    expect(code).toBe(2);
    expect(stderr.split('\n')).toEqual([
      'error: own/folder: a link to a folder, which was not read (name that folder under dictionaries)',
      'error: own/gbk.yaml: it is not encoded in UTF-8',
      expect.stringMatching(/^error: own\/outside\.yaml: it leads out of the repository/),
      '',
    ]);
  });
});
