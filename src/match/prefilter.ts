import type { EntityKind } from '../model/view.ts';
import { createHitList } from './automaton.ts';
import { createCandidates, dropShielded } from './candidates.ts';
import { EVERYWHERE, following, type Occurrences, together } from './chain.ts';
import { type CompiledRules, ENTITY_KINDS, type Trigger, type TriggerIndex } from './program.ts';
import { RAW_BLANK, SENTENCE_BITS, scanRaw } from './raw-scan.ts';
import { createGathered } from './trigger.ts';

/** What the normaliser drops whole: control tags of templates, and readings with a tone digit in brackets. */
const INVISIBLE = '\\p{Cf}\\p{M}\\p{Default_Ignorable_Code_Point}';
const DROPPED = new RegExp(
  `[{｛][${INVISIBLE}]{0,9}[%％]|[（(][a-zａ-ｚA-ZＡ-Ｚ:${INVISIBLE}]{1,30}[1-5１-５][${INVISIBLE}]{0,9}[)）]`,
  'u',
);
/**
 * Whether raw text may hold what the normaliser drops whole. Four searches for a character take a fifth of the time of
 * the expression, and most texts hold none of them.
 */
export function holdsDropped(text: string): boolean {
  const opens =
    text.includes('{') || text.includes('｛') || text.includes('(') || text.includes('（');
  return opens && DROPPED.test(text);
}

