import type { Span } from '../model/span.ts';
import { ASTRAL, OP, PLACEHOLDER, type View } from '../model/view.ts';
import { createFoldTable, type FoldTable, foldAstral, KIND } from './fold-table.ts';
import { squeeze } from './normalize-squeeze.ts';
import type { VariantTables } from './normalize-variants.ts';
import { closeConstruct } from './placeholders.ts';

export type { VariantTables } from './normalize-variants.ts';

/** The first two passes of normalisation (engine specification, section 3). */
export interface Normalizer {
  /** P0: width, case, variant forms, invisible characters, readings, placeholders. '' gives an empty view. */
  readonly fold: (text: string) => View;
  /** P1: separators and repetitions taken out; null if there are none. Positions stay those of the text. */
  readonly squeeze: (view: View) => View | null;
  /** For scanners that fold while they read. */
  readonly table: FoldTable;
}

/** The stretch of the segment behind units [start, end) of the view; they must not be empty. */
export function toSegment(view: View, start: number, end: number): Span<'segment'> {
  return { start: view.from[start]!, end: view.to[end - 1]! };
}

/** Transformations that happened before a unit, as against to it. */
const BEFORE = OP.invisible | OP.mark | OP.reading;
const REPLACEMENT = 0xfffd;

/** What `fold` has made so far. The arrays belong to the normaliser and are used again for the next text. */
interface Scratch {
  units: Uint16Array;
  from: Uint32Array;
  to: Uint32Array;
  ops: Uint16Array;
}

function createScratch(size: number): Scratch {
  return {
    units: new Uint16Array(size),
    from: new Uint32Array(size),
    to: new Uint32Array(size),
    ops: new Uint16Array(size),
  };
}

function grow(scratch: Scratch, size: number): Scratch {
  const grown = createScratch(Math.max(size, scratch.units.length * 2));
  grown.units.set(scratch.units);
  grown.from.set(scratch.from);
  grown.to.set(scratch.to);
  grown.ops.set(scratch.ops);
  return grown;
}

/** Text of folded units; in pieces, since a call takes a limited number of arguments. */
function textOf(units: Uint16Array, count: number): string {
  let text = '';
  for (let start = 0; start < count; start += 4096) {
    const piece = units.subarray(start, Math.min(start + 4096, count));
    text += String.fromCharCode(...piece);
  }
  return text;
}

/** Letters that make a run Latin: a to z, and the look-alikes which are Latin letters themselves. */
function isLatin(unit: number, isLookalike: boolean): boolean {
  if (unit >= 97 && unit <= 122) return true;
  return isLookalike && (unit < 0x2b0 || (unit >= 0x1d00 && unit < 0x1dc0) || unit >= 0xa700);
}

/** The Latin letter that a unit from `source` looks like, or else the unit. Ν is an n, but ν is a v. */
function letterOf(table: FoldTable, text: string, unit: number, source: number): number {
  if (unit < 0x80) return unit;
  const { lookalike } = table;
  return lookalike.get(text.charCodeAt(source)) ?? lookalike.get(unit) ?? unit;
}

/** N17, in place: a run of Latin letters and look-alikes with at least one Latin letter becomes Latin. */
function foldLookalikes(table: FoldTable, text: string, view: Scratch, count: number): void {
  const { units, from, ops } = view;
  for (let start = 0; start < count; start++) {
    let hasLatin = false;
    let end = start;
    for (; end < count; end++) {
      const unit = units[end]!;
      const isLookalike = table.lookalike.has(unit);
      if (!isLookalike && !(unit >= 97 && unit <= 122)) break;
      hasLatin ||= isLatin(unit, isLookalike);
    }
    for (let i = start; hasLatin && i < end; i++) {
      const letter = letterOf(table, text, units[i]!, from[i]!);
      if (letter === units[i]) continue;
      units[i] = letter;
      ops[i]! |= OP.lookalike;
    }
    start = Math.max(start, end - 1);
  }
}

/** What the code point at `index` folds to as units of a view, and its length in the source. */
function foldPair(table: FoldTable, text: string, index: number): readonly [string, number] {
  const point = text.codePointAt(index)!;
  if (point < 0x10000) return [String.fromCharCode(REPLACEMENT), 1];
  return [foldAstral(table, String.fromCodePoint(point)), 2];
}

/** The folded unit that comes next at or after `index`; 0 at the end of the text. */
function nextUnit(table: FoldTable, text: string, index: number): number {
  let i = index;
  while (i < text.length) {
    const unit = text.charCodeAt(i);
    switch (table.kind[unit]) {
      case KIND.invisible:
      case KIND.mark:
      case KIND.toneMark:
        i++;
        break;
      case KIND.several:
        return table.several.get(unit)!.charCodeAt(0);
      case KIND.surrogate: {
        const [folded, length] = foldPair(table, text, i);
        if (folded !== '') return folded.charCodeAt(0);
        i += length;
        break;
      }
      default:
        return table.single[unit]!;
    }
  }
  return 0;
}

/** Where the last character stands that is neither blank nor dropped; -1 if there is none. */
function lastVisible(table: FoldTable, text: string): number {
  for (let i = text.length - 1; i >= 0; i--) {
    const unit = table.single[text.charCodeAt(i)]!;
    const kind = table.kind[text.charCodeAt(i)]!;
    if (kind === KIND.surrogate) {
      const isLow = i > 0 && text.codePointAt(i - 1)! > 0xffff;
      if (!isLow || foldPair(table, text, i - 1)[0] !== '') return i;
      i--;
    } else if (kind === KIND.several || (unit > 32 && unit !== 0)) return i;
  }
  return -1;
}

