import type { Problem } from '../model/error.ts';
import type { Finding, RelatedRecord } from '../model/finding.ts';
import type { FileReport, RunStart, Summary } from '../model/run-event.ts';
import type { Language } from './report.ts';

/** A finding in the shape of product.md: flat place, every field present, null where there is none. */
export function findingToJson(finding: Finding): Readonly<Record<string, unknown>> {
  return {
    type: 'finding',
    ruleId: finding.ruleId,
    title: finding.title,
    category: finding.category,
    confidence: finding.confidence,
    suspected: finding.suspected,
    severity: finding.severity,
    message: finding.message,
    rewrite: finding.rewrite,
    ...(finding.replacement === undefined ? {} : { replacement: finding.replacement }),
    file: finding.file,
    line: finding.location.line,
    column: finding.location.column,
    endLine: finding.location.endLine,
    endColumn: finding.location.endColumn,
    record: finding.record ?? null,
    recordId: finding.recordId ?? null,
    field: finding.field ?? null,
    keyPath: finding.keyPath ?? null,
    sheet: finding.place?.sheet ?? null,
    cell: finding.place?.cell ?? null,
    part: finding.place?.part ?? null,
    paragraph: finding.place?.paragraph ?? null,
    member: finding.place?.member ?? null,
    segmentStart: finding.segmentStart,
    segmentEnd: finding.segmentEnd,
    excerpt: finding.excerpt,
    context: finding.context,
    contextStart: finding.contextStart ?? 0,
    speaker: finding.speaker,
    sentAt: finding.sentAt ?? null,
    agency: finding.agency ?? null,
    collector: finding.collector ?? null,
    related: (finding.related ?? []).map(relatedToJson),
    clauses: finding.clauses.map(({ id, title, inForceSince, inForceUntil, evidence }) => ({
      id,
      title,
      inForceSince: inForceSince === '' ? null : inForceSince,
      ...(inForceUntil === undefined ? {} : { inForceUntil }),
      evidence,
    })),
    fingerprint: finding.fingerprint,
    state: finding.state,
    ...(finding.change === undefined ? {} : { change: finding.change }),
  };
}

function relatedToJson({ file, record, line, sheet, cell }: RelatedRecord): unknown {
  return { file, record, line, ...(sheet === undefined ? {} : { sheet }), cell: cell ?? null };
}

export function problemToJson(problem: Problem, lang: Language): Readonly<Record<string, unknown>> {
  return {
    file: problem.file ?? null,
    line: problem.line ?? null,
    code: problem.code,
    reason: problem.reason[lang],
    column: problem.column ?? null,
    hint: problem.hint?.[lang] ?? null,
  };
}

/** What every report says about the run itself. */
export function runToJson(start: RunStart, lang: Language): Readonly<Record<string, unknown>> {
  return {
    today: start.today,
    mask: start.mask,
    lang,
    ...(start.rules === undefined ? {} : { rules: start.rules }),
    ...(start.mask === 'none' ? { warning: 'personal data is not masked' } : {}),
  };
}

export function coverageToJson(
  summary: Summary,
  files: readonly FileReport[],
): Readonly<Record<string, unknown>> {
  const { coverage } = summary;
  return {
    files: coverage.files,
    segments: coverage.segments,
    bytes: coverage.bytes,
    skipped: coverage.skipped,
    encodings: coverage.encodings,
    smsParts: summary.smsParts,
    ignored: coverage.ignored,
    columns: files.flatMap(({ file, columns }) =>
      columns === undefined ? [] : [{ file, text: columns.text, roles: columns.roles }],
    ),
    notJudged: ['pictures', 'attachments', 'qr-codes', 'link-targets', 'placeholders'],
  };
}

/** A file that was read to its end. */
export function fileToJson(report: FileReport): Readonly<Record<string, unknown>> {
  const { file, format, encoding, bytes, segments } = report;
  return { file, format, encoding, bytes, segments };
}

export function summaryToJson(summary: Summary): Readonly<Record<string, unknown>> {
  const { counts } = summary;
  return {
    error: counts.error,
    warning: counts.warning,
    info: counts.info,
    baselined: counts.baselined,
    suppressed: counts.suppressed,
    ...(summary.omitted === undefined ? {} : { omitted: summary.omitted }),
    ...(summary.compared === undefined ? {} : { compared: summary.compared }),
  };
}

export function statisticsToJson(summary: Summary): Readonly<Record<string, unknown>> {
  return { byRule: summary.byRule, byCategory: summary.byCategory, smsParts: summary.smsParts };
}
