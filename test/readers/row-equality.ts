import { createChecker } from '../../src/engine/check.ts';
import { createRowJudge } from '../../src/engine/row-judge.ts';
import type { Problem } from '../../src/model/error.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { LogRecord } from '../../src/model/log-record.ts';
import type { EncodingName } from '../../src/model/source.ts';
import { readCsv, readTsv } from '../../src/readers/csv.ts';
import { readJsonl } from '../../src/readers/jsonl.ts';
import type { ColumnChoice, ReaderOptions } from '../../src/readers/reader.ts';
import {
  type CodedRole,
  ROW_EMPTY,
  ROW_FLAW,
  type RowBatch,
  type RowFormat,
  type RowStream,
  type RowStreamOptions,
} from '../../src/readers/row-stream.ts';
import { furtherOf } from '../../src/readers/row-told.ts';
import { createRowStream } from '../../src/readers/rows.ts';
import { decode } from '../../src/text/decode.ts';
import { builtInRuleset, builtInTokenizer } from '../engine/ruleset-fixture.ts';

const CHECK = {
  lang: 'zh',
  mask: 'none',
  today: '2026-01-01',
  levels: new Map(),
  inactive: new Set<string>(),
  key: 'k',
  tokenizer: builtInTokenizer,
} as const;
const READER: ReaderOptions = { timezone: 'Asia/Shanghai' };
const READERS = { csv: readCsv, tsv: readTsv, jsonl: readJsonl } as const;

/** What a log comes to, however it was read. */
export interface Outcome {
  readonly columns: readonly ColumnChoice[];
  readonly findings: readonly Finding[];
  readonly problems: readonly string[];
  /** Places that could not be decoded: `line:column`. */
  readonly damaged: readonly string[];
  readonly records: readonly RecordSeen[];
}

/** What is told of a record beside its texts. */
export interface RecordSeen {
  readonly record: number;
  readonly line: number;
  readonly empty: string;
  readonly flaws: string;
  /** Seconds since 1970; NaN: none. */
  readonly at: number;
  readonly day: string;
  readonly utcOffset: string;
  readonly coded: string;
}

function seen({ record, line, empty, flaws, meta, day }: LogRecord): RecordSeen {
  return {
    record,
    line,
    empty: empty ?? '',
    flaws: [...flaws].sort().join(),
    at: meta.sentAt === undefined ? Number.NaN : Date.parse(meta.sentAt) / 1000,
    day: day ?? '',
    utcOffset: meta.sentAt?.slice(19) ?? '',
    coded:
      empty === 'header'
        ? ''
        : [meta.collector, meta.agency, meta.status, meta.relation, meta.templateId, meta.overdue]
            .map((value) => value ?? '')
            .join(),
  };
}

function seenIn(batch: RowBatch, row: number, books: RowStream['books']): RecordSeen {
  const day = batch.day[row]!;
  const offset = batch.utcOffset[row]!;
  const at = batch.at[row]!;
  const two = (value: number): string => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const value = (role: CodedRole): string => books[role].values[batch.codes[role][row]!]!;
  const [empty = ''] =
    Object.entries(ROW_EMPTY).find(([, number]) => number === batch.empty[row]) ?? [];
  return {
    record: batch.firstRecord + row,
    line: batch.line[row]!,
    empty,
    flaws: Object.entries(ROW_FLAW)
      .filter(([, bit]) => (batch.flaws[row]! & bit) !== 0)
      .map(([name]) => name)
      .sort()
      .join(),
    at,
    day: Number.isNaN(day) ? '' : new Date(day * 86_400_000).toISOString().slice(0, 10),
    utcOffset: Number.isNaN(at)
      ? ''
      : `${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`,
    coded:
      empty === 'header'
        ? ''
        : (['collector', 'agency', 'status', 'relation', 'templateId', 'overdue'] as const)
            .map(value)
            .join(),
  };
}

function outcome(
  columns: ColumnChoice[],
  findings: Finding[],
  problems: Problem[],
  records: RecordSeen[],
): Outcome {
  const place = ({ line, column }: Problem): string => `${line ?? 0}:${column ?? 0}`;
  const isDamage = ({ code }: Problem): boolean => code === 'INPUT_ENCODING';
  return {
    columns,
    findings,
    problems: problems
      .filter((problem) => !isDamage(problem))
      .map((problem) => JSON.stringify(problem)),
    damaged: problems.filter(isDamage).map(place),
    records,
  };
}

let checker: ReturnType<typeof createChecker> | undefined;

/** The whole file as text, its reader, and the checker of every single message. */
export function readWhole(bytes: Uint8Array, format: RowFormat, encoding?: EncodingName): Outcome {
  checker ??= createChecker(builtInRuleset(), CHECK);
  const { text, damage } = decode(bytes, { encoding });
  const columns: ColumnChoice[] = [];
  const findings: Finding[] = [];
  const problems: Problem[] = [];
  const records: RecordSeen[] = [];
  const onRecord = (record: LogRecord): void => {
    records.push(seen(record));
  };
  for (const item of READERS[format]({ id: 'a.log', text }, { ...READER, onRecord })) {
    if (item.type === 'columns') columns.push(item);
    else if (item.type === 'problem') problems.push(item);
    else {
      const result = checker(item);
      findings.push(...result.findings);
      problems.push(...result.problems);
    }
  }
  const named = damage.map(
    (place): Problem => ({
      type: 'problem',
      code: 'INPUT_ENCODING',
      ...place,
      reason: { zh: '', en: '' },
    }),
  );
  return outcome(columns, findings, [...problems, ...named], records);
}

export type StreamOptions = Partial<Pick<RowStreamOptions, 'shortcuts' | 'encoding' | 'memos'>> & {
  readonly chunkSize: number;
  /** Passed through once before: then what is remembered is used from the first row on. */
  readonly judge?: RowStreamOptions['judge'];
};

/** The judge that a stream is handed; made once for many streams. */
export function makeRowJudge(): RowStreamOptions['judge'] {
  // Its verdicts go from it to it alone.
  return createRowJudge(builtInRuleset(), CHECK) as RowStreamOptions['judge'];
}

function* inChunks(bytes: Uint8Array, size: number): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The same through the stream of rows. */
export async function readStream(
  bytes: Uint8Array,
  format: RowFormat,
  { chunkSize, judge = makeRowJudge(), ...options }: StreamOptions,
): Promise<Outcome> {
  const columns: ColumnChoice[] = [];
  const findings: Finding[] = [];
  const problems: Problem[] = [];
  const records: RecordSeen[] = [];
  const stream = createRowStream(
    'a.log',
    inChunks(bytes, chunkSize),
    { ...READER, ...options, format, judge },
    1,
  );
  for await (const item of stream.items) {
    if (item.type === 'columns') columns.push(item);
    else if (item.type === 'problem') problems.push(item);
    else if (item.type === 'further') problems.push(furtherOf('a.log', item));
    else if (item.type === 'rows') {
      for (let row = 0; row < item.count; row += 1) records.push(seenIn(item, row, stream.books));
      problems.push(...item.told.map(({ problem }) => problem));
      for (const result of item.results) {
        findings.push(...result.findings);
        problems.push(...result.problems);
      }
    }
  }
  return outcome(columns, findings, problems, records);
}
