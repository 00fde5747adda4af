import type { Message } from '../model/error.ts';

/** What the gate says: configuration, suppressions, baseline and changes. */
export const GATE = {
  oneDiff: {
    zh: '--since、--staged、--changed 只能用一个',
    en: 'use one of --since, --staged and --changed',
  },
  unknownRule: (name: string): Message => ({
    zh: `没有规则或类别 ${name}`,
    en: `there is no rule or category ${name}`,
  }),
  didYouMean: (name: string): Message => ({
    zh: `是否想用 ${name}？`,
    en: `did you mean ${name}?`,
  }),
  seeRules: { zh: '运行 cuilint rules list 查看全部规则', en: 'run cuilint rules list' },
  allIgnored: {
    zh: '所有文件都被配置的 ignores 排除',
    en: 'all files are left out by the ignores of the configuration',
  },
  stale: (count: number, file: string): Message => ({
    zh: `基线 ${file} 里有 ${count} 条旧发现已不存在`,
    en: `${count} findings of the baseline ${file} are gone`,
  }),
  prune: {
    zh: '运行 cuilint baseline prune 删去它们',
    en: 'run cuilint baseline prune to drop them',
  },
  note: { zh: '提示', en: 'note' },
  configSound: (files: number): Message => ({
    zh: `配置有效（${files} 个文件）\n`,
    en: `the configuration is sound (${files} files)\n`,
  }),
  noConfig: {
    zh: '没有找到 cuilint.config.yaml；使用默认设置\n',
    en: 'there is no cuilint.config.yaml; the defaults hold\n',
  },
  baselineExists: (file: string): Message => ({
    zh: `${file} 已存在`,
    en: `${file} is there already`,
  }),
  useUpdate: {
    zh: '用 cuilint baseline update 更新，或先删除它',
    en: 'run cuilint baseline update, or remove it first',
  },
  baselineWritten: (file: string, kept: number, gone: number, added: number): Message => ({
    zh: `${file}：${kept} 条（新增 ${added}，删去 ${gone}）\n`,
    en: `${file}: ${kept} entries (${added} added, ${gone} dropped)\n`,
  }),
  notIn: (count: number): Message => ({
    zh: `有 ${count} 处新发现没有写入基线；确要收入请加 --add-new`,
    en: `${count} new findings are not in the baseline; --add-new takes them in`,
  }),
  notWhole: {
    zh: '有内容未能检查，基线没有改动',
    en: 'not everything could be judged: the baseline was left as it is',
  },
  seeProblems: { zh: '先解决上面的问题', en: 'solve the problems above first' },
  whole: {
    zh: '基线要检查全部内容，不能与 --since、--staged、--changed 同用',
    en: 'a baseline is of everything: not with --since, --staged or --changed',
  },
} as const;
