import { isContiguous } from '../model/offset-map.ts';
import type { Segment } from '../model/segment.ts';
import type { TextEdit } from '../text/encode.ts';
import { fileSpan } from '../text/lines.ts';
import type { Checker } from './check.ts';
import { inSyntaxOf, type LeftReason, type Replacement, replaceAll } from './fix.ts';

/** A file as the run saw it, and how to see it again. */
export interface FixableFile {
  /** Decoded, without its byte-order mark. */
  readonly text: string;
  /** The segments of a text as the run would have read them. */
  readonly read: (text: string) => readonly Segment[];
  readonly check: Checker;
}

/** A message of the file and what is to be replaced in it, by place. */
export interface Wanted {
  readonly segment: Segment;
  readonly replacements: readonly Replacement[];
}

export interface FixPlan {
  readonly edits: readonly TextEdit[];
  /** The file after them. */
  readonly text: string;
  readonly done: readonly Wanted[];
  readonly left: readonly (Wanted & { readonly reason: LeftReason })[];
}

interface Attempt {
  readonly edits: readonly TextEdit[];
  readonly text: string;
  readonly segments: readonly Segment[];
}

/** Files with more messages to mend than this, of which one cannot be written, are left as they are. */
const MAX_SINGLE = 200;

function apply(text: string, edits: readonly TextEdit[]): string {
  let out = '';
  let from = 0;
  for (const { start, end, text: replacement } of edits) {
    out += text.slice(from, start) + replacement;
    from = end;
  }
  return out + text.slice(from);
}

function editsOf(text: string, { segment, replacements }: Wanted): readonly TextEdit[] {
  return replacements.map((each) => {
    const span = fileSpan(segment.origin, each.start, each.end, segment.text.length);
    const source = text.slice(span.start, span.end);
    const word = segment.text.slice(each.start, each.end);
    return { start: span.start, end: span.end, text: inSyntaxOf(source, word, each.text) };
  });
}

function isSameBut(before: Segment, after: Segment, text: string): boolean {
  return (
    after.text === text &&
    after.record === before.record &&
    after.field === before.field &&
    after.keyPath === before.keyPath &&
    JSON.stringify(after.meta) === JSON.stringify(before.meta)
  );
}

/**
 * The edits of a file, none of which is believed before it was tried: the edited text is read again, and every
 * message must be there as it was, but for the replaced words; and the engine must find the rule no more in a
 * message, nor another that it did not find before. What does not stand the trial is left, with the reason.
 */
export function planFixes(file: FixableFile, wanted: readonly Wanted[]): FixPlan {
  const before = file.read(file.text);
  const indexes = new Map(
    before.map(({ origin }, index) => [`${origin.start} ${origin.end}`, index]),
  );
  const indexOf = ({ segment: { origin } }: Wanted): number =>
    indexes.get(`${origin.start} ${origin.end}`) ?? -1;
  const attempt = (chosen: readonly Wanted[]): Attempt | undefined => {
    const edits = chosen
      .flatMap((each) => editsOf(file.text, each))
      .sort((a, b) => a.start - b.start);
    // A tag or a quote within the word would be torn from its partner, which a lenient reader does not notice.
    const isWhole = chosen.every(
      ({ segment: { origin }, replacements }) =>
        origin.map === undefined || replacements.every((each) => isContiguous(origin.map!, each)),
    );
    const isSound =
      isWhole &&
      edits.every(
        ({ start, end }, index) =>
          start >= (edits[index - 1]?.end ?? 0) && !/[\r\n]/.test(file.text.slice(start, end)),
      );
    if (!isSound) return undefined;
    const text = apply(file.text, edits);
    const segments = file.read(text);
    if (segments.length !== before.length) return undefined;
    const expected = new Map(
      chosen.map((each) => [indexOf(each), replaceAll(each.segment.text, each.replacements)]),
    );
    const isSame = segments.every((segment, index) =>
      isSameBut(before[index]!, segment, expected.get(index) ?? before[index]!.text),
    );
    return isSame ? { edits, text, segments } : undefined;
  };
  const isClean = (each: Wanted, { segments }: Attempt): boolean => {
    const mended = new Set(each.replacements.map(({ rule }) => rule));
    const known = new Set(file.check(each.segment).findings.map(({ ruleId }) => ruleId));
    return file
      .check(segments[indexOf(each)]!)
      .findings.every(({ ruleId }) => known.has(ruleId) && !mended.has(ruleId));
  };
  const left: (Wanted & { readonly reason: LeftReason })[] = [];
  const leave = (each: Wanted, reason: LeftReason): void => {
    left.push({ ...each, reason });
  };
  let chosen = wanted;
  let tried = attempt(chosen);
  if (tried === undefined) {
    const single = chosen.length > MAX_SINGLE ? [] : chosen;
    const writable = new Set(single.filter((each) => attempt([each]) !== undefined));
    for (const each of chosen) if (!writable.has(each)) leave(each, 'not-writable');
    chosen = chosen.filter((each) => writable.has(each));
    tried = attempt(chosen);
  }
  if (tried !== undefined) {
    const now = tried;
    const clean = chosen.filter((each) => isClean(each, now));
    for (const each of chosen) if (!clean.includes(each)) leave(each, 'not-clean');
    if (clean.length < chosen.length) tried = attempt(clean);
    chosen = clean;
  }
  if (tried === undefined) {
    for (const each of chosen) leave(each, 'not-writable');
    return { edits: [], text: file.text, done: [], left };
  }
  return { edits: tried.edits, text: tried.text, done: chosen, left };
}
