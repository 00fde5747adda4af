import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { type CheckOptions, createChecker } from '../../src/engine/check.ts';
import { MAINLAND } from '../../src/engine/conduct-plan.ts';
import { createRowJudge } from '../../src/engine/row-judge.ts';
import type { AuditEvent, AuditFinding, AuditSummary, Dimension } from '../../src/model/audit.ts';
import type { Jurisdiction } from '../../src/model/rule.ts';
import { audit } from '../../src/node/audit.ts';
import type { FileSource } from '../../src/node/files.ts';
import { createPlaceIndex } from '../../src/node/place-index.ts';
import { createRowMemos } from '../../src/readers/row-memos.ts';
import type { RowJudge } from '../../src/readers/row-stream.ts';
import { builtInRuleset, builtInTokenizer } from '../engine/ruleset-fixture.ts';

const KEY = '0123456789abcdef'.repeat(4);
const CHECK: CheckOptions = {
  lang: 'en',
  mask: 'partial',
  today: '2026-03-10',
  key: KEY,
  levels: new Map(),
  inactive: new Set(),
  tokenizer: builtInTokenizer,
};

function source(id: string, text: string): FileSource {
  const bytes = new TextEncoder().encode(text);
  return {
    id,
    name: id,
    isNamed: true,
    read: () => bytes,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
    },
  };
}

async function run(
  sources: readonly FileSource[],
  options: {
    readonly memoryBytes?: number;
    readonly isWhole?: boolean;
    readonly sample?: number;
    readonly from?: string;
    readonly to?: string;
    readonly jurisdiction?: Jurisdiction;
    readonly groupBy?: readonly Dimension[];
  } = {},
): Promise<readonly AuditEvent[]> {
  const ruleset = builtInRuleset();
  const rows = createRowJudge(ruleset, CHECK);
  const events: AuditEvent[] = [];
  for await (const list of audit(
    { sources, problems: [], ignored: {} },
    {
      start: {
        type: 'start',
        tool: { name: 'cuilint', version: '0', ruleset: '' },
        today: '2026-03-10',
        mask: 'partial',
        timezone: 'Asia/Shanghai',
        groupBy: options.groupBy ?? [],
        ...(options.from === undefined ? {} : { from: options.from }),
        ...(options.to === undefined ? {} : { to: options.to }),
        ...(options.sample === undefined ? {} : { sample: { records: options.sample, seed: 1 } }),
      },
      key: KEY,
      checker: createChecker(ruleset, CHECK),
      // Its verdicts go from it to it alone.
      ...(options.isWhole
        ? {}
        : {
            rowJudge: () => ({ judge: rows as RowJudge, memos: createRowMemos(rows as RowJudge) }),
          }),
      conduct: {
        ruleset,
        settings: { ...MAINLAND, jurisdiction: options.jurisdiction ?? 'cn' },
        levels: new Map(),
        inactive: new Set(),
        lang: 'en',
        memoryBytes: options.memoryBytes ?? 1 << 26,
        isExempt: rows.isExempt,
      },
      wantsHashes: false,
      isStopped: () => false,
      progress: () => {},
    },
  ))
    events.push(...list);
  return events;
}

function findings(events: readonly AuditEvent[]): readonly AuditFinding[] {
  return events.filter((event) => event.type === 'finding');
}

const HEADER = '通话时间,被叫号码,案件号,渠道,呼叫结果,与本人关系,催收员,机构,通话文本';
/** Calls to one debtor by two agencies, some without a transcript, one with a line end in it. */
const CALLS = [
  '2026-03-01 09:00:00,13900000001,A-1,电话,接通,本人,坐席01,甲机构,您好',
  '2026-03-01 10:00:00,+86 139-0000-0001,A-1,电话,接通,本人,坐席01,甲机构,"请您\n按时还款"',
  '2026-03-01 11:00:00,13900000002,A-1,电话,接通,本人,坐席02,乙机构,',
  '2026-03-01 12:00:00,13900000002,A-1,电话,接通,本人,坐席02,乙机构,',
  '2026-03-01 23:00:00,13900000009,,电话,未接通,本人,坐席03,乙机构,',
  '2026-03-02 10:00:00,13900000077,A-1,电话,接通,姐姐,坐席02,乙机构,您好',
];

