import type { Finding } from '../model/finding.ts';
import { CATEGORIES, SEVERITIES, type Severity } from '../model/rule.ts';
import type { RunStart, Summary } from '../model/run-event.ts';
import { SEVERITY_CLASS } from './html-cards.ts';
import type { HtmlPhrases } from './html-phrases.ts';
import { escapeHtml, grouped, inAddress } from './html-text.ts';
import { cleanVerdict, type ReportPhrases } from './phrases.ts';
import type { Remark } from './remark.ts';

type Counts = Record<Severity, number>;
/** Rows of a chart; the others are counted. */
const MAX_ROWS = 12;
/** Columns of the chart of days: the last of them. */
const MAX_DAYS = 120;
const DAY_MS = 86_400_000;

/** Counts of findings by what a report shows a chart of. */
export interface Tally {
  add(finding: Finding): void;
  readonly category: ReadonlyMap<string, Counts>;
  readonly rule: ReadonlyMap<string, Counts>;
  readonly file: ReadonlyMap<string, Counts>;
  readonly speaker: ReadonlyMap<string, Counts>;
  /** ISO days. */
  readonly day: ReadonlyMap<string, Counts>;
  readonly agency: ReadonlyMap<string, Counts>;
  readonly collector: ReadonlyMap<string, Counts>;
  /** Titles of the rules. */
  readonly titles: ReadonlyMap<string, string>;
}

export function createTally(): Tally {
  const maps = {
    category: new Map<string, Counts>(),
    rule: new Map<string, Counts>(),
    file: new Map<string, Counts>(),
    speaker: new Map<string, Counts>(),
    day: new Map<string, Counts>(),
    agency: new Map<string, Counts>(),
    collector: new Map<string, Counts>(),
  };
  const titles = new Map<string, string>();
  const count = (map: Map<string, Counts>, key: string | undefined, severity: Severity): void => {
    if (key === undefined || key === '') return;
    const counts = map.get(key) ?? { error: 0, warning: 0, info: 0 };
    counts[severity] += 1;
    map.set(key, counts);
  };
  return {
    ...maps,
    titles,
    add: (finding) => {
      const { severity } = finding;
      titles.set(finding.ruleId, finding.title);
      count(maps.category, finding.category, severity);
      count(maps.rule, finding.ruleId, severity);
      count(maps.file, finding.file, severity);
      count(maps.speaker, finding.speaker, severity);
      count(maps.day, finding.sentAt?.slice(0, 10), severity);
      count(maps.agency, finding.agency, severity);
      count(maps.collector, finding.collector, severity);
    },
  };
}

interface Words {
  readonly html: HtmlPhrases;
  readonly names: ReportPhrases;
}

function totalOf({ error, warning, info }: Counts): number {
  return error + warning + info;
}

/** One row's bar: its severities one after the other, against the longest row. */
function barOf(counts: Counts, longest: number): string {
  let x = 0;
  const parts = SEVERITIES.map((severity) => {
    const width = (100 * counts[severity]) / longest;
    const part =
      width === 0
        ? ''
        : `<rect class="${SEVERITY_CLASS[severity]}" x="${x.toFixed(2)}%" width="${width.toFixed(2)}%" height="10"/>`;
    x += width;
    return part;
  });
  return `<svg width="100%" height="10" aria-hidden="true">${parts.join('')}</svg>`;
}

interface Chart {
  readonly title: string;
  readonly rows: readonly (readonly [key: string, counts: Counts])[];
  label(key: string): string;
  /** Letter of the filter that a row sets. */
  readonly filter?: string;
  /** Its names are long. */
  readonly isWide?: true;
}

