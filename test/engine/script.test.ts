import { describe, expect, test } from 'vitest';
import { createDocumentChecker } from '../../src/engine/script.ts';
import type { Segment } from '../../src/model/segment.ts';
import { loadReader, type TextFormat } from '../../src/readers/registry.ts';
import { builtInRuleset, JUDGE_OPTIONS } from './ruleset-fixture.ts';

const check = createDocumentChecker(builtInRuleset(), {
  ...JUDGE_OPTIONS,
  lang: 'zh',
  mask: 'none',
  today: '2026-03-01',
  key: 'test',
});

async function segmentsOf(format: TextFormat, text: string): Promise<readonly Segment[]> {
  const read = await loadReader(format);
  return [...read({ id: 'x', text }, { timezone: 'Asia/Shanghai' })].filter(
    (item) => item.type === 'segment',
  );
}

async function flagged(format: TextFormat, text: string): Promise<readonly string[]> {
  return check(await segmentsOf(format, text))
    .filter(({ severity }) => severity !== 'info')
    .map(({ ruleId, excerpt }) => `${ruleId.slice('script/'.length)} ${excerpt}`)
    .sort();
}

const TURNS = [
  '坐席：您好，请问是张先生本人吗？',
  '客户：是。',
  '坐席：我是星禾银行客服工号1024，通话录音，您的借款已逾期。',
];

/** A script that lacks nothing. */
const WHOLE = [
  '# M1 外呼话术',
  '## 开场',
  '坐席：您好，我是星禾银行的客服，工号1024，本次通话将录音。请问是{姓名}先生本人吗？',
  '客户：是。',
  '## 说明',
  '坐席：您尾号{尾号}的借款应还{金额}元，已逾期{天数}天。',
  '坐席：如有困难可以申请分期；对金额有异议可以拨打{客服}投诉。',
  '## 非本人接听',
  '坐席：抱歉打扰，麻烦转告回电，谢谢。',
];

function without(index: number, ...replacement: readonly string[]): string {
  return WHOLE.toSpliced(index, 1, ...replacement).join('\n\n');
}

describe('what is a whole script', () => {
  test.each([
    { name: 'no text', text: '' },
    { name: 'one line', text: '坐席：喂，你那笔钱什么时候还？' },
    { name: 'one turn of the collector', text: '坐席：喂，还钱。\n客户：没有。' },
    {
      name: 'several lines of one turn',
      text: '坐席：喂，还钱。\n坐席：今天还。\n坐席：明天也行。',
    },
    { name: 'a call from its middle on', text: '坐席：借款今天还。\n客户：没有。\n坐席：逾期了。' },
    {
      name: 'the customer has the first word',
      text: '客户：我没钱，你们别打了。\n坐席：您好，逾期了。\n客户：哦。\n坐席：还款。',
    },
    { name: 'messages without speakers', text: '您好，您的借款已逾期。\n您好，请尽快还款。' },
    {
      name: 'a list of forbidden phrases',
      text: '禁用语：\n坐席：喂，还钱。\n客户：没有。\n坐席：你这个老赖。',
    },
    { name: 'no word of a debt', text: '坐席：您好，快递到了。\n客户：放门口。\n坐席：好的。' },
  ])('$name is none', async ({ text }) => {
    expect(await flagged('text', text)).toEqual([]);
    expect(await flagged('markdown', text)).toEqual([]);
  });

  test('a record is judged for its order alone, and only from its greeting on', async () => {
    const early = ['客服:喂?那笔八百六的分期断供了啊。', '对方:你找谁?', '客服:就找你。'].join(
      '\n',
    );
    const late = ['客服:那笔八百六的分期断供了啊。', '对方:你找谁?', '客服:就找你。'].join('\n');
    const record = (text: string) => JSON.stringify({ id: 'a', kind: 'script', text });
    expect(await flagged('jsonl', record(early))).toEqual(['disclosure-before-verify 断供']);
    expect(await flagged('jsonl', record(late))).toEqual([]);
    expect(await flagged('jsonl', record(TURNS.join('\n')))).toEqual([]);
  });

  test('records are not put together to one call', async () => {
    const record = (text: string) => JSON.stringify({ kind: 'script', text });
    const lines = ['坐席：喂，逾期了。', '客户：哦。', '坐席：还钱。'];
    expect(await flagged('jsonl', lines.map(record).join('\n'))).toEqual([]);
  });

  test('a listed transcript is one call', async () => {
    const turns = [
      { role: 'agent', text: '您好，您的借款逾期了。' },
      { role: 'customer', text: '谁啊？' },
      { role: 'agent', text: '今天还。' },
    ];
    const found = check(await segmentsOf('jsonl', JSON.stringify({ transcript: turns })));
    expect(found.map(({ ruleId, keyPath }) => [ruleId, keyPath])).toEqual([
      ['script/disclosure-before-verify', 'transcript[0].text'],
    ]);
  });

  test('turns alone are not asked for branches', async () => {
    expect(await flagged('text', TURNS.join('\n'))).toEqual([]);
  });
});

