import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../model/error.ts';
import { type Changed, changedFiles, emptyTree, git, paths } from './git-diff.ts';
import { FOREIGN, foreignRepository } from './git-facts.ts';

/** Where git has the text of a file: `name` as `git cat-file` takes it, in the repository at `top`. */
export interface Blob {
  readonly top: string;
  readonly name: string;
}

/** A changed file of a submodule. */
export interface ChangedPart {
  /** From the top of the repository that was asked for. */
  readonly path: string;
  readonly changed: Changed;
  readonly blob: Blob;
}

/** How the index (commit, stage, path) and a commit (type, commit, path) list a submodule. */
const GITLINK = /^160000 (?:commit )?([0-9a-f]+)(?: \d)?\t(.*)$/s;

/** Why git cannot compare the submodule at `path`, checked out in `inside`, with what it was. */
function notCompared(path: string, inside: string): Problem {
  const problem = { type: 'problem', code: 'INPUT_UNREADABLE', file: path } as const;
  const foreign = foreignRepository(inside);
  if (foreign !== undefined)
    return { ...problem, reason: FOREIGN.reason, hint: FOREIGN.hint(foreign) };
  return {
    ...problem,
    reason: {
      zh: '子模块里没有用来比较的提交，其中的改动没有检查',
      en: 'the submodule lacks the commit to compare with: what changed in it was not judged',
    },
    hint: {
      zh: '在子模块里取得它：git fetch（浅克隆用 git fetch --unshallow）',
      en: 'get it in the submodule: git fetch (in a shallow clone git fetch --unshallow)',
    },
  };
}

/**
 * The changed files of the submodules of the repository at `top`, and of theirs, since `base` had them: on the disk, or
 * with `staged` up to the commits that the index has (`index`) or that commit. git compares a repository with its
 * submodules as commits alone. Those that are not checked out have no files here, and are passed over like an empty
 * folder.
 */
export function* changedSubmodules(
  top: string,
  base: string,
  staged?: string,
): Generator<ChangedPart | Problem, void, undefined> {
  if (!existsSync(join(top, '.gitmodules'))) return;
  const isCommit = staged !== undefined && staged !== 'index';
  const list = isCommit ? ['ls-tree', '-r', '-z', staged] : ['ls-files', '--stage', '-z'];
  for (const entry of paths(git(top, list))) {
    const [, now, path] = GITLINK.exec(entry) ?? [];
    if (now === undefined || path === undefined) continue;
    const inside = join(top, path);
    if (!existsSync(join(inside, '.git'))) continue;
    const [before = ''] = paths(git(top, ['ls-tree', '-z', base, '--', path]));
    const then = GITLINK.exec(before)?.[1] ?? emptyTree(inside);
    const isStaged = staged !== undefined;
    if (isStaged && then === now) continue;
    const changed = changedFiles(inside, isStaged ? [then, now] : [then], !isStaged);
    if (changed === undefined) {
      yield notCompared(path, inside);
      continue;
    }
    for (const [file, stretches] of changed) {
      yield {
        path: `${path}/${file}`,
        changed: stretches,
        blob: { top: inside, name: `${now}:${file}` },
      };
    }
    for (const part of changedSubmodules(inside, then, isStaged ? now : undefined)) {
      yield 'type' in part
        ? { ...part, file: `${path}/${part.file}` }
        : { ...part, path: `${path}/${part.path}` };
    }
  }
}
