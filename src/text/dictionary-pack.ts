/**
 * The word list of the plain segmentation as one block of bytes which needs no parsing.
 *
 * The words form a trie in breadth-first order: the children of a node stand side by side, in the order
 * of their UTF-16 units. Node 0 is the root. A node has a unit, the index of its first child (the next
 * node's entry ends the list) and the index of its frequency (0 = no word ends here).
 * jieba's 348,982 words make 497,990 nodes and 4.2 MB. A hash table over whole words was weighed: it
 * takes 6 MB and has to look up every length up to the longest, since a miss does not end the search.
 */

/** 'CDIC', read in the byte order of the machine: bytes of another order are refused. */
const MAGIC = 0x43494443;
const VERSION = 1;
/** Magic, version, nodes, frequencies, words, unused; then sum and smallest frequency as doubles. */
const HEADER_BYTES = 40;
const UNITS = 0x10000;

export interface Dictionary {
  readonly words: number;
  /** Sum of the frequencies of the source list; own words do not count. */
  readonly sum: number;
  /** ln(smallest frequency / sum): the weight of an unknown character when text is cut. */
  readonly unknownWeight: number;
  /** Node of a first unit, 0 = none. 65,536 entries. */
  readonly roots: Uint16Array;
  readonly unitOf: Uint16Array;
  /** One entry more than nodes. */
  readonly firstChild: Uint32Array;
  /** Index into `frequencies` and `weights`; 0 = no word ends at the node. */
  readonly frequencyOf: Uint16Array;
  readonly frequencies: Float64Array;
  /** ln(frequency / sum). */
  readonly weights: Float64Array;
}

const SHORTEST_OWN_WORD = 4;

/**
 * Reads `words.txt`: one word a line, `#` begins a comment. Throws a RangeError that names the line where
 * a word has fewer than four characters or holds a space.
 */
export function readOwnWords(text: string): readonly string[] {
  const words: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const word = line.replace(/#.*/, '').trim();
    if (word === '') continue;
    if ([...word].length < SHORTEST_OWN_WORD || /\s/.test(word)) {
      throw new RangeError(
        `line ${index + 1}: “${word}” is not one word of ${SHORTEST_OWN_WORD} characters or more`,
      );
    }
    words.push(word);
  }
  return words;
}

interface WordList {
  readonly words: readonly string[];
  readonly frequencyByWord: ReadonlyMap<string, number>;
  readonly sum: number;
  readonly smallest: number;
}

/** jieba's lines are `word frequency tag`. Own words get the median, as jieba gives its user's words. */
function readWordList(text: string, ownWords: readonly string[]): WordList {
  const frequencyByWord = new Map<string, number>();
  const all: number[] = [];
  let sum = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const [word = '', frequency = ''] = line.split(' ');
    const value = Number(frequency);
    if (word === '' || !(value > 0)) {
      throw new RangeError(`line ${index + 1} of the word list is not "word frequency tag"`);
    }
    frequencyByWord.set(word, value);
    all.push(value);
    sum += value;
  }
  if (all.length === 0) throw new RangeError('the word list is empty');
  all.sort((a, b) => a - b);
  const median = all[all.length >> 1]!;
  for (const word of ownWords) frequencyByWord.set(word, median);
  // The default order is that of UTF-16 units, which the search for a child relies on.
  return { words: [...frequencyByWord.keys()].sort(), frequencyByWord, sum, smallest: all[0]! };
}

interface Layout {
  readonly bytes: number;
  readonly frequencies: number;
  readonly firstChild: number;
  readonly roots: number;
  readonly unitOf: number;
  readonly frequencyOf: number;
}

/** Byte offsets of the parts: widest numbers first, so that each is aligned. */
function layOut(nodes: number, frequencies: number): Layout {
  const firstChild = HEADER_BYTES + 8 * frequencies;
  const roots = firstChild + 4 * (nodes + 1);
  const unitOf = roots + 2 * UNITS;
  const frequencyOf = unitOf + 2 * nodes;
  return {
    bytes: frequencyOf + 2 * nodes,
    frequencies: HEADER_BYTES,
    firstChild,
    roots,
    unitOf,
    frequencyOf,
  };
}

/**
 * Packs jieba's word list (UTF-8 text, `word frequency tag` a line) and own words of ours, which get
 * the list's median frequency. A word that stands twice has its last frequency.
 *
 * Throws a RangeError that names the line where a line is malformed, and where the list is empty.
 */
