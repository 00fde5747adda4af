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
import type { Wording } from './finding-maker.ts';
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
  /** `mayBreak` false: the fields of the record break nothing (`mayBreak`). */
  readonly report: (segment: Segment, verdict: RowVerdict, mayBreak?: boolean) => CheckResult;
  readonly isClean: (verdict: RowVerdict) => boolean;
  readonly clean: RowVerdict;
  readonly holes: (segment: Segment, verdict: RowVerdict) => TextHoles | null;
  readonly nameKind: (name: string, context: number) => number;
  readonly isExempt: (segment: Segment) => boolean;
  readonly mayBreak: (facts: number, at: number) => boolean;
}

/** Texts of which the words of their findings are kept, some kB each. */
const MAX_WORDED = 2048;
const NO_PROBLEMS: CheckResult['problems'] = [];

/** Of any text: the folded one is made of the text at hand where it is wanted. */
const CLEAN: RowVerdict = { text: '', verdict: { matches: [], folded: '', truncated: 0 } };

/**
 * Builds the judge of rows of one ruleset. `report` of `judge` is what `createChecker` gives; and it is that too
 * for the verdict on another text from which the segment's differs in `holes` alone.
 */
export function createRowJudge(ruleset: Ruleset, options: CheckOptions): EngineRowJudge {
  const { judge, broken, report, word, place, normalizer } = createCheckParts(ruleset, options);
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

  // Of a log of a million messages 30,000 have findings, and 7,000 of these are different.
  const wordings = new Map<string, readonly Wording[]>();
  const verdicts = new Map<RowVerdict, number>();
  /** What the words of findings depend on beside the verdict, which is that of a group of like records. */
  const keyOf = ({ text, meta }: Segment, known: RowVerdict): string => {
    let number = verdicts.get(known);
    if (number === undefined) {
      number = verdicts.size;
      verdicts.set(known, number);
    }
    return `${number}\n${meta.name ?? ''}\n${meta.kind ?? ''}\n${meta.relation ?? ''}\n${meta.stage ?? ''}\n${text}`;
  };
  const wordsOf = (segment: Segment, known: RowVerdict): readonly Wording[] => {
    const key = keyOf(segment, known);
    let words = wordings.get(key);
    if (words === undefined) {
      if (wordings.size >= MAX_WORDED) {
        wordings.clear();
        verdicts.clear();
      }
      words = word(segment, rebind(segment.text, known));
      wordings.set(keyOf(segment, known), words);
    }
    return words;
  };

  return {
    judge: (segment) => ({ text: segment.text, verdict: judge(segment) }),
    // What the fields break is not remembered with the text.
    report: (segment, known, mayBreak = true) => {
      const { truncated, cut } = known.verdict;
      if (mayBreak || known === CLEAN || truncated > 0 || cut === true)
        return report(segment, rebind(segment.text, known), broken(segment));
      return {
        findings: wordsOf(segment, known).map((words) => place(words, segment)),
        problems: NO_PROBLEMS,
      };
    },
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
