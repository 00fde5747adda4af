import type { ColumnPlan } from './columns.ts';
import { hanCount, isAside } from './meta.ts';
import { looksLikeTime } from './times.ts';
import type { SheetCell } from './xlsx-sheet.ts';

const CLAUSE_MARK = /[，。！？；,!?;]/;

function isSentence(text: string): boolean {
  return hanCount(text, 8) >= 8 && CLAUSE_MARK.test(text);
}

/**
 * The cells of a row whose texts stand in none of the columns for them: beside the table, and in it those of a row
 * that is no record of it, as where a second table with its columns in another order stands below, or a text is merged
 * over the row. A row with a text in its place, or with the number or the time of a contact, is a record.
 */
export function createAstrayFinder(
  { names, text, roles }: ColumnPlan,
  areColumnsAsked: boolean,
): (cells: readonly SheetCell[]) => ReadonlySet<SheetCell> {
  const width = names.length;
  const texts = new Set(text);
  const contacts = new Set([...(roles.get('recipient') ?? []), ...(roles.get('sentAt') ?? [])]);
  const status = new Set(roles.get('status'));
  const open = names.map(
    (name, column) => !texts.has(column) && !status.has(column) && !isAside(name),
  );
  const tellsRecord = ({ column, text: cell }: SheetCell): boolean =>
    (texts.has(column) && hanCount(cell, 8) >= 8) ||
    (contacts.has(column) && (/\d{7}/.test(cell) || looksLikeTime(cell) !== null));
  return (cells) => {
    const beside = cells.filter((cell) => cell.column >= width && hanCount(cell.text, 4) >= 4);
    if (areColumnsAsked) return new Set(beside);
    const within = cells.filter((cell) => open[cell.column] === true && isSentence(cell.text));
    const isRecord = within.length > 0 && cells.some(tellsRecord);
    return new Set(isRecord ? beside : [...within, ...beside]);
  };
}
