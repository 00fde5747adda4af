import { CuilintError, type Message, type Problem } from '../model/error.ts';
import type { InnerPlace, MessageMeta, Segment, Speaker } from '../model/segment.ts';
import type { SourceId } from '../model/source.ts';
import { readCast } from '../text/cast.ts';
import { lineStarts } from '../text/lines.ts';
import { parseSpeaker } from '../text/speakers.ts';
import { columnLetter } from './columns.ts';
import { type Block, type Paragraph, readWordPart, type TableCell } from './docx-part.ts';
import { readWordStyles, type WordStyles } from './docx-styles.ts';
import { goesOn, planTable, type RowPlan, textOf } from './docx-table.ts';
import { hasSpeakerLabel, isDialogue, withKind } from './meta.ts';
import { type Relation, readRelations } from './office-parts.ts';
import type { PackedReader, ReaderOptions } from './reader.ts';
import { type LineHint, readScriptLines, type ScriptState } from './script-lines.ts';
import type { ZipParts } from './zip-parts.ts';

/** Parts with words beside the body, by the type of the relation to them, in the order in which they are read. */
const OTHER_PARTS = ['header', 'footer', 'footnotes', 'endnotes', 'comments', 'diagramData'];

/** What one part is read with. */
interface PartRun {
  readonly file: SourceId;
  readonly part: string;
  readonly options: ReaderOptions;
  readonly isScript: boolean;
  readonly state: ScriptState;
}

/**
 * Word documents as they read with all tracked changes accepted: body, headers, footers, notes and comments;
 * paragraphs as the lines of a text file, tables row by row. The line of a place is the paragraph of its
 * part, its column counts within the text of the paragraph, tabs and breaks one unit each.
 */
export function createDocxReader(file: SourceId, parts: ZipParts, main: string): PackedReader {
  return async function* readDocx(options) {
    let relations: readonly Relation[];
    let known: WordStyles;
    try {
      relations = await readRelations(parts, main);
      known = await readWordStyles(parts, relations);
    } catch (error) {
      yield [problemFrom(error, file)];
      return;
    }
    const others = OTHER_PARTS.flatMap((wanted) => relations.filter(({ type }) => type === wanted));
    const names = new Set([main, ...others.map(({ target }) => target)]);
    const comments = others.find(({ type }) => type === 'comments')?.target;
    for (const part of names) {
      try {
        const blocks = await readWordPart(parts, part, known);
        const isScript = part !== comments && holdsScript(blocks);
        const state = { stage: undefined, forbidden: undefined };
        const run: PartRun = { file, part, options, isScript, state };
        // What is noted beside a script is said to nobody, unless it is a turn.
        const speaker = part === comments ? 'narrator' : undefined;
        for (const block of blocks) yield [...readBlock(run, block, { speaker })];
      } catch (error) {
        yield [problemFrom(error, file, part)];
      }
    }
    const foreign = relations.filter(({ type }) => type === 'aFChunk').length;
    if (foreign > 0) yield [foreignProblem(file, foreign)];
  };
}

/** The sentence of what kept a document, or one part of it, from being read. */
function problemFrom(error: unknown, file: SourceId, part?: string): Problem {
  if (!(error instanceof CuilintError)) throw error;
  const { code, reason, hint } = error;
  const told: Message =
    part === undefined
      ? reason
      : {
          zh: `文档部件 ${part} 没有读完：${reason.zh}`,
          en: `the part ${part} was not read to its end: ${reason.en}`,
        };
  return { type: 'problem', code, file, reason: told, ...(hint === undefined ? {} : { hint }) };
}

function foreignProblem(file: SourceId, count: number): Problem {
  return {
    type: 'problem',
    code: 'INPUT_SYNTAX',
    file,
    reason: {
      zh: `文档嵌入了 ${count} 个其他格式的片段，未检查`,
      en: `the document embeds ${count} piece(s) in another format, which were not judged`,
    },
    hint: {
      zh: '请在 Word 里打开并另存一份，再检查新文件',
      en: 'open it in Word, save a copy, and check the copy',
    },
  };
}

function holdsScript(blocks: readonly Block[]): boolean {
  return blocks.some((block) => {
    if (block.kind === 'lines') return block.paragraphs.some(({ text }) => hasSpeakerLabel(text));
    if (planTable(block.rows, parseSpeaker).some(({ speaker }) => isSide(speaker))) return true;
    return block.rows.some(({ cells }) => cells.some((cell) => holdsScript(cell.blocks)));
  });
}

function isSide(speaker: Speaker | undefined): boolean {
  return speaker !== undefined && isDialogue(speaker);
}

/** What a table, or the part, says about what stands in it. */
interface Surroundings {
  readonly speaker: Speaker | undefined;
  readonly cell?: string;
  readonly isForbidden?: boolean;
  readonly isHeading?: boolean;
}

