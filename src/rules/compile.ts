import {
  buildAutomaton,
  MAX_TERM_LENGTH,
  RAW_CLAUSE,
  RAW_SKIP,
  RAW_SUSPECT,
} from '../match/automaton.ts';
import {
  PatternError,
  type PatternItem,
  type PatternNode,
  parsePattern,
} from '../match/pattern.ts';
import {
  BOUNDS,
  type ChainLink,
  type CompiledRule,
  type CompiledRules,
  type CompiledScopes,
  type Instruction,
  type Program,
  type Step,
} from '../match/program.ts';
import type { Problem } from '../model/error.ts';
import type { Bound, RuleSource, Scope, ScopedPatterns } from '../model/rule.ts';
import { nearest } from './nearest.ts';

/** What compiling needs to know of normalisation: it is handed in so that this floor holds no tables. */
export interface Folding {
  /** The folded form of a term or literal. */
  readonly fold: (text: string) => string;
  /** Folded unit of each raw unit; 0 = dropped, 0xFFFF = only the full normaliser can tell. */
  readonly unit: Uint16Array;
  /** What the units fold to that give several. */
  readonly several: ReadonlyMap<number, string>;
  /** Folded units that the squeezed view may drop, and clause marks that it may drop between single characters. */
  readonly separators: string;
  readonly clauseMarks: string;
}

export type Place = { readonly file: string; readonly line: number; readonly column: number };

export interface Compilation {
  readonly compiled: CompiledRules;
  readonly problems: readonly Problem[];
}

/** One unit, and it says how something is said rather than what: no word borders are asked of it. */
const FUNCTION_WORDS = new Set(
  '会将就已要让把被请你您我他她它咱俺侬的了在到去来给对向跟和与是有不没别再都也还又才能可敢得地着过吗吧呢啊哦嘛呀等因为以从由按则便当叫使令替帮这那其该此本个些只全所上下里中内外前后且并而或若如凡各每几多少很太更最早晚今明昨先一二两三四五六七八九十百千万亿无未非勿莫毋想肯必须应名位家人天日月年号点时分次条笔元块'.split(
    '',
  ),
);

const HAN = /\p{Script=Han}/u;

interface Builder {
  readonly symbols: string[];
  readonly symbolIds: Map<string, number>;
  readonly terms: string[];
  readonly termIds: Map<string, number>;
  /** Per term: symbol to bound. */
  readonly entries: Map<number, Bound>[];
  readonly weight: number[];
  /** Longest term of each symbol. */
  readonly longest: number[];
}

function symbolOf(builder: Builder, name: string): number {
  let id = builder.symbolIds.get(name);
  if (id === undefined) {
    id = builder.symbols.length;
    builder.symbols.push(name);
    builder.symbolIds.set(name, id);
    builder.weight.push(0);
    builder.longest.push(0);
  }
  return id;
}

function termOf(builder: Builder, text: string): number {
  let id = builder.termIds.get(text);
  if (id === undefined) {
    id = builder.terms.length;
    builder.terms.push(text);
    builder.termIds.set(text, id);
    builder.entries.push(new Map());
  }
  return id;
}

/** Single characters stand as words unless they are function words; longer terms are checked. */
function defaultBound(text: string): Bound {
  if (text.length > 1) return 'check';
  return FUNCTION_WORDS.has(text) || !/\p{Script=Han}/u.test(text) ? 'free' : 'word';
}

/** Rough number of occurrences in a thousand messages: short words are common. */
function rarity(text: string): number {
  if (text.length === 1) return FUNCTION_WORDS.has(text) ? 400 : 100;
  return text.length === 2 ? 8 : text.length === 3 ? 2 : 1;
}

function addEntry(builder: Builder, symbol: number, text: string, bound: Bound): number {
  const term = termOf(builder, text);
  builder.longest[symbol] = Math.max(builder.longest[symbol]!, text.length);
  const known = builder.entries[term]!.get(symbol);
  if (known === undefined) builder.weight[symbol]! += rarity(text);
  // Named in two included classes: the more careful reading would lose what the other allows.
  if (known === undefined || BOUNDS.indexOf(bound) > BOUNDS.indexOf(known)) {
    builder.entries[term]!.set(symbol, bound);
  }
  return term;
}

interface Context {
  readonly builder: Builder;
  readonly folding: Folding;
  readonly classNames: readonly string[];
  readonly report: (key: string, zh: string, en: string, hint?: string) => void;
  /** Classes that some pattern names. */
  readonly usedClasses: Set<string>;
}

