import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { readHtml } from '../../src/readers/html.ts';
import { readIosStrings } from '../../src/readers/ios-strings.ts';
import { readPo } from '../../src/readers/po.ts';
import type { Reader } from '../../src/readers/reader.ts';
import { readFreemarkerFile, readVelocityFile } from '../../src/readers/templates.ts';
import { readXml } from '../../src/readers/xml.ts';
import { checkPlaces, read, texts } from './read.ts';

interface Row {
  readonly name: string;
  readonly reader: Reader;
  readonly source: string;
  readonly texts: readonly string[];
  readonly keys?: readonly (string | undefined)[];
  /** Places with Chinese that are counted as not judged. */
  readonly unjudged?: number;
}

const HTML: readonly Omit<Row, 'reader'>[] = [
  {
    name: 'a tag within a sentence does not cut it, one of a paragraph does',
    source: '<p>我们会<b>上门</b>催收<p>请<br>回电<li>第一<li>第二',
    texts: ['我们会上门催收', '请\n回电', '第一', '第二'],
  },
  {
    name: 'line ends of the source are layout, those of <pre> are not',
    source: '<p>\n  我们会\n  上门，call\n me </p><pre>甲\n乙</pre>',
    texts: ['我们会上门，call me', '甲\n乙'],
  },
  {
    name: 'character references, known ones only',
    source: '<p>&#x4e0a;&#38376;&nbsp;&lt;催收&gt; &某; &unknown;</p>',
    texts: ['上门\u00a0<催收> &某; &unknown;'],
  },
  {
    name: 'attributes that are seen',
    source:
      '<img alt="甲&quot;"><input placeholder=乙 value=\'丙\'><input type=hidden value="丁"><a title="戊" data-x="己">庚</a>',
    texts: ['甲"', '乙', '丙', '戊', '庚'],
    unjudged: 2,
  },
  {
    name: 'attributes that are read aloud',
    source:
      '<p aria-label="甲" aria-description="乙" aria-valuetext="丙"><i aria-roledescription=丁 aria-placeholder=戊 aria-owns=己>',
    texts: ['甲', '乙', '丙', '丁', '戊'],
    unjudged: 1,
  },
  {
    name: 'scripts, styles and comments are not judged',
    source: '<script>"脚本</p>"</script><style>/* 样式 */</style>上<!-- 注释 -->门<script>没有结束',
    texts: ['上门'],
    unjudged: 4,
  },
  {
    name: 'what is no tag is text',
    source: '金额<上限，a < b，<3 催收 <p title="没有结束',
    texts: ['金额<上限，a < b，<3 催收 <p title="没有结束'],
  },
];

