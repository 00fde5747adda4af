import type { Finding } from '../model/finding.ts';
import {
  ANNOTATED_COLUMNS,
  type AnnotatedColumn,
  annotatedHead,
  rowTexts,
} from '../reporters/annotation-text.ts';
import type { Language } from '../reporters/report.ts';
import { columnName, stringCell } from '../reporters/sheet-cells.ts';
import { xlsxPhrases } from '../reporters/xlsx-phrases.ts';
import { escapeXml } from '../reporters/xml.ts';
import type { PartEdit } from './office-package.ts';
import { plainAttribute, withAttribute, type XmlToken, xmlTokens } from './xml-tokens.ts';

/** Numbers of the cell styles that were added to those of the workbook. */
export interface AddedStyles {
  readonly text: number;
  /** May be written to in a protected sheet. */
  readonly input: number;
}

export interface SheetPlan {
  /** From 1; 0 where nothing names the columns. */
  readonly headRow: number;
  /** By row. */
  readonly rows: ReadonlyMap<number, readonly Finding[]>;
  /** From 0: the first of the added columns. */
  readonly firstColumn: number;
  readonly styles: AddedStyles;
  readonly lang: Language;
  /** Relation to a drawing of comments, to be named in the sheet; undefined where it has one already. */
  readonly drawing: string | undefined;
}

const WIDTHS: Readonly<Record<AnnotatedColumn, number>> = {
  finding: 44,
  rewrite: 40,
  clauses: 40,
  verdict: 16,
  reviewer: 14,
  reason: 20,
  fingerprint: 22,
};

/** Column from 0 of `AB12`. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Za-z]*/.exec(reference)![0])
    column = column * 26 + (letter.charCodeAt(0) & ~32) - 64;
  return column - 1;
}

/** What a sheet holds that decides where columns may be added. */
export interface SheetExtent {
  /** From 0: the last column with content, in a merged range or in a filter, or painted near these; -1 for none. */
  readonly lastColumn: number;
  /** The first row that is there. */
  readonly firstRow: number;
}

/** Cells without content are somebody's columns yet to be filled, up to this far; beyond they paint a whole row. */
const NEAR = 20;

/** Looks through a sheet once. */
export async function measureSheet(chunks: AsyncIterable<Uint8Array>): Promise<SheetExtent> {
  let last = -1;
  let lastPainted = -1;
  let firstRow = 0;
  let row = 0;
  let column = -1;
  let inCell = false;
  for await (const tokens of xmlTokens(chunks)) {
    for (const token of tokens) {
      const { kind, name } = token;
      if (kind === 'close' && name === 'c') inCell = false;
      if (kind !== 'open' && kind !== 'empty') continue;
      if (name === 'row') {
        row = Number(plainAttribute(token, 'r') ?? row + 1);
        column = -1;
      } else if (name === 'c') {
        const reference = plainAttribute(token, 'r');
        column = reference === undefined ? column + 1 : columnOf(reference);
        inCell = kind === 'open';
        lastPainted = Math.max(lastPainted, column);
        if (firstRow === 0 && inCell) firstRow = row;
      } else if (inCell) last = Math.max(last, column);
      else if (name === 'mergeCell' || name === 'autoFilter')
        last = Math.max(last, lastOfRange(plainAttribute(token, 'ref') ?? ''));
    }
  }
  return { lastColumn: lastPainted - last > NEAR ? last : Math.max(last, lastPainted), firstRow };
}

/** The last column of `A1:F20`. A range over whole rows says nothing. */
export function lastOfRange(range: string): number {
  const last = columnOf(range.split(':').at(-1) ?? '');
  return last >= 16_383 ? -1 : last;
}

/** Elements of a sheet behind its rows, in the order that Excel insists on. */
const BEHIND_VALIDATIONS = new Set([
  'hyperlinks',
  'printOptions',
  'pageMargins',
  'pageSetup',
  'headerFooter',
  'rowBreaks',
  'colBreaks',
  'customProperties',
  'cellWatches',
  'ignoredErrors',
  'smartTags',
  'drawing',
]);
const BEHIND_DRAWING = new Set([
  'legacyDrawing',
  'legacyDrawingHF',
  'drawingHF',
  'picture',
  'oleObjects',
  'controls',
  'webPublishItems',
  'tableParts',
  'extLst',
  // Holds the controls of a form.
  'AlternateContent',
]);
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A tag of ours with the prefix that the sheet gives to its own. */
function prefixed(xml: string, prefix: string): string {
  return prefix === '' ? xml : xml.replace(/<(\/?)(?=[a-z])/g, `<$1${prefix}`);
}