/** A table whose bars are plain SVG: it is read out, printed and copied as one. */
function chartOf({ title, rows, label, filter, isWide }: Chart, { html, names }: Words): string {
  if (rows.length === 0) return '';
  const sorted = rows.toSorted((a, b) => totalOf(b[1]) - totalOf(a[1]));
  const longest = Math.max(...sorted.map(([, counts]) => totalOf(counts)));
  const body = sorted.slice(0, MAX_ROWS).map(([key, counts]) => {
    const text = escapeHtml(label(key));
    const name =
      filter === undefined
        ? text
        : `<a href="#${filter}=${escapeHtml(inAddress(key))}">${text}</a>`;
    const split = SEVERITIES.filter((severity) => counts[severity] > 0)
      .map((severity) => `${names.severity[severity]} ${grouped(counts[severity])}`)
      .join(names.separator);
    return `<tr><th scope="row">${name}</th><td class="bar" title="${split}">${barOf(counts, longest)}</td><td class="num">${grouped(totalOf(counts))}</td></tr>`;
  });
  const more =
    sorted.length > MAX_ROWS
      ? `<tfoot><tr><td colspan="3">${html.moreRows(sorted.length - MAX_ROWS)}</td></tr></tfoot>`
      : '';
  return `<table class="chart${isWide ? ' full' : ''}"><caption>${title}</caption><tbody>\n${body.join('\n')}</tbody>${more}</table>\n`;
}

/** With the days between them on which nothing was found, where they are not too many to be drawn. */
function withQuietDays(
  rows: readonly (readonly [day: string, counts: Counts])[],
): readonly (readonly [day: string, counts: Counts])[] {
  const [first, last] = [Date.parse(rows[0]?.[0] ?? ''), Date.parse(rows.at(-1)?.[0] ?? '')];
  const days = Math.round((last - first) / DAY_MS) + 1;
  // A saved report may say anything: what is no day is drawn as it came.
  if (!(days >= rows.length && days <= MAX_DAYS)) return rows;
  const known = new Map(rows);
  return Array.from({ length: days }, (_, at) => {
    const day = new Date(first + at * DAY_MS).toISOString().slice(0, 10);
    return [day, known.get(day) ?? { error: 0, warning: 0, info: 0 }] as const;
  });
}

/** A column a day, oldest first, the last four months with findings. */
function daysChart(days: ReadonlyMap<string, Counts>, { html, names }: Words): string {
  const rows = withQuietDays([...days].sort(([a], [b]) => (a < b ? -1 : 1)).slice(-MAX_DAYS));
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return '';
  const highest = Math.max(...rows.map(([, counts]) => totalOf(counts)));
  const width = 100 / Math.max(rows.length, 10);
  const columns = rows.map(([day, counts], at) => {
    let y = 100;
    const parts = SEVERITIES.map((severity) => {
      const height = (96 * counts[severity]) / highest;
      y -= height;
      return height === 0
        ? ''
        : `<rect class="${SEVERITY_CLASS[severity]}" x="${(at * width).toFixed(2)}%" y="${y.toFixed(2)}%" width="${(width * 0.8).toFixed(2)}%" height="${height.toFixed(2)}%"/>`;
    });
    return `<g><title>${escapeHtml(day)} ${grouped(totalOf(counts))}</title>${parts.join('')}</g>`;
  });
  const [most, mostCounts] = rows.reduce((a, b) => (totalOf(b[1]) > totalOf(a[1]) ? b : a));
  const told = `${html.charts.day}${names.separator}${first[0]} – ${last[0]}${names.separator}${most} ${grouped(totalOf(mostCounts))}`;
  return `<figure class="chart days"><figcaption>${html.charts.day}</figcaption><svg width="100%" height="120" role="img" aria-label="${escapeHtml(told)}">${columns.join('')}</svg><p class="dim"><span>${escapeHtml(first[0])}</span> <span>${escapeHtml(last[0])}</span></p></figure>\n`;
}

