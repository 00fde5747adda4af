import { existsSync, type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { CuilintError } from '../model/error.ts';
import { formatOf } from '../readers/registry.ts';

/** What a run has looked at. All paths are absolute. */
export interface Watched {
  /** Walked: what is new in them, or gone, counts as well. */
  readonly folders: readonly string[];
  /** Wherever they stand, and whether they are there or not. */
  readonly files: readonly string[];
  /** Written by the run itself. */
  readonly own: readonly string[];
}

export interface FolderWatcher {
  /** From now on these and no others. Throws CuilintError where the system will not watch a folder. */
  look(at: Watched): void;
  /** The paths that changed, sorted, once nothing has moved for a moment; [] when it was closed. */
  changed(): Promise<readonly string[]>;
  close(): void;
}

/** Editors write a file in several steps, and git many files. */
const QUIET_MS = 120;
const TEMPORARY = /^\.(.+)\.\d+\.tmp$/;

/** `folder` and all below it but what no walk enters. */
export function foldersBelow(folder: string): readonly string[] {
  try {
    const inner = readdirSync(folder, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules',
    );
    return [folder, ...inner.flatMap(({ name }) => foldersBelow(join(folder, name)))];
  } catch {
    // Gone in the meantime, or not to be read: the run itself says so.
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The folder of a path, or where there is none yet the nearest above in which it may appear. */
function standingFolder(path: string): string {
  let at = dirname(path);
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}

function cannotWatch(folder: string, error: unknown): CuilintError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new CuilintError(
    'INPUT_UNREADABLE',
    {
      zh: `无法监视此文件夹（${code || '未知错误'}）`,
      en: `this folder cannot be watched (${code || 'unknown error'})`,
    },
    {
      at: { file: folder },
      hint: {
        zh: '减少要检查的文件夹，或提高系统的监视数量上限（Linux：fs.inotify.max_user_watches）',
        en: 'watch fewer folders, or raise the limit of the system (Linux: fs.inotify.max_user_watches)',
      },
      cause: error,
    },
  );
}

/**
 * Tells of changes below folders. A watcher for each folder: `recursive` of node:fs watches .git and
 * node_modules too, a watcher a file on Linux.
 */
export function createFolderWatcher(): FolderWatcher {
  const watchers = new Map<string, FSWatcher>();
  const pending = new Set<string>();
  let folders: ReadonlySet<string> = new Set();
  let files: ReadonlySet<string> = new Set();
  let own: ReadonlySet<string> = new Set();
  let isClosed = false;
  let wake: (() => void) | undefined;

  const matters = (folder: string, name: string): boolean => {
    const path = folder.endsWith(sep) ? folder + name : folder + sep + name;
    const temporary = TEMPORARY.exec(name)?.[1];
    if (own.has(path) || (temporary !== undefined && own.has(join(folder, temporary))))
      return false;
    if (files.has(path)) return true;
    if (!folders.has(folder)) {
      // A folder on the way to a file that is not there yet.
      return [...files].some((file) => file.startsWith(path + sep));
    }
    return (
      formatOf(name) !== undefined || name === '.gitignore' || folders.has(path) || isFolder(path)
    );
  };
  const add = (folder: string): void => {
    if (watchers.has(folder) || !existsSync(folder)) return;
    let watcher: FSWatcher;
    try {
      watcher = watch(folder, (_, name) => {
        if (name !== null && !matters(folder, name)) return;
        pending.add(name === null ? folder : join(folder, name));
        wake?.();
      });
    } catch (error) {
      throw cannotWatch(folder, error);
    }
    // A watched folder that is removed is an error on Windows; its parent tells of it.
    watcher.on('error', () => watcher.close());
    watchers.set(folder, watcher);
  };
  const stopped = (): Promise<void> =>
    new Promise((done) => {
      let timer: NodeJS.Timeout | undefined;
      wake = () => {
        clearTimeout(timer);
        timer = setTimeout(done, isClosed ? 0 : QUIET_MS);
      };
      if (pending.size > 0 || isClosed) wake();
    });
  return {
    look: (at) => {
      folders = new Set(at.folders);
      files = new Set(at.files);
      own = new Set(at.own);
      const wanted = new Set([...folders, ...at.files.map(standingFolder)]);
      for (const [folder, watcher] of watchers) {
        if (wanted.has(folder)) continue;
        watcher.close();
        watchers.delete(folder);
      }
      for (const folder of wanted) add(folder);
    },
    changed: async () => {
      await stopped();
      wake = undefined;
      const paths = [...pending].sort();
      pending.clear();
      return isClosed ? [] : paths;
    },
    close: () => {
      isClosed = true;
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
      wake?.();
    },
  };
}
