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

/** What a finding says of its text, whatever the record in which the text stands. */
export interface Wording
  extends Omit<
    Finding,
    | 'type'
    | 'file'
    | 'location'
    | 'record'
    | 'recordId'
    | 'field'
    | 'keyPath'
    | 'place'
    | 'sentAt'
    | 'agency'
    | 'collector'
    | 'clauses'
    | 'state'
  > {
  /** Of clauses, whether they are in force or not. */
  readonly clauseIds: readonly string[];
}

/** Puts matches into words, and words into the places of their records. */
export interface FindingMaker {
  /**
   * `folded` is the message as the engine read it, for the fingerprint; `masked` its text with personal data
   * masked.
   */
  readonly word: (
    segment: Pick<Segment, 'text' | 'meta'>,
    folded: string,
    masked: string,
    match: JudgedMatch,
  ) => Wording;
  /** `segment` has the text of which the words are, and a name of which nothing is left in them. */
  readonly place: (wording: Wording, segment: Segment) => Finding;
}

/** Agencies and collectors of which the masked form is kept: few stand in very many records. */
const MAX_SHOWN = 1000;

export function createFindingMaker(
  ruleset: Ruleset,
  options: Pick<CheckOptions, 'lang' | 'mask' | 'today' | 'key' | 'conduct'>,
): FindingMaker {
  const redact = createRedactor(options.mask);
  const jurisdiction = options.conduct?.jurisdiction ?? 'cn';
  const known = new Map<string, string>();
  const shown = (value: string, hide: () => string): string => {
    const before = known.get(value);
    if (before !== undefined) return before;
    if (known.size >= MAX_SHOWN) known.clear();
    const made = hide();
    known.set(value, made);
    return made;
  };
  const agencyOf = (value: string): string => shown(`a${value}`, () => redact(value));
  const collectorOf = (value: string): string =>
    shown(`c${value}`, () => redact(value, isSeat(value) ? [] : [value]));
  const inForce = createClauses(ruleset, jurisdiction);
  return {
    word: ({ text, meta }, folded, masked, match) => {
      const { rule, start, end } = match;
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
      return {
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
        segmentStart: start,
        segmentEnd: end,
        excerpt,
        context: masked.slice(left, right),
        ...(left === 0 ? {} : { contextStart: left }),
        normalized: redact(match.normalized, names),
        speaker: match.speaker,
        clauseIds: match.clauses ?? rule.clauses,
        ...(rule.kind === 'conduct' ? { ofRecord: true as const } : {}),
        fingerprint: baseFingerprint(options.key, rule.id, match.normalized, folded),
      };
    },
    place: (wording, segment) => {
      const { meta, record, field, keyPath, place } = segment;
      const { segmentStart, segmentEnd, contextStart, replacement } = wording;
      const location = locate(segment.origin, segmentStart, segmentEnd, segment.text.length);
      const finding: Open<Finding> = {
        type: 'finding',
        ruleId: wording.ruleId,
        category: wording.category,
        severity: wording.severity,
        title: wording.title,
        message: wording.message,
        rewrite: wording.rewrite,
        confidence: wording.confidence,
        suspected: wording.suspected,
        file: segment.source,
        location,
        segmentStart,
        segmentEnd,
        excerpt: wording.excerpt,
        context: wording.context,
        normalized: wording.normalized,
        speaker: wording.speaker,
        clauses: inForce(wording.clauseIds, meta.sentAt?.slice(0, 10) ?? options.today),
        fingerprint: wording.fingerprint,
        state: 'new',
      };
      if (record !== undefined) finding.record = record;
      if (meta.recordId !== undefined) finding.recordId = meta.recordId;
      if (field !== undefined) finding.field = field;
      if (keyPath !== undefined) finding.keyPath = keyPath;
      if (place !== undefined) finding.place = placeOf(place, location.line);
      if (contextStart !== undefined) finding.contextStart = contextStart;
      if (meta.sentAt !== undefined) finding.sentAt = meta.sentAt;
      if (meta.agency !== undefined) finding.agency = agencyOf(meta.agency);
      if (meta.collector !== undefined) finding.collector = collectorOf(meta.collector);
      if (replacement !== undefined) finding.replacement = replacement;
      if (wording.ofRecord === true) finding.ofRecord = true;
      return finding;
    },
  };
}

/** While it is made. Spread in one by one, what may be absent takes three times as long. */
type Open<T> = { -readonly [Key in keyof T]: T[Key] };

/** `clausesOn`, which gives the same list again while the days of a log go on and nothing comes into force. */
function createClauses(
  ruleset: Ruleset,
  jurisdiction: Jurisdiction,
): (ids: readonly string[], day: string) => readonly ClauseRef[] {
  const last = new Map<readonly string[], { day: string; clauses: readonly ClauseRef[] }>();
  return (ids, day) => {
    const known = last.get(ids);
    if (known?.day === day) return known.clauses;
    const clauses = clausesOn(ruleset, ids, day, jurisdiction);
    if (known === undefined) {
      if (last.size >= MAX_SHOWN) last.clear();
      last.set(ids, { day, clauses });
      return clauses;
    }
    known.day = day;
    const isSame =
      known.clauses.length === clauses.length &&
      clauses.every((clause, at) => clause === known.clauses[at]);
    if (!isSame) known.clauses = clauses;
    return known.clauses;
  };
}
