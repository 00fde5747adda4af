import type { Problem } from '../model/error.ts';
import type { MessageMeta, Segment, Speaker } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { readCast, turnsBetween } from '../text/cast.ts';
import { createPlaces } from '../text/lines.ts';
import { endsForbidden, forbiddenHeading, parseSpeaker, speakerLabel } from '../text/speakers.ts';
import { type Block, type MarkdownBlock, scanMarkdown } from './markdown-blocks.ts';
import { type Aside, type Part, readInline } from './markdown-inline.ts';
import { isDialogue, isForbiddenName, roleOf, withKind } from './meta.ts';
import type { ReaderOptions } from './reader.ts';
import { holdsDialogue, stageName } from './stages.ts';

type TableBlock = Extract<Block, { readonly kind: 'table' }>;

/**
 * Markdown: a segment for each paragraph, list item and table cell, and for each turn where lines begin
 * with speaker labels. Headings are stages; fenced code, front matter and comments are not judged.
 */
export function* readMarkdown(file: TextFile, options: ReaderOptions): Iterable<Segment | Problem> {
  const { text } = file;
  const places = createPlaces(text);
  const { blocks, unclosed, passed } = scanMarkdown(text, places.starts);
  let unjudged = passed;
  if (unclosed !== undefined) yield unclosedProblem(file.id, places.position(unclosed).line);
  const isScript =
    holdsDialogue(text, places.starts) ||
    blocks.some((block) => block.kind === 'table' && sideColumn(text, block) >= 0);
  const cast = readCast(text);
  const isRecord = cast?.isRecord === true;
  let stage: string | undefined;
  /** What opened the list of forbidden phrases: a heading's list lasts until the next heading. */
  let forbidden: { readonly byHeading: boolean; hasText: boolean } | undefined;

  const segment = (parts: readonly Part[], meta: MessageMeta): readonly Segment[] => {
    const aside: Aside = { texts: [], comments: 0 };
    const extract = readInline(text, parts, aside);
    unjudged += aside.comments;
    const titles = aside.texts.map((title) => readInline(text, [title]));
    return [extract, ...titles].flatMap((extract): readonly Segment[] => {
      if (extract.text.trim() === '') return [];
      return [
        {
          type: 'segment',
          source: file.id,
          text: extract.text,
          origin: places.origin(extract.start, extract.end, extract.map),
          meta: withKind(
            {
              ...(stage === undefined ? {} : { stage }),
              ...(forbidden === undefined ? {} : { forbidden: true }),
              ...meta,
            },
            options,
            { isScript: isScript && !isRecord, isLog: isRecord },
          ),
        },
      ];
    });
  };

  function* lines(parts: readonly Part[]): Iterable<Segment> {
    let speaker: Speaker | undefined;
    let held: Part[] = [];
    const flush = (): readonly Segment[] => {
      const done = held;
      held = [];
      return done.length === 0 ? [] : segment(done, speaker === undefined ? {} : { speaker });
    };
    for (const [from, to] of parts) {
      const line = text.slice(from, to);
      const heading = forbiddenHeading(line);
      const turns = cast === null || heading !== null ? [] : turnsBetween(cast, from, to + 1);
      const label = heading === null && turns.length === 0 ? speakerLabel(line) : null;
      if (heading !== null) {
        yield* flush();
        speaker = undefined;
        if (heading === 'block') forbidden = { byHeading: false, hasText: false };
        yield* segment([[from, to]], { forbidden: true });
        continue;
      }
      if (endsForbidden(line)) {
        yield* flush();
        forbidden = undefined;
      }
      if (turns.length > 0) {
        if (from < turns[0]!.start) held.push([from, turns[0]!.start]);
        for (const [index, { body, speaker: by }] of turns.entries()) {
          yield* flush();
          speaker = by;
          const end = turns[index + 1]?.start ?? to;
          if (body < end) held.push([body, end]);
        }
      } else if (label !== null && (isScript || isDialogue(label.speaker))) {
        yield* flush();
        speaker = label.speaker;
        if (from + label.end < to) held.push([from + label.end, to]);
      } else {
        held.push([from, to]);
      }
      if (forbidden !== undefined) forbidden.hasText = true;
    }
    yield* flush();
  }

  function* heading(part: Part): Iterable<Segment> {
    const line = text.slice(part[0], part[1]);
    stage = stageName(readInline(text, [part]).text);
    forbidden =
      forbiddenHeading(`# ${line}`) === 'block' ? { byHeading: true, hasText: false } : undefined;
    yield* segment([part], naming(line));
  }

  function* table(block: TableBlock): Iterable<Segment> {
    const { header, rows } = block;
    const names = header.map(([from, to]) => text.slice(from, to));
    const side = sideColumn(text, block);
    for (const [column, cell] of header.entries()) yield* segment([cell], naming(names[column]!));
    for (const row of rows) {
      const said = side < 0 ? undefined : row[side];
      const speaker = said === undefined ? undefined : parseSpeaker(readInline(text, [said]).text);
      for (const [column, cell] of row.entries()) {
        const name = names[column] ?? '';
        const own = text.slice(cell[0], cell[1]);
        const label = speakerLabel(own);
        const by = label !== null && isDialogue(label.speaker) ? label.speaker : speaker;
        const inside: Part = label === null ? cell : [cell[0] + label.end, cell[1]];
        yield* segment([inside], {
          ...(by === undefined || column === side ? {} : { speaker: by }),
          ...(isForbiddenName(name) || forbiddenHeading(own) === 'line' ? { forbidden: true } : {}),
        });
      }
    }
    if (forbidden !== undefined) forbidden.hasText = true;
  }

  for (const block of blocks) {
    switch (block.kind) {
      case 'blank':
        if (forbidden?.hasText === true && !forbidden.byHeading) forbidden = undefined;
        break;
      case 'heading':
        yield* heading(block.part);
        break;
      case 'table':
        yield* table(block);
        break;
      case 'lines':
        yield* lines(block.parts);
        break;
      default:
        block satisfies never;
    }
  }
  if (unjudged > 0) options.notJudged?.(unjudged);
}

/** A heading names what follows, a head of a table its column: said to nobody, unless it speaks to somebody. */
function naming(line: string): MessageMeta {
  return /[。！？!?]|[你您]/.test(line) ? {} : { speaker: 'narrator' };
}

/** The column of a table that says who speaks, -1 where none does. */
function sideColumn(text: string, block: MarkdownBlock): number {
  if (block.kind !== 'table') return -1;
  return block.header.findIndex(([from, to]) => roleOf(text.slice(from, to))?.role === 'speaker');
}

function unclosedProblem(file: string, line: number): Problem {
  return {
    type: 'problem',
    code: 'INPUT_SYNTAX',
    file,
    line,
    reason: {
      zh: '此处的代码块、注释或前置信息没有结束标记，其后的内容没有检查。',
      en: 'The code fence, comment or front matter opened here is never closed; nothing behind it was judged.',
    },
    hint: { zh: '请补上结束标记。', en: 'Close it.' },
  };
}
