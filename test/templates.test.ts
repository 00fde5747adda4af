import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatOf, loadReader } from '../src/readers/registry.ts';
import { type Decoded, decode } from '../src/text/decode.ts';
import { ROOT, run } from './command-line.ts';
import { readerFor } from './readers/read.ts';

const FIXTURES = join(ROOT, 'fixtures');

/** A place that has to be found in fixtures/templates; `quote` stands once in the file, at line and column. */
interface Expected {
  readonly file: string;
  readonly encoding: string;
  readonly line: number;
  readonly column: number;
  readonly quote: string;
  /** Any of these will do: who tells the family threatens, too. */
  readonly categories: readonly string[];
}

// Written by hand beside the texts; the tests below look at every field.
const expected = JSON.parse(
  readFileSync(join(FIXTURES, 'templates-expected.json'), 'utf8'),
) as readonly Expected[];

function textOf(path: string): Decoded {
  return decode(readFileSync(join(FIXTURES, path)), {});
}

describe('the template repository', () => {
  test('holds its violations in every folder and format', () => {
    expect(expected).toHaveLength(26);
    const formats = new Set(expected.map(({ file }) => formatOf(file)));
    expect([...formats].sort()).toEqual(
      'csv freemarker java json jsonl markdown text xml yaml'.split(' '),
    );
  });

  test.each(expected)('$quote stands where the list says', ({ file, ...entry }) => {
    const { text, encoding, damaged } = textOf(`templates/${file}`);
    const line = text.split(/\r\n|\r|\n/)[entry.line - 1] ?? '';
    expect({ encoding, damaged }).toEqual({ encoding: entry.encoding, damaged: 0 });
    expect(line.startsWith(entry.quote, entry.column - 1)).toBe(true);
  });

  test.each(expected)('$quote is read, once, and is not a customer’s', async ({ file, quote }) => {
    const read = await (readerFor(file)?.load() ?? loadReader('text'));
    const texts = [
      ...read({ id: file, text: textOf(`templates/${file}`).text }, { timezone: 'Asia/Shanghai' }),
    ]
      .filter((event) => event.type === 'segment')
      .filter(({ text }) => text.includes(quote));
    expect(texts).toHaveLength(1);
    expect(['collector', undefined]).toContain(texts[0]?.meta.speaker);
  });

  test('the clean folder has none of its violations', () => {
    const files = readdirSync(join(FIXTURES, 'templates-clean'), {
      recursive: true,
      encoding: 'utf8',
    });
    const texts = files
      .filter((path) => formatOf(path) !== undefined)
      .map((path) => textOf(`templates-clean/${path}`).text);
    expect(texts).toHaveLength(11);
    expect(expected.filter(({ quote }) => texts.some((text) => text.includes(quote)))).toEqual([]);
  });
});

/** What the tests below read of a JSON report. */
interface Report {
  readonly coverage: {
    readonly files: number;
    readonly encodings: Readonly<Record<string, number>>;
  };
  readonly problems: readonly { readonly file: string; readonly code: string }[];
  readonly findings: readonly {
    readonly category: string;
    readonly severity: string;
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
    readonly excerpt: string;
  }[];
}

async function check(folder: string): Promise<{ readonly code: number; readonly report: Report }> {
  const { code, stdout } = await run(['check', `fixtures/${folder}`, '--format', 'json']);
  // The shape is held by the tests of the reporter; a wrong one fails here as well.
  return { code, report: JSON.parse(stdout) as Report };
}

/** Does the finding touch the quote? Half-open on both sides; a quote never crosses a line. */
function touches(finding: Report['findings'][number], entry: Expected): boolean {
  if (finding.file !== `fixtures/templates/${entry.file}`) return false;
  const end = entry.column + entry.quote.length;
  const startsBefore =
    finding.line < entry.line || (finding.line === entry.line && finding.column < end);
  const endsAfter =
    finding.endLine > entry.line ||
    (finding.endLine === entry.line && finding.endColumn > entry.column);
  return startsBefore && endsAfter;
}

describe('check fixtures/templates', async () => {
  const { code, report } = await check('templates');
  // Those in workbooks and documents are looked at in templates-office.test.ts.
  const texts = report.findings.filter(({ file }) => !/\.(?:xlsx|docx)$/.test(file));

  test('ends with exit code 1, every file read in its encoding', () => {
    expect(code).toBe(1);
    expect(report.problems).toEqual([]);
    expect(report.coverage.encodings).toEqual({ big5: 1, gb18030: 1, 'utf-16le': 1, 'utf-8': 15 });
  });

  test.each(expected)('finds $quote', (entry) => {
    const hits = report.findings.filter((finding) => touches(finding, entry));
    const categories = hits.map(({ category }) => category);
    expect(categories.filter((category) => entry.categories.includes(category))).not.toEqual([]);
  });

  test('flags nothing else', () => {
    const flagged = texts.filter(({ severity }) => severity !== 'info');
    const others = flagged.filter((finding) => !expected.some((entry) => touches(finding, entry)));
    expect(others.map(({ file, line, excerpt }) => ({ file, line, excerpt }))).toEqual([]);
  });

  test('cuts every excerpt that stands on one line out of the file', () => {
    const oneLine = texts.filter(({ line, endLine }) => line === endLine);
    const cut = oneLine.map(({ file, line, column, endColumn }) => {
      const lines = textOf(file.slice('fixtures/'.length)).text.split(/\r\n|\r|\n/);
      return lines[line - 1]?.slice(column - 1, endColumn - 1);
    });
    expect(cut).toEqual(oneLine.map(({ excerpt }) => excerpt));
    expect(cut.length).toBeGreaterThanOrEqual(expected.length);
  });
});

describe('the other two folders', () => {
  test('templates-clean ends with exit code 0 and nothing to show', async () => {
    const { code, report } = await check('templates-clean');
    expect({ code, findings: report.findings, problems: report.problems }).toEqual({
      code: 0,
      findings: [],
      problems: [],
    });
  });

  test('templates-broken ends with exit code 2, each broken file named, the sound one judged', async () => {
    const { code, report } = await check('templates-broken');
    const named = new Set(report.problems.map(({ file, code }) => `${code} ${file.split('/')[2]}`));
    expect(code).toBe(2);
    expect([...named].sort()).toEqual([
      'INPUT_ENCODING truncated.txt',
      'INPUT_SYNTAX bad-indent.yaml',
      'INPUT_SYNTAX truncated.json',
      'INPUT_SYNTAX unclosed-quote.csv',
    ]);
    expect(report.findings.map(({ file }) => file)).toContain(
      'fixtures/templates-broken/readable.txt',
    );
  });
});
