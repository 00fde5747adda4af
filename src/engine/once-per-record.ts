import type { Finding } from '../model/finding.ts';
import type { Segment } from '../model/segment.ts';

/**
 * Builds what lets pass, of the findings of one file as they come, those about a record (its hour, a stop before it)
 * once for each rule: a call at night is one contact, however many turns it has. Texts belong to one contact that
 * stand in one record and were sent at the same time or are turns of a conversation, which may each have a time of
 * their own. The findings are those of one segment.
 */
export function createOncePerRecord(): (
  findings: readonly Finding[],
  segment: Segment,
) => readonly Finding[] {
  let current: string | undefined;
  const told = new Set<string>();
  return (findings, segment) => {
    if (!findings.some(({ ofRecord }) => ofRecord)) return findings;
    const { meta, record, contact, place } = segment;
    const name = record ?? contact;
    if (name === undefined) return findings;
    const key = [name, place?.member ?? '', meta.recipient ?? ''].join('\n');
    if (key !== current) told.clear();
    current = key;
    return findings.filter(({ ofRecord, ruleId }) => {
      if (ofRecord !== true) return true;
      const atTime = `${ruleId}\n${meta.sentAt ?? ''}`;
      const inTurns = `${ruleId}\nturns`;
      const isTold = told.has(atTime) || (meta.speaker !== undefined && told.has(inTurns));
      told.add(atTime);
      if (meta.speaker !== undefined) told.add(inTurns);
      return !isTold;
    });
  };
}
