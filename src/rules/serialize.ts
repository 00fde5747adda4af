import type { CompiledRule, CompiledRules, TriggerPart, TriggerTable } from '../match/program.ts';
import type { PackedWords, SpellingIndex } from '../match/spelling.ts';
import { tableTriggers } from '../match/trigger.ts';
import type { Rule } from '../model/rule.ts';
import type { PackedWeights } from '../model/weights.ts';
import { packFolds } from '../text/fold-table.ts';
import type { PackedFolds, VariantTables } from '../text/normalize-variants.ts';
import {
  type ArrayPlace,
  type Block,
  openBlock,
  packBlock,
  type ReadBytes,
  type TypedArray,
} from './block.ts';
import type { Ruleset } from './ruleset.ts';

/** Parts of a rule that only its page and its own tests need; they are kept apart for a quick start. */
export type RulePages = Readonly<
  Record<
    string,
    Pick<Rule, 'rationale' | 'examples' | 'any' | 'with' | 'unless' | 'when' | 'absent'>
  >
>;

/**
 * A ruleset as three files: what every run reads (JSON, and one block of typed arrays and texts that are
 * read when they are first asked for), and the pages.
 */
export interface SerializedRuleset {
  readonly json: string;
  readonly arrays: Uint8Array;
  readonly pages: string;
}

type ArrayOfSpelling = 'code' | 'wordStart' | 'wordOf' | 'marks' | 'spoken';

/** What every run reads as JSON: it must not grow with the number of words and patterns. */
interface Head {
  readonly hash: string;
  readonly rules: readonly Rule[];
  readonly variants: Ruleset['variants'];
  readonly shields: CompiledRules['shields'];
  readonly spelling?: Omit<SpellingIndex, ArrayOfSpelling | 'automaton' | 'words'>;
  readonly places: Readonly<Record<string, ArrayPlace>>;
}

const PARTS: readonly TriggerPart[] = ['any', 'when'];

/** The typed arrays of a ruleset, in the order in which they are written. */
function arraysOf(
  { compiled, weights }: Ruleset,
  folds: PackedFolds,
): Readonly<Record<string, TypedArray>> {
  const { automaton, spelling } = compiled;
  const triggers = PARTS.flatMap((part) => {
    const table = compiled.triggers?.[part] ?? tableTriggers(compiled, part);
    return [
      [`${part}Start`, table.start],
      [`${part}Trigger`, table.trigger],
      [`${part}GroupStart`, table.groupStart],
      [`${part}Group`, table.group],
      [`${part}Rule`, table.rule],
      [`${part}Program`, table.program],
      [`${part}LinkStart`, table.linkStart],
      [`${part}SymbolStart`, table.symbolStart],
      [`${part}LinkSymbol`, table.linkSymbol],
      [`${part}LinkReach`, table.linkReach],
      [`${part}LinkEntity`, table.linkEntity],
      [`${part}LinkCrosses`, table.linkCrosses],
      [`${part}Crosses`, table.crosses],
    ] as const;
  });
  return {
    base: automaton.base,
    check: automaton.check,
    fail: automaton.fail,
    outStart: automaton.outStart,
    outTerms: automaton.outTerms,
    entryStart: compiled.entryStart,
    entrySymbol: compiled.entrySymbol,
    classOf: automaton.classOf,
    raw: compiled.raw.code,
    termLength: automaton.termLength,
    entryBound: compiled.entryBound,
    risky: compiled.risky,
    ...Object.fromEntries(triggers),
    ...(weights && {
      pieceStart: weights.tree.start,
      pieceUnit: weights.tree.unit,
      pieceWeight: weights.tree.weight,
    }),
    foldUnit: folds.unit,
    foldSingle: folds.single,
    foldKind: folds.kind,
    ...(spelling && {
      soundBase: spelling.automaton.base,
      soundCheck: spelling.automaton.check,
      soundFail: spelling.automaton.fail,
      soundOutStart: spelling.automaton.outStart,
      soundOutTerms: spelling.automaton.outTerms,
      soundWordStart: spelling.wordStart,
      soundWordOf: spelling.wordOf,
      soundCode: spelling.code,
      soundLength: spelling.automaton.termLength,
      soundMarks: spelling.marks,
      soundSpoken: spelling.spoken,
      wordUnits: spelling.words.units,
      wordEnd: spelling.words.end,
      wordMarks: spelling.words.marks,
    }),
  };
}

