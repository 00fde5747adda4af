import type { MessageMeta, Speaker } from '../model/segment.ts';
import { type Cast, type CastTurn, turnsBetween } from '../text/cast.ts';
import { endsForbidden, forbiddenHeading, speakerLabel } from '../text/speakers.ts';
import { isDialogue } from './meta.ts';
import { type StageForm, stageForm, stageName } from './stages.ts';

/** What is known of a line beside its words: a document has styles and numbers of its own. */
export interface LineHint {
  /** Styled as a heading. */
  readonly isHeading?: boolean;
  /** Said to nobody: an entry of a table of contents. */
  readonly isAside?: boolean;
  /** The number of a list, which is shown before the line and is not part of it. */
  readonly prefix?: string;
}

/** Where in a script a line stands; carried from one stretch of lines to the next. */
export interface ScriptState {
  stage: string | undefined;
  forbidden:
    | { readonly form: StageForm | null; readonly isStyled: boolean; hasText: boolean }
    | undefined;
}

/** A text within the lines, half-open, and what its place among them says about it. */
export interface ScriptLine {
  readonly start: number;
  readonly end: number;
  readonly meta: MessageMeta;
}

export interface ScriptLines {
  readonly text: string;
  /** Where its lines begin, rising. */
  readonly starts: readonly number[];
  /** It holds a dialogue: any label begins a turn, and not only those of its two sides. */
  readonly isScript: boolean;
  /** Who speaks where by the layout of the whole, null where labels alone tell. */
  readonly cast: Cast | null;
  readonly state: ScriptState;
  /** By line. */
  readonly hints?: readonly (LineHint | undefined)[] | undefined;
  /** Who says what has no label. */
  readonly speaker?: Speaker | undefined;
}

/** A heading names what follows: what is long, ends a sentence or speaks to somebody is said. */
function isTitle(line: string): boolean {
  return line.length <= 40 && !/[。！？!?；;，,你您我]/.test(line);
}

/** What a record says of itself before its first turn (通话录音文字稿 通话对象：房东): said to nobody. */
function isRecordHead(line: string): boolean {
  const isNote = /^[(（【[].{1,78}[)）】\]]$/.test(line) && !/[。！？!?；;你您我]/.test(line);
  return (
    (isNote || isTitle(line)) &&
    /通话|录音|转写|转录|文字稿|时长|主叫|被叫|会话|质检|听写|音频|工单|流水号/.test(line)
  );
}

/**
 * The texts of a stretch of lines: each non-empty one, blanks at its ends left out. Where lines begin with
 * speaker labels the turn is one: it goes on over the lines that follow until the next label, heading or
 * blank line.
 */
export function* readScriptLines(lines: ScriptLines): Iterable<ScriptLine> {
  const { text, starts, isScript, cast, state, hints, speaker } = lines;
  const metaNow = (): MessageMeta => ({
    ...(state.stage === undefined ? {} : { stage: state.stage }),
    ...(state.forbidden === undefined ? {} : { forbidden: true }),
  });
  let turn:
    | { speaker: Speaker | undefined; start: number; end: number; meta: MessageMeta }
    | undefined;
  /** A record's own words, which blank lines do not end. */
  let isTold = false;
  let hasTurns = false;
  const closed = (): ScriptLine[] => {
    const done = turn;
    turn = undefined;
    if (done === undefined || done.start < 0) return [];
    const { meta, speaker: by } = done;
    return [
      {
        start: done.start,
        end: done.end,
        meta: by === undefined ? meta : { ...meta, speaker: by },
      },
    ];
  };
  /** The line [from, to) as the cast divides it: what stands before its first head belongs to the turn that goes on. */
  function* divided(from: number, to: number, turns: readonly CastTurn[]): Iterable<ScriptLine> {
    const [, before] = trimmed(text, from, turns[0]!.start);
    if (turn !== undefined && from < before) {
      if (turn.start < 0) turn.start = from;
      turn.end = before;
    }
    for (const [index, { body, speaker: by }] of turns.entries()) {
      yield* closed();
      const [first, last] = trimmed(text, body, turns[index + 1]?.start ?? to);
      turn = { speaker: by, start: first < last ? first : -1, end: last, meta: metaNow() };
      isTold = by === 'narrator';
    }
  }

  for (let index = 0; index < starts.length; index += 1) {
    const [start, end] = trimmed(text, starts[index]!, starts[index + 1] ?? text.length);
    if (start === end) {
      yield* closed();
      if (state.forbidden?.hasText === true && !state.forbidden.isStyled)
        state.forbidden = undefined;
      continue;
    }
    const line = text.slice(start, end);
    const hint = hints?.[index];
    if (hint?.isAside === true) {
      yield* closed();
      yield { start, end, meta: { ...metaNow(), speaker: 'narrator' } };
      continue;
    }
    const isStyled = hint?.isHeading === true && isTitle(line);
    const form = isStyled ? 'hash' : stageForm((hint?.prefix ?? '') + line);
    const heading = forbiddenHeading(isStyled ? `# ${line}` : line);
    if (heading !== null) {
      yield* closed();
      if (heading === 'block') {
        state.forbidden = { form, isStyled, hasText: false };
        if (form !== null) state.stage = stageName(line);
      }
      yield { start, end, meta: { ...metaNow(), forbidden: true } };
      continue;
    }
    // Within a list of forbidden phrases 一、 numbers its items, unless it numbered the heading too.
    const { forbidden } = state;
    const isHeading =
      form !== null && (forbidden === undefined || form !== 'numbered' || forbidden.form === form);
    if (isHeading || endsForbidden(line)) state.forbidden = undefined;
    const turns = cast === null ? [] : turnsBetween(cast, starts[index]!, starts[index + 1] ?? end);
    const label = turns.length > 0 ? null : speakerLabel(line);
    if (turns.length > 0) {
      yield* divided(start, end, turns);
    } else if (label !== null && (isScript || isDialogue(label.speaker))) {
      yield* closed();
      const from = start + label.end;
      turn = { speaker: label.speaker, start: from < end ? from : -1, end, meta: metaNow() };
      hasTurns = true;
    } else if (isHeading) {
      yield* closed();
      state.stage = stageName(line);
      yield { start, end, meta: { ...metaNow(), ...(isStyled ? { speaker: 'narrator' } : {}) } };
    } else if (turn !== undefined) {
      if (turn.start < 0) turn.start = start;
      turn.end = end;
    } else if (speaker !== undefined) {
      turn = { speaker, start, end, meta: metaNow() };
    } else {
      const isAside = isTold || (isScript && !hasTurns && isRecordHead(line));
      yield { start, end, meta: isAside ? { ...metaNow(), speaker: 'narrator' } : metaNow() };
    }
    if (state.forbidden !== undefined) state.forbidden.hasText = true;
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
