import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultServices } from '../../src/cli/services.ts';
import { encode } from '../text/encode.ts';
import { run, WORD_SERVICES } from './harness.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-shards-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Run = Awaited<ReturnType<typeof run>>;
type Services = typeof WORD_SERVICES;

const cli = (argv: readonly string[], services: Services = WORD_SERVICES): Promise<Run> =>
  run(argv, { cwd: folder, services });

const FORMATS = ['json', 'jsonl', 'csv', 'markdown', 'stylish'] as const;
const into = (name: string): readonly string[] =>
  FORMATS.flatMap((format) => ['--format', `${format}:${name}.${format}`]);
const reports = (name: string): readonly string[] =>
  FORMATS.map((format) => readFileSync(join(folder, `${name}.${format}`), 'utf8'));

/** The reports of one run, and those of so many shards merged in this order. */
async function compare(
  args: readonly string[],
  of: number,
  order: (parts: readonly string[]) => readonly string[] = (parts) => parts,
  services: Services = WORD_SERVICES,
): Promise<void> {
  const whole = await cli(['audit', ...args, ...into('whole')], services);
  const parts: string[] = [];
  for (let index = 1; index <= of; index += 1) {
    const part = `part-${index}.cuilint`;
    const { code } = await cli(
      ['audit', ...args, '--shard', `${index}/${of}`, '-o', part],
      services,
    );
    expect([0, 1, 2]).toContain(code);
    parts.push(part);
  }
  const merged = await cli(['merge', ...order(parts), ...into('merged')], services);
  expect(merged.stderr).toBe(whole.stderr);
  expect(merged.code).toBe(whole.code);
  const [wholeReports, mergedReports] = [reports('whole'), reports('merged')];
  for (const [at, format] of FORMATS.entries())
    expect(`${format}: ${mergedReports[at]}`).toBe(`${format}: ${wholeReports[at]}`);
}

