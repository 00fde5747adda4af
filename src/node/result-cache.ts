import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Message } from '../model/error.ts';
import type { EncodingName } from '../model/source.ts';
import type { Decoded } from '../text/decode.ts';
import type { FileSource } from './files.ts';
import {
  KEPT_COLUMNS,
  type KeptColumns,
  keepColumns,
  type NamedColumns,
  namesOf,
  parseKept,
} from './kept-columns.ts';
import { keepUnfinished } from './unfinished.ts';

/** What a file in which nothing at all was found says of itself. */
export interface CleanFile {
  readonly format: string;
  readonly encoding: EncodingName | null;
  readonly segments: number;
  readonly smsParts: number;
  /** Places with Chinese in it that are no text, and texts that go on where nobody follows. */
  readonly unjudged: number;
  readonly unfollowed: number;
  readonly columns?: NamedColumns;
}

/** A file of this run, with what an earlier run has found out about the same bytes. */
export interface CachedFile {
  /** Nothing was found in it, and nothing is to be said of it but this. */
  readonly clean: CleanFile | undefined;
  /** The engine had nothing to say of this segment, by its number from 0. */
  isClean(segment: number): boolean;
  /** The engine had something to say of this segment. */
  note(segment: number): void;
  /** Its report names these columns; `decoded` is the text of the file. */
  name(columns: NamedColumns, decoded: Pick<Decoded, 'text'> & Pick<CleanFile, 'encoding'>): void;
  /** There is more to the file than its segments and columns: a problem, a directive. */
  spoil(): void;
  /** At the end of the file. */
  close(counts: Omit<CleanFile, 'columns'>): void;
}

/**
 * What is known of files whose bytes, rules and options were the same before. It keeps which segments are clean:
 * counts, places and keyed hashes, no text and no finding. What was found is judged anew, so a report does not depend
 * on it.
 */
export interface ResultCache {
  open(source: Pick<FileSource, 'id' | 'isNamed'>, bytes: Uint8Array): CachedFile;
}

const MAGIC = 'cuilint-cache 1 ';
/** Runs that change the cache after which an entry nobody asked for is dropped. */
const MAX_AGE = 20;
/** A file of this many marked segments is not worth remembering. */
const MAX_MARKED = 10_000;
const HASH_DIGITS = 32;
const CLEAN_VALUE = new RegExp(
  `^c [a-z]+ (?:-|[a-z0-9-]+) \\d+ \\d+(?: \\d+ \\d+(?: ${KEPT_COLUMNS})?)?$`,
);
const SEGMENTS_VALUE = /^s \d+ [\d,]*$/;

export interface OpenCache extends ResultCache {
  /** What was wrong with the file, which was then ignored. */
  readonly notice: Message | undefined;
  /** Writes what was learned. Returns what is to be told where that is not possible. */
  save(): Message | undefined;
}

