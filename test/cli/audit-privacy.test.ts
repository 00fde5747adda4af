import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { defaultServices } from '../../src/cli/services.ts';
import { contactKey } from '../../src/text/recipients.ts';
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
const HEADER = '编号,发送时间,手机号,姓名,内容,催收员,渠道';

beforeAll(async () => {
  writeFileSync(join(folder, 'log.csv'), [HEADER, ...rows].join('\n'));
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
    ['audit', '.', ...reportsIn(FORMATS), '--manifest', 'manifest.json'],
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

const planted = new Set(secrets);
const lengths = new Set(secrets.map(({ length }) => length));
const people = new Set(rows.map((row) => row.split(',')[3]!));

/** The first numbers in a text that were planted, or have the shape of one, whoever made it. */
function numbersIn(text: string): readonly string[] {
  const found = (text.match(/[0-9]{11,}X?/g) ?? []).filter((digits) => {
    for (let start = 0; start < digits.length; start += 1)
      for (const length of lengths)
        if (planted.has(digits.slice(start, start + length))) return true;
    return false;
  });
  const shaped = text.match(/(?<![0-9a-f])(?:1[3-9]\d{9}|\d{17}[\dX]|62\d{17})(?![0-9a-f])/g) ?? [];
  return [...found, ...shaped].slice(0, 3);
}

function namesIn(text: string): readonly string[] {
  return [...people].filter((person) => text.includes(person)).slice(0, 3);
}

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
    for (const [name, text] of outputs) expect(numbersIn(text), name).toEqual([]);
  });

  test('no name is in any output, error or file', () => {
    expect(people.size).toBeGreaterThan(50);
    for (const [name, text] of outputs) expect(namesIn(text), name).toEqual([]);
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

describe('in what one run hands to another', () => {
  const own = join(folder, 'parts');
  const texts = new Map<string, string>();

  beforeAll(async () => {
    mkdirSync(own);
    writeFileSync(join(own, 'log.csv'), [HEADER, ...rows].join('\n'));
    for (const args of [
      ['--shard', '1/2', '-o', 'part-1'],
      ['--shard', '2/2', '-o', 'part-2'],
      ['--emit', 'kv', '-o', 'lines'],
      ['--emit', 'kv'],
    ]) {
      const { stdout, stderr } = await run(['audit', 'log.csv', ...args], {
        cwd: own,
        services: defaultServices(),
      });
      texts.set(`stdout of ${args}`, stdout).set(`stderr of ${args}`, stderr);
    }
    for (const name of ['part-1', 'part-2', 'lines'])
      texts.set(name, readFileSync(join(own, name), 'utf8'));
  }, 120_000);

  test('no number and no name stands: shards and lines', () => {
    for (const name of ['part-1', 'part-2', 'lines', 'stdout of --emit,kv'])
      expect(texts.get(name)!.length, name).toBeGreaterThan(1_000_000);
    expect(texts.get('stderr of --emit,kv')).not.toBe('');
    for (const [name, text] of texts) {
      expect(numbersIn(text), name).toEqual([]);
      expect(namesIn(text), name).toEqual([]);
    }
  });

  test('nor does the key of a recipient', () => {
    for (const name of ['part-1', 'part-2'])
      expect(keysIn(readFileSync(join(own, name))), name).toBe(0);
  });
});

function reportsIn(formats: readonly string[]): readonly string[] {
  return formats.flatMap((format) => ['--format', `${format}:out.${format}`]);
}

const BIN = join(import.meta.dirname, '../../bin/cuilint.js');
const MANY = 12;

/** How many recipients stand in the bytes as the program writes them where it may: low half, high half. */
function keysIn(bytes: Buffer): number {
  let found = 0;
  for (let at = 0; at + 8 <= bytes.length; at += 1)
    if (recipientKeys.get(bytes.readUInt32LE(at)) === bytes.readUInt32LE(at + 4)) found += 1;
  return found;
}
const recipientKeys = new Map(
  rows.map((row) => {
    const { low, high } = contactKey(row.split(',')[2]!, false);
    return [low, high] as const;
  }),
);

/** All files under a folder, by their paths in it. */
function filesIn(root: string, under = ''): readonly string[] {
  return readdirSync(join(root, under)).flatMap((name) => {
    const path = under === '' ? name : `${under}/${name}`;
    return statSync(join(root, path)).isDirectory() ? filesIn(root, path) : [path];
  });
}

describe.skipIf(process.platform === 'win32')('in what a killed run leaves behind', () => {
  /** Kills the built program as soon as `isTime`. */
  const killed = async (
    cwd: string,
    args: readonly string[],
    isTime: () => boolean,
  ): Promise<string> => {
    if (!existsSync(join(BIN, '../../dist/program.cjs')))
      throw new Error('dist/ is missing: run npm run build');
    mkdirSync(join(cwd, 'tmp'), { recursive: true });
    // All that is planted comes first; what follows, by the same people, is there for its number and judged soon.
    const phones = rows.map((row) => row.split(',')[2]!);
    const more = Array.from({ length: MANY }, (_, day) =>
      phones.map(
        (phone) => `,2025-03-${10 + day} 11:00:00,${phone},,您好，请您按时还款，谢谢您的理解,,`,
      ),
    );
    writeFileSync(join(cwd, 'log.csv'), [HEADER, ...rows, ...more.flat()].join('\n'));
    const child = spawn(
      process.execPath,
      [BIN, 'audit', 'log.csv', '--no-config', '--memory', '1M', ...args],
      {
        cwd,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, TMPDIR: join(cwd, 'tmp') },
      },
    );
    // A test that fails, or is given up, leaves nothing running.
    onTestFinished(() => void child.kill('SIGKILL'));
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      stderr += part;
    });
    const ended = new Promise<void>((done) => child.on('close', () => done()));
    while (child.exitCode === null && !isTime()) await after(10);
    child.kill('SIGKILL');
    await ended;
    expect(child.signalCode).toBe('SIGKILL');
    return stderr;
  };

  /** How many partitions of contacts stand in files by now: more than one, where what is left is looked at. */
  const spilled = (cwd: string): number =>
    filesIn(join(cwd, 'tmp')).filter((name) => statSync(join(cwd, 'tmp', name)).size > 0).length;

  test.each([
    {
      name: 'a state',
      args: [...reportsIn(FORMATS), '--manifest', 'manifest.json', '--resume', 'state'],
      reports: FORMATS.length,
      isTime: (cwd: string) => existsSync(join(cwd, 'state')),
      leaves: /^state(?:$|\.parts\/\d+\.bin$)/,
    },
    {
      name: 'contacts beyond the memory',
      args: reportsIn(['jsonl']),
      reports: 1,
      isTime: (cwd: string) => spilled(cwd) > 1,
      leaves: /^tmp\/cuilint-counts-\w+\/\d+\.bin$/,
    },
  ])(
    'no number, no name and no key of a recipient stands: $name',
    async ({ name, args, reports, isTime, leaves }) => {
      const cwd = join(folder, name);
      const stderr = await killed(cwd, args, () => isTime(cwd));
      const left = filesIn(cwd).filter((each) => each !== 'log.csv');
      expect(left.filter((each) => leaves.test(each)).length).toBeGreaterThan(1);
      expect(left.filter((each) => /out\.\w+\..*tmp$/.test(each))).toHaveLength(reports);
      for (const [each, bytes] of [
        ['stderr', Buffer.from(stderr)] as const,
        ...left.map((file) => [file, readFileSync(join(cwd, file))] as const),
      ]) {
        const text = bytes.toString('utf8');
        expect(numbersIn(text), each).toEqual([]);
        expect(namesIn(text), each).toEqual([]);
        expect(keysIn(bytes), each).toBe(0);
      }
    },
    120_000,
  );

  test('with --mask none the keys stand there: the search would find them', async () => {
    const cwd = join(folder, 'open');
    const tmp = join(cwd, 'tmp');
    await killed(cwd, [...reportsIn(['jsonl']), '--mask', 'none'], () => spilled(cwd) > 0);
    const found = filesIn(tmp).map((name) => keysIn(readFileSync(join(tmp, name))));
    expect(Math.max(...found)).toBeGreaterThan(10);
  }, 120_000);
});
