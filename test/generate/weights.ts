// Writes dictionaries/weights/messages.tsv: what the second reading has learned from the fixtures.
//   node test/generate/weights.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/node/built-in.ts';
import { formatWeights } from '../../src/rules/weights.ts';
import { learn } from '../accuracy/learn.ts';
import { readLessons } from '../accuracy/lessons.ts';

const { always, sets, toLessons } = readLessons();
const lessons = [...always, ...[...sets.values()].flat().flatMap(toLessons)];
const learned = learn(lessons);
writeFileSync(join(packageRoot(), 'dictionaries/weights/messages.tsv'), formatWeights(learned));
console.log(`${lessons.length} texts and stretches, ${learned.pieces.length} pieces`);
