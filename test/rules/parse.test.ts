import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nearest } from '../../src/rules/nearest.ts';
import { parseRules } from '../../src/rules/parse.ts';

const REGULATION = `key: LAW
title: 《测试法》
issuer: 某机关
jurisdiction: cn
since: 2020-01-01
until: 2030-12-31
clauses:
  - {id: LAW-1, article: 第一条, text: 不得辱骂, evidence: read}
  - {id: LAW-2, article: 第二条, text: 不得骚扰, evidence: unverified, since: 2021-05-01, until: 2022-01-01}
`;
const RULE = `id: insult/abuse
severity: error
status: stable
aliases: [insult/swear]
title: {zh: 辱骂, en: Abuse}
message: {zh: "“{match}”是辱骂。", en: "“{match}” is abuse."}
rewrite: 请尽快还款。
rationale: {zh: 侮辱人格。, en: It insults.}
clauses: [LAW-1]
applies: {kinds: [sms], speaker: any, not-profiles: [court]}
any:
  - "<insult>"
  - "$w:<insult> ~2 东西"
with: {message: ["欠款"]}
unless:
  - {id: idiom, clause: ["垃圾 分类"], sentence: ["回收"]}
adjust:
  - {if: {sentence: ["今天"], profiles: [bank]}, to: warning}
examples:
  bad:
    - {text: "垃圾，欠款", hits: [垃圾], meta: {kind: sms}}
  good:
    - {text: 垃圾分类欠款, because: idiom}
    - {text: 不得骂垃圾，欠款, because: prohibited}
`;
const LEXICON = `classes:
  insult:
    note: 骂人的话
    terms: [垃圾, {t: 狗, bound: word, not_in: [热狗]}, "<weak>"]
  weak: {terms: [笨蛋]}
  spoken: {bound: free, terms: [老早报到, {t: 报, bound: word}]}
shields: [垃圾分类]
`;
const GOOD = [
  { path: 'd/regulations/LAW.yaml', text: REGULATION },
  { path: 'd/rules/insult/abuse.yaml', text: RULE },
  { path: 'd/lexicons/insults.yaml', text: LEXICON },
];

/** The good files with one piece of one of them replaced. */
function broken(path: string, from: string, to: string) {
  return GOOD.map((file) => {
    if (!file.path.endsWith(path)) return file;
    expect(file.text).toContain(from);
    return { path: file.path, text: file.text.replace(from, to) };
  });
}

test('reads rules, lexicons and regulations with defaults filled in', () => {
  const { source, problems } = parseRules(GOOD);
  expect(problems).toEqual([]);
  expect(source.clauses).toEqual([
    {
      id: 'LAW-1',
      title: '《测试法》 第一条',
      text: '不得辱骂',
      evidence: 'read',
      inForceSince: '2020-01-01',
      inForceUntil: '2030-12-31',
      jurisdiction: 'cn',
    },
    {
      id: 'LAW-2',
      title: '《测试法》 第二条',
      text: '不得骚扰',
      evidence: 'unverified',
      inForceSince: '2021-05-01',
      inForceUntil: '2022-01-01',
      jurisdiction: 'cn',
    },
  ]);
  expect(source.shields).toEqual(['垃圾分类']);
  expect(source.classes).toEqual([
    {
      id: 'insult',
      note: '骂人的话',
      includes: ['weak'],
      terms: [{ text: '垃圾' }, { text: '狗', bound: 'word', notIn: ['热狗'] }],
    },
    { id: 'weak', note: '', includes: [], terms: [{ text: '笨蛋' }] },
    {
      id: 'spoken',
      note: '',
      includes: [],
      terms: [
        { text: '老早报到', bound: 'free' },
        { text: '报', bound: 'word' },
      ],
    },
  ]);
  expect(source.rules).toEqual([
    {
      id: 'insult/abuse',
      category: 'insult',
      severity: 'error',
      status: 'stable',
      aliases: ['insult/swear'],
      title: { zh: '辱骂', en: 'Abuse' },
      message: { zh: '“{match}”是辱骂。', en: '“{match}” is abuse.' },
      rewrite: '请尽快还款。',
      rationale: { zh: '侮辱人格。', en: 'It insults.' },
      clauses: ['LAW-1'],
      applies: { kinds: ['sms'], speaker: 'any', notProfiles: ['court'] },
      kind: 'match',
      scope: 'clause',
      polarity: 'asserted',
      any: ['<insult>', '$w:<insult> ~2 东西'],
      with: { message: ['欠款'] },
      unless: [{ id: 'idiom', clause: ['垃圾 分类'], sentence: ['回收'] }],
      when: [],
      absent: [],
      adjust: [{ if: { sentence: ['今天'], profiles: ['bank'] }, to: 'warning' }],
      examples: {
        bad: [{ text: '垃圾，欠款', hits: ['垃圾'], meta: { kind: 'sms' } }],
        good: [
          { text: '垃圾分类欠款', because: 'idiom' },
          { text: '不得骂垃圾，欠款', because: 'prohibited' },
        ],
      },
    },
  ]);
});

