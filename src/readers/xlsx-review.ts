import { CuilintError } from '../model/error.ts';
import { OWN_COLUMN } from '../model/segment.ts';
import { columnLetter } from './columns.ts';
import { openPacked } from './packed.ts';
import { isPacked } from './registry.ts';
import { readWorkbook } from './xlsx-book.ts';
import { readSheet, type SheetRow } from './xlsx-sheet.ts';

/** A text and the cell in which it stands. */
export interface CellText {
  readonly cell: string;
  readonly text: string;
}

/** A row on which a reviewer may have written. */
export interface ReviewedRow {
  readonly sheet: string;
  readonly verdict: CellText;
  readonly fingerprints: CellText;
  readonly reviewer: string;
  readonly reason: string;
  /** Where the text stands, '' in an annotated copy. */
  readonly file: string;
}

type Column = 'verdict' | 'fingerprints' | 'reviewer' | 'reason' | 'file';

/** Heads of our columns, in both languages. */
const NAMES: Readonly<Record<string, Column>> = {
  处理意见: 'verdict',
  verdict: 'verdict',
  指纹: 'fingerprints',
  fingerprint: 'fingerprints',
  处理人: 'reviewer',
  reviewer: 'reviewer',
  理由: 'reason',
  reason: 'reason',
  文件: 'file',
  file: 'file',
};
/** The head stands within the rows that a title may take. */
const HEAD_WITHIN = 10;

interface Head {
  readonly columns: ReadonlyMap<Column, number>;
  readonly isCopy: boolean;
}

/** Our columns in a row of heads; undefined where it is none. */
function headOf({ cells }: SheetRow): Head | undefined {
  const own = new Map<Column, number>();
  const plain = new Map<Column, number>();
  for (const { column, text } of cells) {
    const [line = ''] = text.trim().split('\n');
    const isOwn = line.startsWith(OWN_COLUMN);
    const name = NAMES[isOwn ? line.slice(OWN_COLUMN.length) : line];
    if (name !== undefined) (isOwn ? own : plain).set(name, column);
  }
  const has = (columns: ReadonlyMap<Column, number>): boolean =>
    columns.has('verdict') && columns.has('fingerprints');
  if (has(own)) return { columns: own, isCopy: true };
  return has(plain) ? { columns: plain, isCopy: false } : undefined;
}

function rowOf(
  sheet: string,
  { row, cells }: SheetRow,
  { columns }: Head,
): ReviewedRow | undefined {
  const at = (name: Column): CellText => {
    const column = columns.get(name);
    const text = cells.find((cell) => cell.column === column)?.text ?? '';
    // Without a row of names the first row says what the columns are.
    const own = text.startsWith(OWN_COLUMN) ? text.split('\n').slice(1).join('\n') : text;
    return { cell: column === undefined ? '' : `${columnLetter(column)}${row}`, text: own };
  };
  const verdict = at('verdict');
  const fingerprints = at('fingerprints');
  if (verdict.text === '' && fingerprints.text === '') return undefined;
  const [reviewer, reason, file] = [at('reviewer').text, at('reason').text, at('file').text];
  return { sheet, verdict, fingerprints, reviewer, reason, file };
}

function notOurs(file: string): CuilintError {
  return new CuilintError(
    'INPUT_COLUMNS',
    {
      zh: '没有找到“处理意见”和“指纹”两列',
      en: 'it has no columns “verdict” and “fingerprint”',
    },
    {
      at: { file },
      hint: {
        zh: '请用 --format xlsx:文件 或 --annotate 写出的工作簿',
        en: 'use a workbook written by --format xlsx:FILE or by --annotate',
      },
    },
  );
}

/**
 * What a reviewer has written into our report or into an annotated copy, row by row; `copy` where it is one. Throws
 * CuilintError for what is no workbook, is damaged, or has none of our columns.
 */
export async function readReview(
  file: string,
  bytes: Uint8Array,
): Promise<{ readonly rows: readonly ReviewedRow[]; readonly kind: 'report' | 'copy' }> {
  const ending = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? '';
  if (!isPacked(file, bytes)) throw notOurs(file);
  const rows: ReviewedRow[] = [];
  let isCopy = false;
  let isOurs = false;
  try {
    const { format, parts, main } = await openPacked(file, bytes, ending, false);
    const book = format === 'xlsx' ? await readWorkbook(parts, main) : undefined;
    for (const sheet of book?.sheets ?? []) {
      let head: Head | undefined;
      let seen = 0;
      for await (const piece of readSheet(parts, sheet.part, book!)) {
        for (const row of piece) {
          seen += 1;
          const isHead = head === undefined && seen <= HEAD_WITHIN;
          if (isHead) head = headOf(row);
          if (head === undefined) continue;
          isOurs = true;
          isCopy ||= head.isCopy;
          // The names themselves are no verdict; behind them, in a sheet without names, stands the first row.
          const read = rowOf(sheet.name, row, head);
          const isName = isHead && !head.isCopy;
          if (read !== undefined && !isName) rows.push(read);
        }
      }
    }
  } catch (error) {
    if (!(error instanceof CuilintError)) throw error;
    const { code, reason, hint } = error;
    throw new CuilintError(code, reason, { at: { file }, ...(hint === undefined ? {} : { hint }) });
  }
  if (!isOurs) throw notOurs(file);
  return { rows, kind: isCopy ? 'copy' : 'report' };
}
