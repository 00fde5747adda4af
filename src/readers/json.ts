import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { createPlaces, type Places } from '../text/lines.ts';
import { type JsonFault, scanJson } from './json-scan.ts';
import type { ReaderOptions } from './reader.ts';
import { createTimeParser } from './times.ts';
import { tooDeep, walkTree } from './tree.ts';

/** Every string value of a JSON file, with its key path; of a broken file, what can still be read. */
export function* readJson(file: TextFile, options: ReaderOptions): Iterable<Segment | Problem> {
  const places = createPlaces(file.text);
  const { roots, fault } = scanJson(file.text, 0, file.text.length);
  if (fault !== undefined) yield jsonProblem(file.id, fault, places);
  const parseTime = createTimeParser(options.timezone);
  for (const root of roots) yield* walkTree(root, { file, places, options, parseTime });
}

/** The problem to report for a fault. */
export function jsonProblem(file: string, fault: JsonFault, places: Places): Problem {
  const { line, column } = places.position(fault.offset);
  if (fault.what === 'depth') return tooDeep(file, line, column);
  return {
    type: 'problem',
    code: 'INPUT_SYNTAX',
    file,
    line,
    column,
    reason: {
      zh: 'JSON 语法错误；此处以后只检查了还能辨认的字符串。',
      en: 'Broken JSON; behind this place only the strings that can still be made out were judged.',
    },
    hint: { zh: '请修正语法后再检查一次。', en: 'Correct the syntax and check again.' },
  };
}
