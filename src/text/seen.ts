/** Slots of texts that were seen, by their hashes. */
const SLOTS = 1 << 14;

/**
 * Builds the function that says whether a text, with a number beside it, was asked for shortly before: for who keeps
 * something of texts that come back. A text that was not may be taken for another that was, one in a billion. What is
 * kept of each of very many texts that never come back has to be collected; here it is a number in a table.
 */
export function createSeen(): (text: string, number?: number) => boolean {
  const hashes = new Int32Array(SLOTS);
  return (text, number = 1) => {
    let hash = number;
    for (let i = 0; i < text.length; i += 1)
      hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash ^= hash >>> 15;
    const slot = hash & (SLOTS - 1);
    if (hashes[slot] === hash) return true;
    hashes[slot] = hash;
    return false;
  };
}
