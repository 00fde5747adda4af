import { read, utils } from '@e965/xlsx';
import exceljs from 'exceljs';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { RunEvent } from '../../src/model/run-event.ts';
import type { ReportOptions } from '../../src/reporters/report.ts';
import { createXlsxWith } from '../../src/reporters/xlsx.ts';
import { FINDING_COLUMNS, verdictNamed } from '../../src/reporters/xlsx-phrases.ts';
import { FINDING, findings, HOSTILE, hostileRun, PROBLEM, runOf } from './events.ts';

const OPTIONS: ReportOptions = {
  lang: 'zh',
  color: false,
  width: 80,
  statistics: false,
  showsProblems: true,
};

async function workbook(
  events: readonly RunEvent[],
  options: Partial<ReportOptions> = {},
  maxRows = 1_048_576,
): Promise<Buffer> {
  const report = createXlsxWith(maxRows, { ...OPTIONS, ...options });
  const chunks: Uint8Array[] = [];
  for (const event of events) chunks.push(Buffer.from(await report(event)));
  return Buffer.concat(chunks);
}

async function opened(bytes: Buffer): Promise<exceljs.Workbook> {
  const book = new exceljs.Workbook();
  // exceljs has its own idea of a Buffer.
  await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0]);
  return book;
}

/** Every cell of every sheet, as another library shows it. */
function cellsOf(bytes: Buffer): Readonly<Record<string, readonly (readonly string[])[]>> {
  const book = read(bytes, { cellFormula: true });
  return Object.fromEntries(
    book.SheetNames.map((name) => [
      name,
      utils.sheet_to_json<string[]>(book.Sheets[name]!, { header: 1, defval: '', blankrows: true }),
    ]),
  );
}

const column = (name: (typeof FINDING_COLUMNS)[number]): number => FINDING_COLUMNS.indexOf(name);

