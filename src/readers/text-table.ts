import { readCast } from '../text/cast.ts';
import { scanCsv } from './csv-scan.ts';
import { type HeaderLine, headerLines } from './header-line.ts';
import { type Role, roleOf } from './meta.ts';

const SAMPLE_UNITS = 1 << 16;
const SAMPLE_ROWS = 200;

/**
 * The format of a table that was saved as plain text: "Unicode text" of a spreadsheet, a CSV that is called `.txt`. It
 * has a header of names that exports use, one of them that of texts, and most rows below it have as many cells; in
 * doubt it is lines. A record of a conversation stays one, for its layout tells more of who speaks.
 */
export function tableFormatOf(text: string): 'csv' | 'tsv' | undefined {
  for (const header of headerLines(text)) {
    const roles = rolesOf(header);
    if (roles === undefined || !isEven(text, header)) continue;
    if (!roles.has('recipient') && readCast(text) !== null) return undefined;
    return header.delimiter === '\t' ? 'tsv' : 'csv';
  }
  return undefined;
}

/** What the names stand for, where one is that of texts, and another is known too or there are but two. */
function rolesOf({ names }: HeaderLine): ReadonlySet<Role> | undefined {
  const roles = new Set<Role>();
  for (const name of names) {
    const role = roleOf(name)?.role;
    if (role !== undefined) roles.add(role);
  }
  return roles.has('text') && (roles.size > 1 || names.length === 2) ? roles : undefined;
}

/** Whether of the rows below the header most have as many cells. */
function isEven(text: string, { delimiter, names }: HeaderLine): boolean {
  const sample = text.slice(0, SAMPLE_UNITS);
  let width = 0;
  let rows = 0;
  let even = 0;
  for (const { end, cells } of scanCsv(sample, delimiter, 0)) {
    if (width === 0) {
      const row = cells.map((cell) => sample.slice(cell.start, cell.end).trim());
      if (names.every((name, column) => unquoted(name) === row[column])) width = cells.length;
      continue;
    }
    // The last row of a long text is cut.
    if (end === sample.length && sample.length < text.length) break;
    rows += 1;
    if (cells.length === width) even += 1;
    if (rows === SAMPLE_ROWS) break;
  }
  return even * 2 > rows;
}

function unquoted(name: string): string {
  return name.replace(/^"(.*)"$/s, '$1').trim();
}
