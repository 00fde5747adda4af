/**
 * Aho-Corasick over UTF-16 units as a double array: from state s, class c leads to base[s] + c if
 * check[base[s] + c] is s, else the search goes on from fail[s]. State 0 is the root.
 */
export interface Automaton {
  /** Folded unit to class; 0 = in no term. */
  readonly classOf: Uint16Array;
  readonly base: Int32Array;
  readonly check: Int32Array;
  readonly fail: Int32Array;
  /** Terms that end in state s: outTerms[outStart[s]] to outTerms[outStart[s + 1]], longest first. */
  readonly outStart: Int32Array;
  readonly outTerms: Int32Array;
  /** Length of each term in units. */
  readonly termLength: Uint8Array;
}

/** Longest term in UTF-16 units: with it at most this many hits begin at one place. */
export const MAX_TERM_LENGTH = 40;

interface TrieNode {
  readonly children: Map<number, number>;
  readonly terms: number[];
}

function buildTrie(terms: readonly string[], classOf: Uint16Array): TrieNode[] {
  const nodes: TrieNode[] = [{ children: new Map(), terms: [] }];
  for (const [id, term] of terms.entries()) {
    if (term.length === 0 || term.length > MAX_TERM_LENGTH) {
      throw new RangeError(
        `term ${id} has ${term.length} units, allowed are 1 to ${MAX_TERM_LENGTH}`,
      );
    }
    let node = 0;
    for (let i = 0; i < term.length; i++) {
      const code = classOf[term.charCodeAt(i)]!;
      let next = nodes[node]!.children.get(code);
      if (next === undefined) {
        next = nodes.length;
        nodes.push({ children: new Map(), terms: [] });
        nodes[node]!.children.set(code, next);
      }
      node = next;
    }
    nodes[node]!.terms.push(id);
  }
  return nodes;
}

/** Classes by falling frequency, so that the first slots of the double array fill densely. */
function classesOf(terms: readonly string[]): { classOf: Uint16Array; count: number } {
  const frequency = new Map<number, number>();
  for (const term of terms) {
    for (let i = 0; i < term.length; i++) {
      const unit = term.charCodeAt(i);
      frequency.set(unit, (frequency.get(unit) ?? 0) + 1);
    }
  }
  const units = [...frequency].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const classOf = new Uint16Array(65536);
  for (const [index, [unit]] of units.entries()) classOf[unit] = index + 1;
  return { classOf, count: units.length };
}

/**
 * Builds the automaton of `terms` (folded, distinct, 1 to 40 units each). The id of a term is its index.
 * Throws RangeError on an empty or overlong term.
 */
