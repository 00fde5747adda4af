import type { Segment } from '../model/segment.ts';
import type { View } from '../model/view.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { mayBeRecord } from '../text/cast.ts';
import { createSeen } from '../text/seen.ts';
import {
  type CheckOptions,
  type CheckResult,
  createCheckParts,
  isClean,
  type Verdict,
} from './check.ts';
import { createFieldSieve, createTextExemption } from './conduct-record.ts';
import { createDigitHoles, type DigitHoles } from './digit-holes.ts';
import type { Wording } from './finding-maker.ts';
import type { JudgedMatch } from './judge.ts';
import { createNameHoles, type FoundNames } from './name-holes.ts';

/** What was decided about a text, and the text. */
export interface RowVerdict {
  readonly text: string;
  readonly verdict: Verdict;
}

/** What may stand in a text instead of what stands there (`Holes` in readers/row-stream.ts). */
export interface TextHoles extends DigitHoles {
  readonly names: FoundNames | null;
}

/** The words of a text's findings (`Wordings` in readers/row-stream.ts). */
export interface RowWordings {
  readonly names: string;
  readonly place: (segment: Segment) => CheckResult;
}

/** A checker in parts, for a reader that remembers verdicts (`RowJudge` in readers/row-stream.ts). */
export interface EngineRowJudge {
  readonly judge: (segment: Segment) => RowVerdict;
  /** `mayBreak` false: the fields of the record break nothing (`mayBreak`). */
  readonly report: (segment: Segment, verdict: RowVerdict, mayBreak?: boolean) => CheckResult;
  readonly wordings: (segment: Segment, verdict: RowVerdict) => RowWordings | null;
  readonly isClean: (verdict: RowVerdict) => boolean;
  readonly clean: RowVerdict;
  readonly holes: (segment: Segment, verdict: RowVerdict) => TextHoles | null;
  readonly nameKind: (name: string, context: number) => number;
  readonly isExempt: (segment: Segment) => boolean;
  readonly mayBreak: (facts: number, at: number) => boolean;
}

/** The words of the findings of one text, and all in which the name of its record was looked for. */
interface Worded {
  readonly words: readonly Wording[];
  readonly names: string;
}

/** Texts of which the words of their findings are kept, some kB each. */
const MAX_WORDED = 1024;
const NO_PROBLEMS: CheckResult['problems'] = [];

/** Of any text: the folded one is made of the text at hand where it is wanted. */
const CLEAN: RowVerdict = { text: '', verdict: { matches: [], folded: '', truncated: 0 } };

/**
 * Builds the judge of rows of one ruleset. `report` of `judge` is what `createChecker` gives; and it is that too
 * for the verdict on another text from which the segment's differs in `holes` alone.
 */
export function createRowJudge(ruleset: Ruleset, options: CheckOptions): EngineRowJudge {
  const parts = createCheckParts(ruleset, { ...options, onlyFlagged: true });
  const { judge, broken, report, word, place, normalizer, workshop } = parts;
  const digitHoles = createDigitHoles(ruleset.compiled, normalizer, workshop.views);
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

  const worded = new Map<string, Worded>();
  const seen = createSeen();
  /** Whoever has asked for the findings of a text asks for its words next. */
  let last: { readonly key: string; readonly made: Worded } | undefined;
  const verdicts = new Map<RowVerdict, number>();
  let numbered = 0;
  /** What the words of findings depend on beside the verdict, which is that of a group of like records. */
  const keyOf = ({ text, meta }: Segment, known: RowVerdict): string => {
    let number = verdicts.get(known);
    if (number === undefined) {
      number = numbered;
      numbered += 1;
      verdicts.set(known, number);
    }
    return `${number}\n${meta.name ?? ''}\n${meta.kind ?? ''}\n${meta.relation ?? ''}\n${meta.stage ?? ''}\n${text}`;
  };
  const wordsOf = (segment: Segment, known: RowVerdict): Worded => {
    if (worded.size >= MAX_WORDED || verdicts.size >= MAX_WORDED) {
      worded.clear();
      verdicts.clear();
    }
    const key = keyOf(segment, known);
    if (last?.key === key) return last.made;
    const before = worded.get(key);
    if (before !== undefined) return before;
    const verdict = rebind(segment.text, known);
    const made = {
      words: word(segment, verdict),
      names: [segment.text, ...verdict.matches.flatMap(readOf)].join('\n'),
    };
    last = { key, made };
    if (seen(key)) worded.set(key, made);
    return made;
  };

  return {
    judge: (segment) => ({ text: segment.text, verdict: judge(segment) }),
    // What the fields break is not remembered with the text.
    report: (segment, known, mayBreak = true) => {
      const { truncated, cut } = known.verdict;
      if (mayBreak || known === CLEAN || truncated > 0 || cut === true)
        return report(segment, rebind(segment.text, known), broken(segment));
      return {
        findings: wordsOf(segment, known).words.map((each) => place(each, segment)),
        problems: NO_PROBLEMS,
      };
    },
    wordings: (segment, known) => {
      const { truncated, cut } = known.verdict;
      if (known === CLEAN || truncated > 0 || cut === true) return null;
      const { words, names } = wordsOf(segment, known);
      const { kind, relation, stage } = segment.meta;
      return {
        names,
        place: (other) => {
          const { meta } = other;
          const isSame = meta.kind === kind && meta.relation === relation && meta.stage === stage;
          const own = isSame ? words : wordsOf(other, known).words;
          return { findings: own.map((each) => place(each, other)), problems: NO_PROBLEMS };
        },
      };
    },
    isClean: ({ verdict }) => isClean(verdict),
    clean: CLEAN,
    holes: (segment, { verdict }) => {
      if (verdict.truncated > 0 || verdict.cut === true) return null;
      if (verdict.matches.some((match) => match.suppressed === null && !mayBeRebound(match)))
        return null;
      // Who speaks in it is told by names and times, which are held against each other.
      const { name } = segment.meta;
      if (mayBeRecord(segment.text, name)) return null;
      const digits = digitHoles(segment.text);
      if (digits === null) return null;
      return { ...digits, names: name === undefined ? null : nameHoles.find(segment.text, name) };
    },
    nameKind: nameHoles.kind,
    isExempt: createTextExemption(ruleset, normalizer, options, workshop.stage),
    mayBreak: createFieldSieve(ruleset, options),
  };
}

/** What of a match is put into words, as the text has it. */
function readOf({ normalized, captures, values }: JudgedMatch): readonly string[] {
  return [normalized, ...Object.values(captures), ...(values?.values ?? [])];
}

/** True where the words of a match can be taken from another text of the same shape. */
function mayBeRebound({ inView, view, values }: JudgedMatch): boolean {
  return values === undefined && inView !== undefined && (view === 'fold' || view === 'squeeze');
}
