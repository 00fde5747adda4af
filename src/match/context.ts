import type { SuppressionReason } from '../model/finding.ts';
import type { Speaker } from '../model/segment.ts';
import type { Clause, Structure } from '../model/structure.ts';
import { frame } from './frames.ts';
import { mention } from './mentions.ts';
import { polarity } from './polarity.ts';

export interface ContextInput {
  readonly text: string;
  readonly structure: Structure;
  readonly clause: Clause;
  /** The whole match in units of the view. */
  readonly start: number;
  readonly end: number;
  /** Terms of the pattern's own classes that lie in the match. */
  readonly ownTerms: readonly { readonly start: number; readonly end: number }[];
  /** Whose words the rule judges. */
  readonly speaker: Speaker | 'any';
  readonly polarity: 'asserted' | 'any';
}

/** True if what stands in the clause is said by `wanted`. */
export function speaks(clause: Clause, wanted: Speaker | 'any'): boolean {
  if (wanted === 'any') return true;
  // What the lender's system says is said by the lender.
  if (wanted === 'collector') return clause.speaker === 'collector' || clause.speaker === 'system';
  return clause.speaker === wanted;
}

/** No cue works farther than this; a sentence without marks must not cost more for each match in it. */
const CONTEXT_REACH = 300;

/** The sentence with the mark that ends it, as far as cues reach. */
function sentenceText(input: ContextInput): { readonly text: string; readonly start: number } {
  const sentence = input.structure.sentences[input.clause.sentence]!;
  const start = Math.max(sentence.start, input.start - CONTEXT_REACH);
  const end = Math.min(sentence.end + 1, input.end + CONTEXT_REACH);
  return { text: input.text.slice(start, end), start };
}

function withoutQuotes(input: ContextInput, from: number, to: number): string {
  let out = '';
  let at = from;
  for (const quote of input.structure.quotes) {
    if (quote.end <= from || quote.start >= to) continue;
    out += input.text.slice(at, Math.max(at, quote.start));
    at = Math.max(at, quote.end);
  }
  return out + input.text.slice(at, to);
}

/**
 * Why a match is not the sender's own act, or null. Tests named in `without` are left out; the first
 * that applies is returned, in the order speaker, forbidden list, polarity, frames.
 */
export function settleContext(
  input: ContextInput,
  without: ReadonlySet<string>,
): SuppressionReason | null {
  const { clause, structure, text, start, end } = input;
  if (!without.has('customer-turn') && !speaks(clause, input.speaker)) return 'customer-turn';
  if (!without.has('forbidden-list') && clause.forbidden) return 'forbidden-list';
  const sentence = sentenceText(input);
  const bounds = structure.sentences[clause.sentence]!;
  const before = structure.clauses
    .slice(bounds.firstClause, bounds.lastClause)
    .filter((other) => other.end <= clause.start)
    .map((other) => text.slice(other.start, other.end));
  // Some wordings say no and mean yes (没完, 不得安宁): their rules ask for any polarity, not for any frame.
  const held =
    input.polarity === 'any'
      ? null
      : polarity({
          clause: text.slice(clause.start, Math.max(clause.end, end)),
          start: start - clause.start,
          end: end - clause.start,
          sentence: sentence.text,
          before,
          ownTerms: input.ownTerms.map((term) => ({
            start: term.start - clause.start,
            end: term.end - clause.start,
          })),
        });
  if (held && !without.has(held)) return held;
  const found = frame({
    message: text,
    sentence: sentence.text,
    start: start - sentence.start,
    end: end - sentence.start,
    clause: text.slice(clause.start, clause.end),
    quoted: structure.quotes.some((quote) => quote.start <= start && end <= quote.end),
    unquoted: withoutQuotes(input, bounds.start, bounds.end + 1),
  });
  if (found && !without.has(found)) return found;
  const mentioned = mention({ message: text, from: start, to: end });
  return mentioned && !without.has(mentioned) ? mentioned : null;
}
