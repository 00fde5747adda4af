import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { createPlaces, type Places } from '../text/lines.ts';
import { type JsonFault, scanJson } from './json-scan.ts';
import type { ReaderOptions } from './reader.ts';
import { createTimeParser } from './times.ts';
import { tooDeep, walkTree } from './tree.ts';

/** Every string value of a JSON file, with its key path; of a broken file, what can still be read. */
export function readJson(file: TextFile, options: ReaderOptions): Iterable<Segment | Problem> {
  return readValues(file, options, 'fault');
}

/** The same of JSON with comments. */
export function readJsonc(file: TextFile, options: ReaderOptions): Iterable<Segment | Problem> {
  return readValues(file, options, 'allowed');
}

function* readValues(
  file: TextFile,
  options: ReaderOptions,
  comments: 'allowed' | 'fault',
): Iterable<Segment | Problem> {
  const places = createPlaces(file.text);
  const { roots, fault } = scanJson(file.text, 0, file.text.length, comments);
  if (fault !== undefined) yield jsonProblem(file.id, fault, places);
  const parseTime = createTimeParser(options.timezone);
  for (const root of roots) yield* walkTree(root, { file, places, options, parseTime });
}

/** The problem to report for a fault. */
export function jsonProblem(file: string, fault: JsonFault, places: Places): Problem {
  const { line, column } = places.position(fault.offset);
  if (fault.what === 'depth') return tooDeep(file, line, column);
  if (fault.what === 'comment') {
    return {
      type: 'problem',
      code: 'INPUT_SYNTAX',
      file,
      line,
      column,
      reason: {
        zh: 'JSON 里不能有注释；注释以外能辨认的字符串都已检查。',
        en: 'JSON has no comments; the strings outside of them that can be made out were judged.',
      },
      hint: {
        zh: '文件名改为 .jsonc，或删去注释；不是文案的文件写进配置的 ignores。',
        en: 'Name the file .jsonc or take the comments out; a file without messages belongs into ignores.',
      },
    };
  }
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
