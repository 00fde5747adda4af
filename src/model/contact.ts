/** How somebody was contacted. */
export type ContactChannel = 'sms' | 'call' | 'visit' | 'chat' | 'mail' | 'other';

/** What became of a call or visit. `invalid`: the number does not exist or is out of service. */
export type ContactOutcome = 'connected' | 'unanswered' | 'invalid' | 'unknown';

/** Who was contacted. `liable`: guarantor or co-borrower, who owes as well. */
export type ContactRelation = 'debtor' | 'liable' | 'third-party' | 'unknown';

/**
 * What a record says of the case. `identity`: the person who answers is not the debtor (a wrong number, a
 * stolen identity), or the debtor has died.
 */
export type ContactState = 'stopped' | 'settled' | 'disputed' | 'complained' | 'identity';

/**
 * A person or case as a number of 64 bits that compares as the written key does (`recipientKey`,
 * `caseKey`): low half, high half. 0, 0 is nobody.
 */
export interface ContactKey {
  readonly low: number;
  readonly high: number;
}

/** One record of a log as the rules of conduct see it: who was reached when and how, and not what was said. */
export interface Contact {
  /**
   * Place of the record in the audit: a whole number below 2^40 that rises with the order of the inputs (an
   * ordinal or a byte offset over all of them). Findings name records by it; otherwise it is opaque.
   */
  readonly row: number;
  readonly recipient: ContactKey;
  /** The case where one is known, else the recipient: all contacts with one key are about one debtor. */
  readonly debtor: ContactKey;
  /** Seconds since 1970-01-01 UTC, 1 to 2^32 - 1. */
  readonly at: number;
  /** Minutes east of UTC of the recipient's clock at that instant; kept to the quarter of an hour. */
  readonly offset: number;
  readonly channel: ContactChannel;
  readonly isInbound: boolean;
  readonly outcome: ContactOutcome;
  readonly relation: ContactRelation;
  readonly states: readonly ContactState[];
  /** The states came up in this contact (the result of the call): they hold for those after it. */
  readonly isRaised: boolean;
  /** Agreed beforehand with the debtor, and recorded. */
  readonly isAgreed: boolean;
  /** A receipt, a code, an answer, a notice that the law asks for: it counts in no rule. */
  readonly isExempt: boolean;
  /** Below 65,536: whatever the caller wants to know again of a record that breaks something; opaque. */
  readonly tag?: number;
}

/** Why a record does not count. The first two are said with their first places; the others are counted. */
export type UncountedReason =
  | 'recipient-rounded'
  | 'time-unreadable'
  | 'recipient-masked'
  | 'no-recipient'
  | 'no-time';

export const CONTACT_CHANNELS: readonly ContactChannel[] = [
  'sms',
  'call',
  'visit',
  'chat',
  'mail',
  'other',
];
const OUTCOMES: readonly ContactOutcome[] = ['unknown', 'connected', 'unanswered', 'invalid'];
const RELATIONS: readonly ContactRelation[] = ['unknown', 'debtor', 'liable', 'third-party'];
export const CONTACT_STATES: readonly ContactState[] = [
  'stopped',
  'settled',
  'disputed',
  'complained',
  'identity',
];

/**
 * The facts of a contact in 16 bits, for batches and for what is spilled: what the cells of a row say may
 * be joined by `|`, since every field is 0 where nothing is known.
 *
 * Bits 0-2 channel (0 unknown, else 1 + its index), 3 inbound, 4-5 outcome, 6-7 relation, 8-12 states,
 * 13 raised, 14 agreed, 15 exempt.
 */
export const FACT = {
  channel: 0x7,
  inbound: 0x8,
  outcome: 0x30,
  relation: 0xc0,
  states: 0x1f00,
  raised: 0x2000,
  agreed: 0x4000,
  exempt: 0x8000,
} as const;

