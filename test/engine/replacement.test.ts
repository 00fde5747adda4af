import { describe, expect, test } from 'vitest';
import { createChecker } from '../../src/engine/check.ts';
import { createJudge } from '../../src/engine/judge.ts';
import { replacementText, stageOf } from '../../src/engine/replacement.ts';
import type { Profile } from '../../src/model/rule.ts';
import type { Kind, MessageMeta, Segment } from '../../src/model/segment.ts';
import { fillRewrite } from '../../src/text/fill-rewrite.ts';
import { createNormalizer } from '../../src/text/normalize.ts';
import { builtInRuleset, JUDGE_OPTIONS } from './ruleset-fixture.ts';

const KINDS: readonly Kind[] = ['sms', 'script', 'log'];
const PROFILES: readonly (Profile | undefined)[] = [
  undefined,
  'bank',
  'consumer-finance',
  'micro-loan',
  'agency',
  'law-firm',
  'property-fee',
  'utility',
  'telecom',
  'court',
  'police',
];

const ruleset = builtInRuleset();
const normalizer = createNormalizer(ruleset.variants);
const judge = createJudge(ruleset, normalizer, JUDGE_OPTIONS);
const check = createChecker(ruleset, {
  ...JUDGE_OPTIONS,
  lang: 'zh',
  mask: 'partial',
  today: '2026-11-01',
  key: '',
});

function checked(text: string, meta: MessageMeta = { kind: 'sms' }) {
  const segment: Segment = {
    type: 'segment',
    source: 'a.txt',
    text,
    origin: { start: 0, end: text.length, line: 1, lineStart: 0, lineStarts: [] },
    meta: { kindKnown: true, ...meta },
  };
  return check(segment).findings;
}

describe('every whole message', () => {
  test.each(ruleset.replacements)('$id is clean for every kind and profile', (replacement) => {
    const own = {
      relation: replacement.to === 'third-party' ? '同事' : '本人',
    };
    const values =
      '【{company}】{name}欠款3,500元，逾期35天，12月31日前还清，电话{service_phone}，工号{agent_no}';
    for (const kind of replacement.kinds ?? KINDS) {
      const empty = replacementText(replacement, kind);
      for (const text of [empty, fillRewrite(empty, values)])
        for (const profile of PROFILES)
          for (const meta of [{}, own]) {
            const { matches } = judge(text, {
              kind,
              kindKnown: true,
              ...meta,
              ...(profile === undefined ? {} : { profile }),
            });
            const flagged = matches
              .filter(({ suppressed }) => suppressed === null)
              .map(({ rule, severity }) => `${severity} ${rule.id}: ${text}`);
            expect(flagged, `${kind} ${profile}`).toEqual([]);
          }
    }
  });

  test('ends with one that fits everything, and no id is given twice', () => {
    const ids = ruleset.replacements.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const kind of KINDS)
      expect(
        stageOf(ruleset.replacements, { rules: new Set(), meta: { kind }, folded: '' })?.id,
      ).toBe(ids.at(-1));
  });

  test('names rules that there are', () => {
    const known = new Set(ruleset.rules.map(({ id }) => id));
    const named = ruleset.replacements.flatMap(({ rules }) => rules);
    expect(named.filter((id) => !known.has(id))).toEqual([]);
  });
});

/** Each breaks three rules or more. */
const SLUR = '你这个老赖，再不处理就抓你坐牢，叫人打断你的腿';

describe('a message beyond repair is replaced', () => {
  test.each([
    {
      stage: 'before-due',
      text: `{amount}元将于12月31日扣款，${SLUR}。`,
      keeps: ['{amount}', '12月31日'],
    },
    { stage: 'overdue', text: `已逾期35天，欠3,500元，${SLUR}。`, keeps: ['35天', '3,500元'] },
    {
      stage: 'overdue',
      text: `已逾期#days#天，欠#amount#元，${SLUR}。`,
      keeps: ['#days#', '#amount#'],
    },
    { stage: 'negotiation', text: `现有减免方案，还3500元即可，${SLUR}。`, keeps: ['3500元'] },
    { stage: 'visit', text: `明天上门，${SLUR}，客服{hotline}。`, keeps: ['{hotline}'] },
    { stage: 'litigation', text: `马上起诉你，欠{amt}元，${SLUR}。`, keeps: ['{amt}'] },
    {
      stage: 'litigation',
      text: `馬上起訴你，法院傳票已寄出，欠{amt}元，${SLUR}。`,
      keeps: ['{amt}'],
    },
    // Two consequences at once: no notice of either is made of it.
    { stage: 'reminder', text: `马上起诉你并上门，${SLUR}。`, keeps: ['{金额}'] },
    { stage: 'reminder', text: `${SLUR}。`, keeps: [] },
    {
      stage: 'third-party',
      text: `已逾期35天，欠3500元，${SLUR}。`,
      meta: { kind: 'sms', relation: '同事' },
      keeps: [],
      lacks: ['3500', '35', '逾期', '欠'],
    },
    {
      stage: 'opening',
      text: `你好，我是{公司名称}的，请问是{姓名}吗？${SLUR}。`,
      meta: { kind: 'script', speaker: 'collector' },
      keeps: ['{公司名称}', '{姓名}'],
      lacks: ['【'],
    },
  ] as const)('$stage: $text', ({ stage, text, keeps, ...more }) => {
    const meta = 'meta' in more ? more.meta : { kind: 'sms' as const };
    const findings = checked(text, meta);
    expect(new Set(findings.map(({ ruleId }) => ruleId)).size).toBeGreaterThan(2);
    const [first] = findings;
    expect(first?.replacement?.stage).toBe(stage);
    for (const finding of findings) expect(finding.replacement).toEqual(first?.replacement);
    for (const kept of keeps) expect(first?.replacement?.text).toContain(kept);
    if ('lacks' in more)
      for (const word of more.lacks) expect(first?.replacement?.text).not.toContain(word);
    expect(checked(first?.replacement?.text ?? '', meta)).toEqual([]);
  });

  test('and one that breaks two is not', () => {
    const findings = checked('【某某银行】你这个老赖，抓你坐牢。');
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) expect(finding.replacement).toBeUndefined();
  });
});
