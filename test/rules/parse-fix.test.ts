import { describe, expect, test } from 'vitest';
import { parseRules } from '../../src/rules/parse.ts';

function parse(fix: string, rest = 'any: [老赖]\n') {
  const text = `id: insult/test
severity: error
status: stable
title: {zh: 测试, en: Test}
message: {zh: 不可, en: not so}
rewrite: 请说明。
rationale: {zh: 理由。, en: Reason.}
clauses: [LAW-1]
${fix}
${rest}examples: {bad: [{text: 老赖, hits: [老赖]}]}
`;
  const law = `key: LAW
title: 《测试法》
issuer: 某机关
jurisdiction: cn
clauses:
  - {id: LAW-1, article: 第一条, text: 不得辱骂, evidence: read}
`;
  return parseRules([
    { path: 'regulations/LAW.yaml', text: law },
    { path: 'rules/insult/test.yaml', text },
  ]);
}

test('words are read with their replacements', () => {
  const { source, problems } = parse('fix: {老赖: 逾期客户, VIP2: 客户}');
  expect(problems).toEqual([]);
  expect(source.rules[0]?.fix).toEqual({ 老赖: '逾期客户', VIP2: '客户' });
});

describe('what is wrong is told with its place', () => {
  test.each([
    { name: 'no map', fix: 'fix: [老赖]', column: 6, reason: 'fix must be a map' },
    { name: 'nothing', fix: 'fix: {}', column: 6, reason: 'fix is empty' },
    { name: 'a punctuation mark', fix: 'fix: {老赖: 客户。}', column: 11, reason: 'words only' },
    { name: 'a placeholder', fix: 'fix: {老赖: "{姓名}"}', column: 11, reason: 'words only' },
    { name: 'a word with a blank', fix: 'fix: {老 赖: 客户}', column: 7, reason: 'words only' },
    {
      name: 'a sentence',
      fix: `fix: {老赖: ${'请'.repeat(21)}}`,
      column: 11,
      reason: 'words only',
    },
    { name: 'an empty one', fix: 'fix: {老赖: ""}', column: 11, reason: 'is empty' },
    {
      name: 'a circle',
      fix: 'fix: {老赖: 客户, 客: 甲}',
      column: 11,
      reason: 'is replaced itself',
    },
    { name: 'itself', fix: 'fix: {老赖: 老赖户}', column: 11, reason: 'is replaced itself' },
  ])('$name', ({ fix, column, reason }) => {
    const [problem] = parse(fix).problems;
    expect(problem).toMatchObject({ line: 9, column, file: 'rules/insult/test.yaml' });
    expect(problem?.reason.en).toContain(reason);
  });

  test('a rule of another kind', () => {
    const { problems } = parse('fix: {老赖: 客户}', 'kind: absence\nwhen: [甲]\nabsent: [乙]\n');
    expect(problems.map(({ reason }) => reason.en)).toContain(
      'a rule of kind absence does not use “fix”',
    );
  });
});
