import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Message } from '../model/error.ts';
import { ignoredText } from '../reporters/ignored-text.ts';
import { reportPhrases } from '../reporters/phrases.ts';
import { isReportFormat } from '../reporters/registry.ts';
import { visible } from '../reporters/visible.ts';
import type { Io } from './io.ts';
import type { Language } from './phrases.ts';
import { GUIDED } from './phrases-guided.ts';
import { openQuestions, type Questions } from './questions.ts';

/** The command line itself, and what is done outside of it. */
export interface GuidedDoors {
  readonly check: (argv: readonly string[], io: Io) => Promise<number>;
  /** Shows a file in the program that is meant for it. Resolves to whether that could be started. */
  readonly open: (path: string) => Promise<boolean>;
  readonly version: string;
}

/** Without waiting for what it starts. `start` would go through cmd.exe, which obeys `&` and `%` in names. */
export function openFile(path: string): Promise<boolean> {
  const command =
    process.platform === 'win32'
      ? 'explorer.exe'
      : process.platform === 'darwin'
        ? 'open'
        : 'xdg-open';
  return new Promise((done) => {
    const child = spawn(command, [path], { detached: true, stdio: 'ignore' });
    child.on('error', () => done(false));
    child.on('spawn', () => {
      child.unref();
      done(true);
    });
  });
}

/** A word that a file manager or a terminal has put into the line: quoted, with backslashes, or as an address. */
function wordsOf(line: string, hasBackslashes: boolean): readonly string[] {
  const words: string[] = [];
  const pattern = hasBackslashes
    ? /"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:\\.|[^\s"'\\])+)/g
    : /"([^"]*)"|'([^']*)'|([^\s"']+)/g;
  for (const [, double, single, bare] of line.matchAll(pattern)) {
    const word = double ?? single ?? bare ?? '';
    words.push(hasBackslashes && single === undefined ? word.replace(/\\(.)/g, '$1') : word);
  }
  return words;
}

/**
 * Paths in a line into which files were dropped. A line that is one path as it stands is that path, whatever blanks
 * are in it. `isWindows`: a backslash parts folders there and quotes nothing.
 */
export function droppedPaths(
  line: string,
  isWindows: boolean,
  exists: (path: string) => boolean,
): readonly string[] {
  const plain = (word: string): string => {
    try {
      return word.startsWith('file://') ? fileURLToPath(word) : word;
    } catch {
      // No address of a file: told as not found.
      return word;
    }
  };
  const whole = line.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (whole === '') return [];
  if (exists(plain(whole))) return [plain(whole)];
  return wordsOf(line, !isWindows).map(plain);
}

const KINDS = ['sms', 'script', 'log'];
const SENDERS = ['bank', 'consumer-finance', 'micro-loan', 'agency', 'law-firm'];
const OFFICE = /\.(?:xls[xm]|doc[xm])$/i;

/** Keeps the last line of what is written: that of the summary. */
function lastLine(): { readonly stream: Writable; readonly text: () => string } {
  let rest = '';
  let last = '';
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      last = lines.at(-1) ?? last;
      done();
    },
  });
  return { stream, text: () => last };
}

interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  /** Texts that were judged. */
  readonly segments: number;
  /** What the folders hold and was not read, by kind or ending. */
  readonly ignored: Readonly<Record<string, number>>;
}

/** Of the last line of a report in JSON lines; undefined where it did not come to that. */
function countsOf(line: string): Counts | undefined {
  if (!line.startsWith('{"type":"summary"')) return undefined;
  // Safe: our own report.
  const { summary, coverage } = JSON.parse(line) as {
    readonly summary: Omit<Counts, 'segments' | 'ignored'>;
    readonly coverage: Pick<Counts, 'segments' | 'ignored'>;
  };
  return { ...summary, segments: coverage.segments, ignored: coverage.ignored };
}

/** A name that nobody has yet: a report of yesterday may hold somebody's verdicts. */
function freePath(folder: string, stem: string, ending: string): string {
  for (let number = 1; ; number += 1) {
    const path = join(folder, `${stem}${number === 1 ? '' : `-${number}`}${ending}`);
    if (!existsSync(path)) return path;
  }
}

/**
 * Asks what to check, checks it, writes the reports beside it and opens them: for people without a command line.
 * `paths` were dropped on the program. The exit code is that of the check; 2 also where nothing was checked.
 */
export async function runGuided(
  paths: readonly string[],
  lang: Language,
  io: Io,
  doors: GuidedDoors,
): Promise<number> {
  const out = io.stderr.stream;
  const say = (message: Message, more = ''): void =>
    void out.write(`${visible(message[lang] + more)}\n`);
  say(GUIDED.title(doors.version));
  const questions = openQuestions(io);
  try {
    const chosen = await choose(paths, lang, io, questions, say);
    if (chosen.length === 0) return 2;
    const kind = await pick(questions, GUIDED.kind[lang], KINDS, say);
    const sender = await pick(questions, GUIDED.sender[lang], SENDERS, say);
    const more = [
      ...(kind === undefined ? [] : ['--kind', kind]),
      ...(sender === undefined ? [] : ['--profile', sender]),
      '--lang',
      lang,
    ];
    const code = await checkAndShow(chosen, more, lang, io, doors, say);
    await questions?.ask(GUIDED.goodbye[lang]).catch(() => '');
    return code;
  } catch (error) {
    // The window was closed, or the input ended.
    if (error instanceof Error && error.name === 'AbortError') return 2;
    throw error;
  } finally {
    questions?.close();
  }
}

