import { type Automaton, grow, type HitList } from './automaton.ts';

/** Marks in `RawTable.code`: a blank or quote mark in no term, a clause mark, a unit passed over, a unit that only the normaliser can fold. */
export const RAW_BLANK = 0xfffc;
export const RAW_CLAUSE = 0xfffd;
export const RAW_SKIP = 0xfffe;
export const RAW_SUSPECT = 0xffff;

/** Class of each raw (unfolded) unit: folding, dropping and the alphabet in one look-up. */
export interface RawTable {
  readonly code: Uint16Array;
}

/** Blanks and quote marks, which patterns pass over, beside what normalisation drops. */
export function isUncounted(unit: number): boolean {
  return (
    unit === 0x20 ||
    unit === 0x22 ||
    unit === 0xff02 ||
    unit === 0xff62 ||
    unit === 0xff63 ||
    (unit >= 0x2018 && unit <= 0x201d) ||
    (unit >= 0x300a && unit <= 0x300f)
  );
}

/** More than a text that is judged as one has clauses; there is room for as many sentences. */
export const SENTENCE_BITS = 14;

/** 。！？； as they are usually written. */
function endsSentence(unit: number): boolean {
  return (
    unit === 0x3002 ||
    unit === 0xff01 ||
    unit === 0xff1f ||
    unit === 0xff1b ||
    unit === 0x21 ||
    unit === 0x3f ||
    unit === 0x3b
  );
}

/** ，。！？； and their forms of half the width end a clause; a comma between digits does not. */
function endsClause(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit === 0x3a || unit === 0xff1a || unit === 0x3001 || unit === 0xff64) return false;
  if (unit !== 0x2c && unit !== 0xff0c) return true;
  return !(isDigit(text.charCodeAt(at - 1)) || isDigit(text.charCodeAt(at + 1)));
}

/** True for what normalisation makes a digit; NaN, which stands for no unit, is none. */
function isDigit(unit: number): boolean {
  if (unit < 0x80) return unit >= 0x30 && unit <= 0x39;
  if (unit >= 0x3400 && unit < 0xa000) return false;
  return /\d/.test(String.fromCharCode(unit).normalize('NFKC'));
}

/**
 * Scans raw text: folds through `table`, keeps the state over units that normalisation may drop, and so
 * finds at least what `scanFolded` finds in the folded and in the squeezed view. Returns true if the text
 * holds something that one look-up cannot fold (marks, readings, repeated characters): then only the views
 * tell.
 */
export function scanRaw(
  automaton: Automaton,
  table: RawTable,
  text: string,
  hits: HitList,
): boolean {
  const { base, check, fail, outStart, outTerms } = automaton;
  const { code: codes } = table;
  const rootBase = base[0]!;
  const length = text.length;
  let { term, end, clause: clauses, rawEnd } = hits;
  let count = 0;
  let state = 0;
  let suspect = false;
  let previous = 0;
  let doubled = -9;
  let passed = 0;
  let clause = 0;
  let lastMark = -9;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    const code = codes[unit]!;
    // Three in four units of a plain message are in no term or go nowhere from the root.
    if (code === 0) {
      state = 0;
      previous = 0;
      continue;
    }
    if (code >= RAW_BLANK) {
      if (code === RAW_SKIP) passed++;
      else if (code === RAW_BLANK) {
        passed++;
        state = 0;
        previous = 0;
      } else if (code === RAW_SUSPECT) {
        passed++;
        suspect = true;
      } else {
        // Single characters between clause marks (上，门，催，收) are joined by the squeezed view.
        if (i - passed - lastMark === 2) suspect = true;
        lastMark = i - passed;
        if (endsSentence(unit)) clause = ((clause >> SENTENCE_BITS) + 1) << SENTENCE_BITS;
        else if (endsClause(text, i)) clause++;
        state = 0;
        previous = 0;
      }
      continue;
    }
    if (code === previous) {
      // Runs of three and doubled doubles are collapsed by the squeezed view.
      if (i - passed - doubled <= 2 && unit >= 0x2e80) suspect = true;
      doubled = i - passed;
    }
    previous = code;
    let next = base[state]! + code;
    if (check[next] !== state) {
      while (state !== 0) {
        state = fail[state]!;
        next = base[state]! + code;
        if (check[next] === state) break;
      }
      if (state === 0) {
        next = rootBase + code;
        if (check[next] !== 0) next = 0;
      }
    }
    state = next;
    const from = outStart[state]!;
    const last = outStart[state + 1]!;
    if (from === last) continue;
    if (count + last - from > term.length) {
      grow(hits, count + last - from);
      ({ term, end, clause: clauses, rawEnd } = hits);
    }
    for (let o = from; o < last; o++) {
      term[count] = outTerms[o]!;
      end[count] = i + 1 - passed;
      clauses[count] = clause;
      rawEnd[count++] = i + 1;
    }
  }
  hits.count = count;
  return suspect;
}
