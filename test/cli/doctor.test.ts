import { Writable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { runDoctor } from '../../src/cli/commands/doctor.ts';
import type { Io } from '../../src/cli/io.ts';
import type { Services } from '../../src/cli/services.ts';
import { CuilintError } from '../../src/model/error.ts';
import type { Tokenizer } from '../../src/model/token.ts';
import { askMachine, type Machine } from '../../src/node/machine.ts';
import { WORD_SERVICES } from './harness.ts';
import { createRepository, type Repository } from './repository.ts';

let repository: Repository;
afterEach(() => repository.dispose());

const MACHINE: Machine = {
  node: '20.11.0',
  system: 'linux x64',
  decodes: true,
  git: 'git version 2.39.5',
  isRepository: true,
  foreign: undefined,
  isShallow: false,
  isWritable: true,
};

const tokenizer = (name: Tokenizer['name']): Tokenizer => ({
  name,
  boundaries: (text) => [0, text.length],
  forcingCost: () => 0,
});
const SERVICES: Services = { ...WORD_SERVICES, tokenizer: () => tokenizer('builtin') };

interface Given {
  readonly machine?: Partial<Machine>;
  readonly services?: Partial<Services>;
  readonly env?: Io['env'];
  readonly columns?: number;
  readonly isTerminal?: boolean;
}

async function doctor(given: Given = {}, lang?: string): Promise<{ code: number; out: string }> {
  const parts: string[] = [];
  const terminal = {
    stream: new Writable({
      write: (chunk, _encoding, done) => {
        parts.push(String(chunk));
        done();
      },
    }),
    isTerminal: given.isTerminal ?? true,
    columns: given.columns ?? 100,
  };
  const io: Io = {
    stdin: { isTerminal: true, read: () => new Uint8Array() },
    stdout: terminal,
    stderr: terminal,
    env: given.env ?? { LANG: 'zh_CN.UTF-8', TERM: 'xterm' },
    cwd: repository.root,
    now: () => new Date('2026-03-01T10:00:00+08:00'),
  };
  const code = await runDoctor(
    lang === undefined ? {} : { lang },
    io,
    { ...SERVICES, ...given.services },
    { ...MACHINE, ...given.machine },
  );
  return { code, out: parts.join('') };
}

const SOUND = { 'cuilint.config.yaml': 'include: [.]\n', 'a.txt': '您好\n' };

describe('cuilint doctor', () => {
  test('says that all is well, in both languages', async () => {
    repository = createRepository(SOUND);
    const zh = await doctor();
    expect(zh.code).toBe(0);
    expect(zh.out.split('\n').slice(0, -2)).toEqual([
      '[正常] Node.js 20.11.0（linux x64）',
      '[正常] 可解码 UTF-8、GB18030、Big5、UTF-16',
      '[正常] 规则集 4 条（sha256:00000000）',
      '[正常] 分词：内置词典',
      '[正常] 配置 cuilint.config.yaml 有效',
      '[正常] git version 2.39.5，仓库完整',
      '[正常] 终端宽 100 列，有颜色',
      '[正常] 终端编码 UTF-8',
      `[正常] 可以写入 ${repository.root}（缓存、基线、报告）`,
    ]);
    expect(zh.out).toMatch(/一切正常。\n$/);
    const en = await doctor({}, 'en');
    expect(en.out.replace(repository.root, '')).not.toMatch(/[\u4e00-\u9fff]/);
    expect(en.code).toBe(0);
  });

  const brokenThings: readonly {
    name: string;
    files?: Readonly<Record<string, string>>;
    given?: Given;
    says: string;
  }[] = [
    { name: 'an old Node.js', given: { machine: { node: '18.20.0' } }, says: '安装 Node.js 20' },
    { name: 'a small ICU', given: { machine: { decodes: false } }, says: 'nodejs.org' },
    {
      name: 'rules that were not built',
      given: {
        services: {
          loadRuleset: () => {
            throw new CuilintError(
              'RULE_INVALID',
              { zh: '内置规则还没有编译', en: 'not built' },
              { hint: { zh: '运行 npm run build', en: 'run npm run build' } },
            );
          },
        },
      },
      says: '内置规则还没有编译\n  → 运行 npm run build',
    },
    { name: 'no dictionary', given: { services: { tokenizer: () => null } }, says: '没有分词词典' },
    {
      name: 'a wrong configuration',
      files: { 'cuilint.config.yaml': 'rulez: {}\nrules: {threat/wrd: off}\n' },
      says: 'cuilint.config.yaml:1:1',
    },
    {
      name: 'a rule that does not exist',
      files: { 'cuilint.config.yaml': 'rules: {threat/wrd: off}\n' },
      says: 'threat/word',
    },
    {
      name: 'a list of suppressions that is broken',
      files: { 'cuilint.suppressions.yaml': 'suppressions: {\n' },
      says: 'cuilint.suppressions.yaml',
    },
    {
      name: 'a baseline that is missing',
      files: { 'cuilint.config.yaml': 'baseline: b.jsonl\n' },
      says: '→ 运行 cuilint baseline create',
    },
  ];
  test.each(brokenThings)('finds $name: exit 2', async ({ files, given, says }) => {
    repository = createRepository({ ...SOUND, ...files });
    const { code, out } = await doctor(given);
    expect(code).toBe(2);
    expect(out).toContain(says);
    expect(out).toContain('[错误]');
    expect(out).toMatch(/有 \d+ 项错误/);
    // The other checks are made all the same.
    expect(out).toContain('git version');
  });

  const notices: readonly { name: string; given: Given; says: string }[] = [
    { name: 'no git', given: { machine: { git: undefined } }, says: '安装 git' },
    { name: 'no repository', given: { machine: { isRepository: false } }, says: '不是 git 仓库' },
    {
      name: 'a repository of somebody else',
      given: { machine: { isRepository: false, foreign: '/work' } },
      says: 'safe.directory /work',
    },
    { name: 'a shallow clone', given: { machine: { isShallow: true } }, says: '--unshallow' },
    { name: 'a narrow terminal', given: { columns: 40 }, says: '终端宽 40 列' },
    { name: 'another encoding', given: { env: { LANG: 'zh_CN.GBK' } }, says: 'zh_CN.GBK' },
    {
      name: 'an encoding that LC_ALL takes away',
      given: { env: { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' } },
      says: '（C）',
    },
    {
      name: 'a folder that is locked',
      given: { machine: { isWritable: false } },
      says: '不能写入',
    },
    {
      name: 'nodejieba in the place of the dictionary',
      given: { services: { tokenizer: () => tokenizer('nodejieba') } },
      says: 'nodejieba',
    },
  ];
  test.each(notices)('notes $name, and exit stays 0', async ({ given, says }) => {
    repository = createRepository(SOUND);
    const { code, out } = await doctor(given);
    expect(code).toBe(0);
    expect(out).toContain(says);
    expect(out.match(/^\[注意\]/gm)).toHaveLength(1);
    expect(out).toMatch(/^ {2}→ /m);
  });

  test('counts suppressions and baseline', async () => {
    repository = createRepository({
      'cuilint.config.yaml': 'baseline: b.jsonl\n',
      'a.txt': '上门\n',
    });
    await repository.check(['baseline', 'create', '.']);
    repository.write(
      'cuilint.suppressions.yaml',
      'suppressions:\n  - {record: h1, rule: threat/word, reason: x}\n',
    );
    const { out } = await doctor();
    expect(out).toContain('豁免清单 cuilint.suppressions.yaml：1 条');
    expect(out).toContain('基线 b.jsonl：1 条');
  });

  test('asks the machine itself', () => {
    repository = createRepository(SOUND, true);
    const cache = `${repository.root}/.cuilintcache`;
    expect(askMachine(repository.root, cache)).toMatchObject({
      node: process.versions.node,
      decodes: true,
      git: expect.stringMatching(/^git version \d/),
      isRepository: true,
      foreign: undefined,
      isShallow: false,
      isWritable: true,
    });
    // A folder in the place of the cache.
    expect(askMachine(repository.root, repository.root).isWritable).toBe(false);
    expect(askMachine('/', cache).isRepository).toBe(false);
  });
});
