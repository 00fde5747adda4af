import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createJudge,
  type JudgedMatch,
  type Judgement,
  type JudgeOptions,
} from '../../src/engine/judge.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { MessageMeta } from '../../src/model/segment.ts';
import type { Ruleset } from '../../src/rules/ruleset.ts';
import { normalizer } from '../text/normalize-fixture.ts';
import { builtInRuleset, JUDGE_OPTIONS, makeRuleset } from './ruleset-fixture.ts';

/** Findings as `rule severity text`; suppressed matches as `rule reason`. */
function verdicts(
  ruleset: Ruleset,
  text: string,
  meta: MessageMeta = {},
  options: Partial<JudgeOptions> = {},
): string[] {
  return createJudge(ruleset, normalizer, { ...JUDGE_OPTIONS, ...options })(text, meta).matches.map(
    (match) =>
      match.suppressed === null
        ? `${match.rule.id} ${match.severity} ${text.slice(match.start, match.end)}`
        : `${match.rule.id} ${match.suppressed}`,
  );
}

const SENT: MessageMeta = { channel: 'sms', sentAt: '2026-03-01T09:00:00+08:00' };
const VISIT: Partial<Rule> = { id: 'threat/visit', any: ['(会|将) ~4 上门'] };

describe('createJudge', () => {
  test.each([
    {
      name: 'a finding',
      rules: [VISIT],
      text: '我们会上门',
      expected: ['threat/visit error 会上门'],
    },
    {
      name: 'the place in the text as written',
      rules: [VISIT],
      text: '我們 會\u200b上門！',
      expected: ['threat/visit error 會\u200b上門'],
    },
    {
      name: 'separators inside a term leave a doubt',
      rules: [VISIT],
      text: '会上·门',
      expected: ['threat/visit error 会上·门'],
    },
    { name: 'negation', rules: [VISIT], text: '我们不会上门', expected: ['threat/visit negated'] },
    {
      name: 'a rule for any polarity',
      rules: [{ ...VISIT, polarity: 'any' as const }],
      text: '我们不会上门',
      expected: ['threat/visit error 会上门'],
    },
    {
      name: 'a customer speaks',
      rules: [VISIT],
      text: '客户：你们会上门吗',
      expected: ['threat/visit customer-turn'],
    },
    {
      name: 'a needed context that is missing',
      rules: [{ ...VISIT, with: { message: ['欠款'] } }],
      text: '我们会上门',
      expected: [],
    },
    {
      name: 'a needed context in another sentence',
      rules: [{ ...VISIT, with: { message: ['欠款'] } }],
      text: '欠款未还。我们会上门',
      expected: ['threat/visit error 会上门'],
    },
    {
      name: 'an exception in the clause',
      rules: [{ ...VISIT, unless: [{ id: 'invited', clause: ['预约'] }] }],
      text: '按预约会上门',
      expected: ['threat/visit exception:invited'],
    },
    {
      name: 'an exception beside the clause',
      rules: [{ ...VISIT, unless: [{ id: 'invited', clause: ['预约'] }] }],
      text: '按预约，会上门',
      expected: ['threat/visit error 会上门'],
    },
    {
      name: 'an exception over the match',
      rules: [{ ...VISIT, unless: [{ id: 'service', over: ['上门 服务'] }] }],
      text: '会上门服务',
      expected: ['threat/visit exception:service'],
    },
    {
      name: 'an adjusted level',
      rules: [
        {
          ...VISIT,
          severity: 'warning' as const,
          adjust: [{ if: { sentence: ['今晚'] }, to: 'error' as const }],
        },
      ],
      text: '今晚，会上门',
      expected: ['threat/visit error 会上门'],
    },
    {
      name: 'one finding for one place and category: the most severe',
      rules: [VISIT, { id: 'threat/soft', severity: 'warning' as const, any: ['我们会上门'] }],
      text: '我们会上门',
      expected: ['threat/soft overlap', 'threat/visit error 会上门'],
    },
    {
      name: 'of equal severity the longest',
      rules: [VISIT, { id: 'threat/long', any: ['我们会上门'] }],
      text: '我们会上门',
      expected: ['threat/long error 我们会上门', 'threat/visit overlap'],
    },
    {
      name: 'two categories at one place',
      rules: [VISIT, { id: 'privacy/visit', category: 'privacy' as const, any: ['上门'] }],
      text: '会上门',
      expected: ['threat/visit error 会上门', 'privacy/visit error 上门'],
    },
    {
      name: 'a capture shown instead of the match',
      rules: [{ ...VISIT, any: ['会 ~4 $mark:上门'] }],
      text: '会马上上门',
      expected: ['threat/visit error 上门'],
    },
  ])('$name', ({ rules, text, expected }) => {
    expect(verdicts(makeRuleset(rules), text)).toEqual(expected);
  });

  test('a doubtful spelling lowers the level, but not of an insult', () => {
    const doubtful = '会打死死死死·你·全·家';
    const any = ['打死你全家'];
    const found = (rule: Partial<Rule>): string[] =>
      verdicts(makeRuleset([{ ...rule, any }]), doubtful);
    expect(found({ id: 'threat/kill' })).toEqual(['threat/kill warning 打死死死死·你·全·家']);
    expect(found({ id: 'insult/kill', category: 'insult' })).toEqual([
      'insult/kill error 打死死死死·你·全·家',
    ]);
  });

  test.each([
    { name: 'off', level: 'off' as const, expected: [] },
    {
      name: 'lower, which caps what the rule asks for',
      level: 'info' as const,
      expected: ['threat/visit info 会上门'],
    },
  ])('a level from the user: $name', ({ level, expected }) => {
    const ruleset = makeRuleset([
      { ...VISIT, adjust: [{ if: { message: ['今晚'] }, to: 'error' }] },
    ]);
    expect(
      verdicts(ruleset, '今晚会上门', {}, { levels: new Map([['threat/visit', level]]) }),
    ).toEqual(expected);
  });

  test.each([
    {
      name: 'a kind in the data beats the option',
      meta: { kind: 'log', kindKnown: true } as const,
      expected: 0,
    },
    {
      name: 'the option beats a guess',
      meta: { kind: 'log', kindKnown: false } as const,
      expected: 1,
    },
  ])('$name', ({ meta, expected }) => {
    const ruleset = makeRuleset([{ ...VISIT, applies: { kinds: ['sms'], speaker: 'collector' } }]);
    expect(verdicts(ruleset, '会上门', meta, { kind: 'sms' })).toHaveLength(expected);
  });

  test('a rule for some senders', () => {
    const ruleset = makeRuleset([
      { ...VISIT, applies: { kinds: ['sms'], speaker: 'collector', profiles: ['agency'] } },
    ]);
    expect(verdicts(ruleset, '会上门')).toEqual([]);
    expect(verdicts(ruleset, '会上门', {}, { profile: 'bank' })).toEqual([]);
    expect(verdicts(ruleset, '会上门', {}, { profile: 'agency' })).toHaveLength(1);
    expect(verdicts(ruleset, '会上门', { profile: 'agency' }, { profile: 'bank' })).toHaveLength(1);
  });

  test.each([
    {
      name: 'missing',
      text: '您的欠款已逾期',
      meta: SENT,
      expected: ['identity/none error 您'],
    },
    { name: 'present', text: '【星禾】您的欠款已逾期', meta: SENT, expected: [] },
    {
      name: 'present in a column',
      text: '您的欠款已逾期',
      meta: { ...SENT, signature: '星禾' },
      expected: [],
    },
    { name: 'not meant', text: '您好', meta: SENT, expected: [] },
    { name: 'a template', text: '您的欠款已逾期', meta: { channel: 'sms' }, expected: [] },
    { name: 'channel not known', text: '您的欠款已逾期', meta: {}, expected: [] },
  ])('what is absent: $name', ({ text, meta, expected }) => {
    const ruleset = makeRuleset([
      {
        id: 'identity/none',
        category: 'identity',
        kind: 'absence',
        when: ['欠款'],
        absent: ['^ ~3 【'],
      },
    ]);
    expect(verdicts(ruleset, text, meta)).toEqual(expected);
  });
});

