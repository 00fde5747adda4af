import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { type LanguageName, languageOf } from './literal-languages.ts';
import { scanLiterals } from './literal-scan.ts';
import type { Reader, ReaderOptions } from './reader.ts';
import { createSourceText, mayHoldHan, type SourceText } from './source-text.ts';

/** Says what has no end. */
export function stringFault(
  source: SourceText,
  { offset, isComment }: { readonly offset: number; readonly isComment: boolean },
): Problem | undefined {
  return isComment
    ? source.broken(offset, '注释没有结束', 'A comment has no end')
    : source.broken(offset, '字符串没有结束', 'A string has no end');
}

/** The reader of the string literals of a language: those with Chinese, joined ones as one text. */
export function createLiteralReader(name: LanguageName): Reader {
  return function* read(file: TextFile, options: ReaderOptions): Iterable<Segment | Problem> {
    const { text } = file;
    if (!mayHoldHan(text)) return;
    const source = createSourceText(file, options);
    const whole = { from: 0, to: text.length };
    const { texts, faults, unjudged, unfollowed } = scanLiterals(
      text,
      languageOf(name, text),
      whole,
    );
    for (const fault of faults) {
      const told = stringFault(source, fault);
      if (told !== undefined) yield told;
    }
    for (const extract of texts) {
      const segment = source.segment(extract);
      if (segment !== undefined) yield segment;
    }
    if (unjudged + unfollowed > 0) options.notJudged?.(unjudged, unfollowed);
  };
}
