import type { CompiledRules } from '../match/program.ts';
import type { SpellingIndex } from '../match/spelling.ts';
import type { Rule } from '../model/rule.ts';
import type { Ruleset } from './ruleset.ts';

/** Parts of a rule that only its page and its own tests need; they are kept apart for a quick start. */
export type RulePages = Readonly<
  Record<
    string,
    Pick<Rule, 'rationale' | 'examples' | 'any' | 'with' | 'unless' | 'when' | 'absent'>
  >
>;

/** A ruleset as three files: what every run reads (JSON and one block of typed arrays), and the pages. */
export interface SerializedRuleset {
  readonly json: string;
  readonly arrays: Uint8Array;
  readonly pages: string;
}

type TypedArray = Int32Array | Uint16Array | Uint8Array;
type ArrayType = 'i32' | 'u16' | 'u8';

interface ArrayPlace {
  readonly type: ArrayType;
  /** In bytes of the block; `length` in elements. */
  readonly offset: number;
  readonly length: number;
}

/** The typed arrays of a ruleset, in the order in which they are written. */
function arraysOf(compiled: CompiledRules): Readonly<Record<string, TypedArray>> {
  const { automaton, spelling } = compiled;
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
    }),
  };
}

function typeOf(array: TypedArray): ArrayType {
  if (array instanceof Int32Array) return 'i32';
  return array instanceof Uint16Array ? 'u16' : 'u8';
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

/** What of the spelling index is no typed array. */
function plainSpelling(spelling: SpellingIndex): Partial<SpellingIndex> {
  const { words, syllables, runs, digits, emoji, parts, classes } = spelling;
  return { words, syllables, runs, digits, emoji, parts, classes };
}

/** Writes a ruleset; `deserializeRuleset` reads it back equal. Numbers are in the byte order of the machine. */
export function serializeRuleset(ruleset: Ruleset): SerializedRuleset {
  const arrays = arraysOf(ruleset.compiled);
  const places: Record<string, ArrayPlace> = {};
  let size = 0;
  for (const [name, array] of Object.entries(arrays)) {
    places[name] = { type: typeOf(array), offset: size, length: array.length };
    // Each array begins at a multiple of 8 bytes, as typed arrays over one buffer demand.
    size += Math.ceil(array.byteLength / 8) * 8;
  }
  const block = new Uint8Array(size);
  for (const [name, array] of Object.entries(arrays)) {
    block.set(
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
      places[name]!.offset,
    );
  }
  const { terms, symbols, shields, rules, spelling } = ruleset.compiled;
  const pages = Object.fromEntries(
    ruleset.rules.map(({ id, rationale, examples, any, with: needed, unless, when, absent }) => [
      id,
      { rationale, examples, any, with: needed, unless, when, absent },
    ]),
  ) satisfies RulePages;
  return {
    json: JSON.stringify({
      hash: ruleset.hash,
      rules: ruleset.rules.map(withoutPages),
      clauses: ruleset.clauses,
      variants: ruleset.variants,
      compiled: {
        terms,
        symbols,
        shields,
        rules,
        ...(spelling && { spelling: plainSpelling(spelling) }),
      },
      places,
    }),
    arrays: block,
    pages: JSON.stringify(pages),
  };
}

/**
 * Reads what `serializeRuleset` wrote. `pages` may be left out: rules then lack rationale, examples and
 * the text of their patterns, which a check does not need. Throws SyntaxError on damaged JSON.
 */
export function deserializeRuleset(json: string, arrays: Uint8Array, pages?: string): Ruleset {
  // Safe: the text was written by serializeRuleset of the same build.
  const data = JSON.parse(json) as Ruleset & {
    readonly places: Readonly<Record<string, ArrayPlace>>;
  };
  const block = arrays.byteOffset % 8 === 0 ? arrays : arrays.slice();
  const view = <T extends TypedArray>(name: string): T => {
    const { type, offset, length } = data.places[name]!;
    const at = block.byteOffset + offset;
    const array =
      type === 'i32'
        ? new Int32Array(block.buffer, at, length)
        : type === 'u16'
          ? new Uint16Array(block.buffer, at, length)
          : new Uint8Array(block.buffer, at, length);
    // Safe: the element type was written beside the array.
    return array as T;
  };
  // Safe: as above.
  const extra = pages === undefined ? {} : (JSON.parse(pages) as RulePages);
  const { spelling } = data.compiled;
  return {
    hash: data.hash,
    rules: data.rules.map((rule) => ({ ...rule, ...extra[rule.id] })),
    clauses: data.clauses,
    variants: data.variants,
    compiled: {
      ...data.compiled,
      entryStart: view('entryStart'),
      entrySymbol: view('entrySymbol'),
      entryBound: view('entryBound'),
      raw: { code: view('raw') },
      risky: view('risky'),
      ...(spelling && {
        spelling: {
          ...spelling,
          code: view('soundCode'),
          wordStart: view('soundWordStart'),
          wordOf: view('soundWordOf'),
          automaton: {
            base: view('soundBase'),
            check: view('soundCheck'),
            fail: view('soundFail'),
            outStart: view('soundOutStart'),
            outTerms: view('soundOutTerms'),
            termLength: view('soundLength'),
          },
        },
      }),
      automaton: {
        classOf: view('classOf'),
        base: view('base'),
        check: view('check'),
        fail: view('fail'),
        outStart: view('outStart'),
        outTerms: view('outTerms'),
        termLength: view('termLength'),
      },
    },
  };
}