const messages = ['templates', 'calls', 'evasion', 'logs'].flatMap((name) =>
  readFileSync(
    new URL(`../../fixtures/messages/development/${name}.jsonl`, import.meta.url),
    'utf8',
  )
    .trimEnd()
    .split('\n')
    // Safe: a fixture of this repository.
    .map((line) => (JSON.parse(line) as { readonly text: string }).text),
);

/** Ways of writing that the two views see through, and what may stand between. */
const DISGUISES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => [...text].join('\u200b'),
  (text) => [...text].join(' '),
  (text) => text.replace(/(\p{Script=Han})(?=\p{Script=Han})/gu, '$1·'),
  (text) => text.replace(/(\p{Script=Han})(?=\p{Script=Han})/gu, '$1，'),
  (text) => text.replace(/\p{Script=Han}/gu, '$&$&$&'),
  (text) => text.replaceAll('上门', '上men').replaceAll('法院', '法yuan').replaceAll('起诉', '7诉'),
  (text) => text.replaceAll('催收', '催*收').replaceAll('妈', '🐴').replaceAll('诉', '讠斥'),
  (text) => text.replaceAll('上', '伤').replaceAll('录', '路').replaceAll('死', '4'),
  (text) => text.replace(/\p{Script=Han}/gu, '$&(shang4)'),
  (text) => text.replace(/\p{Script=Han}/gu, '$&（ㄉㄠˇ）'),
  (text) => text.replace(/\p{Script=Han}/gu, '$&\u0336'),
  (text) => text.replace(/(\p{Script=Han})(?=\p{Script=Han})/gu, '$1<#if x>'),
  (text) => text.replace(/(\p{Script=Han})(?=\p{Script=Han})/gu, '$1{% x %}'),
];

