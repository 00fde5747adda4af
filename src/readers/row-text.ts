import type { Problem } from '../model/error.ts';
import type { EmptyReason } from '../model/log-record.ts';
import type { MessageMeta, Origin, Segment } from '../model/segment.ts';
import { createPlaces } from '../text/lines.ts';
import type { ColumnPlan } from './columns.ts';
import {
  emptiness,
  furtherProblems,
  OPEN_QUOTE,
  RAGGED,
  raggedness,
  raggedRow,
  spilled,
} from './csv.ts';
import { type CsvRow, readCell, scanCsv } from './csv-scan.ts';
import type { ReaderOptions } from './reader.ts';
import { cellMeta, MAX_TOLD, rowMeta } from './table.ts';
import type { Extract } from './text-builder.ts';
import type { TimeParser } from './times.ts';

/** One row as text, read the long way. */
export interface ReadRow {
  readonly problems: readonly Problem[];
  /** In the order of the text columns. */
  readonly texts: readonly RowText[];
  readonly empty: EmptyReason | undefined;
}

export interface RowText {
  readonly column: number;
  readonly segment: Segment;
  /** Where it stands in the row. */
  readonly extract: Extract;
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
  /** The reader of the rows behind another header; it counts on. */
  readonly withPlan: (plan: ColumnPlan, width: number) => RowReader;
  /** What was not told row by row: too many of a kind. */
  readonly rest: () => readonly Problem[];
}

/** The origin of a text in a row that begins at the start of `line`: offsets count from there. */
export function shiftOrigin(origin: Origin, line: number): Origin {
  return line === 1 ? origin : { ...origin, line: origin.line + line - 1 };
}

/** Builds the reader of single rows: what it yields for a row is what `readCsv` yields for it in its file. */
export function createRowReader(options: RowReaderOptions): RowReader {
  const { file, delimiter, reader, parseTime } = options;
  let { plan, width } = options;
  let ragged = 0;
  let open = 0;

  const read = (text: string, line: number, record: number): ReadRow => {
    const problems: Problem[] = [];
    const texts: RowText[] = [];
    const row = firstRow(text, delimiter);
    const cellText = (column: number): string => {
      const cell = row.cells[column];
      return cell === undefined ? '' : readCell(text, cell).text;
    };
    const places = createPlaces(text);
    if (row.openQuote >= 0) {
      open += 1;
      const at = places.position(row.openQuote);
      if (open <= MAX_TOLD)
        problems.push({ ...OPEN_QUOTE, file, line: at.line + line - 1, column: at.column });
    }
    const isRagged = raggedness(text, row, width, plan);
    if (isRagged) {
      ragged += 1;
      if (ragged <= MAX_TOLD) problems.push(raggedRow(file, line, row.cells.length, width));
    }
    let meta: MessageMeta | undefined;
    for (const column of plan.text) {
      const cell = row.cells[column];
      if (cell === undefined) continue;
      const extract = readCell(text, isRagged ? spilled(row, column, cell, width) : cell);
      if (extract.text.trim() === '') continue;
      meta ??= rowMeta(plan, cellText, parseTime);
      texts.push({
        column,
        extract,
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
    return { problems, texts, empty: emptiness(text, row, plan) };
  };

  const rows: RowReader = {
    read,
    withPlan: (next, nextWidth) => {
      plan = next;
      width = nextWidth;
      return rows;
    },
    rest: () => [
      ...(ragged > MAX_TOLD ? [furtherProblems(file, ragged - MAX_TOLD, RAGGED)] : []),
      ...(open > MAX_TOLD ? [furtherProblems(file, open - MAX_TOLD, OPEN_QUOTE.reason)] : []),
    ],
  };
  return rows;
}

const NO_ROW: CsvRow = { start: 0, end: 0, cells: [], openQuote: -1 };

/** The cells of a text that is one row. */
export function firstRow(text: string, delimiter: string): CsvRow {
  for (const row of scanCsv(text, delimiter, 0)) return row;
  return NO_ROW;
}
