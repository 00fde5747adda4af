import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { TextFile } from '../model/source.ts';
import { createPlaces, type Places } from '../text/lines.ts';
import { parseSpeaker } from '../text/speakers.ts';
import { jsonProblem } from './json.ts';
import {
  type Claim,
  hasTwoRecipients,
  recordRoles,
  recordValues,
  twoRecipients,
  withoutData,
} from './json-record.ts';
import { scanJson } from './json-scan.ts';
import { buildMeta, hanCount, isForbiddenName, type RoleValues, roleOf } from './meta.ts';
import type { ColumnChoice, ReaderOptions } from './reader.ts';
import { noTextColumn, recordFacts } from './table.ts';
import { createTimeParser, type TimeParser } from './times.ts';
import {
  extractSegment,
  roleValues,
  type TreeContext,
  type TreeNode,
  type WantedFields,
  walkTree,
  wantedFields,
} from './tree.ts';

type MapNode = Extract<TreeNode, { readonly kind: 'map' }>;
type ListNode = Extract<TreeNode, { readonly kind: 'list' }>;

/** Fields that are named where none of them is asked for. */
const MAX_KEYS_SHOWN = 30;
/** Records that are looked at before the first is judged, to say which fields were chosen. */
const SAMPLE = 200;

/**
 * JSON Lines: one record a line, numbered from 1 without blank lines. Judged are the fields named like a
 * text and transcripts (a turn each); in a record without any of them, every string with Chinese in it.
 * A broken line is a problem, and the next one is read.
 */
export function* readJsonl(
  file: TextFile,
  options: ReaderOptions,
): Iterable<Segment | Problem | ColumnChoice> {
  const { text } = file;
  const places = createPlaces(text);
  const { starts } = places;
  const parseTime = createTimeParser(options.timezone);
  const wanted = wantedFields(options);
  const held: (Segment | Problem)[] = [];
  const chosen = new Set<string>();
  const roleFields: JsonRoles = new Map();
  const keys = new Set<string>();
  let record = 0;
  let announced = false;
  let judges = false;
  /** Logged messages of which it is not known to whom they went; an audit counts them by itself. */
  let twofold = 0;
  let firstTwofold = 0;

  for (let index = 0; index < starts.length; index += 1) {
    const start = starts[index]!;
    const end = starts[index + 1] ?? text.length;
    if (isBlankLine(text, start, end)) continue;
    record += 1;
    const { roots, fault } = scanJson(text, start, contentEnd(text, start, end));
    const context = { file, places, options, parseTime, record, start };
    if (options.onRecord === undefined && isTwofold(roots, wanted)) {
      if (twofold === 0) firstTwofold = index + 1;
      twofold += 1;
    }
    const found = told(
      readRecords(roots, context, wanted),
      roots,
      fault !== undefined,
      context,
      wanted,
    );
    if (announced) {
      if (fault !== undefined) yield jsonProblem(file.id, fault, places);
      for (const item of found) {
        judges = true;
        yield item;
      }
      continue;
    }
    if (fault !== undefined) held.push(jsonProblem(file.id, fault, places));
    for (const item of found) {
      held.push(item);
      judges = true;
      if (item.type === 'segment') chosen.add(item.field ?? '');
    }
    noteJsonRoles(roots, wanted, roleFields);
    for (const root of roots) {
      if (root.kind !== 'map') continue;
      // A key may be somebody's number as well.
      for (const { key } of root.entries) if (!/\d{5}/.test(key)) keys.add(key);
    }
    if (record === SAMPLE) {
      announced = true;
      yield jsonChoice(chosen, roleFields);
      yield* held.splice(0);
    }
  }
  if (!announced) {
    if (chosen.size > 0 || roleFields.size > 0) yield jsonChoice(chosen, roleFields);
    yield* held;
  }
  if (twofold > 0)
    yield {
      type: 'problem',
      code: 'INPUT_SYNTAX',
      file: file.id,
      line: firstTwofold,
      ...twoRecipients(twofold),
    };
  // An audit accounts for each record without a text, and says by itself where none has one.
  if (wanted.names !== undefined && record > 0 && !judges && options.onRecord === undefined)
    yield noTextColumn(file.id, [...keys].slice(0, MAX_KEYS_SHOWN), true);
}

