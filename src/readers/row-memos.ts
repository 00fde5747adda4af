import type { EncodingName } from '../model/source.ts';
import type { ColumnPlan } from './columns.ts';
import type { ReaderOptions } from './reader.ts';
import type { NativeEncoding } from './row-encoding.ts';
import { createRowMemo, NOT_REMEMBERED, type RowMemo } from './row-memo.ts';
import type { RowJudge } from './row-stream.ts';

/** What is remembered of texts over all files that one judge judges. */
export interface RowMemos {
  /**
   * Of files in `encoding`, made of `original`: a replacement character in what was transcoded is damage, and one that
   * a file in UTF-8 holds itself is a character like others.
   */
  readonly of: (encoding: NativeEncoding, original: EncodingName) => RowMemo;
  /** The number of a group, which is named by all that counts beside its texts. */
  readonly group: (name: string) => number;
}

/** A judge of rows, and what is remembered of all that it has judged. */
export interface RememberingJudge {
  readonly judge: RowJudge;
  readonly memos: RowMemos;
}

/** Groups that are told apart; of further ones nothing is remembered. */
const MAX_GROUPS = 1 << 18;

export function createRowMemos(judge: RowJudge): RowMemos {
  const memos = new Map<string, RowMemo>();
  const groups = new Map<string, number>();
  return {
    of: (encoding, original) => {
      const name = `${encoding} ${original}`;
      const known = memos.get(name) ?? createRowMemo(judge, encoding);
      memos.set(name, known);
      return known;
    },
    group: (name) => {
      const known = groups.get(name);
      if (known !== undefined) return known;
      if (groups.size >= MAX_GROUPS) return NOT_REMEMBERED;
      groups.set(name, groups.size);
      return groups.size - 1;
    },
  };
}

/**
 * The number of a group over all files, for the texts of one column: `nameOf` says in words what counts of the
 * groups of this table (`RowColumns`).
 */
export function createRowGroups(
  memos: RowMemos,
  { names, roles, text, customer, forbidden }: ColumnPlan,
  { kind }: Pick<ReaderOptions, 'kind'>,
  nameOf: (group: number) => string | undefined,
): (group: number, column: number) => number {
  const there = [...roles.keys()].toSorted();
  const known: number[][] = [];
  for (const column of text) known[column] = [];
  return (group, column) => {
    if (group < 0) return NOT_REMEMBERED;
    const numbers = known[column];
    if (numbers === undefined) return NOT_REMEMBERED;
    const before = numbers[group];
    if (before !== undefined) return before;
    const name = nameOf(group);
    const made =
      name === undefined
        ? NOT_REMEMBERED
        : memos.group(
            JSON.stringify([
              kind ?? '',
              names[column],
              customer.has(column),
              forbidden.has(column),
              there,
              name,
            ]),
          );
    numbers[group] = made;
    return made;
  };
}