const XML: readonly Omit<Row, 'reader'>[] = [
  {
    name: 'names of elements and attributes are keys',
    source:
      '<a><短信>甲</短信><entry key="k"><value>\n 乙\n 丙 </value></entry><p name="名" value="丁&#x4e0a;" title="戊"/></a>',
    texts: ['甲', '乙丙', '丁上', '戊'],
    keys: ['短信', 'k', '名', 'title'],
    unjudged: 1,
  },
  {
    name: 'CDATA is text, and HTML in it is read as such',
    source:
      '<a><b1><![CDATA[甲 < &amp;\n乙]]></b1><c><![CDATA[<p>上<b>门</b></p><p>丙</p>]]></c></a>',
    texts: ['甲 < &amp;\n乙', '上门', '丙'],
    keys: ['b1', 'c', 'c'],
  },
  {
    name: 'an entity of its own is a placeholder',
    source: '<!DOCTYPE a [<!ENTITY corp "某某"> ]><a>您好&corp;，请还款</a>',
    texts: ['您好{corp}，请还款'],
    unjudged: 1,
  },
  {
    name: 'android: arrays, plurals, quotes, escapes, folded blanks, placeholders of translators',
    source: `<resources><string name="s">"您  好" \\'甲\\'
      \\u4e0a\\n门 &amp; <xliff:g id="n">%1$s</xliff:g></string>
      <string-array name="l"><item>乙</item><item>丙
      丁</item></string-array><plurals name="p"><item quantity="other">戊%d</item></plurals></resources>`,
    texts: ["您  好 '甲' 上\n门 & %1$s", '乙', '丙丁', '戊%d'],
    keys: ['s', 'l[0]', 'l[1]', 'p[other]'],
  },
  {
    name: 'mybatis: literals of the SQL, over dynamic tags and CDATA',
    source: `<mapper namespace="m"><!-- 注 --><insert id="i">INSERT INTO \`t\` VALUES (#{a}, '甲''乙')
      <if test="b == '丙'">, ('丁&quot;', "戊")</if> <![CDATA[ WHERE c < '己' ]]> -- 庚
      </insert></mapper>`,
    texts: ["甲'乙", '丁"', '戊', '己'],
    keys: ['i', 'i', 'i', 'i'],
    unjudged: 3,
  },
  {
    name: 'in a property list of Apple a key is the name of what follows it',
    source:
      '<plist><dict><key>键</key><dict><key>k</key><string>%#@甲@</string><key>one</key><array><string>乙</string></array></dict><key>x</key><string>丙</string></dict></plist>',
    texts: ['%#@甲@', '乙', '丙'],
    keys: ['k', 'one', 'x'],
    unjudged: 1,
  },
];

const FREEMARKER: readonly Omit<Row, 'reader'>[] = [
  {
    name: 'interpolations are placeholders, branches are never one text',
    source: '您好${user.name!"客户"}，<#if a gt 1>我们会<#else>不会</#if>上门。\n第二行',
    texts: ['您好{name}，我们会', '客户', '不会上门。', '第二行'],
  },
  {
    name: 'strings in directives, comments, text that is not parsed',
    source:
      '<#-- 注释 --><#assign a = "甲" + b + "乙"><@send text="丙">丁</@send><#noparse>${戊}</#noparse>',
    texts: ['甲{b}乙', '丙', '丁', '${戊}'],
    unjudged: 1,
  },
  {
    name: 'square brackets',
    source: '[#ftl][#-- 注 --][#if x > 1]甲[#else]乙[/#if]<丙>',
    texts: ['甲', '乙<丙>'],
    unjudged: 1,
  },
  {
    name: 'HTML with directives in its tags',
    source: '<p <#if a>class="x"</#if> title="甲${b}">我们<#if c>会</#if><b>上门</b><#else>乙</p>',
    texts: ['甲{b}', '我们会上门', '乙'],
  },
];

const VELOCITY: readonly Omit<Row, 'reader'>[] = [
  {
    name: 'references are placeholders, branches are never one text',
    source:
      '您好$name，$!{user.realName}，$a.format("甲", $b.c()).d上门。\n#if($x > 1)我们会#else不会#{end}上门 #姓名# #fff',
    texts: ['您好{name}，{realName}，{format}上门。', '甲', '我们会', '不会上门 #姓名# #fff'],
  },
  {
    name: 'comments, strings in directives, text that is not parsed',
    source: '## 注\n#set($a = "甲" + $b)#* 又 *#乙#[[ $c丙 ]]#',
    texts: ['甲{b}', '乙 $c丙'],
    unjudged: 2,
  },
];

const PO: readonly Omit<Row, 'reader'>[] = [
  {
    name: 'translations; what is translated where there is none in Chinese; not the head',
    source: [
      '# 译者',
      'msgid ""',
      'msgstr ""',
      '"Last-Translator: 张某\\n"',
      '',
      'msgctxt "sms"',
      'msgid "visit"',
      'msgstr ""',
      '"上"',
      '  "门\\"\\n"',
      'msgid "还款"',
      'msgstr ""',
      'msgid "中文"',
      'msgid_plural "中文们"',
      'msgstr[0] "甲"',
      'msgstr[1] "乙"',
      '#~ msgid "丙"',
    ].join('\n'),
    texts: ['上门"\n', '还款', '甲', '乙'],
    keys: ['sms', undefined, undefined, undefined],
    unjudged: 5,
  },
];

