import fc from 'fast-check';
import type { SpillStore } from '../../src/engine/contact-partitions.ts';
import type { Contact } from '../../src/model/contact.ts';
import { contactKey } from '../../src/text/recipients.ts';

/** A store in memory that gives back what it took in pieces of `size` bytes. */
export function memoryStore(size = 7): SpillStore & { readonly bytes: () => Uint8Array } {
  const pieces = new Map<number, Uint8Array[]>();
  return {
    append: (partition, bytes) => {
      pieces.set(partition, [...(pieces.get(partition) ?? []), bytes.slice()]);
    },
    *read(partition) {
      for (const piece of pieces.get(partition) ?? [])
        for (let at = 0; at < piece.length; at += size) yield piece.subarray(at, at + size);
    },
    bytes: () => Buffer.concat([...pieces.values()].flat()),
  };
}

export const CONTACT: Omit<Contact, 'row' | 'at'> = {
  recipient: contactKey('13900000001', false),
  debtor: contactKey('13900000001', false),
  offset: 480,
  channel: 'call',
  isInbound: false,
  outcome: 'connected',
  relation: 'unknown',
  states: [],
  isRaised: false,
  isAgreed: false,
  isExempt: false,
};

/** Contacts about few debtors within few days, so that much is broken. Rows are 0, 1, 2 … */
export const contacts: fc.Arbitrary<readonly Contact[]> = fc
  .array(
    fc.record({
      person: fc.integer({ min: 0, max: 5 }),
      debt: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
      at: fc.integer({ min: 0, max: 12 * 24 * 12 }).map((step) => 1_772_300_000 + step * 300),
      offset: fc.constantFrom(480, 480, 480, -300, -240),
      channel: fc.constantFrom('call', 'call', 'sms', 'visit', 'chat'),
      isInbound: fc.constantFrom(false, false, false, false, false, true),
      outcome: fc.constantFrom('connected', 'unanswered', 'unknown', 'invalid'),
      relation: fc.constantFrom('unknown', 'debtor', 'debtor', 'third-party', 'liable'),
      states: fc.constantFrom([], [], [], [], [], [], ['settled'], ['identity']),
      isRaised: fc.boolean(),
      isAgreed: fc.constantFrom(false, false, false, true),
      isExempt: fc.constantFrom(false, false, false, true),
    } as const),
    { minLength: 0, maxLength: 120 },
  )
  .map((all) =>
    all.map(({ person, debt, states, ...rest }, row): Contact => {
      const recipient = contactKey(`1390000000${person}`, false);
      const debtor = debt === undefined ? recipient : contactKey(`A-${debt}`, true);
      return { ...rest, row, recipient, debtor, states: [...states] as Contact['states'] };
    }),
  );
