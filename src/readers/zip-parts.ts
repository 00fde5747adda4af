import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { CuilintError, type Message } from '../model/error.ts';

/** The parts of an Office file, by name. Names compare without regard to case, `/` between folders. */
export interface ZipParts {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** Inflated bytes in pieces. Throws CuilintError for a missing or damaged part and one beyond the limits. */
  open(name: string): AsyncIterable<Uint8Array>;
}

const MAX_ENTRIES = 10_000;
/** All parts that are read, inflated. A full sheet of a million rows has some 600 MB. */
const MAX_TOTAL_BYTES = 2 ** 31;
/** Sheets of equal rows reach 100; a bomb 1,000. */
const MAX_RATIO = 250;
const RATIO_FROM_BYTES = 32 * 2 ** 20;

const SAVE_AGAIN: Message = {
  zh: '请在 Excel、WPS 或 Word 里打开并另存一份，再检查新文件',
  en: 'open it in Excel, WPS or Word, save a copy, and check the copy',
};

/** The file or one of its parts is not what it should be. */
export function damaged(reason: Message, cause?: unknown): CuilintError {
  return new CuilintError('INPUT_UNREADABLE', reason, {
    hint: SAVE_AGAIN,
    ...(cause === undefined ? {} : { cause }),
  });
}

function tooLarge(reason: Message): CuilintError {
  return new CuilintError('INPUT_TOO_LARGE', reason, {
    hint: {
      zh: '可能是压缩炸弹；若确是自己的文件，请拆分后再检查',
      en: 'this may be a zip bomb; if the file is really yours, split it and check the parts',
    },
  });
}

const NO_ZIP: Message = {
  zh: '文件已损坏或不完整（压缩结构无法读取）',
  en: 'the file is damaged or incomplete (its zip structure cannot be read)',
};

function partKey(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase();
}

/** Absent before Node 20.15: there a changed byte shows only where deflate or XML breaks by it. */
const sumOf: typeof crc32 | undefined = crc32;

/**
 * Reads the directory of a zip held in memory; nothing is inflated yet. Throws CuilintError for what is no
 * zip, is cut off, holds a name twice, or has more than 10,000 entries.
 */
export async function openZip(bytes: Uint8Array): Promise<ZipParts> {
  const entries = new Map<string, Entry>();
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let zip: ZipFile;
  try {
    zip = await fromBufferPromise(buffer, { lazyEntries: true, autoClose: false });
    if (zip.entryCount > MAX_ENTRIES) throw tooManyEntries(zip.entryCount);
    for await (const entry of zip.eachEntry()) {
      const key = partKey(entry.fileName);
      if (entries.has(key)) throw damaged(NO_ZIP);
      entries.set(key, entry);
    }
  } catch (error) {
    // What yauzl throws speaks of the file; its words hold names of entries and are not passed on.
    throw error instanceof CuilintError ? error : damaged(NO_ZIP, error);
  }
  let total = 0;
  return {
    names: [...entries.values()].map(({ fileName }) => fileName),
    has: (name) => entries.has(partKey(name)),
    open: async function* open(name) {
      const entry = entries.get(partKey(name));
      if (entry === undefined) {
        throw damaged({ zh: `缺少部件 ${name}`, en: `the part ${name} is missing` });
      }
      const { uncompressedSize, compressedSize } = entry;
      total += uncompressedSize;
      if (total > MAX_TOTAL_BYTES) throw tooLarge(TOO_MUCH);
      if (uncompressedSize > RATIO_FROM_BYTES && uncompressedSize > MAX_RATIO * compressedSize) {
        throw tooLarge(TOO_DENSE);
      }
      const broken: Message = {
        zh: `部件 ${name} 已损坏`,
        en: `the part ${name} is damaged`,
      };
      let sum = 0;
      const stream = await zip.openReadStreamPromise(entry).catch((error: unknown) => {
        throw damaged(broken, error);
      });
      try {
        for await (const chunk of stream) {
          // The streams of yauzl give bytes.
          const piece = chunk as Uint8Array;
          sum = sumOf?.(piece, sum) ?? entry.crc32;
          yield piece;
        }
      } catch (error) {
        throw error instanceof CuilintError ? error : damaged(broken, error);
      } finally {
        stream.destroy();
      }
      if (sum !== entry.crc32 && uncompressedSize > 0) throw damaged(broken);
    },
  };
}

function tooManyEntries(count: number): CuilintError {
  return tooLarge({
    zh: `压缩包里有 ${count} 个条目，上限 ${MAX_ENTRIES}`,
    en: `the zip holds ${count} entries; the limit is ${MAX_ENTRIES}`,
  });
}

const TOO_MUCH: Message = {
  zh: '解压后超过 2 GiB',
  en: 'it inflates to more than 2 GiB',
};

const TOO_DENSE: Message = {
  zh: `压缩比超过 ${MAX_RATIO}`,
  en: `it is compressed by more than ${MAX_RATIO} to 1`,
};
