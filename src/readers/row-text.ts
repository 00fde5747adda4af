import type { Problem } from '../model/error.ts';
import type { EmptyReason } from '../model/log-record.ts';
import type { MessageMeta, Origin, Segment } from '../model/segment.ts';
import { createPlaces } from '../text/lines.ts';
import type { ColumnPlan } from './columns.ts';
import { emptiness, OPEN_QUOTE, raggedness, raggedRow, spilled } from './csv.ts';
import { type CsvRow, readCell, scanCsv } from './csv-scan.ts';
import type { ReaderOptions } from './reader.ts';
import type { Repeated } from './row-stream.ts';
import { cellMeta, rowMeta } from './table.ts';
import type { Extract } from './text-builder.ts';
import type { TimeParser } from './times.ts';

/** One row as text, read the long way. */
export interface ReadRow {
  readonly problems: readonly { readonly problem: Problem; readonly repeated: Repeated }[];
  /** In the order of the text columns. */
  readonly texts: readonly RowText[];
  readonly empty: EmptyReason | undefined;
}

export interface RowText {
  readonly column: number;
  readonly segment: Segment;
  /** Where it stands in the row. */
  readonly extract: Extract;
  /** Where its cell does, in UTF-16 units of the row. */
  readonly rowStart: number;
}

export interface RowReaderOptions {
  readonly file: string;
  readonly plan: ColumnPlan;
  readonly width: number;
  readonly delimiter: string;
  readonly reader: ReaderOptions;
  readonly parseTime: TimeParser;
}

export interface RowReader {
  /** `text` is one row without its line end, `line` (from 1) the one on which it begins. */
  readonly read: (text: string, line: number, record: number) => ReadRow;
}

/** The origin of a text in a row that begins at the start of `line`: offsets count from there. */
export function shiftOrigin(origin: Origin, line: number): Origin {
  return line === 1 ? origin : { ...origin, line: origin.line + line - 1 };
}

/** Builds the reader of single rows: what it yields for a row is what `readCsv` yields for it in its file. */
export function createRowReader(options: RowReaderOptions): RowReader {
  const { file, delimiter, reader, parseTime, plan, width } = options;

  const read = (text: string, line: number, record: number): ReadRow => {
    const problems: { problem: Problem; repeated: Repeated }[] = [];
    const texts: RowText[] = [];
    const row = firstRow(text, delimiter);
    const cellText = (column: number): string => {
      const cell = row.cells[column];
      return cell === undefined ? '' : readCell(text, cell).text;
    };
    const places = createPlaces(text);
    if (row.openQuote >= 0) {
      const at = places.position(row.openQuote);
      const place = { file, line: at.line + line - 1, column: at.column };
      problems.push({ problem: { ...OPEN_QUOTE, ...place }, repeated: 'open-quote' });
    }
    const isRagged = raggedness(text, row, width, plan);
    if (isRagged) {
      const problem = raggedRow(file, line, row.cells.length, width);
      problems.push({ problem, repeated: 'ragged' });
    }
    const empty = emptiness(text, row, plan);
    let meta: MessageMeta | undefined;
    for (const column of empty === 'total' ? [] : plan.text) {
      const cell = row.cells[column];
      if (cell === undefined) continue;
      const extract = readCell(text, isRagged ? spilled(row, column, cell, width) : cell);
      if (extract.text.trim() === '') continue;
      meta ??= rowMeta(plan, cellText, parseTime);
      texts.push({
        column,
        extract,
        rowStart: cell.start,
        segment: {
          type: 'segment',
          source: file,
          text: extract.text,
          origin: shiftOrigin(places.origin(extract.start, extract.end, extract.map), line),
          meta: cellMeta(plan, column, extract.text, meta, reader),
          record,
          field: plan.names[column]!,
        },
      });
    }
    return { problems, texts, empty };
  };

  return { read };
}

const NO_ROW: CsvRow = { start: 0, end: 0, cells: [], openQuote: -1 };

/** The cells of a text that is one row. */
export function firstRow(text: string, delimiter: string): CsvRow {
  for (const row of scanCsv(text, delimiter, 0)) return row;
  return NO_ROW;
}

/** What the cells of one row say, their quotes resolved. */
export function cellTexts(text: string, delimiter: string): string[] {
  return firstRow(text, delimiter).cells.map((cell) => readCell(text, cell).text);
}
