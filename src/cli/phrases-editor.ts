import type { Message } from '../model/error.ts';

/** What the language server says. */
export const EDITOR = {
  rewrite: (text: string): Message => ({ zh: `改写：${text}`, en: `Rewrite: ${text}` }),
  bad: (text: string): Message => ({ zh: `反例：${text}`, en: `Bad: ${text}` }),
  good: (text: string): Message => ({ zh: `正例：${text}`, en: `Good: ${text}` }),
  replaceWord: (from: string, to: string): Message => ({
    zh: `把“${from}”换成“${to}”`,
    en: `Replace “${from}” with “${to}”`,
  }),
  replaceSentence: (text: string): Message => ({
    zh: `整句换成：${text}`,
    en: `Replace the sentence with: ${text}`,
  }),
  suppress: (rule: string): Message => ({
    zh: `豁免 ${rule}（请写明原因）`,
    en: `Suppress ${rule} (with a reason)`,
  }),
  help: {
    zh: '编辑器用的语言服务（标准输入输出）：边写边查、悬停看条款、一键改写',
    en: 'language server over standard input and output: findings while typing, clauses on hover, rewrites',
  },
} as const;
