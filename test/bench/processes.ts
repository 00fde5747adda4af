import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRuleset, packageRoot } from '../../src/node/built-in.ts';
import { createMessages, generatePhrases } from './generate.ts';
import { formatLimit, interleave, median } from './measure.ts';

const root = packageRoot();
export const program: string = join(root, 'bin/cuilint.js');

export interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** Runs a command to its end, its output into a pipe. Throws where it did not run or ended as it should not. */
function run(command: string, args: readonly string[], expected: readonly number[]): Outcome {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...process.env, NO_COLOR: '1', CI: '1' },
  });
  if (error) throw error;
  if (status === null || !expected.includes(status)) {
    throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr.slice(0, 500)}`);
  }
  return { status, output: stdout };
}

/** Runs Node with these arguments to its end. */
export function runProgram(args: readonly string[], expected: readonly number[]): Outcome {
  return run(process.execPath, args, expected);
}

/** One sentence where the program cannot be started as its users start it. */
export function whyNotBuilt(): string | null {
  if (!existsSync(program)) return 'bin/cuilint.js is missing';
  if (!existsSync(join(root, 'dist'))) return 'dist/ is missing: run npm run build';
  return null;
}

function withFolder(work: (folder: string) => readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'cuilint-bench-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const FILES = 2000;
/** A repository of templates in which nothing is wrong, as its gate sees it every day. */
const CLEAN_FILES = 236;
/** A template a file, as repositories of templates keep them; and lists of some templates. */
const MESSAGES_A_FILE = [1, 8];

/** Files in 40 folders, a quarter each of text, CSV, YAML and JSON; a share of the messages has a phrase. */
function writeFiles(folder: string, files: number, messagesEach: number, share: number): number {
  const messages = createMessages(4);
  const phrases = generatePhrases();
  let bytes = 0;
  for (let file = 0; file < files; file++) {
    const texts = messages.mixed(messagesEach, phrases, share);
    const [ending, content] = [
      ['txt', `${texts.join('\n\n')}\n`],
      ['csv', `内容,渠道\r\n${texts.map((text) => `"${text}",短信\r\n`).join('')}`],
      ['yaml', `reminders:\n${texts.map((text) => `  - body: "${text}"\n`).join('')}`],
      ['json', JSON.stringify({ reminders: texts.map((body) => ({ body })) }, null, 2)],
    ][file % 4]!;
    const place = join(folder, `part-${file % 40}`);
    if (file < 40) mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `messages-${file}.${ending}`), content!);
    bytes += Buffer.byteLength(content!);
  }
  return bytes;
}

/**
 * `check` on a folder of 2,000 small files against ripgrep with 2,000 phrases, to which the limit belongs; beside
 * it, without a limit, ripgrep with what check looks for itself, the terms of the rule set.
 */
function benchFolderOf(messagesEach: number, rounds: number): readonly string[] {
  return withFolder((folder) => {
    const corpus = join(folder, 'messages');
    const bytes = writeFiles(corpus, FILES, messagesEach, 0.02);
    const phrases = generatePhrases();
    const { terms } = loadRuleset().compiled;
    const ripgrepWith = (
      what: string,
      patterns: readonly string[],
    ): { readonly name: string; readonly run: () => void } => {
      const path = join(folder, `${what}.txt`);
      writeFileSync(path, patterns.join('\n'));
      return {
        name: `rg -c -F -f ${what}, ${patterns.length.toLocaleString('en')} of them`,
        run: () => void run('rg', ['-c', '-F', '-f', path, corpus], [0, 1]),
      };
    };
    const cached = [program, 'check', corpus, '--cache-location', join(folder, 'cache')];
    run(process.execPath, cached, [0, 1]);
    const cold = {
      name: 'cuilint check',
      run: () => void run(process.execPath, [program, 'check', corpus], [0, 1]),
    };
    const warm = {
      name: 'cuilint check with a warm cache',
      run: () => void run(process.execPath, cached, [0, 1]),
    };
    const ripgreps = [ripgrepWith('terms', terms), ripgrepWith('phrases', phrases)];
    const hasRipgrep = spawnSync('rg', ['--version']).status === 0;
    const timings = interleave(hasRipgrep ? [cold, warm, ...ripgreps] : [cold, warm], rounds);
    const [coldMs, warmMs, termsMs, phrasesMs] = timings.map(({ medianMs }) => medianMs);
    const ratio = (what: string, ms: number): string =>
      formatLimit({ what, value: ms / phrasesMs!, unit: '', atMost: 8 });
    return [
      `folder: ${FILES} files of ${messagesEach} message${messagesEach === 1 ? '' : 's'}, ${(bytes / 1e6).toFixed(1)} MB`,
      ...timings.map(({ name, medianMs }) => `  ${name}: ${medianMs.toFixed(0)} ms`),
      ...(hasRipgrep
        ? [
            ratio('times ripgrep', coldMs!),
            ratio('times ripgrep with a warm cache', warmMs!),
            formatLimit({
              what: 'times ripgrep with the terms of the rule set',
              value: coldMs! / termsMs!,
              unit: '',
            }),
          ]
        : ['  ripgrep is not installed: no ratio']),
      formatLimit({
        what: 'warm cache, of the time of cold',
        value: warmMs! / coldMs!,
        unit: '',
        atMost: 0.5,
      }),
    ];
  });
}

/** Both sizes of files. */
export function benchFolder(rounds: number): readonly string[] {
  return MESSAGES_A_FILE.flatMap((messagesEach) => benchFolderOf(messagesEach, rounds));
}

/**
 * Runs before the program and, at its end, leaves its largest resident set in a file (MB). What the kernel counts
 * for a process it starts from the size of its parent, the bench; that of its own memory alone stands in /proc.
 */
const REPORT_MEMORY = `data:text/javascript,${encodeURIComponent(
  `import {existsSync, readFileSync, writeFileSync} from 'node:fs';
const status = '/proc/self/status';
process.on('exit', () => {
  const own = existsSync(status) ? /VmHWM:\\s*(\\d+)/.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  writeFileSync(process.env.CUILINT_BENCH_MEMORY, own ?? String(process.resourceUsage().maxRSS));
});`,
)}`;

/** The largest resident set of a run. */
export function peakMegabytes(folder: string, args: readonly string[]): number {
  const path = join(folder, 'memory.txt');
  const result = spawnSync(process.execPath, ['--import', REPORT_MEMORY, ...args], {
    env: { ...process.env, CUILINT_BENCH_MEMORY: path, NO_COLOR: '1', CI: '1' },
    maxBuffer: 1 << 30,
  });
  if (result.error) throw result.error;
  return Number(readFileSync(path, 'utf8')) / 1024;
}

/** From start to exit, against a Node that does nothing; and the peak of memory. */
export function benchStart(rounds: number): readonly string[] {
  return withFolder((folder) => {
    const clean = join(folder, 'clean.txt');
    const crossing = join(folder, 'crossing.txt');
    const large = join(folder, 'large.txt');
    const gate = join(folder, 'gate');
    writeFiles(gate, CLEAN_FILES, 1, 0);
    writeFileSync(clean, '【星禾消金】您本期应还1280.50元，请于5月8日前还款。\n');
    // 会上 crosses the border of 上门: only the word cutter can tell.
    writeFileSync(crossing, '再不还钱我们会上门找你家人。\n');
    writeFileSync(large, `${createMessages(5).plain(100_000).join('\n\n')}\n`);
    const cases = [
      { name: 'node -e 0', args: ['-e', '0'], expected: [0] },
      { name: '--help', args: [program, '--help'], expected: [0], atMost: 1.5 },
      { name: 'one clean file', args: [program, 'check', clean], expected: [0], atMost: 2.2 },
      {
        name: `a gate over ${CLEAN_FILES} clean files`,
        args: [program, 'check', gate],
        expected: [0],
        atMost: 2.6,
      },
      {
        name: 'one file with a finding that needs a boundary',
        args: [program, 'check', crossing],
        expected: [1],
        atMost: 20,
      },
    ];
    const timings = interleave(
      cases.map(({ name, args, expected }) => ({
        name,
        run: () => void run(process.execPath, args, expected),
      })),
      3 * rounds,
    );
    const memory = [...cases, { name: '100,000 messages', args: [program, 'check', large] }].map(
      ({ name, args }) => ({
        name,
        megabytes: median([1, 2, 3].map(() => peakMegabytes(folder, args))),
      }),
    );
    return [
      'start to exit, in times of node -e 0',
      ...cases.map(({ name, ...limit }, index) =>
        formatLimit({
          what: `${name}, ${timings[index]!.medianMs.toFixed(0)} ms`,
          value: timings[index]!.medianMs / timings[0]!.medianMs,
          unit: '',
          ...('atMost' in limit ? { atMost: limit.atMost } : {}),
        }),
      ),
      'peak memory',
      ...memory.map(({ name, megabytes }) => `  ${name}: ${megabytes.toFixed(0)} MB`),
    ];
  });
}
