import type { Speaker } from '../model/segment.ts';
import { grouped } from './html-text.ts';
import type { Language } from './report.ts';
import { SPEAKER_WORDS } from './speaker-words.ts';

/** What the page says beside the sentences of the other reports. */
export interface HtmlPhrases {
  readonly htmlLang: string;
  readonly title: string;
  readonly skip: string;
  readonly contents: string;
  readonly print: string;
  readonly theme: string;
  readonly keys: string;
  readonly keyHelp: readonly (readonly [key: string, what: string])[];
  readonly sections: Readonly<
    Record<'overview' | 'findings' | 'problems' | 'coverage' | 'rules' | 'clauses' | 'sign', string>
  >;
  verdictBad(errors: number, warnings: number): string;
  verdictWarn(warnings: number): string;
  verdictInfo(info: number): string;
  partly(problems: number): string;
  readonly human: string;
  readonly tiles: Readonly<
    Record<'error' | 'warning' | 'info' | 'problems' | 'files' | 'segments', string>
  >;
  readonly charts: Readonly<
    Record<'category' | 'rule' | 'file' | 'speaker' | 'day' | 'agency' | 'collector', string>
  >;
  readonly chartNote: string;
  moreRows(count: number): string;
  readonly speaker: Readonly<Record<Speaker, string>>;
  readonly search: string;
  readonly searchHint: string;
  readonly filter: Readonly<
    Record<'severity' | 'category' | 'rule' | 'file' | 'speaker' | 'state', string>
  >;
  readonly all: string;
  readonly clear: string;
  /** With `{shown}`, `{all}` and `{hits}` in it. */
  readonly counted: string;
  readonly none: string;
  hits(count: number): string;
  same(count: number): string;
  alike(count: number): string;
  morePlaces(count: number): string;
  readonly why: string;
  readonly basis: string;
  readonly rewrite: string;
  readonly copy: string;
  readonly copied: string;
  readonly copyFailed: string;
  readonly state: Readonly<Record<'new' | 'baselined' | 'suppressed', string>>;
  leftOut(count: number): string;
  readonly file: string;
  readonly format: string;
  readonly encoding: string;
  readonly bytes: string;
  readonly segments: string;
  readonly found: string;
  readonly columns: string;
  readonly place: string;
  readonly reason: string;
  readonly packed: string;
  moreFiles(count: number): string;
  readonly facts: Readonly<
    Record<'version' | 'ruleset' | 'today' | 'mask' | 'encodings' | 'ignored' | 'off', string>
  >;
  readonly mask: Readonly<Record<'full' | 'partial' | 'none', string>>;
  readonly nothingIgnored: string;
  passed(passed: number, all: number): string;
  readonly pass: string;
  readonly result: string;
  readonly level: string;
  readonly rule: string;
  readonly otherRules: string;
  readonly preview: string;
  readonly clause: string;
  readonly asks: string;
  readonly valid: string;
  readonly evidence: string;
  readonly evidenceRead: string;
  validity(since: string, until: string | undefined): string;
  readonly evidenceNote: string;
  readonly sign: Readonly<
    Record<
      'conclusion' | 'pass' | 'change' | 'refuse' | 'reviewer' | 'date' | 'opinion' | 'signature',
      string
    >
  >;
  readonly footer: string;
  pageHead(today: string): string;
  readonly page: readonly [before: string, between: string, after: string];
}

