import { createTextBuilder, type Extract } from './text-builder.ts';

/** A row of delimiter-separated text. All offsets in UTF-16 units of the decoded file. */
export interface CsvRow {
  /** Where the row begins, and where it ends without its line end. */
  readonly start: number;
  readonly end: number;
  readonly cells: readonly CsvCell[];
  /** Offset of a quote that was opened and never closed: it was read as a character. */
  readonly openQuote: number;
}

export interface CsvCell {
  /** Content without its quotes, half-open. */
  readonly start: number;
  readonly end: number;
  /** 0: stands as it is. 1: has doubled quotes. 2: text follows the closing quote, which stands at `close`. */
  readonly form: 0 | 1 | 2;
  readonly quoted: boolean;
  readonly close: number;
}

const QUOTE = 34;

/**
 * The rows of `text` from `from` on. A row ends at LF, CRLF or CR outside quotes; blank lines are left out.
 *
 * A quote opens a cell only at its beginning. It is taken for a character when it never closes, or when
 * what follows the closing one after a line break shows that it was none; the row is then read again from
 * there, and says where. Linear: a closing quote is looked for no further than the next one that could be.
 */
export function* scanCsv(text: string, delimiter: string, from: number): Iterable<CsvRow> {
  const separator = delimiter.charCodeAt(0);
  const { length } = text;
  let i = from;
  while (i < length) {
    const start = i;
    const cells: CsvCell[] = [];
    let openQuote = -1;
    let atEnd = false;
    while (!atEnd) {
      let quote = i;
      // Blanks before an opening quote.
      while (text.charCodeAt(quote) === 32) quote += 1;
      const quoted = text.charCodeAt(quote) === QUOTE ? closeOf(text, quote, separator) : undefined;
      let unit: number;
      if (quoted !== undefined) {
        cells.push(quoted.cell);
        i = quoted.next;
        unit = text.charCodeAt(i);
      } else {
        if (text.charCodeAt(quote) === QUOTE && openQuote < 0) openQuote = quote;
        const cellStart = i;
        unit = text.charCodeAt(i);
        while (i < length && unit !== separator && unit !== 10 && unit !== 13) {
          i += 1;
          unit = text.charCodeAt(i);
        }
        cells.push({ start: cellStart, end: i, form: 0, quoted: false, close: -1 });
      }
      if (i < length && unit === separator) i += 1;
      else atEnd = true;
    }
    const end = i;
    if (text.charCodeAt(i) === 13) i += 1;
    if (text.charCodeAt(i) === 10 && i < length) i += 1;
    const only = cells[0]!;
    if (cells.length === 1 && !only.quoted && isBlank(text, only.start, only.end)) continue;
    yield { start, end, cells, openQuote };
  }
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit > 32 && unit !== 0x3000 && unit !== 0xfeff) return false;
  }
  return true;
}

/** The cell whose quote opens at `open`, and where its delimiter or line end stands; undefined where it is no quote. */
function closeOf(
  text: string,
  open: number,
  separator: number,
): { readonly cell: CsvCell; readonly next: number } | undefined {
  let doubled = false;
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && text.charCodeAt(close + 1) === QUOTE) {
    doubled = true;
    close = text.indexOf('"', close + 2);
  }
  if (close < 0) return undefined;
  let next = close + 1;
  while (text.charCodeAt(next) === 32) next += 1;
  const form = doubled ? 1 : 0;
  if (isBorder(text, next, separator)) {
    return { cell: { start: open + 1, end: close, form, quoted: true, close }, next };
  }
  // Text behind the closing quote belongs to the cell; unless lines were swallowed to get there.
  if (hasLineEnd(text, open, close)) return undefined;
  next = close + 1;
  while (!isBorder(text, next, separator)) next += 1;
  return { cell: { start: open + 1, end: next, form: 2, quoted: true, close }, next };
}

function isBorder(text: string, at: number, separator: number): boolean {
  if (at >= text.length) return true;
  const unit = text.charCodeAt(at);
  return unit === separator || unit === 10 || unit === 13;
}

function hasLineEnd(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit === 10 || unit === 13) return true;
  }
  return false;
}

/** The text of a cell with its quotes resolved, and the way back. */
export function readCell(text: string, cell: CsvCell): Extract {
  const { start, end, form, close } = cell;
  if (form === 0) return { text: text.slice(start, end), start, end };
  const builder = createTextBuilder(text, start);
  const inner = form === 2 ? close : end;
  let copied = start;
  for (let at = text.indexOf('""', start); at >= 0 && at < inner; at = text.indexOf('""', copied)) {
    builder.copy(copied, at);
    builder.put('"', at, at + 2);
    copied = at + 2;
  }
  builder.copy(copied, inner);
  if (form === 2) builder.copy(close + 1, end);
  return builder.finish();
}
