import type { Finding } from '../model/finding.ts';
import type { ClauseRef, Jurisdiction } from '../model/rule.ts';
import type { InnerPlace, Segment } from '../model/segment.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { fillRewrite } from '../text/fill-rewrite.ts';
import { locate } from '../text/lines.ts';
import type { CheckOptions } from './check.ts';
import { isSeat } from './collector.ts';
import { baseFingerprint } from './fingerprint.ts';
import type { JudgedMatch } from './judge.ts';
import { createRedactor } from './redact.ts';

/** Longest message shown whole as the context of a finding, in UTF-16 units. */
const CONTEXT_LENGTH = 200;

/** Clauses in force on a day (ISO date), of the jurisdiction asked for. */
export function clausesOn(
  ruleset: Ruleset,
  ids: readonly string[],
  day: string,
  jurisdiction: Jurisdiction,
): ClauseRef[] {
  return ids.flatMap((id) => {
    const clause = ruleset.clauses[id];
    if (clause?.jurisdiction !== jurisdiction) return [];
    if (clause.inForceSince !== '' && day < clause.inForceSince) return [];
    if (clause.inForceUntil !== undefined && day > clause.inForceUntil) return [];
    return [clause];
  });
}

function fill(template: string, match: string, captures: Readonly<Record<string, string>>): string {
  return template.replace(/\{([a-z][a-z0-9]*)\}/g, (whole, name: string) =>
    name === 'match' ? match : (captures[name] ?? whole),
  );
}

/** Start of the context window around a hit, so that the hit stands in its middle. */
function windowStart(length: number, start: number, end: number): number {
  if (length <= CONTEXT_LENGTH) return 0;
  const room = Math.max(0, CONTEXT_LENGTH - (end - start));
  return Math.max(0, Math.min(start - Math.floor(room / 2), length - CONTEXT_LENGTH));
}

/** A lone half of a surrogate pair must not be shown: the window takes the pair whole. */
function wholePairs(text: string, from: number, to: number): readonly [number, number] {
  const isLow = (at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  return [from > 0 && isLow(from) ? from - 1 : from, to < text.length && isLow(to) ? to + 1 : to];
}

const SHOWN_VALUES = 3;

/** Which values make the finding: the place is a placeholder, and shows nothing wrong by itself. */
function valueNote(
  { name, values }: NonNullable<JudgedMatch['values']>,
  lang: 'zh' | 'en',
  redact: (value: string) => string,
): string {
  const shown = values.slice(0, SHOWN_VALUES).map((value) => `“${redact(value)}”`);
  const more = values.length - shown.length;
  if (lang === 'en')
    return ` (when ${name} is ${shown.join(' or ')}${more > 0 ? ` or one of ${more} more` : ''})`;
  return `（变量 ${name} 取值为${shown.join('、')}${more > 0 ? ` 等 ${values.length} 个` : ''}时）`;
}

/** A turn may go on over several paragraphs: the finding stands in that of its first word. */
function placeOf(place: InnerPlace, line: number): InnerPlace {
  return place.paragraph === undefined ? place : { ...place, paragraph: line };
}

/**
 * Builds the function that puts a match into the words and the place of a finding. `folded` is the
 * message as the engine read it, for the fingerprint; `masked` its text with personal data masked.
 */
export function createFindingMaker(
  ruleset: Ruleset,
  options: Pick<CheckOptions, 'lang' | 'mask' | 'today' | 'key' | 'conduct'>,
): (segment: Segment, folded: string, masked: string, match: JudgedMatch) => Finding {
  const redact = createRedactor(options.mask);
  const jurisdiction = options.conduct?.jurisdiction ?? 'cn';
  return (segment: Segment, folded: string, masked: string, match: JudgedMatch): Finding => {
    const { rule, start, end } = match;
    const { text, meta } = segment;
    const names = meta.name === undefined ? [] : [meta.name];
    const redactAll = (value: string): string => redact(value, names);
    const excerpt = masked.slice(start, end);
    const captures = Object.fromEntries(
      Object.entries(match.captures).map(([name, value]) => [name, redact(value, names)]),
    );
    const from = windowStart(text.length, start, end);
    const [left, right] = wholePairs(
      text,
      from,
      Math.max(end, Math.min(text.length, from + CONTEXT_LENGTH)),
    );
    const location = locate(segment.origin, start, end, text.length);
    const day = meta.sentAt?.slice(0, 10) ?? options.today;
    return {
      type: 'finding',
      ruleId: rule.id,
      category: rule.category,
      severity: match.severity,
      title: rule.title[options.lang],
      message:
        fill(rule.message[options.lang], excerpt, captures) +
        (match.note?.[options.lang] ?? '') +
        (match.values === undefined ? '' : valueNote(match.values, options.lang, redactAll)),
      rewrite: fillRewrite(rule.rewrite, masked),
      confidence: match.confidence,
      suspected: match.suspected,
      file: segment.source,
      location,
      ...(segment.record === undefined ? {} : { record: segment.record }),
      ...(meta.recordId === undefined ? {} : { recordId: meta.recordId }),
      ...(segment.field === undefined ? {} : { field: segment.field }),
      ...(segment.keyPath === undefined ? {} : { keyPath: segment.keyPath }),
      ...(segment.place === undefined ? {} : { place: placeOf(segment.place, location.line) }),
      segmentStart: start,
      segmentEnd: end,
      excerpt,
      context: masked.slice(left, right),
      ...(left === 0 ? {} : { contextStart: left }),
      normalized: redact(match.normalized, names),
      speaker: match.speaker,
      ...(meta.sentAt === undefined ? {} : { sentAt: meta.sentAt }),
      ...(meta.agency === undefined ? {} : { agency: redact(meta.agency) }),
      ...(meta.collector === undefined
        ? {}
        : { collector: redact(meta.collector, isSeat(meta.collector) ? [] : [meta.collector]) }),
      clauses: clausesOn(ruleset, match.clauses ?? rule.clauses, day, jurisdiction),
      fingerprint: baseFingerprint(options.key, rule.id, match.normalized, folded),
      state: 'new',
    };
  };
}
