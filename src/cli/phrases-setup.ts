import type { Message } from '../model/error.ts';

/** Help of the commands that set cuilint up and keep it in order, and of their options. */
export const SETUP_HELP = {
  allow: {
    zh: '豁免一处发现：写入 cuilint.suppressions.yaml，注明原因、审核人和日期',
    en: 'let one finding pass: writes it into cuilint.suppressions.yaml with reason, reviewer and date',
  },
  fingerprint: {
    zh: '发现的指纹（见 --format json 的 fingerprint），或开头至少 8 位',
    en: 'the fingerprint of a finding (see --format json), or at least its first 8 digits',
  },
  '--reason': { zh: '原因（必填）', en: 'why (required)' },
  '--reviewer': {
    zh: '审核人（默认 git 的 user.name）',
    en: 'who decided (default: user.name of git)',
  },
  '--expires': {
    zh: '最后有效日，如 2027-06-30',
    en: 'the last day on which it holds, such as 2027-06-30',
  },
  'rules diff': {
    zh: '与另一版规则集比较：新增、改动、删去的规则，以及在本仓库会新报什么',
    en: 'against another rule set: rules added, changed and removed, and what it would newly flag here',
  },
  other: {
    zh: '文件夹（dictionaries、安装目录或源码），或已安装的版本号',
    en: 'a folder (dictionaries, an installed copy or a clone), or the number of an installed version',
  },
  completion: {
    zh: '输出 shell 补全脚本：bash、zsh、fish、pwsh',
    en: 'print the completion script for bash, zsh, fish or pwsh',
  },
  init: {
    zh: '提问后写出配置、CI 文件和基线（不会擅自覆盖）',
    en: 'asks, then writes configuration, CI file and baseline (overwrites nothing unasked)',
  },
  '--yes': { zh: '不提问，用能猜到的默认值', en: 'ask nothing and take what can be guessed' },
  '--ci': {
    zh: 'github、gitlab、jenkins、pre-commit、none（默认看仓库里已有什么）',
    en: 'github, gitlab, jenkins, pre-commit or none (default: by what the repository holds)',
  },
  doctor: {
    zh: '检查安装、规则、分词、配置、git、终端是否正常',
    en: 'is everything in order: installation, rules, configuration, git, terminal',
  },
  shell: { zh: 'bash、zsh、fish 或 pwsh', en: 'bash, zsh, fish or pwsh' },
  words: {
    zh: '由补全脚本传入：已输入的词，最后一个以冒号开头',
    en: 'from the script: the words typed, the last behind a colon',
  },
} as const;

/** What these commands say. */
export const SETUP = {
  needsReason: {
    zh: '豁免必须写明原因',
    en: 'a suppression needs a reason',
  },
  giveReason: { zh: '加 --reason "原因"', en: 'add --reason "…"' },
  badFingerprint: (text: string): Message => ({
    zh: `${text} 不是指纹`,
    en: `${text} is no fingerprint`,
  }),
  whatFingerprint: {
    zh: '指纹是 16 位十六进制数，可只写开头至少 8 位；运行 cuilint --format json 查看',
    en: 'it has 16 hexadecimal digits, of which at least 8 are to be given; cuilint --format json shows it',
  },
  unknownFingerprint: (text: string): Message => ({
    zh: `没有指纹为 ${text} 的发现`,
    en: `no finding has the fingerprint ${text}`,
  }),
  samePaths: {
    zh: '检查范围、基线和规则要与报告相同；运行 cuilint --format json 查看现有的指纹',
    en: 'judge the same paths with the same baseline and rules; cuilint --format json shows what there is',
  },
  severalFingerprints: (text: string, count: number): Message => ({
    zh: `有 ${count} 处发现的指纹以 ${text} 开头`,
    en: `${count} findings have a fingerprint that begins with ${text}`,
  }),
  moreDigits: { zh: '请多写几位', en: 'give more digits of it' },
  allowedAlready: (text: string): Message => ({
    zh: `${text} 已被豁免`,
    en: `${text} is suppressed already`,
  }),
  seeSuppressed: {
    zh: '运行 cuilint --report-suppressed 查看',
    en: 'cuilint --report-suppressed shows it',
  },
  badDay: (option: string, value: string): Message => ({
    zh: `${option} 的值 ${value} 无效，应为今天或以后的日期，如 2027-06-30`,
    en: `${value} is no value of ${option}: a day from today on, such as 2027-06-30`,
  }),
  noReviewer: {
    zh: '不知道是谁决定豁免：git 没有设置 user.name',
    en: 'nobody is known to have decided: git has no user.name',
  },
  giveReviewer: { zh: '加 --reviewer 姓名', en: 'add --reviewer NAME' },
  listOdd: {
    zh: '无法在这份清单里安全地添加条目',
    en: 'no place for an entry can be told in this list',
  },
  addByHand: (fingerprint: string): Message => ({
    zh: `请手工添加：- {fingerprint: "${fingerprint}", reason: …}`,
    en: `add it by hand: - {fingerprint: "${fingerprint}", reason: …}`,
  }),
  allowed: (file: string, rule: string, place: string): Message => ({
    zh: `已写入 ${file}：${rule}（${place}）\n`,
    en: `wrote ${file}: ${rule} (${place})\n`,
  }),
  unknownShell: (name: string): Message => ({
    zh: `没有为 ${name} 准备的补全脚本`,
    en: `there is no completion script for ${name}`,
  }),
  someShell: { zh: '可用 bash、zsh、fish、pwsh', en: 'use bash, zsh, fish or pwsh' },
} as const;
