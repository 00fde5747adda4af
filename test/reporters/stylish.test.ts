import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { RunEvent } from '../../src/model/run-event.ts';
import { createJson } from '../../src/reporters/json.ts';
import { createJsonl } from '../../src/reporters/jsonl.ts';
import type { CreateReport, ReportOptions } from '../../src/reporters/report.ts';
import { createStylish } from '../../src/reporters/stylish.ts';

const FINDING: Finding = {
  type: 'finding',
  ruleId: 'threat/word',
  category: 'threat',
  severity: 'error',
  title: '标题',
  message: '说明',
  rewrite: '改写',
  confidence: 0.8,
  suspected: true,
  file: 'a.txt',
  location: { line: 1, column: 3, endLine: 1, endColumn: 5 },
  segmentStart: 2,
  segmentEnd: 4,
  excerpt: '上门',
  context: '我们上门找你',
  normalized: '上门',
  speaker: 'collector',
  clauses: [],
  fingerprint: '0123456789abcdef',
  state: 'new',
};

function events(...findings: readonly Finding[]): readonly RunEvent[] {
  return [
    {
      type: 'start',
      tool: { name: 'cuilint', version: '1.2.3', ruleset: 'sha256:abcdef0123' },
      today: '2026-03-01',
      mask: 'partial',
    },
    ...findings,
    {
      type: 'problem',
      code: 'INPUT_SYNTAX',
      file: 'b.json',
      line: 3,
      reason: { zh: '坏了', en: 'broken' },
    },
    { type: 'file', file: 'a.txt', format: 'text', encoding: 'utf-8', bytes: 18, segments: 1 },
    {
      type: 'summary',
      coverage: {
        files: 1,
        segments: 1,
        bytes: 18,
        skipped: [],
        ignored: {},
        encodings: { 'utf-8': 1 },
      },
      counts: { error: findings.length, warning: 0, info: 0, baselined: 0, suppressed: 0 },
      byRule: {},
      byCategory: {},
      smsParts: 1,
    },
  ];
}

async function render(
  create: CreateReport,
  all: readonly RunEvent[],
  more: Partial<ReportOptions> = {},
): Promise<string> {
  const report = create({
    lang: 'zh',
    color: false,
    width: 80,
    statistics: false,
    showsProblems: true,
    ...more,
  });
  let text = '';
  for (const event of all) text += await report(event);
  return text;
}

/** The line of the audited text and the marks below it. */
async function quotedLines(finding: Finding, width: number): Promise<readonly [string, string]> {
  const lines = (await render(createStylish, events(finding), { width })).split('\n');
  const at = lines.findIndex((line) => /│ +\^+$|│ \^+$/.test(line));
  return [lines[at - 1]!, lines[at]!];
}

