import type { ColumnPlan } from './columns.ts';

const LABEL =
  '(?:(?:本页|本月|当月|当日|以上)[ \\t\\u3000]*)?(?:[合总小共][ \\t\\u3000]*计|汇总|总数|合計|總計|小計|共計|(?:sub|grand)?[ -]?total|sum)';
const COUNTED = '共[ \\t]*\\d+[ \\t]*[条行笔]';
const AMOUNT = '[\\d０-９][\\d０-９,，.．]*[ \\t]*(?:[条行笔元个户次件人户]|万元|[%％])?';
/** How a row of totals begins. */
const TOTAL = new RegExp(`^(?:${LABEL}|${COUNTED})`, 'i');
/** A cell that says nothing but that the row is one of totals, and how much it comes to. */
const TOTAL_ALONE = new RegExp(
  `^(?:${LABEL}(?:[ \\t]*[:：]?[ \\t]*(?:${AMOUNT})?)|${COUNTED})[。.]?$`,
  'i',
);
const AMOUNT_ALONE = new RegExp(`^${AMOUNT}$`);
/** No label and no amount is longer, in UTF-16 units. */
const MAX_CELL = 24;

/** Whether a text might be what a row of totals has in the place of one. */
export function mayBeTotalText(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length > MAX_CELL) return false;
  return TOTAL_ALONE.test(trimmed) || AMOUNT_ALONE.test(trimmed);
}

/**
 * Whether a row of `width` cells is one of totals: one of them says so, and no text says more than that or an amount.
 * A row that names somebody or has a clock is a record, whatever its text: 合计 may be all that was sent.
 */
export function isTotalRow(
  { text, roles }: Pick<ColumnPlan, 'text' | 'roles'>,
  width: number,
  cellText: (column: number) => string,
): boolean {
  let hasText = false;
  let isTotal = false;
  for (const column of text) {
    const cell = cellText(column).trim();
    if (cell === '') continue;
    hasText = true;
    if (!mayBeTotalText(cell)) return false;
    isTotal ||= TOTAL_ALONE.test(cell);
  }
  const isLabel = hasText ? TOTAL_ALONE : TOTAL;
  for (let column = 0; column < width && !isTotal; column += 1)
    isTotal = isLabel.test(cellText(column).trim());
  if (!isTotal || !hasText) return isTotal;
  const saysOf = (role: 'recipient' | 'sentAt'): string =>
    (roles.get(role) ?? []).map((column) => cellText(column).trim()).join(' ');
  const recipient = saysOf('recipient');
  return !isSomebody(recipient) && !/\d[:：]\d/.test(saysOf('sentAt'));
}

/** A number of a recipient has more digits than a count of rows, and what is no number may be somebody's name. */
function isSomebody(cell: string): boolean {
  if (/^[-–—/]*$/.test(cell) || TOTAL_ALONE.test(cell)) return false;
  return !AMOUNT_ALONE.test(cell) || cell.replace(/\D/g, '').length >= 7;
}