/** `<cols>` with room for the added columns, in pieces where a range of columns reaches into them. */
function columnsXml(existing: readonly XmlToken[], first: number): string {
  const last = first + ANNOTATED_COLUMNS.length - 1;
  const before: string[] = [];
  const behind: string[] = [];
  for (const token of existing) {
    const min = Number(plainAttribute(token, 'min')) - 1;
    const max = Number(plainAttribute(token, 'max')) - 1;
    const part = (from: number, to: number): string =>
      withAttribute(
        { ...token, raw: withAttribute(token, 'min', String(from + 1)) },
        'max',
        String(to + 1),
      );
    if (max < first) before.push(token.raw);
    else if (min > last) behind.push(token.raw);
    else {
      if (min < first) before.push(part(min, first - 1));
      if (max > last) behind.push(part(last + 1, max));
    }
  }
  const own = ANNOTATED_COLUMNS.map((name, index) => {
    const number = first + index + 1;
    return `<col min="${number}" max="${number}" width="${WIDTHS[name]}" customWidth="1"/>`;
  });
  return [...before, ...own, ...behind].join('');
}

/**
 * Writes the findings into the columns from `firstColumn` on, beside the texts they are about. Cells, styles, widths
 * and everything else of the sheet stay as they are to the letter.
 */
