import type { Message } from '../model/error.ts';
import type { Finding, Location } from '../model/finding.ts';
import type { Level, RuleId } from '../model/rule.ts';
import type { Segment } from '../model/segment.ts';
import type { SourceId } from '../model/source.ts';
import { lineStarts, locate, positionAt } from '../text/lines.ts';
import { type Directive, findDirectives } from './directives.ts';
import { baseFingerprint } from './fingerprint.ts';
import { META_RULES, type MetaRuleId } from './meta-rules.ts';
import { createRedactor, type MaskMode } from './redact.ts';

export interface SuppressOptions {
  readonly lang: 'zh' | 'en';
  readonly mask: MaskMode;
  /** ISO date. */
  readonly today: string;
  /** Key of the fingerprints. */
  readonly key: string;
  /** Id of the rule that a name means, an old name too; undefined for a category or an unknown name. */
  readonly ruleNamed: (name: string) => RuleId | undefined;
  /** Levels set for rules of the category meta. */
  readonly levels: ReadonlyMap<RuleId, Level>;
}

/** Decides over the findings of one file. */
export interface FileSuppressor {
  /** Every segment of the file, in order, before its findings. */
  see(segment: Segment): void;
  /** Whether a suppression holds for a finding; `segment` is absent where a whole document was judged. */
  covers(finding: Finding, segment: Segment | undefined): boolean;
  /** What is wrong with the suppressions themselves. `isActive`: the rule was asked for in this run. */
  close(isActive: (rule: RuleId) => boolean): readonly Finding[];
}

/** What stands for a reason until somebody writes one. */
export const REASON_TO_WRITE: Message = { zh: '请写明原因', en: 'say why' };
const NO_REASONS: ReadonlySet<string> = new Set([
  '',
  ...Object.values(REASON_TO_WRITE),
  '原因',
  'reason',
  'todo',
  'tbd',
  'fixme',
]);

/** Whether somebody has written why, and not left what stood in the place of it. */
function isReason(text: string): boolean {
  return !NO_REASONS.has(text.toLowerCase().replace(/^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$/gu, ''));
}