const ZH: HtmlPhrases = {
  htmlLang: 'zh-CN',
  title: '催收文本合规检查报告',
  skip: '跳到发现',
  contents: '目录',
  print: '打印',
  theme: '深色 / 浅色',
  keys: '键盘操作',
  keyHelp: [
    ['/', '搜索'],
    ['j k', '下一条、上一条'],
    ['c', '复制当前一条的改写'],
    ['1 2 3', '显示或隐藏错误、警告、提示'],
    ['Esc', '清除筛选'],
  ],
  sections: {
    overview: '概览',
    findings: '发现',
    problems: '未能判断',
    coverage: '检查范围',
    rules: '规则与结果',
    clauses: '依据的条款',
    sign: '审核签字',
  },
  verdictBad: (errors, warnings) =>
    `不得发送：有 ${grouped(errors)} 处错误${warnings === 0 ? '' : `，另有 ${grouped(warnings)} 处警告`}。`,
  verdictWarn: (warnings) => `须改写或核实：没有错误，有 ${grouped(warnings)} 处警告。`,
  verdictInfo: (info) => `没有错误和警告，有 ${grouped(info)} 处提示。`,
  partly: (problems) =>
    `有 ${grouped(problems)} 项内容未能判断，以上结论只覆盖已判断的部分，见“未能判断”。`,
  human: '未发现不等于合规：本报告只检查表述，事实是否属实、是否已获授权，仍须人工审核。',
  tiles: {
    error: '错误',
    warning: '警告',
    info: '提示',
    problems: '未能判断',
    files: '文件',
    segments: '文本',
  },
  charts: {
    category: '类别',
    rule: '规则',
    file: '文件',
    speaker: '说话人',
    day: '日期',
    agency: '机构',
    collector: '催收员',
  },
  chartNote: '每行的条形按错误、警告、提示分色；点击名称即筛选。',
  moreRows: (count) => `另有 ${grouped(count)} 项`,
  speaker: SPEAKER_WORDS.zh,
  search: '搜索',
  searchHint: '文本、规则、条款、位置…',
  filter: {
    severity: '级别',
    category: '类别',
    rule: '规则',
    file: '文件',
    speaker: '说话人',
    state: '状态',
  },
  all: '全部',
  clear: '清除筛选',
  counted: '显示 {shown} / {all} 条文本，{hits} 处发现',
  none: '没有符合筛选条件的文本。',
  hits: (count) => `${grouped(count)} 处`,
  same: (count) => `相同文本共 ${grouped(count)} 处`,
  alike: (count) => `同一模板的文本共 ${grouped(count)} 处`,
  morePlaces: (count) => `其余 ${grouped(count)} 处的位置`,
  why: '说明',
  basis: '依据',
  rewrite: '建议改写',
  copy: '复制',
  copied: '已复制',
  copyFailed: '请按 Ctrl+C',
  state: { new: '待处理', baselined: '基线内', suppressed: '已豁免' },
  leftOut: (count) =>
    `另有 ${grouped(count)} 处级别较低或较后的发现未列出：页面只容纳最严重的部分，全部内容见 csv 或 json 报告。`,
  file: '文件',
  format: '格式',
  encoding: '编码',
  bytes: '字节',
  segments: '文本',
  found: '发现',
  columns: '检查的列或字段',
  place: '位置',
  reason: '原因与处理',
  packed: '内置',
  moreFiles: (count) => `另有 ${grouped(count)} 个没有发现的文件未逐一列出，已计入总数。`,
  facts: {
    version: '程序版本',
    ruleset: '规则集',
    today: '条款日期',
    mask: '个人信息',
    encodings: '编码',
    ignored: '未读取',
    off: '停用的规则',
  },
  mask: { full: '全部遮蔽', partial: '部分遮蔽', none: '未遮蔽，请勿外传' },
  nothingIgnored: '无',
  passed: (passed, all) => `共运行 ${all} 条规则，其中 ${passed} 条通过（没有发现）。`,
  pass: '通过',
  result: '结果',
  level: '级别',
  rule: '规则',
  otherRules: '这份报告由另一套规则生成，这里只列出有发现的规则。',
  preview: '试用',
  clause: '条款',
  asks: '要求（转述）',
  valid: '效力',
  evidence: '核实',
  evidenceRead: '已核原文',
  validity: (since, until) =>
    since === '' && until === undefined
      ? '现行，起始日未核'
      : until === undefined
        ? `${since} 起施行`
        : since === ''
          ? `至 ${until}`
          : `${since} 至 ${until}`,
  evidenceNote: '标“据转述”的条款未读到原文；标“待核实”的不得作为确定依据引用。',
  sign: {
    conclusion: '结论',
    pass: '通过',
    change: '修改后通过',
    refuse: '不通过',
    reviewer: '审核人',
    date: '日期',
    opinion: '意见',
    signature: '签字',
  },
  footer: '本报告由 cuilint 在本机生成，不含外部资源，不联网。不构成法律意见。',
  pageHead: (today) => `催收文本合规检查报告 · ${today}`,
  page: ['第 ', ' / ', ' 页'],
};

