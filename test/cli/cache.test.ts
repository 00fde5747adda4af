import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultServices, type Services } from '../../src/cli/services.ts';
import type { EncodingName } from '../../src/model/source.ts';
import { FORMATS as ALL_FORMATS } from '../../src/reporters/registry.ts';
import { encode } from '../text/encode.ts';
import { run, WORD_SERVICES } from './harness.ts';

let folder = '';
const CACHE = '.cuilintcache';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The services of the tests, and how many messages they were asked to judge. */
function counting(): { readonly services: Services; readonly asked: () => number } {
  let count = 0;
  return {
    services: {
      ...WORD_SERVICES,
      tokenizer: WORD_SERVICES.tokenizer,
      createChecker: (ruleset, options) => {
        const check = WORD_SERVICES.createChecker(ruleset, options);
        return (segment) => {
          count += 1;
          return check(segment);
        };
      },
    },
    asked: () => count,
  };
}

async function judgedBy(argv: readonly string[]): Promise<number> {
  const { services, asked } = counting();
  await run(argv, { cwd: folder, services });
  return asked();
}

const FORMATS = ['json', 'stylish', 'sarif', 'csv'];
const asAll = (prefix: string, formats: readonly string[]): string[] =>
  formats.flatMap((format) => ['--format', `${format}:../${prefix}.${format}`]);

/** A run with the cache and one without it say the same, byte for byte. */
async function expectSame(
  argv: readonly string[],
  services?: Services,
  formats: readonly string[] = FORMATS,
): Promise<void> {
  const input = { cwd: join(folder, 'in'), ...(services === undefined ? {} : { services }) };
  const without = await run([...argv, '--statistics', ...asAll('without', formats)], input);
  const withCache = await run(
    [...argv, '--statistics', '--cache', ...asAll('with', formats)],
    input,
  );
  expect(withCache).toEqual(without);
  for (const format of formats) {
    const [a, b] = ['without', 'with'].map((name) =>
      readFileSync(join(folder, `${name}.${format}`)),
    );
    expect(b?.equals(a!), format).toBe(true);
  }
}

