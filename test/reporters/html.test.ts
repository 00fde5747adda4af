import { createHash } from 'node:crypto';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { Rule } from '../../src/model/rule.ts';
import { RULES } from '../cli/harness.ts';
import {
  FINDING,
  fileReport,
  findings,
  HOSTILE,
  hostileRun,
  PROBLEM,
  render,
  runOf,
} from './events.ts';

interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
  text: string;
}

interface Page {
  readonly root: Node;
  readonly script: string;
  readonly style: string;
}

/** What nobody sees and what moves text about. */
const HARMFUL =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/** The page as a strict XML parser reads it: whatever is not escaped breaks it or shows as an element. */
function parse(text: string): Page {
  const script = /<script>([\s\S]*)<\/script>\n<\/body>/.exec(text)?.[1] ?? '';
  const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? '';
  const bare = text.replace(script, () => '').replace(style, () => '');
  const root: Node = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    const node: Node = { name, attributes: { ...attributes }, children: [], text: '' };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  parser.on('text', (part) => {
    for (const node of open) node.text += part;
  });
  parser.on('closetag', () => open.pop());
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(bare).close();
  return { root, script, style };
}

function all(node: Node, test: (node: Node) => boolean): readonly Node[] {
  return [...(test(node) ? [node] : []), ...node.children.flatMap((child) => all(child, test))];
}

function named(page: Page, name: string): readonly Node[] {
  return all(page.root, (node) => node.name === name);
}

function ofClass(page: Page, name: string): readonly Node[] {
  return all(
    page.root,
    ({ attributes }) => attributes['class']?.split(' ').includes(name) === true,
  );
}

function byId(page: Page, id: string): Node | undefined {
  return all(page.root, ({ attributes }) => attributes['id'] === id)[0];
}

async function page(...args: Parameters<typeof runOf>): Promise<Page> {
  return parse(await render('html', runOf(...args)));
}

/** A message of its own, with findings at these pieces of it. */
function message(
  text: string,
  pieces: readonly string[],
  more: Partial<Finding> = {},
): readonly Finding[] {
  return pieces.map((excerpt, index) => {
    const segmentStart = text.indexOf(excerpt);
    return {
      ...FINDING,
      ruleId: `threat/word${index}`,
      excerpt,
      context: text,
      segmentStart,
      segmentEnd: segmentStart + excerpt.length,
      ...more,
    };
  });
}