const EN: HtmlPhrases = {
  htmlLang: 'en',
  title: 'Compliance report on collection messages',
  skip: 'Skip to findings',
  contents: 'Contents',
  print: 'Print',
  theme: 'Dark / light',
  keys: 'Keyboard',
  keyHelp: [
    ['/', 'search'],
    ['j k', 'next, previous'],
    ['c', 'copy the rewrite of the current one'],
    ['1 2 3', 'show or hide errors, warnings, info'],
    ['Esc', 'clear filters'],
  ],
  sections: {
    overview: 'Overview',
    findings: 'Findings',
    problems: 'Not judged',
    coverage: 'Coverage',
    rules: 'Rules and results',
    clauses: 'Clauses',
    sign: 'Sign-off',
  },
  verdictBad: (errors, warnings) =>
    `Must not be sent: errors ${grouped(errors)}${warnings === 0 ? '' : `, warnings ${grouped(warnings)}`}.`,
  verdictWarn: (warnings) =>
    `To be rewritten or checked: no errors, warnings ${grouped(warnings)}.`,
  verdictInfo: (info) => `No errors or warnings, info ${grouped(info)}.`,
  partly: (problems) =>
    `Could not be judged: ${grouped(problems)}. The verdict covers the rest alone; see “Not judged”.`,
  human:
    'Nothing found is no approval: wording alone is judged. Whether what is said is true and permitted remains for a person to review.',
  tiles: {
    error: 'errors',
    warning: 'warnings',
    info: 'info',
    problems: 'not judged',
    files: 'files',
    segments: 'texts',
  },
  charts: {
    category: 'Category',
    rule: 'Rule',
    file: 'File',
    speaker: 'Speaker',
    day: 'Day',
    agency: 'Agency',
    collector: 'Collector',
  },
  chartNote: 'Bars are coloured by errors, warnings and info; a name filters.',
  moreRows: (count) => `${grouped(count)} more`,
  speaker: SPEAKER_WORDS.en,
  search: 'Search',
  searchHint: 'text, rule, clause, place …',
  filter: {
    severity: 'Severity',
    category: 'Category',
    rule: 'Rule',
    file: 'File',
    speaker: 'Speaker',
    state: 'State',
  },
  all: 'all',
  clear: 'Clear filters',
  counted: '{shown} of {all} texts, {hits} findings',
  none: 'No text fits these filters.',
  hits: (count) => grouped(count),
  same: (count) => `the same text in ${grouped(count)} places`,
  alike: (count) => `texts of one template in ${grouped(count)} places`,
  morePlaces: (count) => `the other ${grouped(count)} places`,
  why: 'Why',
  basis: 'Basis',
  rewrite: 'Write instead',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Press Ctrl+C',
  state: { new: 'new', baselined: 'baselined', suppressed: 'suppressed' },
  leftOut: (count) =>
    `${grouped(count)} less severe or later findings are not listed: the page has room for the most severe; csv and json reports have them all.`,
  file: 'File',
  format: 'Format',
  encoding: 'Encoding',
  bytes: 'Bytes',
  segments: 'Texts',
  found: 'Findings',
  columns: 'Columns or fields judged',
  place: 'Place',
  reason: 'Reason and remedy',
  packed: 'built in',
  moreFiles: (count) =>
    `${grouped(count)} more files without findings are not listed one by one; they are counted.`,
  facts: {
    version: 'Version',
    ruleset: 'Rule set',
    today: 'Clauses as of',
    mask: 'Personal data',
    encodings: 'Encodings',
    ignored: 'Not read',
    off: 'Rules turned off',
  },
  mask: { full: 'masked in full', partial: 'masked in part', none: 'not masked: do not pass on' },
  nothingIgnored: 'nothing',
  passed: (passed, all) => `${all} rules were run; ${passed} of them passed (nothing found).`,
  pass: 'passed',
  result: 'Result',
  level: 'Severity',
  rule: 'Rule',
  otherRules: 'This report was made with other rules: only those with findings are listed here.',
  preview: 'preview',
  clause: 'Clause',
  asks: 'What it asks (paraphrased)',
  valid: 'In force',
  evidence: 'Evidence',
  evidenceRead: 'original read',
  validity: (since, until) =>
    since === '' && until === undefined
      ? 'in force, first day not checked'
      : until === undefined
        ? `since ${since}`
        : since === ''
          ? `until ${until}`
          : `${since} to ${until}`,
  evidenceNote:
    'Of clauses marked second-hand the original was not read; those marked unverified must not be cited as certain.',
  sign: {
    conclusion: 'Conclusion',
    pass: 'passed',
    change: 'passed once changed',
    refuse: 'refused',
    reviewer: 'Reviewer',
    date: 'Date',
    opinion: 'Opinion',
    signature: 'Signature',
  },
  footer:
    'Made by cuilint on this machine; nothing external in it, nothing fetched. This is no legal advice.',
  pageHead: (today) => `Compliance report on collection messages · ${today}`,
  page: ['Page ', ' of ', ''],
};

export function htmlPhrases(lang: Language): HtmlPhrases {
  return lang === 'zh' ? ZH : EN;
}