async function choose(
  paths: readonly string[],
  lang: Language,
  io: Io,
  questions: Questions | undefined,
  say: (message: Message) => void,
): Promise<readonly string[]> {
  const isWindows = process.platform === 'win32';
  let wanted = paths;
  for (;;) {
    const found = wanted.map((path) => resolve(io.cwd, path));
    const missing = found.filter((path) => !existsSync(path));
    for (const path of missing) say(GUIDED.notThere(path));
    if (found.length > 0 && missing.length === 0) return found;
    if (questions === undefined) return [];
    const line = await questions.ask(GUIDED.which[lang]);
    if (line === '') return [];
    wanted = droppedPaths(line, isWindows, (path) => existsSync(resolve(io.cwd, path)));
  }
}

async function pick(
  questions: Questions | undefined,
  question: string,
  values: readonly string[],
  say: (message: Message) => void,
): Promise<string | undefined> {
  for (;;) {
    const answer = (await questions?.ask(question)) ?? '';
    if (answer === '') return undefined;
    const value = values[Number(answer.normalize('NFKC')) - 1];
    if (value !== undefined) return value;
    say(GUIDED.choose);
  }
}

/** Shows on a terminal that something goes on; the returned function ends it. */
function showProgress(lang: Language, io: Io): () => void {
  const { stream, isTerminal } = io.stderr;
  if (!isTerminal) {
    stream.write(`${GUIDED.working[lang]}…\n`);
    return () => {};
  }
  let seconds = 0;
  const show = (): void =>
    void stream.write(`\r${GUIDED.working[lang]}… ${GUIDED.seconds(seconds)[lang]} `);
  show();
  const timer = setInterval(() => {
    seconds += 1;
    show();
  }, 1000);
  return () => {
    clearInterval(timer);
    stream.write('\n');
  };
}

async function checkAndShow(
  paths: readonly string[],
  more: readonly string[],
  lang: Language,
  io: Io,
  doors: GuidedDoors,
  say: (message: Message, more?: string) => void,
): Promise<number> {
  const first = paths[0]!;
  const isFolder = statSync(first).isDirectory();
  const folder = isFolder ? first : dirname(first);
  const name = isFolder ? basename(first) : basename(first, extname(first));
  const stem = paths.length === 1 ? name : GUIDED.several(name, paths.length)[lang];
  const reports = ['html', 'xlsx'].filter(isReportFormat).map((format) => {
    return { format, path: freePath(folder, GUIDED.reportName(stem)[lang], `.${format}`) };
  });
  const copy =
    paths.length === 1 && !isFolder && OFFICE.test(first)
      ? freePath(folder, GUIDED.copyName(stem)[lang], extname(first))
      : undefined;
  const run = async (
    annotated: string | undefined,
  ): Promise<{
    readonly code: number;
    readonly counts: Counts | undefined;
    readonly told: readonly string[];
  }> => {
    const { stream, text } = lastLine();
    const told: string[] = [];
    const errors = new Writable({
      write: (chunk, _encoding, done) => {
        told.push(String(chunk));
        done();
      },
    });
    const argv = [
      'check',
      // What begins with a hyphen is an option; what is dropped never does.
      ...paths
        .map((path) => relative(folder, path) || '.')
        .map((path) => (path.startsWith('-') ? `./${path}` : path)),
      ...reports.flatMap(({ format, path }) => ['--format', `${format}:${path}`]),
      '--format',
      'jsonl',
      ...(annotated === undefined ? [] : ['--annotate', annotated]),
      ...more,
    ];
    const plain = { isTerminal: false, columns: undefined };
    const own: Io = {
      ...io,
      cwd: folder,
      stdout: { ...plain, stream },
      stderr: { ...plain, stream: errors },
    };
    const stop = showProgress(lang, io);
    try {
      const code = await doors.check(argv, own);
      return { code, counts: countsOf(text()), told: told.join('').split(/(?<=\n)/) };
    } finally {
      stop();
    }
  };
  let { code, counts, told } = await run(copy);
  if (copy !== undefined && reports.every(({ path }) => !existsSync(path))) {
    const before = told;
    ({ code, counts, told } = await run(undefined));
    for (const line of before) if (!told.includes(line)) io.stderr.stream.write(line);
    say(GUIDED.noCopy);
  }
  for (const line of told) io.stderr.stream.write(line);
  const written = [
    ...reports.map(({ path }) => path),
    ...(copy === undefined ? [] : [copy]),
  ].filter((path) => existsSync(path));
  if (written.length === 0 || counts === undefined) {
    say(GUIDED.noReport);
    return 2;
  }
  const { error, warning, info, segments, ignored } = counts;
  if (error + warning + info > 0) say(GUIDED.found(error, warning, info));
  else if (segments === 0) say(GUIDED.noText);
  else say(code === 2 ? GUIDED.cleanSoFar : GUIDED.clean);
  if (code === 2) say(GUIDED.notWhole);
  const left = ignoredText(ignored, reportPhrases(lang));
  if (left !== '') say({ zh: left, en: left });
  say(GUIDED.written);
  for (const path of written) say({ zh: `  ${path}`, en: `  ${path}` });
  for (const { path } of reports) if (!(await doors.open(path))) say(GUIDED.openYourself(path));
  return code;
}
