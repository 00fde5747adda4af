import type { Message } from '../model/error.ts';

/** Help of the audit and of its own options. */
export const AUDIT_HELP = {
  audit: {
    zh: '审计触达记录（csv、tsv、jsonl、xlsx）：逐条检查，按规则、模板、催收员、机构、时段汇总',
    en: 'audit logs of messages (csv, tsv, jsonl, xlsx): judges every record, and counts by rule, template, collector, agency and time',
  },
  '--format': {
    zh: '报告格式 stylish、json、jsonl、csv、markdown；加 :文件 则写入文件；可重复',
    en: 'stylish, json, jsonl, csv or markdown; with :FILE into a file; repeatable',
  },
  '--map': {
    zh: '指定列：角色=列名，逗号分隔，如 text=内容,recipient=手机号,sentAt=发送时间',
    en: 'columns by role, such as text=内容,recipient=手机号,sentAt=发送时间',
  },
  '--from': { zh: '只判断这一天起的消息', en: 'only messages from this day on' },
  '--to': { zh: '只判断到这一天为止的消息', en: 'only messages up to this day' },
  '--limit': { zh: '判断满这么多条就停', en: 'stop when so many have been judged' },
  '--sample': { zh: '随机抽取这么多条来判断', en: 'judge so many, taken at random' },
  '--seed': { zh: '抽样的种子（默认 1）', en: 'seed of the sample (default 1)' },
  '--group-by': {
    zh: '另按这些项目交叉汇总，逗号分隔：rule、collector、agency、channel、month 等',
    en: 'count by these together, separated by commas: rule, collector, agency, channel, month …',
  },
  '--memory': {
    zh: '频次统计可用的内存，如 512MB（默认）；超出部分写到临时文件',
    en: 'memory for counting contacts, such as 512MB (default); what is beyond goes to temporary files',
  },
  '--shard': {
    zh: '只审计输入的第 I 份（共 N 份），写出部分结果（-o），之后用 cuilint merge 合并',
    en: 'audit part I of N of the inputs alone and write a partial result (-o), for cuilint merge',
  },
  '--emit': {
    zh: '为管道式引擎写出 键<制表符>值 的行（kv），可排序、拼接，之后用 cuilint merge 合并',
    en: 'lines key<TAB>value (kv) for pipe-style engines, to be sorted, put together and added by cuilint merge',
  },
  '--resume': {
    zh: '定期把进度存入这个状态文件；中断或崩溃后用同样的命令继续，结果逐字节相同',
    en: 'save how far it has got in this state file; after a crash or a stop the same command goes on, to the same bytes',
  },
  '--key': {
    zh: '指纹和代号的密钥文件（默认 .cuilint-audit.key，没有则生成，权限 0600）',
    en: 'key of fingerprints and pseudonyms (default .cuilint-audit.key; made with mode 0600)',
  },
  '--manifest': {
    zh: '写出审计清单：输入的哈希、行数、列、规则和配置的哈希、对账（用 cuilint verify 核对）',
    en: 'write the evidence: hashes, rows and columns of the inputs, rules, configuration, balance (see cuilint verify)',
  },
  '--no-shortcuts': {
    zh: '不走捷径：整个文件读入，每条文字都完整判断（慢，结果相同，用于核对）',
    en: 'no shortcuts: whole files, every text judged in full (slow, the same result; to compare with)',
  },
  '--timestamp': {
    zh: '在审计清单里写入时间（默认不写，同样的输入得到同样的字节）',
    en: 'note the time in the manifest (not done unasked: equal input gives equal bytes)',
  },
} as const;

