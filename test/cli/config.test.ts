import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createRepository, type Repository } from './repository.ts';

let repository: Repository;
afterEach(() => repository.dispose());

/** 上门 is an error, 老赖 a warning, 立案 a hint, 通讯录 an error of a preview rule. */
const THREAT = '我们会上门。\n';
const INSULT = '你这个老赖。\n';

describe('a configuration', () => {
  test('is found upward, and the command line wins', async () => {
    repository = createRepository({
      'cuilint.config.yaml': 'rules:\n  threat/word: warning\nfailOn: warning\n',
      'a/b/x.txt': THREAT,
    });
    expect((await repository.check(['.'], 'a/b')).code).toBe(1);
    expect((await repository.check(['.', '--fail-on', 'error'], 'a/b')).code).toBe(0);
    expect((await repository.check(['.', '--rule', 'threat/word=off'], 'a/b')).code).toBe(0);
    expect((await repository.check(['.', '--no-config', '--fail-on', 'warning'], 'a/b')).code).toBe(
      1,
    );
    expect(
      (await repository.check(['.', '--no-config', '--rule', 'threat/word=info'], 'a/b')).code,
    ).toBe(0);
  });

  test('is not looked for above the root of the repository', async () => {
    repository = createRepository({
      'cuilint.config.yaml': 'rules: {threat/word: off}\n',
      'inner/x.txt': THREAT,
    });
    mkdirSync(join(repository.root, 'inner/.git'));
    expect((await repository.check(['.'], 'inner')).code).toBe(1);
  });

  test('names what to judge', async () => {
    repository = createRepository({
      'cuilint.config.yaml': 'include: [templates]\n',
      'templates/x.txt': THREAT,
      'other/y.txt': THREAT,
    });
    expect(await repository.findings([])).toEqual(['templates/x.txt:1 threat/word']);
  });

  test('leaves out what it ignores, and says how much', async () => {
    repository = createRepository({
      'cuilint.config.yaml': 'ignores: ["old/", "*.{md,csv}"]\n',
      'x.txt': THREAT,
      'old/y.txt': THREAT,
      'z.md': THREAT,
    });
    expect(await repository.findings()).toEqual(['x.txt:1 threat/word']);
    const { stdout } = await repository.check(['.', '--format', 'json']);
    expect(JSON.parse(stdout).coverage.ignored).toMatchObject({ ignores: 2 });
    repository.remove('x.txt');
    expect((await repository.check(['.'])).code).toBe(2);
  });

  test('counts in the order extended, rules, overrides; the last one wins', async () => {
    repository = createRepository({
      'base.yaml':
        'rules: {threat: off, insult: error}\noverrides:\n  - {files: [a/], rules: {insult/word: off}}\n',
      'cuilint.config.yaml':
        'extends: [recommended, ./base.yaml]\nrules: {threat/old-word: warning}\noverrides:\n  - {files: ["b/**"], rules: {threat/word: error}}\n',
      'a/x.txt': THREAT + INSULT,
      'b/x.txt': THREAT + INSULT,
    });
    expect(await repository.findings()).toEqual([
      'a/x.txt:1 threat/word',
      'b/x.txt:1 threat/word',
      'b/x.txt:2 insult/word',
    ]);
  });

  test('chooses kind and fields by file, and rules by kind and field of a message', async () => {
    repository = createRepository({
      'cuilint.config.yaml': [
        'overrides:',
        '  - {files: ["*.csv"], fields: [备注]}',
        '  - {when: {fields: [备注]}, rules: {threat/word: off}}',
        '  - {when: {kind: [script]}, rules: {insult/word: off}}',
        '  - {files: [talk.txt], kind: script}',
      ].join('\n'),
      'm.csv': '短信内容,备注\n我们会上门,上门 老赖\n',
      'talk.txt': INSULT,
      'text.txt': INSULT,
    });
    expect(await repository.findings()).toEqual(['m.csv:2 insult/word', 'text.txt:1 insult/word']);
  });

  test('tells mistakes in the order of their lines', async () => {
    repository = createRepository({
      'cuilint.config.yaml':
        'allow:\n  - phrase: 上门取件\nfailOn: eror\nignores: a\nrules: {threat: loud}\nrule: {}\n',
    });
    const { code, stderr } = await repository.check(['config', 'validate']);
    const lines = [...stderr.matchAll(/\.yaml:(\d+):/g)].map(([, line]) => line);
    expect({ code, lines }).toEqual({ code: 2, lines: ['2', '3', '4', '5', '6'] });
  });

  test('takes files out of a choice again, those of a folder that is chosen whole too', async () => {
    repository = createRepository({
      'cuilint.config.yaml':
        'overrides:\n  - {files: ["**", "!live/**", live/old.txt], rules: {insult: off}}\n',
      'live/a.txt': INSULT,
      'live/old.txt': INSULT,
      'x.txt': INSULT,
    });
    expect(await repository.findings()).toEqual(['live/a.txt:1 insult/word']);
  });

  test('strict lets preview rules decide', async () => {
    repository = createRepository({ 'x.txt': '通讯录\n', 'cuilint.config.yaml': '' });
    expect((await repository.check(['.'])).code).toBe(0);
    repository.write('cuilint.config.yaml', 'extends: strict\n');
    expect((await repository.check(['.'])).code).toBe(1);
  });

  const mistakes = [
    { name: 'an unknown key', text: 'rule: {}\n', at: '1:1', says: 'rules' },
    {
      name: 'an unknown key deep inside',
      text: 'sender:\n  profil: bank\n',
      at: '2:3',
      says: 'profile',
    },
    {
      name: 'an unknown rule',
      text: 'rules:\n  threat/wrod: off\n',
      at: '2:3',
      says: 'threat/word',
    },
    { name: 'an unknown level', text: 'rules:\n  threat: eror\n', at: '2:11', says: 'error' },
    { name: 'an unknown preset', text: 'extends: recomended\n', at: '1:10', says: 'recommended' },
    { name: 'a way out', text: 'extends: ../../etc/passwd.yaml\n', at: '1:10', says: '仓库之外' },
    { name: 'an absolute path', text: 'extends: /etc/x.yaml\n', at: '1:10', says: '仓库之外' },
    { name: 'itself', text: 'extends: ./cuilint.config.yaml\n', at: '1:10', says: '循环' },
    { name: 'a missing file', text: 'extends: ./no.yaml\n', at: '1:10', says: '不存在' },
    {
      name: 'a phrase without a reason',
      text: 'allow:\n  - phrase: 上门取件\n',
      at: '2:5',
      says: 'reason',
    },
    { name: 'an alias', text: 'rules: &a {}\nsender: *a\n', at: '2:9', says: '别名' },
    { name: 'a tag', text: 'lang: !fn "x"\n', at: '1:11', says: '标签' },
    { name: 'the same key twice', text: 'lang: zh\nlang: en\n', at: '2:1', says: 'YAML' },
    {
      name: 'an override of nothing',
      text: 'overrides:\n  - rules: {}\n',
      at: '2:5',
      says: 'files',
    },
    {
      name: 'a choice that only takes out',
      text: 'overrides:\n  - {files: ["!a/**"], kind: script}\n',
      at: '2:13',
      says: '!',
    },
    {
      name: 'hours that are none',
      text: 'conduct: {hours: 8-25}\n',
      at: '1:18',
      says: '08:00-20:00',
    },
  ];
  test.each(mistakes)(
    'with $name is one line with its place, and exit 2',
    async ({ text, at, says }) => {
      repository = createRepository({ 'cuilint.config.yaml': text, 'x.txt': THREAT });
      for (const args of [['.'], ['config', 'validate']]) {
        const { code, stderr, stdout } = await repository.check(args);
        expect(stderr).toContain(`cuilint.config.yaml:${at}: `);
        expect(stderr).toContain(says);
        expect(stderr.trimEnd().split('\n')).toHaveLength(1);
        expect(stdout).toBe('');
        expect(code).toBe(2);
      }
    },
  );

  test('that is hostile is told and read no further', async () => {
    repository = createRepository({ 'x.txt': THREAT });
    const outside = createRepository({ 'secret.yaml': 'rules: {threat: off}\n' });
    try {
      symlinkSync(join(outside.root, 'secret.yaml'), join(repository.root, 'link.yaml'));
      repository.write('cuilint.config.yaml', 'extends: ./link.yaml\n');
      const linked = await repository.check(['.']);
      expect(linked).toMatchObject({ code: 2, stderr: expect.stringContaining('仓库之外') });
    } finally {
      outside.dispose();
    }
    writeFileSync(join(repository.root, 'cuilint.config.yaml'), `# ${'x'.repeat(10_000_000)}\n`);
    const large = await repository.check(['.']);
    expect(large).toMatchObject({ code: 2, stderr: expect.stringContaining('过大') });
    repository.write('cuilint.config.yaml', new Uint8Array([0x61, 0xff, 0xfe]));
    expect((await repository.check(['.'])).stderr).toContain('UTF-8');
    repository.write('cuilint.config.yaml', `rules: ${'['.repeat(50_000)}`);
    expect((await repository.check(['.'])).code).toBe(2);
    repository.write('a.yaml', 'extends: ./b.yaml\n');
    repository.write('b.yaml', 'extends: ./a.yaml\n');
    repository.write('cuilint.config.yaml', 'extends: ./a.yaml\n');
    const cycle = await repository.check(['.']);
    expect(cycle).toMatchObject({ code: 2, stderr: expect.stringContaining('b.yaml:1:10') });
  });
});

describe('config print', () => {
  test('says for a file what holds and which line and pattern set it', async () => {
    repository = createRepository({
      'base.yaml': 'rules: {insult: warning}\n',
      'cuilint.config.yaml': [
        'extends: [./base.yaml]',
        'failOn: warning',
        'overrides:',
        '  - files: ["t/**"]',
        '    profile: bank',
        '    rules: {threat/word: info}',
      ].join('\n'),
    });
    const { stdout, code } = await repository.check(['config', 'print', '--for', 't/x.txt']);
    expect(stdout.split('\n')).toEqual([
      'failOn: warning  # cuilint.config.yaml:2',
      'profile: bank  # cuilint.config.yaml:5 (t/**)',
      'rules.insult/word: warning  # base.yaml:1',
      'rules.threat/word: info  # cuilint.config.yaml:6 (t/**)',
      '',
    ]);
    expect(code).toBe(0);
    const other = await repository.check(['config', 'print', '--for', 'x.txt']);
    expect(other.stdout).not.toContain('bank');
  });
});
