import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { Category, Severity } from '../../src/model/rule.ts';
import { needsMore, readLabelled, toSegment } from './labelled.ts';
import { formatMisses, formatScore } from './report.ts';
import { type Judged, score } from './score.ts';

function finding(ruleId: string, severity: Severity, start: number, end: number): Finding {
  return {
    type: 'finding',
    ruleId,
    // The rule ids of these tests begin with a category.
    category: ruleId.split('/')[0] as Category,
    severity,
    title: '',
    message: '',
    rewrite: '',
    confidence: 1,
    suspected: false,
    file: '',
    location: { line: 1, column: start + 1, endLine: 1, endColumn: end + 1 },
    segmentStart: start,
    segmentEnd: end,
    excerpt: 'x'.repeat(end - start),
    context: '',
    normalized: '',
    speaker: 'collector',
    clauses: [],
    fingerprint: '',
    state: 'new',
  };
}

const LINES = [
  {
    id: 'v1',
    text: '不还钱就打断你的腿',
    violation: true,
    categories: ['threat', 'insult'],
    rules: ['threat/violence'],
    spans: [{ quote: '打断你的腿', category: 'threat' }],
    group: 'plain',
  },
  { id: 'v2', text: '人渣', violation: true, categories: ['insult'], rules: [], group: 'plain' },
  { id: 'v3', text: '上门', violation: true, categories: ['threat'], rules: [], group: 'dialect' },
  { id: 'n1', text: '请还款', violation: false, categories: [], group: 'benign' },
  { id: 'n2', text: '牙痛', violation: false, categories: [], group: 'benign' },
  { id: 'u1', text: '早上好', source: 'nus' },
  { id: 'u2', text: '你好', source: 'nus' },
];
const { lines } = readLabelled(LINES.map((line) => JSON.stringify(line)).join('\n'), 'file');

function judge(found: Readonly<Record<string, readonly Finding[]>>): readonly Judged[] {
  return lines.map((line) => ({ line, findings: found[line.id] ?? [] }));
}

const judged = judge({
  v1: [finding('privacy/tracking', 'warning', 3, 6), finding('threat/violence', 'error', 4, 7)],
  v2: [finding('insult/abuse', 'info', 0, 2)],
  v3: [{ ...finding('threat/home-visit', 'error', 0, 2), state: 'suppressed' }],
  n1: [finding('threat/violence', 'warning', 0, 1)],
  u1: [finding('insult/abuse', 'error', 0, 1)],
});

describe('score', () => {
  const figures = score(judged, false);

  test('flags by warnings and errors that are not suppressed; no label is a negative', () => {
    expect(figures.overall).toEqual({
      truePositives: 1,
      falseNegatives: 2,
      falsePositives: 2,
      trueNegatives: 2,
      falseErrors: 1,
      precision: 1 / 3,
      recall: 1 / 3,
      f1: 1 / 3,
    });
  });

  test('groups the labelled, and the others by source', () => {
    expect([...figures.byGroup.keys()]).toEqual(['benign', 'dialect', 'plain']);
    expect(figures.byGroup.get('plain')).toMatchObject({ precision: 1, recall: 0.5 });
    expect(figures.byGroup.get('benign')).toMatchObject({ precision: 0, recall: null });
    expect([...figures.bySource]).toEqual([['nus', { messages: 2, flagged: 1, errors: 1 }]]);
  });

  test('counts a category by the main one, found for any reason and in the category', () => {
    expect(figures.byCategory.get('threat')).toEqual({ messages: 2, flagged: 1, inCategory: 1 });
    expect(figures.byCategory.get('insult')).toEqual({ messages: 1, flagged: 0, inCategory: 0 });
  });

  test('counts rules by messages, not by findings', () => {
    expect(figures.byRule.get('threat/violence')).toEqual({
      onViolations: 1,
      onLawful: 1,
      onUnlabelled: 0,
      labelled: 1,
      labelledFound: 1,
      labelledFlagged: 1,
    });
    expect(figures.byRule.get('insult/abuse')).toMatchObject({ onViolations: 0, onUnlabelled: 1 });
  });

  test('holds the found characters against the labelled ones', () => {
    // Labelled [4, 9), found [3, 6) and [4, 7): 3 of 4 units found are labelled, 3 of 5 labelled found.
    expect(figures.spans).toEqual({ messages: 1, overlapping: 1, precision: 3 / 4, recall: 3 / 5 });
  });

  test('at error level a warning flags nothing', () => {
    const errors = score(judged, true).overall;
    expect(errors).toMatchObject({ truePositives: 1, falsePositives: 1, falseErrors: 1 });
  });

  test('of nothing has no shares', () => {
    expect(score([], false).overall).toMatchObject({ precision: null, recall: null, f1: null });
    expect(formatScore(score([], false), true)).toContain('-');
  });
});