describe('an audit counts contacts over records and files', () => {
  const whole = [source('a.csv', `${[HEADER, ...CALLS].join('\n')}\n`)];
  test('and says who, where, when, on what ground and with which other records', async () => {
    const events = await run(whole);
    const [night, often, third] = findings(events);
    // In the order of the file, though nobody wrote anything in that call.
    expect(night).toMatchObject({
      ruleId: 'harassment/off-hours',
      record: 5,
      location: { line: 7 },
    });
    expect(often).toMatchObject({
      ruleId: 'harassment/frequency',
      message: '4 connected calls with one debtor in a day, all agencies together; 3 are allowed.',
      record: 4,
      location: { line: 6 },
      collector: '坐席02',
      agency: '乙机构',
      sentAt: '2026-03-01T12:00:00+08:00',
      related: [
        { file: 'a.csv', record: 1, line: 2 },
        { file: 'a.csv', record: 2, line: 3 },
        { file: 'a.csv', record: 3, line: 5 },
        { file: 'a.csv', record: 4, line: 6 },
      ],
    });
    expect(often!.clauses.map(({ id }) => id)).toEqual(['GBT45251-FREQ']);
    expect(third).toMatchObject({ ruleId: 'privacy/third-party-contact', record: 6 });
    expect(findings(events)).toHaveLength(3);
    expect(JSON.stringify(events)).not.toMatch(/1390000000|139-0000/);
    const summary = events.at(-1) as AuditSummary;
    expect(summary.counts.error).toBe(3);
    expect(summary.byRule).toMatchObject({ 'harassment/frequency': 1 });
    const { rows, judged, skipped } = summary;
    expect(rows).toBe(judged + (skipped['no-text']?.count ?? 0));
  });

  test.each([
    { name: 'read whole', options: { isWhole: true } },
    { name: 'within little memory', options: { memoryBytes: 100 } },
  ])('the same $name', async ({ options }) => {
    expect(await run(whole, options)).toEqual(await run(whole));
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('cuilint-counts-'))).toEqual([]);
  });

  test('over two files of other columns, too', async () => {
    const later = CALLS.slice(3).map((line) =>
      JSON.stringify(
        Object.fromEntries(line.split(',').map((cell, at) => [HEADER.split(',')[at], cell])),
      ),
    );
    const events = await run([
      source('a.csv', `${[HEADER, ...CALLS.slice(0, 3)].join('\n')}\n`),
      source('b.jsonl', `${later.join('\n')}\n`),
    ]);
    const often = findings(events).find(({ ruleId }) => ruleId === 'harassment/frequency');
    expect(often).toMatchObject({ file: 'b.jsonl', record: 1 });
    expect(often?.related?.map(({ file, record }) => `${file}:${record}`)).toEqual([
      'a.csv:1',
      'a.csv:2',
      'a.csv:3',
      'b.jsonl:1',
    ]);
  });

  test('all of them, though only some are drawn to be read', async () => {
    const ids = findings(await run(whole, { sample: 1 })).map(({ ruleId }) => ruleId);
    expect(ids).toEqual(
      expect.arrayContaining(['harassment/frequency', 'privacy/third-party-contact']),
    );
  });
});

test.each([true, false])('what cannot be counted is said (whole: %s)', async (isWhole) => {
  const lines = [
    HEADER,
    '2026-03-01 09:00:00,139****0001,,电话,接通,本人,坐席01,甲机构,您好',
    '2026-03-01 09:00:00,139****0002,A-1,电话,接通,本人,坐席01,甲机构,您好',
    '2026-03-01 09:00:00,13900000003,,电话,接通,姐姐,坐席01,甲机构,您好',
    '2026-03-01 09:00:00,13900000003,,电话,呼入,姐姐,坐席01,甲机构,您好',
  ];
  const events = await run([source('a.csv', lines.join('\n'))], { isWhole });
  const problems = events.flatMap((event) => (event.type === 'problem' ? [event] : []));
  expect(problems.map(({ line, reason }) => `${line}: ${reason.en.slice(0, 40)}`)).toEqual(
    [
      '2: 2 row(s) have a number that hides digits',
      '4: 2 row(s) contact third parties and name ',
    ].map((text) => text.slice(0, 43)),
  );
  expect(events.at(-1)).toMatchObject({ problems: 2 });
});

test.each([
  {
    groupBy: ['agency', 'rule'] as const,
    grouped: [
      ['乙机构', 'harassment/frequency', 1, 1, 1],
      ['乙机构', 'harassment/off-hours', 1, 1, 1],
      ['乙机构', 'privacy/third-party-contact', 1, 1, 1],
    ],
  },
  {
    // Calls without a transcript are no messages, and what is found in them is found.
    groupBy: ['agency', 'collector'] as const,
    grouped: [
      ['乙机构', '坐席02', 1, 0, 2],
      ['乙机构', '坐席03', 0, 0, 1],
      ['甲机构', '坐席01', 2, 0, 0],
    ],
  },
])('what shows over records is counted by $groupBy', async ({ groupBy, grouped }) => {
  const events = await run([source('a.csv', `${[HEADER, ...CALLS].join('\n')}\n`)], { groupBy });
  const summary = events.at(-1) as AuditSummary;
  expect(
    (summary.grouped?.groups ?? [])
      .map(({ key, messages, flagged, findings }) => [...key, messages, flagged, findings])
      .sort(),
  ).toEqual(grouped);
});

