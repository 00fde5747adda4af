import type { Problem } from '../model/error.ts';
import type { Segment } from '../model/segment.ts';
import type { OpenBatch } from './row-columns.ts';
import {
  type Checked,
  type FurtherProblems,
  REPEATED,
  type Repeated,
  type RowItem,
  type RowMark,
  type RowProblem,
  type RowResult,
} from './row-stream.ts';
import { MAX_TOLD } from './table.ts';

/** Rows of a batch. With four times as many, what is found in them outlives its youth and is collected dearly. */
export const BATCH_ROWS = 1024;

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
  /** Goes past a row that is not looked at. Rows that are come after all of these. */
  readonly pass: () => void;
  /** Goes to a row in the middle of the file. */
  readonly start: (mark: RowMark) => void;
  readonly found: (segment: Segment, checked: Checked, alike?: object) => void;
  readonly tell: (problem: Problem, repeated?: Repeated) => void;
  /** Names the places of a row's text at which bytes could not be decoded. */
  readonly damaged: (offsets: readonly number[], text: string) => void;
  /** What there is so far: rows, then what is wrong. */
  readonly flush: () => Generator<RowItem, void, undefined>;
  /** What was too much to be told one by one. */
  readonly rest: () => readonly FurtherProblems[];
}

export function createRowSink(file: string, batch: OpenBatch, firstLine: number): RowSink {
  let firstRecord = 1;
  let results: RowResult[] = [];
  let told: RowProblem[] = [];
  const counts: Record<Repeated, number> = {
    ragged: 0,
    'open-quote': 0,
    undecodable: 0,
    'too-long': 0,
  };
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
    pass: () => {
      sink.record += 1;
      firstRecord = sink.record + 1;
    },
    start: ({ line, record }) => {
      sink.line = line;
      sink.record = record;
      firstRecord = record + 1;
    },
    found: (segment, { findings, problems }, alike) => {
      if (findings.length === 0 && problems.length === 0) return;
      const row = sink.index;
      results.push(
        alike === undefined
          ? { row, segment, findings, problems }
          : { row, segment, findings, problems, alike },
      );
    },
    tell: (problem, repeated) => {
      const row = sink.index;
      if (repeated === undefined) {
        told.push({ row, problem });
        return;
      }
      counts[repeated] += 1;
      if (counts[repeated] <= MAX_TOLD) told.push({ row, problem, repeated });
    },
    damaged: (offsets, text) => {
      for (const offset of offsets) {
        if (counts.undecodable >= MAX_TOLD) {
          counts.undecodable += 1;
          continue;
        }
        const before = text.slice(0, offset).split(/\r\n|\r|\n/);
        const line = sink.line + before.length - 1;
        const column = before.at(-1)!.length + 1;
        sink.tell(damagedPlace(file, { line, column }), 'undecodable');
      }
    },
    flush: function* () {
      const count = sink.index + 1;
      if (count > 0 || told.length > 0)
        yield { type: 'rows', count, firstRecord, ...batch, results, told };
      firstRecord = sink.record + 1;
      sink.index = -1;
      results = [];
      told = [];
    },
    rest: () =>
      REPEATED.flatMap((repeated): FurtherProblems[] =>
        counts[repeated] > MAX_TOLD
          ? [{ type: 'further', repeated, count: counts[repeated] - MAX_TOLD }]
          : [],
      ),
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
      zh: '此处字节无法解码；其余文字已检查',
      en: 'what stands here could not be decoded; the rest has been judged',
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