function* readBlock(run: PartRun, block: Block, around: Surroundings): Iterable<Segment> {
  if (block.kind === 'lines') {
    yield* readLines(run, block.paragraphs, around);
    return;
  }
  const { number, rows } = block;
  const { state } = run;
  const plans = planTable(rows, parseSpeaker);
  /** What the table found going on, and the column whose cell has begun a list of what is forbidden beside others. */
  const before = state.forbidden;
  let beside: number | undefined;
  for (const [index, row] of rows.entries()) {
    const plan = plans[index]!;
    if (plan.stage !== undefined) state.stage = plan.stage;
    if (beside !== undefined && !goesOn(row, beside)) {
      state.forbidden = undefined;
      beside = undefined;
    }
    for (const cell of row.cells) {
      // An empty cell is no blank line, which would end a list.
      if (textOf(cell) === '') continue;
      const name = `T${number}!${columnLetter(cell.column)}${index + 1}`;
      const inner = cellSurroundings(plan, cell, around);
      const known = state.forbidden;
      for (const each of cell.blocks) yield* readBlock(run, each, { ...inner, cell: name });
      const isNew = state.forbidden !== undefined && state.forbidden !== known;
      // A row of that cell alone heads the rows below it.
      if (isNew)
        beside = row.cells.some((other) => isFilled(other, cell)) ? cell.column : undefined;
    }
  }
  // A box that holds the heading alone heads what follows it.
  if (state.forbidden !== before && state.forbidden?.hasText === true) state.forbidden = undefined;
}

function isFilled(cell: TableCell, but: TableCell): boolean {
  return cell !== but && textOf(cell) !== '';
}

function cellSurroundings(plan: RowPlan, cell: TableCell, around: Surroundings): Surroundings {
  const isForbidden = around.isForbidden === true || plan.forbidden.has(cell.column);
  if (plan.asides.has(cell.column)) return { speaker: 'narrator', isForbidden };
  const isHeading = plan.stageColumn === cell.column;
  const speaker = isHeading ? undefined : (plan.speaker ?? around.speaker);
  return { speaker, isForbidden, isHeading };
}

function* readLines(
  run: PartRun,
  paragraphs: readonly Paragraph[],
  around: Surroundings,
): Iterable<Segment> {
  const { file, part, options, isScript, state } = run;
  const offsets: number[] = [];
  let text = '';
  for (const [index, paragraph] of paragraphs.entries()) {
    offsets.push(text.length);
    const isLast = index === paragraphs.length - 1;
    text += isLast || paragraph.isJoined ? paragraph.text : `${paragraph.text}\n`;
  }
  const starts = lineStarts(text);
  const hints = hintsOf(starts, offsets, paragraphs, around);
  const { speaker, cell, isForbidden } = around;
  for (const { start, end, meta } of readScriptLines({
    text,
    starts,
    isScript,
    cast: readCast(text),
    state,
    hints,
    speaker,
  })) {
    const first = paragraphAt(offsets, start);
    const { number } = paragraphs[first]!;
    const further = furtherStarts(paragraphs, offsets, first, end);
    const place: InnerPlace = { part, paragraph: number, ...(cell === undefined ? {} : { cell }) };
    const own: MessageMeta = isForbidden === true ? { ...meta, forbidden: true } : meta;
    yield {
      type: 'segment',
      source: file,
      text: text.slice(start, end),
      origin: { start, end, line: number, lineStart: offsets[first]!, lineStarts: further },
      meta: withKind(own, options, { isScript, isLog: false }),
      place,
    };
  }
}

/** Lines count from the breaks within paragraphs too: the hint of a paragraph is that of each of them. */
function hintsOf(
  starts: readonly number[],
  offsets: readonly number[],
  paragraphs: readonly Paragraph[],
  { isHeading }: Surroundings,
): readonly (LineHint | undefined)[] | undefined {
  if (isHeading === true) return starts.map(() => ({ isHeading }));
  if (paragraphs.every(({ hint }) => hint === undefined)) return undefined;
  return starts.map((start) => paragraphs[paragraphAt(offsets, start)]!.hint);
}

/** Index of the paragraph that holds the unit at `offset`: of several that begin there the last, which is not empty. */
function paragraphAt(offsets: readonly number[], offset: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** Where the paragraphs behind `first` begin, up to `end`: one for every number, those of text boxes too. */
function furtherStarts(
  paragraphs: readonly Paragraph[],
  offsets: readonly number[],
  first: number,
  end: number,
): readonly number[] {
  const further: number[] = [];
  const { number } = paragraphs[first]!;
  for (let index = first + 1; index < offsets.length && offsets[index]! <= end; index += 1) {
    while (further.length < paragraphs[index]!.number - number) further.push(offsets[index]!);
  }
  return further;
}
