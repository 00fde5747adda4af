import type { Message } from '../model/error.ts';
import type { SuppressionReason } from '../model/finding.ts';
import type { RuleStatus } from '../model/rule.ts';

/** The sentences of `trace`. */
export const TRACE = {
  text: { zh: '原文', en: 'Text' },
  folded: { zh: '归一（全半角、繁简、大小写）', en: 'Folded (width, variants, case)' },
  squeezed: {
    zh: '再去掉间隔、重复和形近干扰',
    en: 'Squeezed (separators, repetitions and look-alikes gone)',
  },
  clauses: { zh: '小句与分词', en: 'Clauses and words' },
  candidates: { zh: '命中的词', en: 'Terms found' },
  noTerms: { zh: '没有命中任何词。', en: 'No term of any rule occurs.' },
  dropped: {
    shield: {
      zh: '属于另一个无害的词，不算',
      en: 'part of another, harmless word: does not count',
    },
    boundary: {
      zh: '这几个字分属两个词，不算',
      en: 'its characters belong to two words: does not count',
    },
  },
  plainTerm: { zh: '句式中的字词', en: 'a word that patterns spell out' },
  decisions: { zh: '规则的判断', en: 'What the rules decided' },
  noMatches: { zh: '没有规则的句式成立。', en: 'No pattern of a rule holds.' },
  pattern: { zh: '句式', en: 'pattern' },
  isFinding: { zh: '报告', en: 'reported' },
  isDropped: { zh: '不报', en: 'not reported' },
  confidence: { zh: '把握', en: 'confidence' },
  near: { zh: '差一点成立的规则', en: 'Rules that came near' },
  met: { zh: '已有', en: 'there' },
  missing: { zh: '还缺', en: 'missing' },
  order: {
    zh: '要素齐了，但次序或距离不合句式',
    en: 'all parts are there, but not in the order or distance asked for',
  },
  weighed: {
    zh: '最重一句的轻重（正数像违规，负数像合规；最重的片段）',
    en: 'The heaviest sentence weighed (above zero it reads unlawful; heaviest pieces)',
  },
  verdict: (count: number): Message =>
    count === 0
      ? { zh: '结论：不报。', en: 'Verdict: nothing is reported.' }
      : { zh: `结论：报告 ${count} 处。`, en: `Verdict: ${count} reported.` },
} as const;

const REASONS: Readonly<Record<string, Message>> = {
  negated: { zh: '说的是不会这样做', en: 'it says that this is not done' },
  prohibited: { zh: '说的是禁止这样做', en: 'it forbids this' },
  reported: { zh: '请人举报这种行为', en: 'it asks to report this' },
  'fraud-warning': { zh: '是防诈骗提醒', en: 'it is a warning of fraud' },
  narrated: { zh: '转述别人的经历', en: 'it tells what somebody else reported' },
  'answered-no': { zh: '对方问起，回答说不会', en: 'it takes up a question and answers no' },
  corrected: { zh: '说明那种说法不对', en: 'it corrects a notion' },
  'kept-silent': { zh: '说明没有向别人透露', en: 'it says that nothing was told to others' },
  'forbidden-list': { zh: '列在禁用语里', en: 'it stands in a list of forbidden phrases' },
  'quoted-example': { zh: '是引号里的反面例子', en: 'it is a quoted example of what not to say' },
  'customer-turn': { zh: '是客户说的话', en: 'the customer says it' },
  statute: { zh: '复述法规条文', en: 'it recites a statute' },
  boundary: { zh: '这几个字分属两个词', en: 'its characters belong to two words' },
  shield: { zh: '是另一个无害的词', en: 'it is another, harmless word' },
  'low-confidence': { zh: '把握太小', en: 'the confidence is too low' },
  overlap: {
    zh: '同一处已有更严重或更长的发现',
    en: 'a graver or longer finding stands at the same place',
  },
};

/** Why a match is no finding. An exception is named by its id in the rule file. */
export function suppressionText(reason: SuppressionReason): Message {
  const known = REASONS[reason];
  if (known !== undefined) return known;
  const id = reason.slice(reason.indexOf(':') + 1);
  return { zh: `规则的例外 ${id} 成立`, en: `exception ${id} of the rule holds` };
}

/** In one word; of a stable rule nothing is said. */
export const RULE_STATUS: Readonly<Record<RuleStatus, Message>> = {
  preview: { zh: '试用', en: 'preview' },
  stable: { zh: '正式', en: 'stable' },
  retired: { zh: '停用', en: 'retired' },
};

/** The sentences of `rules test`. */
export const RULES_TEST = {
  what: {
    'bad-example-missed': { zh: '反例没有命中', en: 'bad example not flagged' },
    'bad-example-other-hits': { zh: '反例命中的文字不同', en: 'bad example flagged elsewhere' },
    'good-example-flagged': { zh: '正例被误报', en: 'good example flagged' },
    'because-idle': {
      zh: '去掉该例外后正例也不报，例外多余',
      en: 'good example stays clean without its exception',
    },
    'exception-without-example': { zh: '例外没有正例', en: 'exception without a good example' },
    'pattern-unused': { zh: '没有反例用到这个句式', en: 'pattern that no bad example uses' },
    'alternative-unused': {
      zh: '没有反例用到这个选项',
      en: 'alternative that no bad example uses',
    },
  },
  expected: { zh: '应为', en: 'expected' },
  actual: { zh: '实为', en: 'got' },
  nothing: { zh: '无', en: 'nothing' },
  summary: (rules: number, examples: number, failures: number): Message => ({
    zh: `${rules} 条规则，${examples} 个例子，${failures} 处不符`,
    en: `${rules} rules, ${examples} examples, ${failures} failures`,
  }),
  written: (file: string): Message => ({ zh: `已写入 ${file}`, en: `wrote ${file}` }),
  count: (rules: number): Message => ({ zh: `共 ${rules} 条规则`, en: `${rules} rules` }),
} as const;
