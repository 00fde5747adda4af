import { createHash, createHmac } from 'node:crypto';

/** Bytes of a block of SHA-256. */
const BLOCK = 64;
/** Of a longer text `node:crypto` makes the code as fast, in UTF-16 units. */
const MAX_TEXT = 512;
const COLON = 58;
/** Keys of which the state is kept; an audit has one. */
const MAX_KEYS = 16;

/** The first 32 bits behind the point of the roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3). */
function rootsOfPrimes(count: number, root: (prime: number) => number): Int32Array {
  const found = new Int32Array(count);
  const primes: number[] = [];
  for (let each = 2; primes.length < count; each += 1) {
    if (primes.some((prime) => each % prime === 0)) continue;
    found[primes.length] = Math.floor((root(each) % 1) * 0x1_0000_0000);
    primes.push(each);
  }
  return found;
}

const ROUNDS = rootsOfPrimes(64, Math.cbrt);
const START = rootsOfPrimes(8, Math.sqrt);
const words = new Int32Array(BLOCK);

/** One block of SHA-256 (FIPS 180-4, 6.2.2). */
function addBlock(state: Int32Array, bytes: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i += 1) {
    const from = at + i * 4;
    words[i] =
      (bytes[from]! << 24) | (bytes[from + 1]! << 16) | (bytes[from + 2]! << 8) | bytes[from + 3]!;
  }
  for (let i = 16; i < 64; i += 1) {
    const x = words[i - 15]!;
    const y = words[i - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = words[i - 16]! + s0 + words[i - 7]! + s1;
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[i]! + words[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

/** Pads `length` bytes, before which one block was taken in, and takes them in; the bytes behind are overwritten. */
function finish(state: Int32Array, bytes: Uint8Array, length: number): void {
  const end = Math.ceil((length + 9) / BLOCK) * BLOCK;
  bytes[length] = 0x80;
  bytes.fill(0, length + 1, end);
  const bits = (BLOCK + length) * 8;
  for (let i = 0; i < 4; i += 1) bytes[end - 1 - i] = bits >>> (i * 8);
  for (let at = 0; at < end; at += BLOCK) addBlock(state, bytes, at);
}

interface KeyState {
  readonly inner: Int32Array;
  readonly outer: Int32Array;
}

function stateOf(key: string): KeyState {
  const given = new TextEncoder().encode(key);
  const short = given.length > BLOCK ? createHash('sha256').update(given).digest() : given;
  const padded = (by: number): Int32Array => {
    const state = START.slice();
    const block = Uint8Array.from({ length: BLOCK }, (_, i) => (short[i] ?? 0) ^ by);
    addBlock(state, block, 0);
    return state;
  };
  return { inner: padded(0x36), outer: padded(0x5c) };
}

/** Hexadecimal digits of what is returned, and their character codes. */
const DIGITS = 16;
const digits: number[] = new Array<number>(DIGITS).fill(48);
const keys = new Map<string, KeyState>();
const encoder = new TextEncoder();
const bytes = new Uint8Array(Math.ceil((MAX_TEXT * 3 + 9) / BLOCK) * BLOCK);
const digest = new Uint8Array(BLOCK);
const state = new Int32Array(8);

/** Writes `text` as UTF-8 into `bytes` from `at` on; returns where it ends. */
function put(text: string, at: number): number {
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return at + encoder.encodeInto(text, bytes.subarray(at)).written;
    bytes[at + i] = unit;
  }
  return at + text.length;
}

/** The length of each part, a colon, and the part: without it ('ab', 'c') and ('a', 'bc') would be one text. */
function joined(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) text += `${part.length}:${part}`;
  return text;
}

/**
 * The first 16 hexadecimal digits of the HMAC with SHA-256 of `joined(parts)` as UTF-8 (RFC 2104). Of short texts
 * worked out here, and never put together: an object of `node:crypto` for each of 150,000 fingerprints costs 0.4 s
 * to make, and more to collect.
 */
export function shortHmac(key: string, parts: readonly string[]): string {
  // Of each part the digits of its length and the colon as well.
  let length = 0;
  for (const part of parts) length += part.length + 8;
  if (length > MAX_TEXT)
    return createHmac('sha256', key).update(joined(parts)).digest('hex').slice(0, DIGITS);
  let known = keys.get(key);
  if (known === undefined) {
    known = stateOf(key);
    if (keys.size >= MAX_KEYS) keys.clear();
    keys.set(key, known);
  }
  let at = 0;
  for (const part of parts) {
    at = put(String(part.length), at);
    bytes[at] = COLON;
    at = put(part, at + 1);
  }
  state.set(known.inner);
  finish(state, bytes, at);
  for (let i = 0; i < 32; i += 1) digest[i] = state[i >> 2]! >>> (24 - (i & 3) * 8);
  state.set(known.outer);
  finish(state, digest, 32);
  for (let i = 0; i < DIGITS; i += 1) {
    const digit = (state[i >> 3]! >>> (28 - (i & 7) * 4)) & 15;
    digits[i] = digit < 10 ? 48 + digit : 87 + digit;
  }
  // At once: a string that is put together of shorter ones has to be copied where it is read.
  return String.fromCharCode.apply(null, digits);
}
