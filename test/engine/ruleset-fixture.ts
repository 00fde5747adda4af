import { join } from 'node:path';
import type { JudgeOptions } from '../../src/engine/judge.ts';
import type { Rule, RuleSource } from '../../src/model/rule.ts';
import type { Tokenizer } from '../../src/model/token.ts';
import { packageRoot } from '../../src/node/built-in.ts';
import { compileDictionaries } from '../../src/node/dictionaries.ts';
import { packSegmentation } from '../../src/node/tokenizer.ts';
import { compileRules } from '../../src/rules/compile.ts';
import type { Ruleset } from '../../src/rules/ruleset.ts';
import { openDictionary } from '../../src/text/dictionary-pack.ts';
import { createSegmenter } from '../../src/text/segmenter.ts';
import { normalizer, tables } from '../text/normalize-fixture.ts';

const RULE: Rule = {
  id: 'threat/test',
  category: 'threat',
  severity: 'error',
  status: 'stable',
  aliases: [],
  title: { zh: '测试', en: 'Test' },
  message: { zh: '“{match}”', en: '"{match}"' },
  rationale: { zh: '', en: '' },
  rewrite: '请尽快还款。',
  clauses: [],
  applies: { kinds: ['sms', 'script', 'log'], speaker: 'collector' },
  kind: 'match',
  scope: 'clause',
  polarity: 'asserted',
  any: [],
  with: {},
  unless: [],
  when: [],
  absent: [],
  adjust: [],
  examples: { bad: [], good: [] },
};

/** Compiles rules given by what matters about them; classes by their terms. Throws on any problem. */
export function makeRuleset(
  rules: readonly Partial<Rule>[],
  classes: Readonly<Record<string, readonly string[]>> = {},
  shields: readonly string[] = [],
): Ruleset {
  const source: RuleSource = {
    rules: rules.map((rule) => ({ ...RULE, ...rule })),
    classes: Object.entries(classes).map(([id, terms]) => ({
      id,
      note: '',
      includes: [],
      terms: terms.map((text) => ({ text })),
    })),
    shields,
    clauses: [],
  };
  const { compiled, problems } = compileRules(source, normalizer, new Map());
  if (problems.length > 0) throw new Error(problems.map((problem) => problem.reason.en).join('\n'));
  return {
    hash: 'sha256:test',
    rules: source.rules,
    clauses: {},
    replacements: [],
    compiled,
    variants: tables,
  };
}

let builtIn: Ruleset | undefined;

/** The rules of this repository, compiled once. Throws if any is broken. */
export function builtInRuleset(): Ruleset {
  if (builtIn === undefined) {
    const { ruleset, problems } = compileDictionaries(join(packageRoot(), 'dictionaries'));
    if (problems.length > 0)
      throw new Error(problems.map((problem) => problem.reason.en).join('\n'));
    builtIn = ruleset;
  }
  return builtIn;
}

let segmenter: Tokenizer | undefined;

/** The plain segmenter over jieba's own word list. */
export function builtInTokenizer(): Tokenizer {
  if (segmenter === undefined) {
    const pack = packSegmentation(join(packageRoot(), 'dictionaries/segmentation'));
    if (pack === null) throw new Error('the package nodejieba is not installed');
    segmenter = createSegmenter(openDictionary(pack));
  }
  return segmenter;
}

export const JUDGE_OPTIONS: JudgeOptions = {
  levels: new Map(),
  inactive: new Set(),
  tokenizer: builtInTokenizer,
};
