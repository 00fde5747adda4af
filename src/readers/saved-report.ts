import { CuilintError, type ErrorCode, type Message, type Problem } from '../model/error.ts';
import type { Change, Finding } from '../model/finding.ts';
import {
  CATEGORIES,
  type ClauseRef,
  type Evidence,
  type Level,
  SEVERITIES,
} from '../model/rule.ts';
import type { FileReport, RuleChoice, RunStart, Summary } from '../model/run-event.ts';
import type { InnerPlace, Speaker } from '../model/segment.ts';
import type { EncodingName } from '../model/source.ts';
import { createPlaces } from '../text/lines.ts';
import { asField, type Field } from './json-field.ts';
import { scanJson } from './json-scan.ts';
import { auditFiles, auditIgnored, auditSkipped, isAudit } from './saved-audit.ts';

/** What a JSON report holds. */
export interface SavedReport {
  readonly start: RunStart;
  /** Language of its sentences. */
  readonly lang: 'zh' | 'en';
  /** Files that were read to their end, in the order of the run. */
  readonly files: readonly FileReport[];
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly summary: Summary;
}

const LEVELS: readonly Level[] = ['off', ...SEVERITIES];
const STATES: readonly Finding['state'][] = ['new', 'baselined', 'suppressed'];
const CHANGES: readonly Change[] = ['new', 'gone', 'unchanged'];
const EVIDENCE: readonly Evidence[] = ['read', 'second-hand', 'unverified'];
const MASKS: readonly RunStart['mask'][] = ['full', 'partial', 'none'];
const LANGUAGES: readonly ('zh' | 'en')[] = ['zh', 'en'];
const SPEAKERS: readonly Speaker[] = ['collector', 'customer', 'third-party', 'narrator', 'system'];
const ENCODINGS: readonly EncodingName[] = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5'];
const CODES: readonly ErrorCode[] = [
  'USAGE',
  'CONFIG_INVALID',
  'RULE_INVALID',
  'INPUT_UNREADABLE',
  'INPUT_ENCODING',
  'INPUT_SYNTAX',
  'INPUT_TOO_LARGE',
  'INPUT_COLUMNS',
  'INPUT_EMPTY',
  'ENGINE_LIMIT',
  'OUTPUT_FAILED',
];

const HINT: Message = {
  zh: '用 cuilint check … --format json:文件 重新生成',
  en: 'write it anew with cuilint check … --format json:FILE',
};

function refused(
  file: string,
  reason: Message,
  at?: { readonly line: number; readonly column: number },
): CuilintError {
  return new CuilintError('INPUT_SYNTAX', reason, { hint: HINT, at: { file, ...at } });
}

function sameInBoth(text: string): Message {
  return { zh: text, en: text };
}

function placeOf(field: Field): { readonly place?: InnerPlace } {
  const place = {
    ...field.given('sheet', field.text),
    ...field.given('cell', field.text),
    ...field.given('part', field.text),
    ...field.given('paragraph', field.count),
    ...field.given('member', field.text),
  };
  return Object.keys(place).length === 0 ? {} : { place };
}

/** What a clause asks is not in the report: `text` is '', and only Chinese clauses are cited. */
function clauseOf(field: Field): ClauseRef {
  return {
    id: field.text('id'),
    title: field.text('title'),
    inForceSince: field.given('inForceSince', field.text).inForceSince ?? '',
    ...field.given('inForceUntil', field.text),
    evidence: field.oneOf('evidence', EVIDENCE),
    text: '',
    jurisdiction: 'cn',
  };
}

function replacementOf(field: Field): NonNullable<Finding['replacement']> {
  return { stage: field.text('stage'), title: field.text('title'), text: field.text('text') };
}

function findingOf(field: Field): Finding {
  const contextStart = field.given('contextStart', field.count).contextStart ?? 0;
  const excerpt = field.text('excerpt');
  return {
    type: 'finding',
    ruleId: field.text('ruleId'),
    category: field.oneOf('category', CATEGORIES),
    severity: field.oneOf('severity', SEVERITIES),
    title: field.text('title'),
    message: field.text('message'),
    rewrite: field.text('rewrite'),
    ...field.given('replacement', (key) => replacementOf(field.part(key))),
    confidence: field.number('confidence'),
    suspected: field.yes('suspected'),
    file: field.text('file'),
    location: {
      line: field.count('line'),
      column: field.count('column'),
      endLine: field.count('endLine'),
      endColumn: field.count('endColumn'),
    },
    ...field.given('record', field.count),
    ...field.given('recordId', field.text),
    ...field.given('field', field.text),
    ...field.given('keyPath', field.text),
    ...placeOf(field),
    segmentStart: field.count('segmentStart'),
    segmentEnd: field.count('segmentEnd'),
    excerpt,
    context: field.text('context'),
    ...(contextStart === 0 ? {} : { contextStart }),
    normalized: excerpt,
    speaker: field.oneOf('speaker', SPEAKERS),
    ...field.given('sentAt', field.text),
    ...field.given('agency', field.text),
    ...field.given('collector', field.text),
    clauses: field.list('clauses').map(clauseOf),
    fingerprint: field.text('fingerprint'),
    state: field.oneOf('state', STATES),
    ...field.given('change', (key) => field.oneOf(key, CHANGES)),
  };
}

