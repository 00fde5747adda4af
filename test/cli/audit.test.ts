import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { afterAll, describe, expect, test } from 'vitest';
import { encode } from '../text/encode.ts';
import { type RunInput, type RunOutput, run } from './harness.ts';

const HEAD = '发送时间,手机号,姓名,内容,催收员,机构';
const made: string[] = [];

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'cuilint-audit-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

async function workbook(
  sheets: Readonly<Record<string, readonly (readonly string[])[]>>,
): Promise<Uint8Array> {
  const book = new exceljs.Workbook();
  for (const [name, rows] of Object.entries(sheets)) {
    const sheet = book.addWorksheet(name);
    for (const cells of rows) sheet.addRow([...cells]);
  }
  return new Uint8Array(await book.xlsx.writeBuffer());
}

interface AuditJson {
  readonly problems: readonly {
    file: string | null;
    line: number | null;
    code: string;
    reason: string;
  }[];
  readonly inputs: readonly {
    file: string;
    encoding: string | null;
    rows: number;
    judged: number;
    skipped: Record<string, { count: number; first: readonly { record: number; line: number }[] }>;
    flaws: Record<string, { count: number }>;
    columns: readonly { text: string[]; roles: Record<string, string> }[];
    isCut?: true;
  }[];
  readonly coverage: {
    rows: number;
    judged: number;
    unread: string[];
    ignored: Record<string, number>;
  };
  readonly summary: { error: number; warning: number; info: number; flagged: number };
  readonly groups: Record<
    string,
    readonly { key: string; messages: number; flagged: number; findings: number }[]
  >;
  readonly grouped?: readonly { key: string[]; messages: number; flagged: number }[];
  readonly templates: readonly {
    messages: number;
    firstDay?: string;
    lastDay?: string;
    collectors: Record<string, number>;
    example: { record: number; text: string };
  }[];
  readonly findings: readonly {
    ruleId: string;
    file: string;
    line: number;
    column: number;
    record: number;
    excerpt: string;
    fingerprint: string;
    sentAt: string | null;
    collector: string | null;
    log: { recipient: string | null; template: string };
  }[];
}

async function auditJson(
  cwd: string,
  args: readonly string[] = ['.'],
  input: Partial<RunInput> = {},
): Promise<RunOutput & { readonly report: AuditJson }> {
  const output = await run(['audit', ...args, '--format', 'json'], { cwd, ...input });
  // Safe: written by the report under test, whose fields are looked at.
  return { ...output, report: JSON.parse(output.stdout) as AuditJson };
}

const ROWS = [
  HEAD,
  '2025-03-01 09:30:00,13900000001,张某某,您好请还款,坐席01,甲机构',
  '2025-03-01 22:15:00,13900000002,李某某,今天上门找你 12 元,坐席02,甲机构',
  '2025-03-02 10:00:00,13900000003,王某某,今天上门找你 99 元,坐席01,乙机构',
  '2025-04-02 10:00:00,13900000003,王某某,你这老赖,坐席01,乙机构',
].join('\n');

