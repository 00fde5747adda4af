import { closeSync, type Dirent, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { CuilintError, type Problem } from '../model/error.ts';
import type { Source } from '../model/source.ts';
import { formatOf, isArchive } from '../readers/registry.ts';
import { type IgnoreRules, openIgnoreRules, rulesBelow } from './ignore-rules.ts';
import { errorCode, readingError, unreadable } from './reading-error.ts';

export interface FileSource extends Source {
  /** Named on the command line: read whatever its ending, and never taken for a report of ours. */
  readonly isNamed: boolean;
  /** One of the files of a `.zip`, which may have been named when they were not. */
  readonly isMember?: true;
  /** Name whose ending tells the format; the id but for standard input. */
  readonly name: string;
  /** Absolute; absent where it is no file of the disk (standard input, the index of git, part of an archive). */
  readonly path?: string;
  /** The bytes in pieces, for who need not have them all at once. Rejects as `read` does. */
  readonly chunks?: (from?: number) => AsyncIterable<Uint8Array>;
  /** Absolute: the archive of which it is a part. */
  readonly archive?: string;
}

export interface FoundFiles {
  /** In the order of their ids, each file once. */
  readonly sources: readonly FileSource[];
  /** Paths that do not exist, folders that may not be read or hold nothing to judge. */
  readonly problems: readonly Problem[];
  /**
   * Left out when walking, by ending (`.pdf`); `''` without one, `symlink` for links, `gitignore` for files and
   * folders which that names, `copy` for annotated copies that say what the files beside them do.
   */
  readonly ignored: Readonly<Record<string, number>>;
  /** Folders that were walked, absolute. */
  readonly folders?: readonly string[];
  /** What walking met and would have been judged but for `leaveOut`, or for the file of which it is a copy. */
  readonly leftOut?: readonly FileSource[];
}

/** What is asked of the disk: handed in by tests. */
export interface Disk {
  stat(path: string): { isDirectory(): boolean };
  list(path: string): Dirent[];
  /** Whole content. Throws `TooLarge` above `maxBytes`, a Node error otherwise. */
  read(path: string, maxBytes: number): Uint8Array;
}

export interface FindOptions {
  /** Absolute. */
  readonly cwd: string;
  readonly disk?: Disk;
  /** Absolute paths, of folders too, that are never judged when walking: the reports of this very run. */
  readonly leaveOut?: readonly string[];
  /** Arguments that a list of files names: each a path and never a glob. */
  readonly listed?: ReadonlySet<string>;
  /** Bytes of standard input, and the name it goes by. */
  readonly stdin?: {
    readonly read: () => Uint8Array | Promise<Uint8Array>;
    readonly name?: string;
  };
}

/** The longest string of the engine is 2^29 - 24 units; a file beyond it cannot be one text. */
const MAX_BYTES = 512 * 1024 * 1024;
const BLOCK_BYTES = 1 << 18;

class TooLarge extends Error {}

let block: Buffer | undefined;

/**
 * Reads in blocks until the end, so that a device without a size and without an end stops at `maxBytes`.
 * For a small file four system calls instead of the six of readFileSync: 2,000 files in 24 ms, not 35.
 */
function readWhole(path: string, maxBytes: number): Uint8Array {
  block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES);
  const descriptor = openSync(path, 'r');
  try {
    const parts: Buffer[] = [];
    let total = 0;
    for (;;) {
      const count = readSync(descriptor, block, 0, BLOCK_BYTES, null);
      if (count === 0) break;
      total += count;
      if (total > maxBytes) throw new TooLarge();
      parts.push(Buffer.from(block.subarray(0, count)));
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts, total);
  } finally {
    closeSync(descriptor);
  }
}

const REAL_DISK: Disk = {
  stat: (path) => statSync(path),
  list: (path) => readdirSync(path, { withFileTypes: true }),
  read: readWhole,
};

const CHUNK_BYTES = 1 << 20;

/** A file in pieces. A piece is good until the next one is asked for. */
async function* readChunks(
  path: string,
  id: string,
  from: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    throw readingError(id, error);
  }
  const piece = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  // A place of its own where one is asked for: a pipe has none.
  let at = from > 0 ? from : null;
  try {
    for (;;) {
      const count = readSync(descriptor, piece, 0, CHUNK_BYTES, at);
      if (at !== null) at += count;
      if (count === 0) return;
      yield piece.subarray(0, count);
    }
  } catch (error) {
    throw readingError(id, error);
  } finally {
    closeSync(descriptor);
  }
}

function fileSource(disk: Disk, path: string, id: string, isNamed: boolean): FileSource {
  return {
    id,
    name: id,
    isNamed,
    path,
    ...(disk === REAL_DISK ? { chunks: (from = 0) => readChunks(path, id, from) } : {}),
    read: () => {
      try {
        return disk.read(path, MAX_BYTES);
      } catch (error) {
        if (error instanceof TooLarge) {
          throw new CuilintError(
            'INPUT_TOO_LARGE',
            { zh: '文件超过 512 MiB', en: 'the file is larger than 512 MiB' },
            {
              hint: { zh: '请拆分后再检查', en: 'split it and check the parts' },
              at: { file: id },
            },
          );
        }
        throw readingError(id, error);
      }
    },
  };
}