describe('the policy', () => {
  test('allows the script and the style of the page and nothing else', async () => {
    const result = await page([FINDING], [PROBLEM]);
    const policy = named(result, 'meta').find(
      ({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy',
    )?.attributes['content'];
    const hash = (text: string): string =>
      `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
    expect(policy?.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(result.script)}`,
      `style-src ${hash(result.style)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(result.script).toMatch(/^"use strict";|^\(\(\)=>\{/);
    expect(result.script).not.toMatch(/<\/script|<!--|eval\(|innerHTML/i);
  });

  test('finds nothing to forbid: no handler, no style of an element, no address but places in the page', async () => {
    const result = await page([FINDING], [PROBLEM]);
    for (const { name, attributes } of all(result.root, () => true)) {
      expect(['script', 'style', 'iframe', 'object', 'img', 'link', 'base'].includes(name)).toBe(
        name === 'script' || name === 'style',
      );
      for (const [key, value] of Object.entries(attributes)) {
        expect(key).not.toMatch(/^on|^style$|^src$|^action$/);
        if (key === 'href') expect(value).toMatch(/^#/);
      }
    }
    expect(named(result, 'script')).toHaveLength(1);
  });
});

describe('hostile text', () => {
  test.each(HOSTILE)('stays text: $name', async ({ text }) => {
    const html = await render('html', hostileRun(text));
    expect(html.replace(/\n/g, '')).not.toMatch(HARMFUL);
    const result = parse(html);
    const plain = await page([FINDING], [PROBLEM]);
    // The same elements as with a harmless text, but for lines and marks.
    const names = (of: Page): readonly string[] =>
      all(of.root, () => true)
        .map(({ name }) => name)
        .filter((name) => name !== 'mark' && name !== 'sup');
    const known = new Set(names(plain));
    expect(names(result).filter((name) => !known.has(name))).toEqual([]);
    for (const name of ['main', 'article', 'blockquote', 'form', 'footer'])
      expect(names(result).filter((each) => each === name)).toEqual(
        names(plain).filter((each) => each === name),
      );
    for (const line of html.split('\n')) expect(line).not.toMatch(/^\s*(?:::|##)/);
  });

  test('a word of 4,000 characters is shown whole', async () => {
    const word = '<b>上门'.repeat(800);
    const result = await page(message(word, [word]));
    expect(named(result, 'blockquote')[0]?.text).toBe(word);
  });

  test('a rule, a file and a state named after what every object has', async () => {
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect((await page([{ ...FINDING, ruleId: name, file: name }])).root.text).toContain(name);
  });
});

describe('the verdict', () => {
  const sentence = async (...args: Parameters<typeof runOf>): Promise<string> =>
    ofClass(await page(...args), 'verdict')[0]?.text ?? '';

  test.each([
    { name: 'errors', list: findings(3, 'error'), says: '不得发送：有 3 处错误。' },
    {
      name: 'errors and warnings',
      list: [...findings(1, 'error'), ...findings(2, 'warning')],
      says: '不得发送：有 1 处错误，另有 2 处警告。',
    },
    {
      name: 'warnings',
      list: findings(2, 'warning'),
      says: '须改写或核实：没有错误，有 2 处警告。',
    },
    { name: 'info', list: findings(1, 'info'), says: '没有错误和警告，有 1 处提示。' },
  ])('of $name', async ({ list, says }) => {
    expect(await sentence(list)).toContain(says);
  });

  test('of nothing read, nothing found, and not everything judged', async () => {
    expect(await sentence([])).toContain('没有检查任何文件');
    const read = [...runOf([]).slice(0, -1), fileReport('a.txt'), runOf([FINDING]).at(-1)!].map(
      (event) =>
        event.type === 'summary'
          ? { ...event, counts: { error: 0, warning: 0, info: 0, baselined: 0, suppressed: 0 } }
          : event,
    );
    const clean = parse(await render('html', read)).root.text;
    expect(clean).toContain('没有发现问题。');
    expect(clean).toContain('未发现不等于合规');
    // A document of pictures alone, and one of which a part could not be read, are not clean.
    const without = read.map((event) =>
      event.type === 'summary' ? { ...event, coverage: { ...event.coverage, segments: 0 } } : event,
    );
    const empty = parse(await render('html', without)).root.text;
    expect(empty).toContain('没有可检查的文本，未作判断。');
    expect(empty).not.toContain('没有发现问题');
    const partly = parse(await render('html', [PROBLEM, ...read])).root.text;
    expect(partly).toContain('已判断的部分没有发现问题。');
    expect(await sentence([FINDING], [PROBLEM, PROBLEM])).toContain('有 2 项内容未能判断');
  });
});

describe('a card', () => {
  test('shows the message as its receiver reads it, hits marked and numbered', async () => {
    const text = '您好\n今天上门找你家人。';
    const result = await page(message(text, ['今天上门', '上门找你家人']));
    const [said] = named(result, 'blockquote');
    expect(said?.text).toBe(text);
    expect(named(result, 'mark').map((mark) => mark.text)).toEqual(['今天', '上门', '找你家人']);
    expect(named(result, 'sup').map(({ attributes }) => attributes['data-n'])).toEqual(['1', '2']);
    expect(ofClass(result, 'hit')).toHaveLength(2);
  });

  test('of a window says where it begins, and marks nothing it does not show', async () => {
    const [finding] = message('前文上门后文', ['上门']);
    const cut = { ...finding!, segmentStart: 102, segmentEnd: 104, contextStart: 100 };
    const result = await page([cut]);
    expect(named(result, 'blockquote')[0]?.text).toBe('…前文上门后文');
    expect(named(result, 'mark').map(({ text }) => text)).toEqual(['上门']);
    expect(named(await page([{ ...cut, contextStart: 7 }]), 'mark')).toEqual([]);
  });

  test('has why, the clause with its validity and evidence, the rewrite and the place', async () => {
    const [card] = ofClass(await page([{ ...FINDING, record: 3, suspected: true }]), 'card');
    for (const words of [
      '“上门”不可使用。',
      '《测试办法》第一条',
      '2026-01-01 起施行',
      '据转述',
      '请与我司联系。',
      'a.txt:1:3',
      '第 3 条',
      '疑似',
      'threat/word',
      '01234567',
    ])
      expect(card?.text).toContain(words);
  });

  test('equal messages are one card with their number, texts of one template as well', async () => {
    const texts = [
      '张**先生，您欠款1,234.50元，再不还就上门',
      '李**女士，您欠款9元，再不还就上门',
      '王*先生，您欠款88元，再不还就上门',
      '您欠款88元，再不还就上门吧',
      '您欠款88元，再不还就上门吧',
    ];
    const result = await page(
      texts.flatMap((text, index) =>
        message(text, ['上门'], {
          location: { line: index + 1, column: 1, endLine: index + 1, endColumn: 3 },
        }),
      ),
    );
    const cards = ofClass(result, 'card');
    expect(cards).toHaveLength(3);
    const told = cards.map(
      (card) => all(card, ({ attributes }) => attributes['class'] === 'same')[0]?.text,
    );
    expect(told).toEqual(['同一模板的文本共 2 处', '相同文本共 2 处', undefined]);
    expect(cards.map(({ attributes }) => attributes['data-w'])).toEqual(['2', '2', undefined]);
    expect(cards[1]?.text).toContain('a.txt:4:1');
    expect(cards[1]?.text).toContain('a.txt:5:1');
  });

  test('the same words found otherwise are not the same card', async () => {
    const two = [
      ...message('再不还就上门', ['上门'], { file: 'a.txt' }),
      ...message('再不还就上门', ['上门'], { file: 'b.txt', severity: 'warning' }),
      ...message('再不还就上门', ['还就', '上门'], { file: 'c.txt' }),
    ];
    expect(ofClass(await page(two), 'card')).toHaveLength(3);
  });

  test('every place is told, also beyond those shown at once', async () => {
    const many = findings(40, 'error');
    const [card] = ofClass(await page(many), 'card');
    for (let line = 1; line <= 40; line += 1) expect(card?.text).toContain(`a.txt:${line}:1`);
    expect(card?.text).toContain('其余 37 处的位置');
  });
});

describe('what was covered', () => {
  test('names files, encodings, versions, hashes, columns and what was not judged', async () => {
    const events = runOf([FINDING], [PROBLEM]).map((event) =>
      event.type === 'file'
        ? { ...event, encoding: 'gb18030' as const, columns: { text: ['短信内容'], roles: {} } }
        : event,
    );
    const text = byId(parse(await render('html', events)), 'coverage')?.text ?? '';
    for (const words of [
      '1.2.3',
      `sha256:${'ab'.repeat(32)}`,
      'gb18030',
      '短信内容',
      'a.txt',
      '图片',
      '部分遮蔽',
    ])
      expect(text).toContain(words);
    expect(byId(await page([FINDING], [PROBLEM]), 'problems')?.text).toContain('b.json:3:4');
  });

  test('every rule that was run is listed with its result, those that passed too', async () => {
    const list: readonly Rule[] = RULES;
    const result = parse(await render('html', runOf([FINDING]), { rules: { list, clauses: {} } }));
    const text = byId(result, 'rules')?.text ?? '';
    expect(text).toContain('共运行 4 条规则，其中 3 条通过');
    for (const { id } of list) expect(text).toContain(id);
    expect(text.match(/✓ 通过/g)).toHaveLength(3);
  });

  test('counts by category, rule, file, speaker, and by day, agency and collector where they are known', async () => {
    const plain = byId(await page([FINDING]), 'overview')?.text ?? '';
    for (const words of ['类别', '规则', '文件', '说话人']) expect(plain).toContain(words);
    for (const words of ['日期', '机构', '催收员']) expect(plain).not.toContain(words);
    const log = { sentAt: '2026-03-01T22:00:00+08:00', agency: '星河', collector: '王*' };
    const full = byId(await page([{ ...FINDING, ...log }]), 'overview')?.text ?? '';
    for (const words of ['日期', '2026-03-01', '机构', '星河', '催收员', '王*'])
      expect(full).toContain(words);
  });

  test('days between others are drawn, days that are none as they came', async () => {
    const titles = async (...days: readonly string[]): Promise<readonly string[]> => {
      const list = days.map((sentAt, at) => ({ ...FINDING, sentAt, file: `${at}.txt` }));
      return named(await page(list), 'title')
        .slice(1)
        .map(({ text }) => text);
    };
    expect(await titles('2026-02-27T10:00:00+08:00', '2026-03-02T10:00:00+08:00')).toEqual([
      '2026-02-27 1',
      '2026-02-28 0',
      '2026-03-01 0',
      '2026-03-02 1',
    ]);
    expect(await titles('2026-02-30', '2026-99-99')).toEqual(['2026-02-30 1', '2026-99-99 1']);
    expect(await titles('0001-01-01', '9999-12-31')).toHaveLength(2);
  });

  test('above 5,000 findings the most severe are kept, all are counted, and the number left out is told', async () => {
    const all5030 = [
      ...findings(10, 'info'),
      ...findings(5000, 'warning'),
      ...findings(20, 'error'),
    ];
    // Texts of their own, which are not of one template.
    const list = all5030.map((finding, index) => ({
      ...finding,
      context: `${finding.context}${[...String(index)].map((digit) => '甲乙丙丁戊己庚辛壬癸'[Number(digit)]).join('')}`,
    }));
    const result = await page(list);
    expect(result.root.text).toContain('另有 30 处级别较低或较后的发现未列出');
    expect(ofClass(result, 'hit')).toHaveLength(5000);
    expect(all(result.root, ({ attributes }) => attributes['class'] === 'hit e')).toHaveLength(20);
    expect(byId(result, 'overview')?.text).toContain('5,030');
  });
});

test('there is room to sign, and every field has a label', async () => {
  const result = await page([FINDING], [PROBLEM]);
  const sign = byId(result, 'sign');
  for (const words of ['审核人', '日期', '意见', '通过', '签字'])
    expect(sign?.text).toContain(words);
  const labelled = all(result.root, ({ name }) => name === 'label').flatMap((label) =>
    all(label, ({ name }) => ['input', 'select', 'textarea'].includes(name)),
  );
  expect(labelled).toHaveLength(
    all(result.root, ({ name }) => ['input', 'select', 'textarea'].includes(name)).length,
  );
  const ids = all(result.root, () => true).flatMap(({ attributes }) => attributes['id'] ?? []);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the numbers of the filters are those of their lists', async () => {
  const list = [
    ...message('再不还就上门', ['上门'], { file: 'b.txt' }),
    { ...FINDING, ruleId: 'insult/a', category: 'insult', severity: 'warning' } as const,
  ];
  const result = await page(list);
  const optionsOf = (id: string): readonly string[] =>
    all(
      byId(result, id)!,
      ({ name, attributes }) => name === 'option' && attributes['value'] !== '',
    ).map(({ attributes }) => attributes['value']!);
  const [first] = ofClass(result, 'card');
  const [severity, category, rule] = first!.attributes['data-h']!.split('.').map(Number);
  expect(severity).toBe(0);
  expect(optionsOf('f-c')[category!]).toBe('threat');
  expect(optionsOf('f-r')[rule!]).toBe('threat/word0');
  expect(optionsOf('f-f')[Number(first!.attributes['data-f'])]).toBe('b.txt');
});

test('in English every sentence is', async () => {
  const { root } = parse(await render('html', runOf([], [PROBLEM]), { lang: 'en' }));
  expect(root.text).not.toMatch(/\p{Script=Han}/u);
});
