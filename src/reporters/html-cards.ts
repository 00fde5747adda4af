import type { Finding } from '../model/finding.ts';
import { type ClauseRef, SEVERITIES, type Severity } from '../model/rule.ts';
import { replacementLabel } from './finding-text.ts';
import { groupMessages, type MessageGroup, piecesOf } from './html-messages.ts';
import type { HtmlPhrases } from './html-phrases.ts';
import { attributes, escapeHtml, escapeMessage, grouped } from './html-text.ts';
import type { ReportPhrases } from './phrases.ts';
import { wholePlace } from './place-text.ts';
import type { Language } from './report.ts';

/** Letters by which the style sheet knows the severities. */
export const SEVERITY_CLASS: Readonly<Record<Severity, string>> = {
  error: 'e',
  warning: 'w',
  info: 'i',
};
/** Places shown at once; the others behind a heading. */
const SHOWN_PLACES = 3;

/** Names by number, as the script of the page finds them in the filters: 0 is the first of each list. */
export interface CardIndex {
  readonly rules: readonly string[];
  readonly categories: readonly string[];
  readonly files: readonly string[];
  readonly speakers: readonly string[];
  readonly states: readonly string[];
}

/** What a finding is filtered by as its state: the change where reports were compared. */
export function stateOf(finding: Finding): string {
  return finding.change ?? finding.state;
}

interface Words {
  readonly html: HtmlPhrases;
  readonly names: ReportPhrases;
  readonly lang: Language;
}

/** A clause with its validity, and 据转述 or 待核实 set off. */
function clauseItem(clause: ClauseRef, { html, names }: Words): string {
  const evidence = names.evidence[clause.evidence];
  const mark = evidence === '' ? '' : ` <b class="doubt">${evidence}</b>`;
  const valid = html.validity(clause.inForceSince, clause.inForceUntil);
  return `<li>${escapeHtml(clause.title)} <span class="dim">${escapeHtml(valid)}</span>${mark}</li>`;
}

/** Each article once: two paraphrases of one read the same. */
function clauseList(clauses: readonly ClauseRef[], words: Words): string {
  const items = new Set(clauses.map((clause) => clauseItem(clause, words)));
  return items.size === 0
    ? ''
    : `<dt>${words.html.basis}</dt><dd><ul>${[...items].join('')}</ul></dd>`;
}

function placeText(finding: Finding, { names }: Words): string {
  const { record, recordId, field, keyPath } = finding;
  const notes = [
    record === undefined ? '' : names.record(record),
    recordId ?? '',
    field ?? '',
    keyPath ?? '',
  ].filter((note) => note !== '');
  const place = `<code>${escapeHtml(wholePlace(finding, names))}</code>`;
  return notes.length === 0
    ? place
    : `${place} <span class="dim">${escapeHtml(notes.join(' · '))}</span>`;
}

function placesOf({ places, isTemplate }: MessageGroup, words: Words): string {
  const { html } = words;
  const listed = places.map((place) => `<li>${placeText(place, words)}</li>`);
  const shown = `<ul class="places">${listed.slice(0, SHOWN_PLACES).join('')}</ul>`;
  const rest = listed.slice(SHOWN_PLACES);
  const count = isTemplate ? html.alike(places.length) : html.same(places.length);
  const told = places.length === 1 ? '' : `<p class="same">${count}</p>`;
  if (rest.length === 0) return told + shown;
  return `${told}${shown}<details><summary>${html.morePlaces(rest.length)}</summary><ul class="places">${rest.join('')}</ul></details>`;
}

/** The message with its hits marked; each mark ends in the numbers of the findings that end there. */
function messageOf(findings: readonly Finding[]): string {
  const first = findings[0];
  if (first === undefined) return '';
  const isCut = (first.contextStart ?? 0) > 0;
  const pieces = piecesOf(findings).map(({ text, hits, ends }) => {
    const shown = escapeMessage(text);
    if (hits.length === 0) return shown;
    const worst = SEVERITIES.find((each) => hits.some((hit) => findings[hit]?.severity === each));
    const numbers = ends.map((hit) => `<sup data-n="${hit + 1}"></sup>`).join('');
    return `<mark class="${SEVERITY_CLASS[worst ?? 'info']}">${shown}</mark>${numbers}`;
  });
  return `${isCut ? '…' : ''}${pieces.join('')}`;
}

function hitOf(finding: Finding, number: number, words: Words): string {
  const { html, names } = words;
  const { severity, ruleId, title, message, rewrite, fingerprint } = finding;
  const badges = [
    ...(finding.suspected ? [names.suspected] : []),
    ...(finding.change === undefined ? [] : [names.change[finding.change]]),
    ...(finding.state === 'new' || finding.change !== undefined ? [] : [html.state[finding.state]]),
    ...(finding.speaker === 'collector' ? [] : [html.speaker[finding.speaker]]),
  ].map((badge) => ` <span class="badge">${badge}</span>`);
  const letter = SEVERITY_CLASS[severity];
  const fix =
    rewrite === ''
      ? ''
      : `<dt>${html.rewrite}</dt><dd class="fix"><span lang="zh">${escapeHtml(rewrite)}</span> <button type="button" data-copy="">${html.copy}</button></dd>`;
  return `<li class="hit ${letter}"><p><span class="sev ${letter}">${names.severity[severity]}</span> <b data-n="${number}">${escapeHtml(title)}</b>${badges.join('')} <code class="dim">${escapeHtml(ruleId)}</code> <code class="dim print">${escapeHtml(fingerprint.slice(0, 8))}</code></p><dl><dt>${html.why}</dt><dd>${escapeHtml(message)}</dd>${clauseList(finding.clauses, words)}${fix}</dl></li>\n`;
}