/** What it may take together to one unit: then distances in the raw text say nothing. */
const PLACEHOLDER = /[{｛[［#＃%％【]/g;
/** The first bracket, with marks, emoji and the number of a list before it. */
const HEAD = /^[^\p{L}\p{N}{｛[［#＃%％【]*(?:\d{1,2}[^\p{L}\p{N}{｛[［#＃%％【]+)?【[^】]*】/u;

function findPlaceholder(text: string, from: number): boolean {
  PLACEHOLDER.lastIndex = from;
  return PLACEHOLDER.test(text);
}

/** A bracket at head or tail has terms on one side of it only: distances across it do not matter. */
function holdsPlaceholder(text: string): boolean {
  if (!findPlaceholder(text, 0)) return false;
  const head = text.startsWith('【') ? text.indexOf('】') + 1 : (HEAD.exec(text)?.[0].length ?? 0);
  // Most messages have a bracket at their head, and none else.
  if (!findPlaceholder(text, head)) return false;
  const tail = /【[^【】]*】\s*$/.exec(text.slice(head, head + 4000))?.index;
  return tail === undefined || findPlaceholder(text.slice(head, head + tail), 0);
}

/** What every entity of a kind holds, in any width; kinds that are not listed may be anywhere. */
const ENTITY_MARK: Readonly<Partial<Record<EntityKind, RegExp>>> = {
  url: /[.．][^a-zａ-ｚ]{0,4}[a-zａ-ｚ]|http|ｈｔｔｐ|:\/\/|：／／/i,
  // A figure before 点, 时 or a colon, as one unit (㍖) too, and with whatever the squeezed view leaves out between.
  night: /[\p{N}零一二两兩三四五六七八九十][^\p{L}\p{N}]{0,9}[点點奌时時:：]|[\u3358-\u3370]/u,
  // Invisible characters may stand between the digits.
  phone:
    /[0-9０-９xX*＊](?:[\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}]*[0-9０-９xX*＊ ()（）-]){3}/u,
};

/** What a look at a raw text has shown. */
export interface Looked {
  /** The patterns that may match in a view of it; null where only the views can tell. */
  readonly left: readonly Trigger[] | null;
  /** Whether the words of any pattern stand there in their order and distance, be it in different sentences. */
  readonly holdsWords: boolean;
}

const NOTHING: Looked = { left: [], holdsWords: false };
const WORDS_ALONE: Looked = { left: [], holdsWords: true };
const UNKNOWN: Looked = { left: null, holdsWords: true };

/** Longest entity that is passed over, since entities are not known here. */
const MAX_ENTITY = 60;
const URL_BIT = 1 << ENTITY_KINDS.indexOf('url');
/** Kinds that may be anywhere. */
const ANYWHERE = ENTITY_KINDS.reduce(
  (bits, kind, i) => (ENTITY_MARK[kind] === undefined ? bits | (1 << i) : bits),
  0,
);

/**
 * A fast look at raw text: the patterns of the index that may match in a view of it. It folds while it scans, and
 * looks at the order and distance of the terms that a pattern needs, so it names too many and never too few; a
 * property test holds it to that. It works on numbers alone: a pattern is read when it is left.
 */
export function createPrefilter(
  rules: CompiledRules,
  index: TriggerIndex,
  heedsShields = true,
): (text: string) => Looked {
  const { automaton } = rules;
  const { termLength } = automaton;
  const { code } = rules.raw;
  const { linkStart, symbolStart, linkSymbol, linkEntity, linkReach, linkCrosses, crosses } =
    index.table;
  const symbols = index.start.length - 1;
  const candidates = createCandidates(rules, index);
  const gathered = createGathered(symbols);
  const wanted = new Int32Array(symbols);
  const possible = new Int32Array(index.table.rule.length);
  const hits = createHitList();
  let round = 0;
  let asked = '';
  /** Of the kinds that are not everywhere: those asked for, and those that may be in the text. */
  let known = 0;
  let held = 0;

  const mayHold = (kinds: number): boolean => {
    if ((kinds & ANYWHERE) !== 0) return true;
    for (let i = 0; i < ENTITY_KINDS.length; i++) {
      const bit = 1 << i;
      if ((kinds & bit) === 0) continue;
      if ((known & bit) === 0) {
        known |= bit;
        if (ENTITY_MARK[ENTITY_KINDS[i]!]?.test(asked) !== false) held |= bit;
      }
      if ((held & bit) !== 0) return true;
    }
    return false;
  };
  /** False where the pattern needs an entity that cannot be there: asked first, since it is cheap. */
  const holdsEntities = (id: number): boolean => {
    for (let link = linkStart[id]!; link < linkStart[id + 1]!; link++) {
      const kinds = linkEntity[link]!;
      const isEntity = kinds !== 0 && symbolStart[link] === symbolStart[link + 1];
      if (isEntity && !mayHold(kinds)) return false;
    }
    return true;
  };
  const occurrencesOf = (link: number): Occurrences | undefined => {
    const from = symbolStart[link]!;
    const to = symbolStart[link + 1]!;
    if (to - from === 1) return gathered.of(linkSymbol[from]!);
    const lists: Occurrences[] = [];
    for (let at = from; at < to; at++) {
      const list = gathered.of(linkSymbol[at]!);
      if (list) lists.push(list);
    }
    return together(lists);
  };
  /** As `holdsChain`; what may cross clause borders has to stay within what `over` says of their numbers. */
  const holdsLinks = (id: number, isLoose: boolean, over: number): boolean => {
    let front: Occurrences | null = null;
    let carried = 0;
    let crosses = false;
    for (let link = linkStart[id]!; link < linkStart[id + 1]!; link++) {
      const reach = linkReach[link]!;
      crosses ||= linkCrosses[link] === 1;
      if (linkEntity[link] !== 0) {
        const isUrl = (linkEntity[link]! & URL_BIT) !== 0;
        carried += reach + (isUrl ? Number.MAX_SAFE_INTEGER / 8 : MAX_ENTITY);
        continue;
      }
      const found = occurrencesOf(link);
      if (found === undefined || found.count === 0) return false;
      if (front === null) front = found;
      else {
        const next = following(
          front,
          found,
          isLoose ? Number.POSITIVE_INFINITY : reach + carried,
          isLoose ? EVERYWHERE : crosses ? over : 0,
        );
        if (next === undefined) return false;
        front = next;
      }
      carried = 0;
      crosses = false;
    }
    return front !== null;
  };
  const gather = (count: number): void => {
    round++;
    gathered.begin();
    for (let i = 0; i < count; i++) {
      const first = symbolStart[linkStart[possible[i]!]!]!;
      const last = symbolStart[linkStart[possible[i]! + 1]!]!;
      for (let at = first; at < last; at++) wanted[linkSymbol[at]!] = round;
    }
    const { start, at } = candidates.needed();
    for (let hit = 0; hit < hits.count; hit++) {
      const term = hits.term[hit]!;
      for (let entry = start[term]!; entry < start[term + 1]!; entry++) {
        const symbol = at[entry]!;
        if (wanted[symbol] !== round) continue;
        const end = hits.end[hit]!;
        gathered.add(symbol, end - termLength[term]!, end, hits.clause[hit]!);
      }
    }
  };
  const isWhole = (hit: number): boolean => {
    const end = hits.rawEnd[hit]!;
    for (let at = end - termLength[hits.term[hit]!]!; at < end; at++)
      if (code[asked.charCodeAt(at)]! >= RAW_BLANK) return false;
    return true;
  };

  return (text) => {
    if (holdsDropped(text) || scanRaw(automaton, rules.raw, text, hits)) return UNKNOWN;
    if (hits.count === 0) return NOTHING;
    const isLoose = holdsPlaceholder(text);
    const count = candidates.among(hits, isLoose);
    asked = text;
    known = 0;
    held = 0;
    let few = 0;
    for (let i = 0; i < count; i++) {
      const id = candidates.ids[i]!;
      if (holdsEntities(id)) possible[few++] = id;
    }
    if (few === 0) return NOTHING;
    if (heedsShields && candidates.hasShields()) dropShielded(rules, hits, isWhole);
    gather(few);
    let holdsWords = false;
    let kept = 0;
    for (let i = 0; i < few; i++) {
      const id = possible[i]!;
      // A match never leaves its sentence.
      if (holdsLinks(id, isLoose, SENTENCE_BITS)) possible[kept++] = id;
      else if (!holdsWords && crosses[id] === 1) holdsWords = holdsLinks(id, isLoose, EVERYWHERE);
    }
    if (kept === 0) return holdsWords ? WORDS_ALONE : NOTHING;
    return { left: Array.from(possible.subarray(0, kept).sort(), index.of), holdsWords: true };
  };
}
