import type { Segment } from '../model/segment.ts';
import type { View } from '../model/view.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import {
  type CheckOptions,
  type CheckResult,
  createCheckParts,
  isClean,
  type Verdict,
} from './check.ts';
import { createFieldSieve, createTextExemption } from './conduct-record.ts';
import { createDigitHoles } from './digit-holes.ts';
import type { JudgedMatch } from './judge.ts';
import { createNameHoles, type FoundNames } from './name-holes.ts';

/** What was decided about a text, and the text. */
export interface RowVerdict {
  readonly text: string;
  readonly verdict: Verdict;
}

/** What may stand in a text instead of what stands there (`Holes` in readers/row-stream.ts). */
export interface TextHoles {
  readonly digits: Uint16Array;
  readonly names: FoundNames | null;
}

/** A checker in parts, for a reader that remembers verdicts (`RowJudge` in readers/row-stream.ts). */
export interface EngineRowJudge {
  readonly judge: (segment: Segment) => RowVerdict;
  readonly report: (segment: Segment, verdict: RowVerdict) => CheckResult;
  readonly isClean: (verdict: RowVerdict) => boolean;
  readonly clean: RowVerdict;
  readonly holes: (segment: Segment, verdict: RowVerdict) => TextHoles | null;
  readonly nameKind: (name: string, context: number) => number;
  readonly isExempt: (segment: Segment) => boolean;
  readonly mayBreak: (facts: number, at: number) => boolean;
}

/** Of any text: the folded one is made of the text at hand where it is wanted. */
const CLEAN: RowVerdict = { text: '', verdict: { matches: [], folded: '', truncated: 0 } };

/**
 * Builds the judge of rows of one ruleset. `report` of `judge` is what `createChecker` gives; and it is that too
 * for the verdict on another text from which the segment's differs in `holes` alone.
 */
export function createRowJudge(ruleset: Ruleset, options: CheckOptions): EngineRowJudge {
  const { judge, broken, report, normalizer } = createCheckParts(ruleset, options);
  const digitHoles = createDigitHoles(ruleset.compiled, normalizer, options.tokenizer);
  const nameHoles = createNameHoles(ruleset.compiled, normalizer, options.tokenizer);

  /** The verdict as it would have been made of another text of the same shape. */
  const rebind = (text: string, known: RowVerdict): Verdict => {
    if (known.text === text || known === CLEAN) return known.verdict;
    const folded = normalizer.fold(text);
    let squeezed: View | null | undefined;
    const matches = known.verdict.matches.map((match): JudgedMatch => {
      const { inView } = match;
      if (inView === undefined || match.suppressed !== null) return match;
      if (match.view === 'squeeze') squeezed ??= normalizer.squeeze(folded);
      const view = match.view === 'squeeze' ? (squeezed ?? folded) : folded;
      return {
        ...match,
        normalized: view.text.slice(inView.start, inView.end),
        captures: Object.fromEntries(
          inView.captures.map(({ name, start, end }) => [name, view.text.slice(start, end)]),
        ),
      };
    });
    return { ...known.verdict, matches, folded: folded.text };
  };

  return {
    judge: (segment) => ({ text: segment.text, verdict: judge(segment) }),
    // What the fields break is not remembered with the text.
    report: (segment, known) => report(segment, rebind(segment.text, known), broken(segment)),
    isClean: ({ verdict }) => isClean(verdict),
    clean: CLEAN,
    holes: (segment, { verdict }) => {
      if (verdict.truncated > 0 || verdict.cut === true) return null;
      if (verdict.matches.some((match) => match.suppressed === null && !mayBeRebound(match)))
        return null;
      const digits = digitHoles(segment.text);
      if (digits === null) return null;
      const { name } = segment.meta;
      return { digits, names: name === undefined ? null : nameHoles.find(segment.text, name) };
    },
    nameKind: nameHoles.kind,
    isExempt: createTextExemption(ruleset, normalizer, options),
    mayBreak: createFieldSieve(ruleset, options),
  };
}

/** True where the words of a match can be taken from another text of the same shape. */
function mayBeRebound({ inView, view, values }: JudgedMatch): boolean {
  return values === undefined && inView !== undefined && (view === 'fold' || view === 'squeeze');
}
