import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import type { Message } from '../model/error.ts';

function start(cwd: string, args: readonly string[]): SpawnSyncReturns<string> {
  // As in changes.ts: no program of the repository's configuration is to be started.
  return spawnSync('git', ['-c', 'core.fsmonitor=false', ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
  });
}

/** What git answers, trimmed; undefined where there is no git, no answer, or no repository to ask about. */
export function askGit(cwd: string, args: readonly string[]): string | undefined {
  const { status, stdout } = start(cwd, args);
  const text = stdout?.trim() ?? '';
  return status === 0 && text !== '' ? text : undefined;
}

/**
 * The repository, quoted for a shell, that git does not read since it belongs to another user: in a container, under
 * sudo, on a share. Undefined where there is none.
 */
export function foreignRepository(cwd: string): string | undefined {
  const said = start(cwd, ['rev-parse', '--git-dir']).stderr ?? '';
  // The second is what git 2.35 says.
  if (!/dubious ownership|unsafe repository/.test(said)) return undefined;
  return /--add safe\.directory (.+)/.exec(said)?.[1] ?? '.';
}

/** What is said of such a repository. */
export const FOREIGN: {
  readonly reason: Message;
  readonly hint: (repository: string) => Message;
} = {
  reason: {
    zh: '这个 git 仓库属于其他用户，git 不读取它',
    en: 'this git repository belongs to another user, and git does not read it',
  },
  hint: (repository) => ({
    zh: `运行 git config --global --add safe.directory ${repository}，或用它所属的用户运行`,
    en: `run git config --global --add safe.directory ${repository}, or run this as its owner`,
  }),
};
