// npm run bench:audit: the audit of large logs against ripgrep on the same files, in one interleaved run.
import { spawnSync } from 'node:child_process';
import {
  createReadStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRowJudge } from '../../src/engine/row-judge.ts';
import type { Tokenizer } from '../../src/model/token.ts';
import { loadRuleset, packageRoot } from '../../src/node/built-in.ts';
import { loadTokenizer } from '../../src/node/tokenizer.ts';
import type { RowFormat, RowJudge } from '../../src/readers/row-stream.ts';
import { createRowStream } from '../../src/readers/rows.ts';
import { generatePhrases } from './generate.ts';
import { writeHostileLog, writeLog } from './log-file.ts';
import { formatLimit, median } from './measure.ts';
import { whyNotBuilt } from './processes.ts';

const USAGE = `npm run bench:audit -- [--rows N] [--rounds N] [--only NAME,…]

Rows of the reference file (1,000,000) and rounds (3). Needs ripgrep (apt-get install ripgrep) and a build.
All sides run in turn, in every round; medians are taken. Read ratios, not milliseconds.`;

/** A file, and how its audit is held against another measurement. */
interface Side {
  readonly name: string;
  readonly file: string;
  readonly format: RowFormat;
}

interface Measured {
  readonly milliseconds: number[];
  /** Highest resident set in MB; 0 where it is not known. */
  memory: number;
}

const root = packageRoot();

/** Time of a program from its start to its end; what it prints is piped, for grep stops early on /dev/null. */
function timed(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): number {
  const begin = performance.now();
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...process.env, ...env },
  });
  const milliseconds = performance.now() - begin;
  // 1: findings, or none of the phrases.
  if (result.error !== undefined || (result.status !== 0 && result.status !== 1))
    throw new Error(`${command} ${args.join(' ')}: ${result.error ?? result.stderr.slice(-500)}`);
  return milliseconds;
}

/** Share of texts that were handed to the engine, of which those like one before were only put into words. */
async function shares(side: Side): Promise<string> {
  let tokenizer: Tokenizer | null | undefined;
  const judge = createRowJudge(loadRuleset(), {
    lang: 'zh',
    mask: 'full',
    today: '2026-01-01',
    levels: new Map(),
    inactive: new Set(),
    key: '',
    tokenizer: () => {
      tokenizer ??= loadTokenizer({
        packPath: join(root, 'dist/segmentation.bin'),
        segmentationDirectory: join(root, 'dictionaries/segmentation'),
      });
      return tokenizer;
    },
  });
  let judged = 0;
  let flagged = 0;
  const counting: typeof judge = {
    ...judge,
    judge: (segment) => {
      judged += 1;
      return judge.judge(segment);
    },
  };
  const stream = createRowStream(
    'log',
    createReadStream(side.file, { highWaterMark: 1 << 20 }),
    // Its verdicts go from it to it alone.
    { timezone: 'Asia/Shanghai', format: side.format, judge: counting as RowJudge },
  );
  for await (const item of stream.items)
    if (item.type === 'rows') flagged += new Set(item.results.map(({ row }) => row)).size;
  const { texts, candidates } = stream.stats();
  const share = (part: number): string => `${((100 * part) / Math.max(1, texts)).toFixed(2)} %`;
  return `${texts.toLocaleString('en')} texts: ${share(candidates)} candidates, ${share(flagged)} flagged, ${share(judged)} judged by the engine`;
}