describe('counts', () => {
  test('rows, groups and templates of one file', async () => {
    const { report, code, stderr } = await auditJson(folderWith({ 'a.csv': ROWS }));
    expect(stderr).toBe('');
    expect(code).toBe(1);
    expect(report.coverage).toMatchObject({ rows: 4, judged: 4 });
    expect(report.summary).toMatchObject({ error: 2, warning: 1, info: 0, flagged: 3 });
    expect(report.groups['collector']).toEqual([
      { key: '坐席01', messages: 3, flagged: 2, findings: 2 },
      { key: '坐席02', messages: 1, flagged: 1, findings: 1 },
    ]);
    expect(report.groups['agency']).toEqual([
      { key: '乙机构', messages: 2, flagged: 2, findings: 2 },
      { key: '甲机构', messages: 2, flagged: 1, findings: 1 },
    ]);
    expect(report.groups['hour']?.map(({ key, messages }) => [key, messages]).sort()).toEqual([
      ['09', 1],
      ['10', 2],
      ['22', 1],
    ]);
    expect(report.groups['month']).toEqual([
      { key: '2025-03', messages: 3, flagged: 2, findings: 2 },
      { key: '2025-04', messages: 1, flagged: 1, findings: 1 },
    ]);
    // Two messages which differ in a figure are one template.
    expect(report.templates.map(({ messages }) => messages)).toEqual([2, 1]);
    expect(report.templates[0]).toMatchObject({
      firstDay: '2025-03-01',
      lastDay: '2025-03-02',
      collectors: { 坐席01: 1, 坐席02: 1 },
      example: { record: 2, text: '今天上门找你 12 元' },
    });
  });

  test('findings are those of check, at the same places', async () => {
    const folder = folderWith({
      'a.csv': ROWS,
      'b.jsonl': '{"content":"明天上门","sendTime":"2025-03-01 10:00"}\n{"content":"老赖 老赖"}\n',
      'c.tsv': `手机\t内容\n13900000001\t"换行\n上门"\n`,
    });
    const { report } = await auditJson(folder);
    const { stdout } = await run(['check', '.', '--format', 'json'], { cwd: folder });
    const check = JSON.parse(stdout) as AuditJson;
    const place = ({
      ruleId,
      file,
      line,
      column,
      record,
      excerpt,
    }: AuditJson['findings'][number]) => [file, record, line, column, ruleId, excerpt].join(' ');
    expect(check.findings.length).toBe(7);
    expect(report.findings.map(place)).toEqual(check.findings.map(place));
  });

  test('each file has its own encoding and columns', async () => {
    const { report } = await auditJson(
      folderWith({
        'a.csv': ROWS,
        'b/gbk.csv': encode('手机,短信内容\n13900000001,明天上门', 'gb18030'),
        'b/x.txt': 'not a log',
      }),
    );
    expect(
      report.inputs.map(({ file, encoding, columns }) => [file, encoding, columns[0]?.text]),
    ).toEqual([
      ['a.csv', 'utf-8', ['内容']],
      ['b/gbk.csv', 'gb18030', ['短信内容']],
    ]);
    expect(report.coverage.ignored).toEqual({ '.txt': 1 });
  });

  test('--group-by counts by several things together', async () => {
    const { report } = await auditJson(folderWith({ 'a.csv': ROWS }), [
      '.',
      '--group-by',
      'agency,rule',
    ]);
    expect(report.grouped).toEqual([
      { key: ['乙机构', 'insult/word'], messages: 1, flagged: 1, findings: 1 },
      { key: ['乙机构', 'threat/word'], messages: 1, flagged: 1, findings: 1 },
      { key: ['甲机构', 'threat/word'], messages: 1, flagged: 1, findings: 1 },
    ]);
  });

  test('hours are those of --timezone, whatever offset the data has', async () => {
    const rows = '内容,发送时间\n上门,2025-03-01T23:30:00Z\n上门,2025-03-01 09:00';
    const { report } = await auditJson(folderWith({ 'a.csv': rows }), [
      '.',
      '--timezone',
      'Asia/Tokyo',
    ]);
    expect(report.groups['hour']?.map(({ key }) => key).sort()).toEqual(['08', '09']);
    expect(report.groups['day']?.map(({ key }) => key).sort()).toEqual([
      '2025-03-01',
      '2025-03-02',
    ]);
  });
});

