import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMarkdown } from '../../src/readers/markdown.ts';
import type { Reader } from '../../src/readers/reader.ts';
import { formatOf, loadReader } from '../../src/readers/registry.ts';
import { readText } from '../../src/readers/txt.ts';
import { readCast } from '../../src/text/cast.ts';
import { locate } from '../../src/text/lines.ts';
import { value as anyText } from './arbitrary.ts';
import { checkPlaces, cut, read, readerFor, texts } from './read.ts';

type Row = readonly [string, string | undefined, string | undefined, boolean | undefined];

function rows(reader: Reader, text: string): Row[] {
  return read(reader, text).segments.map(({ text: words, meta }) => [
    words,
    meta.speaker,
    meta.stage,
    meta.forbidden,
  ]);
}

describe('plain text', () => {
  test.each([
    { name: 'empty', text: '', found: [] },
    { name: 'lines', text: '请还款\n\n  请回电 \r\n再见', found: ['请还款', '请回电', '再见'] },
    { name: 'lone CR', text: '请还款\r请回电', found: ['请还款', '请回电'] },
    { name: 'U+2028 ends no line', text: '请\u2028还款', found: ['请\u2028还款'] },
  ])('$name', ({ text, found }) => {
    expect(texts(readText, text)).toEqual(found);
  });

  test('a copied chat: the head line says who speaks, by its words or by who collects', () => {
    const words =
      '坐席小王 2025/3/1 10:22:15\n请还款\n\n客户 2025/3/1 10:23:01\n再打我就死给你看\n';
    expect(rows(readText, words)).toEqual([
      ['请还款', 'collector', undefined, undefined],
      ['再打我就死给你看', 'customer', undefined, undefined],
    ]);
    const names =
      '小李: 2025年3月1日 上午10:22\r\n您的借款已逾期\r\n张某某: 2025年3月1日 上午10:23\r\n我要投诉你们\r\n小李: 2025年3月1日 上午10:24\r\n请还款\r\n';
    expect(rows(readText, names)).toEqual([
      ['您的借款已逾期', 'collector', undefined, undefined],
      ['我要投诉你们', 'customer', undefined, undefined],
      ['请还款', 'collector', undefined, undefined],
    ]);
  });

  test('a call script: turns go on to the next label or blank line', () => {
    const text =
      '一、开场白\n坐席09：您好，\n这里是某某金融。\n客户：你们再上门我就报警\n备注：语速放慢\n\n第二步 协商\nA：请还款\n\n请勿拨打';
    expect(rows(readText, text)).toEqual([
      ['一、开场白', undefined, '一、开场白', undefined],
      ['您好，\n这里是某某金融。', 'collector', '一、开场白', undefined],
      ['你们再上门我就报警', 'customer', '一、开场白', undefined],
      ['语速放慢', 'narrator', '一、开场白', undefined],
      ['第二步 协商', undefined, '第二步 协商', undefined],
      ['请还款', 'collector', '第二步 协商', undefined],
      ['请勿拨打', undefined, '第二步 协商', undefined],
    ]);
    expect(
      read(readText, text).segments.every(
        ({ meta }) => meta.kind === 'script' && meta.kindKnown === false,
      ),
    ).toBe(true);
  });

  test('what a transcript says of itself before its first turn is said to nobody; what is said to somebody is', () => {
    const turns = '坐席：您好\n房东：他欠你们多少';
    expect(rows(readText, `通话录音文字稿 通话对象：房东\n${turns}`)[0]!.slice(0, 2)).toEqual([
      '通话录音文字稿 通话对象：房东',
      'narrator',
    ]);
    expect(rows(readText, `本次通话录音，你再不还就上门\n${turns}`)[0]![1]).toBeUndefined();
    expect(rows(readText, `质检放行的录音，不还就上门\n${turns}`)[0]![1]).toBeUndefined();
    expect(rows(readText, '通话录音文字稿 通话对象：房东')[0]![1]).toBeUndefined();
  });

  test('a record by a messenger: heads above the words, and its own head is said to nobody', () => {
    const text =
      '与北岸小贷的聊天记录\n\n北岸客服 3/1 09:10\n您好\n晚风 3/1 09:12\n你们说要上门\n我报警了\n';
    const { segments } = read(readText, text);
    expect(segments.map(({ text: words, meta }) => [words, meta.speaker, meta.kind])).toEqual([
      ['与北岸小贷的聊天记录', 'narrator', 'log'],
      ['您好', 'collector', 'log'],
      ['你们说要上门\n我报警了', 'customer', 'log'],
    ]);
  });

  test('turns quoted in one paragraph are each a segment at its place', () => {
    const text = '案件摘要，3月1日呼出。催：“本人在吗？” 男士：“他欠钱了？”\n挂断。催：“打扰了。”';
    expect(rows(readText, text).map(([words, speaker]) => [words, speaker])).toEqual([
      ['案件摘要，3月1日呼出。', 'narrator'],
      ['本人在吗？”', 'collector'],
      ['他欠钱了？”', 'third-party'],
      ['挂断。', 'narrator'],
      ['打扰了。”', 'collector'],
    ]);
  });

  test('a label on a line of its own', () => {
    expect(rows(readText, '坐席：\n您好\n客户：\n\n再见')).toEqual([
      ['您好', 'collector', undefined, undefined],
      ['再见', undefined, undefined, undefined],
    ]);
  });

  test('a remark makes no script: 说明： in a message silences nothing', () => {
    expect(rows(readText, '说明：再不还钱就上门')).toEqual([
      ['说明：再不还钱就上门', undefined, undefined, undefined],
    ]);
  });

  test('lists of forbidden phrases', () => {
    const text =
      '禁用语：\n1. 你这个老赖\n2. 等着坐牢吧\n\n请还款\n反面示例：再不还就上门\n请回电\n禁止话术\n你等着\n推荐话术：请您还款';
    expect(
      read(readText, text).segments.map(({ text: words, meta }) => [
        words,
        meta.forbidden === true,
      ]),
    ).toEqual([
      ['禁用语：', true],
      ['1. 你这个老赖', true],
      ['2. 等着坐牢吧', true],
      ['请还款', false],
      ['反面示例：再不还就上门', true],
      ['请回电', false],
      ['禁止话术', true],
      ['你等着', true],
      ['推荐话术：请您还款', false],
    ]);
  });

  test('--kind is known, guessing is not', () => {
    expect(read(readText, '请还款', { kind: 'log' }).segments[0]?.meta).toEqual({
      kind: 'log',
      kindKnown: true,
    });
    expect(read(readText, '请还款').segments[0]?.meta).toEqual({ kind: 'sms', kindKnown: false });
  });

  test('one long line costs what its length does', () => {
    // Quadratic work would not end within the time limit of a test.
    expect(texts(readText, '坐席：再不还钱'.repeat(800_000))).toHaveLength(1);
  });
});

