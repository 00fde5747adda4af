import type {
  AuditEvent,
  AuditFile,
  AuditFinding,
  AuditStart,
  AuditSummary,
} from '../model/audit.ts';
import type { Problem } from '../model/error.ts';
import type { AuditReport, AuditReportOptions } from './audit-report.ts';
import { createFindingBytes } from './finding-bytes.ts';
import { problemToJson, runToJson } from './json-shape.ts';
import type { Language } from './report.ts';
import { safeJson } from './safe-json.ts';

type Json = Readonly<Record<string, unknown>>;

/** Writes findings, as bytes where these are taken. */
function createFindingJson({
  takesBytes,
}: AuditReportOptions): (
  finding: AuditFinding,
  before: string,
  after: string,
) => string | Uint8Array {
  const bytesOf = createFindingBytes();
  if (takesBytes === true) return bytesOf;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return (finding, before, after) => decoder.decode(bytesOf(finding, before, after));
}

function auditRunToJson(start: AuditStart, lang: Language): Json {
  return {
    ...runToJson(start, lang),
    timezone: start.timezone,
    from: start.from ?? null,
    to: start.to ?? null,
    limit: start.limit ?? null,
    sample: start.sample ?? null,
    groupBy: start.groupBy,
  };
}

function fileToJson({ type, ...file }: AuditFile): Json {
  return file;
}

function coverageToJson(summary: AuditSummary): Json {
  const { files, bytes, rows, judged, skipped, flaws, firstDay, lastDay } = summary;
  return {
    files,
    bytes,
    rows,
    judged,
    segments: judged,
    skipped,
    flaws,
    firstDay: firstDay ?? null,
    lastDay: lastDay ?? null,
    encodings: summary.encodings,
    ignored: summary.ignored,
    unread: summary.unread,
    ...(summary.isPartial ? { partial: true } : {}),
    notJudged: ['pictures', 'attachments', 'qr-codes', 'link-targets', 'placeholders'],
  };
}

function countsToJson({ counts, flagged, judged, merged }: AuditSummary): Json {
  return {
    error: counts.error,
    warning: counts.warning,
    info: counts.info,
    baselined: 0,
    suppressed: counts.suppressed,
    messages: judged,
    flagged,
    ...(merged === 0 ? {} : { merged }),
  };
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n]`;
}

/**
 * One object: tool, run, findings as they come, then problems, inputs, coverage, counts, groups and templates,
 * a line each. Its first characters tell a later run that it is a report.
 */
export function createAuditJson(options: AuditReportOptions): AuditReport {
  const { lang } = options;
  const files: string[] = [];
  const problems: string[] = [];
  const findingJson = createFindingJson(options);
  let hasFinding = false;
  return (event: AuditEvent) => {
    switch (event.type) {
      case 'start':
        return `{"version":1,"tool":${safeJson(event.tool)},\n"run":${safeJson(auditRunToJson(event, lang))},\n"findings":[`;
      case 'finding': {
        const separator = hasFinding ? ',\n' : '\n';
        hasFinding = true;
        return findingJson(event, separator, '');
      }
      case 'problem':
        problems.push(safeJson(problemToJson(event, lang)));
        return '';
      case 'file':
        files.push(safeJson(fileToJson(event)));
        return '';
      case 'summary': {
        const groups = Object.entries(event.groups).map(
          ([name, each]) =>
            `"${name}":${list(each.map(({ key, ...counts }) => safeJson({ key: key[0], ...counts })))}`,
        );
        const parts = [
          `"problems":${list(problems)}`,
          `"inputs":${list(files)}`,
          `"coverage":${safeJson(coverageToJson(event))}`,
          `"summary":${safeJson(countsToJson(event))}`,
          `"statistics":${safeJson({ byRule: event.byRule, byCategory: event.byCategory })}`,
          `"groups":{\n${groups.join(',\n')}\n}`,
          ...(event.grouped === undefined
            ? []
            : [
                `"groupedBy":${safeJson(event.grouped.by)}`,
                `"grouped":${list(event.grouped.groups.map((group) => safeJson(group)))}`,
              ]),
          `"templates":${list(event.templates.map((template) => safeJson(template)))}`,
        ];
        return `${hasFinding ? '\n' : ''}],\n${parts.join(',\n')}}\n`;
      }
      default:
        return event satisfies never;
    }
  };
}

/** Findings, problems and inputs as they come, one line each; the summary with everything else last. */
export function createAuditJsonl(options: AuditReportOptions): AuditReport {
  const { lang } = options;
  const findingJson = createFindingJson(options);
  let start: AuditStart | undefined;
  const line = (value: Json): string => `${safeJson(value)}\n`;
  const problemLine = (problem: Problem): string =>
    line({ type: 'problem', ...problemToJson(problem, lang) });
  return (event: AuditEvent) => {
    switch (event.type) {
      case 'start':
        start = event;
        return '';
      case 'finding':
        return findingJson(event, '', '\n');
      case 'problem':
        return problemLine(event);
      case 'file':
        return line({ type: 'input', ...fileToJson(event) });
      case 'summary':
        return line({
          type: 'summary',
          version: 1,
          tool: start?.tool,
          run: start && auditRunToJson(start, lang),
          coverage: coverageToJson(event),
          summary: countsToJson(event),
          statistics: { byRule: event.byRule, byCategory: event.byCategory },
          groups: event.groups,
          ...(event.grouped === undefined ? {} : { grouped: event.grouped }),
          templates: event.templates,
        });
      default:
        return event satisfies never;
    }
  };
}
