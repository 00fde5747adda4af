import type { Problem } from '../../src/model/error.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Severity } from '../../src/model/rule.ts';
import type { FileReport, RunEvent, RunStart, Summary } from '../../src/model/run-event.ts';
import { FORMATS, isBinary, loadReport, type ReportFormat } from '../../src/reporters/registry.ts';
import type { ReportOptions } from '../../src/reporters/report.ts';

/** The formats of this folder's tests, with the ending a user would give them. */
export const GATE_FORMATS: readonly { readonly name: ReportFormat; readonly ending: string }[] = [
  { name: 'compact', ending: 'txt' },
  { name: 'sarif', ending: 'sarif' },
  { name: 'junit', ending: 'xml' },
  { name: 'checkstyle', ending: 'xml' },
  { name: 'github', ending: 'txt' },
  { name: 'gitlab', ending: 'json' },
  { name: 'rdjsonl', ending: 'jsonl' },
  { name: 'markdown', ending: 'md' },
  { name: 'html', ending: 'html' },
  { name: 'csv', ending: 'csv' },
];

/** Those that can be written to a terminal. */
export const TEXT_FORMATS: readonly ReportFormat[] = FORMATS.filter((name) => !isBinary(name));

export const FINDING: Finding = {
  type: 'finding',
  ruleId: 'threat/word',
  category: 'threat',
  severity: 'error',
  title: '以上门相威胁',
  message: '“上门”不可使用。',
  rewrite: '请与我司联系。',
  confidence: 0.95,
  suspected: false,
  file: 'a.txt',
  location: { line: 1, column: 3, endLine: 1, endColumn: 5 },
  segmentStart: 2,
  segmentEnd: 4,
  excerpt: '上门',
  context: '我们上门找你',
  normalized: '上门',
  speaker: 'collector',
  clauses: [
    {
      id: 'TEST-1',
      title: '《测试办法》第一条',
      inForceSince: '2026-01-01',
      evidence: 'second-hand',
      text: '不得恐吓。',
      jurisdiction: 'cn',
    },
  ],
  fingerprint: '0123456789abcdef',
  state: 'new',
};

export const PROBLEM: Problem = {
  type: 'problem',
  code: 'INPUT_SYNTAX',
  file: 'b.json',
  line: 3,
  column: 4,
  reason: { zh: '坏了', en: 'it is broken' },
  hint: { zh: '请修正', en: 'mend it' },
};

export const START: RunStart = {
  type: 'start',
  tool: { name: 'cuilint', version: '1.2.3', ruleset: `sha256:${'ab'.repeat(32)}` },
  today: '2026-03-01',
  mask: 'partial',
};

/** What is said of a file that was read to its end. */
export function fileReport(file: string, more: Partial<FileReport> = {}): FileReport {
  return { type: 'file', file, format: 'text', encoding: 'utf-8', bytes: 18, segments: 1, ...more };
}

/** The order in which `lint` tells of a run: problems of no file first, then each file, the summary last. */
export function runOf(
  findings: readonly Finding[],
  problems: readonly Problem[] = [],
  more: { readonly start?: Partial<RunStart>; readonly summary?: Partial<Summary> } = {},
): readonly RunEvent[] {
  const counts: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  const files = [...new Set(findings.map(({ file }) => file))];
  return [
    { ...START, ...more.start },
    ...problems,
    ...files.flatMap((file): RunEvent[] => [
      ...findings.filter((finding) => finding.file === file),
      fileReport(file),
    ]),
    {
      type: 'summary',
      coverage: {
        files: files.length,
        segments: files.length,
        bytes: 18 * files.length,
        skipped: [],
        ignored: {},
        encodings: { 'utf-8': files.length },
      },
      counts: { ...counts, baselined: 0, suppressed: 0 },
      byRule: {},
      byCategory: {},
      smsParts: 0,
      ...more.summary,
    },
  ];
}

