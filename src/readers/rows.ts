import { CuilintError } from '../model/error.ts';
import type { EncodingName } from '../model/source.ts';
import { findDelimiter } from './csv.ts';
import { createRowBuffer, pushBytes } from './row-buffer.ts';
import { createBook, createOpenBatch, type OpenBook } from './row-columns.ts';
import {
  createTranscoder,
  encodingOf,
  isEnoughHead,
  markLength,
  type NativeEncoding,
} from './row-encoding.ts';
import { createRowJson } from './row-json.ts';
import { BATCH_ROWS, createRowSink } from './row-sink.ts';
import {
  CODED_ROLES,
  type CodedRole,
  type RowItem,
  type RowStats,
  type RowStream,
  type RowStreamOptions,
} from './row-stream.ts';
import { createRowTable, type RowDrain } from './row-table.ts';

/** Fewer new bytes are not worth a look. */
const MIN_BYTES = 1 << 16;

/**
 * Reads a log row by row from chunks of any size, whatever its length, and judges its texts. What is found in a
 * row, and what is wrong with it, is what the readers of whole files and the checker say of it, but for rows
 * over `MAX_ROW_BYTES`. `minBytes` is for tests: how little is looked at at once.
 *
 * Throws `INPUT_ENCODING` for binary data and where no encoding fits.
 */
export function createRowStream(
  file: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: RowStreamOptions,
  minBytes: number = MIN_BYTES,
): RowStream {
  const books = Object.fromEntries(CODED_ROLES.map((role) => [role, createBook()])) as Record<
    CodedRole,
    OpenBook
  >;
  const stats = { texts: 0, candidates: 0, remembered: 0 };
  let encoding: EncodingName | null = null;

  const { range } = options;
  let native: NativeEncoding | undefined;
  /** Place in the file behind the bytes that have come. */
  let position = 0;

  async function* read(): AsyncGenerator<RowItem, void, undefined> {
    const buffer = createRowBuffer();
    let table: RowDrain | undefined;
    let transcode: ((chunk: Uint8Array | null) => Uint8Array) | undefined;

    const open = (isWhole: boolean): RowDrain => {
      const head = buffer.bytes.subarray(buffer.from, buffer.end);
      const found = encodingOf(head, isWhole, options.encoding);
      encoding = found;
      const isJson = options.format === 'jsonl';
      const { delimiter, from } = isJson
        ? { delimiter: '', from: 0 }
        : findDelimiter(headText(head, found), options.format === 'tsv' ? '\t' : ',');
      native = nativeOf(found, isJson ? '|' : delimiter);
      if (native === undefined) {
        transcode = createTranscoder(found);
        const made = transcode(Uint8Array.from(head));
        buffer.from = buffer.end;
        pushBytes(buffer, made);
        buffer.base = 0;
      } else buffer.from += markLength(head, native);
      // The line that names the delimiter is ASCII, as is the delimiter.
      buffer.from += from;
      const sink = createRowSink(file, createOpenBatch(BATCH_ROWS), from > 0 ? 2 : 1);
      const { range: _, ...others } = options;
      const whole = {
        // Places in bytes mean nothing in what was made UTF-8.
        ...(native === undefined ? others : options),
        file,
        native: native ?? 'utf-8',
        original: native ?? found,
        books,
        stats,
      } as const;
      if (isJson) return createRowJson(buffer, sink, whole);
      return createRowTable(buffer, sink, {
        ...whole,
        delimiter: asciiDelimiter(delimiter, file),
      });
    };

    let from: typeof chunks = chunks;
    for (;;) {
      for await (const chunk of from) {
        position += chunk.length;
        pushBytes(buffer, transcode === undefined ? chunk : transcode(chunk));
        if (table === undefined) {
          if (!isEnoughHead(buffer.bytes.subarray(buffer.from, buffer.end), false)) continue;
          table = open(false);
          if (isElsewhere()) return;
        }
        if (buffer.end - buffer.from >= Math.max(minBytes, table.wanted)) yield* table.drain(false);
        if (table.isDone) return;
        if (table.seek !== undefined) break;
      }
      table ??= open(true);
      if (isElsewhere()) return;
      if (table.seek === undefined) {
        if (transcode !== undefined) pushBytes(buffer, transcode(null));
        yield* table.drain(true);
      }
      const { seek } = table;
      if (seek === undefined) return;
      table.seek = undefined;
      table.wanted = 1;
      // Whoever hands out marks is given the bytes from them on.
      from = options.chunksFrom!(seek);
      buffer.from = 0;
      buffer.end = 0;
      buffer.base = seek;
      buffer.bytes[0] = 10;
      position = seek;
    }
  }
  /** Rows that cannot be divided belong to whoever begins with the first. */
  const isElsewhere = (): boolean => native === undefined && range !== undefined && range.from > 0;

  return {
    items: { [Symbol.asyncIterator]: read },
    books,
    encoding: () => encoding,
    stats: (): RowStats => stats,
    bytes: () => {
      if (range === undefined || native === undefined) return isElsewhere() ? 0 : position;
      return Math.max(0, Math.min(range.to, position) - range.from);
    },
  };
}

/**
 * UTF-8, and GB18030 where no mark can be the second byte of a character: the bar can, and those of JSON. What
 * else there is is made UTF-8 first.
 */
function nativeOf(encoding: EncodingName, delimiter: string): NativeEncoding | undefined {
  if (encoding === 'utf-8') return encoding;
  return encoding === 'gb18030' && delimiter !== '|' ? encoding : undefined;
}

function headText(head: Uint8Array, encoding: EncodingName): string {
  const text = new TextDecoder(encoding).decode(head);
  // TextDecoder drops the mark of the Unicode encodings alone.
  return encoding === 'gb18030' && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Throws `INPUT_SYNTAX` for a mark that cannot divide cells. */
function asciiDelimiter(delimiter: string, file: string): string {
  if (delimiter >= '\x01' && delimiter < '\x7f' && delimiter !== '"' && delimiter !== ' ')
    return delimiter;
  throw new CuilintError(
    'INPUT_SYNTAX',
    {
      zh: '首行 sep= 所指的分隔符不是可用的 ASCII 符号',
      en: 'the delimiter that the first line names (sep=) is no ASCII mark that can divide cells',
    },
    { at: { file, line: 1 } },
  );
}
