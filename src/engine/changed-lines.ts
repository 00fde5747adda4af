import type { Segment } from '../model/segment.ts';

/** A stretch of changed lines of the new text, as git counts them: 1-based, ended by line feeds alone. */
export interface Hunk {
  /** The first line; where `count` is 0, the line behind which lines were taken out (0: before the first). */
  readonly start: number;
  readonly count: number;
}

const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/;
const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** A path as git quotes it in the head of a patch: in quotes, with escapes of single bytes. */
export function unquotePath(quoted: string): string {
  if (!quoted.startsWith('"')) return quoted.replace(/\t$/, '');
  const inside = quoted.slice(1, quoted.lastIndexOf('"'));
  const bytes: number[] = [];
  for (const [, escaped, plain] of inside.matchAll(/\\([0-7]{3}|.)|([^\\]+)/gsu)) {
    if (plain !== undefined) bytes.push(...new TextEncoder().encode(plain));
    else if (escaped!.length === 3) bytes.push(Number.parseInt(escaped!, 8));
    else bytes.push(ESCAPES[escaped!] ?? escaped!.charCodeAt(0));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/**
 * The hunks of `git diff -U0 --dst-prefix=b/`, by new path. Files that are gone, or only renamed, have none
 * and are not in the result.
 */
export function parsePatch(patch: string): Map<string, Hunk[]> {
  const files = new Map<string, Hunk[]>();
  let hunks: Hunk[] | undefined;
  let isHead = false;
  for (const line of patch.split('\n')) {
    // Lines of the text begin with +, - or \, so that nothing in it can look like a head.
    if (line.startsWith('diff --git ')) {
      isHead = true;
      hunks = undefined;
    } else if (isHead && line.startsWith('+++ ')) {
      const path = unquotePath(line.slice(4));
      if (path.startsWith('b/')) {
        hunks = [];
        files.set(path.slice(2), hunks);
      }
    } else if (line.startsWith('@@ ')) {
      isHead = false;
      const found = HUNK.exec(line);
      if (found) hunks?.push({ start: Number(found[1]), count: Number(found[2] ?? 1) });
    }
  }
  return files;
}

const BLOCK_HEADER = /(?:^|[\s:-])[|>][-+0-9]*[ \t]*(?:#.*)?$/;

/**
 * Tells for the segments of a decoded file whether they were touched: one of their lines was changed, or
 * lines were taken out from among them. Beside a block of text (`body: |`) lines taken out count as well:
 * they may have been its first or last.
 */
export function createTouched(
  text: string,
  hunks: readonly Hunk[] | 'whole',
): (segment: Segment | undefined) => boolean {
  if (hunks === 'whole') return () => true;
  const feeds: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) feeds.push(at);
  const lineOf = (offset: number): number => {
    let low = 0;
    let high = feeds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (feeds[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
  const lineText = (line: number): string =>
    text.slice(line < 2 ? 0 : feeds[line - 2]! + 1, feeds[line - 1]).replace(/\r$/, '');
  return (segment) => {
    if (segment === undefined) return hunks.length > 0;
    const { start, end } = segment.origin;
    const first = lineOf(start);
    const last = lineOf(Math.max(start, end - 1));
    const isBlock = first > 1 && BLOCK_HEADER.test(lineText(first - 1));
    const margin = isBlock ? 1 : 0;
    return hunks.some((hunk) =>
      hunk.count === 0
        ? hunk.start >= first - margin && hunk.start + 1 <= last + margin
        : hunk.start <= last && first <= hunk.start + hunk.count - 1,
    );
  };
}
