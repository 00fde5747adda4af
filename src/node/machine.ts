import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { askGit, foreignRepository } from './git-facts.ts';

/** What `doctor` asks of the machine. */
export interface Machine {
  /** Such as `20.11.0`. */
  readonly node: string;
  readonly system: string;
  /** All the encodings that we read can be decoded. */
  readonly decodes: boolean;
  /** `git version 2.39.5`; undefined where there is none. */
  readonly git: string | undefined;
  readonly isRepository: boolean;
  /** As `foreignRepository` has it. */
  readonly foreign: string | undefined;
  readonly isShallow: boolean;
  /** The working folder can be written to, and so can what an earlier run left as cache. */
  readonly isWritable: boolean;
}

function decodesAll(): boolean {
  try {
    for (const label of ['utf-8', 'gb18030', 'big5', 'utf-16le', 'utf-16be'])
      new TextDecoder(label, { fatal: true });
    return true;
  } catch {
    // An unknown label is a RangeError and nothing else.
    return false;
  }
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    // Which permission is missing makes no difference to what has to be done.
    return false;
  }
}

/** `cache`: absolute path of the file of `--cache`. */
export function askMachine(cwd: string, cache: string): Machine {
  return {
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
    decodes: decodesAll(),
    git: askGit(cwd, ['--version']),
    isRepository: askGit(cwd, ['rev-parse', '--is-inside-work-tree']) === 'true',
    foreign: foreignRepository(cwd),
    isShallow: askGit(cwd, ['rev-parse', '--is-shallow-repository']) === 'true',
    isWritable:
      mayWrite(cwd) && (!existsSync(cache) || (statSync(cache).isFile() && mayWrite(cache))),
  };
}