/** What stands at one line of a log, for who reads it line by line. */
export interface JsonLine {
  readonly segments: readonly Segment[];
  readonly problem: Problem | undefined;
  readonly roots: readonly TreeNode[];
  /** Values of the record beside its texts. */
  readonly values: RoleValues;
  readonly hasTwoRecipients: boolean;
  /** The value of the n-th entry of a flat record as text, '' where there is none. */
  readonly cellText: (entry: number) => string;
}

/**
 * Reads one line, without its line end, as `readJsonl` reads it in its file; `line` (from 1) is its number. The
 * offsets of its segments count from its start.
 */
export function readJsonLine(
  text: string,
  at: {
    readonly file: string;
    readonly line: number;
    readonly record: number;
    readonly options: ReaderOptions;
    readonly parseTime: TimeParser;
    readonly wanted: WantedFields;
  },
): JsonLine {
  const { line, options, parseTime, record, wanted } = at;
  const own = createPlaces(text);
  const places: Places = {
    starts: own.starts,
    position: (offset) => {
      const place = own.position(offset);
      return { line: place.line + line - 1, column: place.column };
    },
    origin: (start, end, map) => {
      const origin = own.origin(start, end, map);
      return { ...origin, line: origin.line + line - 1 };
    },
  };
  const { roots, fault } = scanJson(text, 0, contentEnd(text, 0, text.length));
  const file: TextFile = { id: at.file, text };
  const segments = [...readRecords(roots, { file, places, options, parseTime, record }, wanted)];
  const root = roots.find((each) => each.kind === 'map');
  const entries = root?.kind === 'map' ? root.entries : [];
  return {
    segments,
    problem: fault === undefined ? undefined : jsonProblem(at.file, fault, places),
    roots,
    values: root?.kind === 'map' ? recordValues(entries, wanted) : {},
    hasTwoRecipients: hasTwoRecipients(entries, wanted),
    cellText: (entry) => {
      const value = entries[entry]?.value;
      if (value?.kind === 'text') return value.read().text;
      return value?.kind === 'other' ? value.value : '';
    },
  };
}

/** The segments of a record; who wants to know of every record is told of it before its first. */
function told(
  segments: Iterable<Segment>,
  roots: readonly TreeNode[],
  isBroken: boolean,
  { options, places, parseTime, record, start }: TreeContext & { readonly start: number },
  wanted: WantedFields,
): Iterable<Segment> {
  if (options.onRecord === undefined) return segments;
  const list = [...segments];
  const root = roots.find((each) => each.kind === 'map');
  const entries = root?.kind === 'map' ? root.entries : [];
  const values = recordValues(entries, wanted);
  const meta = buildMeta(values, parseTime);
  const facts = recordFacts(values, meta);
  options.onRecord({
    record: record ?? 0,
    line: places.position(start).line,
    meta,
    ...facts,
    ...(hasTwoRecipients(entries, wanted)
      ? { flaws: [...facts.flaws, 'recipient-ambiguous'] }
      : {}),
    ...(list.length > 0 ? {} : { empty: isBroken ? 'unreadable' : 'no-text' }),
  });
  return list;
}

/** The field of each role, as it first came. */
export type JsonRoles = Map<string, Pick<Claim, 'key' | 'path'>>;

/** Whether a record has a time, and would be one of a log if it were known who was contacted. */
function isTwofold(roots: readonly TreeNode[], wanted: WantedFields): boolean {
  const root = roots.find((each) => each.kind === 'map');
  if (root?.kind !== 'map' || !hasTwoRecipients(root.entries, wanted)) return false;
  return recordValues(root.entries, wanted).sentAt !== undefined;
}

/** Which fields were chosen, by those of the first records. */
export function jsonChoice(
  fields: ReadonlySet<string>,
  roles: Readonly<Pick<JsonRoles, 'values' | 'entries'>>,
): ColumnChoice {
  const text = [...fields].filter((field) => field !== '');
  return {
    type: 'columns',
    text,
    roles: Object.fromEntries([...roles.entries()].map(([role, { path }]) => [role, path])),
    used: [...text, ...[...roles.values()].map(({ key }) => key)],
  };
}

/** Notes which fields hold what the records say beside their texts. */
export function noteJsonRoles(
  roots: readonly TreeNode[],
  wanted: WantedFields,
  roles: JsonRoles,
): void {
  for (const root of roots) if (root.kind === 'map') noteRoles(root, wanted, roles);
}

function noteRoles(root: MapNode, wanted: WantedFields, roles: JsonRoles): void {
  for (const [role, claim] of recordRoles(root.entries, wanted))
    if (!roles.has(role)) roles.set(role, claim);
}