function problemOf(field: Field): Problem {
  const { hint } = field.given('hint', field.text);
  return {
    type: 'problem',
    code: field.oneOf('code', CODES),
    ...field.given('file', field.text),
    ...field.given('line', field.count),
    ...field.given('column', field.count),
    reason: sameInBoth(field.text('reason')),
    ...(hint === undefined ? {} : { hint: sameInBoth(hint) }),
  };
}

function filesOf(root: Field): readonly FileReport[] {
  if (isAudit(root)) return auditFiles(root, ENCODINGS);
  const columns = new Map(
    root
      .part('coverage')
      .list('columns')
      .map((field) => [
        field.text('file'),
        { text: field.texts('text'), roles: field.textMap('roles') },
      ]),
  );
  return root.list('sources').map((field) => {
    const file = field.text('file');
    const own = columns.get(file);
    return {
      type: 'file',
      file,
      format: field.text('format'),
      encoding: field.given('encoding', (key) => field.oneOf(key, ENCODINGS)).encoding ?? null,
      bytes: field.count('bytes'),
      segments: field.count('segments'),
      ...(own === undefined ? {} : { columns: own }),
    };
  });
}

function choiceOf(field: Field): RuleChoice {
  const levels = field.part('levels');
  return {
    off: field.texts('off'),
    levels: Object.fromEntries(
      Object.keys(field.textMap('levels')).map((id) => [id, levels.oneOf(id, LEVELS)]),
    ),
    ...(field.has('strict') && field.yes('strict') ? { strict: true } : {}),
  };
}

/** Counts of what counts, in the order of their names. */
function countsBy(
  findings: readonly Finding[],
  key: (finding: Finding) => string,
): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    if (finding.state === 'new') counts.set(key(finding), (counts.get(key(finding)) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function summaryOf(root: Field, findings: readonly Finding[]): Summary {
  const coverage = root.part('coverage');
  const counts = root.part('summary');
  const statistics = root.has('statistics') ? root.part('statistics') : undefined;
  const compared = counts.has('compared') ? counts.part('compared') : undefined;
  return {
    type: 'summary',
    coverage: {
      files: coverage.count('files'),
      segments: coverage.count('segments'),
      bytes: coverage.count('bytes'),
      skipped: isAudit(root)
        ? auditSkipped(root)
        : coverage
            .list('skipped')
            .map((field) => ({ file: field.text('file'), reason: field.text('reason') })),
      ignored: isAudit(root) ? auditIgnored(root) : coverage.countMap('ignored'),
      encodings: coverage.countMap('encodings', ENCODINGS),
    },
    counts: {
      error: counts.count('error'),
      warning: counts.count('warning'),
      info: counts.count('info'),
      baselined: counts.count('baselined'),
      suppressed: counts.count('suppressed'),
    },
    byRule: statistics?.countMap('byRule') ?? countsBy(findings, ({ ruleId }) => ruleId),
    byCategory:
      statistics?.countMap('byCategory') ?? countsBy(findings, ({ category }) => category),
    smsParts: coverage.given('smsParts', coverage.count).smsParts ?? 0,
    ...counts.given('omitted', counts.count),
    ...(compared === undefined
      ? {}
      : {
          compared: {
            new: compared.count('new'),
            gone: compared.count('gone'),
            unchanged: compared.count('unchanged'),
          },
        }),
  };
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // JSON.parse tells the place in words that differ from version to version.
    const { fault } = scanJson(text, 0, text.length);
    const at = fault === undefined ? undefined : createPlaces(text).position(fault.offset);
    throw refused(file, { zh: '不是完整的 JSON', en: 'this is no whole JSON' }, at);
  }
}

/**
 * Reads what `--format json` wrote, for `check` or `audit`, and nothing else: a field that is missing or of another type, an unknown
 * severity, rule category or state is refused. Sentences come back as they were written, in one language.
 * `file` names the report in errors. Throws CuilintError INPUT_SYNTAX with the place, or the path of the field.
 */
export function readSavedReport(text: string, file: string): SavedReport {
  const value = parsed(text, file);
  const root = asField(value, (path, wanted) =>
    refused(file, {
      zh: `${path === '' ? '内容' : path} 不符合报告的格式，应为${wanted.zh}`,
      en: `${path === '' ? 'this' : path} is not as a report has it: ${wanted.en}`,
    }),
  );
  const isOurs = root.has('tool') && root.part('tool').has('name');
  if (!isOurs || root.part('tool').text('name') !== 'cuilint') {
    throw refused(file, {
      zh: '不是 cuilint 的 JSON 报告',
      en: 'this is no JSON report of cuilint',
    });
  }
  const version = root.count('version');
  if (version !== 1) {
    throw refused(file, {
      zh: `报告格式版本 ${version}，本程序只认识版本 1`,
      en: `a report of version ${version}: this program knows version 1`,
    });
  }
  const run = root.part('run');
  const findings = root.list('findings').map(findingOf);
  return {
    start: {
      type: 'start',
      tool: {
        name: 'cuilint',
        version: root.part('tool').text('version'),
        ruleset: root.part('tool').text('ruleset'),
      },
      today: run.text('today'),
      mask: run.oneOf('mask', MASKS),
      ...(run.has('rules') ? { rules: choiceOf(run.part('rules')) } : {}),
    },
    lang: run.oneOf('lang', LANGUAGES),
    files: filesOf(root),
    findings,
    problems: root.list('problems').map(problemOf),
    summary: summaryOf(root, findings),
  };
}
