import { expect, test } from 'vitest';
import { createExemption } from '../../src/engine/conduct-record.ts';
import { type Contact, contactFacts } from '../../src/model/contact.ts';
import { readCsv } from '../../src/readers/csv.ts';
import { createRowStream } from '../../src/readers/rows.ts';
import { contactOf } from '../../src/text/contacts.ts';
import { createNormalizer } from '../../src/text/normalize.ts';
import { contactKey, foldCase, foldRecipient } from '../../src/text/recipients.ts';
import { zoneOffset } from '../../src/text/zones.ts';
import { builtInRuleset, builtInTokenizer } from '../engine/ruleset-fixture.ts';
import { makeRowJudge, readStream, readWhole } from './row-equality.ts';

const HEADER =
  '发送时间,手机号,案件号,渠道,方向,通话时长,是否接通,联系人关系,案件状态,停催标识,结清时间,同意标识,内容';
const TEXTS = [
  '【示例银行】您本期账单100元，请按时还款。',
  '您已还款100元，感谢支持。',
  '验证码123456，5分钟内有效',
  '再不还钱就打死你',
];
const CHOICES: readonly (readonly string[])[] = [
  [
    '2026-03-01 21:59:59',
    '2026-03-01 22:00:00',
    '2026-03-02T00:00:00Z',
    '2026/3/2 7:59',
    '20260302080000',
    '无',
    '',
  ],
  ['13900000001', '+86 139-0000-0001', '1.39E+10', '', 'wx_0001'],
  ['A-1', '', '20260001'],
  ['短信', '电话', '外访', ''],
  ['呼出', '呼入', ''],
  ['0', '37', '00:01:02', ''],
  ['是', '未接通', '空号', ''],
  ['本人', '姐姐', '担保人', ''],
  ['催收中', '停催', '已结清', ''],
  ['', 'Y', 'N'],
  ['', '', '2026-02-28', '2026-03-01 21:00:00'],
  ['', '是'],
  TEXTS,
];

const NAMES = HEADER.split(',');
/** All columns; and so few that what they say together is read once for all rows that say it. */
const TABLES = [
  { table: 'all', columns: NAMES.map((_, column) => column) },
  { table: 'few', columns: [0, 1, 3, 8, 10, 12] },
] as const;

/** Every value of every column beside many of the others, and each text at night and by day. */
function rows(count: number, columns: readonly number[]): string {
  const lines = [columns.map((column) => NAMES[column]).join(',')];
  let seed = 7;
  for (let row = 0; row < count; row += 1)
    lines.push(
      columns
        .map((column) => CHOICES[column]!)
        .map((values) => {
          seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
          const value = values[(seed >>> 8) % values.length]!;
          return (seed >>> 20) % 3 === 0 && value !== '' ? `"${value}"` : value;
        })
        .join(','),
    );
  return `${lines.join('\n')}\n`;
}

test.each(TABLES)(
  'rows break by their fields what the checker says, though their texts are remembered ($table)',
  async ({ columns }) => {
    const bytes = new TextEncoder().encode(rows(1500, columns));
    const whole = readWhole(bytes, 'csv');
    const rules = new Set(whole.findings.map(({ ruleId }) => ruleId));
    expect([...rules]).toEqual(
      expect.arrayContaining(['harassment/off-hours', 'harassment/after-stop']),
    );
    const judge = makeRowJudge();
    for (const shortcuts of [true, false]) {
      const streamed = await readStream(bytes, 'csv', {
        chunkSize: 10_000,
        judge,
        shortcuts,
      });
      expect(streamed).toEqual(whole);
    }
  },
);

test.each(
  TABLES.flatMap(({ table, columns }) =>
    [true, false].map((shortcuts) => ({ table, columns, shortcuts })),
  ),
)(
  'the contact of a row is that of its metadata ($table, shortcuts: $shortcuts)',
  async ({ columns, shortcuts }) => {
    const text = rows(1500, columns);
    const clock = zoneOffset('Asia/Shanghai');
    const exemption = createExemption(
      builtInRuleset(),
      createNormalizer(builtInRuleset().variants),
      {
        tokenizer: builtInTokenizer,
      },
    );
    const rule = builtInRuleset().rules.find(({ id }) => id === 'harassment/frequency')!;
    const expected = [...readCsv({ id: 'a', text }, { timezone: 'Asia/Shanghai' })].flatMap(
      (item): { record: number; contact: Contact | null }[] => {
        if (item.type !== 'segment') return [];
        const read = contactOf(item.meta, item.record!, { clock, country: '86' });
        if ('reason' in read) return [{ record: item.record!, contact: null }];
        const isExempt = exemption(rule, item.text, item.meta) !== null;
        return [{ record: item.record!, contact: { ...read.contact, isExempt } }];
      },
    );
    const stream = createRowStream('a', [new TextEncoder().encode(text)], {
      timezone: 'Asia/Shanghai',
      format: 'csv',
      judge: makeRowJudge(),
      shortcuts,
      recipientKey: (raw) => {
        const folded = foldRecipient(raw);
        return 'key' in folded ? contactKey(folded.key, false) : { low: 0, high: 0 };
      },
      caseKey: (raw) => contactKey(foldCase(raw), true),
    });
    let at = 0;
    for await (const item of stream.items) {
      if (item.type !== 'rows') continue;
      for (let i = 0; i < item.count; i += 1) {
        const { record, contact } = expected[at]!;
        at += 1;
        expect(record).toBe(item.firstRecord + i);
        if (contact === null) continue;
        const { isInbound, outcome, relation, states, isRaised, isAgreed, isExempt, channel } =
          contact;
        expect(contactFacts(item.facts[i]!)).toEqual({
          channel,
          isInbound,
          outcome,
          relation,
          states,
          isRaised,
          isAgreed,
          isExempt,
        });
        expect([item.at[i], item.recipientLow[i], item.recipientHigh[i]]).toEqual([
          contact.at,
          contact.recipient.low,
          contact.recipient.high,
        ]);
        const isCase = item.caseLow[i] !== 0 || item.caseHigh[i] !== 0;
        const debtor = isCase
          ? [item.caseLow[i], item.caseHigh[i]]
          : [item.recipientLow[i], item.recipientHigh[i]];
        expect(debtor).toEqual([contact.debtor.low, contact.debtor.high]);
      }
    }
    expect(at).toBe(expected.length);
  },
);