function createFold(table: FoldTable): (text: string) => View {
  let scratch = createScratch(1024);

  return (text) => {
    const { kind, single } = table;
    const length = text.length;
    if (scratch.units.length < length) scratch = grow(scratch, length);
    let { units, from, to, ops } = scratch;
    let count = 0;
    let pending = 0;
    let tones: Uint8Array | undefined;
    let hasLookalike = false;
    let tail = -2;
    let place = 0;
    const isTail = (): boolean => {
      if (tail === -2) tail = lastVisible(table, text);
      return place >= tail;
    };

    const isLookalike = (unit: number): boolean => unit > 0x7f && table.lookalike.has(unit);
    const put = (unit: number, op: number, end: number): void => {
      units[count] = unit;
      from[count] = place;
      to[count] = end;
      ops[count] = op | pending;
      pending = 0;
      count++;
    };
    const close = (next: number): void => {
      const construct = closeConstruct({
        units,
        count,
        tones,
        next,
        isTail,
        letterAt: (index) => letterOf(table, text, units[index]!, from[index]!),
      });
      if (construct === undefined) return;
      const { start, result } = construct;
      const before = ops[start]! & (BEFORE | OP.placeholder);
      if (tones !== undefined) tones.fill(0, start, count);
      if (result === 'placeholder') {
        units[start] = PLACEHOLDER.charCodeAt(0);
        to[start] = to[count - 1]!;
        ops[start] = before | OP.placeholder;
        count = start + 1;
      } else {
        count = start;
        pending |= before | (result === 'reading' ? OP.reading : OP.placeholder);
      }
    };
    const putAll = (folded: string, end: number): void => {
      for (let k = 0; k < folded.length; k++) {
        if (count + folded.length + length - place > units.length) {
          scratch = grow(scratch, count + folded.length + length - place);
          ({ units, from, to, ops } = scratch);
          if (tones !== undefined) {
            const kept = tones;
            tones = new Uint8Array(units.length);
            tones.set(kept);
          }
        }
        const unit = folded.charCodeAt(k);
        put(unit, OP.width, end);
        hasLookalike ||= isLookalike(unit);
        const isLast = k === folded.length - 1;
        close(isLast ? nextUnit(table, text, end) : folded.charCodeAt(k + 1));
      }
    };

    // The first test takes nine of ten characters of a message; without it folding takes twice as long.
    while (place < length) {
      const unit = text.charCodeAt(place);
      const unitKind = kind[unit]!;
      if (unitKind === KIND.plain) {
        units[count] = unit;
        from[count] = place;
        ops[count] = pending;
        pending = 0;
        place++;
        to[count++] = place;
        continue;
      }
      let end = place + 1;
      switch (unitKind & ~KIND.closes) {
        case KIND.invisible:
          pending |= OP.invisible;
          break;
        case KIND.toneMark:
          if (count > 0) {
            tones ??= new Uint8Array(units.length);
            tones[count - 1] = 1;
          }
          pending |= OP.mark;
          break;
        case KIND.mark:
          pending |= OP.mark;
          break;
        case KIND.several:
          putAll(table.several.get(unit)!, end);
          break;
        case KIND.surrogate: {
          const [folded, taken] = foldPair(table, text, place);
          end = place + taken;
          if (folded === '') pending |= OP.invisible;
          else if (folded === ASTRAL) put(ASTRAL.charCodeAt(0), 0, end);
          else putAll(folded, end);
          break;
        }
        case KIND.carriageReturn:
          if (text.charCodeAt(end) === 10) end++;
          put(10, 0, end);
          break;
        case KIND.toned:
          tones ??= new Uint8Array(units.length);
          tones[count] = 1;
          put(single[unit]!, OP.mark, end);
          hasLookalike ||= isLookalike(single[unit]!);
          break;
        default: {
          const op = unitKind & ~KIND.closes;
          put(single[unit]!, opOf(op), end);
          if (op !== KIND.variant) hasLookalike ||= isLookalike(single[unit]!);
          if ((unitKind & KIND.closes) !== 0) close(nextUnit(table, text, end));
        }
      }
      place = end;
    }
    if (hasLookalike) foldLookalikes(table, text, scratch, count);
    return {
      kind: 'fold',
      text: textOf(units, count),
      from: from.slice(0, count),
      to: to.slice(0, count),
      ops: ops.slice(0, count),
    };
  };
}

function opOf(kind: number): number {
  switch (kind) {
    case KIND.width:
      return OP.width;
    case KIND.variant:
      return OP.variant;
    case KIND.accent:
      return OP.mark;
    default:
      return 0;
  }
}

/**
 * Builds the normaliser; its table of 65,536 entries is made at the first use and shared by all calls.
 *
 * Folding is idempotent, and its result does not depend on what was folded before.
 */
export function createNormalizer(variants: VariantTables): Normalizer {
  let made: { readonly table: FoldTable; readonly fold: (text: string) => View } | undefined;
  const make = (): { readonly table: FoldTable; readonly fold: (text: string) => View } => {
    if (made === undefined) {
      const table = createFoldTable(variants);
      made = { table, fold: createFold(table) };
    }
    return made;
  };
  return {
    fold: (text) => make().fold(text),
    squeeze,
    get table() {
      return make().table;
    },
  };
}
