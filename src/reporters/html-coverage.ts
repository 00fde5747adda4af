import type { Finding } from '../model/finding.ts';
import { CATEGORIES, type ClauseRef } from '../model/rule.ts';
import type { FileReport, RunStart, Summary } from '../model/run-event.ts';
import { columnTexts } from './column-text.ts';
import { SEVERITY_CLASS } from './html-cards.ts';
import type { Tally } from './html-overview.ts';
import type { HtmlPhrases } from './html-phrases.ts';
import { escapeHtml, grouped } from './html-text.ts';
import { resaveText } from './ignored-text.ts';
import type { ReportPhrases } from './phrases.ts';
import type { Remark } from './remark.ts';
import type { ReportOptions } from './report.ts';

interface Words {
  readonly html: HtmlPhrases;
  readonly names: ReportPhrases;
}

/** Files listed one by one; what holds findings is always among them, as far as there is room. */
const MAX_FILES = 2000;

function table(heads: readonly string[], rows: readonly (readonly string[])[], kind = ''): string {
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  return `<div class="wide"><table class="list ${kind}"><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>\n`;
}

function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

/** What could not be judged, each with its place and what to do. */
export function problemsSection(remarks: readonly Remark[], { html }: Words): string {
  if (remarks.length === 0) return '';
  const rows = remarks.map(({ file, line, column, message, code: name }) => {
    const place = [file, line, column].filter((part) => part !== undefined).join(':');
    return [place === '' ? '' : code(place), escapeHtml(message), code(name)];
  });
  return table([html.place, html.reason, ''], rows, 'problems');
}

function listed(
  counts: Readonly<Record<string, number>>,
  names: ReportPhrases,
  other = '',
): string {
  const parts = Object.entries(counts).map(
    ([name, count]) => `${names.ignoredKinds[name] ?? name} ${grouped(count)}`,
  );
  return parts.length === 0 ? other : escapeHtml(parts.join(names.separator));
}

/** What was read and how, what was left out, and by which rules. */
export function coverageSection(
  start: RunStart | undefined,
  { coverage }: Summary,
  files: readonly FileReport[],
  tally: Tally,
  words: Words,
): string {
  const { html, names } = words;
  const { facts } = html;
  const off = start?.rules?.off ?? [];
  const told: readonly (readonly [string, string])[] = [
    [facts.version, `cuilint ${escapeHtml(start?.tool.version ?? '')}`],
    [facts.ruleset, code(start?.tool.ruleset ?? '')],
    [facts.today, escapeHtml(start?.today ?? '')],
    [facts.mask, html.mask[start?.mask ?? 'partial']],
    [facts.encodings, listed(coverage.encodings, names, html.nothingIgnored)],
    [
      facts.ignored,
      listed(coverage.ignored, names, html.nothingIgnored) +
        escapeHtml(resaveText(coverage.ignored, names)),
    ],
    ...(off.length === 0 ? [] : [[facts.off, off.map(code).join(' ')] as const]),
  ];
  const list = told.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('');
  const hitsIn = (file: string): number => {
    const counts = tally.file.get(file);
    return counts === undefined ? 0 : counts.error + counts.warning + counts.info;
  };
  const shown =
    files.length <= MAX_FILES
      ? files
      : [
          ...files.filter(({ file }) => tally.file.has(file)),
          ...files.filter(({ file }) => !tally.file.has(file)),
        ].slice(0, MAX_FILES);
  const rows = shown.map(({ file, format, encoding, bytes, segments, columns }) => [
    code(file),
    escapeHtml(format),
    encoding ?? html.packed,
    grouped(bytes),
    grouped(segments),
    grouped(hitsIn(file)),
    escapeHtml(columnTexts(columns, names).judged),
  ]);
  const heads = [html.file, html.format, html.encoding, html.bytes, html.segments, html.found];
  const more =
    files.length > shown.length ? `<p>${html.moreFiles(files.length - shown.length)}</p>\n` : '';
  const covered = names.covered(coverage.files, coverage.segments, coverage.bytes);
  return `<p>${covered}${names.separator === '、' ? '。' : '.'} ${names.notJudged}</p>
<dl class="facts">${list}</dl>
${rows.length === 0 ? '' : table([...heads, html.columns], rows, 'files')}${more}`;
}

