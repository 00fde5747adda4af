import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../cli/harness.ts';
import { encode } from '../text/encode.ts';

/** A place as a format gives it; `bytes` where its columns count UTF-8 bytes; no end where it knows none. */
interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly bytes?: true;
}

type Read = (report: string) => readonly Place[];

function objects(text: string): readonly Record<string, string>[] {
  return [...text.matchAll(/<error ([^>]*)\/>/g)].map(([, attributes]) => {
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
    return parser.parse(`<a ${attributes}/>`).a;
  });
}

function placesOfCompact(text: string): readonly Place[] {
  return [...text.matchAll(/^f\.\w+:(\d+):(\d+): (?:error|warning|info): /gm)].map(
    ([, line, column]) => ({
      line: Number(line),
      column: Number(column),
    }),
  );
}

/** How an independent reader finds the places in a report. */
const READERS: readonly { readonly format: string; readonly read: Read }[] = [
  { format: 'compact', read: placesOfCompact },
  {
    format: 'sarif',
    read: (text) =>
      JSON.parse(text).runs[0].results.map(
        ({
          locations,
        }: {
          locations: { physicalLocation: { region: Record<string, number> } }[];
        }) => {
          const { startLine, startColumn, endLine, endColumn } =
            locations[0]!.physicalLocation.region;
          return { line: startLine, column: startColumn, endLine, endColumn };
        },
      ),
  },
  {
    format: 'checkstyle',
    read: (text) =>
      objects(text).map(({ line, column }) => ({ line: Number(line), column: Number(column) })),
  },
  {
    format: 'junit',
    read: (text) =>
      [...text.matchAll(/<testcase name="(\d+):(\d+) \w+\/word /g)].map(([, line, column]) => ({
        line: Number(line),
        column: Number(column),
      })),
  },
  {
    format: 'github',
    read: (text) =>
      [...text.matchAll(/,line=(\d+),endLine=(\d+),col=(\d+),endColumn=(\d+)::/g)].map((match) => ({
        line: Number(match[1]),
        endLine: Number(match[2]),
        column: Number(match[3]),
        endColumn: Number(match[4]),
      })),
  },
  {
    format: 'gitlab',
    read: (text) =>
      JSON.parse(text).map(
        ({
          location,
        }: {
          location: { positions: Record<'begin' | 'end', { line: number; column: number }> };
        }) => {
          const { begin, end } = location.positions;
          return {
            line: begin.line,
            column: begin.column,
            endLine: end.line,
            endColumn: end.column,
          };
        },
      ),
  },
  {
    format: 'rdjsonl',
    read: (text) =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const { start, end } = JSON.parse(line).location.range;
          return {
            line: start.line,
            column: start.column,
            endLine: end.line,
            endColumn: end.column,
            bytes: true,
          };
        }),
  },
  {
    format: 'markdown',
    read: (text) =>
      [...text.matchAll(/<code>f\.\w+&#58;(\d+)&#58;(\d+)<\/code>/g)].map(([, line, column]) => ({
        line: Number(line),
        column: Number(column),
      })),
  },
  {
    format: 'csv',
    read: (text) =>
      parseCsv<Record<string, string>>(text, { bom: true, columns: true }).map((row) => ({
        line: Number(row['行']),
        column: Number(row['列']),
        endLine: Number(row['结束行']),
        endColumn: Number(row['结束列']),
      })),
  },
];

const WORD = '上门';

/** Cuts a place out of the decoded source. Lines end at LF, CRLF and CR. */
function cut(source: string, place: Place): string {
  const lines = source.split(/(?<=\r\n|\n|\r(?!\n))/);
  const offsetOf = (line: number, column: number): number => {
    const text = lines[line - 1]!;
    const units = place.bytes
      ? Buffer.from(text)
          .subarray(0, column - 1)
          .toString().length
      : column - 1;
    return lines.slice(0, line - 1).join('').length + units;
  };
  const start = offsetOf(place.line, place.column);
  // A format without ends is held to its start.
  const end =
    place.endLine === undefined ? start + WORD.length : offsetOf(place.endLine, place.endColumn!);
  return source.slice(start, end);
}

const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const;

/** Both byte-order marks of UTF-16, since without one short texts may be taken for something else. */
function bytesOf(text: string, encoding: (typeof ENCODINGS)[number], hasMark: boolean): Uint8Array {
  return encode(hasMark || encoding.startsWith('utf-16') ? `\ufeff${text}` : text, encoding);
}