describe('Markdown', () => {
  test('paragraphs, items, cells; no code, front matter or comments', () => {
    const text = `---
title: 上门话术
---
# 开场

请您
还款

- 请回电
  谢谢
- [ ] 已逾期

\`\`\`
上门
\`\`\`

<!-- 曝光
通讯录 -->
> 引用一句

| 场景 | 话术 |
|---|---|
| 首次 | 请**还款** |
| 再次 | a \\| b |

[1]: https://example.com
`;
    expect(rows(readMarkdown, text)).toEqual([
      ['开场', 'narrator', '开场', undefined],
      ['请您\n还款', undefined, '开场', undefined],
      ['请回电\n谢谢', undefined, '开场', undefined],
      ['已逾期', undefined, '开场', undefined],
      ['引用一句', undefined, '开场', undefined],
      ['场景', 'narrator', '开场', undefined],
      ['话术', 'narrator', '开场', undefined],
      ['首次', undefined, '开场', undefined],
      ['请还款', undefined, '开场', undefined],
      ['再次', undefined, '开场', undefined],
      ['a | b', undefined, '开场', undefined],
    ]);
  });

  test.each([
    { name: 'bold splits no word', text: '我们**上**门', found: '我们上门' },
    { name: 'emphasis', text: '*上*门 ~~催收~~ __债__', found: '上门 催收 债' },
    { name: 'masked digits stay', text: '138****5678 与 张**', found: '138****5678 与 张**' },
    {
      name: 'names with underscores stay',
      text: '{user_name}和{last_four}',
      found: '{user_name}和{last_four}',
    },
    {
      name: 'links keep their words',
      text: '请点[还款](https://a.example/x(1))链接',
      found: '请点还款链接',
    },
    { name: 'pictures keep theirs', text: '![上门](a.png)', found: '上门' },
    { name: 'placeholders stay', text: '[姓名]您好，[金额]元', found: '[姓名]您好，[金额]元' },
    { name: 'code', text: '请`上门`吧', found: '请上门吧' },
    { name: 'escapes', text: '上\\*门', found: '上*门' },
    { name: 'entities', text: '上&nbsp;门&#20652;&lt;', found: '上\u00a0门催<' },
    { name: 'tags', text: '上<b>门</b><br>催<!-- x -->收', found: '上门\n催收' },
    { name: 'stars between blanks', text: '3 * 5 * 2', found: '3 * 5 * 2' },
    { name: 'template tags stay', text: '<#if x>上门</#if>', found: '<#if x>上门</#if>' },
  ])('$name', ({ text, found }) => {
    expect(texts(readMarkdown, text)).toEqual([found]);
  });

  test('the place of a word split by marks', () => {
    const text = '# 甲\n\n- 我们**上**门';
    const segment = read(readMarkdown, text).segments[1]!;
    const place = locate(segment.origin, 2, 4, segment.text.length);
    expect(place).toEqual({ line: 3, column: 7, endLine: 3, endColumn: 11 });
    expect(cut(text, place)).toBe('上**门');
  });

  test('turns and stages', () => {
    const text = '## 谈判\n**坐席：** 您好\n这里是某某\n**客户**：没钱\n\n- 家属：他不在\n\n结语';
    expect(rows(readMarkdown, text)).toEqual([
      ['谈判', 'narrator', '谈判', undefined],
      ['您好\n这里是某某', 'collector', '谈判', undefined],
      ['没钱', 'customer', '谈判', undefined],
      ['他不在', 'third-party', '谈判', undefined],
      ['结语', undefined, '谈判', undefined],
    ]);
  });

  test('a table with a column of speakers', () => {
    const text = '|角色|台词|禁用语|\n|-|-|-|\n|坐席|您好|你等着|\n|客户|没钱||\n';
    expect(rows(readMarkdown, text).slice(3)).toEqual([
      ['坐席', undefined, undefined, undefined],
      ['您好', 'collector', undefined, undefined],
      ['你等着', 'collector', undefined, true],
      ['客户', undefined, undefined, undefined],
      ['没钱', 'customer', undefined, undefined],
    ]);
  });

  test('forbidden sections last to the next heading, paragraphs to a blank line', () => {
    const text = '## 禁用语\n\n- 老赖\n\n- 坐牢\n\n## 推荐\n\n请还款\n\n不得说：\n- 上门\n\n再见';
    expect(
      read(readMarkdown, text).segments.map(({ text: words, meta }) => [
        words,
        meta.forbidden === true,
      ]),
    ).toEqual([
      ['禁用语', true],
      ['老赖', true],
      ['坐牢', true],
      ['推荐', false],
      ['请还款', false],
      ['不得说：', true],
      ['上门', true],
      ['再见', false],
    ]);
  });

  test('a heading that speaks to somebody is a message', () => {
    expect(rows(readMarkdown, '# 你再不还钱就上门')[0]?.[1]).toBeUndefined();
  });

  test('and so is the head of a column that does', () => {
    expect(
      rows(readMarkdown, '| 场景 | 你再不还钱就上门 |\n|-|-|\n| 一 | 二 |').slice(0, 2),
    ).toEqual([
      ['场景', 'narrator', undefined, undefined],
      ['你再不还钱就上门', undefined, undefined, undefined],
    ]);
  });

  test('footnotes are texts, the targets of links are none', () => {
    const text =
      '您好[^1]\n\n[^1]: 上门\n[^二]: 催收\n    第二行\n[^3]:\n    再见\n\n[1]: https://example.com "名"\n';
    expect(texts(readMarkdown, text)).toEqual(['您好[^1]', '上门', '催收\n第二行', '再见', '名']);
    const segment = read(readMarkdown, text).segments[1]!;
    expect(cut(text, locate(segment.origin, 0, 2, segment.text.length))).toBe('上门');
  });

  test.each([
    { name: 'of a link', text: '点[此](a.b/(c) "逾期\\"上门")看', found: ['点此看', '逾期"上门'] },
    { name: 'of a picture', text: "![图](<a b> '上门')", found: ['图', '上门'] },
    { name: 'in brackets', text: '[a](b (上门))', found: ['a', '上门'] },
    {
      name: 'of a tag',
      text: "<p title=\"上门\" class='x'>您<b aria-label='催'>好",
      found: ['您好', '上门', '催'],
    },
    {
      name: 'behind a reference',
      text: '[a][b]\n\n  [b]: http://a.b/c "上门"',
      found: ['[a][b]', '上门'],
    },
  ])('the title $name is a text of its own', ({ text, found }) => {
    const { segments } = read(readMarkdown, text);
    expect(segments.map((segment) => segment.text)).toEqual(found);
    const title = segments.at(-1)!;
    const place = locate(title.origin, 0, title.text.length, title.text.length);
    expect(cut(text, place).replaceAll('\\', '')).toBe(title.text);
  });

  test('what is passed over with Chinese in it is counted', () => {
    let count = 0;
    const text =
      '---\ntitle: 上门\n---\n请还款<!-- 一 --><!-- x -->\n\n```\n上门\n```\n\n```\nx\n```\n<!-- 二\n三 -->\n';
    read(readMarkdown, text, {
      notJudged: (places) => {
        count += places;
      },
    });
    expect(count).toBe(4);
  });

  test.each([
    { name: 'fence', text: '请还款\n\n```\n上门', line: 3 },
    { name: 'comment', text: '请还款\n<!-- 上门\n催收', line: 2 },
  ])('an open $name is a problem', ({ text, line }) => {
    const { segments, problems } = read(readMarkdown, text);
    expect(problems).toMatchObject([{ code: 'INPUT_SYNTAX', line }]);
    expect(segments.map((segment) => segment.text)).toEqual(['请还款']);
  });

  test('hostile lines cost what their length does', () => {
    // Quadratic work would not end within the time limit of a test.
    for (const unit of ['`', '` `` ', '<!-- ', '[', '](', '**a', '|`', '&amp', '> ', '\\', '_a'])
      expect(texts(readMarkdown, `请还款\n\n${unit.repeat(100_000)}`)[0], unit).toBe('请还款');
  });
});

