import type { Finding } from '../../src/model/finding.ts';
import type { Labelled } from './labelled.ts';
import { counting, type Judged, type Score, type Scores } from './score.ts';

/** Rows as columns: the first left, the others right. Two columns for each character that takes them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widthOf = (cell: string): number =>
    [...cell].reduce((width, mark) => width + (/[\u2E80-\uFF60]/.test(mark) ? 2 : 1), 0);
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))));
  return all
    .map((row) =>
      row
        .map((cell, column) => {
          const gap = ' '.repeat(widths[column]! - widthOf(cell));
          return column === 0 ? cell + gap : gap + cell;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(100 * share).toFixed(1)}%`;
}

function share(part: number, whole: number): string {
  return percent(whole === 0 ? null : part / whole);
}

function scoresRow(name: string, scores: Scores): readonly string[] {
  const violations = scores.truePositives + scores.falseNegatives;
  const negatives = scores.falsePositives + scores.trueNegatives;
  return [
    name,
    String(violations + negatives),
    String(violations),
    percent(scores.precision),
    percent(scores.recall),
    percent(scores.f1),
    `${scores.falsePositives}/${negatives}`,
    share(scores.falsePositives, negatives),
    String(scores.falseErrors),
  ];
}

const SCORES_HEAD = [
  ['', 'messages', 'violating', 'precision', 'recall', 'F1'],
  ['false alarms', 'rate', 'of them errors'],
].flat();

/** The figures as tables. Sections without a line are left out. */
export function formatScore(score: Score, withRules: boolean): string {
  const parts = [
    table(SCORES_HEAD, [
      scoresRow('all', score.overall),
      ...[...score.byGroup].map(([name, scores]) => scoresRow(`  ${name}`, scores)),
    ]),
  ];
  if (score.byCategory.size > 0) {
    parts.push(
      table(
        ['main category', 'violating', 'flagged', 'recall', 'in this category', 'share'],
        [...score.byCategory].map(([name, { messages, flagged, inCategory }]) => [
          name,
          ...[messages, flagged].map(String),
          share(flagged, messages),
          String(inCategory),
          share(inCategory, messages),
        ]),
      ),
    );
  }
  if (score.bySource.size > 0) {
    parts.push(
      table(
        ['without a label', 'messages', 'flagged', 'in 1,000', 'errors', 'in 1,000'],
        [...score.bySource].map(([name, { messages, flagged, errors }]) => [
          name,
          ...[messages, flagged].map(String),
          ((1000 * flagged) / messages).toFixed(2),
          String(errors),
          ((1000 * errors) / messages).toFixed(2),
        ]),
      ),
    );
  }
  const { spans } = score;
  if (spans.messages > 0) {
    parts.push(
      `spans of ${spans.messages} flagged violations: ${spans.overlapping} overlap; ` +
        `precision ${percent(spans.precision)}, recall ${percent(spans.recall)} of characters`,
    );
  }
  if (withRules) {
    parts.push(
      table(
        ['rule', 'violating', 'lawful', 'precision', 'no label', 'labelled', 'found', 'flagged'],
        [...score.byRule].map(([name, rule]) => [
          name,
          ...[rule.onViolations, rule.onLawful].map(String),
          share(rule.onViolations, rule.onViolations + rule.onLawful),
          ...[rule.onUnlabelled, rule.labelled, rule.labelledFound, rule.labelledFlagged].map(
            String,
          ),
        ]),
      ),
    );
  }
  return parts.join('\n\n');
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ⏎ ');
}

function formatFinding({ severity, ruleId, excerpt, confidence }: Finding): string {
  return `      ${severity} ${ruleId} (${confidence.toFixed(2)}): “${oneLine(excerpt)}”`;
}

function head(line: Labelled): string {
  const labels = line.rules.length > 0 ? line.rules : line.categories;
  return `${line.id} [${[line.group, ...labels].join(' ')}]\n      ${oneLine(line.text)}`;
}

/** Errors first, then the surest. */
function gravity(findings: readonly Finding[]): number {
  return Math.max(...findings.map((f) => (f.severity === 'error' ? 1 : 0) + f.confidence));
}

/** Up to `limit` of the missed (labelled error first) and of the falsely flagged (gravest first). */
export function formatMisses(
  judged: readonly Judged[],
  errorsOnly: boolean,
  limit: number,
): string {
  const missed = judged
    .filter(({ line, findings }) => line.violation && counting(findings, errorsOnly).length === 0)
    .sort((a, b) => Number(b.line.severity === 'error') - Number(a.line.severity === 'error'));
  const flagged = judged
    .map(({ line, findings }) => ({ line, findings: counting(findings, errorsOnly) }))
    .filter(({ line, findings }) => !line.violation && findings.length > 0)
    .sort((a, b) => gravity(b.findings) - gravity(a.findings));
  return [
    `missed: ${missed.length}`,
    ...missed.slice(0, limit).map(({ line }) => `  ${head(line)}`),
    '',
    `falsely flagged: ${flagged.length}`,
    ...flagged
      .slice(0, limit)
      .map(({ line, findings }) => [`  ${head(line)}`, ...findings.map(formatFinding)].join('\n')),
  ].join('\n');
}