test('places lead to the piece itself', () => {
  const { places } = parseRules(GOOD);
  const lineOf = (path: string, key: string) => {
    const place = places.get(key);
    expect(place?.file).toBe(path);
    const text = GOOD.find((file) => file.path === path)?.text ?? '';
    return text.split('\n')[(place?.line ?? 0) - 1]?.slice((place?.column ?? 0) - 1) ?? '';
  };
  const rule = 'd/rules/insult/abuse.yaml';
  const lexicon = 'd/lexicons/insults.yaml';
  expect(lineOf(rule, 'insult/abuse any[1]')).toMatch(/^"\$w:<insult>/);
  expect(lineOf(rule, 'insult/abuse with.message[0]')).toMatch(/^"欠款"/);
  expect(lineOf(rule, 'insult/abuse unless[0].clause[0]')).toMatch(/^"垃圾 分类"/);
  expect(lineOf(rule, 'insult/abuse unless[0].sentence[0]')).toMatch(/^"回收"/);
  expect(lineOf(rule, 'insult/abuse adjust[0].sentence[0]')).toMatch(/^"今天"/);
  expect(lineOf(rule, 'insult/abuse examples.good[1]')).toMatch(/^\{text: 不得骂/);
  expect(lineOf(rule, 'insult/abuse')).toMatch(/^insult\/abuse/);
  expect(lineOf(lexicon, 'class insult 狗')).toMatch(/^\{t: 狗/);
  expect(lineOf(lexicon, 'class weak')).toMatch(/^weak:/);
  expect(lineOf(lexicon, 'shield 垃圾分类')).toMatch(/^垃圾分类/);
});

const ruleFile = 'abuse.yaml';
const lexiconFile = 'insults.yaml';
const lawFile = 'LAW.yaml';
describe('a mistake is reported at its place, with the nearest name', () => {
  test.each([
    {
      name: 'unknown key',
      file: ruleFile,
      from: 'severity: error',
      to: 'severity: error\nserverity: info',
      line: 3,
      at: 'serverity: info',
      reason: 'serverity',
      hint: 'severity',
    },
    {
      name: 'missing key',
      file: ruleFile,
      from: 'rewrite: 请尽快还款。\n',
      to: '',
      line: 1,
      at: 'id: insult',
      reason: 'lacks “rewrite”',
    },
    {
      name: 'wrong type',
      file: ruleFile,
      from: 'rewrite: 请尽快还款。',
      to: 'rewrite: 12',
      line: 7,
      at: '12',
      reason: 'must be text',
    },
    {
      name: 'a list where a map belongs',
      file: ruleFile,
      from: 'with: {message: ["欠款"]}',
      to: 'with: ["欠款"]',
      line: 14,
      at: '["欠款"]',
      reason: 'map',
    },
    {
      name: 'unknown severity',
      file: ruleFile,
      from: 'severity: error',
      to: 'severity: eror',
      line: 2,
      at: 'eror',
      reason: 'eror',
      hint: 'error',
    },
    {
      name: 'unknown kind of text',
      file: ruleFile,
      from: '[sms]',
      to: '[sms, skript]',
      line: 10,
      at: 'skript',
      reason: 'skript',
      hint: 'script',
    },
    {
      name: 'unknown speaker',
      file: ruleFile,
      from: 'speaker: any',
      to: 'speaker: colector',
      line: 10,
      at: 'colector',
      reason: 'colector',
      hint: 'collector',
    },
    {
      name: 'unknown profile',
      file: ruleFile,
      from: '[court]',
      to: '[cuort]',
      line: 10,
      at: 'cuort',
      reason: 'cuort',
      hint: 'court',
    },
    {
      name: 'unknown clause',
      file: ruleFile,
      from: '[LAW-1]',
      to: '[LAW-1, LAW-11]',
      line: 9,
      at: 'LAW-11',
      reason: 'LAW-11',
      hint: 'LAW-1',
    },
    {
      name: 'id not matching the path',
      file: ruleFile,
      from: 'id: insult/abuse',
      to: 'id: insult/abused',
      line: 1,
      at: 'insult/abused',
      reason: 'path',
      hint: 'rules/insult/abused.yaml',
    },
    {
      name: 'id of an unknown category',
      file: ruleFile,
      from: 'id: insult/abuse',
      to: 'id: insults/abuse',
      line: 1,
      at: 'insults/abuse',
      reason: 'insults',
      hint: 'insult',
    },
    {
      name: 'ill-formed id',
      file: ruleFile,
      from: 'id: insult/abuse',
      to: 'id: abuse',
      line: 1,
      at: 'abuse',
      reason: 'well formed',
    },
    {
      name: 'empty list of patterns',
      file: ruleFile,
      from: '["欠款"]',
      to: '[]',
      line: 14,
      at: '[]',
      reason: 'empty',
    },
    {
      name: 'empty pattern',
      file: ruleFile,
      from: '"<insult>"',
      to: '"  "',
      line: 12,
      at: '"  "',
      reason: 'empty',
    },
    {
      name: 'pattern twice',
      file: ruleFile,
      from: '"$w:<insult> ~2 东西"',
      to: '"<insult>"',
      line: 13,
      at: '"<insult>"',
      reason: 'twice',
    },
    {
      name: 'duplicate exception id',
      file: ruleFile,
      from: 'adjust:',
      to: '  - {id: idiom, over: [x]}\nadjust:',
      line: 17,
      at: 'idiom, over',
      reason: 'idiom',
    },
    {
      name: 'exception without a condition',
      file: ruleFile,
      from: ', clause: ["垃圾 分类"], sentence: ["回收"]',
      to: '',
      line: 16,
      at: '{id: idiom}',
      reason: 'no condition',
    },
    {
      name: 'unknown because',
      file: ruleFile,
      from: 'because: idiom',
      to: 'because: idoim',
      line: 23,
      at: 'idoim',
      reason: 'idoim',
      hint: 'idiom',
    },
    {
      name: 'hit that is not in the text',
      file: ruleFile,
      from: 'hits: [垃圾]',
      to: 'hits: [废物]',
      line: 21,
      at: '废物',
      reason: 'does not occur',
    },
    {
      name: 'absence rule without when',
      file: ruleFile,
      from: 'any:',
      to: 'kind: absence\nabsent: [x]\nany:',
      line: 1,
      at: 'id: insult',
      reason: 'lacks “when”',
    },
    {
      name: 'document rule without a document',
      file: ruleFile,
      from: 'any:',
      to: 'kind: document\nany:',
      line: 1,
      at: 'id: insult',
      reason: 'lacks “document”',
    },
    {
      name: 'broken YAML',
      file: ruleFile,
      from: 'title: {zh: 辱骂',
      to: 'title: {zh: [辱骂',
      line: 5,
      at: '}',
      reason: 'YAML',
    },
    {
      name: 'key twice',
      file: ruleFile,
      from: 'status: stable',
      to: 'severity: info',
      line: 3,
      at: 'severity: info',
      reason: 'YAML',
    },
    {
      name: 'alias',
      file: ruleFile,
      from: 'rewrite: 请尽快还款。',
      to: 'rewrite: &a 请\nscope: *a',
      line: 8,
      at: '*a',
      reason: 'alias',
    },
    {
      name: 'tag',
      file: ruleFile,
      from: 'rewrite: 请',
      to: 'rewrite: !js 请',
      line: 7,
      at: '请',
      reason: 'tag',
    },
    {
      name: 'unknown included class',
      file: lexiconFile,
      from: '"<weak>"',
      to: '"<waek>"',
      line: 4,
      at: '"<waek>"',
      reason: 'waek',
      hint: 'weak',
    },
    {
      name: 'circular classes',
      file: lexiconFile,
      from: '[笨蛋]',
      to: '[笨蛋, "<insult>"]',
      line: 4,
      at: '"<weak>"',
      reason: 'includes itself',
    },
    {
      name: 'class that includes itself',
      file: lexiconFile,
      from: '[笨蛋]',
      to: '["<weak>"]',
      line: 5,
      at: '"<weak>"',
      reason: 'includes itself',
    },
    {
      name: 'unknown bound',
      file: lexiconFile,
      from: 'bound: word',
      to: 'bound: wrod',
      line: 4,
      at: 'wrod',
      reason: 'wrod',
      hint: 'word',
    },
    {
      name: 'term twice',
      file: lexiconFile,
      from: '[笨蛋]',
      to: '[笨蛋, 笨蛋]',
      line: 5,
      at: '笨蛋]',
      reason: 'twice',
    },
    {
      name: 'class without terms',
      file: lexiconFile,
      from: '{terms: [笨蛋]}',
      to: '{note: x}',
      line: 5,
      at: '{note: x}',
      reason: 'lacks “terms”',
    },
    {
      name: 'class name in capitals',
      file: lexiconFile,
      from: '  weak:',
      to: '  Weak:',
      line: 5,
      at: 'Weak',
      reason: 'lower-case',
    },
    {
      name: 'clause id twice',
      file: lawFile,
      from: 'id: LAW-2',
      to: 'id: LAW-1',
      line: 9,
      at: '{id: LAW-1, article: 第二条',
      reason: 'already defined',
    },
    {
      name: 'no such day',
      file: lawFile,
      from: '2022-01-01',
      to: '2022-02-30',
      line: 9,
      at: '2022-02-30',
      reason: 'date',
    },
    {
      name: 'unknown evidence',
      file: lawFile,
      from: 'evidence: read',
      to: 'evidence: reed',
      line: 8,
      at: 'reed',
      reason: 'reed',
      hint: 'read',
    },
    {
      name: 'regulation named unlike its file',
      file: lawFile,
      from: 'key: LAW',
      to: 'key: LAWS',
      line: 1,
      at: 'LAWS',
      reason: 'file name',
    },
  ])('$name', ({ file, from, to, line, at, reason, hint }) => {
    const files = broken(file, from, to);
    const { problems } = parseRules(files);
    const [problem] = problems;
    expect(problem).toMatchObject({ type: 'problem', code: 'RULE_INVALID', line });
    expect(problem?.file).toMatch(file);
    expect(problem?.reason.en).toContain(reason);
    expect(problem?.reason.zh).not.toBe('');
    if (hint) expect(problem?.hint?.en).toContain(hint);
    const text = files.find(({ path }) => path === problem?.file)?.text ?? '';
    const fromThere = text.split('\n')[line - 1]?.slice((problem?.column ?? 0) - 1) ?? '';
    expect(fromThere.slice(0, at.length)).toBe(at);
  });
});

describe('a broken file loses only itself', () => {
  test('a broken rule leaves the lexicons, and other rules', () => {
    const other = RULE.replace('insult/abuse', 'insult/shaming').replace('[insult/swear]', '[]');
    const { source, problems } = parseRules([
      ...broken(ruleFile, 'severity: error', 'severity: eror'),
      { path: 'rules/insult/shaming.yaml', text: other },
    ]);
    expect(source.rules.map((rule) => rule.id)).toEqual(['insult/shaming']);
    expect(source.classes).toHaveLength(3);
    expect(problems).toHaveLength(1);
  });

  test('a broken regulation is no fault of the rules that name it', () => {
    const { source, problems } = parseRules(broken(lawFile, 'evidence: read', 'evidence: reed'));
    expect(source.clauses).toEqual([]);
    expect(source.rules).toHaveLength(1);
    expect(problems.map((problem) => problem.file)).toEqual(['d/regulations/LAW.yaml']);
  });

  test('a class that is defined twice keeps its first form', () => {
    const { source, problems } = parseRules([
      ...GOOD,
      { path: 'd/lexicons/more.yaml', text: 'classes: {weak: {terms: [傻瓜]}}\n' },
    ]);
    expect(source.classes.find((each) => each.id === 'weak')?.terms).toEqual([{ text: '笨蛋' }]);
    expect(problems.map((problem) => problem.file)).toEqual(['d/lexicons/more.yaml']);
  });

  test('an id and an alias are taken only once', () => {
    const other = RULE.replace('insult/abuse', 'insult/shaming');
    const { source, problems } = parseRules([
      ...GOOD,
      { path: 'own/rules/insult/abuse.yaml', text: RULE },
      { path: 'own/rules/insult/shaming.yaml', text: other },
    ]);
    expect(source.rules).toHaveLength(1);
    expect(problems.map((problem) => problem.file)).toEqual([
      'own/rules/insult/abuse.yaml',
      'own/rules/insult/shaming.yaml',
    ]);
  });
});

describe('hostile and empty files', () => {
  test.each([
    { name: 'no text', text: '' },
    { name: 'only a comment', text: '# nothing\n' },
    { name: 'a scalar', text: '42\n' },
    { name: 'two documents', text: `${RULE}---\n${RULE}` },
    { name: 'a NUL byte', text: 'id: a\0b\n' },
    { name: 'alias bomb', text: `a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n` },
    { name: 'proto key', text: '__proto__: {severity: error}\n' },
    { name: 'nesting 20,000 deep', text: `id: ${'['.repeat(20_000)}` },
    { name: 'balanced nesting', text: `id: ${'['.repeat(20_000)}${']'.repeat(20_000)}` },
    { name: 'block nesting', text: `${'- '.repeat(20_000)}x` },
  ])(
    '$name gives a problem and no throw',
    ({ text }) => {
      for (const path of ['rules/insult/abuse.yaml', 'lexicons/a.yaml', 'regulations/A.yaml']) {
        const { source, problems } = parseRules([{ path, text }]);
        expect(problems.length).toBeGreaterThan(0);
        expect(problems.every((problem) => problem.file === path && (problem.line ?? 0) > 0)).toBe(
          true,
        );
        expect(source).toEqual({ rules: [], classes: [], shields: [], clauses: [] });
      }
    },
    20_000,
  );

  test('a file outside of the three folders is reported', () => {
    const { problems } = parseRules([{ path: 'misc/a.yaml', text: RULE }]);
    expect(problems).toMatchObject([{ file: 'misc/a.yaml', line: 1, column: 1 }]);
  });

  test('no files give an empty source', () => {
    expect(parseRules([]).problems).toEqual([]);
  });
});

describe('nearest', () => {
  test.each([
    { name: 'one letter missing', input: 'eror', expected: 'error' },
    { name: 'letters swapped', input: 'wraning', expected: 'warning' },
    { name: 'other case', input: 'INFO', expected: 'info' },
    { name: 'part of an id', input: 'jail', expected: 'threat/jail' },
    { name: 'nothing near', input: 'zzzzzz', expected: undefined },
    { name: 'two letters, none shared', input: 'xy', expected: undefined },
    { name: 'empty', input: '', expected: undefined },
  ])('$name', ({ input, expected }) => {
    expect(nearest(input, ['error', 'warning', 'info', 'ab', 'threat/jail'])).toBe(expected);
  });
});

test('the built-in dictionaries have no mistake', () => {
  const root = new URL('../../dictionaries/', import.meta.url);
  const files = ['regulations', 'lexicons', 'rules'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true })
      .map(String)
      .filter((path) => path.endsWith('.yaml'))
      .map((path) => ({
        path: `${folder}/${path}`,
        text: readFileSync(new URL(`${folder}/${path}`, root), 'utf8'),
      })),
  );
  const { source, problems } = parseRules(files);
  expect(problems).toEqual([]);
  expect(source.clauses).toHaveLength(140);
  expect(source.clauses.filter((clause) => clause.evidence === 'unverified')).toHaveLength(7);
});
