import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Segment } from '../src/model/segment.ts';
import { ROOT, run } from './command-line.ts';
import { readOffice } from './readers/office.ts';

/** A place that has to be found in a workbook or document of fixtures/templates; `column` is that of the quote. */
interface Expected {
  readonly file: string;
  readonly sheet: string | null;
  readonly cell: string | null;
  readonly part: string | null;
  readonly paragraph: number | null;
  readonly column: number;
  readonly quote: string;
  readonly categories: readonly string[];
}

// Written by hand beside test/generate/office-templates.mjs; the tests below look at every field.
const expected = JSON.parse(
  readFileSync(join(ROOT, 'fixtures/templates-office-expected.json'), 'utf8'),
) as readonly Expected[];
const FILES = [...new Set(expected.map(({ file }) => file))];

interface Found extends Omit<Expected, 'quote' | 'categories'> {
  readonly category: string;
  readonly severity: string;
  readonly line: number;
  readonly endColumn: number;
  readonly excerpt: string;
}

/** The text of the cell or paragraph that a place names. */
function textAt(
  segments: readonly Segment[],
  place: Pick<Expected, 'sheet' | 'cell' | 'part' | 'paragraph'>,
): string {
  const segment = segments.find(
    ({ place: own }) =>
      (own?.sheet ?? null) === place.sheet &&
      (own?.cell ?? null) === place.cell &&
      (own?.part ?? null) === place.part &&
      (own?.paragraph ?? null) === place.paragraph,
  );
  if (segment === undefined) throw new Error(`nothing stands at ${JSON.stringify(place)}`);
  const { origin, text } = segment;
  return ' '.repeat(origin.start - origin.lineStart) + text;
}

const read = new Map<string, readonly Segment[]>(
  await Promise.all(
    FILES.map(async (file) => {
      const bytes = readFileSync(join(ROOT, 'fixtures/templates', file));
      const { segments, problems } = await readOffice(bytes, file);
      expect(problems).toEqual([]);
      return [`fixtures/templates/${file}`, segments] as const;
    }),
  ),
);

async function report(
  ...options: readonly string[]
): Promise<{ readonly code: number; readonly stdout: string }> {
  return run(['check', ...FILES.map((file) => `fixtures/templates/${file}`), ...options]);
}

describe('the workbook and the document of the template repository', async () => {
  const { code, stdout } = await report('--format', 'json');
  // The shape is held by the tests of the reporter; a wrong one fails here as well.
  const { findings, problems } = JSON.parse(stdout) as {
    readonly findings: readonly Found[];
    readonly problems: readonly unknown[];
  };

  test('are read to their end, and end with exit code 1', () => {
    expect({ code, problems }).toEqual({ code: 1, problems: [] });
  });

  test.each(expected)('$quote stands where the list says', (entry) => {
    const text = textAt(read.get(`fixtures/templates/${entry.file}`)!, entry);
    expect(text.startsWith(entry.quote, entry.column - 1)).toBe(true);
  });

  const hitsOf = (entry: Expected): readonly Found[] =>
    findings.filter(
      (found) =>
        found.file === `fixtures/templates/${entry.file}` &&
        found.sheet === entry.sheet &&
        found.cell === entry.cell &&
        found.part === entry.part &&
        found.paragraph === entry.paragraph &&
        found.column < entry.column + entry.quote.length &&
        found.endColumn > entry.column,
    );

  test.each(expected)('finds $quote', (entry) => {
    const categories = hitsOf(entry).map(({ category }) => category);
    expect(categories.filter((category) => entry.categories.includes(category))).not.toEqual([]);
  });

  test('flags nothing else: neither what was deleted, nor remarks, nor customers', () => {
    const known = new Set(expected.flatMap(hitsOf));
    const others = findings.filter((found) => found.severity !== 'info' && !known.has(found));
    expect(others.map(({ file, excerpt }) => ({ file, excerpt }))).toEqual([]);
  });

  test('cuts every excerpt out of its cell or paragraph', () => {
    const cut = findings.map((found) =>
      textAt(read.get(found.file)!, found).slice(found.column - 1, found.endColumn - 1),
    );
    expect(cut).toEqual(findings.map(({ excerpt }) => excerpt));
  });

  test.each([
    ['stylish', /ledger\.xlsx › 逾期短信!E5\n {2}第 \d+ 字/],
    ['stylish', /outbound\.docx › 表格 T1!B3 · 第 \d+ 段\n/],
    ['compact', /ledger\.xlsx:5:\d+: error: 逾期短信!E5 \| /],
    ['csv', /"逾期短信!E5","5","\d+"/],
    ['markdown', /ledger\.xlsx › 逾期短信&#33;E5<\/code>/],
    ['sarif', /"logicalLocations":\[\{"fullyQualifiedName":"逾期短信!E5","kind":"element"\}\]/],
    ['junit', /位置：逾期短信!E5/],
    ['github', /位置：逾期短信!E5/],
    ['json', /"sheet":"停用","cell":"B2"/],
  ])('%s says where, as a person looks for it', async (format, pattern) => {
    expect((await report('--format', format, '--no-color')).stdout).toMatch(pattern);
  });
});