/** The message that may take the place of one beyond repair. */
function wholeOf(findings: readonly Finding[], { html, lang }: Words): string {
  const replacement = findings.find((finding) => finding.replacement !== undefined)?.replacement;
  if (replacement === undefined) return '';
  const label = replacementLabel(replacement.title, lang);
  return `<dl class="whole"><dt>${escapeHtml(label)}</dt><dd class="fix"><span lang="zh">${escapeHtml(replacement.text)}</span> <button type="button" data-copy="">${html.copy}</button></dd></dl>`;
}

function cardOf(group: MessageGroup, number: number, index: CardIndex, words: Words): string {
  const { findings, severity, places } = group;
  const hits = findings.map((finding) =>
    [
      SEVERITIES.indexOf(finding.severity),
      index.categories.indexOf(finding.category),
      index.rules.indexOf(finding.ruleId),
      index.speakers.indexOf(finding.speaker),
      index.states.indexOf(stateOf(finding)),
    ].join('.'),
  );
  const files = [...new Set(places.map(({ file }) => index.files.indexOf(file)))];
  const head = attributes({
    class: `card ${SEVERITY_CLASS[severity]}`,
    id: `m${number}`,
    tabindex: '-1',
    'data-h': hits.join(' '),
    'data-f': files.join(' '),
    ...(places.length === 1 ? {} : { 'data-w': places.length }),
    'aria-labelledby': `t${number}`,
  });
  const title = `<h3 id="t${number}"><span class="no">${number}</span> ${words.names.severity[severity]}</h3>`;
  const text = `<blockquote lang="zh">${messageOf(findings)}</blockquote>`;
  const notes = findings.map((finding, at) => hitOf(finding, at + 1, words)).join('');
  return `<article${head}><div class="said">${title}${text}${wholeOf(findings, words)}${placesOf(group, words)}</div><ol class="hits">\n${notes}</ol></article>\n`;
}

function optionsOf(
  values: readonly string[],
  label: (value: string) => string,
  counts: ReadonlyMap<string, number>,
): string {
  return values
    .map((value) => {
      const count = counts.get(value) ?? 0;
      return `<option${attributes({ value })}>${escapeHtml(label(value))} (${grouped(count)})</option>`;
    })
    .join('');
}

function countBy(
  findings: readonly Finding[],
  key: (finding: Finding) => string,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(key(finding), (counts.get(key(finding)) ?? 0) + 1);
  return counts;
}

/** The filters (shown by the script, which makes them work) and the cards; '' where there is no finding. */
export function findingsSection(findings: readonly Finding[], words: Words): string {
  if (findings.length === 0) return '';
  const { html, names } = words;
  const by = {
    category: countBy(findings, ({ category }) => category),
    rule: countBy(findings, ({ ruleId }) => ruleId),
    file: countBy(findings, ({ file }) => file),
    speaker: countBy(findings, ({ speaker }) => speaker),
    state: countBy(findings, stateOf),
    severity: countBy(findings, ({ severity }) => severity),
  };
  const index: CardIndex = {
    rules: [...by.rule.keys()].sort(),
    categories: [...by.category.keys()],
    files: [...by.file.keys()],
    speakers: [...by.speaker.keys()],
    states: [...by.state.keys()],
  };
  const titles = new Map(findings.map(({ ruleId, title }) => [ruleId, title]));
  const stateNames: Readonly<Record<string, string>> = { ...html.state, ...names.change };
  const named = (list: Readonly<Record<string, string>>) => (value: string) => list[value] ?? value;
  const select = (
    key: keyof HtmlPhrases['filter'] & keyof typeof by,
    letter: string,
    values: readonly string[],
    label: (value: string) => string,
  ): string => {
    if (values.length < 2) return '';
    const all = `<option value="">${html.all}</option>`;
    return `<label>${html.filter[key]} <select id="f-${letter}">${all}${optionsOf(values, label, by[key])}</select></label>`;
  };
  const chips = SEVERITIES.map((severity) => {
    const letter = SEVERITY_CLASS[severity];
    const count = by.severity.get(severity) ?? 0;
    return `<button type="button" class="chip ${letter}" data-s="${severity}" aria-pressed="true">${names.severity[severity]} ${grouped(count)}</button>`;
  }).join('');
  const bar = [
    `<label class="search"><span>${html.search}</span> <input id="q" type="search" autocomplete="off" spellcheck="false" placeholder="${html.searchHint}"/></label>`,
    `<span class="chips" role="group" aria-label="${html.filter.severity}">${chips}</span>`,
    select('category', 'c', index.categories, named(names.category)),
    select('rule', 'r', index.rules, (rule) => titles.get(rule) ?? rule),
    select('file', 'f', index.files, (file) => file),
    select('speaker', 'p', index.speakers, named(html.speaker)),
    select('state', 't', index.states, named(stateNames)),
    `<button type="button" id="clear">${html.clear}</button>`,
    `<output id="count" data-text="${escapeHtml(html.counted)}"></output>`,
  ];
  const groups = groupMessages(findings);
  const cards = groups.map((group, at) => cardOf(group, at + 1, index, words));
  const keys = html.keyHelp.map(([key, what]) => `<li><kbd>${key}</kbd> ${what}</li>`).join('');
  return [
    `<form id="filters" hidden="" role="search" aria-label="${html.sections.findings}">${bar.join('\n')}</form>\n`,
    `<details class="keys" hidden=""><summary>${html.keys}</summary><ul>${keys}</ul></details>\n`,
    `<p id="none" hidden="">${html.none}</p>\n`,
    `<div id="cards" data-copied="${html.copied}" data-failed="${html.copyFailed}">\n${cards.join('')}</div>\n`,
    '<p id="said" class="away" role="status"></p>\n',
  ].join('');
}
