import { CuilintError } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { SheetHead } from '../model/run-event.ts';
import { type Relation, readRelations } from '../readers/office-parts.ts';
import { readSheetList, type Sheet } from '../readers/xlsx-book.ts';
import type { ZipParts } from '../readers/zip-parts.ts';
import { ANNOTATED_COLUMNS, commentLines } from '../reporters/annotation-text.ts';
import { replacementLine } from '../reporters/finding-text.ts';
import type { Language } from '../reporters/report.ts';
import {
  type CellComment,
  commentedCells,
  commentsPart,
  drawingPart,
} from './annotate-comments.ts';
import { type AddedStyles, createSheetEdit, lastOfRange, measureSheet } from './annotate-sheet.ts';
import {
  freeName,
  type PackageChange,
  type PartEdit,
  partText,
  refuseUnchangeable,
  relationsPart,
  replacedBy,
  rewritePackage,
  storedName,
  withContentTypes,
  withRelation,
} from './office-package.ts';
import { plainAttribute, xmlTokens } from './xml-tokens.ts';

export interface AnnotatedRun {
  readonly findings: readonly Finding[];
  readonly heads: readonly SheetHead[];
  readonly lang: Language;
  /** A sheet by the name that findings give it: personal data in it may be masked. */
  readonly shownName: (sheet: string) => string;
  /** Is told how many cells of a sheet have their findings in the columns alone. */
  readonly uncommented: (sheet: string, count: number) => void;
}

const MAX_COLUMNS = 16_384;
/** Excel becomes slow with more in one sheet; the columns say the same. */
const MAX_COMMENTS = 5_000;
const DRAWING_TYPE = 'application/vnd.openxmlformats-officedocument.vmlDrawing';
const COMMENTS_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml';

function refused(zh: string, en: string): CuilintError {
  return new CuilintError('OUTPUT_FAILED', { zh, en });
}

