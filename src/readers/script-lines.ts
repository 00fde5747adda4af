import type { MessageMeta, Speaker } from '../model/segment.ts';
import { chatSides, sideLabel } from '../text/chat.ts';
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

/**
 * The texts of a stretch of lines: each non-empty one, blanks at its ends left out. Where lines begin with
 * speaker labels the turn is one: it goes on over the lines that follow until the next label, heading or
 * blank line.
 */
export function* readScriptLines(lines: ScriptLines): Iterable<ScriptLine> {
  const { text, starts, isScript, state, hints, speaker } = lines;
  const metaNow = (): MessageMeta => ({
    ...(state.stage === undefined ? {} : { stage: state.stage }),
    ...(state.forbidden === undefined ? {} : { forbidden: true }),
  });
  const sides = chatSides(text);
  let turn: { speaker: Speaker; start: number; end: number; meta: MessageMeta } | undefined;
  const closed = (): ScriptLine[] => {
    const done = turn;
    turn = undefined;
    if (done === undefined || done.start < 0) return [];
    return [{ start: done.start, end: done.end, meta: { ...done.meta, speaker: done.speaker } }];
  };

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
    const label = sideLabel(line, sides) ?? speakerLabel(line);
    if (label !== null && (isScript || isDialogue(label.speaker))) {
      yield* closed();
      const from = start + label.end;
      turn = { speaker: label.speaker, start: from < end ? from : -1, end, meta: metaNow() };
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
      yield { start, end, meta: metaNow() };
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
