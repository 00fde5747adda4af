import type { Segment } from '../model/segment.ts';
import { createByteWords } from './byte-words.ts';
import type { ColumnPlan } from './columns.ts';
import { hasSpeakerLabel } from './meta.ts';
import type { ReaderOptions } from './reader.ts';
import type { RowColumns } from './row-columns.ts';
import { isSound, type NativeEncoding, type RowDecoder } from './row-encoding.ts';
import { CELL, type RowSpans } from './row-scan.ts';
import type { RowSink } from './row-sink.ts';
import { createIsoWriter } from './row-times.ts';
import { labelledMeta, rowMeta } from './table.ts';
import type { RowName } from './text-memo.ts';
import type { TimeParser } from './times.ts';

/** A text in which something was found, as it stood in its row. */
interface Kept {
  readonly segment: Segment;
  /** UTF-16 units of the row before it. */
  readonly before: number;
  readonly isLabelled: boolean;
}

export interface RowRepeatsOptions {
  readonly plan: ColumnPlan;
  readonly columns: Pick<RowColumns, 'hasCommonTime'>;
  readonly native: NativeEncoding;
  readonly decoder: Pick<RowDecoder, 'text'>;
  readonly reader: ReaderOptions;
  readonly parseTime: TimeParser;
}

export interface RowRepeats {
  /**
   * The segment of a text of which an equal one, with the same name beside it, was kept for `like`; undefined:
   * the row has to be read. It is what reading gives: cells that are written plainly alone are taken. `at`: the row
   * in its file and batch, of which all but the texts has been filled in.
   */
  readonly find: (
    like: object,
    bytes: Uint8Array,
    row: RowSpans,
    column: number,
    name: RowName,
    at: Pick<RowSink, 'line' | 'record' | 'batch' | 'index'>,
  ) => Segment | undefined;
  readonly keep: (
    like: object,
    bytes: Uint8Array,
    row: RowSpans,
    column: number,
    name: RowName,
    segment: Segment,
  ) => void;
}

/** Texts that are kept: they hold some kB each, with their findings. */
const MAX_KEPT = 2048;
const MAX_TEXT_BYTES = 1024;
/** More than there are names. */
const NAMES = 1 << 20;
/** Roles beside `sentAt` whose times are read by the parser of all forms. */
const OTHER_TIMES = ['settledAt', 'stoppedAt', 'disputedAt'] as const;
const LF = 10;
const CR = 13;

/**
 * Builds an empty store of texts in which something was found. Of a log of a million messages 30,000 have findings;
 * 23,000 of them are, byte for byte and name for name, one of the others, and need no row to be decoded and divided.
 */
export function createRowRepeats(options: RowRepeatsOptions): RowRepeats {
  const { plan, columns, native: encoding, decoder, parseTime } = options;
  const hasOtherTimes = OTHER_TIMES.some((role) => plan.roles.has(role));
  const isoOf = createIsoWriter();
  let texts = createByteWords();
  let names = createByteWords();
  let kept = new WeakMap<object, Map<number, Kept>>();
  let count = 0;
  const roles = [...new Set([...plan.roles.values()].flat())];

  /** Units of [start, end); -1: a line ends there. */
  const unitsIn = (bytes: Uint8Array, start: number, end: number): number => {
    let units = 0;
    for (let i = start; i < end; units += 1) {
      const byte = bytes[i]!;
      if (byte === LF || byte === CR) return -1;
      if (byte < 0x80) i += 1;
      else if (encoding === 'utf-8') {
        if (byte >= 0xf0) units += 1;
        i += byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      } else if (bytes[i + 1]! >= 0x30 && bytes[i + 1]! <= 0x39) {
        if (byte >= 0x90) units += 1;
        i += 4;
      } else i += 2;
    }
    return units;
  };
  /** Whether the bytes of all cells that are read are their texts, and can be decoded. */
  const isPlain = (bytes: Uint8Array, row: RowSpans, text: number): boolean => {
    if (row.form[text]! > CELL.quoted) return false;
    for (const column of roles) {
      if (column >= row.cells || row.form[column]! > CELL.quoted) return false;
      if (!isSound(bytes, row.cellStart[column]!, row.cellEnd[column]!, encoding)) return false;
    }
    return true;
  };
  const keyOf = (bytes: Uint8Array, row: RowSpans, column: number, name: RowName): number =>
    texts.number(bytes, row.cellStart[column]!, row.cellEnd[column]!) * NAMES +
    names.number(bytes, name.start, name.end);

  return {
    find: (like, bytes, row, column, name, at) => {
      if (row.cellEnd[column]! - row.cellStart[column]! > MAX_TEXT_BYTES) return undefined;
      const known = kept.get(like)?.get(keyOf(bytes, row, column, name));
      if (known === undefined || !isPlain(bytes, row, column)) return undefined;
      const before = unitsIn(bytes, row.start, row.cellStart[column]!);
      if (before < 0) return undefined;
      const { segment, isLabelled } = known;
      const { origin } = segment;
      const moved = before - known.before;
      const cellText = (each: number): string =>
        decoder.text(bytes, row.cellStart[each]!, row.cellEnd[each]!);
      const { batch, index } = at;
      const parse =
        hasOtherTimes || !columns.hasCommonTime()
          ? parseTime
          : () => isoOf(batch.at[index]!, batch.utcOffset[index]!);
      const meta = rowMeta(plan, cellText, parse);
      return {
        ...segment,
        origin: {
          ...origin,
          start: origin.start + moved,
          end: origin.end + moved,
          line: at.line,
          lineStarts: origin.lineStarts.map((start) => start + moved),
        },
        meta: labelledMeta(plan, column, isLabelled, meta, options.reader),
        record: at.record,
      };
    },
    keep: (like, bytes, row, column, name, segment) => {
      if (count >= MAX_KEPT || texts.size() >= 2 * MAX_KEPT || names.size() >= NAMES - 1) {
        texts = createByteWords();
        names = createByteWords();
        kept = new WeakMap();
        count = 0;
      }
      if (segment.origin.map !== undefined || !isPlain(bytes, row, column)) return;
      const before = unitsIn(bytes, row.start, row.cellStart[column]!);
      if (before < 0 || row.cellEnd[column]! - row.cellStart[column]! > MAX_TEXT_BYTES) return;
      const of = kept.get(like) ?? new Map<number, Kept>();
      kept.set(like, of);
      of.set(keyOf(bytes, row, column, name), {
        segment,
        before,
        isLabelled: hasSpeakerLabel(segment.text),
      });
      count += 1;
    },
  };
}
