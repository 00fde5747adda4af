import type { Message } from '../model/error.ts';

export type MetaRuleId =
  | 'meta/suppression-no-reason'
  | 'meta/suppression-unknown-rule'
  | 'meta/suppression-unused'
  | 'meta/suppression-misplaced'
  | 'meta/suppression-expired';

export interface MetaRule {
  readonly title: Message;
  readonly message: Message;
  readonly rewrite: string;
}

/** What the tool has to say about how it is used, as findings of the category `meta`. */
export const META_RULES: Readonly<Record<MetaRuleId, MetaRule>> = {
  'meta/suppression-no-reason': {
    title: { zh: '豁免没有写明原因', en: 'Suppression without a reason' },
    message: {
      zh: '这条豁免没有原因，因此不生效。',
      en: 'This suppression gives no reason and has no effect.',
    },
    rewrite: '写成 cuilint-disable-next-line 规则 -- 原因 (到期 2027-06-30)',
  },
  'meta/suppression-unknown-rule': {
    title: { zh: '豁免的规则不存在', en: 'Suppression of no known rule' },
    message: {
      zh: '这条豁免没有写明一条存在的规则，因此不生效；整类或全部豁免不被接受。',
      en: 'This suppression names no rule that exists and has no effect; whole categories or everything cannot be suppressed.',
    },
    rewrite: '写明规则编号，如 threat/home-visit；全部编号见 cuilint rules list',
  },
  'meta/suppression-unused': {
    title: { zh: '豁免已无用处', en: 'Unused suppression' },
    message: {
      zh: '这条豁免没有对应的发现。',
      en: 'There is no finding for this suppression.',
    },
    rewrite: '删除这条豁免',
  },
  'meta/suppression-misplaced': {
    title: { zh: '豁免写错了位置或写法', en: 'Misplaced suppression' },
    message: {
      zh: '这里的豁免不生效：它不在注释里、后面没有内容，或写法不认识。',
      en: 'This suppression has no effect: it is no comment, nothing follows it, or it is written in an unknown way.',
    },
    rewrite:
      '在上一行的注释里写 cuilint-disable-next-line 规则 -- 原因；没有注释的格式请写入 cuilint.suppressions.yaml',
  },
  'meta/suppression-expired': {
    title: { zh: '豁免已过期', en: 'Expired suppression' },
    message: {
      zh: '这条豁免已过期或到期日无效，因此不生效。',
      en: 'This suppression has expired, or its day does not exist, and has no effect.',
    },
    rewrite: '改正文本并删除豁免，或写明新的到期日',
  },
};

/** Ids of the rules about how the tool is used. */
export const META_RULE_IDS: readonly MetaRuleId[] = [
  'meta/suppression-no-reason',
  'meta/suppression-unknown-rule',
  'meta/suppression-unused',
  'meta/suppression-misplaced',
  'meta/suppression-expired',
];