describe('the text cut out of the source by the reported place is the excerpt', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cuilint-places-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const check = async (
    file: string,
    source: string,
    bytes: Uint8Array,
    hits: number,
  ): Promise<void> => {
    writeFileSync(join(folder, file), bytes);
    const formats = READERS.flatMap(({ format }) => ['--format', `${format}:${format}.out`]);
    const { stderr } = await run([file, ...formats], { cwd: folder });
    expect(stderr).toBe('');
    for (const { format, read } of READERS) {
      const places = read(readFileSync(join(folder, `${format}.out`), 'utf8'));
      expect(places, format).toHaveLength(hits);
      for (const place of places) expect(cut(source, place), format).toBe(WORD);
    }
  };

  // GB18030 is told from UTF-8 and Big5 by reading Chinese: the filling is Chinese.
  const filling = '尊敬的客户您好，您的账单已经到期，请按时还款。';
  const before = ['', '😀', '👨‍👩‍👧', '\t', '𠮷\t😀', 'é', 'a\tb'];
  const table = ENCODINGS.flatMap((encoding) =>
    (['\n', '\r\n', '\r'] as const).map((end) => ({ encoding, end, name: JSON.stringify(end) })),
  );

  test.each(table)('lines in $encoding, ending in $name', async ({ encoding, end }) => {
    const source = before.map((text) => `${filling}${text}我们${WORD}找你`).join(end) + end;
    await check('f.txt', source, bytesOf(source, encoding, false), before.length);
  });

  test.each(table)('records in $encoding, ending in $name', async ({ encoding, end }) => {
    const rows = before.map((text, index) => `${index},"${filling}${text}""我们""${WORD}"`);
    const source = ['编号,内容', ...rows, ''].join(end);
    await check('f.csv', source, bytesOf(source, encoding, false), before.length);
  });

  test.each([
    {
      file: 'f.java',
      write: (text: string) => `  s("${text}我们" // 注\n    + "\\u6211${WORD}");`,
    },
    { file: 'f.tsx', write: (text: string) => `x = <p a="b">${text}{c}<b>${WORD}</b></p>;` },
    { file: 'f.py', write: (text: string) => `s(f'{a!r}${text}' r'\\n${WORD}')` },
    { file: 'f.php', write: (text: string) => `<p>${text}<?= $a . "b" ?>${WORD}</p>` },
    { file: 'f.po', write: (text: string) => `msgid "a"\nmsgstr ""\n"${text}\\n"\n"${WORD}"\n` },
    { file: 'f.html', write: (text: string) => `<p>${text}&nbsp;<b>&amp;${WORD}</b>` },
    { file: 'f.ftl', write: (text: string) => `<#if a gt 1>${text}\${b!"c"}${WORD}</#if>` },
    { file: 'f.vm', write: (text: string) => `#if($a)${text}$!{b.c("d")}${WORD}#end` },
  ])(
    'source strings in $file, escapes, tags and expressions before the hit',
    async ({ file, write }) => {
      const source = before.map((text) => write(`${filling}${text}`)).join('\r\n');
      await check(file, source, bytesOf(source, 'utf-8', true), before.length);
      const utf16 = before.map((text) => write(`${filling}${text}`)).join('\n');
      await check(file, utf16, bytesOf(utf16, 'utf-16le', true), before.length);
    },
  );

  test('values of YAML, escapes before the hit', async () => {
    const source = before
      .map(
        (text, index) =>
          `k${index}: "${filling}${text.replaceAll('\t', '\\t')}\\u6211\\"${WORD}"\n`,
      )
      .join('');
    await check('f.yaml', source, bytesOf(source, 'utf-8', true), before.length);
  });

  test('whatever stands before it', async () => {
    const part = fc.constantFrom('😀', '𠮷', '\t', 'é', 'a', '，', '客户', '\u0301', '👍🏽');
    const line = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...ENCODINGS),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        async (lines, encoding, end, hasMark) => {
          const source = lines.map((text) => `${filling}${text}${WORD}。`).join(end);
          await check('f.txt', source, bytesOf(source, encoding, hasMark), lines.length);
        },
      ),
      { numRuns: 40 },
    );
  });
});
