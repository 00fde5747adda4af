import type { CuilintError, Problem } from '../model/error.ts';
import { damagedPlace } from '../readers/row-sink.ts';

/** So many damaged places of a file, the first of them at `first`. */
export function damageProblem(
  file: string,
  damaged: number,
  first: { line: number; column: number },
): Problem {
  const one = damagedPlace(file, first);
  if (damaged === 1) return one;
  return {
    ...one,
    reason: {
      zh: `有 ${damaged} 处字节无法解码，首处在此；其余文字已检查`,
      en: `${damaged} places could not be decoded, the first one here; the rest has been judged`,
    },
  };
}

/** The problem of a file that could not be read. */
export function problemFrom(error: CuilintError, file: string): Problem {
  return {
    type: 'problem',
    code: error.code,
    file,
    ...(error.at?.line === undefined ? {} : { line: error.at.line }),
    ...(error.at?.column === undefined ? {} : { column: error.at.column }),
    reason: error.reason,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}
