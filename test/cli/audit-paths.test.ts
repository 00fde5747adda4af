import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { defaultServices } from '../../src/cli/services.ts';
import { encode } from '../text/encode.ts';
import { run } from './harness.ts';

const services = defaultServices();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-paths-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The JSON report, without what names the file. */
async function report(file: string, more: readonly string[] = []): Promise<string> {
  const { stdout, code } = await run(['audit', file, '--format', 'json', ...more], {
    cwd: folder,
    services,
  });
  expect([0, 1, 2]).toContain(code);
  return stdout;
}

const HEAD = '发送时间,手机号,姓名,内容,催收员,渠道,账龄';
const OTHER_HEAD = '手机号,短信内容,坐席';

const cell = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('您尾号1234的借款应还500元，请按时还款。', '您好，请还款'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '再不还钱就让你坐牢',
      '你就是个老赖，欠 300 元',
      '我们会上门找你家人，"今天"',
    ),
  },
  fc.constantFrom('', ' ', '内容', '短信', '换\n行，再不还钱就让你坐牢', '逗号,引号"'),
);
const time = fc.constantFrom(
  '2025-03-01 09:30:00',
  '2025-03-01 22:15:00',
  '2025/3/2 7:59',
  '2025-02-30 10:00:00',
  '2025-03-05',
  '2025-13-40',
  '45000',
  '2025-03-01T14:00:00Z',
  '',
  '45000.5',
);
const phone = fc.constantFrom('13900000001', '+86 139-0000-0001', '1.39E+10', '', '86 13900000002');
const row = fc
  .tuple(
    time,
    phone,
    fc.constantFrom('张某某', ''),
    cell,
    fc.constantFrom('坐席01', '坐席02', ''),
    fc.constantFrom('短信', '电话', ''),
    fc.constantFrom('M1', 'M3', ''),
  )
  .map((cells) =>
    cells.map((text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(','),
  );
const odd = fc.constantFrom(
  HEAD,
  '合计,,,,,,',
  '合计,,,128条,,,',
  ',,,合计：128条,,,',
  ',5,,小 计,,,',
  '2025-03-01 09:00:00,,,合计：128条,,,',
  ',13900000001,,合计：128条,,,',
  ',13900000001,,128条,,,',
  ',,,,,,',
  '',
  '2025-03-01 09:00:00,1,,少了几列',
  `${OTHER_HEAD}\n13900000009,再不还钱就让你坐牢,坐席09`,
);
const log = fc
  .array(fc.oneof({ weight: 8, arbitrary: row }, { weight: 1, arbitrary: odd }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((rows) => [HEAD, ...rows].join('\n'));

/** Three turns of the collector, the second of which breaks a rule by its words. */
const CALL_AT_NIGHT = JSON.stringify({
  sendTime: '2025-03-01 23:10:00',
  mobile: '13900000001',
  agent: '坐席01',
  dialogue: [
    { role: '客户', text: '喂？' },
    { role: '坐席', text: '您好' },
    { role: '坐席', text: '再不还钱就让你坐牢' },
    { role: '坐席', text: '再见' },
  ],
});

test.each([{ args: [] }, { args: ['--no-shortcuts'] }])(
  'a call at night counts once, whatever its turns $args',
  async ({ args }) => {
    writeFileSync(join(folder, 'calls.jsonl'), [CALL_AT_NIGHT, CALL_AT_NIGHT].join('\n'));
    const said = JSON.parse(await report('calls.jsonl', args));
    const found = said.findings as readonly { ruleId: string; record: number; excerpt: string }[];
    expect(
      found
        .filter(({ ruleId }) => ruleId === 'harassment/off-hours')
        .map(({ record, excerpt }) => [record, excerpt]),
    ).toEqual([
      [1, '您好'],
      [2, '您好'],
    ]);
    expect(said.summary).toMatchObject({ messages: 2, flagged: 2, error: 4 });
  },
);

describe('with and without shortcuts the report is the same', () => {
  test('of fuzzed logs, in UTF-8 and GB18030', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.boolean(), async (text, isGb) => {
        writeFileSync(join(folder, 'fuzz.csv'), isGb ? encode(text, 'gb18030') : text);
        expect(await report('fuzz.csv')).toBe(await report('fuzz.csv', ['--no-shortcuts']));
      }),
      { numRuns: 40, seed: 17 },
    );
  }, 120_000);

  test('of fuzzed JSON Lines', async () => {
    const record = fc.record(
      {
        content: cell,
        sendTime: time,
        mobile: phone,
        agent: fc.constantFrom('坐席01', '坐席02', ''),
        channel: fc.constantFrom('短信', '电话'),
        bucket: fc.constantFrom('M1', 30),
      },
      { requiredKeys: [] },
    );
    const line = fc.oneof(
      { weight: 8, arbitrary: record.map((value) => JSON.stringify(value)) },
      fc.constantFrom(
        '',
        '{oops',
        '[1]',
        '{"dialogue":[{"role":"坐席","text":"再不还钱就让你坐牢"}]}',
        CALL_AT_NIGHT,
        '"x"',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 40 }), async (lines) => {
        writeFileSync(join(folder, 'fuzz.jsonl'), lines.join('\n'));
        expect(await report('fuzz.jsonl')).toBe(await report('fuzz.jsonl', ['--no-shortcuts']));
      }),
      { numRuns: 30, seed: 29 },
    );
  }, 120_000);

  test.each([
    { name: 'a sample', args: ['--sample', '40', '--seed', '3'] },
    { name: 'a limit', args: ['--limit', '77'] },
    { name: 'dates', args: ['--from', '2025-03-02'] },
    { name: 'groups', args: ['--group-by', 'collector,rule'] },
    { name: 'another zone', args: ['--timezone', 'America/New_York'] },
  ])('with $name', async ({ args }) => {
    const [text] = fc.sample(
      fc.array(row, { minLength: 300, maxLength: 300 }).map((rows) => [HEAD, ...rows].join('\n')),
      { numRuns: 1, seed: 5 },
    );
    writeFileSync(join(folder, 'some.csv'), text!);
    expect(await report('some.csv', args)).toBe(
      await report('some.csv', [...args, '--no-shortcuts']),
    );
  });
});

