import type { Tokenizer } from '../model/token.ts';
import { OP, type View } from '../model/view.ts';
import { createHitList, scanFolded } from './automaton.ts';
import type { CompiledRules } from './program.ts';
import { SPELLING, type SpelledEmoji, type SpellingIndex } from './spelling.ts';
import { createSpellingGate } from './spelling-gate.ts';
import { createSpeller } from './spelling-scan.ts';
import type { Alphabet, Speller, Spelling, SpellingTokens } from './spelling-verify.ts';

/** A stretch of a view that reads as something else: each of its pieces becomes one or more units. */
interface Piece {
  /** Half-open in units of the view. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly op: number;
}

export interface Respeller {
  /**
   * A fast test on raw text: false if `respell` changes nothing in any of its views, and nothing stands
   * between the characters of a word that rules on disguise name.
   */
  readonly mayHold: (text: string) => boolean;
  /**
   * P2 and P3: the view with words in disguise written as what they mean, null if there are none. `source`
   * is the text that the view came from. Units keep the places of what they were written with.
   */
  readonly respell: (view: View, source: string) => View | null;
}

function rewrite(view: View, pieces: readonly Piece[], kind: View['kind']): View {
  let text = '';
  const from: number[] = [];
  const to: number[] = [];
  const ops: number[] = [];
  let next = 0;
  const copy = (end: number): void => {
    text += view.text.slice(next, end);
    for (; next < end; next++) {
      from.push(view.from[next]!);
      to.push(view.to[next]!);
      ops.push(view.ops[next]!);
    }
  };
  for (const piece of pieces) {
    copy(piece.start);
    let op = piece.op;
    for (let i = piece.start; i < piece.end; i++) op |= view.ops[i]!;
    text += piece.text;
    for (let i = 0; i < piece.text.length; i++) {
      from.push(view.from[piece.start]!);
      to.push(view.to[piece.end - 1]!);
      ops.push(op);
    }
    next = piece.end;
  }
  copy(view.text.length);
  return {
    kind,
    text,
    from: Uint32Array.from(from),
    to: Uint32Array.from(to),
    ops: Uint16Array.from(ops),
  };
}

/** Filled anew by every scan and read before the next. */
const scanned = createHitList();

/** 1 for the units that a term of two or more covers. */
function coveredUnits(rules: CompiledRules, text: string): Uint8Array {
  const covered = new Uint8Array(text.length);
  scanFolded(rules.automaton, text, scanned);
  for (let i = 0; i < scanned.count; i++) {
    const term = scanned.term[i]!;
    const end = scanned.end[i]!;
    const length = rules.automaton.termLength[term]!;
    if (length > 1 && rules.entryStart[term]! < rules.entryStart[term + 1]!)
      covered.fill(1, end - length, end);
  }
  return covered;
}

/** N16: parts merged. Those that are all characters themselves (女马) are where the whole completes a term. */
function mergeParts(
  rules: CompiledRules,
  index: SpellingIndex,
  forms: RegExp,
  view: View,
): View | null {
  const wholes = new Map(index.parts);
  const pieces = Array.from(
    view.text.matchAll(forms),
    (match): Piece => ({
      start: match.index,
      end: match.index + match[0].length,
      text: wholes.get(match[0])!,
      op: OP.parts,
    }),
  );
  if (pieces.length === 0) return null;
  const holdsPart = ({ start, end }: Piece): boolean => {
    for (let i = start; i < end; i++)
      if (index.code[view.text.charCodeAt(i)] === SPELLING.part) return true;
    return false;
  };
  const merged = rewrite(view, pieces, 'parts');
  // Who has taken several characters apart has taken these apart, too.
  if (pieces.filter(holdsPart).length > 2) return merged;
  const covered = coveredUnits(rules, merged.text);
  let shift = 0;
  const kept = pieces.filter((piece) => {
    const at = piece.start - shift;
    shift += piece.end - piece.start - 1;
    return covered[at] === 1 || holdsPart(piece);
  });
  return kept.length === 0 ? null : rewrite(view, kept, 'parts');
}

/** What stands for the characters of one spelling, separators in between dropped. */
function piecesOf(spelling: Spelling, tokens: SpellingTokens): Piece[] {
  const { first, last, ops, word } = spelling;
  const size = last - first;
  if (size !== word.text.length) {
    // A run of letters for more than one character (txl): they share its place.
    const op = ops.find((each) => each !== 0) ?? 0;
    return [{ start: tokens.start[first]!, end: tokens.end[last - 1]!, text: word.text, op }];
  }
  return Array.from({ length: size }, (_, i): Piece => {
    const token = first + i;
    const isApart = i > 0 && tokens.start[token]! > tokens.end[token - 1]!;
    return {
      // What stood between two characters of one word belongs to the second.
      start: isApart ? tokens.end[token - 1]! : tokens.start[token]!,
      end: tokens.end[token]!,
      text: word.text[i]!,
      op: ops[i]! | (isApart ? OP.separator : 0),
    };
  });
}

