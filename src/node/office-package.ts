import { CuilintError } from '../model/error.ts';
import type { ZipParts } from '../readers/zip-parts.ts';
import { createZipWriter } from '../reporters/zip-writer.ts';
import { notAnnotated, xmlTokens } from './xml-tokens.ts';

/** Makes another part of one; pieces in, pieces out. */
export type PartEdit = (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<string | Uint8Array>;

export interface PackageChange {
  /** By the name of the part as it stands in the zip. */
  readonly edits: ReadonlyMap<string, PartEdit>;
  readonly added: readonly (readonly [name: string, content: string])[];
}

const MAX_HELD_BYTES = 1 << 20;

/**
 * The same Office file with some parts edited and some added; the content of every other part stays as it is to the
 * byte. Yields the new zip in pieces. Throws CuilintError for a part that is damaged.
 */
export async function* rewritePackage(
  parts: ZipParts,
  { edits, added }: PackageChange,
): AsyncGenerator<Uint8Array, void, undefined> {
  const zip = createZipWriter();
  for (const name of parts.names) {
    // Folders hold nothing.
    if (name.endsWith('/')) continue;
    const plain = name.replaceAll('\\', '/').replace(/^\//, '');
    const edit = edits.get(name);
    const content = edit === undefined ? parts.open(name) : edit(parts.open(name));
    // A part whose size stands before it is told apart by programs that look at the first bytes alone.
    let held: Uint8Array[] | undefined = [];
    let size = 0;
    for await (const piece of content) {
      const bytes = Buffer.from(piece);
      size += bytes.length;
      held?.push(bytes);
      if (held !== undefined && size <= MAX_HELD_BYTES) continue;
      if (held !== undefined) zip.open(plain);
      for (const each of held ?? [bytes]) await zip.write(each);
      held = undefined;
      yield zip.take();
    }
    if (held !== undefined) zip.add(plain, Buffer.concat(held));
  }
  for (const [name, content] of added) zip.add(name, content);
  yield zip.finish();
}

/** A small part as text, its byte-order mark kept. Throws CuilintError where it is not UTF-8. */
export async function partText(parts: ZipParts, name: string): Promise<string> {
  let text = '';
  for await (const tokens of xmlTokens(parts.open(name))) for (const { raw } of tokens) text += raw;
  return text;
}

/**
 * Throws CuilintError OUTPUT_FAILED where a change would break the file: one that is signed, and one in the strict
 * spelling of the format, whose names differ from those that are written here. `main` is its main part.
 */
export async function refuseUnchangeable(parts: ZipParts, main: string): Promise<void> {
  if (parts.names.some((name) => /^_xmlsignatures\//i.test(name)))
    throw notAnnotated({
      zh: '文件有数字签名，改动会使签名失效，未写标注',
      en: 'the file is signed: a change would break the signature, and it was not annotated',
    });
  for await (const tokens of xmlTokens(parts.open(main))) {
    const root = tokens.find(({ kind }) => kind === 'open' || kind === 'empty');
    if (root === undefined) continue;
    if (!root.raw.includes('purl.oclc.org/ooxml')) return;
    throw new CuilintError(
      'OUTPUT_FAILED',
      {
        zh: '文件是“Strict Open XML”格式，未写标注',
        en: 'the file is in the format “Strict Open XML”, and it was not annotated',
      },
      {
        hint: {
          zh: '请在 Excel 或 Word 里另存为普通的 .xlsx 或 .docx',
          en: 'save it as a plain .xlsx or .docx with Excel or Word',
        },
      },
    );
  }
}

/** An edit that replaces the part. */
export function replacedBy(text: string): PartEdit {
  return async function* replaced() {
    yield text;
  };
}

/** `addition` before the end tag of the root element; a root without content is opened for it. */
export function beforeRootEnd(xml: string, addition: string): string {
  const at = xml.lastIndexOf('</');
  if (at >= 0) return xml.slice(0, at) + addition + xml.slice(at);
  const end = xml.lastIndexOf('/>');
  const name = /<([^\s!?/>]+)/.exec(xml)?.[1] ?? '';
  return `${xml.slice(0, end)}>${addition}</${name}>${xml.slice(end + 2)}`;
}

const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types';
export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Name of the part with the relations of `part`. */
export function relationsPart(part: string): string {
  const slash = part.lastIndexOf('/') + 1;
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
}

/** The way from one part to another, as relations have it. */
function relativePath(from: string, to: string): string {
  const folders = from.split('/').slice(0, -1);
  const steps = to.split('/');
  while (folders.length > 0 && folders[0] === steps[0]) {
    folders.shift();
    steps.shift();
  }
  return [...folders.map(() => '..'), ...steps].join('/');
}

/** Relations of `part` with one more, to the part `target`, and its id. `xml` is undefined where there were none. */
export function withRelation(
  xml: string | undefined,
  part: string,
  type: string,
  target: string,
): { readonly xml: string; readonly id: string } {
  const before = xml ?? `${XML_HEAD}<Relationships xmlns="${RELATIONS}"></Relationships>`;
  let number = 1;
  while (before.includes(`"rIdCuilint${number}"`)) number += 1;
  const id = `rIdCuilint${number}`;
  // The name space is said again for files whose root has a prefix.
  const element = `<Relationship xmlns="${RELATIONS}" Id="${id}" Type="${OFFICE}/${type}" Target="${relativePath(part, target)}"/>`;
  return { xml: beforeRootEnd(before, element), id };
}

/** The list of content types with those of `parts`, and with `extensions`, where they are not there yet. */
export function withContentTypes(
  xml: string,
  parts: readonly (readonly [name: string, type: string])[],
  extensions: readonly (readonly [ending: string, type: string])[] = [],
): string {
  const missing = extensions.filter(
    ([ending]) => !new RegExp(`Extension\\s*=\\s*["']${ending}["']`, 'i').test(xml),
  );
  const defaults = missing.map(
    ([ending, type]) => `<Default xmlns="${TYPES}" Extension="${ending}" ContentType="${type}"/>`,
  );
  const overrides = parts.map(
    ([name, type]) => `<Override xmlns="${TYPES}" PartName="/${name}" ContentType="${type}"/>`,
  );
  return beforeRootEnd(xml, [...defaults, ...overrides].join(''));
}

/** The name in the zip of a part that is asked for without regard to case; undefined where it is not there. */
export function storedName(parts: ZipParts, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return parts.names.find(
    (stored) => stored.replaceAll('\\', '/').replace(/^\//, '').toLowerCase() === wanted,
  );
}

/** The first of `${stem}1${ending}`, `${stem}2${ending}` … that is no part yet. */
export function freeName(taken: (name: string) => boolean, stem: string, ending: string): string {
  let number = 1;
  while (taken(`${stem}${number}${ending}`)) number += 1;
  return `${stem}${number}${ending}`;
}
