import { CONTACT_BYTES } from '../engine/contact-log.ts';
import type { SuppressionUsage } from '../engine/suppress.ts';
import type { JudgedParts } from './audit.ts';
import { type AuditConduct, countBreaches } from './audit-conduct.ts';

import { type KvLine, kvError, parsedValue, readLines } from './kv-lines.ts';
import type { PartItem } from './part-item.ts';
import { itemOf, type ShardHead, type ShardTail, type StoredItem } from './shard-file.ts';

/** How many lines of each kind an input has. */
export interface KvTail extends ShardTail {
  readonly items: number;
  readonly contacts: number;
}

interface LineFile {
  readonly path: string;
  /** As written by the user. */
  readonly shown: string;
}

/** What lines hold of an input. */
interface KvInput {
  head: ShardHead | undefined;
  tail: KvTail | undefined;
  /** Where its items stand, one after the other. */
  items: { readonly file: LineFile; readonly offset: number } | undefined;
  itemCount: number;
  contactCount: number;
  /** Where the line of it that was read last stands. */
  readonly file: LineFile;
}

export interface KvIndex {
  readonly files: readonly LineFile[];
  /** By id of the input, in their order. */
  readonly inputs: ReadonlyMap<string, KvInput & { head: ShardHead; tail: KvTail }>;
}

/** Reads all lines once: what inputs there are, and whether all lines of them are. Throws CuilintError. */
export function indexLines(files: readonly LineFile[]): KvIndex {
  const inputs = new Map<string, KvInput>();
  let before: (KvLine & { file: string }) | undefined;
  for (const file of files)
    for (const line of readLines(file.path, file.shown)) {
      const known = inputs.get(line.file);
      const input: KvInput = known ?? {
        head: undefined,
        tail: undefined,
        items: undefined,
        itemCount: 0,
        contactCount: 0,
        file,
      };
      if (known === undefined) inputs.set(line.file, input);
      const twice = {
        zh: `输入 ${line.file} 的结果出现两次`,
        en: `the results of ${line.file} come twice`,
      };
      switch (line.kind) {
        case 'c':
          input.contactCount += 1;
          break;
        case 'h':
          if (input.head !== undefined) throw kvError(file.shown, twice);
          input.head = parsedValue<ShardHead>(line, file.shown);
          break;
        case 't':
          if (input.tail !== undefined) throw kvError(file.shown, twice);
          input.tail = parsedValue<KvTail>(line, file.shown);
          break;
        case 'i':
          if (line.number < input.itemCount) throw kvError(file.shown, twice);
          if (
            line.number > input.itemCount ||
            (line.number > 0 &&
              (before?.kind !== 'i' || before.file !== line.file || input.items?.file !== file))
          )
            throw kvError(file.shown, {
              zh: `输入 ${line.file} 的行不连续或缺失`,
              en: `lines of ${line.file} are missing or not one after the other`,
            });
          input.items ??= { file, offset: line.offset };
          input.itemCount += 1;
          break;
        default:
          line.kind satisfies never;
      }
      before = line;
    }
  const whole: [string, KvInput & { head: ShardHead; tail: KvTail }][] = [];
  for (const [id, input] of inputs) {
    const { head, tail, itemCount, contactCount } = input;
    if (
      head === undefined ||
      tail === undefined ||
      tail.items !== itemCount ||
      tail.contacts !== contactCount
    )
      throw kvError(input.file.shown, {
        zh: `输入 ${id} 的行不全`,
        en: `lines of ${id} are missing`,
      });
    whole.push([id, { ...input, head, tail }]);
  }
  return { files, inputs: new Map(whole.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Contacts that are handed on together. */
const BATCH_BYTES = CONTACT_BYTES * 4096;

/** The parts of an audit out of lines. */
export function partsOfLines(
  { files, inputs }: KvIndex,
  conduct: AuditConduct | undefined,
  addUsage: (usage: SuppressionUsage) => void,
): JudgedParts & { readonly lacksTokenizer: () => boolean } {
  const takeContacts = (): void => {
    if (conduct === undefined) return;
    const takes = new Map(
      [...inputs].flatMap(([id, { tail }]) =>
        tail.conduct === undefined ? [] : [[id, conduct.absorb(tail.conduct)] as const],
      ),
    );
    const held = new Map<string, Buffer[]>();
    const hand = (id: string): void => {
      const bytes = Buffer.concat(held.get(id) ?? []);
      held.delete(id);
      // The counter asks for all partitions; which of them these were of does not matter to it.
      takes.get(id)?.({ read: (partition) => (partition === 0 ? [bytes] : []) });
    };
    for (const file of files)
      for (const { kind, file: id, value } of readLines(file.path, file.shown)) {
        if (kind !== 'c') continue;
        const own = held.get(id) ?? [];
        own.push(Buffer.from(value, 'base64'));
        held.set(id, own);
        if (own.length * CONTACT_BYTES >= BATCH_BYTES) hand(id);
      }
    for (const id of [...held.keys()]) hand(id);
  };
  return {
    of: async function* ({ id }): AsyncGenerator<readonly PartItem[], void, undefined> {
      const input = inputs.get(id);
      if (input?.items === undefined) return;
      const { file, offset } = input.items;
      let left = input.itemCount;
      if (input.tail.usage !== undefined) addUsage(input.tail.usage);
      for (const line of readLines(file.path, file.shown, offset)) {
        yield [itemOf(parsedValue<StoredItem>(line, file.shown))];
        left -= 1;
        if (left === 0) return;
      }
    },
    drawn: () => [],
    breaches: (tally, groupBy) => {
      takeContacts();
      return conduct === undefined ? [] : countBreaches(tally, conduct.finish(), groupBy);
    },
    problems: () => conduct?.problems() ?? [],
    lacksTokenizer: () => [...inputs.values()].some(({ tail }) => tail.lacksTokenizer),
  };
}
