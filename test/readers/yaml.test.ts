import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { readAnyYaml, readYaml } from '../../src/readers/yaml.ts';
import { readPlainYaml } from '../../src/readers/yaml-plain.ts';
import { locate } from '../../src/text/lines.ts';
import { value as anyText } from './arbitrary.ts';
import { checkPlaces, cut, read, texts } from './read.ts';

/** A unit comes from itself, from an escape, or from a folded stretch of line ends and blanks. */
function decodes(source: string, value: string): boolean {
  if (source === value) return true;
  if (/^[ \t\r\n]+$/.test(source) && source.includes('\n')) return /^( |\n+)$/.test(value);
  if (source === "''") return value === "'";
  return source.startsWith('\\') && parse(`"${source}"`) === value;
}

describe('values and key paths', () => {
  test('strings of all styles, never keys', () => {
    const text = [
      '标题键: 请还款',
      "single: '他说''上门'''",
      'double: "上\\u95e8\\t催收"',
      'plain: 第一行',
      '  第二行',
      '',
      '  第三行',
      'literal: |',
      '  一',
      '    二',
      'folded: >-',
      '  三',
      '  四',
      '',
      '  五',
      'reminders:',
      '  - id: a1',
      '    body: 您好',
      '  - 裸的',
      'flow: {x: [甲, "乙"]}',
      'number: 12',
      '',
    ].join('\n');
    expect(read(readYaml, text).segments.map((segment) => [segment.keyPath, segment.text])).toEqual(
      [
        ['标题键', '请还款'],
        ['single', "他说'上门'"],
        ['double', '上门\t催收'],
        ['plain', '第一行 第二行\n第三行'],
        ['literal', '一\n  二\n'],
        ['folded', '三 四\n五'],
        ['reminders[0].body', '您好'],
        ['reminders[1]', '裸的'],
        ['flow.x[0]', '甲'],
        ['flow.x[1]', '乙'],
      ],
    );
  });

  test('a hit over a folded line end cuts both lines', () => {
    const text = 'a: >\r\n  我们会上\r\n  门催收\r\n';
    const [segment] = read(readYaml, text).segments;
    expect(segment?.text).toBe('我们会上 门催收\n');
    const place = locate(segment!.origin, 3, 6, segment!.text.length);
    expect(place).toEqual({ line: 2, column: 6, endLine: 3, endColumn: 4 });
    expect(cut(text, place)).toBe('上\r\n  门');
  });

  test('metadata of siblings, documents, anchors', () => {
    const text =
      'kind: sms\nchannel: SMS\nmessages:\n  - &a {text: 请还款, id: m1, speaker: 客户}\n  - *a\n---\ntemplate: 再次提醒\n';
    const { segments, problems } = read(readYaml, text);
    expect(problems).toEqual([]);
    expect(segments.map((segment) => [segment.text, segment.meta])).toEqual([
      [
        '请还款',
        { kind: 'sms', kindKnown: true, channel: 'sms', recordId: 'm1', speaker: 'customer' },
      ],
      ['再次提醒', { kind: 'sms', kindKnown: false }],
    ]);
  });

  test('--fields', () => {
    expect(
      texts(readYaml, 'a: {body: 请还款, note: 备忘}\nbody: [再见]\n', { fields: ['body'] }),
    ).toEqual(['请还款', '再见']);
  });

  test.each([
    { name: 'empty', text: '' },
    { name: 'comments', text: '# 上门催收\n' },
    { name: 'null', text: 'a:\n' },
    { name: 'blank value', text: 'a: "  "\n' },
  ])('nothing in $name', ({ text }) => {
    expect(read(readYaml, text)).toEqual({ segments: [], problems: [], columns: [] });
  });
});

describe('broken and hostile', () => {
  test.each([
    { name: 'quote without end', text: 'a: 请还款\nb: "上门\n', line: 3 },
    { name: 'bad indentation', text: 'a:\n  - 请还款\n b: 上门\n', line: 3 },
    { name: 'tab', text: 'a: 请还款\nb:\n\t- 上门\n', line: 3 },
    { name: 'unclosed flow', text: 'a: 请还款\nb: [上门, 催收\n', line: 3 },
  ])('$name: line and column, and the rest judged', ({ text, line }) => {
    const { segments, problems } = read(readYaml, text);
    expect(problems[0]).toMatchObject({ code: 'INPUT_SYNTAX', line });
    expect(problems[0]?.column).toBeGreaterThan(0);
    expect(segments[0]?.text).toBe('请还款');
  });

  test('an alias bomb is not expanded', () => {
    const lines = ['a0: &a0 [炸弹]'];
    for (let i = 1; i < 30; i += 1)
      lines.push(`a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ')}]`);
    // Expanded it would fill the memory.
    expect(texts(readYaml, lines.join('\n'))).toEqual(['炸弹']);
  });

  test.each([
    { name: 'lists', text: '['.repeat(100_000) },
    { name: 'maps', text: '{a: '.repeat(100_000) },
    { name: 'blocks', text: `${'- '.repeat(100_000)}x` },
  ])('100,000 deep: $name', ({ text }) => {
    const { segments, problems } = read(readYaml, text);
    expect(problems).toMatchObject([{ code: 'INPUT_TOO_LARGE', line: 1 }]);
    expect(segments).toEqual([]);
  });

  test('a duplicate key hides nothing', () => {
    expect(texts(readYaml, 'a: 请还款\na: 上门\n')).toEqual(['请还款', '上门']);
  });
});

