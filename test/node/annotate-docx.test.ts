import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import mammoth from 'mammoth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseXml } from '../../src/readers/xml-events.ts';
import { openZip } from '../../src/readers/zip-parts.ts';
import { run as cuilint, type RunOutput } from '../cli/harness.ts';
import { paragraph, readOffice, run, table, word, wordParts, zip } from '../readers/office.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-docx-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});

const out = (): Buffer => readFileSync(join(folder, 'out.docx'));

async function annotate(bytes: Uint8Array, ...more: readonly string[]): Promise<RunOutput> {
  writeFileSync(join(folder, 'in.docx'), bytes);
  return cuilint(['in.docx', '--annotate', 'out.docx', '--format', 'json', ...more], {
    cwd: folder,
  });
}

async function partsOf(bytes: Uint8Array): Promise<Record<string, Buffer>> {
  const zipped = await openZip(bytes);
  const parts: Record<string, Buffer> = {};
  for (const name of zipped.names) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of zipped.open(name)) chunks.push(chunk);
    parts[name] = Buffer.concat(chunks);
  }
  return parts;
}

interface Marked {
  /** Words of each comment by its id, as they stand between its two marks. */
  readonly ranges: Record<string, string>;
  readonly comments: Record<string, string>;
  readonly references: readonly string[];
}

/** Reads the body with a parser, and not as it was written. */
async function marked(bytes: Uint8Array): Promise<Marked> {
  const parts = await partsOf(bytes);
  const ranges: Record<string, string> = {};
  const references: string[] = [];
  const open = new Set<string>();
  let isText = false;
  let depth = 0;
  const stack: string[] = [];
  const once = async function* (part: Buffer): AsyncGenerator<Uint8Array> {
    yield part;
  };
  for await (const _ of parseXml(once(parts['word/document.xml']!), {
    open: (name, attributes) => {
      const id = attributes['w:id'] ?? '';
      // A run stands in a paragraph and never in another run, save in a text box or a reading.
      if (name === 'r') depth += 1;
      if (name.startsWith('comment')) expect(stack.at(-1) === 't').toBe(false);
      if (name === 'commentRangeStart') {
        expect(stack.at(-1)).not.toBe('r');
        ranges[id] = '';
        open.add(id);
      } else if (name === 'commentRangeEnd') {
        expect(stack.at(-1)).not.toBe('r');
        expect(open.delete(id)).toBe(true);
      } else if (name === 'commentReference') references.push(id);
      else if (name === 't') isText = true;
      else if (name === 'tab') for (const each of open) ranges[each] += '\t';
      stack.push(name);
    },
    close: (name) => {
      if (name === 't') isText = false;
      if (name === 'r') depth -= 1;
      stack.pop();
    },
    text: (text) => {
      if (isText) for (const id of open) ranges[id] += text;
    },
  }));
  expect([...open]).toEqual([]);
  expect(depth).toBe(0);
  const comments: Record<string, string> = {};
  let comment = '';
  const list = parts['word/comments.xml'];
  if (list !== undefined)
    for await (const _ of parseXml(once(list), {
      open: (name, attributes) => {
        if (name === 'comment') {
          comment = attributes['w:id'] ?? '';
          expect(comments[comment]).toBeUndefined();
          comments[comment] = '';
        }
      },
      close: () => {},
      text: (text) => {
        comments[comment] += text;
      },
    }));
  expect(references.sort()).toEqual(Object.keys(ranges).sort());
  return { ranges, comments, references };
}

const BODY =
  paragraph('一、开场') +
  paragraph(
    `${run('您好，我', '<w:b/>')}${run('们上', '<w:i/>')}${run('门找你。 ', '<w:color w:val="FF0000"/>')}`,
  ) +
  paragraph(
    `<w:hyperlink w:anchor="x">${run('点我们上门 ')}</w:hyperlink><w:ins w:id="7" w:author="a">${run('老赖你好')}</w:ins><w:del w:id="8" w:author="a"><w:r><w:delText>上门</w:delText></w:r></w:del>`,
  ) +
  table(['话术', '说明'], ['我们上门', '说明文字']) +
  paragraph('<w:r><w:t>A &amp; B &#x4e0a;门 &lt;立案&gt;</w:t><w:tab/><w:t>老赖</w:t></w:r>') +
  paragraph('完');