/** Own files: configuration, suppressions and baseline hold no messages; nor do the locks of Office (`~$…`). */
const OWN_FILE = /^cuilint\.(?:config|suppressions|baseline)\.|^~\$/;
/**
 * Not even counted: a run with it must say what a run without it says. The last are half-written reports, which a
 * run that was killed has left behind.
 */
const CACHE_FILE =
  /^\.{1,2}cuilintcache(?:\.\d+\.tmp)?$|^\.cuilint-audit\.key$|^\..+\.(?:\d+|resume)\.tmp$/;
const LEFT_OUT_FOLDERS: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** Path as reports show it. */
function shownPath(cwd: string, path: string): string {
  const shown = relative(cwd, path);
  return (sep === '/' ? shown : shown.replaceAll(sep, '/')) || '.';
}

function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot).toLowerCase();
}

interface Walk {
  readonly disk: Disk;
  readonly leaveOut: ReadonlySet<string>;
  readonly sources: Map<string, FileSource>;
  readonly problems: Problem[];
  readonly ignored: Record<string, number>;
  readonly folders: string[];
  readonly leftOut: FileSource[];
}

function countIgnored({ ignored }: Walk, kind: string): void {
  ignored[kind] = (ignored[kind] ?? 0) + 1;
}

function isRead(name: string): boolean {
  return formatOf(name) !== undefined || isArchive(name);
}

function noteLeftOut(walk: Walk, path: string, id: string): void {
  if (isRead(id)) walk.leftOut.push(fileSource(walk.disk, path, id, false));
}

/** Adds what a folder holds. Links are never followed: they lead out, or to what is walked anyway. */
async function walkFolder(
  walk: Walk,
  path: string,
  shown: string,
  rules: IgnoreRules,
): Promise<void> {
  walk.folders.push(path);
  let entries: Dirent[];
  try {
    entries = walk.disk.list(path);
  } catch (error) {
    walk.problems.push(unreadable(shown || '.', error, true));
    return;
  }
  const inner = entries.some((entry) => entry.name === '.gitignore')
    ? await rules.enter(path)
    : rules;
  const prefix = shown === '' ? '' : `${shown}/`;
  for (const entry of entries) {
    const { name } = entry;
    const at = path.endsWith(sep) ? path + name : path + sep + name;
    if (entry.isDirectory()) {
      if (LEFT_OUT_FOLDERS.has(name) || walk.leaveOut.has(at)) continue;
      if (inner.isIgnored(at, true)) countIgnored(walk, 'gitignore');
      else await walkFolder(walk, at, prefix + name, inner);
    } else if (entry.isFile()) {
      if (CACHE_FILE.test(name)) continue;
      const isIgnored = inner.isIgnored(at, false);
      if (walk.leaveOut.has(at)) {
        if (!isIgnored) noteLeftOut(walk, at, prefix + name);
      } else if (isIgnored) countIgnored(walk, 'gitignore');
      else if (!isRead(name)) countIgnored(walk, endingOf(name));
      else if (!OWN_FILE.test(name) && !walk.sources.has(at))
        walk.sources.set(at, fileSource(walk.disk, at, prefix + name, false));
    } else countIgnored(walk, entry.isSymbolicLink() ? 'symlink' : 'special');
  }
}

const GLOB = /[*?[\]{}!()]/;

async function expandGlob(argument: string, cwd: string): Promise<readonly string[]> {
  const { globSync } = await import('tinyglobby');
  return globSync(argument.replaceAll('\\', '/'), {
    cwd,
    absolute: true,
    dot: true,
    onlyFiles: true,
    followSymbolicLinks: false,
    ignore: ['**/.git/**', '**/node_modules/**'],
  });
}

async function addGlob(walk: Walk, argument: string, cwd: string): Promise<boolean> {
  let found = false;
  const parts = argument.replaceAll('\\', '/').split('/');
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => GLOB.test(part)),
  );
  const rulesIn = rulesBelow(
    resolve(cwd, fixed.join('/') || (argument.startsWith('/') ? '/' : '.')),
  );
  for (const path of (await expandGlob(argument, cwd)).toSorted()) {
    const real = resolve(path);
    const rules = await rulesIn(dirname(real));
    const name = real.slice(real.lastIndexOf(sep) + 1);
    // A pattern means what a folder means: no locks of Office, no reports that are being written.
    if (OWN_FILE.test(name) || CACHE_FILE.test(name)) continue;
    const isIgnored = rules === null || rules.isIgnored(real, false);
    if (walk.leaveOut.has(real)) {
      if (!isIgnored) noteLeftOut(walk, real, shownPath(cwd, real));
      continue;
    }
    if (isIgnored) {
      countIgnored(walk, 'gitignore');
      continue;
    }
    if (!isRead(real)) {
      countIgnored(walk, endingOf(name));
      continue;
    }
    found = true;
    if (!walk.sources.has(real))
      walk.sources.set(real, fileSource(walk.disk, real, shownPath(cwd, real), false));
  }
  return found;
}