/** The day exists and is not over. */
export function isInForce(expires: string | undefined, today: string): boolean {
  if (expires === undefined) return true;
  if (!/^\d{4}-\d\d-\d\d$/.test(expires)) return false;
  const time = Date.parse(`${expires}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== expires) return false;
  return today <= expires;
}

/** A finding about a suppression. `text` is what stands at `location`; null where the rule was turned off. */
export function metaFinding(
  id: MetaRuleId,
  file: SourceId,
  location: Location,
  text: string,
  options: Pick<SuppressOptions, 'lang' | 'mask' | 'key' | 'levels'>,
): Finding | null {
  const level = options.levels.get(id) ?? 'warning';
  if (level === 'off') return null;
  const { title, message, rewrite } = META_RULES[id];
  const shown = createRedactor(options.mask)(text);
  return {
    type: 'finding',
    ruleId: id,
    category: 'meta',
    severity: level,
    title: title[options.lang],
    message: message[options.lang],
    rewrite,
    confidence: 1,
    suspected: false,
    file,
    location,
    segmentStart: 0,
    segmentEnd: shown.length,
    excerpt: shown,
    context: shown,
    normalized: '',
    speaker: 'narrator',
    clauses: [],
    fingerprint: baseFingerprint(options.key, id, '', text),
    state: 'new',
  };
}

interface Entry {
  readonly directive: Directive;
  readonly rules: readonly RuleId[];
  /** Undefined while it holds. */
  fault: MetaRuleId | undefined;
  /** Messages that begin below the line it speaks of, which only opens them (`body: |`, `<p>`, `msgid`). */
  readonly blocks: Set<Segment>;
  /** A message begins on that line itself. */
  isOnLine: boolean;
  readonly used: Set<RuleId>;
}

/** Line of what is first seen of a message; a comment cut out of Markdown leaves its line end behind. */
function firstLine({ text, origin }: Segment): number {
  const at = text.search(/\S/);
  return at < 1 ? origin.line : locate(origin, at, at + 1, text.length).line;
}

/** Nothing that is read. */
const ONLY_TAGS = /^(?:\s|<[^<>]{0,2000}>)*$/;
/** It goes on below its first line: `const text =`, `send(`. */
const ONE_STATEMENT = /^[^;{}]*[=(,+.][ \t]*(?:\r\n|\r|\n)[^;{}]*$/;
/** So far behind the line that a suppression speaks of a message may begin. */
const MAX_ENTRY = 2000;
const BLOCK_HEADER = /(?:^|[\s:-])[|>][-+0-9]*\s*(?:#.*)?$/;
/** `body:` or `-` alone: what it holds begins below; of an item that is a map, its first value. */
const LONE_KEY = /:\s*(?:#.*)?$/;
const LONE_DASH = /^\s*(?:-\s+)*-\s*(?:#.*)?$/;
const FIRST_OF_ITEM = /^\s*(?:[^\s#][^\r\n]*:[ \t]+["']?(?:[|>][-+0-9]*\s*)?|["'])?$/;

/** Whether the first message below `line` of a YAML file is what the line opens; `between` stands before it. */
function opensInYaml(line: string, between: string): boolean {
  if (LONE_DASH.test(line)) return FIRST_OF_ITEM.test(between);
  return (BLOCK_HEADER.test(line) || LONE_KEY.test(line)) && /^\s*["']?$/.test(between);
}

function faultOf(directive: Directive, rules: number, today: string): MetaRuleId | undefined {
  if (directive.target === 0) return 'meta/suppression-misplaced';
  if (directive.rules.length === 0 || rules < directive.rules.length)
    return 'meta/suppression-unknown-rule';
  if (!isReason(directive.reason)) return 'meta/suppression-no-reason';
  return isInForce(directive.expires, today) ? undefined : 'meta/suppression-expired';
}

/**
 * The suppressions written into a decoded file; undefined if it has none. One holds for the messages that
 * begin on the line it speaks of, whole, and for what else stands on that line.
 */
export function createFileSuppressor(
  file: { readonly id: SourceId; readonly text: string; readonly format: string },
  options: SuppressOptions,
): FileSuppressor | undefined {
  const starts = lineStarts(file.text);
  const lineText = (line: number): string =>
    file.text.slice(starts[line - 1], starts[line]).replace(/[\r\n]+$/, '');
  const entries = findDirectives(file.text, file.format, starts).map((directive): Entry => {
    const rules = directive.rules.flatMap((name) => options.ruleNamed(name) ?? []);
    return {
      directive,
      rules,
      fault: faultOf(directive, rules.length, options.today),
      blocks: new Set(),
      isOnLine: false,
      used: new Set(),
    };
  });
  if (entries.length === 0) return undefined;

  const isBlockOf = ({ directive, blocks, isOnLine }: Entry, segment: Segment): boolean => {
    const { target } = directive;
    const start = starts[target];
    if (target === 0 || start === undefined || segment.origin.line <= target) return false;
    if (isOnLine || segment.origin.start - start > MAX_ENTRY) return false;
    const between = file.text.slice(start, segment.origin.start);
    switch (file.format) {
      case 'yaml':
        return blocks.size === 0 && opensInYaml(lineText(target), between);
      case 'po':
        // All forms of one message: a blank line or a comment ends it.
        return between.split(/\r\n|\r|\n/).every((line) => /^[ \t]*[^#\s]/.test(line));
      case 'html':
      case 'xml':
      case 'freemarker':
      case 'velocity':
        return blocks.size === 0 && ONLY_TAGS.test(`${lineText(target)}\n${between}`);
      case 'java':
      case 'kotlin':
      case 'javascript':
      case 'php':
      case 'python':
        return blocks.size === 0 && ONE_STATEMENT.test(`${lineText(target)}\n${between}`);
      default:
        return false;
    }
  };
  /** What was dropped from a message (a comment between joined literals) is no part of it. */
  const isPartOf = ({ start }: Directive, { origin }: Segment): boolean => {
    if (start < origin.start || start >= origin.end) return false;
    const { map } = origin;
    if (map === undefined || file.format === 'markdown') return true;
    return map.from.some((from, index) => from <= start && map.to[index]! > start);
  };
  return {
    see: (segment) => {
      for (const entry of entries) {
        // Inside of a message it is a part of what is judged, whoever wrote it.
        if (isPartOf(entry.directive, segment)) entry.fault = 'meta/suppression-misplaced';
        if (firstLine(segment) === entry.directive.target) entry.isOnLine = true;
        if (isBlockOf(entry, segment)) entry.blocks.add(segment);
      }
    },
    covers: (finding, segment) => {
      let isCovered = false;
      for (const entry of entries) {
        if (entry.fault !== undefined || !entry.rules.includes(finding.ruleId)) continue;
        const { target } = entry.directive;
        const isMeant =
          finding.location.line === target ||
          (segment !== undefined && (firstLine(segment) === target || entry.blocks.has(segment)));
        if (!isMeant) continue;
        entry.used.add(finding.ruleId);
        isCovered = true;
      }
      return isCovered;
    },
    close: (isActive) =>
      entries.flatMap(({ directive, rules, fault, used }) => {
        const isIdle = rules.some((rule) => isActive(rule) && !used.has(rule));
        const id = fault ?? (isIdle ? 'meta/suppression-unused' : undefined);
        if (id === undefined) return [];
        const from = positionAt(starts, directive.start);
        const to = positionAt(starts, directive.end);
        const location = {
          line: from.line,
          column: from.column,
          endLine: to.line,
          endColumn: to.column,
        };
        const text = file.text.slice(directive.start, directive.end);
        return metaFinding(id, file.id, location, text, options) ?? [];
      }),
  };
}

/** A suppression of the side file. */
export interface ListedSuppression {
  /** As written. */
  readonly rule?: string;
  /** Files it speaks of; absent: all. */
  readonly isFor?: (file: SourceId) => boolean;
  /** It names one file, and that is not there any more. */
  readonly isGone?: boolean;
  readonly keyPath?: string;
  readonly record?: string;
  readonly fingerprint?: string;
  readonly reason: string;
  readonly expires?: string;
  readonly file: SourceId;
  readonly location: Location;
  readonly text: string;
}

/** Decides by the side file, over a whole run. */
/** Entries of a list by number: those that have covered something, and those whose file has been seen. */
export interface SuppressionUsage {
  readonly used: readonly number[];
  readonly reached: readonly number[];
}

export interface ListSuppressor {
  /** A file is about to be judged. */
  open(file: SourceId): void;
  /** By key path or record id, both as in the data (not masked). */
  covers(finding: Finding): boolean;
  /** By fingerprint, which is known last, and in the files of the entry: the same words in another are not meant. */
  coversFingerprint(fingerprint: string, file: SourceId): boolean;
  usage(): SuppressionUsage;
  addUsage(usage: SuppressionUsage): void;
  /**
   * What is wrong with the entries. `isComplete`: the files that were opened have been judged whole, so that what was
   * not needed in one is idle; `isEverything`: and there are no others, so that this holds for entries without a file.
   */
  close(
    isActive: (rule: RuleId) => boolean,
    isComplete: boolean,
    isEverything: boolean,
  ): readonly Finding[];
}

export function createListSuppressor(
  list: readonly ListedSuppression[],
  options: SuppressOptions,
): ListSuppressor {
  const entries = list.map((listed) => {
    const rule = listed.rule === undefined ? undefined : options.ruleNamed(listed.rule);
    let fault: MetaRuleId | undefined;
    if (rule === undefined && (listed.rule !== undefined || listed.fingerprint === undefined))
      fault = 'meta/suppression-unknown-rule';
    else if (!isReason(listed.reason)) fault = 'meta/suppression-no-reason';
    else if (!isInForce(listed.expires, options.today)) fault = 'meta/suppression-expired';
    return { listed, rule, fault, isUsed: false, isReached: listed.isGone === true };
  });
  const byFingerprint = new Map<string, typeof entries>();
  for (const entry of entries) {
    const { fingerprint } = entry.listed;
    if (entry.fault !== undefined || fingerprint === undefined) continue;
    byFingerprint.set(fingerprint, [...(byFingerprint.get(fingerprint) ?? []), entry]);
  }
  const inForce = entries.filter(
    ({ fault, listed }) => fault === undefined && listed.fingerprint === undefined,
  );
  return {
    open: (file) => {
      for (const entry of entries) if (entry.listed.isFor?.(file)) entry.isReached = true;
    },
    covers: (finding) => {
      let isCovered = false;
      for (const entry of inForce) {
        const { keyPath, record, isFor } = entry.listed;
        const isMeant =
          entry.rule === finding.ruleId &&
          (keyPath === undefined || keyPath === finding.keyPath) &&
          (record === undefined || record === finding.recordId) &&
          (isFor === undefined || isFor(finding.file));
        if (!isMeant) continue;
        entry.isUsed = true;
        isCovered = true;
      }
      return isCovered;
    },
    coversFingerprint: (fingerprint, file) => {
      let isCovered = false;
      for (const entry of byFingerprint.get(fingerprint) ?? []) {
        if (entry.listed.isFor?.(file) === false) continue;
        entry.isUsed = true;
        isCovered = true;
      }
      return isCovered;
    },
    usage: () => ({
      used: entries.flatMap(({ isUsed }, at) => (isUsed ? [at] : [])),
      reached: entries.flatMap(({ isReached }, at) => (isReached ? [at] : [])),
    }),
    addUsage: ({ used, reached }) => {
      for (const at of used) if (entries[at] !== undefined) entries[at].isUsed = true;
      for (const at of reached) if (entries[at] !== undefined) entries[at].isReached = true;
    },
    close: (isActive, isComplete, isEverything) =>
      entries.flatMap(({ listed, rule, fault, isUsed, isReached }) => {
        const wasAsked = rule === undefined || isActive(rule);
        const wasMet = listed.isFor === undefined ? isEverything : isReached;
        const isIdle = !isUsed && wasAsked && wasMet && isComplete;
        const id = fault ?? (isIdle ? 'meta/suppression-unused' : undefined);
        if (id === undefined) return [];
        return metaFinding(id, listed.file, listed.location, listed.text, options) ?? [];
      }),
  };
}
