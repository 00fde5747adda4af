import { speaks } from '../match/context.ts';
import type { Message } from '../model/error.ts';
import { RANK, type Rule } from '../model/rule.ts';
import type { MessageMeta } from '../model/segment.ts';
import type { Span } from '../model/span.ts';
import type { Clause } from '../model/structure.ts';
import type { View } from '../model/view.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { courtesiesOf } from '../text/courtesies.ts';
import { leadsOf } from '../text/leads.ts';
import { framed, type Readable, readable, readStretches } from '../text/readable.ts';
import { speakerLabel } from '../text/speakers.ts';
import { CLAUSES, SENTENCES, stretchesOf } from '../text/stretches.ts';
import { grade } from './grade.ts';
import type { JudgedMatch, JudgeOptions } from './judge.ts';
import { plainMatch } from './plain-match.ts';
import { occursIn, type Scene } from './scene.ts';
import { createWeigher, type Weighed, type Weigher } from './weigh.ts';

/**
 * Of a message of at most so many readable characters the whole tells more than its sentences do; in a longer one a
 * threat is lost among what is lawful.
 */
const BRIEF = 120;
/** A brief message below it reads lawful: what rules have found in it is a hint. */
const LAWFUL_WHOLE = 0;
/** So does a sentence below it, and what rules have found there. */
const LAWFUL = 0.1;
/** Nor must a clause of it be above it: an obvious one would be outweighed by what stands beside it. */
const LAWFUL_CLAUSE = 0.15;
/** The same as `LAWFUL` for a sentence of fewer known pieces than `SHORT`, which tells less. */
const LAWFUL_IF_SHORT = -0.4;
const SHORT = 30;
/**
 * In a message of fewer known pieces nothing is lowered: of eighty hard sentences (context.jsonl) seven threats
 * (并非不会上门) were without it.
 */
const MIN_PIECES = 40;
/** A sentence above it is to be read by a person, though no rule has found anything. */
const UNLAWFUL = 0.55;
/** A brief message has to be above this, too. */
const UNLAWFUL_WHOLE = 0.2;

/** Their verdict lies in the spelling or in the whole script, and not in the tone. */
const UNMOVED = new Set(['obfuscation', 'script']);

const NOTE: Message = {
  zh: '（这段话读来合规，降为提示。）',
  en: ' (The passage reads lawful: lowered to a hint.)',
};

/** A stretch of the view, half-open in its units, and what it weighs; its pieces stand at units of the view. */
export interface WeighedStretch extends Span<'normalized'>, Weighed {}

/** A message as it is weighed: the whole, and each of its sentences where that is asked. */
interface Reading {
  readonly read: Readable;
  readonly whole: Weighed;
  readonly sentences: () => readonly WeighedStretch[];
}

function isBrief({ text }: Readable): boolean {
  return text.length <= BRIEF;
}

/** A place in the text of a segment, half-open in its units. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** What a second reading asks of the first one. */
export interface FirstReading {
  readonly applies: (rule: Rule) => boolean;
  /** Asked only for a place. */
  readonly setScene: () => Scene;
  /** What rules would have flagged that the user has switched off, or made hints; asked only before one is added. */
  readonly letPass: () => readonly Place[];
}

export interface SecondReading {
  /** Every sentence of the message, in order. */
  readonly weigh: (view: View, text: string, meta: MessageMeta) => readonly WeighedStretch[];
  /** The matches as they are after the message has been read as a whole. */
  readonly read: (
    matches: readonly JudgedMatch[],
    view: View,
    text: string,
    meta: MessageMeta,
    first: FirstReading,
  ) => readonly JudgedMatch[];
}

/** Whether a person has to look at it. */
export function isFlagging({ suppressed, severity }: JudgedMatch): boolean {
  return suppressed === null && RANK[severity] >= RANK.warning;
}

/** The data say that it is the lender's. */
export function isKnownAsLenders({ speaker }: MessageMeta): boolean {
  return speaker === 'collector' || speaker === 'system';
}

/** The data or labels in the text say who speaks. */
export function isKnown(text: string, meta: MessageMeta): boolean {
  return isKnownAsLenders(meta) || text.split('\n').some((line) => speakerLabel(line) !== null);
}

/** Where `name` stands in a text. */
function placesOf(text: string, name: string | undefined): readonly Place[] {
  if (name === undefined || name === '') return [];
  const places: Place[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length))
    places.push({ start: at, end: at + name.length });
  return places;
}

/** The clause of the stretch whose pieces weigh most, of those that the rule is about; null: there is none. */
function heaviestClause(
  rule: Rule,
  stretch: WeighedStretch,
  { structure }: Scene,
): (Span<'normalized'> & Pick<Clause, 'speaker'>) | null {
  const pieces = stretch.pieces();
  let best: ReturnType<typeof heaviestClause> = null;
  let most = 0;
  for (const clause of structure.clauses) {
    if (!speaks(clause, rule.applies.speaker)) continue;
    const start = Math.max(clause.start, stretch.start);
    const end = Math.min(clause.end, stretch.end);
    if (start >= end) continue;
    let sum = 0;
    for (const { at, weight } of pieces) if (start <= at && at < end) sum += weight;
    if (best !== null && sum <= most) continue;
    best = { start, end, speaker: clause.speaker };
    most = sum;
  }
  return best;
}

/**
 * Builds the second reading: a message and its sentences, by the weights of its pieces. It has two voices. What
 * rules have found in one that reads lawful becomes a hint; a level that the user has set and rules of his
 * own stay. Where they have found nothing and one reads unlawful, its rule says so; where nothing says who
 * speaks, only if the message is about what the rule's `with` names, since private talk reads like that, too. What
 * the user lets pass does not come back that way: it weighs nothing then, and the rule says nothing of its place.
 * Null: the rule is off, or there are no weights.
 */
