import type {
  AuditFile,
  AuditStart,
  AuditSummary,
  Dimension,
  Group,
  PlacedCount,
  RecordPlace,
} from '../model/audit.ts';
import { type AuditPhrases, auditPhrases, grouped, perThousand } from './audit-phrases.ts';
import { reportPhrases } from './phrases.ts';
import type { Language } from './report.ts';

/** A part of the summary of an audit, before it is laid out for a terminal or a page. */
export interface Section {
  readonly title: string;
  readonly head: readonly Column[];
  readonly rows: readonly Row[];
  /** What was left out. */
  readonly note?: string;
}

export interface Column {
  readonly name: string;
  readonly isNumber?: boolean;
}

export interface Row {
  readonly cells: readonly string[];
  /** A line of its own beneath. */
  readonly below?: string;
}

const WORST = 10;
const MAX_FILES = 10;
const MAX_MONTHS = 24;
const MAX_RULES = 3;

function places(first: readonly RecordPlace[], phrases: AuditPhrases): string {
  return first
    .map(({ file, record, line, sheet, cell }) => {
      const place = sheet === undefined ? `${file}:${line}` : `${file} › ${sheet}!${cell ?? line}`;
      return `${place} (${phrases.recordAt(record)})`;
    })
    .join(' · ');
}

function countSection<Key extends string>(
  title: string,
  counts: Readonly<Partial<Record<Key, PlacedCount>>>,
  names: Readonly<Record<Key, string>>,
  phrases: AuditPhrases,
): Section[] {
  const { head } = phrases;
  const rows = Object.entries<PlacedCount | undefined>(counts).flatMap(([key, value]) =>
    value === undefined
      ? []
      : [
          {
            // Safe: the keys of the counts are those of the names.
            cells: [names[key as Key], grouped(value.count), places(value.first, phrases)],
          },
        ],
  );
  if (rows.length === 0) return [];
  return [
    {
      title,
      head: [{ name: head.reason }, { name: head.count, isNumber: true }, { name: head.first }],
      rows,
    },
  ];
}

/** `ofAll`: rates are of all judged messages, not of those of the group. */
function groupSection(
  title: string,
  names: readonly string[],
  groups: readonly Group[],
  options: {
    readonly phrases: AuditPhrases;
    readonly label: (value: string, index: number) => string;
    readonly ofAll?: number;
    readonly limit?: number;
  },
): Section[] {
  const { phrases, label, ofAll, limit = WORST } = options;
  if (groups.length === 0) return [];
  const shown = groups.slice(0, limit);
  const { head } = phrases;
  return [
    {
      title,
      head: [
        ...names.map((name) => ({ name })),
        { name: head.messages, isNumber: true },
        { name: head.flagged, isNumber: true },
        { name: head.findings, isNumber: true },
        { name: head.rate, isNumber: true },
      ],
      rows: shown.map(({ key, messages, flagged, findings }) => ({
        cells: [
          ...key.map(label),
          grouped(messages),
          grouped(flagged),
          grouped(findings),
          perThousand(flagged, ofAll ?? messages),
        ],
      })),
      ...(groups.length > shown.length
        ? { note: phrases.moreGroups(groups.length - shown.length) }
        : {}),
    },
  ];
}

