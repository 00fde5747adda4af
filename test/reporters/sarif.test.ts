import { createRequire } from 'node:module';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { Severity } from '../../src/model/rule.ts';
import { RULES } from '../cli/harness.ts';
import { FINDING, fileReport, HOSTILE, hostileRun, PROBLEM, render, runOf } from './events.ts';

const schema: object = createRequire(import.meta.url)(
  '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
);
const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const isValid = ajv.compile(schema);

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The part of the format that the tests look at; ajv has checked it before. */
interface Log {
  readonly version: string;
  readonly runs: readonly {
    readonly columnKind: string;
    readonly tool: {
      readonly driver: {
        readonly rules: readonly {
          readonly id: string;
          readonly shortDescription: { readonly text: string };
          readonly fullDescription: { readonly text: string };
          readonly help: { readonly text: string; readonly markdown: string };
          readonly defaultConfiguration: { readonly level: string };
          readonly properties: { readonly tags: readonly string[]; readonly precision: string };
        }[];
      };
    };
    readonly invocations: readonly {
      readonly executionSuccessful: boolean;
      readonly toolExecutionNotifications: readonly {
        readonly level: string;
        readonly message: { readonly text: string };
        readonly descriptor: { readonly id: string };
      }[];
    }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly suppressions?: unknown;
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
          readonly region: Region;
        };
      }[];
    }[];
  }[];
}

function parse(text: string): Log['runs'][number] {
  // Believed after ajv has looked at it.
  const log = JSON.parse(text) as Log;
  expect(isValid(log), JSON.stringify(isValid.errors?.slice(0, 3))).toBe(true);
  expect(log.version).toBe('2.1.0');
  expect(log.runs).toHaveLength(1);
  return log.runs[0]!;
}

/**
 * What GitHub asks of a file beyond the schema (its page on SARIF support): limits, relative addresses, a
 * rule for each result, a text for each message, one region at least.
 */