function withoutPages(rule: Rule): Rule {
  return {
    ...rule,
    rationale: { zh: '', en: '' },
    examples: { bad: [], good: [] },
    any: [],
    with: {},
    unless: rule.unless.map(({ id }) => ({ id })),
    when: [],
    absent: [],
  };
}

/** Writes a ruleset; `deserializeRuleset` reads it back equal. Numbers are in the byte order of the machine. */
export function serializeRuleset(ruleset: Ruleset): SerializedRuleset {
  const { compiled } = ruleset;
  const { terms, symbols, shields, rules, spelling } = compiled;
  const folds = packFolds(ruleset.variants);
  const { block, places } = packBlock(arraysOf(ruleset, folds), {
    several: folds.several,
    clauses: ruleset.clauses,
    replacements: ruleset.replacements,
    ...(ruleset.weights && { weights: plainWeights(ruleset.weights) }),
    terms,
    symbols,
    ...(spelling && { listed: spelling.words.listed }),
    ...Object.fromEntries(rules.map((rule, index) => [`rule${index}`, rule])),
  });
  const pages = Object.fromEntries(
    ruleset.rules.map(({ id, rationale, examples, any, with: needed, unless, when, absent }) => [
      id,
      { rationale, examples, any, with: needed, unless, when, absent },
    ]),
  ) satisfies RulePages;
  const head: Head = {
    hash: ruleset.hash,
    rules: ruleset.rules.map(withoutPages),
    variants: ruleset.variants,
    shields,
    ...(spelling && { spelling: plainSpelling(spelling) }),
    places,
  };
  return { json: JSON.stringify(head), arrays: block, pages: JSON.stringify(pages) };
}

/** What of the weights is not typed arrays. */
function plainWeights({ bias, rules }: PackedWeights): Pick<PackedWeights, 'bias' | 'rules'> {
  return { bias, rules };
}

/** What of the spelling index is neither typed array nor long. */
function plainSpelling(spelling: SpellingIndex): NonNullable<Head['spelling']> {
  const { syllables, chars, runs, digits, emoji, parts, classes } = spelling;
  return { syllables, chars, runs, digits, emoji, parts, classes };
}

/**
 * An object whose properties are read when they are first asked for. What is read stays in memory, and to bring a
 * page of it there is what most of a short run does. Never made plain properties: V8 would keep such an object as a
 * hash table.
 */
function lazily<T extends object>(readers: { readonly [Key in keyof T]: () => T[Key] }): T {
  const made = {};
  for (const [key, read] of Object.entries(readers) as [string, () => unknown][]) {
    let value: unknown;
    let isRead = false;
    const get = (): unknown => {
      if (!isRead) {
        value = read();
        isRead = true;
      }
      return value;
    };
    Object.defineProperty(made, key, { enumerable: true, configurable: true, get });
  }
  // Safe: one getter for each key of T.
  return made as T;
}

/** The tables with what was made of them, which is no part of what is told of a ruleset or copied with it. */
function withFolds(variants: VariantTables, block: Block): VariantTables {
  const get = (): PackedFolds => ({
    unit: block.array('foldUnit'),
    single: block.array('foldSingle'),
    kind: block.array('foldKind'),
    several: block.text<PackedFolds['several']>('several'),
  });
  return Object.defineProperty({ ...variants }, 'packed', { enumerable: false, get });
}

function openTriggers(block: Block, part: TriggerPart): TriggerTable {
  return {
    start: block.array(`${part}Start`),
    trigger: block.array(`${part}Trigger`),
    groupStart: block.array(`${part}GroupStart`),
    group: block.array(`${part}Group`),
    rule: block.array(`${part}Rule`),
    program: block.array(`${part}Program`),
    linkStart: block.array(`${part}LinkStart`),
    symbolStart: block.array(`${part}SymbolStart`),
    linkSymbol: block.array(`${part}LinkSymbol`),
    linkReach: block.array(`${part}LinkReach`),
    linkEntity: block.array(`${part}LinkEntity`),
    linkCrosses: block.array(`${part}LinkCrosses`),
    crosses: block.array(`${part}Crosses`),
  };
}

