import { CuilintError } from '../model/error.ts';
import { OWN_AUTHOR } from '../model/segment.ts';
import { isOutline, type WordStyles } from './docx-styles.ts';
import { isOn } from './office-parts.ts';
import type { LineHint } from './script-lines.ts';
import { type Attributes, attribute, parseXml } from './xml-events.ts';
import type { ZipParts } from './zip-parts.ts';

export interface Paragraph {
  /** From 1 within its part; an outer paragraph before those of the text boxes in it. */
  readonly number: number;
  /** As the document reads with all tracked changes accepted; lines of hidden text behind the shown ones. */
  readonly text: string;
  /** Its end was deleted: the next paragraph goes on in the same line. */
  readonly isJoined: boolean;
  readonly hint: LineHint | undefined;
}

export interface TableCell {
  /** From 0, wide cells counted as the columns that they cover. */
  readonly column: number;
  /** Belongs to the cell above it. */
  readonly isContinued: boolean;
  readonly blocks: readonly Block[];
}

export interface TableRow {
  readonly isHeader: boolean;
  readonly cells: readonly TableCell[];
}

export type Block =
  | { readonly kind: 'lines'; readonly paragraphs: readonly Paragraph[] }
  /** `number` from 1 within its part, inner tables behind the outer one. */
  | { readonly kind: 'table'; readonly number: number; readonly rows: readonly TableRow[] };

interface OpenParagraph {
  number: number;
  text: string;
  hidden: string;
  isHiddenLast: boolean;
  isJoined: boolean;
  hint: LineHint | undefined;
  style: string;
  outline: number | undefined;
  list: string;
  level: string;
}

/** Paragraphs that follow one another: the body, a cell, a text box. */
interface Flow {
  readonly blocks: Block[];
  lines: OpenParagraph[];
  /** Text boxes in those lines: they interrupt nothing, and stand behind them. */
  boxes: Block[];
}

interface OpenTable {
  readonly number: number;
  readonly rows: TableRow[];
  cells: TableCell[];
  isHeader: boolean;
  grid: number;
}

interface OpenCell {
  readonly flow: Flow;
  span: number;
  isContinued: boolean;
}

/** A book of 10,000 pages has a tenth of each. */
const MAX_PARAGRAPHS = 2_000_000;
const MAX_CHARACTERS = 100_000_000;

const SKIPPED: ReadonlySet<string> = new Set([
  'del',
  'moveFrom',
  'delText',
  'instrText',
  'delInstrText',
  // Readings over the characters.
  'rt',
  'sdtPr',
]);
const PROPERTIES: ReadonlySet<string> = new Set(['pPr', 'rPr', 'tblPr', 'trPr', 'tcPr', 'sectPr']);
const MARKS: ReadonlyMap<string, string> = new Map([
  ['tab', '\t'],
  ['ptab', '\t'],
  ['br', '\n'],
  ['cr', '\n'],
  ['noBreakHyphen', '-'],
]);

function tooLong(): CuilintError {
  return new CuilintError(
    'INPUT_TOO_LARGE',
    { zh: 'Word 文档的段落或文字过多', en: 'the document has too many paragraphs or words' },
    { hint: { zh: '请拆分后再检查', en: 'split it and check the parts' } },
  );
}

/** The paragraphs and tables of a part of a document, in its order. Throws CuilintError. */
export async function readWordPart(
  parts: ZipParts,
  part: string,
  known: WordStyles,
): Promise<readonly Block[]> {
  const builder = createWordBuilder(known);
  for await (const _ of parseXml(parts.open(part), builder));
  return builder.finish();
}

/** Text that was added to a paragraph: `at` counts within its shown text, or within its hidden text. */
export interface AddedText {
  readonly paragraph: number;
  readonly isHidden: boolean;
  readonly at: number;
  readonly length: number;
}

