import type { MessageMeta, Segment } from '../../src/model/segment.ts';
import { hasSpeakerLabel, parseKind } from '../../src/readers/meta.ts';
import { createTimeParser } from '../../src/readers/times.ts';
import { parseSpeaker } from '../../src/text/speakers.ts';

/** One line of a labelled file. */
export interface Labelled {
  readonly id: string;
  readonly text: string;
  /** null: without a label. Counts as a negative, and is reported by its source. */
  readonly violation: boolean | null;
  /** First the main one; empty for negatives and where the label names none. */
  readonly categories: readonly string[];
  readonly rules: readonly string[];
  /** Stretches of `text` that carry the violation, in UTF-16 units. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
  readonly severity: string;
  readonly group: string;
  readonly source: string;
  readonly tags: readonly string[];
  readonly meta: MessageMeta;
}

export interface LabelledFile {
  readonly lines: readonly Labelled[];
  /** Lines that are no message to be judged: `form: description`. */
  readonly skipped: number;
  /** What could not be read, one sentence a line. */
  readonly broken: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const parseTime = createTimeParser('Asia/Shanghai');
const PROFILE_OF_SENDER: Readonly<Record<string, string>> = { property: 'property-fee' };
const PASSED_ON = ['channel', 'speaker', 'relation', 'profile', 'direction', 'signature'] as const;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** `meta` of the corpus and `context` of the rule examples, as a reader would hand them to the engine. */
function metaOf(fields: Fields, text: string): MessageMeta {
  const given = {
    ...(isFields(fields['context']) ? fields['context'] : {}),
    ...(isFields(fields['meta']) ? fields['meta'] : {}),
  } as Fields;
  const meta: Record<string, string | boolean> = {};
  for (const name of PASSED_ON) {
    const value = given[name];
    if (typeof value === 'string') meta[name] = value;
  }
  // `agent` and the like are words of the data: a reader turns them into one of ours.
  const speaker = parseSpeaker(textOr(given['speaker'], ''));
  if (speaker !== undefined) meta['speaker'] = speaker;
  const sender = given['sender_kind'];
  if (typeof sender === 'string') meta['profile'] = PROFILE_OF_SENDER[sender] ?? sender;
  const sentAt = parseTime(textOr(given['sentAt'], ''));
  if (sentAt !== undefined) meta['sentAt'] = sentAt;
  const kind = parseKind(textOr(fields['kind'], ''));
  meta['kind'] = kind ?? (hasSpeakerLabel(text) ? 'script' : 'sms');
  meta['kindKnown'] = kind !== undefined;
  // Each key was set above with a value as the type has it; a wrong name in the data shows as no hit.
  return meta as MessageMeta;
}

function violationOf(fields: Fields): boolean | null | undefined {
  if (typeof fields['violation'] === 'boolean') return fields['violation'];
  if (fields['label'] === 'violation') return true;
  if (fields['label'] === 'lawful') return false;
  return 'violation' in fields || 'label' in fields ? undefined : null;
}

function spansOf(fields: Fields, text: string): { start: number; end: number }[] | string {
  const spans: { start: number; end: number }[] = [];
  for (const span of Array.isArray(fields['spans']) ? fields['spans'] : []) {
    const quote = isFields(span) ? textOr(span['quote'], '') : '';
    const start = text.indexOf(quote);
    if (quote === '' || start < 0) return `the quote “${quote}” does not stand in the text`;
    spans.push({ start, end: start + quote.length });
  }
  return spans;
}

function readLine(fields: Fields, file: string, number: number): Labelled | string {
  const text = fields['text'];
  if (typeof text !== 'string') return 'no text';
  const violation = violationOf(fields);
  if (violation === undefined) return 'the label is neither violation nor lawful';
  const spans = spansOf(fields, text);
  if (typeof spans === 'string') return spans;
  const rule = textOr(fields['rule'], '');
  const ownRules = rule === '' ? texts(fields['rules']) : [rule];
  const categories = rule === '' ? texts(fields['categories']) : [rule.split('/')[0]!];
  return {
    id: textOr(fields['id'], `${file}:${number}`),
    text,
    violation,
    categories: violation === true ? categories : [],
    rules: violation === true ? ownRules : [],
    spans,
    severity: textOr(fields['severity'], ''),
    group: textOr(fields['group'], file),
    source: textOr(fields['source'], file),
    tags: texts(fields['tags']),
    meta: metaOf(fields, text),
  };
}

/**
 * Reads labelled JSONL: the development corpus, the rule examples (`rule`, `label`, `form`, `context`), or
 * lines with a text alone. `file` names it in groups and sources. Broken lines are told, the rest is read.
 */
export function readLabelled(jsonl: string, file: string): LabelledFile {
  const lines: Labelled[] = [];
  const broken: string[] = [];
  let skipped = 0;
  for (const [index, line] of jsonl.split('\n').entries()) {
    if (line.trim() === '') continue;
    let fields: unknown;
    try {
      fields = JSON.parse(line);
    } catch (error) {
      broken.push(`${file}:${index + 1}: ${error instanceof Error ? error.message : 'no JSON'}`);
      continue;
    }
    if (!isFields(fields)) {
      broken.push(`${file}:${index + 1}: no object`);
    } else if (fields['form'] === 'description') {
      skipped += 1;
    } else {
      const read = readLine(fields, file, index + 1);
      if (typeof read === 'string') broken.push(`${file}:${index + 1}: ${read}`);
      else lines.push(read);
    }
  }
  return { lines, skipped, broken };
}

/** Judged by the hour at which it was sent, and so not by its text. */
export function needsMore(line: Labelled): boolean {
  return (
    line.violation === true &&
    line.meta.sentAt !== undefined &&
    line.categories.length > 0 &&
    line.categories.every((category) => category === 'harassment')
  );
}

/** The message as a reader would hand it over: the text is the whole file. */
export function toSegment(line: Labelled): Segment {
  const lineStarts = [...line.text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length);
  return {
    type: 'segment',
    source: line.id,
    text: line.text,
    origin: { start: 0, end: line.text.length, line: 1, lineStart: 0, lineStarts },
    meta: line.meta,
  };
}
