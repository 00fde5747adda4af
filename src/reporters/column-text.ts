import { HIDDEN_SHEET } from '../model/segment.ts';
import type { ReportPhrases } from './phrases.ts';

/** The columns that were chosen in a file, for people: those that were judged, and those read as data with their roles. */
export function columnTexts(
  chosen:
    | { readonly text: readonly string[]; readonly roles: Readonly<Record<string, string>> }
    | undefined,
  names: ReportPhrases,
): { readonly judged: string; readonly used: string } {
  const { text = [], roles = {} } = chosen ?? {};
  const said = (name: string): string => name.replaceAll(`${HIDDEN_SHEET}!`, `${names.hidden}!`);
  return {
    judged: text.map(said).join(names.separator),
    used: Object.entries(roles)
      .map(([role, name]) => `${names.role(role)}=${said(name)}`)
      .join(names.separator),
  };
}
