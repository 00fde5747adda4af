import type { Dimension } from '../model/audit.ts';
import type { Finding } from '../model/finding.ts';

/** Between the parts of a key of several dimensions: no cell of a table holds it. */
export const BETWEEN = '\u0001';

/** What a message is counted by, '' where the data does not say. */
export type MessageKeys = Readonly<
  Record<Exclude<Dimension, 'rule' | 'category' | 'severity'>, string>
>;

/** Whether keys of a message depend on its findings. */
export function perFinding(by: readonly Dimension[]): boolean {
  return by.some((name) => name === 'rule' || name === 'category' || name === 'severity');
}

type ReadKey = (finding: Finding) => string;

/** What a finding is counted by. */
export const OF_FINDING: readonly (readonly ['rule' | 'category' | 'severity', ReadKey])[] = [
  ['rule', ({ ruleId }) => ruleId],
  ['category', ({ category }) => category],
  ['severity', ({ severity }) => severity],
];

/** The key of a message by several dimensions; `finding` where one of them is of a finding. */
export function groupedKey(
  keys: MessageKeys,
  finding: Finding | undefined,
  by: readonly Dimension[],
): string {
  return by
    .map((name) => {
      switch (name) {
        case 'rule':
          return finding?.ruleId ?? '';
        case 'category':
          return finding?.category ?? '';
        case 'severity':
          return finding?.severity ?? '';
        default:
          return keys[name];
      }
    })
    .join(BETWEEN);
}

/** More than a hint. */
export function isSevere({ severity }: Finding): boolean {
  return severity !== 'info';
}

/** Whether one of the first `count` findings has that key. */
export function isAmong(
  findings: readonly Finding[],
  count: number,
  read: ReadKey,
  key: string,
): boolean {
  for (let i = 0; i < count; i += 1) if (read(findings[i]!) === key) return true;
  return false;
}

/** Whether one of the findings from `from` on has that key and is more than a hint. */
export function isFlaggedBy(
  findings: readonly Finding[],
  from: number,
  read: ReadKey,
  key: string,
): boolean {
  for (let i = from; i < findings.length; i += 1)
    if (isSevere(findings[i]!) && read(findings[i]!) === key) return true;
  return false;
}
