import type { Finding } from '../model/finding.ts';
import { visible } from './visible.ts';
import { escapeXml } from './xml.ts';

/** What Excel takes in one cell, in UTF-16 units; a longer one makes it call the workbook damaged. */
export const MAX_CELL_UNITS = 32_767;
const CUT = '…';

/** A, B, … Z, AA: `column` from 0. */
export function columnName(column: number): string {
  const rest = Math.floor(column / 26);
  const letter = String.fromCharCode(65 + (column % 26));
  return rest === 0 ? letter : columnName(rest - 1) + letter;
}

/** Text as a cell may show it: lines stay lines, everything else that steers or hides becomes a visible escape. */
export function cellText(text: string): string {
  return text
    .split(/\r\n|[\r\n]/)
    .map(visible)
    .join('\n');
}

/** `text` within `limit` units, cut at its end and never within a character. */
export function cutTo(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = limit - CUT.length;
  const isHalved = /[\ud800-\udbff]/.test(text[end - 1] ?? '');
  return text.slice(0, isHalved ? end - 1 : end) + CUT;
}

function cutFront(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const start = text.length - limit + CUT.length;
  const isHalved = /[\udc00-\udfff]/.test(text[start] ?? '');
  return CUT + text.slice(isHalved ? start + 1 : start);
}

const LINE_POINTS = 15;
/** What Excel allows for a row. */
const MAX_POINTS = 409;

/** Columns of a cell that a text takes, near enough to tell how often it breaks. */
function roughWidth(text: string): number {
  let width = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    width += unit >= 0x1100 && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return width;
}

/**
 * The `ht` of a row whose texts break within `widths` (in characters): Excel finds heights by itself when it opens a
 * file, LibreOffice and previews of mails do not. '' for a row of one line, which needs none.
 */
export function heightOf(
  texts: readonly (string | undefined)[],
  widths: readonly number[],
): string {
  let most = 1;
  for (const [column, text] of texts.entries()) {
    if (text === undefined || text === '') continue;
    // A little less than the width: a character that does not fit goes to the next line.
    const room = Math.max(1, (widths[column] ?? 10) - 1.5);
    let lines = 0;
    for (const line of text.split('\n')) lines += Math.max(1, Math.ceil(roughWidth(line) / room));
    most = Math.max(most, lines);
  }
  if (most === 1) return '';
  return ` ht="${Math.min(MAX_POINTS, most * LINE_POINTS + 2)}" customHeight="1"`;
}

/** Characters of a cell in XML: `_x000D_` in a text is a text, and not the character that Excel would make of it. */
function inXml(text: string): string {
  return escapeXml(text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_'));
}

function textElement(text: string): string {
  return `<t xml:space="preserve">${inXml(text)}</t>`;
}

/** A cell that holds a string and can hold nothing else; `style` is the number of a cell style, 0 the plain one. */
export function stringCell(reference: string, style: number, text: string): string {
  const shown = cutTo(cellText(text), MAX_CELL_UNITS);
  return `<c r="${reference}" s="${style}" t="inlineStr"><is>${textElement(shown)}</is></c>`;
}

/** A message in three pieces, the middle one marked. */
export interface MarkedText {
  readonly before: string;
  readonly hit: string;
  readonly after: string;
}

/** What is marked, with as much around it as a cell can hold. */
export function fitMarked(
  { before, hit, after }: MarkedText,
  limit: number = MAX_CELL_UNITS,
): MarkedText {
  const middle = cutTo(hit, Math.floor(limit / 2));
  const room = Math.floor((limit - middle.length) / 2);
  const head = cutFront(before, Math.max(room, limit - middle.length - after.length));
  return { before: head, hit: middle, after: cutTo(after, limit - middle.length - head.length) };
}

/** The same with the hit in red and bold. `plain` and `red` are the properties of the two kinds of runs. */
export function markedCell(
  reference: string,
  style: number,
  marked: MarkedText,
  { plain, red }: { readonly plain: string; readonly red: string },
): string {
  const { before, hit, after } = fitMarked({
    before: cellText(marked.before),
    hit: cellText(marked.hit),
    after: cellText(marked.after),
  });
  const run = (text: string, properties: string): string =>
    text === '' ? '' : `<r><rPr>${properties}</rPr>${textElement(text)}</r>`;
  const runs = run(before, plain) + run(hit, red) + run(after, plain);
  if (runs === '') return stringCell(reference, style, '');
  return `<c r="${reference}" s="${style}" t="inlineStr"><is>${runs}</is></c>`;
}

/** What a finding shows of its message; nothing is marked where the hit does not stand in it. */
export function markedText(
  finding: Pick<Finding, 'context' | 'contextStart' | 'segmentStart' | 'segmentEnd' | 'excerpt'>,
): MarkedText {
  const { context, contextStart = 0, segmentStart, segmentEnd, excerpt } = finding;
  const start = segmentStart - contextStart;
  const end = segmentEnd - contextStart;
  if (start < 0 || context.slice(start, end) !== excerpt)
    return { before: context, hit: '', after: '' };
  return { before: context.slice(0, start), hit: excerpt, after: context.slice(end) };
}
