// What the second reading learns from: the labelled messages of the fixtures, and the examples of the rules.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageRoot } from '../../src/node/built-in.ts';
import { parseDictionaries } from '../../src/node/dictionaries.ts';
import { createNormalizer } from '../../src/text/normalize.ts';
import { readable } from '../../src/text/readable.ts';
import { type Labelled, readLabelled } from './labelled.ts';
import type { Lesson } from './learn.ts';

/** Later rounds are kept for measuring. */
export const LAST_ROUND = 27;

export interface Lessons {
  /** All but the rounds. */
  readonly others: readonly Lesson[];
  readonly round: (number: number) => readonly Labelled[];
  readonly toLesson: (text: string, violation: boolean) => Lesson;
}

/** Lessons in the order of the files' names: learning gives the same weights every time. */
export function readLessons(): Lessons {
  const root = packageRoot();
  const folder = join(root, 'fixtures/messages');
  const dictionaries = parseDictionaries(join(root, 'dictionaries'));
  const normalizer = createNormalizer(dictionaries.variants);
  const toLesson = (text: string, violation: boolean): Lesson => ({
    read: readable(normalizer.fold(text)),
    violation,
  });
  const labelled = (path: string): readonly Labelled[] =>
    readLabelled(readFileSync(join(folder, path), 'utf8'), basename(path, '.jsonl')).lines;
  const development = ['development', 'lessons'].flatMap((part) =>
    readdirSync(join(folder, part))
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .flatMap((name) => labelled(`${part}/${name}`)),
  );
  const everyday = readFileSync(join(folder, 'everyday.txt'), 'utf8').split('\n').filter(Boolean);
  const { rules } = dictionaries.source;
  return {
    others: [
      ...development.flatMap(({ text, violation }) =>
        violation === null ? [] : toLesson(text, violation),
      ),
      ...rules
        .filter(({ kind }) => kind !== 'document' && kind !== 'conduct')
        .flatMap(({ examples: { bad, good } }) => [
          ...bad.map(({ text }) => toLesson(text, true)),
          ...good.map(({ text }) => toLesson(text, false)),
        ]),
      ...everyday.map((text) => toLesson(text, false)),
    ],
    round: (number) => labelled(`rounds/round-${number}.jsonl`),
    toLesson,
  };
}
