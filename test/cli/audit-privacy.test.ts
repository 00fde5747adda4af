import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultServices } from '../../src/cli/services.ts';
import { createRandom } from '../bench/generate.ts';
import { run } from './harness.ts';

const ROWS = 10_000;
const FORMATS = ['json', 'jsonl', 'csv', 'markdown', 'stylish'];

/** Invented numbers of the shape of real ones, and who would have them. */
function plant(): { readonly rows: readonly string[]; readonly secrets: readonly string[] } {
  const random = createRandom(11);
  const digits = (count: number): string =>
    Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const secrets: string[] = [];
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const phone = `1${pick(['39', '58', '86'])}${digits(8)}`;
    const card = `62${digits(17)}`;
    const identity = `3301${digits(2)}19${digits(2)}0${1 + Math.floor(random() * 9)}1${digits(1)}${digits(3)}X`;
    const name =
      pick('王李张刘陈'.split('')) + pick('晓晨佳慧子涵'.split('')) + pick('阳琳雨欣'.split(''));
    secrets.push(phone, card, identity);
    const text = pick([
      `${name}，再不还钱就让你坐牢，回电${phone}`,
      `身份证${identity}的老赖，今天就去你单位找领导`,
      `把钱转到${card}，不然我们上门找你家人`,
      `您好${name}先生，请于今日还款`,
    ]);
    // A number may stand where nobody expects it: in the columns of the case, the time, the seat, the channel.
    const id = row % 7 === 0 ? identity : `A${row}`;
    const time = row % 997 === 0 ? phone : `2025-03-${10 + (row % 20)} 10:00:00`;
    const seat = row % 11 === 0 ? phone : row % 5 === 0 ? name : `坐席${row % 9}`;
    const channel = row % 13 === 0 ? card : '短信';
    const cells = [id, time, phone, name, text, seat, channel];
    // Ragged rows, and quotes that never close.
    if (row % 1009 === 0) cells.push(identity);
    if (row % 1013 === 1) cells[5] = `"${phone}`;
    return cells.join(',');
  });
  return { rows, secrets };
}

const folder = mkdtempSync(join(tmpdir(), 'cuilint-privacy-'));
const { rows, secrets } = plant();
let outputs: ReadonlyMap<string, string>;

beforeAll(async () => {
  writeFileSync(
    join(folder, 'log.csv'),
    ['编号,发送时间,手机号,姓名,内容,催收员,渠道', ...rows].join('\n'),
  );
  // No header: the columns that are told must not be those of the first row.
  writeFileSync(join(folder, 'bare.csv'), rows.slice(0, 50).join('\n'));
  writeFileSync(
    join(folder, 'none.csv'),
    rows
      .slice(0, 50)
      .map((row) => row.split(',').slice(1, 3).join(','))
      .join('\n'),
  );
  const { stdout, stderr } = await run(
    [
      'audit',
      '.',
      ...FORMATS.flatMap((format) => ['--format', `${format}:out.${format}`]),
      '--manifest',
      'manifest.json',
    ],
    { cwd: folder, services: defaultServices() },
  );
  const files = readdirSync(folder).filter((name) => !name.endsWith('.csv') || name === 'out.csv');
  outputs = new Map([
    ['stdout', stdout],
    ['stderr', stderr],
    ...files.map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const),
  ]);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('10,000 rows of phones, cards, identity numbers and names', () => {
  test('the audit has found what it is about', () => {
    const { summary, coverage } = JSON.parse(outputs.get('out.json')!) as {
      summary: { flagged: number };
      coverage: { rows: number };
    };
    expect(coverage.rows).toBe(ROWS + 50);
    expect(summary.flagged).toBeGreaterThan(ROWS / 2);
    expect(outputs.get('stderr')).not.toBe('');
    expect([...outputs.keys()]).toContain('.cuilint-audit.key');
  });

  test('no number is in any output, error or file', () => {
    const planted = new Set(secrets);
    for (const [name, text] of outputs) {
      const found = (text.match(/[0-9]{11,}X?/g) ?? []).filter((run_) => {
        for (const secret of planted) if (run_.includes(secret)) return true;
        return false;
      });
      expect(found.slice(0, 3), name).toEqual([]);
      // Nothing that has the shape of one either, whoever made it.
      const shaped =
        text.match(/(?<![0-9a-f])(?:1[3-9]\d{9}|\d{17}[\dX]|62\d{17})(?![0-9a-f])/g) ?? [];
      expect(shaped.slice(0, 3), name).toEqual([]);
    }
  });

  test('no name is in any output, error or file', () => {
    const names = new Set(rows.map((row) => row.split(',')[3]!));
    expect(names.size).toBeGreaterThan(50);
    for (const [name, text] of outputs) {
      const found = [...names].filter((person) => text.includes(person));
      expect(found.slice(0, 3), name).toEqual([]);
    }
  });

  test('equal numbers have one pseudonym however they are written, others another', async () => {
    const written = ['13912345678', '+86 139-1234-5678', '="13912345678"', '13912345679'];
    writeFileSync(
      join(folder, 'same.csv'),
      [
        '手机号,内容',
        ...written.map(
          (number) => `${number.replaceAll('"', '""').replace(/^=.*$/, '"$&"')},再不还钱就让你坐牢`,
        ),
      ].join('\n'),
    );
    const { stdout } = await run(['audit', 'same.csv', '--format', 'jsonl'], {
      cwd: folder,
      services: defaultServices(),
    });
    const recipients = stdout
      .split('\n')
      .filter((line) => line.includes('"type":"finding"'))
      .map((line) => (JSON.parse(line) as { log: { recipient: string } }).log.recipient);
    expect(recipients).toHaveLength(4);
    expect(new Set(recipients.slice(0, 3)).size).toBe(1);
    expect(recipients[3]).not.toBe(recipients[0]);
    expect(recipients[0]).toMatch(/^r:[0-9a-f]{12}$/);
  });
});
