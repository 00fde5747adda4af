import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../src/model/log-record.ts';
import { readJsonl } from '../../src/readers/jsonl.ts';
import { read } from './read.ts';

const TEXT = '您的账单已逾期，请尽快还款';

/** The metadata of the one record of a log, and the texts in it. */
function record(value: unknown): { meta: LogRecord['meta']; texts: string[]; roles: unknown } {
  let meta: LogRecord['meta'] = {};
  const { segments, columns } = read(readJsonl, JSON.stringify(value), {
    onRecord: (told) => {
      meta = told.meta;
    },
  });
  return { meta, texts: segments.map(({ text }) => text), roles: columns[0]?.roles };
}

describe('what the objects in a record say of it', () => {
  test.each([
    {
      name: 'who was called, and his name',
      value: { content: TEXT, to: { mobile: '13900000000', name: '欧阳某某' } },
      meta: { recipient: '13900000000', name: '欧阳某某' },
    },
    {
      name: 'a customer with a name alone',
      value: { content: TEXT, mobile: '13900000000', customer: { name: '欧阳某某' } },
      meta: { recipient: '13900000000', name: '欧阳某某' },
    },
    {
      name: 'the id of an agent is that of the collector and not of the record',
      value: { content: TEXT, agent: { id: 'A07', name: '李某', phone: '13911110000' } },
      meta: { collector: 'A07' },
    },
    {
      name: 'the number that called is not the one that was called',
      value: { content: TEXT, from: { phone: '13911110000' }, to: { phone: '13900000000' } },
      meta: { recipient: '13900000000' },
    },
    {
      name: 'its own fields come first',
      value: { content: TEXT, mobile: '13900000000', contact: { mobile: '13911110000' } },
      meta: { recipient: '13900000000' },
    },
    {
      name: 'two that say it differently: nobody knows',
      value: { content: TEXT, a: { mobile: '13900000000' }, b: { mobile: '13911110000' } },
      meta: {},
    },
    {
      name: 'a record in a wrapper',
      value: { data: { content: TEXT, mobile: '13900000000', caseNo: 'C1' } },
      meta: { recipient: '13900000000', case: 'C1' },
    },
    {
      name: 'a text in an object',
      value: { message: { body: TEXT }, to: { mobile: '13900000000' } },
      meta: { recipient: '13900000000' },
    },
  ])('$name', ({ value, meta }) => {
    const found = record(value);
    expect(found.meta).toEqual(meta);
    expect(found.texts).toEqual([TEXT]);
  });

  test('what was chosen is told with its path', () => {
    const { roles } = record({ content: TEXT, to: { mobile: '13900000000' }, agent: { id: 'A7' } });
    expect(roles).toEqual({ recipient: 'to.mobile', collector: 'agent.id' });
  });
});

describe('a record of a contact without a text has none', () => {
  test.each([
    {
      name: 'no field for it',
      value: { callResult: '无人接听电话', sendTime: '2026年3月1日 9时3分' },
    },
    {
      name: 'null',
      value: { content: null, callResult: '对方正在通话中', sendTime: '2026-03-01 09:00' },
    },
    {
      name: 'the name of an agency',
      value: { vendor: '示例催收服务有限公司', sendTime: '2026-03-01 09:00' },
    },
  ])('$name', ({ value }) => {
    expect(record({ mobile: '13900000000', ...value }).texts).toEqual([]);
  });

  test('a field that is not known may hold its text', () => {
    const value = { mobile: '13900000000', sendTime: '2026-03-01 09:00', 通话小结: TEXT };
    expect(record(value).texts).toEqual([TEXT]);
  });

  test('without a time or anybody who was contacted every Chinese string is read', () => {
    expect(record({ vendor: '示例催收服务有限公司' }).texts).toEqual(['示例催收服务有限公司']);
  });
});

describe('two recipients in one record', () => {
  const LOGGED = { sendTime: '2026-03-01 09:00:00', content: TEXT };
  const [one, other] = [{ mobile: '13900000000' }, { mobile: '13900000001' }];
  const told = (
    value: unknown,
  ): { readonly flaws: unknown; readonly lines: readonly unknown[] } => {
    const file = { id: 'a.jsonl', text: `${JSON.stringify(LOGGED)}\n${JSON.stringify(value)}` };
    const records: LogRecord[] = [];
    const options = { timezone: 'Asia/Shanghai' };
    for (const _ of readJsonl(file, { ...options, onRecord: (each) => records.push(each) }));
    const lines = [...readJsonl(file, options)].flatMap((item) =>
      item.type === 'problem' ? [item.line] : [],
    );
    return { flaws: records[1]!.flaws, lines };
  };

  test.each([
    { name: 'two people', value: { ...LOGGED, debtor: one, contact: other } },
    { name: 'deeper', value: { ...LOGGED, people: { debtor: one, contact: other } } },
    { name: 'as written', value: { ...LOGGED, to: { phone: '13900000000' }, contact: other } },
  ])('$name: it is said, for nobody knows who was contacted', ({ value }) => {
    expect(told(value)).toEqual({ flaws: ['recipient-ambiguous'], lines: [2] });
  });

  test.each([
    { name: 'the same number twice', value: { ...LOGGED, debtor: one, contact: one } },
    { name: 'the record says it', value: { ...LOGGED, ...one, debtor: one, contact: other } },
    { name: 'who called is no recipient', value: { ...LOGGED, agent: one, customer: other } },
  ])('$name: nothing is said', ({ value }) => {
    expect(told(value)).toEqual({ flaws: [], lines: [] });
  });
});
