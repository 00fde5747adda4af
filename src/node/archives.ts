import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { CuilintError, type Message, type Problem } from '../model/error.ts';
import { formatOf, isArchive } from '../readers/registry.ts';
import type { FileSource, FoundFiles } from './files.ts';
import { readingError } from './reading-error.ts';

type Opened = Pick<FoundFiles, 'sources' | 'problems' | 'ignored'>;

const MAX_ENTRIES = 10_000;
/** Logs of equal rows reach 100 to 1; a bomb 1,000. */
const MAX_RATIO = 250;
const RATIO_FROM_BYTES = 32 * 2 ** 20;
/** What is read whole must fit into one text. */
const MAX_WHOLE_BYTES = 512 * 2 ** 20;

const DAMAGED: Message = {
  zh: '压缩文件已损坏或不完整',
  en: 'the archive is damaged or incomplete',
};
const AGAIN: Message = {
  zh: '请重新压缩或重新下载后再检查',
  en: 'pack or fetch it again',
};

function damaged(id: string, cause: unknown): CuilintError {
  return new CuilintError('INPUT_UNREADABLE', DAMAGED, { hint: AGAIN, at: { file: id }, cause });
}

function tooLarge(id: string, reason: Message): CuilintError {
  return new CuilintError('INPUT_TOO_LARGE', reason, {
    at: { file: id },
    hint: {
      zh: '可能是压缩炸弹；若确是自己的文件，请解压后再检查',
      en: 'this may be a zip bomb; if the file is really yours, unpack it first',
    },
  });
}

const NESTED: Message = {
  zh: '压缩包里的压缩包，没有读取（只读一层 .gz）',
  en: 'an archive within an archive, which was not read (but for .gz files in a .zip)',
};
const UNPACK: Message = { zh: '请解压后检查', en: 'unpack it and check the files in it' };

const TOO_DENSE: Message = {
  zh: `压缩比超过 ${MAX_RATIO}`,
  en: `it is compressed by more than ${MAX_RATIO} to 1`,
};
const TOO_MUCH: Message = { zh: '解压后超过 512 MiB', en: 'it inflates to more than 512 MiB' };

/** Pieces as they are inflated; `packedBytes` tells how many have been read for them. */
async function* inflated(
  id: string,
  open: () => Promise<Readable>,
  packedBytes: () => number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let stream: Readable | undefined;
  let bytes = 0;
  try {
    stream = await open();
    for await (const chunk of stream) {
      // The streams of zlib and yauzl give bytes.
      const piece = chunk as Uint8Array;
      bytes += piece.length;
      if (bytes > RATIO_FROM_BYTES && bytes > MAX_RATIO * packedBytes())
        throw tooLarge(id, TOO_DENSE);
      yield piece;
    }
  } catch (error) {
    if (error instanceof CuilintError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // What is thrown of the content holds names of members: it is not passed on.
    throw /^E[A-Z]+$/.test(code) ? readingError(id, error) : damaged(id, error);
  } finally {
    stream?.destroy();
  }
}

async function whole(id: string, chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > MAX_WHOLE_BYTES) throw tooLarge(id, TOO_MUCH);
    parts.push(chunk);
  }
  return Buffer.concat(parts, bytes);
}

function memberSource(
  archive: FileSource,
  member: string,
  chunks: () => AsyncIterable<Uint8Array>,
): FileSource {
  const id = `${archive.id}!${member}`;
  return {
    id,
    name: member,
    isNamed: archive.isNamed,
    chunks,
    read: () => whole(id, chunks()),
    ...(archive.path === undefined ? {} : { archive: archive.path }),
  };
}

function openGzip(archive: FileSource, path: string): Opened {
  const slash = archive.name.lastIndexOf('/');
  const member = archive.name.slice(slash + 1).replace(/\.gz$/i, '');
  if (!archive.isNamed && formatOf(member) === undefined)
    return { sources: [], problems: [], ignored: { '.gz': 1 } };
  const id = `${archive.id}!${member}`;
  const chunks = (): AsyncIterable<Uint8Array> => {
    const packed = createReadStream(path);
    const gunzip = createGunzip();
    return inflated(
      id,
      async () => {
        packed.on('error', (error) => gunzip.destroy(error));
        return packed.pipe(gunzip);
      },
      () => packed.bytesRead,
    );
  };
  return { sources: [memberSource(archive, member, chunks)], problems: [], ignored: {} };
}

