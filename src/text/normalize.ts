import { ASTRAL, OP, PLACEHOLDER, type View } from '../model/view.ts';
import { createFoldTable, type FoldTable, foldAstral, KIND, kindOf } from './fold-table.ts';
import { foldLookalikes, letterOf } from './normalize-lookalikes.ts';
import { squeeze } from './normalize-squeeze.ts';
import { foldStops } from './normalize-stops.ts';
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

/** Transformations that happened before a unit, as against to it. */
const BEFORE = OP.invisible | OP.mark | OP.reading;
const REPLACEMENT = 0xfffd;

/** What `fold` has made so far. It belongs to the normaliser and is used again for the next text. */
interface Work {
  text: string;
  /** Where the character under hand stands in `text`. */
  place: number;
  units: Uint16Array;
  from: Uint32Array;
  to: Uint32Array;
  ops: Uint16Array;
  count: number;
  /** Bits of what was dropped since the last unit. */
  pending: number;
  /** 1 where a unit carried a tone mark; absent while none did. */
  tones: Uint8Array | undefined;
  hasLookalike: boolean;
  /** Place of the last visible character of the text, or -2 while not asked for. */
  tail: number;
}

function createWork(size: number): Work {
  return {
    text: '',
    place: 0,
    units: new Uint16Array(size),
    from: new Uint32Array(size),
    to: new Uint32Array(size),
    ops: new Uint16Array(size),
    count: 0,
    pending: 0,
    tones: undefined,
    hasLookalike: false,
    tail: -2,
  };
}

function ensureSize(work: Work, needed: number): void {
  if (needed <= work.units.length) return;
  const { units, from, to, ops, tones } = work;
  const grown = createWork(Math.max(needed, units.length * 2));
  grown.units.set(units);
  grown.from.set(from);
  grown.to.set(to);
  grown.ops.set(ops);
  if (tones !== undefined) {
    work.tones = new Uint8Array(grown.units.length);
    work.tones.set(tones);
  }
  work.units = grown.units;
  work.from = grown.from;
  work.to = grown.to;
  work.ops = grown.ops;
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
    switch (kindOf(table, unit)) {
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
    const kind = kindOf(table, text.charCodeAt(i));
    const unit = table.single[text.charCodeAt(i)]!;
    if (kind === KIND.surrogate) {
      const isLow = i > 0 && text.codePointAt(i - 1)! > 0xffff;
      if (!isLow || foldPair(table, text, i - 1)[0] !== '') return i;
      i--;
    } else if (kind === KIND.several || (unit > 32 && unit !== 0)) return i;
  }
  return -1;
}

function put(work: Work, unit: number, op: number, end: number): void {
  const { count } = work;
  work.units[count] = unit;
  work.from[count] = work.place;
  work.to[count] = end;
  work.ops[count] = op | work.pending;
  work.pending = 0;
  work.count = count + 1;
}

/** Takes off, or replaces, the construct which the last unit ends, if it ends one. */
function close(table: FoldTable, work: Work, next: number): void {
  const { text, units, from, to, ops, count, tones } = work;
  const construct = closeConstruct({
    units,
    count,
    tones,
    next,
    letterAt: (index) => letterOf(table, text, units[index]!, from[index]!),
    isTail: () => {
      if (work.tail === -2) work.tail = lastVisible(table, text);
      return work.place >= work.tail;
    },
  });
  if (construct === undefined) return;
  const { start, result } = construct;
  const before = ops[start]! & (BEFORE | OP.placeholder);
  tones?.fill(0, start, count);
  if (result === 'placeholder') {
    units[start] = PLACEHOLDER.charCodeAt(0);
    to[start] = to[count - 1]!;
    ops[start] = before | OP.placeholder;
    work.count = start + 1;
  } else {
    work.count = start;
    work.pending |= before | (result === 'reading' ? OP.reading : OP.placeholder);
  }
}

/** Puts all units that one character folds to; they share its range. */
function putAll(table: FoldTable, work: Work, folded: string, end: number): void {
  ensureSize(work, work.count + folded.length + work.text.length - end);
  for (let k = 0; k < folded.length; k++) {
    const unit = folded.charCodeAt(k);
    put(work, unit, OP.width, end);
    work.hasLookalike ||= table.lookalike.has(unit);
    const isLast = k === folded.length - 1;
    close(table, work, isLast ? nextUnit(table, work.text, end) : folded.charCodeAt(k + 1));
  }
}

function markTone(work: Work, index: number): void {
  work.tones ??= new Uint8Array(work.units.length);
  if (index >= 0) work.tones[index] = 1;
}

