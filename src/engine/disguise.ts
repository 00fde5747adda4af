import { settleContext } from '../match/context.ts';
import { splitRun } from '../match/spelling.ts';
import type { Rule } from '../model/rule.ts';
import type { Tokenizer } from '../model/token.ts';
import { OP, TRICKS, type Trick, type View } from '../model/view.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { isLaidOut } from '../text/laid-out.ts';
import { grade } from './grade.ts';
import type { JudgedMatch, JudgeOptions } from './judge.ts';
import { plainMatch } from './plain-match.ts';
import { type Scene, scopesHold } from './scene.ts';
import {
  findTampering,
  type Suspicion,
  type SyllableTable,
  suspectTampering,
} from './tampering.ts';

/** Tricks that are noted at the unit behind what was dropped: those before the first one do not count. */
const BETWEEN: readonly Trick[] = ['separator', 'invisible', 'mark'];
/** Invisible characters come with copied text: one alone says nothing. */
const MIN_INVISIBLE = 2;

function isSeparated(
  view: View,
  text: string,
  start: number,
  end: number,
  tokenizer: Tokenizer | null,
): boolean {
  const word = view.text.slice(start, end);
  // Between two words (上门/催收) it is a list.
  const borders = new Set(word.length > 3 ? (tokenizer?.boundaries(word) ?? []) : []);
  for (let i = start + 1; i < end; i++) {
    if ((view.ops[i]! & OP.separator) === 0 || borders.has(i - start)) continue;
    const between = text.slice(view.to[i - 1], view.from[i]);
    const isLayout = /^\s*$/.test(between) && isLaidOut(text, view.from[start]!, view.to[end - 1]!);
    if (!isLayout) return true;
  }
  return false;
}

function countInvisible(view: View, start: number, end: number): number {
  let count = 0;
  for (let i = start + 1; i < end; i++) {
    if ((view.ops[i]! & OP.invisible) !== 0) count += Math.max(1, view.from[i]! - view.to[i - 1]!);
  }
  return count;
}

/** An emoji that stands for a part of what was found: a lone one stands for nothing. */
function holdsEmoji(view: View, start: number, end: number): boolean {
  const ops = view.ops.subarray(start, end);
  return ops.some((op) => (op & OP.emoji) !== 0) && ops.some((op) => (op & OP.emoji) === 0);
}

const ANY_TRICK = TRICKS.reduce((bits, trick) => bits | OP[trick], 0);

/** True if anything in the view was written with a trick. */
export function holdsTrick(view: View): boolean {
  return view.ops.some((op) => (op & ANY_TRICK) !== 0);
}

/**
 * True if units [start, end) of a view were written with one of the tricks (engine specification, 3.2).
 * `text` is what the view came from. What converters leave behind (traditional forms, width, readings, one
 * invisible character) is never a trick.
 */
export function isDisguised(
  view: View,
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  tricks: readonly Trick[],
  tokenizer: () => Tokenizer | null,
): boolean {
  return tricks.some((trick) => {
    if (trick === 'separator') return isSeparated(view, text, start, end, tokenizer());
    if (trick === 'emoji') return holdsEmoji(view, start, end);
    if (trick === 'invisible') return countInvisible(view, start, end) >= MIN_INVISIBLE;
    for (let i = start + (BETWEEN.includes(trick) ? 1 : 0); i < end; i++)
      if ((view.ops[i]! & OP[trick]) !== 0) return true;
    return false;
  });
}

/** What was tampered with so that no list of words is needed to tell. */
export interface TamperJudge {
  /** A fast test on raw text: 'none' if `judge` finds nothing. */
  readonly suspect: (text: string) => Suspicion;
  /** Findings in the folded view of `text` for the rules on disguise that `applies` admits. */
  readonly judge: (
    text: string,
    view: View,
    suspicion: Suspicion,
    /** Asked only where there is something to be judged. */
    setScene: () => Scene,
    applies: (rule: Rule) => boolean,
  ) => readonly JudgedMatch[];
}

const MAX_KNOWN_RUNS = 4096;

/** Builds the judge of what was tampered with; null where no rule on disguise is active. */
export function createTamperJudge(
  ruleset: Ruleset,
  options: JudgeOptions,
  isActive: (index: number) => boolean,
): TamperJudge | null {
  const rules = ruleset.rules.filter((rule, index) => rule.kind === 'disguise' && isActive(index));
  const { compiled } = ruleset;
  const { spelling } = compiled;
  if (rules.length === 0 || !spelling) return null;
  const runs = new Map<string, readonly number[] | null>();
  const table: SyllableTable = {
    split: (run) => {
      let lengths = runs.get(run);
      if (lengths === undefined) {
        lengths = splitRun(spelling.syllables, run);
        if (runs.size >= MAX_KNOWN_RUNS) runs.clear();
        runs.set(run, lengths);
      }
      return lengths;
    },
    charsOf: (syllable) => spelling.chars[syllable] ?? '',
    holdsRisk: (text) => [...risks()].some((word) => text.includes(word)),
    isRisk: (word) => risks().has(word),
  };
  let words: ReadonlySet<string> | undefined;
  const risks = (): ReadonlySet<string> => {
    words ??= new Set(
      compiled.terms.filter((term, id) => compiled.risky[id] === 1 && term.length > 1),
    );
    return words;
  };
  const without = options.without ?? new Set<string>();
  return {
    suspect: (text) => suspectTampering(text, table),
    judge: (text, view, suspicion, setScene, applies) => {
      const tampered = findTampering(view, text, table, options.tokenizer, suspicion);
      if (tampered.length === 0) return [];
      const scene = setScene();
      const { structure } = scene;
      return tampered.flatMap(({ trick, start, end }) => {
        const rule = rules.find((each) => each.tricks?.includes(trick) && applies(each));
        const at = structure.clauses.findIndex((each) => start < each.end && each.start < end);
        const clause = structure.clauses[at];
        const graded = rule && grade(rule, options.levels.get(rule.id), undefined, 0);
        if (!rule || !clause || !graded) return [];
        const match = { start, end, cost: 0, captures: [] };
        const exception = compiled.rules[ruleset.rules.indexOf(rule)]!.unless.find(
          ({ id, scopes }) => !without.has(id) && scopesHold(scene, scopes, at, match, 'any'),
        );
        const context = settleContext(
          {
            text: view.text,
            structure,
            clause,
            start,
            end,
            ownTerms: [],
            speaker: rule.applies.speaker,
            polarity: 'any',
          },
          without,
        );
        const suppressed = context ?? (exception ? `exception:${exception.id}` : null);
        const { speaker } = clause;
        return [plainMatch(view, { start, end }, { rule, ...graded, speaker, suppressed })];
      });
    },
  };
}
