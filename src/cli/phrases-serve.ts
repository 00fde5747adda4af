import type { Message } from '../model/error.ts';
import type { Profile } from '../model/rule.ts';
import type { Kind } from '../model/segment.ts';
import type { Language } from './phrases.ts';

/** What the command `serve` and its answers say. */
export const SERVE = {
  help: {
    zh: '打开本机页面：粘贴或拖入文本、文件，边写边查（只在本机，Ctrl-C 结束）',
    en: 'a page on this machine: paste or drop a text or a file, judged while typing (loopback only, Ctrl-C ends)',
  },
  port: { zh: '端口（默认由系统分配）', en: 'port (default: any that is free)' },
  aPort: { zh: '0 到 65535 的整数', en: 'a whole number up to 65535' },
  ready: (address: string): Message => ({
    zh: `本机页面：${address}\n在浏览器里打开上面的地址。地址里有一次性口令，请勿转发；按 Ctrl-C 结束。`,
    en: `Page on this machine: ${address}\nOpen this address in a browser. It holds a password for this run: do not pass it on. Ctrl-C ends.`,
  }),
  portTaken: (port: number): Message => ({
    zh: `端口 ${port} 已被占用或不允许使用`,
    en: `port ${port} is taken or not permitted`,
  }),
  otherPort: { zh: '换一个端口，或不写 --port', en: 'choose another, or leave out --port' },
  noToken: {
    zh: '口令不对：请用终端里显示的完整地址打开页面',
    en: 'wrong password: open the page by the whole address that the terminal shows',
  },
  wrongHost: {
    zh: '只接受来自本机页面的请求',
    en: 'only requests of the page itself are answered',
  },
  notFound: { zh: '没有这个地址', en: 'there is no such address' },
  tooLarge: (megabytes: number): Message => ({
    zh: `内容过大（上限 ${megabytes} MB）；大文件请用命令行检查`,
    en: `too large (at most ${megabytes} MB); check large files on the command line`,
  }),
  badRequest: { zh: '请求的内容不完整', en: 'the request is not whole' },
  broken: { zh: '程序内部错误，请报告此问题', en: 'internal error, please report it' },
} as const;

/** What the page says. `script` is for what it says while it is used, `{n}` a number in it. */
export interface ServePhrases {
  readonly title: string;
  readonly intro: string;
  readonly text: string;
  readonly textHint: string;
  readonly kind: string;
  readonly profile: string;
  readonly auto: string;
  readonly unknown: string;
  readonly kinds: Readonly<Record<Kind, string>>;
  readonly profiles: Readonly<Record<Profile, string>>;
  readonly file: string;
  readonly drop: string;
  readonly clear: string;
  readonly findings: string;
  readonly report: string;
  readonly ruleTitle: string;
  readonly rule: string;
  readonly ruleHint: string;
  readonly keys: string;
  readonly keyHelp: readonly (readonly [key: string, what: string])[];
  readonly footer: string;
  readonly script: Readonly<Record<string, string>>;
}