function expectIngestible(run: Log['runs'][number]): void {
  const { rules } = run.tool.driver;
  expect(rules.length).toBeLessThanOrEqual(25_000);
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { id, shortDescription, properties } of rules) {
    expect(id.length).toBeLessThanOrEqual(255);
    expect(shortDescription.text).not.toBe('');
    expect(shortDescription.text.length).toBeLessThanOrEqual(1024);
    expect(properties.tags.length).toBeLessThanOrEqual(20);
    expect(properties).not.toHaveProperty('security-severity');
  }
  expect(run.results.length).toBeLessThanOrEqual(25_000);
  for (const { ruleId, ruleIndex, level, message, locations, partialFingerprints } of run.results) {
    expect(rules[ruleIndex]?.id).toBe(ruleId);
    expect(['error', 'warning', 'note']).toContain(level);
    expect(message.text).not.toBe('');
    expect(locations).toHaveLength(1);
    const { artifactLocation, region } = locations[0]!.physicalLocation;
    expect(artifactLocation.uri).toMatch(/^(?:[A-Za-z0-9._~!'()*/-]|%[0-9A-F]{2})*$/);
    expect(artifactLocation.uri).not.toMatch(/^\//);
    expect(artifactLocation.uriBaseId).toBe('%SRCROOT%');
    expect(region.startLine).toBeGreaterThanOrEqual(1);
    expect(region.startColumn).toBeGreaterThanOrEqual(1);
    expect(region.endLine).toBeGreaterThanOrEqual(region.startLine);
    expect(Object.keys(partialFingerprints)).toContain('cuilint/v1');
  }
}

const RULE_OPTIONS = { rules: { list: RULES, clauses: { 'TEST-1': FINDING.clauses[0]! } } };

describe('sarif', () => {
  test('names every active rule with its texts, and the level of this run', async () => {
    const [rule] = RULES;
    const list = [{ ...rule!, severity: 'info' as const }, ...RULES.slice(1)];
    const rules = { ...RULE_OPTIONS.rules, list };
    const run = parse(await render('sarif', runOf([FINDING]), { rules }));
    expectIngestible(run);
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
    const [first] = run.tool.driver.rules;
    expect(first!.defaultConfiguration.level).toBe('note');
    expect(first!.shortDescription.text).toBe(rule!.title.zh);
    expect(first!.fullDescription.text).toBe(rule!.rationale.zh);
    expect(first!.help.text).toContain(rule!.rewrite);
    expect(first!.help.markdown).toContain('《测试办法》第一条');
    expect(first!.properties.tags).toEqual(['insult']);
    expect(run.tool.driver.rules.map(({ properties }) => properties.precision)).toEqual(
      RULES.map(({ status }) => (status === 'preview' ? 'medium' : 'high')),
    );
  });

  test('without the rules, as for a saved report, each rule that was broken is named once', async () => {
    const run = parse(await render('sarif', runOf([FINDING, FINDING])));
    expectIngestible(run);
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(['threat/word']);
  });

  test('tells all four ends of a place, the line hash and our fingerprint', async () => {
    const location = { line: 2, column: 7, endLine: 3, endColumn: 4 };
    const events = runOf([{ ...FINDING, location }]).map((event) =>
      event.type === 'file' ? fileReport('a.txt', { lineHashes: { 2: 'abc:1' } }) : event,
    );
    const [result] = parse(await render('sarif', events)).results;
    expect(result!.locations[0]!.physicalLocation.region).toEqual({
      startLine: 2,
      startColumn: 7,
      endLine: 3,
      endColumn: 4,
    });
    expect(result!.partialFingerprints).toEqual({
      primaryLocationLineHash: 'abc:1',
      'cuilint/v1': FINDING.fingerprint,
    });
  });

  test('says what was not judged, left out and not masked', async () => {
    const events = runOf([FINDING], [PROBLEM], {
      start: { mask: 'none' },
      summary: { omitted: 7 },
    });
    const { executionSuccessful, toolExecutionNotifications } = parse(
      await render('sarif', events, { lang: 'en' }),
    ).invocations[0]!;
    expect(executionSuccessful).toBe(false);
    const told = toolExecutionNotifications.map(({ descriptor, level }) => [descriptor.id, level]);
    expect(told).toEqual([
      ['UNMASKED', 'warning'],
      ['INPUT_SYNTAX', 'error'],
      ['OMITTED', 'warning'],
    ]);
    expect(toolExecutionNotifications[1]!.message.text).toBe('it is broken (mend it)');
    expect(toolExecutionNotifications[2]!.message.text).toContain('7 more findings');
  });

  test('leaves out what is known already, unless it was asked for', async () => {
    const events = runOf([
      FINDING,
      { ...FINDING, state: 'baselined' },
      { ...FINDING, state: 'suppressed' },
    ]);
    expect(parse(await render('sarif', events)).results).toHaveLength(1);
    const all = parse(await render('sarif', events, { includesKnown: true })).results;
    expect(all.map(({ suppressions }) => suppressions)).toEqual([
      undefined,
      [{ kind: 'external', status: 'accepted' }],
      [{ kind: 'inSource', status: 'accepted' }],
    ]);
  });

  test('above 5,000 results keeps the most severe, in their order, and says how many are left out', async () => {
    const levels: readonly Severity[] = ['info', 'warning', 'error'];
    const findings = Array.from({ length: 6000 }, (_, index): Finding => {
      const severity = levels[index % 3]!;
      const location = { line: index + 1, column: 1, endLine: index + 1, endColumn: 3 };
      return { ...FINDING, severity, location };
    });
    const run = parse(await render('sarif', runOf(findings)));
    expectIngestible(run);
    expect(run.results).toHaveLength(5000);
    const byLevel = (level: string) => run.results.filter((result) => result.level === level);
    expect(
      [byLevel('error'), byLevel('warning'), byLevel('note')].map((list) => list.length),
    ).toEqual([2000, 2000, 1000]);
    const lines = run.results.map(
      ({ locations }) => locations[0]!.physicalLocation.region.startLine,
    );
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    expect(run.invocations[0]!.toolExecutionNotifications[0]!.message.text).toContain('1000');
    expect(run.invocations[0]!.executionSuccessful).toBe(true);
  });

  test.each([
    {
      name: 'Chinese and blanks',
      file: '模板/a b.txt',
      uri: '%E6%A8%A1%E6%9D%BF/a%20b.txt',
      base: true,
    },
    {
      name: 'marks with a meaning',
      file: 'a#b?c%d:e.txt',
      uri: 'a%23b%3Fc%25d%3Ae.txt',
      base: true,
    },
    { name: 'a line end', file: 'a\nb.txt', uri: 'a%0Ab.txt', base: true },
    { name: 'half a pair', file: 'a\ud83d.txt', uri: 'a%EF%BF%BD.txt', base: true },
    { name: 'an absolute path', file: '/x/y z.txt', uri: 'file:///x/y%20z.txt', base: false },
    { name: 'a drive', file: 'C:/x/y.txt', uri: 'file:///C:/x/y.txt', base: false },
  ])('addresses of files: $name', async ({ file, uri, base }) => {
    const [result] = parse(await render('sarif', runOf([{ ...FINDING, file }]))).results;
    expect(result!.locations[0]!.physicalLocation.artifactLocation).toEqual(
      base ? { uri, uriBaseId: '%SRCROOT%' } : { uri },
    );
  });

  test.each(HOSTILE)('stays valid with hostile text: $name', async ({ text }) => {
    const run = parse(await render('sarif', hostileRun(text), RULE_OPTIONS));
    expectIngestible(run);
    const [result] = run.results;
    const { uri } = result!.locations[0]!.physicalLocation.artifactLocation;
    expect(decodeURIComponent(uri)).toBe(text.toWellFormed());
    expect(result!.message.text).not.toMatch(/\]\(/);
    expect(result!.message.text).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
    );
  });

  test('a run without anything is valid', async () => {
    const run = parse(await render('sarif', runOf([]), RULE_OPTIONS));
    expect(run.results).toEqual([]);
    expect(run.invocations[0]!.executionSuccessful).toBe(true);
  });
});
