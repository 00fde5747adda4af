import type { Finding } from '../model/finding.ts';
import { clauseText } from './clause-text.ts';
import { isFirstOfMessage, replacementLabel, titled } from './finding-text.ts';
import type { Paint } from './paint.ts';
import { type ReportPhrases, reportPhrases } from './phrases.ts';
import { innerPlace } from './place-text.ts';
import type { Language } from './report.ts';
import { textWidth } from './text-width.ts';
import { visible, visibleAtLineStart } from './visible.ts';
import { head, MIN_WIDTH, wrap } from './wrap.ts';

/** Before every line of audited text: so none begins with `::` or `##`, which build servers obey. */
const GUTTER = '│ ';
const ELLIPSIS = '…';
/** A rule may rest on ten clauses; `cuilint explain` and the JSON report name them all. */
const MAX_CLAUSES = 3;

/** The end of `text` that fits into `columns`, cut between characters. */
function tail(text: string, columns: number): string {
  const chars = [...text];
  let width = 0;
  let index = chars.length;
  while (index > 0) {
    const next = textWidth(chars[index - 1]!);
    if (width + next > columns) break;
    width += next;
    index -= 1;
  }
  return chars.slice(index).join('');
}

/** The line of the message in which the hit stands, the hit, and what follows on its line, all visible. */
function aroundHit(finding: Finding): readonly [before: string, hit: string, after: string] {
  const from = finding.segmentStart - (finding.contextStart ?? 0);
  const to = from + finding.excerpt.length;
  const { context, excerpt } = finding;
  // A context that is a window and does not say where it begins shows the excerpt alone.
  if (from < 0 || context.slice(from, to) !== excerpt) return ['', visible(excerpt), ''];
  const before = context.slice(0, from);
  const after = context.slice(to);
  const lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  const lineEnd = after.search(/[\r\n]/);
  return [
    visible(before.slice(lineStart)),
    visible(excerpt),
    visible(lineEnd < 0 ? after : after.slice(0, lineEnd)),
  ];
}

/** The hit in its line, and a line of marks below it, both within `columns`. */
function quoted(finding: Finding, columns: number, paint: Paint): string[] {
  const [before, hit, after] = aroundHit(finding);
  const shownHit = textWidth(hit) > columns - 4 ? `${head(hit, columns - 5)}${ELLIPSIS}` : hit;
  const room = columns - textWidth(shownHit);
  const afterWidth = textWidth(after);
  // The text before the hit says more than the text after it; each takes what the other leaves.
  const roomBefore = Math.max(Math.floor(room * 0.6), room - afterWidth);
  const left = textWidth(before) <= roomBefore ? before : ELLIPSIS + tail(before, roomBefore - 1);
  const roomAfter = room - textWidth(left);
  const right =
    afterWidth <= roomAfter ? after : head(after, Math.max(0, roomAfter - 1)) + ELLIPSIS;
  const marks = '^'.repeat(Math.max(1, textWidth(shownHit)));
  return [
    `${left}${paint.mark(shownHit)}${right}`,
    `${' '.repeat(textWidth(left))}${paint.mark(marks)}`,
  ];
}

function placeNote(finding: Finding, phrases: ReportPhrases): string {
  const parts = [
    finding.record === undefined ? '' : phrases.record(finding.record),
    finding.field ?? '',
    finding.keyPath ?? '',
  ].filter((part) => part !== '');
  return visible(parts.join(' · '));
}

function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - textWidth(text))) + text;
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/**
 * The findings of one file: place, severity, title and rule in columns, below the sheet and cell or the
 * paragraph where a file has no lines; then the hit marked in its line,
 * what is wrong, the clauses and what to write instead; behind the last of a message beyond repair, another one.
 * `findings` must not be empty.
 */
export function renderFindings(
  findings: readonly Finding[],
  lang: Language,
  paint: Paint,
  terminalWidth: number,
): string {
  const phrases = reportPhrases(lang);
  const rows = findings.map((finding) => ({
    finding,
    inner: innerPlace(finding, phrases),
    place:
      finding.place === undefined
        ? `${finding.location.line}:${finding.location.column}`
        : phrases.character(finding.location.column),
    level: finding.suspected
      ? `${phrases.severity[finding.severity]} (${phrases.suspected})`
      : phrases.severity[finding.severity],
    title: titled(finding, lang),
    note: placeNote(finding, phrases),
  }));
  const placeWidth = Math.max(...rows.map(({ place }) => textWidth(place)));
  const levelWidth = Math.max(...rows.map(({ level }) => textWidth(level)));
  const titleWidth = Math.max(...rows.map(({ title }) => textWidth(title)));
  const margin = ' '.repeat(placeWidth + 4);
  const width = Math.max(MIN_WIDTH, terminalWidth);
  const columns = width - margin.length - GUTTER.length;
  // What stands before the rule in the first line of a finding: three columns, two blanks before each and behind.
  const roomForRule = width - placeWidth - levelWidth - titleWidth - 8;
  const out: string[] = [];
  let above = '';
  for (const [at, { finding, inner, place, level, title, note }] of rows.entries()) {
    const file = visibleAtLineStart(finding.file);
    const heading = inner === undefined ? file : `${file} › ${inner}`;
    if (heading !== above) out.push(paint.file(heading));
    above = heading;
    const shownLevel = paint.severity[finding.severity](padEnd(level, levelWidth));
    const first = `  ${paint.dim(padStart(place, placeWidth))}  ${shownLevel}  `;
    const rule = note === '' ? finding.ruleId : `${finding.ruleId}  ${note}`;
    const gutter = margin + paint.dim(GUTTER);
    if (textWidth(rule) <= roomForRule)
      out.push(`${first}${paint.bold(padEnd(title, titleWidth))}  ${paint.dim(rule)}`);
    else {
      // On a narrow terminal what does not fit stands in the next line, in line with what follows.
      out.push(first + paint.bold(title));
      for (const line of wrap(rule, columns)) out.push(gutter + paint.dim(line));
    }
    for (const line of quoted(finding, columns, paint)) out.push(gutter + line);
    for (const line of wrap(visible(finding.message), columns)) out.push(gutter + line);
    const labelled = (label: string, text: string): void => {
      const indent = ' '.repeat(textWidth(label) + 2);
      for (const [index, line] of wrap(text, columns - indent.length).entries()) {
        out.push(gutter + (index === 0 ? `${paint.dim(label)}  ${line}` : indent + line));
      }
    };
    // Two paraphrases of one article read the same here.
    const clauses = [...new Set(finding.clauses.map((clause) => clauseText(clause, phrases)))];
    const more = clauses.length - MAX_CLAUSES;
    const shown =
      more > 1
        ? [...clauses.slice(0, MAX_CLAUSES), phrases.moreClauses(more, finding.ruleId)]
        : clauses;
    for (const [index, clause] of shown.entries()) {
      labelled(index === 0 ? phrases.clauses : ' '.repeat(textWidth(phrases.clauses)), clause);
    }
    if (finding.rewrite !== '') labelled(phrases.rewrite, visible(finding.rewrite));
    const next = rows[at + 1]?.finding;
    const { replacement } = finding;
    if (replacement !== undefined && (next === undefined || isFirstOfMessage(finding, next)))
      labelled(replacementLabel(replacement.title, lang), visible(replacement.text));
  }
  return `${out.join('\n')}\n\n`;
}