/** Charts of what was listed. */
export function chartsSection(tally: Tally, words: Words): string {
  const { html, names } = words;
  const { titles } = tally;
  const named =
    (list: Readonly<Record<string, string>>) =>
    (key: string): string =>
      list[key] ?? key;
  const charts = [
    chartOf(
      {
        title: html.charts.category,
        rows: CATEGORIES.flatMap((category) => {
          const counts = tally.category.get(category);
          return counts === undefined ? [] : [[category, counts] as const];
        }),
        label: named(names.category),
        filter: 'c',
      },
      words,
    ),
    chartOf(
      {
        title: html.charts.rule,
        rows: [...tally.rule],
        label: (rule) => titles.get(rule) ?? rule,
        filter: 'r',
      },
      words,
    ),
    chartOf(
      {
        title: html.charts.file,
        rows: [...tally.file],
        label: (x) => x,
        filter: 'f',
        isWide: true,
      },
      words,
    ),
    chartOf(
      {
        title: html.charts.speaker,
        rows: [...tally.speaker],
        label: named(html.speaker),
        filter: 'p',
      },
      words,
    ),
    daysChart(tally.day, words),
    chartOf({ title: html.charts.agency, rows: [...tally.agency], label: (x) => x }, words),
    chartOf({ title: html.charts.collector, rows: [...tally.collector], label: (x) => x }, words),
  ].join('');
  return charts === ''
    ? ''
    : `<p class="dim screen">${html.chartNote}</p>\n<div class="charts">${charts}</div>\n`;
}

/** The sentence above everything, and how grave it is. */
function verdictOf(
  { counts, coverage }: Summary,
  problems: number,
  { html, names }: Words,
): { readonly text: string; readonly letter: string } {
  if (coverage.files === 0) return { text: names.nothing, letter: 'w' };
  if (counts.error > 0) return { text: html.verdictBad(counts.error, counts.warning), letter: 'e' };
  if (counts.warning > 0) return { text: html.verdictWarn(counts.warning), letter: 'w' };
  if (counts.info > 0) return { text: html.verdictInfo(counts.info), letter: 'i' };
  const isClean = coverage.segments > 0 && problems === 0;
  return { text: cleanVerdict(coverage, problems, names), letter: isClean ? 'ok' : 'w' };
}

/** Verdict, numbers, and what a reader has to know before anything else. */
export function verdictSection(
  start: RunStart | undefined,
  summary: Summary,
  problems: number,
  remarks: readonly Remark[],
  words: Words,
): string {
  const { html, names } = words;
  const { counts, coverage } = summary;
  const { text, letter } = verdictOf(summary, problems, words);
  const tile = (key: keyof HtmlPhrases['tiles'], value: number, kind: string): string =>
    `<div class="tile ${value === 0 ? 'zero' : kind}"><dd>${grouped(value)}</dd><dt>${html.tiles[key]}</dt></div>`;
  const tiles = [
    tile('error', counts.error, 'e'),
    tile('warning', counts.warning, 'w'),
    tile('info', counts.info, 'i'),
    tile('problems', problems, 'e'),
    tile('files', coverage.files, ''),
    tile('segments', coverage.segments, ''),
  ].join('');
  const lines = [
    ...(problems === 0 ? [] : [`<p class="partly">${html.partly(problems)}</p>`]),
    ...remarks.map(({ message }) => `<p>${escapeHtml(message)}</p>`),
    `<p class="dim">${html.human}</p>`,
  ];
  const told =
    start === undefined
      ? ''
      : `<p class="dim">${escapeHtml(names.head(start.tool.version, start.tool.ruleset.slice(0, 'sha256:'.length + 8), start.today))}</p>`;
  return `<header class="top"><div><h1>${html.title}</h1>${told}</div><p class="screen acts"><button type="button" id="theme" hidden="">${html.theme}</button> <button type="button" id="print" hidden="">${html.print}</button></p></header>
<section class="verdict ${letter}" aria-label="${html.sections.overview}"><p class="sentence">${escapeHtml(text)}</p>
${lines.join('\n')}</section>
<dl class="tiles">${tiles}</dl>
`;
}
