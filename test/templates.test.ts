import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatOf, loadReader } from '../src/readers/registry.ts';
import { type Decoded, decode } from '../src/text/decode.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

/** A place that has to be found in fixtures/templates; `quote` stands once in the file, at line and column. */
interface Expected {
  readonly file: string;
  readonly encoding: string;
  readonly line: number;
  readonly column: number;
  readonly quote: string;
  readonly category: string;
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
    expect(expected).toHaveLength(18);
    const formats = new Set(expected.map(({ file }) => formatOf(file)));
    expect([...formats].sort()).toEqual(['csv', 'json', 'jsonl', 'markdown', 'text', 'yaml']);
  });

  test.each(expected)('$quote stands where the list says', ({ file, ...entry }) => {
    const { text, encoding, damaged } = textOf(`templates/${file}`);
    const line = text.split(/\r\n|\r|\n/)[entry.line - 1] ?? '';
    expect({ encoding, damaged }).toEqual({ encoding: entry.encoding, damaged: 0 });
    expect(line.startsWith(entry.quote, entry.column - 1)).toBe(true);
  });

  test.each(expected)('$quote is read, once, and is not a customer’s', async ({ file, quote }) => {
    const read = await loadReader(formatOf(file) ?? 'text');
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
    expect(texts).toHaveLength(7);
    expect(expected.filter(({ quote }) => texts.some((text) => text.includes(quote)))).toEqual([]);
  });
});
