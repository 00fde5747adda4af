import type { LeftReason } from '../engine/fix.ts';
import { createRedactor, type MaskMode } from '../engine/redact.ts';
import { formatProblem, type Message } from '../model/error.ts';
import { createFixCollector, type FileFix, type Left, writeFix } from '../node/fixes.ts';
import type { Memory } from '../node/result-cache.ts';
import { visible } from '../reporters/visible.ts';
import { unifiedDiff } from '../text/diff.ts';
import type { Io } from './io.ts';
import { type RawOptions, usageError } from './options.ts';
import { RUN } from './phrases.ts';
import { DAILY } from './phrases-daily.ts';
import { print } from './print.ts';
import { prepareRun } from './run.ts';
import type { Services } from './services.ts';

const MAX_LEFT_SHOWN = 20;

/** A digit that a file has escaped is hidden from who looks for telephone numbers. */
const ESCAPED_DIGIT =
  /(\\u00|\\x)3[0-9]|(\\u\{0*|&#x0*)3[0-9](?![0-9a-f])|(&#0*)(?:4[89]|5[0-7])(?![0-9])/gi;

/** A star, escaped as the digit was. */
function starFor(_: string, fixed?: string, hexadecimal?: string, decimal?: string): string {
  return decimal === undefined ? `${fixed ?? hexadecimal}2a` : `${decimal}42`;
}

/** A line of a file as it may be shown: personal data masked, nothing in it that a terminal would obey. */
function lineShower(mask: MaskMode, names: readonly string[]): (line: string) => string {
  const redact = createRedactor(mask);
  return (line) => {
    const isEnded = line.endsWith('\r');
    const bare = isEnded ? line.slice(0, -1) : line;
    const masked = mask === 'none' ? bare : redact(bare, names).replace(ESCAPED_DIGIT, starFor);
    const shown = masked
      .split('\t')
      .map((part) => visible(part))
      .join('\t');
    return isEnded ? `${shown}\r` : shown;
  };
}

/** A pass over standard input that can be made twice. */
export function rereadable(io: Io): Io {
  let bytes: Promise<Uint8Array> | undefined;
  const read = (): Promise<Uint8Array> => {
    bytes ??= Promise.resolve(io.stdin.read());
    return bytes;
  };
  const { isTerminal } = io.stdin;
  return { ...io, stdin: { isTerminal, read } };
}

const REASONS: Readonly<Record<LeftReason, Message>> = {
  quoted: DAILY.leftQuoted,
  negated: DAILY.leftNegated,
  context: DAILY.leftContext,
  several: DAILY.leftSeveral,
  'not-clean': DAILY.leftNotClean,
  'not-writable': DAILY.leftNotWritable,
  'not-text': DAILY.leftNotText,
  changed: DAILY.leftChanged,
};

function refuse(raw: RawOptions): void {
  if (raw.fix === true && raw.fixDryRun === true) throw usageError(DAILY.fixOnce);
  if (raw.watch === true) throw usageError(DAILY.fixWatched);
  if (raw.staged === true) throw usageError(DAILY.fixStaged);
}

/**
 * `--fix` writes what the rules mark as safe to replace, `--fix-dry-run` prints it as a diff; what is left, and
 * why, goes to standard error. The report comes after it, from a run of its own over what the files hold then.
 * Returns whether all of it could be written.
 */
export async function runFixes(
  paths: readonly string[],
  raw: RawOptions,
  io: Io,
  services: Services,
  version: string,
  memory: Memory,
): Promise<boolean> {
  refuse(raw);
  const run = await prepareRun(paths, raw, io, services, version, 'use', memory);
  if (run.problems.length > 0) return true;
  const { lang, mask, encoding } = run.settings;
  const tell = (kind: Message, text: string): void =>
    void io.stderr.stream.write(`${visible(`${kind[lang]}: ${text}`)}\n`);
  const collector = createFixCollector(run.ruleset.rules, encoding);
  // What goes wrong is told by the run that makes the report.
  for await (const _ of run.lint(collector));
  const isDry = raw.fixDryRun === true;
  let isWhole = true;
  const written: FileFix[] = [];
  const left: Left[] = [...collector.left];
  for (const fix of collector.fixes) {
    if (isDry) {
      const show = lineShower(mask, fix.names);
      await print(io, unifiedDiff(visible(fix.id), fix.before.text, fix.after.text, show));
      written.push(fix);
      continue;
    }
    try {
      if (writeFix(fix)) written.push(fix);
      else left.push({ file: fix.id, line: 1, column: 1, rule: '', reason: 'changed' });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (code === '') throw error;
      isWhole = false;
      const reason = DAILY.notWritten(code);
      tell(RUN.error, formatProblem({ code: 'OUTPUT_FAILED', file: fix.id, reason }, lang));
    }
  }
  const count = written.reduce((sum, fix) => sum + fix.count, 0);
  tell(RUN.note, (isDry ? DAILY.wouldFix : DAILY.fixed)(count, written.length)[lang]);
  for (const { file, line, column, rule, reason } of left.slice(0, MAX_LEFT_SHOWN)) {
    const place = rule === '' ? file : `${file}:${line}:${column}`;
    tell(RUN.note, `${place}: ${DAILY.leftAs(rule)[lang]}${REASONS[reason][lang]}`);
  }
  if (left.length > MAX_LEFT_SHOWN)
    tell(RUN.note, DAILY.leftMore(left.length - MAX_LEFT_SHOWN)[lang]);
  return isWhole;
}
