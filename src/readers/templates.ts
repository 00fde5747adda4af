import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { readFreemarker } from './freemarker.ts';
import { holdsTags, readHtmlTexts } from './html-text.ts';
import { templateLanguage } from './literal-languages.ts';
import { scanLiterals } from './literal-scan.ts';
import type { ReaderOptions } from './reader.ts';
import { createSourceText, mayHoldHan } from './source-text.ts';
import { CUT, type TemplateText } from './template-text.ts';
import { type Extract, withinExtract } from './text-builder.ts';
import { readVelocity } from './velocity.ts';

const LINE = new RegExp(`[^\\r\\n${CUT}]+`, 'g');

/** The lines of a template for plain text, and the branches of its directives. */
function linesOf(extract: Extract): readonly Extract[] {
  const lines: Extract[] = [];
  for (const { 0: line, index } of extract.text.matchAll(LINE)) {
    const text = line.trim();
    if (text === '') continue;
    const start = index + line.indexOf(text);
    lines.push({ text, start, end: start + text.length });
  }
  return lines;
}

/**
 * What a template puts out, as HTML where it holds tags, else line by line; and the strings in its directives.
 * Interpolations are placeholders.
 */
function* readTemplate(
  scan: (text: string) => TemplateText,
  file: TextFile,
  options: ReaderOptions,
): Iterable<Segment | Problem> {
  const { text } = file;
  if (!mayHoldHan(text)) return;
  const source = createSourceText(file, options);
  const { extract, expressions, unjudged } = scan(text);
  const html = holdsTags(extract.text) ? readHtmlTexts(extract.text, true) : undefined;
  const texts = (html?.texts ?? linesOf(extract)).map((each) => withinExtract(each, extract));
  let places = unjudged + (html?.unjudged ?? 0);
  for (const range of expressions) {
    const literals = scanLiterals(text, templateLanguage(), range);
    for (const each of literals.texts) texts.push(each);
    places += literals.unjudged;
  }
  for (const each of texts.sort((a, b) => a.start - b.start)) {
    const segment = source.segment(each);
    if (segment !== undefined) yield segment;
  }
  if (places > 0) options.notJudged?.(places);
}

export function readFreemarkerFile(
  file: TextFile,
  options: ReaderOptions,
): Iterable<Segment | Problem> {
  return readTemplate(readFreemarker, file, options);
}

export function readVelocityFile(
  file: TextFile,
  options: ReaderOptions,
): Iterable<Segment | Problem> {
  return readTemplate(readVelocity, file, options);
}
