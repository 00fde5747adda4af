import { spawnSync } from 'node:child_process';

/** What git answers, trimmed; undefined where there is no git, no answer, or no repository to ask about. */
export function askGit(cwd: string, args: readonly string[]): string | undefined {
  // As in changes.ts: no program of the repository's configuration is to be started.
  const { status, stdout } = spawnSync('git', ['-c', 'core.fsmonitor=false', ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
  });
  const text = stdout?.trim() ?? '';
  return status === 0 && text !== '' ? text : undefined;
}