export function buildAutomaton(terms: readonly string[]): Automaton {
  const { classOf, count } = classesOf(terms);
  const trie = buildTrie(terms, classOf);
  let size = Math.max(1024, trie.length * 2 + count + 2);
  let base = new Int32Array(size);
  let check = new Int32Array(size).fill(-1);
  const widen = (needed: number): void => {
    if (needed < size) return;
    while (size <= needed) size *= 2;
    const wider = new Int32Array(size);
    wider.set(base);
    base = wider;
    const widerCheck = new Int32Array(size).fill(-1);
    widerCheck.set(check);
    check = widerCheck;
    const widerFree = new Int32Array(size);
    widerFree.set(free);
    for (let slot = free.length; slot < size; slot++) widerFree[slot] = slot;
    free = widerFree;
  };
  // Slot itself while it is free, else a later one: looking at every slot in turn took 12 s for 60,000 nodes.
  let free = Int32Array.from({ length: size }, (_, slot) => slot);
  const nextFree = (from: number): number => {
    let slot = from;
    for (;;) {
      widen(slot + 1);
      const next = free[slot]!;
      if (next === slot) return slot;
      widen(next + 1);
      free[slot] = free[next]!;
      slot = next;
    }
  };

  // Breadth first: slot of each trie node, parents before children.
  const slotOf = new Int32Array(trie.length);
  const order: number[] = [0];
  const used = new Uint8Array(65536 * 16);
  const isUsed = (slot: number): boolean => slot === 0 || check[slot] !== -1;
  let highest = 0;
  for (let head = 0; head < order.length; head++) {
    const node = order[head]!;
    const codes = [...trie[node]!.children.keys()].sort((a, b) => a - b);
    if (codes.length === 0) {
      // Nothing follows: a base beyond all checks would be wasteful, base 0 can only meet foreign checks.
      base[slotOf[node]!] = 0;
      continue;
    }
    const first = codes[0]!;
    let offset = 1;
    for (let slot = nextFree(first + 1); ; slot = nextFree(slot + 1)) {
      offset = slot - first;
      widen(offset + count + 1);
      if (offset < used.length && used[offset]) continue;
      if (codes.every((code) => !isUsed(offset + code))) break;
    }
    if (offset < used.length) used[offset] = 1;
    base[slotOf[node]!] = offset;
    for (const code of codes) {
      const slot = offset + code;
      check[slot] = slotOf[node]!;
      free[slot] = slot + 1;
      if (slot > highest) highest = slot;
      const child = trie[node]!.children.get(code)!;
      slotOf[child] = slot;
      order.push(child);
    }
  }

  // Every lookup base[s] + class stays inside the arrays.
  const states = highest + 1;
  let reach = states;
  for (let s = 0; s < states; s++) reach = Math.max(reach, base[s]! + count + 1);
  const fail = new Int32Array(states);
  const outOf: number[][] = [];
  for (const node of order) {
    const slot = slotOf[node]!;
    const own = [...trie[node]!.terms];
    if (slot !== 0 && node !== 0) own.push(...(outOf[fail[slot]!] ?? []));
    outOf[slot] = own;
    for (const [code, child] of trie[node]!.children) {
      const childSlot = slotOf[child]!;
      let state = slot;
      let target = 0;
      while (state !== 0) {
        state = fail[state]!;
        const next = base[state]! + code;
        if (check[next] === state && next !== childSlot) {
          target = next;
          break;
        }
      }
      fail[childSlot] = target;
    }
  }
  const outStart = new Int32Array(states + 1);
  const outTerms: number[] = [];
  for (let s = 0; s < states; s++) {
    outStart[s] = outTerms.length;
    outTerms.push(...(outOf[s] ?? []));
  }
  outStart[states] = outTerms.length;
  const wide = new Int32Array(reach).fill(-1);
  wide.set(check.subarray(0, states));
  return {
    classOf,
    base: base.slice(0, states),
    check: wide,
    fail,
    outStart,
    outTerms: Int32Array.from(outTerms),
    termLength: Uint8Array.from(terms, (term) => term.length),
  };
}

/**
 * Occurrences found by one scan: parallel lists, of which the first `count` entries hold. One list serves
 * many scans (a message has tens of occurrences, and most are looked at once); it grows and never shrinks.
 */
export interface HitList {
  count: number;
  term: Int32Array;
  /** End in units: of folded text, or of raw text without those that are passed over. */
  end: Int32Array;
  /**
   * Number of the clause: two that differ are different clauses, and different sentences where they differ above
   * the lowest `SENTENCE_BITS` bits; not all borders are seen. 0 in folded text.
   */
  clause: Int32Array;
  /** End in units of the text as it was given. */
  rawEnd: Int32Array;
}

export function createHitList(): HitList {
  const list = (): Int32Array => new Int32Array(256);
  return { count: 0, term: list(), end: list(), clause: list(), rawEnd: list() };
}

/** Makes room for `needed` hits. */
export function grow(hits: HitList, needed: number): void {
  if (needed <= hits.term.length) return;
  const wider = (list: Int32Array): Int32Array => {
    const grown = new Int32Array(Math.max(needed, list.length * 2));
    grown.set(list);
    return grown;
  };
  hits.term = wider(hits.term);
  hits.end = wider(hits.end);
  hits.clause = wider(hits.clause);
  hits.rawEnd = wider(hits.rawEnd);
}

/**
 * Lists every occurrence of every term in folded text, in the order of their ends and the longest first;
 * the occurrence is [end - length of the term, end).
 */
export function scanFolded(automaton: Automaton, text: string, hits: HitList): void {
  const { classOf, base, check, fail, outStart, outTerms } = automaton;
  let { term, end, clause, rawEnd } = hits;
  let count = 0;
  let state = 0;
  for (let i = 0; i < text.length; i++) {
    const code = classOf[text.charCodeAt(i)]!;
    if (code === 0) {
      state = 0;
      continue;
    }
    let next = base[state]! + code;
    while (check[next] !== state) {
      if (state === 0) {
        next = 0;
        break;
      }
      state = fail[state]!;
      next = base[state]! + code;
    }
    state = next;
    const from = outStart[state]!;
    const last = outStart[state + 1]!;
    if (from === last) continue;
    if (count + last - from > term.length) {
      grow(hits, count + last - from);
      ({ term, end, clause, rawEnd } = hits);
    }
    for (let o = from; o < last; o++) {
      term[count] = outTerms[o]!;
      end[count] = i + 1;
      clause[count] = 0;
      rawEnd[count++] = i + 1;
    }
  }
  hits.count = count;
}
