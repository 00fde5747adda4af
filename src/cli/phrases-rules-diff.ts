import type { Message } from '../model/error.ts';

/** What `rules diff` says. */
export const RULES_DIFF = {
  noRules: (named: string): Message => ({
    zh: `找不到规则集 ${named}`,
    en: `there is no rule set ${named}`,
  }),
  howToGet: {
    zh: '给出文件夹：旧的 dictionaries 副本、另一份安装（npm install --prefix 文件夹）或源码；版本号只在已安装的副本里找，不会下载',
    en: 'name a folder: a copy of dictionaries, another installation (npm install --prefix FOLDER) or a clone; a version is looked for among installed copies and never fetched',
  },
  noVersion: { zh: '未知版本', en: 'unknown version' },
  head: (before: string, after: string): Message => ({
    zh: `规则集 ${before} → ${after}`,
    en: `rule set ${before} -> ${after}`,
  }),
  same: { zh: '规则和词表没有差别。', en: 'Neither rules nor words differ.' },
  added: (count: number): Message => ({ zh: `新增 ${count} 条规则`, en: `${count} rules added` }),
  changed: (count: number): Message => ({
    zh: `改动 ${count} 条规则`,
    en: `${count} rules changed`,
  }),
  removed: (count: number): Message => ({
    zh: `删去 ${count} 条规则`,
    en: `${count} rules removed`,
  }),
  classes: (count: number): Message => ({
    zh: `改动 ${count} 个词类`,
    en: `${count} word classes changed`,
  }),
  parts: {
    severity: { zh: '级别', en: 'severity' },
    status: { zh: '状态', en: 'status' },
    matching: { zh: '句式', en: 'patterns' },
    exceptions: { zh: '例外', en: 'exceptions' },
    clauses: { zh: '条款', en: 'clauses' },
    wording: { zh: '说明', en: 'wording' },
    examples: { zh: '例子', en: 'examples' },
  },
  renamed: (before: string): Message => ({ zh: `原名 ${before}`, en: `was ${before}` }),
  flagged: (fresh: number, gone: number, level: number): Message => ({
    zh: `在这里：新报 ${fresh} 处，不再报 ${gone} 处，级别改变 ${level} 处`,
    en: `here: ${fresh} newly flagged, ${gone} no longer, ${level} at another level`,
  }),
  more: (count: number): Message => ({ zh: `另有 ${count} 项`, en: `and ${count} more` }),
} as const;