async function main(): Promise<void> {
  let given: { readonly rows?: string; readonly rounds?: string; readonly only?: string };
  try {
    given = parseArgs({
      options: { rows: { type: 'string' }, rounds: { type: 'string' }, only: { type: 'string' } },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const rows = Number(given.rows ?? 1_000_000);
  const rounds = Number(given.rounds ?? 3);
  const ripgrep = spawnSync('rg', ['--version'], { encoding: 'utf8' });
  const missing = whyNotBuilt() ?? (ripgrep.status === 0 ? null : 'ripgrep is missing');
  if (!Number.isInteger(rows) || !Number.isInteger(rounds) || rows < 1 || rounds < 1 || missing) {
    console.error(missing ?? USAGE);
    process.exitCode = 2;
    return;
  }
  console.log(
    `node ${process.versions.node}; ${ripgrep.stdout.split('\n')[0]}; ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}\n`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'cuilint-bench-'));
  try {
    await measure(folder, rows, rounds, given.only?.split(','));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  folder: string,
  rows: number,
  rounds: number,
  only: readonly string[] | undefined,
): Promise<void> {
  const at = (name: string): string => join(folder, name);
  const { compiled } = loadRuleset();
  const reference = { rows, seed: 1, encoding: 'utf-8', format: 'csv', violating: 0.02 } as const;
  const sides: readonly (Side & { readonly write: () => void })[] = [
    {
      name: 'reference',
      file: at('reference.csv'),
      format: 'csv',
      write: () => writeLog(at('reference.csv'), root, reference),
    },
    {
      name: 'gb18030',
      file: at('gb.csv'),
      format: 'csv',
      write: () => writeLog(at('gb.csv'), root, { ...reference, encoding: 'gb18030' }),
    },
    {
      name: 'fifth',
      file: at('fifth.csv'),
      format: 'csv',
      write: () => writeLog(at('fifth.csv'), root, { ...reference, violating: 0.2 }),
    },
    {
      name: 'jsonl',
      file: at('log.jsonl'),
      format: 'jsonl',
      write: () => writeLog(at('log.jsonl'), root, { ...reference, format: 'jsonl' }),
    },
    {
      name: 'hostile',
      file: at('hostile.csv'),
      format: 'csv',
      write: () => writeHostileLog(at('hostile.csv'), rows / 10, 'unfinished', compiled),
    },
    {
      name: 'hostile twice',
      file: at('hostile2.csv'),
      format: 'csv',
      write: () => writeHostileLog(at('hostile2.csv'), rows / 5, 'unfinished', compiled),
    },
    {
      name: 'dense',
      file: at('dense.csv'),
      format: 'csv',
      write: () => writeHostileLog(at('dense.csv'), rows / 10, 'dense', compiled),
    },
    {
      name: 'twice',
      file: at('twice.csv'),
      format: 'csv',
      write: () => writeLog(at('twice.csv'), root, { ...reference, rows: rows * 2 }),
    },
  ];
  const chosen = sides.filter(({ name }) => only === undefined || only.includes(name));
  for (const { write } of chosen) write();
  const size = (name: string): number =>
    statSync(sides.find((side) => side.name === name)!.file).size;
  for (const side of chosen) {
    console.log(`${side.name}: ${(size(side.name) / 1e6).toFixed(0)} MB; ${await shares(side)}`);
  }
  const phrases = at('phrases.txt');
  writeFileSync(phrases, `${generatePhrases().join('\n')}\n`);
  const preload = at('memory.cjs');
  writeFileSync(
    preload,
    "process.on('exit', () => require('node:fs').writeFileSync(process.env.CUILINT_MEMORY, String(process.resourceUsage().maxRSS / 1000)));\n",
  );
  const ours = new Map(
    chosen.map(({ name }) => [name, { milliseconds: [], memory: 0 } as Measured]),
  );
  const theirs = new Map(chosen.map(({ name }) => [name, [] as number[]]));
  /** Two worker threads over the reference file, in the same rounds. */
  const two: number[] = [];
  const memory = at('memory.txt');
  const report = at('report.json');
  const audit = (file: string, ...more: readonly string[]): number =>
    timed(
      process.execPath,
      [
        ...['--require', preload, join(root, 'bin/cuilint.js'), 'audit', file, '--no-config'],
        ...['--key', at('key'), '--format', 'json', '-o', report, '--fail-on', 'never', ...more],
      ],
      { CUILINT_MEMORY: memory },
    );
  for (let round = -1; round < rounds; round += 1) {
    for (const side of chosen) {
      const rg = timed('rg', ['-c', '-F', '-f', phrases, side.file]);
      const own = audit(side.file, '--concurrency', '1');
      const measured = ours.get(side.name)!;
      measured.memory = Math.max(measured.memory, Number(readFileSync(memory, 'utf8')));
      // The first round warms the disk up.
      if (round < 0) continue;
      measured.milliseconds.push(own);
      theirs.get(side.name)!.push(rg);
      if (side.name === 'reference') two.push(audit(side.file, '--concurrency', '2'));
    }
  }
  console.log(`\nmedians of ${rounds} rounds:`);
  for (const { name } of chosen) {
    const own = median(ours.get(name)!.milliseconds);
    const rg = median(theirs.get(name)!);
    console.log(
      `  ${name}: ${own.toFixed(0)} ms, ${(size(name) / own / 1000).toFixed(0)} MB/s, ${ours.get(name)!.memory.toFixed(0)} MB of memory; ripgrep ${rg.toFixed(0)} ms`,
    );
  }
  const time = (name: string): number => median(ours.get(name)!.milliseconds);
  const has = (...names: readonly string[]): boolean => names.every((name) => ours.has(name));
  console.log('');
  const limits = [
    ...(has('reference')
      ? [
          {
            what: 'audit of the reference file, all rules and findings, one thread',
            value: time('reference') / median(theirs.get('reference')!),
            unit: '× rg',
            atMost: 3,
          },
          {
            what: 'two workers against one thread, which is to be above 1 for files of this size',
            value: time('reference') / median(two),
            unit: '×',
          },
          {
            what: 'peak memory',
            value: ours.get('reference')!.memory,
            unit: 'MB',
            atMost: 420,
          },
          {
            what: 'peak memory without frequency',
            value: withoutFrequency('reference'),
            unit: 'MB',
            atMost: 160,
          },
        ]
      : []),
    ...ratio('GB18030 against UTF-8, same rows', 'gb18030', 'reference', 1.25),
    ...ratio('20 % violations against 2 %', 'fifth', 'reference', 2),
    ...ratio('JSONL against CSV, same rows', 'jsonl', 'reference', 2),
    ...ratio('twice the rows against once', 'twice', 'reference', 2.2),
    ...(has('hostile', 'reference')
      ? [
          {
            what: 'a byte of beginnings of terms against one of messages',
            value: time('hostile') / size('hostile') / (time('reference') / size('reference')),
            unit: '',
            atMost: 5,
          },
        ]
      : []),
    ...(has('dense', 'reference')
      ? [
          {
            what: 'a byte of violations and nothing else against one of messages',
            value: time('dense') / size('dense') / (time('reference') / size('reference')),
            unit: '',
          },
        ]
      : []),
    ...ratio('twice the beginnings of terms against once', 'hostile twice', 'hostile', 2.2),
    ...(has('twice', 'reference')
      ? [
          {
            what: 'peak memory of twice the rows against once, without frequency',
            value: withoutFrequency('twice') / withoutFrequency('reference'),
            unit: '',
            atMost: 1.1,
          },
        ]
      : []),
  ];
  for (const limit of limits) console.log(formatLimit(limit));

  /** What counts contacts has a memory of its own, which grows with them up to `--memory`. */
  function withoutFrequency(name: string): number {
    const counting = loadRuleset().rules.filter(({ kind }) => kind === 'conduct');
    audit(
      at(`${name}.csv`),
      '--concurrency',
      '1',
      '--skip',
      counting.map(({ id }) => id).join(','),
    );
    return Number(readFileSync(memory, 'utf8'));
  }

  function ratio(
    what: string,
    one: string,
    other: string,
    atMost: number,
  ): { what: string; value: number; unit: string; atMost: number }[] {
    return has(one, other) ? [{ what, value: time(one) / time(other), unit: '', atMost }] : [];
  }
}

await main();