describe('every row is accounted for', () => {
  const BODY = ROWS.split('\n').slice(1);

  test.each([
    {
      name: 'total rows and blank texts',
      rows: [HEAD, ...BODY, ',,,,坐席03,', '合计,4,,,,'],
      skipped: { 'no-text': [5], total: [6] },
      code: 1,
    },
    {
      name: 'the header once more',
      rows: [HEAD, ...BODY, HEAD, ...BODY],
      skipped: { header: [5] },
      code: 1,
    },
    {
      name: 'dates asked for',
      rows: [HEAD, ...BODY, ',1,,上门,,'],
      args: ['--from', '2025-03-02', '--to', '2025-03-31'],
      skipped: { 'out-of-range': [1, 2, 4], undated: [5] },
      code: 1,
    },
    {
      name: 'broken lines of JSON',
      file: 'a.jsonl',
      rows: ['{"content":"上门"}', '{oops', '{"id":3}'],
      skipped: { unreadable: [2], 'no-text': [3] },
      code: 2,
    },
  ])('$name', async ({ rows, file, args, skipped, code }) => {
    const folder = folderWith({ [file ?? 'a.csv']: rows.join('\n') });
    const output = await auditJson(folder, ['.', ...(args ?? [])]);
    const [input] = output.report.inputs;
    const places = Object.fromEntries(
      Object.entries(input!.skipped).map(([reason, { first }]) => [
        reason,
        first.map(({ record }) => record),
      ]),
    );
    expect(places).toEqual(skipped);
    const left = Object.values(input!.skipped).reduce((sum, { count }) => sum + count, 0);
    expect(input!.rows).toBe(input!.judged + left);
    expect(output.report.coverage.rows).toBe(input!.rows);
    expect(output.code).toBe(code);
  });

  test('a sample takes so many, the same for the same seed, and counts the others', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, n) => `2025-03-01 09:00:00,1390000${1000 + n},,上门 ${n},坐席,甲`,
    );
    const folder = folderWith({
      'a.csv': [HEAD, ...rows].join('\n'),
      'b.csv': [HEAD, ...rows].join('\n'),
    });
    const draw = async (seed: string): Promise<AuditJson> =>
      (await auditJson(folder, ['.', '--sample', '50', '--seed', seed])).report;
    const first = await draw('7');
    expect(first.coverage).toMatchObject({ rows: 600, judged: 50 });
    const taken = first.findings.map(({ file, record }) => `${file} ${record}`);
    expect(taken).toHaveLength(50);
    expect(new Set(taken).size).toBe(50);
    expect(await draw('7')).toEqual(first);
    expect((await draw('8')).findings.map(({ file, record }) => `${file} ${record}`)).not.toEqual(
      taken,
    );
    // Each file gives its share: 25, by five standard deviations.
    const fromA = taken.filter((place) => place.startsWith('a.csv')).length;
    expect(fromA).toBeGreaterThan(7);
    expect(fromA).toBeLessThan(43);
  });

  test('--limit stops there, and says that the file was not read to its end', async () => {
    const { report } = await auditJson(folderWith({ 'a.csv': ROWS, 'b.csv': ROWS }), [
      '.',
      '--limit',
      '2',
    ]);
    expect(report.coverage).toMatchObject({ rows: 2, judged: 2 });
    expect(report.inputs).toHaveLength(1);
    expect(report.inputs[0]?.isCut).toBe(true);
  });
});

