import type { Message } from '../model/error.ts';

/** What the commands over saved reports say. */
export const REPORT = {
  report: {
    zh: '把保存的 JSON 报告换一种格式输出，不重新检查',
    en: 'render a saved JSON report in another format, without checking again',
  },
  diff: {
    zh: '比较两份 JSON 报告：新增、消失、未变的发现',
    en: 'new, gone and unchanged findings between two JSON reports',
  },
  file: {
    zh: 'JSON 报告（--format json 的输出），- 表示标准输入',
    en: 'a JSON report (--format json); - is standard input',
  },
  old: { zh: '较早的 JSON 报告', en: 'the earlier JSON report' },
  newer: { zh: '较新的 JSON 报告', en: 'the later JSON report' },
  tooLarge: (megabytes: number): Message => ({
    zh: `报告过大（上限 ${megabytes} MB）`,
    en: `the report is too large (at most ${megabytes} MB)`,
  }),
  useSmaller: {
    zh: '分文件夹检查，各出一份报告',
    en: 'check folder by folder, a report each',
  },
  unreadable: { zh: '无法读取这份报告', en: 'this report cannot be read' },
  checkPath: { zh: '检查路径和权限', en: 'look at the path and its permissions' },
  stdinTwice: {
    zh: '两份报告不能都来自标准输入',
    en: 'both reports cannot come from standard input',
  },
  otherRules: {
    zh: '这份报告由另一套规则生成：规则说明和条款原意从略',
    en: 'this report was made with other rules: their pages and what clauses ask are left out',
  },
  notWhole: {
    zh: '这份报告没有列出全部发现（--quiet 或 --max-findings），新增和消失无法判断',
    en: 'this report does not list all findings (--quiet or --max-findings): what is new and what is gone cannot be told',
  },
  makeWhole: {
    zh: '不用这些选项重新生成',
    en: 'make it anew without these options',
  },
  otherKey: {
    zh: '两份报告的指纹对不上：它们用了不同的基线',
    en: 'the fingerprints of the two reports do not belong together: they were made with different baselines',
  },
  sameBaseline: {
    zh: '用同一份基线（或都不用）重新生成',
    en: 'make both with the same baseline, or both without',
  },
} as const;
