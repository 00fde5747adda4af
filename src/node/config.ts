import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Message, Problem } from '../model/error.ts';
import { nearest } from '../rules/nearest.ts';
import { shorten } from '../rules/parse-document.ts';
import { type ConfigFile, parseConfigFile } from './config-file.ts';
import type { Placed } from './config-values.ts';
import { isInside, readOwnFile } from './read-own-file.ts';

/** What is built in and can be extended by name. */
export const PRESETS: readonly string[] = ['recommended', 'strict'];

/** One file of a configuration. */
export interface ConfigLayer {
  readonly file: ConfigFile;
  /** Absolute: its patterns and paths are relative to it. */
  readonly folder: string;
}

export interface Config {
  /** The extended ones first: what stands later wins. */
  readonly layers: readonly ConfigLayer[];
  /** Absolute. Nothing outside of it is read. */
  readonly root: string;
  /** Place of the `extends: strict` that holds: preview rules decide as stable ones do. */
  readonly strict?: Placed<string>;
}

export interface LoadedConfig {
  readonly config: Config;
  readonly problems: readonly Problem[];
}

/** More files than any configuration of ours by an order: a chain must end. */
const MAX_FILES = 32;

/** As reports show a path: relative to the working folder, with `/`. */
export function shownFrom(cwd: string, path: string): string {
  const shown = relative(cwd, path);
  return sep === '/' ? shown : shown.replaceAll(sep, '/');
}

function configProblem(file: string, place: Placed<string> | undefined, reason: Message): Problem {
  return {
    type: 'problem',
    code: 'CONFIG_INVALID',
    file,
    ...(place === undefined ? {} : { line: place.place.line, column: place.place.column }),
    reason,
  };
}

function unknownPreset(name: string): Message {
  const near = nearest(name, PRESETS);
  const meant = near === undefined ? PRESETS.join('、') : near;
  return {
    zh: `extends 没有“${shorten(name)}”；可写 ${meant}，或以 ./ 开头的文件`,
    en: `extends knows no “${shorten(name)}”; write ${meant}, or a file that begins with ./`,
  };
}

function isPath(name: string): boolean {
  return name.startsWith('./') || name.startsWith('../') || /\.ya?ml$/.test(name);
}

/**
 * Reads a configuration and what it extends. `path` and `cwd` are absolute; `root` bounds what may be read
 * (`isNamed`: the file itself was named on the command line and may stand anywhere). Nothing is thrown:
 * with problems the configuration is not to be used.
 */
export function loadConfig(
  path: string,
  options: { readonly cwd: string; readonly root: string; readonly isNamed?: boolean },
): LoadedConfig {
  const { cwd, root } = options;
  const problems: Problem[] = [];
  const layers: ConfigLayer[] = [];
  let strict: Placed<string> | undefined;
  let files = 0;

  const add = (at: string, from: Placed<string> | undefined, open: readonly string[]): void => {
    const shown = shownFrom(cwd, at);
    // An error of reading stands where the file was asked for.
    const blame = (reason: Message): void => {
      const named = from === undefined ? reason : aboutExtended(from.value, reason);
      problems.push(configProblem(from?.place.file ?? shown, from, named));
    };
    files += 1;
    if (files > MAX_FILES) {
      blame({
        zh: `超过 ${MAX_FILES} 个配置文件`,
        en: `more than ${MAX_FILES} files of configuration`,
      });
      return;
    }
    const read = readOwnFile(at, options.isNamed && from === undefined ? null : root);
    if ('reason' in read) {
      blame(read.reason);
      return;
    }
    if (open.includes(read.real)) {
      blame({ zh: '循环继承', en: 'it extends itself' });
      return;
    }
    const parsed = parseConfigFile(shown, read.text);
    problems.push(...parsed.problems);
    const folder = dirname(at);
    for (const base of parsed.config.extends) {
      if (PRESETS.includes(base.value)) {
        strict = base.value === 'strict' ? base : undefined;
      } else if (!isPath(base.value)) {
        problems.push(configProblem(shown, base, unknownPreset(base.value)));
      } else if (isAbsolute(base.value) || !isInside(root, resolve(folder, base.value))) {
        problems.push(
          configProblem(
            shown,
            base,
            aboutExtended(base.value, {
              zh: '指向仓库之外',
              en: 'it leads out of the repository',
            }),
          ),
        );
      } else add(resolve(folder, base.value), base, [...open, read.real]);
    }
    layers.push({ file: parsed.config, folder });
  };

  add(path, undefined, []);
  return {
    config: { layers, root, ...(strict === undefined ? {} : { strict }) },
    problems,
  };
}

function aboutExtended(name: string, reason: Message): Message {
  return {
    zh: `extends “${shorten(name)}”：${reason.zh}`,
    en: `extends “${shorten(name)}”: ${reason.en}`,
  };
}

/** The last layer that says `key`, since it wins; undefined where none does. */
export function lastOf<T>(
  config: Config,
  read: (file: ConfigFile) => Placed<T> | undefined,
): (Placed<T> & { readonly folder: string }) | undefined {
  for (let index = config.layers.length - 1; index >= 0; index--) {
    const { file, folder } = config.layers[index]!;
    const found = read(file);
    if (found !== undefined) return { ...found, folder };
  }
  return undefined;
}
