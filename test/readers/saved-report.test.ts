import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CuilintError } from '../../src/model/error.ts';
import type { Finding } from '../../src/model/finding.ts';
import { readSavedReport } from '../../src/readers/saved-report.ts';
import {
  FINDING,
  fileReport,
  HOSTILE,
  hostileRun,
  PROBLEM,
  render,
  runOf,
} from '../reporters/events.ts';

async function saved(...args: Parameters<typeof runOf>): Promise<string> {
  return render('json', runOf(...args));
}

function refusal(text: string): CuilintError {
  try {
    readSavedReport(text, 'r.json');
  } catch (error) {
    if (error instanceof CuilintError) return error;
    throw error;
  }
  throw new Error('it was read');
}

/** What the report does not hold: how the engine read the hit, and what a clause asks. */
function asSaved(finding: Finding): Finding {
  return {
    ...finding,
    normalized: finding.excerpt,
    clauses: finding.clauses.map((clause) => ({ ...clause, text: '' })),
  };
}

const finding: fc.Arbitrary<Finding> = fc
  .record(
    {
      record: fc.nat(),
      recordId: fc.string({ unit: 'binary' }),
      field: fc.string(),
      keyPath: fc.string(),
      place: fc.constantFrom(
        { sheet: '表', cell: 'B2' },
        { part: 'word/document.xml', paragraph: 3 },
        { member: 'a.csv' },
      ),
      contextStart: fc.integer({ min: 1, max: 9 }),
      sentAt: fc.constant('2026-03-01T22:00:00+08:00'),
      agency: fc.string(),
      collector: fc.string(),
      change: fc.constantFrom('new', 'gone', 'unchanged'),
    },
    { requiredKeys: [] },
  )
  .chain((more) =>
    fc
      .record({
        excerpt: fc.string({ unit: 'binary' }),
        state: fc.constantFrom('new', 'baselined', 'suppressed'),
        severity: fc.constantFrom('error', 'warning', 'info'),
        confidence: fc.double({ min: 0.1, max: 1, noNaN: true }),
      })
      // Safe: every field has its own type; exactOptionalPropertyTypes cannot see that none is undefined.
      .map((always) => ({ ...FINDING, ...always, ...more }) as Finding),
  );

describe('readSavedReport', () => {
  test('reads back what was written, whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(finding, { maxLength: 4 }), async (list) => {
        const { findings, problems, files } = readSavedReport(
          await saved(list, [PROBLEM]),
          'r.json',
        );
        expect(findings).toEqual(list.map(asSaved));
        expect(problems).toEqual([
          {
            ...PROBLEM,
            reason: { zh: '坏了', en: '坏了' },
            hint: { zh: '请修正', en: '请修正' },
          },
        ]);
        expect(files).toEqual(list.length === 0 ? [] : [fileReport('a.txt')]);
      }),
    );
  });

  test('and writes it again byte for byte', async () => {
    const rules = { off: ['a/b'], levels: { 'threat/word': 'info' }, strict: true } as const;
    const columns = { text: ['内容'], roles: { recordId: '编号' } };
    const events = runOf([FINDING], [PROBLEM], {
      start: { rules },
      summary: { omitted: 3, compared: { new: 1, gone: 2, unchanged: 3 }, smsParts: 7 },
    }).map((event) => (event.type === 'file' ? { ...event, columns } : event));
    const text = await render('json', events);
    const { start, files, findings, problems, summary } = readSavedReport(text, 'r.json');
    expect(await render('json', [start, ...problems, ...findings, ...files, summary])).toBe(text);
  });

  test.each(HOSTILE)('keeps hostile text: $name', async ({ text }) => {
    const report = readSavedReport(await render('json', hostileRun(text)), 'r.json');
    expect(report.findings[0]).toMatchObject({ excerpt: text, file: text, recordId: text });
  });

  const broken = [
    { name: 'nothing', text: '', says: '不是完整的 JSON' },
    { name: 'a cut file', text: '{"version":1,\n"tool":', says: '不是完整的 JSON', line: 2 },
    { name: 'a list', text: '[]', says: '应为对象' },
    { name: 'null', text: 'null', says: '应为对象' },
    { name: 'deep nesting', text: '['.repeat(100_000), says: '不是完整的 JSON' },
    { name: 'a SARIF report', text: '{"version":"2.1.0","runs":[]}', says: '不是 cuilint' },
    { name: 'another tool', text: '{"version":1,"tool":{"name":"eslint"}}', says: '不是 cuilint' },
    { name: 'a later version', text: '{"version":2,"tool":{"name":"cuilint"}}', says: '版本 2' },
    { name: 'no run', text: '{"version":1,"tool":{"name":"cuilint"}}', says: 'run' },
  ];
  test.each(broken)('refuses $name', ({ text, says, line }) => {
    const error = refusal(text);
    expect(error.code).toBe('INPUT_SYNTAX');
    expect(error.reason.zh).toContain(says);
    expect(error.at?.file).toBe('r.json');
    if (line !== undefined) expect(error.at?.line).toBe(line);
  });

  const changes: readonly { readonly path: readonly (string | number)[]; readonly to: unknown }[] =
    [
      { path: ['findings', 0, 'severity'], to: 'fatal' },
      { path: ['findings', 0, 'category'], to: '__proto__' },
      { path: ['findings', 0, 'line'], to: -1 },
      { path: ['findings', 0, 'line'], to: 1.5 },
      { path: ['findings', 0, 'line'], to: '1' },
      { path: ['findings', 0, 'excerpt'], to: null },
      { path: ['findings', 0, 'clauses'], to: {} },
      { path: ['findings', 0, 'clauses', 0, 'evidence'], to: 'certain' },
      { path: ['findings', 0, 'state'], to: 'old' },
      { path: ['findings', 0, 'suspected'], to: 0 },
      { path: ['findings', 0], to: [] },
      { path: ['findings'], to: undefined },
      { path: ['problems', 0, 'code'], to: 'X' },
      { path: ['sources', 0, 'encoding'], to: 'latin1' },
      { path: ['coverage', 'encodings'], to: { latin1: 1 } },
      { path: ['coverage', 'files'], to: 1e300 },
      { path: ['summary', 'error'], to: undefined },
      { path: ['run', 'mask'], to: 'no' },
    ];
  test.each(changes)('names the field that is wrong: $path = $to', async ({ path, to }) => {
    const report: unknown = JSON.parse(await saved([FINDING], [PROBLEM]));
    const last = path.at(-1)!;
    let at = report as Record<string | number, unknown>;
    // Safe: the path leads through objects and lists of our own report.
    for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
    at[last] = to;
    const shown = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
    expect(refusal(JSON.stringify(report)).reason.zh).toContain(shown.slice(1));
  });
});
