import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createJudge, type JudgedMatch, type JudgeOptions } from '../../src/engine/judge.ts';
import { isFlagging } from '../../src/engine/second-reading.ts';
import { createWeigher } from '../../src/engine/weigh.ts';
import type { MessageMeta } from '../../src/model/segment.ts';
import type { Ruleset } from '../../src/rules/ruleset.ts';
import { formatWeights, packWeights, parseWeights } from '../../src/rules/weights.ts';
import { readable } from '../../src/text/readable.ts';
import { learn } from '../accuracy/learn.ts';
import { normalizer } from '../text/normalize-fixture.ts';
import { builtInRuleset, builtInTokenizer, JUDGE_OPTIONS, makeRuleset } from './ruleset-fixture.ts';

const CORPUS = readFileSync('fixtures/messages/rounds/round-1.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { readonly text: string }).text);

const META: MessageMeta = { kind: 'sms', kindKnown: true };
const COLLECTOR: MessageMeta = { ...META, speaker: 'collector' };

/** Forty characters, each of which weighs a little against. */
const LONG = '甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃列宿张寒来暑往';

/** 坏 weighs for, 好 against; 上门 is a rule's, 自家 one of the user's own, 还款 has it asked and is no finding. */
function withWeights(): Ruleset {
  const rules = makeRuleset([
    { id: 'threat/visit', any: ['上门'] },
    { id: 'threat/own', any: ['自家'] },
    { id: 'threat/bad', any: ['坏人'], unless: [{ id: 'joke', message: ['玩笑'] }] },
    { id: 'threat/good', any: ['好人'] },
    { id: 'obfuscation/odd', category: 'obfuscation', any: ['怪字'] },
    { id: 'threat/never', any: ['还款'], unless: [{ id: 'always', message: ['还款'] }] },
    {
      id: 'harassment/weighed',
      category: 'harassment',
      severity: 'warning',
      kind: 'weighed',
      with: { message: ['还款'] },
    },
  ]);
  return {
    ...rules,
    weights: packWeights({
      bias: 0,
      pieces: ['坏', '好', '中', ...LONG],
      weights: [2, -2, 0, ...Array.from(LONG, () => -0.1)],
      rules: ['threat/visit', 'obfuscation/odd', 'threat/never'],
    }),
  };
}

function judged(text: string, meta: MessageMeta, options: Partial<JudgeOptions> = {}): string[] {
  const judge = createJudge(withWeights(), normalizer, { ...JUDGE_OPTIONS, ...options });
  return judge(text, meta)
    .matches.filter(({ suppressed }) => suppressed === null)
    .map(({ rule, severity, start, end }) => `${rule.id} ${severity} ${text.slice(start, end)}`);
}

describe('the second reading', () => {
  test.each([
    { name: 'a finding stays where nothing weighs', text: '上门', is: ['threat/visit error 上门'] },
    {
      name: 'it becomes a hint in a lawful message',
      text: `上门，${LONG}`,
      is: ['threat/visit info 上门'],
    },
    { name: 'not in a short one', text: '上门好', is: ['threat/visit error 上门'] },
    {
      name: 'it stays in an unlawful one',
      text: `上门，坏坏${LONG.slice(0, 10)}`,
      is: ['threat/visit error 上门'],
    },
    { name: 'a rule of the user stays', text: `自家，${LONG}`, is: ['threat/own error 自家'] },
    {
      name: 'spelling is no matter of tone',
      text: `怪字，${LONG}`,
      is: ['obfuscation/odd error 怪字'],
    },
    {
      name: 'an unlawful message is to be read, at its heaviest clause',
      text: '还款，真坏，是吧',
      is: ['harassment/weighed warning 真坏'],
    },
    {
      name: 'a message without the words of any pattern is read as well',
      text: '真坏，是吧',
      is: ['harassment/weighed warning 真坏'],
    },
    { name: "nor a customer's", text: '客户：还款，真坏', is: [] },
  ])('$name', ({ text, is }) => {
    expect(judged(text, COLLECTOR)).toEqual(is);
  });

  test('where nothing says who speaks it takes a message about a debt', () => {
    expect(judged('上面，坏', META)).toEqual([]);
    expect(judged('上面，坏', COLLECTOR)).toEqual(['harassment/weighed warning 坏']);
    expect(judged('还款，坏', META)).toEqual(['harassment/weighed warning 坏']);
    expect(judged('还款，又好又坏，坏', COLLECTOR)).toEqual([]);
    expect(judged('还款，坏', META, { levels: new Map([['harassment/weighed', 'off']]) })).toEqual(
      [],
    );
  });

  test('in a long message each sentence is weighed by itself, and each clause of it', () => {
    const bad = '坏'.repeat(14);
    const long = LONG.repeat(3);
    expect(judged(`${long}。上门，${bad}。`, COLLECTOR)).toEqual(['threat/visit error 上门']);
    expect(judged(`上门，${long}。${bad}。`, COLLECTOR)).toEqual([
      'threat/visit info 上门',
      `harassment/weighed warning ${bad}`,
    ]);
    const half = LONG.slice(0, 20);
    expect(judged(`${long}。${half}，${half}，${half}，上门坏坏`, COLLECTOR)).toEqual([
      'threat/visit error 上门',
    ]);
    expect(judged(`客户：${bad}\n坐席：${long}`, META)).toEqual([]);
  });

  test('a brief message is weighed as a whole', () => {
    expect(judged(`${LONG}。上门，坏坏坏。`, COLLECTOR)).toEqual(['threat/visit info 上门']);
    expect(judged(`${LONG}。${'坏'.repeat(14)}。`, COLLECTOR)).toEqual([]);
  });

  test('a level that the user has set is not lowered', () => {
    expect(
      judged(`上门，${LONG}`, COLLECTOR, { levels: new Map([['threat/visit', 'error']]) }),
    ).toEqual(['threat/visit error 上门']);
  });

  test('it is asked alike with the other rules off, and without the prefilter', () => {
    const inactive = new Set(['threat/visit', 'threat/own', 'obfuscation/odd', 'threat/never']);
    expect(judged('还款，坏', COLLECTOR, { inactive })).toEqual(['harassment/weighed warning 坏']);
    expect(judged('上门，坏', COLLECTOR, { inactive })).toEqual(['harassment/weighed warning 坏']);
    expect(judged('真坏', META, { prefilter: false })).toEqual([]);
    expect(judged('还款，坏', COLLECTOR, { prefilter: false })).toEqual([
      'harassment/weighed warning 坏',
    ]);
  });
});

describe('what the user lets pass', () => {
  const off = (...ids: readonly string[]): Partial<JudgeOptions> => ({
    levels: new Map(ids.map((id) => [id, 'off'])),
    inactive: new Set(ids),
  });
  const hint: Partial<JudgeOptions> = { levels: new Map([['threat/bad', 'info']]) };

  test.each([
    { name: 'a rule finds', text: '坏人，是吧', is: ['threat/bad error 坏人'], options: {} },
    { name: 'it does not come back', text: '坏人，是吧', is: [], options: off('threat/bad') },
    {
      name: 'nor from a hint',
      text: '坏人，是吧',
      is: ['threat/bad info 坏人'],
      options: hint,
    },
    {
      name: 'nor at what stands around it in its clause',
      text: '那坏人又坏，是吧',
      is: [],
      options: off('threat/bad'),
    },
    {
      name: 'nor spelt apart',
      text: '坏·人，是吧',
      is: [],
      options: off('threat/bad'),
    },
    {
      name: 'another clause is to be read all the same',
      text: '坏人，真坏',
      is: ['harassment/weighed warning 真坏'],
      options: off('threat/bad'),
    },
    {
      name: 'a brief message is weighed as a whole without it',
      text: `坏人。真坏，${LONG.slice(0, 20)}`,
      is: [],
      options: off('threat/bad'),
    },
    {
      name: 'what the rule would not have flagged weighs as ever',
      text: '坏人，是玩笑',
      is: ['harassment/weighed warning 坏人'],
      options: off('threat/bad'),
    },
    {
      name: 'what another rule finds is found',
      text: '坏人，上门',
      is: ['threat/visit error 上门'],
      options: off('threat/bad'),
    },
  ])('$name', ({ text, is, options }) => {
    expect(judged(text, COLLECTOR, options)).toEqual(is);
  });

  test('no sentence is heavy for want of what was lawful in it', () => {
    const bad = '坏'.repeat(14);
    const text = `${LONG.repeat(3)}。${bad}中。好人，${bad}。`;
    expect(judged(text, COLLECTOR, { levels: new Map([['threat/good', 'off']]) })).toEqual([
      `harassment/weighed warning ${bad}中`,
    ]);
  });

  test('no rule that is switched off comes back, in any message of the corpus', () => {
    const ruleset = builtInRuleset();
    const tone = ruleset.rules.find(({ kind }) => kind === 'weighed')!.id;
    const options = { ...JUDGE_OPTIONS, tokenizer: builtInTokenizer };
    const judge = createJudge(ruleset, normalizer, options);
    const inactive = new Set(ruleset.rules.map(({ id }) => id).filter((id) => id !== tone));
    const alone = createJudge(ruleset, normalizer, { ...options, inactive });
    const flaggedBy = (each: typeof judge, text: string): readonly JudgedMatch[] =>
      each(text, COLLECTOR).matches.filter(isFlagging);
    let switched = 0;
    for (const text of CORPUS) {
      const found = flaggedBy(judge, text).filter(({ rule }) => rule.kind === 'match');
      if (found.length === 0) continue;
      switched += 1;
      for (const { start, end } of flaggedBy(alone, text))
        for (const match of found) expect(match.start < end && start < match.end, text).toBe(false);
    }
    expect(switched).toBeGreaterThan(50);
  });
});

describe('what is weighed', () => {
  test.each([
    { name: 'nothing', text: '', is: '' },
    { name: 'numbers and marks are one sign each', text: '欠1,204.50元！！😀', is: '欠0_0_0元_' },
    { name: 'politeness is no evidence', text: '您你妳', is: '你你你' },
  ])('$name', ({ text, is }) => {
    expect(readable(normalizer.fold(text)).text).toBe(is);
  });

  test('a name does not count, however long', () => {
    const of = (text: string, end: number): string =>
      readable(normalizer.fold(text), [{ start: 0, end }]).text;
    expect(of('王伟你好', 2)).toBe(of('欧阳小明你好', 4));
  });

  test('a piece counts once, and the length of the text does not decide', () => {
    const weigh = createWeigher(
      packWeights({ bias: 0.5, pieces: ['坏', '门'], weights: [2, -1], rules: [] }),
    );
    const score = (text: string): number => weigh(readable(normalizer.fold(text))).score;
    expect(score('无')).toBe(0);
    expect(score('坏坏坏')).toBe(2.5);
    expect(score('坏门')).toBeCloseTo(0.5 + 1 / Math.SQRT2);
  });
});

describe('learning', () => {
  const lessons = ['还钱', '坏人', '又坏', '真坏', '好的', '您好', '真好', '又好'].map((text) => ({
    read: readable(normalizer.fold(text)),
    from: 0,
    to: text.length,
    violation: text.includes('坏') || text.includes('钱'),
    worth: 1,
  }));

  test('tells what is in three texts apart, and does so alike each time', () => {
    const weights = learn(lessons);
    expect(weights.pieces).toEqual(['坏', '好']);
    const [bad, good] = weights.weights;
    expect(bad).toBeGreaterThan(0);
    expect(good).toBeLessThan(0);
    expect(learn(lessons)).toEqual(weights);
  });

  test('the table is read back equal', () => {
    const weights = { ...learn(lessons), rules: ['threat/visit'] };
    expect(parseWeights(formatWeights(weights), ['threat/visit'])).toEqual(weights);
  });
});
