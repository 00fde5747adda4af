import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { Finding } from '../../src/model/finding.ts';
import type { RunEvent } from '../../src/model/run-event.ts';
import { FINDING, fileReport, HOSTILE, hostileRun, PROBLEM, render, runOf } from './events.ts';

const schemas = ['junit-ant.xsd', 'junit-jenkins.xsd'].map((fileName) => ({
  fileName,
  contents: readFileSync(join(import.meta.dirname, 'schemas', fileName), 'utf8'),
}));

/** Attributes of all elements with this name, in order, as fast-xml-parser reads them. */
function attributesOf(xml: string, element: string): Readonly<Record<string, string>>[] {
  const found: Record<string, string>[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const child of node) visit(child);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    for (const [name, child] of Object.entries(node)) {
      if (name === ':@') continue;
      // What the parser puts beside the children: a table of text by name.
      if (name === element)
        found.push((node as Record<string, Record<string, string>>)[':@'] ?? {});
      visit(child);
    }
  };
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: false,
    trimValues: false,
    htmlEntities: true,
    processEntities: { enabled: true, maxTotalExpansions: 1e6, maxExpandedLength: 1e7 },
  });
  visit(parser.parse(xml));
  return found;
}

/** Well-formed, by libxml2; with schemas, valid under each of them. */
async function expectValid(xml: string, withSchemas: boolean): Promise<void> {
  if (!withSchemas) {
    const result = await validateXML({
      xml: [{ fileName: 'report.xml', contents: xml }],
      normalization: 'format',
    });
    expect(result.errors).toEqual([]);
    return;
  }
  for (const schema of schemas) {
    const result = await validateXML({
      xml: [{ fileName: 'report.xml', contents: xml }],
      schema: [schema],
    });
    expect(result.errors, schema.fileName).toEqual([]);
    expect(result.valid).toBe(true);
  }
}

const WARNING: Finding = { ...FINDING, severity: 'warning', ruleId: 'insult/word' };
const INFO: Finding = { ...FINDING, severity: 'info', ruleId: 'misleading/word' };

function withCleanFile(events: readonly RunEvent[]): readonly RunEvent[] {
  return [...events.slice(0, -1), fileReport('clean.txt'), events.at(-1)!];
}

describe('junit', () => {
  test('a suite a file: findings from warning on fail, an info passes, a problem is in error', async () => {
    const xml = await render('junit', withCleanFile(runOf([FINDING, WARNING, INFO], [PROBLEM])));
    await expectValid(xml, true);
    const suites = attributesOf(xml, 'testsuite');
    expect(
      suites.map(({ name, tests, failures, errors, id }) => [name, tests, failures, errors, id]),
    ).toEqual([
      ['b.json', '1', '0', '1', '0'],
      ['a.txt', '3', '2', '0', '1'],
      ['clean.txt', '1', '0', '0', '2'],
      ['cuilint', '0', '0', '0', '3'],
    ]);
    expect(attributesOf(xml, 'testsuites')).toEqual([{}]);
    expect(attributesOf(xml, 'failure').map(({ type, message }) => [type, message])).toEqual([
      ['error', '“上门”不可使用。'],
      ['warning', '“上门”不可使用。'],
    ]);
    expect(attributesOf(xml, 'error')).toEqual([
      { message: '坏了（请修正）', type: 'INPUT_SYNTAX' },
    ]);
    expect(xml).toContain('一条');
  });

  test('findings that were left out fail, so that no file passes in silence', async () => {
    const xml = await render('junit', runOf([FINDING], [], { summary: { omitted: 4 } }));
    await expectValid(xml, true);
    expect(attributesOf(xml, 'failure').map(({ type }) => type)).toEqual(['error', 'OMITTED']);
  });

  test('an unmasked run says so and fails nothing', async () => {
    const xml = await render('junit', runOf([], [], { start: { mask: 'none' } }), { lang: 'en' });
    await expectValid(xml, true);
    expect(attributesOf(xml, 'failure')).toEqual([]);
    expect(xml).toContain('is not masked');
  });

  test('what is known already is not a failure', async () => {
    const known: Finding = { ...FINDING, state: 'baselined' };
    const xml = await render('junit', runOf([known]), { includesKnown: true });
    expect(attributesOf(xml, 'failure')).toEqual([]);
    expect(attributesOf(xml, 'testcase')).toHaveLength(1);
  });

  test('is valid with hostile text everywhere', async () => {
    const events = HOSTILE.flatMap(({ text }) => hostileRun(text).slice(1, -1));
    const [start, ...rest] = runOf([]);
    const xml = await render('junit', [start!, ...events, ...rest]);
    await expectValid(xml, true);
    expect(attributesOf(xml, 'failure')).toHaveLength(HOSTILE.length);
    expect(attributesOf(xml, 'error')).toHaveLength(HOSTILE.length);
    for (const line of xml.split(/\r\n|[\n\r]/)) expect(line).not.toMatch(/^\s*(?:::|##)/);
  });
});

describe('checkstyle', () => {
  test('files with their errors, each with place, level, text and rule', async () => {
    const xml = await render(
      'checkstyle',
      withCleanFile(runOf([FINDING, WARNING, INFO], [PROBLEM])),
    );
    await expectValid(xml, false);
    expect(attributesOf(xml, 'checkstyle')).toEqual([{ version: '4.3' }]);
    expect(attributesOf(xml, 'file').map(({ name }) => name)).toEqual([
      'b.json',
      'a.txt',
      'clean.txt',
    ]);
    expect(
      attributesOf(xml, 'error').map(({ line, column, severity, source }) => [
        line,
        column,
        severity,
        source,
      ]),
    ).toEqual([
      ['3', '4', 'error', 'cuilint.INPUT_SYNTAX'],
      ['1', '3', 'error', 'cuilint.threat/word'],
      ['1', '3', 'warning', 'cuilint.insult/word'],
      ['1', '3', 'info', 'cuilint.misleading/word'],
    ]);
    expect(attributesOf(xml, 'error')[1]!['message']).toBe(
      '以上门相威胁：“上门”不可使用。\n依据：《测试办法》第一条（据转述，2026-01-01 起施行）\n改写：请与我司联系。',
    );
  });

  test('says what was left out and not masked', async () => {
    const xml = await render(
      'checkstyle',
      runOf([FINDING], [], { start: { mask: 'none' }, summary: { omitted: 4 } }),
    );
    await expectValid(xml, false);
    expect(attributesOf(xml, 'error').map(({ source }) => source)).toEqual([
      'cuilint.UNMASKED',
      'cuilint.threat/word',
      'cuilint.OMITTED',
    ]);
  });

  test.each(HOSTILE)('keeps a hostile file name and text: $name', async ({ text }) => {
    const xml = await render('checkstyle', hostileRun(text));
    await expectValid(xml, false);
    const [file] = attributesOf(xml, 'file');
    // What XML can hold comes back as it was; what it cannot is shown.
    const shown = text.replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udfff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    expect(file!['name']).toBe(shown);
    expect(attributesOf(xml, 'error')).toHaveLength(2);
    for (const line of xml.split(/\r\n|[\n\r]/)) expect(line).not.toMatch(/^\s*(?:::|##)/);
  });
});
