import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Segment } from '../../src/model/segment.ts';
import { formatOf } from '../../src/readers/registry.ts';
import { decode } from '../../src/text/decode.ts';
import { fileSpan, locate } from '../../src/text/lines.ts';
import { cut, read, readerFor } from './read.ts';

const ROOT = join(import.meta.dirname, '../../fixtures/readers');
const OTHERS = new Set(['csv', 'json', 'jsonl', 'markdown', 'tsv', 'txt', 'yaml']);

/** The lifelike files of string formats, and the syntax that is put where it does not belong. */
const FILES = readdirSync(ROOT)
  .filter((format) => !OTHERS.has(format))
  .flatMap((format) => readdirSync(join(ROOT, format)).map((name) => join(format, name)))
  .filter((name) => formatOf(name) !== undefined)
  .map((name) => ({ name, text: decode(readFileSync(join(ROOT, name)), {}).text }));
const DIRT = fc.constantFrom(
  '"',
  "'",
  '`',
  '"""',
  '\\',
  '<',
  '>',
  '</p>',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '/*',
  '*/',
  '//',
  '#',
  '${',
  '{',
  '}',
  '(',
  ')',
  '<#if ',
  '#set(',
  '$a.b(',
  '<?php ',
  '?>',
  '<<<A\n',
  '+',
  '&',
  ';',
  '\n',
  '\r',
  '\u0000',
  '\u001e',
  '\ud83d',
  '上门',
  '&#x4e0a;',
  '\\u4e0a',
);

/** Every unit lies in the file, in its order, and where it is one unit it is that unit or stands for it. */
function expectSound(text: string, segment: Segment): void {
  const { length } = segment.text;
  let behind = -1;
  for (let i = 0; i < length; i += 1) {
    const span = fileSpan(segment.origin, i, i + 1, length);
    if (span.start < behind || span.end > text.length || span.start >= span.end)
      throw new Error(`unit ${i} of ${JSON.stringify(segment.text)} is at ${JSON.stringify(span)}`);
    if (cut(text, locate(segment.origin, i, i + 1, length)) !== text.slice(span.start, span.end))
      throw new Error(`unit ${i} has another line and column than offset`);
    behind = span.start;
    // A character of Han that stands in the file as it is was never put in the place of something else.
    const unit = segment.text[i]!;
    const source = text.slice(span.start, span.end);
    if (/[\u4e00-\u9fff]/.test(unit) && source.length === 1 && source !== unit)
      throw new Error(`unit ${i} is ${unit}, and ${source} in the file`);
  }
}

test.each(FILES)(
  '$name: cut off anywhere it is read, with sound places',
  async ({ name, text }) => {
    const reader = await readerFor(name)!.load();
    for (let end = 0; end <= text.length; end += 1)
      for (const segment of read(reader, text.slice(0, end)).segments)
        expectSound(text.slice(0, end), segment);
  },
);

test.each(FILES)('$name: with dirt in it it is read, with sound places', async ({ name, text }) => {
  const reader = await readerFor(name)!.load();
  const dirty = fc.array(fc.tuple(fc.nat({ max: text.length }), DIRT), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(dirty, (pieces) => {
      let spoilt = text;
      for (const [at, piece] of pieces) spoilt = spoilt.slice(0, at) + piece + spoilt.slice(at);
      const { segments, problems } = read(reader, spoilt);
      for (const segment of segments) expectSound(spoilt, segment);
      expect(problems.length).toBeLessThan(6);
      for (const { line } of problems) expect(line).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});
