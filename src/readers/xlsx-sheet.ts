import { type NumberKind, unescapeText, type Workbook } from './xlsx-book.ts';
import { attribute, parseXml } from './xml-events.ts';
import { damaged, type ZipParts } from './zip-parts.ts';

export interface SheetCell {
  /** From 0. */
  readonly column: number;
  readonly text: string;
  /** A formula whose result was never stored: what it shows is not known. */
  readonly isUnsaved: boolean;
}

export interface SheetRow {
  /** From 1, as the sheet counts. */
  readonly row: number;
  /** Those with content, from left to right. */
  readonly cells: readonly SheetCell[];
}

/** A merged range; rows from 1, columns from 0, both ends included. */
export interface MergedRange {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

const MAX_ROW = 1_048_576;
const MAX_COLUMN = 16_384;
const MAX_MERGED = 200_000;
const SECONDS = 86_400;
/** Days from the first day of each calendar to 1970-01-01. */
const EPOCH_1900 = 25_569;
const EPOCH_1904 = 24_107;

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** A serial number as `2024-05-01 09:03:00`; without its clock or its date where it has none. */
export function formatSerial(serial: number, kind: NumberKind, is1904: boolean): string {
  if (kind === undefined || !Number.isFinite(serial) || serial < 0 || serial >= 2_958_466) {
    return String(serial);
  }
  // Whole seconds: a clock of 22:00:00 is stored as 0.916666666666667.
  const seconds = Math.round(serial * SECONDS);
  const day = Math.floor(seconds / SECONDS);
  const second = seconds - day * SECONDS;
  const clock = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  if (kind === 'time' && day === 0) return clock;
  // The calendar of 1900 has a 29 February that never was: days before it are one off.
  const first = is1904 ? EPOCH_1904 : day < 60 ? EPOCH_1900 - 1 : EPOCH_1900;
  const date = new Date((day - first) * SECONDS * 1000).toISOString().slice(0, 10);
  return kind === 'date' && second === 0 ? date : `${date} ${clock}`;
}

/** Column from 0 of `AB12`, -1 where there are no letters. */
function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i += 1) {
    const unit = reference.charCodeAt(i) & ~32;
    if (unit < 65 || unit > 90) break;
    column = column * 26 + unit - 64;
  }
  return column - 1;
}

function numberText(raw: string, kind: NumberKind, is1904: boolean): string {
  const text = raw.trim();
  if (kind === undefined && /^-?\d{1,15}(?:\.\d{1,9})?$/.test(text)) return text;
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) return text;
  // A phone number may be stored as 1.3912345678E10.
  return kind === undefined ? String(value) : formatSerial(value, kind, is1904);
}

/**
 * The rows of a sheet with content, in pieces as they are inflated. Strings are resolved, dates written out;
 * a cell without a reference stands behind the one before it. Throws CuilintError for a damaged part.
 */
export async function* readSheet(
  parts: ZipParts,
  part: string,
  book: Workbook,
): AsyncGenerator<readonly SheetRow[], void, undefined> {
  let rows: SheetRow[] = [];
  let cells: SheetCell[] = [];
  let row = 0;
  let column = -1;
  let type = '';
  let kind: NumberKind;
  let text = '';
  let hasFormula = false;
  let phonetic = 0;
  let inCell = false;
  let takes = false;

  const cellText = (): string => {
    switch (type) {
      case 's': {
        if (text.trim() === '') return '';
        const shared = book.strings.at(Number(text));
        if (shared !== undefined) return shared;
        throw damaged({
          zh: `第 ${row} 行引用了不存在的共享文本（部件缺失或损坏）`,
          en: `row ${row} refers to a shared text that is not there (a part is missing or damaged)`,
        });
      }
      case 'inlineStr':
      case 'str':
        return unescapeText(text);
      case 'b':
        return text.trim() === '1' ? 'TRUE' : text === '' ? '' : 'FALSE';
      case 'd':
        return text.replace('T', ' ').replace(/Z$/, '').trim();
      case 'e':
        return text;
      default:
        return numberText(text, kind, book.is1904);
    }
  };

  for await (const _ of parseXml(parts.open(part), {
    open: (name, attributes) => {
      switch (name) {
        case 'row': {
          const at = Number(attribute(attributes, 'r') ?? row + 1);
          if (!Number.isInteger(at) || at < 1 || at > MAX_ROW) throw damaged(OUTSIDE);
          row = at;
          column = -1;
          cells = [];
          break;
        }
        case 'c': {
          const reference = attribute(attributes, 'r');
          column = reference === undefined ? column + 1 : columnOf(reference);
          if (column < 0 || column >= MAX_COLUMN) throw damaged(OUTSIDE);
          type = attribute(attributes, 't') ?? 'n';
          kind = book.kinds[Number(attribute(attributes, 's') ?? 0)];
          text = '';
          hasFormula = false;
          inCell = true;
          break;
        }
        case 'f':
          hasFormula = inCell;
          break;
        case 'v':
          takes = inCell;
          break;
        case 't':
          takes = inCell && phonetic === 0;
          break;
        case 'rPh':
          phonetic += 1;
          break;
        default:
      }
    },
    close: (name) => {
      switch (name) {
        case 'v':
        case 't':
          takes = false;
          break;
        case 'rPh':
          phonetic -= 1;
          break;
        case 'c': {
          inCell = false;
          const value = cellText();
          const isUnsaved = hasFormula && value === '' && type !== 'str';
          if (value !== '' || isUnsaved) cells.push({ column, text: value, isUnsaved });
          break;
        }
        case 'row':
          if (cells.length > 0) rows.push({ row, cells });
          cells = [];
          break;
        default:
      }
    },
    text: (piece) => {
      if (takes) text = text === '' ? piece : text + piece;
    },
  })) {
    if (rows.length === 0) continue;
    yield rows;
    rows = [];
  }
}

const OUTSIDE = {
  zh: '工作表里有超出范围的行号或列号',
  en: 'a row or column of the sheet lies outside of what a sheet can have',
};

const MERGED = /mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"/g;

/**
 * The merged ranges of a sheet. They stand behind the rows, which are not kept until then: the part is
 * inflated once more, and only its tail looked at (0.3 s for 100 MB).
 */
export async function readMerged(parts: ZipParts, part: string): Promise<readonly MergedRange[]> {
  const found: MergedRange[] = [];
  let text = '';
  let isBehind = false;
  let carry: Uint8Array = new Uint8Array();
  for await (const chunk of parts.open(part)) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (!isBehind) {
      const joined = carry.length === 0 ? bytes : Buffer.concat([carry, bytes]);
      const at = joined.lastIndexOf('sheetData>');
      carry = Buffer.from(joined.subarray(-16));
      if (at < 0) continue;
      isBehind = true;
      text = joined.toString('latin1', at);
    } else text += bytes.toString('latin1');
    let last = 0;
    for (const match of text.matchAll(MERGED)) {
      last = match.index + match[0].length;
      const [, left, top, right, bottom] = match;
      if (found.length < MAX_MERGED)
        found.push({
          left: columnOf(left ?? ''),
          right: columnOf(right ?? ''),
          top: Number(top),
          bottom: Number(bottom),
        });
    }
    text = text.slice(Math.max(last, text.length - 200));
  }
  return found;
}