const HEAD = '发送时间,手机号,姓名,内容,催收员,渠道,账龄,案件号,关系,接通';
const cell = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('您尾号1234的借款应还500元', '您好，请还款') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '你就是个老赖',
      '我们会上门',
      '立案，"今天"',
      '换\n行，\r\n上门',
      '给"老赖',
      '',
    ),
  },
  fc.constantFrom('内容', '短信'),
);
const row = fc
  .tuple(
    fc.constantFrom(
      '2025-03-01 09:30:00',
      '2025-03-01 22:15:00',
      '2025-03-02 07:59:00',
      '2025-03-02 07:59:30',
      '2025-13-40',
      '',
    ),
    fc.constantFrom(
      '13900000001',
      '+86 139-0000-0001',
      '1.39E+10',
      '',
      '139****0002',
      '13900000003',
    ),
    fc.constantFrom('张某某', ''),
    cell,
    fc.constantFrom('坐席01', '李某某', ''),
    fc.constantFrom('短信', '电话', ''),
    fc.constantFrom('M1', 'M3', ''),
    fc.constantFrom('A1', 'A2', ''),
    fc.constantFrom('本人', '亲属', ''),
    fc.constantFrom('接通', '未接', ''),
  )
  .map((cells) =>
    cells
      .map((text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
      .join(','),
  );
const odd = fc.constantFrom(
  HEAD,
  '合计,,,,,,,,,',
  '',
  '2025-03-01 09:00:00,1,,少了几列，上门',
  '2025-03-01 09:00:00,1,,"没有闭合，上门',
  '手机号,短信内容,坐席\n13900000009,上门,坐席09',
);
const log = fc
  .array(fc.oneof({ weight: 8, arbitrary: row }, { weight: 1, arbitrary: odd }), { maxLength: 40 })
  .map((rows) => [HEAD, ...rows].join('\n'));

describe('shards make up one run, byte for byte, in every format', () => {
  test('of fuzzed logs, in UTF-8 and GB18030, merged in any order', async () => {
    await fc.assert(
      fc.asyncProperty(
        log,
        log,
        fc.boolean(),
        fc.constantFrom(1, 2, 4, 16),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        async (a, b, isGb, of, chance) => {
          writeFileSync(join(folder, 'a.csv'), isGb ? encode(a, 'gb18030') : a);
          writeFileSync(join(folder, 'b.csv'), b);
          const rank = new Map<string, number>();
          await compare(['a.csv', 'b.csv'], of, (parts) => {
            for (const part of parts) rank.set(part, chance.next().value);
            return parts.toSorted((left, right) => rank.get(left)! - rank.get(right)!);
          });
        },
      ),
      { numRuns: 40, seed: 51 },
    );
  }, 120_000);

  test('of JSON Lines, packed logs, empty ones and what cannot be read', async () => {
    const lines = Array.from({ length: 300 }, (_, at) =>
      JSON.stringify({
        content: at % 7 === 0 ? '我们会上门' : '您好',
        sendTime: `2025-03-0${1 + (at % 9)} 1${at % 10}:00:00`,
        mobile: `1390000000${at % 4}`,
        agent: `坐席0${at % 3}`,
      }),
    );
    lines.splice(40, 0, '{oops', '', '[1]');
    writeFileSync(join(folder, 'c.jsonl'), lines.join('\n'));
    writeFileSync(join(folder, 'd.csv.gz'), gzipSync(`${HEAD}\n,,,老赖,,,,,,\n`));
    writeFileSync(join(folder, 'e.csv'), '');
    writeFileSync(join(folder, 'f.csv'), `${HEAD}\n`);
    writeFileSync(join(folder, 'g.csv'), new Uint8Array([0, 1, 2, 3, 0, 0xff, 0xfe, 9]));
    writeFileSync(join(folder, 'h.csv'), Buffer.from(`\ufeff${HEAD}\n,,,老赖,,,,,,\n`, 'utf16le'));
    const files = ['c.jsonl', 'd.csv.gz', 'e.csv', 'f.csv', 'g.csv', 'h.csv', 'none.csv'];
    for (const of of [3, 16]) await compare(files, of);
  }, 60_000);

  test('with the rules of the program, and what goes over records', async () => {
    const rows = Array.from(
      { length: 400 },
      (_, at) =>
        `2025-03-01 ${10 + (at % 10)}:${10 + (at % 50)}:00,1390000000${at % 5},张某某,${at % 11 === 0 ? '再不还钱就让你坐牢' : '您好，请按时还款'},坐席0${at % 3},短信,M1,,,`,
    );
    writeFileSync(join(folder, 'i.csv'), [HEAD, ...rows].join('\n'));
    await compare(['i.csv'], 4, (parts) => parts.toReversed(), defaultServices());
    expect(reports('merged')[0]).toContain('"ruleId":"harassment/frequency"');
  }, 60_000);

  test('with more collectors of one template than are kept apart', async () => {
    const rows = Array.from({ length: 1500 }, (_, at) => `,,,上门,坐席${at},,,,,`);
    writeFileSync(join(folder, 'm.csv'), [HEAD, ...rows].join('\n'));
    await compare(['m.csv'], 4);
    const { templates } = JSON.parse(reports('merged')[0]!) as {
      templates: { collectors: Record<string, number> }[];
    };
    expect(templates[0]?.collectors['…']).toBe(500);
  }, 60_000);

  test('written beside the inputs, whose folder is walked', async () => {
    mkdirSync(join(folder, 'n'));
    writeFileSync(join(folder, 'n/a.csv'), [HEAD, ...Array(20).fill(',,,上门,,,,,,')].join('\n'));
    for (const index of [1, 2])
      await cli(['audit', 'n', '--shard', `${index}/2`, '-o', `n/${index}.part`]);
    const { code, stderr } = await cli(['merge', 'n/1.part', 'n/2.part']);
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  test('put together before, in any grouping', async () => {
    writeFileSync(join(folder, 'j.csv'), [HEAD, ...Array(60).fill(',,,上门,,,,,,')].join('\n'));
    for (const index of [1, 2, 3, 4])
      await cli(['audit', 'j.csv', '--shard', `${index}/4`, '-o', `j-${index}`]);
    expect((await cli(['merge', 'j-4', 'j-1', '--partial', 'j-41'])).code).toBe(0);
    const before = readFileSync(join(folder, 'j-41'));
    const over = await cli(['merge', 'j-3', 'j-41', '--partial', 'j-41']);
    expect(over).toMatchObject({ code: 2, stderr: expect.stringContaining('j-41') });
    expect(readFileSync(join(folder, 'j-41')).equals(before)).toBe(true);
    expect((await cli(['merge', 'j-3', 'j-41', '--partial', 'j-341'])).code).toBe(0);
    await cli(['audit', 'j.csv', ...into('whole')]);
    await cli(['merge', 'j-341', 'j-2', ...into('merged')]);
    expect(reports('merged')).toEqual(reports('whole'));
  });
});

describe('what does not belong together is one line and exit 2', () => {
  beforeAll(async () => {
    writeFileSync(join(folder, 'k.csv'), [HEAD, ...Array(30).fill(',,,上门,,,,,,')].join('\n'));
    const shard = (name: string, which: string, more: readonly string[] = []): Promise<Run> =>
      cli(['audit', 'k.csv', '--shard', which, '-o', name, ...more]);
    for (const index of [1, 2, 3]) await shard(`k-${index}`, `${index}/3`);
    await shard('k-2-of-2', '2/2');
    await shard('k-2-skip', '2/3', ['--skip', 'insult']);
    await shard('k-2-key', '2/3', ['--key', 'other.key']);
    await run(['audit', 'k.csv', '--shard', '2/3', '-o', 'k-2-rules'], {
      cwd: folder,
      services: {
        ...WORD_SERVICES,
        loadRuleset: () => ({ ...WORD_SERVICES.loadRuleset(), hash: `sha256:${'1'.repeat(64)}` }),
      },
    });
    const whole = readFileSync(join(folder, 'k-2'));
    writeFileSync(join(folder, 'k-2-cut'), whole.subarray(0, whole.length - 40));
    whole[whole.length - 60]! ^= 1;
    writeFileSync(join(folder, 'k-2-bad'), whole);
  });

  test.each([
    { name: 'a shard is missing', parts: ['k-1', 'k-3'], says: '缺少第 2 份（共 3 份）' },
    {
      name: 'a shard comes twice',
      parts: ['k-1', 'k-2', 'k-2', 'k-3'],
      says: '第 2 份出现两次：k-2 和 k-2',
    },
    {
      name: 'shards of other cuts',
      parts: ['k-1', 'k-2-of-2', 'k-3'],
      says: 'k-2-of-2: 总份数与 k-1 不同',
    },
    {
      name: 'other options',
      parts: ['k-1', 'k-2-skip', 'k-3'],
      says: 'k-2-skip: 选项或配置与 k-1 不同',
    },
    { name: 'another key', parts: ['k-1', 'k-2-key', 'k-3'], says: 'k-2-key: 审计密钥与 k-1 不同' },
    {
      name: 'mixed rule sets',
      parts: ['k-1', 'k-2-rules', 'k-3'],
      says: 'k-2-rules: 规则集与 k-1 不同',
    },
    {
      name: 'cut off',
      parts: ['k-1', 'k-2-cut', 'k-3'],
      says: 'k-2-cut: 不是 audit --shard 写出的部分结果，或已损坏',
    },
    {
      name: 'altered',
      parts: ['k-1', 'k-2-bad', 'k-3'],
      says: 'k-2-bad: 不是 audit --shard 写出的部分结果，或已损坏',
    },
    {
      name: 'something else',
      parts: ['k.csv'],
      says: 'k.csv: 不是 audit --shard 写出的部分结果，或已损坏',
    },
    { name: 'no such file', parts: ['k-9'], says: 'k-9: ' },
  ])('$name', async ({ parts, says }) => {
    const { code, stdout, stderr } = await cli(['merge', ...parts]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain(says);
  });

  test.each([
    { args: ['--shard', '0/3', '-o', 'x'], says: '--shard 的值 0/3 无效' },
    { args: ['--shard', '4/3', '-o', 'x'], says: '--shard 的值 4/3 无效' },
    { args: ['--shard', '1/3'], says: '--shard 缺少 -o 文件' },
    {
      args: ['--shard', '1/3', '-o', 'x', '--sample', '3'],
      says: '--shard 不能与 --sample 一起用',
    },
    { args: ['--shard', '1/3', '--format', 'json:x'], says: '--shard 不能与 --format 一起用' },
  ])('$args', async ({ args, says }) => {
    const { code, stderr } = await cli(['audit', 'k.csv', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain(says);
  });
});

test('no number, name or text of the data stands in a partial result', async () => {
  const rows = Array.from(
    { length: 50 },
    (_, at) =>
      `2025-03-01 09:30:00,1391111${String(at).padStart(4, '0')},欧阳某某,欧阳某某我们会上门找13922223333,欧阳某某,短信,M1,,,`,
  );
  writeFileSync(join(folder, 'l.csv'), [HEAD, ...rows].join('\n'));
  await cli(['audit', 'l.csv', '--shard', '1/1', '-o', 'l-1']);
  const bytes = readFileSync(join(folder, 'l-1'));
  for (const secret of ['13911110001', '13922223333', '欧阳某某'])
    expect(bytes.includes(secret)).toBe(false);
});
