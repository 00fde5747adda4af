import type { Change } from '../model/finding.ts';
import { ROLE_WORDS } from '../model/role-words.ts';
import type { Category, Evidence, Severity } from '../model/rule.ts';
import type { Coverage } from '../model/run-event.ts';
import type { Language } from './report.ts';

const COLUMN_WORDS: ReadonlyMap<string, string> = new Map(Object.entries(ROLE_WORDS));

/** Every sentence of the reports for people. Numbers come in as numbers and are written out here. */
export interface ReportPhrases {
  readonly severity: Readonly<Record<Severity, string>>;
  readonly category: Readonly<Record<Category, string>>;
  readonly suspected: string;
  readonly change: Readonly<Record<Change, string>>;
  /** Beside a finding that is listed though it does not count. */
  readonly known: Readonly<Record<'baselined' | 'suppressed', string>>;
  compared(counts: Readonly<Record<Change, number>>): string;
  readonly clauses: string;
  moreClauses(count: number, ruleId: string): string;
  readonly rewrite: string;
  readonly evidence: Readonly<Record<Evidence, string>>;
  inForce(date: string): string;
  record(number: number): string;
  paragraph(number: number): string;
  tableCell(cell: string): string;
  /** UTF-16 units from the start of a cell or paragraph. */
  character(column: number): string;
  /** Parts of a document by the word in their names. */
  readonly parts: Readonly<Record<string, string>>;
  head(version: string, ruleset: string, today: string): string;
  readonly unmasked: string;
  summary(error: number, warning: number, info: number): string;
  readonly clean: string;
  /** Where a part could not be judged. */
  readonly cleanSoFar: string;
  bracketed(text: string, notes: readonly string[]): string;
  readonly nothing: string;
  /** Files were read, and no text was in them. */
  readonly noText: string;
  /** Workbooks and documents without a text, beside files that have some. */
  textless(count: number, files: string): string;
  /** Findings of the baseline and suppressed ones; not both 0. */
  notCounted(baselined: number, suppressed: number): string;
  omitted(count: number): string;
  problems(count: number): string;
  covered(files: number, segments: number, bytes: number): string;
  encodings(list: string): string;
  /** What a column says; the name itself where it is none of ours, as in the report of another version. */
  role(name: string): string;
  columns(file: string, text: string, roles: string): string;
  /** Behind the name of a sheet. */
  readonly hidden: string;
  moreColumns(files: number): string;
  skipped(count: number): string;
  ignored(list: string): string;
  /** Of endings of old files of Office. */
  resave(endings: string): string;
  readonly ignoredKinds: Readonly<Record<string, string>>;
  readonly notJudged: string;
  readonly statistics: string;
  readonly byRule: string;
  readonly byCategory: string;
  readonly bySeverity: string;
  smsParts(count: number): string;
  readonly separator: string;
}

function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function plural(count: number, word: string): string {
  return `${grouped(count)} ${word}${count === 1 ? '' : 's'}`;
}

