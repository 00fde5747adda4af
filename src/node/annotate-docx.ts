import type { Finding } from '../model/finding.ts';
import { OWN_AUTHOR } from '../model/segment.ts';
import { readWordStyles } from '../readers/docx-styles.ts';
import { readRelations } from '../readers/office-parts.ts';
import type { ZipParts } from '../readers/zip-parts.ts';
import { commentLines } from '../reporters/annotation-text.ts';
import { isFirstOfMessage, replacementLine } from '../reporters/finding-text.ts';
import { gatePhrases } from '../reporters/gate-phrases.ts';
import { reportPhrases } from '../reporters/phrases.ts';
import { innerPlace } from '../reporters/place-text.ts';
import type { Language } from '../reporters/report.ts';
import { cellText } from '../reporters/sheet-cells.ts';
import { escapeXml } from '../reporters/xml.ts';
import { type Mapped, mapDocument, type Point, rangeOf } from './docx-map.ts';
import {
  beforeRootEnd,
  freeName,
  type PartEdit,
  partText,
  refuseUnchangeable,
  relationsPart,
  replacedBy,
  rewritePackage,
  storedName,
  withContentTypes,
  withRelation,
  XML_HEAD,
} from './office-package.ts';
import { allTokens, attributesOf, decodeText, notAnnotated, rawOffset } from './xml-tokens.ts';

export interface AnnotatedDocument {
  readonly findings: readonly Finding[];
  readonly lang: Language;
  /** Is told how many findings stand where Word allows no comment: theirs stand at the end. */
  readonly collected: (count: number) => void;
}

const COMMENTS_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml';

/** What is put between and into tokens. */
interface Insertions {
  readonly before: Map<number, string[]>;
  readonly within: Map<number, Map<number, string[]>>;
}

function put<Key>(map: Map<Key, string[]>, key: Key, xml: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [xml]);
  else list.push(xml);
}

/** Whether a comment may begin or end at a point: in a run, and not within a text box. */
function canHold({ runs }: Mapped, { token }: Point): boolean {
  const run = runs.get(token);
  return run !== undefined && run.close >= 0 && run.host === undefined;
}

/** Puts a mark between runs at a point that can hold one; within a run it is parted there. */
function place(
  mapped: Mapped,
  insertions: Insertions,
  { token, offset }: Point,
  xml: string,
): void {
  const { tokens, runs } = mapped;
  const run = runs.get(token)!;
  const { kind, raw } = tokens[token]!;
  const isText = kind === 'text';
  const length = isText ? decodeText(raw).length : 1;
  if (offset === 0 && (isText ? token - 1 : token) === run.body)
    put(insertions.before, run.open, xml);
  else if (offset >= length && token + (isText ? 2 : 1) === run.close)
    put(insertions.before, run.close + 1, xml);
  else {
    const marks = insertions.within.get(token) ?? new Map<number, string[]>();
    put(marks, offset, xml);
    insertions.within.set(token, marks);
  }
}

/** The tag with its blanks kept: half of a text may end with one. */
function keepingBlanks(raw: string): string {
  return /\bxml:space\s*=/.test(raw) ? raw : raw.replace(/>$/, ' xml:space="preserve">');
}

function assemble({ tokens, runs }: Mapped, { before, within }: Insertions): string {
  const out: string[] = [];
  for (const [index, token] of tokens.entries()) {
    out.push(...(before.get(index) ?? []));
    const marks = within.get(index);
    const run = runs.get(index);
    if (marks === undefined || run === undefined) {
      const isParted = token.name === 't' && token.kind === 'open' && within.has(index + 1);
      out.push(isParted ? keepingBlanks(token.raw) : token.raw);
      continue;
    }
    const { prefix } = tokens[run.open]!;
    const endRun = `</${prefix}r>`;
    const newRun = tokens[run.open]!.raw + run.properties;
    const points = [...marks].sort(([a], [b]) => a - b);
    if (token.kind !== 'text') {
      for (const [offset, xml] of points) if (offset === 0) out.push(endRun, ...xml, newRun);
      out.push(token.raw);
      for (const [offset, xml] of points) if (offset > 0) out.push(endRun, ...xml, newRun);
      continue;
    }
    let done = 0;
    for (const [offset, xml] of points) {
      const at = rawOffset(token.raw, offset);
      out.push(token.raw.slice(done, at), `</${prefix}t>`, endRun, ...xml, newRun);
      out.push(`<${prefix}t xml:space="preserve">`);
      done = at;
    }
    out.push(token.raw.slice(done));
  }
  return out.join('');
}

function commentXml(space: string, id: number, lines: readonly string[]): string {
  const paragraphs = lines
    .flatMap((line) => cellText(line).split('\n'))
    .map((line, index) => {
      const bold = index === 0 ? '<w:rPr><w:b/></w:rPr>' : '';
      return `<w:p><w:r>${bold}<w:t xml:space="preserve">${escapeXml(line)}</w:t></w:r></w:p>`;
    });
  return `<w:comment xmlns:w="${space}" w:id="${id}" w:author="${OWN_AUTHOR}" w:initials="c">${paragraphs.join('')}</w:comment>`;
}

