import type { Segment } from '../model/segment.ts';
import { type ByteWords, createByteWords } from './byte-words.ts';
import type { ColumnPlan } from './columns.ts';
import { hasSpeakerLabel, unwrapCell } from './meta.ts';
import type { ReaderOptions } from './reader.ts';
import type { RowColumns } from './row-columns.ts';
import type { NativeEncoding, RowDecoder } from './row-encoding.ts';
import type { RowMemo } from './row-memo.ts';
import { createRowMetas } from './row-metas.ts';
import { CELL, type RowSpans } from './row-scan.ts';
import type { RowSink } from './row-sink.ts';
import type { Checked, Wordings } from './row-stream.ts';
import type { ReadRow } from './row-text.ts';
import type { RowName } from './text-memo.ts';
import type { TimeParser } from './times.ts';
import { mayBeTotalText } from './totals.ts';

/** A text in which something was found, as it stood in its row. */
interface Kept {
  /** What is known of all texts of its kind. */
  readonly like: object;
  readonly segment: Segment;
  /** UTF-16 units of the row before it. */
  readonly before: number;
  readonly isLabelled: boolean;
  readonly wordings: Wordings;
}

/** A row with a text that was kept. */
export interface Repeated {
  readonly segment: Segment;
  readonly checked: Checked;
  /** As `RowResult` has it. */
  readonly alike?: object;
}

export interface RowRepeatsOptions {
  readonly plan: ColumnPlan;
  readonly columns: Pick<RowColumns, 'hasCommonTime'>;
  readonly decoder: Pick<RowDecoder, 'text' | 'isSound'>;
  readonly reader: ReaderOptions & { readonly file: string; readonly native: NativeEncoding };
  readonly parseTime: TimeParser;
  /** Is asked for the words of what is found in a text of the kind that it was asked for last. */
  readonly memo: Pick<RowMemo, 'wordings'> | null;
}

export interface RowRepeats {
  /**
   * The segment of a text of which is known what is found in it, for it is `like` one before, and what that is;
   * undefined: the row has to be read. It is what reading gives: cells that are written plainly alone are taken. Of
   * a text of which an equal one was kept, with the same name beside it or neither name in it, nothing is decoded.
   * `at`: the row in its file and batch, of which all but the texts has been filled in.
   */
  readonly find: (
    like: object,
    bytes: Uint8Array,
    row: RowSpans,
    column: number,
    name: RowName,
    at: Pick<RowSink, 'line' | 'record' | 'batch' | 'index'>,
  ) => Repeated | undefined;
  /** What reading gives of a row with one text, in a line and cells that are written plainly; undefined: it has to be read. */
  readonly read: (
    bytes: Uint8Array,
    row: RowSpans,
    name: RowName,
    at: Pick<RowSink, 'line' | 'record' | 'batch' | 'index'>,
  ) => ReadRow | undefined;
  readonly keep: (
    like: object,
    bytes: Uint8Array,
    row: RowSpans,
    column: number,
    name: RowName,
    segment: Segment,
    wordings: Wordings | null,
  ) => void;
}

/** Texts of one generation: they hold some kB each, with their findings. */
const MAX_KEPT = 1024;
/** Different texts that one generation has been asked for. */
const MAX_ASKED = 4096;
const MAX_TEXT_BYTES = 1024;
/** More than there are names in one generation; the last number is that of any name which is not in the text. */
const NAMES = 1 << 16;
const ANY_NAME = NAMES - 1;
const LF = 10;
const CR = 13;

interface Generation {
  readonly texts: ByteWords;
  readonly names: ByteWords;
  /** By the numbers of text and name. */
  readonly kept: Map<number, Kept>;
}

function createGeneration(): Generation {
  return { texts: createByteWords(), names: createByteWords(), kept: new Map() };
}