function isBlankLine(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit > 32 && unit !== 0x3000 && unit !== 0xa0 && unit !== 0xfeff) return false;
  }
  return true;
}

/** Without the line end, so that a fault at the end stands on the line itself. */
function contentEnd(text: string, start: number, end: number): number {
  let stop = end;
  while (stop > start && text.charCodeAt(stop - 1) <= 32) stop -= 1;
  return stop;
}

/** A well-formed line is one record; of a broken one there may be more, and all are read. */
function* readRecords(
  roots: readonly TreeNode[],
  context: TreeContext,
  wanted: WantedFields,
): Iterable<Segment> {
  for (const root of roots) yield* readRecord(root, context, wanted);
}

function* readRecord(
  root: TreeNode,
  context: TreeContext,
  wanted: WantedFields,
): Iterable<Segment> {
  if (root.kind !== 'map') {
    yield* walkTree(root, context, wanted);
    return;
  }
  const values = recordValues(root.entries, wanted);
  if (wanted.names !== undefined) {
    yield* walkTree(root, context, wanted, values);
    return;
  }
  const chosen = root.entries.filter(({ key, value }) => isText(key, value) || isTranscript(value));
  if (chosen.length === 0) {
    const rest: TreeNode = { kind: 'map', entries: withoutData(root.entries, values, wanted) };
    for (const segment of walkTree(rest, context, wanted, values)) {
      if (hanCount(segment.text, 1) > 0) yield segment;
    }
    return;
  }
  for (const { key, value } of chosen) {
    const forbidden = isForbiddenName(key);
    if (value.kind === 'text') {
      const extract = value.read();
      if (extract.text.trim() === '') continue;
      const meta = buildMeta(values, context.parseTime);
      yield extractSegment(extract, { path: key, key, forbidden, meta }, context);
    } else if (isTranscript(value)) {
      yield* readTurns(value, { key, values, forbidden }, context, wanted);
    } else {
      // A text in parts ({"content": [{"text": …}]}): all of it, with the metadata of the record.
      const within: TreeNode = {
        kind: 'map',
        entries: root.entries.filter((entry) => entry.key === key),
      };
      yield* walkTree(within, context, wanted, values);
    }
  }
}

function isText(key: string, value: TreeNode): boolean {
  return value.kind !== 'other' && roleOf(key)?.role === 'text';
}

/** A list of maps which each say who speaks and what. */
function isTranscript(node: TreeNode): node is ListNode {
  if (node.kind !== 'list' || node.items.length === 0) return false;
  return node.items.every(
    (item) =>
      item.kind === 'map' &&
      item.entries.some(({ key }) => isSpeakerKey(key)) &&
      item.entries.some(({ key, value }) => value.kind === 'text' && isTextKey(key)),
  );
}

function isSpeakerKey(key: string): boolean {
  const role = roleOf(key)?.role;
  // {"agent": "坐席09"} says who speaks as well.
  return role === 'speaker' || role === 'collector';
}

function isTextKey(key: string): boolean {
  return roleOf(key)?.role === 'text' || /^(?:value|say|says|words|sentence|line)$/i.test(key);
}

function* readTurns(
  list: ListNode,
  at: { readonly key: string; readonly values: RoleValues; readonly forbidden: boolean },
  context: TreeContext,
  wanted: WantedFields,
): Iterable<Segment> {
  let index = 0;
  for (const item of list.items) {
    const path = `${at.key}[${index}]`;
    index += 1;
    if (item.kind !== 'map') continue;
    const own = roleValues(item.entries, wanted);
    const values = { ...at.values, ...own };
    const meta = buildMeta(values, context.parseTime);
    const speaker = speakerOf(own) ?? meta.speaker;
    for (const { key, value } of item.entries) {
      if (value.kind !== 'text' || !isTextKey(key)) continue;
      const extract = value.read();
      if (extract.text.trim() === '') continue;
      yield extractSegment(
        extract,
        {
          path: `${path}.${key}`,
          key,
          forbidden: at.forbidden,
          meta: { ...meta, ...(speaker === undefined ? {} : { speaker }) },
        },
        context,
      );
    }
  }
}

function speakerOf(values: RoleValues): ReturnType<typeof parseSpeaker> {
  for (const value of [values.speaker, values.collector]) {
    const speaker = value === undefined ? undefined : parseSpeaker(value);
    if (speaker !== undefined) return speaker;
  }
  return undefined;
}
