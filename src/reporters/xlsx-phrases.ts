import type { Finding } from '../model/finding.ts';
import type { Speaker } from '../model/segment.ts';
import type { Language } from './report.ts';
import { SPEAKER_WORDS } from './speaker-words.ts';

/** What a reviewer may answer; the words stand in a list that the cell offers. */
export type Verdict = 'false-alarm' | 'accepted' | 'changed';

/** Columns of the sheet of findings, from left to right. */
export const FINDING_COLUMNS = [
  'severity',
  'title',
  'text',
  'message',
  'rewrite',
  'clauses',
  'file',
  'place',
  'verdict',
  'reviewer',
  'reason',
  'speaker',
  'category',
  'rule',
  'state',
  'fingerprint',
] as const;
export type FindingColumn = (typeof FINDING_COLUMNS)[number];

/** Words of a workbook beside those of the other reports. */
export interface XlsxPhrases {
  readonly sheets: {
    readonly summary: string;
    readonly findings: string;
    readonly rules: string;
    readonly coverage: string;
  };
  readonly title: string;
  readonly columns: Readonly<Record<FindingColumn, string>>;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  /** Shown when the cell is chosen. */
  readonly verdictTitle: string;
  readonly verdictHint: string;
  readonly state: Readonly<Record<Finding['state'], string>>;
  readonly speaker: Readonly<Record<Speaker, string>>;
  readonly bySeverity: string;
  readonly byCategory: string;
  readonly byRule: string;
  readonly byFile: string;
  readonly count: string;
  readonly file: string;
  readonly rule: string;
  readonly ruleId: string;
  readonly category: string;
  readonly level: string;
  readonly found: string;
  readonly result: string;
  readonly passed: string;
  readonly hasFindings: string;
  readonly why: string;
  readonly format: string;
  readonly encoding: string;
  readonly bytes: string;
  readonly texts: string;
  readonly judged: string;
  readonly asData: string;
  readonly files: string;
  readonly problems: string;
  readonly noProblems: string;
  readonly code: string;
  readonly line: string;
  readonly sentence: string;
  readonly notRead: string;
  readonly version: string;
  readonly ruleset: string;
  readonly today: string;
  readonly signOff: string;
  readonly signer: string;
  readonly date: string;
  readonly opinion: string;
  readonly page: string;
}

const ZH: XlsxPhrases = {
  sheets: { summary: '汇总', findings: '明细', rules: '规则', coverage: '覆盖范围' },
  title: '催收文案检查报告',
  columns: {
    severity: '级别',
    title: '问题',
    text: '原文（命中处标红）',
    message: '说明',
    rewrite: '改写建议',
    clauses: '依据',
    file: '文件',
    place: '位置',
    verdict: '处理意见',
    reviewer: '处理人',
    reason: '理由',
    speaker: '说话人',
    category: '类别',
    rule: '规则编号',
    state: '状态',
    fingerprint: '指纹',
  },
  verdicts: { 'false-alarm': '误报', accepted: '接受', changed: '已改' },
  verdictTitle: '处理意见',
  verdictHint: '误报：不构成问题；接受：确认有问题但允许保留；已改：文案已经改正。',
  state: { new: '新', baselined: '基线内', suppressed: '已豁免' },
  speaker: SPEAKER_WORDS.zh,
  bySeverity: '按级别',
  byCategory: '按类别',
  byRule: '按规则',
  byFile: '按文件',
  count: '数量',
  file: '文件',
  rule: '规则',
  ruleId: '规则编号',
  category: '类别',
  level: '级别',
  found: '发现数',
  result: '结果',
  passed: '通过',
  hasFindings: '有发现',
  why: '缘由',
  format: '格式',
  encoding: '编码',
  bytes: '字节',
  texts: '文本条数',
  judged: '检查的列或字段',
  asData: '用作信息的列或字段',
  files: '检查过的文件',
  problems: '未能判断的内容',
  noProblems: '全部内容均已判断。',
  code: '代码',
  line: '行',
  sentence: '原因',
  notRead: '未读取',
  version: '版本',
  ruleset: '规则集',
  today: '条款以此日为准',
  signOff: '审核',
  signer: '审核人',
  date: '日期',
  opinion: '意见',
  page: '第 &P 页，共 &N 页',
};

const EN: XlsxPhrases = {
  sheets: { summary: 'Summary', findings: 'Findings', rules: 'Rules', coverage: 'Coverage' },
  title: 'Report on collection wording',
  columns: {
    severity: 'severity',
    title: 'issue',
    text: 'text (hit in red)',
    message: 'message',
    rewrite: 'suggested rewrite',
    clauses: 'clauses',
    file: 'file',
    place: 'place',
    verdict: 'verdict',
    reviewer: 'reviewer',
    reason: 'reason',
    speaker: 'speaker',
    category: 'category',
    rule: 'rule',
    state: 'state',
    fingerprint: 'fingerprint',
  },
  verdicts: { 'false-alarm': 'false alarm', accepted: 'accepted', changed: 'changed' },
  verdictTitle: 'verdict',
  verdictHint:
    'false alarm: nothing is wrong; accepted: it may stay as it is; changed: the wording has been corrected.',
  state: { new: 'new', baselined: 'baselined', suppressed: 'suppressed' },
  speaker: SPEAKER_WORDS.en,
  bySeverity: 'by severity',
  byCategory: 'by category',
  byRule: 'by rule',
  byFile: 'by file',
  count: 'count',
  file: 'file',
  rule: 'rule',
  ruleId: 'rule id',
  category: 'category',
  level: 'severity',
  found: 'findings',
  result: 'result',
  passed: 'passed',
  hasFindings: 'findings',
  why: 'why',
  format: 'format',
  encoding: 'encoding',
  bytes: 'bytes',
  texts: 'texts',
  judged: 'columns or fields judged',
  asData: 'columns or fields read as data',
  files: 'files checked',
  problems: 'what could not be judged',
  noProblems: 'Everything was judged.',
  code: 'code',
  line: 'line',
  sentence: 'reason',
  notRead: 'not read',
  version: 'version',
  ruleset: 'rules',
  today: 'clauses as of',
  signOff: 'sign-off',
  signer: 'reviewer',
  date: 'date',
  opinion: 'opinion',
  page: 'page &P of &N',
};

export function xlsxPhrases(lang: Language): XlsxPhrases {
  return lang === 'zh' ? ZH : EN;
}

/** A verdict as somebody wrote it, in either language; undefined for any other word. */
export function verdictNamed(text: string): Verdict | undefined {
  const word = text.normalize('NFKC').trim().toLowerCase();
  // Safe: the keys of `verdicts` are the verdicts.
  for (const { verdicts } of [ZH, EN])
    for (const [verdict, name] of Object.entries(verdicts))
      if (name === word) return verdict as Verdict;
  return undefined;
}