/** Adds two styles of cells; the numbers of those that are there stay. */
async function addStyles(
  parts: ZipParts,
  part: string | undefined,
): Promise<{ readonly styles: AddedStyles; readonly edit: readonly [string, PartEdit][] }> {
  const stored = part === undefined ? undefined : storedName(parts, part);
  if (stored === undefined) return { styles: { text: 0, input: 0 }, edit: [] };
  const xml = await partText(parts, stored);
  const open = /<((?:\w+:)?)cellXfs\b[^>]*?count\s*=\s*["'](\d+)["']/.exec(xml);
  const at = xml.search(/<\/(?:\w+:)?cellXfs>/);
  if (open === null || at < 0) return { styles: { text: 0, input: 0 }, edit: [] };
  const prefix = open[1]!;
  const count = Number(open[2]);
  const style = (more: string, inner: string): string =>
    `<${prefix}xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyAlignment="1"${more}><${prefix}alignment vertical="top" wrapText="1"/>${inner}</${prefix}xf>`;
  const added = style('', '') + style(' applyProtection="1"', `<${prefix}protection locked="0"/>`);
  const counted = open[0].replace(/(count\s*=\s*["'])\d+/, `$1${count + 2}`);
  const changed =
    xml.slice(0, open.index) +
    counted +
    xml.slice(open.index + open[0].length, at) +
    added +
    xml.slice(at);
  return { styles: { text: count, input: count + 1 }, edit: [[stored, replacedBy(changed)]] };
}

/** Findings by sheet. Two sheets that look alike once masked cannot be told apart. */
function bySheet(sheets: readonly Sheet[], run: AnnotatedRun): Map<Sheet, Finding[]> {
  const named = new Map<string, Sheet | undefined>();
  for (const sheet of sheets) {
    const name = run.shownName(sheet.name);
    named.set(name, named.has(name) ? undefined : sheet);
  }
  const found = new Map<Sheet, Finding[]>();
  for (const finding of run.findings) {
    const sheet = named.get(finding.place?.sheet ?? '');
    if (sheet === undefined)
      throw refused(
        '有两个工作表的名称遮蔽后相同，无法写标注（请改名，或用 --mask none）',
        'two sheets have the same name once it is masked and cannot be annotated (rename one, or use --mask none)',
      );
    const own = found.get(sheet);
    if (own === undefined) found.set(sheet, [finding]);
    else own.push(finding);
  }
  return found;
}

function rowOf(cell: string): number {
  return Number(/\d+$/.exec(cell)?.[0] ?? 0);
}

/** The last column of the tables of a sheet: the added ones stand behind them. */
async function lastOfTables(parts: ZipParts, relations: readonly Relation[]): Promise<number> {
  let last = -1;
  for (const { type, target } of relations) {
    const stored = type === 'table' ? storedName(parts, target) : undefined;
    if (stored === undefined) continue;
    for await (const tokens of xmlTokens(parts.open(stored)))
      for (const token of tokens)
        if (token.name === 'table' && token.kind !== 'close')
          last = Math.max(last, lastOfRange(plainAttribute(token, 'ref') ?? ''));
  }
  return last;
}

function commentsOf(findings: readonly Finding[], lang: Language): readonly CellComment[] {
  const cells = new Map<string, string[]>();
  for (const finding of findings) {
    const cell = finding.place?.cell ?? '';
    const lines = cells.get(cell);
    if (lines === undefined) cells.set(cell, [...commentLines(finding, lang)]);
    else lines.push('', ...commentLines(finding, lang));
  }
  const whole = new Map(
    findings.map((finding) => [finding.place?.cell ?? '', replacementLine(finding, lang)]),
  );
  for (const [cell, lines] of cells) {
    const line = whole.get(cell) ?? '';
    if (line !== '') lines.push('', line);
  }
  return [...cells].map(([cell, lines]) => ({ cell, lines }));
}

/**
 * The workbook with the findings beside the texts they are about: columns behind the last used one of each sheet
 * with findings, and comments at the cells. Only these sheets, their comments and the list of styles are touched.
 * `parts` and `again` are the same zip, opened twice: what is read is limited. Throws CuilintError OUTPUT_FAILED.
 */
export async function* annotateWorkbook(
  parts: ZipParts,
  again: ZipParts,
  main: string,
  run: AnnotatedRun,
): AsyncGenerator<Uint8Array, void, undefined> {
  await refuseUnchangeable(parts, main);
  const { sheets, relations: bookRelations } = await readSheetList(parts, main);
  const found = bySheet(sheets, run);
  const styles = await addStyles(
    parts,
    bookRelations.find(({ type }) => type === 'styles')?.target,
  );
  const edits = new Map<string, PartEdit>(found.size === 0 ? [] : styles.edit);
  const added: [name: string, content: string][] = [];
  const overrides: [name: string, type: string][] = [];
  const isTaken = (name: string): boolean =>
    parts.has(name) || added.some(([other]) => other === name);
  let index = 40;

  for (const [sheet, findings] of found) {
    const stored = storedName(parts, sheet.part)!;
    const head = run.heads.find((each) => each.sheet === sheet.name);
    if (head?.isAnnotated === true)
      throw refused(
        `工作表“${sheet.name}”已有标注列；请标注原来的工作簿，或先删除以 cuilint· 开头的列`,
        `the sheet “${sheet.name}” has been annotated already; annotate the original, or delete the columns that begin with cuilint·`,
      );
    const relations = await readRelations(parts, stored);
    const extent = await measureSheet(again.open(stored));
    const firstColumn = Math.max(extent.lastColumn, await lastOfTables(parts, relations)) + 1;
    if (firstColumn + ANNOTATED_COLUMNS.length > MAX_COLUMNS)
      throw refused(
        `工作表“${sheet.name}”右侧没有空列，无法写标注（请清空右侧不用的列，或用 --format xlsx:报告.xlsx）`,
        `the sheet “${sheet.name}” has no free column to its right and cannot be annotated (clear some, or write --format xlsx:report.xlsx)`,
      );
    const rows = new Map<number, Finding[]>();
    for (const finding of findings) {
      const row = rowOf(finding.place?.cell ?? '');
      rows.set(row, [...(rows.get(row) ?? []), finding]);
    }

    const relationsName = relationsPart(stored);
    const storedRelations = storedName(parts, relationsName);
    let relationsXml = storedRelations && (await partText(parts, storedRelations));
    const partOf = (type: string): string | undefined => {
      const target = relations.find((relation) => relation.type === type)?.target;
      return target === undefined ? undefined : storedName(parts, target);
    };
    const commentsName = partOf('comments');
    const existing = commentsName && (await partText(parts, commentsName));
    const taken = existing === undefined ? undefined : commentedCells(existing);
    const wanted = commentsOf(findings, run.lang).filter(({ cell }) => !taken?.has(cell));
    const comments = wanted.slice(0, MAX_COMMENTS);
    if (wanted.length > comments.length)
      run.uncommented(run.shownName(sheet.name), wanted.length - comments.length);
    let drawing: string | undefined;
    if (comments.length > 0) {
      index += 8;
      const xml = commentsPart(existing, comments);
      if (commentsName === undefined) {
        const name = freeName(isTaken, 'xl/comments', '.xml');
        added.push([name, xml]);
        overrides.push([name, COMMENTS_TYPE]);
        relationsXml = withRelation(relationsXml, stored, 'comments', name).xml;
      } else edits.set(commentsName, replacedBy(xml));
      const drawingName = partOf('vmlDrawing');
      if (drawingName === undefined) {
        const name = freeName(isTaken, 'xl/drawings/vmlDrawing', '.vml');
        added.push([name, drawingPart(undefined, comments, index)]);
        const related = withRelation(relationsXml, stored, 'vmlDrawing', name);
        relationsXml = related.xml;
        drawing = related.id;
      } else {
        const before = await partText(parts, drawingName);
        edits.set(drawingName, replacedBy(drawingPart(before, comments, index)));
      }
      if (relationsXml !== undefined) {
        if (storedRelations === undefined) added.push([relationsName, relationsXml]);
        else edits.set(storedRelations, replacedBy(relationsXml));
      }
    }
    edits.set(
      stored,
      createSheetEdit({
        headRow: head?.row || extent.firstRow,
        rows: new Map([...rows].sort(([a], [b]) => a - b)),
        firstColumn,
        styles: styles.styles,
        lang: run.lang,
        drawing,
      }),
    );
  }
  if (overrides.length > 0 || added.length > 0) {
    const types = storedName(parts, '[Content_Types].xml') ?? '[Content_Types].xml';
    const xml = withContentTypes(await partText(parts, types), overrides, [['vml', DRAWING_TYPE]]);
    edits.set(types, replacedBy(xml));
  }
  const change: PackageChange = { edits, added };
  yield* rewritePackage(parts, change);
}
