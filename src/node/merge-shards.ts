import type { SuppressionUsage } from '../engine/suppress.ts';
import type { JudgedParts } from './audit.ts';
import { type AuditConduct, countBreaches } from './audit-conduct.ts';

import type { PartItem } from './part-item.ts';
import { type ShardItem, type StoredShard, shardItems } from './shard-file.ts';

export interface MergeOptions {
  /** In the order of their numbers, none missing. */
  readonly shards: readonly StoredShard[];
  readonly conduct: AuditConduct | undefined;
  readonly addUsage: (usage: SuppressionUsage) => void;
}

/** The parts of an audit out of its shards. Once the breaches have been asked for, `lacksTokenizer` is right. */
export function partsOfShards({
  shards,
  conduct,
  addUsage,
}: MergeOptions): JudgedParts & { readonly lacksTokenizer: () => boolean } {
  let lacksTokenizer = false;
  const items = itemsOf(shards);
  let next = items.next();
  let takeContacts: ReturnType<AuditConduct['absorb']> | undefined;

  /** Takes in what belongs to no part of an input. */
  const takeTails = (): void => {
    for (; next.done !== true; next = items.next()) {
      const item = next.value;
      if (item.type === 'tail') {
        lacksTokenizer ||= item.tail.lacksTokenizer;
        if (item.tail.usage !== undefined) addUsage(item.tail.usage);
        takeContacts =
          item.tail.conduct === undefined ? undefined : conduct?.absorb(item.tail.conduct);
      } else if (item.type === 'contacts') takeContacts?.(item.store);
      else return;
    }
  };

  return {
    of: async function* ({ id }): AsyncGenerator<readonly PartItem[], void, undefined> {
      for (;;) {
        takeTails();
        if (next.done === true || next.value.type !== 'begin' || next.value.file !== id) return;
        next = items.next();
        for (; next.done !== true; next = items.next()) {
          const item = next.value;
          if (item.type === 'begin' || item.type === 'tail' || item.type === 'contacts') break;
          yield [item];
        }
      }
    },
    drawn: () => [],
    breaches: (tally, groupBy) => {
      takeTails();
      return conduct === undefined ? [] : countBreaches(tally, conduct.finish(), groupBy);
    },
    problems: () => conduct?.problems() ?? [],
    lacksTokenizer: () => lacksTokenizer,
  };
}

function* itemsOf(shards: readonly StoredShard[]): Generator<ShardItem, void, undefined> {
  for (const shard of shards) yield* shardItems(shard);
}