function compileNode(context: Context, key: string, node: PatternNode): Instruction {
  switch (node.type) {
    case 'class': {
      if (!context.classNames.includes(node.name)) {
        context.report(
          key,
          `没有词类 <${node.name}>`,
          `there is no class <${node.name}>`,
          nearest(node.name, context.classNames),
        );
      }
      context.usedClasses.add(node.name);
      return { op: 'symbol', symbol: symbolOf(context.builder, `<${node.name}`) };
    }
    case 'literal': {
      const text = checkTerm(context, key, node.text);
      const symbol = symbolOf(context.builder, `=${text}`);
      if (text !== '') addEntry(context.builder, symbol, text, defaultBound(text));
      return { op: 'symbol', symbol };
    }
    case 'entity':
      return { op: 'entity', kind: node.kind };
    case 'gap':
      return { op: 'gap', min: node.min, max: node.max };
    case 'start':
    case 'end':
    case 'cross':
      return { op: node.type };
    case 'any':
      return {
        op: 'any',
        options: node.options.map((option) => compileItems(context, key, option)),
      };
    default:
      return node satisfies never;
  }
}

/** The folded term; reports one that normalisation would never let through. Empty where it is unusable. */
function checkTerm(context: Context, key: string, text: string): string {
  const folded = context.folding.fold(text);
  if (folded.length === 0 || folded.length > MAX_TERM_LENGTH) {
    context.report(
      key,
      `词“${text}”归一化后长度为 ${folded.length}，应为 1 到 ${MAX_TERM_LENGTH}`,
      `the term "${text}" has ${folded.length} units after normalisation, allowed are 1 to ${MAX_TERM_LENGTH}`,
    );
    return '';
  }
  const { separators, clauseMarks } = context.folding;
  if (
    [...folded].some(
      (unit) => (separators.includes(unit) && HAN.test(folded)) || clauseMarks.includes(unit),
    )
  ) {
    context.report(
      key,
      `词“${text}”里有分隔符或句读，拆字检查会把它删掉`,
      `the term "${text}" holds a separator or clause mark, which the squeezed view removes`,
    );
    return '';
  }
  return folded;
}

function compileItems(context: Context, key: string, items: readonly PatternItem[]): Step[] {
  return items.map(({ node, optional, negated, capture }) => {
    const instruction = compileNode(context, key, node);
    return capture === undefined
      ? { instruction, optional, negated }
      : { instruction, optional, negated, capture };
  });
}

/** Entities are short but for links. */
const MAX_ENTITY = 60;

interface Walk {
  readonly links: readonly ChainLink[];
  /** Most units behind the last link. */
  readonly tail: number;
  /** The tail leaves the clause. */
  readonly crosses: boolean;
}

function weigh(builder: Builder, symbols: readonly number[]): number {
  return symbols.reduce((sum, symbol) => sum + builder.weight[symbol]!, 0);
}

function longest(builder: Builder, symbols: readonly number[]): number {
  return symbols.reduce((most, symbol) => Math.max(most, builder.longest[symbol]!), 0);
}

/** One link for a choice: of each option the rarest link, with what may stand before and behind it. */
function walkChoice(
  builder: Builder,
  options: readonly Walk[],
): (ChainLink & { readonly tail: number; readonly tailCrosses: boolean }) | null {
  const symbols = new Set<number>();
  let reach = 0;
  let tail = 0;
  let crosses = false;
  let tailCrosses = false;
  for (const { links, tail: optionTail, crosses: optionCrosses } of options) {
    if (links.length === 0) return null;
    const weights = links.map((link) => weigh(builder, link.symbols));
    const chosen = weights.indexOf(Math.min(...weights));
    let before = 0;
    let behind = optionTail;
    for (const [i, link] of links.entries()) {
      const length = longest(builder, link.symbols);
      if (i <= chosen) before += link.reach + (i < chosen ? length : 0);
      else behind += link.reach + length;
      if (link.crosses && i <= chosen) crosses = true;
      if (link.crosses && i > chosen) tailCrosses = true;
    }
    for (const symbol of links[chosen]!.symbols) symbols.add(symbol);
    reach = Math.max(reach, before);
    tail = Math.max(tail, behind);
    if (optionCrosses) tailCrosses = true;
  }
  return { symbols: [...symbols], reach, crosses, tail, tailCrosses };
}

function widthOf(builder: Builder, walk: Walk): number {
  return walk.links.reduce(
    (sum, link) => sum + link.reach + longest(builder, link.symbols),
    walk.tail,
  );
}

/** True if every match of the steps holds a link. */
function needsUrl(steps: readonly Step[]): boolean {
  return steps.some(({ instruction, optional, negated }) => {
    if (optional || negated) return false;
    if (instruction.op === 'any') return instruction.options.every(needsUrl);
    return instruction.op === 'entity' && instruction.kind === 'url';
  });
}

