import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Services } from '../../src/cli/services.ts';
import { RULES, type RunInput, type RunOutput, run as runWith, WORD_SERVICES } from './harness.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The rules of the tests, one of which may be mended. */
function mending(id: string, fix: Readonly<Record<string, string>>): Services {
  const rules = RULES.map((rule) => (rule.id === id ? { ...rule, fix } : rule));
  return { ...WORD_SERVICES, loadRuleset: () => ({ ...WORD_SERVICES.loadRuleset(), rules }) };
}
const SERVICES = mending('insult/word', { 老赖: '逾期客户' });
const run = (argv: readonly string[], input: RunInput): Promise<RunOutput> =>
  runWith(argv, { services: SERVICES, ...input });

const write = (name: string, content: string | Uint8Array): void =>
  writeFileSync(join(folder, name), content);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const fix = (...argv: readonly string[]): Promise<RunOutput> =>
  run([...argv, '--fix', '--lang', 'en', '--format', 'compact'], { cwd: folder });

/** What is said of a word that stays. */
const leftAs = (place: string, reason: string): string =>
  `note: ${place}: insult/word left as it is: ${reason}\n`;

describe('--fix', () => {
  test.each([
    {
      name: 'a.txt',
      before: '你是老赖\n\n老赖，请还款',
      after: '你是逾期客户\n\n逾期客户，请还款',
    },
    { name: 'a.md', before: '# 话术\n\n- 你是**老赖**\n', after: '# 话术\n\n- 你是**逾期客户**\n' },
    { name: 'plain.yaml', before: 'a: 你是老赖 # 老赖\n', after: 'a: 你是逾期客户 # 老赖\n' },
    { name: 'single.yaml', before: "a: '是老赖，It''s'\n", after: "a: '是逾期客户，It''s'\n" },
    {
      name: 'double.yaml',
      before: 'a: "是\\u8001\\u8D56\\n请"\n',
      after: 'a: "是\\u903E\\u671F\\u5BA2\\u6237\\n请"\n',
    },
    {
      name: 'block.yaml',
      before: 'a: |\n  你是老赖\n  请还款\n',
      after: 'a: |\n  你是逾期客户\n  请还款\n',
    },
    {
      name: 'folded.yaml',
      before: 'a: >-\n  你是\n  老赖\n',
      after: 'a: >-\n  你是\n  逾期客户\n',
    },
    { name: 'a.json', before: '{"老赖": ["是老赖\\n"]}', after: '{"老赖": ["是逾期客户\\n"]}' },
    {
      name: 'escaped.json',
      before: '["\\u662f\\u8001\\u8d56"]',
      after: '["\\u662f\\u903e\\u671f\\u5ba2\\u6237"]',
    },
    {
      name: 'a.properties',
      before: '# 老赖\na=是\\u8001\\u8d56\\n\\\n  请还款\n',
      after: '# 老赖\na=是\\u903e\\u671f\\u5ba2\\u6237\\n\\\n  请还款\n',
    },
    {
      name: 'A.java',
      before: 'String a = "是老赖\\n" + b + "老赖，" /* 老赖 */;\n',
      after: 'String a = "是逾期客户\\n" + b + "逾期客户，" /* 老赖 */;\n',
    },
    {
      name: 'a.po',
      before: 'msgid "a"\nmsgstr ""\n"是老赖，\\"请\\""\n',
      after: 'msgid "a"\nmsgstr ""\n"是逾期客户，\\"请\\""\n',
    },
    {
      name: 'a.html',
      before: '<p title="是老赖">您&amp;是<b>老赖</b>，是&#32769;&#36182;</p>\r\n',
      after:
        '<p title="是逾期客户">您&amp;是<b>逾期客户</b>，是&#36926;&#26399;&#23458;&#25143;</p>\r\n',
    },
    {
      name: 'strings.xml',
      before: '<resources><string name="a">是老赖\\n&lt;</string></resources>',
      after: '<resources><string name="a">是逾期客户\\n&lt;</string></resources>',
    },
    {
      name: 'mapper.xml',
      before: `<mapper namespace="a"><update id="b">SET c='是老赖，''' || d</update></mapper>`,
      after: `<mapper namespace="a"><update id="b">SET c='是逾期客户，''' || d</update></mapper>`,
    },
    {
      name: 'a.ftl',
      before: '<p>${a}是老赖<#if b>，老赖</#if></p>\n',
      after: '<p>${a}是逾期客户<#if b>，逾期客户</#if></p>\n',
    },
    {
      name: 'a.jsonl',
      before: '{"text":"是老赖"}\n{"text":"请"}\n',
      after: '{"text":"是逾期客户"}\n{"text":"请"}\n',
    },
    {
      name: 'a.csv',
      before: '内容,手机\r\n"是""您""老赖",1\r\n老赖,2\r\n',
      after: '内容,手机\r\n"是""您""逾期客户",1\r\n逾期客户,2\r\n',
    },
    { name: 'a.tsv', before: '内容\t手机\n是老赖\t1\n', after: '内容\t手机\n是逾期客户\t1\n' },
  ])('writes in the syntax of the place, and once: $name', async ({ name, before, after }) => {
    write(name, before);
    const { code, stdout, stderr } = await fix(name);
    expect({ text: read(name), code }).toEqual({ text: after, code: 0 });
    expect(stderr).toMatch(/^note: replaced \d in 1 files\n$/);
    expect(stdout).toContain('Found 0 errors, 0 warnings');
    expect((await fix(name)).stderr).toBe('note: replaced 0 in 0 files\n');
    expect(read(name)).toBe(after);
    expect(readdirSync(folder)).toEqual([name]);
  });

  test.each([
    {
      name: 'a byte-order mark and CRLF',
      before: '\ufeff是老赖\r\n请还款\r\n',
      after: '\ufeff是逾期客户\r\n请还款\r\n',
      encoding: 'utf8',
    },
    {
      name: 'UTF-16 with an emoji before it',
      before: '\ufeff😀是老赖\r\n',
      after: '\ufeff😀是逾期客户\r\n',
      encoding: 'utf16le',
    },
    {
      name: 'a lone CR',
      before: '是老赖\r请还款\r',
      after: '是逾期客户\r请还款\r',
      encoding: 'utf8',
    },
  ] as const)('keeps every other byte: $name', async ({ before, after, encoding }) => {
    write('a.txt', Buffer.from(before, encoding));
    await fix('a.txt');
    expect(readFileSync(join(folder, 'a.txt'))).toEqual(Buffer.from(after, encoding));
  });

  test.each([
    ['a.html', '<p>是老<b>赖</b></p>\n'],
    ['a.ftl', '<p>是老<#if b>赖</#if></p>\n'],
    ['A.java', 'String a = "是老" + "赖";\n'],
    ['b.xml', '<a>是老<![CDATA[赖]]></a>\n'],
  ])('a word that is torn by the syntax of %s is left', async (name, text) => {
    write(name, text);
    const { stderr } = await fix(name);
    expect(read(name)).toBe(text);
    expect(stderr).toContain('insult/word left as it is');
  });

  test('keeps GB18030, characters of four bytes before the word too', async () => {
    const [before, after] = ['c0cfc0b5', 'd3e2c6dabfcdbba7'].map((word) =>
      Buffer.from(
        `d7f0beb4b5c4bfcdbba7a3ac8139ee39cac7${word}a3acc7ebb0b4cab1bbb9bfeea1a30d0a`,
        'hex',
      ),
    );
    write('a.txt', before!);
    await fix('a.txt', '--encoding', 'gb18030');
    expect(readFileSync(join(folder, 'a.txt'))).toEqual(after);
  });

  test.each([
    { name: 'what it has is written', replacement: '逾期', text: '已逾期。\n' },
    { name: 'a word that it lacks is left', replacement: '逾期客户', text: '已立案。\n' },
  ])('keeps Big5: $name', async ({ replacement, text }) => {
    write('a.txt', Buffer.from('a477a5dfaed7a1430a', 'hex'));
    const services = mending('misleading/word', { 立案: replacement });
    await run(['a.txt', '--fix', '--encoding', 'big5'], { cwd: folder, services });
    expect(new TextDecoder('big5').decode(readFileSync(join(folder, 'a.txt')))).toBe(text);
  });

  test.each([
    { name: 'quotation marks', text: '不要说“老赖”', reason: 'quoted' },
    { name: 'a quotation that never closes', text: '他说：“你是老赖', reason: 'quoted' },
    { name: 'ASCII quotation marks', text: '叫 "老赖" 的', reason: 'quoted' },
    { name: 'a title', text: '读《老赖日记》', reason: 'quoted' },
    { name: 'a signature', text: '【老赖金融】请还款', reason: 'quoted' },
    { name: 'a placeholder', text: '请${老赖}还款', reason: 'quoted' },
    { name: 'another one', text: '请#老赖#还款', reason: 'quoted' },
    { name: 'a denial', text: '我们不说老赖', reason: 'negated' },
    { name: 'a prohibition', text: '严禁称客户为老赖，谢谢', reason: 'negated' },
  ])('leaves what stands in $name, and says so', async ({ text, reason }) => {
    write('a.txt', `${text}\n`);
    const { stderr } = await fix('a.txt');
    expect(read('a.txt')).toBe(`${text}\n`);
    const column = text.indexOf('老赖') + 1;
    expect(stderr).toBe(
      `note: replaced 0 in 0 files\n${leftAs(
        `a.txt:1:${column}`,
        reason === 'quoted'
          ? 'within quotation marks, brackets or a placeholder'
          : 'its clause denies or forbids',
      )}`,
    );
  });

  test('a message that would still be flagged by the rule is left whole', async () => {
    write('a.txt', '是老赖，“老赖”\n\n是老赖，会上门\n');
    const { code, stderr } = await fix('a.txt');
    expect(read('a.txt')).toBe('是老赖，“老赖”\n\n是逾期客户，会上门\n');
    expect(code).toBe(1);
    expect(stderr).toContain(leftAs('a.txt:1:2', 'the message would still be flagged'));
  });

  test('a replacement that would bring another finding is left', async () => {
    write('a.txt', '是老赖\n');
    const services = mending('insult/word', { 老赖: '上门' });
    await run(['a.txt', '--fix'], { cwd: folder, services });
    expect(read('a.txt')).toBe('是老赖\n');
  });

  test("suppressed and baselined findings are nobody's business", async () => {
    const text = '# cuilint-disable-next-line insult/word -- 引用\na: 是老赖\n';
    write('a.yaml', text);
    write('b.txt', '是老赖\n');
    await run(['baseline', 'create', 'b.txt', '--baseline', 'base.jsonl'], { cwd: folder });
    const { stderr } = await fix('a.yaml', 'b.txt', '--baseline', 'base.jsonl');
    expect(stderr).toBe('note: replaced 0 in 0 files\n');
    expect([read('a.yaml'), read('b.txt')]).toEqual([text, '是老赖\n']);
  });

  test('a damaged file is left: its bytes cannot be kept', async () => {
    const bytes = Buffer.concat([
      Buffer.from('请还款，'.repeat(9)),
      Buffer.of(0xff),
      Buffer.from('是老赖\n'),
    ]);
    write('a.txt', bytes);
    const { code, stderr } = await fix('a.txt', '--encoding', 'utf-8');
    expect(code).toBe(2);
    expect(stderr).toContain('it cannot be replaced safely in this encoding or syntax');
    expect(readFileSync(join(folder, 'a.txt'))).toEqual(bytes);
  });

  test('what cannot be written is told, is exit 2, and the rest goes on', async () => {
    write('a.txt', '是老赖\n');
    write('b.txt', '是老赖\n');
    // Somebody else's file stands where the new one would be made.
    const other = `.a.txt.${process.pid}.tmp`;
    write(other, 'not ours');
    const { code, stderr } = await fix('a.txt', 'b.txt');
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: a.txt: cannot be written (EEXIST), the file is as it was\nnote: replaced 1 in 1 files\n',
    );
    expect([read('a.txt'), read('b.txt'), read(other)]).toEqual([
      '是老赖\n',
      '是逾期客户\n',
      'not ours',
    ]);
  });

  test('standard input is judged and told, not written', async () => {
    const { stdout, stderr } = await run(['-', '--fix', '--lang', 'en', '--format', 'compact'], {
      cwd: folder,
      stdin: '是老赖\n',
    });
    expect(stdout).toContain('-:1:2: warning');
    expect(stderr).toContain(leftAs('-:1:2', 'it is no text file on the disk'));
  });

  test.skipIf(process.platform === 'win32')('keeps mode and links', async () => {
    write('real.txt', '是老赖\n');
    chmodSync(join(folder, 'real.txt'), 0o640);
    symlinkSync('real.txt', join(folder, 'link.txt'));
    await fix('link.txt');
    expect(read('real.txt')).toBe('是逾期客户\n');
    expect(lstatSync(join(folder, 'link.txt')).isSymbolicLink()).toBe(true);
    expect(statSync(join(folder, 'real.txt')).mode & 0o777).toBe(0o640);
  });

  test('only the words change, whatever stands around them, and never twice', async () => {
    const piece = fc.constantFrom(
      '老赖',
      '请还款',
      '，',
      '。',
      '“',
      '”',
      '不',
      '{姓名}',
      '\\',
      '"',
      "'",
      '😀',
      '\t',
      ' ',
      '&amp;',
      '\n',
      '#',
      ': ',
      '- ',
      '上门',
    );
    const text = fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('txt', 'md', 'yaml', 'json', 'csv'),
        async (texts, ending) => {
          const cell = (value: string): string => `"${value.replaceAll('"', '""')}"`;
          const content = {
            txt: texts.join('\n'),
            md: texts.join('\n\n'),
            yaml: texts.map((each) => `- ${JSON.stringify(each)}\n`).join(''),
            json: JSON.stringify(texts),
            csv: `内容\n${texts.map((each) => `${cell(each)}\n`).join('')}`,
          }[ending]!;
          const name = `a.${ending}`;
          write(name, content);
          await fix(name);
          const once = read(name);
          expect(once.replaceAll('逾期客户', '老赖')).toBe(content);
          await fix(name);
          expect(read(name)).toBe(once);
          rmSync(join(folder, name));
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});

describe('--fix-dry-run', () => {
  test('is a diff that git applies to the very bytes that --fix writes', async () => {
    const lines = Array.from({ length: 30 }, (_, i) =>
      i % 9 === 4 ? `第${i}条是老赖` : `第${i}条`,
    );
    write('a.txt', lines.join('\r\n'));
    write('b.json', '[\n"是老赖",\n"请还款"\n]\n');
    const before = [read('a.txt'), read('b.json')];
    const dry = await run(['.', '--fix-dry-run'], { cwd: folder });
    expect(dry.stderr).toBe('提示: 可改写 2 个文件中的 4 处，未写入\n');
    expect([read('a.txt'), read('b.json')]).toEqual(before);
    await fix('.');
    const fixed = [read('a.txt'), read('b.json')];
    expect(fixed).not.toEqual(before);
    write('a.txt', before[0]!);
    write('b.json', before[1]!);
    execFileSync('git', ['apply', '-'], { cwd: folder, input: dry.stdout });
    expect([read('a.txt'), read('b.json')]).toEqual(fixed);
  });

  test('shows no personal data and nothing that a terminal obeys', async () => {
    write('a.txt', '13812345678\u001b[31m\n是老赖 13812345678\n');
    write('b.csv', '姓名,内容\n欧阳测试,"欧阳测试，是老赖"\n');
    const { stdout } = await run(['.', '--fix-dry-run'], { cwd: folder });
    expect(stdout).toContain('-是老赖 138****5678\n+是逾期客户 138****5678\n');
    expect(stdout).toContain('\\u001b[31m');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('测试');
  });

  test('masks digits that the file escapes, and no other characters that it escapes', async () => {
    write('a.html', '<p>是&#32769;&#36182;&#x3000;&#49;&#x32;&#0051</p>\n');
    write('b.json', '["\\u662f\\u8001\\u8d56\\u0031\\u3031"]\n');
    const { stdout } = await run(['.', '--fix-dry-run'], { cwd: folder });
    expect(stdout).toContain(
      '\n+<p>是&#36926;&#26399;&#23458;&#25143;&#x3000;&#42;&#x2a;&#0042</p>\n',
    );
    expect(stdout).toContain('\n+["\\u662f\\u903e\\u671f\\u5ba2\\u6237\\u002a\\u3031"]\n');
  });

  test('a report goes into a file, and says what the files hold now', async () => {
    write('a.txt', '是老赖，会上门\n');
    const { code, stdout } = await run(['a.txt', '--fix-dry-run', '--format', 'json:report.json'], {
      cwd: folder,
    });
    expect(code).toBe(1);
    expect(stdout).toBe(
      '--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-是老赖，会上门\n+是逾期客户，会上门\n',
    );
    expect(JSON.parse(read('report.json')).findings).toHaveLength(2);
  });

  test.each([
    { argv: ['--fix', '--fix-dry-run'], reason: '--fix 与 --fix-dry-run 只能用一个' },
    { argv: ['--fix', '--watch'], reason: '--watch 不能与 --fix 同用' },
    { argv: ['--fix', '--staged'], reason: '--fix 改的是磁盘上的文件，不能与 --staged 同用' },
    {
      argv: ['--fix-dry-run', '--format', 'json'],
      reason: '--fix-dry-run 的差异写到标准输出；报告请写入文件（--format 格式:文件）',
    },
  ])('$argv is a wrong command line', async ({ argv, reason }) => {
    write('a.txt', '是老赖\n');
    const { code, stderr } = await run(['a.txt', ...argv], { cwd: folder });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `错误: ${reason}（运行 cuilint --help 查看用法）\n`,
    });
    expect(read('a.txt')).toBe('是老赖\n');
  });
});
