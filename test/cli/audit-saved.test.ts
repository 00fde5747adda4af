import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultServices } from '../../src/cli/services.ts';
import { run } from './harness.ts';

const services = defaultServices();
let folder: string;
const cli = (...argv: readonly string[]): ReturnType<typeof run> =>
  run(argv, { cwd: folder, services });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuilint-saved-'));
  const rows = [
    '2025-03-01 09:30:00,13900000001,张某某,再不还钱就让你坐牢,坐席01,短信',
    '2025-03-01 10:30:00,13900000001,张某某,您好请还款,坐席01,短信',
    '2025-03-01 11:30:00,13900000001,张某某,,坐席01,短信',
  ];
  writeFileSync(join(folder, 'a.csv'), ['发送时间,手机号,姓名,内容,坐席,渠道', ...rows].join('\n'));
  writeFileSync(join(folder, 'b.csv'), new Uint8Array([0, 1, 2, 3, 0, 0xff, 0xfe, 9]));
  await cli('audit', 'a.csv', 'b.csv', '--format', 'json:audit.json');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(['html', 'xlsx'])('an audit is rendered as %s', async (format) => {
  const { code, stderr } = await cli('report', 'audit.json', '--format', `${format}:out.${format}`);
  // As the audit: one input could not be read.
  expect(code).toBe(2);
  expect(stderr).toMatch(/^错误: b\.csv: [^\n]+\n$/);
  expect(readFileSync(join(folder, `out.${format}`)).length).toBeGreaterThan(1000);
});

test('its page tells what was found, and which rows and inputs were not judged', async () => {
  await cli('report', 'audit.json', '--format', 'html:out.html');
  const page = readFileSync(join(folder, 'out.html'), 'utf8');
  for (const part of ['坐牢', '没有文字的行 1', 'b.csv', '无法识别编码', '坐席01'])
    expect(page).toContain(part);
});

test('it is compared with itself', async () => {
  const { stdout, code } = await cli('diff', 'audit.json', 'audit.json', '--format', 'json');
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ summary: { compared: { new: 0, gone: 0 } } });
});
