import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { readHtmlTexts } from './html-text.ts';
import { languageOf } from './literal-languages.ts';
import { scanLiterals } from './literal-scan.ts';
import { createMemory } from './literal-text.ts';
import { stringFault } from './literals.ts';
import type { ReaderOptions } from './reader.ts';
import { createSourceText, mayHoldHan } from './source-text.ts';
import { createTemplateWriter } from './template-text.ts';
import { type Extract, withinExtract } from './text-builder.ts';

const OPEN = /<\?(?:php\b|=|(?!xml\b))/gi;

/** The string literals of PHP code with Chinese in them, and the page around it as HTML. */
export function* readPhp(file: TextFile, options: ReaderOptions): Iterable<Segment | Problem> {
  const { text } = file;
  if (!mayHoldHan(text)) return;
  const source = createSourceText(file, options);
  const language = languageOf('php', text);
  const memory = createMemory();
  const writer = createTemplateWriter(text);
  const texts: Extract[] = [];
  let places = 0;
  let unfollowed = 0;
  OPEN.lastIndex = 0;
  for (let open = OPEN.exec(text); open !== null; open = OPEN.exec(text)) {
    const range = { from: OPEN.lastIndex, to: text.length };
    const found = scanLiterals(text, language, range, memory);
    for (const fault of found.faults) {
      const told = stringFault(source, fault);
      if (told !== undefined) yield told;
    }
    for (const each of found.texts) texts.push(each);
    places += found.unjudged;
    unfollowed += found.unfollowed;
    const end = Math.min(text.length, found.end + 2);
    writer.textTo(open.index);
    writer.skip(end, open[0] === '<?=' ? '{x}' : '');
    OPEN.lastIndex = end;
  }
  const { extract } = writer.finish();
  if (mayHoldHan(extract.text)) {
    const page = readHtmlTexts(extract.text);
    places += page.unjudged;
    for (const each of page.texts) texts.push(withinExtract(each, extract));
  }
  for (const each of texts.sort((a, b) => a.start - b.start)) {
    const segment = source.segment(each);
    if (segment !== undefined) yield segment;
  }
  if (places + unfollowed > 0) options.notJudged?.(places, unfollowed);
}