/** What a piece of Markdown source may stand for. */
function decodes(source: string, value: string): boolean {
  return source === value || value === '\n' || /^&.*;$/.test(source);
}

test('Markdown: names in bold, of whom one is from a lender', () => {
  const text =
    '**王一（北岸贷 贷后）**：您好\n\n**李四**：上次那人骂我老赖\n\n**王一（北岸贷 贷后）**：抱歉\n';
  expect(rows(readMarkdown, text).map(([words, speaker]) => [words, speaker])).toEqual([
    ['您好', 'collector'],
    ['上次那人骂我老赖', 'customer'],
    ['抱歉', 'collector'],
  ]);
});

test('every unit comes from its place, whatever the text', () => {
  const document = fc
    .array(
      fc.oneof(
        anyText,
        fc.constantFrom(
          '\n\n',
          '# ',
          '坐席：',
          '\n客服 3/1 09:10\n',
          '\n[09:10] 客户 ',
          '\n| 坐席 | ',
          '客：“',
          '” 催：“',
          '\n——',
          '禁用语：\n',
          '|',
          '\n|-|-|\n',
          '```\n',
          '&lt;',
          '**',
          '> ',
        ),
      ),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(document, (text) => {
      for (const segment of read(readText, text).segments) {
        checkPlaces(text, segment, (source, words) => source === words);
      }
      for (const segment of read(readMarkdown, text).segments) checkPlaces(text, segment, decodes);
    }),
    { numRuns: 300 },
  );
});