const STRINGS: readonly Omit<Row, 'reader'>[] = [
  {
    name: 'values, never keys; comments; both kinds of quotes and of codes',
    source: '/* 注 */ "键" = "甲\\"\n乙\\U4e0a";\n// 注\nk = \'丙\'; "u" = "http://a.b/丁"; "v";',
    texts: ['甲"\n乙上', '丙', 'http://a.b/丁'],
    keys: ['键', 'k', 'u'],
    unjudged: 3,
  },
];

const withReader = (format: string, reader: Reader, rows: readonly Omit<Row, 'reader'>[]): Row[] =>
  rows.map((row) => ({ ...row, name: `${format}: ${row.name}`, reader }));

const ROWS = [
  ...withReader('html', readHtml, HTML),
  ...withReader('xml', readXml, XML),
  ...withReader('freemarker', readFreemarkerFile, FREEMARKER),
  ...withReader('velocity', readVelocityFile, VELOCITY),
  ...withReader('gettext', readPo, PO),
  ...withReader('ios', readIosStrings, STRINGS),
];

test.each(ROWS)('$name', ({ reader, source, texts: wanted, keys, unjudged }) => {
  let places = 0;
  const notJudged = (count: number): void => {
    places += count;
  };
  const { segments, problems } = read(reader, source, { notJudged });
  expect(problems).toEqual([]);
  expect(segments.map(({ text }) => text)).toEqual(wanted);
  if (keys !== undefined) expect(segments.map(({ keyPath }) => keyPath)).toEqual(keys);
  expect(places).toBe(unjudged ?? 0);
});

const PIECE = fc.constantFrom(
  '上',
  '门',
  '😀',
  '&amp;',
  '&#x4e0a;',
  '&quot;',
  ' ',
  '\n',
  'a',
  '<b>',
  '</b>',
  '<!-- 注 -->',
  '<![CDATA[<上&]]>',
);

