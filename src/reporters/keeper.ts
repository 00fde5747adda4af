import type { Finding } from '../model/finding.ts';
import type { Severity } from '../model/rule.ts';

/** Holds the most severe findings for a format that has no room for all. */
export interface Keeper {
  add(finding: Finding): void;
  /** In the order in which they came. */
  all(): readonly Finding[];
  leftOut(): number;
}

interface Kept {
  readonly order: number;
  readonly finding: Finding;
}

/** The most severe findings, at most `most` of them, the earlier before the later. */
export function createKeeper(most: number): Keeper {
  const kept: Readonly<Record<Severity, Kept[]>> = { error: [], warning: [], info: [] };
  let order = 0;
  let size = 0;
  return {
    add: (finding) => {
      kept[finding.severity].push({ order, finding });
      order += 1;
      size += 1;
      if (size <= most) return;
      const mildest = [kept.info, kept.warning, kept.error].find((list) => list.length > 0);
      mildest?.pop();
      size -= 1;
    },
    all: () =>
      [...kept.error, ...kept.warning, ...kept.info]
        .sort((a, b) => a.order - b.order)
        .map(({ finding }) => finding),
    leftOut: () => order - size,
  };
}
