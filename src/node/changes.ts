import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { createTouched, type Hunk, parsePatch } from '../engine/changed-lines.ts';
import { CuilintError, type Message, type Problem } from '../model/error.ts';
import { formatOf } from '../readers/registry.ts';
import { shownFrom } from './config.ts';
import { filePatterns } from './file-patterns.ts';
import type { FileSource, FoundFiles } from './files.ts';
import type { Touched } from './gate.ts';
import { isInside } from './read-own-file.ts';

/** What git says has changed. */
export interface Changes {
  readonly touched: Touched;
  /** The changed ones of the files found; in `--staged` with the text that the index has. */
  narrow(found: FoundFiles, paths: readonly string[]): FoundFiles;
}

const MAX_OUTPUT = 1 << 30;
/** Configuration of the user must not change what is printed, nor start programs of the repository. */
const FIXED = ['-c', 'core.quotePath=false', '-c', 'core.fsmonitor=false', '--no-pager'];
const DIFF = [
  'diff',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules',
  '--find-renames',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--no-relative',
];

interface Answer {
  readonly ok: boolean;
  readonly bytes: Buffer;
}

function git(cwd: string, args: readonly string[], input?: string): Answer {
  const { status, stdout, error } = spawnSync('git', [...FIXED, ...args], {
    cwd,
    maxBuffer: MAX_OUTPUT,
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    ...(input === undefined ? {} : { input }),
  });
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') {
    throw refused(
      { zh: '找不到 git 命令', en: 'there is no git' },
      { zh: '安装 git', en: 'install git' },
    );
  }
  return { ok: status === 0, bytes: stdout ?? Buffer.alloc(0) };
}

function refused(reason: Message, hint: Message): CuilintError {
  return new CuilintError('USAGE', reason, { hint });
}

function lines(answer: Answer): string {
  return answer.bytes.toString('utf8').trim();
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

/** Paths that git lists with `-z`. */
function paths(answer: Answer): readonly string[] {
  return answer.bytes
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
}

/** New paths of files that git takes for binary (UTF-16, workbooks): it has no lines of them. */
function binaries(numstat: Answer): readonly string[] {
  const fields = numstat.bytes.toString('utf8').split('\0');
  const found: string[] = [];
  for (let index = 0; index < fields.length; index++) {
    const [added, , path] = fields[index]!.split('\t');
    if (path === undefined) continue;
    // A renamed file: its old and its new path follow.
    if (path === '') index += 2;
    const name = path === '' ? fields[index] : path;
    if (added === '-' && name !== undefined) found.push(name);
  }
  return found;
}

function stagedSource(cwd: string, top: string, path: string): FileSource {
  const id = shownFrom(cwd, join(top, path));
  return {
    id,
    name: id,
    isNamed: true,
    read: () => {
      const blob = git(top, ['cat-file', 'blob', `:0:${path}`]);
      if (blob.ok) return blob.bytes;
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
    throw refused(
      { zh: '这里不是 git 仓库', en: 'this is no git repository' },
      { zh: '在仓库里运行，或去掉该选项', en: 'run it in a repository, or without this option' },
    );
  }
  const top = resolve(cwd, lines(up) || '.');
  const isStaged = asked.staged === true;
  const hasHead = git(top, ['rev-parse', '--verify', '--quiet', 'HEAD']).ok;
  // git's name for the tree without files: before the first commit everything is new.
  const empty = (): string => lines(git(top, ['hash-object', '-t', 'tree', '--stdin'], ''));
  const base = asked.since !== undefined ? mergeBase(top, asked.since) : hasHead ? 'HEAD' : empty();
  const against = isStaged ? ['--cached', base] : [base];
  const patch = git(top, [...DIFF, '-U0', ...against, '--']);
  const numstat = git(top, [...DIFF, '--numstat', '-z', ...against, '--']);
  if (!patch.ok || !numstat.ok) {
    throw refused(
      { zh: 'git diff 失败', en: 'git diff failed' },
      { zh: '运行 git status 查看仓库状态', en: 'look at git status' },
    );
  }
  const changed = new Map<string, readonly Hunk[] | 'whole'>(
    parsePatch(patch.bytes.toString('utf8')),
  );
  for (const path of binaries(numstat)) changed.set(path, 'whole');
  if (!isStaged) {
    const untracked = git(top, ['ls-files', '--others', '--exclude-standard', '-z']);
    for (const path of paths(untracked)) changed.set(path, 'whole');
  }
  const pathOf = (id: string): string => {
    const inside = relative(top, resolve(cwd, id));
    return sep === '/' ? inside : inside.replaceAll(sep, '/');
  };
  return {
    touched: (file) => createTouched(file.text, changed.get(pathOf(file.id)) ?? []),
    narrow: (found, asked) =>
      isStaged
        ? stagedFiles(found, asked, { cwd, top, changed: [...changed.keys()] })
        : { ...found, sources: found.sources.filter(({ id }) => changed.has(pathOf(id))) },
  };
}

/** The changed files of the index that the paths asked for mean, whether or not the disk still has them. */
function stagedFiles(
  found: FoundFiles,
  asked: readonly string[],
  where: { readonly cwd: string; readonly top: string; readonly changed: readonly string[] },
): FoundFiles {
  const { cwd, top } = where;
  const isAsked = asked.map((path): ((file: string) => boolean) => {
    const at = resolve(cwd, path);
    if (/[*?[{]/.test(path) && !existsSync(at)) return filePatterns(cwd, [path]);
    return (file) => isInside(at, file);
  });
  const listed = new Map(found.sources.map((source) => [resolve(cwd, source.id), source]));
  const sources = where.changed.flatMap((path) => {
    const file = join(top, path);
    const known = listed.get(file);
    // What the walk has left out (ignored, or of no format) stays out; what the disk lacks is judged.
    const isMeant =
      known !== undefined ||
      (!existsSync(file) &&
        formatOf(path) !== undefined &&
        !OWN_FILE.test(path) &&
        isAsked.some((holds) => holds(file)));
    return isMeant ? [stagedSource(cwd, top, path)] : [];
  });
  sources.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return { ...found, sources, problems: found.problems.filter(isNotMissing) };
}

/** A file that was taken off the disk after it was staged is judged from the index. */
function isNotMissing(problem: Problem): boolean {
  return problem.code !== 'INPUT_EMPTY';
}