export const FACT_OF: {
  readonly channel: Readonly<Record<ContactChannel, number>>;
  readonly outcome: Readonly<Record<ContactOutcome, number>>;
  readonly relation: Readonly<Record<ContactRelation, number>>;
  readonly state: Readonly<Record<ContactState, number>>;
} = {
  channel: { sms: 1, call: 2, visit: 3, chat: 4, mail: 5, other: 6 },
  outcome: { unknown: 0x00, connected: 0x10, unanswered: 0x20, invalid: 0x30 },
  relation: { unknown: 0x00, debtor: 0x40, liable: 0x80, 'third-party': 0xc0 },
  state: {
    stopped: 0x100,
    settled: 0x200,
    disputed: 0x400,
    complained: 0x800,
    identity: 0x1000,
  },
};

/** The facts of a contact as one number; `factsOf(contactFacts(facts)) === facts` where a channel is known. */
export function factsOf(
  contact: Pick<
    Contact,
    | 'channel'
    | 'isInbound'
    | 'outcome'
    | 'relation'
    | 'states'
    | 'isRaised'
    | 'isAgreed'
    | 'isExempt'
  >,
): number {
  let facts =
    FACT_OF.channel[contact.channel] |
    FACT_OF.outcome[contact.outcome] |
    FACT_OF.relation[contact.relation];
  for (const state of contact.states) facts |= FACT_OF.state[state];
  if (contact.isInbound) facts |= FACT.inbound;
  if (contact.isRaised) facts |= FACT.raised;
  if (contact.isAgreed) facts |= FACT.agreed;
  if (contact.isExempt) facts |= FACT.exempt;
  return facts;
}

/** What the number says; an unknown channel reads as `other`. */
export function contactFacts(
  facts: number,
): Pick<
  Contact,
  'channel' | 'isInbound' | 'outcome' | 'relation' | 'states' | 'isRaised' | 'isAgreed' | 'isExempt'
> {
  return {
    channel: CONTACT_CHANNELS[(facts & FACT.channel) - 1] ?? 'other',
    isInbound: (facts & FACT.inbound) !== 0,
    outcome: OUTCOMES[(facts & FACT.outcome) >> 4]!,
    relation: RELATIONS[(facts & FACT.relation) >> 6]!,
    states: CONTACT_STATES.filter((state) => (facts & FACT_OF.state[state]) !== 0),
    isRaised: (facts & FACT.raised) !== 0,
    isAgreed: (facts & FACT.agreed) !== 0,
    isExempt: (facts & FACT.exempt) !== 0,
  };
}

/**
 * Many contacts as one array for each part: what the scan fills and hands over without making an object for a
 * row. Only the first `length` entries count; the arrays may be used again after they were handed over.
 */
export interface ContactBatch {
  length: number;
  readonly row: Float64Array;
  readonly recipientLow: Uint32Array;
  readonly recipientHigh: Uint32Array;
  readonly debtorLow: Uint32Array;
  readonly debtorHigh: Uint32Array;
  readonly at: Uint32Array;
  readonly offset: Int16Array;
  readonly facts: Uint16Array;
  readonly tag: Uint16Array;
}

export function createContactBatch(capacity: number): ContactBatch {
  return {
    length: 0,
    row: new Float64Array(capacity),
    recipientLow: new Uint32Array(capacity),
    recipientHigh: new Uint32Array(capacity),
    debtorLow: new Uint32Array(capacity),
    debtorHigh: new Uint32Array(capacity),
    at: new Uint32Array(capacity),
    offset: new Int16Array(capacity),
    facts: new Uint16Array(capacity),
    tag: new Uint16Array(capacity),
  };
}

/** Adds a contact at the end. False, with nothing added, where the batch is full. */
export function pushContact(batch: ContactBatch, contact: Contact): boolean {
  const at = batch.length;
  if (at >= batch.row.length) return false;
  batch.row[at] = contact.row;
  batch.recipientLow[at] = contact.recipient.low;
  batch.recipientHigh[at] = contact.recipient.high;
  batch.debtorLow[at] = contact.debtor.low;
  batch.debtorHigh[at] = contact.debtor.high;
  batch.at[at] = contact.at;
  batch.offset[at] = contact.offset;
  batch.facts[at] = factsOf(contact);
  batch.tag[at] = contact.tag ?? 0;
  batch.length = at + 1;
  return true;
}
