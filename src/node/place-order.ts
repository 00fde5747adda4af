import type { Finding } from '../model/finding.ts';
import type { InnerPlace, Segment } from '../model/segment.ts';

/** The order of findings within a file: by line and column, sheets and parts as they were read. */
export interface PlaceOrder {
  see(segment: Segment): void;
  compare(a: Finding, b: Finding): number;
}

function insideOf(place: InnerPlace | undefined): string | undefined {
  return place?.sheet ?? place?.part;
}

export function createPlaceOrder(): PlaceOrder {
  const order = new Map<string, number>();
  const rank = (finding: Finding): number => order.get(insideOf(finding.place) ?? '') ?? 0;
  return {
    see: ({ place }) => {
      const inside = insideOf(place);
      if (inside !== undefined && !order.has(inside)) order.set(inside, order.size);
    },
    compare: (a, b) =>
      rank(a) - rank(b) ||
      a.location.line - b.location.line ||
      a.location.column - b.location.column,
  };
}
