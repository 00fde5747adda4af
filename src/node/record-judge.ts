import type { Checker } from '../engine/check.ts';
import { isSeat } from '../engine/collector.ts';
import { pseudonym, recordFingerprint } from '../engine/fingerprint.ts';
import { createOncePerRecord } from '../engine/once-per-record.ts';
import { createRedactor, type MaskMode, type Redactor } from '../engine/redact.ts';
import type { MessageKeys } from '../engine/tally-keys.ts';
import type { AuditFinding, MessageFacts } from '../model/audit.ts';
import type { Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { LogRecord } from '../model/log-record.ts';
import type { MessageMeta, Segment } from '../model/segment.ts';
import type { TimeParser } from '../readers/times.ts';
import { type Country, foldRecipient } from '../text/recipients.ts';
import { createSeen } from '../text/seen.ts';
import { skeleton } from '../text/skeleton.ts';
import type { FileGate, Gate } from './gate.ts';

/** What the texts of one record came to. */
export interface JudgedRecord {
  readonly keys: MessageKeys;
  readonly findings: readonly AuditFinding[];
  readonly problems: readonly Problem[];
  /** The message, masked: its example, where it is the first of its template. */
  readonly text: () => string;
}

export interface RecordJudge {
  /** Before the first record of a file. */
  open(gate: FileGate | undefined): void;
  judge(record: LogRecord, segments: readonly Segment[], file: string): JudgedRecord;
  /** As `judge`, of texts that have been judged already; their findings are taken over and completed. */
  settle(
    record: Pick<LogRecord, 'record' | 'day'>,
    keys: MessageKeys,
    results: readonly JudgedText[],
    file: string,
  ): JudgedRecord;
  readonly redact: Redactor;
  /** A value of the data as reports show it; a collector, who may have a name. */
  readonly shown: (value: string) => string;
  readonly collector: (value: string) => string;
  /** A name of a column, key or sheet. */
  readonly named: (value: string) => string;
}

/** A text and what was found in it. */
export interface JudgedText {
  readonly segment: Segment;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  /** As `RowResult` has it. */
  readonly alike?: object;
}

export interface RecordJudgeOptions {
  readonly checker: Checker;
  readonly gate?: Gate;
  readonly key: string;
  readonly mask: MaskMode;
  /** In the zone of the audit. */
  readonly parseTime: TimeParser;
  /** Of numbers that are written without one; default: the mainland. */
  readonly country?: Country | undefined;
}

const MAX_REMEMBERED = 20_000;
/** The same of whole messages. */
const MAX_TEXTS = 1024;
/** Longest example of a template, in UTF-16 units. */
const MAX_EXAMPLE = 500;
const NO_FINDINGS: readonly AuditFinding[] = [];

/** Few values come back in very many records: each is worked out once. Bounded, for they come from the data. */
function remembered(compute: (value: string) => string): (value: string) => string {
  const known = new Map<string, string>();
  return (value) => {
    const old = known.get(value);
    if (old !== undefined) return old;
    const made = compute(value);
    if (known.size < MAX_REMEMBERED) known.set(value, made);
    return made;
  };
}

/** What was found in the texts of one record, and those in which something was. */
interface Gathered {
  readonly problems: readonly Problem[];
  readonly found: readonly Finding[];
  readonly texts: readonly Segment[];
}

/** While it is made. */
type Open<T> = { -readonly [Key in keyof T]: T[Key] };

/** Judges records one by one, and says what each is counted by. */
export function createRecordJudge(options: RecordJudgeOptions): RecordJudge {
  const { key, parseTime } = options;
  const redact = createRedactor(options.mask);
  const hide = createRedactor('full');
  const shown = remembered((value) => redact(value).slice(0, 100));
  /** A number of a seat or of a member of staff stands as it is, a name is masked and told from its like. */
  const collector = remembered((value) =>
    value === '' || isSeat(value) || options.mask === 'none'
      ? redact(value).slice(0, 100)
      : `${redact(value, [value]).slice(0, 20)}#${pseudonym(key, 'collector', value).slice(2, 8)}`,
  );
  /** Equal for equal numbers, however they are written; '' for what identifies nobody. */
  const recipientOf = ({ recipient }: MessageMeta): string => {
    if (recipient === undefined) return '';
    const folded = foldRecipient(recipient, options.country);
    return 'key' in folded ? pseudonym(key, 'recipient', folded.key) : '';
  };
  /** Names of columns, keys and sheets. */
  const named = remembered((value) => redact(value));
  const templateId = remembered((text) => pseudonym(key, 'template', text));
  const templates = new Map<string, string>();
  const seen = createSeen();
  const templatesAlike = new WeakMap<object, string>();
  /** Of a record with these texts. */
  const templateOf = (
    texts: readonly Segment[],
    alike: object | undefined,
    masked: () => string,
  ): string => {
    if (alike === undefined) return templateOfTexts(texts, masked);
    let template = templatesAlike.get(alike);
    if (template === undefined) {
      template = templateOfTexts(texts, masked);
      templatesAlike.set(alike, template);
    }
    return template;
  };
  const templateOfTexts = (texts: readonly Segment[], masked: () => string): string => {
    const name = texts.map(({ text, meta }) => `${meta.name ?? ''}\n${text}`).join('\u0000');
    let template = templates.get(name);
    if (template === undefined) {
      template = templateId(skeleton(masked()));
      if (templates.size >= MAX_TEXTS) templates.clear();
      if (seen(name)) templates.set(name, template);
    }
    return template;
  };
  let gate: FileGate | undefined;

  /** As the zone of the audit writes it. */
  const local = (sentAt: string): string => {
    const utc = Date.parse(sentAt);
    return parseTime(String(utc)) ?? sentAt;
  };
  const offsetOf = remembered((offset) => {
    // The usual case: the zone of the audit is that of the data, all year round.
    const summer = parseTime('2024-07-01 12:00:00');
    const winter = parseTime('2024-01-01 12:00:00');
    return summer?.endsWith(offset) === true && winter?.endsWith(offset) === true ? 'same' : '';
  });

  const keysOf = ({ meta, day }: LogRecord, file: string): MessageKeys => {
    const sentAt =
      meta.sentAt === undefined
        ? undefined
        : offsetOf(meta.sentAt.slice(19)) === 'same'
          ? meta.sentAt
          : local(meta.sentAt);
    const date = sentAt?.slice(0, 10) ?? day ?? '';
    return {
      collector: collector(meta.collector ?? ''),
      agency: shown(meta.agency ?? ''),
      channel: shown(meta.channel ?? ''),
      overdue: shown(meta.overdue ?? ''),
      hour: sentAt?.slice(11, 13) ?? '',
      day: date,
      month: date.slice(0, 7),
      template: '',
      file,
    };
  };

  const gathered = (results: readonly JudgedText[]): Gathered => {
    const [first] = results;
    // Of one text, as most records have it, nothing has to be put together.
    if (
      results.length === 1 &&
      first !== undefined &&
      gate === undefined &&
      first.findings.length > 0
    )
      return { problems: first.problems, found: first.findings, texts: [first.segment] };
    const problems: Problem[] = [];
    const found: Finding[] = [];
    const texts: Segment[] = [];
    const oncePerRecord = createOncePerRecord();
    for (const { segment, findings, problems: told } of results) {
      for (const problem of told) problems.push(problem);
      if (findings.length === 0) continue;
      texts.push(segment);
      const own = gate === undefined ? findings : gate.settle(findings, segment);
      for (const finding of oncePerRecord(own, segment)) found.push(finding);
    }
    return { problems, found, texts };
  };

  const settle = (
    record: Pick<LogRecord, 'record' | 'day'>,
    keys: MessageKeys,
    results: readonly JudgedText[],
    file: string,
  ): JudgedRecord => {
    const { problems, found, texts } = gathered(results);
    const [first] = texts;
    if (first === undefined) return { keys, findings: NO_FINDINGS, problems, text: () => '' };
    const masked = (by: Redactor): string =>
      texts
        .map(({ text, meta }) => by(text, meta.name === undefined ? [] : [meta.name]))
        .join(' ¶ ');
    const alike = results.length === 1 ? results[0]!.alike : undefined;
    const template = templateOf(texts, alike, () => masked(hide));
    const recipient = recipientOf(first.meta);
    const { channel, overdue } = keys;
    const log: MessageFacts =
      recipient !== '' && channel !== '' && overdue === ''
        ? { recipient, channel, template }
        : {
            ...(recipient === '' ? {} : { recipient }),
            ...(channel === '' ? {} : { channel }),
            ...(overdue === '' ? {} : { overdue }),
            template,
          };
    const sentAt = first.meta.sentAt ?? record.day ?? '';
    // Of one finding, as most records have it, nothing has to be counted.
    const occurrences = found.length > 1 ? new Map<string, number>() : undefined;
    const place = { file, record: record.record };
    const findings = found.map((finding): AuditFinding => {
      const occurrence = (occurrences?.get(finding.fingerprint) ?? 0) + 1;
      occurrences?.set(finding.fingerprint, occurrence);
      const fingerprint = recordFingerprint(key, finding.fingerprint, place, occurrence);
      const { recordId, keyPath, field, place: within } = finding;
      // Safe: what was missing is put in. A copy of each finding takes more time than all else here.
      const numbered = finding as Open<AuditFinding>;
      numbered.fingerprint = fingerprint;
      numbered.log = log;
      if (sentAt !== '') numbered.sentAt = sentAt;
      if (keys.collector !== '') numbered.collector = keys.collector;
      if (keys.agency !== '') numbered.agency = keys.agency;
      // Record ids and key paths come from the data: a telephone number may serve as either.
      if (recordId !== undefined) numbered.recordId = redact(recordId);
      if (keyPath !== undefined) numbered.keyPath = named(keyPath);
      if (field !== undefined) numbered.field = named(field);
      if (within?.sheet !== undefined) numbered.place = { ...within, sheet: named(within.sheet) };
      if (numbered.state === 'new') numbered.state = options.gate?.stateOf(numbered) ?? 'new';
      return numbered;
    });
    return {
      keys: { ...keys, template },
      findings,
      problems,
      text: () => masked(redact).slice(0, MAX_EXAMPLE),
    };
  };

  const judge = (record: LogRecord, segments: readonly Segment[], file: string): JudgedRecord => {
    const check = gate?.check ?? options.checker;
    const results = segments.map((segment) => {
      gate?.see(segment);
      return { segment, ...check(segment) };
    });
    return settle(record, keysOf(record, file), results, file);
  };

  return {
    redact,
    open: (next) => {
      gate = next;
    },
    judge,
    settle,
    shown,
    collector,
    named,
  };
}