/** Inflates what comes, and fails as that does. */
function gunzipped(packed: AsyncIterable<Uint8Array>): Readable {
  const from = Readable.from(packed);
  const gunzip = createGunzip();
  from.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => from.destroy());
  return from.pipe(gunzip);
}

/** The name of a member: as it says, else UTF-8, else GB18030, in which Windows in China writes it. */
function nameOf(entry: Entry): string {
  const bytes = entry.fileNameRaw;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // It is no UTF-8.
    return new TextDecoder('gb18030').decode(bytes);
  }
}

function memberProblem(file: string, reason: Message, hint: Message): Problem {
  return { type: 'problem', code: 'INPUT_UNREADABLE', file, reason, hint };
}

async function openZip(archive: FileSource, path: string): Promise<Opened> {
  const sources: FileSource[] = [];
  const problems: Problem[] = [];
  const ignored: Record<string, number> = {};
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false });
    if (zip.entryCount > MAX_ENTRIES)
      throw tooLarge(archive.id, {
        zh: `压缩包里有 ${zip.entryCount} 个条目，上限 ${MAX_ENTRIES}`,
        en: `the zip holds ${zip.entryCount} entries; the limit is ${MAX_ENTRIES}`,
      });
    for await (const entry of zip.eachEntry()) {
      const member = nameOf(entry).replaceAll('\\', '/');
      const base = member.slice(member.lastIndexOf('/') + 1);
      if (base === '' || /^(?:__MACOSX\/|\.)|\/\.|(?:^|\/)~\$/.test(member)) continue;
      const id = `${archive.id}!${member}`;
      const isGzip = /\.gz$/i.test(base);
      const inner = base.replace(/\.gz$/i, '');
      if (isArchive(inner)) {
        problems.push(memberProblem(id, NESTED, UNPACK));
        continue;
      }
      if (formatOf(inner) === undefined) {
        const dot = base.lastIndexOf('.');
        const ending = dot <= 0 ? '' : base.slice(dot).toLowerCase();
        ignored[ending] = (ignored[ending] ?? 0) + 1;
        continue;
      }
      if (entry.isEncrypted()) {
        problems.push(
          memberProblem(
            id,
            { zh: '有密码保护，无法读取', en: 'it is protected by a password' },
            UNPACK,
          ),
        );
        continue;
      }
      const packedBytes = (): number => entry.compressedSize;
      const chunks = (): AsyncIterable<Uint8Array> =>
        inflated(id, () => zip.openReadStreamPromise(entry), packedBytes);
      const source = isGzip
        ? memberSource({ ...archive, id }, inner, () =>
            // What comes of both together is held against what lies in the zip.
            inflated(`${id}!${inner}`, async () => gunzipped(chunks()), packedBytes),
          )
        : memberSource(archive, member, chunks);
      sources.push({ ...source, isMember: true });
    }
  } catch (error) {
    const told =
      error instanceof CuilintError
        ? error
        : error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code))
          ? readingError(archive.id, error)
          : damaged(archive.id, error);
    return {
      sources: [],
      ignored: {},
      problems: [
        {
          type: 'problem',
          code: told.code,
          file: archive.id,
          reason: told.reason,
          ...(told.hint === undefined ? {} : { hint: told.hint }),
        },
      ],
    };
  }
  if (sources.length === 0 && problems.length === 0 && archive.isNamed)
    problems.push(
      memberProblem(
        archive.id,
        { zh: '压缩包里没有可检查的文件', en: 'the archive holds no file that can be judged' },
        { zh: '请解压后检查里面的文件', en: 'unpack it and check the files in it' },
      ),
    );
  return { sources, problems, ignored };
}

/**
 * The files in a gzip or zip file, as `archive!member`, read when their turn comes. Nothing is thrown: an archive
 * that cannot be opened is a problem, and so is an archive within one, but for a gzip file in a zip.
 */
export async function openArchive(archive: FileSource): Promise<Opened> {
  const { path } = archive;
  if (path === undefined) return { sources: [archive], problems: [], ignored: {} };
  return /\.gz$/i.test(archive.name) ? openGzip(archive, path) : await openZip(archive, path);
}
