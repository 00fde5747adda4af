/**
 * The candidate with the smallest edit distance to `name` (insert, delete, replace, swap of neighbours,
 * in code points), or undefined where none is near: more than two edits away and more than a third of
 * the longer name. A candidate that holds `name` as one of its parts (`jail` in `threat/jail`) counts as
 * one edit away. Of equally near ones the first wins. No candidates or an empty name: undefined.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name === '') return undefined;
  const wanted = [...name.toLowerCase()];
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const letters = [...candidate.toLowerCase()];
    const allowed = Math.max(2, Math.floor(Math.max(wanted.length, letters.length) / 3));
    const isPart = candidate.toLowerCase().split('/').includes(name.toLowerCase());
    const distance = isPart ? 1 : editDistance(wanted, letters);
    // A short name must keep at least one of its letters, or every name of two letters is near.
    if (distance > allowed || distance >= Math.max(wanted.length, letters.length)) continue;
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Optimal string alignment distance; three rows, since names are short. */
function editDistance(left: readonly string[], right: readonly string[]): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const cost = left[row - 1] === right[column - 1] ? 0 : 1;
      let value = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + cost,
      );
      const isSwap =
        row > 1 &&
        column > 1 &&
        left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1];
      if (isSwap) value = Math.min(value, beforePrevious[column - 2]! + 1);
      current.push(value);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length]!;
}
