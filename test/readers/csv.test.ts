import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv, readTsv } from '../../src/readers/csv.ts';
import { locate } from '../../src/text/lines.ts';
import { value as anyText } from './arbitrary.ts';
import { checkPlaces, cut, read, texts } from './read.ts';

const MESSAGE = '您的借款已逾期，请尽快还款';

/** Half of a doubled quote would show the reader another cell than there is. */
function decodesQuoted(source: string, text: string): boolean {
  return text === '"' ? source === '""' : source === text;
}

function decodes(source: string, text: string): boolean {
  return source === text || (source === '""' && text === '"');
}

test('a staff number such as B09 or user07 does not make the customer of a collector', () => {
  const rows = ['B09', '乙', 'user07', '客户'].map((who) => `${MESSAGE},${who}`);
  const { segments } = read(readCsv, ['短信内容,工号', ...rows].join('\n'));
  expect(segments.map(({ meta }) => meta.speaker)).toEqual([
    undefined,
    undefined,
    undefined,
    'customer',
  ]);
});

describe('columns', () => {
  test.each([
    { header: '持卡人姓名', values: ['欧阳某某'], name: '欧阳某某' },
    { header: '债务人', values: ['王小某', '李某', '张某某'], name: '王小某' },
    { header: '客户', values: ['王小某', '李某', '好的', '我知道了'], name: undefined },
    { header: '产品', values: ['王小某', '李某'], name: undefined },
  ])(
    'who is named under $header is masked in his text, where the values are names',
    ({ header, values, name }) => {
      const rows = values.map((value) => `${value},${value}${MESSAGE}`);
      const { segments } = read(readCsv, [`${header},短信内容`, ...rows].join('\n'));
      expect(segments[0]?.meta.name).toBe(name);
    },
  );

  test('by names, with metadata and record numbers', () => {
    const text = `编号,发送时间,手机号,姓名,短信内容,渠道,与本人关系\n7,2024/5/1 9:03,="13900000000",张某某,${MESSAGE},SMS,配偶\n`;
    const { segments, columns, problems } = read(readCsv, text);
    expect(problems).toEqual([]);
    expect(columns[0]?.text).toEqual(['短信内容']);
    expect(columns[0]?.roles).toMatchObject({
      recipient: '手机号',
      sentAt: '发送时间',
      recordId: '编号',
    });
    expect(segments).toMatchObject([
      {
        text: MESSAGE,
        record: 1,
        field: '短信内容',
        meta: {
          recordId: '7',
          sentAt: '2024-05-01T09:03:00+08:00',
          recipient: '13900000000',
          name: '张某某',
          channel: 'sms',
          relation: '配偶',
          kind: 'log',
          kindKnown: false,
        },
      },
    ]);
    expect(segments[0]?.origin.line).toBe(2);
  });

  test.each([
    {
      name: 'several text columns',
      text: `话术1,话术2\n请还款吧,请回电吧\n`,
      found: ['请还款吧', '请回电吧'],
    },
    {
      name: 'by values where names say nothing',
      text: `x,y\n1,${MESSAGE}\n2,${MESSAGE}\n`,
      found: [MESSAGE, MESSAGE],
    },
    {
      name: 'no header',
      text: `13900000000,${MESSAGE}\n13900000001,${MESSAGE}\n`,
      found: [MESSAGE, MESSAGE],
    },
    {
      name: 'one column without header',
      text: `${MESSAGE}。\n再不还钱就上门。\n`,
      found: [`${MESSAGE}。`, '再不还钱就上门。'],
    },
    {
      name: 'titles above, total below',
      text: `2024年短信明细,,\n序号,内容,备注\n1,请还款,无\n合计,,1\n`,
      found: ['请还款'],
    },
    {
      name: 'total row with fewer cells',
      text: `序号,内容,备注\n1,请还款,无\n合计\n`,
      found: ['请还款'],
    },
    { name: 'sep line', text: `sep=;\n内容;状态\n请还款,好;成功\n`, found: ['请还款,好'] },
    {
      name: 'semicolons',
      text: `内容;状态\n请还款;成功\n请回电;成功\n`,
      found: ['请还款', '请回电'],
    },
    { name: 'tabs', text: `内容\t状态\n请,还款\t成功\n`, found: ['请,还款'] },
    { name: 'lone CR', text: `内容,状态\r请还款,成功\r`, found: ['请还款'] },
    {
      name: 'mixed line ends',
      text: `内容,状态\r\n请还款,成功\n请回电,成功\r再见,成功`,
      found: ['请还款', '请回电', '再见'],
    },
    {
      name: 'garbage behind a closing quote',
      text: `内容,状态\n"请还款"吧,成功\n`,
      found: ['请还款吧'],
    },
    { name: 'blank before a quote', text: `状态,内容\n成功, "请,还款" \n`, found: ['请,还款'] },
    { name: 'empty', text: '', found: [] },
    { name: 'header alone', text: '内容,状态\n', found: [] },
    {
      name: 'remarks stay aside',
      text: `内容,备注\n请还款,客户表示下周一发工资再还\n`,
      found: ['请还款'],
    },
  ])('$name', ({ text, found }) => {
    const { segments, problems } = read(readCsv, text);
    expect(problems).toEqual([]);
    expect(segments.map((segment) => segment.text)).toEqual(found);
  });

  test('--fields names a column by header or letter', () => {
    const text = `内容,备注\n请还款,下周还\n`;
    expect(texts(readCsv, text, { fields: ['备注'] })).toEqual(['下周还']);
    expect(texts(readCsv, text, { fields: ['B'] })).toEqual(['下周还']);
    expect(read(readCsv, text, { fields: ['没有'] }).problems).toMatchObject([
      { code: 'INPUT_COLUMNS' },
    ]);
  });

  test('no text column: the problem lists the columns', () => {
    const { problems } = read(readCsv, '手机号,状态\n13900000000,成功\n');
    expect(problems).toMatchObject([{ code: 'INPUT_COLUMNS' }]);
    expect(problems[0]?.reason.zh).toContain('手机号、状态');
    expect(problems[0]?.hint?.zh).toContain('--fields');
  });

  test('two columns for one role: told, none taken, and --fields settles it', () => {
    const text = `手机号,联系电话,内容\n13900000000,13900000001,请还款\n`;
    const { problems, segments } = read(readCsv, text);
    expect(problems).toMatchObject([{ code: 'INPUT_COLUMNS' }]);
    expect(problems[0]?.reason.en).toContain('手机号, 联系电话');
    expect(segments).toMatchObject([{ text: '请还款' }]);
    expect(segments[0]?.meta.recipient).toBeUndefined();
    const settled = read(readCsv, text, { fields: ['recipient=联系电话'] });
    expect(settled.problems).toEqual([]);
    expect(settled.segments[0]?.meta.recipient).toBe('13900000001');
  });

  test('a date and a clock in two columns are one time', () => {
    const { segments, problems } = read(readCsv, `日期,时间,内容\n2024-05-01,22:10,请还款\n`);
    expect(problems).toEqual([]);
    expect(segments[0]?.meta.sentAt).toBe('2024-05-01T22:10:00+08:00');
  });

  test('kind in the data beats --kind, which beats guessing', () => {
    const text = `kind,内容\nsms,请还款\n,坐席：您好\n`;
    expect(
      read(readCsv, text, { kind: 'log' }).segments.map(({ meta }) => [meta.kind, meta.kindKnown]),
    ).toEqual([
      ['sms', true],
      ['log', true],
    ]);
    expect(read(readCsv, text).segments.map(({ meta }) => [meta.kind, meta.kindKnown])).toEqual([
      ['sms', true],
      ['script', false],
    ]);
  });

  test('columns that forbid, and columns in which the customer speaks', () => {
    const { segments } = read(
      readCsv,
      `标准话术,禁用语,客户回复\n请您在今天之内还款,你这个老赖等着坐牢吧,我现在真的没有钱还\n`,
    );
    expect(segments.map(({ field, meta }) => [field, meta.forbidden, meta.speaker])).toEqual([
      ['标准话术', undefined, undefined],
      ['禁用语', true, undefined],
      ['客户回复', undefined, 'customer'],
    ]);
  });

  test('a tab-separated file', () => {
    expect(texts(readTsv, `内容\t状态\n请还款;好\t成功\n`)).toEqual(['请还款;好']);
  });
});

