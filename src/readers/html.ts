import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { readHtmlTexts } from './html-text.ts';
import type { ReaderOptions } from './reader.ts';
import { createSourceText, mayHoldHan } from './source-text.ts';

/** The texts of an HTML page, and of the attributes that its reader sees, with Chinese in them. */
export function* readHtml(file: TextFile, options: ReaderOptions): Iterable<Segment | Problem> {
  if (!mayHoldHan(file.text)) return;
  const source = createSourceText(file, options);
  const { texts, unjudged } = readHtmlTexts(file.text);
  for (const extract of texts) {
    const segment = source.segment(extract);
    if (segment !== undefined) yield segment;
  }
  if (unjudged > 0) options.notJudged?.(unjudged);
}