/** What must occur for the steps to match, in order, and how far apart it may stand. */
function walkSteps(builder: Builder, steps: readonly Step[]): Walk {
  const links: ChainLink[] = [];
  let pending = 0;
  let crosses = false;
  for (const { instruction, optional, negated } of steps) {
    if (negated) continue;
    switch (instruction.op) {
      case 'gap':
        pending += instruction.max;
        break;
      case 'cross':
        pending = Number.MAX_SAFE_INTEGER;
        crosses = true;
        break;
      case 'entity':
        pending += instruction.kind === 'url' ? Number.MAX_SAFE_INTEGER / 4 : MAX_ENTITY;
        break;
      case 'symbol':
        if (optional) pending += longest(builder, [instruction.symbol]);
        else {
          links.push({ symbols: [instruction.symbol], reach: pending, crosses });
          pending = 0;
          crosses = false;
        }
        break;
      case 'any': {
        const options = instruction.options.map((option) => walkSteps(builder, option));
        const only = options.length === 1 && !optional ? options[0]! : undefined;
        if (only && only.links.length > 0) {
          const [first, ...others] = only.links;
          links.push(
            { ...first!, reach: pending + first!.reach, crosses: crosses || first!.crosses },
            ...others,
          );
          pending = only.tail;
          crosses = only.crosses;
          break;
        }
        const choice = optional ? null : walkChoice(builder, options);
        if (choice) {
          links.push({
            symbols: choice.symbols,
            reach: pending + choice.reach,
            crosses: crosses || choice.crosses,
          });
          pending = choice.tail;
          crosses = choice.tailCrosses;
        } else {
          pending += Math.max(...options.map((option) => widthOf(builder, option)));
          if (options.some((option) => option.crosses || option.links.some((link) => link.crosses)))
            crosses = true;
        }
        break;
      }
      case 'start':
      case 'end':
        break;
      default:
        instruction satisfies never;
    }
  }
  return { links, tail: pending, crosses };
}

function startsAnywhere(steps: readonly Step[]): boolean {
  for (const { instruction, optional, negated } of steps) {
    if (negated || instruction.op === 'entity' || instruction.op === 'start') return true;
    if (instruction.op === 'gap') {
      if (instruction.min > 0) return true;
      continue;
    }
    if (instruction.op === 'any' && instruction.options.some(startsAnywhere)) return true;
    if (!optional) return false;
  }
  return true;
}

function compilePattern(context: Context, key: string, source: string): Program | null {
  try {
    const items = parsePattern(source);
    const steps = compileItems(context, key, items);
    return {
      source,
      steps,
      groups: [],
      chain: [],
      needsUrl: false,
      startsAnywhere: startsAnywhere(steps),
    };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    context.report(
      key,
      `模式“${source}”第 ${error.offset + 1} 个字符处：${error.zh}`,
      `pattern "${source}", character ${error.offset + 1}: ${error.message}`,
    );
    return null;
  }
}

function compilePatterns(context: Context, key: string, sources: readonly string[]): Program[] {
  return sources.flatMap(
    (source, index) => compilePattern(context, `${key}[${index}]`, source) ?? [],
  );
}

const SCOPES: readonly Scope[] = ['over', 'clause', 'sentence', 'message'];

function compileScopes(context: Context, key: string, scopes: ScopedPatterns): CompiledScopes {
  const compiled: Partial<Record<Scope, readonly Program[]>> = {};
  for (const scope of SCOPES) {
    const sources = scopes[scope];
    if (sources) compiled[scope] = compilePatterns(context, `${key}.${scope}`, sources);
  }
  return compiled;
}

function addClasses(context: Context, source: RuleSource): Map<number, Set<number>> {
  const byId = new Map(source.classes.map((item) => [item.id, item]));
  const shields = new Map<number, Set<number>>();
  const collect = (id: string, seen: Set<string>): void => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const included of byId.get(id)?.includes ?? []) collect(included, seen);
  };
  for (const item of source.classes) {
    const symbol = symbolOf(context.builder, `<${item.id}`);
    const members = new Set<string>();
    collect(item.id, members);
    for (const member of members) {
      for (const term of byId.get(member)?.terms ?? []) {
        const key = `class ${member} ${term.text}`;
        const text = checkTerm(context, key, term.text);
        if (text === '') continue;
        const id = addEntry(context.builder, symbol, text, term.bound ?? defaultBound(text));
        for (const harmless of term.notIn ?? []) {
          const shield = termOf(context.builder, checkTerm(context, key, harmless) || text);
          if (shield === id) continue;
          const guarded = shields.get(shield) ?? new Set<number>();
          guarded.add(id);
          shields.set(shield, guarded);
        }
      }
    }
  }
  return shields;
}

