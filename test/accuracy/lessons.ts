// What the second reading learns from: the labelled messages of the fixtures, and the examples of the rules.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { View } from '../../src/model/view.ts';
import { packageRoot } from '../../src/node/built-in.ts';
import { parseDictionaries } from '../../src/node/dictionaries.ts';
import { createNormalizer } from '../../src/text/normalize.ts';
import { readable, readStretches } from '../../src/text/readable.ts';
import { CLAUSES, SENTENCES, stretchesOf } from '../../src/text/stretches.ts';
import { type Labelled, readLabelled } from './labelled.ts';
import type { Lesson } from './learn.ts';

/** Later rounds are kept for measuring. */
export const LAST_ROUND = 30;

export interface Lessons {
  /** Of all that is never left out. */
  readonly always: readonly Lesson[];
  /** Labelled messages of the sets that may be left out in turn, by name: rounds, and long formal texts. */
  readonly sets: ReadonlyMap<string, readonly Labelled[]>;
  readonly toLessons: (line: Labelled) => readonly Lesson[];
}

/** Stretches that are lessons, too, and what one is worth beside a whole message. */
const SIZES = [
  { size: SENTENCES, worth: 1 },
  { size: CLAUSES, worth: 0.5 },
] as const;
/** A stretch of which the label says by silence that it is lawful, beside one that was labelled. */
const WORTH_OF_REST = 0.5;
/** So much of a marked passage, or all of it, makes a stretch a violation, in units. */
const MIN_MARKED = 4;
/** Shorter stretches say nothing, in readable characters. */
const MIN_LENGTH = 4;

/** The message as a whole, and its stretches of both sizes where the label says which of them violate. */
function lessonsOf(
  view: View,
  { violation, spans }: Pick<Labelled, 'violation' | 'spans'>,
): readonly Lesson[] {
  const read = readable(view);
  const isViolation = violation === true;
  const whole: Lesson = { read, from: 0, to: read.text.length, violation: isViolation, worth: 1 };
  if (isViolation && spans.length === 0) return [whole];
  const isMarked = (first: number, last: number): boolean =>
    spans.some(
      ({ start, end }) =>
        Math.min(last, end) - Math.max(first, start) >= Math.min(MIN_MARKED, end - start),
    );
  const lessonsOfSize = ({ size, worth }: (typeof SIZES)[number]): readonly Lesson[] => {
    const stretches = stretchesOf(view.text, size);
    if (stretches.length < 2) return [];
    return readStretches(read, stretches).flatMap(({ start, end, from, to }) => {
      if (to - from < MIN_LENGTH) return [];
      const violates = isViolation && isMarked(view.from[start]!, view.to[end - 1]!);
      return {
        read,
        from,
        to,
        violation: violates,
        worth: isViolation && !violates ? worth * WORTH_OF_REST : worth,
      };
    });
  };
  return [whole, ...SIZES.flatMap(lessonsOfSize)];
}

function isFormal(name: string): boolean {
  return name.startsWith('formal-');
}

/** Lessons in the order of the files' names: learning gives the same weights every time. */
export function readLessons(): Lessons {
  const root = packageRoot();
  const folder = join(root, 'fixtures/messages');
  const dictionaries = parseDictionaries(join(root, 'dictionaries'));
  const normalizer = createNormalizer(dictionaries.variants);
  const toLessons = (line: Pick<Labelled, 'text' | 'violation' | 'spans'>): readonly Lesson[] =>
    lessonsOf(normalizer.fold(line.text), line);
  const toLesson = (text: string, violation: boolean): readonly Lesson[] =>
    toLessons({ text, violation, spans: [] });
  const labelled = (path: string): readonly Labelled[] =>
    readLabelled(readFileSync(join(folder, path), 'utf8'), basename(path, '.jsonl')).lines;
  const namesIn = (part: string): readonly string[] =>
    readdirSync(join(folder, part))
      .filter((name) => name.endsWith('.jsonl'))
      .sort();
  const lessons = namesIn('lessons');
  const kept = [
    ...namesIn('development').map((name) => `development/${name}`),
    ...lessons.filter((name) => !isFormal(name)).map((name) => `lessons/${name}`),
  ].flatMap(labelled);
  const rounds = Array.from({ length: LAST_ROUND }, (_, i) => `rounds/round-${i + 1}.jsonl`);
  const left = [...rounds, ...lessons.filter(isFormal).map((name) => `lessons/${name}`)];
  const everyday = readFileSync(join(folder, 'everyday.txt'), 'utf8').split('\n').filter(Boolean);
  const { rules } = dictionaries.source;
  return {
    always: [
      ...kept.flatMap((line) => (line.violation === null ? [] : toLessons(line))),
      ...rules
        .filter(({ kind }) => kind !== 'document' && kind !== 'conduct')
        .flatMap(({ examples: { bad, good } }) => [
          ...bad.flatMap(({ text }) => toLesson(text, true)),
          ...good.flatMap(({ text }) => toLesson(text, false)),
        ]),
      ...everyday.flatMap((text) => toLesson(text, false)),
    ],
    sets: new Map(left.map((path) => [basename(path, '.jsonl'), labelled(path)])),
    toLessons,
  };
}