async function zipOf(files: Readonly<Record<string, Uint8Array>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of Object.entries(files)) zip.addBuffer(Buffer.from(bytes), name);
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const ROWS = `${HEAD}\n2025-03-01 09:30:00,13900000001,张某某,再不还钱就让你坐牢,坐席01,短信,M1\n2025-03-01 10:30:00,13900000001,张某某,您好请还款,坐席01,短信,M1\n`;

describe('archives', () => {
  test('what is in them is audited as if it stood beside them', async () => {
    writeFileSync(join(folder, 'a.csv'), ROWS);
    writeFileSync(join(folder, 'a.csv.gz'), gzipSync(ROWS));
    writeFileSync(
      join(folder, 'b.zip'),
      await zipOf({
        'in/a.csv': Buffer.from(ROWS),
        'gbk.csv': encode(ROWS, 'gb18030'),
        'x.jsonl': Buffer.from('{"content":"再不还钱就让你坐牢"}\n'),
        'note.pdf': Buffer.from('x'),
        '说明.txt': Buffer.from('导出自系统，再不还钱就让你坐牢'),
      }),
    );
    const plain = JSON.parse(await report('a.csv')) as {
      inputs: object[];
      findings: { related: object[] }[];
    };
    const gz = JSON.parse(await report('a.csv.gz')) as typeof plain;
    expect(gz.inputs).toEqual([{ ...plain.inputs[0], file: 'a.csv.gz!a.csv' }]);
    const zip = JSON.parse(await report('b.zip')) as typeof plain & {
      coverage: { ignored: Record<string, number> };
    };
    expect(zip.inputs).toMatchObject([
      { file: 'b.zip!gbk.csv', encoding: 'gb18030', rows: 2 },
      { file: 'b.zip!in/a.csv', encoding: 'utf-8', rows: 2 },
      { file: 'b.zip!x.jsonl', rows: 1 },
    ]);
    // Three in their words, and four messages to one number in a day, since two of the files are one log.
    expect(zip.findings).toHaveLength(4);
    expect(zip.findings.at(-1)).toMatchObject({
      ruleId: 'harassment/frequency',
      related: [1, 2, 1, 2].map((record) => ({ record })),
    });
    expect(zip.coverage.ignored).toEqual({ '.pdf': 1, '.txt': 1 });
  });

  test('a gzip file in a zip is read; what lies deeper, is damaged or is a bomb is told, a line each', async () => {
    writeFileSync(
      join(folder, 'nested.zip'),
      await zipOf({
        'in/a.csv.gz': gzipSync(ROWS),
        'b.zip': await zipOf({ 'a.csv': Buffer.from(ROWS) }),
        'c.csv.gz.gz': gzipSync(gzipSync(ROWS)),
        'd.csv.gz': gzipSync(ROWS).subarray(0, 40),
        'e.csv.gz': gzipSync(Buffer.alloc(48 * 2 ** 20, '0')),
        'f.png.gz': gzipSync('no text'),
      }),
    );
    const said = JSON.parse(await report('nested.zip'));
    expect(said.inputs.map(({ file }: { file: string }) => file)).toContain(
      'nested.zip!in/a.csv.gz!a.csv',
    );
    expect(
      said.problems
        .map(({ file, code }: { file: string; code: string }) => `${code} ${file}`)
        .sort(),
    ).toEqual([
      'INPUT_TOO_LARGE nested.zip!e.csv.gz!e.csv',
      'INPUT_UNREADABLE nested.zip!b.zip',
      'INPUT_UNREADABLE nested.zip!c.csv.gz.gz',
      'INPUT_UNREADABLE nested.zip!d.csv.gz!d.csv',
    ]);
    expect(said.coverage.ignored).toEqual({ '.gz': 1 });
    const { stdout, code } = await run(['check', 'nested.zip', '--format', 'compact'], {
      cwd: folder,
      services,
    });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^nested\.zip!in\/a\.csv\.gz!a\.csv:\d+:\d+: error:/m);
  });

  test('check reads them, too', async () => {
    const { stdout, code } = await run(['check', 'b.zip', 'a.csv.gz', '--format', 'compact'], {
      cwd: folder,
      services,
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^a\.csv\.gz!a\.csv:2:43: error:/m);
    expect(stdout).toMatch(/^b\.zip!x\.jsonl:1:19: error:/m);
  });

  test('evidence holds their content, and is verified through them', async () => {
    const { code } = await run(['audit', 'b.zip', 'a.csv.gz', '--manifest', 'm.json'], {
      cwd: folder,
      services,
    });
    expect(code).toBe(1);
    const manifest = JSON.parse(readFileSync(join(folder, 'm.json'), 'utf8')) as {
      inputs: { sha256: string }[];
    };
    expect(manifest.inputs[0]?.sha256).toBe(createHash('sha256').update(ROWS).digest('hex'));
    expect(await run(['verify', 'm.json'], { cwd: folder })).toMatchObject({ code: 0 });
    writeFileSync(join(folder, 'a.csv.gz'), gzipSync(ROWS.replace('坐席01', '坐席02')));
    expect(await run(['verify', 'm.json'], { cwd: folder })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('输入 a.csv.gz!a.csv：内容已变') as string,
    });
  });

  test.each([
    {
      name: 'a truncated gzip: what came before the end is judged',
      file: 'cut.csv.gz',
      bytes: () => {
        const rows = Array.from(
          { length: 12_000 },
          (_, n) =>
            `2025-03-01 09:30:00,139${String(n * 7919).padStart(8, '0')},,再不还钱就让你坐牢,坐席${n % 97},短信,M1`,
        );
        const packed = gzipSync([HEAD, ...rows].join('\n'));
        return packed.subarray(0, packed.length - 3000);
      },
      says: 'cut.csv.gz!cut.csv: 压缩文件已损坏或不完整（请重新压缩或重新下载后再检查）',
      judges: true,
    },
    {
      name: 'no gzip at all',
      file: 'none.csv.gz',
      bytes: () => Buffer.from('hello'),
      says: 'none.csv.gz!none.csv: 压缩文件已损坏或不完整（请重新压缩或重新下载后再检查）',
    },
    {
      name: 'a bomb',
      file: 'bomb.csv.gz',
      bytes: () => gzipSync(Buffer.alloc(64 * 2 ** 20, 'a')),
      says: 'bomb.csv.gz!bomb.csv: 压缩比超过 250（可能是压缩炸弹；若确是自己的文件，请解压后再检查）',
    },
    {
      name: 'a zip that is cut off',
      file: 'cut.zip',
      bytes: async () => (await zipOf({ 'a.csv': Buffer.from(ROWS) })).subarray(0, 100),
      says: 'cut.zip: 压缩文件已损坏或不完整（请重新压缩或重新下载后再检查）',
    },
    {
      name: 'a zip of nothing that is read',
      file: 'empty.zip',
      bytes: () => zipOf({ 'a.pdf': Buffer.from('x') }),
      says: 'empty.zip: 压缩包里没有可检查的文件（请解压后检查里面的文件）',
    },
  ])('$name is one line and exit 2', async ({ file, bytes, says, judges }) => {
    writeFileSync(join(folder, file), await bytes());
    const { code, stderr, stdout } = await run(['audit', file, 'a.csv', '--format', 'json'], {
      cwd: folder,
      services,
    });
    expect(stderr).toBe(`错误: ${says}\n`);
    expect(code).toBe(2);
    const { inputs } = JSON.parse(stdout) as {
      inputs: { file: string; rows: number; isCut?: true }[];
    };
    expect(inputs.find((input) => input.file === 'a.csv')?.rows).toBe(2);
    const cut = inputs.find((input) => input.isCut);
    expect(cut !== undefined).toBe(judges === true);
    if (judges) expect(cut?.rows).toBeGreaterThan(3000);
  });
});