/**
 * The document with the findings as comments at the exact words; runs are parted where one begins or ends within
 * them. Text boxes, headers, footers and notes hold no comments: those of a text box stand at the words around it,
 * the others at the end. Only the body and the list of comments are touched. Throws CuilintError OUTPUT_FAILED.
 */
export async function* annotateDocument(
  parts: ZipParts,
  main: string,
  { findings, lang, collected }: AnnotatedDocument,
): AsyncGenerator<Uint8Array, void, undefined> {
  await refuseUnchangeable(parts, main);
  if (findings.length === 0) {
    yield* rewritePackage(parts, { edits: new Map(), added: [] });
    return;
  }
  const stored = storedName(parts, main)!;
  const relations = await readRelations(parts, stored);
  const known = await readWordStyles(parts, relations);
  const tokens = await allTokens(parts.open(stored));
  const mapped = mapDocument(tokens, known);
  const root = tokens.find(({ name, kind }) => name === 'document' && kind === 'open');
  const space = root && attributesOf(root)[`xmlns:${root.prefix.slice(0, -1)}`];
  if (root === undefined || space === undefined || mapped.end < 0)
    throw notAnnotated({
      zh: '文档正文的写法无法识别，未写批注',
      en: 'the body of the document is written in a way that is not known, and it was not annotated',
    });
  const target = relations.find(({ type }) => type === 'comments')?.target;
  const commentsName = target === undefined ? undefined : storedName(parts, target);
  const existing = commentsName && (await partText(parts, commentsName));
  let id = 0;
  for (const text of [
    existing ?? '',
    ...tokens.map(({ raw, name }) => (name.startsWith('comment') ? raw : '')),
  ])
    for (const [, number] of text.matchAll(/\bid\s*=\s*["'](\d+)["']/g))
      id = Math.max(id, Number(number) + 1);

  const insertions: Insertions = { before: new Map(), within: new Map() };
  // Said again only where the document names its space in another way.
  const named = root.prefix === 'w:' ? '' : ` xmlns:w="${space}"`;
  const mark = (name: string, number: number): string => `<w:${name}${named} w:id="${number}"/>`;
  const comments: string[] = [];
  const ends: { readonly point: Point; readonly xml: string }[] = [];
  const starts: { readonly point: Point; readonly xml: string }[] = [];
  let elsewhere = 0;
  for (const [at, finding] of findings.entries()) {
    const number = id;
    id += 1;
    const whole = isFirstOfMessage(findings[at - 1], finding) ? replacementLine(finding, lang) : '';
    const lines = [...commentLines(finding, lang), ...(whole === '' ? [] : [whole])];
    const reference = `<w:r${named}><w:commentReference w:id="${number}"/></w:r>`;
    const isBody = finding.place?.part?.toLowerCase() === main.toLowerCase();
    const range = isBody ? rangeOf(mapped, finding) : undefined;
    const host = range && mapped.runs.get(range.from.token)?.host;
    const start = mark('commentRangeStart', number);
    const end = mark('commentRangeEnd', number) + reference;
    if (range !== undefined && canHold(mapped, range.from) && canHold(mapped, range.to)) {
      starts.push({ point: range.from, xml: start });
      ends.push({ point: range.to, xml: end });
      comments.push(commentXml(space, number, lines));
      continue;
    }
    const shown = innerPlace(finding, reportPhrases(lang)) ?? '';
    const { labelled } = gatePhrases(lang);
    const told = [...lines, labelled(shown, finding.excerpt)];
    comments.push(commentXml(space, number, told));
    if (host !== undefined && host.close >= 0) {
      put(insertions.before, host.open, start);
      put(insertions.before, host.close + 1, end);
    } else {
      elsewhere += 1;
      put(insertions.before, mapped.end, start + end);
    }
  }
  // Where one ends and another begins, the end comes first.
  for (const { point, xml } of ends) place(mapped, insertions, point, xml);
  for (const { point, xml } of starts) place(mapped, insertions, point, xml);
  if (elsewhere > 0) collected(elsewhere);

  const edits = new Map<string, PartEdit>([[stored, replacedBy(assemble(mapped, insertions))]]);
  const added: [name: string, content: string][] = [];
  const list = comments.join('');
  if (commentsName === undefined || existing === undefined) {
    const folder = stored.slice(0, stored.lastIndexOf('/') + 1);
    const plain = `${folder}comments.xml`;
    const name = parts.has(plain)
      ? freeName((each) => parts.has(each), `${folder}comments`, '.xml')
      : plain;
    added.push([name, `${XML_HEAD}<w:comments xmlns:w="${space}">${list}</w:comments>`]);
    const relationsName = relationsPart(stored);
    const storedRelations = storedName(parts, relationsName);
    const before = storedRelations && (await partText(parts, storedRelations));
    const { xml } = withRelation(before, stored, 'comments', name);
    if (storedRelations === undefined) added.push([relationsName, xml]);
    else edits.set(storedRelations, replacedBy(xml));
    const types = storedName(parts, '[Content_Types].xml') ?? '[Content_Types].xml';
    const typesXml = withContentTypes(await partText(parts, types), [[name, COMMENTS_TYPE]]);
    edits.set(types, replacedBy(typesXml));
  } else edits.set(commentsName, replacedBy(beforeRootEnd(existing, list)));
  yield* rewritePackage(parts, { edits, added });
}
