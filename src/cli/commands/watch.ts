import { dirname, join, resolve } from 'node:path';
import { CuilintError, formatProblem } from '../../model/error.ts';
import { shownFrom } from '../../node/config.ts';
import { CONFIG_NAME, findConfig, SUPPRESSIONS_NAME } from '../../node/find-config.ts';
import { createMemory } from '../../node/result-cache.ts';
import { createFolderWatcher, foldersBelow, type Watched } from '../../node/watch.ts';
import { visible } from '../../reporters/visible.ts';
import type { Io } from '../io.ts';
import { type RawOptions, usageError } from '../options.ts';
import { RUN } from '../phrases.ts';
import { DAILY } from '../phrases-daily.ts';
import type { PreparedRun } from '../run.ts';
import type { Services } from '../services.ts';
import { runCheck } from './check.ts';

/** Screen, what has rolled off it, and the cursor to its corner. */
const CLEAR = '\u001b[2J\u001b[3J\u001b[H';
const SHOWN_CHANGES = 3;
const GLOB = /[*?[\]{}!()]/;

/** The folders in which a glob may match something new. */
function foldersOfGlob(path: string, cwd: string): readonly string[] {
  const parts = path.replaceAll('\\', '/').split('/');
  const first = parts.findIndex((part) => GLOB.test(part));
  return first < 0 ? [] : foldersBelow(resolve(cwd, parts.slice(0, first).join('/') || '.'));
}

/** What decides the next run: its files, and every file from which the run took its settings. */
function watchedBy(run: PreparedRun, raw: RawOptions, io: Io): Watched {
  const { cwd } = io;
  const { root } = findConfig(cwd);
  const { config, baseline } = run.plan ?? {};
  const above: string[] = [];
  for (let at = cwd; ; at = dirname(at)) {
    for (const name of [CONFIG_NAME, SUPPRESSIONS_NAME, '.gitignore']) above.push(join(at, name));
    if (at === root || dirname(at) === at) break;
  }
  const layers = config?.layers ?? [];
  const dictionaries = layers.flatMap(({ file, folder }) =>
    file.dictionaries.map(({ value }) => resolve(folder, value)),
  );
  const named = [raw.config, raw.vars, raw.baseline, ...(raw.filesFrom ?? [])].filter(
    (path) => typeof path === 'string',
  );
  return {
    folders: [
      ...(run.found.folders ?? []),
      ...run.paths.flatMap((path) => foldersOfGlob(path, cwd)),
      ...dictionaries.flatMap(foldersBelow),
    ],
    files: [
      ...above,
      ...run.paths.map((path) => resolve(cwd, path)),
      ...named.map((path) => resolve(cwd, path)),
      ...layers.flatMap(({ file, folder }) =>
        file.extends.map(({ value }) => resolve(folder, value)),
      ),
      ...dictionaries,
      ...(baseline === undefined ? [] : [baseline.path]),
    ],
    own: [
      ...run.settings.targets.flatMap(({ file }) => (file === undefined ? [] : [file])),
      ...(run.settings.cache === undefined ? [] : [run.settings.cache]),
    ].map((file) => resolve(cwd, file)),
  };
}

/**
 * `check` again and again, whenever a file, the configuration or what it names changes. A run goes over all
 * files, so that every report is whole, and judges only what it does not know yet. A wrong command line
 * throws CuilintError; what goes wrong later is told, and watching goes on. Returns 130 or 143: it is ended by
 * a signal.
 */
export async function runWatch(
  paths: readonly string[],
  raw: RawOptions,
  io: Io,
  services: Services,
  version: string,
): Promise<number> {
  if (paths.includes('-') || raw.filesFrom?.includes('-')) throw usageError(DAILY.stdinWatched);
  const watcher = createFolderWatcher();
  const memory = createMemory();
  let code = 0;
  let isRunning = false;
  let lang: 'zh' | 'en' = raw.lang === 'en' ? 'en' : 'zh';
  const tell = (line: string): void => void io.stderr.stream.write(`${visible(line)}\n`);
  const stop = (signal: 'SIGINT' | 'SIGTERM'): void => {
    code = signal === 'SIGINT' ? 130 : 143;
    watcher.close();
    if (!isRunning) return;
    // In the middle of a run the signal ends the process as it does without --watch.
    unhook();
    process.kill(process.pid, signal);
  };
  const unhook = (): void => {
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  let last: PreparedRun | undefined;
  const prepared = (run: PreparedRun): void => {
    // A run over a broken configuration has found no files: those of the one before are still meant.
    const found = run.problems.length > 0 ? (last?.found ?? run.found) : run.found;
    last = { ...run, found };
    lang = run.settings.lang;
    watcher.look(watchedBy(last, raw, io));
  };
  const once = async (): Promise<void> => {
    isRunning = true;
    try {
      await runCheck(paths, raw, io, services, version, { memory, prepared });
    } catch (error) {
      if (!(error instanceof CuilintError) || last === undefined) throw error;
      const { code: kind, reason, hint, at } = error;
      const problem = { code: kind, reason, ...at, ...(hint === undefined ? {} : { hint }) };
      tell(`${RUN.error[lang]}: ${formatProblem(problem, lang)}`);
    } finally {
      isRunning = false;
    }
  };
  try {
    await once();
    for (;;) {
      tell(DAILY.watching(last?.found.sources.length ?? 0)[lang]);
      const changed = await watcher.changed();
      if (code !== 0) return code;
      if (io.stdout.isTerminal) io.stdout.stream.write(CLEAR);
      else {
        const shown = changed.slice(0, SHOWN_CHANGES).map((path) => shownFrom(io.cwd, path) || '.');
        const more = changed.length > shown.length ? ' …' : '';
        tell(`${DAILY.again[lang]}${shown.join(', ')}${more}`);
      }
      await once();
    }
  } finally {
    watcher.close();
    unhook();
  }
}
