import type { Message } from '../model/error.ts';

/** What is said about workbooks and documents that are written. */
export const OFFICE = {
  needsFile: (format: string): Message => ({
    zh: `${format} 报告要写入文件，如 --format ${format}:报告.${format}`,
    en: `the ${format} report needs a file, such as --format ${format}:report.${format}`,
  }),
  annotateOne: (files: number): Message => ({
    zh: `--annotate 只能标注一个 Excel 或 Word 文件，现在有 ${files} 个文件要检查`,
    en: `--annotate works on one workbook or document, and ${files} files are to be checked`,
  }),
  annotateItself: (file: string): Message => ({
    zh: `--annotate 写的是副本，不能写到原文件 ${file} 上`,
    en: `--annotate writes a copy: it cannot be the original ${file}`,
  }),
  annotateText: (file: string): Message => ({
    zh: `${file} 不是 Excel 或 Word 文件，不能标注；它的报告请用 --format xlsx:报告.xlsx`,
    en: `${file} is no workbook and no document and cannot be annotated; for it there is --format xlsx:report.xlsx`,
  }),
  uncommented: (sheet: string, count: number): Message => ({
    zh: `工作表“${sheet}”批注太多，Excel 会变慢：另有 ${count} 个单元格只写在右侧的标注列里`,
    en: `the sheet “${sheet}” has so many comments that Excel would become slow: ${count} more cell(s) have theirs in the added columns alone`,
  }),
  annotateEnding: (file: string, ending: string): Message => ({
    zh: `副本 ${file} 的扩展名应与原文件一样，为 ${ending}`,
    en: `the copy ${file} should have the ending of the original, ${ending}`,
  }),
  noCopy: ({ zh, en }: Message): Message => ({
    zh: `标注副本没有写出：${zh}`,
    en: `the annotated copy was not written: ${en}`,
  }),
  omitted: (count: number): Message => ({
    zh: `因 --max-findings，另有 ${count} 处发现没有写入标注副本`,
    en: `${count} more are not in the annotated copy, for the sake of --max-findings`,
  }),
  collected: (count: number): Message => ({
    zh: `有 ${count} 处在页眉、页脚、脚注等 Word 不允许批注的地方，批注放在文末`,
    en: `${count} stand in headers, footers, notes and the like, where Word allows no comment: their comments stand at the end`,
  }),
} as const;