describe('the workbook', () => {
  test('has four sheets in either language, read back by two libraries', async () => {
    const zh = await workbook(runOf([FINDING], [PROBLEM]));
    expect(Object.keys(cellsOf(zh))).toEqual(['汇总', '明细', '规则', '覆盖范围']);
    const en = await workbook(runOf([FINDING]), { lang: 'en' });
    expect((await opened(en)).worksheets.map(({ name }) => name)).toEqual([
      'Summary',
      'Findings',
      'Rules',
      'Coverage',
    ]);
  });

  test('a finding is a row: the hit red within its message, clause, severity, rewrite, place, fingerprint', async () => {
    const sheet = (await opened(await workbook(runOf([FINDING])))).getWorksheet('明细')!;
    const row = sheet.getRow(2);
    const at = (name: (typeof FINDING_COLUMNS)[number]): unknown =>
      row.getCell(column(name) + 1).value;
    const { richText } = at('text') as exceljs.CellRichTextValue;
    expect(richText.map(({ text, font }) => [text, font?.color?.argb])).toEqual([
      ['我们', undefined],
      ['上门', 'FFC00000'],
      ['找你', undefined],
    ]);
    expect([at('severity'), at('rewrite'), at('place'), at('rule'), at('fingerprint')]).toEqual([
      '错误',
      '请与我司联系。',
      '1:3',
      'threat/word',
      '0123456789abcdef',
    ]);
    expect(at('clauses')).toBe('《测试办法》第一条（据转述，2026-01-01 起施行）');
    expect([at('verdict'), at('reviewer'), at('reason')]).toEqual([null, null, null]);
  });

  test('head frozen, filters over all rows, a list of verdicts in every row', async () => {
    const sheet = (await opened(await workbook(runOf(findings(3, 'error'))))).getWorksheet('明细')!;
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    expect(sheet.autoFilter).toBe('A1:P4');
    for (const row of [2, 3, 4]) {
      const { dataValidation } = sheet.getRow(row).getCell(column('verdict') + 1);
      expect(dataValidation).toMatchObject({ type: 'list', formulae: ['"误报,接受,已改"'] });
    }
    const widths = FINDING_COLUMNS.map((_, index) => sheet.getColumn(index + 1).width ?? 0);
    expect(Math.min(...widths)).toBeGreaterThan(5);
  });

  test('the filters are named ranges as well, or LibreOffice shows none', async () => {
    const { Workbook: book } = read(await workbook(runOf(findings(3, 'error'))));
    const filters = (book?.Names ?? []).filter(({ Name }) => Name === '_xlnm._FilterDatabase');
    expect(filters.map(({ Sheet, Ref }) => [Sheet, Ref])).toEqual([
      [1, "'明细'!$A$1:$P$4"],
      [2, expect.stringMatching(/^'规则'!\$A\$1:\$I\$\d+$/)],
    ]);
  });

  test('counts by severity, rule and file, what could not be judged, and the remarks', async () => {
    const events = runOf([FINDING, { ...FINDING, file: 'c.txt', severity: 'warning' }], [PROBLEM], {
      start: { mask: 'none' },
      summary: { omitted: 7, byRule: { 'threat/word': 2 }, byCategory: { threat: 2 } },
    });
    const cells = cellsOf(await workbook(events, { statistics: true }));
    const rows = cells['汇总']!.map((row) => row.join('|').replace(/\|+$/, ''));
    for (const row of [
      '发现 1 处错误、1 处警告、0 处提示。',
      '注意：本报告未遮蔽个人信息（--mask none），请勿外传。',
      '另有 7 处发现未列出（--max-findings）。',
      '有 1 处内容未能判断',
      '错误|1',
      '威胁恐吓|2',
      'threat/word|2|threat/word',
      'a.txt|1|0|0',
      'c.txt|0|1|0',
      '审核人',
    ])
      expect(rows).toContain(row);
    const coverage = cells['覆盖范围']!.map((row) => row.join('|'));
    expect(coverage.some((row) => row.startsWith('b.json|3|INPUT_SYNTAX|坏了（请修正）'))).toBe(
      true,
    );
    expect(coverage.some((row) => row.startsWith('a.txt|text|utf-8'))).toBe(true);
  });

  test('names what was not read as it is called, with one dot and no more', async () => {
    const events = runOf([FINDING]).map((event) =>
      event.type === 'summary'
        ? { ...event, coverage: { ...event.coverage, ignored: { '': 1, '.pdf': 2, report: 1 } } }
        : event,
    );
    const rows = cellsOf(await workbook(events))['覆盖范围']!.map((row) => row.join('|'));
    for (const told of ['|无后缀 1|', '|.pdf 2|', '|本工具的报告 1|'])
      expect(rows.some((row) => row.includes(told))).toBe(true);
  });

  test('is the same byte for byte, whatever the clock and the zone', async () => {
    const events = runOf(findings(2_000, 'error'), [PROBLEM]);
    const first = await workbook(events);
    const zone = process.env['TZ'];
    try {
      process.env['TZ'] = 'Pacific/Kiritimati';
      expect((await workbook(events)).equals(first)).toBe(true);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  test('goes on in another sheet where one is full', async () => {
    const cells = cellsOf(await workbook(runOf(findings(25, 'error')), {}, 11));
    expect(Object.keys(cells)).toEqual(['汇总', '明细', '明细 2', '明细 3', '规则', '覆盖范围']);
    const prints = ['明细', '明细 2', '明细 3'].flatMap((name) =>
      cells[name]!.slice(1).map((row) => row[column('fingerprint')]),
    );
    expect(prints).toEqual(findings(25, 'error').map(({ fingerprint }) => fingerprint));
    expect(cells['明细 3']![0]![0]).toBe('级别');
  });

  test('the rows of a finding are written as they come, in pieces', async () => {
    const report = createXlsxWith(1_048_576, OPTIONS);
    const events = runOf(findings(4_000, 'error'));
    let before = 0;
    for (const event of events.slice(0, -1)) before += (await report(event)).length;
    expect(before).toBeGreaterThan(20_000);
  });
});

describe('hostile text', () => {
  test.each(HOSTILE)('is a string in every cell and nothing else: $name', async ({ text }) => {
    const bytes = await workbook(hostileRun(text));
    const book = read(bytes, { cellFormula: true, cellStyles: true });
    for (const name of book.SheetNames) {
      for (const [reference, cell] of Object.entries(book.Sheets[name]!)) {
        if (reference.startsWith('!')) continue;
        expect(cell.f, `${name}!${reference}`).toBeUndefined();
        expect(cell.l, `${name}!${reference}`).toBeUndefined();
        expect(['s', 'z'], `${name}!${reference}`).toContain(cell.t);
      }
    }
    for (const sheet of (await opened(bytes)).worksheets)
      sheet.eachRow((row) =>
        row.eachCell((cell) => {
          expect(cell.formula).toBeUndefined();
          expect(cell.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
        }),
      );
  });

  test('what Excel would take for an escape stays as it was written', async () => {
    const context = '甲_x000D_乙_x4E0A_上门_x005F_';
    const start = context.indexOf('上门');
    const finding: Finding = { ...FINDING, context, segmentStart: start, segmentEnd: start + 2 };
    const bytes = await workbook(runOf([finding]));
    expect(cellsOf(bytes)['明细']![1]![column('text')]).toBe(context);
  });

  test('a line of a message stays a line; a return is none of its own', async () => {
    const context = '一行\r\n二行\r三行\n上门';
    const start = context.indexOf('上门');
    const finding: Finding = { ...FINDING, context, segmentStart: start, segmentEnd: start + 2 };
    const cells = cellsOf(await workbook(runOf([finding])));
    expect(cells['明细']![1]![column('text')]).toBe('一行\n二行\n三行\n上门');
  });

  test.each([
    {
      name: 'a long message',
      before: '长'.repeat(40_000),
      hit: '上门',
      after: '尾'.repeat(40_000),
    },
    {
      name: 'pairs at the cut',
      before: '😀'.repeat(20_000),
      hit: '上门',
      after: '😀'.repeat(20_000),
    },
    { name: 'a long hit', before: '前', hit: '命'.repeat(50_000), after: '后' },
  ])('a cell holds what Excel allows, the hit in it: $name', async ({ before, hit, after }) => {
    const finding: Finding = {
      ...FINDING,
      context: before + hit + after,
      excerpt: hit,
      segmentStart: before.length,
      segmentEnd: before.length + hit.length,
    };
    const sheet = (await opened(await workbook(runOf([finding])))).getWorksheet('明细')!;
    const { richText } = sheet.getRow(2).getCell(column('text') + 1)
      .value as exceljs.CellRichTextValue;
    const whole = richText.map(({ text }) => text).join('');
    expect(whole.length).toBeLessThanOrEqual(32_767);
    expect(whole.length).toBeGreaterThan(16_000);
    expect(whole).not.toMatch(/\\ud/);
    const red = richText.find(({ font }) => font?.color?.argb === 'FFC00000')!;
    expect(red.text.slice(0, 2)).toBe(hit.slice(0, 2));
  });
});

test.each([
  { text: '误报', verdict: 'false-alarm' },
  { text: ' 已改 ', verdict: 'changed' },
  { text: 'Accepted', verdict: 'accepted' },
  { text: '同意', verdict: undefined },
  { text: '', verdict: undefined },
])('a verdict is read in either language: $text', ({ text, verdict }) => {
  expect(verdictNamed(text)).toBe(verdict);
});