describe('what a script has to hold', () => {
  const opening = '您好，我是星禾银行的客服，工号1024，本次通话将录音。请问是{姓名}先生本人吗';
  test.each([
    { name: 'nothing lacks', text: WHOLE.join('\n\n'), expected: [] },
    {
      name: 'no notice of the recording',
      text: without(2, '坐席：您好，我是星禾银行的客服，工号1024。请问是{姓名}先生本人吗？'),
      expected: ['missing-recording-notice 您好，我是星禾银行的客服，工号1024'],
    },
    {
      name: 'who calls is not said',
      text: without(2, '坐席：您好，本次通话将录音。请问是{姓名}先生本人吗？'),
      expected: ['missing-self-intro 您好，本次通话将录音'],
    },
    {
      name: 'a note in the margin is not said',
      text: without(
        2,
        '坐席：您好，我是星禾银行的客服，工号1024。请问是{姓名}先生本人吗？',
        '备注：本次通话将录音。',
      ),
      expected: ['missing-recording-notice 您好，我是星禾银行的客服，工号1024'],
    },
    {
      name: 'no way out, no complaint',
      text: without(6, '坐席：今天能还多少？'),
      expected: ['missing-complaint-channel', 'missing-hardship-option'],
    },
    {
      name: 'the customer’s wish is no offer',
      text: without(6, '客户：可以申请分期吗？我要打电话投诉。'),
      expected: ['missing-complaint-channel', 'missing-hardship-option'],
    },
    {
      name: 'the debt before the check',
      text: without(
        2,
        `坐席：您好，您已逾期，请问是{姓名}先生本人吗？我是星禾银行客服工号1，通话录音。`,
      ),
      expected: ['disclosure-before-verify 逾期'],
    },
    {
      name: 'the debt told to the family',
      text: without(8, '坐席：您家人欠了钱，您先替他还吧。'),
      expected: ['disclosure-before-verify 欠了', 'third-party-branch 替他还'],
    },
    {
      name: 'what the third party asks is not judged',
      text: without(8, '家属：他欠了多少？我替他还吧。', '坐席：抱歉，不方便告知，麻烦转告回电。'),
      expected: [],
    },
  ])('$name', async ({ text, expected }) => {
    const found = await flagged('markdown', text);
    const shown = expected.map((each) =>
      each.includes(' ') || each === '' ? each : expect.stringContaining(each),
    );
    expect(found).toEqual(shown);
    if (expected.includes('missing-complaint-channel'))
      expect(found[0]).toContain(opening.slice(0, 5));
  });

  test('the second script of a file is judged by itself', async () => {
    const second = [
      '催收话术（外包组）',
      '坐席：喂，那笔钱哪天还？',
      '客户：谁啊？',
      '坐席：别管我是谁。',
    ];
    const text = [...WHOLE.map((line) => line.replace(/^#+ /, '')), '', ...second].join('\n\n');
    const found = check(await segmentsOf('text', text)).filter(
      ({ severity }) => severity === 'error',
    );
    expect(new Set(found.map(({ excerpt }) => excerpt))).toEqual(
      new Set(['喂，那笔钱哪天还', '那笔钱']),
    );
  });
});