test('plain text leaves no Han character out but at the heads of turns, and takes none twice', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          '催',
          '收',
          '\n',
          '坐席：',
          '客户：',
          ' ',
          '禁用语：',
          '一、',
          '客：“',
          '”',
        ),
      ),
      (parts) => {
        const text = parts.join('');
        const judged =
          texts(readText, text)
            .join('')
            .match(/[催收]/g)?.length ?? 0;
        const written = parts.filter((part) => part === '催' || part === '收').length;
        const heads = (readCast(text)?.turns ?? []).map(({ start, body }) =>
          text.slice(start, body),
        );
        const called = heads.join('').match(/[催收]/g)?.length ?? 0;
        expect(judged).toBeLessThanOrEqual(written);
        expect(judged).toBeGreaterThanOrEqual(written - called);
      },
    ),
    { numRuns: 300 },
  );
});

describe('registry', () => {
  test.each([
    { path: 'a/b.TXT', format: 'text' },
    { path: 'x.md', format: 'markdown' },
    { path: 'x.markdown', format: 'markdown' },
    { path: 'x.yml', format: 'yaml' },
    { path: 'x.ndjson', format: 'jsonl' },
    { path: 'x.tsv', format: 'tsv' },
    { path: 'x.properties', format: 'properties' },
    { path: 'x.TSX', format: 'javascript' },
    { path: 'x.kt', format: 'kotlin' },
    { path: 'a.csv/x', format: undefined },
    { path: 'x.constructor', format: undefined },
    { path: 'Makefile', format: undefined },
  ])('$path', ({ path, format }) => {
    expect(formatOf(path)).toBe(format);
    expect(readerFor(path)?.format).toBe(format);
  });

  test('each reader loads once', async () => {
    for (const format of ['text', 'markdown', 'yaml', 'json', 'jsonl', 'csv', 'tsv'] as const) {
      expect(typeof (await loadReader(format))).toBe('function');
      expect(loadReader(format)).toBe(loadReader(format));
    }
  });
});
