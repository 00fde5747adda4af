import { readSheetList, readWorkbook } from './xlsx-book.ts';
import { readSheet } from './xlsx-sheet.ts';
import type { ZipParts } from './zip-parts.ts';

/** Names of the sheets of our report, in their order, and the heads by which its findings are known. */
export const OWN_SHEETS: readonly {
  readonly sheets: readonly [string, string, string, string];
  readonly heads: readonly string[];
}[] = [
  { sheets: ['汇总', '明细', '规则', '覆盖范围'], heads: ['原文（命中处标红）', '指纹'] },
  {
    sheets: ['Summary', 'Findings', 'Rules', 'Coverage'],
    heads: ['text (hit in red)', 'fingerprint'],
  },
];

/**
 * A report of ours by its sheets and the heads of its findings: some programs save a workbook without its
 * properties. Throws CuilintError for a damaged part.
 */
export async function looksLikeOurReport(parts: ZipParts, main: string): Promise<boolean> {
  const { sheets } = await readSheetList(parts, main);
  const names = new Set(sheets.map(({ name }) => name));
  const own = OWN_SHEETS.find((each) => each.sheets.every((name) => names.has(name)));
  const findings = own && sheets.find(({ name }) => name === own.sheets[1]);
  if (own === undefined || findings === undefined) return false;
  const book = await readWorkbook(parts, main);
  for await (const rows of readSheet(parts, findings.part, book)) {
    const texts = new Set(rows[0]?.cells.map(({ text }) => text));
    return own.heads.every((head) => texts.has(head));
  }
  return false;
}