const text = anyText.map((item) => item.replace(/[\u2028\u200b]/g, '-').replace(/\r/g, ''));

test('any value in any style comes back as the package reads it, and each unit from its place', () => {
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('BLOCK_LITERAL', 'BLOCK_FOLDED', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'PLAIN'),
      fc.constantFrom(0, 12, 40),
      fc.boolean(),
      (values, defaultStringType, lineWidth, crlf) => {
        const plain = stringify(
          { list: values },
          { defaultStringType: defaultStringType as 'PLAIN', lineWidth, minContentWidth: 0 },
        );
        const source = crlf ? plain.replace(/\n/g, '\r\n') : plain;
        const { segments, problems } = read(readYaml, source);
        expect(problems).toEqual([]);
        const oracle: { list: unknown[] } = parse(source);
        const kept = oracle.list.filter(
          (item): item is string => typeof item === 'string' && item.trim() !== '',
        );
        expect(segments.map((segment) => segment.text)).toEqual(kept);
        for (const segment of segments) checkPlaces(source, segment, decodes);
      },
    ),
    { numRuns: 300 },
  );
});

test('odd block scalars: indentation, chomping, deeper lines', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('|', '>', '|-', '>-', '|+', '>+', '|2', '>2-'),
      fc.array(
        fc.tuple(
          fc.constantFrom('  ', '    ', '  \t'),
          fc.constantFrom('催', '', 'x y', '- a', '# b'),
        ),
        { minLength: 1, maxLength: 8 },
      ),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (header, lines, eol, ends) => {
        const source = `a: ${header} # 说明${eol}${lines.map(([indent, words]) => (words === '' ? '' : indent + words)).join(eol)}${ends ? `${eol}b: 1${eol}` : eol}`;
        let oracle: { a: string };
        try {
          oracle = parse(source);
        } catch {
          return;
        }
        const { segments } = read(readYaml, source, { fields: ['a'] });
        expect(segments.map((segment) => segment.text)).toEqual(
          oracle.a.trim() === '' ? [] : [oracle.a],
        );
        for (const segment of segments) checkPlaces(source, segment, decodes);
      },
    ),
    { numRuns: 300 },
  );
});

const linePiece = fc.constantFrom(
  ...[
    '- ',
    '-',
    '-  ',
    'a:',
    'a: ',
    '标题: ',
    'id: ',
    'sentAt: ',
    'recipient: ',
    'kind: ',
    'x y: ',
    ': ',
  ],
  ...[
    '催收',
    '上门，明天',
    '"还款"',
    "'还''款'",
    '"a\\n\\"b"',
    '"\\u4e0a"',
    '"未关',
    "'",
    '12',
    '1.',
    '1e5',
    '0x1F',
  ],
  ...[
    '2026-01-02 10:00',
    'null',
    'True',
    'sms',
    '~',
    '',
    ' ',
    '#',
    ' # 注',
    'http://a.cn',
    '甲: 乙',
    '完:',
  ],
  ...[
    '---',
    '...',
    '--- ',
    '|',
    '>-',
    '[甲]',
    '{a: 乙}',
    '&a 甲',
    '*a',
    '!!str 1',
    '? ',
    '%',
    '@',
    '\t',
    '\r',
  ],
);
const oddLine = fc.array(linePiece, { maxLength: 4 }).map((pieces) => pieces.join(''));
const scalar = fc.constantFrom(
  ...[
    '催收',
    '上门，明天 ',
    '"还款，"',
    "'还''款'",
    '"a\\n\\"b"  ',
    '12',
    '1.',
    '1e5',
    '0x1F',
    'm1',
    'sms',
    '',
  ],
  ...[
    '2026-01-02 10:00',
    'null',
    'True',
    'http://a.cn',
    '【一】二[三]{四}',
    '400-1',
    '""',
    "''",
    '一 二',
  ],
);
const key = fc.constantFrom('a', '标题', 'id', 'sentAt', 'recipient', 'kind', 'name', 'a.b-c', '_');
type Lines = readonly string[];
const indented = (lines: Lines, by: number): Lines => lines.map((line) => ' '.repeat(by) + line);
/** The lines of a map or a list, well formed but for what an odd line and an odd indentation do to them. */
const { block } = fc.letrec<{ block: Lines; map: Lines; list: Lines; entry: Lines; item: Lines }>(
  (tie) => ({
    block: fc.oneof(tie('map'), tie('list')),
    map: fc.array(tie('entry'), { minLength: 1, maxLength: 3 }).map((all) => all.flat()),
    list: fc.array(tie('item'), { minLength: 1, maxLength: 3 }).map((all) => all.flat()),
    entry: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.tuple(key, scalar).map(([name, value]) => [`${name}: ${value}`]),
      fc
        .tuple(key, fc.constantFrom(2, 2, 4, 1), tie('block'))
        .map(([name, by, lines]) => [`${name}:`, ...indented(lines, by)]),
      fc.tuple(key, tie('list')).map(([name, lines]) => [`${name}:`, ...lines]),
    ),
    item: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar.map((value) => [`- ${value}`]),
      fc
        .tuple(fc.constantFrom('- ', '-   '), tie('map'))
        .map(([dash, lines]) => [`${dash}${lines[0]}`, ...indented(lines.slice(1), dash.length)]),
    ),
  }),
);
const change = fc.tuple(
  fc.nat(12),
  fc.oneof(oddLine, fc.constantFrom('# 注', '', '---', '  ')),
  fc.nat(4),
  fc.boolean(),
);
const yamlLines = fc.tuple(block, fc.array(change, { maxLength: 2 })).map(([lines, changes]) => {
  const changed = [...lines];
  for (const [at, line, indent, replaces] of changes)
    changed.splice(at, replaces ? 1 : 0, ' '.repeat(indent) + line);
  return changed;
});