interface Stored {
  readonly salt: string;
  /** To each hash its age and its value, as they stand in the file. */
  readonly entries: ReadonlyMap<string, string>;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** undefined where a byte of it is not as it was written. */
function parseStored(text: string): Stored | undefined {
  const end = text.lastIndexOf('\n', text.length - 2) + 1;
  if (text.slice(end) !== `${checksum(text.slice(0, end))}\n`) return undefined;
  const headEnd = text.indexOf('\n');
  const entries = new Map<string, string>();
  for (let at = headEnd + 1; at < end; ) {
    const lineEnd = text.indexOf('\n', at);
    entries.set(text.slice(at, at + HASH_DIGITS), text.slice(at + HASH_DIGITS + 1, lineEnd));
    at = lineEnd + 1;
  }
  return { salt: text.slice(MAGIC.length, headEnd), entries };
}

/** An entry without its age. */
function withoutAge(entry: string | undefined): string | undefined {
  return entry?.slice(entry.indexOf(' ') + 1);
}

type Read =
  | { readonly kind: 'read'; readonly stored: Stored }
  | { readonly kind: 'absent' | 'broken' | 'foreign' | 'unreadable' };

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function readCache(path: string): Read {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch (error) {
    // Whatever else it is, the run goes on without it.
    return { kind: isAbsent(error) ? 'absent' : 'unreadable' };
  }
  if (text === '') return { kind: 'absent' };
  if (!text.startsWith(MAGIC)) return { kind: 'foreign' };
  const stored = parseStored(text);
  return stored === undefined ? { kind: 'broken' } : { kind: 'read', stored };
}

/** Whether something that is no cache of ours, a folder too, stands at this place. */
export function isForeign(path: string): boolean {
  const head = Buffer.alloc(MAGIC.length);
  try {
    const descriptor = openSync(path, 'r');
    try {
      const count = readSync(descriptor, head, 0, head.length, null);
      return count > 0 && head.toString('latin1') !== MAGIC;
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return !isAbsent(error);
  }
}

const NOTICES = {
  broken: (shown: string): Message => ({
    zh: `缓存 ${shown} 已损坏，不予采用，将重新生成`,
    en: `the cache ${shown} is broken: it is not used and will be written anew`,
  }),
  foreign: (shown: string): Message => ({
    zh: `${shown} 不是本工具的缓存，不读取也不覆盖`,
    en: `${shown} is no cache of ours: it is neither used nor overwritten`,
  }),
  unreadable: (shown: string): Message => ({
    zh: `缓存 ${shown} 无法读取，本次不使用缓存`,
    en: `the cache ${shown} cannot be read: this run does without`,
  }),
  unwritable: (shown: string): Message => ({
    zh: `缓存 ${shown} 无法写入，下次不会更快`,
    en: `the cache ${shown} cannot be written: the next run will be no faster`,
  }),
} as const;

/** Beside its place, then renamed: two runs at once leave the cache of one of them. */
function write(path: string, text: string): void {
  const target = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const descriptor = openSync(target, 'w');
  const finished = keepUnfinished(target);
  try {
    let bytes = Buffer.from(text, 'latin1');
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(descriptor, bytes));
    closeSync(descriptor);
    renameSync(target, path);
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  } finally {
    finished();
  }
}

/** What a value says. */
interface Known {
  readonly clean?: Omit<CleanFile, 'columns'>;
  readonly kept?: KeptColumns;
  readonly marked?: ReadonlySet<number>;
}

/** undefined for what no version of ours writes, or one that is yet to come. */
function parseValue(value: string): Known | undefined {
  if (SEGMENTS_VALUE.test(value)) {
    const list = value.slice(value.indexOf(' ', 2) + 1);
    return { marked: new Set(list === '' ? [] : list.split(',').map(Number)) };
  }
  if (!CLEAN_VALUE.test(value)) return undefined;
  const [, format = '', encoding = '', segments, smsParts, unjudged = 0, unfollowed = 0, kept] =
    value.split(' ');
  return {
    clean: {
      format,
      // Safe: the checksum holds, so it is what was written.
      encoding: encoding === '-' ? null : (encoding as EncodingName),
      segments: Number(segments),
      smsParts: Number(smsParts),
      unjudged: Number(unjudged),
      unfollowed: Number(unfollowed),
    },
    ...(kept === undefined ? {} : { kept: parseKept(kept) }),
  };
}

/** Of small files many have the same value; lists of segments are long and each its own, so they are not kept. */
function createValueParser(): (value: string) => Known | undefined {
  const parsed = new Map<string, Known | undefined>();
  return (value) => {
    if (parsed.has(value)) return parsed.get(value);
    const known = parseValue(value);
    if (known?.marked === undefined) parsed.set(value, known);
    return known;
  };
}

function cleanFile(known: Known | undefined, bytes: Uint8Array): CleanFile | undefined {
  const clean = known?.clean;
  if (known?.kept === undefined || clean === undefined || clean.encoding === null) return clean;
  return { ...clean, columns: namesOf(known.kept, bytes, clean.encoding) };
}

/** What a process remembers from run to run, whether or not there is a file. */
export interface Memory {
  readonly salt: string;
  readonly entries: Map<string, string>;
}

export function createMemory(): Memory {
  return { salt: randomBytes(16).toString('hex'), entries: new Map() };
}

/**
 * The cache in the file `path` (absolute; `shown` as a person wrote it), or one that lasts as long as the process
 * (`path` undefined). `runKey` tells what else a verdict depends on: version, rules, options, configuration.
 * Nothing is thrown: what is wrong with the file is told, and the run goes on without it.
 */
export function openCache(
  path: string | undefined,
  shown: string,
  runKey: string,
  memory: Memory = createMemory(),
): OpenCache {
  const read = path === undefined ? ({ kind: 'absent' } as const) : readCache(path);
  const stored: Stored =
    read.kind === 'read' ? read.stored : { salt: memory.salt, entries: new Map() };
  const parseOnce = createValueParser();
  const met = new Map<string, string>();
  let hasNews = false;
  const key = checksum(`${stored.salt} ${runKey}`);
  const open: ResultCache['open'] = (source, bytes) => {
    const hash = createHash('sha256')
      .update(`${key} ${source.isNamed} ${source.id.length} ${source.id} `)
      .update(bytes)
      .digest('hex')
      .slice(0, HASH_DIGITS);
    const written = met.get(hash) ?? withoutAge(stored.entries.get(hash));
    const value = written ?? memory.entries.get(hash);
    const known = value === undefined ? undefined : parseOnce(value);
    // Worker threads have learned it in this run, and write nothing.
    hasNews ||= written === undefined && known !== undefined;
    const marked: number[] = [];
    let isSpoilt = false;
    let kept: string | undefined;
    if (value !== undefined && known !== undefined) met.set(hash, value);
    return {
      clean: cleanFile(known, bytes),
      isClean: (segment) => known?.marked?.has(segment) === false,
      note: (segment) => {
        marked.push(segment);
      },
      name: (columns, decoded) => {
        isSpoilt ||= kept !== undefined;
        kept = keepColumns(columns, bytes, decoded);
        isSpoilt ||= kept === undefined;
      },
      spoil: () => {
        isSpoilt = true;
      },
      close: ({ format, encoding, segments, smsParts, unjudged, unfollowed }) => {
        if (known !== undefined || marked.length > MAX_MARKED) return;
        hasNews = true;
        const isPlain = !isSpoilt && marked.length === 0;
        const learned = isPlain
          ? `c ${format} ${encoding ?? '-'} ${segments} ${smsParts} ${unjudged} ${unfollowed}${kept === undefined ? '' : ` ${kept}`}`
          : `s ${segments} ${marked.join(',')}`;
        met.set(hash, learned);
        memory.entries.set(hash, learned);
      },
    };
  };
  const save = (): Message | undefined => {
    if (path === undefined || !hasNews || read.kind === 'foreign' || read.kind === 'unreadable')
      return undefined;
    const lines = [...met].map(([hash, value]) => `${hash} 0 ${value}\n`);
    for (const [hash, entry] of stored.entries) {
      const age = Number.parseInt(entry, 10);
      if (!met.has(hash) && age < MAX_AGE) lines.push(`${hash} ${age + 1} ${withoutAge(entry)}\n`);
    }
    const text = `${MAGIC}${stored.salt}\n${lines.sort().join('')}`;
    try {
      write(path, `${text}${checksum(text)}\n`);
      return undefined;
    } catch {
      // A cache is a comfort: the run is whole without it.
      return NOTICES.unwritable(shown);
    }
  };
  const isFaulty = read.kind !== 'read' && read.kind !== 'absent';
  return { open, save, notice: isFaulty ? NOTICES[read.kind](shown) : undefined };
}
