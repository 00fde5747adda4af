import { buildAutomaton, MAX_TERM_LENGTH } from '../match/automaton.ts';
import {
  PatternError,
  type PatternItem,
  type PatternNode,
  parsePattern,
} from '../match/pattern.ts';
import {
  BOUNDS,
  type CompiledDocument,
  type CompiledRule,
  type CompiledRules,
  type CompiledScopes,
  type Instruction,
  type Program,
  type Step,
} from '../match/program.ts';
import type { Problem } from '../model/error.ts';
import type { DocumentRule, RuleSource, Scope, ScopedPatterns } from '../model/rule.ts';
import type { Normalizer } from '../text/normalize.ts';
import { CLAUSE_MARKS, SEPARATORS } from '../text/normalize-squeeze.ts';
import type { SpellingTables } from '../text/spelling-tables.ts';
import { nearest } from './nearest.ts';
import { rawCodes } from './raw-table.ts';
import { requirements } from './requirements.ts';
import { riskyTerms, spellableTerms } from './spellable.ts';
import { indexSpellings } from './spelling-index.ts';
import {
  addEntry,
  type Builder,
  createBuilder,
  defaultBound,
  symbolOf,
  termOf,
} from './symbols.ts';

export type Place = { readonly file: string; readonly line: number; readonly column: number };

export interface Compilation {
  readonly compiled: CompiledRules;
  readonly problems: readonly Problem[];
}

const HAN = /\p{Script=Han}/u;

interface Context {
  readonly builder: Builder;
  readonly normalizer: Normalizer;
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
  const folded = context.normalizer.fold(text).text;
  if (folded.length === 0 || folded.length > MAX_TERM_LENGTH) {
    context.report(
      key,
      `词“${text}”归一化后长度为 ${folded.length}，应为 1 到 ${MAX_TERM_LENGTH}`,
      `the term "${text}" has ${folded.length} units after normalisation, allowed are 1 to ${MAX_TERM_LENGTH}`,
    );
    return '';
  }
  if (
    [...folded].some(
      (unit) => (SEPARATORS.includes(unit) && HAN.test(folded)) || CLAUSE_MARKS.includes(unit),
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

function compileDocument(context: Context, key: string, document: DocumentRule): CompiledDocument {
  const compile = (label: string, sources: readonly string[]): Program[] =>
    compilePatterns(context, `${key}.${label}`, sources);
  return {
    require: document.require.map(({ any }, index) => compile(`require[${index}].any`, any)),
    first: compile('order.first', document.order?.first ?? []),
    answered: compile('order.answered', document.order?.answered ?? []),
    later: compile('order.later', document.order?.later ?? []),
    branches: document.branches.map(({ when, forbid }, index) => ({
      when: compile(`branches[${index}].when`, when),
      forbid: compile(`branches[${index}].forbid`, forbid),
    })),
  };
}

function mapScopes(scopes: CompiledScopes, change: (program: Program) => Program): CompiledScopes {
  return Object.fromEntries(
    Object.entries(scopes).map(([scope, programs]) => [scope, programs.map(change)]),
  );
}

function mapPrograms(
  document: CompiledDocument,
  change: (program: Program) => Program,
): CompiledDocument {
  return {
    require: document.require.map((programs) => programs.map(change)),
    first: document.first.map(change),
    answered: document.answered.map(change),
    later: document.later.map(change),
    branches: document.branches.map(({ when, forbid }) => ({
      when: when.map(change),
      forbid: forbid.map(change),
    })),
  };
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
        if (term.sound) context.builder.sound.add(id);
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

/**
 * Compiles rules and lexicons. Broken patterns and unknown classes are problems with their place (looked
 * up in `places` by keys such as `threat/home-visit any[2]`); what is sound is compiled all the same.
 */
export function compileRules(
  source: RuleSource,
  normalizer: Normalizer,
  places: ReadonlyMap<string, Place>,
  spellings?: SpellingTables,
): Compilation {
  const problems: Problem[] = [];
  const builder = createBuilder();
  const context: Context = {
    builder,
    normalizer,
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
      ...(rule.document && { document: compileDocument(context, `${id} document`, rule.document) }),
    };
  });
  const shields: Record<number, 'all' | readonly number[]> = {};
  for (const [shield, guarded] of notIn) shields[shield] = [...guarded].sort((a, b) => a - b);
  for (const text of source.shields) {
    const folded = checkTerm(context, `shield ${text}`, text);
    if (folded !== '') shields[termOf(builder, folded)] = 'all';
  }

  // Terms without entries: they only bring the characters of listed forms into the alphabet.
  for (const { form } of spellings?.disguises ?? []) termOf(builder, form);
  for (const form of spellings?.parts.keys() ?? []) termOf(builder, form);
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
  const risky = riskyTerms(builder, source, rules);
  // Weights are known only now that every pattern has been read.
  const regroup = (program: Program): Program => ({
    ...program,
    ...requirements(builder, program),
  });
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
      risky,
      ...(spellings && {
        spelling: indexSpellings(spellableTerms(builder, risky), spellings, normalizer.table),
      }),
      raw: { code: rawCodes(normalizer.table, automaton.classOf) },
      rules: rules.map((rule) => ({
        ...rule,
        any: rule.any.map(regroup),
        when: rule.when.map(regroup),
        absent: rule.absent.map(regroup),
        with: mapScopes(rule.with, regroup),
        unless: rule.unless.map(({ id, scopes }) => ({ id, scopes: mapScopes(scopes, regroup) })),
        adjust: rule.adjust.map((scopes) => mapScopes(scopes, regroup)),
        ...(rule.document && { document: mapPrograms(rule.document, regroup) }),
      })),
    },
  };
}
