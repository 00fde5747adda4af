import { readFileSync } from 'node:fs';
import type { Span } from '../../src/model/span.ts';
import type { View } from '../../src/model/view.ts';
import { createNormalizer, type Normalizer } from '../../src/text/normalize.ts';
import { parseVariants, type VariantTables } from '../../src/text/normalize-variants.ts';

const folder = new URL('../../dictionaries/variants/', import.meta.url);
const names = ['traditional.tsv', 'variants.tsv', 'lookalikes.tsv'];

export const tables: VariantTables = parseVariants(
  Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')])),
);
export const normalizer: Normalizer = createNormalizer(tables);

/** The stretch of the segment behind units [start, end) of the view; they must not be empty. */
export function toSegment(view: View, start: number, end: number): Span<'segment'> {
  return { start: view.from[start]!, end: view.to[end - 1]! };
}

/** What is wrong with the offsets of a view of `text`; empty if they keep the law. */
export function offsetFaults(view: View, text: string): string[] {
  const faults: string[] = [];
  const { from, to, ops } = view;
  for (const array of [from, to, ops]) {
    if (array.length !== view.text.length) faults.push(`length ${array.length}`);
  }
  for (let i = 0; i < view.text.length; i++) {
    if (from[i]! >= to[i]!) faults.push(`unit ${i} is empty`);
    if (to[i]! > text.length) faults.push(`unit ${i} ends behind the text`);
    if (i === 0) continue;
    if (from[i]! < from[i - 1]! || to[i]! < to[i - 1]!) faults.push(`unit ${i} goes back`);
    const isSame = from[i] === from[i - 1] && to[i] === to[i - 1];
    if (!isSame && from[i]! < to[i - 1]!) faults.push(`unit ${i} overlaps`);
  }
  return faults;
}
