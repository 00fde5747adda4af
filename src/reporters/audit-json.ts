import type {
  AuditEvent,
  AuditFile,
  AuditFinding,
  AuditStart,
  AuditSummary,
} from '../model/audit.ts';
import type { Problem } from '../model/error.ts';
import type { AuditReport, AuditReportOptions } from './audit-report.ts';
import { findingToJson, problemToJson, runToJson } from './json-shape.ts';
import type { Language } from './report.ts';
import { safeJson } from './safe-json.ts';

type Json = Readonly<Record<string, unknown>>;

/** A finding as `check` writes it, with what its record says under `log`. */
export function auditFindingToJson(finding: AuditFinding): Json {
  const { recipient, channel, overdue, template } = finding.log;
  return {
    ...findingToJson(finding),
    log: {
      recipient: recipient ?? null,
      channel: channel ?? null,
      overdue: overdue ?? null,
      template,
    },
  };
}

/** Texts and lists of which the JSON is kept: few of them stand in very many findings. */
const MAX_KEPT = 2048;

/** What JSON writes as it is. */
const PLAIN = /^[0-9A-Za-z:+.-]*$/;

/**
 * Builds what writes findings as `safeJson(auditFindingToJson(…))` does (a test holds the two together). Of 50,000
 * findings of a log nearly all have texts and clauses that came before: to stringify each anew takes 0.8 s, to put
 * it together of what is known 0.15 s.
 */
export function createFindingJson(): (finding: AuditFinding) => string {
  const known = new Map<string, string>();
  const lists = new WeakMap<readonly unknown[], string>();
  const text = (value: string | undefined): string => {
    if (value === undefined) return 'null';
    let json = known.get(value);
    if (json === undefined) {
      json = safeJson(value);
      if (known.size >= MAX_KEPT) known.clear();
      known.set(value, json);
    }
    return json;
  };
  /** Of values of which hardly two are equal: times, pseudonyms. */
  const once = (value: string | undefined): string => {
    if (value === undefined) return 'null';
    return PLAIN.test(value) ? `"${value}"` : safeJson(value);
  };
  const clauses = (finding: AuditFinding): string => {
    let json = lists.get(finding.clauses);
    if (json === undefined) {
      json = safeJson(findingToJson(finding)['clauses']);
      lists.set(finding.clauses, json);
    }
    return json;
  };
  /** All that findings of equal texts have in common, by their message. */
  const heads = new Map<string, { readonly of: AuditFinding; readonly json: string }>();
  const head = (finding: AuditFinding): string => {
    const before = heads.get(finding.message);
    if (before !== undefined && hasSameHead(before.of, finding)) return before.json;
    const json =
      `{"type":"finding","ruleId":${text(finding.ruleId)},"title":${text(finding.title)},` +
      `"category":${text(finding.category)},"confidence":${finding.confidence},` +
      `"suspected":${finding.suspected},"severity":${text(finding.severity)},` +
      `"message":${text(finding.message)},"rewrite":${text(finding.rewrite)},` +
      `"file":${text(finding.file)},"line":`;
    if (heads.size >= MAX_KEPT) heads.clear();
    heads.set(finding.message, { of: finding, json });
    return json;
  };
  return (finding) => {
    const { location, log } = finding;
    const { record, replacement, related, change, place } = finding;
    const isRare = replacement ?? related ?? change ?? place;
    if (isRare !== undefined) return safeJson(auditFindingToJson(finding));
    return (
      `${head(finding)}${location.line},"column":${location.column},` +
      `"endLine":${location.endLine},"endColumn":${location.endColumn},` +
      `"record":${record ?? null},"recordId":${once(finding.recordId)},` +
      `"field":${text(finding.field)},"keyPath":${text(finding.keyPath)},"sheet":null,"cell":null,` +
      `"part":null,"paragraph":null,"member":null,"segmentStart":${finding.segmentStart},` +
      `"segmentEnd":${finding.segmentEnd},"excerpt":${text(finding.excerpt)},` +
      `"context":${text(finding.context)},"contextStart":${finding.contextStart ?? 0},` +
      `"speaker":${text(finding.speaker)},"sentAt":${once(finding.sentAt)},` +
      `"agency":${text(finding.agency)},"collector":${text(finding.collector)},"related":[],` +
      `"clauses":${clauses(finding)},"fingerprint":"${finding.fingerprint}",` +
      `"state":"${finding.state}","log":{"recipient":${once(log.recipient)},` +
      `"channel":${text(log.channel)},"overdue":${text(log.overdue)},"template":${text(log.template)}}}`
    );
  };
}

function hasSameHead(a: AuditFinding, b: AuditFinding): boolean {
  return (
    a.ruleId === b.ruleId &&
    a.title === b.title &&
    a.category === b.category &&
    a.confidence === b.confidence &&
    a.suspected === b.suspected &&
    a.severity === b.severity &&
    a.rewrite === b.rewrite &&
    a.file === b.file
  );
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
export function createAuditJson({ lang }: AuditReportOptions): AuditReport {
  const files: string[] = [];
  const problems: string[] = [];
  const findingJson = createFindingJson();
  let hasFinding = false;
  return (event: AuditEvent) => {
    switch (event.type) {
      case 'start':
        return `{"version":1,"tool":${safeJson(event.tool)},\n"run":${safeJson(auditRunToJson(event, lang))},\n"findings":[`;
      case 'finding': {
        const separator = hasFinding ? ',\n' : '\n';
        hasFinding = true;
        return `${separator}${findingJson(event)}`;
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
export function createAuditJsonl({ lang }: AuditReportOptions): AuditReport {
  const findingJson = createFindingJson();
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
        return `${findingJson(event)}\n`;
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
