import type { Finding } from '../model/finding.ts';
import { OWN_COLUMN } from '../model/segment.ts';
import { clauseTexts, findingTitle, replacementLine } from './finding-text.ts';
import { gatePhrases } from './gate-phrases.ts';
import { reportPhrases } from './phrases.ts';
import type { Language } from './report.ts';
import { xlsxPhrases } from './xlsx-phrases.ts';

/** Columns that an annotated workbook is given, from left to right. */
export const ANNOTATED_COLUMNS = [
  'finding',
  'rewrite',
  'clauses',
  'verdict',
  'reviewer',
  'reason',
  'fingerprint',
] as const;
export type AnnotatedColumn = (typeof ANNOTATED_COLUMNS)[number];

/** Their names: by the beginning a later run knows them for ours. */
export function annotatedHead(lang: Language): Readonly<Record<AnnotatedColumn, string>> {
  const { columns } = xlsxPhrases(lang);
  const own = (name: string): string => `${OWN_COLUMN}${name}`;
  return {
    finding: own(lang === 'zh' ? '发现' : 'finding'),
    rewrite: own(columns.rewrite),
    clauses: own(columns.clauses),
    verdict: own(columns.verdict),
    reviewer: own(columns.reviewer),
    reason: own(columns.reason),
    fingerprint: own(columns.fingerprint),
  };
}

/** `【错误】以上门相威胁` */
function headline(finding: Finding, lang: Language): string {
  const severity = reportPhrases(lang).severity[finding.severity];
  const title = findingTitle(finding, lang);
  return lang === 'zh' ? `【${severity}】${title}` : `[${severity}] ${title}`;
}

/** What a comment says of one finding, a line each. */
export function commentLines(finding: Finding, lang: Language): readonly string[] {
  const names = reportPhrases(lang);
  const { labelled } = gatePhrases(lang);
  const clauses = clauseTexts(finding, lang).join(names.separator);
  return [
    headline(finding, lang),
    finding.message,
    ...(finding.rewrite === '' ? [] : [labelled(names.rewrite, finding.rewrite)]),
    ...(clauses === '' ? [] : [labelled(names.clauses, clauses)]),
  ];
}

/** What the added cells of a row say of its findings; those of several cells say which. */
export function rowTexts(
  findings: readonly Finding[],
  lang: Language,
): Readonly<Record<AnnotatedColumn, string>> {
  const cells = new Set(findings.map(({ place }) => place?.cell));
  const labelled = findings.map((finding) => {
    const cell = cells.size > 1 ? `${finding.place?.cell ?? ''} ` : '';
    return `${cell}${headline(finding, lang)}${lang === 'zh' ? '：' : ': '}${finding.message}`;
  });
  const whole = findings.map((finding) => replacementLine(finding, lang));
  const unique = (texts: readonly string[]): string =>
    [...new Set(texts.filter((text) => text !== ''))].join('\n');
  return {
    finding: labelled.join('\n'),
    rewrite: unique([...whole, ...findings.map(({ rewrite }) => rewrite)]),
    clauses: unique(findings.flatMap((finding) => clauseTexts(finding, lang))),
    verdict: '',
    reviewer: '',
    reason: '',
    fingerprint: findings.map(({ fingerprint }) => fingerprint).join('\n'),
  };
}