/** Is fed with the tags and texts of a part and makes its blocks; `added` is told where each text goes. */
export function createWordBuilder(
  { styles, prefixes }: WordStyles,
  added?: (text: AddedText) => void,
): {
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  text(text: string): void;
  finish(): readonly Block[];
} {
  const newFlow = (): Flow => ({ blocks: [], lines: [], boxes: [] });
  const flows: Flow[] = [newFlow()];
  const paragraphs: OpenParagraph[] = [];
  const tables: OpenTable[] = [];
  const cells: OpenCell[] = [];
  /** Of the runs that are open: a text box stands in a run and has its own. */
  const hidden: boolean[] = [];
  /** Whether a variant has been taken. */
  const alternatives: boolean[] = [];
  const fields: ('instruction' | 'result')[] = [];
  let instructions = 0;
  let count = 0;
  let tableCount = 0;
  let characters = 0;
  let skip = 0;
  let inProperties = 0;
  let inParagraphProperties = 0;
  let takes = false;

  const flow = (): Flow => flows[flows.length - 1]!;
  const flush = (): void => {
    const { lines, boxes, blocks } = flow();
    if (lines.length > 0) blocks.push({ kind: 'lines', paragraphs: lines.map(finished) });
    blocks.push(...boxes);
    flow().lines = [];
    flow().boxes = [];
  };
  const put = (text: string): void => {
    const paragraph = paragraphs.at(-1);
    if (paragraph === undefined || instructions > 0 || text === '') return;
    characters += text.length;
    if (characters > MAX_CHARACTERS) throw tooLong();
    const isHidden = hidden.at(-1) === true;
    if (isHidden) {
      const isNew = !paragraph.isHiddenLast && paragraph.hidden !== '';
      paragraph.hidden += isNew ? `\n${text}` : text;
    } else paragraph.text += text;
    paragraph.isHiddenLast = isHidden;
    if (added === undefined) return;
    const { number } = paragraph;
    const end = (isHidden ? paragraph.hidden : paragraph.text).length;
    added({ paragraph: number, isHidden, at: end - text.length, length: text.length });
  };
  const property = (name: string, attributes: Attributes): void => {
    const value = attribute(attributes, 'val');
    const paragraph = paragraphs.at(-1);
    const cell = cells.at(-1);
    const table = tables.at(-1);
    if (inParagraphProperties > 0 && paragraph !== undefined) {
      if (name === 'pStyle') paragraph.style = value ?? '';
      else if (name === 'outlineLvl') paragraph.outline = Number(value);
      else if (name === 'numId') paragraph.list = value ?? '';
      else if (name === 'ilvl') paragraph.level = value ?? '0';
      else if (name === 'del' || name === 'moveFrom') paragraph.isJoined = true;
      return;
    }
    if (name === 'vanish' && hidden.length > 0) hidden[hidden.length - 1] = isOn(value);
    else if (name === 'rStyle' && hidden.length > 0) {
      if (styles.get(value ?? '')?.isHidden === true) hidden[hidden.length - 1] = true;
    } else if (name === 'tblHeader' && table !== undefined) table.isHeader = isOn(value);
    else if (name === 'gridBefore' && table !== undefined) table.grid += widthOf(value, 0);
    else if (name === 'gridSpan' && cell !== undefined) cell.span = widthOf(value, 1);
    else if ((name === 'vMerge' || name === 'hMerge') && cell !== undefined)
      cell.isContinued = value === undefined || value === 'continue';
  };
  const field = (type: string | undefined): void => {
    if (type === 'begin') {
      fields.push('instruction');
      instructions += 1;
    } else if (type === 'separate' && fields.at(-1) === 'instruction') {
      fields[fields.length - 1] = 'result';
      instructions -= 1;
    } else if (type === 'end' && fields.pop() === 'instruction') instructions -= 1;
  };
  /** Whether a variant of some content is one too many: Word writes a text box twice, for old and new. */
  const isOther = (name: string): boolean => {
    if (name !== 'Choice' && name !== 'Fallback') return false;
    if (alternatives.at(-1) === true) return true;
    if (alternatives.length > 0) alternatives[alternatives.length - 1] = true;
    return false;
  };
  const start = (name: string, attributes: Attributes): void => {
    switch (name) {
      case 'AlternateContent':
        alternatives.push(false);
        break;
      case 'p': {
        count += 1;
        if (count > MAX_PARAGRAPHS) throw tooLong();
        const paragraph = newParagraph(count);
        paragraphs.push(paragraph);
        flow().lines.push(paragraph);
        break;
      }
      case 'r':
        hidden.push(styles.get(paragraphs.at(-1)?.style ?? '')?.isHidden === true);
        break;
      case 't':
        takes = true;
        break;
      case 'fldChar':
        field(attribute(attributes, 'fldCharType'));
        break;
      case 'tbl':
        flush();
        tableCount += 1;
        tables.push({ number: tableCount, rows: [], cells: [], isHeader: false, grid: 0 });
        break;
      case 'tc': {
        const inner = newFlow();
        flows.push(inner);
        cells.push({ flow: inner, span: 1, isContinued: false });
        break;
      }
      case 'txbxContent':
        flows.push(newFlow());
        break;
      case 'comment':
      case 'footnote':
      case 'endnote':
        flush();
        break;
      default:
        put(MARKS.get(name) ?? '');
    }
  };
  const end = (name: string): void => {
    const table = tables.at(-1);
    switch (name) {
      case 'AlternateContent':
        alternatives.pop();
        break;
      case 'p': {
        const paragraph = paragraphs.pop();
        if (paragraph !== undefined) paragraph.hint = hintOf(paragraph);
        // A field that never ends must not swallow what follows.
        if (paragraphs.length === 0 && instructions > 0) {
          fields.fill('result');
          instructions = 0;
        }
        break;
      }
      case 'r':
        hidden.pop();
        break;
      case 't':
        takes = false;
        break;
      case 'txbxContent': {
        flush();
        const { blocks } = flows.pop()!;
        flow().boxes.push(...blocks);
        break;
      }
      case 'tc': {
        flush();
        flows.pop();
        const cell = cells.pop();
        if (cell === undefined) break;
        if (table === undefined) {
          flow().blocks.push(...cell.flow.blocks);
          break;
        }
        const { blocks } = cell.flow;
        table.cells.push({ column: table.grid, isContinued: cell.isContinued, blocks });
        table.grid += cell.span;
        break;
      }
      case 'tr':
        if (table === undefined) break;
        table.rows.push({ isHeader: table.isHeader, cells: table.cells });
        table.cells = [];
        table.isHeader = false;
        table.grid = 0;
        break;
      case 'tbl':
        tables.pop();
        if (table !== undefined)
          flow().blocks.push({ kind: 'table', number: table.number, rows: table.rows });
        break;
      default:
    }
  };
  const hintOf = (paragraph: OpenParagraph): LineHint | undefined => {
    const { style, outline, list, level } = paragraph;
    const named = styles.get(style);
    if (named?.isContents === true) return { isAside: true };
    if (outline === undefined ? named?.isHeading === true : isOutline(outline))
      return { isHeading: true };
    const prefix = list === '' ? undefined : prefixes.get(`${list}/${level}`);
    return prefix === undefined ? undefined : { prefix };
  };

  return {
    open: (name, attributes) => {
      if (skip > 0) {
        skip += 1;
        return;
      }
      if (PROPERTIES.has(name)) {
        inProperties += 1;
        if (name === 'pPr') inParagraphProperties += 1;
      } else if (name.endsWith('PrChange') || isOther(name) || isNoWord(name, attributes)) skip = 1;
      else if (inProperties > 0) property(name, attributes);
      else if (SKIPPED.has(name)) skip = 1;
      else start(name, attributes);
    },
    close: (name) => {
      if (skip > 0) {
        skip -= 1;
        return;
      }
      if (PROPERTIES.has(name)) {
        inProperties -= 1;
        if (name === 'pPr') inParagraphProperties -= 1;
      } else if (inProperties === 0) end(name);
    },
    text: (text) => {
      if (takes && skip === 0) put(text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
    },
    finish: () => {
      flush();
      return flow().blocks;
    },
  };
}

/**
 * Comments of ours, which repeat what was found, and the notes that hold the lines above all others: 脚注 1 is the
 * first that somebody wrote.
 */
function isNoWord(name: string, attributes: Attributes): boolean {
  if (name === 'comment') return attribute(attributes, 'author') === OWN_AUTHOR;
  if (name !== 'footnote' && name !== 'endnote') return false;
  return /^(?:separator|continuation)/.test(attribute(attributes, 'type') ?? '');
}

function newParagraph(number: number): OpenParagraph {
  return {
    number,
    text: '',
    hidden: '',
    isHiddenLast: false,
    isJoined: false,
    hint: undefined,
    style: '',
    outline: undefined,
    list: '',
    level: '0',
  };
}

function finished({ number, text, hidden, isJoined, hint }: OpenParagraph): Paragraph {
  const lines = hidden === '' ? text : text === '' ? hidden : `${text}\n${hidden}`;
  return { number, text: lines, isJoined, hint };
}

/** Of columns; Word has 63 at most. */
function widthOf(value: string | undefined, least: number): number {
  const width = Number(value ?? least);
  return Number.isInteger(width) && width >= least ? Math.min(width, 1000) : least;
}
