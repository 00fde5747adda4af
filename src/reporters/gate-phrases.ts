import type { Language } from './report.ts';

/** Sentences of the reports for build servers and for tables, beside those of `phrases.ts`. */
export interface GatePhrases {
  labelled(label: string, text: string): string;
  readonly cleanFile: string;
  readonly finding: string;
  readonly problem: string;
  readonly remark: string;
  /** How many results a format had no room for. */
  leftOut(count: number): string;
  readonly colon: string;
  readonly findingsTitle: string;
  readonly problemsTitle: string;
  readonly place: string;
  readonly severity: string;
  readonly rule: string;
  readonly excerpt: string;
  readonly message: string;
  readonly csvHead: readonly string[];
  readonly yes: string;
  readonly no: string;
  readonly root: string;
}

const ZH: GatePhrases = {
  labelled: (label, text) => `${label}：${text}`,
  cleanFile: '没有发现问题',
  finding: '发现',
  problem: '未能判断',
  remark: '说明',
  leftOut: (count) => `另有 ${count} 处未列出：此格式容不下；完整内容见其他格式的报告。`,
  colon: '：',
  findingsTitle: '发现',
  problemsTitle: '未能判断',
  place: '位置',
  severity: '级别',
  rule: '规则',
  excerpt: '原文',
  message: '说明',
  csvHead: [
    'cuilint',
    '级别',
    '疑似',
    '类别',
    '规则',
    '标题',
    '文件',
    '位置',
    '行',
    '列',
    '结束行',
    '结束列',
    '记录',
    '记录编号',
    '字段',
    '键路径',
    '原文',
    '上下文',
    '说明',
    '改写',
    '整条改写',
    '依据',
    '说话人',
    '置信度',
    '状态',
    '指纹',
  ],
  yes: '是',
  no: '否',
  root: '仓库的根；不在仓库里时为运行 cuilint 时所在的文件夹。',
};

const EN: GatePhrases = {
  labelled: (label, text) => `${label}: ${text}`,
  cleanFile: 'nothing found',
  finding: 'finding',
  problem: 'not judged',
  remark: 'remark',
  leftOut: (count) =>
    `${count} more not listed: this format has no room for them; reports in other formats have them all.`,
  colon: ': ',
  findingsTitle: 'Findings',
  problemsTitle: 'Not judged',
  place: 'Place',
  severity: 'Severity',
  rule: 'Rule',
  excerpt: 'Text',
  message: 'Message',
  csvHead: [
    'cuilint',
    'severity',
    'suspected',
    'category',
    'rule',
    'title',
    'file',
    'place',
    'line',
    'column',
    'end line',
    'end column',
    'record',
    'record id',
    'field',
    'key path',
    'text',
    'context',
    'message',
    'rewrite',
    'whole message',
    'clauses',
    'speaker',
    'confidence',
    'state',
    'fingerprint',
  ],
  yes: 'yes',
  no: 'no',
  root: 'The root of the repository; outside of one, the folder in which cuilint was started.',
};

export function gatePhrases(lang: Language): GatePhrases {
  return lang === 'zh' ? ZH : EN;
}