describe('an annotated document', () => {
  test('has every finding as a comment at the exact words, and the words unchanged', async () => {
    const original = await word(BODY);
    const { code, stdout, stderr } = await annotate(original, '--mask', 'none');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const { findings } = JSON.parse(stdout);
    expect(readFileSync(join(folder, 'in.docx')).equals(Buffer.from(original))).toBe(true);
    const { ranges, comments } = await marked(out());
    expect(Object.values(ranges)).toEqual(
      findings.map(({ excerpt }: { excerpt: string }) => excerpt),
    );
    expect(findings.length).toBe(7);
    for (const [id, words] of Object.entries(ranges)) expect(comments[id]).toContain(words);
    // As another program and as our own reader see it.
    const texts = async (bytes: Buffer): Promise<string> =>
      (await mammoth.extractRawText({ buffer: bytes })).value;
    expect(await texts(out())).toBe(await texts(Buffer.from(original)));
    const segments = async (bytes: Uint8Array): Promise<unknown> =>
      (await readOffice(bytes)).segments;
    expect(await segments(out())).toEqual(await segments(original));
    const html = await mammoth.convertToHtml(
      { buffer: out() },
      { styleMap: ['comment-reference => sup'] },
    );
    expect(html.value.match(/含有上门/g)).toHaveLength(4);
  });

  test('differs in the body, the comments, their relation and their type alone', async () => {
    const original = await word(BODY, { 'styles.xml': '<w:styles></w:styles>' });
    await annotate(original);
    const [before, after] = [await partsOf(original), await partsOf(out())];
    const changed = Object.keys(before).filter(
      (name) => !before[name]!.equals(after[name] ?? Buffer.alloc(0)),
    );
    expect(changed.sort()).toEqual([
      '[Content_Types].xml',
      'word/_rels/document.xml.rels',
      'word/document.xml',
    ]);
    expect(Object.keys(after).filter((name) => before[name] === undefined)).toEqual([
      'word/comments.xml',
    ]);
    // Runs joined again and marks taken out: the document to the letter, but for blanks that are said to count.
    const plain = after['word/document.xml']!.toString()
      .replace(/<w:commentRange(?:Start|End)[^>]*\/>|<w:r><w:commentReference[^>]*\/><\/w:r>/g, '')
      .replace(
        /<\/w:t><\/w:r><w:r>(?:<w:rPr>(?:(?!<\/w:rPr>).)*<\/w:rPr>)?<w:t xml:space="preserve">/g,
        '¦',
      )
      .replace(/ xml:space="preserve"/g, '');
    const joined = before['word/document.xml']!.toString()
      .replace(/ xml:space="preserve"/g, '')
      .replace(/<\/w:t><\/w:r><w:r>(?:<w:rPr>(?:(?!<\/w:rPr>).)*<\/w:rPr>)?<w:t>/g, '¦');
    const bare = (xml: string): string =>
      xml.replaceAll('¦', '').replaceAll('<w:t></w:t></w:r><w:r><w:t>', '');
    expect(
      bare(plain)
        .replace(/<\/w:r><w:r>(?=<w:tab\/>|<w:t>老赖)/g, '')
        .replace('<w:t></w:t>', ''),
    ).toBe(bare(joined));
  });

  test('keeps the properties of a run that is parted', async () => {
    await annotate(
      await word(paragraph(run('您好，我们上门找你', '<w:b/><w:color w:val="FF0000"/>'))),
    );
    const body = (await partsOf(out()))['word/document.xml']!.toString();
    expect(body.match(/<w:rPr><w:b\/><w:color w:val="FF0000"\/><\/w:rPr>/g)).toHaveLength(3);
  });

  test('keeps comments that are there, and numbers its own behind them', async () => {
    const comments = `<w:comments><w:comment w:id="4" w:author="合规岗"><w:p><w:r><w:t>原有批注</w:t></w:r></w:p></w:comment></w:comments>`;
    const body = `<w:p><w:commentRangeStart w:id="4"/>${run('您好')}<w:commentRangeEnd w:id="4"/><w:r><w:commentReference w:id="4"/></w:r></w:p>${paragraph('我们上门')}`;
    await annotate(await word(body, { 'comments.xml': comments }));
    const { ranges, comments: list } = await marked(out());
    expect(ranges).toEqual({ 4: '您好', 5: '上门' });
    expect(list[4]).toBe('原有批注');
    expect(list[5]).toContain('含有上门');
  });

  test('collects what stands where Word allows no comment, and tells it', async () => {
    const header = `<w:hdr>${paragraph('我们上门')}</w:hdr>`;
    const notes = `<w:footnotes><w:footnote w:id="2">${paragraph('你是老赖')}</w:footnote></w:footnotes>`;
    const box = `<w:p><w:r><w:t>框外</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx><w:txbxContent>${paragraph('已经立案')}</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><v:textbox><w:txbxContent>${paragraph('已经立案')}</w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent></w:r></w:p>`;
    const bytes = await word(box + paragraph('完'), {
      'header1.xml': header,
      'footnotes.xml': notes,
    });
    const { stderr, code } = await annotate(bytes);
    expect(code).toBe(1);
    expect(stderr).toBe(
      '提示: in.docx: 有 2 处在页眉、页脚、脚注等 Word 不允许批注的地方，批注放在文末\n',
    );
    const { ranges, comments } = await marked(out());
    expect(Object.keys(ranges)).toHaveLength(3);
    const texts = Object.values(comments).join('\n');
    for (const told of ['页眉 1 · 第 1 段：上门', '脚注 · 第 1 段：老赖', '第 2 段：立案'])
      expect(texts).toContain(told);
    expect(Object.values(ranges).sort()).toEqual(['', '', '已经立案已经立案'].sort());
    // None of them within the text box.
    const body = (await partsOf(out()))['word/document.xml']!.toString();
    for (const [content] of body.matchAll(/<w:txbxContent>.*?<\/w:txbxContent>/gs))
      expect(content).not.toContain('comment');
  });

  test('of a document without findings is the document', async () => {
    const original = await word(paragraph('您好，请按时还款。'));
    expect((await annotate(original)).code).toBe(0);
    expect(await partsOf(out())).toEqual(await partsOf(original));
  });

  test('with another prefix, or laid out for people, is marked all the same', async () => {
    const parts = wordParts(paragraph(run('您好，我们上门找你', '<w:b/>')));
    const pretty = parts['word/document.xml']!.replace(/(<w:r>)(<w:rPr>)/g, '$1\n  $2').replace(
      /(<\/w:rPr>)(<w:t)/g,
      '$1\n  $2',
    );
    await annotate(await zip({ ...parts, 'word/document.xml': pretty }));
    expect(Object.values((await marked(out())).ranges)).toEqual(['上门']);
    expect((await partsOf(out()))['word/document.xml']!.toString().match(/<w:b\/>/g)).toHaveLength(
      3,
    );
    const other = parts['word/document.xml']!.replaceAll('<w:', '<n:')
      .replaceAll('</w:', '</n:')
      .replace('xmlns:w=', 'xmlns:n=');
    await annotate(await zip({ ...parts, 'word/document.xml': other }));
    expect(Object.values((await marked(out())).ranges)).toEqual(['上门']);
  });

  test('marks the exact words wherever runs, tabs, references and insertions cut them', async () => {
    const piece = fc.constantFrom(
      '我们',
      '上',
      '门',
      '上门',
      '老赖',
      '你好 ',
      ' &',
      '<',
      '😀',
      '。',
      '立',
      '案',
    );
    const wrapped = fc.record({
      text: fc.array(piece, { minLength: 0, maxLength: 5 }).map((parts) => parts.join('')),
      kind: fc.constantFrom('plain', 'bold', 'ins', 'link', 'tab', 'deleted'),
    });
    const xmlOf = ({ text, kind }: { text: string; kind: string }): string => {
      switch (kind) {
        case 'bold':
          return run(text, '<w:b/>');
        case 'ins':
          return `<w:ins w:id="9" w:author="a">${run(text)}</w:ins>`;
        case 'link':
          return `<w:hyperlink w:anchor="a">${run(text)}</w:hyperlink>`;
        case 'tab':
          return `${run(text).slice(0, -6)}<w:tab/>${run(text).slice(5)}`;
        case 'deleted':
          return `<w:del w:id="9" w:author="a"><w:r><w:delText>上门</w:delText></w:r></w:del>`;
        default:
          return run(text);
      }
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(wrapped, { maxLength: 5 }), { minLength: 1, maxLength: 4 }),
        async (paragraphs) => {
          const body = paragraphs.map((runs) => `<w:p>${runs.map(xmlOf).join('')}</w:p>`).join('');
          const original = await word(`${body}${paragraph('完')}`);
          const { stdout, stderr } = await annotate(original, '--mask', 'none');
          expect(stderr).toBe('');
          const { findings } = JSON.parse(stdout);
          const { ranges } = await marked(out());
          expect(Object.values(ranges)).toEqual(
            findings.map(({ excerpt }: { excerpt: string }) => excerpt),
          );
          expect((await readOffice(out())).segments).toEqual((await readOffice(original)).segments);
        },
      ),
      { numRuns: 60 },
    );
  });
});
