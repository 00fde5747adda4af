import { createHash } from 'node:crypto';
import { CuilintError } from '../model/error.ts';
import { OWN_AUTHOR } from '../model/segment.ts';
import type { Packed } from '../readers/packed.ts';
import { formatOf, isPacked, openPacked } from '../readers/registry.ts';
import { attribute, readXml } from '../readers/xml-events.ts';
import type { FileSource } from './files.ts';

/**
 * The walked copies with annotations whose texts are those of a file beside them, by whose name their own begins
 * (短信-标注.xlsx beside 短信.xlsx): to judge them would count everything twice. A copy in which a text has been
 * changed is none of them. Only files with such names are read; what cannot be is left to who judges it.
 */
export async function findAnnotatedCopies(
  sources: ReadonlyMap<string, FileSource>,
): Promise<readonly (readonly [path: string, copy: FileSource])[]> {
  const copies: (readonly [string, FileSource])[] = [];
  for (const { path, source, originals } of besideOthers(sources)) {
    const contents = await readContents(source);
    if (contents?.isAnnotated !== true) continue;
    for (const original of originals) {
      if ((await readContents(original))?.texts !== contents.texts) continue;
      copies.push([path, source]);
      break;
    }
  }
  return copies;
}

/** Each walked workbook or document with those whose name begins its own, in the same folder. */
function besideOthers(
  sources: ReadonlyMap<string, FileSource>,
): readonly { path: string; source: FileSource; originals: readonly FileSource[] }[] {
  const office = [...sources].flatMap(([path, source]) => {
    const format = formatOf(source.name);
    if (format !== 'xlsx' && format !== 'docx') return [];
    return [{ path, source, format, stem: source.id.replace(/\.[^.]*$/, '') }];
  });
  const byStem = new Map<string, FileSource[]>();
  for (const { source, format, stem } of office) {
    const key = `${format} ${stem}`;
    byStem.set(key, [...(byStem.get(key) ?? []), source]);
  }
  return office.flatMap(({ path, source, format, stem }) => {
    if (source.isNamed) return [];
    const folder = Math.max(stem.lastIndexOf('/'), stem.lastIndexOf('!')) + 1;
    const originals: FileSource[] = [];
    for (let end = folder + 1; end < stem.length; end += 1)
      originals.push(...(byStem.get(`${format} ${stem.slice(0, end)}`) ?? []));
    return originals.length === 0 ? [] : [{ path, source, originals }];
  });
}

interface Contents {
  readonly isAnnotated: boolean;
  /** A hash of all texts with their places. */
  readonly texts: string;
}

/** Undefined for what cannot be read to its end. */
async function readContents(source: FileSource): Promise<Contents | undefined> {
  try {
    const bytes = await source.read();
    if (!isPacked(source.name, bytes)) return undefined;
    const packed = await openPacked(source, source.name, bytes);
    const hash = createHash('sha256');
    let isAnnotated = await hasOwnComments(packed);
    for await (const items of packed.read({ timezone: 'UTC' })) {
      for (const item of items) {
        if (item.type === 'problem') return undefined;
        if (item.type === 'columns')
          isAnnotated ||= item.heads?.some((head) => head.isAnnotated) === true;
        else {
          const { text, record, field, place, meta } = item;
          hash.update(`${JSON.stringify([text, record, field, place, meta])}\n`);
        }
      }
    }
    return { isAnnotated, texts: hash.digest('hex') };
  } catch (error) {
    if (!(error instanceof CuilintError)) throw error;
    // Whoever judges the file tells what is wrong with it.
    return undefined;
  }
}

async function hasOwnComments({ format, parts }: Packed): Promise<boolean> {
  if (format !== 'docx') return false;
  let isOwn = false;
  for (const name of parts.names.filter((part) => /(?:^|\/)comments\d*\.xml$/i.test(part))) {
    await readXml(parts.open(name), {
      open: (element, attributes) => {
        isOwn ||= element === 'comment' && attribute(attributes, 'author') === OWN_AUTHOR;
      },
      close: () => {},
    });
  }
  return isOwn;
}