describe('stylish', () => {
  test.each([40, 60, 80, 100, 132])(
    'no line is wider than a terminal of %i columns',
    async (width) => {
      const finding: Finding = {
        ...FINDING,
        ruleId: 'privacy/notify-community-employer',
        title: '通知单位、村居、学校',
        message: '“会打电话给你单位领导”把债务告诉单位、村（居）委会或学校，或要它们施压。',
        record: 12345,
        field: '首次提醒通话内容（坐席）',
      };
      const columns = {
        text: ['首次提醒话术', '二次提醒话术', '三次提醒话术', '主管意见'],
        roles: { case: '案件号', name: '客户姓名', recipient: '手机号', collector: '催收员' },
      };
      const told = events(finding)
        .filter(({ type }) => type !== 'problem')
        .map((event) => (event.type === 'file' ? { ...event, columns } : event));
      const shown = await render(createStylish, told, { width });
      const own = shown.split('\n').slice(2);
      // The sentences around the findings stand as they are.
      const wide = own.filter((line) => stringWidth(line) > width);
      expect(wide.filter((line) => /^ /.test(line))).toEqual([]);
      for (const part of ['privacy/notify-community-employer', '第 12345 条', '催收员=催收员'])
        expect(shown.replaceAll(/\n *(?:│ )?/g, '')).toContain(part);
    },
  );

  test('names documents without a text, and calls nothing clean where no file has any', async () => {
    const picture = (file: string): RunEvent => {
      return { type: 'file', file, format: 'docx', encoding: null, bytes: 9, segments: 0 };
    };
    const run = events().filter(({ type }) => type !== 'problem');
    const some = [...run.slice(0, -1), picture('图.docx'), picture('表.xlsx'), run.at(-1)!];
    const shown = await render(createStylish, some);
    expect(shown).toContain('没有发现问题。\n');
    expect(shown).toContain('\n没有可检查的文本的文件 2 个：图.docx、表.xlsx\n');
    const none = [...run.slice(0, -2), picture('图.docx'), run.at(-1)!].map((event) =>
      event.type === 'summary' ? { ...event, coverage: { ...event.coverage, segments: 0 } } : event,
    );
    const empty = await render(createStylish, none);
    expect(empty).toContain('\n没有可检查的文本，未作判断。\n已检查 1 个文件、0 条文本');
    expect(empty).not.toContain('没有发现问题');
  });

  test.each([
    { name: 'short', before: '我们', after: '找你', width: 80 },
    { name: 'at the start', before: '', after: '找你', width: 80 },
    {
      name: 'wide, half-width and combining marks before it',
      before: 'ab｡é😀한',
      after: '',
      width: 80,
    },
    {
      name: 'longer than the terminal on both sides',
      before: '很长'.repeat(60),
      after: '很长'.repeat(60),
      width: 60,
    },
    { name: 'controls before it', before: '\u001b[2J\u202e', after: '\u0007', width: 80 },
    {
      name: 'on the second line of the message',
      before: '第一行\n第二行',
      after: '\n第三行',
      width: 80,
    },
  ])('marks the hit by display width: $name', async ({ before, after, width }) => {
    const finding = {
      ...FINDING,
      context: `${before}上门${after}`,
      segmentStart: before.length,
      segmentEnd: before.length + 2,
    };
    const [text, marks] = await quotedLines(finding, width);
    const start = stringWidth(marks.slice(0, marks.indexOf('^')));
    const shown = text.slice(0, text.indexOf('上门'));
    expect(stringWidth(shown)).toBe(start);
    expect(marks.endsWith('│ ') ? '' : marks.slice(marks.indexOf('^'))).toBe('^^^^');
    expect(stringWidth(text)).toBeLessThanOrEqual(width);
  });

  test('cuts a window out of a long message at the place it is told', async () => {
    const finding = {
      ...FINDING,
      context: '们上门找',
      contextStart: 1000,
      segmentStart: 1001,
      segmentEnd: 1003,
    };
    expect((await quotedLines(finding, 80))[0]).toMatch(/│ 们上门找$/);
  });

  test('shows the excerpt alone where the window does not fit it, rather than mark another place', async () => {
    const finding = { ...FINDING, context: '完全不同的文字', segmentStart: 500, segmentEnd: 502 };
    expect((await quotedLines(finding, 80))[0]).toMatch(/│ 上门$/);
  });

  test('no date is cut in two, however wide the terminal is', async () => {
    const message =
      '自律公约的这一条据转述自2018-03-28起施行，另一条自2026-01-30起施行，见 harassment/frequency。';
    for (let width = 48; width <= 120; width += 1) {
      const text = await render(createStylish, events({ ...FINDING, message }), { width });
      for (const whole of ['2018-03-28', '2026-01-30', 'harassment/frequency'])
        expect(text, `${width} columns`).toContain(whole);
      for (const line of text.split('\n').filter((each) => each.includes('│')))
        expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  test('no line of the report begins as a command of a build server', async () => {
    const finding = {
      ...FINDING,
      message: '::error::x',
      rewrite: '##[x]',
      title: '::t',
      context: '::上门',
      file: 'a.txt',
    };
    const text = await render(createStylish, events(finding));
    for (const line of text.split('\n')) expect(line.trim()).not.toMatch(/^(?:::|##)/);
  });

  test('says that a finding is suspected, and names problems', async () => {
    const text = await render(createStylish, events(FINDING));
    expect(text).toContain('错误 (疑似)');
    expect(text).toContain('b.json:3: 坏了');
  });

  test('leaves the problems to standard error where both are one terminal, but counts them', async () => {
    const text = await render(createStylish, events(), { showsProblems: false });
    expect(text).not.toContain('坏了');
    expect(text).toContain('未能判断：1 项');
    expect(text).toContain('已判断的部分没有发现问题。');
  });
});

describe('json', () => {
  test('has the places flat and null for what there is not', async () => {
    const report = JSON.parse(await render(createJson, events(FINDING)));
    expect(Object.keys(report)).toEqual([
      'version',
      'tool',
      'run',
      'coverage',
      'sources',
      'problems',
      'summary',
      'findings',
    ]);
    expect(report.findings[0]).toMatchObject({
      line: 1,
      column: 3,
      endLine: 1,
      endColumn: 5,
      record: null,
      recordId: null,
      field: null,
      keyPath: null,
      sheet: null,
      cell: null,
      part: null,
      paragraph: null,
      member: null,
      related: [],
      speaker: 'collector',
    });
    expect(report.findings[0]).not.toHaveProperty('location');
    expect(report.problems).toEqual([
      { file: 'b.json', line: 3, code: 'INPUT_SYNTAX', reason: '坏了', column: null, hint: null },
    ]);
    expect(report.summary).toEqual({ error: 1, warning: 0, info: 0, baselined: 0, suppressed: 0 });
  });

  test('jsonl is one object a line, the summary last', async () => {
    const lines = (await render(createJsonl, events(FINDING)))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type }) => type)).toEqual(['finding', 'problem', 'summary']);
    expect(lines[2].coverage.files).toBe(1);
  });
});
