import { OP, PLACEHOLDER, type View } from '../model/view.ts';
import { isHan } from './normalize-reading.ts';
import { isFoldedStop } from './normalize-stops.ts';

/** N8: what is put between the characters of a word to hide it, as it stands after folding. */
export const SEPARATORS = " \t*·•‧∙⋅・.-‐‑–—―−_~〜/\\|¦'`´^+=#@&$×÷○●◎◇◆□■△▲▽▼☆★♡♥❤♠♣♦▇█▓▒░※→";
/** Taken out only where they spell a word: 上，门，催，收. */
export const CLAUSE_MARKS = ',。;!?:、';
const isSeparator = new Set(SEPARATORS.split('').map((c) => c.charCodeAt(0)));
const isClauseMark = new Set(CLAUSE_MARKS.split('').map((c) => c.charCodeAt(0)));
const MAX_SEPARATORS = 3;
const HOLDER = PLACEHOLDER.charCodeAt(0);

function isSide(unit: number): boolean {
  return isHan(unit) || unit === HOLDER;
}

/** Marks, in `dropped`, the clause marks of 上，门，催，收; returns whether there are any. */
function dropSpelling(text: string, dropped: Uint8Array): boolean {
  let any = false;
  let start = 0;
  while (start < text.length) {
    let end = start;
    while (
      end + 2 < text.length &&
      isHan(text.charCodeAt(end)) &&
      isClauseMark.has(text.charCodeAt(end + 1)) &&
      isHan(text.charCodeAt(end + 2))
    ) {
      end += 2;
    }
    // A first or last character that touches another one is part of a longer clause.
    const characters = (end - start) / 2 + 1;
    const isGluedBefore = start > 0 && isHan(text.charCodeAt(start - 1));
    const isGluedAfter = end + 1 < text.length && isHan(text.charCodeAt(end + 1));
    const isSpelled = characters >= 4 || (characters === 3 && !isGluedBefore && !isGluedAfter);
    if (isSpelled) {
      for (let i = start + 1; i < end; i += 2) dropped[i] = 1;
      any = true;
    }
    start = end + 1;
  }
  return any;
}

/** Marks, in `dropped`, up to three separators in a row between two Han characters or placeholders. */
function dropSeparators({ text, ops }: View, dropped: Uint8Array): boolean {
  let any = false;
  // What was read as the end of a sentence may part a word all the same (明天上.门找你).
  const parts = (at: number): boolean =>
    isSeparator.has(text.charCodeAt(at)) || isFoldedStop(text.charCodeAt(at), ops[at]!);
  for (let i = 1; i < text.length; i++) {
    if (!parts(i)) continue;
    let end = i + 1;
    while (end < text.length && parts(end)) end++;
    const isBetween = isSide(text.charCodeAt(i - 1)) && isSide(text.charCodeAt(end));
    if (isBetween && end < text.length && end - i <= MAX_SEPARATORS) {
      dropped.fill(1, i, end);
      any = true;
    }
    i = end;
  }
  return any;
}

const LETTER = /[a-z]/;

/** Marks, in `dropped`, what parts the letters of C N M (N15): three single letters or more, one separator each. */
function dropLetterGaps(text: string, dropped: Uint8Array): boolean {
  let any = false;
  for (let start = 0; start < text.length; start++) {
    if (!LETTER.test(text[start]!) || (start > 0 && /[a-z0-9]/.test(text[start - 1]!))) continue;
    let end = start;
    while (
      end + 2 < text.length &&
      isSeparator.has(text.charCodeAt(end + 1)) &&
      LETTER.test(text[end + 2]!)
    ) {
      end += 2;
    }
    const isWhole = end + 1 >= text.length || !/[a-z0-9]/.test(text[end + 1]!);
    if (end - start >= 4 && isWhole) {
      for (let i = start + 1; i < end; i += 2) dropped[i] = 1;
      any = true;
    }
    start = end;
  }
  return any;
}

/** Where the run of equal Han characters that begins at `start` ends, dropped units passed over. */
interface Run {
  readonly unit: number;
  readonly first: number;
  readonly size: number;
  readonly end: number;
}

