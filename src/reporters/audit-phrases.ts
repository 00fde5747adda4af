import type { Dimension, SkipReason } from '../model/audit.ts';
import type { RecordFlaw } from '../model/log-record.ts';
import type { Language } from './report.ts';

/** Every sentence of the reports of an audit. Numbers come in as numbers and are written out here. */
export interface AuditPhrases {
  readonly skip: Readonly<Record<SkipReason, string>>;
  readonly flaw: Readonly<Record<RecordFlaw, string>>;
  readonly dimension: Readonly<Record<Dimension, string>>;
  /** In the place of a value that the data does not have. */
  readonly none: string;
  readonly inputs: string;
  readonly columnsTitle: string;
  readonly skippedTitle: string;
  readonly flawsTitle: string;
  readonly templatesTitle: string;
  groupedTitle(names: readonly string[]): string;
  byTitle(name: string): string;
  readonly head: {
    readonly file: string;
    readonly encoding: string;
    readonly rows: string;
    readonly judged: string;
    readonly skipped: string;
    readonly flagged: string;
    readonly days: string;
    readonly reason: string;
    readonly count: string;
    readonly first: string;
    readonly messages: string;
    readonly findings: string;
    readonly rate: string;
    readonly template: string;
    readonly severity: string;
    readonly rules: string;
    readonly collectors: string;
  };
  verdict(judged: number, flagged: number, rate: string): string;
  counts(error: number, warning: number, info: number): string;
  suppressed(count: number): string;
  readonly clean: string;
  readonly cleanSoFar: string;
  readonly nothing: string;
  /** rows = judged + skipped. */
  balance(rows: number, judged: number, skipped: number): string;
  covered(files: number, bytes: number): string;
  days(first: string, last: string): string;
  range(from: string | undefined, to: string | undefined): string;
  limited(limit: number): string;
  sampled(records: number, seed: number): string;
  cut(file: string): string;
  readonly partial: string;
  moreFiles(count: number): string;
  moreGroups(count: number): string;
  merged(count: number): string;
  problems(count: number): string;
  unread(count: number): string;
  recordAt(record: number): string;
  example(text: string): string;
  timezone(zone: string): string;
  readonly csvHead: readonly string[];
}

/** 1,234,567 */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** In a thousand, with one decimal; '0' for none. */
export function perThousand(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '0';
  const rate = (part / whole) * 1000;
  return rate < 0.05 ? '<0.1' : rate.toFixed(1);
}

const ZH: AuditPhrases = {
  skip: {
    'no-text': '没有文字',
    total: '合计行',
    header: '重复的表头',
    unreadable: '无法读取',
    'out-of-range': '不在日期范围内',
    undated: '没有日期（指定了日期范围）',
    'not-sampled': '未抽中',
  },
  flaw: {
    'time-unreadable': '时间无法识别（不计入时段）',
    'time-without-clock': '只有日期没有钟点（不计入时段）',
    'recipient-rounded': '号码成了科学计数法（不计入频次）',
    'recipient-ambiguous': '两处写着不同的接收号码（不按号码计入频次）',
  },
  dimension: {
    rule: '规则',
    category: '类别',
    severity: '级别',
    collector: '催收员',
    agency: '机构',
    channel: '渠道',
    hour: '钟点',
    day: '日期',
    month: '月份',
    overdue: '逾期阶段',
    template: '模板',
    file: '文件',
  },
  none: '（未注明）',
  inputs: '输入',
  columnsTitle: '采用的列',
  skippedTitle: '未判断的行',
  flawsTitle: '已判断、但部分信息不可用的行',
  templatesTitle: '违规最多的模板',
  groupedTitle: (names) => `按${names.join(' × ')}（--group-by）`,
  byTitle: (name) => `按${name}`,
  head: {
    file: '文件',
    encoding: '编码',
    rows: '行',
    judged: '已判断',
    skipped: '未判断',
    flagged: '违规',
    days: '日期',
    reason: '原因',
    count: '行数',
    first: '前几处',
    messages: '消息',
    findings: '发现',
    rate: '每千条',
    template: '模板',
    severity: '级别',
    rules: '规则',
    collectors: '催收员',
  },
  verdict: (judged, flagged, rate) =>
    `已判断 ${grouped(judged)} 条消息，其中 ${grouped(flagged)} 条违规（警告以上），每千条 ${rate} 条。`,
  counts: (error, warning, info) =>
    `发现 ${grouped(error)} 处错误、${grouped(warning)} 处警告、${grouped(info)} 处提示。`,
  suppressed: (count) => `另有 ${grouped(count)} 处已豁免。`,
  clean: '没有发现问题。',
  cleanSoFar: '已判断的部分没有发现问题。',
  nothing: '没有判断任何消息。',
  balance: (rows, judged, skipped) =>
    `对账：读入 ${grouped(rows)} 行 = 已判断 ${grouped(judged)} + 未判断 ${grouped(skipped)}。`,
  covered: (files, bytes) => `${grouped(files)} 个文件，${grouped(bytes)} 字节`,
  days: (first, last) => `日期 ${first} 至 ${last}`,
  range: (from, to) => `只判断 ${from ?? '最早'} 至 ${to ?? '最晚'} 的消息（--from/--to）。`,
  limited: (limit) => `判断满 ${grouped(limit)} 条即停（--limit）；其后的内容没有读取。`,
  sampled: (records, seed) =>
    `抽样：最多 ${grouped(records)} 条（--sample，种子 ${seed}）；以下数字只说明样本。`,
  cut: (file) => `${file} 没有读完`,
  partial: '运行被中断：以下只是已读部分的结果，跨记录的频次没有数完。',
  moreFiles: (count) => `另有 ${grouped(count)} 个文件，见 JSON 报告`,
  moreGroups: (count) => `另有 ${grouped(count)} 项，见 JSON 报告`,
  merged: (count) => `种类过多，有 ${grouped(count)} 次计数并入“…”。`,
  problems: (count) => `有 ${grouped(count)} 个输入问题，详见标准错误输出或 JSON 报告。`,
  unread: (count) => `有 ${grouped(count)} 个输入完全没有读取。`,
  recordAt: (record) => `第 ${grouped(record)} 条`,
  example: (text) => `例：${text}`,
  timezone: (zone) => `时段按 ${zone}`,
  csvHead: ['发送时间', '接收人代号', '催收员', '机构', '渠道', '逾期阶段', '模板'],
};