describe('of the days that are asked for', () => {
  const calls = [
    HEADER,
    '2026-03-01 23:00:00,13900000001,,电话,未接通,本人,坐席01,甲机构,',
    // On the second of March by the clock of the audit, and not by its own.
    '2026-03-01T15:30:00-08:00,13900000002,,电话,未接通,本人,坐席01,甲机构,',
    '2026-03-01T15:31:00-08:00,13900000003,,短信,,本人,坐席01,甲机构,您好',
    '2026-03-02 23:00:00,13900000004,,电话,未接通,本人,坐席01,甲机构,',
    '2026-03-02T16:30:00Z,13900000005,,短信,,本人,坐席01,甲机构,您好',
    '2026-03-03 23:00:00,13900000006,,电话,未接通,本人,坐席01,甲机构,',
  ];
  test.each([
    { name: 'row by row', isWhole: false },
    { name: 'read whole', isWhole: true },
  ])('calls without a transcript count as messages do, $name', async ({ isWhole }) => {
    const events = await run([source('a.csv', `${calls.join('\n')}\n`)], {
      isWhole,
      from: '2026-03-02',
      to: '2026-03-02',
    });
    expect(findings(events).map(({ record }) => record)).toEqual([2, 3, 4]);
    const { judged, skipped, firstDay, lastDay } = events.at(-1) as AuditSummary;
    expect({ judged, firstDay, lastDay }).toEqual({
      judged: 1,
      firstDay: '2026-03-02',
      lastDay: '2026-03-02',
    });
    expect(skipped['no-text']?.count).toBe(2);
    expect(skipped['out-of-range']?.count).toBe(3);
  });
});

test('a number has one pseudonym, with its country and without it, in texts and in counts', async () => {
  const rows = [
    HEADER,
    '2026-03-02 10:00:00,91234567,,短信,,本人,坐席01,甲机构,你这种老赖',
    '2026-03-02 11:00:00,+852 9123 4567,,短信,,本人,坐席01,甲机构,你这种老赖',
    '2026-03-02 23:00:00,852-91234567,,电话,未接通,本人,坐席01,甲机构,',
  ];
  const events = await run([source('a.csv', `${rows.join('\n')}\n`)], { jurisdiction: 'hk' });
  const names = findings(events).map(({ log }) => log?.recipient);
  expect(names.length).toBeGreaterThanOrEqual(3);
  expect(new Set(names).size).toBe(1);
});

test.each([true, false])(
  'a number of America with its country code is no number of the mainland (whole: %s)',
  async (isWhole) => {
    const written = ['13125550123', '+1 312 555 0123', '(312) 555-0123', '1-312-555-0123'];
    const rows = [
      'calltime,callee,channel,connected,text',
      ...Array.from(
        { length: 8 },
        (_, row) => `2026-03-0${(row >> 1) + 2} 1${row}:00:00,${written[row % 4]},call,no,Hello`,
      ),
    ];
    const events = await run([source('a.csv', `${rows.join('\n')}\n`)], {
      isWhole,
      jurisdiction: 'us',
    });
    expect(findings(events).map(({ ruleId, related }) => [ruleId, related?.length])).toEqual([
      ['harassment/frequency', 8],
    ]);
    const mainland = await run([source('a.csv', `${rows.join('\n')}\n`)], { isWhole });
    expect(findings(mainland)).toEqual([]);
  },
);

test.each(['呼叫类型', '渠道'])(
  'calls that the customer made count for nothing, by %s',
  async (column) => {
    const rows = [
      `时间,手机号,是否接通,${column},内容`,
      ...['呼入', '客户来电', '客户主动来电', '来电', '呼入电话'].map(
        (value, row) => `2026-03-01 2${row % 4}:0${row}:00,13900000001,是,${value},您好`,
      ),
    ];
    expect(findings(await run([source('a.csv', `${rows.join('\n')}\n`)]))).toEqual([]);
  },
);

test.each([
  { how: 'in one go', isReadBack: false },
  { how: 'read back at every record', isReadBack: true },
])('places come back, over files, line ends in rows, sheets and columns $how', ({ isReadBack }) => {
  let places = createPlaceIndex();
  const seen: [number, unknown][] = [];
  const see = (file: string, record: number, line: number, sheet?: string, cell?: string): void => {
    if (isReadBack) places = createPlaceIndex(JSON.parse(JSON.stringify(places.state())));
    const row = places.see(record, line, sheet, cell);
    seen.push([row, { file, record, line, ...(sheet && { sheet }), ...(cell && { cell }) }]);
  };
  places.open('a.csv');
  for (const [record, line] of [
    [1, 2],
    [2, 3],
    [3, 7],
    [4, 8],
    [9, 20],
  ] as const)
    see('a.csv', record, line);
  places.open('empty.csv');
  if (isReadBack) places = createPlaceIndex(JSON.parse(JSON.stringify(places.state())));
  places.open('b.xlsx');
  for (const record of [1, 2, 3]) see('b.xlsx', record, record + 3, '甲', `C${record + 3}`);
  for (const record of [4, 5]) see('b.xlsx', record, record - 2, '乙', `AB${record - 2}`);
  places.open('c.csv');
  see('c.csv', 1, 2);
  for (const [row, place] of seen) expect(places.at(row)).toEqual(place);
  expect(new Set(seen.map(([row]) => row)).size).toBe(seen.length);
});