/** Every rule that was run with what came of it: proof of what was looked for. */
export function rulesSection(
  rules: ReportOptions['rules'],
  tally: Tally,
  lang: 'zh' | 'en',
  words: Words,
): string {
  const { html, names } = words;
  const resultOf = (id: string): string => {
    const counts = tally.rule.get(id);
    if (counts === undefined) return `<span class="pass">✓ ${html.pass}</span>`;
    const worst = counts.error > 0 ? 'error' : counts.warning > 0 ? 'warning' : 'info';
    const sum = counts.error + counts.warning + counts.info;
    return `<span class="sev ${SEVERITY_CLASS[worst]}">${html.hits(sum)}</span>`;
  };
  const heads = [html.result, html.rule, html.level, html.why];
  if (rules === undefined) {
    const rows = [...tally.titles].map(([id, title]) => [
      resultOf(id),
      `${escapeHtml(title)}<br/>${code(id)}`,
    ]);
    return `<p>${html.otherRules}</p>\n${rows.length === 0 ? '' : table(heads.slice(0, 2), rows)}`;
  }
  const sorted = CATEGORIES.flatMap((category) =>
    rules.list.filter((rule) => rule.category === category),
  );
  const passed = sorted.filter(({ id }) => !tally.rule.has(id)).length;
  const ids = new Set(sorted.map(({ id }) => id));
  // Those about the tool's own use belong to no rule set.
  const others = [...tally.titles].filter(([id]) => !ids.has(id));
  const rows = [
    ...sorted.map(({ id, title, severity, status, rationale }) => [
      resultOf(id),
      `${escapeHtml(title[lang])}${status === 'preview' ? ` <span class="badge">${html.preview}</span>` : ''}<br/>${code(id)}`,
      names.severity[severity],
      escapeHtml(rationale[lang]),
    ]),
    ...others.map(([id, title]) => [resultOf(id), `${escapeHtml(title)}<br/>${code(id)}`, '', '']),
  ];
  return `<p>${html.passed(passed, sorted.length)}</p>\n${table(heads, rows, 'rules')}`;
}

/** Every clause that a finding cites, once, with what it asks. */
export function clausesSection(findings: readonly Finding[], { html, names }: Words): string {
  const clauses = new Map<string, ClauseRef>();
  for (const finding of findings)
    for (const clause of finding.clauses) clauses.set(clause.id, clause);
  if (clauses.size === 0) return '';
  const sorted = [...clauses.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const hasText = sorted.some(({ text }) => text !== '');
  const rows = sorted.map(({ title, text, inForceSince, inForceUntil, evidence }) => [
    escapeHtml(title),
    ...(hasText ? [escapeHtml(text)] : []),
    escapeHtml(html.validity(inForceSince, inForceUntil)),
    evidence === 'read' ? html.evidenceRead : `<b class="doubt">${names.evidence[evidence]}</b>`,
  ]);
  const heads = [html.clause, ...(hasText ? [html.asks] : []), html.valid, html.evidence];
  return `<p>${html.evidenceNote}</p>\n${table(heads, rows, 'clauses')}`;
}

/** To be filled in on the screen or by hand. */
export function signSection({ html }: Words): string {
  const { sign } = html;
  const choice = (value: string): string =>
    `<label><input type="radio" name="conclusion"/> ${value}</label>`;
  return `<form class="sign" autocomplete="off"><fieldset><legend>${sign.conclusion}</legend>${choice(sign.pass)} ${choice(sign.change)} ${choice(sign.refuse)}</fieldset>
<label class="opinion">${sign.opinion}<textarea rows="5"></textarea></label>
<label>${sign.reviewer}<input type="text"/></label><label>${sign.date}<input type="text" inputmode="numeric"/></label><label>${sign.signature}<input type="text"/></label></form>
`;
}
