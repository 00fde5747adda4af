/** Papers, as their headings end: 催 收 函, 逾 期 通 知 书. */
const PAPER =
  /(?:函|书|通知|公告|告知|启事|清单|账单|明细|表|须知|协议|合同|制度|规范|规定|流程|话术|说明|手册|指引|办法|报告|记录|方案|凭证|证明)$/;
const GAP = '[ \\u3000\\t]+';
const APART = `\\p{Script=Han}(?:${GAP}\\p{Script=Han})`;
const HEADING = new RegExp(`^${APART}+$`, 'u');
/** A field of a form, whose name of two to six characters is spaced to the width of the others: 逾 期 天 数：. */
const LABEL = new RegExp(
  `^(?:[(（]?[0-9一二三四五六七八九十]+[)）.、． ]*)?${APART}{1,5}[ \\u3000\\t]*[:：]`,
  'u',
);
const SIGNATURE = /^【[^】\n]*】/;

/**
 * Whether [start, end) of a text stands in a line whose characters are spaced for the look of it: a heading beside
 * other lines, the name of a paper alone, the name of a field.
 */
export function isLaidOut(text: string, start: number, end: number): boolean {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const to = next < 0 ? text.length : next;
  const line = text.slice(from, to);
  const indent = line.length - line.trimStart().length;
  const label = LABEL.exec(line.trimStart());
  if (label !== null && end <= from + indent + label[0].length) return true;
  const heading = line.trim().replace(SIGNATURE, '').trim();
  if (!HEADING.test(heading)) return false;
  const isAlone = text.slice(0, from).trim() === '' && text.slice(to).trim() === '';
  return !isAlone || PAPER.test(heading.replace(/\s/g, ''));
}