test('who asks for findings alone gets all of them', () => {
  const ruleset = builtInRuleset();
  const all = createJudge(ruleset, normalizer, JUDGE_OPTIONS);
  const some = createJudge(ruleset, normalizer, { ...JUDGE_OPTIONS, onlyFlagged: true });
  const examples = ruleset.rules.flatMap((rule) =>
    [...rule.examples.bad, ...rule.examples.good].map((example) => example.text),
  );
  const flagged = ({ matches }: Judgement): readonly JudgedMatch[] =>
    matches.filter((match) => match.suppressed === null);
  let left = 0;
  const texts = fc.sample(
    fc.tuple(fc.constantFrom(...messages, ...examples), fc.constantFrom(...DISGUISES)),
    { numRuns: 600, seed: 20260102 },
  );
  for (const text of [
    ...messages,
    ...examples,
    ...texts.map(([text, disguise]) => disguise(text).slice(0, 1500)),
  ]) {
    const expected = all(text, {});
    const got = some(text, {});
    expect(flagged(got), text).toEqual(flagged(expected));
    if (got.matches.length < expected.matches.length) left += 1;
  }
  expect(left).toBeGreaterThan(0);
});

test('the prefilter lets nothing pass that the long way would find', () => {
  const ruleset = builtInRuleset();
  const fast = createJudge(ruleset, normalizer, JUDGE_OPTIONS);
  const slow = createJudge(ruleset, normalizer, { ...JUDGE_OPTIONS, prefilter: false });
  const bad = ruleset.rules.flatMap((rule) => rule.examples.bad.map((example) => example.text));
  const sample = fc.sample(
    fc.tuple(
      fc.constantFrom(...messages, ...bad),
      fc.constantFrom(...DISGUISES),
      fc.constantFrom(...DISGUISES),
    ),
    { numRuns: 1500, seed: 20260101 },
  );
  for (const [text, first, second] of sample) {
    const disguised = second(first(text)).slice(0, 1500);
    expect(fast(disguised, {}).matches, disguised).toEqual(slow(disguised, {}).matches);
  }
});