function openSpelling(block: Block, plain: NonNullable<Head['spelling']>): SpellingIndex {
  const array =
    <T extends TypedArray>(name: string) =>
    (): T =>
      block.array<T>(name);
  const words = lazily<PackedWords>({
    units: array('wordUnits'),
    end: array('wordEnd'),
    marks: array('wordMarks'),
    listed: () => block.text<PackedWords['listed']>('listed'),
  });
  const automaton = lazily<SpellingIndex['automaton']>({
    base: array('soundBase'),
    check: array('soundCheck'),
    fail: array('soundFail'),
    outStart: array('soundOutStart'),
    outTerms: array('soundOutTerms'),
    termLength: array('soundLength'),
  });
  const numbers = lazily<Pick<SpellingIndex, ArrayOfSpelling>>({
    marks: array('soundMarks'),
    spoken: array('soundSpoken'),
    code: array('soundCode'),
    wordStart: array('soundWordStart'),
    wordOf: array('soundWordOf'),
  });
  return Object.assign(numbers, plain, { words, automaton });
}

/** A list whose elements are read one by one when they are asked for. */
function lazyList<Element>(length: number, read: (index: number) => Element): readonly Element[] {
  const list: Element[] = [];
  for (let index = 0; index < length; index++) {
    let element: Element | undefined;
    Object.defineProperty(list, index, {
      enumerable: true,
      configurable: true,
      get: () => {
        element ??= read(index);
        return element;
      },
    });
  }
  return list;
}

/**
 * Reads what `serializeRuleset` wrote; `read` gives bytes of its `arrays`. Patterns, terms, words and clauses
 * are read when they are first asked for: to parse them all took 45 of the 190 ms that one clean file did.
 * `pages` may be left out: rules then lack rationale, examples and the text of their patterns, which a check
 * does not need. Throws SyntaxError on damaged JSON, and what `read` throws.
 */
export function deserializeRuleset(json: string, read: ReadBytes, pages?: string): Ruleset {
  // Safe: the text was written by serializeRuleset of the same build.
  const head = JSON.parse(json) as Head;
  const block = openBlock(read, head.places);
  // Safe: as above.
  const extra = pages === undefined ? undefined : (JSON.parse(pages) as RulePages);
  const later = lazily<Pick<CompiledRules, 'terms' | 'symbols' | 'entryBound' | 'risky'>>({
    terms: () => block.text<readonly string[]>('terms'),
    symbols: () => block.text<readonly string[]>('symbols'),
    entryBound: () => block.array<Uint8Array>('entryBound'),
    risky: () => block.array<Uint8Array>('risky'),
  });
  const always: Omit<CompiledRules, keyof typeof later> = {
    shields: head.shields,
    rules: lazyList(head.rules.length, (index) => block.text<CompiledRule>(`rule${index}`)),
    triggers: { any: openTriggers(block, 'any'), when: openTriggers(block, 'when') },
    entryStart: block.array('entryStart'),
    entrySymbol: block.array('entrySymbol'),
    raw: { code: block.array('raw') },
    ...(head.spelling && { spelling: openSpelling(block, head.spelling) }),
    automaton: {
      classOf: block.array('classOf'),
      base: block.array('base'),
      check: block.array('check'),
      fail: block.array('fail'),
      outStart: block.array('outStart'),
      outTerms: block.array('outTerms'),
      termLength: block.array('termLength'),
    },
  };
  const told = lazily<Pick<Ruleset, 'clauses' | 'replacements' | 'weights'>>({
    clauses: () => block.text<Ruleset['clauses']>('clauses'),
    replacements: () => block.text<Ruleset['replacements']>('replacements'),
    ...('weights' in head.places && {
      weights: () => ({
        ...block.text<ReturnType<typeof plainWeights>>('weights'),
        tree: {
          start: block.array<Int32Array>('pieceStart'),
          unit: block.array<Uint16Array>('pieceUnit'),
          weight: block.array<Int32Array>('pieceWeight'),
        },
      }),
    }),
  });
  return Object.assign(told, {
    hash: head.hash,
    rules: extra ? head.rules.map((rule) => ({ ...rule, ...extra[rule.id] })) : head.rules,
    variants: withFolds(head.variants, block),
    compiled: Object.assign(later, always),
  });
}
