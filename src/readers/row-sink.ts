import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { OpenBatch } from './row-columns.ts';
import type { Checked, RowItem, RowResult } from './row-stream.ts';
import { MAX_TOLD } from './table.ts';

/** Rows of a batch. */
export const BATCH_ROWS = 4096;

/** Takes in what is found row by row, and hands it on in batches. */
export interface RowSink {
  /** Number of the row at hand: of the record, from 1, and in the batch. */
  record: number;
  index: number;
  /** Line on which it begins, from 1. */
  line: number;
  readonly batch: OpenBatch;
  readonly isFull: () => boolean;
  /** Goes on to a row that begins at `offset`; `index` and `record` are its own from here on. */
  readonly begin: (offset: number) => void;
  readonly found: (segment: Segment, checked: Checked) => void;
  readonly tell: (problem: Problem) => void;
  /** Names the places of a row's text at which bytes could not be decoded. */
  readonly damaged: (offsets: readonly number[], text: string) => void;
  /** What there is so far: rows, then what is wrong. */
  readonly flush: () => Generator<RowItem, void, undefined>;
  /** What was too much to be told one by one. */
  readonly rest: () => readonly Problem[];
}

export function createRowSink(file: string, batch: OpenBatch, firstLine: number): RowSink {
  let firstRecord = 1;
  let results: RowResult[] = [];
  let problems: Problem[] = [];
  let damages = 0;
  const sink: RowSink = {
    record: 0,
    index: -1,
    line: firstLine,
    batch,
    isFull: () => sink.index + 1 >= BATCH_ROWS,
    begin: (offset) => {
      sink.record += 1;
      sink.index += 1;
      batch.line[sink.index] = sink.line;
      batch.offset[sink.index] = offset;
      batch.empty[sink.index] = 0;
    },
    found: (segment, checked) => {
      if (checked.findings.length > 0 || checked.problems.length > 0)
        results.push({ row: sink.index, segment, ...checked });
    },
    tell: (problem) => {
      problems.push(problem);
    },
    damaged: (offsets, text) => {
      for (const offset of offsets) {
        damages += 1;
        if (damages > MAX_TOLD) continue;
        const before = text.slice(0, offset).split(/\r\n|\r|\n/);
        problems.push(
          damagedPlace(file, {
            line: sink.line + before.length - 1,
            column: before.at(-1)!.length + 1,
          }),
        );
      }
    },
    flush: function* () {
      const count = sink.index + 1;
      if (count > 0) yield { type: 'rows', count, firstRecord, ...batch, results };
      yield* problems;
      firstRecord = sink.record + 1;
      sink.index = -1;
      results = [];
      problems = [];
    },
    rest: () =>
      damages <= MAX_TOLD
        ? []
        : [
            {
              type: 'problem',
              code: 'INPUT_ENCODING',
              file,
              reason: {
                zh: `另有 ${damages - MAX_TOLD} 处字节无法解码`,
                en: `${damages - MAX_TOLD} further place(s) could not be decoded`,
              },
            },
          ],
  };
  return sink;
}

/** One place of a file that could not be decoded. */
export function damagedPlace(file: string, place: { line: number; column: number }): Problem {
  return {
    type: 'problem',
    code: 'INPUT_ENCODING',
    file,
    ...place,
    reason: {
      zh: '有 1 处字节无法解码，首处在此；其余文字已检查',
      en: '1 place(s) could not be decoded, the first one here; the rest has been judged',
    },
    hint: {
      zh: '用正确的编码重新导出，或用 --encoding 指定编码',
      en: 'export it again in a sound encoding, or name the encoding with --encoding',
    },
  };
}

/** A row that was passed over for its length. */
export function longRow(file: string, line: number, maxBytes: number): Problem {
  const size = maxBytes / 1_048_576;
  return {
    type: 'problem',
    code: 'INPUT_TOO_LARGE',
    file,
    line,
    reason: {
      zh: `该行超过 ${size} MB，没有检查`,
      en: `This row is longer than ${size} MB and was not judged`,
    },
    hint: {
      zh: '请查看这一行是否缺少换行或引号',
      en: 'See whether it lacks a line end or a quote',
    },
  };
}
