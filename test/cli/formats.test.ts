import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatOf } from '../../src/readers/registry.ts';
import { FORMATS } from '../../src/reporters/registry.ts';
import { GATE_FORMATS, TEXT_FORMATS } from '../reporters/events.ts';
import { run } from './harness.ts';

let folder = '';
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-formats-'));
  writeFileSync(join(folder, 'a.txt'), '我们上门\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('--format', () => {
  test('all formats from one run say what each says alone', async () => {
    const targets = TEXT_FORMATS.flatMap((format) => ['--format', `${format}:all-${format}`]);
    const { code, stdout } = await run(['a.txt', ...targets], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    for (const format of TEXT_FORMATS) {
      const alone = await run(['a.txt', '--format', format], { cwd: folder });
      expect(alone.code).toBe(1);
      expect(alone.stdout, format).toContain('上门');
      expect(read(`all-${format}`), format).toBe(alone.stdout);
    }
  });

  test('of a run in a folder of a repository, build servers are given paths from its root', async () => {
    mkdirSync(join(folder, '.git'));
    mkdirSync(join(folder, 'apps/老 app'), { recursive: true });
    writeFileSync(join(folder, 'apps/老 app/b.txt'), '我们上门\n');
    const cwd = join(folder, 'apps/老 app');
    const pathsOf = async (format: string): Promise<readonly string[]> => {
      const { stdout } = await run(['b.txt', '../../a.txt', 'none.txt', '--format', format], {
        cwd,
      });
      return [...stdout.matchAll(/"(?:path|uri|file)":"([^"]+)"|\bfile=([^,:]+)/g)].map(
        ([, quoted, plain]) => quoted ?? plain!,
      );
    };
    const plain = ['a.txt', 'apps/老 app/b.txt', 'apps/老 app/none.txt'];
    for (const format of ['github', 'gitlab'])
      expect([...new Set(await pathsOf(format))].sort(), format).toEqual(plain);
    expect([...new Set(await pathsOf('sarif'))].sort()).toEqual(plain.map(encodeURI));
    expect(await pathsOf('json')).toContain('../../a.txt');
  });

  test('a later run over the folder leaves the reports of all formats out', async () => {
    const targets = GATE_FORMATS.flatMap(({ name, ending }, index) => [
      '--format',
      `${name}:${index}.${ending}`,
    ]);
    await run(['a.txt', ...targets], { cwd: folder });
    const { stdout } = await run(['.', '--format', 'json'], { cwd: folder });
    const { findings, coverage } = JSON.parse(stdout);
    expect(findings.map(({ file }: { file: string }) => file)).toEqual(['a.txt']);
    const read = GATE_FORMATS.filter(({ ending }) => formatOf(`x.${ending}`) !== undefined);
    expect(read.length).toBeGreaterThan(5);
    expect(coverage.ignored.report).toBe(read.length);
  });

  test.each([
    { name: 'sariff', near: 'sarif' },
    { name: 'checksytle', near: 'checkstyle' },
    { name: 'jsonlines:x', near: 'jsonl' },
  ])('an unknown name tells the nearest: $name', async ({ name, near }) => {
    const { code, stderr } = await run(['a.txt', '--format', name, '--lang', 'en'], {
      cwd: folder,
    });
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(new RegExp(`${near}\\b`));
  });

  test.each([['xlsx'], ['xlsx', '-o', '-']])(
    'what is no text needs a file: %s %s %s',
    async (...words) => {
      const { code, stdout, stderr } = await run(['a.txt', '--format', ...words], { cwd: folder });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toBe(
        '错误: xlsx 报告要写入文件，如 --format xlsx:报告.xlsx（运行 cuilint --help 查看用法）\n',
      );
    },
  );

  test('a workbook is written whole or not at all, and left out of a later run', async () => {
    expect((await run(['a.txt', '--format', 'xlsx:b.xlsx'], { cwd: folder })).code).toBe(1);
    const { stdout } = await run(['.', '--format', 'json'], { cwd: folder });
    const { coverage } = JSON.parse(stdout);
    expect(coverage.ignored).toEqual({ report: 1 });
    mkdirSync(join(folder, 'c.xlsx'));
    const refused = await run(['a.txt', '--format', 'xlsx:c.xlsx'], { cwd: folder });
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 2, stdout: '' });
    expect(refused.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(readdirSync(folder).sort()).toEqual(['a.txt', 'b.xlsx', 'c.xlsx']);
  });

  test('help names every format, in both languages', async () => {
    for (const lang of ['zh', 'en']) {
      const { stdout } = await run(['check', '--help', '--lang', lang], { cwd: folder });
      const words = stdout.replaceAll(/\s+/g, ' ');
      for (const format of FORMATS) expect(words).toMatch(new RegExp(`\\b${format}\\b`));
    }
  });

  test('a file name that begins as a command begins no line of any report', async () => {
    const name = '::error file=x::owned.txt';
    writeFileSync(join(folder, name), '我们上门\n');
    writeFileSync(join(folder, '##[error]x.csv'), '内容,时间\n我们上门,"\n');
    for (const format of TEXT_FORMATS) {
      const { stdout } = await run(['.', '--format', format], { cwd: folder });
      expect(stdout, format).toContain('上门');
      const lines = stdout.split('\n').map((line) => line.trim());
      // The only commands are ours, and name no command of the file's.
      for (const line of lines) {
        if (format === 'github')
          expect(line).toMatch(/^(?:::(?:error|warning|notice) title=cuilint%3A |$)/);
        else expect(line.replace(/^## [发未]/, ''), format).not.toMatch(/^(?:::|##)/);
        expect(line, format).not.toContain('##[');
      }
    }
  });
});

describe('in GitHub Actions', () => {
  const env = { GITHUB_ACTIONS: 'true' };

  test('annotations are the default', async () => {
    const { code, stdout } = await run(['a.txt'], { cwd: folder, env });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^::error title=.*,file=a\.txt,line=1,endLine=1,col=3,endColumn=5::.*\n$/,
    );
  });

  test.each([
    { name: 'another format', args: ['--format', 'compact'], file: undefined },
    { name: 'a file', args: ['-o', 'out.txt'], file: 'out.txt' },
  ])('$name is what was asked for', async ({ args, file }) => {
    const { stdout } = await run(['a.txt', ...args], { cwd: folder, env });
    expect(stdout).not.toMatch(/^::/m);
    expect(file === undefined ? stdout : read(file)).toContain('上门');
  });

  test('the step summary gets the table, behind what is there', async () => {
    writeFileSync(join(folder, 'summary'), '# before\n');
    const withSummary = { ...env, GITHUB_STEP_SUMMARY: join(folder, 'summary') };
    await run(['a.txt'], { cwd: folder, env: withSummary });
    expect(read('summary')).toMatch(
      /^# before\n<!-- cuilint report -->\n[\s\S]*<code>上门<\/code>/,
    );
    const before = read('summary');
    await run(['a.txt', '--format', 'compact'], { cwd: folder, env: withSummary });
    await run(['a.txt', '--format', 'github:out.txt'], { cwd: folder, env: withSummary });
    expect(read('summary')).toBe(before);
  });

  test('a step summary that cannot be written is exit 2 and one line', async () => {
    const { code, stderr } = await run(['a.txt'], {
      cwd: folder,
      env: { ...env, GITHUB_STEP_SUMMARY: join(folder, 'no/such/file') },
    });
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain('GITHUB_STEP_SUMMARY');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });
});
