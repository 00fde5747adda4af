import { createHitList } from '../match/automaton.ts';
import type { CompiledRules } from '../match/program.ts';
import { scanRaw } from '../match/raw-scan.ts';
import { createRespeller } from '../match/respell.ts';
import type { Tokenizer } from '../model/token.ts';
import { findEntities } from '../text/entities.ts';
import type { Normalizer } from '../text/normalize.ts';

/**
 * Characters of names that nothing outside the lexicons reads: no cue, label or unit of measure is written
 * with them (test/engine/name-holes.test.ts holds the sources to that). Terms that have them are looked for.
 */
export const NAME_CHARACTERS: string =
  '王李张刘陈杨赵黄周吴徐孙胡朱林郭罗梁宋郑谢韩唐冯董萧曹袁邓许傅沈彭吕苏卢蒋蔡贾魏薛叶阎余潘戴夏汪姜钟谭廖邹熊陆郝孔崔邱秦史顾侯邵孟龙万雷汤尹黎易武乔贺龚文何某' +
  '伟芳娜丽强磊洋勇艳杰娟涛超秀霞刚桂英兰玲芬燕梅萍鹏辉波斌宇浩凯俊峰健飞婷雪琳';

/** Borders of clauses (folded), as far as no term goes on behind them and none joins two characters. */
const BORDER_BEFORE = '】,。!?;\n';
const BORDER_BEHIND = ',。!?;\n';
const BORDERS = new RegExp(`[${BORDER_BEFORE}${BORDER_BEHIND}]`);
/** Farther from its borders a name stays. */
const MAX_BESIDE = 60;
/** Different surroundings of names that are told apart. */
const MAX_CONTEXTS = 1 << 16;

/** Where a name may be exchanged, and in which surroundings. */
export interface FoundNames {
  readonly names: readonly { readonly start: number; readonly end: number }[];
  readonly context: number;
}

export interface NameHoles {
  /**
   * Names of one kind stand for one another in the surroundings `context`; 0: a name that stands for none.
   */
  readonly kind: (name: string, context: number) => number;
  /** The places of `name` in a text, if others of its kind may stand there; null: it must stay. */
  readonly find: (text: string, name: string) => FoundNames | null;
}

/**
 * Builds what says where the name of a row may be another one without anything being judged otherwise.
 *
 * A name is read within its clause. All that is read of it there makes its kind: terms and entities that touch
 * it with their places, and the borders of all words of the clause. One that may sound like a term has none.
 */