export function createSheetEdit(plan: SheetPlan): PartEdit {
  const { headRow, rows, firstColumn, styles, lang } = plan;
  const head = annotatedHead(lang);
  const lastColumn = firstColumn + ANNOTATED_COLUMNS.length - 1;
  const words = xlsxPhrases(lang);
  const verdictColumn = columnName(firstColumn + ANNOTATED_COLUMNS.indexOf('verdict'));

  const cellsOf = (row: number, headStyle: string): string => {
    const findings = rows.get(row);
    const isHead = row === headRow;
    const texts = findings === undefined ? undefined : rowTexts(findings, lang);
    return ANNOTATED_COLUMNS.map((name, index) => {
      const reference = `${columnName(firstColumn + index)}${row}`;
      const isInput = name === 'verdict' || name === 'reviewer' || name === 'reason';
      const style = isInput ? styles.input : styles.text;
      // Without a row of names the first row says what the columns are.
      const text = [isHead ? head[name] : '', texts?.[name] ?? ''].filter((each) => each !== '');
      if (text.length === 0) return `<c r="${reference}" s="${style}"/>`;
      const isBare = isHead && texts === undefined;
      return stringCell(reference, isBare ? Number(headStyle) : style, text.join('\n'));
    }).join('');
  };
  const validation = (): string => {
    const sqref = [...rows.keys()].map((row) => `${verdictColumn}${row}`);
    const list = escapeXml(Object.values(words.verdicts).join(','));
    return `<dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1" promptTitle="${escapeXml(words.verdictTitle)}" prompt="${escapeXml(words.verdictHint)}" sqref="${ranges(sqref)}"><formula1>"${list}"</formula1></dataValidation>`;
  };

  return async function* edit(chunks) {
    let row = 0;
    let column = -1;
    let headStyle = '0';
    /** Whether the row that is open is to be given cells, and still is. */
    let waits = false;
    let dropping = false;
    let inColumns: XmlToken[] | undefined;
    let hasColumns = false;
    let depth = 0;
    let isBehindRows = false;
    let hasValidation = false;
    let hasDrawing = plan.drawing === undefined;
    const write = (token: XmlToken): string => {
      const { kind, name, prefix, raw } = token;
      if (kind === 'open') depth += 1;
      if (kind === 'close') {
        depth -= 1;
        if (name === 'sheetData') isBehindRows = true;
      }
      const isTop = isBehindRows && depth === (kind === 'open' ? 2 : 1);
      const own = (xml: string): string => prefixed(xml, prefix);
      if (inColumns !== undefined) {
        if (name !== 'cols' || kind !== 'close') {
          if (name === 'col' && kind !== 'close') inColumns.push(token);
          return '';
        }
        const columns = columnsXml(inColumns, firstColumn);
        inColumns = undefined;
        return own(columns).replaceAll(`${prefix}${prefix}`, prefix) + raw;
      }
      if (dropping) {
        if (kind === 'close' && name === 'c') dropping = false;
        return '';
      }
      if (kind === 'close') {
        if (name === 'row' && waits) {
          waits = false;
          return own(cellsOf(row, headStyle)) + raw;
        }
        if (name === 'worksheet') return tail(token) + raw;
        if (name === 'dataValidations' && !hasValidation) {
          hasValidation = true;
          return own(validation()) + raw;
        }
        return raw;
      }
      if (kind !== 'open' && kind !== 'empty') return raw;
      switch (name) {
        case 'cols':
          hasColumns = true;
          if (kind === 'empty') return raw;
          inColumns = [];
          return raw;
        case 'sheetData':
          if (hasColumns || kind === 'empty') return raw;
          return own(`<cols>${columnsXml([], firstColumn)}</cols>`) + raw;
        case 'row': {
          row = Number(plainAttribute(token, 'r') ?? row + 1);
          column = -1;
          waits = kind === 'open' && (rows.has(row) || row === headRow);
          const spans = waits ? plainAttribute(token, 'spans') : undefined;
          const [from] = spans?.split(':') ?? [];
          return from === undefined
            ? raw
            : withAttribute(token, 'spans', `${from}:${lastColumn + 1}`);
        }
        case 'c': {
          const reference = plainAttribute(token, 'r');
          column = reference === undefined ? column + 1 : columnOf(reference);
          if (row === headRow && column < firstColumn)
            headStyle = plainAttribute(token, 's') ?? headStyle;
          if (!waits || column < firstColumn) return raw;
          // It has a style and no content, or it would have been measured.
          if (column <= lastColumn) {
            dropping = kind === 'open';
            return '';
          }
          waits = false;
          return own(cellsOf(row, headStyle)) + raw;
        }
        case 'dataValidations': {
          const count = Number(plainAttribute(token, 'count') ?? 0);
          return kind === 'empty' ? '' : withAttribute(token, 'count', String(count + 1));
        }
        case 'dimension': {
          const [from = 'A1', to = from] = (plainAttribute(token, 'ref') ?? 'A1').split(':');
          const right = Math.max(columnOf(to), lastColumn);
          return withAttribute(
            token,
            'ref',
            `${from}:${columnName(right)}${/\d+$/.exec(to)?.[0] ?? 1}`,
          );
        }
        default:
          return isTop && (BEHIND_VALIDATIONS.has(name) || BEHIND_DRAWING.has(name))
            ? tail(token) + raw
            : raw;
      }
    };
    /** What has to stand before `token`, if it does not yet. */
    const tail = ({ name, prefix }: XmlToken): string => {
      let added = '';
      if (!hasValidation) {
        hasValidation = true;
        added += `<dataValidations count="1">${validation()}</dataValidations>`;
      }
      if (!hasDrawing && !BEHIND_VALIDATIONS.has(name)) {
        hasDrawing = true;
        added += `<legacyDrawing xmlns:r="${RELATIONS}" r:id="${plan.drawing}"/>`;
      }
      return prefixed(added, prefix);
    };
    for await (const tokens of xmlTokens(chunks)) {
      let text = '';
      for (const token of tokens) text += write(token);
      if (text !== '') yield text;
    }
  };
}

/** Excel takes some thousands; beyond this the rows between them have the list as well. */
const MAX_RANGES = 500;

/** References in one column as few ranges as they make: `H2:H5 H9`. Rows rise. */
function ranges(references: readonly string[]): string {
  const found: { first: string; last: string; row: number }[] = [];
  for (const reference of references) {
    const row = Number(/\d+$/.exec(reference)?.[0]);
    const open = found.at(-1);
    if (open !== undefined && open.row + 1 === row) {
      open.last = reference;
      open.row = row;
    } else found.push({ first: reference, last: reference, row });
  }
  if (found.length > MAX_RANGES) return `${found[0]!.first}:${found.at(-1)!.last}`;
  return found.map(({ first, last }) => (first === last ? first : `${first}:${last}`)).join(' ');
}
