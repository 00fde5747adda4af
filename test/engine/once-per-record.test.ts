import { expect, test } from 'vitest';
import { createChecker } from '../../src/engine/check.ts';
import { createOncePerRecord } from '../../src/engine/once-per-record.ts';
import { readCsv } from '../../src/readers/csv.ts';
import { readJson } from '../../src/readers/json.ts';
import { readJsonl } from '../../src/readers/jsonl.ts';
import type { Reader } from '../../src/readers/reader.ts';
import { readYaml } from '../../src/readers/yaml.ts';
import { builtInRuleset, builtInTokenizer } from './ruleset-fixture.ts';

const check = createChecker(builtInRuleset(), {
  lang: 'zh',
  mask: 'none',
  today: '2026-11-29',
  key: 'test',
  levels: new Map(),
  inactive: new Set(),
  tokenizer: builtInTokenizer,
});
const NIGHT = '2026-03-01 23:10:00';
const CALL = {
  time: NIGHT,
  phone: '13900000001',
  transcript: [
    { role: 'customer', text: '喂，哪位？' },
    { role: 'agent', text: '您好，请问是张某某吗？' },
    { role: 'third-party', text: '他不在。' },
    { role: 'agent', text: '再不还钱就打死你！' },
  ],
};
const TURNS = [
  { role: 'agent', time: NIGHT, text: '您好。' },
  { role: 'agent', time: '2026-03-01 23:10:20', text: '请您还款。' },
];
const MESSAGES = [
  { time: NIGHT, content: '您的贷款已逾期。' },
  { time: '2026-03-02 23:10:00', content: '您的贷款仍逾期。' },
];

/** The rules broken, each with the text it was found at. */
function found(read: Reader, text: string): readonly string[] {
  const oncePerRecord = createOncePerRecord();
  return [...read({ id: 'log', text }, { timezone: 'Asia/Shanghai' })].flatMap((item) =>
    item.type !== 'segment'
      ? []
      : oncePerRecord(check(item).findings, item).map(
          ({ ruleId, excerpt }) => `${ruleId} ${excerpt}`,
        ),
  );
}

const lines = (...records: readonly unknown[]): string =>
  records.map((record) => JSON.stringify(record)).join('\n');

test.each<{
  name: string;
  read: Reader;
  text: string;
  is: readonly string[];
}>([
  {
    name: 'a call is told once, at the first turn of the collector, and what is said in it each time',
    read: readJsonl,
    text: lines(CALL),
    is: ['harassment/off-hours 您好，请问是张某某吗？', 'threat/violence 打死你'],
  },
  {
    name: 'two calls are two',
    read: readJsonl,
    text: lines(CALL, CALL),
    is: [
      'harassment/off-hours 您好，请问是张某某吗？',
      'threat/violence 打死你',
      'harassment/off-hours 您好，请问是张某某吗？',
      'threat/violence 打死你',
    ],
  },
  {
    name: 'turns that say when they were spoken are one call',
    read: readJsonl,
    text: lines({ phone: '13900000001', transcript: TURNS }),
    is: ['harassment/off-hours 您好。'],
  },
  {
    name: 'messages of several days in one record are several contacts',
    read: readJsonl,
    text: lines({ phone: '13900000001', messages: MESSAGES }),
    is: ['harassment/off-hours 您的贷款已逾期。', 'harassment/off-hours 您的贷款仍逾期。'],
  },
  {
    name: 'a stop before the call is told once as well',
    read: readJsonl,
    text: lines({ ...CALL, time: '2026-03-01 10:00:00', caseStatus: '停催' }),
    is: ['harassment/after-stop 您好，请问是张某某吗？', 'threat/violence 打死你'],
  },
  {
    name: 'two columns of texts are one message',
    read: readCsv,
    text: `发送时间,手机号,内容,正文\n${NIGHT},13900000001,您的贷款已逾期。,请您还款。\n${NIGHT},13900000001,您的贷款已逾期。,`,
    is: ['harassment/off-hours 您的贷款已逾期。', 'harassment/off-hours 您的贷款已逾期。'],
  },
  {
    name: 'in a cell with turns the finding stands at the first turn of the collector',
    read: readCsv,
    text: `通话时间,被叫号码,对话内容\n${NIGHT},13900000001,"客户：喂？\n催收员：您好，\n请您还款。\n客户：好。\n催收员：再见。"`,
    is: ['harassment/off-hours 催收员：您好，\n请您还款。'],
  },
  {
    name: 'a cell in which the customer alone speaks is told as a whole',
    read: readCsv,
    text: `通话时间,被叫号码,对话内容\n${NIGHT},13900000001,"客户：喂？\n客户：谁啊？"`,
    is: ['harassment/off-hours 客户：喂？\n客户：谁啊？'],
  },
  {
    name: 'JSON has no records: what names the recipient is the contact',
    read: readJson,
    text: JSON.stringify([CALL, { ...CALL, transcript: TURNS }]),
    is: [
      'harassment/off-hours 您好，请问是张某某吗？',
      'threat/violence 打死你',
      'harassment/off-hours 您好。',
    ],
  },
  {
    name: 'messages of one night in a list are contacts of their own',
    read: readJson,
    text: JSON.stringify({
      log: MESSAGES.map((each) => ({ ...each, time: NIGHT, phone: '13900000001' })),
    }),
    is: ['harassment/off-hours 您的贷款已逾期。', 'harassment/off-hours 您的贷款仍逾期。'],
  },
  {
    name: 'a call in YAML',
    read: readYaml,
    text: `time: ${NIGHT}\nphone: "13900000001"\nturns:\n  - {role: agent, text: 您好。}\n  - {role: agent, text: 请您还款。}\n`,
    is: ['harassment/off-hours 您好。'],
  },
])('$name', ({ read, text, is }) => {
  expect(found(read, text)).toEqual(is);
});
