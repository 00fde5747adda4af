import type { Span } from '../model/span.ts';
import { ASTRAL } from '../model/view.ts';

/** How long stretches are, in units. */
export interface StretchSize {
  /** Shorter ones go with the one before them in their line, or with the next where they come first. */
  readonly least: number;
  /** Longer sentences are cut at their commas. */
  readonly most: number;
}

/** About a sentence, which says one thing. */
export const SENTENCES: StretchSize = { least: 14, most: 60 };
/** About a clause or two, which say how. */
export const CLAUSES: StretchSize = { least: 10, most: 28 };

const STOPS = '[。!?;\\n]+';
/** What stands for a stop where somebody writes hastily, or for a comma where no comma is written at all. */
const WEAK = `[~…${ASTRAL}]+|\\.{2,}|(?<=[\\p{Script=Han})」』】”]) +(?=\\p{Script=Han})`;
const STOP = new RegExp(STOPS, 'gu');
const STOP_OR_WEAK = new RegExp(`${STOPS}|${WEAK}`, 'gu');
/** Ends of clauses in folded text. */
const CLAUSE_END = new RegExp(`${STOPS}|${WEAK}|[,、:]+`, 'gu');

type Stretch = Span<'normalized'>;

/** The stretches of [start, end) that end behind a mark, the rest the last one. */
function divide(text: string, { start, end }: Stretch, mark: RegExp): Stretch[] {
  const parts: Stretch[] = [];
  let from = start;
  mark.lastIndex = start;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const to = Math.min(mark.lastIndex, end);
    if (to > from) parts.push({ start: from, end: to });
    from = to;
    if (to === end) break;
  }
  if (from < end) parts.push({ start: from, end });
  return parts;
}

/** Neighbours put together as long as they are no longer than `most` in all. */
function pack(parts: readonly Stretch[], most: number): Stretch[] {
  const packed: Stretch[] = [];
  for (const part of parts) {
    const last = packed.at(-1);
    if (last !== undefined && part.end - last.start <= most)
      packed[packed.length - 1] = { start: last.start, end: part.end };
    else packed.push(part);
  }
  return packed;
}

/** Divides a folded text: stretches are half-open in its units, in order, without a gap. */
export function stretchesOf(text: string, { least, most }: StretchSize): readonly Stretch[] {
  const sentenceEnd = text.includes(',') ? STOP_OR_WEAK : STOP;
  const sentences = divide(text, { start: 0, end: text.length }, sentenceEnd).flatMap((sentence) =>
    sentence.end - sentence.start > most
      ? pack(divide(text, sentence, CLAUSE_END), most)
      : [sentence],
  );
  const stretches: Stretch[] = [];
  for (const { start, end } of sentences) {
    const last = stretches.at(-1);
    // In a transcript the next line is somebody else's.
    const goesOn = last !== undefined && text[last.end - 1] !== '\n';
    if (goesOn && (end - start < least || last.end - last.start < least))
      stretches[stretches.length - 1] = { start: last.start, end };
    else stretches.push({ start, end });
  }
  return stretches;
}
