import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Segment } from '../../src/model/segment.ts';
import { readText } from '../../src/readers/txt.ts';
import { locate } from '../../src/text/lines.ts';
import { paragraph, readOffice, run, table, word } from './office.ts';
import { read } from './read.ts';

async function segmentsOf(
  body: string,
  others: Readonly<Record<string, string>> = {},
): Promise<readonly Segment[]> {
  const { segments, problems } = await readOffice(await word(body, others));
  expect(problems).toEqual([]);
  return segments;
}

async function textsOf(
  body: string,
  others: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  return (await segmentsOf(body, others)).map(({ text }) => text);
}

describe('the words of a paragraph', () => {
  test('runs split in the middle of a word are one text', async () => {
    const body = paragraph(run('再不还就上', '<w:b/>') + run('门') + run('催收。', '<w:i/>'));
    expect(await textsOf(body)).toEqual(['再不还就上门催收。']);
  });

  test('inserted and moved-in text counts, deleted and moved-away text does not', async () => {
    const body = paragraph(
      `${run('请')}<w:del w:id="1"><w:r><w:delText>立刻滚来</w:delText></w:r></w:del><w:ins w:id="2">${run('尽快')}</w:ins><w:moveFrom w:id="3">${run('旧')}</w:moveFrom><w:moveTo w:id="4">${run('还款')}</w:moveTo>`,
    );
    expect(await textsOf(body)).toEqual(['请尽快还款']);
  });

  test('a paragraph whose end was deleted goes on in the next one, each with its own number', async () => {
    const body =
      paragraph(run('我们会上'), '<w:rPr><w:del w:id="1"/></w:rPr>') + paragraph('门催收。');
    const [segment, ...others] = await segmentsOf(body);
    expect(others).toEqual([]);
    expect(segment?.text).toBe('我们会上门催收。');
    // 门催 begins the second paragraph.
    expect(locate(segment!.origin, 4, 6, 8)).toEqual({
      line: 2,
      column: 1,
      endLine: 2,
      endColumn: 3,
    });
  });

  test('tabs and breaks are there, property lists and soft hyphens are not', async () => {
    const body = paragraph(
      `<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr><w:r><w:t>金额</w:t><w:tab/><w:t>100</w:t><w:noBreakHyphen/><w:t>200</w:t><w:softHyphen/><w:t>元</w:t></w:r>`,
    );
    expect(await textsOf(body)).toEqual(['金额\t100-200元']);
  });

  test('lines within a paragraph are lines: turns begin at them', async () => {
    const body = paragraph(
      '<w:r><w:t>坐席：您好</w:t><w:br/><w:t>客户：哪位</w:t><w:br/><w:t>坐席：我是工号1001</w:t></w:r>',
    );
    const segments = await segmentsOf(body);
    expect(segments.map(({ text, meta }) => [meta.speaker, text])).toEqual([
      ['collector', '您好'],
      ['customer', '哪位'],
      ['collector', '我是工号1001'],
    ]);
    // All in paragraph 1; columns count from its start, a break is one unit.
    expect(locate(segments[1]!.origin, 0, 2, 2)).toEqual({
      line: 1,
      column: 10,
      endLine: 1,
      endColumn: 12,
    });
  });

  test('of a field the result, not the instruction, and nothing is lost behind one that never ends', async () => {
    const begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>';
    const separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>';
    const end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>';
    const code = '<w:r><w:instrText> IF 1 = 1 </w:instrText></w:r>';
    expect(
      await textsOf(
        paragraph(
          `${run('您好')}${begin}${code}${run('假')}${separate}${run('张先生')}${end}${run('，请还款')}`,
        ) +
          paragraph(`<w:fldSimple w:instr="MERGEFIELD a">${run('«金额»')}</w:fldSimple>`) +
          paragraph(`${run('前')}${begin}${code}`) +
          paragraph('后'),
      ),
    ).toEqual(['您好张先生，请还款', '«金额»', '前', '后']);
  });

  test('hyperlinks, content controls and ruby bases are text, readings over them are not', async () => {
    const body = paragraph(
      `<w:hyperlink r:id="x">${run('点此还款')}</w:hyperlink><w:sdt><w:sdtPr><w:alias w:val="不是文本"/></w:sdtPr><w:sdtContent>${run('，谢谢')}</w:sdtContent></w:sdt><w:r><w:ruby><w:rt><w:r><w:t>ní</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>您</w:t></w:r></w:rubyBase></w:ruby></w:r>`,
    );
    expect(await textsOf(body)).toEqual(['点此还款，谢谢您']);
  });

  test('hidden text splits no word and is judged behind the paragraph; old properties hide nothing', async () => {
    const body =
      paragraph(run('上') + run('（内部）', '<w:vanish/>') + run('门催收')) +
      paragraph(run('可见', '<w:rPrChange w:id="1"><w:rPr><w:vanish/></w:rPr></w:rPrChange>')) +
      paragraph(run('也可见', '<w:vanish w:val="0"/>'));
    expect(await textsOf(body)).toEqual(['上门催收', '（内部）', '可见', '也可见']);
  });
});

