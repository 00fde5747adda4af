import { describe, expect, test } from 'vitest';
import type { Checker } from '../../src/engine/check.ts';
import { CuilintError } from '../../src/model/error.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { RunEvent } from '../../src/model/run-event.ts';
import type { FileSource } from '../../src/node/files.ts';
import { lint } from '../../src/node/lint.ts';
import { locate } from '../../src/text/lines.ts';

/** Every 上门, and a limit reached for every 长. */
const checker: Checker = ({ text, source, origin, meta }) => {
  const findings: Finding[] = [...text.matchAll(/上门/g)].map(({ index }) => ({
    type: 'finding',
    ruleId: 'threat/word',
    category: 'threat',
    severity: 'error',
    title: '',
    message: '',
    rewrite: '',
    confidence: 1,
    suspected: false,
    file: source,
    location: locate(origin, index, index + 2, text.length),
    ...(meta.recordId === undefined ? {} : { recordId: meta.recordId }),
    segmentStart: index,
    segmentEnd: index + 2,
    excerpt: '上门',
    context: text,
    normalized: '上门',
    speaker: 'collector',
    clauses: [],
    fingerprint: text,
    state: 'new',
  }));
  return {
    findings,
    problems: text.includes('长')
      ? [{ type: 'problem', code: 'ENGINE_LIMIT', file: source, reason: { zh: '', en: '' } }]
      : [],
  };
};

function source(
  id: string,
  content: string | Uint8Array | CuilintError,
  isNamed = true,
): FileSource {
  return {
    id,
    name: id,
    isNamed,
    read: () => {
      if (content instanceof CuilintError) throw content;
      return typeof content === 'string' ? Buffer.from(content) : content;
    },
  };
}

async function events(sources: readonly FileSource[]): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  const run = lint({ sources, problems: [], ignored: {} }, checker, {
    start: {
      type: 'start',
      tool: { name: 'cuilint', version: '0', ruleset: '' },
      today: '2026-03-01',
      mask: 'partial',
    },
    lang: 'zh',
    mask: 'partial',
    key: 'k',
    timezone: 'Asia/Shanghai',
  });
  for await (const event of run) all.push(event);
  return all;
}

const summaryOf = (all: readonly RunEvent[]): Extract<RunEvent, { type: 'summary' }> => {
  const last = all.at(-1);
  if (last?.type !== 'summary') throw new Error('the summary does not come last');
  return last;
};

describe('lint', () => {
  test('tells of each file: findings, problems, its report; the summary last', async () => {
    const all = await events([source('a.txt', '我们上门\n很长'), source('b.txt', '')]);
    expect(all.map(({ type }) => type)).toEqual([
      'start',
      'finding',
      'problem',
      'file',
      'file',
      'summary',
    ]);
    expect(summaryOf(all)).toMatchObject({
      coverage: { files: 2, segments: 2, encodings: { 'utf-8': 2 } },
      counts: { error: 1 },
      byRule: { 'threat/word': 1 },
      smsParts: 2,
    });
  });

  test('an unreadable file is a problem, is named as skipped, and the others are judged', async () => {
    const broken = new CuilintError('INPUT_UNREADABLE', { zh: '没有权限', en: 'no' });
    const all = await events([source('a.txt', broken), source('b.txt', '上门')]);
    expect(all.map(({ type }) => type)).toEqual(['start', 'problem', 'finding', 'file', 'summary']);
    expect(summaryOf(all).coverage).toMatchObject({
      files: 1,
      skipped: [{ file: 'a.txt', reason: '没有权限' }],
    });
  });

  test('damage is one problem a file, with the number of places and the first of them', async () => {
    const bytes = Buffer.concat([
      Buffer.from('第一行没有问题\n第二行'),
      Buffer.from([0xff, 0x20, 0xfe]),
      Buffer.from('我们上门\n第三行没有问题'),
    ]);
    const all = await events([source('a.txt', bytes)]);
    expect(all.filter(({ type }) => type === 'problem')).toMatchObject([
      {
        code: 'INPUT_ENCODING',
        line: 2,
        column: 4,
        reason: { en: expect.stringMatching(/^2 place/) },
      },
    ]);
    expect(summaryOf(all).counts.error).toBe(1);
  });

  test('an error of our own is not taken for one of the input', async () => {
    const bug: FileSource = {
      id: 'a.txt',
      name: 'a.txt',
      isNamed: true,
      read: () => {
        throw new TypeError('bug');
      },
    };
    await expect(events([bug])).rejects.toThrow(TypeError);
  });

  test('equal findings in two files have different fingerprints, the same in every run', async () => {
    const prints = async (): Promise<string[]> =>
      (await events([source('a.txt', '我们上门\n我们上门'), source('b.txt', '我们上门')])).flatMap(
        (event) => (event.type === 'finding' ? event.fingerprint : []),
      );
    const first = await prints();
    expect(new Set(first).size).toBe(3);
    expect(await prints()).toEqual(first);
  });

  test('a telephone number that serves as record id is masked', async () => {
    const all = await events([source('a.csv', 'id,content\n13800000000,我们会上门找你谈\n')]);
    expect(all.find(({ type }) => type === 'finding')).toMatchObject({ recordId: '138****0000' });
  });

  test.each([
    {
      name: 'json',
      text: '{"version":1,"tool":{"name":"cuilint","version":"0.1.0"},"findings":[{"excerpt":"上门"}]}',
    },
    { name: 'jsonl', text: '{"type":"finding","ruleId":"threat/word","excerpt":"上门"}' },
    { name: 'stylish', text: 'cuilint 0.1.0 · 规则集 sha256:00000000\n\n上门' },
  ])(
    'an own report in $name is left out of a walk, and judged when it is named',
    async ({ text }) => {
      const walked = await events([source('a.txt', text, false)]);
      expect(walked.map(({ type }) => type)).toEqual(['start', 'summary']);
      expect(summaryOf(walked).coverage.ignored).toEqual({ report: 1 });
      expect(
        (await events([source('a.txt', text, true)])).some(({ type }) => type === 'finding'),
      ).toBe(true);
    },
  );
});

test.each([
  { length: 1, parts: 1 },
  { length: 70, parts: 1 },
  { length: 71, parts: 2 },
  { length: 134, parts: 2 },
  { length: 135, parts: 3 },
])('a message of $length units is sent in $parts parts', async ({ length, parts }) => {
  expect(summaryOf(await events([source('a.txt', '好'.repeat(length))])).smsParts).toBe(parts);
});
