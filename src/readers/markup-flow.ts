import { characterReference } from './character-references.ts';
import { CUT } from './template-text.ts';
import { createTextBuilder, type Extract } from './text-builder.ts';

/** What becomes of the text between two tags. */
export interface FlowStyle {
  /** `&lt;` and the like stand for characters. */
  readonly hasReferences: boolean;
  /** Blanks and line ends are one blank, and none between Chinese characters: the layout of the source. */
  readonly isFolded: boolean;
}

/** Gathers a text over the tags in it. */
export interface Flow {
  add(from: number, to: number, style: FlowStyle): void;
  /** Lets `text` stand for a tag. */
  put(text: string, from: number, to: number): void;
  /** What was gathered since the last call; undefined where that is nothing but blanks. */
  finish(): Extract | undefined;
}

const MARK = /[\t\n\r\f ]+|[&\u001e]/g;
const WIDE = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3ffff}“”‘’—…]/u;
/** The name of an entity that the file declares itself: what it stands for is not known. */
const ENTITY = /&([A-Za-z_][\w.-]{0,30});/y;

/**
 * `isXml`: an unknown entity is a placeholder; in HTML it is text. `isTemplate`: branches are cut apart by the
 * character for that, which is a line end where the text goes on over it.
 */
export function createFlow(
  text: string,
  { isXml, isTemplate }: { readonly isXml?: boolean; readonly isTemplate?: boolean },
): Flow {
  let builder = createTextBuilder(text, 0);
  let isEmpty = true;
  let last = '';
  /** Blanks that are put only when something follows. */
  let blanks: { readonly from: number; readonly to: number } | undefined;
  const settle = (next: string): void => {
    if (blanks === undefined) return;
    const { from, to } = blanks;
    blanks = undefined;
    if (isEmpty) return;
    const isLayout = /[\n\r]/.test(text.slice(from, to));
    if (isLayout && WIDE.test(last) && WIDE.test(next)) return;
    if (to - from === 1 && !isLayout) builder.copy(from, to);
    else builder.put(' ', from, to);
    last = ' ';
  };
  const copy = (from: number, to: number): void => {
    if (from >= to) return;
    settle(text[from]!);
    builder.copy(from, to);
    last = text[to - 1]!;
    isEmpty = false;
  };
  const put = (value: string, from: number, to: number): void => {
    settle(value[0] ?? '');
    builder.put(value, from, to);
    last = value.at(-1) ?? last;
    isEmpty = false;
  };
  return {
    add(from, to, { hasReferences, isFolded }) {
      let at = from;
      // Not on the whole text: from a short piece of a long file without blanks it would run to the end each time.
      const piece = text.slice(from, to);
      MARK.lastIndex = 0;
      for (let mark = MARK.exec(piece); mark !== null; mark = MARK.exec(piece)) {
        const here = from + mark.index;
        if (mark[0] === CUT) {
          if (isTemplate !== true) continue;
          copy(at, here);
          put('\n', here, here + 1);
          at = here + 1;
          continue;
        }
        if (mark[0] !== '&') {
          if (!isFolded) continue;
          copy(at, here);
          at = from + MARK.lastIndex;
          blanks = { from: blanks?.from ?? here, to: at };
          continue;
        }
        if (!hasReferences) continue;
        const reference = characterReference(text, here);
        if (reference !== undefined && reference.end <= to) {
          copy(at, here);
          put(reference.text, here, reference.end);
          at = reference.end;
        } else if (isXml === true) {
          ENTITY.lastIndex = here;
          const entity = ENTITY.exec(text);
          if (entity === null || ENTITY.lastIndex > to) continue;
          copy(at, here);
          put(`{${entity[1]}}`, here, ENTITY.lastIndex);
          at = ENTITY.lastIndex;
        }
        MARK.lastIndex = Math.max(at, here + 1) - from;
      }
      copy(at, to);
    },
    put,
    finish() {
      const extract = isEmpty ? undefined : builder.finish();
      builder = createTextBuilder(text, 0);
      isEmpty = true;
      last = '';
      blanks = undefined;
      return extract === undefined || extract.text.trim() === '' ? undefined : extract;
    },
  };
}
