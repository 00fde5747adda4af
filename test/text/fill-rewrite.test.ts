import { describe, expect, test } from 'vitest';
import { createJudge } from '../../src/engine/judge.ts';
import type { ExampleMeta } from '../../src/model/rule.ts';
import type { MessageMeta } from '../../src/model/segment.ts';
import { fillRewrite } from '../../src/text/fill-rewrite.ts';
import { createNormalizer } from '../../src/text/normalize.ts';
import { builtInRuleset, JUDGE_OPTIONS } from '../engine/ruleset-fixture.ts';

const DUE = '您本期应还{金额}元，请于{日期}前还款。';

describe('a rewrite takes over what the message has', () => {
  test.each([
    {
      name: 'placeholders',
      text: '欠款{amount}元，{due_date}前还！',
      filled: '您本期应还{amount}元，请于{due_date}前还款。',
    },
    {
      name: 'other ways to write them',
      text: '${amt}元，[还款日]前还，{{overdueAmount}}',
      filled: '您本期应还{金额}元，请于[还款日]前还款。',
    },
    {
      name: 'one amount twice',
      text: '#应还金额#元，是#应还金额#元',
      filled: '您本期应还#应还金额#元，请于{日期}前还款。',
    },
    {
      name: 'amounts and days as they stand',
      text: '你欠 3,500.50 元，12月31日前不还就等着',
      filled: '您本期应还3,500.50元，请于12月31日前还款。',
    },
    { name: 'nothing of two amounts that differ', text: '欠3500元，先还500元', filled: DUE },
    {
      name: 'a placeholder before a value',
      text: '欠{amount}元，分期后每月500元',
      filled: '您本期应还{amount}元，请于{日期}前还款。',
    },
    { name: 'nothing', text: '再不还就等着', filled: DUE },
    {
      name: 'no number that is none',
      text: '尾号3500，共1元',
      filled: '您本期应还1元，请于{日期}前还款。',
    },
  ])('$name', ({ text, filled }) => {
    expect(fillRewrite(DUE, text)).toBe(filled);
  });

  test.each([
    { rewrite: '您的账户已逾期{n}天。', text: '你逾期了35天', filled: '您的账户已逾期35天。' },
    {
      rewrite: '您的账户已逾期{n}天。',
      text: '已经{overdue_days}天了',
      filled: '您的账户已逾期{overdue_days}天。',
    },
    {
      rewrite: '请转告{name}先生/女士。',
      text: '叫{客户姓名}还钱',
      filled: '请转告{客户姓名}先生/女士。',
    },
    { rewrite: '请转告{name}先生/女士。', text: '叫张某某还钱', filled: '请转告{name}先生/女士。' },
    {
      rewrite: '合同{contract_no}项下',
      text: '合同${contractNo}已立案',
      filled: '合同${contractNo}项下',
    },
    // A day on which something was: not that by which to pay.
    { rewrite: '您于{日期}在{机构}办理', text: '12月31日前还清', filled: '您于{日期}在{机构}办理' },
    { rewrite: '没有空位', text: '{amount}', filled: '没有空位' },
  ])('$rewrite from $text', ({ rewrite, text, filled }) => {
    expect(fillRewrite(rewrite, text)).toBe(filled);
  });
});

describe('a rewritten message is clean', () => {
  const ruleset = builtInRuleset();
  const judge = createJudge(ruleset, createNormalizer(ruleset.variants), JUDGE_OPTIONS);
  const flagged = (text: string, meta: MessageMeta): readonly string[] =>
    judge(text, { kindKnown: true, ...meta })
      .matches.filter(({ suppressed, severity }) => suppressed === null && severity !== 'info')
      .map(({ rule }) => `${rule.id}: ${text}`);
  const kinds = ['sms', 'script', 'log'] as const;
  /** Said to the debtor: who hears the rewrite of a message to somebody else is the same person. */
  const metaOf = ({ kind, relation, profile }: ExampleMeta): MessageMeta => ({
    ...(kind === undefined ? {} : { kind }),
    ...(relation === undefined ? {} : { relation }),
    ...(profile === undefined ? {} : { profile }),
  });

  // Rules of conduct speak of when and how often to write: what they advise is no message, and says so.
  test('what is no sentence to send begins as an instruction', () => {
    const told = ruleset.rules.filter(({ rewrite }) => rewrite.startsWith('做法：'));
    const conduct = ruleset.rules.filter(({ kind }) => kind === 'conduct');
    expect(conduct.filter((rule) => !told.includes(rule))).toEqual([]);
    expect(told.filter((rule) => !conduct.includes(rule)).map(({ id }) => id)).toEqual([
      'obfuscation/free-text-variable',
    ]);
  });

  test.each(ruleset.rules.map((rule) => ({ name: rule.id, rule })))('$name', ({ rule }) => {
    expect(rule.rewrite).not.toBe('');
    for (const kind of kinds) expect(flagged(rule.rewrite, { kind })).toEqual([]);
    for (const { text, meta } of rule.examples.bad) {
      const rewritten = fillRewrite(rule.rewrite, text);
      const own = kinds.filter((kind) => rule.applies.kinds.includes(kind));
      for (const kind of own)
        expect(flagged(rewritten, { kind, ...metaOf(meta ?? {}) })).toEqual([]);
    }
  });
});
