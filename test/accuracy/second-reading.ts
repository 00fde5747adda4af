// What the second reading adds on rounds that it has not learned from:
//   node test/accuracy/second-reading.mjs
// Three rounds at a time are left out and the rest of those that may be learned is; the last three never are.
import { join } from 'node:path';
import { createChecker } from '../../src/engine/check.ts';
import { createWeigher } from '../../src/engine/weigh.ts';
import type { Finding } from '../../src/model/finding.ts';
import { packageRoot } from '../../src/node/built-in.ts';
import { compileDictionaries } from '../../src/node/dictionaries.ts';
import { loadTokenizer } from '../../src/node/tokenizer.ts';
import type { Labelled } from './labelled.ts';
import { toSegment } from './labelled.ts';
import { learn } from './learn.ts';
import { LAST_ROUND, readLessons } from './lessons.ts';

const ROUNDS = 30;
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
const { others, round, toLesson } = readLessons();

function toLessons(lines: readonly Labelled[]) {
  return lines.map(({ text, violation }) => toLesson(text, violation === true));
}

function from(first: number, last: number): readonly Labelled[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => round(first + i)).flat();
}

function isFlagged(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity !== 'info');
}

/** Which ways flag the message. */
function judgeWith(lessons: Parameters<typeof learn>[0]): (line: Labelled) => ReadonlySet<Way> {
  const weights = { ...learn(lessons), rules: ruleset.weights!.rules };
  const weigh = createWeigher(weights);
  const byBoth = createChecker({ ...ruleset, weights }, { ...options, inactive: new Set() });
  return (line) => {
    const segment = toSegment(line);
    const rules = byRules(segment).findings;
    const both = byBoth(segment).findings;
    const added = both.filter(({ ruleId }) => ruleId === second);
    const found: Readonly<Record<Way, boolean>> = {
      'rules alone': isFlagged(rules),
      'weights alone': weigh(toLesson(line.text, false).read).score > 0,
      lowered: isFlagged(both.filter(({ ruleId }) => ruleId !== second)),
      added: isFlagged([...rules, ...added]),
      both: isFlagged(both),
    };
    return new Set(WAYS.filter((way) => found[way]));
  };
}

console.log('rounds  way              precision  recall  lawful flagged');
for (let first = 1; first <= ROUNDS; first += AT_A_TIME) {
  const last = first + AT_A_TIME - 1;
  const learned = toLessons([
    ...from(1, Math.min(first - 1, LAST_ROUND)),
    ...from(last + 1, LAST_ROUND),
  ]);
  const judge = judgeWith([...others, ...learned]);
  const judged = from(first, last).map((line) => ({ line, ways: judge(line) }));
  const violating = judged.filter(({ line }) => line.violation === true);
  const lawful = judged.filter(({ line }) => line.violation !== true);
  for (const way of WAYS) {
    const found = violating.filter(({ ways }) => ways.has(way)).length;
    const alarms = lawful.filter(({ ways }) => ways.has(way)).length;
    const figures = [found / (found + alarms), found / violating.length, alarms / lawful.length];
    console.log(
      `${`${first}-${last}`.padEnd(7)} ${way.padEnd(15)} ${figures.map((each) => each.toFixed(3).padStart(9)).join(' ')}   ${alarms} of ${lawful.length}`,
    );
  }
}