/** Rule 4 of 3.1: none of the characters that differ lies in a word of two or more. */
function standsAlone(
  spelling: Spelling,
  tokens: SpellingTokens,
  text: string,
  tokenizer: Tokenizer,
): boolean {
  const from = Math.max(0, tokens.start[spelling.first]! - 12);
  const clause = text.slice(from, tokens.end[spelling.last - 1]! + 12);
  const borders = new Set(tokenizer.boundaries(clause));
  const end = tokens.end[spelling.last - 1]! - from;
  // No other word may reach over its end: 这张单子 holds no 账单.
  if (!borders.has(end)) return false;
  // Listed ones may be words themselves (起拆): nothing may cut their borders.
  if (spelling.word.listed) return borders.has(tokens.start[spelling.first]! - from);
  return spelling.ops.every((op, i) => {
    if (op === 0) return true;
    const at = tokens.start[spelling.first + i]! - from;
    return borders.has(at) && borders.has(at + 1);
  });
}

/** Letters with tone marks spell a sound out (拼音：cuī shōu): that is teaching, not hiding. */
function isToned(view: View, start: number, end: number): boolean {
  for (let i = start; i < end; i++)
    if ((view.ops[i]! & OP.mark) !== 0 && view.text.charCodeAt(i) < 0x80) return true;
  return false;
}

/** What the rules on disguise name, then the longest, then the cheapest: d款 beside 您的 is no 您的店. */
function better(a: Spelling, b: Spelling): number {
  return (
    Number(b.word.risk) - Number(a.word.risk) ||
    b.last - b.first - (a.last - a.first) ||
    a.cost - b.cost ||
    Number(b.word.cue ?? false) - Number(a.word.cue ?? false) ||
    a.first - b.first ||
    (a.word.text < b.word.text ? -1 : a.word.text > b.word.text ? 1 : 0)
  );
}

/** Builds the passes over sounds and parts of one ruleset; nothing is done before they are first used. */
export function createRespeller(
  rules: CompiledRules,
  tokenizer: () => Tokenizer | null,
): Respeller {
  const index = rules.spelling;
  if (!index) return { mayHold: () => false, respell: () => null };
  const alphabet: Alphabet = { raw: rules.raw.code, folded: rules.automaton.classOf };
  let speller: Speller | undefined;
  const spell = (): Speller => {
    speller ??= createSpeller(index, alphabet);
    return speller;
  };
  let forms: RegExp | undefined;
  const partForms = (): RegExp => {
    if (forms === undefined) {
      const longest = index.parts.map(([form]) => form).sort((a, b) => b.length - a.length);
      forms = new RegExp(longest.join('|') || '(?!)', 'g');
    }
    return forms;
  };

  const respell = (view: View, source: string): View | null => {
    let base = view;
    const emojiAt = (at: number): SpelledEmoji | undefined =>
      index.emoji[String.fromCodePoint(source.codePointAt(base.from[at]!) ?? 0)];
    let scan = spell().scan(view.text, emojiAt);
    const merged = scan.hasParts ? mergeParts(rules, index, partForms(), view) : null;
    if (merged) {
      base = merged;
      scan = spell().scan(merged.text, emojiAt);
    }
    const { tokens, spellings } = scan;
    const taken = new Uint8Array(base.text.length);
    const pieces: Piece[] = [];
    for (const spelling of [...spellings].sort(better)) {
      if (spelling.word.listed?.op === OP.parts) continue;
      const start = tokens.start[spelling.first]!;
      const end = tokens.end[spelling.last - 1]!;
      if (taken.subarray(start, end).includes(1) || isToned(base, start, end)) continue;
      // Codes and shelf marks are capitals (TXL-12, ＴＸＬ－１２).
      const isCode = spelling.ops.every((op) => op === OP.initial);
      if (isCode && /^(?:[A-Z]+|[Ａ-Ｚ]+)$/.test(source.slice(base.from[start], base.to[end - 1])))
        continue;
      if (spelling.isHan) {
        const cutter = tokenizer();
        if (cutter && !standsAlone(spelling, tokens, base.text, cutter)) continue;
      }
      taken.fill(1, start, end);
      pieces.push(...piecesOf(spelling, tokens));
    }
    for (let at = 0; at < base.text.length; at++) {
      if (taken[at] === 1 || index.code[base.text.charCodeAt(at)] !== SPELLING.emoji) continue;
      const icon = emojiAt(at)?.icon ?? '';
      if (icon !== '') pieces.push({ start: at, end: at + 1, text: icon, op: OP.emoji });
    }
    if (pieces.length === 0) return merged;
    return rewrite(
      base,
      pieces.sort((a, b) => a.start - b.start),
      'sound',
    );
  };

  const gate = createSpellingGate(index, alphabet);
  return { mayHold: (text) => gate(text) && spell().mayHold(text), respell };
}