const EN: AuditPhrases = {
  skip: {
    'no-text': 'no text',
    total: 'row of totals',
    header: 'header once more',
    unreadable: 'unreadable',
    'out-of-range': 'outside the dates asked for',
    undated: 'no date (dates were asked for)',
    'not-sampled': 'not in the sample',
  },
  flaw: {
    'time-unreadable': 'time that is none (in no count by hour)',
    'time-without-clock': 'date without a clock (in no count by hour)',
    'recipient-rounded': 'number in scientific notation (in no frequency)',
    'recipient-ambiguous': 'two different recipients (in no frequency by number)',
  },
  dimension: {
    rule: 'rule',
    category: 'category',
    severity: 'severity',
    collector: 'collector',
    agency: 'agency',
    channel: 'channel',
    hour: 'hour',
    day: 'day',
    month: 'month',
    overdue: 'overdue stage',
    template: 'template',
    file: 'file',
  },
  none: '(not said)',
  inputs: 'Inputs',
  columnsTitle: 'Columns chosen',
  skippedTitle: 'Rows not judged',
  flawsTitle: 'Rows judged with a value that cannot serve',
  templatesTitle: 'Templates with most violations',
  groupedTitle: (names) => `By ${names.join(' × ')} (--group-by)`,
  byTitle: (name) => `By ${name}`,
  head: {
    file: 'file',
    encoding: 'encoding',
    rows: 'rows',
    judged: 'judged',
    skipped: 'not judged',
    flagged: 'flagged',
    days: 'days',
    reason: 'reason',
    count: 'rows',
    first: 'first places',
    messages: 'messages',
    findings: 'findings',
    rate: 'per 1000',
    template: 'template',
    severity: 'severity',
    rules: 'rules',
    collectors: 'collectors',
  },
  verdict: (judged, flagged, rate) =>
    `${grouped(judged)} messages judged, ${grouped(flagged)} of them flagged (warning or above), ${rate} in a thousand.`,
  counts: (error, warning, info) =>
    `Findings: ${grouped(error)} errors, ${grouped(warning)} warnings, ${grouped(info)} hints.`,
  suppressed: (count) => `${grouped(count)} more are suppressed.`,
  clean: 'Nothing found.',
  cleanSoFar: 'Nothing found in what was judged.',
  nothing: 'No message was judged.',
  balance: (rows, judged, skipped) =>
    `Balance: ${grouped(rows)} rows read = ${grouped(judged)} judged + ${grouped(skipped)} not judged.`,
  covered: (files, bytes) => `${grouped(files)} files, ${grouped(bytes)} bytes`,
  days: (first, last) => `days ${first} to ${last}`,
  range: (from, to) =>
    `Only messages from ${from ?? 'the first day'} to ${to ?? 'the last day'} were judged (--from/--to).`,
  limited: (limit) =>
    `Stopped after ${grouped(limit)} messages (--limit); what follows was not read.`,
  sampled: (records, seed) =>
    `A sample of at most ${grouped(records)} messages (--sample, seed ${seed}): the figures are those of the sample.`,
  cut: (file) => `${file} was not read to its end`,
  partial:
    'The run was stopped: these are the results of what had been read; contacts over records were not counted to the end.',
  moreFiles: (count) => `${grouped(count)} more files in the JSON report`,
  moreGroups: (count) => `${grouped(count)} more in the JSON report`,
  merged: (count) => `Too many kinds: ${grouped(count)} were counted together as “…”.`,
  problems: (count) =>
    `${grouped(count)} problems with the input, told on standard error and in the JSON report.`,
  unread: (count) => `${grouped(count)} inputs were not read at all.`,
  recordAt: (record) => `record ${grouped(record)}`,
  example: (text) => `e.g. ${text}`,
  timezone: (zone) => `hours in ${zone}`,
  csvHead: ['sent at', 'recipient', 'collector', 'agency', 'channel', 'overdue', 'template'],
};

export function auditPhrases(lang: Language): AuditPhrases {
  return lang === 'zh' ? ZH : EN;
}