/** A whole report as text. */
export async function render(
  format: ReportFormat,
  events: readonly RunEvent[],
  options: Partial<ReportOptions> = {},
): Promise<string> {
  const create = await loadReport(format);
  const report = create({
    lang: 'zh',
    color: false,
    width: 80,
    statistics: false,
    showsProblems: true,
    ...options,
  });
  let text = '';
  for (const event of events) text += await report(event);
  return text;
}

/** What somebody could write into a message, a file name, a key or a column to break out of a report. */
export const HOSTILE: readonly { readonly name: string; readonly text: string }[] = [
  { name: 'end of CDATA', text: ']]>' },
  { name: 'a workflow command on a new line', text: 'x\n::error file=a::owned' },
  { name: 'a workflow command at the start', text: '::error::owned' },
  { name: 'a workflow command after blanks', text: '  ::set-output name=a::b' },
  { name: 'an escaped workflow command', text: '%0A::error::owned%0D%0A::stop-commands::x' },
  { name: 'a command of another server', text: '##vso[task.setvariable]x' },
  { name: 'an old command in a line', text: 'x ##[error]owned' },
  { name: 'a formula', text: "=cmd|' /C calc'!A0" },
  { name: 'a formula in full width', text: '＝1+1' },
  { name: 'a formula after a tab', text: '\t=1+1' },
  { name: 'a formula after a return', text: '\r@SUM(1)' },
  { name: 'a script', text: '</script><script>alert(1)</script>' },
  { name: 'an image', text: '<img src=x onerror=alert(1)>' },
  { name: 'quotes and tags', text: '"><error message="owned"/><a b=\'' },
  { name: 'an entity', text: '&lt;&#0;&unknown;' },
  { name: 'a comment', text: '--><!-- -- ' },
  { name: 'controls', text: 'a\u0000b\u0001\u0007\u0008\u000b\u000c\u001f\u007f\u0085\u009b1mc' },
  { name: 'an escape sequence', text: '\u001b]0;owned\u0007\u001b[2J' },
  { name: 'bidirectional marks', text: 'a\u202eb\u2066c\u2069\u200fd' },
  { name: 'line separators', text: 'a\u2028b\u2029c\u0085d' },
  { name: 'half a pair', text: 'a\ud83db\ude00c' },
  { name: 'no characters', text: 'a\ufffeb\uffffc' },
  { name: 'a byte-order mark', text: '\ufeffa' },
  { name: 'Markdown', text: '| a | `b` | ``` | **c** [d](http://e.example) ![f](g) ~~h~~ <b>' },
  { name: 'a mention and a number', text: '@everyone #1 GH-1 www.evil.example a@b.example' },
  { name: 'backslashes before a border', text: '\\| \\\\| \\' },
  { name: 'placeholders', text: '{0} {name} ${x} {{y}} %s [z](1)' },
  { name: 'commas, colons and quotes', text: 'a,b:c;"d""e"' },
  { name: 'two hyphens', text: '--' },
  { name: 'a path upward', text: '../../etc/passwd' },
  { name: 'blanks', text: '   ' },
];

/** A run in which every text of a foreigner is hostile. */
export function hostileRun(text: string, file: string = text): readonly RunEvent[] {
  return runOf(
    [
      {
        ...FINDING,
        file,
        excerpt: text,
        context: text,
        message: `“${text}”不可使用。`,
        title: text,
        rewrite: text,
        keyPath: text,
        field: text,
        recordId: text,
      },
    ],
    [{ ...PROBLEM, file, reason: { zh: text, en: text }, hint: { zh: text, en: text } }],
  );
}

/** From the most severe down. */
export const LEVELS: readonly Severity[] = ['error', 'warning', 'info'];

/** `count` findings, a line each. */
export function findings(count: number, severity: Severity, file = 'a.txt'): readonly Finding[] {
  return Array.from({ length: count }, (_, index) => ({
    ...FINDING,
    severity,
    file,
    fingerprint: `${severity}-${file}-${index}`,
    location: { line: index + 1, column: 1, endLine: index + 1, endColumn: 3 },
  }));
}

/** Lines as a build server splits them. */
export function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|[\n\r]/).filter((line) => line !== '');
}
