import type { Message } from '../model/error.ts';

/** What was wrong with `--shard`. */
export const SHARD = {
  bad: (value: string, most: number): Message => ({
    zh: `--shard 的值 ${value} 无效，应写成 2/4（第 2 份，共 4 份；最多 ${most} 份）`,
    en: `${value} is no value of --shard: 2/4 is the second of four (at most ${most})`,
  }),
  notWith: (own: string, option: string): Message => ({
    zh: `${own} 不能与 ${option} 一起用`,
    en: `${own} does not go with ${option}`,
  }),
  badEmit: (value: string): Message => ({
    zh: `--emit 的值 ${value} 无效`,
    en: `${value} is no value of --emit`,
  }),
  someEmit: { zh: '可用：kv', en: 'use kv' },
  instead: (name: 'sample' | 'limit' | 'manifest' | 'format'): Message =>
    name === 'sample' || name === 'limit'
      ? { zh: '抽样和限量要一次看完全部输入', en: 'it needs all inputs in one run' }
      : { zh: '合并时再给 cuilint merge', en: 'give it to cuilint merge' },
  needsOutput: { zh: '--shard 缺少 -o 文件', en: '--shard lacks -o FILE' },
  output: {
    zh: '部分结果要写入文件，之后用 cuilint merge 合并',
    en: 'the partial result goes into a file, for cuilint merge',
  },
} as const;

/** Help and refusals of `merge`. */
export const MERGE = {
  help: {
    zh: '把各份 audit --shard 的部分结果合并成一份报告，与一次审计逐字节相同',
    en: 'add what audit --shard has written up to one report, byte for byte that of a single run',
  },
  parts: { zh: '部分结果文件', en: 'partial results' },
  partial: {
    zh: '还没到齐：合并成一个部分结果，写入文件，之后再合并',
    en: 'some are still to come: put these into one partial result, to be merged later',
  },
  partialAndReport: {
    zh: '--partial 不能与报告选项一起用',
    en: '--partial does not go with options of reports',
  },
  linesArePartial: {
    zh: '--emit kv 的行不需要 --partial',
    en: 'lines of --emit kv need no --partial',
  },
  putTogether: { zh: '用 cat 或 sort -m 拼接即可', en: 'put them together with cat or sort -m' },
  missing: (numbers: string, of: number): Message => ({
    zh: `缺少第 ${numbers} 份（共 ${of} 份）`,
    en: `shard ${numbers} of ${of} is missing`,
  }),
  giveAll: {
    zh: '给出全部部分结果；还没到齐时用 --partial 先合并一部分',
    en: 'name all partial results; with --partial some can be put together before',
  },
  twice: (number: number, first: string, second: string): Message => ({
    zh: `第 ${number} 份出现两次：${first} 和 ${second}`,
    en: `shard ${number} comes twice: ${first} and ${second}`,
  }),
  differs: (what: Message, other: string): Message => ({
    zh: `${what.zh}与 ${other} 不同`,
    en: `${what.en} not the same as in ${other}`,
  }),
  differsHere: (what: Message): Message => ({
    zh: `${what.zh}与当前程序和配置的不同`,
    en: `${what.en} not that of this program with its configuration`,
  }),
  sameRun: {
    zh: '各份要用同一版本、同一密钥、同样的选项（包括 --today）和输入来运行',
    en: 'run all shards with one version, one key, the same options (--today too) and inputs',
  },
  version: { zh: '程序版本', en: 'the version of the program is' },
  ruleset: { zh: '规则集', en: 'the rule set is' },
  key: { zh: '审计密钥', en: 'the key of the audit is' },
  count: { zh: '总份数', en: 'the number of shards is' },
  inputs: { zh: '输入文件', en: 'the inputs are' },
  settings: { zh: '选项或配置', en: 'options or configuration are' },
} as const;
