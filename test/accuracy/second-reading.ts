// What the second reading adds on sets that it has not learned from:
//   node test/accuracy/second-reading.mjs [NAME…]
// A few sets at a time are left out, and all others learned from. NAME: only folds with such a set (round-28).
import { join } from 'node:path';
import { createChecker } from '../../src/engine/check.ts';
import { createWeigher } from '../../src/engine/weigh.ts';
import type { Finding } from '../../src/model/finding.ts';
import { packageRoot } from '../../src/node/built-in.ts';
import { compileDictionaries } from '../../src/node/dictionaries.ts';
import { loadTokenizer } from '../../src/node/tokenizer.ts';
import { packWeights } from '../../src/rules/weights.ts';
import type { Labelled } from './labelled.ts';
import { toSegment } from './labelled.ts';
import { learn } from './learn.ts';
import { readLessons } from './lessons.ts';

const AT_A_TIME = 3;
const WAYS = ['rules alone', 'weights alone', 'lowered', 'added', 'both'] as const;
type Way = (typeof WAYS)[number];

const root = packageRoot();
const { ruleset } = compileDictionaries(join(root, 'dictionaries'));
const second = ruleset.rules.find(({ kind }) => kind === 'weighed')!.id;
const tokenizer = loadTokenizer({
  packPath: join(root, 'dist/segmentation.bin'),
  segmentationDirectory: join(root, 'dictionaries/segmentation'),
});
const options = {
  lang: 'zh',
  mask: 'none',
  today: '2026-01-01',
  levels: new Map(),
  key: '',
  tokenizer: () => tokenizer,
} as const;
const byRules = createChecker(ruleset, { ...options, inactive: new Set([second]) });
const { always, sets, toLessons } = readLessons();

/** Three rounds, or two sets of formal texts, that are left out together. */
function folds(): readonly (readonly string[])[] {
  const rounds = [...sets.keys()].filter((name) => name.startsWith('round-'));
  const formal = [...sets.keys()].filter((name) => !name.startsWith('round-'));
  const inTurn = (names: readonly string[], count: number): string[][] =>
    Array.from({ length: Math.ceil(names.length / count) }, (_, i) =>
      names.slice(i * count, (i + 1) * count),
    );
  return [...inTurn(rounds, AT_A_TIME), ...inTurn(formal, 2)];
}

function isFlagged(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity !== 'info');
}

/** Which ways flag the message. */
function judgeWith(lessons: Parameters<typeof learn>[0]): (line: Labelled) => ReadonlySet<Way> {
  const weights = packWeights({ ...learn(lessons), rules: ruleset.weights!.rules });
  const weigh = createWeigher(weights);
  const byBoth = createChecker({ ...ruleset, weights }, { ...options, inactive: new Set() });
  return (line) => {
    const segment = toSegment(line);
    const rules = byRules(segment).findings;
    const both = byBoth(segment).findings;
    const added = both.filter(({ ruleId }) => ruleId === second);
    const found: Readonly<Record<Way, boolean>> = {
      'rules alone': isFlagged(rules),
      'weights alone': toLessons(line).some(
        ({ read, from: start, to }) => weigh(read, start, to).score > 0,
      ),
      lowered: isFlagged(both.filter(({ ruleId }) => ruleId !== second)),
      added: isFlagged([...rules, ...added]),
      both: isFlagged(both),
    };
    return new Set(WAYS.filter((way) => found[way]));
  };
}

const wanted = process.argv.slice(2);
console.log('left out            way              precision  recall  lawful flagged');
for (const fold of folds()) {
  if (wanted.length > 0 && !fold.some((name) => wanted.includes(name))) continue;
  const learned = [...sets].flatMap(([name, lines]) =>
    fold.includes(name) ? [] : lines.flatMap(toLessons),
  );
  const judge = judgeWith([...always, ...learned]);
  const judged = fold
    .flatMap((name) => sets.get(name)!)
    .map((line) => ({ line, ways: judge(line) }));
  const violating = judged.filter(({ line }) => line.violation === true);
  const lawful = judged.filter(({ line }) => line.violation !== true);
  for (const way of WAYS) {
    const found = violating.filter(({ ways }) => ways.has(way)).length;
    const alarms = lawful.filter(({ ways }) => ways.has(way)).length;
    const figures = [found / (found + alarms), found / violating.length, alarms / lawful.length];
    console.log(
      `${`${fold[0]} to ${fold.at(-1)}`.padEnd(19)} ${way.padEnd(15)} ${figures.map((each) => each.toFixed(3).padStart(9)).join(' ')}   ${alarms} of ${lawful.length}`,
    );
  }
}