const ZH: ReportPhrases = {
  severity: { error: '错误', warning: '警告', info: '提示' },
  category: {
    threat: '威胁恐吓',
    insult: '侮辱贬损',
    misleading: '虚假与误导',
    privacy: '隐私与第三人',
    harassment: '骚扰',
    identity: '身份',
    payment: '款项与资金安全',
    script: '话术结构',
    obfuscation: '规避检测',
    meta: '检查本身',
  },
  suspected: '疑似',
  change: { new: '新增', gone: '已消失', unchanged: '未变' },
  known: { baselined: '基线内', suppressed: '已豁免' },
  compared: (counts) =>
    `与较早的报告相比：新增 ${grouped(counts.new)} 处、消失 ${grouped(counts.gone)} 处、未变 ${grouped(counts.unchanged)} 处。`,
  clauses: '依据',
  moreClauses: (count, ruleId) => `另有 ${count} 条，见 cuilint explain ${ruleId}`,
  rewrite: '改写',
  evidence: { read: '', 'second-hand': '据转述', unverified: '待核实' },
  inForce: (date) => `${date} 起施行`,
  record: (number) => `第 ${number} 条`,
  paragraph: (number) => `第 ${number} 段`,
  tableCell: (cell) => `表格 ${cell}`,
  character: (column) => `第 ${column} 字`,
  parts: {
    header: '页眉',
    footer: '页脚',
    footnotes: '脚注',
    endnotes: '尾注',
    comments: '批注',
    data: '图示',
  },
  head: (version, ruleset, today) =>
    `cuilint ${version} · 规则集 ${ruleset} · 条款以 ${today} 为准`,
  unmasked: '注意：本报告未遮蔽个人信息（--mask none），请勿外传。',
  summary: (error, warning, info) => `发现 ${error} 处错误、${warning} 处警告、${info} 处提示。`,
  clean: '没有发现问题。',
  cleanSoFar: '已判断的部分没有发现问题。',
  bracketed: (text, notes) => `${text}（${notes.join('，')}）`,
  nothing: '没有检查任何文件。',
  noText: '没有可检查的文本，未作判断。',
  textless: (count, files) => `没有可检查的文本的文件 ${grouped(count)} 个：${files}`,
  notCounted: (baselined, suppressed) =>
    `另有 ${[
      ...(baselined === 0 ? [] : [`${grouped(baselined)} 处在基线内`]),
      ...(suppressed === 0 ? [] : [`${grouped(suppressed)} 处已豁免`]),
    ].join('、')}，不计在内。`,
  omitted: (count) => `另有 ${grouped(count)} 处发现未列出（--max-findings）。`,
  problems: (count) => `有 ${count} 处内容未能判断：`,
  covered: (files, segments, bytes) =>
    `已检查 ${grouped(files)} 个文件、${grouped(segments)} 条文本、${grouped(bytes)} 字节`,
  encodings: (list) => `编码 ${list}`,
  hidden: '（隐藏）',
  role: (name) => COLUMN_WORDS.get(name) ?? name,
  columns: (file, text, roles) =>
    `${file}：检查「${text}」${roles === '' ? '' : `；用作信息：${roles}`}`,
  moreColumns: (files) => `另有 ${files} 个文件的列见 JSON 报告`,
  skipped: (count) => `未能判断：${count} 项（原因见标准错误输出）`,
  ignored: (list) => `未读取：${list}`,
  resave: (endings) => `（${endings} 请用 Excel、Word 或 WPS 另存为 .xlsx、.docx 后再检查）`,
  ignoredKinds: {
    '': '无后缀',
    symlink: '符号链接',
    special: '特殊文件',
    gitignore: '.gitignore 排除的文件或文件夹',
    ignores: '配置 ignores 排除的文件',
    report: '本工具的报告',
    copy: '带标注的副本（文字与旁边的原件相同）',
    code: '源代码注释、名称、脚本等处的中文',
    joins: '未能接着读下去的拼接字符串',
    'beside-cells': '工作表的批注、文本框',
    'beside-text': 'Markdown 代码块、注释、文件头里的中文',
    'rows:no-text': '没有文字的行',
    'rows:total': '合计行',
    'rows:header': '重复的表头行',
    'rows:unreadable': '无法读取的行',
    'rows:out-of-range': '不在所选日期内的行',
    'rows:undated': '没有日期的行',
    'rows:not-sampled': '未抽中的行',
  },
  notJudged: '不在判断范围：图片、附件、二维码、链接指向的内容、占位符将填入的文字。',
  statistics: '统计',
  byRule: '按规则',
  byCategory: '按类别',
  bySeverity: '按级别',
  smsParts: (count) => `短信条数（70 字一条，长短信 67 字一条）：${grouped(count)}`,
  separator: '、',
};

