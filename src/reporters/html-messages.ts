import type { Finding } from '../model/finding.ts';
import type { Severity } from '../model/rule.ts';

/** Messages that read the same, shown once. */
export interface MessageGroup {
  readonly severity: Severity;
  /** Of the first message. */
  readonly findings: readonly Finding[];
  /** All messages, the first among them: the first finding of each tells its place. */
  readonly places: readonly Finding[];
  /** True where only names, amounts, dates and the like differ. */
  readonly isTemplate: boolean;
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** What is filled in differently from message to message: masked names and numbers, amounts, dates, times. */
const FILLED = /[\p{L}\p{N}]?\*+[A-Za-z0-9]*|[0-9０-９][0-9０-９.,:：*\-/]*/gu;

function shapeOf(text: string): string {
  return text.replace(FILLED, '\u0000');
}

/** Whether `next` speaks of the message of `first`; `rules` are those that message has at the place of the last. */
function isSameMessage(first: Finding, last: Finding, next: Finding): boolean {
  if (
    next.file !== first.file ||
    next.context !== first.context ||
    next.contextStart !== first.contextStart ||
    next.record !== first.record ||
    next.keyPath !== first.keyPath ||
    next.field !== first.field ||
    next.place?.sheet !== first.place?.sheet ||
    next.place?.cell !== first.place?.cell ||
    next.place?.part !== first.place?.part ||
    next.place?.member !== first.place?.member
  )
    return false;
  // In one message hits come in order; an equal message after it begins again.
  if (next.segmentStart !== last.segmentStart) return next.segmentStart > last.segmentStart;
  return next.ruleId !== last.ruleId && next.location.line === last.location.line;
}

/** Findings of one message each, in order. */
function messagesOf(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const messages: Finding[][] = [];
  for (const finding of findings) {
    const open = messages.at(-1);
    if (open !== undefined && isSameMessage(open[0]!, open.at(-1)!, finding)) open.push(finding);
    else messages.push([finding]);
  }
  return messages;
}

/**
 * Puts the findings of a message together, and messages that read the same: of the same words but for what is
 * filled in, with the same findings. The worst first, among them those that occur most, then in the order given.
 */
export function groupMessages(findings: readonly Finding[]): readonly MessageGroup[] {
  const groups = new Map<
    string,
    { findings: readonly Finding[]; places: Finding[]; texts: Set<string> }
  >();
  for (const message of messagesOf(findings)) {
    const [first] = message;
    if (first === undefined) continue;
    const key = JSON.stringify([
      shapeOf(first.context),
      first.contextStart === undefined,
      message.map(({ ruleId, severity, state, change, suspected }) => [
        ruleId,
        severity,
        state,
        change,
        suspected,
      ]),
    ]);
    const group = groups.get(key);
    if (group === undefined)
      groups.set(key, { findings: message, places: [first], texts: new Set([first.context]) });
    else {
      group.places.push(first);
      group.texts.add(first.context);
    }
  }
  return [...groups.values()]
    .map(({ findings: own, places, texts }) => ({
      severity: own.reduce<Severity>(
        (worst, { severity }) => (RANK[severity] < RANK[worst] ? severity : worst),
        'info',
      ),
      findings: own,
      places,
      isTemplate: texts.size > 1,
    }))
    .sort((a, b) => RANK[a.severity] - RANK[b.severity] || b.places.length - a.places.length);
}

/** A piece of a message, and the numbers (0-based) of the findings that it belongs to. */
export interface Piece {
  readonly text: string;
  readonly hits: readonly number[];
  /** Findings that end with it. */
  readonly ends: readonly number[];
}

/**
 * The shown part of a message cut at the borders of its hits, in order; together the pieces are the text. A hit
 * outside of what is shown, or one whose place is not known, belongs to none.
 */
export function piecesOf(findings: readonly Finding[]): readonly Piece[] {
  const [first] = findings;
  if (first === undefined) return [];
  const { context, contextStart = 0 } = first;
  const spans = findings.map(({ segmentStart, segmentEnd, excerpt }) => {
    const start = segmentStart - contextStart;
    const end = segmentEnd - contextStart;
    const isShown = start >= 0 && end > start && context.slice(start, end) === excerpt;
    return isShown ? { start, end } : undefined;
  });
  const borders = new Set([0, context.length]);
  for (const span of spans) {
    if (span !== undefined) borders.add(span.start).add(span.end);
  }
  const cuts = [...borders].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => {
    const to = cuts[index + 1]!;
    const where = (test: (span: { start: number; end: number }) => boolean): readonly number[] =>
      spans.flatMap((span, hit) => (span !== undefined && test(span) ? [hit] : []));
    return {
      text: context.slice(from, to),
      hits: where(({ start, end }) => start <= from && end >= to),
      ends: where(({ end }) => end === to),
    };
  });
}