describe('parts and places', () => {
  test('a text box that Word writes twice is read once, behind the paragraph that holds it', async () => {
    const box = (text: string): string => `<w:txbxContent>${paragraph(text)}</w:txbxContent>`;
    const body =
      paragraph(
        `<w:r><w:t>坐席：您好，</w:t><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>${box('提示框')}</wps:txbx></mc:Choice><mc:Fallback><v:textbox>${box('提示框')}</v:textbox></mc:Fallback></mc:AlternateContent></w:r>`,
      ) + paragraph('请尽快还款。');
    const segments = await segmentsOf(body);
    expect(segments.map(({ text, place }) => [text, place?.paragraph])).toEqual([
      ['您好，\n请尽快还款。', 1],
      ['提示框', 2],
    ]);
    // 请尽快 stands in the third paragraph.
    expect(locate(segments[0]!.origin, 4, 7, 10).line).toBe(3);
  });

  test('headers, footers, notes and comments have their own part and numbers', async () => {
    const segments = await segmentsOf(paragraph('正文'), {
      'header1.xml': `<w:hdr>${paragraph('页眉')}</w:hdr>`,
      'footer1.xml': `<w:ftr>${paragraph('')}${paragraph('页脚')}</w:ftr>`,
      'footnotes.xml': `<w:footnotes><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p/></w:footnote><w:footnote w:id="1">${paragraph('脚注')}</w:footnote></w:footnotes>`,
      'endnotes.xml': `<w:endnotes><w:endnote w:id="1">${paragraph('尾注')}</w:endnote></w:endnotes>`,
      'comments.xml': `<w:comments><w:comment w:id="1">${paragraph('批注')}</w:comment></w:comments>`,
    });
    expect(
      segments.map(({ text, place, meta }) => [text, place?.part, place?.paragraph, meta.speaker]),
    ).toEqual([
      ['正文', 'word/document.xml', 1, undefined],
      ['页眉', 'word/header1.xml', 1, undefined],
      ['页脚', 'word/footer1.xml', 2, undefined],
      ['脚注', 'word/footnotes.xml', 1, undefined],
      ['尾注', 'word/endnotes.xml', 1, undefined],
      ['批注', 'word/comments.xml', 1, 'narrator'],
    ]);
  });

  test('cells are named by table, column and row; wide cells count the columns they cover', async () => {
    const wide = `<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>${paragraph('宽')}`;
    const inner = `${paragraph('外')}${table(['内一', '内二'])}${paragraph('尾')}`;
    const body = table(['一', '二']) + paragraph('中间') + table([wide, '三'], ['四', inner]);
    const segments = await segmentsOf(body);
    expect(segments.map(({ text, place }) => [text, place?.cell])).toEqual([
      ['一', 'T1!A1'],
      ['二', 'T1!B1'],
      ['中间', undefined],
      ['宽', 'T2!A1'],
      ['三', 'T2!C1'],
      ['四', 'T2!A2'],
      ['外', 'T2!B2'],
      ['内一', 'T3!A1'],
      ['内二', 'T3!B1'],
      ['尾', 'T2!B2'],
    ]);
    expect(segments.map(({ place }) => place?.paragraph)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('a part that is missing is told, and the others are read', async () => {
    const { wordParts, zip } = await import('./office.ts');
    const parts = wordParts(paragraph('正文'), { 'header1.xml': '<w:hdr/>' });
    delete parts['word/header1.xml'];
    const { segments, problems } = await readOffice(await zip(parts));
    expect(segments.map(({ text }) => text)).toEqual(['正文']);
    expect(problems.map(({ reason }) => reason.zh)).toEqual([
      '文档部件 word/header1.xml 没有读完：缺少部件 word/header1.xml',
    ]);
  });
});

const STYLES = `<w:styles><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="own"><w:name w:val="我的标题"/><w:basedOn w:val="1"/></w:style><w:style w:styleId="toc"><w:name w:val="toc 1"/></w:style><w:style w:styleId="a"><w:name w:val="a"/><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:name w:val="b"/><w:basedOn w:val="a"/></w:style></w:styles>`;

describe('scripts', () => {
  test('headings are stages, by style, by outline and by their number in a list', async () => {
    const numbering =
      '<w:numbering><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>';
    const segments = await segmentsOf(
      paragraph('开场问候', '<w:pStyle w:val="own"/>') +
        paragraph('甲') +
        paragraph('告知欠款', '<w:outlineLvl w:val="0"/>') +
        paragraph('乙') +
        paragraph('道别', '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>') +
        paragraph('丙', '<w:pStyle w:val="a"/>') +
        paragraph('您再不还款我就上门！', '<w:pStyle w:val="1"/>') +
        paragraph('目录条目', '<w:pStyle w:val="toc"/>'),
      { 'styles.xml': STYLES, 'numbering.xml': numbering },
    );
    expect(segments.map(({ text, meta }) => [text, meta.stage, meta.speaker])).toEqual([
      ['开场问候', '开场问候', 'narrator'],
      ['甲', '开场问候', undefined],
      ['告知欠款', '告知欠款', 'narrator'],
      ['乙', '告知欠款', undefined],
      ['道别', '道别', undefined],
      ['丙', '道别', undefined],
      // Styled as a heading, and said all the same.
      ['您再不还款我就上门！', '道别', undefined],
      ['目录条目', '道别', 'narrator'],
    ]);
  });

  test('a list of what must not be said lasts to the next heading, blank paragraphs or not', async () => {
    const segments = await segmentsOf(
      paragraph('禁用语', '<w:pStyle w:val="1"/>') +
        paragraph('你这个老赖') +
        paragraph('') +
        paragraph('不还就去你单位') +
        paragraph('结束语', '<w:pStyle w:val="1"/>') +
        paragraph('再见'),
      { 'styles.xml': STYLES },
    );
    expect(segments.map(({ text, meta }) => [text, meta.forbidden === true])).toEqual([
      ['禁用语', true],
      ['你这个老赖', true],
      ['不还就去你单位', true],
      ['结束语', false],
      ['再见', false],
    ]);
  });

  test('tables say who speaks, in which stage, and what is forbidden', async () => {
    const goesOn = `<w:tcPr><w:vMerge/></w:tcPr>${paragraph('')}`;
    const starts = `<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>${paragraph('开场')}`;
    const segments = await segmentsOf(
      table(
        ['环节', '角色', '话术', '禁用语'],
        [starts, '坐席', '您好', '喂'],
        [goesOn, '客户', '哪位', ''],
        ['核身', '坐席', `${paragraph('请问是')}${paragraph('张先生吗')}`, '骗子'],
      ),
    );
    expect(
      segments.slice(4).map(({ text, meta }) => [text, meta.speaker, meta.stage, meta.forbidden]),
    ).toEqual([
      ['开场', 'narrator', '开场', undefined],
      ['坐席', 'narrator', '开场', undefined],
      ['您好', 'collector', '开场', undefined],
      ['喂', 'collector', '开场', true],
      ['客户', 'narrator', '开场', undefined],
      ['哪位', 'customer', '开场', undefined],
      ['核身', 'narrator', '核身', undefined],
      ['坐席', 'narrator', '核身', undefined],
      ['请问是\n张先生吗', 'collector', '核身', undefined],
      ['骗子', 'collector', '核身', true],
    ]);
    expect(segments.every(({ meta }) => meta.kind === 'script')).toBe(true);
  });

  test.each([
    {
      name: 'in the rows below a row of it alone',
      rows: [['禁用语'], ['老赖', '骗子']],
      forbidden: ['禁用语', '老赖', '骗子'],
    },
    {
      name: 'in the row of a label beside it',
      rows: [
        ['开场', '您好'],
        ['禁用语', '老赖'],
        ['施压', '再不还就上门'],
      ],
      forbidden: ['禁用语', '老赖'],
    },
    {
      name: 'in the rows over which such a label goes',
      rows: [
        [`<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>${paragraph('禁用语')}`, '老赖'],
        [`<w:tcPr><w:vMerge/></w:tcPr>${paragraph('')}`, '骗子'],
        ['施压', '再不还就上门'],
      ],
      forbidden: ['禁用语', '老赖', '骗子'],
    },
    {
      name: 'in the column of a header below a title',
      rows: [['送审表'], ['话术', '禁用语'], ['再不还就上门', '老赖']],
      // The header is said to nobody.
      forbidden: ['禁用语', '老赖'],
    },
  ])(
    'a list of what must not be said begins and ends in a table: $name',
    async ({ rows, forbidden }) => {
      const segments = await segmentsOf(table(...rows) + paragraph('我们会上门催收'));
      const shown = segments.filter(({ meta }) => meta.forbidden === true);
      expect(shown.map(({ text }) => text)).toEqual(forbidden);
    },
  );

  test('a box with the heading of such a list heads what follows it', async () => {
    const segments = await segmentsOf(table(['禁用语']) + paragraph('老赖'));
    expect(segments.map(({ meta }) => meta.forbidden)).toEqual([true, true]);
  });

  test('a table without header whose first column names the sides is a dialogue', async () => {
    const segments = await segmentsOf(table(['坐席：', '您好'], ['客户：', '没钱']));
    expect(segments.map(({ text, meta }) => [text, meta.speaker])).toEqual([
      // A label by itself has no text, as in a text file.
      ['您好', 'collector'],
      ['没钱', 'customer'],
    ]);
  });
});

/** Of texts as people write them, and of pieces that mean something to the readers. */
const line = fc
  .array(
    fc.constantFrom(
      '坐席：',
      '客户：',
      '一、',
      '【开场】',
      '禁用语：',
      '您好',
      '请还款',
      '上门',
      '😀',
      'a<b&c',
      ' ',
      '。',
    ),
    { maxLength: 5 },
  )
  .map((pieces) => pieces.join(''));

describe('laws', () => {
  test('paragraphs are read as the lines of a text file are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
        const docx = await segmentsOf(lines.map((text) => paragraph(text)).join(''));
        const txt = read(readText, lines.join('\n')).segments;
        const shown = ({ text, meta, origin }: Segment): unknown => ({
          text,
          meta,
          place: locate(origin, 0, text.length, text.length),
        });
        expect(docx.map(shown)).toEqual(txt.map(shown));
      }),
      { numRuns: 60 },
    );
  });

  test('every unit of a text stands in the paragraph and at the column of its place, however runs are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.array(line, { maxLength: 4 }), fc.boolean()), { maxLength: 6 }),
        async (written) => {
          const paragraphs = written.map(([pieces]) => pieces.join(''));
          const body = written.map(([pieces, isCell]) => {
            const own = `<w:p>${pieces.map((piece) => run(piece)).join('')}</w:p>`;
            return isCell ? `<w:tbl><w:tr><w:tc>${own}</w:tc></w:tr></w:tbl>` : own;
          });
          for (const { text, origin, place } of await segmentsOf(body.join(''))) {
            expect(place?.paragraph).toBe(origin.line);
            for (let unit = 0; unit < text.length; unit += 1) {
              if (text[unit] === '\n') continue;
              const at = locate(origin, unit, unit + 1, text.length);
              expect(at.endLine).toBe(at.line);
              expect(paragraphs[at.line - 1]?.slice(at.column - 1, at.endColumn - 1)).toBe(
                text[unit],
              );
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
