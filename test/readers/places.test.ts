import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EncodingName } from '../../src/model/source.ts';
import { readCsv, readTsv } from '../../src/readers/csv.ts';
import { readJson } from '../../src/readers/json.ts';
import { readJsonl } from '../../src/readers/jsonl.ts';
import { readMarkdown } from '../../src/readers/markdown.ts';
import type { Reader } from '../../src/readers/reader.ts';
import { readText } from '../../src/readers/txt.ts';
import { readYaml } from '../../src/readers/yaml.ts';
import { decode } from '../../src/text/decode.ts';
import { fileSpan, locate } from '../../src/text/lines.ts';
import { encode } from '../text/encode.ts';
import { cut, read } from './read.ts';

const HIT = '上門催收';

/** Each writes messages as a file of its format; the messages hold no line ends. */
const FORMATS: readonly {
  readonly name: string;
  readonly reader: Reader;
  readonly write: (messages: readonly string[], eol: string) => string;
}[] = [
  { name: 'txt', reader: readText, write: (messages, eol) => messages.join(eol) },
  {
    name: 'markdown',
    reader: readMarkdown,
    write: (messages, eol) => messages.map((message) => `- ${message}`).join(eol),
  },
  {
    name: 'json',
    reader: readJson,
    write: (messages, eol) => JSON.stringify({ list: messages }, null, 1).replace(/\n/g, eol),
  },
  {
    name: 'jsonl',
    reader: readJsonl,
    write: (messages, eol) => messages.map((text) => JSON.stringify({ id: '1', text })).join(eol),
  },
  {
    name: 'yaml',
    reader: readYaml,
    write: (messages, eol) =>
      messages.map((message) => `- "${message.replace(/["\\]/g, '\\$&')}"`).join(eol) + eol,
  },
  {
    name: 'csv',
    reader: readCsv,
    write: (messages, eol) =>
      ['id,內容', ...messages.map((message, i) => `${i},"${message.replace(/"/g, '""')}"`)].join(
        eol,
      ),
  },
  {
    name: 'tsv',
    reader: readTsv,
    write: (messages, eol) =>
      ['id\t內容', ...messages.map((message, i) => `${i}\t"${message.replace(/"/g, '""')}"`)].join(
        eol,
      ),
  },
];

const MARKS: Readonly<Record<EncodingName, readonly number[]>> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
  gb18030: [],
  big5: [],
};

const around = fc
  .array(fc.constantFrom('您', '款', '，', '"', '😀', '𠮷', '\\', "'", '1', 'a'), { maxLength: 6 })
  .map((parts) => parts.join(''));
const message = fc
  .tuple(around, around)
  .map(([before, behind]) => `今日${before}${HIT}${behind}还`);

test.each(FORMATS)(
  '$name: in every encoding the place of a hit cuts the hit out of the file',
  ({ reader, write }) => {
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.constantFrom<EncodingName>('utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5'),
        (all, eol, encoding) => {
          // Big5 has neither emoji nor the rare 𠮷; a lone CR ends no line in YAML.
          const messages =
            encoding === 'big5' ? all.map((text) => text.replace(/[😀𠮷还]/gu, '款')) : all;
          const written = write(messages, reader === readYaml && eol === '\r' ? '\n' : eol);
          const bytes = new Uint8Array([...MARKS[encoding], ...encode(written, encoding)]);
          const { text, damaged } = decode(bytes, { encoding });
          expect(damaged).toBe(0);
          expect(text).toBe(written);
          const { segments, problems } = read(reader, text);
          expect(problems).toEqual([]);
          expect(segments).toHaveLength(messages.length);
          for (const segment of segments) {
            const start = segment.text.indexOf(HIT);
            const place = locate(segment.origin, start, start + HIT.length, segment.text.length);
            expect(cut(text, place)).toBe(HIT);
            const span = fileSpan(segment.origin, start, start + HIT.length, segment.text.length);
            expect(text.slice(span.start, span.end)).toBe(HIT);
          }
        },
      ),
      { numRuns: 120 },
    );
  },
);