function runAt(text: string, dropped: Uint8Array, start: number): Run {
  const unit = text.charCodeAt(start);
  let size = 0;
  let end = start;
  for (let i = start; i < text.length; i++) {
    if (dropped[i] === 1) continue;
    if (text.charCodeAt(i) !== unit) break;
    size++;
    end = i + 1;
    if (!isHan(unit)) break;
  }
  return { unit, first: start, size, end };
}

/** Marks, in `repeated`, all but the first of 死死死 and of both halves of 上上门门, but not 天天. */
function markRepeats(text: string, dropped: Uint8Array, repeated: Uint8Array): boolean {
  let any = false;
  let before: Run | undefined;
  const mark = (run: Run): void => {
    for (let i = run.first + 1; i < run.end; i++) if (dropped[i] === 0) repeated[i] = 1;
    any = true;
  };
  for (let i = 0; i < text.length; ) {
    if (dropped[i] === 1) {
      i++;
      continue;
    }
    const run = runAt(text, dropped, i);
    const isDoubledPair = run.size >= 2 && before !== undefined && before.size >= 2;
    if (isDoubledPair && before !== undefined) mark(before);
    if (run.size >= 3 || isDoubledPair) mark(run);
    before = run;
    i = run.end;
  }
  return any;
}

/** 1 for separators, 2 for clause marks. */
const KIND_OF = new Uint8Array(65_536);
for (const unit of isSeparator) KIND_OF[unit] = 1;
for (const unit of isClauseMark) KIND_OF[unit] = 2;

/** False for a text in which nothing can be squeezed: most messages, told by one look at each unit. */
function mayChange({ text, ops }: View): boolean {
  let lastMark = -9;
  for (let i = 1; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const kind = KIND_OF[unit];
    if (kind === 2) {
      if (isFoldedStop(unit, ops[i]!)) return true;
      if (i - lastMark === 2) return true;
      lastMark = i;
    } else if (kind === 1) {
      // Between two letters or digits (2026-03-01, a b) only the letters of C N M may close up.
      if (isSide(text.charCodeAt(i - 1)) || KIND_OF[text.charCodeAt(i - 2)] === 1) return true;
    } else if (unit === text.charCodeAt(i - 1) && isHan(unit)) return true;
  }
  return false;
}

/**
 * P1: separators between Han characters and between single letters taken out (N8, N15), repetitions of
 * one taken together (N9).
 * Null if there is nothing to do.
 *
 * A separator is dropped and belongs to no unit; the unit after it carries `OP.separator`. A repetition
 * belongs to the one unit that stands for all of them, which carries `OP.repeat`. Line ends stay, and
 * clause marks too, but where they spell a word (上，门，催，收).
 */
export function squeeze(view: View): View | null {
  const { text } = view;
  if (!mayChange(view)) return null;
  const dropped = new Uint8Array(text.length);
  const repeated = new Uint8Array(text.length);
  const hasSeparators = dropSeparators(view, dropped);
  const hasSpelling = dropSpelling(text, dropped);
  const hasLetterGaps = dropLetterGaps(text, dropped);
  const hasRepeats = markRepeats(text, dropped, repeated);
  if (!hasSeparators && !hasSpelling && !hasLetterGaps && !hasRepeats) return null;

  let squeezed = '';
  const from = new Uint32Array(text.length);
  const to = new Uint32Array(text.length);
  const ops = new Uint16Array(text.length);
  let count = 0;
  let pending = 0;
  for (let i = 0; i < text.length; i++) {
    const op = view.ops[i]!;
    if (dropped[i] === 1) {
      // What happened to the separator itself is nobody's business; what was dropped before it is.
      pending |= OP.separator | (op & (OP.invisible | OP.mark | OP.reading));
    } else if (repeated[i] === 1) {
      to[count - 1] = view.to[i]!;
      ops[count - 1]! |= OP.repeat | op | pending;
      pending = 0;
    } else {
      squeezed += text[i]!;
      from[count] = view.from[i]!;
      to[count] = view.to[i]!;
      ops[count] = op | pending;
      pending = 0;
      count++;
    }
  }
  return {
    kind: 'squeeze',
    text: squeezed,
    from: from.slice(0, count),
    to: to.slice(0, count),
    ops: ops.slice(0, count),
  };
}
