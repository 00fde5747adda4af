import type { Change, Finding } from '../model/finding.ts';
import type { FileReport, RunEvent, RunStart, Summary } from '../model/run-event.ts';
import { findingLines, isListed } from './finding-text.ts';
import { gatePhrases } from './gate-phrases.ts';
import { statisticsToJson } from './json-shape.ts';
import { createKeeper } from './keeper.ts';
import { reportPhrases } from './phrases.ts';
import { innerPlace } from './place-text.ts';
import { problemRemark, type Remark, startRemarks, summaryRemarks } from './remark.ts';
import type { Language, Report, ReportOptions } from './report.ts';
import { safeJson } from './safe-json.ts';
import { LEVEL, ruleDescriptor } from './sarif-rules.ts';
import { visible } from './visible.ts';

/** GitHub shows no more results of a run. */
const MAX_RESULTS = 5000;
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const ROOT = '%SRCROOT%';
/** Names of the encodings as IANA has them. */
const ENCODINGS: Readonly<Record<NonNullable<FileReport['encoding']>, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
  gb18030: 'GB18030',
  big5: 'Big5',
};

const BASELINE_STATE: Readonly<Record<Change, string>> = {
  new: 'new',
  gone: 'absent',
  unchanged: 'unchanged',
};

/** Relative to the root of the repository, or a `file:` address where the path is absolute. */
function artifactOf(file: string): Readonly<Record<string, string>> {
  const encoded = file
    .toWellFormed()
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
  if (file.startsWith('/')) return { uri: `file://${encoded}` };
  if (/^[A-Za-z]:\//.test(file)) return { uri: `file:///${encoded.replace('%3A', ':')}` };
  return { uri: encoded, uriBaseId: ROOT };
}

/** `[x](y)` in a message is a link to whoever shows it. */
function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

function propertiesOf(finding: Finding): Readonly<Record<string, unknown>> {
  const { category, confidence, suspected, excerpt, speaker, rewrite } = finding;
  const { record, recordId, field } = finding;
  return {
    category,
    confidence,
    suspected,
    // Masked, so no `snippet`, which has to be what stands in the file.
    excerpt: visible(excerpt),
    rewrite: visible(rewrite),
    speaker,
    clauses: finding.clauses.map(({ id, evidence }) => ({ id, evidence })),
    ...(record === undefined ? {} : { record }),
    ...(recordId === undefined ? {} : { recordId: visible(recordId) }),
    ...(field === undefined ? {} : { field: visible(field) }),
  };
}

/** Keys of a data file; sheet and cell, or part and paragraph, of a file without lines. */
function logicalLocations(finding: Finding, lang: Language): Readonly<Record<string, unknown>> {
  const { keyPath } = finding;
  const place = innerPlace(finding, reportPhrases(lang));
  const locations = [
    ...(keyPath === undefined ? [] : [{ fullyQualifiedName: visible(keyPath), kind: 'member' }]),
    ...(place === undefined ? [] : [{ fullyQualifiedName: place, kind: 'element' }]),
  ];
  return locations.length === 0 ? {} : { logicalLocations: locations };
}

/**
 * SARIF 2.1.0 for code scanning, written whole at the end: rules stand before results, and above 5,000
 * results the most severe are kept. Columns are UTF-16 units. Lines without a hash (files that are not
 * UTF-8, or a caller that did not ask for hashes) have our own fingerprint only.
 */
export function createSarif(options: ReportOptions): Report {
  const { lang } = options;
  const keeper = createKeeper(MAX_RESULTS);
  const files = new Map<string, FileReport>();
  const remarks: Remark[] = [];
  let lastFile: string | undefined;
  let start: RunStart | undefined;

  const driverRules = (
    findings: readonly Finding[],
  ): readonly Readonly<Record<string, unknown>>[] => {
    const known = options.rules?.list ?? [];
    const described = known.map((rule) => ruleDescriptor(rule, options.rules?.clauses ?? {}, lang));
    const ids = new Set(known.map(({ id }) => id));
    for (const { ruleId, title, category } of findings) {
      // A saved report is rendered without its rules.
      if (ids.has(ruleId)) continue;
      ids.add(ruleId);
      const shortDescription = { text: visible(title) };
      described.push({ id: ruleId, shortDescription, properties: { tags: [category] } });
    }
    return described;
  };
  const resultOf = (finding: Finding, ruleIndex: number): Readonly<Record<string, unknown>> => {
    const { line, column, endLine, endColumn } = finding.location;
    const hash = files.get(finding.file)?.lineHashes?.[line];
    return {
      ruleId: finding.ruleId,
      ruleIndex,
      level: LEVEL[finding.severity],
      message: { text: withoutLinks(findingLines(finding, lang).join('\n')) },
      locations: [
        {
          physicalLocation: {
            artifactLocation: artifactOf(finding.file),
            region: { startLine: line, startColumn: column, endLine, endColumn },
          },
          ...logicalLocations(finding, lang),
        },
      ],
      partialFingerprints: {
        ...(hash === undefined ? {} : { primaryLocationLineHash: hash }),
        'cuilint/v1': finding.fingerprint,
      },
      ...(finding.change === undefined ? {} : { baselineState: BASELINE_STATE[finding.change] }),
      ...(finding.state === 'new' || finding.change !== undefined
        ? {}
        : {
            suppressions: [
              { kind: finding.state === 'baselined' ? 'external' : 'inSource', status: 'accepted' },
            ],
          }),
      properties: propertiesOf(finding),
    };
  };
  const notificationOf = (remark: Remark): Readonly<Record<string, unknown>> => {
    const { code, severity, message, file, line, column } = remark;
    const region = {
      ...(line === undefined ? {} : { startLine: line }),
      ...(column === undefined ? {} : { startColumn: column }),
    };
    return {
      descriptor: { id: code },
      level: LEVEL[severity],
      message: { text: withoutLinks(message) },
      ...(file === undefined
        ? {}
        : {
            locations: [
              {
                physicalLocation: {
                  artifactLocation: artifactOf(file),
                  ...(line === undefined ? {} : { region }),
                },
              },
            ],
          }),
    };
  };
  const artifacts = (): readonly Readonly<Record<string, unknown>>[] =>
    [...files.values()].map(({ file, bytes, encoding }) => ({
      location: artifactOf(file),
      length: bytes,
      ...(encoding === null ? {} : { encoding: ENCODINGS[encoding] }),
    }));
  const finish = (summary: Summary): string => {
    const findings = keeper.all();
    const rules = driverRules(findings);
    const indexes = new Map(rules.map(({ id }, index) => [id, index]));
    const results = findings.map((finding) => resultOf(finding, indexes.get(finding.ruleId) ?? -1));
    const left = keeper.leftOut();
    if (left > 0) {
      const message = gatePhrases(lang).leftOut(left);
      remarks.push({ code: 'LEFT_OUT', severity: 'warning', message });
    }
    const driver = {
      name: 'cuilint',
      version: start?.tool.version ?? '',
      ...(start === undefined ? {} : { semanticVersion: start.tool.version }),
      rules,
    };
    const invocation = {
      executionSuccessful: !remarks.some(({ severity }) => severity === 'error'),
      toolExecutionNotifications: remarks.map(notificationOf),
    };
    const parts = [
      `"tool":${safeJson({ driver })}`,
      `"columnKind":"utf16CodeUnits"`,
      `"language":${safeJson(lang === 'zh' ? 'zh-CN' : 'en')}`,
      `"originalUriBaseIds":${safeJson({ [ROOT]: { description: { text: gatePhrases(lang).root } } })}`,
      `"invocations":${safeJson([invocation])}`,
      `"artifacts":${safeJson(artifacts())}`,
      `"properties":${safeJson({ ruleset: start?.tool.ruleset, today: start?.today, mask: start?.mask, leftOut: left, ...(options.statistics ? { statistics: statisticsToJson(summary) } : {}) })}`,
      `"results":[${results.map((result) => `\n${safeJson(result)}`).join(',')}\n]`,
    ];
    return `{"version":"2.1.0","runs":[{${parts.join(',\n')}}],\n"$schema":${safeJson(SCHEMA)}}\n`;
  };
  return (event: RunEvent) => {
    switch (event.type) {
      case 'start':
        start = event;
        remarks.push(...startRemarks(event, lang));
        return '';
      case 'finding':
        if (!isListed(event, options)) return '';
        lastFile = event.file;
        keeper.add(event);
        return '';
      case 'problem':
        remarks.push(problemRemark(event, lang));
        return '';
      case 'file':
        if (event.file === lastFile) files.set(event.file, event);
        return '';
      case 'summary':
        remarks.push(...summaryRemarks(event, lang));
        return finish(event);
      default:
        return event satisfies never;
    }
  };
}
