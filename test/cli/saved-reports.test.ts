import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/reporters/registry.ts';
import { type RunOutput, run } from './harness.ts';

/** Those that go to standard output. */
const TEXT_FORMATS = FORMATS.filter((format) => format !== 'xlsx');

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-saved-'));
  write('a.txt', '我们上门\n您好\n你是老赖\n');
  write('b.csv', '编号,内容\n1,已经立案\n2,读取通讯录\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string | Uint8Array): void {
  writeFileSync(join(folder, name), text);
}

function cuilint(...argv: readonly string[]): Promise<RunOutput> {
  return run(argv, { cwd: folder });
}

async function save(name: string, ...more: readonly string[]): Promise<void> {
  await cuilint('a.txt', 'b.csv', '--format', `json:${name}`, ...more);
}

describe('report', () => {
  /** What the JSON report does not hold: hashes of lines, and columns in bytes. */
  const without = (text: string): string =>
    text.replaceAll(/"primaryLocationLineHash":"[^"]*",/g, '').replaceAll(/,"column":\d+\}/g, '}');

  test.each(
    TEXT_FORMATS.flatMap((format) => [
      { format, lang: 'zh' },
      { format, lang: 'en' },
    ]),
  )('says in $format and $lang what check says', async ({ format, lang }) => {
    write('c.json', '{"a":"我们上门",}');
    const inputs = ['a.txt', 'b.csv', 'c.json', '--lang', lang];
    const checked = await cuilint(...inputs, '--format', format);
    await cuilint(...inputs, '--format', 'json:r.json');
    const rendered = await cuilint('report', 'r.json', '--format', format);
    expect(without(rendered.stdout)).toBe(without(checked.stdout));
    expect(rendered.code).toBe(checked.code);
    expect(rendered.stderr).toBe(checked.stderr);
  });

  test('writes the workbook that check writes', async () => {
    await cuilint('a.txt', 'b.csv', '--format', 'xlsx:checked.xlsx', '--format', 'json:r.json');
    await cuilint('report', 'r.json', '--format', 'xlsx:rendered.xlsx');
    const bytes = (name: string): Buffer => readFileSync(join(folder, name));
    expect(bytes('rendered.xlsx').equals(bytes('checked.xlsx'))).toBe(true);
  });

  test.each([
    { options: [], code: 1 },
    { options: ['--fail-on', 'never'], code: 0 },
    { options: ['--fail-on', 'never', '--max-warnings', '0'], code: 1 },
  ])('$options is exit $code', async ({ options, code }) => {
    await save('r.json');
    expect((await cuilint('report', 'r.json', ...options)).code).toBe(code);
  });

  test('what a report counts and does not list decides as well', async () => {
    write('a.txt', '你是老赖\n我们上门\n');
    await save('r.json', '--max-findings', '1');
    const { code, stdout } = await cuilint('report', 'r.json');
    expect(code).toBe(1);
    expect(stdout).toContain('另有 3 处发现未列出');
  });

  test('reads standard input, and what a Windows shell redirects', async () => {
    await save('r.json');
    const text = readFileSync(join(folder, 'r.json'), 'utf8');
    const piped = await run(['report', '-', '--format', 'compact'], { cwd: folder, stdin: text });
    write('utf16.json', Buffer.from(`\ufeff${text}`, 'utf16le'));
    const read = await cuilint('report', 'utf16.json', '--format', 'compact');
    expect(piped.stdout).toContain('上门');
    expect(read.stdout).toBe(piped.stdout);
  });

  test('is in the language that is asked for, around findings that stay as they are', async () => {
    await save('r.json');
    const { stdout } = await cuilint('report', 'r.json', '--lang', 'en');
    expect(stdout).toContain('Found 2 errors');
    expect(stdout).toContain('“上门”不可使用');
  });

  test('without the rules it was made with it says so, and goes on', async () => {
    await save('r.json');
    const text = readFileSync(join(folder, 'r.json'), 'utf8');
    write('r.json', text.replace(/sha256:0+/, `sha256:${'1'.repeat(64)}`));
    const { code, stdout, stderr } = await cuilint('report', 'r.json', '--format', 'sarif');
    expect(code).toBe(1);
    expect(stderr).toBe('提示: 这份报告由另一套规则生成：规则说明和条款原意从略\n');
    expect(JSON.parse(stdout).runs[0].results).toHaveLength(4);
  });

  test('rules that were off or had another level are told as they were', async () => {
    await save('r.json', '--skip', 'insult', '--rule', 'threat/word=info');
    const { code, stdout } = await cuilint('report', 'r.json', '--format', 'sarif');
    const rules: readonly { id: string; defaultConfiguration: { level: string } }[] =
      JSON.parse(stdout).runs[0].tool.driver.rules;
    expect(rules.map(({ id, defaultConfiguration: { level } }) => `${id} ${level}`)).toEqual([
      'misleading/word note',
      'privacy/word error',
      'threat/word note',
    ]);
    expect(code).toBe(0);
  });

  test.each([
    { name: 'a missing file', file: 'no.json', says: '无法读取' },
    { name: 'a folder', file: '.', says: '无法读取' },
    { name: 'a text', file: 'a.txt', says: '不是完整的 JSON' },
  ])('$name is one line and exit 2', async ({ file, says }) => {
    const { code, stdout, stderr } = await cuilint('report', file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(says);
  });
});

describe('diff', () => {
  beforeEach(async () => {
    await save('old.json');
    write('a.txt', '您好\n\n\n你是老赖\n我们上门，还是上门\n');
    write('b.csv', '编号,内容\n1,您好\n2,读取通讯录\n');
    await save('new.json');
  });

  const changes = async (...more: readonly string[]): Promise<readonly string[]> => {
    const { stdout } = await cuilint('diff', 'old.json', 'new.json', '--format', 'json', ...more);
    const { findings }: { findings: readonly { change: string; ruleId: string }[] } =
      JSON.parse(stdout);
    return findings.map(({ change, ruleId }) => `${change} ${ruleId}`).sort();
  };

  test('new, gone and unchanged by fingerprint: a moved line is unchanged', async () => {
    expect(await changes()).toEqual([
      'gone misleading/word',
      'gone threat/word',
      'new threat/word',
      'new threat/word',
      'unchanged insult/word',
      'unchanged privacy/word',
    ]);
  });

  test('two equal reports: all unchanged, exit 0', async () => {
    const { code, stdout } = await cuilint('diff', 'new.json', 'new.json');
    expect(code).toBe(0);
    expect(stdout).toContain('新增 0 处、消失 0 处、未变 4 处');
  });

  test.each([
    { options: [], code: 1 },
    { options: ['--fail-on', 'never'], code: 0 },
  ])('new findings decide: $options is exit $code', async ({ options, code }) => {
    expect((await cuilint('diff', 'old.json', 'new.json', ...options)).code).toBe(code);
  });

  test('only what is gone fails nothing', async () => {
    write('a.txt', '您好\n你是老赖\n');
    await save('less.json');
    expect((await cuilint('diff', 'new.json', 'less.json')).code).toBe(0);
  });

  test.each(TEXT_FORMATS)('%s tells of new findings, and of others if it can', async (format) => {
    const { stdout } = await cuilint('diff', 'old.json', 'new.json', '--format', format);
    expect(stdout).toContain('threat');
    const isGate = ['github', 'gitlab', 'junit', 'checkstyle', 'rdjsonl'].includes(format);
    expect(/立案/.test(stdout)).toBe(!isGate);
    if (['stylish', 'compact', 'markdown'].includes(format)) {
      expect(stdout).toContain('新增 2 处、消失 2 处、未变 2 处');
      expect(stdout).toContain('已消失');
      expect(stdout).not.toContain('老赖');
      const all = await cuilint(
        'diff',
        'old.json',
        'new.json',
        '--format',
        format,
        '--report-suppressed',
      );
      expect(all.stdout).toContain('老赖');
    }
  });

  test('SARIF has the words for it', async () => {
    const { stdout } = await cuilint('diff', 'old.json', 'new.json', '--format', 'sarif');
    const states = JSON.parse(stdout).runs[0].results.map(
      ({ baselineState }: { baselineState: string }) => baselineState,
    );
    expect(states.toSorted()).toEqual(['absent', 'absent', 'new', 'new', 'unchanged', 'unchanged']);
  });

  test('a suppressed finding is not gone, and one that no longer is suppressed is new', async () => {
    write('c.yaml', '# cuilint-disable-next-line threat/word -- 试\na: 我们上门\n');
    const more = ['c.yaml', '--report-suppressed', '--format'];
    await cuilint(...more, 'json:off.json');
    write('c.yaml', 'a: 我们上门\n');
    await cuilint(...more, 'json:on.json');
    const { stdout } = await cuilint('diff', 'off.json', 'on.json', '--format', 'json');
    expect(JSON.parse(stdout).summary.compared).toEqual({ new: 1, gone: 0, unchanged: 0 });
  });

  test.each([
    { name: 'findings that are not listed', options: ['--quiet'], says: '没有列出全部发现' },
    { name: 'findings left out', options: ['--max-findings', '1'], says: '没有列出全部发现' },
  ])('refuses $name', async ({ options, says }) => {
    await save('part.json', ...options);
    for (const [older, newer] of [
      ['part.json', 'new.json'],
      ['new.json', 'part.json'],
    ] as const) {
      const { code, stdout, stderr } = await cuilint('diff', older, newer);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^错误: part\.json: /);
      expect(stderr).toContain(says);
    }
  });

  test('refuses fingerprints of another key', async () => {
    write('clean.txt', '您好\n');
    await cuilint('baseline', 'create', 'clean.txt', '--baseline', 'base.jsonl');
    await save('keyed.json', '--baseline', 'base.jsonl');
    const { code, stderr } = await cuilint('diff', 'new.json', 'keyed.json');
    expect(code).toBe(2);
    expect(stderr).toContain('不同的基线');
  });

  test('refuses to read both from standard input', async () => {
    expect((await cuilint('diff', '-', '-')).code).toBe(2);
  });
});
