import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type RunOutput, run } from './harness.ts';

/** A folder that looks like a repository, with files of its own. */
export interface Repository {
  readonly root: string;
  write(path: string, text: string | Uint8Array): void;
  remove(path: string): void;
  check(args: readonly string[], folder?: string): Promise<RunOutput>;
  /** Findings of `check --format json`, as file, line, rule and state; others only with --report-suppressed. */
  findings(args?: readonly string[]): Promise<readonly string[]>;
  git(...args: readonly string[]): string;
  dispose(): void;
}

const GIT_ENV = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
};

/** `withGit`: a true repository on the branch main; otherwise only the mark of one. */
export function createRepository(
  files: Readonly<Record<string, string>> = {},
  withGit = false,
): Repository {
  const root = mkdtempSync(join(tmpdir(), 'cuilint-'));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, ...GIT_ENV },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const write = (path: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  if (withGit) git('init', '-q', '-b', 'main');
  else mkdirSync(join(root, '.git'));
  for (const [path, text] of Object.entries(files)) write(path, text);
  const check = (args: readonly string[], folder = '.'): Promise<RunOutput> =>
    run(args, { cwd: join(root, folder) });
  return {
    root,
    write,
    check,
    git,
    remove: (path) => rmSync(join(root, path), { recursive: true }),
    findings: async (args = ['.']) => {
      const { stdout } = await check([...args, '--format', 'json']);
      // Safe: the shape is that of product.md, and a wrong one shows as a wrong list.
      const report = JSON.parse(stdout) as {
        findings: { file: string; line: number; ruleId: string; state: string }[];
      };
      return report.findings.map(
        ({ file, line, ruleId, state }) =>
          `${file}:${line} ${ruleId}${state === 'new' ? '' : ` ${state}`}`,
      );
    },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}
