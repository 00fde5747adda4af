import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { createTouched } from '../engine/changed-lines.ts';
import { CuilintError, type Message, type Problem } from '../model/error.ts';
import { formatOf } from '../readers/registry.ts';
import { shownFrom } from './config.ts';
import { filePatterns } from './file-patterns.ts';
import type { FileSource, FoundFiles } from './files.ts';
import type { Touched } from './gate.ts';
import { changedFiles, emptyTree, git, lines, refused } from './git-diff.ts';
import { FOREIGN, foreignRepository } from './git-facts.ts';
import { isInside } from './read-own-file.ts';
import { type Blob, changedSubmodules } from './submodules.ts';

/** What git says has changed. */
export interface Changes {
  readonly touched: Touched;
  /** The changed ones of the files found; in `--staged` with the text that the index has. */
  narrow(found: FoundFiles, paths: readonly string[]): FoundFiles;
}

/** The commit from which changes count. Throws where it cannot be told. */
function mergeBase(cwd: string, ref: string): string {
  const shallow = lines(git(cwd, ['rev-parse', '--is-shallow-repository'])) === 'true';
  const deepen: Message = {
    zh: '取得完整历史：git fetch --unshallow（GitHub Actions：fetch-depth: 0；GitLab：GIT_DEPTH: 0）',
    en: 'fetch the whole history: git fetch --unshallow (GitHub Actions: fetch-depth: 0; GitLab: GIT_DEPTH: 0)',
  };
  // A name that begins with - would be an option.
  const commit = git(cwd, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${ref}^{commit}`,
  ]);
  if (!commit.ok) {
    throw refused(
      { zh: `没有版本 ${ref}`, en: `there is no revision ${ref}` },
      shallow
        ? deepen
        : {
            zh: '检查名称，或先运行 git fetch origin 取得它',
            en: 'check the name, or get it first: git fetch origin',
          },
    );
  }
  const base = git(cwd, ['merge-base', lines(commit), 'HEAD']);
  if (base.ok) return lines(base);
  throw refused(
    shallow
      ? { zh: '浅克隆里找不到共同祖先', en: 'the clone is shallow: there is no merge base in it' }
      : {
          zh: `与 ${ref} 没有共同祖先`,
          en: `there is no common ancestor with ${ref}`,
        },
    shallow ? deepen : { zh: '换一个版本', en: 'name another revision' },
  );
}

function stagedSource(cwd: string, top: string, path: string, blob: Blob): FileSource {
  const id = shownFrom(cwd, join(top, path));
  return {
    id,
    name: id,
    isNamed: true,
    read: () => {
      const content = git(blob.top, ['cat-file', 'blob', blob.name]);
      if (content.ok) return content.bytes;
      throw new CuilintError(
        'INPUT_UNREADABLE',
        { zh: '暂存区里读不到此文件', en: 'the index does not give this file' },
        { at: { file: id }, hint: { zh: '先解决合并冲突', en: 'resolve the merge first' } },
      );
    },
  };
}

/** Own files hold no messages; the walk over folders leaves them out as well. */
const OWN_FILE = /(?:^|\/)cuilint\.(?:config|suppressions|baseline)\./;

/**
 * What has changed since the merge base with a revision (`since`), in the index (`staged`), or against the
 * last commit (`changed`). Asks git and never checks anything out. Throws CuilintError USAGE outside of a
 * repository, for a revision that is not there and in a clone too shallow to tell.
 */
export function readChanges(
  cwd: string,
  asked: { readonly since?: string; readonly staged?: boolean },
): Changes {
  const up = git(cwd, ['rev-parse', '--show-cdup']);
  if (!up.ok) {
    const foreign = foreignRepository(cwd);
    if (foreign !== undefined) throw refused(FOREIGN.reason, FOREIGN.hint(foreign));
    throw refused(
      { zh: '这里不是 git 仓库', en: 'this is no git repository' },
      { zh: '在仓库里运行，或去掉该选项', en: 'run it in a repository, or without this option' },
    );
  }
  const top = resolve(cwd, lines(up) || '.');
  const isStaged = asked.staged === true;
  const hasHead = git(top, ['rev-parse', '--verify', '--quiet', 'HEAD']).ok;
  // Before the first commit everything is new.
  const base =
    asked.since !== undefined ? mergeBase(top, asked.since) : hasHead ? 'HEAD' : emptyTree(top);
  const changed = changedFiles(top, isStaged ? ['--cached', base] : [base], !isStaged);
  if (changed === undefined) {
    throw refused(
      { zh: 'git diff 失败', en: 'git diff failed' },
      { zh: '运行 git status 查看仓库状态', en: 'look at git status' },
    );
  }
  const blobOf = new Map<string, Blob>();
  for (const path of changed.keys()) blobOf.set(path, { top, name: `:0:${path}` });
  const problems: { readonly at: string; readonly problem: Problem }[] = [];
  for (const part of changedSubmodules(top, base, isStaged ? 'index' : undefined)) {
    if ('type' in part) {
      const at = join(top, part.file ?? '');
      problems.push({ at, problem: { ...part, file: shownFrom(cwd, at) } });
      continue;
    }
    changed.set(part.path, part.changed);
    blobOf.set(part.path, part.blob);
  }
  const pathOf = (id: string): string => {
    const inside = relative(top, resolve(cwd, id));
    return sep === '/' ? inside : inside.replaceAll(sep, '/');
  };
  /** Of what lies in the paths asked for, or around them: the rest of the repository is not judged. */
  const problemsIn = (asked: readonly string[]): readonly Problem[] => {
    const isMeant = asked.map((path) => meaning(cwd, path));
    return problems
      .filter(
        ({ at }) =>
          isMeant.some((means) => means(at)) ||
          asked.some((path) => isInside(at, resolve(cwd, path))),
      )
      .map(({ problem }) => problem);
  };
  return {
    touched: (file) => createTouched(file.text, changed.get(pathOf(file.id)) ?? []),
    narrow: (found, asked) => {
      const told = { ...found, problems: [...found.problems, ...problemsIn(asked)] };
      return isStaged
        ? stagedFiles(told, asked, { cwd, top, blobOf })
        : { ...told, sources: found.sources.filter(({ id }) => changed.has(pathOf(id))) };
    },
  };
}

/** Whether a file (absolute) is meant by an argument: a path, or a pattern where there is no such path. */
function meaning(cwd: string, path: string): (file: string) => boolean {
  const at = resolve(cwd, path);
  if (/[*?[{]/.test(path) && !existsSync(at)) return filePatterns(cwd, [path]);
  return (file) => isInside(at, file);
}

/** The changed files of the index that the paths asked for mean, whether or not the disk still has them. */
function stagedFiles(
  found: FoundFiles,
  asked: readonly string[],
  where: { readonly cwd: string; readonly top: string; readonly blobOf: ReadonlyMap<string, Blob> },
): FoundFiles {
  const { cwd, top } = where;
  const isAsked = asked.map((path) => meaning(cwd, path));
  const listed = new Map(found.sources.map((source) => [resolve(cwd, source.id), source]));
  const sources = [...where.blobOf].flatMap(([path, blob]) => {
    const file = join(top, path);
    const known = listed.get(file);
    // What the walk has left out (ignored, or of no format) stays out; what the disk lacks is judged.
    const isMeant =
      known !== undefined ||
      (!existsSync(file) &&
        formatOf(path) !== undefined &&
        !OWN_FILE.test(path) &&
        isAsked.some((holds) => holds(file)));
    return isMeant ? [stagedSource(cwd, top, path, blob)] : [];
  });
  sources.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return { ...found, sources, problems: found.problems.filter(isNotMissing) };
}

/** A file that was taken off the disk after it was staged is judged from the index. */
function isNotMissing(problem: Problem): boolean {
  return problem.code !== 'INPUT_EMPTY';
}
