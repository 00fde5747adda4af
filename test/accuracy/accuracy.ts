// npm run accuracy -- FILE…: how well the rules judge labelled messages.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { createJudge } from './from-sources.ts';
import { needsMore, readLabelled } from './labelled.ts';
import { formatMisses, formatScore } from './report.ts';
import { score } from './score.ts';

const USAGE = `npm run accuracy -- [options] FILE…

Judges labelled JSONL and prints precision, recall and F1. A message is flagged by a finding at warning or
above that is not suppressed; any category is a hit. Lines without a label count as negatives.

  --misses [N]          list N missed and N falsely flagged messages (20)
  --by-rule             figures of each rule
  --errors-only         only findings at error level flag a message
  --exclude-tags A,B    leave out lines with one of these tags (internal,annotated)
  --text-only           leave out violations that only their hour makes one
  --json                the figures as JSON`;

/** `--misses` may stand alone; parseArgs knows no such option. */
function withMisses(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    if (args[index - 1] === '--misses' && /^\d+$/.test(arg)) return [];
    if (arg !== '--misses') return [arg];
    const next = args[index + 1] ?? '';
    return [`--misses=${/^\d+$/.test(next) ? next : 20}`];
  });
}

function readArguments(): ReturnType<typeof parse> | null {
  try {
    return parse();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return null;
  }
}

function parse() {
  return parseArgs({
    args: withMisses(process.argv.slice(2)),
    allowPositionals: true,
    options: {
      misses: { type: 'string' },
      'by-rule': { type: 'boolean', default: false },
      'errors-only': { type: 'boolean', default: false },
      'exclude-tags': { type: 'string', default: '' },
      'text-only': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

function main(): void {
  const given = readArguments();
  if (given === null || given.values.help || given.positionals.length === 0) {
    if (given !== null) console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const { values, positionals } = given;
  const excluded = new Set(values['exclude-tags'].split(',').filter(Boolean));
  const files = positionals.map((path) =>
    readLabelled(readFileSync(path, 'utf8'), basename(path, '.jsonl')),
  );
  const broken = files.flatMap((file) => file.broken);
  for (const line of broken) console.error(line);
  if (broken.length > 0) process.exitCode = 2;
  const lines = files.flatMap((file) => file.lines);
  const wanted = lines.filter(
    (line) =>
      !line.tags.some((tag) => excluded.has(tag)) && !(values['text-only'] && needsMore(line)),
  );
  const judged = wanted.map(createJudge());
  const errorsOnly = values['errors-only'];
  const left = {
    messages: wanted.length,
    leftOut: lines.length - wanted.length,
    descriptions: files.reduce((sum, file) => sum + file.skipped, 0),
    broken: broken.length,
  };
  const figures = score(judged, errorsOnly);
  if (values.json) {
    const plain = (_: string, value: unknown): unknown =>
      value instanceof Map ? Object.fromEntries(value) : value;
    console.log(JSON.stringify({ ...left, errorsOnly, ...figures }, plain, 2));
    return;
  }
  console.log(
    `${left.messages} messages judged; ${left.leftOut} left out by tag or text-only, ` +
      `${left.descriptions} descriptions, ${left.broken} broken lines\n`,
  );
  console.log(formatScore(figures, values['by-rule']));
  if (values.misses !== undefined) {
    console.log(`\n${formatMisses(judged, errorsOnly, Number(values.misses))}`);
  }
}

try {
  main();
} catch (error) {
  if (!(error instanceof Error && 'code' in error && 'path' in error)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