describe('--cache', () => {
  test('a report does not depend on what was remembered: random edits, options and configurations', async () => {
    mkdirSync(join(folder, 'in'));
    const line = fc.constantFrom(
      '请按时还款',
      '我们上门 13812345678',
      '你是老赖',
      '立案',
      '客户：我不是老赖',
      '# cuilint-disable-next-line insult/word -- 引用',
      '',
    );
    const lines = fc.array(line, { maxLength: 6 });
    const file = fc.oneof(
      fc.record({
        name: fc.constantFrom('a.txt', 'b.txt', 'c.md'),
        body: lines.map((all) => all.join('\n\n')),
      }),
      lines.map((all) => ({
        name: 'd.csv',
        body: `内容,手机\r\n${all.map((text) => `"${text}",138\r\n`).join('')}`,
      })),
      lines.map((all) => ({ name: 'e.json', body: JSON.stringify({ all }) })),
      lines.map((all) => ({
        name: 'f.yaml',
        body: `all:\n${all.map((text) => `  - "${text}"\n`).join('')}`,
      })),
      fc.constant({ name: 'g.yaml', body: 'a: [' }),
      fc
        .constantFrom(
          'rules: {insult: off}',
          'ignores: [a.txt]',
          'overrides: [{files: [b.txt], rules: {threat: warning}}]',
          'allow: [{phrase: 老赖, reason: 测试}]',
          '',
        )
        .map((body) => ({ name: 'cuilint.config.yaml', body })),
      fc.constantFrom('f.yaml', 'e.json', 'gone.json').map((path) => ({
        name: 'cuilint.suppressions.yaml',
        body: `suppressions:\n  - {rule: insult/word, file: ${path}, key: 'all[0]', reason: 测试}\n`,
      })),
    );
    const step = fc.record({
      file,
      isGone: fc.boolean(),
      options: fc.constantFrom<readonly string[]>(
        [],
        [],
        ['--only', 'insult'],
        ['--rule', 'insult=off'],
        ['--kind', 'script'],
        ['--fields', '手机'],
        ['--no-inline-config'],
        ['--lang', 'en', '--mask', 'full'],
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        for (const { file: made, isGone, options } of steps) {
          const path = join(folder, 'in', made.name);
          if (isGone) rmSync(path, { force: true });
          else writeFileSync(path, made.body);
          await expectSame(['.', ...options]);
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('nor does what is said of a suppression that a clean file no longer needs', async () => {
    mkdirSync(join(folder, 'in'));
    writeFileSync(join(folder, 'in/f.yaml'), 'a: 请还款\n');
    writeFileSync(
      join(folder, 'in/cuilint.suppressions.yaml'),
      'suppressions:\n  - {rule: insult/word, file: f.yaml, key: a, reason: 测试}\n',
    );
    for (let round = 0; round < 2; round += 1) {
      await expectSame(['.']);
      expect(readFileSync(join(folder, 'with.json'), 'utf8')).toContain('meta/suppression-unused');
    }
  });

  test('nor over the fixtures, with the rules that are built in', async () => {
    for (const name of ['templates', 'readers'])
      cpSync(join(import.meta.dirname, '../../fixtures', name), join(folder, 'in', name), {
        recursive: true,
      });
    const services = defaultServices();
    await expectSame(['.', '--today', '2026-03-01'], services);
    await expectSame(['.', '--today', '2026-03-01'], services);
  }, 60_000);

  const TABLE = '内容,渠道,手机\r\n"请还款, 谢谢",短信,13812345678\r\n请还款,,\r\n';
  const TABLES: readonly {
    readonly name: string;
    readonly text: string;
    readonly file?: string;
    readonly encoding?: EncodingName;
    /** Bytes behind all. */
    readonly end?: readonly number[];
    readonly isForgotten?: true;
  }[] = [
    { name: 'UTF-8', text: TABLE },
    { name: 'UTF-8 with its mark', text: `\ufeff${TABLE}` },
    { name: 'GB18030', text: TABLE, encoding: 'gb18030' },
    { name: 'GB18030 with a mark', text: `\ufeff${TABLE}`, encoding: 'gb18030' },
    { name: 'UTF-16 with its mark', text: `\ufeff${TABLE}`, encoding: 'utf-16le' },
    { name: 'UTF-16, big end first', text: `\ufeff${TABLE}`, encoding: 'utf-16be' },
    {
      name: 'Big5',
      text: '內容,管道\n克愛的客戶，您的貸款已逾期，請盡快還款,A\n',
      encoding: 'big5',
    },
    { name: 'tabs', text: TABLE.replaceAll(',', '\t'), file: 'a.tsv' },
    { name: 'a named delimiter', text: `sep=;\n${TABLE.replaceAll(',', ';')}` },
    { name: 'a title', text: `短信内容清单\n${TABLE}` },
    { name: 'quoted names, one of two lines', text: '"短信\n内容","渠道"\n请还款,短信\n' },
    { name: 'a name twice', text: '内容,内容,渠道\n请还款,请按时还款,短信\n' },
    {
      name: 'a telephone number for a name',
      text: '13812345678内容,渠道\n请按时还款谢谢您的配合,短信\n',
    },
    { name: 'a date and its clock', text: '日期,时间,内容\n2026-03-01,10:00:00,请还款\n' },
    {
      name: 'no header',
      text: '13812345678,请您按时足额还款谢谢配合。\n13912345678,请您按时足额还款谢谢。\n',
    },
    { name: 'a column without a name', text: '手机,,渠道\n138,请您按时足额还款谢谢配合,短信\n' },
    { name: 'JSON Lines', text: '{"内容": "请还款", "渠道": "短信"}\n', file: 'a.jsonl' },
    {
      name: 'JSON Lines with escapes',
      text: '{"\\u5185容": "请还款"}\n',
      file: 'a.jsonl',
      isForgotten: true,
    },
    {
      name: 'a doubled quote in a name',
      text: '"内容""新""",渠道\n请您按时足额还款谢谢配合,短信\n',
      isForgotten: true,
    },
    { name: 'damage', text: TABLE, end: [0xff], isForgotten: true },
    { name: 'a row that is too long', text: `${TABLE}请还款,1,2,3,4\n`, isForgotten: true },
    { name: 'two columns for one role', text: '内容,渠道,渠道\n请还款,a,b\n', isForgotten: true },
  ];
  test.each(TABLES)(
    'nor that of a table, whose columns are named in all reports and not in the cache: $name',
    async ({ text, file = 'a.csv', encoding = 'utf-8', end = [], isForgotten }) => {
      mkdirSync(join(folder, 'in'));
      writeFileSync(join(folder, 'in', file), Buffer.from([...encode(text, encoding), ...end]));
      for (const mask of ['partial', 'full', 'partial'])
        await expectSame(['.', '--mask', mask], undefined, ALL_FORMATS);
      const { coverage } = JSON.parse(readFileSync(join(folder, 'with.json'), 'utf8'));
      expect(coverage.columns).toHaveLength(1);
      const kept = readFileSync(join(folder, 'in', CACHE));
      const value = isForgotten
        ? 's \\d+ '
        : 'c [a-z]+ [a-z0-9-]+ [\\d ]+ (?:\\d+\\+\\d+|[A-Z,&]|/|[a-zA-Z]+=)+';
      expect(kept.toString('latin1')).toMatch(
        new RegExp(`^cuilint-cache 1 [0-9a-f]{32}\n[0-9a-f]{32} 0 ${value}\n[0-9a-f]{64}\n$`),
      );
      for (const name of ['内容', '渠道', '手机', '日期', '13812345678'])
        for (const spelling of ['utf-8', 'gb18030', 'utf-16le'] as const)
          expect(kept.includes(Buffer.from(encode(name, spelling)))).toBe(false);
    },
    20_000,
  );

  test('only what changed is judged again, and only the messages in which something was found', async () => {
    writeFileSync(join(folder, 'a.txt'), '请还款\n\n我们上门\n\n请还款\n');
    writeFileSync(join(folder, 'b.txt'), '请还款\n');
    writeFileSync(join(folder, 'c.csv'), '内容\n请还款\n请还款\n');
    expect(await judgedBy(['.', '--cache'])).toBe(6);
    expect(await judgedBy(['.', '--cache'])).toBe(1);
    writeFileSync(join(folder, 'b.txt'), '请还款！\n\n请还款\n');
    expect(await judgedBy(['.', '--cache'])).toBe(3);
    expect(await judgedBy(['.', '--cache'])).toBe(1);
    // Other rules are another question, and do not make the first answer forgotten.
    expect(await judgedBy(['.', '--cache', '--only', 'threat'])).toBe(7);
    expect(await judgedBy(['.', '--cache'])).toBe(1);
  });

  test('the place can be chosen, and holds no word, number or name of a file', async () => {
    writeFileSync(join(folder, '张三13812345678.txt'), '我们上门 13812345678\n\n请还款\n');
    await run(['.', '--cache-location', 'kept'], { cwd: folder });
    const text = readFileSync(join(folder, 'kept'), 'latin1');
    expect(text).toMatch(/^cuilint-cache 1 [0-9a-f]{32}\n[0-9a-f]{32} 0 s 2 0\n[0-9a-f]{64}\n$/);
    expect(await judgedBy(['.', '--cache-location', 'kept'])).toBe(1);
    expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  test.each([
    { name: 'one digit is another', spoil: (text: string) => text.replace(/ c text/, ' s text') },
    { name: 'cut off', spoil: (text: string) => text.slice(0, -10) },
    { name: 'a line is missing', spoil: (text: string) => text.replace(/\n.*\n/, '\n') },
    { name: 'the head alone', spoil: () => 'cuilint-cache 1 ' },
  ])('a broken cache is ignored with a notice and written anew: $name', async ({ spoil }) => {
    writeFileSync(join(folder, 'a.txt'), '请还款\n');
    writeFileSync(join(folder, 'b.txt'), '我们上门\n');
    await run(['.', '--cache'], { cwd: folder });
    const sound = readFileSync(join(folder, CACHE), 'latin1');
    writeFileSync(join(folder, CACHE), spoil(sound));
    const { code, stderr, stdout } = await run(['.', '--cache'], { cwd: folder });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: '提示: 缓存 .cuilintcache 已损坏，不予采用，将重新生成\n',
    });
    expect(stdout).toContain('发现 1 处错误');
    expect(await judgedBy(['.', '--cache'])).toBe(1);
  });

  test.each([
    {
      name: 'a file of somebody else is not overwritten',
      make: () => writeFileSync(join(folder, 'kept'), '模板\n'),
      stderr: 'note: kept is no cache of ours: it is neither used nor overwritten\n',
    },
    {
      name: 'a folder',
      make: () => mkdirSync(join(folder, 'kept')),
      stderr: 'note: the cache kept cannot be read: this run does without\n',
    },
  ])('$name: the run goes on without', async ({ make, stderr }) => {
    writeFileSync(join(folder, 'a.txt'), '请还款\n');
    make();
    const argv = ['a.txt', '--cache-location', 'kept', '--lang', 'en'];
    expect(await run(argv, { cwd: folder })).toMatchObject({ code: 0, stderr });
    if (stderr.includes('overwritten'))
      expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('模板\n');
  });

  test('a template in the place of the cache is judged like any other', async () => {
    writeFileSync(join(folder, 'a.txt'), '请还款\n');
    writeFileSync(join(folder, 'kept.txt'), '我们上门\n');
    for (const _ of ['cold', 'warm']) {
      const { code, stdout } = await run(['.', '--cache-location', 'kept.txt'], { cwd: folder });
      expect(code).toBe(1);
      expect(stdout).toContain('已检查 2 个文件');
    }
    expect(readFileSync(join(folder, 'kept.txt'), 'utf8')).toBe('我们上门\n');
  });

  test('a place that cannot be written is told and changes no exit code', async () => {
    writeFileSync(join(folder, 'a.txt'), '请还款\n');
    expect(
      await run(['a.txt', '--cache-location', 'no/such/cache'], { cwd: folder }),
    ).toMatchObject({
      code: 0,
      stderr: '提示: 缓存 no/such/cache 无法写入，下次不会更快\n',
    });
  });
});
