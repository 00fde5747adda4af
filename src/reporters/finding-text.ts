import type { Finding } from '../model/finding.ts';
import { clauseText } from './clause-text.ts';
import { gatePhrases } from './gate-phrases.ts';
import { reportPhrases } from './phrases.ts';
import { innerPlace } from './place-text.ts';
import type { Language, ReportOptions } from './report.ts';
import { visible } from './visible.ts';

/** Titles of the clauses, each once: two paraphrases of one article read the same. */
export function clauseTexts(finding: Finding, lang: Language): readonly string[] {
  const phrases = reportPhrases(lang);
  return [...new Set(finding.clauses.map((clause) => clauseText(clause, phrases)))];
}

/** Where it stands in a workbook or document, what is wrong, on which clauses that rests, what to write instead: one visible line each. */
export function findingLines(finding: Finding, lang: Language): readonly string[] {
  const phrases = reportPhrases(lang);
  const { labelled } = gatePhrases(lang);
  const clauses = clauseTexts(finding, lang).join(phrases.separator);
  const place = innerPlace(finding, phrases);
  return [
    ...(place === undefined ? [] : [labelled(gatePhrases(lang).place, place)]),
    visible(finding.message),
    ...(clauses === '' ? [] : [labelled(phrases.clauses, clauses)]),
    ...(finding.rewrite === '' ? [] : [labelled(phrases.rewrite, visible(finding.rewrite))]),
  ];
}

function noted(title: string, notes: readonly string[], lang: Language): string {
  return notes.length === 0 ? visible(title) : reportPhrases(lang).bracketed(visible(title), notes);
}

function notesOf({ change, state }: Finding, lang: Language): readonly string[] {
  const phrases = reportPhrases(lang);
  return [
    ...(change === undefined ? [] : [phrases.change[change]]),
    // What is gone counts for nothing anyway.
    ...(state === 'new' || change === 'gone' ? [] : [phrases.known[state]]),
  ];
}

/** The title with its change against an earlier report, and marked where the finding does not count. */
export function titled(finding: Finding, lang: Language): string {
  return noted(finding.title, notesOf(finding, lang), lang);
}

/** The same, marked where the finding is only suspected. */
export function findingTitle(finding: Finding, lang: Language): string {
  const suspected = finding.suspected ? [reportPhrases(lang).suspected] : [];
  return noted(finding.title, [...suspected, ...notesOf(finding, lang)], lang);
}

/** Formats that stop a build list what is new, unless the rest was asked for. */
export function isListed(finding: Finding, options: ReportOptions): boolean {
  return finding.state === 'new' || options.includesKnown === true;
}

/** `整条改写（逾期提醒）` */
export function replacementLabel(title: string, lang: Language): string {
  return lang === 'zh' ? `整条改写（${title}）` : `The whole message instead (${title})`;
}

/** The message that may take the place of this one, with its stage; '' where it is not beyond repair. */
export function replacementLine({ replacement }: Finding, lang: Language): string {
  if (replacement === undefined) return '';
  const label = replacementLabel(replacement.title, lang);
  return gatePhrases(lang).labelled(label, replacement.text);
}

/** Whether a finding is the first of its message, so that what may take its place is told once. */
export function isFirstOfMessage(before: Finding | undefined, finding: Finding): boolean {
  return (
    before === undefined ||
    before.file !== finding.file ||
    before.segmentStart > finding.segmentStart ||
    before.record !== finding.record ||
    before.keyPath !== finding.keyPath ||
    before.field !== finding.field ||
    before.place?.sheet !== finding.place?.sheet ||
    before.place?.cell !== finding.place?.cell ||
    before.place?.part !== finding.place?.part ||
    before.place?.member !== finding.place?.member ||
    before.replacement?.text !== finding.replacement?.text ||
    // A long message is shown in windows that differ from hit to hit.
    (before.context !== finding.context && before.context.length < 200)
  );
}
