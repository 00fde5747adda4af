import { createConductCounter } from '../engine/conduct-counter.ts';
import { createConductWords } from '../engine/conduct-finding.ts';
import { type ConductSettings, HOME, planConduct } from '../engine/conduct-plan.ts';
import { reasonsAlone } from '../engine/conduct-record.ts';
import type { SpillStore } from '../engine/contact-partitions.ts';
import { baseFingerprint, pseudonym, recordFingerprint } from '../engine/fingerprint.ts';
import { reasonName } from '../engine/hit-order.ts';
import type { MaskMode } from '../engine/redact.ts';
import { createSeal } from '../engine/seal.ts';
import { addBreach, type Tally } from '../engine/tally.ts';
import type { MessageKeys } from '../engine/tally-keys.ts';
import type { AuditFinding, Dimension } from '../model/audit.ts';
import type { ConductHit, ConductStats } from '../model/conduct.ts';
import {
  type Contact,
  contactFacts,
  createContactBatch,
  factsOf,
  pushContact,
} from '../model/contact.ts';
import type { Problem } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { LogRecord } from '../model/log-record.ts';
import type { Level, RuleId } from '../model/rule.ts';
import type { Segment } from '../model/segment.ts';
import { ROW_EMPTY, type RowBatch, type RowKey } from '../readers/row-stream.ts';
import type { Ruleset } from '../rules/ruleset.ts';
import { contactOf } from '../text/contacts.ts';
import { contactKey, foldCase, foldRecipient, recipientOfKey } from '../text/recipients.ts';
import { zoneOffset } from '../text/zones.ts';
import { createConductTags, type TagBooks, type TagNames } from './conduct-tags.ts';
import { createUncounted, type UncountedState } from './conduct-uncounted.ts';
import { createPlaceIndex, type PlaceIndexState } from './place-index.ts';
import { createFileStore, type FileStore } from './spill-store.ts';

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
  /** Where contacts go beyond the memory; absent: into temporary files of its own. */
  readonly store?: FileStore;
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
  readonly row: (batch: RowBatch, index: number, books: TagBooks) => readonly Breach[];
  /** The keys that the reader of rows is to make. */
  readonly recipientKey: (raw: string) => RowKey;
  readonly caseKey: (raw: string) => RowKey;
  /** What could not be counted, a line each; to be asked when all records have been seen. */
  readonly problems: () => readonly Problem[];
  /** By the order of the records that go too far. */
  readonly finish: () => Iterable<Breach>;
  /** What has been counted; all contacts are then in the store. To be asked between two records. */
  readonly state: () => AuditConductState;
  /**
   * Adds what another has counted with the same key, of records behind all that have been seen. Returns what takes
   * its contacts: to be called with its store, or with parts of it.
   */
  readonly absorb: (other: AuditConductState) => (store: Pick<SpillStore, 'read'>) => void;
  readonly close: () => void;
}

/** The counting of an audit as plain data that survives JSON, beside the contacts themselves. */
export interface AuditConductState {
  readonly counter: ConductStats;
  /** Bytes in each partition of the store. */
  readonly stored: readonly number[];
  readonly places: PlaceIndexState;
  readonly tags: readonly TagNames[];
  readonly uncounted: UncountedState;
}

const BATCH = 4096;
const NOBODY: RowKey = { low: 0, high: 0 };
const NOTHING: readonly Breach[] = [];
/** Made by no number: what the reader of rows hands on of one that hides digits. */
const MASKED: RowKey = { low: 1, high: 0 };

/**
 * Opens the counting of one audit. `key` is that of the audit, 64 hexadecimal digits. `from`: goes on from there,
 * with a store that holds what it held then.
 */