/** The tables of a summary, in their order; those without a row are left out. */
export function auditSections(
  files: readonly AuditFile[],
  summary: AuditSummary,
  lang: Language,
): readonly Section[] {
  const phrases = auditPhrases(lang);
  const { severity, category } = reportPhrases(lang);
  const { head, dimension } = phrases;
  const { groups } = summary;
  const label =
    (by: Dimension) =>
    (value: string): string => {
      if (value === '') return phrases.none;
      if (by === 'severity' && value in severity) return severity[value as keyof typeof severity];
      if (by === 'category' && value in category) return category[value as keyof typeof category];
      if (by === 'hour') return `${value}:00`;
      return value;
    };
  const byKey = (a: Group, b: Group): number => (a.key[0]! < b.key[0]! ? -1 : 1);
  const table = (by: Exclude<Dimension, 'template'>, more: { ofAll?: number } = {}): Section[] =>
    groupSection(phrases.byTitle(dimension[by]), [dimension[by]], groups[by], {
      phrases,
      label: label(by),
      ...more,
    });
  const inOrder = (by: 'hour' | 'month', limit: number): Section[] =>
    groups[by].length > limit
      ? table(by)
      : groupSection(phrases.byTitle(dimension[by]), [dimension[by]], groups[by].toSorted(byKey), {
          phrases,
          label: label(by),
          limit,
        });
  const inputs: Section[] =
    files.length === 0
      ? []
      : [
          {
            title: phrases.inputs,
            head: [
              { name: head.file },
              { name: head.encoding },
              { name: head.rows, isNumber: true },
              { name: head.judged, isNumber: true },
              { name: head.skipped, isNumber: true },
              { name: head.flagged, isNumber: true },
              { name: head.days },
            ],
            rows: files.slice(0, MAX_FILES).map((file) => ({
              cells: [
                file.file,
                file.encoding ?? file.format,
                grouped(file.rows),
                grouped(file.judged),
                grouped(file.rows - file.judged),
                grouped(file.flagged),
                file.firstDay === undefined
                  ? ''
                  : file.firstDay === file.lastDay
                    ? file.firstDay
                    : `${file.firstDay} … ${file.lastDay}`,
              ],
            })),
            ...(files.length > MAX_FILES
              ? { note: phrases.moreFiles(files.length - MAX_FILES) }
              : {}),
          },
        ];
  const { templates } = summary;
  const templateSection: Section[] =
    templates.length === 0
      ? []
      : [
          {
            title: phrases.templatesTitle,
            head: [
              { name: head.template },
              { name: head.messages, isNumber: true },
              { name: head.severity },
              { name: head.days },
              { name: head.collectors, isNumber: true },
              { name: head.rules },
            ],
            rows: templates.slice(0, WORST).map((template) => ({
              cells: [
                template.id,
                grouped(template.messages),
                severity[template.severity],
                [...new Set([template.firstDay ?? '', template.lastDay ?? ''])].join(' … '),
                grouped(Object.keys(template.collectors).filter((name) => name !== '').length),
                rulesOf(template.rules),
              ],
              below: phrases.example(template.example.text),
            })),
            ...(templates.length > WORST
              ? { note: phrases.moreGroups(templates.length - WORST) }
              : {}),
          },
        ];
  const { grouped: crossed } = summary;
  return [
    ...inputs,
    ...countSection(phrases.skippedTitle, summary.skipped, phrases.skip, phrases),
    ...countSection(phrases.flawsTitle, summary.flaws, phrases.flaw, phrases),
    ...table('category', { ofAll: summary.judged }),
    ...table('rule', { ofAll: summary.judged }),
    ...templateSection,
    ...table('collector'),
    ...table('agency'),
    ...table('channel'),
    ...table('overdue'),
    ...inOrder('month', MAX_MONTHS),
    ...table('day'),
    ...inOrder('hour', 25),
    ...(crossed === undefined
      ? []
      : groupSection(
          phrases.groupedTitle(crossed.by.map((by) => dimension[by])),
          crossed.by.map((by) => dimension[by]),
          crossed.groups,
          { phrases, label: (value, index) => label(crossed.by[index] ?? 'file')(value) },
        )),
  ];
}

function rulesOf(rules: Readonly<Record<string, number>>): string {
  const names = Object.entries(rules)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([name]) => name);
  const more = names.length - MAX_RULES;
  return `${names.slice(0, MAX_RULES).join(', ')}${more > 0 ? ` +${more}` : ''}`;
}

/** What was found, and what these figures are about: a sentence each. */
export function auditSentences(
  start: AuditStart | undefined,
  files: readonly AuditFile[],
  summary: AuditSummary,
  lang: Language,
): readonly string[] {
  const phrases = auditPhrases(lang);
  const { counts, judged, flagged, rows } = summary;
  const total = counts.error + counts.warning + counts.info;
  const [and, end] = lang === 'zh' ? ['；', '。'] : ['; ', '.'];
  const covered = [
    phrases.covered(summary.files, summary.bytes),
    ...(summary.firstDay === undefined
      ? []
      : [phrases.days(summary.firstDay, summary.lastDay ?? summary.firstDay)]),
    ...(start === undefined ? [] : [phrases.timezone(start.timezone)]),
  ].join(and);
  return [
    ...(summary.isPartial ? [phrases.partial] : []),
    ...(start?.sample === undefined
      ? []
      : [phrases.sampled(start.sample.records, start.sample.seed)]),
    ...(judged === 0
      ? [phrases.nothing]
      : [phrases.verdict(judged, flagged, perThousand(flagged, judged))]),
    ...(total > 0
      ? [phrases.counts(counts.error, counts.warning, counts.info)]
      : judged > 0
        ? [summary.problems === 0 ? phrases.clean : phrases.cleanSoFar]
        : []),
    ...(counts.suppressed === 0 ? [] : [phrases.suppressed(counts.suppressed)]),
    phrases.balance(rows, judged, rows - judged),
    `${covered}${end}`,
    ...(start?.from === undefined && start?.to === undefined
      ? []
      : [phrases.range(start.from, start.to)]),
    ...(start?.limit === undefined || !files.some(({ isCut }) => isCut)
      ? []
      : [phrases.limited(start.limit)]),
    ...(summary.merged === 0 ? [] : [phrases.merged(summary.merged)]),
  ];
}