test('misses are listed with the rules of the label and of the finding', () => {
  const text = formatMisses(judged, false, 1);
  expect(text).toContain('missed: 2\n  v2 [plain insult]\n      人渣');
  expect(text).not.toContain('v3');
  expect(text).toContain('falsely flagged: 2\n  u1 [file]');
  expect(text).toContain('error insult/abuse (1.00)');
});

describe('readLabelled', () => {
  test('reads the rule examples', () => {
    const jsonl = [
      '{"rule":"threat/violence","label":"violation","form":"text","text":"打断你的腿"}',
      '{"rule":"threat/violence","label":"lawful","form":"text","text":"不打断您"}',
      '{"rule":"threat/violence","label":"violation","form":"description","text":"wording"}',
      '{"rule":"r/s","label":"lawful","form":"text","text":"a","context":{"sender_kind":"property"}}',
    ].join('\n');
    const read = readLabelled(jsonl, 'examples');
    expect(read.skipped).toBe(1);
    expect(read.lines.map(({ violation }) => violation)).toEqual([true, false, false]);
    expect(read.lines[0]).toMatchObject({
      id: 'examples:1',
      categories: ['threat'],
      rules: ['threat/violence'],
      meta: { kind: 'sms', kindKnown: false },
    });
    expect(read.lines[1]).toMatchObject({ categories: [], rules: [] });
    expect(read.lines[2]!.meta.profile).toBe('property-fee');
  });

  test('hands on meta and kind', () => {
    const meta = { speaker: 'narrator', channel: 'call', sentAt: '2026-05-03 14:20:00', x: 1 };
    const read = readLabelled(JSON.stringify({ text: 'a', kind: 'log', meta }), 'f');
    expect(read.lines[0]!.meta).toEqual({
      kind: 'log',
      kindKnown: true,
      speaker: 'narrator',
      channel: 'call',
      sentAt: '2026-05-03T14:20:00+08:00',
    });
  });

  test.each([
    { name: 'no JSON', line: '{' },
    { name: 'no object', line: '[]' },
    { name: 'no text', line: '{"violation":true}' },
    { name: 'an unknown label', line: '{"text":"a","label":"maybe"}' },
    { name: 'a foreign quote', line: '{"text":"a","violation":true,"spans":[{"quote":"b"}]}' },
  ])('tells of $name and goes on', ({ line }) => {
    const read = readLabelled(`${line}\n{"text":"b"}\n\n`, 'f');
    expect(read.broken).toHaveLength(1);
    expect(read.broken[0]).toMatch(/^f:1: /);
    expect(read.lines.map(({ text }) => text)).toEqual(['b']);
  });

  test('knows violations of the hour alone', () => {
    const line = (categories: readonly string[], sentAt?: string): boolean =>
      needsMore(
        readLabelled(
          JSON.stringify({ text: 'a', violation: true, categories, meta: { sentAt } }),
          'f',
        ).lines[0]!,
      );
    const night = '2026-03-11T23:42:08+08:00';
    expect(line(['harassment'], night)).toBe(true);
    expect(line(['harassment', 'threat'], night)).toBe(false);
    expect(line(['harassment'])).toBe(false);
    expect(line([], night)).toBe(false);
  });

  test('makes a segment that is its own file', () => {
    const segment = toSegment(readLabelled('{"text":"a\\r\\nb\\nc"}', 'f').lines[0]!);
    expect(segment.origin).toEqual({
      start: 0,
      end: 6,
      line: 1,
      lineStart: 0,
      lineStarts: [3, 5],
    });
  });
});