export function packDictionary(text: string, ownWords: readonly string[]): Uint8Array {
  const { words, frequencyByWord, sum, smallest } = readWordList(text, ownWords);
  const frequencies = [0, ...new Set(frequencyByWord.values())];
  if (frequencies.length > UNITS) throw new RangeError('more than 65,535 different frequencies');
  const indexOfFrequency = new Map(frequencies.map((value, index) => [value, index]));

  const unitOf: number[] = [0];
  const frequencyOf: number[] = [0];
  const firstChild: number[] = [];
  // Of each node, the words that begin with it: [from, to) of `words`, and how many units they share.
  const ranges: [from: number, to: number, depth: number][] = [[0, words.length, 0]];
  for (let node = 0; node < ranges.length; node++) {
    const [begin, end, depth] = ranges[node]!;
    firstChild.push(unitOf.length);
    let from = begin;
    if (words[from]!.length === depth) from++;
    while (from < end) {
      const unit = words[from]!.charCodeAt(depth);
      let to = from + 1;
      while (to < end && words[to]!.charCodeAt(depth) === unit) to++;
      const first = words[from]!;
      unitOf.push(unit);
      frequencyOf.push(
        first.length === depth + 1 ? indexOfFrequency.get(frequencyByWord.get(first)!)! : 0,
      );
      ranges.push([from, to, depth + 1]);
      from = to;
    }
  }
  firstChild.push(unitOf.length);

  const nodes = unitOf.length;
  const layout = layOut(nodes, frequencies.length);
  const buffer = new ArrayBuffer(layout.bytes);
  new Uint32Array(buffer, 0, 5).set([MAGIC, VERSION, nodes, frequencies.length, words.length]);
  new Float64Array(buffer, 24, 2).set([sum, smallest]);
  new Float64Array(buffer, layout.frequencies, frequencies.length).set(frequencies);
  new Uint32Array(buffer, layout.firstChild, nodes + 1).set(firstChild);
  const roots = new Uint16Array(buffer, layout.roots, UNITS);
  for (let node = firstChild[0]!; node < firstChild[1]!; node++) roots[unitOf[node]!] = node;
  new Uint16Array(buffer, layout.unitOf, nodes).set(unitOf);
  new Uint16Array(buffer, layout.frequencyOf, nodes).set(frequencyOf);
  return new Uint8Array(buffer);
}

/**
 * Opens what `packDictionary` made. Nothing is copied (unless the bytes are not aligned to 8), so the
 * bytes must not change afterwards.
 *
 * Throws a RangeError where they are of another version or byte order, or were cut short.
 */
export function openDictionary(bytes: Uint8Array): Dictionary {
  if (bytes.byteOffset % 8 !== 0) return openDictionary(bytes.slice());
  const { buffer, byteOffset } = bytes;
  const [magic = 0, version = 0, nodes = 0, kinds = 0, words = 0] =
    bytes.length < HEADER_BYTES ? [] : new Uint32Array(buffer, byteOffset, 5);
  const layout = layOut(nodes, kinds);
  if (magic !== MAGIC || version !== VERSION || bytes.length !== layout.bytes) {
    throw new RangeError('not a packed dictionary of this version and machine, or cut short');
  }
  const [sum = 0, smallest = 0] = new Float64Array(buffer, byteOffset + 24, 2);
  const frequencies = new Float64Array(buffer, byteOffset + layout.frequencies, kinds);
  return {
    words,
    sum,
    unknownWeight: Math.log(smallest / sum),
    roots: new Uint16Array(buffer, byteOffset + layout.roots, UNITS),
    unitOf: new Uint16Array(buffer, byteOffset + layout.unitOf, nodes),
    firstChild: new Uint32Array(buffer, byteOffset + layout.firstChild, nodes + 1),
    frequencyOf: new Uint16Array(buffer, byteOffset + layout.frequencyOf, nodes),
    frequencies,
    weights: frequencies.map((frequency) => Math.log(frequency / sum)),
  };
}

/** Child of `node` for a UTF-16 unit; 0 where there is none (no child is the root). */
export function childOf(dictionary: Dictionary, node: number, unit: number): number {
  const { firstChild, unitOf } = dictionary;
  let low = firstChild[node]!;
  let high = firstChild[node + 1]!;
  const end = high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (unitOf[middle]! < unit) low = middle + 1;
    else high = middle;
  }
  return low < end && unitOf[low] === unit ? low : 0;
}

/** Frequency of the word at [start, end) of `text`, in UTF-16 units; 0 where it is no word, and for an empty one. */
export function frequencyOf(
  dictionary: Dictionary,
  text: string,
  start: number,
  end: number,
): number {
  if (start >= end) return 0;
  let node = dictionary.roots[text.charCodeAt(start)]!;
  for (let at = start + 1; at < end && node !== 0; at++) {
    node = childOf(dictionary, node, text.charCodeAt(at));
  }
  return dictionary.frequencies[dictionary.frequencyOf[node]!]!;
}