/** What was wrong with its command line. */
export const AUDIT = {
  badMap: (text: string): Message => ({
    zh: `--map 的值 ${text} 无效，应为 角色=列名`,
    en: `${text} is no value of --map: write ROLE=COLUMN`,
  }),
  someRoles: (names: string): Message => ({ zh: `角色：${names}`, en: `roles: ${names}` }),
  badDay: (option: string, value: string): Message => ({
    zh: `${option} 的值 ${value} 无效，应为日期，如 2026-03-01`,
    en: `${value} is no value of ${option}: a day, such as 2026-03-01`,
  }),
  badNumber: (option: string, value: string, least: number): Message => ({
    zh: `${option} 的值 ${value} 无效，应为不小于 ${least} 的整数`,
    en: `${value} is no value of ${option}: a whole number, ${least} or more`,
  }),
  badMemory: (value: string): Message => ({
    zh: `--memory 的值 ${value} 无效，应写成 512MB、2GB（至少 1MB）`,
    en: `${value} is no value of --memory: 512MB, 2GB (1MB or more)`,
  }),
  fromAfterTo: { zh: '--from 晚于 --to', en: '--from is later than --to' },
  seedAlone: { zh: '--seed 要与 --sample 一起用', en: '--seed goes with --sample' },
  bigSample: (most: number): Message => ({
    zh: `--sample 最多 ${most}`,
    en: `--sample takes at most ${most}`,
  }),
  limitAndSample: {
    zh: '--limit 和 --sample 只能用一个',
    en: 'use one of --limit and --sample',
  },
  noClock: {
    zh: '美国没有统一的时区，不能判断时段',
    en: 'the United States have no one clock by which hours could be judged',
  },
  nameClock: {
    zh: '在 cuilint.config.yaml 里写 conduct.timezone，或用 --timezone，如 America/Chicago',
    en: "say the recipients' clock: conduct.timezone in cuilint.config.yaml, or --timezone America/Chicago",
  },
  noStdinResume: {
    zh: '--resume 不能用于标准输入：它无法重读',
    en: '--resume cannot go with standard input, which cannot be read again',
  },
  otherState: {
    key: {
      zh: '这份审计状态用的是另一把密钥',
      en: 'the state is that of an audit with another key',
    },
    settings: {
      zh: '这份审计状态用的是另一套规则、配置或选项',
      en: 'the state is that of an audit by other rules, another configuration or other options',
    },
    inputs: {
      zh: '这份审计状态属于另一些输入，或输入已有变动',
      en: 'the state is that of an audit of other inputs, or these have changed',
    },
  },
  sameCommand: {
    zh: '用原来的命令继续，或删除状态文件后从头审计',
    en: 'go on with the command that wrote it, or delete the state and audit from the start',
  },
  heldState: (holder: number): Message => ({
    zh: `另一个进程（${holder}）正在用这份审计状态`,
    en: `another process (${holder}) is going on with this state`,
  }),
  waitForIt: {
    zh: '等它结束，或用另一个状态文件',
    en: 'wait for its end, or use another state',
  },
  changedState: {
    zh: '这份审计状态刚被另一个进程改动',
    en: 'another process has just changed this state',
  },
  runAgain: { zh: '请再运行一次', en: 'run the command again' },
  noState: { zh: '审计状态无法写在这里', en: 'no state of the audit can be written here' },
  canGoOn: (state: string): Message => ({
    zh: `进度已存入 ${state}：用同样的命令继续`,
    en: `saved in ${state}: the same command goes on from here`,
  }),
  resumeAlone: (option: string): Message => ({
    zh: `--resume 不能与 ${option} 一起用`,
    en: `--resume cannot go with ${option}`,
  }),
  leaveOut: (option: string): Message => ({
    zh: `去掉 --resume，或去掉 ${option} 看完全部输入`,
    en: `leave out --resume, or ${option} to have all of the inputs seen`,
  }),
  timestampAlone: {
    zh: '--timestamp 要与 --manifest 一起用',
    en: '--timestamp goes with --manifest',
  },
  sameFile: (name: string): Message => ({
    zh: `清单和报告都要写入 ${name}`,
    en: `manifest and report are both to be written to ${name}`,
  }),
  noDimension: { zh: '--group-by 缺少项目', en: '--group-by names nothing' },
  badDimension: (name: string): Message => ({
    zh: `--group-by 没有项目 ${name}`,
    en: `--group-by knows no ${name}`,
  }),
  someDimensions: (names: string): Message => ({ zh: `可用：${names}`, en: `use ${names}` }),
  badFormat: (name: string): Message => ({
    zh: `audit 没有报告格式 ${name}`,
    en: `audit has no report ${name}`,
  }),
  someFormats: (names: string, format: string): Message => ({
    zh: `可用：${names}；要 ${format} 请先写 json，再用 cuilint report 转换`,
    en: `use ${names}; for ${format} write json, and render it with cuilint report`,
  }),
} as const;

function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** How far an audit has got, in one line. `rate` in bytes a second. */
export function auditProgress(
  done: { readonly rows: number; readonly bytes: number; readonly findings: number },
  total: number | undefined,
  rate: number,
  left: string | undefined,
): Message {
  const share =
    total === undefined || total === 0
      ? ''
      : ` / ${size(total)} (${Math.min(100, Math.floor((done.bytes / total) * 100))}%)`;
  const bytes = `${size(done.bytes)}${share}`;
  return {
    zh: `已读 ${grouped(done.rows)} 行 · ${bytes} · ${size(rate)}/s · 发现 ${grouped(done.findings)}${left === undefined ? '' : ` · 剩余 ${left}`}`,
    en: `${grouped(done.rows)} rows · ${bytes} · ${size(rate)}/s · ${grouped(done.findings)} findings${left === undefined ? '' : ` · ${left} left`}`,
  };
}
