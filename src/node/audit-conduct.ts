import { createConductCounter, reasonName } from '../engine/conduct-counter.ts';
import { createConductWords } from '../engine/conduct-finding.ts';
import { type ConductSettings, HOME, planConduct } from '../engine/conduct-plan.ts';
import { reasonsAlone } from '../engine/conduct-record.ts';
import { baseFingerprint, pseudonym, recordFingerprint } from '../engine/fingerprint.ts';
import type { MaskMode } from '../engine/redact.ts';
import { createSeal } from '../engine/seal.ts';
import type { MessageKeys } from '../engine/tally.ts';
import type { AuditFinding, RecordPlace } from '../model/audit.ts';
import type { ConductHit } from '../model/conduct.ts';
import {
  type Contact,
  contactFacts,
  createContactBatch,
  FACT,
  FACT_OF,
  factsOf,
  pushContact,
} from '../model/contact.ts';
import type { Message, Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { LogRecord } from '../model/log-record.ts';
import type { Level, RuleId } from '../model/rule.ts';
import type { Segment } from '../model/segment.ts';
import { type CodeBook, ROW_EMPTY, type RowBatch, type RowKey } from '../readers/row-stream.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { contactOf } from '../text/contacts.ts';
import { contactKey, foldCase, foldRecipient, recipientOfKey } from '../text/recipients.ts';
import { zoneOffset } from '../text/zones.ts';
import { createPlaceIndex } from './place-index.ts';
import { createFileStore } from './spill-store.ts';

export interface AuditConductOptions {
  readonly ruleset: Ruleset;
  readonly settings: ConductSettings;
  readonly levels: ReadonlyMap<RuleId, Level>;
  readonly inactive: ReadonlySet<RuleId>;
  readonly lang: 'zh' | 'en';
  /** What counting may take, beyond which it goes to files. */
  readonly memoryBytes: number;
  /** A text that is no collection. */
  readonly isExempt: (segment: Segment) => boolean;
}

/** How values of the data are shown. */
export interface Shown {
  readonly shown: (value: string) => string;
  readonly collector: (value: string) => string;
  readonly redact: (value: string) => string;
}

/** A finding over several records, and what it is counted by. */
export interface Breach {
  readonly finding: AuditFinding;
  readonly keys: MessageKeys;
}

/** Counts the contacts of an audit. */
export interface AuditConduct {
  /** Before the first record of a file. */
  readonly open: (file: string) => void;
  /** Counts a record; what it breaks by its own fields, if it has no text and nobody else says it. */
  readonly entry: (record: LogRecord, segments: readonly Segment[]) => readonly Breach[];
  readonly row: (
    batch: RowBatch,
    index: number,
    books: Readonly<Record<'collector' | 'agency' | 'channel', CodeBook>>,
  ) => readonly Breach[];
  /** The keys that the reader of rows is to make. */
  readonly recipientKey: (raw: string) => RowKey;
  readonly caseKey: (raw: string) => RowKey;
  /** What could not be counted, a line each; to be asked when all records have been seen. */
  readonly problems: () => readonly Problem[];
  /** By the order of the records that go too far. */
  readonly finish: () => Iterable<Breach>;
  readonly close: () => void;
}

/** Number of different collectors, agencies and channels that are told apart; further ones are not named. */
const MAX_TAGS = 0xffff;
const BATCH = 4096;
const NOBODY: RowKey = { low: 0, high: 0 };
const NOTHING: readonly Breach[] = [];
/** Made by no number: what the reader of rows hands on of one that hides digits. */
const MASKED: RowKey = { low: 1, high: 0 };

/** Records that some rule could not take in, and the first of them. */
interface Uncounted {
  count: number;
  first: number;
}

const UNCOUNTED: Readonly<
  Record<
    'masked' | 'withoutCase',
    (count: number) => { readonly reason: Message; readonly hint: Message }
  >
> = {
  masked: (count) => ({
    reason: {
      zh: `有 ${count} 行的号码被遮蔽（如 138****5678），认不出是谁，首行在此；不计入频次`,
      en: `${count} row(s) have a number that hides digits, so that nobody can be told by it, the first one here; they count in no frequency`,
    },
    hint: {
      zh: '导出完整号码，或能区分接收人的编号',
      en: 'export whole numbers, or ids that tell recipients apart',
    },
  }),
  withoutCase: (count) => ({
    reason: {
      zh: `有 ${count} 行联系第三人而没有案件号，无从知道是谁的债，首行在此；未判断是否具备条件`,
      en: `${count} row(s) contact third parties and name no case, so that it is not known whose debt it is, the first one here; the conditions for it were not judged`,
    },
    hint: {
      zh: '导出案件号，或用 --map case=列名 指定',
      en: 'export the case number, or name its column with --map case=COLUMN',
    },
  }),
};

/** Opens the counting of one audit. `key` is that of the audit, 64 hexadecimal digits. */
export function createAuditConduct(
  options: AuditConductOptions,
  { shown, collector, redact }: Shown,
  audit: {
    readonly key: string;
    readonly mask: MaskMode;
    readonly stateOf: (finding: Finding) => Finding['state'];
  },
): AuditConduct {
  const { ruleset, settings, lang } = options;
  const plan = planConduct(ruleset.rules, settings, options.levels, options.inactive);
  const words = createConductWords(ruleset, plan, lang);
  const clock = zoneOffset(settings.timezone);
  const { country } = HOME[settings.jurisdiction];
  const spill = createFileStore();
  const counter = createConductCounter({
    plan,
    memoryBytes: options.memoryBytes,
    spill,
    ...(audit.mask === 'none'
      ? {}
      : { seal: createSeal(Buffer.from(audit.key.padEnd(32, '0').slice(0, 32), 'hex')) }),
  });
  const places = createPlaceIndex();
  const batch = createContactBatch(BATCH);
  const tags: (readonly [collector: string, agency: string, channel: string])[] = [['', '', '']];
  const tagOf = new Map<string, number>();

  const flush = (): void => {
    counter.addBatch(batch);
    batch.length = 0;
  };
  const add = (contact: Contact): void => {
    if (pushContact(batch, contact)) return;
    flush();
    pushContact(batch, contact);
  };
  const tag = (who: string, agency: string, channel: string): number => {
    const name = `${who}\u0001${agency}\u0001${channel}`;
    let known = tagOf.get(name);
    if (known === undefined) {
      known = tags.length > MAX_TAGS ? 0 : tags.length;
      if (known > 0) tags.push([who, agency, channel]);
      tagOf.set(name, known);
    }
    return known;
  };

  /** Of the file at hand, by the codes of its cells: a text for each row costs more than all else here. */
  let tagOfCodes = new Map<number, number>();
  const tagOfRow = (
    { codes }: RowBatch,
    index: number,
    books: Readonly<Record<'collector' | 'agency' | 'channel', CodeBook>>,
  ): number => {
    const who = codes.collector[index]!;
    const agency = codes.agency[index]!;
    const channel = codes.channel[index]!;
    // Codes are below 2^20: with many agencies and channels they are not told apart by one number.
    const isSmall = agency < 0x1000 && channel < 0x400;
    const name = isSmall ? (who * 0x1000 + agency) * 0x400 + channel : -1;
    const known = isSmall ? tagOfCodes.get(name) : undefined;
    if (known !== undefined) return known;
    const made = tag(
      books.collector.values[who] ?? '',
      books.agency.values[agency] ?? '',
      (books.channel.values[channel] ?? '').toLowerCase(),
    );
    if (isSmall) tagOfCodes.set(name, made);
    return made;
  };

  const uncounted: Record<keyof typeof UNCOUNTED, Uncounted> = {
    masked: { count: 0, first: 0 },
    withoutCase: { count: 0, first: 0 },
  };
  const miss = (what: keyof typeof UNCOUNTED, row: number): void => {
    const known = uncounted[what];
    if (known.count === 0) known.first = row;
    known.count += 1;
  };
  /** Says what cannot be judged of a contact, whose number may hide digits. */
  const watch = (row: number, facts: number, isMasked: boolean, hasCase: boolean): void => {
    if (isMasked && plan.limits.length > 0) miss('masked', row);
    const isThird = (facts & FACT.relation) === FACT_OF.relation['third-party'];
    if (isThird && !hasCase && plan.thirdParty !== undefined && (facts & FACT.inbound) === 0)
      miss('withoutCase', row);
  };

  const breachOf = (hit: ConductHit): Breach => {
    const place = places.at(hit.row);
    const said = words(hit);
    const [who, agency, channel] = tags[hit.tag]!;
    const local = new Date((hit.at + hit.offset * 60) * 1000).toISOString();
    const keys: MessageKeys = {
      collector: collector(who),
      agency: shown(agency),
      channel: shown(channel),
      overdue: '',
      hour: local.slice(11, 13),
      day: local.slice(0, 10),
      month: local.slice(0, 7),
      template: '',
      file: place.file,
    };
    const number = recipientOfKey(hit.key);
    const base = baseFingerprint(
      audit.key,
      said.ruleId,
      reasonName(hit.reason),
      `${hit.key.high}:${hit.key.low}`,
    );
    const numbered: Finding = {
      type: 'finding',
      ruleId: said.ruleId,
      category: said.category,
      severity: hit.severity,
      title: said.title,
      message: said.message,
      rewrite: said.rewrite,
      confidence: 1,
      suspected: false,
      file: place.file,
      location: { line: place.line, column: 1, endLine: place.line, endColumn: 1 },
      record: place.record,
      ...(place.sheet === undefined
        ? {}
        : {
            place: {
              sheet: redact(place.sheet),
              ...(place.cell === undefined ? {} : { cell: place.cell }),
            },
          }),
      segmentStart: 0,
      segmentEnd: 0,
      excerpt: '',
      context: '',
      normalized: '',
      speaker: 'system',
      sentAt: `${local.slice(0, 19)}${offsetText(hit.offset)}`,
      ...(keys.collector === '' ? {} : { collector: keys.collector }),
      ...(keys.agency === '' ? {} : { agency: keys.agency }),
      clauses: said.clauses,
      related: hit.rows.map((row) => related(places.at(row), redact)),
      fingerprint: recordFingerprint(audit.key, base, place, 1),
      state: 'new',
    };
    return {
      keys,
      finding: {
        ...numbered,
        state: audit.stateOf(numbered),
        log: {
          ...(number === undefined ? {} : { recipient: pseudonym(audit.key, 'recipient', number) }),
          ...(keys.channel === '' ? {} : { channel: keys.channel }),
          template: '',
        },
      },
    };
  };

  const alone = (contact: Contact): readonly Breach[] =>
    reasonsAlone(plan, factsOf(contact), contact.at, contact.offset).map((broken) =>
      breachOf({
        ...broken,
        row: contact.row,
        at: contact.at,
        offset: contact.offset,
        tag: contact.tag ?? 0,
        key: contact.recipient,
        count: 1,
        most: 0,
        rows: [],
      }),
    );

  return {
    open: (file) => {
      places.open(file);
      tagOfCodes = new Map();
    },
    entry: (record, segments) => {
      const row = places.see(record.record, record.line, record.place?.sheet, record.place?.cell);
      const { meta } = record;
      const read = contactOf(meta, row, { clock, country });
      if ('reason' in read) {
        if (read.reason === 'recipient-masked') watch(row, 0, true, true);
        return NOTHING;
      }
      const contact: Contact = {
        ...read.contact,
        isExempt: segments.some(options.isExempt),
        tag: tag(meta.collector ?? '', meta.agency ?? '', meta.channel ?? ''),
      };
      add(contact);
      const { debtor, recipient } = contact;
      const isMasked = recipient.low === 0 && recipient.high === 0 && hidesDigits(meta.recipient);
      watch(
        row,
        factsOf(contact),
        isMasked,
        debtor.low !== recipient.low || debtor.high !== recipient.high,
      );
      return segments.length > 0 ? NOTHING : alone(contact);
    },
    row: (rows, index, books) => {
      const row = places.see(rows.firstRecord + index, rows.line[index]!, undefined, undefined);
      const at = rows.at[index]!;
      if (!(at > 0 && at < 0x1_0000_0000)) return NOTHING;
      const hasCase = rows.caseLow[index] !== 0 || rows.caseHigh[index] !== 0;
      const isMasked =
        rows.recipientLow[index] === MASKED.low && rows.recipientHigh[index] === MASKED.high;
      const low = isMasked ? 0 : rows.recipientLow[index]!;
      const high = isMasked ? 0 : rows.recipientHigh[index]!;
      if (isMasked && !hasCase) watch(row, 0, true, true);
      if (!hasCase && low === 0 && high === 0) return NOTHING;
      if (batch.length === BATCH) flush();
      const to = batch.length;
      batch.row[to] = row;
      batch.recipientLow[to] = low;
      batch.recipientHigh[to] = high;
      batch.debtorLow[to] = hasCase ? rows.caseLow[index]! : low;
      batch.debtorHigh[to] = hasCase ? rows.caseHigh[index]! : high;
      batch.at[to] = at;
      batch.offset[to] = clock(at * 1000);
      batch.facts[to] = rows.facts[index]!;
      batch.tag[to] = tagOfRow(rows, index, books);
      batch.length = to + 1;
      watch(row, batch.facts[to]!, isMasked, hasCase);
      if (rows.empty[index] !== ROW_EMPTY['no-text']) return NOTHING;
      return alone({
        row,
        recipient: { low, high },
        debtor: { low: batch.debtorLow[to]!, high: batch.debtorHigh[to]! },
        at,
        offset: batch.offset[to]!,
        tag: batch.tag[to]!,
        ...contactFacts(batch.facts[to]!),
      });
    },
    recipientKey: (raw) => {
      const folded = foldRecipient(raw, country);
      if ('key' in folded) return contactKey(folded.key, false);
      return folded.reason === 'recipient-masked' ? MASKED : NOBODY;
    },
    caseKey: (raw) => contactKey(foldCase(raw), true),
    problems: () =>
      // Its keys are those of a literal record.
      (Object.keys(uncounted) as (keyof typeof UNCOUNTED)[]).flatMap((what): Problem[] => {
        const { count, first } = uncounted[what];
        if (count === 0) return [];
        const { file, line, sheet } = places.at(first);
        return [
          {
            type: 'problem',
            code: 'INPUT_SYNTAX',
            file: sheet === undefined ? file : `${file}!${redact(sheet)}`,
            line,
            ...UNCOUNTED[what](count),
          },
        ];
      }),
    *finish() {
      flush();
      for (const hit of counter.finish()) yield breachOf(hit);
    },
    close: spill.close,
  };
}

function hidesDigits(recipient: string | undefined): boolean {
  if (recipient === undefined) return false;
  const folded = foldRecipient(recipient);
  return 'reason' in folded && folded.reason === 'recipient-masked';
}

function offsetText(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function related(place: RecordPlace, redact: (value: string) => string): RecordPlace {
  return place.sheet === undefined ? place : { ...place, sheet: redact(place.sheet) };
}