/** Folds the character at `work.place`, of any kind; returns where the next one begins. */
function foldOne(table: FoldTable, work: Work): number {
  const { text, place } = work;
  const unit = text.charCodeAt(place);
  const kind = kindOf(table, unit);
  const folded = table.single[unit]!;
  const end = place + 1;
  switch (kind & ~KIND.closes) {
    case KIND.invisible:
      work.pending |= OP.invisible;
      return end;
    case KIND.toneMark:
      markTone(work, work.count - 1);
      work.pending |= OP.mark;
      return end;
    case KIND.mark:
      work.pending |= OP.mark;
      return end;
    case KIND.several:
      putAll(table, work, table.several.get(unit)!, end);
      return end;
    case KIND.surrogate: {
      const [pair, length] = foldPair(table, text, place);
      if (pair === '') work.pending |= OP.invisible;
      else if (pair === ASTRAL) put(work, ASTRAL.charCodeAt(0), 0, place + length);
      else putAll(table, work, pair, place + length);
      return place + length;
    }
    case KIND.carriageReturn: {
      const length = text.charCodeAt(end) === 10 ? 2 : 1;
      put(work, 10, 0, place + length);
      return place + length;
    }
    case KIND.toned:
      markTone(work, work.count);
      put(work, folded, OP.mark, end);
      break;
    case KIND.accent:
      put(work, folded, OP.mark, end);
      break;
    case KIND.lookalike:
      put(work, folded, folded === unit ? 0 : OP.width, end);
      break;
    default:
      put(work, folded, OP_OF_KIND[kind & ~KIND.closes]!, end);
  }
  if (table.lookalike.has(folded)) work.hasLookalike = true;
  if ((kind & KIND.closes) !== 0) {
    if (mayClose(work.units, work.count - 1, folded)) {
      close(table, work, nextUnit(table, text, end));
    }
  }
  return end;
}

/** Of the kinds that give one unit whatever stands around them: plain, width, variant. */
const OP_OF_KIND = [0, OP.width, OP.variant];

/** False where the mark can end nothing, found out cheaply: most words with an s have no %. */
function mayClose(units: Uint16Array, count: number, mark: number): boolean {
  if (mark !== 0x73 && mark !== 0x64) return true;
  for (let i = Math.max(0, count - 4); i < count; i++) if (units[i] === 0x25) return true;
  return false;
}

/**
 * Folds the head of the text, as far as every character gives one unit by itself; returns its length.
 * Most messages end here, so no closure may take hold of its variables: that would halve the speed.
 */
function foldAligned(table: FoldTable, work: Work): number {
  const { kind, single } = table;
  const { text, units, ops } = work;
  let place = 0;
  for (; place < text.length; place++) {
    const unit = text.charCodeAt(place);
    let unitKind = kind[unit]!;
    if (unitKind === KIND.plain) {
      units[place] = unit;
      ops[place] = 0;
      continue;
    }
    if ((unitKind & KIND.closes) !== 0) {
      if (mayClose(units, place, single[unit]!)) break;
      unitKind &= ~KIND.closes;
    }
    if (unitKind > KIND.variant) break;
    units[place] = single[unit]!;
    ops[place] = OP_OF_KIND[unitKind]!;
  }
  return place;
}

/** Folds from `work.place` to the end of the text. */
function foldRest(table: FoldTable, work: Work): void {
  const { kind, single } = table;
  const { text } = work;
  let { units, from, to, ops, place, count, pending } = work;
  while (place < text.length) {
    const unit = text.charCodeAt(place);
    const unitKind = kind[unit]!;
    if (unitKind <= KIND.variant) {
      units[count] = single[unit]!;
      from[count] = place;
      ops[count] = OP_OF_KIND[unitKind]! | pending;
      pending = 0;
      place++;
      to[count++] = place;
      continue;
    }
    work.place = place;
    work.count = count;
    work.pending = pending;
    place = foldOne(table, work);
    ({ units, from, to, ops, count, pending } = work);
  }
  work.count = count;
}

const SHARED_LENGTH = 16_384;

function createFold(table: FoldTable): (text: string) => View {
  const work = createWork(1024);
  const decoder = new TextDecoder('utf-16le', { ignoreBOM: true });
  const numbers = new Uint32Array(SHARED_LENGTH + 1);
  for (let i = 0; i <= SHARED_LENGTH; i++) numbers[i] = i;

  const decode = (folded: Work): string => {
    const text = decoder.decode(folded.units.subarray(0, folded.count));
    // Most texts hold none.
    if (!text.includes('.')) return text;
    return foldStops(folded) ? decoder.decode(folded.units.subarray(0, folded.count)) : text;
  };

  return (text) => {
    work.text = text;
    work.pending = 0;
    work.tones = undefined;
    work.hasLookalike = false;
    work.tail = -2;
    ensureSize(work, text.length);
    const aligned = foldAligned(table, work);
    if (aligned === text.length && aligned <= SHARED_LENGTH) {
      work.count = aligned;
      // Allocating costs more than folding. Unit i came from [i, i + 1), so all such views share theirs.
      return {
        kind: 'fold',
        text: decode(work),
        from: numbers.subarray(0, aligned),
        to: numbers.subarray(1, aligned + 1),
        ops: work.ops.slice(0, aligned),
      };
    }
    for (let i = 0; i < aligned; i++) {
      work.from[i] = i;
      work.to[i] = i + 1;
    }
    work.count = aligned;
    work.place = aligned;
    foldRest(table, work);
    if (work.hasLookalike) foldLookalikes(table, work);
    const { count } = work;
    return {
      kind: 'fold',
      text: decode(work),
      from: work.from.slice(0, count),
      to: work.to.slice(0, count),
      ops: work.ops.slice(0, count),
    };
  };
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
