// Writes dictionaries/weights/messages.tsv: what the second reading has learned from the fixtures.
//   node test/generate/weights.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/node/built-in.ts';
import { formatWeights } from '../../src/rules/weights.ts';
import { learn } from '../accuracy/learn.ts';
import { LAST_ROUND, readLessons } from '../accuracy/lessons.ts';

const { others, round, toLesson } = readLessons();
const rounds = Array.from({ length: LAST_ROUND }, (_, i) => round(i + 1)).flat();
const lessons = [
  ...others,
  ...rounds.map(({ text, violation }) => toLesson(text, violation === true)),
];
const learned = learn(lessons);
writeFileSync(join(packageRoot(), 'dictionaries/weights/messages.tsv'), formatWeights(learned));
console.log(`${lessons.length} texts, ${learned.pieces.length} pieces`);
