import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EncodingName } from '../../src/model/source.ts';
import { readCsv, readTsv } from '../../src/readers/csv.ts';
import { readHtml } from '../../src/readers/html.ts';
import { readIosStrings } from '../../src/readers/ios-strings.ts';
import { readJson } from '../../src/readers/json.ts';
import { readJsonl } from '../../src/readers/jsonl.ts';
import { createLiteralReader } from '../../src/readers/literals.ts';
import { readMarkdown } from '../../src/readers/markdown.ts';
import { readPo } from '../../src/readers/po.ts';
import { readProperties } from '../../src/readers/properties.ts';
import type { Reader } from '../../src/readers/reader.ts';
import { readFreemarkerFile, readVelocityFile } from '../../src/readers/templates.ts';
import { readText } from '../../src/readers/txt.ts';
import { readXml } from '../../src/readers/xml.ts';
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
  {
    name: 'properties',
    reader: readProperties,
    write: (messages, eol) =>
      messages.map((text, i) => `sms.${i} = ${text.replace(/\\/g, '\\\\')}`).join(eol),
  },
  {
    name: 'java, in two pieces',
    reader: createLiteralReader('java'),
    write: (messages, eol) =>
      messages.map((text) => `  send("${slashed(text)}" // 注${eol}    + "\\u60a8");`).join(eol),
  },
  {
    name: 'java, text blocks',
    reader: createLiteralReader('java'),
    write: (messages, eol) =>
      messages.map((text) => `  s = """${eol}    ${slashed(text)}${eol}    """;`).join(eol),
  },
  {
    name: 'kotlin',
    reader: createLiteralReader('kotlin'),
    write: (messages, eol) =>
      messages.map((text) => `val a = "\${b.c()}" + "${slashed(text)}"`).join(eol),
  },
  {
    name: 'typescript',
    reader: createLiteralReader('javascript'),
    write: (messages, eol) =>
      messages.map((text) => `f('${slashed(text)}' + \`\${g(1)}\\x41\`);`).join(eol),
  },
  {
    name: 'python',
    reader: createLiteralReader('python'),
    write: (messages, eol) =>
      messages.map((text) => `a = (f'{b!r}' '${slashed(text)}'${eol}  '款')`).join(eol),
  },
  {
    name: 'sql',
    reader: createLiteralReader('sql'),
    write: (messages, eol) =>
      messages.map((text) => `SELECT n || '${text.replace(/'/g, "''")}' || m;`).join(eol),
  },
  {
    name: 'php',
    reader: createLiteralReader('php'),
    write: (messages, eol) =>
      ['<?php', ...messages.map((text) => `$a = $b . '${slashed(text)}' . "\\n";`)].join(eol),
  },
  {
    name: 'gettext',
    reader: readPo,
    write: (messages, eol) =>
      messages.map((text) => `msgid "a"${eol}msgstr "x"${eol}  "${slashed(text)}\\n"`).join(eol),
  },
  {
    name: 'ios strings',
    reader: readIosStrings,
    write: (messages, eol) => messages.map((text) => `"k" = "${slashed(text)}";`).join(eol),
  },
  {
    name: 'html',
    reader: readHtml,
    write: (messages, eol) =>
      messages.map((text) => `<p class=a>${eol} &#x60a8;&amp;<b>${text}</b>${eol}</p>`).join(eol),
  },
  {
    name: 'html, an attribute',
    reader: readHtml,
    write: (messages, eol) =>
      messages.map((text) => `<img alt="&amp;${text.replace(/"/g, '&quot;')}">`).join(eol),
  },
  {
    name: 'xml',
    reader: readXml,
    write: (messages, eol) =>
      ['<a>', ...messages.map((text) => `<m>&lt;<![CDATA[${text}]]>&#25910;</m>`), '</a>'].join(
        eol,
      ),
  },
  {
    name: 'android strings',
    reader: readXml,
    write: (messages, eol) =>
      [
        '<resources>',
        ...messages.map(
          (text) => `<string name="a">${eol}  \\n&amp; ${slashed(text)}\\u60a8</string>`,
        ),
        '</resources>',
      ].join(eol),
  },
  {
    name: 'mybatis',
    reader: readXml,
    write: (messages, eol) =>
      [
        '<mapper namespace="a">',
        ...messages.map(
          (text) =>
            `<update id="b">SET a = '${text.replace(/'/g, "''")}' || b, c &lt; #{d}</update>`,
        ),
        '</mapper>',
      ].join(eol),
  },
  {
    name: 'freemarker',
    reader: readFreemarkerFile,
    write: (messages, eol) =>
      messages.map((text) => `<#if a gt 1>\${user.name}${text}</#if><#-- 注 -->`).join(eol),
  },
  {
    name: 'freemarker, html',
    reader: readFreemarkerFile,
    write: (messages, eol) =>
      messages.map((text) => `<p>\${a!"b"}&amp;<#if c>${eol}${text}</#if></p>`).join(eol),
  },
  {
    name: 'velocity',
    reader: readVelocityFile,
    write: (messages, eol) =>
      messages.map((text) => `#if($a.b("c"))$!{d} ${text}#end${eol}## 注`).join(eol),
  },
];

/** As the languages with backslashes write it between quotes of either kind. */
function slashed(text: string): string {
  return text.replace(/["'\\]/g, '\\$&');
}

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
