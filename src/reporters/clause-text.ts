import type { ClauseRef } from '../model/rule.ts';
import type { ReportPhrases } from './phrases.ts';
import { visible } from './visible.ts';

/** A clause as one line for a person: its title, with 据转述 or 待核实 and since when it is in force. */
export function clauseText(clause: ClauseRef, phrases: ReportPhrases): string {
  const notes = [
    phrases.evidence[clause.evidence],
    clause.inForceSince === '' ? '' : phrases.inForce(clause.inForceSince),
  ].filter((note) => note !== '');
  const title = visible(clause.title);
  return notes.length === 0 ? title : phrases.bracketed(title, notes);
}