export function createAuditConduct(
  options: AuditConductOptions,
  { shown, collector, redact }: Shown,
  audit: {
    readonly key: string;
    readonly mask: MaskMode;
    readonly stateOf: (finding: Finding) => Finding['state'];
  },
  from?: AuditConductState,
): AuditConduct {
  const { ruleset, settings, lang } = options;
  const plan = planConduct(ruleset.rules, settings, options.levels, options.inactive);
  const words = createConductWords(ruleset, plan, lang);
  const clock = zoneOffset(settings.timezone);
  const { country } = HOME[settings.jurisdiction];
  const spill = options.store ?? createFileStore();
  const counter = createConductCounter({
    plan,
    memoryBytes: options.memoryBytes,
    spill,
    ...(from === undefined ? {} : { from: from.counter }),
    ...(audit.mask === 'none'
      ? {}
      : { seal: createSeal(Buffer.from(audit.key.padEnd(32, '0').slice(0, 32), 'hex')) }),
  });
  const places = createPlaceIndex(from?.places);
  const batch = createContactBatch(BATCH);
  const tags = createConductTags({ shown, collector }, from?.tags);
  const uncounted = createUncounted(plan, from?.uncounted);

  const flush = (): void => {
    counter.addBatch(batch);
    batch.length = 0;
  };
  const add = (contact: Contact): void => {
    if (pushContact(batch, contact)) return;
    flush();
    pushContact(batch, contact);
  };
  // Sheets are few, and one comes after the other.
  let lastSheet: string | undefined;
  let lastShown: string | undefined;
  const shownSheet = (sheet: string | undefined): string | undefined => {
    if (sheet !== lastSheet) {
      lastSheet = sheet;
      lastShown = sheet === undefined ? undefined : redact(sheet);
    }
    return lastShown;
  };
  const breachOf = (hit: ConductHit): Breach => {
    const place = places.at(hit.row);
    const said = words(hit);
    const [who, agency, channel] = tags.at(hit.tag);
    const local = new Date((hit.at + hit.offset * 60) * 1000).toISOString();
    const keys: MessageKeys = {
      collector: who,
      agency,
      channel,
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
              sheet: place.sheet,
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
      related: hit.rows.map(places.at),
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
      tags.open();
    },
    entry: (record, segments) => {
      const row = places.see(
        record.record,
        record.line,
        shownSheet(record.place?.sheet),
        record.place?.cell,
      );
      const { meta } = record;
      const read = contactOf(meta, row, { clock, country });
      if ('reason' in read) {
        if (read.reason === 'recipient-masked') uncounted.see(row, 0, true, true);
        return NOTHING;
      }
      const contact: Contact = {
        ...read.contact,
        isExempt: segments.some(options.isExempt),
        tag: tags.of(meta.collector ?? '', meta.agency ?? '', meta.channel ?? ''),
      };
      add(contact);
      const { debtor, recipient } = contact;
      const isMasked = recipient.low === 0 && recipient.high === 0 && hidesDigits(meta.recipient);
      uncounted.see(
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
      if (isMasked && !hasCase) uncounted.see(row, 0, true, true);
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
      batch.tag[to] = tags.ofRow(rows, index, books);
      batch.length = to + 1;
      uncounted.see(row, batch.facts[to]!, isMasked, hasCase);
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
    problems: () => uncounted.problems(places),
    *finish() {
      flush();
      for (const hit of counter.finish()) yield breachOf(hit);
    },
    state: () => {
      flush();
      return {
        counter: counter.settle(),
        stored: spill.lengths(),
        places: places.state(),
        tags: tags.state(),
        uncounted: uncounted.state(),
      };
    },
    absorb: (other) => {
      flush();
      const row = places.absorb(other.places);
      const tag = tags.absorb(other.tags);
      uncounted.absorb(other.uncounted, row);
      return (store) => counter.absorb(store, { row, tag });
    },
    close: spill.close,
  };
}

/** Findings over records, each counted. */
export function* countBreaches(
  tally: Tally,
  found: Iterable<Breach>,
  groupBy: readonly Dimension[],
): Generator<AuditFinding, void, undefined> {
  for (const { finding, keys } of found) {
    addBreach(tally, keys, finding, groupBy);
    yield finding;
  }
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
