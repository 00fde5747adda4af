import { statSync } from 'node:fs';
import type { FileSource } from './files.ts';
import type { Part } from './part-item.ts';

/** One of `of` equal parts of an audit, from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** What a member of an archive counts for, whose size is not known before it is unpacked. */
const PACKED_BYTES = 1 << 20;

/** Bytes of an input; null where it is no file of the disk, or none that can be asked. */
export function sizeOf({ path }: FileSource): number | null {
  if (path === undefined) return null;
  try {
    return statSync(path).size;
  } catch {
    // It is named as unreadable by whoever reads it.
    return null;
  }
}

/**
 * The parts of the inputs that belong to a shard: all bytes of all inputs, in their order, are divided evenly. A
 * file of the disk is divided anywhere; whoever reads a range finds the rows that begin in it. What is packed, or
 * is no file, belongs to the shard in which it begins. Each byte belongs to one shard, and each input to one at
 * least.
 */
export function cutShard(sources: readonly FileSource[], { index, of }: Shard): readonly Part[] {
  const sizes = sources.map((source) => sizeOf(source));
  const total = sizes.reduce<number>((sum, size) => sum + (size ?? PACKED_BYTES), 0);
  const bound = (at: number): number => Math.floor((total * at) / of);
  const low = bound(index - 1);
  const high = index === of ? Number.POSITIVE_INFINITY : bound(index);
  let base = 0;
  return sources.flatMap((source, at): Part[] => {
    const size = sizes[at] ?? null;
    const from = Math.max(0, low - base);
    const to = high - base;
    const begins = base >= low && base < high;
    base += size ?? PACKED_BYTES;
    if (size === null || size === 0) return begins ? [{ source }] : [];
    if (to <= 0 || from >= size) return [];
    // The last range goes on to the end, wherever that is by then.
    const isLast = to >= size;
    if (from === 0 && isLast) return [{ source }];
    return [{ source, range: { from, to: isLast ? Number.POSITIVE_INFINITY : to } }];
  });
}
