const BLOCK_UNITS = 100;
const BASE = 37;
const HALF = 2 ** 32;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
/** What the upload action feeds for the end of the file. */
const END = 0xffff;

/** An unsigned 64-bit number in two halves: products of 37 and of 16 bits stay exact, and no BigInt is made. */
interface Wide {
  high: number;
  low: number;
}

/** 37 to the power of BLOCK_UNITS, modulo 2^64: the weight of the unit that leaves the window. */
function leavingWeight(): Wide {
  const weight = { high: 0, low: 1 };
  for (let i = 0; i < BLOCK_UNITS; i += 1) {
    const low = weight.low * BASE;
    weight.high = (weight.high * BASE + Math.floor(low / HALF)) % HALF;
    weight.low = low % HALF;
  }
  return weight;
}

function modulo(value: number): number {
  const rest = value % HALF;
  return rest < 0 ? rest + HALF : rest;
}

/**
 * The `primaryLocationLineHash` of each of `lines` (1-based) that `text` has, as GitHub's upload action
 * computes it (codeql-action, src/fingerprints.ts): a rolling hash with base 37 modulo 2^64 over 100 UTF-16
 * units from the line's start, blanks and tabs left out and every line end a line feed, in hexadecimal, then
 * `:` and how often that hash has occurred up to there. `text` is the whole file with its byte-order mark,
 * which the action hashes too. One pass, up to the last of
 * `lines`; lines that do not exist are left out.
 */
export function lineHashes(
  text: string,
  lines: ReadonlySet<number>,
): Readonly<Record<number, string>> {
  const found: Record<number, string> = {};
  if (lines.size === 0) return found;
  const weight = leavingWeight();
  const hash: Wide = { high: 0, low: 0 };
  const window = new Uint16Array(BLOCK_UNITS);
  /** Number of the line that starts at this place of the window, 0 for none. */
  const starts = new Float64Array(BLOCK_UNITS);
  const times = new Map<string, number>();
  let missing = lines.size;
  let at = 0;
  let line = 0;
  let isLineStart = true;
  let isAfterReturn = false;

  const close = (): void => {
    const started = starts[at]!;
    if (started === 0) return;
    starts[at] = 0;
    const digits =
      hash.high === 0
        ? hash.low.toString(16)
        : hash.high.toString(16) + hash.low.toString(16).padStart(8, '0');
    const count = (times.get(digits) ?? 0) + 1;
    times.set(digits, count);
    if (!lines.has(started)) return;
    found[started] = `${digits}:${count}`;
    missing -= 1;
  };
  const push = (unit: number): void => {
    const leaving = window[at]!;
    window[at] = unit;
    const low = hash.low * BASE + unit - weight.low * leaving;
    hash.high = modulo(hash.high * BASE + Math.floor(low / HALF) - weight.high * leaving);
    hash.low = modulo(low);
    at = (at + 1) % BLOCK_UNITS;
  };
  const take = (unit: number): void => {
    if (unit === 32 || unit === 9 || (isAfterReturn && unit === LINE_FEED)) {
      isAfterReturn = false;
      return;
    }
    isAfterReturn = unit === CARRIAGE_RETURN;
    close();
    if (isLineStart) {
      isLineStart = false;
      line += 1;
      starts[at] = line;
    }
    const folded = isAfterReturn ? LINE_FEED : unit;
    if (folded === LINE_FEED) isLineStart = true;
    push(folded);
  };

  for (let i = 0; i < text.length && missing > 0; i += 1) take(text.charCodeAt(i));
  take(END);
  for (let i = 0; i < BLOCK_UNITS; i += 1) {
    close();
    push(0);
  }
  return found;
}