export function createNameHoles(
  rules: CompiledRules,
  normalizer: Normalizer,
  tokenizer: () => Tokenizer | null,
): NameHoles {
  const known = new Set(NAME_CHARACTERS);
  const respeller = createRespeller(rules, () => null);
  const hits = createHitList();
  const kinds = new Map<string, number>();
  /** Of each clause with the name what stands before, between and behind its places. */
  const contexts: (readonly (readonly string[])[])[] = [];
  const numbers = new Map<string, number>();
  // Few terms hold one at all: looked for together, at the start of every run.
  const bordering = rules.terms.filter((term) => BORDERS.test(term));
  const isBorder = (unit: string): boolean =>
    !bordering.some((term) => term.slice(0, -1).includes(unit)) &&
    (rules.spelling === undefined || rules.spelling.code[unit.charCodeAt(0)] === 0);
  const before = new Set([...BORDER_BEFORE].filter(isBorder));
  // Nor does a term end with one of these.
  const behind = new Set(
    [...BORDER_BEHIND].filter(
      (unit) => isBorder(unit) && !bordering.some((term) => term.includes(unit)),
    ),
  );

  /** What is read of a name in one clause; null where it may sound like a term. */
  const reading = (name: string, parts: readonly string[]): string | null => {
    if (!mayStandIn(name, parts)) return null;
    const text = `。${parts.join(name)}。`;
    const starts: number[] = [];
    for (let i = 0, at = 1; i + 1 < parts.length; i += 1) {
      at += parts[i]!.length;
      starts.push(at);
      at += name.length;
    }
    const touches = (from: number, to: number): boolean =>
      starts.some((start) => from < start + name.length && start < to);
    if (scanRaw(rules.automaton, rules.raw, text, hits)) return null;
    const words = tokenizer();
    const found: string[] = [];
    for (let hit = 0; hit < hits.count; hit += 1) {
      const last = hits.rawEnd[hit]!;
      const first = last - rules.automaton.termLength[hits.term[hit]!]!;
      if (!touches(first, last)) continue;
      const cost = words?.forcingCost(text, first, last) ?? 0;
      found.push(`${hits.term[hit]}@${first}-${last}:${cost <= 1}`);
    }
    found.push(...(words?.boundaries(text) ?? []).map(String));
    if (respeller.mayHold(text)) return null;
    const view = normalizer.fold(text);
    if (view.text !== text) return null;
    for (const entity of findEntities(view))
      if (touches(entity.start, entity.end))
        found.push(`${entity.kind}${entity.start}-${entity.end}`);
    return found.join();
  };

  const numberOf = (clauses: readonly (readonly string[])[]): number => {
    const key = JSON.stringify(clauses);
    let number = numbers.get(key);
    if (number === undefined) {
      number = contexts.length;
      contexts.push(clauses);
      numbers.set(key, number);
    }
    return number;
  };

  return {
    kind: (name, context) => {
      if (name.length < 2 || name.length > 4) return 0;
      for (const each of name) if (!known.has(each)) return 0;
      // Squeezing takes three in a row together.
      if (/(.)\1\1/.test(name)) return 0;
      const readings: string[] = [String(name.length), String(/(.)\1/.test(name))];
      for (const parts of contexts[context] ?? []) {
        const read = reading(name, parts);
        if (read === null) return 0;
        readings.push(read);
      }
      const key = readings.join(';');
      const kind = kinds.get(key) ?? kinds.size + 1;
      if (kinds.size < MAX_CONTEXTS) kinds.set(key, kind);
      return kinds.get(key) ?? 0;
    },
    find: (text, name) => {
      if (name.length < 2 || !text.includes(name) || contexts.length >= MAX_CONTEXTS) return null;
      const { text: folded, from, to } = normalizer.fold(text);
      const names: { start: number; end: number }[] = [];
      const clauses: (readonly string[])[] = [];
      /** Where the clause of the place before ends. */
      let covered = 0;
      for (let at = folded.indexOf(name); at >= 0; at = folded.indexOf(name, at + name.length)) {
        const end = at + name.length;
        const place = from[at]!;
        // Something was dropped within it or beside it.
        if (to[end - 1]! - place !== name.length || !text.startsWith(name, place)) return null;
        if ((at > 0 && to[at - 1] !== place) || (end < folded.length && from[end] !== to[end - 1]))
          return null;
        names.push({ start: place, end: place + name.length });
        if (at < covered) continue;
        let first = at;
        while (first > 0 && !before.has(folded[first - 1]!)) first -= 1;
        covered = end;
        while (covered < folded.length && !behind.has(folded[covered]!)) covered += 1;
        const parts = folded.slice(first, covered).split(name);
        if (!mayStandIn(name, parts)) return null;
        clauses.push(parts);
      }
      return names.length === 0 ? null : { names, context: numberOf(clauses) };
    },
  };
}

/** Whether all of a name's places in a clause are between these parts, and nothing beside one is taken for its own. */
function mayStandIn(name: string, parts: readonly string[]): boolean {
  return parts.every((part, i) => {
    if (part.length > MAX_BESIDE || part.includes(name)) return false;
    const [hasBefore, hasBehind] = [i > 0, i + 1 < parts.length];
    if (hasBefore && hasBehind && part === '') return false;
    // Doubled characters beside it would be taken together with its own.
    return !(
      (hasBefore && part.startsWith(name.at(-1)!)) ||
      (hasBehind && part.endsWith(name[0]!))
    );
  });
}
