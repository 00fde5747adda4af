import type { Program, Step } from '../match/program.ts';
import type { ExampleMeta, Rule } from '../model/rule.ts';
import type { MessageMeta, Segment } from '../model/segment.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { createNormalizer } from '../text/normalize.ts';
import { flaggedLines } from './conduct-examples.ts';
import { createJudge, type JudgeOptions } from './judge.ts';
import { createProbe } from './probe.ts';
import { createDocumentJudge } from './script.ts';

/** What the examples are judged with; `read` divides a whole script into segments, as the text reader does. */
export type ExampleOptions = Pick<JudgeOptions, 'tokenizer'> & {
  readonly read: (text: string) => readonly Segment[];
};

/** Pieces of an example that are flagged. */
type Hits = (text: string, meta: MessageMeta, written?: ExampleMeta) => readonly string[];

/** Something that the examples of a rule do not bear out. */
export interface ExampleFailure {
  readonly ruleId: string;
  readonly what:
    | 'bad-example-missed'
    | 'bad-example-other-hits'
    | 'good-example-flagged'
    | 'because-idle'
    | 'exception-without-example'
    | 'pattern-unused'
    | 'alternative-unused';
  /** The example, or the pattern with only the alternative in question. */
  readonly text: string;
  readonly expected: readonly string[];
  readonly actual: readonly string[];
}

function metaOf(rule: Rule, meta: Rule['examples']['bad'][number]['meta']): MessageMeta {
  return { kind: rule.applies.kinds[0] ?? 'sms', ...meta, kindKnown: true };
}

function hitsWith(
  ruleset: Ruleset,
  rule: Rule,
  judgeOptions: JudgeOptions,
  read: ExampleOptions['read'],
): Hits {
  if (rule.kind === 'document') {
    const judge = createDocumentJudge(ruleset, { ...judgeOptions, lang: 'zh' });
    return (text, meta) =>
      judge(read(text).map((each) => ({ ...each, meta: { ...each.meta, ...meta } }))).map(
        ({ segment, match }) => segment.text.slice(match.start, match.end),
      );
  }
  if (rule.kind === 'conduct')
    return (text, _meta, written) => flaggedLines(ruleset, rule, judgeOptions, text, written ?? {});
  const judge = createJudge(ruleset, createNormalizer(ruleset.variants), judgeOptions);
  return (text, meta) =>
    judge(text, meta)
      .matches.filter((match) => match.rule.id === rule.id && match.suppressed === null)
      .map((match) => text.slice(match.start, match.end));
}

/** The steps with each choice narrowed to one of its options, one choice at a time. */
function narrowed(
  steps: readonly Step[],
): { readonly steps: readonly Step[]; readonly option: number }[] {
  const variants: { steps: readonly Step[]; option: number }[] = [];
  for (const [at, step] of steps.entries()) {
    const { instruction } = step;
    if (instruction.op !== 'any' || step.negated) continue;
    for (const [option, inner] of instruction.options.entries()) {
      const replace = (options: readonly (readonly Step[])[]): readonly Step[] =>
        steps.with(at, { ...step, optional: false, instruction: { op: 'any', options } });
      variants.push({ steps: replace([inner]), option });
      for (const deeper of narrowed(inner))
        variants.push({ steps: replace([deeper.steps]), option: deeper.option });
    }
  }
  return variants;
}

function describeStep(ruleset: Ruleset, step: Step): string {
  const { instruction } = step;
  const optional = step.optional ? '?' : '';
  switch (instruction.op) {
    case 'symbol': {
      const name = ruleset.compiled.symbols[instruction.symbol]!;
      return `${step.negated ? '!' : ''}${name.startsWith('<') ? `${name}>` : name.slice(1)}${optional}`;
    }
    case 'entity':
      return `#${instruction.kind}${optional}`;
    case 'gap':
      return `~${instruction.min}-${instruction.max}`;
    case 'any':
      return `(${instruction.options.map((option) => option.map((inner) => describeStep(ruleset, inner)).join(' ')).join('|')})${optional}`;
    case 'start':
      return '^';
    case 'end':
      return '$';
    case 'cross':
      return '//';
    default:
      return instruction satisfies never;
  }
}