export function createSecondReading(
  ruleset: Ruleset,
  options: JudgeOptions,
  isActive: (index: number) => boolean,
): SecondReading | null {
  const { rules, compiled } = ruleset;
  const index = rules.findIndex((rule, i) => rule.kind === 'weighed' && isActive(i));
  // Weights are read when the first message is weighed.
  if (index < 0 || !('weights' in ruleset)) return null;
  const rule = rules[index]!;
  let opened: { readonly weigher: Weigher; readonly rules: ReadonlySet<string> } | undefined;
  const open = (): NonNullable<typeof opened> => {
    const weights = ruleset.weights!;
    opened ??= { weigher: createWeigher(weights), rules: new Set(weights.rules) };
    return opened;
  };
  const mayLower = ({ rule: { id, category } }: JudgedMatch): boolean =>
    open().rules.has(id) && !UNMOVED.has(category) && !options.levels.has(id);
  const weighStretches = (
    read: Readable,
    stretches: readonly Span<'normalized'>[],
  ): readonly WeighedStretch[] =>
    readStretches(read, stretches).map(({ start, end, from, to }) => {
      const { score, count, pieces } = open().weigher(read, from, to);
      return {
        start,
        end,
        score,
        count,
        pieces: () => pieces().map((each) => ({ ...each, at: read.at[each.at]! })),
      };
    });
  const readOf = (
    view: View,
    text: string,
    meta: MessageMeta,
    passed: readonly Place[] = [],
  ): Reading => {
    // What any message may have says nothing of it: the number of a list, a greeting, thanks.
    const idle = [...leadsOf(view.text), ...courtesiesOf(view.text)].map(({ start, end }) => ({
      start: view.from[start]!,
      end: view.to[end - 1]!,
    }));
    const read = framed(readable(view, [...placesOf(text, meta.name), ...idle, ...passed]));
    return {
      read,
      whole: open().weigher(read),
      sentences: () => weighStretches(read, stretchesOf(view.text, SENTENCES)),
    };
  };
  /** True of what stands in a message, or in sentences and clauses, that read lawful. */
  const createLawful = (
    { read, whole, sentences }: Reading,
    view: View,
  ): ((match: JudgedMatch) => boolean) => {
    if (whole.count < MIN_PIECES) return () => false;
    if (isBrief(read) && whole.score < LAWFUL_WHOLE) return () => true;
    const inSentences = sentences();
    const inClauses = weighStretches(read, stretchesOf(view.text, CLAUSES));
    const isAll = (
      { start, end }: JudgedMatch,
      stretches: readonly WeighedStretch[],
      holds: (stretch: WeighedStretch) => boolean,
    ): boolean =>
      stretches.every(
        (stretch) =>
          view.to[stretch.end - 1]! <= start || end <= view.from[stretch.start]! || holds(stretch),
      );
    return (match) =>
      isAll(
        match,
        inSentences,
        ({ score, count }) => score < (count < SHORT ? LAWFUL_IF_SHORT : LAWFUL),
      ) && isAll(match, inClauses, ({ score }) => score < LAWFUL_CLAUSE);
  };
  const isAboutIt = (scene: Scene): boolean =>
    occursIn(scene, compiled.rules[index]!.with.message ?? [], 0, 'message');
  /** The sentences that read unlawful, the heaviest first. */
  const heavyIn = ({ read, whole, sentences }: Reading): readonly WeighedStretch[] =>
    isBrief(read) && whole.score <= UNLAWFUL_WHOLE
      ? []
      : sentences()
          .filter(({ score }) => score > UNLAWFUL)
          .sort((a, b) => b.score - a.score);
  const added = (
    reading: Reading,
    view: View,
    text: string,
    meta: MessageMeta,
    { setScene, letPass }: FirstReading,
  ): JudgedMatch[] => {
    let heavy = heavyIn(reading);
    const graded = grade(rule, options.levels.get(rule.id), undefined, 0);
    if (heavy.length === 0 || graded === null) return [];
    const scene = setScene();
    if (!isKnown(text, meta) && !isAboutIt(scene)) return [];
    const passed = letPass();
    if (passed.length > 0) {
      // A sentence that is heavy only without what was lawful in it is none.
      const before = new Set(heavy.map(({ start }) => start));
      heavy = heavyIn(readOf(view, text, meta, passed)).filter(({ start }) => before.has(start));
    }
    for (const stretch of heavy) {
      const clause = heaviestClause(rule, stretch, scene);
      if (clause === null) continue;
      const { start, end, speaker } = clause;
      const match = plainMatch(view, clause, { rule, ...graded, speaker, suppressed: null });
      if (passed.some((place) => place.start < match.end && match.start < place.end)) continue;
      return [{ ...match, inView: { start, end, captures: [] } }];
    }
    return [];
  };
  return {
    weigh: (view, text, meta) => readOf(view, text, meta).sentences(),
    read: (matches, view, text, meta, first) => {
      if (meta.forbidden === true || !first.applies(rule)) return matches;
      const reading = readOf(view, text, meta);
      let decided = matches;
      if (matches.some(isFlagging)) {
        const isLawful = createLawful(reading, view);
        decided = matches.map((match) =>
          isFlagging(match) && mayLower(match) && isLawful(match)
            ? { ...match, severity: 'info', note: NOTE }
            : match,
        );
      }
      return decided.some(isFlagging)
        ? decided
        : [...decided, ...added(reading, view, text, meta, first)];
    },
  };
}
