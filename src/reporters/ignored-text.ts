import type { ReportPhrases } from './phrases.ts';
import { visible } from './visible.ts';

/** What Excel, Word and WPS open, and we do not read. */
const RESAVED = /^\.(?:xlsb?|doc|et|wps|ods|odt|rtf)$/;

/** What can be done about old files of Office among those left out, by ending; '' where there are none. */
export function resaveText(
  ignored: Readonly<Record<string, number>>,
  phrases: ReportPhrases,
): string {
  const old = Object.keys(ignored).filter((kind) => RESAVED.test(kind));
  return old.length === 0 ? '' : phrases.resave(old.join(phrases.separator));
}

/** What was left out, by kind or ending, with what can be done about it; '' for nothing. */
export function ignoredText(
  ignored: Readonly<Record<string, number>>,
  phrases: ReportPhrases,
): string {
  const kinds = Object.entries(ignored).map(
    ([kind, count]) => `${phrases.ignoredKinds[kind] ?? visible(kind)} ${count}`,
  );
  if (kinds.length === 0) return '';
  return phrases.ignored(kinds.join(phrases.separator)) + resaveText(ignored, phrases);
}
