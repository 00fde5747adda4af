// How many verdicts change where a message is written otherwise:
//   node test/accuracy/rewritings.mjs [--only TEXT]… [--list] [FILE…]
// A violating message that is flagged must not pass, and a lawful one that passes must not be flagged, because of how it
// is written. (Zero-width characters and spaces all over are a disguise, which flags lawful messages rightly.)
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/node/built-in.ts';
import { createJudge } from './from-sources.ts';
import { type Labelled, readLabelled } from './labelled.ts';
import { REWRITINGS } from './rewrite.ts';
import { counting } from './score.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Rewritings whose name holds one of them. */
    only: { type: 'string', multiple: true, default: [''] },
    /** Prints each message whose verdict changes for the worse, as it is written then. */
    list: { type: 'boolean', default: false },
  },
});

/** All labelled messages, of which each is judged by itself. */
function allFiles(): readonly string[] {
  const folder = join(packageRoot(), 'fixtures/messages');
  return ['development', 'lessons', 'rounds'].flatMap((part) =>
    readdirSync(join(folder, part))
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => join(folder, part, name)),
  );
}

const judge = createJudge();
const flagsOf = (line: Labelled) => counting(judge(line).findings, false);
const lines = (positionals.length > 0 ? positionals : allFiles())
  .flatMap((path) => readLabelled(readFileSync(path, 'utf8'), basename(path, '.jsonl')).lines)
  .map((line) => ({ line, flags: flagsOf(line) }));
const flagged = lines.filter(({ line, flags }) => line.violation === true && flags.length > 0);
const passed = lines.filter(({ line, flags }) => line.violation === false && flags.length === 0);

console.log(
  `${flagged.length} violating messages are flagged and ${passed.length} lawful ones are not. Written otherwise:\n`,
);
console.log(`${'rewriting'.padEnd(42)} violating: changed  unflagged   lawful: changed  flagged`);
for (const { name, write } of REWRITINGS) {
  if (!values.only.some((part) => name.includes(part))) continue;
  const turned = (all: typeof lines): { readonly changed: number; readonly lost: string[] } => {
    let changed = 0;
    const lost: string[] = [];
    for (const { line, flags } of all) {
      const places = flags.map(({ segmentStart, segmentEnd }) => ({
        start: segmentStart,
        end: segmentEnd,
      }));
      const text = write(line.text, places);
      if (text === line.text) continue;
      changed += 1;
      const now = flagsOf({ ...line, text });
      if (now.length > 0 === flags.length > 0) continue;
      const rules = [...flags, ...now].map(({ ruleId }) => ruleId);
      lost.push(`    ${line.id} ${[...new Set(rules)].join(' ')}: ${JSON.stringify(text)}`);
    }
    return { changed, lost };
  };
  const missed = turned(flagged);
  const alarmed = turned(passed);
  const figures = [missed.changed, missed.lost.length, alarmed.changed, alarmed.lost.length];
  const widths = [18, 11, 18, 9];
  console.log(
    name.padEnd(42) + figures.map((figure, i) => String(figure).padStart(widths[i]!)).join(''),
  );
  if (values.list && missed.lost.length > 0) console.log(`  unflagged:\n${missed.lost.join('\n')}`);
  if (values.list && alarmed.lost.length > 0) console.log(`  flagged:\n${alarmed.lost.join('\n')}`);
}