function nothingFound(argument: string, isFolder: boolean): Problem {
  return {
    type: 'problem',
    code: 'INPUT_EMPTY',
    file: argument,
    reason: isFolder
      ? { zh: '文件夹里没有可检查的文件', en: 'the folder holds no file that can be judged' }
      : { zh: '没有匹配的文件', en: 'no file matches' },
    hint: {
      zh: '可读取 xlsx、docx、txt、md、yaml、json、jsonl、csv、tsv、资源文件、网页模板和源代码；其他后缀的文件请直接写出文件名',
      en: 'read are xlsx, docx, txt, md, yaml, json, jsonl, csv, tsv, string resources, page templates and source code; name a file of another kind to have it read as text',
    },
  };
}

async function addArgument(walk: Walk, argument: string, options: FindOptions): Promise<void> {
  const { cwd } = options;
  const path = resolve(cwd, argument);
  let isFolder: boolean;
  try {
    isFolder = walk.disk.stat(path).isDirectory();
  } catch (error) {
    const isGlob = GLOB.test(argument) && options.listed?.has(argument) !== true;
    if (errorCode(error) === 'ENOENT' && isGlob) {
      if (!(await addGlob(walk, argument, cwd))) walk.problems.push(nothingFound(argument, false));
    } else walk.problems.push(unreadable(argument, error, false));
    return;
  }
  if (!isFolder) {
    walk.sources.set(path, fileSource(walk.disk, path, shownPath(cwd, path), true));
    return;
  }
  const before = walk.sources.size + walk.problems.length;
  const shown = shownPath(cwd, path);
  await walkFolder(walk, path, shown === '.' ? '' : shown, await openIgnoreRules(path));
  if (walk.sources.size + walk.problems.length === before && !holdsKnown(walk, path)) {
    walk.problems.push(nothingFound(argument, true));
  }
}

/** A folder inside another that was walked before adds nothing, and is not empty for that. */
function holdsKnown(walk: Walk, folder: string): boolean {
  const prefix = folder.endsWith(sep) ? folder : folder + sep;
  for (const path of walk.sources.keys()) if (path.startsWith(prefix)) return true;
  return false;
}

function stdinSource(stdin: NonNullable<FindOptions['stdin']>): FileSource {
  return { id: stdin.name ?? '-', name: stdin.name ?? '-', isNamed: true, read: stdin.read };
}

/**
 * The files that `args` mean: files as named, folders walked, globs where no such path exists, `-`.
 *
 * A folder honours .gitignore (those above it too) and leaves out .git, node_modules and own files; what
 * has an ending that we do not read is counted. Nothing is thrown: what is wrong with a path is a
 * `Problem`, and an argument without any file is one too. Ids are relative to `cwd` with `/`.
 */
export async function findFiles(
  args: readonly string[],
  options: FindOptions,
): Promise<FoundFiles> {
  const walk: Walk = {
    disk: options.disk ?? REAL_DISK,
    leaveOut: new Set(options.leaveOut),
    sources: new Map(),
    problems: [],
    ignored: {},
    folders: [],
    leftOut: [],
  };
  for (const argument of args) {
    if (argument === '-' && options.stdin !== undefined)
      walk.sources.set('-', stdinSource(options.stdin));
    else await addArgument(walk, argument, options);
  }
  const archives = [...walk.sources].filter(([, { name }]) => isArchive(name));
  if (archives.length > 0) {
    const { openArchive } = await import('./archives.ts');
    for (const [path, source] of archives) {
      const opened = await openArchive(source);
      walk.sources.delete(path);
      for (const member of opened.sources) walk.sources.set(`${path}!${member.id}`, member);
      walk.problems.push(...opened.problems);
      for (const [ending, count] of Object.entries(opened.ignored))
        walk.ignored[ending] = (walk.ignored[ending] ?? 0) + count;
    }
  }
  const isOffice = ({ isNamed, name }: FileSource): boolean =>
    !isNamed && /\.(?:xls|doc)[xm]$/i.test(name);
  if ([...walk.sources.values()].some(isOffice)) {
    const { findAnnotatedCopies } = await import('./annotated-copies.ts');
    for (const [path, source] of await findAnnotatedCopies(walk.sources)) {
      walk.sources.delete(path);
      walk.leftOut.push(source);
      countIgnored(walk, 'copy');
    }
  }
  return {
    sources: [...walk.sources.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
    problems: walk.problems,
    ignored: Object.fromEntries(Object.entries(walk.ignored).sort(([a], [b]) => (a < b ? -1 : 1))),
    folders: walk.folders,
    leftOut: walk.leftOut,
  };
}
