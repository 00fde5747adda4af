import { describe, expect, test } from 'vitest';
import { createChecker } from '../../src/engine/check.ts';
import type { MessageMeta } from '../../src/model/segment.ts';
import { createPlaces } from '../../src/text/lines.ts';
import { JUDGE_OPTIONS, makeRuleset } from './ruleset-fixture.ts';

const OPTIONS = {
  ...JUDGE_OPTIONS,
  lang: 'zh',
  mask: 'none',
  today: '2026-03-01',
  key: 'test',
} as const;
const RULES = makeRuleset([{ id: 'threat/test', any: ['上门', '坐 ~2 牢', '抓 ~4 人'] }]);

function check(text: string, meta: MessageMeta = {}, listed?: Record<string, readonly string[]>) {
  const checker = createChecker(RULES, {
    ...OPTIONS,
    ...(listed && { listed: new Map(Object.entries(listed)) }),
  });
  const origin = createPlaces(text).origin(0, text.length);
  return checker({ type: 'segment', source: 'x', text, origin, meta });
}

function excerpts(...args: Parameters<typeof check>): readonly string[] {
  return check(...args).findings.map(({ excerpt }) => excerpt);
}

describe('branches are judged one by one', () => {
  test.each([
    { name: 'a threat in one branch', text: '您好<#if a>上门<#else>祝好</#if>。', hits: ['上门'] },
    { name: 'in the other', text: '您好{% if a %}祝好{% else %}上门{% endif %}。', hits: ['上门'] },
    {
      name: 'in the third',
      text: '{% if a %}一{% elif b %}二{% else %}上门{% endif %}',
      hits: ['上门'],
    },
    { name: 'in a nested one', text: '<#if a>一<#if b>上门</#if></#if>', hits: ['上门'] },
    { name: 'once, where it stands outside', text: '上门<#if a>一<#else>二</#if>', hits: ['上门'] },
    { name: 'not over two exclusive branches', text: '<#if a>我坐<#else>牢记</#if>', hits: [] },
    {
      name: 'over a branch that may be empty',
      text: '上<#if a>好</#if>门',
      hits: ['上<#if a>好</#if>门'],
    },
    { name: 'as it stands where a tag is not closed', text: '<#if a>上门', hits: ['上门'] },
    { name: 'in Handlebars', text: '{{#if a}}祝好{{else}}上门{{/if}}', hits: ['上门'] },
  ])('$name', ({ text, hits }) => {
    expect(excerpts(text)).toEqual(hits);
  });
});

describe('listed values are put in', () => {
  test('a finding that a value makes points at the placeholder and names it', () => {
    const { findings } = check('您好{name}，我们将{action}。', {
      variables: { action: ['致电', '上门'] },
    });
    expect(findings.map(({ excerpt, message }) => [excerpt, message])).toEqual([
      ['{action}', '“{action}”（变量 action 取值为“上门”时）'],
    ]);
    expect(findings[0]?.location).toEqual({ line: 1, column: 13, endLine: 1, endColumn: 21 });
  });

  test('words split over two variables are joined', () => {
    const variables = { a: ['上', '往'], b: ['门', '班'] };
    const { findings } = check('让你{a}{b}', { variables });
    expect(findings.map(({ excerpt, message }) => [excerpt, message])).toEqual([
      ['{a}', '“{a}”（变量 a 取值为“上+门”时）'],
    ]);
  });

  test('what stands in the template is found once, and no value is named', () => {
    const { findings } = check('上门{a}', { variables: { a: ['上门', '好'] } });
    expect(findings.map(({ message }) => message)).toContain('“上门”');
  });

  test('values of a file go by the name whatever its marks', () => {
    expect(excerpts('将${ Next_Step }', {}, { nextstep: ['上门'] })).toEqual(['${ Next_Step }']);
    expect(excerpts('将{other}', {}, { nextstep: ['上门'] })).toEqual([]);
  });

  test('a list without names belongs to the only placeholder', () => {
    expect(excerpts('将{a}', { variables: { '': ['上门'] } })).toEqual(['{a}']);
    expect(excerpts('将{a}和{b}', { variables: { '': ['上门'] } })).toEqual([]);
  });

  test('values written inside are judged as well', () => {
    expect(excerpts('将{动作:致电/上门}处理')).toEqual(['{动作:致电/上门}']);
  });

  test('too many of them are cut, and it is told', () => {
    const values = Array.from({ length: 250 }, (_, i) => `第${i}种`);
    const { problems, findings } = check('将{a}', { variables: { a: values } });
    expect(problems.map(({ code }) => code)).toEqual(['ENGINE_LIMIT']);
    expect(findings).toEqual([]);
    expect(check('将{a}', { variables: { a: values.slice(0, 200) } }).problems).toEqual([]);
  });
});