const EN: ReportPhrases = {
  severity: { error: 'error', warning: 'warning', info: 'info' },
  category: {
    threat: 'threat',
    insult: 'insult',
    misleading: 'misleading',
    privacy: 'privacy',
    harassment: 'harassment',
    identity: 'identity',
    payment: 'payment',
    script: 'script',
    obfuscation: 'obfuscation',
    meta: 'meta',
  },
  suspected: 'suspected',
  change: { new: 'new', gone: 'gone', unchanged: 'unchanged' },
  known: { baselined: 'baselined', suppressed: 'suppressed' },
  compared: (counts) =>
    `Against the earlier report: ${grouped(counts.new)} new, ${grouped(counts.gone)} gone, ${grouped(counts.unchanged)} unchanged.`,
  clauses: 'Basis',
  moreClauses: (count, ruleId) => `${count} more: cuilint explain ${ruleId}`,
  rewrite: 'Write',
  evidence: { read: '', 'second-hand': 'second-hand', unverified: 'unverified' },
  inForce: (date) => `in force since ${date}`,
  record: (number) => `record ${number}`,
  paragraph: (number) => `paragraph ${number}`,
  tableCell: (cell) => `table ${cell}`,
  character: (column) => `char ${column}`,
  parts: {
    header: 'header',
    footer: 'footer',
    footnotes: 'footnotes',
    endnotes: 'endnotes',
    comments: 'comments',
    data: 'diagram',
  },
  head: (version, ruleset, today) =>
    `cuilint ${version} · rules ${ruleset} · clauses as of ${today}`,
  unmasked: 'Note: personal data in this report is not masked (--mask none). Do not pass it on.',
  summary: (error, warning, info) =>
    `Found ${plural(error, 'error')}, ${plural(warning, 'warning')}, ${grouped(info)} info.`,
  clean: 'Nothing found.',
  cleanSoFar: 'Nothing found in what could be judged.',
  bracketed: (text, notes) => `${text} (${notes.join(', ')})`,
  nothing: 'No file was checked.',
  noText: 'There was no text to judge.',
  textless: (count, files) => `Without a text to judge, ${plural(count, 'file')}: ${files}`,
  notCounted: (baselined, suppressed) =>
    `Not counted: ${[
      ...(baselined === 0 ? [] : [`${grouped(baselined)} of the baseline`]),
      ...(suppressed === 0 ? [] : [`${grouped(suppressed)} suppressed`]),
    ].join(', ')}.`,
  omitted: (count) => `${plural(count, 'more finding')} not listed (--max-findings).`,
  problems: (count) => `${plural(count, 'thing')} could not be judged:`,
  covered: (files, segments, bytes) =>
    `Checked ${plural(files, 'file')}, ${plural(segments, 'text')}, ${plural(bytes, 'byte')}`,
  encodings: (list) => `encodings ${list}`,
  hidden: ' (hidden)',
  role: (name) => name,
  columns: (file, text, roles) =>
    `${file}: judged "${text}"${roles === '' ? '' : `; read as data: ${roles}`}`,
  moreColumns: (files) => `columns of ${plural(files, 'more file')} stand in the JSON report`,
  skipped: (count) => `Could not be judged: ${count} (reasons on standard error)`,
  ignored: (list) => `Not read: ${list}`,
  resave: (endings) =>
    ` (save ${endings} as .xlsx or .docx with Excel, Word or WPS, and check that)`,
  ignoredKinds: {
    '': 'no ending',
    symlink: 'symbolic links',
    special: 'special files',
    gitignore: 'files or folders left out by .gitignore',
    ignores: 'files left out by ignores of the configuration',
    report: 'own reports',
    copy: 'annotated copies with the texts of the files beside them',
    code: 'Chinese in comments, names, scripts and the like of source code',
    joins: 'strings that go on where they could not be followed',
    'beside-cells': 'comments and text boxes of sheets',
    'beside-text': 'Chinese in code, comments and front matter of Markdown',
    'rows:no-text': 'rows without a text',
    'rows:total': 'rows of totals',
    'rows:header': 'headers once more',
    'rows:unreadable': 'unreadable rows',
    'rows:out-of-range': 'rows outside the dates asked for',
    'rows:undated': 'rows without a date',
    'rows:not-sampled': 'rows that are not in the sample',
  },
  notJudged:
    'Not judged: pictures, attachments, QR codes, what links lead to, what placeholders will hold.',
  statistics: 'Statistics',
  byRule: 'by rule',
  byCategory: 'by category',
  bySeverity: 'by severity',
  smsParts: (count) => `SMS parts (70 characters, 67 in longer messages): ${grouped(count)}`,
  separator: ', ',
};

/** What a report says where nothing was found: of files without a text that they are clean would be too much. */
export function cleanVerdict(
  { files, segments }: Pick<Coverage, 'files' | 'segments'>,
  problems: number,
  names: ReportPhrases,
): string {
  if (files === 0) return names.nothing;
  if (segments === 0) return names.noText;
  return problems === 0 ? names.clean : names.cleanSoFar;
}

export function reportPhrases(lang: Language): ReportPhrases {
  return lang === 'zh' ? ZH : EN;
}