describe('bad rows', () => {
  test('ragged rows are told and judged', () => {
    const { segments, problems } = read(
      readCsv,
      `编号,内容,状态\n1,请还款\n2,请回电,好,多\n3,再见,好\n`,
    );
    expect(problems).toMatchObject([
      { code: 'INPUT_SYNTAX', line: 2 },
      { code: 'INPUT_SYNTAX', line: 3 },
    ]);
    expect(segments.map((segment) => segment.text)).toEqual(['请还款', '请回电', '再见']);
  });

  test('a comma in an unquoted last text belongs to it', () => {
    const { segments, problems } = read(readCsv, `编号,内容\n1,请还款,否则上门\n`);
    expect(problems).toHaveLength(1);
    expect(segments.map((segment) => segment.text)).toEqual(['请还款,否则上门']);
  });

  test('a thousand ragged rows give 21 problems that count them all', () => {
    const { problems } = read(readCsv, `编号,内容\n${'1,请还款,多\n'.repeat(1000)}`);
    expect(problems).toHaveLength(21);
    expect(problems[20]?.reason.en).toContain('980');
  });

  test.each([
    {
      name: 'to the end',
      text: `编号,内容\n1,"请还款\n2,请回电\n`,
      line: 2,
      column: 3,
      found: ['"请还款', '请回电'],
    },
    {
      name: 'to the next quote',
      text: `编号,内容\n1,"请还款\n2,"请回电"\n3,再见\n`,
      line: 2,
      column: 3,
      found: ['"请还款', '请回电', '再见'],
    },
  ])('a quote that never closes: $name', ({ text, line, column, found }) => {
    const { segments, problems } = read(readCsv, text);
    expect(problems).toMatchObject([{ code: 'INPUT_SYNTAX', line, column }]);
    expect(segments.map((segment) => segment.text)).toEqual(found);
  });

  test.each([
    { name: 'lone quotes', unit: '1,"催\n', count: 300_000 },
    { name: 'three quotes', unit: '1,"""催\n', count: 300_000 },
    { name: 'one line', unit: '催""', count: 2_000_000 },
  ])('costs what the size does: $name', ({ unit, count }) => {
    // Quadratic work would not end within the time limit of a test.
    const { segments } = read(readCsv, `编号,内容\n1,${unit.repeat(count)}`);
    expect(segments.length).toBeGreaterThan(0);
  });
});

