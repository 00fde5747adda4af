import type { FileStore } from './spill-store.ts';

export interface MemoryStore extends FileStore {
  /** What each partition holds, in buffers of their own. */
  readonly all: (partitions: number) => readonly Uint8Array<ArrayBuffer>[];
}

/** Partitions in memory, for a part of an audit that is handed on at once. */
export function createMemoryStore(): MemoryStore {
  const pieces: Uint8Array<ArrayBuffer>[][] = [];
  const read = (partition: number): readonly Uint8Array<ArrayBuffer>[] => pieces[partition] ?? [];
  const length = (partition: number): number =>
    read(partition).reduce((sum, piece) => sum + piece.length, 0);
  return {
    append: (partition, bytes) => {
      pieces[partition] ??= [];
      pieces[partition].push(Uint8Array.from(bytes));
    },
    read,
    lengths: () => Array.from({ length: pieces.length }, (_, partition) => length(partition)),
    close: () => {
      pieces.length = 0;
    },
    all: (partitions) =>
      Array.from({ length: partitions }, (_, partition) => {
        const whole = new Uint8Array(length(partition));
        let at = 0;
        for (const piece of read(partition)) {
          whole.set(piece, at);
          at += piece.length;
        }
        return whole;
      }),
  };
}
