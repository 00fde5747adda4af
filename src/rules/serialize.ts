import type { CompiledRule, CompiledRules, TriggerPart, TriggerTable } from '../match/program.ts';
import type { PackedWords, SpellingIndex } from '../match/spelling.ts';
import { tableTriggers } from '../match/trigger.ts';
import type { ClauseRef, Rule } from '../model/rule.ts';
import { type ArrayPlace, type Block, openBlock, packBlock, type TypedArray } from './block.ts';
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

/** What every run reads as JSON: it must not grow with the number of words and patterns. */
interface Head {
  readonly hash: string;
  readonly rules: readonly Rule[];
  readonly variants: Ruleset['variants'];
  readonly shields: CompiledRules['shields'];
  readonly spelling?: Omit<
    SpellingIndex,
    'code' | 'automaton' | 'wordStart' | 'wordOf' | 'words' | 'marks'
  >;
  readonly places: Readonly<Record<string, ArrayPlace>>;
}

const PARTS: readonly TriggerPart[] = ['any', 'when'];

/** The typed arrays of a ruleset, in the order in which they are written. */
function arraysOf(compiled: CompiledRules): Readonly<Record<string, TypedArray>> {
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
  const { block, places } = packBlock(arraysOf(compiled), {
    clauses: ruleset.clauses,
    replacements: ruleset.replacements,
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

/** What of the spelling index is neither typed array nor long. */
function plainSpelling(spelling: SpellingIndex): NonNullable<Head['spelling']> {
  const { syllables, chars, runs, digits, emoji, parts, classes } = spelling;
  return { syllables, chars, runs, digits, emoji, parts, classes };
}

function openTriggers(block: Block, part: TriggerPart): TriggerTable {
  return {
    start: block.array(`${part}Start`),
    trigger: block.array(`${part}Trigger`),
    groupStart: block.array(`${part}GroupStart`),
    group: block.array(`${part}Group`),
    rule: block.array(`${part}Rule`),
    program: block.array(`${part}Program`),
  };
}

function openSpelling(block: Block, plain: NonNullable<Head['spelling']>): SpellingIndex {
  let listed: PackedWords['listed'] | undefined;
  return {
    ...plain,
    words: {
      units: block.array('wordUnits'),
      end: block.array('wordEnd'),
      marks: block.array('wordMarks'),
      get listed() {
        listed ??= block.text<PackedWords['listed']>('listed');
        return listed;
      },
    },
    marks: block.array('soundMarks'),
    code: block.array('soundCode'),
    wordStart: block.array('soundWordStart'),
    wordOf: block.array('soundWordOf'),
    automaton: {
      base: block.array('soundBase'),
      check: block.array('soundCheck'),
      fail: block.array('soundFail'),
      outStart: block.array('soundOutStart'),
      outTerms: block.array('soundOutTerms'),
      termLength: block.array('soundLength'),
    },
  };
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
 * Reads what `serializeRuleset` wrote; `arrays` is kept, not copied, if it begins at a multiple of 8 bytes.
 * Patterns, terms, words and clauses are read when they are first asked for: to parse them all took 45 of
 * the 190 ms that one clean file did. `pages` may be left out: rules then lack rationale, examples and the
 * text of their patterns, which a check does not need. Throws SyntaxError on damaged JSON.
 */
export function deserializeRuleset(json: string, arrays: Uint8Array, pages?: string): Ruleset {
  // Safe: the text was written by serializeRuleset of the same build.
  const head = JSON.parse(json) as Head;
  const block = openBlock(arrays, head.places);
  // Safe: as above.
  const extra = pages === undefined ? undefined : (JSON.parse(pages) as RulePages);
  let clauses: Readonly<Record<string, ClauseRef>> | undefined;
  let replacements: Ruleset['replacements'] | undefined;
  let terms: readonly string[] | undefined;
  let symbols: readonly string[] | undefined;
  return {
    hash: head.hash,
    rules: extra ? head.rules.map((rule) => ({ ...rule, ...extra[rule.id] })) : head.rules,
    get clauses() {
      clauses ??= block.text<Readonly<Record<string, ClauseRef>>>('clauses');
      return clauses;
    },
    get replacements() {
      replacements ??= block.text<Ruleset['replacements']>('replacements');
      return replacements;
    },
    variants: head.variants,
    compiled: {
      get terms() {
        terms ??= block.text<readonly string[]>('terms');
        return terms;
      },
      get symbols() {
        symbols ??= block.text<readonly string[]>('symbols');
        return symbols;
      },
      shields: head.shields,
      rules: lazyList(head.rules.length, (index) => block.text<CompiledRule>(`rule${index}`)),
      triggers: { any: openTriggers(block, 'any'), when: openTriggers(block, 'when') },
      entryStart: block.array('entryStart'),
      entrySymbol: block.array('entrySymbol'),
      entryBound: block.array('entryBound'),
      raw: { code: block.array('raw') },
      risky: block.array('risky'),
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
    },
  };
}
