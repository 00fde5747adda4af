import { closeSync, openSync, readSync } from 'node:fs';
import { CONTACT_BYTES } from '../engine/contact-log.ts';
import { PARTITIONS, type SpillStore } from '../engine/contact-partitions.ts';
import { decodeSections, type Section } from '../engine/sections.ts';
import type { SuppressionUsage } from '../engine/suppress.ts';
import { type TallyState, tallyOf, tallyState } from '../engine/tally-state.ts';
import { CuilintError, type Problem } from '../model/error.ts';
import type { AuditConductState } from './audit-conduct.ts';
import type { Part, PartEnd, PartItem } from './part-item.ts';
import { readingError } from './reading-error.ts';
import type { Shard } from './shard-cut.ts';

/** What has to be the same in all shards of one audit, and which of them this is. Plain data. */
export interface ShardHead {
  readonly shard: Shard;
  readonly tool: { readonly name: string; readonly version: string; readonly ruleset: string };
  /** Pseudonym of the key of the audit. */
  readonly keyId: string;
  /** Hash of all that decides what is found, and how it is shown. */
  readonly settings: string;
  /** Ids and bytes of all inputs of the audit. */
  readonly inputs: readonly (readonly [file: string, bytes: number | null])[];
  readonly problems: readonly Problem[];
  readonly ignored: Readonly<Record<string, number>>;
  /** The options of the command line, as they were given. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What belongs to no part of an input. */
export interface ShardTail {
  readonly usage?: SuppressionUsage;
  readonly conduct?: AuditConductState;
  readonly lacksTokenizer: boolean;
}

/** A shard in a file, which may hold several. */
export interface StoredShard {
  readonly head: ShardHead;
  readonly path: string;
  /** As written by the user. */
  readonly shown: string;
  /** Which of the shards in the file, from 0. */
  readonly ordinal: number;
}

/** An item as plain data that survives JSON. */
export type StoredItem =
  | Exclude<PartItem, PartEnd>
  | (Omit<PartEnd, 'tally'> & { readonly tally: TallyState });

export function storedItem(item: PartItem): StoredItem {
  return item.type === 'part' ? { ...item, tally: tallyState(item.tally) } : item;
}

export function itemOf(stored: StoredItem): PartItem {
  return stored.type === 'part' ? { ...stored, tally: tallyOf(stored.tally) } : stored;
}

const PIECE = 1 << 20;

function json(name: string, value: unknown): Section {
  return { name, bytes: new TextEncoder().encode(JSON.stringify(value)) };
}

function parsed<T>({ bytes }: Section): T {
  // Its sum has been found right: it is what was written.
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}

export function headSection(head: ShardHead): Section {
  return json('shard', head);
}

/** What a part came to, as it comes. */
export async function* partSections(
  { source }: Part,
  items: AsyncIterable<PartItem>,
): AsyncGenerator<Section, void, undefined> {
  yield json('part', source.id);
  let lines: string[] = [];
  let size = 0;
  const held = (): Section => {
    const bytes = new TextEncoder().encode(lines.join('\n'));
    lines = [];
    size = 0;
    return { name: 'items', bytes };
  };
  for await (const item of items) {
    const line = JSON.stringify(storedItem(item));
    lines.push(line);
    size += line.length;
    if (size > PIECE) yield held();
  }
  if (lines.length > 0) yield held();
}

/** The rest of a shard: what goes over records, with the contacts of each partition. */
export function* tailSections(
  tail: ShardTail,
  contacts: Pick<SpillStore, 'read'>,
): Generator<Section, void, undefined> {
  yield json('tail', tail);
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    let rest: Uint8Array = new Uint8Array(0);
    for (const piece of contacts.read(partition)) {
      const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const whole = bytes.length - (bytes.length % CONTACT_BYTES);
      rest = bytes.slice(whole);
      if (whole > 0) yield { name: `contacts ${partition}`, bytes: bytes.subarray(0, whole) };
    }
  }
}

function* chunksOf(path: string, shown: string): Generator<Uint8Array, void, undefined> {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    throw readingError(shown, error);
  }
  try {
    for (;;) {
      const piece = new Uint8Array(PIECE);
      const count = readSync(descriptor, piece, 0, PIECE, null);
      if (count === 0) return;
      yield piece.subarray(0, count);
    }
  } catch (error) {
    throw readingError(shown, error);
  } finally {
    closeSync(descriptor);
  }
}

const NO_SHARD = {
  reason: {
    zh: '不是 audit --shard 写出的部分结果，或已损坏',
    en: 'no partial result that audit --shard has written, or damaged',
  },
  hint: { zh: '请重新运行那一份', en: 'run that shard again' },
};

/** The sections of a file. Throws CuilintError, with the file, for what is no state. */
function* sectionsOf(path: string, shown: string): Generator<Section, void, undefined> {
  try {
    yield* decodeSections(chunksOf(path, shown));
  } catch (error) {
    if (!(error instanceof CuilintError) || error.at !== undefined) throw error;
    const { reason, hint } = NO_SHARD;
    throw new CuilintError('INPUT_UNREADABLE', reason, { hint, at: { file: shown }, cause: error });
  }
}

/** The shards in a file, all of which has been read and found whole. Throws CuilintError. */
export function readShards(path: string, shown: string): readonly StoredShard[] {
  const heads: ShardHead[] = [];
  for (const section of sectionsOf(path, shown))
    if (section.name === 'shard') heads.push(parsed<ShardHead>(section));
  if (heads.length === 0) {
    const { reason, hint } = NO_SHARD;
    throw new CuilintError('INPUT_UNREADABLE', reason, { hint, at: { file: shown } });
  }
  return heads.map((head, ordinal) => ({ head, path, shown, ordinal }));
}

/** All sections of a shard, its head first. */
export function* shardSections({
  path,
  shown,
  ordinal,
}: StoredShard): Generator<Section, void, undefined> {
  let at = -1;
  for (const section of sectionsOf(path, shown)) {
    if (section.name === 'shard') at += 1;
    if (at > ordinal) return;
    if (at === ordinal) yield section;
  }
}

/** What is read of a shard again, in its order. */
export type ShardItem =
  | { readonly type: 'begin'; readonly file: string }
  | PartItem
  | { readonly type: 'tail'; readonly tail: ShardTail }
  | { readonly type: 'contacts'; readonly store: Pick<SpillStore, 'read'> };

export function* shardItems(shard: StoredShard): Generator<ShardItem, void, undefined> {
  for (const section of shardSections(shard)) {
    if (section.name === 'part') yield { type: 'begin', file: parsed<string>(section) };
    else if (section.name === 'tail') yield { type: 'tail', tail: parsed<ShardTail>(section) };
    else if (section.name === 'items') {
      // Its sum has been found right: it is what was written.
      for (const line of new TextDecoder().decode(section.bytes).split('\n'))
        yield itemOf(JSON.parse(line) as StoredItem);
    } else if (section.name.startsWith('contacts ')) {
      const own = Number(section.name.slice('contacts '.length));
      const { bytes } = section;
      yield {
        type: 'contacts',
        store: { read: (partition) => (partition === own ? [bytes] : []) },
      };
    }
  }
}