test('a hit in a quoted cell with line ends and doubled quotes cuts its source', () => {
  const text = '内容,状态\r\n"第一行\r\n他说""上门""催收",成功\r\n';
  const [segment] = read(readCsv, text).segments;
  expect(segment?.text).toBe('第一行\r\n他说"上门"催收');
  const start = segment!.text.indexOf('上门');
  const place = locate(segment!.origin, start, start + 2, segment!.text.length);
  expect(place).toEqual({ line: 3, column: 5, endLine: 3, endColumn: 7 });
  expect(cut(text, place)).toBe('上门');
});

const cellText = anyText.filter((item) => item.trim() !== '');

test('cells come back as csv-parse reads them, and each unit from its place', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyText, cellText), { minLength: 1, maxLength: 6 }),
      fc.constantFrom('\n', '\r\n'),
      fc.constantFrom(',', '\t', ';'),
      (rows, eol, delimiter) => {
        const quote = (cell: string): string =>
          /["\n\r,;\t ]/.test(cell) || cell === '' ? `"${cell.replace(/"/g, '""')}"` : cell;
        const body = rows.map((row) => row.map(quote).join(delimiter));
        const text = [`sep=${delimiter}`, `q${delimiter}内容`, ...body, ''].join(eol);
        const { segments, problems } = read(readCsv, text, { fields: ['内容'] });
        expect(problems).toEqual([]);
        const oracle: string[][] = parse(body.join(eol), {
          delimiter,
          relax_column_count: true,
          record_delimiter: eol,
        });
        expect(segments.map((segment) => segment.text)).toEqual(oracle.map((row) => row[1]));
        expect(segments.map((segment) => segment.text)).toEqual(rows.map((row) => row[1]));
        for (const segment of segments) checkPlaces(text, segment, decodesQuoted);
      },
    ),
    { numRuns: 200 },
  );
});

test('whatever the file is, no text is lost and every place holds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('"', ',', '\n', '催', '\r\n', ' ', 'a', '""')),
      (pieces) => {
        const text = `内容\n${pieces.join('')}`;
        const { segments } = read(readCsv, text, { fields: ['内容', 'A'] });
        for (const segment of segments) checkPlaces(text, segment, decodes);
        const judged =
          segments
            .map((segment) => segment.text)
            .join('')
            .split('催').length - 1;
        // Cells beyond the one column are ragged rows, whose text is joined: nothing Chinese is left out.
        if (!/"[^"]*,|,[^"\n]*"/.test(text))
          expect(judged).toBe(pieces.filter((piece) => piece === '催').length);
      },
    ),
    { numRuns: 300 },
  );
});
