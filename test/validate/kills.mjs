// Kills audits with SIGKILL at random moments. Fifty that are gone on with end in the bytes of one that was left in
// peace, whatever the format; and after two hundred kills each report is the old one or the new one, never a part.
// Half of these fall where the first report has just been put in its place.
// npm run validate, after npm run build; with a number, so many hundredths of that.
import { spawn } from 'node:child_process';
import {
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
import { setTimeout as after, setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import { ZipFile } from 'yazl';

const BIN = join(import.meta.dirname, '../../bin/cuilint.js');
const SHARE = Number(process.argv[2] ?? 100) / 100;
const RESUMED = Math.max(1, Math.round(50 * SHARE));
const REPLACED = Math.max(1, Math.round(200 * SHARE));
const FORMATS = ['json', 'jsonl', 'csv', 'markdown', 'stylish'];
const WORDS = '今天 明天 后天 昨晚 上午 下午 周一 周二 周三 周四'.split(' ');

let seed = 20260301;
function random() {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
  return seed / 0x7fff_ffff;
}

/** Rows of which one in a hundred differs from all others in words, so that it has to be judged. */
function rowsOf(first, count) {
  const rows = Array.from({ length: count }, (_, index) => {
    const n = first + index;
    const text =
      n % 100 === 0
        ? `${[...String(n)].map((digit) => WORDS[Number(digit)]).join('')}再不还钱就让你坐牢`
        : '您好，请尽快还款，谢谢您的理解与配合，祝您生活愉快';
    const day = String(1 + (n % 28)).padStart(2, '0');
    const phone = `139${String((n * 7919) % 20_000).padStart(8, '0')}`;
    const time = n % 977 === 0 ? '今天' : `2025-03-${day} ${n % 61 === 0 ? '23' : '10'}:00:00`;
    return `${time},${phone},王某某,${text},坐席${n % 9},短信`;
  });
  return ['发送时间,手机号,姓名,内容,催收员,渠道', ...rows].join('\n');
}

const folder = mkdtempSync(join(tmpdir(), 'cuilint-kills-'));
const BASE = [BIN, 'audit', 'logs', '--no-config', '--key', 'key', '--today', '2026-03-01'];

/** Runs an audit; killed when `moment` is over, if it still runs then. */
async function audit(args, moment) {
  const child = spawn(process.execPath, [...BASE, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (part) => {
      texts[name] += part;
    });
  const ended = new Promise((done) => child.on('close', (code) => done(code)));
  const start = performance.now();
  if (moment !== undefined) {
    await Promise.race([ended, moment]);
    child.kill('SIGKILL');
  }
  return { code: await ended, ms: performance.now() - start, ...texts };
}

function reports() {
  return Object.fromEntries(
    readdirSync(folder)
      .filter((name) => /^(?:out\.|manifest)/.test(name))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

function clear() {
  for (const name of readdirSync(folder))
    if (name !== 'logs' && name !== 'key') rmSync(join(folder, name), { recursive: true });
}

let faults = 0;
function fault(text) {
  faults += 1;
  process.stdout.write(`  ${text}\n`);
}

async function zipOf(name, text) {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const parts = [];
  for await (const part of zip.outputStream) parts.push(part);
  return Buffer.concat(parts);
}

async function makeLogs(scale) {
  rmSync(join(folder, 'logs'), { recursive: true, force: true });
  mkdirSync(join(folder, 'logs'));
  const put = (name, content) => writeFileSync(join(folder, 'logs', name), content);
  put('a.csv', rowsOf(0, 100_000 * scale));
  put('b.csv.gz', gzipSync(rowsOf(200_000, 15_000 * scale)));
  put(
    'c.jsonl',
    rowsOf(300_000, 15_000 * scale)
      .split('\n')
      .slice(1)
      .map((row) => {
        const [sendTime, mobile, , content, agent] = row.split(',');
        return JSON.stringify({ sendTime, mobile, content, agent });
      })
      .join('\n'),
  );
  put('d.zip', await zipOf('d.csv', rowsOf(400_000, 8000 * scale)));
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('一月');
  for (const row of rowsOf(500_000, 4000 * scale).split('\n')) sheet.addRow(row.split(','));
  await book.xlsx.writeFile(join(folder, 'logs', 'e.xlsx'));
}

try {
  await makeLogs(1);
  const files = FORMATS.flatMap((format) => ['--format', `${format}:out.${format}`]);
  const args = [...files, '--format', 'jsonl', '--manifest', 'manifest.json', '--resume', 'state'];
  const whole = await audit(args);
  const expected = reports();
  if (whole.code !== 2) fault(`the audit in peace ended with ${whole.code}: ${whole.stderr}`);
  process.stdout.write(
    `in peace: ${(whole.ms / 1000).toFixed(1)} s, ${Object.keys(expected).length} reports\n`,
  );
  /** The shortest run so far: on a busy machine the first may have taken many times that. */
  let shortest = whole.ms;
  let kills = 0;
  let goneOn = 0;
  let equal = 0;
  for (let trial = 1; trial <= RESUMED; trial += 1) {
    const before = faults;
    clear();
    let killed = 0;
    let result;
    do {
      const isSpared = killed > 0 && random() < 0.4;
      result = await audit(args, isSpared ? undefined : after(random() * shortest));
      if (result.code === null) {
        killed += 1;
        if (readdirSync(folder).includes('state')) {
          goneOn += 1;
          const { mode } = statSync(join(folder, 'state'));
          if ((mode & 0o777) !== 0o600) fault(`trial ${trial}: the state can be read by others`);
        }
      } else if (killed === 0) {
        // It was over sooner: nothing has been put to the proof.
        shortest = Math.min(shortest, result.ms);
        clear();
      }
    } while (result.code === null || killed === 0);
    kills += killed;
    const got = reports();
    for (const [name, text] of Object.entries(expected))
      if (got[name] !== text) fault(`trial ${trial}: ${name} differs`);
    if (result.stdout !== whole.stdout) fault(`trial ${trial}: standard output differs`);
    if (result.code !== whole.code) fault(`trial ${trial}: exit ${result.code}`);
    const left = readdirSync(folder).filter((name) => /state|tmp/.test(name));
    if (left.length > 0) fault(`trial ${trial}: left behind ${left}`);
    if (faults === before) equal += 1;
    if (trial % 10 === 0) process.stdout.write(`  ${equal} of ${trial} so far\n`);
  }
  process.stdout.write(
    `${equal} of ${RESUMED} byte-equal, killed ${kills} times, ${goneOn} times behind a state\n`,
  );

  await makeLogs(0.02);
  clear();
  const short = await audit(files);
  const fresh = reports();
  const names = Object.keys(fresh);
  const [first] = names;
  /** When the first report has been put in its place. */
  const firstIsNew = async () => {
    const { ino } = statSync(join(folder, first));
    while (statSync(join(folder, first)).ino === ino) await nextTurn();
  };
  const seen = { old: 0, new: 0, between: 0, sound: 0 };
  for (let kill = 1; kill <= REPLACED; ) {
    const before = faults;
    for (const name of names) writeFileSync(join(folder, name), `old ${name}\n`);
    const isAimed = kill % 2 === 0;
    const moment = isAimed ? firstIsNew() : after(short.ms * (0.3 + random() * 0.9));
    const { code } = await audit(files, moment);
    const got = reports();
    const isNew = names.filter((name) => got[name] === fresh[name]);
    const isOld = names.filter((name) => got[name] === `old ${name}\n`);
    for (const name of names)
      if (!isNew.includes(name) && !isOld.includes(name))
        fault(`kill ${kill}: ${name} is neither the old report nor the new one`);
    if (code !== null) {
      if (isNew.length < names.length) fault(`an audit in peace left ${isOld}`);
      if (!isAimed) short.ms *= 0.95;
      continue;
    }
    seen.old += isOld.length;
    seen.new += isNew.length;
    if (isOld.length > 0 && isNew.length > 0) seen.between += 1;
    if (faults === before) seen.sound += 1;
    kill += 1;
  }
  process.stdout.write(
    `${seen.sound} of ${REPLACED} kills left whole reports: ${seen.old} old, ${seen.new} new, ${seen.between} kills between two of them\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (faults > 0) process.exitCode = 1;
