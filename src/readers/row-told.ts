import type { Problem } from '../model/error.ts';
import { furtherProblems, OPEN_QUOTE, RAGGED } from './csv.ts';
import type { FurtherProblems } from './row-stream.ts';

/** What is said of those of a kind that were not told one by one. */
export function furtherOf(
  file: string,
  { repeated, count }: Pick<FurtherProblems, 'repeated' | 'count'>,
): Problem {
  switch (repeated) {
    case 'ragged':
      return furtherProblems(file, count, RAGGED);
    case 'open-quote':
      return furtherProblems(file, count, OPEN_QUOTE.reason);
    case 'undecodable':
      return {
        type: 'problem',
        code: 'INPUT_ENCODING',
        file,
        reason: {
          zh: `另有 ${count} 处字节无法解码`,
          en: `${count} further place(s) could not be decoded`,
        },
      };
    case 'too-long':
      return {
        type: 'problem',
        code: 'INPUT_TOO_LARGE',
        file,
        reason: {
          zh: `另有 ${count} 行过长，没有检查`,
          en: `${count} further row(s) are too long and were not judged`,
        },
      };
    default:
      return repeated satisfies never;
  }
}