describe('bad input is one line and exit 2, and the rest is judged', () => {
  test.each([
    { name: 'an empty file', content: '', line: 'bad.csv: 文件是空的（0 字节）（请重新导出）' },
    {
      name: 'only a header',
      content: `${HEAD}\n`,
      line: 'bad.csv: 没有任何记录（只有表头或空行）（请重新导出）',
    },
    {
      name: 'no column of texts: all are listed',
      content: '号码,金额\n13900000001,5\n13900000002,7',
      line: 'bad.csv: 没有找到文本列；已有的列：号码、金额。（请用 --map 指定文本列。）',
    },
    {
      name: 'a byte that is none',
      content: Buffer.concat([
        Buffer.from(`${HEAD}\n2025-03-01 09:00:00,1,,今天`),
        Buffer.from([0xff]),
        Buffer.from('上门,,\n'.repeat(1)),
      ]),
      line: 'bad.csv:2:26: 此处字节无法解码；其余文字已检查（用正确的编码重新导出，或用 --encoding 指定编码）',
    },
    {
      name: 'a quote that is never closed',
      content: `${HEAD}\n2025-03-01 09:00:00,1,,上门,"坐席,\n2025-03-01 09:00:00,2,,上门,坐席,`,
      line: 'bad.csv:2:27: 此处的双引号没有闭合，已按普通字符读取。（请补上配对的英文双引号；文本里的英文双引号要写两个。）',
    },
    {
      name: 'a ragged row',
      content: `${HEAD}\n2025-03-01 09:00:00,1,,上门\n`,
      line: 'bad.csv:2: 该行有 4 列，应为 6 列；能找到的文本已检查。（含分隔符的文本请加英文双引号。）',
    },
    {
      name: 'other columns from the middle on',
      content: `${HEAD}\n2025-03-01 09:00:00,1,,您好,甲,乙\n手机,短信内容\n13900000001,上门\n`,
      line: 'bad.csv:3: 从这一行起是另一套表头；此后的行按新的列读取（请核对合并前的各个导出文件，最好分开审计）',
    },
    {
      name: 'a time that is none',
      content: `${HEAD}\n2025-02-30 09:00:00,1,,上门,,\n`,
      line: 'bad.csv:2: 有 1 行的时间无法识别，首行在此；文字已判断，时间不计入任何时段（时间请写成 2025-03-01 09:30:00）',
    },
    {
      name: 'a number in scientific notation',
      content: `${HEAD}\n2025-02-03 09:00:00,1.39E+10,,上门,,\n`,
      line: 'bad.csv:2: 有 1 行的号码成了科学计数法（丢失末位），首行在此；文字已判断，不计入频次（把号码列设为文本格式后重新导出）',
    },
    {
      name: 'a first byte order mark alone',
      content: '\ufeff',
      line: 'bad.csv: 没有任何记录（只有表头或空行）（请重新导出）',
    },
    {
      name: 'JSON Lines without any text',
      file: 'bad.jsonl',
      content: '{"mobile":"13900000001","sendTime":"2025-03-01 09:00:00"}\n{"amount":5}\n',
      line: 'bad.jsonl: 没有一条记录有文本字段；认出的其他字段：mobile、sendTime（请用 --map text=… 指定文本字段）',
    },
    { name: 'a workbook that is none', file: 'bad.xlsx', content: 'PK', line: /^bad\.xlsx: / },
    {
      name: 'a document',
      file: 'bad.docx',
      named: true,
      content: 'x',
      line: /^bad\.docx: /,
    },
  ])('$name', async ({ file = 'bad.csv', content, line, named }) => {
    const folder = folderWith({ [file]: content, 'good.csv': ROWS });
    const args = named ? [file, 'good.csv'] : ['.'];
    const { code, stderr, report } = await auditJson(folder, args);
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    const told = lines[0]!.replace(/^错误: /, '');
    if (typeof line === 'string') expect(told).toBe(line);
    else expect(told).toMatch(line);
    expect(code).toBe(2);
    expect(report.problems).toHaveLength(1);
    expect(report.findings.filter((finding) => finding.file === 'good.csv')).toHaveLength(3);
  });

  test('behind a new header its columns hold', async () => {
    const { report } = await auditJson(
      folderWith({
        'a.csv': `${HEAD}\n2025-03-01 09:00:00,1,,您好,甲,乙\n手机,短信内容\n13900000001,上门\n`,
      }),
    );
    expect(report.inputs[0]?.columns.map(({ text }) => text)).toEqual([['内容'], ['短信内容']]);
    expect(report.findings).toMatchObject([{ record: 3, line: 4, column: 13, excerpt: '上门' }]);
  });

  test('--map names columns, and a column that no file has is told', async () => {
    const folder = folderWith({ 'a.csv': '甲,乙\n您好您好您好您好,上门\n' });
    const { report, code } = await auditJson(folder, ['.', '--map', 'text=乙']);
    expect(report.findings).toHaveLength(1);
    expect(code).toBe(1);
    const wrong = await auditJson(folder, ['.', '--map', 'text=乙,collector=丙']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('--map collector=丙：没有一个文件采用了名为 丙 的列');
  });

  test('--map names columns of every sheet, and of the objects in a record', async () => {
    const folder = folderWith({
      'a.xlsx': await workbook({
        一: [
          ['甲', '乙'],
          ['您好您好您好您好', '上门'],
        ],
        二: [
          ['甲', '乙'],
          ['您好您好您好您好', '上门'],
        ],
      }),
      'b.jsonl': '{"乙":"上门","who":{"丙":"13900000000"}}\n',
    });
    const map = 'text=乙,recipient=丙';
    const { report, code, stderr } = await auditJson(folder, ['.', '--map', map]);
    expect(stderr).toBe('');
    expect(report.findings).toHaveLength(3);
    expect(report.inputs.map(({ columns }) => columns)).toEqual([
      [{ text: ['一!乙', '二!乙'], roles: {} }],
      [{ text: ['乙'], roles: { recipient: 'who.丙' } }],
    ]);
    expect(code).toBe(1);
  });

  test('a number in the name of a sheet or column is masked wherever it stands', async () => {
    const rows = [
      ['内容', '手机号13900001111'],
      ['', '1'],
      ['上门', '2'],
      ['上门', '时间'],
    ];
    const folder = folderWith({
      'a.xlsx': await workbook({ '13900001234': rows, 二: rows }),
      'b.csv': '内容13900001111,发送时间\n上门您好您好您好您好,昨天\n',
    });
    const key = ['--key', join(folder, 'k')];
    const whole = await run(['audit', '.', ...key, '--format', 'json'], { cwd: folder });
    const part = ['--shard', '1/1', '-o', join(folder, 'p')];
    await run(['audit', '.', ...key, ...part], { cwd: folder });
    const check = await run(['check', '.', '--format', 'json'], { cwd: folder });
    const shard = readFileSync(join(folder, 'p'), 'latin1');
    for (const text of [whole.stdout, whole.stderr, check.stdout, check.stderr, shard])
      expect(text).not.toMatch(/1390000/);
    expect(whole.stdout).toContain('139****1234!内容');
  });

  test.each([
    { args: ['--map', '内容'], says: '--map 的值 内容 无效' },
    { args: ['--from', '2025-02-30'], says: '--from 的值 2025-02-30 无效' },
    { args: ['--from', '2025-03-02', '--to', '2025-03-01'], says: '--from 晚于 --to' },
    { args: ['--jurisdiction', 'us'], says: '美国没有统一的时区，不能判断时段' },
    { args: ['--seed', '4'], says: '--seed 要与 --sample 一起用' },
    { args: ['--sample', '0'], says: '--sample 的值 0 无效' },
    { args: ['--group-by', 'colector'], says: '是否想用 collector' },
    { args: ['--format', 'sarif'], says: 'audit 没有报告格式 sarif' },
  ])('$args', async ({ args, says }) => {
    const { code, stderr, stdout } = await run(['audit', '.', ...args], {
      cwd: folderWith({ 'a.csv': ROWS }),
    });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(says);
  });
});

describe('reports', () => {
  test('several at once, and the same bytes again', async () => {
    const folder = folderWith({ 'in/a.csv': ROWS });
    const reports = ['json', 'jsonl', 'csv', 'markdown', 'stylish'];
    const formats = reports.flatMap((format) => ['--format', `${format}:out.${format}`]);
    const once = async (): Promise<string[]> => {
      const { code, stderr } = await run(['audit', 'in', ...formats], { cwd: folder });
      expect([code, stderr]).toEqual([1, '']);
      return reports.map((format) => readFileSync(join(folder, `out.${format}`), 'utf8'));
    };
    const first = await once();
    expect(await once()).toEqual(first);
    const [json, jsonl, csv] = first;
    const report = JSON.parse(json!) as AuditJson;
    const lines = jsonl!
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(lines.map(({ type }) => type)).toEqual([
      'finding',
      'finding',
      'finding',
      'input',
      'summary',
    ]);
    expect(lines.slice(0, 3)).toEqual(report.findings);
    expect(csv!.trimEnd().split('\r\n')).toHaveLength(4);
    expect(csv).toContain('"坐席02","甲机构"');
  });

  test('a report in the folder is not audited', async () => {
    const folder = folderWith({ 'a.csv': ROWS });
    for (const format of ['json', 'jsonl', 'csv'])
      await run(
        ['audit', 'a.csv', '--format', `${format}:old.${format === 'json' ? 'jsonl' : format}`],
        { cwd: folder },
      );
    const { report } = await auditJson(folder);
    expect(report.inputs.map(({ file }) => file)).toEqual(['a.csv']);
    expect(report.coverage.ignored).toEqual({ report: 2 });
  });

  test('English', async () => {
    const { stdout } = await run(['audit', 'a.csv', '--lang', 'en'], {
      cwd: folderWith({ 'a.csv': ROWS }),
    });
    expect(stdout).toContain(
      '4 messages judged, 3 of them flagged (warning or above), 750.0 in a thousand.',
    );
    expect(stdout).not.toMatch(/[已按]判断|每千条/);
  });
});

test('a collector who has a name keeps apart from others under a masked one', async () => {
  const rows = ['李小明', '李小红', '李小明'].map(
    (name) => `2025-03-01 09:00:00,1,,上门,${name},甲`,
  );
  const { report, stdout } = await auditJson(folderWith({ 'a.csv': [HEAD, ...rows].join('\n') }));
  expect(stdout).not.toMatch(/李小|小明|小红/);
  const collectors = report.groups['collector']!;
  expect(collectors.map(({ messages }) => messages)).toEqual([2, 1]);
  for (const { key } of collectors) expect(key).toMatch(/^李\*\*#[0-9a-f]{6}$/);
  expect(report.findings[0]?.collector).toBe(collectors[0]?.key);
});

describe('the key', () => {
  test('is made once, for its owner alone, and settles fingerprints', async () => {
    const folder = folderWith({ 'a.csv': ROWS });
    const first = (await auditJson(folder)).report;
    const file = join(folder, '.cuilint-audit.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    expect((await auditJson(folder)).report).toEqual(first);
    rmSync(file);
    const other = (await auditJson(folder)).report;
    expect(other.findings[0]?.fingerprint).not.toBe(first.findings[0]?.fingerprint);
  });

  test('that is none is refused', async () => {
    const folder = folderWith({ 'a.csv': ROWS, key: 'x' });
    const { code, stderr } = await run(['audit', 'a.csv', '--key', 'key'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('key: 不是审计密钥');
  });
});

test('a file that is written while it is read is told', async () => {
  const folder = folderWith({ 'a.csv': ROWS });
  const { WORD_SERVICES } = await import('./harness.ts');
  let grown = false;
  const services = {
    ...WORD_SERVICES,
    createChecker: (...args: Parameters<typeof WORD_SERVICES.createChecker>) => {
      const check = WORD_SERVICES.createChecker(...args);
      return (segment: Parameters<typeof check>[0]) => {
        if (!grown) appendFileSync(join(folder, 'a.csv'), '\n2025-05-01 10:00:00,1,,上门,,');
        grown = true;
        return check(segment);
      };
    },
  };
  const { code, stderr } = await auditJson(folder, ['.'], { services });
  expect(code).toBe(2);
  expect(stderr).toContain('a.csv: 读取期间文件有变动');
});