const ZH: ServePhrases = {
  title: 'cuilint 本机检查',
  intro: '粘贴或输入短信、话术，边写边查；也可以拖入文件。内容只在本机处理，不联网、不保存。',
  text: '文本',
  textHint: '在这里粘贴或输入要发送的文本，每行一条；也可以把文件拖到页面上。',
  kind: '种类',
  profile: '发送方',
  auto: '自动判断',
  unknown: '未指定',
  kinds: { sms: '短信', script: '话术', log: '触达记录' },
  profiles: {
    bank: '银行',
    'consumer-finance': '消费金融公司',
    'micro-loan': '小额贷款公司',
    agency: '催收机构',
    'law-firm': '律师事务所',
    'property-fee': '物业公司',
    utility: '水电燃气',
    telecom: '电信运营商',
    court: '法院',
    police: '公安机关',
  },
  file: '选择文件…',
  drop: '松开鼠标，检查这个文件',
  clear: '清空',
  findings: '发现',
  report: '取报告',
  ruleTitle: '查规则',
  rule: '规则',
  ruleHint: '编号或名称，如 上门',
  keys: '键盘操作',
  keyHelp: [
    ['F8', '下一处发现'],
    ['Shift+F8', '上一处'],
    ['Ctrl+Enter', '立即检查'],
    ['Alt+R', '查规则'],
  ],
  footer: '本页由本机上的 cuilint 提供，关闭终端即停止。没有发现不等于合规；不构成法律意见。',
  script: {
    empty: '还没有内容。',
    checking: '正在检查…',
    clean: '没有发现问题。',
    cleanSoFar: '已判断的部分没有发现问题。',
    noText: '没有可检查的文本，未作判断。',
    found: '错误 {error}、警告 {warning}、提示 {info}。',
    covered: '检查了 {segments} 条文本。',
    ofFile: '文件 {name}：',
    problem: '未能判断',
    more: '另有 {n} 处发现，见报告。',
    why: '说明',
    basis: '依据',
    rewrite: '建议改写',
    copy: '复制',
    copied: '已复制',
    copyFailed: '请按 Ctrl+C',
    show: '在文本中选中',
    rule: '规则说明',
    lost: '连不上本机程序：终端是否已经关闭？',
    noToken: '缺少口令：请用终端里显示的完整地址打开本页。',
    bad: '会报的例子',
    good: '不会报的例子',
    noRule: '没有这条规则。',
    error: '错误',
    warning: '警告',
    info: '提示',
    suspected: '疑似',
    'second-hand': '据转述',
    unverified: '待核实',
    oneFile: '一次只能检查一个文件。',
  },
};

const EN: ServePhrases = {
  title: 'cuilint on this machine',
  intro:
    'Paste or type messages and scripts: they are judged while you write. Or drop a file. Everything stays on this machine; nothing is sent or kept.',
  text: 'Text',
  textHint: 'Paste or type what is to be sent, a message a line; or drop a file onto the page.',
  kind: 'Kind',
  profile: 'Sender',
  auto: 'as it looks',
  unknown: 'not said',
  kinds: { sms: 'messages', script: 'call script', log: 'contact log' },
  profiles: {
    bank: 'bank',
    'consumer-finance': 'consumer finance company',
    'micro-loan': 'micro-loan company',
    agency: 'collection agency',
    'law-firm': 'law firm',
    'property-fee': 'property manager',
    utility: 'utility',
    telecom: 'telecom operator',
    court: 'court',
    police: 'police',
  },
  file: 'Choose a file…',
  drop: 'Let go to check this file',
  clear: 'Clear',
  findings: 'Findings',
  report: 'Take the report',
  ruleTitle: 'Look a rule up',
  rule: 'Rule',
  ruleHint: 'id or title',
  keys: 'Keyboard',
  keyHelp: [
    ['F8', 'next finding'],
    ['Shift+F8', 'previous'],
    ['Ctrl+Enter', 'check now'],
    ['Alt+R', 'look a rule up'],
  ],
  footer:
    'This page comes from cuilint on this machine and ends with it. Nothing found is no approval; this is no legal advice.',
  script: {
    empty: 'Nothing yet.',
    checking: 'Checking …',
    clean: 'Nothing found.',
    cleanSoFar: 'Nothing found in what could be judged.',
    noText: 'There was no text to judge.',
    found: 'errors {error}, warnings {warning}, info {info}.',
    covered: 'Texts judged: {segments}.',
    ofFile: 'File {name}: ',
    problem: 'not judged',
    more: 'Findings beyond these, in the report: {n}.',
    why: 'Why',
    basis: 'Basis',
    rewrite: 'Write instead',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Press Ctrl+C',
    show: 'Select in the text',
    rule: 'About the rule',
    lost: 'The program does not answer: is the terminal still open?',
    noToken:
      'The password is missing: open this page by the whole address that the terminal shows.',
    bad: 'What is flagged',
    good: 'What is not',
    noRule: 'There is no such rule.',
    error: 'error',
    warning: 'warning',
    info: 'info',
    suspected: 'suspected',
    'second-hand': 'second-hand',
    unverified: 'unverified',
    oneFile: 'One file at a time.',
  },
};

export function servePhrases(lang: Language): ServePhrases {
  return lang === 'zh' ? ZH : EN;
}
