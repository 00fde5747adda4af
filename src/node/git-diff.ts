import { spawnSync } from 'node:child_process';
import { type Hunk, parsePatch } from '../engine/changed-lines.ts';
import { CuilintError, type Message } from '../model/error.ts';

const MAX_OUTPUT = 1 << 30;
/** Configuration of the user must not change what is printed, nor start programs of the repository. */
const FIXED = ['-c', 'core.quotePath=false', '-c', 'core.fsmonitor=false', '--no-pager'];
const DIFF = [
  'diff',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules',
  // An order of files that the user has set, which may not be there any longer.
  '-O/dev/null',
  '--find-renames',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--no-relative',
];

/** What git has printed, and whether it came to its end. */
export interface Answer {
  readonly ok: boolean;
  readonly bytes: Buffer;
}

export function git(cwd: string, args: readonly string[], input?: string): Answer {
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

/** The text of an answer, trimmed. */
export function lines(answer: Answer): string {
  return answer.bytes.toString('utf8').trim();
}

/** The error of what git cannot tell. */
export function refused(reason: Message, hint: Message): CuilintError {
  return new CuilintError('USAGE', reason, { hint });
}

/** Paths that git lists with `-z`. */
export function paths(answer: Answer): readonly string[] {
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

/** What has changed in a file: stretches of its lines, or all of it. */
export type Changed = readonly Hunk[] | 'whole';

/** git's name for the tree without files. */
export function emptyTree(top: string): string {
  return lines(git(top, ['hash-object', '-t', 'tree', '--stdin'], ''));
}

/**
 * The changed files of the repository at `top`, by their paths in it. `against` are the revisions that `git diff` is
 * given; `withUntracked` adds files that git does not know yet. Undefined where git cannot compare them.
 */
export function changedFiles(
  top: string,
  against: readonly string[],
  withUntracked: boolean,
): Map<string, Changed> | undefined {
  const patch = git(top, [...DIFF, '-U0', ...against, '--']);
  const numstat = git(top, [...DIFF, '--numstat', '-z', ...against, '--']);
  if (!patch.ok || !numstat.ok) return undefined;
  const changed = new Map<string, Changed>(parsePatch(patch.bytes.toString('utf8')));
  for (const path of binaries(numstat)) changed.set(path, 'whole');
  // In a merge that is not resolved the index has none of the versions: a diff of it has no lines of such a file.
  if (against.includes('--cached')) {
    const unmerged = git(top, [...DIFF, '--name-only', '--diff-filter=U', '-z', ...against, '--']);
    for (const path of paths(unmerged)) changed.set(path, 'whole');
  }
  if (withUntracked) {
    const untracked = git(top, ['ls-files', '--others', '--exclude-standard', '-z']);
    for (const path of paths(untracked)) changed.set(path, 'whole');
  }
  return changed;
}
