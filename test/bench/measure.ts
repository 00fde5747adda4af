/** One of the things held against each other. `run` does the same work at each call. */
export interface Side {
  readonly name: string;
  run(): void;
}

export interface Timing {
  readonly name: string;
  readonly medianMs: number;
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Runs each side once to warm up, then all in turn, `rounds` times: what slows the machine slows all. */
export function interleave(sides: readonly Side[], rounds: number): readonly Timing[] {
  const times = sides.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, side] of sides.entries()) {
      const begin = performance.now();
      side.run();
      if (round >= 0) times[index]!.push(performance.now() - begin);
    }
  }
  return sides.map(({ name }, index) => ({ name, medianMs: median(times[index]!) }));
}

export interface Limit {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** `whole engine, plain: 61,200 msgs/s (at least 50,000: held)` */
export function formatLimit({ what, value, unit, atMost, atLeast }: Limit): string {
  const show = (number: number): string =>
    number >= 100 ? Math.round(number).toLocaleString('en') : number.toFixed(2);
  const held = value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity);
  const bound = [
    ...(atMost === undefined ? [] : [`at most ${show(atMost)}`]),
    ...(atLeast === undefined ? [] : [`at least ${show(atLeast)}`]),
  ].join(', ');
  const verdict = bound === '' ? '' : ` (${bound}: ${held ? 'held' : 'MISSED'})`;
  return `  ${what}: ${show(value)}${unit === '' ? '' : ` ${unit}`}${verdict}`;
}
