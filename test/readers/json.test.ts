import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJson, readJsonc } from '../../src/readers/json.ts';
import { readJsonl } from '../../src/readers/jsonl.ts';
import { locate } from '../../src/text/lines.ts';
import { value as anyText } from './arbitrary.ts';
import { checkPlaces, cut, read, texts } from './read.ts';

/** Whether a piece of JSON source, or of an escape, is what gave `value`. */
function decodes(source: string, value: string): boolean {
  if (source === value) return true;
  return JSON.parse(`"${source}"`) === value;
}

describe('readJson', () => {
  test('values with their key paths, never keys', () => {
    const text =
      '{"问候语": "您好", "list": [{"body": "请还款"}, "再次提醒"], "a.b": {"c": "已逾期三天"}, "n": 1}';
    const found = read(readJson, text).segments.map((segment) => [
      segment.keyPath,
      segment.text,
      segment.field,
    ]);
    expect(found).toEqual([
      ['问候语', '您好', '问候语'],
      ['list[0].body', '请还款', 'body'],
      ['list[1]', '再次提醒', 'list'],
      ['["a.b"].c', '已逾期三天', 'c'],
    ]);
  });

  test('fields beside a text are its metadata, also where they come later', () => {
    const text = JSON.stringify({
      channel: 'SMS',
      messages: [
        {
          text: '请还款',
          id: 'm1',
          kind: '短信',
          sendTime: '2024/5/1 9:03',
          mobile: '13900000000',
          relation: '配偶',
        },
        { text: '请回电', role: 'customer' },
      ],
    });
    const [first, second] = read(readJson, text).segments;
    expect(first?.meta).toEqual({
      channel: 'sms',
      recordId: 'm1',
      kind: 'sms',
      kindKnown: true,
      sentAt: '2024-05-01T09:03:00+08:00',
      recipient: '13900000000',
      relation: '配偶',
    });
    expect(second?.meta).toEqual({
      channel: 'sms',
      speaker: 'customer',
      kind: 'script',
      kindKnown: false,
    });
  });

  test('metadata with a sentence in it is judged all the same', () => {
    expect(
      texts(readJson, '{"id": "a1", "status": "失败", "type": "再不还钱就上门", "unknown": "还"}'),
    ).toEqual(['再不还钱就上门', '还']);
  });

  test('what stands under a key of forbidden phrases is marked', () => {
    const { segments } = read(readJson, '{"禁用语": ["你这个老赖"], "标准话术": ["请还款"]}');
    expect(segments.map((segment) => segment.meta.forbidden)).toEqual([true, undefined]);
  });

  test('--fields judges those keys alone', () => {
    const text = '{"title": "标题", "sms": {"body": "请还款", "note": "备注"}}';
    expect(texts(readJson, text, { fields: ['body'] })).toEqual(['请还款']);
    expect(texts(readJson, text, { fields: ['sms.note', 'TITLE'] })).toEqual(['标题', '备注']);
  });

  test.each([
    {
      name: 'missing comma',
      text: '{"a": "上门"\n "b": "催收"}',
      line: 2,
      column: 2,
      found: ['上门', '催收'],
    },
    { name: 'trailing comma', text: '["上门",]', line: 1, column: 7, found: ['上门'] },
    { name: 'end missing', text: '{"a": ["上门"', line: 1, column: 12, found: ['上门'] },
    {
      name: 'string without end',
      text: '["上门\n, "催收"]',
      line: 1,
      column: 2,
      found: ['上门', '催收'],
    },
    { name: 'bad escape', text: '["上\\q门"]', line: 1, column: 4, found: ['上q门'] },
    { name: 'word', text: '[上门, "催收"]', line: 1, column: 2, found: ['催收'] },
    { name: 'two values', text: '"上门" "催收"', line: 1, column: 6, found: ['上门', '催收'] },
    { name: 'comment', text: '// 说明\n["催收"]', line: 1, column: 1, found: ['催收'] },
  ])('broken: $name', ({ text, line, column, found }) => {
    const { segments, problems } = read(readJson, text);
    expect(problems).toMatchObject([{ code: 'INPUT_SYNTAX', line, column }]);
    expect(segments.map((segment) => segment.text)).toEqual(found);
  });

  test('escapes, pairs and lone surrogates', () => {
    const text = String.raw`["a\ud83d\ude00b", "上\u0020门\\\"", "x\ud800y"]`;
    const { segments, problems } = read(readJson, text);
    expect(problems).toEqual([]);
    expect(segments.map((segment) => segment.text)).toEqual(['a😀b', '上 门\\"', 'x\ud800y']);
    const pair = segments[0]!;
    expect(cut(text, locate(pair.origin, 1, 2, 4))).toBe(String.raw`\ud83d\ude00`);
  });

  test('100,000 deep is one problem', () => {
    for (const text of ['['.repeat(100_000), '{"a":'.repeat(100_000)]) {
      const { problems } = read(readJson, text);
      expect(problems).toMatchObject([{ code: 'INPUT_TOO_LARGE', line: 1 }]);
    }
  });

  test('any value comes back, and each unit from its place', () => {
    fc.assert(
      fc.property(
        fc.dictionary(anyText, fc.oneof(anyText, fc.array(anyText))),
        fc.boolean(),
        (object, ascii) => {
          // A map without prototype, so that a key named __proto__ is written as well.
          const plain = JSON.stringify(object, null, 1);
          const text = ascii
            ? plain.replace(
                /[\u0080-\uffff]/g,
                (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
              )
            : plain;
          const { segments, problems } = read(readJson, text, { fields: ['\0all'] });
          expect(problems).toEqual([]);
          expect(segments).toEqual([]);
          const all = read(readJson, text).segments;
          const expected = Object.values(object)
            .flat()
            .filter((item) => item.trim() !== '');
          // Metadata keys may swallow short values; random keys are none.
          expect(all.map((segment) => segment.text)).toEqual(expected);
          for (const segment of all) checkPlaces(text, segment, decodes);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('comments', () => {
  const COMMENTED = `// "甲"
{
  /* "乙",
     {[ */ "a": "您好", // "丙" /* 丁
  "b" /* : */ : /**/ ["http://x.cn/戊", "/* 己 */",],
}
//`;
  const TEXTS = ['您好', 'http://x.cn/戊', '/* 己 */'];
  const problems = (text: string, reader = readJson): readonly string[] =>
    read(reader, text).problems.map(
      ({ line, column, reason }) => `${line}:${column} ${/注释/.test(reason.zh) ? 'comment' : ''}`,
    );

  test('JSONC has them, and commas behind the last value', () => {
    const { segments, problems } = read(readJsonc, COMMENTED);
    expect(problems).toEqual([]);
    expect(segments.map(({ text }) => text)).toEqual(TEXTS);
    expect(segments.map(({ keyPath }) => keyPath)).toEqual(['a', 'b[0]', 'b[1]']);
  });

  test('in JSON they are the fault that is told, and no messages', () => {
    expect(problems(COMMENTED)).toEqual(['1:1 comment']);
    expect(texts(readJson, COMMENTED)).toEqual(TEXTS);
    expect(problems('{"a": "您好",}')).toEqual(['1:12 ']);
  });

  test.each([
    { name: 'an address without quotes', text: '{"a": 1, b:http://x.cn, "c": "您好"}' },
    { name: 'a comment that never ends', text: '{"a": 1 /* b\n, "c": "您好"}' },
  ])('in JSON a text behind $name is read', ({ text }) => {
    expect(problems(text)).toHaveLength(1);
    expect(texts(readJson, text)).toEqual(['您好']);
  });

  test('one that never ends breaks JSONC', () => {
    expect(problems('{"a": "您好"} /* x', readJsonc)).toEqual(['1:13 ']);
  });

  test('JSON Lines knows none', () => {
    const { problems } = read(readJsonl, '// 您好\n{"content": "请还款"}\n');
    expect(problems.map(({ reason }) => /注释/.test(reason.zh))).toEqual([false]);
  });
});

describe('readJsonl', () => {
  test('fields that no record has are told with those that it has, as columns are', () => {
    const text = '{"id":1,"content":"上门"}\n{"id":2,"note":"催收","13812345678":"x"}\n';
    expect(read(readJsonl, text, { fields: ['contnet'] }).problems).toMatchObject([
      {
        code: 'INPUT_COLUMNS',
        file: 'file',
        reason: { en: expect.stringMatching(/: id, content, note\.$/) },
      },
    ]);
    const late = `${'{"note":"x"}\n'.repeat(300)}{"content":"上门"}\n`;
    expect(read(readJsonl, late, { fields: ['content'] }).problems).toEqual([]);
    expect(read(readJsonl, '\n', { fields: ['content'] }).problems).toEqual([]);
  });

  test('the text field of each record, numbered without blank lines', () => {
    const text =
      '{"id":"a","text":"请还款","note":"这里是一段不需要检查的备注"}\n\n{"id":"b","content":"请回电"}\r\n"直接一句话"\n';
    const { segments, columns } = read(readJsonl, text);
    expect(
      segments.map((segment) => [
        segment.record,
        segment.text,
        segment.keyPath,
        segment.meta.recordId,
      ]),
    ).toEqual([
      [1, '请还款', 'text', 'a'],
      [2, '请回电', 'content', 'b'],
      [3, '直接一句话', undefined, undefined],
    ]);
    expect(columns).toEqual([
      {
        type: 'columns',
        text: ['text', 'content'],
        roles: { recordId: 'id' },
        used: ['text', 'content', 'id'],
      },
    ]);
    expect(segments[1]?.origin.line).toBe(3);
  });

  test('a transcript: a turn each, with its speaker', () => {
    const text = JSON.stringify({
      id: 'c1',
      channel: 'call',
      turns: [
        { role: 'agent', text: '您好' },
        { role: '客户', text: '没钱' },
        { role: 'system', text: '已挂断' },
      ],
    });
    const { segments } = read(readJsonl, text);
    expect(
      segments.map(({ text: words, meta, keyPath }) => [words, meta.speaker, meta.kind, keyPath]),
    ).toEqual([
      ['您好', 'collector', 'script', 'turns[0].text'],
      ['没钱', 'customer', 'script', 'turns[1].text'],
      ['已挂断', 'system', 'script', 'turns[2].text'],
    ]);
    expect(segments[0]?.meta.recordId).toBe('c1');
  });

  test('{speaker, content} beside a text field', () => {
    const text =
      '{"text":"小结","dialogue":[{"speaker":"坐席09","content":"您好"},{"speaker":"客户","content":"嗯"}]}';
    expect(texts(readJsonl, text)).toEqual(['小结', '您好', '嗯']);
  });

  test('without a field named like a text every string with Chinese is judged', () => {
    expect(
      texts(readJsonl, '{"foo":"请您还款","bar":"abc","deep":{"x":["上门"]},"status":"失败"}'),
    ).toEqual(['请您还款', '上门']);
  });

  test('a broken line is a problem with its line, and the next goes on', () => {
    const { segments, problems } = read(readJsonl, '{"text":"一"}\n{"text":"二"\n{"text":"三"}');
    expect(problems).toMatchObject([{ code: 'INPUT_SYNTAX', line: 2 }]);
    expect(segments.map((segment) => [segment.record, segment.text])).toEqual([
      [1, '一'],
      [2, '二'],
      [3, '三'],
    ]);
  });

  test('inbound messages are the customer’s, calls are not', () => {
    const rows = [
      { text: '我没钱', direction: 'inbound', channel: 'sms' },
      { text: '您好请还款', direction: 'inbound', channel: 'call' },
      { text: '您好请还款', direction: 'outbound', channel: 'sms' },
    ];
    const { segments } = read(readJsonl, rows.map((row) => JSON.stringify(row)).join('\n'));
    expect(segments.map((segment) => segment.meta.speaker)).toEqual([
      'customer',
      undefined,
      undefined,
    ]);
  });

  test('any text comes back with the place of each unit', () => {
    fc.assert(
      fc.property(
        fc.array(anyText, { minLength: 1 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        (values, eol) => {
          const text = values.map((item) => JSON.stringify({ text: item, id: 1 })).join(eol);
          const { segments, problems } = read(readJsonl, text);
          expect(problems).toEqual([]);
          const kept = values
            .map((item, index) => [index + 1, item])
            .filter(([, item]) => String(item).trim() !== '');
          expect(segments.map((segment) => [segment.record, segment.text])).toEqual(kept);
          for (const segment of segments) checkPlaces(text, segment, decodes);
        },
      ),
      { numRuns: 150 },
    );
  });
});