/** What a piece of source stands for, for the pieces above. */
function meant(source: string): string {
  return source
    .replace(/<[^[].*?>/g, '')
    .replace('&amp;', '&')
    .replace('&#x4e0a;', '上')
    .replace('&quot;', '"')
    .replace(/\s+/g, ' ');
}

test.each([
  ['html', readHtml, '<p>', '</p>'],
  ['xml', readXml, '<r>', '</r>'],
])('%s: every unit stands where it came from', (_, reader, open, close) => {
  fc.assert(
    fc.property(fc.array(PIECE, { maxLength: 12 }), (pieces) => {
      const source = `${open}${pieces.join('')}中${close}`;
      for (const segment of read(reader, source).segments)
        checkPlaces(source, segment, (from, value) => meant(from) === value);
    }),
  );
});

test('xml: the characters are those that another parser finds', () => {
  fc.assert(
    fc.property(fc.array(PIECE, { maxLength: 12 }), (pieces) => {
      const source = `<r>${pieces.join('')}中</r>`;
      const parser = new SaxesParser();
      let all = '';
      let isBroken = false;
      const add = (text: string): void => {
        all += text;
      };
      parser.on('text', add);
      parser.on('cdata', add);
      parser.on('error', () => {
        isBroken = true;
      });
      parser.write(source).close();
      const found = read(readXml, source);
      expect(found.problems.length > 0).toBe(isBroken);
      if (isBroken || all.includes('<')) return;
      const plain = (text: string): string => text.replace(/\s/g, '');
      expect(plain(found.segments.map(({ text }) => text).join(''))).toBe(plain(all));
    }),
  );
});

test('broken XML is told once, with its place, and judged as far as it goes', () => {
  const { segments, problems } = read(readXml, '<a>\n<b>甲</c>乙 & 丙</a></b></b>');
  expect(segments.map(({ text }) => text)).toEqual(['甲', '乙 & 丙']);
  expect(problems).toMatchObject([{ code: 'INPUT_SYNTAX', line: 2, column: 5 }]);
});

test('hyphens in a comment and entities declared elsewhere break nothing', () => {
  const { segments, problems } = read(readXml, '<a><!-- -- 甲 ---- -->乙&corp;</a>');
  expect(segments.map(({ text }) => text)).toEqual(['乙{corp}']);
  expect(problems).toEqual([]);
});

test('a line that is no gettext, and a string without an end, are told', () => {
  expect(read(readPo, 'msgid "a"\nmsgstr "甲\n丙\nmsgid "b"\nmsgstr "乙"').problems).toMatchObject([
    { code: 'INPUT_SYNTAX', line: 2 },
    { code: 'INPUT_SYNTAX', line: 3 },
  ]);
  const { segments, problems } = read(readIosStrings, '"a" = "甲";\n"b" = "乙;\n');
  expect(segments.map(({ text }) => text)).toEqual(['甲']);
  expect(problems).toMatchObject([{ code: 'INPUT_SYNTAX', line: 2, column: 7 }]);
});

const TIMES = 100_000;
test.each([
  ['openings of tags', '<a '.repeat(TIMES)],
  ['quotes of attributes', `<a b="<a c='`.repeat(TIMES)],
  ['blanks in a tag', `<a${' '.repeat(TIMES)}`],
  ['comments', '<!--'.repeat(TIMES)],
  ['declarations', '<!doctype "'.repeat(TIMES)],
  ['sections', '<![CDATA['.repeat(TIMES)],
  ['elements without an end', '<div>'.repeat(TIMES)],
  ['ends without a beginning', '</div>'.repeat(TIMES)],
  ['scripts', '<script>'.repeat(TIMES)],
  ['ampersands', '&'.repeat(TIMES)],
  ['entities', `<a>${'&x;'.repeat(TIMES)}</a>`],
  ['interpolations', '${'.repeat(TIMES)],
  ['directives', '<#if '.repeat(TIMES)],
  ['noparse', '<#noparse>'.repeat(TIMES)],
  ['comments of Velocity', '#*#[['.repeat(TIMES)],
  ['calls of Velocity', '$a.b('.repeat(TIMES)],
  ['brackets', '#if(['.repeat(TIMES)],
  ['quotes', '"\\'.repeat(TIMES)],
  ['statements of gettext', 'msgid "\n'.repeat(TIMES)],
])('a hundred thousand %s come to an end', (_, source) => {
  for (const reader of new Set(ROWS.map((row) => row.reader)))
    expect(read(reader, `${source}上门`).problems.length).toBeLessThan(6);
});

test.each([
  ['gettext', readPo, 'msgid "a"\nmsgstr "上"\n\n'],
  ['ios', readIosStrings, '"a" = "上";\n'],
  ['html', readHtml, '<p>上</p>'],
  ['xml', readXml, '<a>上</a>'],
  ['freemarker', readFreemarkerFile, '<p>${a}上</p>'],
  ['velocity', readVelocityFile, '<p>$a 上</p>'],
])(
  '%s: a hundred thousand texts without a blank or an escape are not searched to the end',
  (_, reader, source) => {
    expect(read(reader, source.repeat(TIMES)).segments).toHaveLength(TIMES);
  },
);

test('what holds no Chinese costs no parsing, and tells nothing', () => {
  for (const reader of new Set(ROWS.map((row) => row.reader)))
    expect(read(reader, '<a><b>&</a> msgid "')).toMatchObject({ segments: [], problems: [] });
  expect(texts(readXml, '<a>&#x4e0a;</a>')).toEqual(['上']);
});