/**
 * Builds an empty store of texts in which something was found. Of a log of a million messages 36,000 have findings;
 * 31,000 of them are, byte for byte, one of the others, and need no row to be decoded and divided. What is asked for
 * again outlives the generation in which it was kept.
 */
export function createRowRepeats(options: RowRepeatsOptions): RowRepeats {
  const { plan, decoder, memo } = options;
  const { file, native: encoding } = options.reader;
  const metaOf = createRowMetas(options);
  let young = createGeneration();
  let old = createGeneration();
  const roles = [...new Set([...plan.roles.values()].flat())];
  /** A name of several columns is not that of `RowName`. */
  const hasOneName = (plan.roles.get('name')?.length ?? 0) < 2;

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
      if (!decoder.isSound(bytes, row.cellStart[column]!, row.cellEnd[column]!)) return false;
    }
    return true;
  };
  let nameWords = createByteWords();
  let nameTexts: string[] = [];
  /** The name beside a text as the record has it. */
  const nameIn = (bytes: Uint8Array, { start, end }: RowName): string => {
    if (nameWords.size() >= MAX_ASKED) {
      nameWords = createByteWords();
      nameTexts = [];
    }
    const word = nameWords.number(bytes, start, end);
    nameTexts[word] ??= unwrapCell(decoder.text(bytes, start, end));
    return nameTexts[word];
  };
  /** True if no name is looked for in the text, or that of the row is not in it. */
  const isNameless = (bytes: Uint8Array, name: RowName, names: string | null): boolean => {
    if (names === null || !hasOneName) return false;
    const own = nameIn(bytes, name);
    return own === '' || !names.includes(own);
  };
  /** What a generation has kept of its text of that number, beside that name. */
  const keptIn = (
    { names, kept }: Generation,
    text: number,
    bytes: Uint8Array,
    name: RowName,
  ): { readonly key: number; readonly known: Kept } | undefined => {
    const plain = kept.get(text * NAMES + ANY_NAME);
    if (plain !== undefined && isNameless(bytes, name, plain.wordings.names))
      return { key: ANY_NAME, known: plain };
    const key = names.number(bytes, name.start, name.end);
    const known = kept.get(text * NAMES + key);
    return known && { key, known };
  };
  const turn = (): void => {
    const { texts, names, kept } = young;
    if (kept.size < MAX_KEPT && texts.size() < MAX_ASKED && names.size() < ANY_NAME - 1) return;
    old = young;
    young = createGeneration();
  };
  const put = (
    key: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    name: RowName,
    kept: Kept,
  ): void => {
    turn();
    const number = key === ANY_NAME ? key : young.names.number(bytes, name.start, name.end);
    young.kept.set(young.texts.number(bytes, start, end) * NAMES + number, kept);
  };
  /** Whether the text that was looked for last had been looked for before: of others nothing has to be kept. */
  let isAskedAgain = false;
  const find = (bytes: Uint8Array, start: number, end: number, name: RowName): Kept | undefined => {
    turn();
    // A number that was not there before is that of a new text.
    const asked = young.texts.size();
    const text = young.texts.number(bytes, start, end);
    isAskedAgain = text < asked;
    const found = isAskedAgain ? keptIn(young, text, bytes, name) : undefined;
    if (found !== undefined) return found.known;
    const askedBefore = old.texts.size();
    const textBefore = old.texts.number(bytes, start, end);
    if (textBefore === askedBefore) return undefined;
    isAskedAgain = true;
    const before = keptIn(old, textBefore, bytes, name);
    if (before === undefined) return undefined;
    put(before.key, bytes, start, end, name, before.known);
    return before.known;
  };

  /** The segment of a text whose row is plain; undefined: a line ends in it. */
  const segmentOf = (
    bytes: Uint8Array,
    row: RowSpans,
    column: number,
    name: RowName,
    at: Parameters<RowRepeats['read']>[3],
  ): Pick<Kept, 'segment' | 'before' | 'isLabelled'> | undefined => {
    const start = row.cellStart[column]!;
    const end = row.cellEnd[column]!;
    const before = unitsIn(bytes, row.start, start);
    if (before < 0 || unitsIn(bytes, start, end) < 0) return undefined;
    const text = decoder.text(bytes, start, end);
    const isLabelled = hasSpeakerLabel(text);
    const segment: Segment = {
      type: 'segment',
      source: file,
      text,
      origin: {
        start: before,
        end: before + text.length,
        line: at.line,
        lineStart: 0,
        lineStarts: [],
      },
      meta: metaOf(bytes, row, column, isLabelled, nameIn(bytes, name), at),
      record: at.record,
      field: plan.names[column]!,
    };
    return { segment, before, isLabelled };
  };
  /** A text that was not kept. */
  const findNew: RowRepeats['find'] = (like, bytes, row, column, name, at) => {
    const made = segmentOf(bytes, row, column, name, at);
    if (made === undefined) return undefined;
    const { segment } = made;
    const wordings = memo?.wordings(segment) ?? null;
    if (wordings === null) return undefined;
    const checked = wordings.place(segment);
    if (!isAskedAgain) return { segment, checked };
    const kept = { ...made, like, wordings };
    put(
      keyOf(bytes, name, wordings),
      bytes,
      row.cellStart[column]!,
      row.cellEnd[column]!,
      name,
      kept,
    );
    return { segment, checked, alike: kept };
  };
  const keyOf = (bytes: Uint8Array, name: RowName, wordings: Wordings): number =>
    isNameless(bytes, name, wordings.names) ? ANY_NAME : 0;

  return {
    read: (bytes, row, name, at) => {
      const column = plan.text[0]!;
      if (plan.text.length > 1 || !isPlain(bytes, row, column)) return undefined;
      if (!decoder.isSound(bytes, row.cellStart[column]!, row.cellEnd[column]!)) return undefined;
      const made = segmentOf(bytes, row, column, name, at);
      if (made === undefined || made.segment.text.trim() === '') return undefined;
      // Whether it is a row of totals its other cells tell.
      if (mayBeTotalText(made.segment.text)) return undefined;
      const { segment, before } = made;
      const { text } = segment;
      const extract = { text, start: before, end: before + text.length };
      return {
        problems: [],
        texts: [{ column, segment, extract, rowStart: before }],
        empty: undefined,
      };
    },
    find: (like, bytes, row, column, name, at) => {
      const start = row.cellStart[column]!;
      const end = row.cellEnd[column]!;
      if (end - start > MAX_TEXT_BYTES || !isPlain(bytes, row, column)) return undefined;
      const known = find(bytes, start, end, name);
      if (known?.like !== like) return findNew(like, bytes, row, column, name, at);
      const before = unitsIn(bytes, row.start, start);
      if (before < 0) return undefined;
      const { origin } = known.segment;
      const moved = before - known.before;
      const segment = {
        ...known.segment,
        origin: {
          ...origin,
          start: origin.start + moved,
          end: origin.end + moved,
          line: at.line,
          lineStarts: origin.lineStarts.map((each) => each + moved),
        },
        meta: metaOf(bytes, row, column, known.isLabelled, nameIn(bytes, name), at),
        record: at.record,
      };
      return { segment, checked: known.wordings.place(segment), alike: known };
    },
    keep: (like, bytes, row, column, name, segment, wordings) => {
      const start = row.cellStart[column]!;
      const end = row.cellEnd[column]!;
      if (wordings === null || end - start > MAX_TEXT_BYTES) return;
      if (segment.origin.map !== undefined || !isPlain(bytes, row, column)) return;
      const before = unitsIn(bytes, row.start, start);
      if (before < 0) return;
      const isLabelled = hasSpeakerLabel(segment.text);
      const key = keyOf(bytes, name, wordings);
      put(key, bytes, start, end, name, { like, segment, before, isLabelled, wordings });
    },
  };
}
