import type { Message } from '../model/error.ts';
import { RANK, type Rule } from '../model/rule.ts';
import type { MessageMeta } from '../model/segment.ts';
import type { View } from '../model/view.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { readable } from '../text/readable.ts';
import { speakerLabel } from '../text/speakers.ts';
import { grade } from './grade.ts';
import type { JudgedMatch, JudgeOptions } from './judge.ts';
import type { Scene } from './scene.ts';
import { createWeigher, type Weighed, type Weigher } from './weigh.ts';

/** Below it a message known to be a collector's reads lawful: what rules have found is a hint. */
const LAWFUL = 0.2;
/** The same where nothing says who speaks: a template's threat stands in much that is lawful and formal. */
const LAWFUL_OF_ANYBODY = -0.25;
/**
 * A text with fewer known pieces is too short for that: of eighty hard sentences (context.jsonl) three threats
 * with a twofold denial (并非不会上门) were lowered without it.
 */
const MIN_PIECES = 30;
/** What breaks rules of so many categories is not lowered, however lawful the rest of it reads. */
const MANY_CATEGORIES = 3;
/** Above it a message known to be a collector's is to be read, though no rule has found anything. */
const UNLAWFUL = 0.6;
/** The same where nothing says who speaks: private talk weighs more than it is worth. */
const UNLAWFUL_OF_ANYBODY = 1.8;

/** Their verdict lies in the spelling or in the whole script, and not in the tone. */
const UNMOVED = new Set(['obfuscation', 'script']);

const NOTE: Message = {
  zh: '（整条消息读来合规，降为提示。）',
  en: ' (The message as a whole reads lawful: lowered to a hint.)',
};

export interface SecondReading {
  readonly weigh: (view: View, text: string, meta: MessageMeta) => Weighed;
  /** The matches as they are after the message has been read as a whole; `setScene` is asked only for a place. */
  readonly read: (
    matches: readonly JudgedMatch[],
    view: View,
    text: string,
    meta: MessageMeta,
    applies: (rule: Rule) => boolean,
    setScene: () => Scene,
  ) => readonly JudgedMatch[];
}

function isFlagging({ suppressed, severity }: JudgedMatch): boolean {
  return suppressed === null && RANK[severity] >= RANK.warning;
}

/** Abuse that stands in the middle of a lawful reminder is not outweighed by it. */
function breaksMany(matches: readonly JudgedMatch[]): boolean {
  return (
    new Set(matches.filter(isFlagging).map(({ rule }) => rule.category)).size >= MANY_CATEGORIES
  );
}

function isKnownCollector(text: string, meta: MessageMeta): boolean {
  return (
    meta.speaker === 'collector' || text.split('\n').some((line) => speakerLabel(line) !== null)
  );
}

/** Where `name` stands in a text. */
function placesOf(text: string, name: string | undefined): { start: number; end: number }[] {
  if (name === undefined || name === '') return [];
  const places: { start: number; end: number }[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length))
    places.push({ start: at, end: at + name.length });
  return places;
}

/** The collector's clause whose pieces weigh most, as a match; null where the collector says nothing. */
function matchOf(rule: Rule, weighed: Weighed, scene: Scene, options: JudgeOptions): JudgedMatch[] {
  const { view, structure } = scene;
  const speaker = rule.applies.speaker;
  let best: { readonly clause: (typeof structure.clauses)[number]; readonly sum: number } | null =
    null;
  const pieces = weighed.pieces();
  for (const clause of structure.clauses) {
    if (speaker !== 'any' && clause.speaker !== speaker) continue;
    let sum = 0;
    for (const { at, weight } of pieces) if (clause.start <= at && at < clause.end) sum += weight;
    if (clause.end > clause.start && (best === null || sum > best.sum)) best = { clause, sum };
  }
  const graded = grade(rule, options.levels.get(rule.id), undefined, 0);
  if (best === null || graded === null) return [];
  const { start, end } = best.clause;
  return [
    {
      rule,
      pattern: '',
      start: view.from[start]!,
      end: view.to[end - 1]!,
      normalized: view.text.slice(start, end),
      captures: {},
      ...graded,
      speaker: best.clause.speaker,
      view: view.kind,
      suppressed: null,
      inView: { start, end, captures: [] },
    },
  ];
}

/**
 * Builds the second reading: a message as a whole, by the weights of its pieces. It has two voices. Where rules
 * have found something and the message reads lawful, their findings become hints; a level that the user has set
 * and rules of his own stay. Where they have found nothing and it reads unlawful, its rule says so. Null: the
 * rule is off, or there are no weights.
 */
export function createSecondReading(
  ruleset: Ruleset,
  options: JudgeOptions,
  isActive: (index: number) => boolean,
): SecondReading | null {
  const { rules } = ruleset;
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
  const weigh: SecondReading['weigh'] = (view, text, meta) => {
    const read = readable(view, placesOf(text, meta.name));
    const { score, count, pieces } = open().weigher(read);
    return {
      score,
      count,
      pieces: () => pieces().map((each) => ({ ...each, at: read.at[each.at]! })),
    };
  };
  return {
    weigh,
    read: (matches, view, text, meta, applies, setScene) => {
      if (meta.forbidden === true || !applies(rule)) return matches;
      const isFlagged = matches.some(isFlagging);
      const weighed = weigh(view, text, meta);
      if (isFlagged) {
        const most = isKnownCollector(text, meta) ? LAWFUL : LAWFUL_OF_ANYBODY;
        if (weighed.score >= most || weighed.count < MIN_PIECES || breaksMany(matches))
          return matches;
        return matches.map((match) =>
          isFlagging(match) && mayLower(match) ? { ...match, severity: 'info', note: NOTE } : match,
        );
      }
      const least = isKnownCollector(text, meta) ? UNLAWFUL : UNLAWFUL_OF_ANYBODY;
      if (weighed.score <= least) return matches;
      return [...matches, ...matchOf(rule, weighed, setScene(), options)];
    },
  };
}