function unusedPatterns(
  ruleset: Ruleset,
  rule: Rule,
  programs: readonly Program[],
  probe: (program: Program, text: string, meta: MessageMeta) => boolean,
): ExampleFailure[] {
  const failures: ExampleFailure[] = [];
  const isUsed = (program: Program): boolean =>
    rule.examples.bad.some((example) => probe(program, example.text, metaOf(rule, example.meta)));
  for (const program of programs) {
    if (!isUsed(program)) {
      failures.push({
        ruleId: rule.id,
        what: 'pattern-unused',
        text: program.source,
        expected: [],
        actual: [],
      });
      continue;
    }
    for (const variant of narrowed(program.steps)) {
      if (isUsed({ ...program, steps: variant.steps })) continue;
      const text = variant.steps.map((step) => describeStep(ruleset, step)).join(' ');
      failures.push({
        ruleId: rule.id,
        what: 'alternative-unused',
        text,
        expected: [],
        actual: [],
      });
    }
  }
  return failures;
}

/** Patterns of a document rule that match in none of the examples which have to bear them out. */
function idlePatterns(
  rule: Rule,
  programs: readonly Program[],
  examples: readonly { readonly text: string; readonly meta?: ExampleMeta }[],
  probe: (program: Program, text: string, meta: MessageMeta) => boolean,
): ExampleFailure[] {
  return programs
    .filter(
      (program) => !examples.some(({ text, meta }) => probe(program, text, metaOf(rule, meta))),
    )
    .map(({ source }) => ({
      ruleId: rule.id,
      what: 'pattern-unused',
      text: source,
      expected: [],
      actual: [],
    }));
}

/**
 * Executes the examples of one rule, the rule alone switched on: each bad text gives exactly its hits, each good text none, and
 * without the exception or context that `because` names the good text is flagged; each exception has such
 * an example; each pattern and each of its alternatives matches in a bad text. Empty: all hold.
 */
export function testExamples(
  ruleset: Ruleset,
  rule: Rule,
  { read, ...options }: ExampleOptions,
): readonly ExampleFailure[] {
  const normalizer = createNormalizer(ruleset.variants);
  const inactive = new Set(
    ruleset.rules.filter((other) => other !== rule).map((other) => other.id),
  );
  const judgeOptions: JudgeOptions = {
    ...options,
    levels: new Map(),
    inactive,
    alone: true,
    signatureInText: true,
  };
  const hitsOf = hitsWith(ruleset, rule, judgeOptions, read);
  const failures: ExampleFailure[] = [];
  for (const { text, hits, meta } of rule.examples.bad) {
    const actual = hitsOf(text, metaOf(rule, meta), meta);
    if (actual.join('\n') === hits.join('\n')) continue;
    const what = actual.length === 0 ? 'bad-example-missed' : 'bad-example-other-hits';
    failures.push({ ruleId: rule.id, what, text, expected: hits, actual });
  }
  for (const { text, because, meta } of rule.examples.good) {
    const actual = hitsOf(text, metaOf(rule, meta), meta);
    if (actual.length > 0) {
      failures.push({ ruleId: rule.id, what: 'good-example-flagged', text, expected: [], actual });
    }
    if (because === undefined) continue;
    const bare = { ...judgeOptions, without: new Set([because]) };
    if (hitsWith(ruleset, rule, bare, read)(text, metaOf(rule, meta), meta).length === 0) {
      failures.push({
        ruleId: rule.id,
        what: 'because-idle',
        text,
        expected: [because],
        actual: [],
      });
    }
  }
  const explained = new Set(rule.examples.good.map((example) => example.because));
  for (const { id } of rule.unless) {
    if (explained.has(id)) continue;
    failures.push({
      ruleId: rule.id,
      what: 'exception-without-example',
      text: id,
      expected: [id],
      actual: [],
    });
  }
  const compiled = ruleset.compiled.rules[ruleset.rules.indexOf(rule)]!;
  const probe = createProbe(ruleset, normalizer, judgeOptions);
  if (rule.variables || rule.conduct) return failures;
  if (compiled.document) {
    const { require, first, answered, later, branches } = compiled.document;
    const { bad, good } = rule.examples;
    const flagged = [...later, ...branches.flatMap(({ when, forbid }) => [...when, ...forbid])];
    failures.push(
      ...idlePatterns(rule, flagged, bad, probe),
      ...idlePatterns(rule, [...require.flat(), ...first, ...answered], good, probe),
    );
    return failures;
  }
  const programs = rule.kind === 'absence' ? compiled.when : compiled.any;
  failures.push(...unusedPatterns(ruleset, rule, programs, probe));
  return failures;
}
