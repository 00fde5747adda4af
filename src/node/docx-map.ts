import type { Finding } from '../model/finding.ts';
import { createWordBuilder } from '../readers/docx-part.ts';
import { attributesOf, decodeText, type XmlToken } from './xml-tokens.ts';

/** A run of the document: its first and last token, and its properties as they are written. */
export interface Run {
  readonly open: number;
  close: number;
  /** Just behind its properties: content begins here. */
  body: number;
  properties: string;
  /** The run around the text box in which it stands; undefined where it stands in none. */
  readonly host: Run | undefined;
}

/** Text of a paragraph as the reader put it together, and the token from which it came. */
interface Piece {
  readonly isHidden: boolean;
  /** Within the shown or the hidden text of the paragraph. */
  readonly start: number;
  readonly end: number;
  readonly token: number;
  /** Within the decoded text of the token; 0 for a mark such as a tab. */
  readonly within: number;
}

export interface Mapped {
  readonly tokens: readonly XmlToken[];
  /** By token: the run around it. */
  readonly runs: ReadonlyMap<number, Run>;
  /** By number of the paragraph. */
  readonly paragraphs: ReadonlyMap<number, readonly Piece[]>;
  /** Before the end tag of the last paragraph of the body. */
  readonly end: number;
}

/** Follows the reader through the part, token by token: places are carried, never searched for. */
export function mapDocument(
  tokens: readonly XmlToken[],
  known: Parameters<typeof createWordBuilder>[0],
): Mapped {
  const paragraphs = new Map<number, Piece[]>();
  const runs = new Map<number, Run>();
  const open: Run[] = [];
  const hosts: (Run | undefined)[] = [];
  let token = 0;
  let within = 0;
  let lastParagraph = -1;
  let depth = 0;
  let properties: { readonly run: Run; readonly depth: number; readonly from: number } | undefined;
  const builder = createWordBuilder(known, ({ paragraph, isHidden, at, length }) => {
    const pieces = paragraphs.get(paragraph) ?? [];
    pieces.push({ isHidden, start: at, end: at + length, token, within });
    paragraphs.set(paragraph, pieces);
    within += length;
  });
  const opened = (each: XmlToken): void => {
    depth += 1;
    if (each.name === 'r') {
      const run: Run = {
        open: token,
        close: -1,
        body: token + 1,
        properties: '',
        host: hosts.at(-1),
      };
      open.push(run);
    } else if (each.name === 'rPr' && open.at(-1)?.body === token) {
      properties = { run: open.at(-1)!, depth, from: token };
    } else if (each.name === 'txbxContent') hosts.push(hosts.at(-1) ?? open[0]);
    builder.open(each.name, attributesOf(each));
  };
  const closed = (each: XmlToken): void => {
    builder.close(each.name);
    if (each.name === 'r') {
      const run = open.pop();
      if (run !== undefined) run.close = token;
    } else if (properties !== undefined && properties.depth === depth) {
      const { run, from } = properties;
      run.properties = tokens
        .slice(from, token + 1)
        .map(({ raw }) => raw)
        .join('');
      run.body = token + 1;
      properties = undefined;
    } else if (each.name === 'txbxContent') hosts.pop();
    else if (each.name === 'p' && hosts.length === 0) lastParagraph = token;
    depth -= 1;
  };
  for (const [index, each] of tokens.entries()) {
    token = index;
    within = 0;
    const run = open.at(-1);
    if (run !== undefined) runs.set(index, run);
    if (each.kind === 'open') opened(each);
    else if (each.kind === 'close') closed(each);
    else if (each.kind === 'empty') {
      opened(each);
      closed(each);
    } else if (each.kind === 'text') {
      // A part that was laid out for people has blanks between the tags.
      if (run !== undefined && run.body === index && each.raw.trim() === '') run.body = index + 1;
      builder.text(decodeText(each.raw));
    } else if (each.raw.startsWith('<![CDATA[')) builder.text(each.raw.slice(9, -3));
  }
  builder.finish();
  return { tokens, runs, paragraphs, end: lastParagraph };
}

/** A point between two characters: before the unit `offset` of the text of a token. */
export interface Point {
  readonly token: number;
  readonly offset: number;
}

/** The piece that holds the unit `column` (from 0) of a paragraph, hidden text behind the shown. */
function pieceAt(
  pieces: readonly Piece[],
  column: number,
): { readonly piece: Piece; readonly offset: number } | undefined {
  const shown = pieces.reduce(
    (most, { isHidden, end }) => (isHidden ? most : Math.max(most, end)),
    0,
  );
  const isHidden = column >= shown;
  // A line end stands between the two.
  const at = isHidden && shown > 0 ? column - shown - 1 : column;
  const piece = pieces.find(
    (each) => each.isHidden === isHidden && each.start <= at && at < each.end,
  );
  return piece && { piece, offset: piece.within + (at - piece.start) };
}

/** Where the words of a finding begin and end; undefined where they cannot be told. */
export function rangeOf(
  { paragraphs }: Mapped,
  { location }: Finding,
): { readonly from: Point; readonly to: Point } | undefined {
  const { line, column, endLine, endColumn } = location;
  const first = pieceAt(paragraphs.get(line) ?? [], column - 1);
  const last = pieceAt(paragraphs.get(endLine) ?? [], Math.max(0, endColumn - 2));
  if (first === undefined || last === undefined) return undefined;
  const from = { token: first.piece.token, offset: first.offset };
  const to = { token: last.piece.token, offset: last.offset + 1 };
  return from.token > to.token || (from.token === to.token && from.offset >= to.offset)
    ? undefined
    : { from, to };
}
