import type { MessageMeta, Segment, Speaker } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { createPlaces } from '../text/lines.ts';
import { endsForbidden, forbiddenHeading, speakerLabel } from '../text/speakers.ts';
import { isDialogue, withKind } from './meta.ts';
import type { ReaderOptions } from './reader.ts';
import { holdsDialogue, type StageForm, stageForm, stageName } from './stages.ts';

/**
 * Plain text: each non-empty line is a segment, blanks at its ends left out. Where lines begin with speaker
 * labels the turn is one: it goes on over the lines that follow until the next label, heading or blank line.
 */
export function* readText(file: TextFile, options: ReaderOptions): Iterable<Segment> {
  const { text } = file;
  const places = createPlaces(text);
  const { starts } = places;
  const isScript = holdsDialogue(text, starts);
  let turn: { speaker: Speaker; start: number; end: number; meta: MessageMeta } | undefined;
  let stage: string | undefined;
  let forbidden: { form: StageForm | null; hasText: boolean } | undefined;

  const segment = (start: number, end: number, meta: MessageMeta): Segment => ({
    type: 'segment',
    source: file.id,
    text: text.slice(start, end),
    origin: places.origin(start, end),
    meta: withKind(meta, options, { isScript, isLog: false }),
  });
  const metaNow = (): MessageMeta => ({
    ...(stage === undefined ? {} : { stage }),
    ...(forbidden === undefined ? {} : { forbidden: true }),
  });
  const closed = (): Segment[] => {
    const done = turn;
    turn = undefined;
    if (done === undefined || done.start < 0) return [];
    return [segment(done.start, done.end, { ...done.meta, speaker: done.speaker })];
  };

  for (let index = 0; index < starts.length; index += 1) {
    const lineStart = starts[index]!;
    const [start, end] = trimmed(text, lineStart, starts[index + 1] ?? text.length);
    if (start === end) {
      yield* closed();
      if (forbidden?.hasText === true) forbidden = undefined;
      continue;
    }
    const line = text.slice(start, end);
    const form = stageForm(line);
    const heading = forbiddenHeading(line);
    if (heading !== null) {
      yield* closed();
      if (heading === 'block') {
        forbidden = { form, hasText: false };
        if (form !== null) stage = stageName(line);
      }
      yield segment(start, end, { ...metaNow(), forbidden: true });
      continue;
    }
    // Within a list of forbidden phrases 一、 numbers its items, unless it numbered the heading too.
    const isHeading =
      form !== null && (forbidden === undefined || form !== 'numbered' || forbidden.form === form);
    if (isHeading || endsForbidden(line)) forbidden = undefined;
    const label = speakerLabel(line);
    if (label !== null && (isScript || isDialogue(label.speaker))) {
      yield* closed();
      const from = start + label.end;
      turn = { speaker: label.speaker, start: from < end ? from : -1, end, meta: metaNow() };
    } else if (isHeading) {
      yield* closed();
      stage = stageName(line);
      yield segment(start, end, metaNow());
    } else if (turn !== undefined) {
      if (turn.start < 0) turn.start = start;
      turn.end = end;
    } else {
      yield segment(start, end, metaNow());
    }
    if (forbidden !== undefined) forbidden.hasText = true;
  }
  yield* closed();
}

/** [start, end) without the white space and line ends around it. */
function trimmed(text: string, start: number, end: number): readonly [number, number] {
  let from = start;
  let to = end;
  while (from < to && isSpace(text.charCodeAt(from))) from += 1;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to -= 1;
  return [from, to];
}

function isSpace(unit: number): boolean {
  return unit <= 32 || unit === 0x3000 || unit === 0xa0 || unit === 0xfeff;
}
