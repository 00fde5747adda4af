import { CuilintError } from '../model/error.ts';
import { readRelations } from './office-parts.ts';
import { holdsHan } from './source-text.ts';
import { attribute, readXml } from './xml-events.ts';
import type { ZipParts } from './zip-parts.ts';

/** Comments of an annotated copy repeat what was found; those that begin so stand in for threads, which are counted. */
const NOT_OF_PEOPLE = /^(?:cuilint$|tc=)/;
/** What holds one text, in each kind of part: a comment, a reply, a shape or text box. */
const HOLDERS: Readonly<Record<string, string>> = {
  comments: 'comment',
  threadedComment: 'threadedComment',
  drawing: 'sp',
};

/**
 * How many comments, shapes and text boxes of a sheet hold Chinese. They are no cells and are not judged. A part that
 * cannot be read counts as one, since what is in it is not known.
 */
export async function countBeside(parts: ZipParts, sheetPart: string): Promise<number> {
  let count = 0;
  for (const { type, target } of await readRelations(parts, sheetPart)) {
    const holder = HOLDERS[type];
    if (holder === undefined || !parts.has(target)) continue;
    try {
      count += await countIn(parts, target, holder);
    } catch (error) {
      if (!(error instanceof CuilintError)) throw error;
      count += 1;
    }
  }
  return count;
}

async function countIn(parts: ZipParts, part: string, holder: string): Promise<number> {
  const authors: string[] = [];
  let count = 0;
  let inAuthor = false;
  let text: string | undefined;
  await readXml(parts.open(part), {
    open: (name, attributes) => {
      if (name === 'author') {
        authors.push('');
        inAuthor = true;
      } else if (name === holder) {
        const author = authors[Number(attribute(attributes, 'authorId') ?? -1)] ?? '';
        text = NOT_OF_PEOPLE.test(author) ? undefined : '';
      }
    },
    close: (name) => {
      if (name === 'author') inAuthor = false;
      else if (name === holder) {
        if (text !== undefined && holdsHan(text)) count += 1;
        text = undefined;
      }
    },
    text: (piece) => {
      if (inAuthor) authors[authors.length - 1] += piece;
      else if (text !== undefined) text += piece;
    },
  });
  return count;
}