function rawCodes(folding: Folding, classOf: Uint16Array): Uint16Array {
  const code = new Uint16Array(65536);
  const inAlphabet = (text: string): boolean =>
    [...text].some((unit) => classOf[unit.charCodeAt(0)] !== 0);
  for (let unit = 0; unit < 65536; unit++) {
    const folded = folding.unit[unit]!;
    const char = String.fromCharCode(folded);
    if (folded === 0) code[unit] = RAW_SKIP;
    else if (folded === 0xffff) {
      // Units such as … give several that no term holds: they only part what stands beside them.
      const several = folding.several.get(unit);
      code[unit] = several !== undefined && !inAlphabet(several) ? 0 : RAW_SUSPECT;
    } else if (folding.clauseMarks.includes(char)) code[unit] = RAW_CLAUSE;
    else if (folding.separators.includes(char)) {
      // A separator that is also a part of some term may be dropped or stay: only the views can tell.
      code[unit] = classOf[folded] === 0 ? RAW_SKIP : RAW_SUSPECT;
    } else if (char === '<') code[unit] = RAW_SUSPECT;
    else code[unit] = classOf[folded]!;
  }
  return code;
}

/**
 * Compiles rules and lexicons. Broken patterns and unknown classes are problems with their place (looked
 * up in `places` by keys such as `threat/home-visit any[2]`); what is sound is compiled all the same.
 */
export function compileRules(
  source: RuleSource,
  folding: Folding,
  places: ReadonlyMap<string, Place>,
): Compilation {
  const problems: Problem[] = [];
  const builder: Builder = {
    symbols: [],
    symbolIds: new Map(),
    terms: [],
    termIds: new Map(),
    entries: [],
    weight: [],
    longest: [],
  };
  const context: Context = {
    builder,
    folding,
    classNames: source.classes.map((item) => item.id),
    usedClasses: new Set(),
    report: (key, zh, en, hint) => {
      const place = places.get(key);
      problems.push({
        type: 'problem',
        code: 'RULE_INVALID',
        ...(place ?? {}),
        reason: { zh: `${key}：${zh}`, en: `${key}: ${en}` },
        ...(hint === undefined
          ? {}
          : { hint: { zh: `是不是想写“${hint}”？`, en: `did you mean "${hint}"?` } }),
      });
    },
  };
  const notIn = addClasses(context, source);
  const rules = source.rules.map((rule): CompiledRule => {
    const { id } = rule;
    return {
      any: compilePatterns(context, `${id} any`, rule.any),
      with: compileScopes(context, `${id} with`, rule.with),
      unless: rule.unless.map((exception, index) => ({
        id: exception.id,
        scopes: compileScopes(context, `${id} unless[${index}]`, exception),
      })),
      when: compilePatterns(context, `${id} when`, rule.when),
      absent: compilePatterns(context, `${id} absent`, rule.absent),
      adjust: rule.adjust.map((adjustment, index) =>
        compileScopes(context, `${id} adjust[${index}]`, adjustment.if),
      ),
    };
  });
  const shields: Record<number, 'all' | readonly number[]> = {};
  for (const [shield, guarded] of notIn) shields[shield] = [...guarded].sort((a, b) => a - b);
  for (const text of source.shields) {
    const folded = checkTerm(context, `shield ${text}`, text);
    if (folded !== '') shields[termOf(builder, folded)] = 'all';
  }

  const automaton = buildAutomaton(builder.terms);
  const entryStart = new Int32Array(builder.terms.length + 1);
  const entrySymbol: number[] = [];
  const entryBound: number[] = [];
  for (const [term, entries] of builder.entries.entries()) {
    entryStart[term] = entrySymbol.length;
    for (const [symbol, bound] of entries) {
      entrySymbol.push(symbol);
      entryBound.push(BOUNDS.indexOf(bound));
    }
  }
  entryStart[builder.terms.length] = entrySymbol.length;
  // Weights are known only now that every pattern has been read.
  const regroup = (program: Program): Program => {
    const chain = walkSteps(builder, program.steps).links;
    const groups = chain
      .map((link) => link.symbols)
      .sort((a, b) => weigh(builder, a) - weigh(builder, b));
    return { ...program, chain, groups, needsUrl: needsUrl(program.steps) };
  };
  return {
    problems,
    compiled: {
      terms: builder.terms,
      symbols: builder.symbols,
      entryStart,
      entrySymbol: Int32Array.from(entrySymbol),
      entryBound: Uint8Array.from(entryBound),
      shields,
      automaton,
      raw: { code: rawCodes(folding, automaton.classOf) },
      rules: rules.map((rule) => ({
        ...rule,
        any: rule.any.map(regroup),
        when: rule.when.map(regroup),
      })),
    },
  };
}
