import { putEscape } from './escapes.ts';
import { createTextBuilder, type Extract, withinExtract } from './text-builder.ts';

const MARK = /\\|"|[\t\n\r\f ]+/g;
const WIDE = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…]/;

/**
 * A string resource as Android shows it: blanks folded to one but within quotes, which are dropped, and escapes
 * resolved. Line ends between Chinese characters are layout.
 */
export function androidText(resource: Extract): Extract {
  const { text } = resource;
  const builder = createTextBuilder(text, 0);
  let isQuoted = false;
  let isEmpty = true;
  let at = 0;
  const copy = (to: number): void => {
    if (to > at) isEmpty = false;
    builder.copy(at, to);
  };
  MARK.lastIndex = 0;
  for (let mark = MARK.exec(text); mark !== null; mark = MARK.exec(text)) {
    const here = mark.index;
    if (mark[0] === '\\') {
      copy(here);
      at = putEscape(text, here, text.length, 'properties', builder);
      isEmpty = false;
    } else if (mark[0] === '"') {
      copy(here);
      isQuoted = !isQuoted;
      at = here + 1;
    } else if (!isQuoted) {
      copy(here);
      at = MARK.lastIndex;
      const isLayout = /[\n\r]/.test(mark[0]);
      const isBetween = WIDE.test(text[here - 1] ?? '') && WIDE.test(text[at] ?? '');
      if (!isEmpty && at < text.length && !(isLayout && isBetween)) builder.put(' ', here, at);
    }
    MARK.lastIndex = Math.max(at, here + 1);
  }
  copy(text.length);
  return withinExtract(builder.finish(), resource);
}