test('plain files are read as the package reads them', () => {
  let plain = 0;
  fc.assert(
    fc.property(yamlLines, fc.constantFrom('\n', ''), (lines, last) => {
      const source = lines.join('\n') + last;
      if (readPlainYaml(source) !== undefined) plain += 1;
      expect(read(readYaml, source)).toEqual(read(readAnyYaml, source));
    }),
    { numRuns: 1500 },
  );
  expect(plain).toBeGreaterThan(500);
});

test('what is plain, and what is left to the package', () => {
  const isPlain = (text: string): boolean => readPlainYaml(text) !== undefined;
  for (const text of [
    'reminders:\n  - body: "您好，请还款。"\n    渠道: 短信\n',
    '---\n# 注\na:\n- 一\n- 二\n\nb: 2026-01-02 10:00\nc:',
  ])
    expect(isPlain(text), text).toBe(true);
  for (const text of [
    ...['', 'a', 'a: |\n  一\n', 'a: 一\n  二\n', 'a: [一]\n', 'a: "一\n  二"\n', 'a: &x 一\n'],
    ...[
      'a: 一\r\n',
      'a: 一: 二\n',
      'a: 一\n---\nb: 二\n',
      'a: "\\u4e00"\n',
      'a:\n    b: 一\n  c: 二\n',
    ],
  ])
    expect(isPlain(text), text).toBe(false);
});

describe('templates for YAML', () => {
  test.each([
    {
      name: 'directives on lines of their own, those of Helm',
      text: 'metadata:\n  labels:\n    {{- include "x" . | nindent 4 }}\n{{- if .Values.x }}\nbody: 我们上门\n{{- end }}\n',
      found: ['我们上门'],
    },
    {
      name: 'those of Jinja, over lines, and remarks',
      text: '{# 注\n释 #}\n{% for x in y %}\n- intro: "{{ x }}"\n  text: 我们上门\n{% endfor %}\n',
      found: ['{{ x }}', '我们上门'],
    },
    {
      name: 'values and keys that begin with one',
      text: 'a: {{ name }}我们上门\n{{ key }}: {{ x | default "a: b" }}\nb: 请还款\n',
      found: ['{{ name }}我们上门', '{{ x | default "a: b" }}', '请还款'],
    },
    {
      name: 'within a block of text',
      text: 'x: {{ y }}z\nbody: |\n    您好\n{{- if .x }}\n    上门\n{{- end }}\nc: 请还款\n',
      found: ['{{ y }}z', '您好\n{{- if .x }}\n上门\n{{- end }}\n', '请还款'],
    },
    {
      name: 'at the head of a block of text',
      text: '{{- if .x }}\na: |-\n      {{- range .y }}\n  {{- if .z\n  }}{{ x }}\n    我们\n    {{- end }}\n    上门\n{{- end }}\nb: >- # 注\r\n\r\n   {{ x }}\r\n  请还款\r\n',
      found: ['我们\n{{- end }}\n上门\n{{- end }}', '请还款'],
    },
  ])('$name', ({ text, found }) => {
    const { segments, problems } = read(readYaml, text);
    expect(problems).toEqual([]);
    expect(segments.map((segment) => segment.text)).toEqual(found);
    const last = segments.at(-1)!;
    expect(cut(text, locate(last.origin, 0, last.text.length, last.text.length))).toBe(last.text);
  });

  test('the Chinese of a directive is counted, and broken YAML stays broken', () => {
    let count = 0;
    const notJudged = (places: number) => {
      count += places;
    };
    const text = '{{ if eq .x "上门" }}\na: 请还款\n{{ end }}\nb: [一\n';
    const { segments, problems } = read(readYaml, text, { notJudged });
    expect(segments.map(({ text: words }) => words)).toEqual(['请还款', '一']);
    expect(problems.length).toBeGreaterThan(0);
    expect(count).toBe(1);
  });
});
