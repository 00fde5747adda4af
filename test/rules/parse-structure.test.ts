import { describe, expect, test } from 'vitest';
import { parseRules } from '../../src/rules/parse.ts';

const HEAD = `id: script/test
severity: error
status: stable
title: {zh: 测试, en: Test}
message: {zh: "缺少{missing}", en: "lacks {missing}"}
rewrite: 请说明。
rationale: {zh: 理由。, en: Reason.}
clauses: [LAW-1]
applies: {kinds: [script], speaker: collector}
`;
const DOCUMENT = `kind: document
document:
  documents: [script, plain]
  require:
    - {id: who, name: {zh: 机构, en: who}, where: opening, any: ["我是"], level: warning, documents: [script]}
  order: {first: ["本人"], answered: ["我是"], later: ["欠款"]}
  branches:
    - {when: ["家属"], speaker: third-party, forbid: ["代还"]}
`;
const VARIABLES = `kind: variables
variables: {free: [content, 正文], typed: [name]}
`;
const EXAMPLES = `examples:
  bad:
    - {text: 甲, hits: [甲]}
`;
const LAW = {
  path: 'regulations/LAW.yaml',
  text: `key: LAW
title: 《测试法》
issuer: 某机关
jurisdiction: cn
clauses:
  - {id: LAW-1, article: 第一条, text: 不得辱骂, evidence: read}
`,
};

function parse(part: string) {
  return parseRules([LAW, { path: 'rules/script/test.yaml', text: HEAD + part + EXAMPLES }]);
}

test('a document rule is read with all its parts', () => {
  const { source, problems, places } = parse(DOCUMENT);
  expect(problems).toEqual([]);
  expect(source.rules[0]?.document).toEqual({
    documents: ['script', 'plain'],
    require: [
      {
        id: 'who',
        name: { zh: '机构', en: 'who' },
        where: 'opening',
        any: ['我是'],
        level: 'warning',
        documents: ['script'],
      },
    ],
    order: { first: ['本人'], answered: ['我是'], later: ['欠款'] },
    branches: [{ when: ['家属'], speaker: 'third-party', forbid: ['代还'] }],
  });
  expect(places.get('script/test document.order.later[0]')?.line).toBe(15);
});

test('names of variables are read', () => {
  expect(parse(VARIABLES).source.rules[0]?.variables).toEqual({
    free: ['content', '正文'],
    typed: ['name'],
  });
});

describe('what is wrong is told with its place', () => {
  test.each([
    {
      name: 'nothing asked',
      text: DOCUMENT,
      from: / {2}require[\s\S]*/,
      to: '',
      line: 12,
      reason: 'document needs',
    },
    {
      name: 'an unknown part',
      text: DOCUMENT,
      from: '  order:',
      to: '  odrer:',
      line: 15,
      reason: 'unknown key',
    },
    {
      name: 'an unknown place',
      text: DOCUMENT,
      from: 'where: opening',
      to: 'where: start',
      line: 14,
      reason: 'unknown where',
    },
    {
      name: 'a branch that forbids nothing',
      text: DOCUMENT,
      from: ', forbid: ["代还"]',
      to: '',
      line: 17,
      reason: 'lacks “forbid”',
    },
    {
      name: 'an order without a second',
      text: DOCUMENT,
      from: ', later: ["欠款"]',
      to: '',
      line: 15,
      reason: 'lacks “later”',
    },
    {
      name: 'patterns of another kind',
      text: DOCUMENT,
      from: 'kind: document',
      to: 'kind: document\nany: [x]',
      line: 11,
      reason: 'does not use “any”',
    },
    {
      name: 'a document in a rule that matches',
      text: DOCUMENT,
      from: 'kind: document',
      to: 'any: [x]',
      line: 11,
      reason: 'does not use “document”',
    },
    {
      name: 'a name not as it is compared',
      text: VARIABLES,
      from: '[name]',
      to: '[user_name]',
      line: 11,
      reason: 'lower case',
    },
  ])('$name', ({ text, from, to, line, reason }) => {
    const { problems } = parse(text.replace(from, to));
    expect(problems[0]?.reason.en).toContain(reason);
    expect(problems[0]?.line).toBe(line);
  });
});
